//! What the fields of the editor may hold: the agency's sections and languages, genres, countries, zones, limits; and what
//! an embargo means.

use super::translation::Machine;
use crate::{Newsroom, outlook::unreadable};
use account::Right;
use audience::PublicRule;
use axum::{
    Router,
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::get,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use story::{CategoryId, EmbargoAt, FLASH_CHARS_MAX, HouseRules, Lang, Priority, Slug};
use web::{Json, Problem, Query, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/vocabulary", get(vocabulary)).route("/desk/api/embargo", get(embargo))
}

#[derive(Serialize)]
struct Section<'a> {
    id: CategoryId,
    code: &'a str,
    names: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Language<'a> {
    tag: &'a Lang,
    names: &'a BTreeMap<String, String>,
}

/// A code with its English name.
#[derive(Serialize)]
struct Coded {
    code: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct Urgency {
    id: Priority,
    name: &'static str,
}

/// What texts may be long.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "they are the names of the JSON, with the unit last")]
struct Limits {
    slug_chars_max: usize,
    flash_chars_max: usize,
    summary_words_max: usize,
    summary_sentences_max: usize,
    summary_share_percent_max: usize,
}

#[derive(Serialize)]
struct Vocabulary<'a> {
    agency: &'a str,
    short_name: &'a str,
    language: &'a Lang,
    zone: &'a str,
    now: Timestamp,
    sections: Vec<Section<'a>>,
    languages: Vec<Language<'a>>,
    priorities: Vec<Urgency>,
    genres: Vec<Coded>,
    countries: Vec<Coded>,
    zones: Vec<String>,
    rules: &'a HouseRules,
    limits: Limits,
    /// The machine that drafts can be asked of.
    assistant: Option<Machine>,
}

/// `GET /desk/api/vocabulary`
async fn vocabulary(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let rule = PublicRule::load(&newsroom.db).await.map_err(unreadable)?;
    let agency = &newsroom.agency;
    let coded = |(code, name)| Coded { code, name };
    let mut countries: Vec<Coded> = format::countries().map(coded).collect();
    countries.sort_by_cached_key(|country| country.name.chars().map(unmarked).collect::<String>());
    let answer = Json(Vocabulary {
        agency: agency.name(agency.language.as_str()),
        short_name: &agency.short_name,
        language: &agency.language,
        zone: &agency.time_zone,
        now: newsroom.clock.now(),
        sections: agency.categories.iter().map(|c| Section { id: c.id, code: &c.code, names: &c.names }).collect(),
        languages: agency.languages.iter().map(|l| Language { tag: &l.lang, names: &l.names }).collect(),
        priorities: Priority::ALL.map(|id| Urgency { id, name: id.name() }).into(),
        genres: format::newscodes::genres().into_iter().map(coded).collect(),
        countries,
        zones: jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect(),
        rules: &agency.rules,
        limits: Limits {
            slug_chars_max: Slug::CHARS_MAX,
            flash_chars_max: FLASH_CHARS_MAX,
            summary_words_max: rule.summary.words,
            summary_sentences_max: rule.summary.sentences,
            summary_share_percent_max: rule.summary.share_percent,
        },
        assistant: Machine::of(&newsroom),
    })
    .into_response();
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], answer))
}

/// A letter of a country's English name without its mark, so that Åland stands among the As.
fn unmarked(letter: char) -> char {
    match letter {
        'Å' => 'A',
        'ã' => 'a',
        'ç' => 'c',
        'é' => 'e',
        'í' => 'i',
        'ô' => 'o',
        'ü' => 'u',
        other => other,
    }
}

/// The moment that an embargo means.
#[derive(Serialize)]
struct Meant {
    instant: Timestamp,
    now: Timestamp,
}

/// `GET /desk/api/embargo?time=2026-11-30T06:00&zone=Europe/London`: what is meant, or why nothing is.
async fn embargo(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(at): Query<EmbargoAtAsked>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let at = EmbargoAt { time: Some(at.time), zone: at.zone };
    let instant = at.instant().map_err(|why| Problem::unprocessable("embargo", why))?;
    Ok(Json(Meant { instant, now: newsroom.clock.now() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EmbargoAtAsked {
    time: String,
    #[serde(default)]
    zone: String,
}
