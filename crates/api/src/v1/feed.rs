//! The feed: everything that a subscriber may have, in order, from any position.

use super::{
    event::{self, To},
    refusals, shapes, sift,
    view::{self, View},
};
use crate::{Api, refuse, rights::Standing};
use account::{Hint, Way};
use audience::{Feed, Page};
use axum::{
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::time::Duration;
use utoipa::IntoParams;
use web::{Problem, Query, SignedInSubscriber};

/// Events that one page of the feed holds, at most.
pub const FEED_EVENTS_MAX: usize = 500;
/// Seconds that a request may wait for the next event, at most.
pub const FEED_WAIT_SECS_MAX: u64 = 60;

/// Where to read from, and how.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct From {
    /// The `seq` or `next` that you hold: events after it are answered. 0 for the beginning.
    #[param(default = 0, example = 0)]
    after: u64,
    /// Events that the page may hold.
    #[param(default = 100, minimum = 1, maximum = 500)]
    limit: usize,
    /// Seconds to wait when there is nothing yet.
    #[param(default = 0, minimum = 0, maximum = 60)]
    wait: u64,
    /// The format of the stories, by its name in `/api/v1/formats`: each event then holds `document` in the place of
    /// `story`.
    #[param(example = "json")]
    format: Option<String>,
    /// `row`: each event then holds `row` in the place of `story`.
    #[param(inline)]
    view: view::Asked,
    /// Only what meets this query is in the feed, and all later versions of it: see `/api/v1/query`. `prev` is then the
    /// event before in this part of your feed.
    #[param(example = "deprem")]
    q: String,
    /// Only what meets this saved search is in the feed, as with `q`.
    #[param(example = "1")]
    saved: Option<String>,
}

impl Default for From {
    fn default() -> Self {
        Self { after: 0, limit: 100, wait: 0, format: None, view: view::Asked::Story, q: String::new(), saved: None }
    }
}

/// Everything that your contract covers, from a position on.
///
/// Ask again with `after` set to `next`. With `wait`, the answer comes as soon as there is an event, or empty when the
/// time is over. A page looks at 10,000 dispatches of the whole wire at most, and at 1,000 of yours where a query is
/// asked: it may be empty while `more` is true.
#[utoipa::path(
    get,
    path = "/api/v1/feed",
    tag = "wire",
    params(From),
    responses((status = 200, description = "A page of your feed, oldest first", body = shapes::FeedPage), refusals::Feed),
)]
pub(super) async fn feed(
    State(api): State<Api>,
    SignedInSubscriber(mut subscriber): SignedInSubscriber,
    Query(From { after, limit, wait, format, view, q, saved }): Query<From>,
) -> Result<Response, Problem> {
    let view = View::read(view, format.as_deref())?;
    if !(1..=FEED_EVENTS_MAX).contains(&limit) {
        return Err(Problem::bad_field("limit", format_args!("is {limit}; 1 to {FEED_EVENTS_MAX} are allowed")));
    }
    if wait > FEED_WAIT_SECS_MAX {
        return Err(Problem::bad_field("wait", format_args!("is {wait}; 0 to {FEED_WAIT_SECS_MAX} are allowed")));
    }
    not_beyond(&api, "after", after)?;
    let sieve = sift::sieve(&api, &subscriber, &q, saved.as_deref()).await?;
    let deadline = tokio::time::Instant::now() + Duration::from_secs(wait);
    let mut heads = api.gate().heads();
    let mut from = after;
    let mut over = wait == 0;
    loop {
        let may = view.entitlement(&api, &subscriber).map_err(refuse::denied)?;
        let asked = Feed::of(&may).sifted(sieve.as_ref());
        let page = api.gate().page_on(asked, from, None, limit, api.now()).await.map_err(|e| refuse::inside(&e))?;
        // The key may have been revoked, or the contract changed, before any of this was released.
        match api.standing(&subscriber, page.head).await? {
            Standing::Same => {}
            Standing::Changed(now) => {
                subscriber = *now;
                continue;
            }
            Standing::Out => return Err(account::AccountError::SignIn.into()),
        }
        // An empty page below the head is answered, so that one request never looks at the whole log.
        if over || !page.events.is_empty() || page.next < page.head {
            let to = To { taker: api.accounts().meter().taker(&subscriber), way: Way::Feed };
            return Ok(hinted(written(&api, &page, view, &to).await?, after, wait, &page));
        }
        from = page.next;
        over = tokio::select! {
            grown = heads.wait_for(|head| *head > page.head) => grown.is_err(),
            () = tokio::time::sleep_until(deadline) => true,
            () = api.stop().cancelled() => true,
        };
        if over {
            // An answer after a long wait speaks of now, also when nothing was released meanwhile.
            subscriber = api.accounts().still(&subscriber).await?.ok_or(account::AccountError::SignIn)?;
        }
    }
}

/// Nobody holds a number that was never given: the reader speaks of another wire, or of one that was restored.
pub(super) fn not_beyond(api: &Api, field: &str, after: u64) -> Result<(), Problem> {
    let head = api.gate().head();
    if after <= head {
        return Ok(());
    }
    Err(Problem::bad_field(field, format_args!("is {after}, but the wire ends at {head}")).with("head", head))
}

/// Leaves with the answer what it says of the one who asks.
fn hinted(mut answer: Response, after: u64, wait: u64, page: &Page) -> Response {
    if page.events.is_empty() && wait == 0 && page.next >= page.head {
        answer.extensions_mut().insert(Hint::NothingNew);
    } else if after == 0 {
        answer.extensions_mut().insert(Hint::FromStart);
    }
    answer
}

/// The head of an answer that is not to be kept.
pub(super) const UNKEPT_JSON: [(HeaderName, &str); 2] =
    [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];

/// The events of a page, without the end of the list.
pub(super) async fn events(api: &Api, page: &Page, view: View, to: &To) -> Result<Vec<u8>, Problem> {
    let mut json = Vec::from(*b"{\"events\":[");
    for (n, one) in page.events.iter().enumerate() {
        if n > 0 {
            json.push(b',');
        }
        json.extend_from_slice(event::opening(one).as_bytes());
        json.extend_from_slice(&event::tail(api, one, view, to).await?);
    }
    Ok(json)
}

async fn written(api: &Api, page: &Page, view: View, to: &To) -> Result<Response, Problem> {
    let mut json = events(api, page, view, to).await?;
    let Page { next, head, .. } = page;
    json.extend_from_slice(format!("],\"next\":{next},\"head\":{head},\"more\":{}}}", next < head).as_bytes());
    Ok((UNKEPT_JSON, json).into_response())
}
