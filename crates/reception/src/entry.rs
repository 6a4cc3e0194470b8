//! Letting somebody in: the session, the cookies, and where they go.

use crate::Reception;
use account::{Accounts, Comer, Right, Visitor};
use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderValue, header, request::Parts},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use serde_json::json;
use web::{AnySession, ComesFrom, Json, Problem, known_cookie, session_cookie};

/// Where the second step is shown.
pub(crate) const SECOND: &str = "/sign-in/second";

/// Somebody who comes through a browser.
pub(crate) struct Knock {
    /// Where they come from.
    pub(crate) comer: Comer,
    /// The session that the browser has already, to be replaced.
    old: Option<String>,
    agent: String,
}

impl<S> FromRequestParts<S> for Knock
where
    S: Send + Sync,
    Accounts: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(ComesFrom(comer)) = ComesFrom::from_request_parts(parts, state).await;
        let AnySession(session) = AnySession::from_request_parts(parts, state).await?;
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self { comer, old: session.map(|session| session.id), agent: agent.unwrap_or_default().to_owned() })
    }
}

/// What is enough to be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A password, or the word of another site: whoever has a second step shows that as well.
    One,
    /// Both steps, or a passkey.
    All,
}

/// Somebody who was let in, or led to the second step.
pub(crate) struct Entry {
    cookies: Vec<HeaderValue>,
    next: String,
}

impl Entry {
    fn cookies(self) -> (AppendHeaders<impl Iterator<Item = (header::HeaderName, HeaderValue)>>, String) {
        let cookies = self.cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
        (AppendHeaders(cookies), self.next)
    }

    /// For a form.
    pub(crate) fn redirect(self) -> Response {
        let (cookies, next) = self.cookies();
        (cookies, Redirect::to(&next)).into_response()
    }

    /// For a script, which goes there itself.
    pub(crate) fn told(self) -> Response {
        let (cookies, next) = self.cookies();
        (cookies, [(header::CACHE_CONTROL, "no-store")], Json(json!({ "next": next }))).into_response()
    }
}

impl Reception {
    /// Opens a session for somebody, with a secret that nobody knew before.
    pub(crate) async fn let_in(
        &self,
        knock: &Knock,
        visitor: &Visitor,
        shown: Shown,
        next: &str,
    ) -> Result<Entry, Problem> {
        let who = visitor.whose();
        let whole = shown == Shown::All || !self.accounts.second_steps(&who).await?.any();
        let address = knock.comer.address;
        let session = self.accounts.replace_session(knock.old.as_deref(), &who, whole, address, &knock.agent).await?;
        let mut cookies = vec![session_cookie(Some(&session.secret))];
        let next = local(next).unwrap_or_else(|| home(visitor));
        if !whole {
            let query: String = encoded(next);
            return Ok(Entry { cookies, next: format!("{SECOND}?next={query}") });
        }
        let browser = self.accounts.know_browser(knock.comer.browser.as_deref(), &who).await?;
        cookies.push(known_cookie(&browser));
        Ok(Entry { cookies, next: next.to_owned() })
    }
}

/// An address of this server, so that nobody is sent elsewhere by a link to the sign-in.
pub(crate) fn local(next: &str) -> Option<&str> {
    let path = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    Some(next).filter(|next| path && next.bytes().all(|b| b.is_ascii_graphic()))
}

/// Where somebody goes who wanted nothing else.
pub(crate) fn home(visitor: &Visitor) -> &'static str {
    match visitor {
        Visitor::Staff(who) if who.role.may(Right::Write) => "/desk",
        Visitor::Staff(_) => "/admin",
        Visitor::Person(_) => "/portal",
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The answer to somebody who tries too often: how long to wait, in words and in the head.
pub(crate) fn wait(secs: u32) -> ([(header::HeaderName, HeaderValue); 1], String) {
    let minutes = secs.div_ceil(60);
    let long = match secs {
        1 => "a second".to_owned(),
        2..=90 => format!("{secs} seconds"),
        _ => format!("{minutes} minutes"),
    };
    let head = [(header::RETRY_AFTER, HeaderValue::from(secs))];
    (head, format!("Too many tries failed. Wait for {long}, and try again."))
}

/// What a browser says of itself in a word or two, for a list of sessions.
pub(crate) fn browser_of(agent: &str) -> String {
    // Browsers claim to be others before them: the first that is found here is what it is.
    const BROWSERS: [(&str, &str); 6] = [
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let of =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (of(&BROWSERS), of(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ if agent.is_empty() => "A program without a name".to_owned(),
        _ => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use account::{OrganisationId, Person, PersonId, Role, Staff};
    use jiff::Timestamp;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for right in ["/admin", "/account?a=b", "/a//b"] {
            assert_eq!(local(right), Some(right));
        }
        for wrong in ["", "admin", "//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "/ü"] {
            assert_eq!(local(wrong), None, "{wrong}");
        }
        assert_eq!(encoded("/admin/x?a=b&c=d"), "/admin/x%3Fa%3Db%26c%3Dd");
    }

    #[test]
    fn whoever_writes_lands_at_the_desk() {
        let staff = |role| Visitor::Staff(Staff { login: "ayse".to_owned(), name: "Ayşe".to_owned(), role });
        for (role, home_of) in [
            (Role::Reporter, "/desk"),
            (Role::Editor, "/desk"),
            (Role::Chief, "/desk"),
            (Role::Business, "/admin"),
            (Role::Administrator, "/desk"),
        ] {
            assert_eq!(home(&staff(role)), home_of, "{role:?}");
        }
    }

    #[test]
    fn whoever_reads_lands_at_the_wire() {
        let person = Person {
            id: PersonId::from("1".to_owned()),
            organisation: OrganisationId::from("2".to_owned()),
            organisation_name: "Gazete".to_owned(),
            email: "selin@gazete.example".to_owned(),
            name: "Selin".to_owned(),
            master: false,
            created: Timestamp::UNIX_EPOCH,
            invited: false,
            frozen: false,
        };
        assert_eq!(home(&Visitor::Person(person)), "/portal");
    }

    #[test]
    fn browsers_are_told_in_plain_words() {
        for (agent, told) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
                "Safari on iPhone",
            ),
            ("something else", "something else"),
            ("", "A program without a name"),
        ] {
            assert_eq!(browser_of(agent), told);
        }
    }
}
