//! The feed from its end: what is newest, and how events stand now.

use super::{
    event::To,
    feed::{FEED_EVENTS_MAX, UNKEPT_JSON, events},
    refusals, shapes, sift,
    view::{self, View},
};
use crate::{Api, refuse, rights::Standing};
use account::{Subscriber, Way};
use audience::{Feed, Page};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::IntoParams;
use web::{Problem, Query, SignedInSubscriber};

/// Numbers that can be asked for at once, at most.
pub const LATEST_SEQS_MAX: usize = 200;

/// No dispatch has this number: the store counts in 64 bits with a sign.
const SEQ_MAX: u64 = 1 << 63;

/// Where to read from, and how.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct From {
    /// The `next` that you hold: events before it are answered. Without it, the newest are.
    #[param(minimum = 1, example = 59)]
    before: Option<u64>,
    /// Events that the page may hold.
    #[param(default = 100, minimum = 1, maximum = 500)]
    limit: usize,
    /// `row`: each event then holds `row` in the place of `story`.
    #[param(inline)]
    view: view::Asked,
    /// Only what meets this query is answered: see `/api/v1/query`.
    #[param(example = "deprem")]
    q: String,
    /// Only what meets this saved search is answered.
    #[param(example = "1")]
    saved: Option<String>,
    /// Just these events are answered, as they stand now: numbers with commas between them, at most 200. `prev` is 0 in
    /// all of them. `more` says that they were too large for one answer: ask for those that are missing again.
    #[param(example = "5,7,9")]
    seqs: Option<String>,
}

impl Default for From {
    fn default() -> Self {
        Self { before: None, limit: 100, view: view::Asked::Story, q: String::new(), saved: None, seqs: None }
    }
}

/// Everything that your contract covers, from the newest back.
///
/// Ask again with `before` set to `next`, as long as `more` is true. A page looks at 10,000 dispatches of the whole wire
/// at most, and at 1,000 of yours where a query is asked: it may be empty while `more` is true.
#[utoipa::path(
    get,
    path = "/api/v1/latest",
    tag = "wire",
    params(From),
    responses(
        (status = 200, description = "A page of your feed, newest first", body = shapes::LatestPage),
        refusals::Feed,
    ),
)]
pub(super) async fn latest(
    State(api): State<Api>,
    SignedInSubscriber(mut subscriber): SignedInSubscriber,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let view = View::read(from.view, None)?;
    if !(1..=FEED_EVENTS_MAX).contains(&from.limit) {
        let why = format_args!("is {}; 1 to {FEED_EVENTS_MAX} are allowed", from.limit);
        return Err(Problem::bad_field("limit", why));
    }
    match from.before {
        Some(0) => return Err(Problem::bad_field("before", "is 0, but the wire begins at 1")),
        Some(SEQ_MAX..) => return Err(Problem::bad_field("before", "is larger than any number of a dispatch")),
        _ => {}
    }
    let seqs = from.seqs.as_deref().map(|text| numbers(text, &from)).transpose()?;
    let sieve = sift::sieve(&api, &subscriber, &from.q, from.saved.as_deref()).await?;
    loop {
        let may = view.entitlement(&api, &subscriber).map_err(refuse::denied)?;
        let (gate, now) = (api.gate(), api.now());
        let (page, more) = if let Some(seqs) = &seqs {
            let (events, whole) = gate.these(&may, seqs, now).await.map_err(|e| refuse::inside(&e))?;
            (Page { events, next: 1, head: gate.head() }, !whole)
        } else {
            let feed = Feed::of(&may).sifted(sieve.as_ref());
            let before = from.before.unwrap_or(u64::MAX);
            let page = gate.page_back(feed, before, from.limit, now).await.map_err(|e| refuse::inside(&e))?;
            let more = page.next > 1;
            (page, more)
        };
        // The key may have been revoked, or the contract changed, before any of this was released.
        match api.standing(&subscriber, page.head).await? {
            Standing::Same => return written(&api, &page, more, view, &subscriber).await,
            Standing::Changed(now) => subscriber = *now,
            Standing::Out => return Err(account::AccountError::SignIn.into()),
        }
    }
}

/// Reads `seqs=`, which stands alone.
fn numbers(text: &str, from: &From) -> Result<BTreeSet<u64>, Problem> {
    let wrong = |why: &str| Problem::bad_field("seqs", why);
    if from.before.is_some() || from.saved.is_some() || !from.q.is_empty() {
        return Err(wrong("cannot be given with `before`, `q` or `saved`"));
    }
    let numbers = text.split(',').map(|number| number.trim().parse::<u64>().ok().filter(|number| *number > 0));
    let numbers: Option<BTreeSet<u64>> = numbers.take(LATEST_SEQS_MAX + 1).collect();
    match numbers {
        None => Err(wrong("is not a list of numbers of events, such as 5,7,9")),
        Some(numbers) if numbers.len() > LATEST_SEQS_MAX => {
            Err(Problem::bad_field("seqs", format_args!("has too many numbers; {LATEST_SEQS_MAX} are allowed")))
        }
        Some(numbers) => Ok(numbers),
    }
}

async fn written(api: &Api, page: &Page, more: bool, view: View, subscriber: &Subscriber) -> Result<Response, Problem> {
    let to = To { taker: api.accounts().meter().taker(subscriber), way: Way::Feed };
    let mut json = events(api, page, view, &to).await?;
    let Page { next, head, .. } = page;
    json.extend_from_slice(format!("],\"next\":{next},\"head\":{head},\"more\":{more}}}").as_bytes());
    Ok((UNKEPT_JSON, json).into_response())
}
