use super::*;
use serde_json::json;

fn now() -> Timestamp {
    "2026-09-01T12:00:00Z".parse().expect("a time")
}

fn sheet(more: Value) -> Manuscript {
    let mut sheet = json!({"language": "en", "priority": 4, "category": 1, "slug": "QUAKE", "headline": "Quake",
        "dateline": {"city": "Izmir"},
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "All is well."}]}]}});
    let Value::Object(more) = more else { panic!("an object") };
    sheet.as_object_mut().expect("an object").extend(more);
    serde_json::from_value(sheet).expect("a manuscript")
}

fn said(more: Value) -> Vec<(String, &'static str, Option<String>)> {
    let rules = HouseRules::default();
    let said = Said { rules: &rules, now: now(), summary_words_max: 5 };
    remarks(&sheet(more), said).into_iter().map(|r| (r.field, r.code, r.quote)).collect()
}

fn text(language: &str, paragraphs: &[&str]) -> Value {
    let body: Vec<_> = paragraphs.iter().map(|text| json!({"block": "paragraph", "spans": [{"text": text}]})).collect();
    json!({"language": language, "content": {"kind": "text", "body": body}})
}

/// The codes of what is said about a text.
fn codes(language: &str, paragraphs: &[&str]) -> Vec<&'static str> {
    said(text(language, paragraphs)).into_iter().map(|(_, code, _)| code).collect()
}

#[test]
fn a_clean_story_is_left_in_peace() {
    assert_eq!(said(json!({})), []);
}

#[test]
fn what_keeps_a_story_back_comes_first() {
    let rules = HouseRules::default();
    let said = Said { rules: &rules, now: now(), summary_words_max: 5 };
    let all = remarks(&sheet(json!({"headline": "", "slug": "", "dateline": {}})), said);
    let seen: Vec<_> = all.iter().map(|r| (r.field.as_str(), r.level, r.text.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("slug", Level::Fault, "The slug is missing"),
            ("headline", Level::Fault, "The headline is missing"),
            ("dateline", Level::Warning, "The dateline has no city"),
        ]
    );
}

#[test]
fn hold_in_the_slug_is_a_fault() {
    assert_eq!(said(json!({"slug": "QUAKE-HOLD"})), [("slug".to_owned(), "hold", None)]);
    assert_eq!(said(json!({"slug": "HOUSEHOLD"})), []);
}

#[test]
fn what_is_to_be_filled_in_is_seen() {
    for open in ["At least XX people died.", "Mr TK said so.", "It was ??? metres deep.", "It cost about XXX, he said."]
    {
        assert_eq!(codes("en", &[open]), ["placeholder"], "{open}");
    }
    for fine in [
        "XX. yüzyılda oldu.",
        "en el siglo XX fue",
        "Super Bowl XXX was long.",
        "Flight TK1980 left.",
        "Is it so? Yes.",
        "The TK-51 is a tank.",
    ] {
        assert_eq!(codes("en", &[fine]), [] as [&str; 0], "{fine}");
    }
    let all = said(json!({"headline": "XX dead"}));
    assert_eq!(all, [("headline".to_owned(), "placeholder", Some("XX".to_owned()))]);
}

#[test]
fn alerts_are_short() {
    let long = "W".repeat(101);
    assert_eq!(said(json!({"headline": long, "priority": 2}))[0].1, "alert");
    assert_eq!(said(json!({"headline": long})), []);
    let two = json!({"priority": 1, "content": {"kind": "text", "body": [
        {"block": "paragraph", "spans": [{"text": "A quake struck Izmir. Many are hurt."}]}]}});
    assert_eq!(said(two)[0].1, "flash");
    for (text, count) in [
        ("", 0),
        ("One.", 1),
        ("The U.S. said no.", 1),
        ("It was 3.5 long.", 1),
        ("“No.” He left.", 2),
        ("One. Two! Three?", 3),
        ("Mr. Smith went.", 1),
        ("終わった。始まった。", 2),
        ("قال نعم. ثم ذهب.", 2),
    ] {
        assert_eq!(sentences(text), count, "{text}");
    }
}

#[test]
fn an_embargo_is_in_a_zone_and_ahead() {
    let at = |time: &str, zone: &str| said(json!({"embargo_at": {"time": time, "zone": zone}}));
    assert_eq!(at("2026-09-02T06:00", ""), [("embargo".to_owned(), "embargo", None)]);
    assert_eq!(at("2026-09-02T06:00", "Europe/London"), []);
    assert_eq!(at("2026-09-01T14:00", "Europe/Istanbul").len(), 1, "it is 15:00 there");
    assert_eq!(at("2028-09-01T14:00", "Europe/Istanbul").len(), 1);
    assert_eq!(said(json!({"embargo": "2026-08-01T00:00:00Z"})).len(), 1);
}

#[test]
fn quotations_are_closed() {
    for open in ["He said “no.", "He said \"no.", "Il a dit « non.", "Er sagte „nein."] {
        assert_eq!(codes("en", &[open]), ["quotation"], "{open}");
    }
    for closed in
        [&["He said “no”."][..], &["Er sagte „nein“."], &["A screen of 5\" is small."], &["“It goes on.", "“It ends.”"]]
    {
        assert_eq!(codes("en", closed), [] as [&str; 0], "{closed:?}");
    }
}

#[test]
fn small_words_do_not_stand_twice() {
    assert_eq!(codes("en", &["All of the the people."]), ["doubled"]);
    assert_eq!(codes("en", &["He had had enough of that that day."]), [] as [&str; 0]);
    assert_eq!(codes("tr", &["Yavaş yavaş bir bir geldiler."]), [] as [&str; 0]);
    assert_eq!(codes("tr", &["Ankara ve ve İzmir."]), ["doubled"]);
}

#[test]
fn pictures_have_a_caption_and_a_credit() {
    let picture = said(json!({"content": {"kind": "picture", "caption": " "}}));
    let fields: Vec<_> = picture.iter().map(|(field, ..)| field.as_str()).collect();
    assert!(fields.contains(&"content.caption") && fields.contains(&"rights.credit"), "{fields:?}");
    assert!(!fields.contains(&"dateline"));
}

#[test]
fn a_text_is_written_in_its_language() {
    let english = "These are more than forty letters of an English text, to be sure.";
    assert_eq!(codes("ar", &[english]), ["script"]);
    assert_eq!(codes("ru", &[english]), ["script"]);
    assert_eq!(codes("en", &[english]), [] as [&str; 0]);
    assert_eq!(codes("ar", &["Short."]), [] as [&str; 0]);
}

#[test]
fn a_summary_keeps_its_length() {
    assert_eq!(said(json!({"public_summary": "One two three four five."})), []);
    assert_eq!(said(json!({"public_summary": "One two three four five six."}))[0].1, "summary");
}

#[test]
fn names_are_spelled_one_way() {
    let all = said(text("en", &["Yesterday President Erdoğan spoke.", "Later Mr Erdogan left with Erdoğan's aides."]));
    assert_eq!(all, [("content.body".to_owned(), "name", Some("Erdogan".to_owned()))]);
}

#[test]
fn nothing_that_is_typed_is_too_odd() {
    for odd in [
        json!({"content": {"kind": "text", "body": [{"block": 7}, null, {"spans": 3}]}}),
        json!({"embargo_at": 3, "rights": 4, "dateline": "x", "public_summary": ["a"]}),
    ] {
        assert!(!said(odd).is_empty());
    }
}
