//! Reads notes, those of other agencies as one note to editors.

use super::{Label, RULE};
use crate::{
    Incoming, NAMED_MAX,
    copy::{self, Line},
    incoming::external_id,
    mend, newscodes,
};
use std::{borrow::Cow, str::FromStr};
use story::{
    Agency, Correction, Created, Dateline, DigitalSource, FormName, Genre, GroupId, Keyword, Kind, Lang,
    Line as OneLine, Named, Note, Place, PlaceName, Priority, Prose, Publicity, Related, Relation, Slug, Story,
    TopicId, tidy_line,
};

/// What agencies begin their notes with.
const BEGINNINGS: [&str; 3] = ["# Notizblock", "# Notepad", "# Notebook"];
/// The beginnings of sentences that begin notes.
const SENTENCES: [&str; 4] = [
    "The following information is not for publication",
    "The following information is not intended for publication",
    "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt",
    "Les informations suivantes ne sont pas destinées à la publication", // spelling:off-line
];
/// Characters of a note to editors.
const NOTE_CHARS_MAX: usize = 2_000;

/// The notes of one story.
#[derive(Debug, Default)]
pub(crate) struct Notes<'a> {
    entries: Vec<(Label, Cow<'a, str>)>,
    /// Lines without a label that we know: a note to editors.
    pub others: String,
}

/// Where the files of a picture, a video or another file lie.
#[derive(Debug)]
pub(crate) struct FileNote {
    pub kind: Kind,
    pub href: String,
    /// The same material in other forms.
    pub forms: Vec<(FormName, String)>,
}

impl<'a> Notes<'a> {
    /// Takes the notes off the end of a story's lines.
    pub fn split<'l>(lines: &'l [Line<'a>]) -> (&'l [Line<'a>], Self) {
        let begins = |line: &Line<'_>| {
            BEGINNINGS.contains(&line.text) || SENTENCES.iter().any(|sentence| line.text.starts_with(sentence))
        };
        let Some(at) = lines.iter().position(begins) else { return (lines, Self::default()) };
        let mut text = &lines[..at];
        while let [before @ .., last] = text
            && (last.text.is_empty() || last.text == RULE)
        {
            text = before;
        }
        let mut notes = Self::default();
        lines[at + 1..].iter().filter(|line| !begins(line)).for_each(|line| notes.take(line));
        (text, notes)
    }

    /// True when they are of this system: they name a version.
    pub fn are_own(&self) -> bool {
        self.one(Label::Version).is_some() && self.one(Label::Content).is_some()
    }

    fn take(&mut self, line: &Line<'a>) {
        if line.text.is_empty() || line.text == RULE {
            return;
        }
        if line.indent > 0 {
            // A line that hangs below another goes on from it.
            let last = self.entries.last_mut().filter(|_| self.others.is_empty());
            let value = last.map_or(&mut self.others, |(_, value)| value.to_mut());
            copy::join(value, line.text);
            return;
        }
        let labelled = line.text.split_once(':').and_then(|(name, value)| {
            let label = Label::ALL.into_iter().find(|label| label.name() == name)?;
            Some((label, Cow::Borrowed(value.trim_start())))
        });
        match labelled {
            Some(entry) if self.others.is_empty() => self.entries.push(entry),
            _ => {
                if !self.others.is_empty() {
                    self.others.push('\n');
                }
                self.others.push_str(line.text.trim_start_matches('#').trim_start());
            }
        }
    }

    /// The value of a label, when it is there and not empty.
    pub fn one(&self, label: Label) -> Option<&str> {
        let found = self.entries.iter().find(|(known, _)| *known == label);
        found.map(|(_, value)| value.as_ref()).filter(|value| !value.is_empty())
    }

