//! The newsroom's lists: what is on which shelf, the newest first.

use crate::{Desk, DeskError, ItemLine, item::select_line};
use account::{Right, Staff};
use jiff::Timestamp;
use serde::Serialize;
use std::str::FromStr;
use store::{Row, Rows, StoreError, Tx, Value, args, row};
use story::{ItemId, Kind, Lang, Manuscript, from_millis, to_millis};

/// Lines of one page of a list, at most.
pub const PAGE_LINES_MAX: u32 = 500;
/// Words that a search in drafts looks for; more are passed over.
pub const SEARCH_WORDS_MAX: usize = 8;
/// Lines that a search in drafts answers, at most.
pub const FOUND_LINES_MAX: u32 = 100;

/// Where an item lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shelf {
    /// It came from outside, and nobody has taken it yet.
    Inbox,
    /// It is being written.
    Drafts,
    /// It waits for an editor.
    Review,
    /// Somebody asked for something that takes two persons, and it waits for the second.
    Waiting,
    /// It was thrown away, and can be taken back.
    Spiked,
    /// It waits for its time; what goes out next comes first.
    Scheduled,
    /// It is out.
    Released,
    /// It is on hold.
    Held,
    /// It was killed or withdrawn.
    Killed,
    /// Whoever looks made it.
    Mine,
    /// Everything.
    All,
}

impl Shelf {
    /// All of them, in the order in which a story goes from one to the next.
    pub const ALL: [Self; 11] = [
        Self::Inbox,
        Self::Drafts,
        Self::Review,
        Self::Waiting,
        Self::Scheduled,
        Self::Released,
        Self::Held,
        Self::Killed,
        Self::Spiked,
        Self::Mine,
        Self::All,
    ];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Drafts => "drafts",
            Self::Review => "review",
            Self::Waiting => "waiting",
            Self::Spiked => "spiked",
            Self::Scheduled => "scheduled",
            Self::Released => "released",
            Self::Held => "held",
            Self::Killed => "killed",
            Self::Mine => "mine",
            Self::All => "all",
        }
    }
}

impl FromStr for Shelf {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|shelf| shelf.name() == s);
        known.ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|shelf| shelf.name()).collect();
            format!("`{s}` is no list; there are {}", names.join(", "))
        })
    }
}

/// A place in a list: the next page begins after it. In text, milliseconds and the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    at: i64,
    item: String,
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at, self.item)
    }
}

impl FromStr for Mark {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let parts = s.split_once('.').and_then(|(at, item)| Some((at.parse().ok()?, item.parse::<ItemId>().ok()?)));
        let (at, item) = parts.ok_or_else(|| format!("`{s}` is no place in a list"))?;
        Ok(Self { at, item: item.to_string() })
    }
}

/// What a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// The shelf.
    pub shelf: Shelf,
    /// The items of one desk, by its id.
    pub desk: Option<String>,
    /// What comes after this place.
    pub after: Option<Mark>,
    /// Lines at most; [`PAGE_LINES_MAX`] is the limit.
    pub limit: u32,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The lines.
    pub lines: Vec<ItemLine>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Mark>,
}

/// How many items lie on the shelves that somebody has to look after. What was sent is not counted: the archive is long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// In the inbox.
    pub inbox: u64,
    /// Being written.
    pub drafts: u64,
    /// Waiting for an editor.
    pub review: u64,
    /// Waiting for a second person.
    pub waiting: u64,
    /// Waiting for their time.
    pub scheduled: u64,
    /// On hold.
    pub held: u64,
}

impl Counts {
    /// The count of a shelf, if it is counted.
    pub fn of(&self, shelf: Shelf) -> Option<u64> {
        match shelf {
            Shelf::Inbox => Some(self.inbox),
            Shelf::Drafts => Some(self.drafts),
            Shelf::Review => Some(self.review),
            Shelf::Waiting => Some(self.waiting),
            Shelf::Scheduled => Some(self.scheduled),
            Shelf::Held => Some(self.held),
            Shelf::Released | Shelf::Killed | Shelf::Spiked | Shelf::Mine | Shelf::All => None,
        }
    }
}

