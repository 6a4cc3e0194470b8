//! The live stream: the feed as Server-Sent Events (WHATWG HTML §9.2).

use super::{
    event::{self, To},
    feed::not_beyond,
    refusals, sift,
    view::{self, View},
};
use crate::{Api, lines::Counted, refuse, rights::Standing};
use account::{Subscriber, Way};
use audience::{AudienceError, Denial, Entitlement, Event, Feed, Sieve};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{FutureExt, Stream, stream};
use serde::Deserialize;
use std::convert::Infallible;
use tokio::{
    sync::watch,
    time::{Interval, MissedTickBehavior},
};
use utoipa::IntoParams;
use web::{Problem, Query, SignedInSubscriber};

/// Milliseconds after which a client that lost its connection comes back.
const RETRY_MILLIS: u32 = 2_000;
/// Events that a connection holds at once; the rest stays in the ring or the store until it is written.
const HELD_EVENTS_MAX: usize = 16;

/// The last words of a stream whose login or key was withdrawn.
const OUT: &str = "the login or key is no longer let in";
/// The last words of a stream whose contract is over.
const NO_CONTRACT: &str = "no contract holds any more";
/// The last words of a stream whose contracts no longer give its format.
const NO_FORMAT: &str = "no contract gives documents in this format any more";
/// The last words of a stream that the server cannot go on with now.
const COME_BACK: &str = "something failed inside; come back";

/// Where to begin.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct From {
    /// The `seq` that you hold: events after it are sent. Without it, and without `Last-Event-ID`, only new ones are.
    after: Option<u64>,
    /// The format of the stories, by its name in `/api/v1/formats`: each event then holds `document` in the place of
    /// `story`.
    #[param(example = "json")]
    format: Option<String>,
    /// `row`: each event then holds `row` in the place of `story`.
    #[serde(default)]
    #[param(inline)]
    view: view::Asked,
    /// Only what meets this query is sent, and all later versions of it: see `/api/v1/query`.
    #[serde(default)]
    #[param(example = "deprem")]
    q: String,
    /// Only what meets this saved search is sent, as with `q`: the search as it was when the stream was opened.
    #[param(example = "1")]
    saved: Option<String>,
}

/// Everything that your contract covers, as it goes out.
///
/// Server-Sent Events. `event: dispatch` has the event's `seq` as its `id` and the event as one line of JSON, the same as
/// in the feed. `event: heartbeat` comes at once and every 15 seconds: `seq` is the last event of your feed, `head` the
/// newest dispatch of the wire, `next` the position up to which your feed was looked at. A client that comes back sends
/// `Last-Event-ID`, as browsers do by themselves, and misses nothing. A person at a browser has 12 streams open at most.
#[utoipa::path(
    get,
    path = "/api/v1/stream",
    tag = "wire",
    params(From, ("Last-Event-ID" = Option<u64>, Header, description = "The `seq` that you hold; overrules `after`")),
    responses(
        (
            status = 200,
            description = "Events, until you or the server hang up",
            body = String,
            content_type = "text/event-stream",
            example = "retry: 2000\n\nevent: heartbeat\ndata: {\"seq\":41,\"head\":57,\"next\":57}\n\n\
                id: 58\nevent: dispatch\ndata: {\"seq\":58,\"prev\":41,\"act\":\"release\", …}\n\n",
        ),
        refusals::Feed,
    ),
)]
pub(super) async fn stream(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Query(From { after, format, view, q, saved }): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let view = View::read(view, format.as_deref())?;
    let from = match headers.get("last-event-id").map(|v| v.to_str().unwrap_or("?").trim()).filter(|v| !v.is_empty()) {
        Some(id) => {
            let seq = id.parse().map_err(|_| Problem::bad_field("Last-Event-ID", "is not the `seq` of an event"))?;
            not_beyond(&api, "Last-Event-ID", seq)?;
            Some(seq)
        }
        None => after,
    };
    from.map_or(Ok(()), |after| not_beyond(&api, "after", after))?;
    let may = view.entitlement(&api, &subscriber).map_err(refuse::denied)?;
    let counted = api.lines().count(&subscriber)?;
    let sieve = sift::sieve(&api, &subscriber, &q, saved.as_deref()).await?;
    let live = Live::open(api, subscriber, may, from, (view, sieve, counted)).await.map_err(|e| refuse::inside(&e))?;
    let head = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies that buffer answers would hold the news back.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((head, Body::from_stream(live.chunks())).into_response())
}

