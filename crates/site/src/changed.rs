//! What changes on the site when a row changes, and when the time of a row comes.

use crate::{
    Site, SiteError,
    page::{self, Data, NewPage},
    shelf::Key,
    sitemap::Month,
    topics,
};
use jiff::Timestamp;
use std::{
    collections::HashSet,
    sync::atomic::{AtomicI64, Ordering},
};
use store::{Row, StoreError, Tx, args};
use story::{CategoryId, ItemId, Kind, Lang, to_millis};
use tokio::sync::Mutex;

/// Rows that become due at once, at most, and are told one by one; beyond, everything counts as changed.
const DUE_MAX: u32 = 1_000;

/// When a row that waits for its time is shown next.
pub(crate) struct Due {
    /// The earliest time that is still to come, in milliseconds of the epoch.
    next: AtomicI64,
    /// The earliest time that was added while it was looked what has become due.
    added: AtomicI64,
    /// Up to when everything that became due was told.
    told: Mutex<i64>,
    /// The languages that had something to show when it was last looked.
    languages: Mutex<Vec<Lang>>,
}

impl Default for Due {
    fn default() -> Self {
        Self {
            next: AtomicI64::new(i64::MIN),
            added: AtomicI64::new(i64::MAX),
            told: Mutex::new(i64::MIN),
            languages: Mutex::default(),
        }
    }
}

impl Due {
    /// A row is shown from this time on.
    pub fn at(&self, time: Timestamp) {
        self.next_at(to_millis(time));
    }

    /// Nobody knows what becomes due when.
    pub fn look(&self) {
        self.next_at(i64::MIN);
    }

    /// Something may have become due that nobody has told yet.
    pub fn is_ripe(&self, now: Timestamp) -> bool {
        to_millis(now) >= self.next.load(Ordering::Acquire)
    }

    fn next_at(&self, time: i64) {
        // In this order: whoever looks meanwhile takes `added` after it has set `next`.
        self.added.fetch_min(time, Ordering::AcqRel);
        self.next.fetch_min(time, Ordering::AcqRel);
    }
}

impl Site {
    /// Tells the shelf what has become due since it was last asked. Almost always that is one comparison.
    pub(crate) async fn ripen(&self) -> Result<(), SiteError> {
        let now = self.clock.now();
        if !self.due.is_ripe(now) {
            return Ok(());
        }
        let mut told = self.due.told.lock().await;
        if !self.due.is_ripe(now) {
            return Ok(());
        }
        let now = to_millis(now);
        // Until it is told, everybody else waits here: `next` stays as it is.
        self.due.added.store(i64::MAX, Ordering::Release);
        let next = self.became_due(*told, now).await?;
        *told = now;
        self.due.next.store(next, Ordering::Release);
        self.due.next.fetch_min(self.due.added.load(Ordering::Acquire), Ordering::AcqRel);
        Ok(())
    }

    /// Tells what became due after `told` up to `now`. Answers when the next row is due.
    async fn became_due(&self, told: i64, now: i64) -> Result<i64, SiteError> {
        let rows = self.db.all(DUE, args![told, now, DUE_MAX]).await?;
        if rows.len() < DUE_MAX as usize {
            if !rows.is_empty() {
                self.shelf.changed(self.appearing(&rows).await?);
                self.tell_languages().await?;
            }
        } else {
            self.shelf.all_changed();
        }
        let next = self.db.one(NEXT, args![now]).await?;
        Ok(next.and_then(|row| row.int_or_null("next").transpose()).transpose()?.unwrap_or(i64::MAX))
    }

    /// What changes when these rows appear.
    async fn appearing(&self, rows: &[Row]) -> Result<HashSet<Key>, SiteError> {
        let mut keys = HashSet::new();
        for row in rows {
            keys.extend(Standing::of(row)?.keys());
            let pages = self.db.all(NAMING, args![row.text("item")?]).await?;
            keys.extend(naming(&pages)?);
            let item = row.text("item")?;
            keys.extend(topic_keys(&self.db.all(TAGS, args![item.as_str()]).await?)?);
            keys.extend(series_keys(&self.db.all(SERIES, args![item]).await?)?);
            let others = self.db.all(TRANSLATIONS, args![row.text("original")?]).await?;
            keys.extend(months(&others)?);
        }
        Ok(keys)
    }

    /// What changes for a network by the items that waited for their time and have appeared by `now`.
    pub(crate) async fn later_keys(&self, now: i64) -> Result<HashSet<Key>, SiteError> {
        self.appearing(&self.db.all(LATER, args![now]).await?).await
    }

    /// Tells the shelf when another language than before has something to show.
    pub(crate) async fn tell_languages(&self) -> Result<(), SiteError> {
        let found = page::languages(&self.db, self.clock.now()).await?;
        let mut shown = self.due.languages.lock().await;
        if *shown != found {
            *shown = found;
            self.shelf.changed([Key::Languages]);
        }
        Ok(())
    }
}

const DUE: &str = "SELECT item, language, category, month, original, corrected FROM page WHERE show_at > $1 AND show_at <= $2 AND state = 'shown' \
                   ORDER BY show_at LIMIT $3";
const LATER: &str = "SELECT p.item, p.language, p.category, p.month, p.original, p.corrected FROM purge_later l \
                     JOIN page p ON p.item = l.item WHERE l.show_at <= $1 AND p.show_at <= $1 AND p.state = 'shown'";
