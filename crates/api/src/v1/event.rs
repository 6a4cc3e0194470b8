//! A dispatch as JSON: what every reader receives alike is written once, and each reader's numbers go before it.

use audience::Event;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use story::{Act, CategoryId, ContentHash, ItemId, Kind, Lang, Priority, ProductId, Reason, State, Story, Verdict};
use wire::Dispatch;

/// Everything of an event but `seq` and `prev`, which go before it.
#[derive(Serialize)]
struct Tail<'a> {
    act: Act,
    time: Timestamp,
    item: &'a ItemId,
    version: u32,
    revision: String,
    kind: Kind,
    language: &'a Lang,
    state: State,
    priority: Priority,
    category: CategoryId,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargo: Option<Timestamp>,
    first_released: Timestamp,
    version_created: Timestamp,
    products: &'a [ProductId],
    verdict: Verdict,
    content_hash: &'a ContentHash,
    hash: &'a str,
    prev_hash: &'a str,
    key_id: &'a str,
    signature: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<&'a Story>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<Closed>,
}

/// Why the story is not there.
#[derive(Serialize)]
struct Closed {
    reason: Reason,
    /// The dispatch that stopped the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    /// When the embargo ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

fn write(dispatch: &Dispatch, verdict: Verdict, closed: Option<Closed>) -> Bytes {
    let entry = &dispatch.entry;
    let tail = Tail {
        act: entry.act,
        time: entry.time,
        item: &entry.item,
        version: entry.version,
        revision: entry.revision().to_string(),
        kind: entry.item.kind(),
        language: &entry.language,
        state: entry.state,
        priority: dispatch.story.priority,
        category: dispatch.story.category,
        embargo: entry.embargo,
        first_released: entry.first_released,
        version_created: entry.version_created,
        products: &entry.products,
        verdict,
        content_hash: &entry.content,
        hash: &dispatch.hash,
        prev_hash: &entry.prev_hash,
        key_id: &dispatch.key_id,
        signature: &dispatch.signature,
        story: closed.is_none().then_some(&*dispatch.story),
        closed,
    };
    let mut json = serde_json::to_vec(&tail).expect("news values have a JSON form");
    // The two line feeds end an event of a stream; between values of JSON they mean nothing.
    json.extend_from_slice(b"\n\n");
    Bytes::from(json).slice(1..)
}

/// The event without its opening: `"act":…}` and two line feeds. Shared by every reader when the story may be read.
pub(super) fn tail(event: &Event, now: Timestamp) -> Bytes {
    match event.closed_because() {
        None => event.dispatch.frame(|dispatch| write(dispatch, event.verdict(now), None)),
        Some(reason) => {
            let until = event.dispatch.entry.embargo.filter(|_| reason == Reason::Embargo);
            let closed = Closed { reason, seq: event.stop.map(|stop| stop.seq), until };
            write(&event.dispatch, event.verdict(now), Some(closed))
        }
    }
}

/// The opening of an event in a feed.
pub(super) fn opening(event: &Event) -> String {
    format!("{{\"seq\":{},\"prev\":{},", event.dispatch.seq(), event.prev)
}

/// A dispatch that is not part of a feed, so that it has no `prev`.
pub(super) fn alone(event: &Event, now: Timestamp) -> Bytes {
    let mut json = format!("{{\"seq\":{},", event.dispatch.seq()).into_bytes();
    json.extend_from_slice(&tail(event, now));
    json.into()
}
