use super::sample;
use crate::{agency, defaults, text, time};
use format::{Drafted, Format, Incoming, MediaDraft, Notice, Refused, ninjs};
use proptest::prelude::*;
use serde_json::{Value, json};
use story::{FormName, Genre, Kind, State};

fn read_all(document: &str) -> Result<Vec<Incoming>, Refused> {
    ninjs::read(document, &agency(), &defaults())
}

/// The one item of a document.
fn read(document: &Value) -> Incoming {
    let mut found = read_all(&document.to_string()).unwrap_or_else(|error| panic!("{error}: {document}"));
    assert_eq!(found.len(), 1, "{document}");
    found.remove(0)
}

fn read_sample(name: &str) -> Incoming {
    let mut found = read_all(&sample(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(found.len(), 1, "{name}");
    found.remove(0)
}

fn refused(document: &Value) -> String {
    read_all(&document.to_string()).expect_err("refused").to_string()
}

fn draft(incoming: &Incoming) -> &MediaDraft {
    match &incoming.story {
        Drafted::Media(draft) => draft,
        other => panic!("not a file: {other:?}"),
    }
}

fn notice(incoming: &Incoming) -> &Notice {
    match &incoming.story {
        Drafted::Notice(notice) => notice,
        other => panic!("not a notice: {other:?}"),
    }
}

/// An item of a text with one more field.
fn with(key: &str, value: impl Into<Value>) -> Value {
    let mut item = json!({"uri": "urn:x:1", "type": "text", "headline": "H", "body_text": "B"});
    item[key] = value.into();
    item
}

#[test]
fn the_official_texts_come_in() {
    for (name, paragraphs) in [
        ("ninjsExSimpleText_3", 4),
        ("ntb_text", 1),
        ("dpa_text", 8),
        ("tt_text_image_3", 5),
        ("businesswire-newsml-20130731006140", 1),
        ("businesswire-newsml-20130605006126", 1),
        ("addb_text", 9),
    ] {
        let incoming = read_sample(&format!("ninjs/examples/{name}"));
        let blocks = text(&incoming).body().expect("body").blocks().len();
        assert!(blocks >= paragraphs, "{name} has {blocks} blocks");
        assert!(incoming.external_id.is_some() && incoming.dated.is_some(), "{name}");
    }
}

#[test]
fn the_official_files_come_in_with_their_best_rendition() {
    for (name, kind, end) in [
        ("ap_image", Kind::Picture, "f1a1b7afc83b4963822157483f758e62"),
        ("SIPA_image_3", Kind::Picture, "sipa-20201027-153349-sipausa_31238900.jpg"),
        ("imageLinkedRights", Kind::Picture, "2.59562475.jpg?1"),
        ("imageEncodedRights", Kind::Picture, "2.59562475.jpg?1"),
        ("ap_video", Kind::Video, "cid=714e0b23feed42318f07705982a533dd"),
        ("ap_audio", Kind::File, "cid=62000ab669e047b2b00b5faa1d08f41d"),
    ] {
        let incoming = read_sample(&format!("ninjs/examples/{name}"));
        let draft = draft(&incoming);
        assert_eq!(draft.story().kind(), kind, "{name}");
        assert!(draft.path().contains(end), "{name}: {}", draft.path());
    }
}

#[test]
fn a_picture_keeps_what_is_said_of_it() {
    let incoming = read_sample("ninjs/examples/ap_image");
    let draft = draft(&incoming);
    assert!(draft.caption().as_str().starts_with("FILE - In this Monday"));
    insta::assert_json_snapshot!(draft.story());
    assert_eq!((incoming.version, incoming.repairs), (Some(0), Vec::new()));
}

#[test]
fn a_story_of_version_3_keeps_its_links_quotes_and_topics() {
    let incoming = read_sample("ninjs/examples/tt_text_image_3");
    insta::assert_json_snapshot!(text(&incoming));
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    a picture in the body was left out
    an associated item was left out
    "#);
    let incoming = read_sample("ninjs/examples/addb_text");
    let story = text(&incoming);
    let topics: Vec<_> = story.topics.iter().map(story::TopicId::code).collect();
    assert_eq!(topics, ["15000000", "20001105", "20000892"]);
    assert_eq!(story.dateline.as_ref().map(|d| d.city.as_str()), Some("Oslo"));
}

/// The facts that a large newsroom system reads of it stand in `text.ninjs.expect.json`.
#[test]
fn a_story_of_version_1_comes_in_whole() {
    let incoming = read_sample("golden/text.ninjs");
    assert_eq!(incoming.external_id.as_deref(), Some("urn:newsml:agency.example:20261101:1001"));
    assert_eq!((incoming.dated, incoming.version), (Some(time("2026-11-01T09:30:00Z")), Some(3)));
    insta::assert_json_snapshot!(text(&incoming));
    let facts: Value = serde_json::from_str(&sample("golden/text.ninjs.expect")).expect("JSON");
    let story = text(&incoming);
    let read = json!({
        "guid": incoming.external_id, "type": story.kind().name(), "pubstatus": "usable", "headline": story.headline,
        "slugline": story.slug, "byline": story.byline, "urgency": story.priority.urgency(), "language": story.language,
        "usageterms": story.rights.usage_terms, "ednote": story.editors_note, "keywords": story.keywords,
    });
    for (key, value) in read.as_object().expect("an object") {
        assert_eq!(&facts[key], value, "{key}");
    }
    let subject = |topic: &story::TopicId| format::newscodes::topic(topic).and_then(|topic| topic.subject);
    let codes: Vec<_> = story.topics.iter().flat_map(|topic| [Some(topic.code()), subject(topic)]).flatten().collect();
    for code in facts["subject"]["codes"].as_array().expect("a list") {
        assert!(codes.contains(&code.as_str().expect("a code")), "{code} is not among {codes:?}");
    }
}

#[test]
fn events_and_plans_are_refused_in_words() {
    let refusal = |name: &str| read_all(&sample(&format!("ninjs/examples/{name}"))).expect_err(name).to_string();
    let event = "`type`: is `event`: events and plans are announcements of news, not stories";
    for name in [
        "simpleEvent",
        "addb_event",
        "addb_press_conference",
        "event_timeline",
        "uefa_event",
        "tt_event_pressconference_3.0",
    ] {
        assert_eq!(refusal(name), event, "{name}");
    }
    assert!(refused(&with("type", "planning")).starts_with("`type`: is `planning`"));
}

/// The suites hold items with nothing but an id and a digital source type.
#[test]
fn the_official_suites_hold_no_story() {
    for version in ["1.6", "2.2", "3.1"] {
        let document = sample(&format!("ninjs/test_suite/{version}/should_pass/001_good_digital_source"));
        let refused = read_all(&document).expect_err("nothing to publish").to_string();
        assert_eq!(refused, "`body`: is missing: there is neither HTML nor plain text, nor a file");
        let mut story: Value = serde_json::from_str(&document).expect("JSON");
        story["headline"] = json!("H");
        story["body_text"] = json!("B");
        let digital = text(&read(&story)).digital_source.clone();
        assert_eq!(digital.map(String::from).as_deref(), Some("digitalCreation"), "{version}");
    }
}

#[test]
fn what_must_not_be_published_is_a_notice_or_refused() {
    for (status, state) in
        [("canceled", State::Canceled), ("stat:Withheld", State::Withheld), ("cancelled", State::Canceled)]
    {
        let mut item = with("pubstatus", status);
        item["ednote"] = json!("It is not true.");
        item["embargoed"] = json!("never");
        let incoming = read(&item);
        let notice = notice(&incoming);
        assert_eq!((notice.state, notice.kind), (state, Kind::Text));
        assert_eq!(notice.reason.as_ref().map(ToString::to_string).as_deref(), Some("It is not true."));
        assert_eq!(incoming.external_id.as_deref(), Some("urn:x:1"));
    }
    assert!(matches!(read(&json!({"uri": "u", "pubStatus": "canceled"})).story, Drafted::Notice(_)));
    for bad in [json!("killed"), json!(5), json!(["usable"]), json!({"code": "usable"})] {
        assert!(refused(&with("pubStatus", bad.clone())).starts_with("`pubStatus`: is "), "{bad}");
    }
    for fine in [json!(""), json!(null), json!("USABLE")] {
        assert!(matches!(read(&with("pubstatus", fine)).story, Drafted::Text(_)));
    }
    // Two that differ: the stricter one holds.
    let mut item = with("pubStatus", "usable");
    item["pubstatus"] = json!("withheld");
    assert_eq!(notice(&read(&item)).state, State::Withheld);
}

#[test]
fn an_embargo_is_kept_or_refuses_the_item() {
    let embargo = |value: Value| text(&read(&with("embargoed", value))).embargo;
    assert_eq!(embargo(json!("2026-09-01T10:00:00+03:00")), Some(time("2026-09-01T07:00:00Z")));
    assert_eq!(embargo(json!("2026-09-01T10:00:00+0000")), Some(time("2026-09-01T10:00:00Z")));
    assert_eq!(embargo(json!(null)), None);
    for bad in
        [json!("2026-09-01T10:00:00"), json!("2026-09-01"), json!("soon"), json!(1_788_256_800), json!([]), json!({})]
    {
        assert!(refused(&with("embargoedUntil", bad.clone())).starts_with("`embargoedUntil`: is not a time"), "{bad}");
    }
    let mut both = with("embargoed", "2026-09-01T10:00:00Z");
    both["embargoedUntil"] = json!("2026-09-01T11:00:00Z");
    assert_eq!(text(&read(&both)).embargo, Some(time("2026-09-01T11:00:00Z")));
}

#[test]
fn a_package_gives_its_items() {
    let member = |n: u32, more: Value| {
        let mut item = with("uri", format!("urn:x:{n}"));
        item["name"] = json!(format!("m{n}"));
        more.as_object().expect("an object").iter().for_each(|(key, value)| item[key] = value.clone());
        item
    };
    let late = "2026-09-01T10:00:00Z";
    let package = json!({
        "uri": "urn:x:0", "type": "composite", "embargoedUntil": "2026-09-01T09:00:00Z",
        "associations": [member(1, json!({})), member(2, json!({"embargoedUntil": late})), member(3, json!({"pubStatus": "withheld"})),
            member(4, json!({"type": "event"})), "nothing",
            {"name": "inner", "uri": "urn:x:5", "type": "composite", "associations": {"a": member(6, json!({}))}}],
    });
    let found = read_all(&package.to_string()).expect("read");
    let ids: Vec<_> = found.iter().map(|one| one.external_id.as_deref().expect("an id")).collect();
    assert_eq!(ids, ["urn:x:1", "urn:x:2", "urn:x:3", "urn:x:6"]);
    assert_eq!(text(&found[0]).embargo, Some(time("2026-09-01T09:00:00Z")));
    assert_eq!(text(&found[1]).embargo, Some(time(late)));
    assert_eq!(notice(&found[2]).state, State::Withheld);
    insta::assert_snapshot!(found[0].repairs.join("\n"), @r"
    an item was left out: `type`: is `event`: events and plans are announcements of news, not stories
    an item was left out: is not a ninjs item: not a JSON object
    ");
    let mut killed = package.clone();
    killed["pubStatus"] = json!("canceled");
    let found = read_all(&killed.to_string()).expect("read");
    assert!(found.iter().all(|one| notice(one).state == State::Canceled) && found.len() == 5);
    let mut bad = package;
    bad["embargoedUntil"] = json!("soon");
    assert!(refused(&bad).starts_with("`embargoedUntil`"));
    assert_eq!(read_all(&json!([member(1, json!({})), member(2, json!({}))]).to_string()).expect("read").len(), 2);
}

#[test]
fn a_composite_with_a_body_is_a_text() {
    let incoming = read(&json!({
        "uri": "urn:x:1", "type": "composite", "headline": "H", "body_xhtml": "<p>B</p>",
        "associations": {"mainpic": {"uri": "urn:x:2", "type": "picture"},
            "ours": {"uri": "tel:picture:20260901:7", "headline": "The dam"}},
    }));
    let story = text(&incoming);
    assert_eq!(
        story.related.iter().map(|r| (r.item.as_str(), r.title.as_str())).collect::<Vec<_>>(),
        [("tel:picture:20260901:7", "The dam")]
    );
    assert_eq!(incoming.repairs, ["an associated item was left out"]);
}

#[test]
fn the_best_rendition_is_neither_small_nor_marked() {
    let path = |kind: &str, renditions: Value| {
        let item =
            json!({"uri": "u", "type": kind, "headline": "H", "description_caption": "C", "renditions": renditions});
        let incoming = read(&item);
        let draft = draft(&incoming);
        let forms: Vec<_> = draft.forms().iter().map(|(form, path)| (*form, path.clone())).collect();
        (draft.path().to_owned(), forms)
    };
    let small_and_large = json!({
        "viewImage": {"href": "view", "mimetype": "image/jpeg", "width": 9_000, "height": 9_000},
        "small": {"href": "small", "mimetype": "image/jpeg", "width": 100, "height": 100},
        "original": {"href": "large", "mimetype": "image/jpeg", "width": "4000", "height": 3_000},
        "caption": {"href": "caption", "mimetype": "text/xml"},
        "thumbnail": {"href": "thumb"},
    });
    assert_eq!(path("picture", small_and_large), ("large".to_owned(), vec![]));
    let only_small = json!([{"name": "thumbnail", "href": "thumb"}, {"name": "preview", "href": "preview", "width": 9, "height": 9}]);
    assert_eq!(path("picture", only_small).0, "preview");
    let drawing = json!([{"name": "print", "href": "page", "contentType": "application/pdf", "sizeInBytes": 99},
        {"name": "screen", "href": "picture", "contentType": "image/png"}, {"name": "ai", "href": "ai", "contentType": "application/pdf"}]);
    let forms = vec![(FormName::Pdf, "page".to_owned()), (FormName::Ai, "ai".to_owned())];
    assert_eq!(path("graphic", drawing), ("picture".to_owned(), forms));
    let by_size = json!([{"name": "a", "href": "a", "sizeInBytes": 1}, {"name": "b", "href": "b", "sizeInBytes": 2}]);
    assert_eq!(path("audio", by_size).0, "b");
    let none = json!({"uri": "u", "type": "picture", "headline": "H", "renditions": {"a": {"mimetype": "image/jpeg"}}});
    assert_eq!(refused(&none), "`renditions`: name no file of the picture");
}

#[test]
fn old_codes_become_topics_and_countries_are_kept() {
    let mut item = with(
        "subject",
        json!([
            {"code": "11006000", "name": "government"}, {"code": "20000308", "scheme": "medtop"},
            {"code": "03002000", "scheme": "http://cv.iptc.org/newscodes/subjectcode/"}, {"literal": "subj:03002000"},
            {"code": "11006000", "scheme": "http://x.example/own/", "name": "own"}, {"uri": "http://cv.iptc.org/newscodes/mediatopic/20000157/"},
            "word",
        ]),
    );
    item["place"] = json!([{"name": "Italy", "scheme": "http://cvx.iptc.org/iso3166-1a2/", "code": "it"},
        {"name": "Bern", "contactinfo": [{"value": "x"}, {"address": {"country": "CH"}}]},
        {"name": "London", "contactinfo": [{"address": {"country": "United Kingdom"}}]}]);
    item["genre"] = json!([{"name": "unheard of"}, {"name": "Fact Check"}]);
    let incoming = read(&item);
    let story = text(&incoming);
    let topics: Vec<_> = story.topics.iter().map(story::TopicId::code).collect();
    assert_eq!(topics, ["20000308", "20000157", "20000593", "20000153"]);
    assert_eq!(story.keywords.iter().map(ToString::to_string).collect::<Vec<_>>(), ["own", "word"]);
    let countries: Vec<_> = story.places.iter().map(|p| p.country.as_ref().map(ToString::to_string)).collect();
    assert_eq!(countries, [Some("IT".to_owned()), Some("CH".to_owned()), None]);
    assert_eq!(story.genre, Genre::new("Fact_Check").ok());
}

#[test]
fn broken_documents_are_refused_with_their_line() {
    let refusal = |text: &str| read_all(text).expect_err("refused").to_string();
    insta::assert_snapshot!(refusal("{\n\"uri\": \n}"), @"line 3: is not JSON: expected value, column 1");
    insta::assert_snapshot!(refusal("\"text\""), @"is not a ninjs item: not a JSON object");
    insta::assert_snapshot!(refusal("[]"), @"holds no item");
    insta::assert_snapshot!(refusal("{\"uri\":\"a\",\n\"uri\":\"b\"}"), @"line 2: has the key `uri` twice in one object");
    insta::assert_snapshot!(refusal("{\"headline\":\"H\"}"), @"`body`: is missing: there is neither HTML nor plain text, nor a file");
    insta::assert_snapshot!(refusal("{\"headline\":\"H\",\"body_html\":\"<p>a<!-- b</p>\"}"), @"`body`: holds HTML that cannot be read, at byte 4: syntax error: comment not closed: `-->` not found before end of input");
    insta::assert_snapshot!(refusal("{\"headline\":\"H\",\"bodies\":[{\"contentType\":\"application/xml\",\"value\":\"<a/>\"}]}"), @"`body`: is neither HTML nor plain text, or there is no text in it");
    let deep =
        |n: usize| format!("{}{}{}", "{\"associations\":{\"a\":".repeat(n), with("type", "text"), "}}".repeat(n));
    assert!(refusal(&deep(5)).starts_with("`associations`: are nested more than 4 deep"));
    assert_eq!(read_all(&deep(4)).expect("read").len(), 1);
    assert!(refusal(&deep(100_000)).ends_with("is nested too deeply"));
    let many = format!("[{}]", vec![with("type", "text").to_string(); 1_001].join(","));
    assert_eq!(refusal(&many), "holds more than 1000 items");
}

#[test]
fn no_beginning_of_a_document_is_read() {
    let document = sample("ninjs/examples/ap_image");
    let document = document.trim_end();
    for end in (0..document.len()).filter(|&end| document.is_char_boundary(end)) {
        assert!(read_all(&document[..end]).is_err(), "{}", &document[..end]);
    }
}

#[test]
fn bytes_in_other_encodings_are_read_and_told() {
    let read = |bytes: &[u8]| Format::Ninjs1.read(bytes, &agency(), &defaults());
    let found = read(b"{\"uri\":\"u\",\"headline\":\"caf\xE9\",\"body_text\":\"B\"}").expect("read").remove(0);
    assert_eq!((text(&found).headline.as_str(), found.repairs.len()), ("café", 1));
    let marked = [b"\xEF\xBB\xBF".as_slice(), with("type", "text").to_string().as_bytes()].concat();
    assert_eq!(read(&marked).expect("read")[0].repairs, Vec::<String>::new());
}

#[test]
fn odd_values_are_repaired_and_told() {
    let incoming = read(&json!({
        "uri": "u", "type": "text", "language": "english language", "urgency": "12", "versioncreated": "soon",
        "slugline": "<slug>", "body_text": "One line.\nAnother.", "subject": [{"code": "20000308", "name": "politics"}],
        "keywords": "a, b,a", "located": {"name": "Ankara"}, "byline": 7, "ednote": ["x"], "person": 5, "place": "Bern",
        "organisation": {"name": "One"}, "genre": null, "renditions": 3, "associations": "x", "altids": [], "infosource": [[]],
        "digitalsourcetype": "bad code", "contentcreated": "once", "unknown": {"a": [1]}, "rightsinfo": {}, "version": 2.0,
    }));
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    `byline` is not text, and was left out
    `ednote` is not text, and was left out
    the expression of rights was left out
    there is no headline; the first sentence stands for it
    `english language` is not a language; `en` was taken
    `slugline` holds a character that a slug cannot have; the headline made the slug
    the urgency was not 1 to 9; routine was taken
    `contentcreated` is not a date such as 2026-09-01, or a time such as 2026-09-01T10:00:00+03:00, and was left out
    `digitalsourcetype` is not a digital source type of the IPTC NewsCodes such as `digitalCapture`, and was left out
    an associated item was left out
    the date `soon` cannot be read
    "#);
    let story = text(&incoming);
    assert_eq!(story.headline.as_str(), "One line. Another.");
    assert_eq!((story.topics.len(), story.keywords.len(), incoming.version), (1, 2, Some(2)));
    assert_eq!((story.places.len(), story.organisations.len(), story.people.len()), (1, 1, 0));
}

#[test]
fn how_a_summary_was_made_is_told_in_our_scheme_alone() {
    let told = |uri: &str| {
        let incoming = read(&with("subjects", json!([{"uri": uri, "rel": "summary_source"}])));
        let story = text(&incoming);
        assert_eq!((story.digital_source.as_ref(), story.keywords.len()), (None, 0));
        (story.summary_source.clone().map(String::from), incoming.repairs)
    };
    let ours = "https://tellal.example/ns/1.0/summary_source/";
    let machine = "trainedAlgorithmicMedia";
    assert_eq!(told(&format!("{ours}{machine}")), (Some(machine.to_owned()), Vec::new()));
    for other in ["http://cv.iptc.org/newscodes/digitalsourcetype/", "https://wire.example/ns/1.0/summary_source/"] {
        assert_eq!(told(&format!("{other}{machine}")), (None, Vec::new()));
    }
    insta::assert_snapshot!(told(&format!("{ours}a machine")).1.join("\n"), @"`summary_source` is not a digital source type of the IPTC NewsCodes such as `digitalCapture`, and was left out");
}

#[test]
fn a_date_without_a_zone_is_utc_and_told() {
    for (date, dated) in [("2026-09-01T10:00:00", "2026-09-01T10:00:00Z"), ("2026-09-01", "2026-09-01T00:00:00Z")] {
        let incoming = read(&with("versioncreated", date));
        assert_eq!(incoming.dated, Some(time(dated)));
        assert_eq!(incoming.repairs, [format!("the date `{date}` has no time zone, and was read as UTC")]);
    }
}

#[test]
fn a_foreign_hash_or_name_of_ours_does_no_harm() {
    let hash = "a".repeat(63);
    let incoming = read(&with("altids", json!({"https://tellal.example/ns/1.0/content_hash": hash})));
    assert_eq!(incoming.content_hash, None);
    let figure = "<figure><img src=\"x/items/tel:picture:20260901:7/files/web\" alt=\"\"></figure><p>B</p>";
    assert_eq!(text(&read(&with("body_html", figure))).body().expect("body").blocks().len(), 1);
}

/// Any JSON under the keys that are looked at.
fn odd() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "(text|picture|composite|usable|withheld|2026-09-01T10:00:00Z|image/png|text/html|main|<p>a</p>|tel:picture:20260901:7)".prop_map(Value::from),
    ];
    let keys = "(uri|type|name|role|value|href|headline|headlines|bodies|body_html|descriptions|renditions|associations|altIds|pubstatus|embargoed|subject|code|scheme|located|infosource|https://tellal.example/ns/1.0/content_hash)";
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::hash_map(keys, inner, 0..10).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), html in "\\PC*", word in any::<String>()) {
        let _ = Format::Ninjs3.read(&bytes, &agency(), &defaults());
        let document = json!({
            "uri": word, "type": word, "headline": word, "body_html": html, "located": word, "language": word,
            "subject": [word, {"code": word, "name": word}], "urgency": word, "embargoed": word,
        });
        let _ = read_all(&document.to_string());
    }

    #[test]
    fn any_values_are_read_or_refused(document in odd(), ours in any::<bool>()) {
        let mut document = document;
        if ours && document.is_object() {
            document["altids"] = json!({"https://tellal.example/ns/1.0/content_hash": "a".repeat(64)});
        }
        let _ = read_all(&document.to_string());
    }
}
