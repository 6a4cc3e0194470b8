//! What the Media Topics of the IPTC are called.

use super::{refusals, wanted::ranges};
use axum::{
    http::{HeaderMap, header},
    response::IntoResponse,
};
use format::topics::topic_name;
use search::Facet;
use serde::{Deserialize, Serialize};
use story::{Lang, TopicId};
use utoipa::{IntoParams, ToSchema};
use web::{Json, Problem, Query};

/// Topics that one request may ask the names of.
pub const TOPICS_MAX: usize = 200;

/// Whose names are asked for, and in which language.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Codes with commas between them, at most 200.
    #[param(example = "medtop:20000153,medtop:20000139")]
    ids: String,
    /// The language of the names. Without it, `Accept-Language` decides.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "ar")]
    lang: Option<Lang>,
}

/// Names of topics.
#[derive(Serialize, ToSchema)]
pub(crate) struct Topics {
    /// Those that are known, in the order in which they were asked for.
    topics: Vec<Topic>,
}

/// What a topic is called.
#[derive(Serialize, ToSchema)]
pub(crate) struct Topic {
    /// The topic.
    #[schema(value_type = String, example = "medtop:20000153")]
    id: TopicId,
    /// Its name.
    #[schema(example = "earthquake")]
    name: &'static str,
    /// The language of the name: the one that was asked for where the IPTC has a name in it, else English.
    #[schema(example = "en")]
    lang: &'static str,
}

/// The language in which a reader wants names: the one that is named, else the first that `Accept-Language` likes (RFC 9110
/// §12.5.4), else English.
pub(super) fn liked(named: Option<Lang>, headers: &HeaderMap) -> Lang {
    let ranges = headers.get_all(header::ACCEPT_LANGUAGE).iter().flat_map(ranges);
    let mut liked: Vec<(f32, Lang)> =
        ranges.filter_map(|(weight, tag)| Some((weight, Lang::new(&tag).ok()?))).collect();
    // A stable sort: of two that are liked alike, the first that was named wins.
    liked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let first = liked.into_iter().map(|(_, lang)| lang).next();
    named.or(first).unwrap_or_else(|| Lang::new("en").expect("a constant tag"))
}

/// The names of Media Topics of the IPTC, as stories carry them.
///
/// The names are the IPTC's (CC BY 4.0), which has them in eleven languages besides English.
#[utoipa::path(
    get,
    path = "/api/v1/topics",
    tag = "about",
    security(()),
    params(Asked, ("Accept-Language" = Option<String>, Header, description = "The languages that you read")),
    responses((status = 200, description = "The names", body = Topics), refusals::Topics),
)]
pub(super) async fn topics(
    Query(Asked { ids, lang }): Query<Asked>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let codes: Vec<&str> = ids.split(',').map(str::trim).filter(|code| !code.is_empty()).collect();
    if codes.len() > TOPICS_MAX {
        return Err(Problem::bad_field(
            "ids",
            format_args!("names {} topics; at most {TOPICS_MAX} are allowed", codes.len()),
        ));
    }
    let lang = liked(lang, &headers);
    let mut topics = Vec::with_capacity(codes.len());
    for code in codes {
        let id = TopicId::new(code).map_err(|why| Problem::bad_field("ids", why))?;
        let named = topic_name(&id, &lang);
        topics.extend(named.map(|named| Topic { id, name: named.name, lang: named.lang }));
    }
    let head = [(header::CACHE_CONTROL, "public, max-age=3600"), (header::VARY, "Accept-Language")];
    Ok((head, Json(Topics { topics })))
}

/// A value that was counted; a topic with its name.
#[derive(Serialize)]
pub(super) struct Named {
    #[serde(flatten)]
    facet: Facet,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'static str>,
}

impl Named {
    pub(super) fn of(condition: &str, facet: Facet, lang: &Lang) -> Self {
        let id = Some(&facet.value).filter(|_| condition == "topic").and_then(|code| TopicId::new(code).ok());
        let named = id.and_then(|id| topic_name(&id, lang));
        Self { facet, name: named.map(|named| named.name), lang: named.map(|named| named.lang) }
    }
}
