//! One `newsItem` as a story, a file's story or a notice.

use super::{
    codes::Codes,
    content::Contents,
    management::{Management, RightsInfo},
    meta::{Descriptions, Meta, Subjects, caption, headline, made_headline},
    package,
    words::{Repairs, line, shown},
};
use crate::{
    Defaults, Drafted, Incoming, MediaDraft, Refused,
    incoming::{Notice, external_id},
    inline::plain,
    text,
    tree::Element,
};
use std::{borrow::Cow, collections::HashMap};
use story::{
    Agency, Block, Body, Content, GroupId, Headline, Kind, Rights, Run, Span, Standfirst, State, Story, TextFault,
};

/// What is known before an item is read.
#[derive(Debug)]
pub(super) struct Context<'t> {
    pub agency: &'t Agency,
    pub defaults: &'t Defaults,
    /// How urgent the message says that everything in it is.
    pub message_priority: Option<Cow<'t, str>>,
    /// The group of each member, by its id, as packages of the message tell.
    pub groups: HashMap<&'t str, GroupId>,
}

/// An item while it is read.
struct Reader<'c, 't> {
    item: Element<'t>,
    context: &'c Context<'t>,
    codes: Codes<'t>,
    management: Management<'t>,
    meta: Meta<'t>,
    repairs: Repairs,
}

/// Reads an item, or says why it cannot be taken.
pub(super) fn read<'t>(item: Element<'t>, context: &Context<'t>) -> Result<Incoming, Refused> {
    let mut repairs = Repairs::default();
    let codes = Codes::of(item);
    let management = Management::of(item, &codes, &mut repairs);
    let meta = Meta::of(item, &codes);
    let mut reader = Reader { item, context, codes, management, meta, repairs };
    let story = match reader.management.status.clone() {
        Some(Ok(state @ (State::Withheld | State::Canceled))) => Drafted::Notice(reader.notice(state)),
        Some(Err(refused)) => return Err(refused),
        Some(Ok(State::Usable)) | None => reader.story()?,
    };
    reader.incoming(story)
}

