//! What a document says about a story beside its text, and the story that comes of both.
//!
//! Markdown, HTML and the feeds tell the same facts under the same names, those of the story in the API: as front matter,
//! as JSON ([`Told`]), or as elements of the namespace of Tellal ([`elements`]). A document of ours is read by them
//! alone, so that it comes back exactly; what the standards have a place for is told there too, for everyone else.

pub(crate) mod elements;
mod told;

pub(crate) use told::{Told, is_main, lead, removed, title};

use crate::{Defaults, Drafted, Incoming, MediaDraft, NAMED_MAX, Notice, Refused, text::slug_of};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::borrow::Cow;
use story::{
    Act, Block, Body, Byline, Caption, CategoryId, Content, Correction, Created, Dateline, DigitalSource, FormName,
    Genre, GroupId, Headline, Keyword, Kind, Lang, MediaHash, Named, Note, Place, Priority, PublicSummary, Publicity,
    Related, Rights, Run, Slug, Standfirst, State, Story, TopicId,
};

/// Bytes that the address of a file may have.
pub(crate) const ADDRESS_BYTES_MAX: usize = 2_000;

/// A file as a document names it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Filed {
    /// Where it lies.
    pub href: String,
    /// The form of the item that it is; `None` for the main file and for what was made of it.
    #[serde(default)]
    pub form: Option<FormName>,
    /// It is the main file, as it was filed.
    #[serde(default)]
    pub main: bool,
}

/// Everything that a document can say about a story but its text. What it does not say is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Header {
    #[serde(skip)]
    pub id: Option<String>,
    #[serde(skip)]
    pub dated: Option<Timestamp>,
    /// What was repaired so far.
    #[serde(skip)]
    pub repairs: Vec<String>,
    pub version: Option<u32>,
    pub act: Option<Act>,
    pub status: Option<State>,
    pub content_hash: Option<String>,
    pub kind: Option<Kind>,
    pub language: Option<Lang>,
    pub slug: Option<Slug>,
    pub headline: Option<Headline>,
    pub priority: Option<Priority>,
    pub category: Option<CategoryId>,
    pub standfirst: Option<Standfirst>,
    pub byline: Option<Byline>,
    pub dateline: Option<Dateline>,
    /// What the writer put before the first words of the text.
    pub lead: Option<String>,
    pub topics: Vec<TopicId>,
    pub keywords: Vec<Keyword>,
    pub places: Vec<Place>,
    pub people: Vec<Named>,
    pub organisations: Vec<Named>,
    pub genre: Option<Genre>,
    pub created: Option<Created>,
    pub digital_source: Option<DigitalSource>,
    #[serde(deserialize_with = "zoned")]
    pub embargo: Option<Timestamp>,
    pub rights: Rights,
    pub group: Option<GroupId>,
    pub related: Vec<Related>,
    pub editors_note: Option<Note>,
    pub public: Publicity,
    pub public_summary: Option<PublicSummary>,
    pub summary_source: Option<DigitalSource>,
    pub correction: Option<Correction>,
    pub caption: Option<Caption>,
    pub files: Vec<Filed>,
}

/// A time that says its zone, or a message that says what is wrong.
fn zoned<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<Cow<'de, str>>::deserialize(from)?;
    let time = text.map(|text| text.parse()).transpose();
    time.map_err(|_| D::Error::custom("`embargo` is not a time with its zone, such as 2026-09-01T10:00:00+03:00"))
}

impl Header {
    /// The story of this header and of the text of its document. A header that names a file, or a kind that has one,
    /// gives a story that waits for it; one that says that the story must not be used gives a notice.
    pub fn incoming(mut self, mut blocks: Vec<Block>, defaults: &Defaults) -> Result<Incoming, Refused> {
        self.check();
        let mut incoming = Incoming {
            external_id: self.id.take(),
            dated: self.dated,
            version: self.version,
            content_hash: self.content_hash.take(),
            ..Incoming::new(Drafted::Notice(Notice {
                state: self.status.unwrap_or(State::Usable),
                kind: self.kind.unwrap_or(Kind::Text),
                headline: self.headline.clone(),
                reason: self.editors_note.clone(),
            }))
        };
        if self.status.unwrap_or(State::Usable) == State::Usable {
            let is_text = matches!(self.kind, None | Some(Kind::Text)) && self.files.is_empty();
            incoming.story = if is_text {
                if let Some(lead) = &self.lead {
                    without_lead(&mut blocks, lead);
                }
                let body = Body::new(blocks).map_err(|fault| Refused::field("body", fault))?;
                Drafted::Text(self.story(Content::Text { body }, defaults)?)
            } else {
                Drafted::Media(self.media(&blocks, defaults)?)
            };
        }
        incoming.repairs = self.repairs;
        Ok(incoming)
    }

    fn check(&mut self) {
        match self.act {
            Some(Act::Advisory) => self.repairs.push("this is a message to editors, not for publication".to_owned()),
            Some(Act::Test) => self.repairs.push("this is a test of the line, not for publication".to_owned()),
            _ => {}
        }
        if self.content_hash.as_ref().is_some_and(|hash| MediaHash::new(hash).is_err()) {
            self.content_hash = None;
            self.repairs.push("`content_hash` is not a SHA-256, and was left out".to_owned());
        }
        let lists = [self.topics.len(), self.keywords.len(), self.places.len(), self.people.len()];
        let more = [self.organisations.len(), self.related.len()];
        if lists.into_iter().chain(more).any(|len| len > NAMED_MAX) {
            self.repairs.push(format!("only the first {NAMED_MAX} names of a sort were taken"));
            self.topics.truncate(NAMED_MAX);
            self.keywords.truncate(NAMED_MAX);
            self.places.truncate(NAMED_MAX);
            self.people.truncate(NAMED_MAX);
            self.organisations.truncate(NAMED_MAX);
            self.related.truncate(NAMED_MAX);
        }
    }

