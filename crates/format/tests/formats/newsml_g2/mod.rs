//! NewsML-G2: what we write, and what we read of others.

mod foreign;
mod golden;
mod listings;
mod valid;
mod written;

use crate::{agency, defaults, story, time};
use format::{Edition, Format, Incoming, Refused};
use story::{Act, Agency, ContentHash, ItemId, ProductId, State, Story};

/// The agency, its products and the names of items, for as long as a test needs them.
struct Wire {
    agency: Agency,
    products: Vec<(ProductId, String)>,
}

impl Wire {
    fn new() -> Self {
        Self { agency: agency(), products: vec![(ProductId(1), "Genel".into()), (ProductId(5), "İnternet".into())] }
    }

    fn edition<'a>(
        &'a self,
        item: &'a ItemId,
        content: &'a ContentHash,
        story: &'a Story,
        (act, state): (Act, State),
    ) -> Edition<'a> {
        Edition {
            agency: &self.agency,
            base: "https://wire.example",
            item,
            version: 2,
            act,
            state,
            first_released: time("2026-09-01T11:58:00.9Z"),
            version_created: time("2026-09-01T12:00:41.5Z"),
            products: &self.products,
            content,
            story,
        }
    }

    /// One version as a document.
    fn document(&self, format: Format, story: &Story, act: Act, state: State) -> String {
        let item = id_of(story, 50_000_001);
        let content = story.content_hash();
        let bytes = format.write(&self.edition(&item, &content, story, (act, state)));
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// The members of a group as a document.
    fn group(&self, format: Format, stories: &[Story]) -> String {
        let ids: Vec<ItemId> = (50_000_001..).zip(stories).map(|(n, story)| id_of(story, n)).collect();
        let hashes: Vec<ContentHash> = stories.iter().map(Story::content_hash).collect();
        let editions: Vec<Edition<'_>> = (0..stories.len())
            .map(|n| self.edition(&ids[n], &hashes[n], &stories[n], (Act::Release, State::Usable)))
            .collect();
        String::from_utf8(format.write_group(&editions).expect("groups")).expect("UTF-8")
    }
}

fn id_of(story: &Story, n: u64) -> ItemId {
    format!("tel:{}:20260901:{n}", story.kind().name()).parse().expect("an id")
}

/// Both profiles.
const PROFILES: [Format; 2] = [Format::NewsmlG2, Format::NewsmlG2Html];

fn read(xml: &str) -> Result<Vec<Incoming>, Refused> {
    Format::NewsmlG2.read(xml.as_bytes(), &agency(), &defaults())
}

/// The one story of a document.
fn one(xml: &str) -> Incoming {
    let mut stories = read(xml).unwrap_or_else(|refused| panic!("{refused}\n{xml}"));
    assert_eq!(stories.len(), 1);
    stories.remove(0)
}

/// A Turkish story that says everything a story can say.
fn rich() -> Story {
    let body = serde_json::json!([
        {"block": "paragraph", "spans": [
            {"text": "Vali, \"hasar <az>\" dedi & "}, {"text": "AFAD", "link": "https://example.org/?a=1&b=2"},
            {"text": " "}, {"text": "uyardı", "strong": true, "em": true}, {"text": "."}]},
        {"block": "picture", "item": "tel:picture:20260901:50000101", "caption": "Enkaz"},
        {"block": "crosshead", "text": "Artçılar"},
        {"block": "quote", "spans": [{"text": "Evlere girmeyin."}], "speaker": "Vali"},
        {"block": "list", "ordered": true, "items": [[{"text": "bir"}], [{"text": "iki", "em": true}]]},
        {"block": "table", "header": true, "rows": [
            [[{"text": "İlçe"}], [{"text": "Şiddet"}]], [[{"text": "Seferihisar"}], []]]},
        {"block": "picture", "item": "tel:picture:20260901:50000102"},
    ]);
    story(serde_json::json!({
        "language": "tr", "slug": "DEPREM-İZMİR", "headline": "İzmir'de \"şiddetli\" deprem",
        "standfirst": "Ege'de 6,1 büyüklüğünde deprem oldu.\nÜç kişi yaralandı.", "byline": "Ayşe Kaya",
        "dateline": {"city": "İzmir", "country": "TR"}, "priority": 2, "category": 3,
        "topics": ["medtop:20000151", "medtop:20000139"], "keywords": ["deprem", "İzmir & çevresi"],
        "places": [{"name": "İzmir", "country": "TR"}, {"name": "Ege"}],
        "people": ["Ayşe Kaya"], "organisations": ["AFAD"], "genre": "Current", "created": "2026-09-01",
        "embargo": "2026-09-02T07:00:00.2Z",
        "rights": {"credit": "Ayşe Kaya/TEL", "copyright": "© 2026 TEL", "usage_terms": "Satılamaz.\nArşivlenemez.",
            "source": "AFAD"},
        "group": "tel:group:20260901:99",
        "related": [
            {"item": "tel:video:20260901:50000110", "title": "Deprem anı"},
            {"item": "tel:file:20260901:50000111", "title": "Rapor"}],
        "editors_note": "Ayrıntı eklendi.", "public": "no", "public_summary": "İzmir'de deprem oldu.",
        "digital_source": "humanEdits", "summary_source": "trainedAlgorithmicMedia",
        "correction": {"was": "5,1 büyüklüğünde", "now": "6,1 büyüklüğünde"},
        "content": {"kind": "text", "body": body},
    }))
}

fn media(kind: &str, digit: &str) -> serde_json::Value {
    let size = kind.starts_with("image/").then_some((3_000, 2_000));
    serde_json::json!({"sha256": digit.repeat(64), "media_type": kind, "bytes": 123_456, "width": size.map(|s| s.0),
        "height": size.map(|s| s.1)})
}

/// A story whose content is a file.
fn filed(kind: &str, file: &str, forms: &serde_json::Value) -> Story {
    let mut content = serde_json::json!({"kind": kind, "media": media(file, "a"), "caption": "Hasarlı bina.\n(Arşiv)"});
    if !forms.is_null() {
        content["forms"] = forms.clone();
    }
    story(serde_json::json!({
        "language": "tr", "slug": "DEPREM", "headline": "Deprem", "priority": 4, "category": 1,
        "group": "tel:group:20260901:99", "digital_source": "digitalCapture", "created": "2026-08-30T10:00:00+03:00",
        "standfirst": "Hasar.", "rights": {"credit": "Ayşe Kaya/TEL"}, "content": content,
    }))
}

fn picture() -> Story {
    filed("picture", "image/jpeg", &serde_json::Value::Null)
}

/// An item of every kind, and of every combination of forms that changes what the main file is.
fn of_every_kind() -> Vec<Story> {
    let form = |name: &str, file: &str, digit: &str| serde_json::json!({"form": name, "media": media(file, digit)});
    let none = serde_json::json!([]);
    vec![
        rich(),
        picture(),
        filed("video", "video/mp4", &none),
        filed("video", "video/mp4", &serde_json::json!([form("web", "video/mp4", "b"), form("sd", "video/mp4", "c")])),
        filed(
            "graphic",
            "image/png",
            &serde_json::json!([form("eps", "application/postscript", "b"), form("ai", "application/pdf", "c")]),
        ),
        filed("graphic", "application/postscript", &serde_json::json!([form("pdf", "application/pdf", "b")])),
        filed("file", "application/zip", &serde_json::Value::Null),
        filed("file", "audio/mpeg", &serde_json::Value::Null),
    ]
}
