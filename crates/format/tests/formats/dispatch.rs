//! A story on its way out, as every writer is given it.

use crate::{agency, arabic, story, time, turkish};
use format::{Edition, Format};
use jiff::Timestamp;
use story::{Act, Agency, ContentHash, ItemId, ProductId, State, Story};

/// One version with everything that an edition borrows.
pub struct Dispatch {
    pub agency: Agency,
    pub item: ItemId,
    pub version: u32,
    pub act: Act,
    pub state: State,
    pub sent: Timestamp,
    pub products: Vec<(ProductId, String)>,
    pub story: Story,
    pub content: ContentHash,
}

impl Dispatch {
    /// The first version of a story.
    pub fn of(story: Story) -> Self {
        Self {
            agency: agency(),
            item: format!("tel:{}:20260901:50000001", story.kind().name()).parse().expect("an id"),
            version: 1,
            act: Act::Release,
            state: State::Usable,
            sent: time("2026-09-01T12:00:41.5Z"),
            products: vec![(ProductId(1), "Genel".to_owned())],
            content: story.content_hash(),
            story,
        }
    }

    /// The third version, which does something else.
    pub fn acting(story: Story, act: Act, state: State) -> Self {
        Self { version: 3, act, state, ..Self::of(story) }
    }

    /// The notice that takes a story away.
    pub fn removing(story: &Story, act: Act, state: State, reason: &str) -> Self {
        let reason = story::Note::new(reason).expect("a reason");
        Self::acting(story.notice(&reason).into_story(), act, state)
    }

    pub fn edition(&self) -> Edition<'_> {
        Edition {
            agency: &self.agency,
            base: "https://wire.example",
            item: &self.item,
            version: self.version,
            act: self.act,
            state: self.state,
            first_released: time("2026-09-01T11:58:00Z"),
            version_created: self.sent,
            products: &self.products,
            content: &self.content,
            story: &self.story,
        }
    }

    /// The document in a format.
    pub fn written(&self, format: Format) -> Vec<u8> {
        format.write(&self.edition())
    }
}

/// A version of every kind for every act, as the wire would send it.
pub fn every() -> Vec<Dispatch> {
    let media = |kind: &str| serde_json::json!({"sha256": "a".repeat(64), "media_type": kind, "bytes": 1});
    let item = |kind: &str, file: &str| {
        story(serde_json::json!({
            "language": "en", "slug": "DAM", "headline": "The dam — and the plan", "priority": 3, "category": 2,
            "content": {"kind": kind, "media": media(file), "caption": "The dam.\n\nIt is full."},
        }))
    };
    let stories = [
        turkish(),
        arabic(),
        item("picture", "image/jpeg"),
        item("video", "video/mp4"),
        item("graphic", "image/png"),
        item("file", "application/pdf"),
    ];
    let acts = Act::ALL.map(|act| match act {
        Act::Hold => (act, State::Withheld),
        Act::Kill | Act::Withdraw => (act, State::Canceled),
        _ => (act, State::Usable),
    });
    stories
        .iter()
        .flat_map(|story| {
            acts.map(|(act, state)| match state {
                State::Usable => Dispatch::acting(story.clone(), act, state),
                _ => Dispatch::removing(story, act, state, "It is not true."),
            })
        })
        .collect()
}

/// Bytes with control characters as their pictures, and one line a line, so that a snapshot can be read.
pub fn shown(bytes: &[u8]) -> String {
    let text: String = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
    };
    let picture = |c: char| match u32::from(c) {
        code @ (0..=8 | 11..=31) if c != '\r' => char::from_u32(0x2400 + code).expect("a picture"),
        9 => '→',
        _ => c,
    };
    text.replace("\r\n", "\n").chars().map(picture).collect()
}
