//! What changes at the desk, as it changes: Server-Sent Events (WHATWG HTML §9.2) that name items, and hold nothing of them.

use crate::{
    Newsroom,
    errors::refused,
    lines::{Counted, LINES_MAX},
};
use account::Right;
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
    routing::get,
};
use desk::{Listening, Rung};
use futures_util::stream;
use serde::Deserialize;
use std::convert::Infallible;
use story::ItemId;
use tokio::time::{Interval, MissedTickBehavior};
use web::{Case, Problem, Query, SignedInStaff};

/// Milliseconds after which a browser that lost its connection comes back.
const RETRY_MILLIS: u32 = 2_000;
/// Seconds after which somebody with too many lines may try again.
const RETRY_SECS: u32 = 10;

pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/live", get(live))
}

/// Where to begin.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct From {
    /// The `n` that the caller has heard; without it, and without `Last-Event-ID`, only what changes from now on is told.
    since: Option<u64>,
}

/// `event: items` names the items that changed, or none when they are too many; `event: heartbeat` comes at once and then
/// again and again. Each has `n`, which the caller names when it comes back.
async fn live(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(From { since }): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    who.require(Right::Write)?;
    let heard = headers.get("last-event-id").map(|id| id.to_str().unwrap_or("?").trim()).filter(|id| !id.is_empty());
    let heard = heard.map(str::parse).transpose();
    let heard = heard.map_err(|_| Problem::bad_field("Last-Event-ID", "is not the `n` of an event"))?;
    let counted = newsroom.lines().count(&who.login).ok_or_else(|| {
        let why = format!("You have {LINES_MAX} live lists open, which is the limit. Close one of them first.");
        Problem::new(Case::TooMany, why).retry_after(RETRY_SECS)
    })?;
    // Whoever is let in may have changed by the time of a sign of life: the caller comes back and is asked again.
    let let_in = newsroom.accounts.revision().await?;
    let (first, listening) = newsroom.desk.listen(heard.or(since)).await.map_err(refused)?;
    let mut beat = tokio::time::interval(newsroom.heartbeat);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once.
    beat.tick().await;
    let begin = format!("retry: {RETRY_MILLIS}\n\n{}{}", heartbeat(first.n), items(&first));
    let line = Line { newsroom, listening, beat, let_in, begin: Some(begin), _counted: counted };
    let head = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies that buffer answers would hold the changes back.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let events = stream::unfold(line, |mut line| async move {
        let event = line.next().await?;
        Some((Ok::<_, Infallible>(event), line))
    });
    Ok((head, Body::from_stream(events)).into_response())
}

/// One open connection.
struct Line {
    newsroom: Newsroom,
    listening: Listening,
    beat: Interval,
    let_in: u64,
    begin: Option<String>,
    /// Given back when the caller goes.
    _counted: Counted,
}

impl Line {
    /// What is written next; `None` ends the answer.
    async fn next(&mut self) -> Option<String> {
        if let Some(begin) = self.begin.take() {
            return Some(begin);
        }
        tokio::select! {
            () = self.newsroom.stop.cancelled() => None,
            rung = self.listening.next() => match rung {
                Ok(rung) => rung.map(|rung| items(&rung)),
                Err(error) => {
                    tracing::error!("a list cannot be told what changes: {error}");
                    None
                }
            },
            _ = self.beat.tick() => self.alive().await,
        }
    }

    async fn alive(&self) -> Option<String> {
        match self.newsroom.accounts.revision().await {
            Ok(revision) if revision == self.let_in => Some(heartbeat(self.listening.heard())),
            _ => None,
        }
    }
}

fn heartbeat(n: u64) -> String {
    format!("id: {n}\nevent: heartbeat\ndata: {{\"n\":{n}}}\n\n")
}

/// Nothing where nothing changed.
fn items(Rung { n, items }: &Rung) -> String {
    if items.as_ref().is_some_and(Vec::is_empty) {
        return String::new();
    }
    let named = |items: &Vec<ItemId>| items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(",");
    let items = items.as_ref().map_or_else(|| "null".to_owned(), |items| format!("[{}]", named(items)));
    format!("id: {n}\nevent: items\ndata: {{\"n\":{n},\"items\":{items}}}\n\n")
}
