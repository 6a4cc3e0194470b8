//! Every saved search that somebody wants to hear of, in memory and ready to be matched.

use crate::{AlertError, Delivery, searches::delivery};
use account::{OrganisationId, PersonId};
use jiff::Timestamp;
use query::{About, Matcher, Query, Rarity, Reading, Scratch};
use std::collections::HashMap;
use store::{Db, Row, StoreError, args};
use story::{Content, Lang};
use wire::{Dispatch, Reader};

/// Dispatches of which it is counted how rare words are.
const SAMPLE_DISPATCHES: u64 = 2_000;
/// Dispatches that are read at once for it.
const PAGE_DISPATCHES: usize = 200;
/// Searches that are read at once.
const PAGE_SEARCHES: u32 = 5_000;

/// The searches, as they were at a revision.
pub(crate) struct Book {
    revision: u64,
    /// The languages in which stories are read.
    languages: Vec<Lang>,
    matcher: Matcher,
    lines: HashMap<u64, Line>,
    scratch: Scratch,
}

/// One search, and who wants to hear of it.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) organisation: OrganisationId,
    /// Since when its query is what it is.
    since: Timestamp,
    readers: Vec<Listener>,
}

/// Somebody who wants to hear of a search, and since when.
struct Listener {
    person: PersonId,
    how: Delivery,
    since: Timestamp,
}

impl Line {
    /// How somebody hears of it; `None` when they do not want to any more.
    pub(crate) fn reader(&self, person: &PersonId) -> Option<Delivery> {
        self.readers.iter().find(|reader| reader.person == *person).map(|reader| reader.how)
    }

    /// Who hears of something that could be read since `open`. What is looked at late, after a restart say, is told as
    /// the search and its readers were when it came: nobody is told late what was there before they asked.
    pub(crate) fn heard_by(&self, open: Timestamp) -> impl Iterator<Item = (&PersonId, Delivery)> {
        let readers = self.readers.iter().filter(move |reader| self.since <= open && reader.since <= open);
        readers.map(|reader| (&reader.person, reader.how))
    }
}

impl Book {
    /// No searches yet; how rare words are is counted on the newest of the wire, whose languages are read.
    pub(crate) async fn open(reader: &Reader) -> Result<Self, AlertError> {
        Self::in_languages(reader, Vec::new()).await
    }

    /// The same for stories in these languages as well.
    async fn in_languages(reader: &Reader, mut languages: Vec<Lang>) -> Result<Self, AlertError> {
        let mut rarity = Rarity::default();
        let until = reader.head();
        let mut at = until.saturating_sub(SAMPLE_DISPATCHES);
        while at < until {
            let page = reader.after(at, PAGE_DISPATCHES).await?;
            let Some(last) = page.last() else { break };
            at = last.seq();
            for dispatch in &page {
                if !languages.contains(&dispatch.entry.language) {
                    languages.push(dispatch.entry.language.clone());
                }
                if let Some(reading) = reading(dispatch) {
                    rarity.count(&reading);
                }
            }
            // Others have their turn between two pages.
            tokio::task::yield_now().await;
        }
        let matcher = Matcher::new(rarity).for_languages(&languages);
        Ok(Self { revision: 0, languages, matcher, lines: HashMap::new(), scratch: Scratch::default() })
    }

    /// Reads stories in this language too: the first one of a language makes all searches be read anew.
    pub(crate) async fn learn(&mut self, language: &Lang, reader: &Reader, db: &Db) -> Result<(), AlertError> {
        if self.matcher.reads(language) {
            return Ok(());
        }
        let languages = self.languages.iter().chain([language]).cloned().collect();
        let mut book = Self::in_languages(reader, languages).await?;
        book.refresh(db).await?;
        *self = book;
        Ok(())
    }

    /// Takes in what was changed since, by whatever process.
    pub(crate) async fn refresh(&mut self, db: &Db) -> Result<(), AlertError> {
        let row = db.one("SELECT n FROM alert_counter WHERE name = 'revision'", args![]).await?;
        let revision = row.map_or(Ok(0), |row| row.count("n"))?;
        let mut last = 0;
        let is_first = self.revision == 0;
        while revision != self.revision {
            // What is newer than the revision that was read is taken in as well, and once more at the next look.
            let rows = db
                .all(
                    "SELECT s.id, s.organisation, s.name, s.query, s.since, s.deleted, d.person, \
                     COALESCE(d.since, 0) AS reads_since, COALESCE(d.portal, FALSE) AS portal, \
                     COALESCE(d.sound, FALSE) AS sound, COALESCE(d.email, 'off') AS email, \
                     COALESCE(d.push, FALSE) AS push \
                     FROM (SELECT id, organisation, name, query, since, deleted FROM saved_search \
                           WHERE revision > $1 AND id > $2 ORDER BY id LIMIT $3) s \
                     LEFT JOIN search_delivery d ON d.search = s.id ORDER BY s.id, d.person",
                    args![self.revision, last, PAGE_SEARCHES],
                )
                .await?;
            let Some(newest) = rows.last() else {
                self.revision = revision;
                break;
            };
            last = newest.count("id")?;
            for rows in rows.chunk_by(|a, b| a.count("id").ok() == b.count("id").ok()) {
                // One row that cannot be read silences one search, and not all that were changed after it.
                if let Err(error) = self.take(rows) {
                    tracing::error!("a saved search cannot be read, and is as it was: {error}");
                }
            }
        }
        if is_first {
            self.matcher.settle();
        }
        Ok(())
    }

    /// Takes one search as it is now, of which there is a row for each reader.
    fn take(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        let Some(first) = rows.first() else { return Ok(()) };
        let id = first.count("id")?;
        let mut readers = Vec::new();
        for row in rows {
            if let (Some(person), how) = (row.text_or_null("person")?, delivery(row)?)
                && how.is_on()
            {
                let since = story::from_millis(row.int("reads_since")?);
                readers.push(Listener { person: person.into(), how, since });
            }
        }
        self.matcher.remove(id);
        self.lines.remove(&id);
        if first.flag("deleted")? || readers.is_empty() {
            return Ok(());
        }
        match Query::read(&first.text("query")?) {
            Ok(query) => self.matcher.put(id, &query),
            Err(error) => {
                tracing::error!(search = id, "a saved search cannot be read any more, and raises no alerts: {error}");
                return Ok(());
            }
        }
        let line = Line {
            name: first.text("name")?,
            organisation: first.text("organisation")?.into(),
            since: story::from_millis(first.int("since")?),
            readers,
        };
        self.lines.insert(id, line);
        Ok(())
    }

    /// The searches that a dispatch meets.
    pub(crate) fn meets(&mut self, dispatch: &Dispatch) -> Vec<u64> {
        let mut met = Vec::new();
        if !self.matcher.is_empty()
            && let Some(reading) = reading(dispatch)
        {
            self.matcher.matches(&reading, &mut self.scratch, &mut met);
        }
        met
    }

    /// A search that somebody wants to hear of.
    pub(crate) fn line(&self, id: u64) -> Option<&Line> {
        self.lines.get(&id)
    }
}

/// The story as queries see it; a notice has none.
fn reading(dispatch: &Dispatch) -> Option<Reading> {
    let (entry, story) = (&dispatch.entry, &dispatch.story);
    let about = About { item: &entry.item, products: &entry.products, created: entry.version_created };
    (!matches!(story.content, Content::Removed { .. })).then(|| Reading::of(story, about))
}
