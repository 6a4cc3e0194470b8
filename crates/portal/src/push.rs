//! `/portal/api/push`: the browsers in which a reader is told of alerts, as notifications.

use crate::{Portal, reader::Reader, searches::refused};
use alert::{Browser, NewBrowser, PUSH_BROWSERS_MAX, PushTest};
use axum::{
    Router,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, HeaderName, USER_AGENT},
    },
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use web::{Case, Json, Path, Problem};

/// What is read belongs to one reader.
const PRIVATE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];
/// Browsers as they name themselves, the more particular first: most name those that they resemble as well.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
/// The systems that they run on.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

pub(super) fn routes() -> Router<Portal> {
    Router::new()
        .route("/portal/api/push", get(list))
        .route("/portal/api/push/browsers", post(add))
        .route("/portal/api/push/browsers/{browser}", delete(remove))
        .route("/portal/api/push/browsers/{browser}/test", post(test))
}

#[derive(Serialize)]
struct List<'a> {
    /// What browsers subscribe with; null where the agency sends no notifications.
    key: Option<&'a str>,
    browsers: Vec<Browser>,
    /// How many there may be.
    most: u64,
}

/// `GET /portal/api/push`
async fn list(State(portal): State<Portal>, Reader(who): Reader) -> Result<Response, Problem> {
    let browsers = portal.alerts.browsers(&who).await.map_err(refused)?;
    let list = List { key: portal.alerts.push_key(), browsers, most: PUSH_BROWSERS_MAX };
    Ok((PRIVATE, Json(list)).into_response())
}

/// A subscription, as a browser writes it (Push API §8.4), and the id of the one whose place it takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Subscription {
    endpoint: String,
    keys: Keys,
    #[serde(rename = "expirationTime")]
    _expires: Option<IgnoredAny>,
    replaces: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    p256dh: String,
    auth: String,
}

/// `POST /portal/api/push/browsers`
async fn add(
    State(portal): State<Portal>,
    Reader(who): Reader,
    headers: HeaderMap,
    Json(Subscription { endpoint, keys, replaces, .. }): Json<Subscription>,
) -> Result<impl IntoResponse, Problem> {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let new = NewBrowser { endpoint, p256dh: keys.p256dh, auth: keys.auth, agent: named(agent), replaces };
    let browser = portal.alerts.add_browser(&who, new).await.map_err(refused)?;
    Ok((StatusCode::CREATED, PRIVATE, Json(browser)))
}

/// `DELETE /portal/api/push/browsers/{browser}`
async fn remove(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Path(browser): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    portal.alerts.remove_browser(&who, &browser).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /portal/api/push/browsers/{browser}/test`
async fn test(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Path(browser): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    match portal.alerts.test_browser(&who, &browser).await.map_err(refused)? {
        PushTest::Taken => Ok(StatusCode::NO_CONTENT),
        PushTest::Gone => Err(Problem::conflict(
            "The push service does not know this browser any more, and it was removed. Turn notifications on there again.",
        )),
        PushTest::Refused(why) => Err(Problem::conflict(format_args!("It was not sent: {why}."))),
        PushTest::Soon(seconds) => {
            Err(Problem::new(Case::TooMany, "One was sent just before: wait a few seconds.").retry_after(seconds))
        }
    }
}

/// A browser in words, `Firefox on Linux`.
fn named(agent: &str) -> String {
    let of =
        |known: &'static [(&str, &str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (of(&BROWSERS), of(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "A browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_in_words() {
        for (agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 \
                 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 \
                 Safari/605.1.15",
                "Safari on macOS",
            ),
            ("curl/8", "A browser"),
        ] {
            assert_eq!(named(agent), name, "{agent}");
        }
    }
}