    /// The lines of a value of several lines.
    pub fn prose(&self, label: Label) -> Option<String> {
        let lines: Vec<&str> =
            self.entries.iter().filter(|(known, _)| *known == label).map(|(_, value)| value.as_ref()).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn list(&self, label: Label) -> impl Iterator<Item = &str> {
        let value = self.one(label).unwrap_or_default();
        value.split(';').map(str::trim).filter(|item| !item.is_empty()).take(NAMED_MAX)
    }

    /// The language.
    pub fn language(&self) -> Option<Lang> {
        self.one(Label::Language).and_then(|tag| Lang::new(tag).ok())
    }

    /// The file that the story is about.
    pub fn file(&self) -> Option<FileNote> {
        let (kind, href) = self.one(Label::File)?.split_once(' ')?;
        let forms = self.entries.iter().filter(|(label, _)| *label == Label::Form).filter_map(|(_, value)| {
            let (name, href) = value.split_once(' ')?;
            Some((FormName::ALL.into_iter().find(|form| form.name() == name)?, href.trim().to_owned()))
        });
        Some(FileNote { kind: kind.parse().ok()?, href: href.trim().to_owned(), forms: forms.collect() })
    }

    /// Puts what the notes say into the story. What cannot be taken is left out and told.
    pub fn fill(&self, story: &mut Story, agency: &Agency, repairs: &mut Vec<String>) {
        let mut taker = Taker { notes: self, repairs };
        taker.set(Label::Slug, &mut story.slug, Slug::new);
        taker.set(Label::Priority, &mut story.priority, |text| {
            Priority::from_str(text.split(' ').next().unwrap_or_default())
        });
        taker.set(Label::Category, &mut story.category, |code| {
            agency.categories.iter().find(|category| category.code == code).map(|category| category.id).ok_or(())
        });
        taker.option(Label::City, &mut story.dateline, |text| {
            let (city, country) = with_country(text);
            PlaceName::tidy(city).map(|city| Dateline { city, country })
        });
        taker.option(Label::Genre, &mut story.genre, Genre::new);
        taker.option(Label::Created, &mut story.created, Created::new);
        taker.option(Label::DigitalSource, &mut story.digital_source, DigitalSource::new);
        taker.option(Label::Credit, &mut story.rights.credit, OneLine::tidy);
        taker.option(Label::Copyright, &mut story.rights.copyright, OneLine::tidy);
        taker.option(Label::Source, &mut story.rights.source, OneLine::tidy);
        taker.option(Label::Group, &mut story.group, GroupId::from_str);
        taker.set(Label::Public, &mut story.public, |text| match text {
            "yes" => Ok(Publicity::Yes),
            "no" => Ok(Publicity::No),
            _ => Err(()),
        });
        taker.prose(Label::UsageTerms, &mut story.rights.usage_terms);
        taker.prose(Label::PublicSummary, &mut story.public_summary);
        taker.option(Label::SummarySource, &mut story.summary_source, DigitalSource::new);
        taker.prose(Label::Standfirst, &mut story.standfirst);
        self.fill_lists(story);
        let corrected = |label| self.prose(label).and_then(|text| Prose::tidy(&text).ok());
        if let (Some(was), Some(now)) = (corrected(Label::CorrectedFrom), corrected(Label::CorrectedTo)) {
            story.correction = Some(Correction { was, now });
        }
        story.editors_note = self.note(repairs);
    }

    fn fill_lists(&self, story: &mut Story) {
        if self.one(Label::Keywords).is_some() {
            story.keywords = self.list(Label::Keywords).filter_map(|word| Keyword::tidy(word).ok()).collect();
        }
        story.topics = self.list(Label::Topics).filter_map(topic).collect();
        let place = |text: &str| {
            let (name, country) = with_country(text);
            Some(Place { name: PlaceName::tidy(name).ok()?, country })
        };
        story.places = self.list(Label::Places).filter_map(place).collect();
        story.people = self.list(Label::People).filter_map(|name| Named::tidy(name).ok()).collect();
        story.organisations = self.list(Label::Organisations).filter_map(|name| Named::tidy(name).ok()).collect();
        let related = |(label, value): &(Label, Cow<'_, str>)| {
            let rel = match label {
                Label::Related => Relation::Related,
                Label::TranslationOf => Relation::TranslationOf,
                Label::DerivedFrom => Relation::DerivedFrom,
                _ => return None,
            };
            let (item, title) = value.split_once(' ')?;
            Some(Related { item: item.parse().ok()?, title: OneLine::tidy(title).ok()?, rel })
        };
        story.related = self.entries.iter().filter_map(related).take(NAMED_MAX).collect();
    }

    /// The note to editors: our own, and whatever else stands there.
    fn note(&self, repairs: &mut Vec<String>) -> Option<Note> {
        let mut text = self.prose(Label::Note).unwrap_or_default();
        if !self.others.is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.others);
        }
        note(&text, repairs)
    }

    /// Id, version, time and hash.
    pub fn identify(&self, incoming: &mut Incoming) {
        if let Some(id) = self.one(Label::Item).and_then(|id| external_id("Item", id).ok()) {
            incoming.external_id = id;
        }
        if let Some(version) = self.one(Label::Version).and_then(|n| n.parse().ok()) {
            incoming.version = Some(version);
        }
        if let Some(time) = self.one(Label::Sent).and_then(|time| time.parse().ok()) {
            incoming.dated = Some(time);
        }
        let hash =
            self.one(Label::Content).filter(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()));
        incoming.content_hash = hash.map(str::to_ascii_lowercase);
    }
}