/// What is looked for in the working copies that the archive does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftQuery {
    /// Words, all of which must be there; nothing finds everything.
    pub text: String,
    /// The id of a desk.
    pub desk: Option<String>,
    /// The language it is written in.
    pub language: Option<Lang>,
    /// What it is made of.
    pub kind: Option<Kind>,
    /// The login of whoever made it.
    pub author: Option<String>,
    /// Not changed before this.
    pub from: Option<Timestamp>,
    /// Changed before this.
    pub until: Option<Timestamp>,
}

/// The statement of a page: arguments are the desk (or nothing), the mark's time and item, the limit, and who looks.
macro_rules! page {
    ($shelf:literal, $newest_first:tt) => {
        select_line!(page!(@where $shelf, $newest_first))
    };
    (@where $shelf:literal, newest_first) => {
        concat!(
            "WHERE ", $shelf, " AND ($1 = '' OR desk = $1) AND (changed, id) < ($2, $3) AND $5 <> '' \
             ORDER BY changed DESC, id DESC LIMIT $4"
        )
    };
    (@where $shelf:literal, next_first) => {
        concat!(
            "WHERE ", $shelf, " AND ($1 = '' OR desk = $1) AND (due, id) > ($2, $3) AND $5 <> '' \
             ORDER BY due, id LIMIT $4"
        )
    };
}

/// The statement of those of up to eight items that lie on a shelf: arguments are the desk, who looks, and the items.
macro_rules! some {
    ($shelf:literal) => {
        select_line!(concat!(
            "WHERE ",
            $shelf,
            " AND ($1 = '' OR desk = $1) AND $2 <> '' AND id IN ($3, $4, $5, $6, $7, $8, $9, $10)"
        ))
    };
}

/// Items that are asked for in one statement.
const SOME_ITEMS: usize = 8;

macro_rules! by_shelf {
    ($statement:ident, $shelf:expr, $mine:literal $(, $newest:tt, $next:tt)?) => {
        match $shelf {
            Shelf::Inbox => $statement!("state IS NULL AND due IS NULL AND stage = 'inbox'" $(, $newest)?),
            Shelf::Drafts => $statement!("state IS NULL AND due IS NULL AND stage = 'draft'" $(, $newest)?),
            Shelf::Review => $statement!("state IS NULL AND due IS NULL AND stage = 'review'" $(, $newest)?),
            Shelf::Waiting => $statement!(
                "id IN (SELECT ai.item FROM approval_item ai JOIN approval a ON a.id = ai.approval WHERE a.state = 'waiting')"
                $(, $newest)?
            ),
            Shelf::Spiked => $statement!("state IS NULL AND due IS NULL AND stage = 'spiked'" $(, $newest)?),
            Shelf::Scheduled => $statement!("due IS NOT NULL" $(, $next)?),
            Shelf::Released => $statement!("state = 'usable'" $(, $newest)?),
            Shelf::Held => $statement!("state = 'withheld'" $(, $newest)?),
            Shelf::Killed => $statement!("state = 'canceled'" $(, $newest)?),
            Shelf::Mine => $statement!($mine $(, $newest)?),
            Shelf::All => $statement!("id <> ''" $(, $newest)?),
        }
    };
}

impl Desk {
    /// A page of a list.
    pub async fn list(&self, who: &Staff, query: &ListQuery) -> Result<Page, DeskError> {
        crate::rights::require(who, Right::Write)?;
        let limit = query.limit.clamp(1, PAGE_LINES_MAX);
        let due_first = query.shelf == Shelf::Scheduled;
        let begin = Mark { at: if due_first { i64::MIN } else { i64::MAX }, item: String::new() };
        let Mark { at, item } = query.after.clone().unwrap_or(begin);
        let desk = query.desk.clone().unwrap_or_default();
        let sql = by_shelf!(page, query.shelf, "author = $5 AND stage <> 'spiked'", newest_first, next_first);
        let rows = self.db.all(sql, args![desk, at, item, limit + 1, who.login.as_str()]).await?;
        let more = rows.len() > limit as usize;
        let lines = self.told(&rows[..rows.len().min(limit as usize)])?;
        let mark = |line: &ItemLine| {
            let at = if due_first { line.due.map(|due| due.at) } else { Some(line.changed) };
            Mark { at: to_millis(at.unwrap_or(line.changed)), item: line.id.to_string() }
        };
        let next = lines.last().filter(|_| more).map(mark);
        Ok(Page { lines, next })
    }

