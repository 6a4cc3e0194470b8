//! What the site keeps of an item, and the statements that read and write it.

mod shown;

pub(crate) use shown::{Article, Picture, Prints, Repair, Repaired, Width};

use crate::{SiteError, sitemap::Month, topics};
use jiff::Timestamp;
use std::str::FromStr;
use store::{Db, Row, StoreError, Tx, Value, args};
use story::{CategoryId, ItemId, Lang, Priority, from_millis, to_millis};

/// Whether an item is shown. Only a shown one has anything in its `data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageState {
    /// It is shown once its time has come.
    Shown,
    /// It is being checked, and may come back.
    Held,
    /// It was killed or withdrawn.
    Killed,
    /// It was public once, and is not any more.
    Private,
}

impl PageState {
    const ALL: [Self; 4] = [Self::Shown, Self::Held, Self::Killed, Self::Private];

    fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Held => "held",
            Self::Killed => "killed",
            Self::Private => "private",
        }
    }
}

impl FromStr for PageState {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|state| state.name() == s).ok_or_else(|| format!("`{s}` is not a state of a page"))
    }
}

/// What a row holds beside its columns.
#[derive(Debug, Clone)]
pub(crate) enum Data {
    Article(Box<Article>, Vec<ItemId>),
    Picture(Box<Picture>),
}

/// A row as the follower writes it.
#[derive(Debug, Clone)]
pub(crate) struct NewPage {
    pub item: ItemId,
    pub version: u32,
    pub language: Lang,
    pub category: CategoryId,
    pub priority: Priority,
    pub released: Timestamp,
    pub updated: Option<Timestamp>,
    pub show_at: Timestamp,
    /// The story that it is a translation of, or itself.
    pub original: ItemId,
    /// The series that a picture belongs to, where it has a page of its own.
    pub series: Option<Series>,
    pub data: Data,
}

/// Pictures that are shown together, in the edition of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Series {
    /// The group of the pictures, or the id of the only one.
    pub id: String,
    pub lang: Lang,
}

/// A story's row as a page reads it.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub item: ItemId,
    pub state: PageState,
    pub language: Lang,
    pub category: CategoryId,
    pub priority: Priority,
    pub released: Timestamp,
    pub updated: Option<Timestamp>,
    pub show_at: Timestamp,
    /// The story that it is a translation of, or itself.
    pub original: ItemId,
    /// `None` when it must not appear.
    pub article: Option<Article>,
    /// The first of its pictures that may be shown.
    pub picture: Option<Pictured>,
}

/// The picture that a page shows.
#[derive(Debug, Clone)]
pub(crate) struct Pictured {
    pub item: ItemId,
    pub lang: Lang,
    pub picture: Picture,
}

/// Where in a list, newest first, to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub released: i64,
    pub number: i64,
}

impl Place {
    /// Before the newest.
    pub const TOP: Self = Self { released: i64::MAX, number: i64::MAX };
}

impl FromStr for Place {
    type Err = std::num::ParseIntError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let (released, number) = s.split_once('.').unwrap_or((s, ""));
        Ok(Self { released: released.parse()?, number: number.parse()? })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.released, self.number)
    }
}

/// Story rows with the picture that each shows at the time `$1`.
macro_rules! stories {
    ($which:literal) => {
        concat!(
            "SELECT p.item, p.state, p.language, p.category, p.priority, p.released, p.updated, p.show_at, p.original, p.data, ",
            "k.item AS picture, k.language AS picture_lang, k.data AS picture_data FROM page p LEFT JOIN page k ON k.item = ",
            "(SELECT s.picture FROM page_picture s JOIN page q ON q.item = s.picture ",
            "WHERE s.page = p.item AND q.state = 'shown' AND q.show_at <= $1 ORDER BY s.place LIMIT 1) ",
            "WHERE p.kind = 'text' AND ",
            $which
        )
    };
}
pub(crate) use stories;