const NEXT: &str = "SELECT MIN(show_at) AS next FROM page WHERE show_at > $1 AND state = 'shown'";
const NAMING: &str = "SELECT p.item, p.language, p.month FROM page_picture s JOIN page p ON p.item = s.page \
                      WHERE s.picture = $1";
const STANDING: &str = "SELECT item, language, category, month, original, corrected FROM page WHERE item = $1";
const TAGS: &str = "SELECT language, slug FROM page_tag WHERE page = $1";
const SERIES: &str = "SELECT language, series FROM page_series WHERE picture = $1";
const TRANSLATIONS: &str = "SELECT language, month FROM page WHERE original = $1";

/// Where a row stands: in which lists.
pub(crate) struct Standing {
    item: ItemId,
    language: Lang,
    category: CategoryId,
    month: Month,
    original: ItemId,
    is_corrected: bool,
}

/// The section that a row names.
pub(crate) fn section(row: &Row) -> Result<CategoryId, StoreError> {
    let corrupt = |e: std::num::TryFromIntError| StoreError::Corrupt { column: "category", why: e.to_string() };
    Ok(CategoryId(u32::try_from(row.int("category")?).map_err(corrupt)?))
}

impl Standing {
    fn of(row: &Row) -> Result<Self, SiteError> {
        Ok(Self {
            item: row.parsed("item")?,
            language: row.parsed("language")?,
            category: section(row)?,
            month: Month::numbered(row.int("month")?),
            original: row.parsed("original")?,
            is_corrected: row.int_or_null("corrected")?.is_some(),
        })
    }

    /// Everything that shows the row, or may.
    fn keys(&self) -> Vec<Key> {
        let lang = || self.language.clone();
        let mut keys = vec![
            Key::Item(self.item.clone()),
            Key::Latest(lang()),
            Key::Section(lang(), self.category),
            Key::Month(lang(), self.month),
            Key::Translations(self.original.clone()),
        ];
        keys.extend(self.is_corrected.then(|| Key::Corrections(lang())));
        keys
    }
}

/// What the row of an item that is about to change changes: the lists that it stands in, and the pages that name it.
pub(crate) async fn by_row(tx: &mut Tx, item: &ItemId) -> Result<Vec<Key>, SiteError> {
    let mut keys = vec![Key::Item(item.clone())];
    if let Some(row) = tx.one(STANDING, args![item.as_str()]).await? {
        let standing = Standing::of(&row)?;
        keys.extend(months(&tx.all(TRANSLATIONS, args![standing.original.as_str()]).await?)?);
        keys.extend(standing.keys());
    }
    if item.kind() == Kind::Text {
        keys.extend(topic_keys(&tx.all(TAGS, args![item.as_str()]).await?)?);
    } else {
        keys.extend(naming(&tx.all(NAMING, args![item.as_str()]).await?)?);
        keys.extend(series_keys(&tx.all(SERIES, args![item.as_str()]).await?)?);
    }
    Ok(keys)
}

/// What a row changes that is written.
pub(crate) async fn by_new(tx: &mut Tx, new: &NewPage) -> Result<Vec<Key>, SiteError> {
    let (item, language, category) = (new.item.clone(), new.language.clone(), new.category);
    let is_corrected = matches!(&new.data, Data::Article(article, _) if !article.corrections.is_empty());
    let (month, original) = (Month::of(new.released), new.original.clone());
    let standing = Standing { item, language, category, month, original, is_corrected };
    let mut keys = months(&tx.all(TRANSLATIONS, args![new.original.as_str()]).await?)?;
    keys.extend(standing.keys());
    if let Data::Article(article, _) = &new.data {
        let tags = topics::tags(article, &new.language).into_iter();
        keys.extend(tags.map(|tag| Key::Topic(new.language.clone(), tag.slug)));
    }
    if let Some(series) = &new.series {
        keys.extend([Key::Pictures(series.lang.clone()), Key::Series(series.id.clone())]);
    }
    Ok(keys)
}

/// The topics of these tags.
fn topic_keys(rows: &[Row]) -> Result<Vec<Key>, SiteError> {
    rows.iter().map(|row| Ok(Key::Topic(row.parsed("language")?, row.text("slug")?))).collect()
}

/// The series that these pictures belong to, and the list of all.
fn series_keys(rows: &[Row]) -> Result<Vec<Key>, SiteError> {
    let mut keys = Vec::new();
    for row in rows {
        keys.extend([Key::Pictures(row.parsed("language")?), Key::Series(row.text("series")?)]);
    }
    Ok(keys)
}

/// The pages of these stories, and the lists of addresses in which they stand with their pictures.
fn naming(rows: &[Row]) -> Result<Vec<Key>, SiteError> {
    let mut keys = months(rows)?;
    for row in rows {
        keys.push(Key::Item(row.parsed("item")?));
    }
    Ok(keys)
}

/// The lists of addresses in which these rows stand, each with its translations.
fn months(rows: &[Row]) -> Result<Vec<Key>, SiteError> {
    let key = |row: &Row| Ok(Key::Month(row.parsed("language")?, Month::numbered(row.int("month")?)));
    rows.iter().map(key).collect()
}
