//! Stories as the wire sends them: every kind, every act, and one with everything in it.

use crate::{agency, arabic, story, time, turkish};
use format::{Drafted, Edition, Format, Incoming};
use serde_json::{Value, json};
use story::{Act, Agency, ContentHash, ItemId, Kind, Note, State, Story};

/// A dispatch with everything that an edition borrows.
pub struct Sent {
    agency: Agency,
    item: ItemId,
    content: ContentHash,
    pub story: Story,
    act: Act,
    state: State,
}

impl Sent {
    pub fn new(n: u32, story: Story, act: Act) -> Self {
        let state = match act {
            Act::Hold => State::Withheld,
            Act::Kill | Act::Withdraw => State::Canceled,
            _ => State::Usable,
        };
        let item = format!("tel:{}:20260901:{n}", story.kind().name()).parse().expect("an id");
        Self { agency: agency(), item, content: story.content_hash(), story, act, state }
    }

    pub fn edition(&self) -> Edition<'_> {
        Edition {
            agency: &self.agency,
            base: "https://wire.example",
            item: &self.item,
            version: 3,
            act: self.act,
            state: self.state,
            first_released: time("2026-09-01T11:58:00Z"),
            version_created: time("2026-09-01T12:00:41Z"),
            products: &[],
            content: &self.content,
            story: &self.story,
        }
    }

    /// What a document of it gives back: the story itself, or the notice.
    pub fn check(&self, incoming: &Incoming) {
        self.check_story(incoming);
        let told = matches!(self.act, Act::Advisory | Act::Test);
        assert_eq!(incoming.repairs.len(), usize::from(told), "{:?}", incoming.repairs);
    }

    /// Everything but the repairs.
    pub fn check_story(&self, incoming: &Incoming) {
        assert_eq!(incoming.external_id.as_deref(), Some(self.item.as_str()));
        assert_eq!((incoming.version, incoming.dated), (Some(3), Some(time("2026-09-01T12:00:41Z"))));
        assert_eq!(incoming.content_hash.as_deref(), Some(self.content.as_str()));
        match &incoming.story {
            Drafted::Text(story) => assert_eq!(*story, self.story),
            Drafted::Media(draft) => {
                let forms = draft.forms().iter().map(|(name, _)| {
                    self.story.forms().iter().find(|form| form.form == *name).expect("a form of the story").clone()
                });
                let forms = forms.collect();
                assert!(draft.path().starts_with("https://wire.example/") || draft.path().starts_with("aaaa"));
                let media = self.story.media().expect("a file").clone();
                assert_eq!(draft.clone().finish(media, forms), self.story);
            }
            Drafted::Notice(notice) => {
                assert_ne!(self.state, State::Usable);
                assert_eq!((notice.state, notice.kind), (self.state, self.story.kind()));
                assert_eq!(notice.headline.as_ref(), Some(&self.story.headline));
                assert_eq!(notice.reason, self.story.editors_note);
            }
        }
    }
}

fn media(kind: &str, digit: &str) -> Value {
    let size = kind.starts_with("image/").then_some((3_000, 2_000));
    json!({"sha256": digit.repeat(64), "media_type": kind, "bytes": 123_456, "width": size.map(|s| s.0),
        "height": size.map(|s| s.1)})
}

fn of_kind(kind: Kind, media_type: &str, forms: &Value) -> Story {
    let mut value = json!({
        "language": "en", "slug": "DAM-BREAK", "headline": format!("A {} & more", kind.name()), "priority": 3, "category": 2,
        "byline": "Ada Kaya", "rights": {"credit": "Ada Kaya/TEL", "copyright": "© 2026 TEL"},
        "created": "2026-08-30T10:00:00+03:00",
        "content": {"kind": kind.name(), "media": media(media_type, "a"), "caption": "The dam <before> it broke.\nBerne."},
    });
    if !forms.is_null() {
        value["content"]["forms"] = forms.clone();
    }
    story(value)
}

pub fn picture() -> Story {
    Story {
        digital_source: story::DigitalSource::new("digitalCapture").ok(),
        ..of_kind(Kind::Picture, "image/jpeg", &json!(null))
    }
}

pub fn graphic() -> Story {
    let forms = json!([{"form": "eps", "media": media("application/postscript", "c")},
        {"form": "pdf", "media": media("application/pdf", "b")}]);
    of_kind(Kind::Graphic, "image/png", &forms)
}