const NEWEST: &str = stories!(
    "p.language = $2 AND p.state = 'shown' AND p.show_at <= $1 AND p.released <= $3 \
     AND (p.released < $3 OR p.number < $4) ORDER BY p.released DESC, p.number DESC LIMIT $5"
);
const SECTION: &str = stories!(
    "p.language = $2 AND p.state = 'shown' AND p.show_at <= $1 AND p.released <= $3 \
     AND (p.released < $3 OR p.number < $4) AND p.category = $6 ORDER BY p.released DESC, p.number DESC LIMIT $5"
);
const CORRECTED: &str = stories!(
    "p.language = $2 AND p.corrected IS NOT NULL AND p.state = 'shown' AND p.show_at <= $1 \
     ORDER BY p.corrected DESC, p.number DESC LIMIT $3"
);
const TRANSLATIONS: &str =
    stories!("p.original = $2 AND p.state = 'shown' AND p.show_at <= $1 ORDER BY p.released, p.number LIMIT $3");
const NUMBERED: &str = stories!("p.number = $2 ORDER BY p.item LIMIT 1");
const NAMED: &str = stories!("p.item = $2");
/// Hops from one language to the next over the index; a language counts when it has something to show.
const LANGUAGES: &str = "WITH RECURSIVE l (language) AS (SELECT MIN(language) FROM page WHERE kind = 'text' UNION ALL \
    SELECT (SELECT MIN(p.language) FROM page p WHERE p.kind = 'text' AND p.language > l.language) FROM l \
    WHERE l.language IS NOT NULL) \
    SELECT language FROM l WHERE language IS NOT NULL AND EXISTS (SELECT 1 FROM page p WHERE p.kind = 'text' \
    AND p.language = l.language AND p.state = 'shown' AND p.show_at <= $1)";
const PICTURE: &str = "SELECT data FROM page WHERE item = $2 AND kind <> 'text' AND state = 'shown' AND show_at <= $1";
/// Pages that show the picture: its own, and those of stories that prefer none that can be shown.
const SHOWN_BY: &str = "SELECT picture AS item FROM page_series WHERE picture = $2 UNION ALL \
    SELECT item FROM (SELECT p.item FROM page_picture s JOIN page p ON p.item = s.page WHERE s.picture = $2 \
    AND p.state = 'shown' AND p.show_at <= $1 AND NOT EXISTS (SELECT 1 FROM page_picture e JOIN page q \
    ON q.item = e.picture WHERE e.page = s.page AND e.place < s.place AND q.state = 'shown' AND q.show_at <= $1) LIMIT $3) shown";

/// Pages that are asked whether they show a picture.
const SHOWN_BY_MAX: u64 = 100;
/// Translations of one story that lead to each other.
const TRANSLATIONS_MAX: u32 = 50;

/// The newest stories of a language, or of one of its sections, after `place`.
pub(crate) async fn newest(
    db: &Db,
    now: Timestamp,
    lang: &Lang,
    section: Option<CategoryId>,
    place: Place,
    limit: u32,
) -> Result<Vec<Page>, SiteError> {
    let mut arguments = args![to_millis(now), lang.as_str(), place.released, place.number, limit];
    let sql = match section {
        Some(category) => {
            arguments.push(Value::from(category.0));
            SECTION
        }
        None => NEWEST,
    };
    pages(&db.all(sql, arguments).await?)
}

/// The stories of a language that were corrected, the newest correction first.
pub(crate) async fn corrected(db: &Db, now: Timestamp, lang: &Lang, limit: u32) -> Result<Vec<Page>, SiteError> {
    pages(&db.all(CORRECTED, args![to_millis(now), lang.as_str(), limit]).await?)
}

/// A story and its translations, the oldest first.
pub(crate) async fn translations(db: &Db, now: Timestamp, original: &ItemId) -> Result<Vec<Page>, SiteError> {
    pages(&db.all(TRANSLATIONS, args![to_millis(now), original.as_str(), TRANSLATIONS_MAX]).await?)
}