/// One open stream: a cursor, and no queue.
struct Live {
    api: Api,
    subscriber: Subscriber,
    may: Entitlement,
    view: View,
    sieve: Option<Sieve>,
    to: To,
    heads: watch::Receiver<u64>,
    beat: Interval,
    /// Everything up to here was looked at, and sent if it is covered.
    cursor: u64,
    /// The last event of this feed.
    last: u64,
    held: Held,
    /// The head at which the login and the contract were looked at last.
    looked: u64,
    /// They were looked at since the last page was read.
    fresh: bool,
    /// What is left to write of the event that was begun.
    begun: Option<Bytes>,
    over: bool,
    _counted: Option<Counted>,
}

/// Events that were read and wait to be written.
#[derive(Default)]
struct Held {
    events: std::vec::IntoIter<Event>,
    /// Where the cursor stands when they are written.
    next: u64,
}

impl Live {
    async fn open(
        api: Api,
        subscriber: Subscriber,
        may: Entitlement,
        from: Option<u64>,
        (view, sieve, counted): (View, Option<Sieve>, Option<Counted>),
    ) -> Result<Self, AudienceError> {
        let heads = api.gate().heads();
        let cursor = from.unwrap_or_else(|| api.gate().head());
        let feed = Feed::of(&may).sifted(sieve.as_ref());
        let last = api.gate().last_before(feed, cursor + 1, api.now()).await?;
        let mut beat = tokio::time::interval(api.heartbeat());
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let begun = Some(Bytes::from(format!("retry: {RETRY_MILLIS}\n\n")));
        let (held, looked, fresh, over) = (Held::default(), 0, false, false);
        let to = To { taker: api.accounts().meter().taker(&subscriber), way: Way::Stream };
        Ok(Self {
            api,
            subscriber,
            may,
            view,
            sieve,
            to,
            heads,
            beat,
            cursor,
            last,
            held,
            looked,
            fresh,
            begun,
            over,
            _counted: counted,
        })
    }

    fn chunks(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        stream::unfold(Box::new(self), |mut live| async move {
            let chunk = live.chunk().await?;
            Some((Ok(chunk), live))
        })
    }

    /// The next piece of text; `None` at the end.
    async fn chunk(&mut self) -> Option<Bytes> {
        loop {
            if let Some(rest) = self.begun.take() {
                return Some(rest);
            }
            if self.over {
                return None;
            }
            // Before anything else, so that neither a busy wire nor a slow reader puts off the look at the contract.
            if self.beat.tick().now_or_never().is_some() {
                return Some(self.heartbeat().await);
            }
            let head = *self.heads.borrow_and_update();
            // Nothing is handed out before it was asked who is let in since it was released.
            if self.looked < head {
                let standing = self.api.standing(&self.subscriber, head).await;
                self.looked = head;
                if let Some(end) = self.stands(standing) {
                    return Some(end);
                }
                continue;
            }
            if let Some(event) = self.held_event() {
                return Some(self.begin(&event).await);
            }
            if self.cursor < head {
                if let Some(end) = self.read().await {
                    return Some(end);
                }
                continue;
            }
            tokio::select! {
                () = self.api.stop().cancelled() => return Some(self.end("the server is stopping; come back")),
                _ = self.beat.tick() => return Some(self.heartbeat().await),
                grown = self.heads.changed() => if grown.is_err() { return None },
            }
        }
    }

