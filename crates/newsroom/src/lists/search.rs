//! `/desk/search`: one box for the drafts and the archive.

use super::{Back, clock::Hours, sheet, written};
use crate::{Newsroom, door::Answer, errors::refused};
use account::{Right, Staff};
use askama::Template;
use axum::{Router, extract::State, http::StatusCode, routing::get};
use desk::{DraftQuery, FOUND_LINES_MAX, ItemLine, NewsDesk};
use jiff::{Timestamp, ToSpan, civil::Date};
use query::{Condition, Query as Asked};
use search::{Request, SearchError};
use serde::Deserialize;
use story::{ItemId, Kind, Lang, State as Standing};
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
    /// What was taken back for good: the archive does not have it either.
    pub(crate) killed: Vec<ItemLine>,
    /// There may be more drafts or killed items than these.
    pub(crate) more: bool,
    /// What is on the wire.
    pub(crate) archive: Vec<ItemLine>,
    /// How much the archive has; none where not everything was looked through.
    pub(crate) total: Option<usize>,
}

/// The same, understood.
struct Terms {
    drafts: DraftQuery,
    archive: Request,
}

/// What cannot be looked for.
struct Fault {
    field: &'static str,
    /// Why, to be read after the name of the field.
    why: String,
}

impl From<Fault> for Problem {
    fn from(Fault { field, why }: Fault) -> Self {
        Self::bad_field(field, why)
    }
}

impl Sought {
    fn is_empty(&self) -> bool {
        [&self.q, &self.desk, &self.language, &self.kind, &self.author, &self.from, &self.until]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    fn terms(&self, hours: &Hours) -> Result<Terms, Fault> {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let wrong = |field: &'static str, why: String| Fault { field, why: format!("cannot be used: {why}") };
        let asked =
            text(&self.q).map(|q| Asked::read(&q)).transpose().map_err(|error| wrong("q", error.to_string()))?;
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
        // The archive's end is the last moment that counts.
        let last = until.map(|until| until - 1.millisecond());
        let query = asked
            .unwrap_or_else(Asked::everything)
            .narrowed(kind.into_iter().collect(), Condition::Kind)
            .narrowed(language.into_iter().collect(), Condition::Language)
            .dated(from, last);
        let sifted = drafts.desk.is_some() || drafts.author.is_some();
        let archive = Request::newest(query, if sifted { SIFTED_HITS_MAX } else { ARCHIVE_LINES });
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
fn day(field: &'static str, text: &str, hours: &Hours, later: i64) -> Result<Option<Timestamp>, Fault> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let bad = || Fault { field, why: "is not a day, such as 2026-11-30".to_owned() };
    let day: Date = text.trim().parse().map_err(|_| bad())?;
    let day = day.checked_add(later.days()).map_err(|_| bad())?;
    hours.begins(day).map(Some).ok_or_else(bad)
}

/// Looks for it everywhere.
pub(crate) async fn find(newsroom: &Newsroom, who: &Staff, sought: &Sought) -> Result<Found, Problem> {
    let now = newsroom.clock.now();
    found(newsroom, who, sought.terms(&Hours::new(&newsroom.agency, now))?, now).await
}

async fn found(newsroom: &Newsroom, who: &Staff, terms: Terms, now: Timestamp) -> Result<Found, Problem> {
    let Terms { drafts: query, archive } = terms;
    let working = newsroom.desk.find_drafts(who, &query).await.map_err(refused)?;
    let more = working.len() == FOUND_LINES_MAX as usize;
    let is_killed = |line: &ItemLine| line.state == Some(Standing::Canceled);
    let (killed, drafts) = working.into_iter().partition(is_killed);
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
    Ok(Found { drafts, killed, more, archive: lines, total: (!sifted).then_some(hits.total) })
}

#[derive(Template)]
#[template(path = "lists_search.html")]
struct Page<'a> {
    sought: &'a Sought,
    desks: &'a [NewsDesk],
    languages: Vec<(String, String)>,
    /// The lines of the drafts and of the archive, once something was asked for.
    found: Option<Results>,
    fault: Option<Fault>,
}

impl Page<'_> {
    /// What is wrong with a field.
    fn wrong(&self, field: &str) -> Option<&str> {
        self.fault.as_ref().filter(|fault| fault.field == field).map(|fault| fault.why.as_str())
    }
}

struct Results {
    drafts: String,
    draft_count: usize,
    more_drafts: bool,
    /// What was taken back for good: the archive does not have it either.
    killed: String,
    killed_count: usize,
    archive: String,
    archive_count: usize,
    total: Option<usize>,
}

/// `GET /desk/search`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Query(sought): Query<Sought>) -> Answer {
    staff.require(Right::Write)?;
    let desks = newsroom.desk.desks().await.map_err(refused)?;
    let now = newsroom.clock.now();
    let (found, fault) = if sought.is_empty() {
        (None, None)
    } else {
        match sought.terms(&Hours::new(&newsroom.agency, now)) {
            Ok(terms) => (Some(results(&newsroom, &staff.0, &desks, terms, now).await?), None),
            Err(fault) => (None, Some(fault)),
        }
    };
    let status = if fault.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let languages = newsroom.agency.languages.iter();
    let languages = languages.map(|one| (one.lang.to_string(), one.name("en").to_owned())).collect();
    let mut sheet = sheet(&newsroom, &staff.0, "Search");
    sheet.here = "/desk/search";
    Ok(sheet.page_as(status, &Page { sought: &sought, desks: &desks, languages, found, fault }))
}

async fn results(
    newsroom: &Newsroom,
    who: &Staff,
    desks: &[NewsDesk],
    terms: Terms,
    now: Timestamp,
) -> Result<Results, Problem> {
    let Found { drafts, killed, more, archive, total } = found(newsroom, who, terms, now).await?;
    let back = Back { address: "/desk/search".to_owned(), due_first: false };
    Ok(Results {
        draft_count: drafts.len(),
        more_drafts: more,
        drafts: written(newsroom, who, desks, drafts, &back).await?,
        killed_count: killed.len(),
        killed: written(newsroom, who, desks, killed, &back).await?,
        archive_count: archive.len(),
        archive: written(newsroom, who, desks, archive, &back).await?,
        total,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let agency = story::Agency::new(story::AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        let hours = Hours::new(&agency, "2026-09-01T12:00:00Z".parse().expect("a time"));
        let fault = |sought: Sought| sought.terms(&hours).err().map(|fault| fault.field);
        let usual = Sought::default();
        assert_eq!(fault(Sought { q: "fire )".to_owned(), ..usual.clone() }), Some("q"));
        assert_eq!(fault(Sought { until: "tomorrow".to_owned(), ..usual.clone() }), Some("until"));
        assert_eq!(fault(Sought { q: "fire".to_owned(), ..usual }), None);
    }

    #[test]
    fn drafts_are_searched_for_plain_words() {
        assert_eq!(plain_words("\"big quake\" OR (storm -sport)  "), "big quake storm");
        assert_eq!(plain_words("-x OR"), "");
    }
}
