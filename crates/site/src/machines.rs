//! What the site tells machines beside its pages: what crawlers are asked (RFC 9309), what is reserved (TDM Reservation
//! Protocol, final report of 2024), with whom the agency stands (`trust.txt`), and where to report a hole (RFC 9116).

mod crawlers;
mod heed;

pub(crate) use heed::{Heeded, NOTICED_SECS};

use crate::{
    Site,
    edition::{ASK_AGAIN, Edition, nothing_here},
    shelf::{Depends, Key},
};
use audience::Reuse;
use axum::{
    extract::State,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode, Uri,
        header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::json;
use std::collections::HashSet;

/// The header by which an answer says whether mining it is reserved.
const TDM_RESERVATION: HeaderName = HeaderName::from_static("tdm-reservation");
/// The header that names the terms.
const TDM_POLICY: HeaderName = HeaderName::from_static("tdm-policy");
const TEXT: &str = "text/plain; charset=utf-8";
/// How long `security.txt` says that it holds, in days. RFC 9116 §2.5.5 recommends less than a year.
const SECURITY_DAYS: i64 = 180;
const DAY_HOURS: i64 = 24;
/// What is no news: the rooms of subscribers and staff, and pages that are made for whoever asks.
const NO_NEWS: [&str; 13] = [
    "/abone/",
    "/account/",
    "/admin",
    "/api/",
    "/desk",
    "/invitation",
    "/portal",
    "/receipt",
    "/reset",
    "/sign-in",
    "/sign-out",
    "/*/search/",
    "/*/subscribe/",
];

/// Answers a text that belongs to no language, with what it depends on: the shelf keeps it as long as it is right.
pub(crate) fn kept(site: &Site, media_type: &'static str, body: String, mut depends: Depends) -> Response {
    depends.keys.insert(Key::Rule);
    let mut response = body.into_response();
    site.say_to_cdn(response.headers_mut(), &depends, false);
    response.extensions_mut().insert(depends);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    reserve(headers, &site.reuse());
    response
}

/// Says in the head of an answer what is reserved (TDM Reservation Protocol §5.1).
pub(crate) fn reserve(headers: &mut HeaderMap, reuse: &Reuse) {
    if !reuse.tdm_reserved {
        return;
    }
    headers.insert(TDM_RESERVATION, HeaderValue::from_static("1"));
    if let Some(policy) = policy(reuse).and_then(|policy| HeaderValue::from_str(policy).ok()) {
        headers.insert(TDM_POLICY, policy);
    }
}

/// The address of the terms. They are those of what is reserved; where nothing is, there are none.
pub(crate) fn policy(reuse: &Reuse) -> Option<&str> {
    reuse.tdm_policy.as_ref().filter(|_| reuse.tdm_reserved).map(story::Line::as_str)
}

fn of_rule() -> Depends {
    Depends { keys: HashSet::from([Key::Rule]), ..Depends::default() }
}

/// `GET /robots.txt`
pub(crate) async fn robots(State(site): State<Site>) -> Response {
    let mut lines = vec![
        "# What is said here is asked of crawlers, and stops none that does not keep to it (RFC 9309).".to_owned(),
    ];
    if site.reuse().ai_crawlers {
        lines.push("# Crawlers that gather texts for the training of machines are welcome here.".to_owned());
    } else {
        lines.push(
            "# Crawlers that gather texts for the training of machines are asked to stay away: those that were"
                .to_owned(),
        );
        lines.push(format!(
            "# known on {}, by the names that their operators gave. Others are meant as well.",
            crawlers::LOOKED_UP
        ));
        for (name, operator) in crawlers::GATHERERS {
            lines.extend([format!("# {operator}"), format!("User-agent: {name}")]);
        }
        lines.push("Disallow: /".to_owned());
    }
    lines.extend([String::new(), "User-agent: *".to_owned()]);
    lines.extend(NO_NEWS.map(|path| format!("Disallow: {path}")));
    lines.extend([String::new(), format!("Sitemap: {}/sitemap.xml", site.base), String::new()]);
    kept(&site, TEXT, lines.join("\n"), of_rule())
}

/// `GET /.well-known/tdmrep.json` (TDM Reservation Protocol §5.2)
pub(crate) async fn tdmrep(State(site): State<Site>) -> Response {
    let reuse = site.reuse();
    let mut rule = json!({"location": "/", "tdm-reservation": u8::from(reuse.tdm_reserved)});
    if let Some(policy) = policy(&reuse) {
        rule["tdm-policy"] = policy.into();
    }
    kept(&site, "application/json", json!([rule]).to_string(), of_rule())
}

/// `GET /trust.txt`, `GET /.well-known/trust.txt` (`JournalList`, 2024)
pub(crate) async fn trust(State(site): State<Site>) -> Response {
    let reuse = site.reuse();
    let about = |rest: &str| format!("{}/{}/{rest}", site.base, site.agency.language.as_str());
    let mut lines = vec![
        format!("# {}", site.agency.name(site.agency.language.primary())),
        format!("disclosure={}", about("about/")),
        format!("disclosure={}", about("corrections/")),
        format!("datatrainingallowed={}", if reuse.ai_crawlers { "yes" } else { "no" }),
    ];
    lines.extend(reuse.trust.iter().map(ToString::to_string));
    lines.push(String::new());
    kept(&site, TEXT, lines.join("\n"), of_rule())
}

/// `GET /.well-known/security.txt` (RFC 9116). While nobody is there to write to, there is none.
pub(crate) async fn security(state: State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    let site = &state.0;
    let reuse = site.reuse();
    let Some(contact) = &reuse.security_contact else { return nothing_here(state, uri, headers).await };
    let Some((expires, until)) = expires(site.clock.now()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut languages: Vec<&str> = vec![site.agency.language.primary()];
    if languages[0] != "en" {
        languages.push("en");
    }
    let text = format!(
        "Contact: {contact}\nExpires: {}\nCanonical: {}/.well-known/security.txt\nPreferred-Languages: {}\n",
        expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        site.base,
        languages.join(", "),
    );
    kept(site, TEXT, text, Depends { until: Some(until), ..of_rule() })
}

/// Until when the file says that it holds, and until when it says that: the end of the day.
fn expires(now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let tomorrow = TimeZone::UTC.to_datetime(now).date().tomorrow().ok()?;
    let until = TimeZone::UTC.to_timestamp(tomorrow.to_datetime(jiff::civil::Time::midnight())).ok()?;
    Some((until.checked_add(SignedDuration::from_hours(SECURITY_DAYS * DAY_HOURS)).ok()?, until))
}

/// What an edition says in the head of each page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reserved {
    /// Mining is reserved.
    pub tdm: bool,
    /// The terms.
    pub policy: Option<String>,
}

impl Edition {
    /// What is reserved, for the head of a page.
    pub fn reserved(&self) -> Reserved {
        let reuse = self.site.reuse();
        Reserved { tdm: reuse.tdm_reserved, policy: policy(&reuse).map(str::to_owned) }
    }
}
