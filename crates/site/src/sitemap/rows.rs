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