    /// Those of these items that lie on a shelf, of one desk if it is named; in no order.
    pub async fn list_some(
        &self,
        who: &Staff,
        shelf: Shelf,
        desk: Option<&str>,
        items: &[ItemId],
    ) -> Result<Vec<ItemLine>, DeskError> {
        crate::rights::require(who, Right::Write)?;
        let sql = by_shelf!(some, shelf, "author = $2 AND stage <> 'spiked'");
        let mut lines = Vec::new();
        for some in items.chunks(SOME_ITEMS) {
            let mut values: Vec<Value> = args![desk.unwrap_or_default(), who.login.as_str()];
            let ids = some.iter().map(ItemId::as_str).chain(std::iter::repeat(""));
            values.extend(ids.take(SOME_ITEMS).map(Value::from));
            lines.extend(self.told(&self.db.all(sql, values).await?)?);
        }
        Ok(lines)
    }

    /// How many items lie where; of one desk if it is named.
    pub async fn counts(&self, desk: Option<&str>) -> Result<Counts, DeskError> {
        let sql = "SELECT CASE WHEN due IS NOT NULL THEN 'scheduled' ELSE stage END AS shelf, COUNT(*) AS n FROM item \
                   WHERE state IS NULL AND ($1 = '' OR desk = $1) GROUP BY 1 \
                   UNION ALL SELECT 'held', COUNT(*) FROM item WHERE state = 'withheld' AND ($1 = '' OR desk = $1) \
                   UNION ALL SELECT 'scheduled', COUNT(*) FROM item \
                   WHERE due IS NOT NULL AND state IS NOT NULL AND ($1 = '' OR desk = $1) \
                   UNION ALL SELECT 'waiting', COUNT(DISTINCT item.id) FROM item \
                   JOIN approval_item ai ON ai.item = item.id JOIN approval a ON a.id = ai.approval \
                   WHERE a.state = 'waiting' AND ($1 = '' OR item.desk = $1)";
        let mut counts = Counts::default();
        for row in self.db.all(sql, args![desk.unwrap_or_default()]).await? {
            let n = row.count("n")?;
            match row.text("shelf")?.as_str() {
                "inbox" => counts.inbox += n,
                "review" => counts.review += n,
                "scheduled" => counts.scheduled += n,
                "held" => counts.held += n,
                "waiting" => counts.waiting += n,
                "draft" => counts.drafts += n,
                // What was thrown away is counted nowhere.
                _ => {}
            }
        }
        Ok(counts)
    }

    /// Working copies that the archive does not have, with all these words: drafts, and what is on hold, killed or was
    /// changed since it was sent. The newest first.
    pub async fn find_drafts(&self, who: &Staff, query: &DraftQuery) -> Result<Vec<ItemLine>, DeskError> {
        crate::rights::require(who, Right::Write)?;
        let until = query.until.map_or(i64::MAX, to_millis);
        let mut values: Vec<Value> = args![
            query.desk.clone().unwrap_or_default(),
            query.language.as_ref().map_or("", Lang::as_str),
            query.kind.map_or("", Kind::name),
            query.author.clone().unwrap_or_default(),
            query.from.map_or(i64::MIN, to_millis),
            until,
            FOUND_LINES_MAX
        ];
        let folded = folded(&query.text);
        let words = folded.split_whitespace().map(like).chain(std::iter::repeat("%".to_owned()));
        values.extend(words.take(SEARCH_WORDS_MAX).map(Value::from));
        let rows = self.db.all(FIND, values).await?;
        self.told(&rows)
    }

    /// The lines of these items, in their order; what is not there is left out.
    pub async fn lines(&self, who: &Staff, items: &[ItemId]) -> Result<Vec<ItemLine>, DeskError> {
        let lines = self.list_some(who, Shelf::All, None, items).await?;
        Ok(items.iter().filter_map(|id| lines.iter().find(|line| line.id == *id)).cloned().collect())
    }
}

