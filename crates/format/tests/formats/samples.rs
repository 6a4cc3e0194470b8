//! Stories and editions for the formats that carry everything.

use crate::{story, time, turkish, xmllint};
use format::Edition;
use serde_json::json;
use story::{Act, Agency, ContentHash, ItemId, Kind, State, Story};

/// The id of an item of the story's kind.
pub fn id_of(story: &Story) -> ItemId {
    format!("tel:{}:20260901:50000001", story.kind().name()).parse().expect("an id")
}

/// The second version of an item, made 161 seconds after the first one.
pub fn edition<'a>(
    agency: &'a Agency,
    item: &'a ItemId,
    content: &'a ContentHash,
    story: &'a Story,
    (act, state): (Act, State),
) -> Edition<'a> {
    Edition {
        agency,
        base: "https://wire.example",
        item,
        version: 2,
        act,
        state,
        first_released: time("2026-09-01T11:58:00.9Z"),
        version_created: time("2026-09-01T12:00:41.5Z"),
        products: &[],
        content,
        story,
    }
}

/// A document that was made for this project, or what is to be read from it.
pub fn golden(name: &str) -> String {
    std::fs::read_to_string(xmllint::data("golden").join(name)).expect(name)
}

/// One tag a line, so that a snapshot can be read.
pub fn lines(xml: &str) -> String {
    xml.replace("><", ">\n<")
}

/// An item that is a file.
fn file(kind: Kind, media_type: &str) -> Story {
    let size = media_type.starts_with("image/").then_some((3_000, 2_000));
    let media = |digit: &str, file: &str| {
        json!({"sha256": digit.repeat(64), "media_type": file, "bytes": 123_456,
            "width": size.map(|s| s.0), "height": size.map(|s| s.1)})
    };
    let mut content =
        json!({"kind": kind.name(), "media": media("a", media_type), "caption": "Hasarlı bina.\n\nSaat 10."});
    match kind {
        Kind::Graphic => {
            content["forms"] = json!([{"form": "pdf", "media": media("b", "application/pdf")},
                {"form": "eps", "media": media("c", "application/postscript")}]);
        }
        Kind::Video => content["forms"] = json!([{"form": "sd", "media": media("b", "video/mp4")}]),
        _ => {}
    }
    story(json!({
        "language": "tr", "slug": "DEPREM", "headline": "Deprem", "priority": 4, "category": 1,
        "group": "tel:group:20260901:99", "rights": {"credit": "Ayşe Kaya/TEL"}, "digital_source": "digitalCapture",
        "created": "2026-09-01T10:00:00+03:00", "content": content,
    }))
}

/// A picture, a video, a graphic and another file, with all that such items have.
pub fn files() -> [Story; 4] {
    [
        file(Kind::Picture, "image/jpeg"),
        file(Kind::Video, "video/mp4"),
        file(Kind::Graphic, "image/png"),
        file(Kind::File, "application/pdf"),
    ]
}

/// The Turkish story with everything that a story can say.
pub fn rich() -> Story {
    let mut rich = serde_json::to_value(turkish()).expect("json");
    for (key, value) in [
        ("embargo", json!("2026-09-02T07:00:00Z")),
        ("standfirst", json!("Ege'de 6,1 büyüklüğünde deprem.\n\nİkinci paragraf\nve satır.")),
        ("byline", json!("Ayşe\u{A0}Kaya,\u{3000}AFAD")),
        ("editors_note", json!("Yerel saatle.\nFotoğraf \"2\" & 3.")),
        ("people", json!(["Ayşe Kaya"])),
        ("organisations", json!(["AFAD"])),
        ("genre", json!("Fact_Check")),
        ("created", json!("2026-09-01")),
        ("group", json!("tel:group:20260901:99")),
        ("public", json!("yes")),
        ("public_summary", json!("Ege'de deprem.")),
        ("summary_source", json!("compositeWithTrainedAlgorithmicMedia")),
        ("correction", json!({"was": "6,3", "now": "6,1"})),
        ("topics", json!(["medtop:20000153", "medtop:20000151", "medtop:20000593"])),
        (
            "rights",
            json!({"credit": "Ayşe Kaya/TEL", "copyright": "© 2026 Ayşe Kaya", "usage_terms": "Arşivlenemez.\n\nİzinle.",
            "source": "Ege Haber"}),
        ),
    ] {
        rich[key] = value;
    }
    story(rich)
}