/// The story with this number, or this whole id, in whatever state.
pub(crate) async fn find(db: &Db, now: Timestamp, id: &str) -> Result<Option<Page>, SiteError> {
    let row = match (id.parse::<i64>(), id.parse::<ItemId>()) {
        (Ok(number), _) => db.one(NUMBERED, args![to_millis(now), number]).await?,
        (_, Ok(item)) => db.one(NAMED, args![to_millis(now), item.as_str()]).await?,
        _ => None,
    };
    row.as_ref().map(page).transpose()
}

/// The languages that have a story to show.
pub(crate) async fn languages(db: &Db, now: Timestamp) -> Result<Vec<Lang>, SiteError> {
    let rows = db.all(LANGUAGES, args![to_millis(now)]).await?;
    Ok(rows.iter().map(|row| row.parsed("language")).collect::<Result<_, _>>()?)
}

/// A picture with the pages that show it.
pub(crate) async fn picture(
    db: &Db,
    now: Timestamp,
    item: &ItemId,
) -> Result<Option<(Picture, Vec<ItemId>)>, SiteError> {
    let now = to_millis(now);
    let Some(row) = db.one(PICTURE, args![now, item.as_str()]).await? else { return Ok(None) };
    let pages = db.all(SHOWN_BY, args![now, item.as_str(), SHOWN_BY_MAX]).await?;
    let pages = pages.iter().map(|row| row.parsed("item")).collect::<Result<_, _>>()?;
    Ok(Some((read(&row.text("data")?)?, pages)))
}

pub(crate) fn pages(rows: &[Row]) -> Result<Vec<Page>, SiteError> {
    rows.iter().map(page).collect()
}

fn page(row: &Row) -> Result<Page, SiteError> {
    let state: PageState = row.parsed("state")?;
    let article = if state == PageState::Shown { Some(read(&row.text("data")?)?) } else { None };
    let picture = match (row.text_or_null("picture")?, row.text_or_null("picture_data")?) {
        (Some(_), Some(data)) if article.is_some() => {
            Some(Pictured { item: row.parsed("picture")?, lang: row.parsed("picture_lang")?, picture: read(&data)? })
        }
        _ => None,
    };
    let corrupt = |column, why: &dyn std::fmt::Display| StoreError::Corrupt { column, why: why.to_string() };
    let small = |column| u32::try_from(row.int(column)?).map_err(|e| corrupt(column, &e));
    let priority = u8::try_from(row.int("priority")?).map_err(|e| corrupt("priority", &e))?;
    Ok(Page {
        item: row.parsed("item")?,
        state,
        language: row.parsed("language")?,
        category: CategoryId(small("category")?),
        priority: Priority::try_from(priority).map_err(|e| corrupt("priority", &e))?,
        released: from_millis(row.int("released")?),
        updated: row.int_or_null("updated")?.map(from_millis),
        show_at: from_millis(row.int("show_at")?),
        original: row.parsed("original")?,
        article,
        picture,
    })
}

pub(crate) fn read<T: serde::de::DeserializeOwned>(data: &str) -> Result<T, SiteError> {
    let corrupt = |e: serde_json::Error| StoreError::Corrupt { column: "data", why: e.to_string() };
    Ok(serde_json::from_str(data).map_err(corrupt)?)
}