    /// The story that waits for its file. Without a caption of its own the text is the caption, else the headline.
    fn media(&mut self, blocks: &[Block], defaults: &Defaults) -> Result<MediaDraft, Refused> {
        let files = std::mem::take(&mut self.files);
        let main = files.iter().find(|file| file.main).or_else(|| files.iter().find(|file| file.form.is_none()));
        let Some(main) = main.filter(|file| !file.href.is_empty() && file.href.len() <= ADDRESS_BYTES_MAX) else {
            return Err(Refused::field("files", "does not say where the file lies"));
        };
        let forms = files.iter().filter_map(|file| Some((file.form?, file.href.clone())));
        let text = || blocks.iter().map(Block::plain).collect::<Vec<_>>().join("\n\n");
        let caption = match (self.caption.take(), &self.headline) {
            (Some(caption), _) => caption,
            (None, Some(headline)) if blocks.is_empty() => {
                self.repairs.push("there is no caption; the headline stands for it".to_owned());
                Caption::new(headline.as_str()).map_err(|fault| Refused::field("caption", fault))?
            }
            (None, _) => Caption::tidy(&text()).map_err(|fault| Refused::field("caption", fault))?,
        };
        // The draft keeps its own placeholder until the file is there.
        let kind = self.kind;
        let story = self.story(Content::Removed { was: kind.unwrap_or(Kind::Picture) }, defaults)?;
        Ok(MediaDraft::new(kind, main.href.clone(), caption, story).with_forms(forms.collect()))
    }

    fn story(&mut self, content: Content, defaults: &Defaults) -> Result<Story, Refused> {
        let headline = self.headline.take().ok_or_else(|| Refused::field("headline", "is missing"))?;
        let language = self.language.take().unwrap_or_else(|| defaults.language.clone());
        let slug = self.slug.take().unwrap_or_else(|| slug_of(headline.as_str(), &language));
        let priority = self.priority.unwrap_or(defaults.priority);
        let category = self.category.unwrap_or(defaults.category);
        Ok(Story {
            standfirst: self.standfirst.take(),
            byline: self.byline.take(),
            dateline: self.dateline.take(),
            topics: std::mem::take(&mut self.topics),
            keywords: std::mem::take(&mut self.keywords),
            places: std::mem::take(&mut self.places),
            people: std::mem::take(&mut self.people),
            organisations: std::mem::take(&mut self.organisations),
            genre: self.genre.take(),
            created: self.created.take(),
            digital_source: self.digital_source.take(),
            embargo: self.embargo,
            rights: std::mem::take(&mut self.rights),
            group: self.group.take(),
            related: std::mem::take(&mut self.related),
            editors_note: self.editors_note.take(),
            public: self.public,
            public_summary: self.public_summary.take(),
            summary_source: self.summary_source.take(),
            correction: self.correction.take(),
            ..Story::new(language, slug, headline, priority, category, content)
        })
    }
}

/// Takes off what the writer put before the text; a paragraph that held nothing else goes.
fn without_lead(blocks: &mut Vec<Block>, lead: &str) {
    let Some(at) = blocks.iter().position(|block| !matches!(block, Block::Picture { .. })) else { return };
    let Block::Paragraph { spans } = &mut blocks[at] else { return };
    let rest = spans.first().and_then(|first| first.text.as_str().strip_prefix(lead.trim_end()));
    let Some(rest) = rest.map(|rest| Run::new(rest.trim_start())) else { return };
    match rest {
        Ok(text) => spans[0].text = text,
        // Nothing is left of the first span.
        Err(_) if spans.len() > 1 => {
            spans.remove(0);
        }
        Err(_) => {
            blocks.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_is_taken_off_and_nothing_else() {
        let rest = |json: &str, lead: &str| {
            let mut blocks: Vec<Block> = serde_json::from_str(json).expect("blocks");
            without_lead(&mut blocks, lead);
            blocks.iter().map(Block::plain).collect::<Vec<_>>().join("|")
        };
        let paragraph = r#"[{"block":"paragraph","spans":[{"text":"BERN (TEL) - It"},{"text":" rains","em":true}]}]"#;
        assert_eq!(rest(paragraph, "BERN (TEL) - "), "It rains");
        assert_eq!(rest(paragraph, "BERN (TEL) -"), "It rains");
        assert_eq!(rest(paragraph, "ROME (TEL) - "), "BERN (TEL) - It rains");
        let alone = r#"[{"block":"picture","item":"tel:picture:20260901:1","caption":"x"},
            {"block":"paragraph","spans":[{"text":"(TEL) -"}]},{"block":"crosshead","text":"Then"}]"#;
        assert_eq!(rest(alone, "(TEL) - "), "x|Then");
        let marked = r#"[{"block":"paragraph","spans":[{"text":"(TEL) - "},{"text":"It","strong":true}]}]"#;
        assert_eq!(rest(marked, "(TEL) - "), "It");
        assert_eq!(rest(r#"[{"block":"crosshead","text":"(TEL) - A"}]"#, "(TEL) - "), "(TEL) - A");
    }

    #[test]
    fn lists_and_hashes_that_cannot_be_right_are_mended() {
        let mut header = Header { content_hash: Some("x".into()), act: Some(Act::Test), ..Header::default() };
        header.keywords = (0..200).map(|n| Keyword::new(n.to_string()).expect("a word")).collect();
        header.check();
        assert_eq!((header.keywords.len(), header.content_hash.as_ref()), (NAMED_MAX, None));
        assert_eq!(header.repairs.len(), 3, "{:?}", header.repairs);
    }
}
