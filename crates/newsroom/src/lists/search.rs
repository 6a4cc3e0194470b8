//! `/desk/search`: one box for the drafts and the archive.

use super::{Back, clock::Hours, sheet, written};
use crate::{Newsroom, door::Answer, errors::refused};
use account::{Right, Staff};
use askama::Template;
use axum::{Router, extract::State, routing::get};
use desk::{DraftQuery, FOUND_LINES_MAX, ItemLine, NewsDesk};
use jiff::{Timestamp, ToSpan, civil::Date};
use search::{SearchError, Words};
use serde::Deserialize;
use story::{ItemId, Kind, Lang};
use web::{Problem, Query, StaffAtScreen};

/// Lines of the archive that one search shows.
const ARCHIVE_LINES: usize = 50;
/// Hits that are looked through for those of one desk or author, which the archive does not know.
const SIFTED_HITS_MAX: usize = 1_000;

pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/search", get(show))
}

/// What is asked for. What is empty is no condition: forms send every field.
#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sought {
    q: String,
    desk: String,
    language: String,
    kind: String,
    author: String,
    from: String,
    until: String,
}

/// What was found.
pub(crate) struct Found {
    /// Working copies that the archive does not have.
    pub(crate) drafts: Vec<ItemLine>,
    /// What is on the wire.
    pub(crate) archive: Vec<ItemLine>,
    /// How much the archive has; none where not everything was looked through.
    pub(crate) total: Option<usize>,
}

/// The same, understood.
struct Terms {
    drafts: DraftQuery,
    archive: search::Query,
}

impl Sought {
    fn is_empty(&self) -> bool {
        [&self.q, &self.desk, &self.language, &self.kind, &self.author, &self.from, &self.until]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    fn terms(&self, hours: &Hours) -> Result<Terms, Problem> {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let wrong = |field: &'static str, why: String| Problem::bad_field(field, format_args!("cannot be used: {why}"));
        let words =
            text(&self.q).map(|q| Words::parse(&q)).transpose().map_err(|error| wrong("q", error.to_string()))?;
        let language = text(&self.language).map(|tag| Lang::new(&tag)).transpose();
        let language = language.map_err(|error| wrong("language", error.to_string()))?;
        let kind = text(&self.kind).map(|kind| kind.parse::<Kind>()).transpose();
        let kind = kind.map_err(|error| wrong("kind", error.to_string()))?;
        let from = day("from", &self.from, hours, 0)?;
        let until = day("until", &self.until, hours, 1)?;
        let drafts = DraftQuery {
            text: plain_words(&self.q),
            desk: text(&self.desk),
            language: language.clone(),
            kind,
            author: text(&self.author),
            from,
            until,
        };
        let archive = search::Query {
            text: words,
            kinds: kind.into_iter().collect(),
            languages: language.into_iter().collect(),
            from,
            // The archive's end is the last moment that counts.
            until: until.map(|until| until - 1.millisecond()),
            limit: if drafts.desk.is_some() || drafts.author.is_some() { SIFTED_HITS_MAX } else { ARCHIVE_LINES },
            ..search::Query::default()
        };
        Ok(Terms { drafts, archive })
    }
}

/// The words to look for among drafts: what is put between quotation marks is looked for word by word, and what must not
/// be there is left to the archive.
fn plain_words(q: &str) -> String {
    let words = q.split_whitespace().filter(|word| !word.starts_with('-') && *word != "OR");
    let words = words.map(|word| word.trim_matches(['"', '(', ')', '“', '”', '„', '«', '»']));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The moment at which a day begins, or the one after it.
fn day(field: &'static str, text: &str, hours: &Hours, later: i64) -> Result<Option<Timestamp>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let bad = || Problem::bad_field(field, "is not a day, such as 2026-11-30");
    let day: Date = text.trim().parse().map_err(|_| bad())?;
    let day = day.checked_add(later.days()).map_err(|_| bad())?;
    hours.begins(day).map(Some).ok_or_else(bad)
}

/// Looks for it everywhere.
pub(crate) async fn find(newsroom: &Newsroom, who: &Staff, sought: &Sought) -> Result<Found, Problem> {
    let now = newsroom.clock.now();
    let Terms { drafts: query, archive } = sought.terms(&Hours::new(&newsroom.agency, now))?;
    let drafts = newsroom.desk.find_drafts(who, &query).await.map_err(refused)?;
    let hits = newsroom.archive.find(&archive, now).await.map_err(|error| match error {
        SearchError::TooFar => Problem::bad_request(error),
        other => Problem::internal(other),
    })?;
    let ids: Vec<ItemId> = hits.hits.iter().map(|hit| hit.item.clone()).collect();
    let mut lines = newsroom.desk.lines(who, &ids).await.map_err(refused)?;
    for line in &mut lines {
        // What stands on the wire, whatever somebody has written since.
        if let Some(hit) = hits.hits.iter().find(|hit| hit.item == line.id) {
            (line.headline, line.slug, line.changed) = (hit.headline.clone(), hit.slug.clone(), hit.version_created);
        }
    }
    let sifted = query.desk.is_some() || query.author.is_some();
    lines.retain(|line| query.desk.is_none() || line.desk == query.desk);
    lines.retain(|line| query.author.as_ref().is_none_or(|author| line.author == *author));
    lines.truncate(ARCHIVE_LINES);
    Ok(Found { drafts, archive: lines, total: (!sifted).then_some(hits.total) })
}

#[derive(Template)]
#[template(path = "lists_search.html")]
struct Page<'a> {
    sought: &'a Sought,
    desks: &'a [NewsDesk],
    languages: Vec<(String, String)>,
    /// The lines of the drafts and of the archive, once something was asked for.
    found: Option<Results>,
}

struct Results {
    drafts: String,
    draft_count: usize,
    more_drafts: bool,
    archive: String,
    archive_count: usize,
    total: Option<usize>,
}

/// `GET /desk/search`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Query(sought): Query<Sought>) -> Answer {
    staff.require(Right::Write)?;
    let desks = newsroom.desk.desks().await.map_err(refused)?;
    let found = if sought.is_empty() {
        None
    } else {
        let Found { drafts, archive, total } = find(&newsroom, &staff.0, &sought).await?;
        let back = Back { address: "/desk/search".to_owned(), due_first: false };
        Some(Results {
            draft_count: drafts.len(),
            more_drafts: drafts.len() == FOUND_LINES_MAX as usize,
            drafts: written(&newsroom, &staff.0, &desks, drafts, &back)?,
            archive_count: archive.len(),
            archive: written(&newsroom, &staff.0, &desks, archive, &back)?,
            total,
        })
    };
    let languages = newsroom.agency.languages.iter();
    let languages = languages.map(|one| (one.lang.to_string(), one.name("en").to_owned())).collect();
    Ok(sheet(&newsroom, &staff.0, "Search").page(&Page { sought: &sought, desks: &desks, languages, found }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_are_searched_for_plain_words() {
        assert_eq!(plain_words("\"big quake\" OR (storm -sport)  "), "big quake storm");
        assert_eq!(plain_words("-x OR"), "");
    }
}
