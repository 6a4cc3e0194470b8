//! `/portal/alerts` and `/portal/api/alerts`: what the searches of a reader found, as a list and as it is found.

mod live;
mod page;

use crate::{Portal, door::inside, reader::Reader, searches::refused};
use account::Person;
use alert::{ALERTS_MAX, Alert, FoundBy, Settings};
use audience::{Entitlement, Event};
use axum::{
    Router,
    extract::State,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, HeaderName},
    },
    response::IntoResponse,
    routing::{get, post},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::{Act, ItemId, Lang, Priority, Reason};
use web::{Json, Problem, Query};

/// What is read belongs to one reader.
const PRIVATE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];
/// Alerts that one page holds when nobody says how many.
const PAGE_ALERTS: u32 = 50;

/// The screen.
pub(super) fn pages() -> Router<Portal> {
    Router::new().route("/portal/alerts", get(page::show))
}

pub(super) fn routes() -> Router<Portal> {
    Router::new()
        .route("/portal/api/alerts", get(list))
        .route("/portal/api/alerts/read", post(read))
        .route("/portal/api/alerts/live", get(live::live))
        .route("/portal/api/alert-settings", get(settings).put(set))
}

/// Which alerts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    before: Option<u64>,
    limit: Option<u32>,
}

#[derive(Serialize)]
struct List {
    alerts: Vec<Shown>,
    unread: u64,
}

/// An alert with what may be shown of its version now.
#[derive(Serialize)]
struct Shown {
    id: u64,
    seq: u64,
    item: ItemId,
    version: u32,
    act: Act,
    time: Timestamp,
    /// Empty where it may not be shown now, as is the slug.
    headline: String,
    slug: String,
    priority: Priority,
    language: Lang,
    searches: Vec<FoundBy>,
    sound: bool,
    read: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<Closed>,
}

/// Why the version may not be read now.
#[derive(Serialize)]
struct Closed {
    reason: Why,
    /// The dispatch that stopped the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
}

impl Closed {
    /// The same as a sentence.
    fn sentence(&self) -> &'static str {
        match self.reason {
            Why::Stopped(Reason::Killed) => "It was killed or withdrawn: do not use any version of it.",
            Why::Stopped(Reason::OnHold) => "It is on hold: do not use any version of it until it is resumed.",
            Why::Stopped(_) => "It may not be used now.",
            Why::Denied(_) => "Your contract does not cover it now.",
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Why {
    Stopped(Reason),
    /// `not_covered`: the contract does not cover it any more.
    Denied(&'static str),
}

/// `GET /portal/api/alerts`
async fn list(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Query(Asked { before, limit }): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    let limit = limit.unwrap_or(PAGE_ALERTS);
    if !(1..=ALERTS_MAX).contains(&limit) {
        return Err(Problem::bad_field("limit", format_args!("is {limit}; it may be 1 to {ALERTS_MAX}")));
    }
    let alerts = portal.alerts.alerts(&who.id, before, limit).await.map_err(refused)?;
    let unread = portal.alerts.unread(&who.id).await.map_err(refused)?;
    Ok((PRIVATE, Json(List { alerts: shown(&portal, &who, alerts).await?, unread })))
}

/// Alerts with what the gate lets through now.
async fn shown(portal: &Portal, who: &Person, alerts: Vec<Alert>) -> Result<Vec<Shown>, Problem> {
    let now = portal.clock.now();
    let may = Entitlement::under(&portal.holding(who).await?, now);
    let mut all = Vec::with_capacity(alerts.len());
    for alert in alerts {
        let found = portal.gate.version(&may, &alert.item, alert.version, now).await.map_err(inside)?;
        all.push(show(alert, found.and_then(Result::ok)));
    }
    Ok(all)
}

fn show(alert: Alert, event: Option<Event>) -> Shown {
    let closed = match &event {
        None => Some(Closed { reason: Why::Denied("not_covered"), seq: None }),
        Some(event) => event.closed_because().map(|reason| {
            let seq = event.stop.map(|stop| stop.seq);
            Closed { reason: Why::Stopped(reason), seq }
        }),
    };
    let story = event.filter(|_| closed.is_none()).map(|event| event.dispatch.story.clone());
    let (headline, slug) =
        story.map_or_else(Default::default, |story| (story.headline.to_string(), story.slug.to_string()));
    let Alert { id, seq, item, version, act, time, priority, language, searches, sound, read } = alert;
    Shown { id, seq, item, version, act, time, headline, slug, priority, language, searches, sound, read, closed }
}

/// What was read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Upto {
    upto: u64,
}

/// `POST /portal/api/alerts/read`
async fn read(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Json(Upto { upto }): Json<Upto>,
) -> Result<impl IntoResponse, Problem> {
    portal.alerts.read_alerts(&who.id, upto).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /portal/api/alert-settings`
async fn settings(State(portal): State<Portal>, Reader(who): Reader) -> Result<impl IntoResponse, Problem> {
    Ok((PRIVATE, Json(portal.alerts.settings(&who.id).await.map_err(refused)?)))
}

/// `PUT /portal/api/alert-settings`
async fn set(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Json(settings): Json<Settings>,
) -> Result<impl IntoResponse, Problem> {
    portal.alerts.set_settings(&who.id, settings).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}