const FIND: &str = select_line!(
    "JOIN item_text ON item_text.item = item.id WHERE ($1 = '' OR desk = $1) AND ($2 = '' OR language = $2) \
     AND ($3 = '' OR kind = $3) AND ($4 = '' OR author = $4) AND changed >= $5 AND changed < $6 \
     AND folded LIKE $8 ESCAPE '\\' AND folded LIKE $9 ESCAPE '\\' AND folded LIKE $10 ESCAPE '\\' \
     AND folded LIKE $11 ESCAPE '\\' AND folded LIKE $12 ESCAPE '\\' AND folded LIKE $13 ESCAPE '\\' \
     AND folded LIKE $14 ESCAPE '\\' AND folded LIKE $15 ESCAPE '\\' ORDER BY changed DESC, id DESC LIMIT $7"
);

/// A word as a pattern that finds it anywhere.
fn like(word: &str) -> String {
    let mut pattern = "%".to_owned();
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Who writes an item, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The login.
    pub by: String,
    /// Since when.
    pub since: Timestamp,
}

impl Held {
    pub(crate) fn from_row(row: &Row) -> Result<Option<Self>, StoreError> {
        let held = row.text_or_null("holder")?.zip(row.int_or_null("since")?);
        Ok(held.map(|(by, since)| Self { by, since: from_millis(since) }))
    }
}

/// Words of working copies to be kept.
pub(crate) static WORDS: Rows<2> = Rows::new(
    "INSERT INTO item_text (item, folded) VALUES",
    " ON CONFLICT (item) DO UPDATE SET folded = excluded.folded",
);

/// The row of the words of a working copy, for whoever looks for them.
pub(crate) fn words(id: &ItemId, manuscript: &Manuscript) -> [Value; 2] {
    row![id.as_str(), folded(&manuscript.plain())]
}

/// Keeps the words of a working copy.
pub(crate) async fn keep_words(tx: &mut Tx, id: &ItemId, manuscript: &Manuscript) -> Result<(), StoreError> {
    tx.run_rows(&WORDS, vec![words(id, manuscript)]).await.map(drop)
}

/// Leaves what is on the wire to the archive.
pub(crate) async fn leave_words(tx: &mut Tx, id: &ItemId) -> Result<(), StoreError> {
    tx.run("DELETE FROM item_text WHERE item = $1", args![id.as_str()]).await.map(drop)
}

/// A text in one spelling: small letters without accents, points and strokes. `IŞIK`, `Işık` and `isik` are the same to
/// whoever looks for a draft in a hurry; so are the forms of alef.
fn folded(text: &str) -> String {
    let normal = icu_normalizer::DecomposingNormalizer::new_nfkd();
    let mut folded = String::with_capacity(text.len());
    for c in normal.normalize_iter(text.chars()).flat_map(char::to_lowercase) {
        match c {
            // Accents, marks of Hebrew and Arabic, the stroke that only lengthens, and what is not seen.
            '\u{0300}'..='\u{036F}'
            | '\u{0591}'..='\u{05BD}'
            | '\u{0610}'..='\u{061A}'
            | '\u{0640}'
            | '\u{064B}'..='\u{065F}'
            | '\u{0670}'
            | '\u{06D6}'..='\u{06ED}'
            | '\u{00AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}'
            | '\0' => {}
            'ı' => folded.push('i'),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ٱ' => folded.push('ا'),
            'ى' | 'ی' => folded.push('ي'),
            'ک' => folded.push('ك'),
            'ة' => folded.push('ه'),
            '’' | '‘' => folded.push('\''),
            c => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_however_it_is_typed() {
        for (typed, same) in [
            ("IŞIK", "isik"),
            ("Işık", "isik"),
            ("Erdoğan’ın", "erdogan'in"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("الأُخْرَى", "الاخري"),
            ("ﬁlm", "film"),
        ] {
            assert_eq!(folded(typed), same, "{typed}");
        }
    }

    #[test]
    fn a_word_is_no_pattern() {
        assert_eq!(like("100%_a\\"), "%100\\%\\_a\\\\%");
    }

    #[test]
    fn places_and_shelves_are_read_as_they_are_written() {
        let mark: Mark = "17.tel:text:20260901:5".parse().expect("a mark");
        assert_eq!(mark.to_string(), "17.tel:text:20260901:5");
        for bad in ["", "x", "17", "17.", "x.tel:text:20260901:5", "17.nothing"] {
            assert!(bad.parse::<Mark>().is_err(), "{bad}");
        }
        for shelf in Shelf::ALL {
            assert_eq!(shelf.name().parse(), Ok(shelf));
        }
        assert!("waste".parse::<Shelf>().is_err());
    }
}
