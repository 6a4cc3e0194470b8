//! `search`: what is in the archive and in the contract, the newest first.

use super::{
    answer::{Refusal, Results, answer},
    asked::{Asked, Unreadable},
    asked_for::group_of_one,
    pace::Endpoint,
    sign_in::SignedIn,
    tongue::Text,
    vocabulary::{self, PROVIDER},
};
use crate::{Api, refuse};
use ::query::{Condition, Query};
use ::search::{Hit, Order, Request as Wanted, WINDOW_HITS_MAX};
use axum::{
    extract::{Request, State},
    http::header::CONTENT_TYPE,
    response::Response,
};
use serde::Serialize;
use story::{Agency, CategoryId, Kind, Priority, ProductId};
use web::read_body;

/// Bytes that a search may have.
const SEARCH_BYTES_MAX: usize = 64 * 1024;

/// One row of a result.
#[derive(Serialize)]
struct Row {
    id: String,
    r#type: &'static str,
    date: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_id: Option<String>,
}

pub(super) async fn search(
    State(api): State<Api>,
    SignedIn(subscriber): SignedIn,
    request: Request,
) -> Result<Response, Refusal> {
    Refusal::paced(&api, &subscriber, Endpoint::Search).await?;
    let may = api.entitlement(&subscriber).ok_or_else(|| Refusal::new(&api, Text::NotCovered))?;
    let says_json = request.headers().get(CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"application/json"));
    let body = read_body(request, SEARCH_BYTES_MAX).await.map_err(|e| Refusal::of(&api, &e))?;
    let asked = Asked::read(&body, says_json).map_err(|unreadable| match unreadable {
        Unreadable::Body => Refusal::new(&api, Text::Unreadable),
        Unreadable::Field(field) => Refusal::bad_field(&api, field),
    })?;
    let Some(mut wanted) = condition(api.agency(), &asked) else {
        return Ok(answer(Results::<Row> { result: Vec::new(), total: 0 }));
    };
    if !asked.terms.is_empty() {
        let words = Query::any_of(&asked.terms.join(","));
        wanted.query = wanted.query.and([words.map_err(|_| Refusal::bad_field(&api, "search_string"))?]);
    }
    refuse::until_indexed(&api).await;
    let found = api.archive().search(&wanted, &may, api.now()).await;
    let found = found.map_err(|e| Refusal::of(&api, &refuse::archive(e)))?;
    Ok(answer(Results { result: found.hits.into_iter().map(row).collect(), total: found.total }))
}

/// The query that is asked for; `None` when a filter names only numbers that mean nothing, so that nothing meets it.
fn condition(agency: &Agency, asked: &Asked) -> Option<Wanted> {
    let no_other = asked.providers.is_empty() || asked.providers.contains(&PROVIDER);
    // Beyond the window there is nothing to show, but there is something to count.
    let in_window = asked.offset.saturating_add(asked.limit) <= WINDOW_HITS_MAX;
    let (offset, limit) = if in_window { (asked.offset, asked.limit) } else { (0, 0) };
    let priority = |n: u32| Priority::try_from(u8::try_from(n).ok()?).ok();
    let language = |id| vocabulary::language(agency, id).cloned();
    let query = Query::everything()
        .narrowed(meant(&asked.kinds, vocabulary::kind)?, Condition::Kind)
        .narrowed(meant(&asked.languages, language)?, Condition::Language)
        .narrowed(meant(&asked.categories, |id| Some(CategoryId(id)))?, Condition::Category)
        .narrowed(meant(&asked.priorities, priority)?, Condition::Priority)
        .narrowed(meant(&asked.packages, |id| Some(ProductId(id)))?, Condition::Product)
        .dated(asked.from, asked.until);
    no_other.then_some(Wanted { query, order: Order::Newest, offset, limit })
}

/// What the numbers of a filter mean; `None` when there are some and none of them means anything.
fn meant<T>(numbers: &[u32], meaning: impl Fn(u32) -> Option<T>) -> Option<Vec<T>> {
    let meant: Vec<T> = numbers.iter().filter_map(|&n| meaning(n)).collect();
    (numbers.is_empty() || !meant.is_empty()).then_some(meant)
}

fn row(hit: Hit) -> Row {
    // Clients read the group of everything that is not a plain text; what is in none is a group by itself.
    let group_id = (hit.kind != Kind::Text).then(|| match &hit.group {
        Some(group) => group.to_string(),
        None => group_of_one(&hit.item),
    });
    Row {
        id: hit.item.to_string(),
        r#type: hit.kind.name(),
        date: hit.version_created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        title: hit.headline,
        group_id,
    }
}
