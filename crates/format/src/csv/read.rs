//! Reads lists: our own, and those of others whose columns have names that tell what they hold.

use super::is_formula;
use crate::{
    Defaults, Drafted, Incoming, NAMED_MAX, Notice, Refused,
    copy::{self, Layout},
    incoming::external_id,
    mend, newscodes,
    text::slug_of,
};
use csv::{ReaderBuilder, StringRecord};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use story::{
    Act, Agency, Body, Byline, CategoryId, Content, Dateline, Headline, Keyword, Kind, Lang, Note, PlaceName, Priority,
    Slug, Standfirst, State, Story, TopicId, tidy_line,
};

/// Rows that one list may have.
const ROWS_MAX: usize = 10_000;
/// Characters of a headline; what is longer is cut at a word.
const HEADLINE_CHARS_MAX: usize = 400;
/// Characters of a reason.
const REASON_CHARS_MAX: usize = 2_000;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Version,
    Act,
    State,
    Released,
    Language,
    Kind,
    Priority,
    Category,
    Slug,
    Headline,
    Standfirst,
    Byline,
    City,
    Keywords,
    Topics,
    Embargo,
    Hash,
    Source,
    Text,
}

/// The names by which columns are known, in small letters; ours is the first of each.
const NAMES: [(Column, &[&str]); 20] = [
    (Column::Id, &["id", "guid", "uri", "item", "item id", "story id"]),
    (Column::Version, &["version", "revision"]),
    (Column::Act, &["act"]),
    (Column::State, &["state", "status", "pubstatus"]),
    (Column::Released, &["released", "date", "published", "publication date", "pubdate", "created", "datetime"]),
    (Column::Language, &["language", "lang"]),
    (Column::Kind, &["kind", "type"]),
    (Column::Priority, &["priority", "urgency"]),
    (Column::Category, &["category", "section", "desk"]),
    (Column::Slug, &["slug", "slugline"]),
    (Column::Headline, &["headline", "title"]),
    (Column::Standfirst, &["standfirst", "summary", "abstract", "description", "teaser", "lead"]),
    (Column::Byline, &["byline", "author", "by"]),
    (Column::City, &["city", "dateline", "place"]),
    (Column::Keywords, &["keywords", "tags"]),
    (Column::Topics, &["topics", "subjects", "media topics"]),
    (Column::Embargo, &["embargo", "embargoed", "embargoed until", "embargo until"]),
    (Column::Hash, &["content hash"]),
    (Column::Source, &["source", "agency", "provider"]),
    (Column::Text, &["text", "body", "content", "article", "story"]),
];

/// Reads a list: one story for each row. The first row names the columns; commas, semicolons and tabulators separate.
pub fn read(document: &str, agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    let document = document.trim_start_matches('\u{FEFF}');
    let first = document.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t'].into_iter().max_by_key(|separator| count(first, *separator));
    let mut reader = ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .has_headers(false)
        .from_reader(document.as_bytes());
    let mut record = StringRecord::new();
    let mut columns: Option<Vec<Option<Column>>> = None;
    let mut found = Vec::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(Refused::whole(format!("is not CSV: {error}"))),
        }
        let line = record.position().map_or(1, |at| usize::try_from(at.line()).unwrap_or(usize::MAX));
        let Some(columns) = &columns else {
            columns = Some(header(&record).map_err(|refused| refused.at(line))?);
            continue;
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if found.len() == ROWS_MAX {
            return Err(Refused::whole(format!("has more than {ROWS_MAX} rows")).at(line));
        }
        let row = Row { columns, record: &record };
        found.push(row.read(agency, defaults).map_err(|refused| refused.at(line))?);
    }
    if found.is_empty() { Err(Refused::whole("holds no story")) } else { Ok(found) }
}

fn count(line: &str, separator: u8) -> usize {
    line.bytes().filter(|b| *b == separator).count()
}

