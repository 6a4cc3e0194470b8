//! Media Topics for whoever types one.

use crate::Newsroom;
use account::Right;
use axum::Router;
use axum::{response::IntoResponse, routing::get};
use format::topics::{FoundTopic, TOPICS_FOUND_MAX, TopicName, find_topics, topic_name};
use serde::{Deserialize, Serialize};
use story::{Lang, TopicId};
use web::{Json, Problem, Query, SignedInStaff};

/// Topics that one request may ask the names of.
const NAMES_MAX: usize = 200;

pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/topics", get(find))
}

/// What is looked for: by name, or the names of what is known.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    q: String,
    /// Codes, separated by commas.
    #[serde(default)]
    ids: String,
    #[serde(default = "english")]
    lang: Lang,
}

fn english() -> Lang {
    Lang::new("en").expect("a constant tag")
}

#[derive(Serialize)]
struct Topic {
    id: TopicId,
    name: &'static str,
    lang: &'static str,
    /// The name of the topic that it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<&'static str>,
}

impl From<FoundTopic> for Topic {
    fn from(FoundTopic { id, name, within }: FoundTopic) -> Self {
        Self { id, name: name.name, lang: name.lang, within: within.map(|wider| wider.name) }
    }
}

#[derive(Serialize)]
struct Topics {
    topics: Vec<Topic>,
}

/// `GET /desk/api/topics?q=earthq&lang=ar`, or `?ids=medtop:20000153,medtop:20000139&lang=ar`
async fn find(
    SignedInStaff(who): SignedInStaff,
    Query(Asked { q, ids, lang }): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let mut topics: Vec<Topic> = find_topics(&q, &lang, TOPICS_FOUND_MAX).into_iter().map(Topic::from).collect();
    for code in ids.split(',').map(str::trim).filter(|code| !code.is_empty()).take(NAMES_MAX) {
        let id = TopicId::new(code).map_err(|why| Problem::bad_field("ids", why))?;
        let named = topic_name(&id, &lang);
        topics.extend(named.map(|TopicName { name, lang }| Topic { id, name, lang, within: None }));
    }
    Ok(Json(Topics { topics }))
}
