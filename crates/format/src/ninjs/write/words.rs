//! The texts of an item: headline, descriptions, body.

use super::Item;
use crate::{
    formats::NAMESPACE,
    html::{self, Figure},
    ninjs::{CORRECTION_NOW, CORRECTION_WAS, CREATED, OWN, PUBLIC_SUMMARY, Version, json::Json},
};
use story::{Block, Body, ItemId, Kind, Rendition, Span};

/// How long a body is, without the captions of pictures in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extent {
    pub bytes: usize,
    pub chars: usize,
    pub words: usize,
}

impl Extent {
    pub fn of(body: &Body) -> Self {
        let mut extent = Self::default();
        for block in body.blocks() {
            match block {
                Block::Crosshead { text } => extent.add(text.as_str(), &mut false),
                Block::Picture { .. } => {}
                _ => block.runs().for_each(|run| extent.add_run(run)),
            }
        }
        extent
    }

    /// Spans that touch may share a word.
    fn add_run(&mut self, run: &[Span]) {
        let mut in_word = false;
        for span in run {
            self.add(span.text.as_str(), &mut in_word);
        }
    }

    fn add(&mut self, text: &str, in_word: &mut bool) {
        self.bytes += text.len();
        for c in text.chars() {
            self.chars += 1;
            let inside = !c.is_whitespace();
            self.words += usize::from(inside && !*in_word);
            *in_word = inside;
        }
    }
}

/// What a description is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Summary,
    Caption,
    Credit,
    PublicSummary,
    Was,
    Now,
    Created,
}

impl Role {
    /// Its name as the parts of a text: one that is usual, or one of our own.
    fn parts(self) -> [&'static str; 3] {
        match self {
            Self::Summary => ["", "", "summary"],
            Self::Caption => ["", "", "caption"],
            Self::Credit => ["", "", "creditline"],
            Self::PublicSummary => [NAMESPACE, OWN, PUBLIC_SUMMARY],
            Self::Was => [NAMESPACE, OWN, CORRECTION_WAS],
            Self::Now => [NAMESPACE, OWN, CORRECTION_NOW],
            Self::Created => [NAMESPACE, OWN, CREATED],
        }
    }

    /// Its key in 1.x, where `description_text` is what readers show: the caption of a picture, the summary of a text.
    fn key(self, kind: Kind) -> &'static str {
        match self {
            Self::Summary if kind == Kind::Text => "description_text",
            Self::Caption => "description_text",
            Self::Summary => "description_summary",
            Self::Credit => "description_creditline",
            Self::PublicSummary => "description_public_summary",
            Self::Was => "description_correction_was",
            Self::Now => "description_correction_now",
            Self::Created => "description_created",
        }
    }
}

impl<'e> Item<'e> {
    pub(super) fn headline(&self, w: &mut Json) {
        let headline = self.story.headline.as_str();
        if self.version == Version::One {
            return w.text("headline", headline);
        }
        w.list_at("headlines", |w| {
            w.object(|w| {
                w.text("role", "main");
                w.text(self.names.content_type, "text/plain");
                w.text("value", headline);
            });
        });
    }

    pub(super) fn descriptions(&self, w: &mut Json) {
        let told = || self.described().into_iter().flatten();
        if self.version == Version::One {
            let kind = self.edition.item.kind();
            return told().for_each(|(role, text)| w.text(role.key(kind), text));
        }
        if told().next().is_none() {
            return;
        }
        w.list_at("descriptions", |w| {
            for (role, text) in told() {
                w.object(|w| {
                    w.joined("role", role.parts());
                    w.text(self.names.content_type, "text/plain");
                    w.text("value", text);
                });
            }
        });
    }

    /// Every description that the story has. One that was stopped tells nothing of its content.
    fn described(&self) -> [Option<(Role, &'e str)>; 7] {
        let story = self.story;
        let shown = !self.is_stopped();
        let correction = story.correction.as_ref().filter(|_| shown);
        [
            story.standfirst.as_ref().filter(|_| shown).map(|text| (Role::Summary, text.as_str())),
            story.caption().filter(|_| shown).map(|text| (Role::Caption, text.as_str())),
            story.rights.credit.as_ref().map(|text| (Role::Credit, text.as_str())),
            story.public_summary.as_ref().filter(|_| shown).map(|text| (Role::PublicSummary, text.as_str())),
            correction.map(|correction| (Role::Was, correction.was.as_str())),
            correction.map(|correction| (Role::Now, correction.now.as_str())),
            self.odd_created().map(|created| (Role::Created, created.as_str())),
        ]
    }

    /// The body as HTML, its first paragraph behind `lead`.
    pub(super) fn body(&self, w: &mut Json, lead: &str, body: &Body) {
        let html = html::body_led_by(lead, body, &|item, caption| Some(self.figure(item, caption)));
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let counted = |w: &mut Json| {
            w.number(self.names.chars, count(self.extent.chars));
            w.number(self.names.words, count(self.extent.words));
        };
        if self.version == Version::One {
            counted(w);
            return w.text("body_html", &html);
        }
        w.list_at("bodies", |w| {
            w.object(|w| {
                w.text("role", "main");
                w.text(self.names.content_type, "text/html");
                counted(w);
                w.text("value", &html);
            });
        });
    }

    /// A picture in the body. Its own caption is not known here; what it is called where it is related stands for it.
    fn figure(&self, item: &ItemId, caption: Option<&str>) -> Figure {
        let known = self.story.related.iter().find(|related| related.item == *item);
        let alt = caption.or(known.map(|related| related.title.as_str())).unwrap_or_default();
        Figure {
            src: self.edition.file_href(item, Rendition::Web),
            alt: alt.to_owned(),
            caption: caption.map(str::to_owned),
            credit: None,
            size: None,
        }
    }
}
