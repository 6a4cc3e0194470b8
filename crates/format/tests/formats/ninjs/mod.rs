//! ninjs of three versions: what the schemas of the IPTC say of what is written, and what is read of others.

mod oracle;
mod reading;
mod writing;

use crate::{agency, story, time};
use format::{Edition, Format};
use serde_json::{Value, json};
use story::{Act, ContentHash, ItemId, Kind, Note, ProductId, State, Story};

/// The three versions that are written.
const ALL: [Format; 3] = [Format::Ninjs1, Format::Ninjs2, Format::Ninjs3];

/// A file of the samples, by its path without `.json`.
fn sample(name: &str) -> String {
    let path = format!("{}/tests/data/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn media(kind: &str, digit: &str) -> Value {
    let size = kind.starts_with("image/").then_some((3_000, 2_000));
    json!({"sha256": digit.repeat(64), "media_type": kind, "bytes": 123_456, "width": size.map(|s| s.0),
        "height": size.map(|s| s.1)})
}

/// A story of one kind that says everything a story can say.
fn rich(kind: Kind) -> Story {
    let item =
        |file: Value| json!({"kind": kind.name(), "media": file, "caption": "The dam at dusk.\n\nBelow it, Bern."});
    let content = match kind {
        Kind::Text => json!({"kind": "text", "body": [
            {"block": "picture", "item": "tel:picture:20260901:100", "caption": "The \"old\" dam"},
            {"block": "paragraph", "spans": [{"text": "The council voted "}, {"text": "late", "em": true},
                {"text": " on the "}, {"text": "plan", "link": "https://example.org/?a=1&b=2"}, {"text": "."}]},
            {"block": "crosshead", "text": "Ten <members>"},
            {"block": "quote", "spans": [{"text": "We will build it."}], "speaker": "Ada Kaya"},
            {"block": "list", "ordered": true, "items": [[{"text": "first"}], [{"text": "second", "strong": true}]]},
            {"block": "table", "header": true, "rows": [[[{"text": "City"}], [{"text": "Votes"}]],
                [[{"text": "Bern"}], [{"text": "7"}]]]},
            {"block": "picture", "item": "tel:picture:20260901:101"}]}),
        Kind::Picture => item(media("image/jpeg", "a")),
        Kind::Video => {
            let mut video = item(media("video/mp4", "a"));
            video["forms"] = json!([{"form": "web", "media": media("video/mp4", "b")}]);
            video
        }
        Kind::Graphic => {
            let mut graphic = item(media("application/postscript", "a"));
            graphic["forms"] = json!([{"form": "pdf", "media": media("application/pdf", "b")}]);
            graphic
        }
        Kind::File => item(media("application/pdf", "a")),
    };
    story(json!({
        "language": "en", "slug": "FLOOD-PLAN", "headline": "Council backs \"flood\" plan",
        "standfirst": "A vote ends years of talks.", "byline": "Ada Kaya",
        "dateline": {"city": "Zurich", "country": "CH"}, "priority": 2, "category": 6,
        "topics": ["medtop:20000153", "medtop:20000308"], "keywords": ["flood", "dams"],
        "places": [{"name": "Zurich", "country": "CH"}, {"name": "The Alps"}],
        "people": ["Ada Kaya"], "organisations": ["City Council"], "genre": "Fact_Check",
        "created": "2026-08-30T10:00:00+03:00", "digital_source": "digitalCapture",
        "embargo": "2026-09-02T07:00:00Z",
        "rights": {"credit": "Ada Kaya/TEL", "copyright": "(c) 2026 Ada Kaya",
            "usage_terms": "Editorial use only.\nNo sales.", "source": "The Daily Lantern"},
        "group": "tel:group:20260901:99",
        "related": [{"item": "tel:picture:20260901:100", "title": "The dam"},
            {"item": "tel:file:20260901:102", "title": "The plan"},
            {"item": "tel:video:20260901:103", "title": "The vote"}],
        "editors_note": "Adds reaction.", "public": "no", "public_summary": "The council voted.",
        "summary_source": "trainedAlgorithmicMedia",
        "correction": {"was": "Nine members voted.", "now": "Ten members voted."},
        "content": content,
    }))
}

/// The story as what is left of it after a hold or a kill.
fn removed(story: &Story) -> Story {
    story.notice(&Note::new("It is not true.").expect("a note")).into_story()
}

/// What the format writes of a story after an act.
fn written(format: Format, story: &Story, act: Act) -> String {
    sent(&[(story, act)], |editions| format.write(&editions[0]))
}

/// What the format writes of stories as one group.
fn written_group(format: Format, stories: &[(&Story, Act)]) -> String {
    sent(stories, |editions| format.write_group(editions).expect("a group"))
}

/// The stories as they go over the wire, numbered in their order.
fn sent(stories: &[(&Story, Act)], write: impl Fn(&[Edition<'_>]) -> Vec<u8>) -> String {
    let agency = agency();
    let products = [(ProductId(7), "World".to_owned())];
    let numbered = |(n, (story, _)): (usize, &(&Story, Act))| {
        let id = format!("tel:{}:20260901:{}", story.kind().name(), 50_000_001 + n);
        (id.parse().expect("an id"), story.content_hash())
    };
    let names: Vec<(ItemId, ContentHash)> = stories.iter().enumerate().map(numbered).collect();
    let editions = names.iter().zip(stories).map(|((item, content), (story, act))| Edition {
        agency: &agency,
        base: "https://wire.example",
        item,
        version: 3,
        act: *act,
        state: match act {
            Act::Kill | Act::Withdraw => State::Canceled,
            Act::Hold => State::Withheld,
            _ => State::Usable,
        },
        first_released: time("2026-09-01T11:58:00.25Z"),
        version_created: time("2026-09-01T12:00:41.75Z"),
        products: &products,
        content,
        story,
    });
    String::from_utf8(write(&editions.collect::<Vec<_>>())).expect("UTF-8")
}

/// A document as a person reads it: a line for each field.
fn lines(document: &str) -> String {
    document.replace(",\"", ",\n\"").replace("},{", "},\n{")
}