/// Writes a row, unless a newer version of the item is there.
pub(crate) async fn put(tx: &mut Tx, new: &NewPage) -> Result<(), StoreError> {
    let (data, corrected, pictures) = match &new.data {
        Data::Article(article, pictures) => {
            let corrected = article.corrections.last().map(|repair| to_millis(repair.time));
            (story::canonical_json(article), corrected, pictures.as_slice())
        }
        Data::Picture(picture) => (story::canonical_json(picture), None, [].as_slice()),
    };
    let number = new.item.number();
    let changed = tx
        .run(
            "INSERT INTO page (item, number, kind, version, state, language, category, priority, released, updated, \
             corrected, show_at, month, original, data, changed) \
             VALUES ($1, $2, $3, $4, 'shown', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, (SELECT n FROM page_change)) \
             ON CONFLICT (item) DO UPDATE SET version = excluded.version, state = excluded.state, \
             language = excluded.language, category = excluded.category, priority = excluded.priority, \
             released = excluded.released, updated = excluded.updated, corrected = excluded.corrected, \
             show_at = excluded.show_at, month = excluded.month, \
             original = excluded.original, data = excluded.data, changed = excluded.changed WHERE page.version <= excluded.version",
            args![
                new.item.as_str(),
                number,
                new.item.kind().name(),
                new.version,
                new.language.as_str(),
                new.category.0,
                u32::from(new.priority.urgency()),
                to_millis(new.released),
                new.updated.map(to_millis),
                corrected,
                to_millis(new.show_at),
                Month::of(new.released).number(),
                new.original.as_str(),
                data
            ],
        )
        .await?;
    if changed == 0 {
        return Ok(());
    }
    match &new.data {
        Data::Article(article, _) => put_tags(tx, new, article).await?,
        Data::Picture(_) => return put_series(tx, new).await,
    }
    forget_pictures(tx, &new.item).await?;
    for (place, picture) in (0_u64..).zip(pictures) {
        tx.run(
            "INSERT INTO page_picture (page, place, picture) VALUES ($1, $2, $3)",
            args![new.item.as_str(), place, picture.as_str()],
        )
        .await?;
    }
    Ok(())
}

async fn put_tags(tx: &mut Tx, new: &NewPage, article: &Article) -> Result<(), StoreError> {
    forget_tags(tx, &new.item).await?;
    for tag in topics::tags(article, &new.language) {
        let (page, lang, released) = (new.item.as_str(), new.language.as_str(), to_millis(new.released));
        tx.run(
            "INSERT INTO page_tag (page, slug, name, language, released, number) VALUES ($1, $2, $3, $4, $5, $6)",
            args![page, tag.slug, tag.name, lang, released, new.item.number()],
        )
        .await?;
    }
    Ok(())
}

async fn put_series(tx: &mut Tx, new: &NewPage) -> Result<(), StoreError> {
    tx.run("DELETE FROM page_series WHERE picture = $1", args![new.item.as_str()]).await?;
    let Some(series) = &new.series else { return Ok(()) };
    let (picture, lang, released) = (new.item.as_str(), series.lang.as_str(), to_millis(new.released));
    tx.run(
        "INSERT INTO page_series (picture, series, language, released, number) VALUES ($1, $2, $3, $4, $5)",
        args![picture, series.id.as_str(), lang, released, new.item.number()],
    )
    .await
    .map(drop)
}

/// Takes away what a row shows; an item that never had a row gets none. What is private says no more about itself.
pub(crate) async fn take_down(tx: &mut Tx, item: &ItemId, version: u32, state: PageState) -> Result<(), StoreError> {
    let changed = tx
        .run(
            "UPDATE page SET version = $2, corrected = NULL, data = '', changed = (SELECT n FROM page_change), \
             state = CASE WHEN state = 'private' THEN state ELSE $3 END WHERE item = $1 AND version <= $2",
            args![item.as_str(), version, state.name()],
        )
        .await?;
    if changed > 0 {
        // A picture keeps its place in its series: the page of a series whose last picture was killed says so.
        forget_tags(tx, item).await?;
        forget_pictures(tx, item).await?;
    }
    Ok(())
}

/// Counts a change of pages, to which what is written after it in this transaction belongs.
pub(crate) async fn count_change(tx: &mut Tx) -> Result<(), StoreError> {
    tx.run("UPDATE page_change SET n = n + 1", args![]).await.map(drop)
}

async fn forget_tags(tx: &mut Tx, page: &ItemId) -> Result<(), StoreError> {
    tx.run("DELETE FROM page_tag WHERE page = $1", args![page.as_str()]).await.map(drop)
}

async fn forget_pictures(tx: &mut Tx, page: &ItemId) -> Result<(), StoreError> {
    tx.run("DELETE FROM page_picture WHERE page = $1", args![page.as_str()]).await.map(drop)
}