impl<'t> Reader<'_, 't> {
    fn incoming(mut self, story: Drafted) -> Result<Incoming, Refused> {
        let given = self.item.attribute("guid").unwrap_or_default();
        let external_id = external_id("guid", given).map_err(|refused| refused.at(self.item.line()))?;
        if external_id.is_none() {
            self.repairs.tell("the item has no id of its own (`guid`)".to_owned());
        }
        let written = self.item.attribute("version").map(str::trim);
        let version = written.and_then(|version| version.parse().ok()).filter(|&version| version > 0);
        if let (Some(written), None) = (written, version) {
            self.repairs.tell(format!("`version` is not a number from 1: `{}`", shown(written)));
        }
        let dated = self.management.version_created.or_else(|| self.meta.dated(&mut self.repairs));
        Ok(Incoming {
            external_id,
            version,
            dated,
            content_hash: self.management.content_hash,
            repairs: self.repairs.into_sentences(),
            ..Incoming::new(story)
        })
    }

    /// A hold or a kill. Nothing in it can be so wrong that it is not one.
    fn notice(&mut self, state: State) -> Notice {
        let title = self.meta.headline().or_else(|| self.management.title.map(line)).unwrap_or_default();
        Notice {
            state,
            kind: self.management.kind.unwrap_or(Kind::Text),
            headline: headline(&title, &mut self.repairs),
            reason: self.management.note(&mut self.repairs),
        }
    }

    fn story(&mut self) -> Result<Drafted, Refused> {
        let embargo = self.management.embargo.take().transpose()?;
        let mut contents = if self.item.is("packageItem") {
            self.repairs
                .tell("the items of the package are elsewhere; their titles and summaries stand for them".to_owned());
            package::listing(self.item)
        } else {
            Contents::of(self.item, &self.codes, &mut self.repairs)?
        };
        let kind = self.management.kind;
        // A text beside files is the story, unless the item says that it is of another kind.
        let has_text = !contents.blocks.is_empty() || contents.unread.is_some();
        let of_file = !contents.files.is_empty() && (!has_text || kind.is_some_and(|kind| kind != Kind::Text));
        let mut descriptions = self.meta.descriptions(&self.codes, of_file, &mut self.repairs);
        if !of_file && descriptions.standfirst.is_none() {
            descriptions.standfirst =
                contents.head_text("abstract").and_then(|text| self.repairs.kept("abstract", Standfirst::new(text)));
        }
        let mut blocks = if of_file { Vec::new() } else { self.blocks(&mut contents, &mut descriptions)? };
        let headline = self.headline(&contents, &blocks, &descriptions)?;
        let draft = self.parts(&contents, headline, &mut descriptions);
        let story = Story { embargo, ..draft };
        if of_file {
            return self.file(&contents, &descriptions, story).map(Drafted::Media);
        }
        without_dateline(&mut blocks, &text::dateline(&story, self.context.agency));
        self.with_pictures(&mut blocks);
        let body = Body::new(blocks).map_err(|fault| self.refused("contentSet", fault))?;
        self.remote_left_out(&contents);
        Ok(Drafted::Text(Story { content: Content::Text { body }, ..story }))
    }

    fn refused(&self, field: &str, why: impl std::fmt::Display) -> Refused {
        Refused::field(field, why).at(self.item.child(field).unwrap_or(self.item).line())
    }

    /// The body; a text that has none gives its description.
    fn blocks(&mut self, contents: &mut Contents<'t>, descriptions: &mut Descriptions) -> Result<Vec<Block>, Refused> {
        if !contents.blocks.is_empty() || !self.management.body_pictures.is_empty() {
            return Ok(std::mem::take(&mut contents.blocks));
        }
        if let Some(why) = &contents.unread {
            return Err(self.refused("contentSet", why));
        }
        let class = self.management.class;
        if !matches!(self.management.kind, Some(Kind::Text)) {
            let class = if class.is_empty() { String::new() } else { format!(", and its class is `{}`", shown(class)) };
            return Err(self.refused("contentSet", format!("holds neither a file nor a text{class}")));
        }
        let Some(standfirst) = descriptions.standfirst.take() else {
            return Err(self.refused("contentSet", "holds no text"));
        };
        self.repairs.tell("there is no body; the description stands for it".to_owned());
        Body::from_plain(standfirst.as_str()).map(Into::into).map_err(|fault| self.refused("contentMeta", fault))
    }

    fn headline(
        &mut self,
        contents: &Contents<'t>,
        blocks: &[Block],
        descriptions: &Descriptions,
    ) -> Result<Headline, Refused> {
        let given = self.meta.headline().or_else(|| contents.head_text("hl1"));
        let given = given.or_else(|| self.management.title.map(line)).filter(|text| !text.is_empty());
        let text = given.unwrap_or_else(|| {
            self.repairs.tell("there is no headline; the first sentence stands for it".to_owned());
            let first = blocks.iter().map(Block::plain).find(|text| !text.is_empty());
            made_headline(&first.or_else(|| descriptions.caption.clone()).unwrap_or_default())
        });
        headline(&text, &mut self.repairs).ok_or_else(|| self.refused("contentMeta", "holds no headline"))
    }

    /// Everything of the story but its content and its embargo.
    fn parts(&mut self, contents: &Contents<'t>, headline: Headline, descriptions: &mut Descriptions) -> Story {
        let (context, repairs) = (self.context, &mut self.repairs);
        let (meta, codes, management) = (&self.meta, &self.codes, &mut self.management);
        let language = meta.language(self.item, context.defaults, repairs);
        let slug = meta.slug(repairs).unwrap_or_else(|| text::slug_of(headline.as_str(), &language));
        let of_dialect = management.dialect_priority.map(Element::text);
        let others = [of_dialect.as_deref(), context.message_priority.as_deref()];
        let priority = meta.priority(others, context.defaults, repairs);
        let Subjects { category, topics, keywords, places, people, organisations } =
            meta.subjects(codes, context.agency, repairs);
        let rights = RightsInfo::of(self.item, context.agency, management.is_dialect(), repairs);
        let byline = meta.byline(repairs).or_else(|| {
            let given = contents.head_text("byline")?;
            repairs.kept("byline", story::Byline::tidy(&given))
        });
        let in_package = || context.groups.get(self.item.attribute("guid")?.trim()).cloned();
        let placeholder = Content::Removed { was: management.kind.unwrap_or(Kind::Text) };
        let category = category.unwrap_or(context.defaults.category);
        Story {
            standfirst: descriptions.standfirst.take(),
            public_summary: descriptions.public_summary.take(),
            summary_source: meta.summary_source(codes, repairs),
            byline,
            dateline: meta.dateline(codes, repairs),
            topics,
            keywords,
            places,
            people,
            organisations,
            genre: meta.genre(codes),
            created: meta.created(management, repairs),
            digital_source: meta.digital_source(codes, repairs),
            rights: Rights {
                credit: meta.credit(repairs),
                copyright: rights.copyright,
                usage_terms: rights.usage_terms,
                source: meta.source(codes, repairs),
            },
            group: management.group.take().or_else(in_package),
            related: std::mem::take(&mut management.related),
            editors_note: management.note(repairs),
            public: management.public,
            correction: management.correction(),
            ..Story::new(language, slug, headline, priority, category, placeholder)
        }
    }

    fn file(
        &mut self,
        contents: &Contents<'t>,
        descriptions: &Descriptions,
        story: Story,
    ) -> Result<MediaDraft, Refused> {
        let kind = self.management.kind;
        let text = descriptions.caption.as_deref().unwrap_or_else(|| {
            self.repairs.tell("there is no caption; the headline stands for it".to_owned());
            story.headline.as_str()
        });
        let caption = caption(text, &mut self.repairs)
            .ok_or_else(|| self.refused("contentMeta", format!("a caption {}", TextFault::Empty)))?;
        let (forms, left) = contents.forms(kind);
        if left > 0 {
            self.repairs.tell(format!("other renditions of the file were left out: {left}"));
        }
        if !contents.blocks.is_empty() {
            self.repairs.tell("the text beside the file was left out".to_owned());
        }
        // A text that is only a file is a file.
        let kind = kind.map(|kind| if kind == Kind::Text { Kind::File } else { kind });
        let path = contents.files.first().map_or("", |file| file.href).to_owned();
        Ok(MediaDraft::new(kind, path, caption, story).with_forms(forms))
    }

    /// Puts the pictures of a body of HTML back to their places.
    fn with_pictures(&mut self, blocks: &mut Vec<Block>) {
        for (rank, (item, caption)) in std::mem::take(&mut self.management.body_pictures) {
            let at = rank.saturating_sub(1).min(blocks.len());
            blocks.insert(at, Block::Picture { item, caption });
        }
    }

    fn remote_left_out(&mut self, contents: &Contents<'t>) {
        if !contents.files.is_empty() {
            self.repairs.tell("files beside the text were left out".to_owned());
        }
        if let Some(kind) = self.management.kind.filter(|kind| *kind != Kind::Text) {
            self.repairs.tell(format!("the item is of class `{}`, but holds only a text", kind.name()));
        }
    }
}

/// Takes our own dateline off the first paragraph; a paragraph that holds nothing else goes.
fn without_dateline(blocks: &mut Vec<Block>, dateline: &str) {
    let dateline = dateline.trim_end();
    let count = blocks.len();
    let Some(at) = blocks.iter().position(|block| !matches!(block, Block::Picture { .. })) else { return };
    let Some(Block::Paragraph { spans }) = blocks.get_mut(at) else { return };
    let Some(first) = spans.first().filter(|span| !span.em && !span.strong && span.link.is_none()) else { return };
    let Some(rest) = first.text.as_str().strip_prefix(dateline) else { return };
    match Run::new(rest.trim_start()) {
        Ok(text) => spans[0] = Span { text, em: false, strong: false, link: None },
        Err(_) if plain(spans).trim() == dateline && count > at + 1 => {
            blocks.remove(at);
        }
        Err(_) if spans.len() > 1 => {
            spans.remove(0);
        }
        Err(_) => {}
    }
}
