//! The contact sheet: the items that have a file, as they are looked through.

use crate::{Desk, DeskError, Item, item, rights::require};
use account::{Right, Staff};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use store::{Row, Rows, StoreError, Tx, Value as Argument, args, row};
use story::{
    CategoryId, Content, GroupId, ItemId, Kind, Lang, Manuscript, Media, MediaType, Origin, Priority, Rendition, State,
    Story, canonical_json, from_millis, to_millis,
};

/// Frames that one sheet shows at most.
pub const FRAMES_MAX: u32 = 200;
/// Words of a search that are looked for.
const WORDS_MAX: usize = 3;

/// One item with a file, as the contact sheet shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The item.
    pub item: ItemId,
    /// What it is.
    pub kind: Kind,
    /// Its handle, as it was typed.
    pub slug: String,
    /// Its headline, as it was typed.
    pub headline: String,
    /// Its caption, as it was typed.
    pub caption: String,
    /// Its credit, as it was typed.
    pub credit: String,
    /// The language of these.
    pub language: Lang,
    /// The series that it belongs to.
    pub series: Option<GroupId>,
    /// Its file.
    pub media: Media,
    /// Who made the item.
    pub author: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last saved or sent.
    pub changed: Timestamp,
    /// Its publishing status; none before its first release.
    pub state: Option<State>,
    /// The item that it was cut out of.
    pub source: Option<ItemId>,
}

/// Which frames are wanted; an empty one wants the newest.
#[derive(Debug, Clone, Default)]
pub struct FramesWanted {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Made by this member of staff.
    pub author: Option<String>,
    /// Of this series, in its order.
    pub series: Option<GroupId>,
    /// With these words in slug, headline, caption, byline, credit or keywords; the first three count.
    pub words: String,
    /// Made before this time.
    pub before: Option<Timestamp>,
    /// At most so many, and [`FRAMES_MAX`].
    pub limit: Option<u32>,
}

macro_rules! select_frame {
    ($rest:literal) => {
        concat!(
            "SELECT f.item, f.media, f.caption, f.credit, f.series, i.kind, i.slug, i.headline, i.language, i.author, \
             i.created, i.changed, i.state, c.original FROM frame f JOIN item i ON i.id = f.item \
             LEFT JOIN crop c ON c.item = f.item ",
            $rest
        )
    };
}

impl Frame {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let corrupt = |column, why: String| StoreError::Corrupt { column, why };
        let series = row.text_or_null("series")?.and_then(|series| series.parse().ok());
        let source = row.text_or_null("original")?.map(|_| row.parsed("original")).transpose()?;
        let state = row.text_or_null("state")?.map(|_| row.parsed("state")).transpose()?;
        Ok(Self {
            item: row.parsed("item")?,
            kind: row.parsed("kind")?,
            slug: row.text("slug")?,
            headline: row.text("headline")?,
            caption: row.text("caption")?,
            credit: row.text("credit")?,
            language: Lang::new(&row.text("language")?).map_err(|e| corrupt("language", e.to_string()))?,
            series,
            media: item::json(row, "media")?,
            author: row.text("author")?,
            created: from_millis(row.int("created")?),
            changed: from_millis(row.int("changed")?),
            state,
            source,
        })
    }
}

impl Desk {
    /// The frames that are wanted, the newest first; those of a series in its order.
    pub async fn frames(&self, who: &Staff, wanted: &FramesWanted) -> Result<Vec<Frame>, DeskError> {
        require(who, Right::Write)?;
        let mut words = wanted.words.split_whitespace().map(pattern);
        let mut word = || words.next().unwrap_or_else(|| "%".to_owned());
        let [first, second, third]: [String; WORDS_MAX] = std::array::from_fn(|_| word());
        let sql = select_frame!(
            "WHERE ($1 = '' OR i.kind = $1) AND ($2 = '' OR i.author = $2) AND ($3 = '' OR f.series = $3) \
             AND f.words LIKE $4 ESCAPE '!' AND f.words LIKE $5 ESCAPE '!' AND f.words LIKE $6 ESCAPE '!' \
             AND i.created < $7 ORDER BY CASE WHEN $3 = '' THEN 0 ELSE f.place END, i.created DESC, f.item DESC LIMIT $8"
        );
        let before = wanted.before.map_or(i64::MAX, to_millis);
        let rows = self
            .db
            .all(
                sql,
                args![
                    wanted.kind.map_or("", Kind::name),
                    wanted.author.as_deref().unwrap_or_default(),
                    wanted.series.as_ref().map_or("", GroupId::as_str),
                    first,
                    second,
                    third,
                    before,
                    wanted.limit.unwrap_or(FRAMES_MAX).min(FRAMES_MAX)
                ],
            )
            .await?;
        Ok(rows.iter().map(Frame::from_row).collect::<Result<_, _>>()?)
    }

