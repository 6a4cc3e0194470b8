//! A dispatch as JSON: what every reader receives alike is written once, and each reader's numbers go before it.

use super::{row::Row, view::View};
use crate::{Api, charge::Charged, render::Shape};
use account::{Given, How, Taker, Way};
use audience::{Event, JSON};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use format::Format;
use jiff::Timestamp;
use serde::Serialize;
use story::{Act, CategoryId, ContentHash, ItemId, Kind, Lang, Priority, ProductId, Reason, State, Story, Verdict};
use web::Problem;
use wire::Dispatch;

/// To whom events go, and by which way.
pub(super) struct To {
    pub(super) taker: Taker,
    pub(super) way: Way,
}

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
    document: Option<Document<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<Row<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<Closed>,
}

/// The story in the format that the reader asked for.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    media_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// For formats that are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

impl<'a> Document<'a> {
    fn of(format: Format, bytes: &'a [u8]) -> Self {
        let text = std::str::from_utf8(bytes).ok().filter(|_| !format.is_latin1());
        let base64 = text.is_none().then(|| BASE64_STANDARD.encode(bytes));
        Self { format: format.name(), media_type: format.media_type(), text, base64 }
    }
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

/// What stands in the place of the story.
enum Told<'a> {
    Story,
    Document(Document<'a>),
    Row(Row<'a>),
    Closed(Closed),
}

fn write(dispatch: &Dispatch, verdict: Verdict, told: Told<'_>) -> Bytes {
    let (mut story, mut document, mut row, mut closed) = (None, None, None, None);
    match told {
        Told::Story => story = Some(&*dispatch.story),
        Told::Document(told) => document = Some(told),
        Told::Row(told) => row = Some(told),
        Told::Closed(told) => closed = Some(told),
    }
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
        story,
        document,
        row,
        closed,
    };
    let mut json = serde_json::to_vec(&tail).expect("news values have a JSON form");
    // The two line feeds end an event of a stream; between values of JSON they mean nothing.
    json.extend_from_slice(b"\n\n");
    Bytes::from(json).slice(1..)
}

/// The event without its opening, counted as given to `to`: `"act":…}` and two line feeds. Shared by every reader who asks
/// for the same view, when the story may be read.
pub(super) async fn tail(api: &Api, event: &Event, view: View, to: &To) -> Result<Bytes, Problem> {
    let tail = uncounted(api, event, view).await?;
    let format = match view {
        View::Story => Some(JSON),
        View::Document(format) => Some(format.name()),
        View::Row => None,
    };
    // What is closed holds no story, and a row none of its text: nothing was given.
    if let Some(format) = format.filter(|_| event.is_open()) {
        let entry = &event.dispatch.entry;
        let given = Given {
            seq: entry.seq,
            item: &entry.item,
            version: entry.version,
            product: event.product,
            format,
            how: How::Delivered,
            way: to.way,
            times: 1,
            bytes: tail.len() as u64,
        };
        api.accounts().meter().given(to.taker, &given);
    }
    Ok(tail)
}

async fn uncounted(api: &Api, event: &Event, view: View) -> Result<Bytes, Problem> {
    let now = api.now();
    if let Some(reason) = event.closed_because() {
        let until = event.dispatch.entry.embargo.filter(|_| reason == Reason::Embargo);
        let closed = Closed { reason, seq: event.stop.map(|stop| stop.seq), until };
        return Ok(write(&event.dispatch, event.verdict(now), Told::Closed(closed)));
    }
    let (dispatch, verdict) = (&*event.dispatch, event.verdict(now));
    match view {
        View::Story => Ok(dispatch.frame(|dispatch| write(dispatch, verdict, Told::Story))),
        View::Document(format) => {
            let make = async || {
                let document = api.rendered(dispatch, format).await?;
                Ok(write(dispatch, verdict, Told::Document(Document::of(format, &document))))
            };
            api.renderings().get_or_make((dispatch.seq(), Shape::Event(format)), make).await
        }
        View::Row => {
            let make = async || Ok(write(dispatch, verdict, Told::Row(Row::of(dispatch))));
            api.renderings().get_or_make((dispatch.seq(), Shape::Row), make).await
        }
    }
}

/// The opening of an event in a feed.
pub(super) fn opening(event: &Event) -> String {
    format!("{{\"seq\":{},\"prev\":{},", event.dispatch.seq(), event.prev)
}

/// A dispatch that is not part of a feed, so that it has no `prev`, counted as it was charged.
pub(super) async fn alone(charged: &Charged<'_>) -> Result<Bytes, Problem> {
    alone_with(charged, "").await
}

/// The same with more members, each with a comma behind it, which are not the same for everybody.
pub(super) async fn alone_with(charged: &Charged<'_>, members: &str) -> Result<Bytes, Problem> {
    let event = charged.event();
    let mut json = format!("{{\"seq\":{},{members}", event.dispatch.seq()).into_bytes();
    json.extend_from_slice(&uncounted(charged.api(), event, View::Story).await?);
    charged.given(json.len());
    Ok(json.into())
}
