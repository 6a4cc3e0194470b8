//! Searching the archive.

use super::{
    archive_shapes as shapes,
    marked::{Told, marked},
    refusals,
    topics::{Named, liked},
};
use crate::{Api, refuse};
use ::query::{Condition, Query as Asked};
use ::search::{Facet, Hits, Order, Request};
use audience::Denial;
use axum::{
    extract::State,
    http::{
        HeaderMap,
        header::{CACHE_CONTROL, VARY},
    },
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use std::{collections::BTreeMap, fmt::Display, str::FromStr};
use story::{CategoryId, GroupId, Kind, Lang, Priority, ProductId};
use utoipa::IntoParams;
use web::{Json, Problem, Query, SignedInSubscriber};

/// Hits that one page holds, at most.
pub const SEARCH_HITS_MAX: usize = 100;

/// What to look for. Lists are separated by commas; a list that is empty is no condition.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The language of queries: words that are all required, `"a phrase"`, `-without`, `this OR that`, parentheses,
    /// `headline:word`, `place:"New York"`, `words:300..`, `date:2026-11`; see `/api/v1/query`.
    #[param(example = "deprem -tatbikat")]
    q: String,
    /// `text`, `picture`, `video`, `graphic`, `file`.
    #[serde(deserialize_with = "list")]
    #[param(value_type = Vec<String>, style = Form, explode = false, example = json!(["text"]))]
    kind: Vec<Kind>,
    /// Language tags; `sr` covers `sr-Latn`.
    #[serde(deserialize_with = "list")]
    #[param(value_type = Vec<String>, style = Form, explode = false, example = json!(["tr", "en"]))]
    language: Vec<Lang>,
    /// Numbers of sections.
    #[serde(deserialize_with = "list")]
    #[param(style = Form, explode = false)]
    category: Vec<u32>,
    /// 1 to 6, or `flash`, `urgent`, `important`, `routine`, `special`, `archive`.
    #[serde(deserialize_with = "list")]
    #[param(value_type = Vec<String>, style = Form, explode = false)]
    priority: Vec<Priority>,
    /// Numbers of products.
    #[serde(deserialize_with = "list")]
    #[param(style = Form, explode = false)]
    product: Vec<u32>,
    /// A group: its members are answered.
    #[param(value_type = Option<String>, example = "tel:group:20260901:50000099")]
    group: Option<GroupId>,
    /// Not older than this: the time of the version.
    #[serde(deserialize_with = "time")]
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Not newer than this.
    #[serde(deserialize_with = "time")]
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// `newest` for the newest version first, `relevance` for where the words stand often and in the headline.
    #[param(value_type = Option<String>, default = "newest", example = "newest")]
    order: Order,
    /// Hits to pass over.
    #[param(default = 0)]
    offset: usize,
    /// Hits to answer; 0 only counts.
    #[param(default = 20, minimum = 0, maximum = 100)]
    limit: usize,
    /// Count also how many of the items that were found are what.
    #[param(default = false)]
    facets: bool,
    /// The language of the names of topics that are counted. Without it, `Accept-Language` decides.
    #[param(value_type = Option<String>, example = "ar")]
    lang: Option<Lang>,
    /// Show in each hit where the words stand that were asked for, and a little of the text around them.
    #[param(default = false)]
    marks: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            q: String::new(),
            kind: Vec::new(),
            language: Vec::new(),
            category: Vec::new(),
            priority: Vec::new(),
            product: Vec::new(),
            group: None,
            from: None,
            until: None,
            order: Order::Newest,
            offset: 0,
            limit: 20,
            facets: false,
            lang: None,
            marks: false,
        }
    }
}

/// Reads a list whose values are separated by commas.
pub(super) fn list<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let values = text.split(',').map(str::trim).filter(|v| !v.is_empty());
    let wrong = |v: &str, e: T::Err| D::Error::custom(format_args!("`{v}` {}", web::plain(&e.to_string())));
    values.map(|v| v.parse().map_err(|e| wrong(v, e))).collect()
}

/// Reads a time with its zone. An empty one is refused: a program that lost its bound would be answered everything.
fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong = || match text.as_str() {
        "" => D::Error::custom("it is empty; leave it out where there is no bound"),
        _ => D::Error::custom("not a time such as 2026-09-01T12:00:00Z"),
    };
    text.parse().map(Some).map_err(|_| wrong())
}

/// What was found.
#[derive(Serialize)]
struct Found {
    total: usize,
    hits: Vec<Told>,
    indexed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<BTreeMap<String, Vec<Named>>>,
}

/// The archive, within your contract: the newest version of each item, the newest first or the best.
///
/// A story is found as soon as it is released. What is killed or on hold is not found.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    tag = "archive",
    params(Wanted),
    responses((status = 200, description = "What was found", body = shapes::Found), refusals::Feed),
)]
pub(super) async fn search(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Query(mut wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if wanted.limit > SEARCH_HITS_MAX {
        let why = format_args!("is {}; at most {SEARCH_HITS_MAX} are allowed", wanted.limit);
        return Err(Problem::bad_field("limit", why));
    }
    let may = api.entitlement(&subscriber).ok_or_else(|| refuse::denied(Denial::NoContract))?;
    let (counts, marks, lang) = (wanted.facets, wanted.marks, liked(wanted.lang.take(), &headers));
    let asked = wanted.request()?;
    refuse::until_indexed(&api).await;
    let archive = api.archive();
    let Hits { total, hits, indexed } = archive.search(&asked, &may, api.now()).await.map_err(refuse::archive)?;
    let facets = if counts {
        let counted = archive.facets(&asked.query, &may, api.now()).await.map_err(refuse::archive)?;
        let named = |(name, facets): (String, Vec<Facet>)| {
            let facets = facets.into_iter().map(|facet| Named::of(&name, facet, &lang)).collect();
            (name, facets)
        };
        Some(counted.into_iter().map(named).collect())
    } else {
        None
    };
    let hits = if marks {
        marked(&api, (&subscriber, &may), &asked.query, hits).await?
    } else {
        hits.into_iter().map(Told::from).collect()
    };
    let head = [(CACHE_CONTROL, "no-store"), (VARY, "Accept-Language")];
    Ok((head, Json(Found { total, hits, indexed, facets })).into_response())
}

impl Wanted {
    fn request(self) -> Result<Request, Problem> {
        let query = asked(&self.q)?
            .narrowed(self.kind, Condition::Kind)
            .narrowed(self.language, Condition::Language)
            .narrowed(self.category.into_iter().map(CategoryId).collect(), Condition::Category)
            .narrowed(self.priority, Condition::Priority)
            .narrowed(self.product.into_iter().map(ProductId).collect(), Condition::Product)
            .narrowed(self.group.into_iter().collect(), Condition::Group)
            .dated(self.from, self.until);
        Ok(Request { query, order: self.order, offset: self.offset, limit: self.limit })
    }
}

/// Reads `q`; empty for every story.
pub(super) fn asked(q: &str) -> Result<Asked, Problem> {
    if q.trim().is_empty() {
        return Ok(Asked::everything());
    }
    Asked::read(q)
        .map_err(|e| Problem::bad_field("q", format_args!("cannot be understood {e}")).with("position", e.position))
}