    /// The items that have this very file, the oldest first.
    pub async fn items_with_file(&self, who: &Staff, sha256: &str) -> Result<Vec<ItemId>, DeskError> {
        require(who, Right::Write)?;
        let rows = self.db.all("SELECT item FROM frame WHERE sha256 = $1 ORDER BY item", args![sha256]).await?;
        Ok(rows.iter().map(|row| row.parsed("item")).collect::<Result<_, _>>()?)
    }
}

/// Words as they are searched: in small letters, with one sort of `i`, so that `İZMİR`, `IZMIR` and `İzmir` are the same.
fn folded(words: &str) -> String {
    let letters = words.chars().flat_map(char::to_lowercase).filter(|letter| *letter != '\u{307}');
    letters.map(|letter| if letter == 'ı' { 'i' } else { letter }).collect()
}

/// A word of a search as a pattern of SQL.
fn pattern(word: &str) -> String {
    let mut pattern = "%".to_owned();
    for letter in folded(word).chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Frames to be kept.
pub(crate) static FRAMES: Rows<7> = Rows::new(
    "INSERT INTO frame (item, sha256, media, caption, credit, words, series) VALUES",
    " ON CONFLICT (item) DO UPDATE SET sha256 = excluded.sha256, media = excluded.media, caption = excluded.caption, \
     credit = excluded.credit, words = excluded.words, series = excluded.series",
);

/// Copies what the contact sheet shows of a working copy. One without a file has no frame.
pub(crate) async fn keep(tx: &mut Tx, id: &ItemId, manuscript: &Manuscript) -> Result<(), StoreError> {
    match framed(id, manuscript) {
        Some(frame) => tx.run_rows(&FRAMES, vec![frame]).await.map(drop),
        None => tx.run("DELETE FROM frame WHERE item = $1", args![id.as_str()]).await.map(drop),
    }
}

/// The row of what the contact sheet shows of a working copy; `None` for one without a file.
pub(crate) fn framed(id: &ItemId, manuscript: &Manuscript) -> Option<[Argument; 7]> {
    let media = media(manuscript)?;
    let within = |field: &str, name: &str| {
        let value = manuscript.field(field).and_then(|value| value.get(name)).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let (caption, credit) = (within("content", "caption"), within("rights", "credit"));
    let series = manuscript.field("group").and_then(Value::as_str);
    let keywords = manuscript.field("keywords").and_then(Value::as_array).into_iter().flatten();
    let mut words = vec![manuscript.slug(), manuscript.headline(), &caption, &credit];
    words.extend(manuscript.field("byline").and_then(Value::as_str));
    words.extend(series);
    words.extend(keywords.filter_map(Value::as_str));
    let words = folded(&words.join(" "));
    Some(row![
        id.as_str(),
        media.sha256.as_str(),
        canonical_json(&media),
        caption.as_str(),
        credit.as_str(),
        words,
        series
    ])
}

/// The file of a working copy.
pub(crate) fn media(manuscript: &Manuscript) -> Option<Media> {
    serde_json::from_value(manuscript.field("content")?.get("media")?.clone()).ok()
}

/// Where a rendition of a working copy's file comes from. The words may be unfinished.
pub(crate) struct Sheet(Story);

impl Sheet {
    /// The files of an item; `None` for one that has none.
    pub fn of(item: &Item) -> Option<Self> {
        let mut content = item.manuscript.field("content")?.clone();
        let fields = content.as_object_mut()?;
        fields.insert("caption".to_owned(), Value::from("-"));
        let content: Content = serde_json::from_value(content).ok()?;
        let (line, slug) = (story::Headline::new("-").ok()?, story::Slug::new("X").ok()?);
        let language = item.manuscript.language();
        Some(Self(Story::new(language, slug, line, Priority::Routine, CategoryId(1), content)))
    }

    /// Where a rendition comes from.
    pub fn rendition(&self, rendition: Rendition) -> Option<Origin<'_>> {
        self.0.rendition(rendition)
    }
}

/// A file that staff may look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffFile {
    /// As it was filed.
    Filed(Media),
    /// Made smaller, of this file.
    Made(Media),
}

impl Desk {
    /// The file behind a rendition of an item's working copy, for those who write. Whatever the item has as its main file
    /// is there as `file`, too.
    pub async fn staff_file(&self, who: &Staff, id: &ItemId, rendition: Rendition) -> Result<StaffFile, DeskError> {
        require(who, Right::Write)?;
        let item = self.item(id).await?;
        let none = || DeskError::NoFile { item: id.clone(), rendition };
        let sheet = Sheet::of(&item);
        let origin = sheet.as_ref().and_then(|sheet| sheet.rendition(rendition));
        match origin {
            Some(Origin::Filed(media)) => Ok(StaffFile::Filed(media.clone())),
            Some(Origin::Made(media)) => Ok(StaffFile::Made(media.clone())),
            None if rendition == Rendition::File => media(&item.manuscript).map(StaffFile::Filed).ok_or_else(none),
            // A file or a graphic may be a picture by its bytes.
            None if rendition.pixels_max().is_some() => media(&item.manuscript)
                .filter(|media| MediaType::is_image(media.media_type))
                .map(StaffFile::Made)
                .ok_or_else(none),
            None => Err(none()),
        }
    }
}