/// What the columns hold; the first of two with the same meaning counts.
fn header(record: &StringRecord) -> Result<Vec<Option<Column>>, Refused> {
    let mut columns: Vec<Option<Column>> = Vec::new();
    for name in record {
        let name = tidy_line(name).to_lowercase().replace('_', " ");
        let column = NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column);
        columns.push(column.filter(|column| !columns.contains(&Some(*column))));
    }
    for (column, name) in [(Column::Headline, "headline"), (Column::Text, "text")] {
        if !columns.contains(&Some(column)) {
            return Err(Refused::field(name, "no column has this name, or one that means the same"));
        }
    }
    Ok(columns)
}

/// A row and the meaning of its cells.
struct Row<'r> {
    columns: &'r [Option<Column>],
    record: &'r StringRecord,
}

impl<'r> Row<'r> {
    /// The text of a cell, without the apostrophe that keeps a spreadsheet from running it.
    fn cell(&self, column: Column) -> &'r str {
        let at = self.columns.iter().position(|known| *known == Some(column));
        let text = at.and_then(|at| self.record.get(at)).unwrap_or_default();
        text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
    }

    fn read(&self, agency: &Agency, defaults: &Defaults) -> Result<Incoming, Refused> {
        let mut repairs = Vec::new();
        let drafted = match self.removed()? {
            Some(state) => Drafted::Notice(self.notice(state)),
            None => Drafted::Text(self.story(agency, defaults, &mut repairs)?),
        };
        let hash = self.cell(Column::Hash).trim();
        let hash = (hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit())).then(|| hash.to_ascii_lowercase());
        Ok(Incoming {
            external_id: external_id("id", self.cell(Column::Id))?,
            dated: self.dated(&mut repairs),
            version: self.cell(Column::Version).trim().parse().ok(),
            content_hash: hash,
            repairs,
            ..Incoming::new(drafted)
        })
    }

    /// The state, when there is nothing to publish. A state that is not known is not taken for usable.
    fn removed(&self) -> Result<Option<State>, Refused> {
        let act = self.cell(Column::Act).trim().to_lowercase();
        if let Ok(act) = act.parse::<Act>()
            && (act.stops() || matches!(act, Act::Advisory | Act::Test))
        {
            let killed = matches!(act, Act::Kill | Act::Withdraw);
            return Ok(Some(if killed { State::Canceled } else { State::Withheld }));
        }
        match self.cell(Column::State).trim().to_lowercase().as_str() {
            "" | "usable" | "stat:usable" | "published" | "public" | "live" | "ok" => Ok(None),
            "withheld" | "stat:withheld" | "hold" | "held" | "draft" | "embargoed" | "scheduled" => {
                Ok(Some(State::Withheld))
            }
            "canceled" | "cancelled" | "stat:canceled" | "killed" | "kill" | "withdrawn" | "deleted"
            | "unpublished" => Ok(Some(State::Canceled)),
            other => Err(Refused::field("state", format!("`{}` is not a state", tidy_line(&mend::cut(other, 40))))),
        }
    }

    fn kind(&self) -> Option<Kind> {
        self.cell(Column::Kind).trim().to_lowercase().parse().ok()
    }

    fn notice(&self, state: State) -> Notice {
        Notice {
            state,
            kind: self.kind().unwrap_or(Kind::Text),
            headline: Headline::tidy(&mend::cut(&tidy_line(self.cell(Column::Headline)), HEADLINE_CHARS_MAX)).ok(),
            reason: Note::tidy(&mend::cut(self.cell(Column::Text), REASON_CHARS_MAX)).ok(),
        }
    }

    fn story(&self, agency: &Agency, defaults: &Defaults, repairs: &mut Vec<String>) -> Result<Story, Refused> {
        let text = mend::windows_1252(self.cell(Column::Text));
        let blocks = copy::blocks(&copy::lines(&text, 1), Layout::default());
        let body = blocks.and_then(Body::new).map_err(|fault| Refused::field("text", fault))?;
        if let Some(kind) = self.kind().filter(|kind| *kind != Kind::Text) {
            repairs.push(format!("a {} without its file was taken as a written story", kind.name()));
        }
        let given = tidy_line(self.cell(Column::Headline));
        let headline = Headline::new(mend::cut(&given, HEADLINE_CHARS_MAX));
        let headline = headline.map_err(|fault| Refused::field("headline", fault))?;
        let language = self.parsed(Column::Language, "language", Lang::new, repairs);
        let language = language.unwrap_or_else(|| defaults.language.clone());
        let slug = self.parsed(Column::Slug, "slug", Slug::new, repairs);
        let slug = slug.unwrap_or_else(|| slug_of(headline.as_str(), &language));
        let priority =
            self.parsed(Column::Priority, "priority", |text| text.to_lowercase().parse::<Priority>(), repairs);
        let category = self.parsed(Column::Category, "category", |text| section(text, agency), repairs);
        let mut story = Story::new(
            language,
            slug,
            headline,
            priority.unwrap_or(defaults.priority),
            category.unwrap_or(defaults.category),
            Content::Text { body },
        );
        story.byline = self.parsed(Column::Byline, "byline", Byline::tidy, repairs);
        story.standfirst = self.parsed(Column::Standfirst, "standfirst", Standfirst::tidy, repairs);
        let city = self.parsed(Column::City, "city", PlaceName::tidy, repairs);
        story.dateline = city.map(|city| Dateline { city, country: None });
        story.rights.source = self.parsed(Column::Source, "source", story::Line::tidy, repairs);
        story.embargo = self.embargo()?;
        story.keywords = items(self.cell(Column::Keywords)).filter_map(|word| Keyword::tidy(word).ok()).collect();
        for item in items(self.cell(Column::Topics)) {
            match TopicId::new(item).ok().or_else(|| newscodes::topic_of_subject(item)) {
                Some(topic) => story.topics.push(topic),
                None if story.keywords.len() < NAMED_MAX => story.keywords.extend(Keyword::tidy(item)),
                None => {}
            }
        }
        Ok(story)
    }

    /// The value of a cell; one that cannot be taken is left out and told.
    fn parsed<T, E>(
        &self,
        column: Column,
        name: &str,
        read: impl Fn(&str) -> Result<T, E>,
        repairs: &mut Vec<String>,
    ) -> Option<T> {
        let text = self.cell(column).trim();
        if text.is_empty() {
            return None;
        }
        let read = read(text).ok();
        if read.is_none() {
            repairs.push(format!("the {name} `{}` cannot be taken, and was left out", tidy_line(&mend::cut(text, 60))));
        }
        read
    }

    /// The embargo. It is never left out, and never guessed.
    fn embargo(&self) -> Result<Option<Timestamp>, Refused> {
        let text = self.cell(Column::Embargo).trim();
        if matches!(text.to_lowercase().as_str(), "" | "no" | "none" | "false" | "0" | "null") {
            return Ok(None);
        }
        let wrong = "is not a time with its zone, such as 2026-09-01T10:00:00+03:00";
        text.parse().map(Some).map_err(|_| Refused::field("embargo", wrong))
    }

    fn dated(&self, repairs: &mut Vec<String>) -> Option<Timestamp> {
        let text = self.cell(Column::Released).trim();
        if text.is_empty() {
            return None;
        }
        if let Ok(time) = text.parse::<Timestamp>() {
            return Some(time);
        }
        let civil = text.parse::<DateTime>().ok().and_then(|civil| TimeZone::UTC.to_timestamp(civil).ok());
        let shown = tidy_line(&mend::cut(text, 40));
        repairs.push(match civil {
            Some(_) => format!("the time `{shown}` has no zone, and was taken as UTC"),
            None => format!("the time `{shown}` cannot be read"),
        });
        civil
    }
}

/// The items of a cell: separated by semicolons, or else by bars, or else by commas.
fn items(cell: &str) -> impl Iterator<Item = &str> {
    let separator = [';', '|'].into_iter().find(|separator| cell.contains(*separator)).unwrap_or(',');
    cell.split(separator).map(str::trim).filter(|item| !item.is_empty()).take(NAMED_MAX)
}

/// A section by its address, its code, its number or any of its names.
fn section(text: &str, agency: &Agency) -> Result<CategoryId, ()> {
    let lower = text.to_lowercase();
    let is = |name: &str| name.to_lowercase() == lower;
    let number = text.parse().ok().map(CategoryId);
    let found = agency.categories.iter().find(|category| {
        Some(category.id) == number
            || is(&category.path)
            || is(&category.code)
            || category.names.values().any(|name| is(name))
    });
    found.map(|category| category.id).ok_or(())
}
