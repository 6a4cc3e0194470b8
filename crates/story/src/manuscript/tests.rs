use super::*;
use serde_json::json;

fn typed(fields: Value) -> Manuscript {
    serde_json::from_value(fields).expect("a manuscript")
}

fn finished(fields: Value) -> Result<Story, Vec<(&'static str, String)>> {
    typed(fields).finish().map_err(|faults| faults.into_iter().map(|f| (f.field, f.why)).collect())
}

fn sheet(more: Value) -> Value {
    let mut sheet = json!({"language": "tr", "priority": 4, "category": 1, "slug": "DEPREM-IZMIR", "headline": "Deprem",
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "Bir."}]}]}});
    let Value::Object(more) = more else { panic!("an object") };
    sheet.as_object_mut().expect("an object").extend(more);
    sheet
}

#[test]
fn a_story_comes_back_whole() {
    let story = finished(sheet(json!({}))).expect("a story");
    assert_eq!(Manuscript::from(&story).finish(), Ok(story));
}

#[test]
fn what_is_half_written_is_kept_and_every_fault_is_named() {
    let half = json!({"language": "tr", "priority": 4, "category": 1, "slug": "", "headline": "  ",
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": []}]}});
    assert_eq!(json!(typed(half.clone())), half);
    let faults = finished(half).expect_err("no story yet");
    assert_eq!(faults.iter().map(|f| f.0).collect::<Vec<_>>(), ["slug", "headline", "content"]);
}

#[test]
fn empty_fields_and_paragraphs_are_left_out() {
    let story = finished(sheet(json!({
        "byline": " ", "keywords": ["a", " "], "places": [{"name": "", "country": ""}], "rights": {"credit": ""},
        "dateline": {"city": "", "country": ""},
        "content": {"kind": "text", "body": [
            {"block": "crosshead", "text": " "}, {"block": "paragraph", "spans": [{"text": "a\u{1}b\n"}, {"text": ""}]},
            {"block": "paragraph", "spans": [{"text": " "}]}, {"block": "list", "items": [[], [{"text": "x"}]]},
            {"block": "table", "rows": [[[], [{"text": ""}]]]}]},
    })))
    .expect("a story");
    assert_eq!((story.byline.is_none(), story.keywords.len(), story.places.len()), (true, 1, 0));
    assert_eq!(story.body().expect("a body").plain(), "ab \n\nx");
}

#[test]
fn how_a_summary_was_made_goes_into_the_story() {
    let of = |source: &str| finished(sheet(json!({"public_summary": "Deprem oldu.", "summary_source": source})));
    let story = of("compositeWithTrainedAlgorithmicMedia").expect("a story");
    assert_eq!(story.summary_source.as_ref().map(DigitalSource::as_str), Some("compositeWithTrainedAlgorithmicMedia"));
    assert_eq!(Manuscript::from(&story).finish(), Ok(story));
    assert_eq!(of(" ").expect("a story").summary_source, None);
    assert_eq!(of("a machine").expect_err("no code")[0].0, "summary_source");
}

#[test]
fn an_embargo_is_meant_in_a_zone() {
    let at = |time: &str, zone: &str| finished(sheet(json!({"embargo_at": {"time": time, "zone": zone}})));
    let summer = at("2026-06-01T00:01", "Europe/London").expect("a story");
    assert_eq!(summer.embargo, Some("2026-05-31T23:01:00Z".parse().expect("a time")));
    assert_eq!(at("2026-06-01T00:01", "").expect_err("no zone")[0].0, "embargo");
    assert!(at("2026-06-01T00:01", "Mars/Olympus").is_err());
    assert!(at("2026-03-29T01:30", "Europe/London").expect_err("a gap")[0].1.contains("does not exist"));
    assert!(at("2026-10-25T01:30", "Europe/London").expect_err("a fold")[0].1.contains("twice"));
}

#[test]
fn nul_is_in_no_text() {
    let written = typed(sheet(json!({"headline": "De\0prem\0", "slug": "\0", "keywords": ["\0a"], "content": {
        "kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "B\0ir."}]}]}})));
    assert_eq!((written.headline(), written.slug()), ("Deprem", ""));
    let kept = json!(written);
    assert_eq!(kept["keywords"], json!(["a"]));
    assert_eq!(kept["content"]["body"][0]["spans"][0]["text"], "Bir.");
    let with = written.with("byline", json!({"name": "Ay\0şe"})).expect("a manuscript");
    assert_eq!(with.field("byline"), Some(&json!({"name": "Ayşe"})));
}

#[test]
fn what_the_newsroom_sorts_by_is_always_there() {
    for bad in [
        json!({}),
        sheet(json!({"language": ""})),
        sheet(json!({"priority": 9})),
        sheet(json!({"content": {"kind": "removed", "was": "text"}})),
        sheet(json!({"headline": 1})),
        sheet(json!({"colour": "red"})),
    ] {
        assert!(serde_json::from_value::<Manuscript>(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn every_text_is_there_to_be_found_and_no_name_of_a_member() {
    let written =
        typed(sheet(json!({"people": ["Ayşe"], "editors_note": "Check.", "content": {"kind": "text", "body": [
        {"block": "paragraph", "spans": [{"text": "un"}, {"text": "finished", "link": "https://a.example"}]},
        {"block": "table", "rows": [[[{"text": "cell"}], []]]}]}})));
    let plain = written.plain();
    for word in ["DEPREM-IZMIR", "Deprem", "unfinished", "cell", "Ayşe", "Check."] {
        assert!(plain.contains(word), "{word} in {plain}");
    }
    assert!(!plain.contains("paragraph") && !plain.contains("example"), "{plain}");
}

#[test]
fn an_embargo_is_told_as_it_stands() {
    let until = |more: Value| typed(sheet(more)).embargo().map(|until| until.to_string());
    assert_eq!(until(json!({})), None);
    assert_eq!(until(json!({"embargo": "2026-06-01T00:00:00Z"})).as_deref(), Some("2026-06-01T00:00:00Z"));
    let at = |zone: &str| until(json!({"embargo_at": {"time": "2026-06-01T00:01", "zone": zone}}));
    assert_eq!(at("Europe/London").as_deref(), Some("2026-05-31T23:01:00Z"));
    assert_eq!(at(""), None);
}

#[test]
fn words_are_counted_across_looks() {
    let written = typed(sheet(json!({"content": {"kind": "text", "body": [
        {"block": "crosshead", "text": "Two words"},
        {"block": "paragraph", "spans": [{"text": "un"}, {"text": "finished sen", "em": true}, {"text": "tence"}]},
        {"block": "table", "rows": [[[{"text": "a"}], []]]}]}})));
    assert_eq!(written.words(), 5);
}
