//! Alerts as they are raised: Server-Sent Events (WHATWG HTML §9.2).

use super::shown;
use crate::{Portal, reader::Reader, searches::refused};
use account::{Person, Session};
use alert::{ALERTS_MAX, LINES_MAX, OpenLine};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use std::{convert::Infallible, fmt::Write};
use tokio::time::{Interval, MissedTickBehavior};
use web::{AnySession, Case, Problem};

/// Milliseconds after which a browser that lost its connection comes back.
const RETRY_MILLIS: u32 = 2_000;
/// Seconds after which somebody with too many lines may try again.
const RETRY_SECS: u32 = 10;

/// `GET /portal/api/alerts/live`: `event: alert` with the JSON of the list, and `event: heartbeat`, at once and again
/// and again. Each has the number of the last alert as its `id`; whoever comes back with it gets what was missed.
pub(super) async fn live(
    State(portal): State<Portal>,
    Reader(who): Reader,
    AnySession(session): AnySession,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let heard = headers.get("last-event-id").map(|id| id.to_str().unwrap_or("?").trim()).filter(|id| !id.is_empty());
    let heard: Option<u64> = heard
        .map(str::parse)
        .transpose()
        .map_err(|_| Problem::bad_field("Last-Event-ID", "is not the `id` of an event"))?;
    let session = session.ok_or_else(|| Problem::unauthorised("Your session has ended."))?;
    let line = portal.alerts.open_line(&who.id).ok_or_else(|| {
        let why = format!("You have {LINES_MAX} streams of alerts open, which is the limit. Close one of them first.");
        Problem::new(Case::TooMany, why).retry_after(RETRY_SECS)
    })?;
    let newest = portal.alerts.newest_alert(&who.id).await.map_err(refused)?;
    let mut beat = tokio::time::interval(portal.heartbeat);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once.
    beat.tick().await;
    // A number that was never given to this reader is that of another database: from now on, then.
    let last = heard.map_or(newest, |heard| heard.min(newest));
    let mut open = Open { portal, who, session, line, beat, last, begin: None, more: false };
    let missed = open.found().await?;
    open.begin = Some(format!("retry: {RETRY_MILLIS}\n\n{}{missed}", heartbeat(last)));
    let head = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies that buffer answers would hold the alerts back.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let events = stream::unfold(open, |mut open| async move {
        let event = open.next().await?;
        Some((Ok::<_, Infallible>(event), open))
    });
    Ok((head, Body::from_stream(events)).into_response())
}

/// One open connection.
struct Open {
    portal: Portal,
    who: Person,
    /// The stream lasts as long as this does.
    session: Session,
    line: OpenLine,
    beat: Interval,
    /// The last alert that was told.
    last: u64,
    begin: Option<String>,
    /// There may be more than the last look told.
    more: bool,
}

impl Open {
    /// What is written next; `None` ends the answer.
    async fn next(&mut self) -> Option<String> {
        if let Some(begin) = self.begin.take() {
            return Some(begin);
        }
        let beats = tokio::select! {
            () = self.portal.stop.cancelled() => return None,
            () = std::future::ready(()), if self.more => false,
            () = self.line.rings() => false,
            _ = self.beat.tick() => true,
        };
        match self.told(beats).await {
            Ok(told) => told,
            Err(error) => {
                tracing::error!("a reader cannot be told what was found: {error}");
                None
            }
        }
    }

    /// What was found since; with each sign of life what other processes raised, too. `None` for a session that was
    /// withdrawn or is over, and for whoever is not let in any more: nothing goes to them that came after.
    async fn told(&mut self, beats: bool) -> Result<Option<String>, Problem> {
        if self.portal.accounts.subscriber_at(&self.session).await?.is_none() {
            return Ok(None);
        }
        let found = self.found().await?;
        Ok(Some(if beats { found + &heartbeat(self.last) } else { found }))
    }

    async fn found(&mut self) -> Result<String, Problem> {
        let found = self.portal.alerts.alerts_after(&self.who.id, self.last).await.map_err(refused)?;
        self.more = found.len() >= ALERTS_MAX as usize;
        let mut events = String::new();
        for alert in shown(&self.portal, &self.who, found).await? {
            let json = serde_json::to_string(&alert).map_err(Problem::internal)?;
            write!(events, "id: {}\nevent: alert\ndata: {json}\n\n", alert.id).map_err(Problem::internal)?;
            self.last = alert.id;
        }
        Ok(events)
    }
}

fn heartbeat(last: u64) -> String {
    format!("id: {last}\nevent: heartbeat\ndata: {{\"id\":{last}}}\n\n")
}
