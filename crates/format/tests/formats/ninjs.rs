use crate::{defaults, text, time};
use format::{Refused, ninjs};
use proptest::prelude::*;
use serde_json::json;

fn sample(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn refused(document: &serde_json::Value) -> Refused {
    ninjs::read(document.to_string().as_bytes(), &defaults()).expect_err("refused")
}

#[test]
fn the_official_text_examples_come_in() {
    for (name, paragraphs) in [
        ("ninjsExSimpleText_3", 4),
        ("ntb_text", 1),
        ("dpa_text", 8),
        ("tt_text_image_3", 5),
        ("businesswire-newsml-20130731006140", 1),
        ("addb_text", 9),
    ] {
        let incoming = ninjs::read(&sample(&format!("ninjs/{name}")), &defaults()).expect(name);
        let story = text(&incoming);
        let blocks = story.body().expect("body").blocks().len();
        assert!(blocks >= paragraphs, "{name} has {blocks} blocks");
        assert!(incoming.external_id.is_some() && incoming.dated.is_some(), "{name}");
    }
}

#[test]
fn a_story_of_version_3_keeps_its_links_quotes_and_topics() {
    let incoming = ninjs::read(&sample("ninjs/tt_text_image_3"), &defaults()).expect("read");
    insta::assert_json_snapshot!(text(&incoming));
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    associated items were left out
    a picture in the body was left out
    "#);
    let incoming = ninjs::read(&sample("ninjs/addb_text"), &defaults()).expect("read");
    let story = text(&incoming);
    let topics: Vec<_> = story.topics.iter().map(story::TopicId::code).collect();
    assert_eq!(topics, ["15000000", "20001105", "20000892"]);
    assert_eq!(story.dateline.as_ref().map(|d| d.city.as_str()), Some("Oslo"));
}

#[test]
fn a_story_of_version_1_comes_in_whole() {
    let incoming = ninjs::read(&sample("golden/text.ninjs"), &defaults()).expect("read");
    assert_eq!(incoming.external_id.as_deref(), Some("urn:newsml:agency.example:20261101:1001"));
    assert_eq!(incoming.dated, Some(time("2026-11-01T09:30:00Z")));
    insta::assert_json_snapshot!(text(&incoming));
}

#[test]
fn pictures_and_events_are_refused_with_a_reason() {
    let refusal = |name: &str| ninjs::read(&sample(name), &defaults()).expect_err(name).to_string();
    assert_eq!(refusal("ninjs/ap_image"), "`type`: is `picture`, and there is no text in it");
    assert_eq!(refusal("ninjs/simpleEvent"), "`type`: is `event`, and there is no text in it");
}

#[test]
fn what_must_not_be_published_is_refused() {
    let item =
        |key: &str, value: &str| json!({"uri": "u", "type": "text", "headline": "H", "body_text": "B", key: value});
    assert_eq!(refused(&item("pubstatus", "canceled")).to_string(), "`pubstatus`: is `canceled`, not usable");
    let embargo = refused(&item("embargoed", "2026-09-01T10:00:00"));
    assert_eq!(embargo.field.as_deref(), Some("embargoed"));
    let until = item("embargoedUntil", "2026-09-01T10:00:00+03:00").to_string();
    let incoming = ninjs::read(until.as_bytes(), &defaults()).expect("read");
    assert_eq!(text(&incoming).embargo, Some(time("2026-09-01T07:00:00Z")));
}

#[test]
fn broken_documents_are_refused_with_their_line() {
    let refusal = |bytes: &[u8]| ninjs::read(bytes, &defaults()).expect_err("refused").to_string();
    insta::assert_snapshot!(refusal(b"{\n\"uri\": \n}"), @"line 3: is not JSON: expected value, column 1");
    insta::assert_snapshot!(refusal(b"\"text\""), @"is not a ninjs item: not a JSON object");
    insta::assert_snapshot!(refusal(b"{\"headline\":\"\xFF\"}"), @"line 1: is not JSON: invalid unicode code point, column 14");
    insta::assert_snapshot!(refusal(b"{\"headline\":\"H\"}"), @"`body`: is missing: there is neither HTML nor plain text");
    insta::assert_snapshot!(refusal(b"{\"headline\":\"H\",\"body_html\":\"<p>a<!-- b</p>\"}"), @"`body`: holds HTML that cannot be read, at byte 4: syntax error: comment not closed: `-->` not found before end of input");
}

#[test]
fn odd_values_are_repaired_and_told() {
    let document = json!({
        "uri": "u", "type": "text", "language": "english language", "urgency": "12", "versioncreated": "soon",
        "slugline": "<slug>", "body_text": "One line.\nAnother.", "subject": [{"code": "20000308", "name": "politics"}],
        "keywords": "a, b,a", "located": {"name": "Ankara"},
    });
    let incoming = ninjs::read(document.to_string().as_bytes(), &defaults()).expect("read");
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    there is no headline; the first sentence stands for it
    `english language` is not a language; `en` was taken
    `slugline` holds a character that a slug cannot have; the headline made the slug
    the urgency was not 1 to 9; routine was taken
    the date `soon` cannot be read
    "#);
    let story = text(&incoming);
    assert_eq!(story.headline.as_str(), "One line. Another.");
    assert_eq!((story.topics.len(), story.keywords.len()), (1, 2));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), html in "\\PC*", word in any::<String>()) {
        let _ = ninjs::read(&bytes, &defaults());
        let document = json!({
            "uri": word, "type": word, "headline": word, "body_html": html, "located": word, "language": word,
            "subject": [word, {"code": word, "name": word}], "urgency": word, "embargoed": word,
        });
        let _ = ninjs::read(document.to_string().as_bytes(), &defaults());
    }
}