/// A note of foreign text; what is too long is cut and told.
pub(crate) fn note(text: &str, repairs: &mut Vec<String>) -> Option<Note> {
    let tidy = story::tidy_prose(text);
    if tidy.is_empty() {
        return None;
    }
    let cut = mend::cut(&tidy, NOTE_CHARS_MAX);
    if matches!(cut, Cow::Owned(_)) {
        repairs.push(format!("the note to editors has more than {NOTE_CHARS_MAX} characters, and was cut"));
    }
    Note::new(cut).ok()
}

/// A Media Topic with or without its name.
fn topic(text: &str) -> Option<TopicId> {
    let code = text.split(' ').next().unwrap_or(text);
    TopicId::new(code).ok().or_else(|| newscodes::topic_of_subject(code))
}

/// `Zurich (CH)`: a name, and the code of the country in brackets.
fn with_country(text: &str) -> (&str, Option<OneLine<2>>) {
    let split = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    match split {
        Some((name, code)) if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) => {
            (name, OneLine::new(code).ok())
        }
        _ => (text, None),
    }
}

/// Takes values, and tells those that cannot be taken.
struct Taker<'n, 'a, 'r> {
    notes: &'n Notes<'a>,
    repairs: &'r mut Vec<String>,
}

impl Taker<'_, '_, '_> {
    fn taken<T, E>(&mut self, label: Label, read: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        let value = self.notes.one(label)?;
        let taken = read(value).ok();
        if taken.is_none() {
            let shown = tidy_line(&mend::cut(value, 60));
            self.repairs.push(format!("`{}: {shown}` cannot be taken, and was left out", label.name()));
        }
        taken
    }

    fn set<T, E>(&mut self, label: Label, field: &mut T, read: impl Fn(&str) -> Result<T, E>) {
        if let Some(value) = self.taken(label, read) {
            *field = value;
        }
    }

    fn option<T, E>(&mut self, label: Label, field: &mut Option<T>, read: impl Fn(&str) -> Result<T, E>) {
        if let Some(value) = self.taken(label, read) {
            *field = Some(value);
        }
    }

    fn prose<const CHARS_MAX: usize>(&mut self, label: Label, field: &mut Option<Prose<CHARS_MAX>>) {
        if let Some(text) = self.notes.prose(label) {
            let read = Prose::tidy(&text);
            if read.is_err() {
                self.repairs.push(format!("`{}` cannot be taken, and was left out", label.name()));
            }
            *field = read.ok().or(field.take());
        }
    }
}
