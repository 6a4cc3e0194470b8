//! What a reader answers.

use jiff::Timestamp;
use std::fmt::Display;
use story::{
    Caption, CategoryId, Content, Form, FormName, Headline, Kind, Lang, Line, Media, MediaType, Note, Priority, State,
    Story,
};

/// Characters that the id of a story in another system may have.
pub const EXTERNAL_ID_CHARS_MAX: usize = 500;

/// Defaults for what a foreign document does not say.
#[derive(Debug, Clone)]
pub struct Defaults {
    /// The language.
    pub language: Lang,
    /// The agency's section.
    pub category: CategoryId,
    /// How urgent it is.
    pub priority: Priority,
}

/// A story read from outside, before the desk numbers it.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// The story, or the part of it that the document itself can give.
    pub story: Drafted,
    /// Its id where it came from; the same document always gives the same id.
    pub external_id: Option<String>,
    /// When it was written, as the document says.
    pub dated: Option<Timestamp>,
    /// Its version where it came from, when it is numbered there.
    pub version: Option<u32>,
    /// The hash of its content ([`story::ContentHash`]), when the document carries it: 64 hexadecimal digits.
    pub content_hash: Option<String>,
    /// What was not as it should be, and what was done about it: one sentence each.
    pub repairs: Vec<String>,
}

impl Incoming {
    /// A story of which nothing else is known.
    pub(crate) fn new(story: Drafted) -> Self {
        Self { story, external_id: None, dated: None, version: None, content_hash: None, repairs: Vec::new() }
    }

    /// The written story; `None` when it waits for its file, or must not be used.
    pub fn text(&self) -> Option<&Story> {
        match &self.story {
            Drafted::Text(story) => Some(story),
            Drafted::Media(_) | Drafted::Notice(_) => None,
        }
    }
}

/// What a document gives: a whole written story, or one that waits for its file.
#[derive(Debug, Clone, PartialEq)]
pub enum Drafted {
    /// A written story, whole.
    Text(Story),
    /// A picture, video or other file; [`MediaDraft::finish`] makes the story when the file is stored.
    Media(MediaDraft),
    /// A hold or a kill: there is nothing to publish in it.
    Notice(Notice),
}

/// What a document says that takes a story away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Where the story stands now: on hold, or killed.
    pub state: State,
    /// What the item is made of, as far as the document tells.
    pub kind: Kind,
    /// The headline, to recognise it by.
    pub headline: Option<Headline>,
    /// Why.
    pub reason: Option<Note>,
}

/// Everything about a picture (or another file) but the file itself.
///
/// There is no way to get a [`Story`] out of it without the stored file, so an importer cannot forget the file.
#[derive(Debug, Clone, PartialEq)]
pub struct MediaDraft {
    path: String,
    forms: Vec<(FormName, String)>,
    /// What the document says that it is; `None` where only the file can tell.
    kind: Option<Kind>,
    caption: Caption,
    /// Its content is a placeholder that cannot be released.
    story: Story,
}

impl MediaDraft {
    /// Takes where the file lies, and everything else of the story.
    pub(crate) fn new(kind: Option<Kind>, path: String, caption: Caption, story: Story) -> Self {
        let content = Content::Removed { was: kind.unwrap_or(Kind::Picture) };
        Self { path, forms: Vec::new(), kind, caption, story: Story { content, ..story } }
    }

    /// Adds where the same material lies in other forms.
    pub(crate) fn with_forms(self, forms: Vec<(FormName, String)>) -> Self {
        Self { forms, ..self }
    }

    /// Where the file lies: relative to the document, or a whole address. As foreign text it is not to be trusted.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where the same material lies in other forms.
    pub fn forms(&self) -> &[(FormName, String)] {
        &self.forms
    }

    /// What the file shows.
    pub fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Everything else of the story. Its content is a placeholder.
    pub fn story(&self) -> &Story {
        &self.story
    }

    /// The story with its stored files. What the bytes are and what the document says decide together what it is: a
    /// drawing may be a JPEG, but a video cannot.
    pub fn finish(self, media: Media, forms: Vec<Form>) -> Story {
        let caption = self.caption;
        let content = match (self.kind, media.media_type) {
            (Some(Kind::Graphic), kind) if kind.is_image() || matches!(kind, MediaType::Pdf | MediaType::Eps) => {
                Content::Graphic { media, caption, forms }
            }
            (Some(Kind::File), _) => Content::File { media, caption },
            (_, kind) if kind.is_image() => Content::Picture { media, caption },
            (_, MediaType::Mp4) => Content::Video { media, caption, forms },
            _ => Content::File { media, caption },
        };
        Story { content, ..self.story }
    }
}

/// Why a foreign document was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct Refused {
    /// The line of the document, from 1, where that is known.
    pub line: Option<usize>,
    /// The field, as the format names it.
    pub field: Option<String>,
    /// What is wrong, to be read after the field's name.
    pub why: String,
}

impl Refused {
    /// Refuses the whole document.
    pub(crate) fn whole(why: impl Display) -> Self {
        Self { line: None, field: None, why: why.to_string() }
    }

    /// Refuses one field.
    pub(crate) fn field(field: &str, why: impl Display) -> Self {
        Self { line: None, field: Some(field.to_owned()), why: why.to_string() }
    }

    /// Names the line, unless a nearer one is named already.
    pub(crate) fn at(mut self, line: usize) -> Self {
        self.line.get_or_insert(line);
        self
    }

    fn sentence(&self) -> String {
        match (self.line, self.field.as_deref()) {
            (Some(line), Some(field)) => format!("line {line}, `{field}`: {}", self.why),
            (Some(line), None) => format!("line {line}: {}", self.why),
            (None, Some(field)) => format!("`{field}`: {}", self.why),
            (None, None) => self.why.clone(),
        }
    }
}

/// Takes an id of another system as one line; `None` when there is nothing in it.
pub(crate) fn external_id(field: &str, text: &str) -> Result<Option<String>, Refused> {
    let id = story::tidy_line(text);
    if id.is_empty() {
        return Ok(None);
    }
    Line::<EXTERNAL_ID_CHARS_MAX>::new(id).map(|id| Some(id.into())).map_err(|fault| Refused::field(field, fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_as_a_sentence() {
        let refused = Refused::field("headline", story::TextFault::Empty);
        assert_eq!(refused.to_string(), "`headline`: is empty");
        assert_eq!(refused.at(3).at(9).to_string(), "line 3, `headline`: is empty");
        assert_eq!(Refused::whole("is not JSON").at(2).to_string(), "line 2: is not JSON");
    }
}