    /// The next event that was read, as it stands now: it may have been stopped while a slow reader took the last one.
    fn held_event(&mut self) -> Option<Event> {
        let event = self.held.events.next();
        if event.is_none() {
            self.cursor = self.cursor.max(self.held.next);
        }
        event.map(|event| self.api.gate().again(event, self.api.now()))
    }

    /// Reads the next page under the rights that hold now. Answers the end of the stream, if it ends here.
    async fn read(&mut self) -> Option<Bytes> {
        if !std::mem::take(&mut self.fresh) {
            // Somewhere in a long past: no new dispatch tells when to look, so each page does.
            let standing = self.api.standing_now(&self.subscriber).await;
            if let Some(end) = self.stands(standing) {
                return Some(end);
            }
            self.fresh = false;
        }
        let now = self.api.now();
        // A contract ends by itself when its time is over.
        match self.entitlement(&self.subscriber) {
            Ok(may) => self.may = may,
            Err(denial) => return Some(self.end(last_words(denial))),
        }
        let feed = Feed::of(&self.may).sifted(self.sieve.as_ref());
        match self.api.gate().page_on(feed, self.cursor, Some(self.last), HELD_EVENTS_MAX, now).await {
            Ok(page) => {
                self.held = Held { events: page.events.into_iter(), next: page.next };
                None
            }
            Err(error) => {
                tracing::error!("a stream ends because the wire cannot be read: {error}");
                Some(self.end(COME_BACK))
            }
        }
    }

    /// Takes over what was found about the login and the contract. Answers the end of the stream, if it ends here.
    fn stands(&mut self, standing: Result<Standing, Problem>) -> Option<Bytes> {
        match standing {
            Ok(Standing::Same) => {}
            Ok(Standing::Changed(subscriber)) => {
                self.subscriber = *subscriber;
                // What was read under the old contract is read again under the new one.
                self.held = Held::default();
            }
            Ok(Standing::Out) => return Some(self.end(OUT)),
            // No story goes out on trust: the client comes back, and finds the answer at the door.
            Err(_) => return Some(self.end(COME_BACK)),
        }
        self.fresh = true;
        None
    }

    fn entitlement(&self, subscriber: &Subscriber) -> Result<Entitlement, Denial> {
        self.view.entitlement(&self.api, subscriber)
    }

    /// Begins an event; the part that all readers share follows as it is, without being copied.
    async fn begin(&mut self, event: &Event) -> Bytes {
        // The problem was logged where it arose.
        let Ok(tail) = event::tail(&self.api, event, self.view, &self.to).await else { return self.end(COME_BACK) };
        let seq = event.dispatch.seq();
        (self.cursor, self.last) = (seq, seq);
        self.begun = Some(tail);
        format!("id: {seq}\nevent: dispatch\ndata: {}", event::opening(event)).into()
    }

    /// Looks at the contract again and says where the feed stands.
    async fn heartbeat(&mut self) -> Bytes {
        match self.api.accounts().still(&self.subscriber).await {
            Ok(Some(subscriber)) => match self.entitlement(&subscriber) {
                Ok(may) => (self.subscriber, self.may) = (subscriber, may),
                Err(denial) => return self.end(last_words(denial)),
            },
            Ok(None) => return self.end(OUT),
            // As long as nobody says otherwise, the contract stands as it was read last.
            Err(error) => tracing::warn!("a stream could not look at its contract again: {error}"),
        }
        // What was read under the old contract is read again under the new one.
        self.held = Held::default();
        self.fresh = true;
        self.api.accounts().note_open(&self.subscriber);
        let (seq, head, next) = (self.last, self.api.gate().head(), self.cursor);
        format!("event: heartbeat\ndata: {{\"seq\":{seq},\"head\":{head},\"next\":{next}}}\n\n").into()
    }

    fn end(&mut self, why: &str) -> Bytes {
        self.over = true;
        format!(": {why}\n\n").into()
    }
}

/// What a stream says when its contracts end it.
fn last_words(denial: Denial) -> &'static str {
    if denial == Denial::Format { NO_FORMAT } else { NO_CONTRACT }
}