/// The Turkish story with everything else that a story can say.
pub fn rich() -> Story {
    let mut value = serde_json::to_value(turkish()).expect("json");
    for (key, part) in json!({
        "topics": ["medtop:20000151", "medtop:20000153"],
        "people": ["Ayşe Kaya"], "organisations": ["AFAD"], "genre": "Current",
        "created": "2026-09-01T10:00:00+03:00", "embargo": "2026-09-02T07:00:00Z",
        "rights": {"credit": "Ayşe Kaya/TEL", "copyright": "© 2026 TEL", "usage_terms": "Satılamaz.\nArşivlenemez.",
            "source": "Ege Postası"},
        "group": "tel:group:20260901:99", "editors_note": "Güncellenecek.", "public": "yes",
        "public_summary": "Ege'de deprem.", "summary_source": "trainedAlgorithmicMedia",
        "correction": {"was": "6,2", "now": "6,1"},
    })
    .as_object()
    .expect("an object")
    {
        value[key] = part.clone();
    }
    story(value)
}

/// Every kind and every act.
pub fn all() -> Vec<Sent> {
    let note = Note::new("The minister is alive.").expect("a note");
    let killed = |story: Story| story.notice(&note).into_story();
    let video = of_kind(Kind::Video, "video/mp4", &json!([{"form": "sd", "media": media("video/mp4", "b")}]));
    vec![
        Sent::new(1, rich(), Act::Correct),
        Sent::new(2, turkish(), Act::Release),
        Sent::new(3, arabic(), Act::Update),
        Sent::new(4, picture(), Act::Release),
        Sent::new(5, video, Act::Release),
        Sent::new(6, graphic(), Act::Update),
        Sent::new(7, of_kind(Kind::File, "application/pdf", &json!(null)), Act::Release),
        Sent::new(8, killed(rich()), Act::Kill),
        Sent::new(9, killed(turkish()), Act::Hold),
        Sent::new(10, killed(picture()), Act::Withdraw),
        Sent::new(11, turkish(), Act::Advisory),
        Sent::new(12, turkish(), Act::Test),
        Sent::new(13, plainest(), Act::Release),
    ]
}

/// A story with nothing that could be left out, whose text begins as its dateline would.
fn plainest() -> Story {
    story(json!({
        "language": "en", "slug": "A", "headline": "A <b> & \"c\"", "priority": 4, "category": 9,
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "(TEL) - A flood, ]]> they say."}]}]},
    }))
}

/// Writes every story alone and all of them together, and reads them back; `check` sees each document.
pub fn goes_there_and_back(format: Format, check: impl Fn(&str, &[&Sent])) {
    let sent = all();
    for one in &sent {
        let bytes = format.write(&one.edition());
        check(std::str::from_utf8(&bytes).expect("UTF-8"), &[one]);
        assert_eq!(Format::guess(&bytes, ""), Some(format));
        let found = format.read(&bytes, &agency(), &crate::defaults());
        let found = found.unwrap_or_else(|refused| panic!("{refused}\n{}", String::from_utf8_lossy(&bytes)));
        assert_eq!(found.len(), 1);
        one.check(&found[0]);
    }
    let editions: Vec<_> = sent.iter().map(Sent::edition).collect();
    let Some(bytes) = format.write_group(&editions) else { return };
    check(std::str::from_utf8(&bytes).expect("UTF-8"), &sent.iter().collect::<Vec<_>>());
    let found = format.read(&bytes, &agency(), &crate::defaults()).expect("a group");
    assert_eq!(found.len(), sent.len());
    sent.iter().zip(&found).for_each(|(one, incoming)| one.check(incoming));
}

/// Writes every story under another prefix, as programs in between do, and reads it back.
pub fn survives_other_prefixes(format: Format, rename: impl Fn(&str) -> String) {
    for one in all() {
        let document = rename(&String::from_utf8(format.write(&one.edition())).expect("UTF-8"));
        let found = format.read(document.as_bytes(), &agency(), &crate::defaults()).expect("a story");
        one.check(&found[0]);
    }
}

/// A rich story, a picture, a kill and a story from right to left in one document.
pub fn few(format: Format) -> String {
    let sent = all();
    let few: Vec<_> = [0, 3, 7, 2].into_iter().map(|at| sent[at].edition()).collect();
    let bytes = format.write_group(&few).expect("a group");
    String::from_utf8(bytes).expect("UTF-8")
}
