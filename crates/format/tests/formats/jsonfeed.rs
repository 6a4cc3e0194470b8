//! JSON Feed: what subscribers get, and the feeds of others.

use crate::{
    agency, defaults,
    oracles::feed_rs_reads,
    sent::{all, few, goes_there_and_back},
    text, time,
};
use format::{Format, Incoming, feed::jsonfeed};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(feed: &Value) -> Vec<Incoming> {
    jsonfeed::read(&feed.to_string(), &agency(), &defaults()).unwrap_or_else(|refused| panic!("{refused}\n{feed}"))
}

/// Fails unless the document is as the schema of JSON Feed 1.1 wants it.
pub fn valid(document: &str) {
    let schema: Value = serde_json::from_str(include_str!("../data/jsonfeed/schema-v1.1.json")).expect("json");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    let document: Value = serde_json::from_str(document).expect("json");
    let errors: Vec<_> = validator.iter_errors(&document).map(|e| format!("{} at {}", e, e.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn every_story_comes_back_and_other_readers_see_it() {
    goes_there_and_back(Format::JsonFeed, |document, sent| {
        valid(document);
        feed_rs_reads(document, sent);
    });
}

#[test]
fn a_feed_of_stories() {
    let feed: Value = serde_json::from_str(&few(Format::JsonFeed)).expect("json");
    insta::assert_json_snapshot!(feed);
    valid(&String::from_utf8(Format::JsonFeed.write_group(&[]).expect("a group")).expect("UTF-8"));
}

#[test]
fn the_schema_finds_faults() {
    let sent = &all()[0];
    let mut feed: Value = serde_json::from_slice(&Format::JsonFeed.write(&sent.edition())).expect("json");
    feed["items"][0]["dated"] = json!("x");
    assert!(std::panic::catch_unwind(|| valid(&feed.to_string())).is_err());
}

#[test]
fn feeds_of_both_versions_are_read() {
    let found = read(&json!({
        "version": "https://jsonfeed.org/version/1", "title": "Lantern", "home_page_url": "https://x.example/", "language": "fr",
        "author": {"name": "The desk"},
        "items": [
            {"id": 7, "url": "https://x.example/a/7", "title": "A <b> & c", "content_html": "<p>See <a href=\"8\">this</a>.</p>",
             "summary": "What <it> is.", "date_published": "2026-09-01T10:00:00+03:00", "tags": ["water", 5, null], "language": "de",
             "authors": [{"name": "Ada"}, {"url": "x"}, "no"], "attachments": [{"url": "https://x.example/a.mp3", "mime_type": "audio/mpeg"}]},
            {"id": "8", "content_text": "First line of it is here.\nStill <first>.\n\nSecond.", "date_published": "soon", "tags": "water", "authors": 5},
            {"content_text": "Has no id."},
        ],
    }));
    let (first, second) = (text(&found[0]), text(&found[1]));
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].external_id.as_deref(), found[0].dated), (Some("7"), Some(time("2026-09-01T07:00:00Z"))));
    assert_eq!(first.headline.as_str(), "A <b> & c");
    assert_eq!(first.standfirst.as_ref().map(story::Prose::as_str), Some("What <it> is."));
    assert_eq!(first.byline.as_ref().map(story::Line::as_str), Some("Ada"));
    assert_eq!(first.keywords.iter().map(story::Line::as_str).collect::<Vec<_>>(), ["water", "5"]);
    assert_eq!(first.language.as_str(), "de");
    let link = &first.body().expect("text").blocks()[0].runs().next().expect("a run")[1].link;
    assert_eq!(link.as_ref().map(story::Url::as_str), Some("https://x.example/a/8"));
    assert_eq!((second.headline.as_str(), second.language.as_str()), ("First line of it is here", "fr"));
    assert_eq!(second.byline.as_ref().map(story::Line::as_str), Some("The desk"));
    assert_eq!(second.body().expect("text").plain(), "First line of it is here. Still <first>.\n\nSecond.");
    let repairs: Vec<_> = found.iter().flat_map(|one| &one.repairs).map(String::as_str).collect();
    insta::assert_snapshot!(repairs.join("\n"));
}

#[test]
fn broken_feeds_are_refused() {
    let refused = |feed: &str| jsonfeed::read(feed, &agency(), &defaults()).expect_err(feed).to_string();
    let deep = format!("{{\"items\":{}", "[".repeat(1_000));
    let all = [
        "",
        "[]",
        "{\n\"version\": ",
        r#"{"version": "https://x.example/"}"#,
        r#"{"version": "https://jsonfeed.org/version/1.1", "items": []}"#,
        r#"{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}"#,
        r#"{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "_tellal": {"embargo": "2026-09-01T10:00:00"}}]}"#,
        r#"{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "_tellal": {"status": "maybe"}}]}"#,
        &deep,
    ];
    insta::assert_snapshot!(all.map(refused).join("\n"));
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(text in "\\PC*", title in any::<String>(), html in any::<String>(), date in any::<String>()) {
        let _ = jsonfeed::read(&text, &agency(), &defaults());
        let feed = json!({"version": "https://jsonfeed.org/version/1.1", "title": title,
            "items": [{"id": title, "title": title, "content_html": html, "date_published": date, "tags": [date], "url": html}]});
        let _ = jsonfeed::read(&feed.to_string(), &agency(), &defaults());
    }
}
