//! The statements that maps are made of.

use super::Month;
use crate::{
    SiteError,
    page::{self, Page, stories},
};
use jiff::Timestamp;
use store::{Db, Row, args};
use story::{Lang, from_millis, to_millis};

/// Translations that the stories of one month lead to.
const TRANSLATIONS_MAX: u32 = 10_000;

const MONTH: &str = stories!(
    "p.language = $2 AND p.month = $3 AND p.state = 'shown' AND p.show_at <= $1 \
     ORDER BY p.released, p.number LIMIT $4 OFFSET $5"
);
const TRANSLATIONS: &str = stories!(
    "p.language <> $2 AND p.state = 'shown' AND p.show_at <= $1 AND p.original IN (SELECT m.original FROM page m \
     WHERE m.kind = 'text' AND m.language = $2 AND m.month = $3 AND m.state = 'shown') \
     ORDER BY p.released, p.number LIMIT $4"
);
/// A page is another one at its update, and when it is first shown.
const MONTHS: &str = "SELECT language, month, COUNT(*) AS stories, MAX(released) AS newest, \
    MAX(CASE WHEN COALESCE(updated, released) > show_at THEN COALESCE(updated, released) ELSE show_at END) AS changed \
    FROM page WHERE kind = 'text' AND state = 'shown' AND show_at <= $1 GROUP BY language, month \
    ORDER BY language, month DESC";

const PICTURES: &str = "SELECT s.language, COUNT(DISTINCT s.series) AS series, \
    MAX(CASE WHEN COALESCE(p.updated, p.released) > p.show_at THEN COALESCE(p.updated, p.released) ELSE p.show_at END) \
    AS changed FROM page_series s JOIN page p ON p.item = s.picture WHERE p.state = 'shown' AND p.show_at <= $1 \
    GROUP BY s.language";
const TOPIC: &str = "SELECT 1 AS one FROM page_tag t JOIN page p ON p.item = t.page WHERE t.language = $2 \
    AND p.state = 'shown' AND p.show_at <= $1 ORDER BY t.released DESC LIMIT 1";

/// What is shown of one language and month.
pub(super) struct Shown {
    pub language: Lang,
    pub month: Month,
    pub stories: u64,
    /// When the last of them was published.
    pub newest: Timestamp,
    /// When one of their pages last became another one.
    pub changed: Timestamp,
}

impl Shown {
    fn of(row: &Row) -> Result<Self, SiteError> {
        Ok(Self {
            language: row.parsed("language")?,
            month: Month::numbered(row.int("month")?),
            stories: row.count("stories")?,
            newest: from_millis(row.int("newest")?),
            changed: from_millis(row.int("changed")?),
        })
    }
}

/// The picture stories of one language.
pub(super) struct Pictured {
    pub language: Lang,
    pub series: u64,
    /// When one of their pages last became another one.
    pub changed: Timestamp,
}

/// How many picture stories are shown, language by language.
pub(super) async fn pictures(db: &Db, now: Timestamp) -> Result<Vec<Pictured>, SiteError> {
    let pictured = |row: &Row| {
        let (language, series) = (row.parsed("language")?, row.count("series")?);
        Ok(Pictured { language, series, changed: from_millis(row.int("changed")?) })
    };
    db.all(PICTURES, args![to_millis(now)]).await?.iter().map(pictured).collect()
}

/// True when something is shown in this language that has a topic.
pub(super) async fn has_topics(db: &Db, now: Timestamp, lang: &Lang) -> Result<bool, SiteError> {
    Ok(db.one(TOPIC, args![to_millis(now), lang.as_str()]).await?.is_some())
}

/// The months in which something was published, the last first, language by language.
pub(super) async fn months(db: &Db, now: Timestamp) -> Result<Vec<Shown>, SiteError> {
    db.all(MONTHS, args![to_millis(now)]).await?.iter().map(Shown::of).collect()
}

/// The stories of a month, the first first.
pub(super) async fn month(
    db: &Db,
    now: Timestamp,
    lang: &Lang,
    month: Month,
    (limit, offset): (u32, u32),
) -> Result<Vec<Page>, SiteError> {
    let arguments = args![to_millis(now), lang.as_str(), month.number(), limit, offset];
    page::pages(&db.all(MONTH, arguments).await?)
}

/// The stories in other languages that are translations of those of a month, or of the same story.
pub(super) async fn translations(db: &Db, now: Timestamp, lang: &Lang, month: Month) -> Result<Vec<Page>, SiteError> {
    let arguments = args![to_millis(now), lang.as_str(), month.number(), TRANSLATIONS_MAX];
    page::pages(&db.all(TRANSLATIONS, arguments).await?)
}
