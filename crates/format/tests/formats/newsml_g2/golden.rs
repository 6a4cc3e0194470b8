//! One story with the fields that a large newsroom system reads of it: from the document of another agency, and from ours.

use super::{Wire, one};
use crate::{agency, text, time};
use format::{Edition, Format};
use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};
use story::{Act, State};

const DOCUMENT: &str = include_str!("../../data/golden/text.newsml2.xml");
const EXPECTED: &str = include_str!("../../data/golden/text.newsml2.expect.json");
/// The dialect, as its contract shows it.
const DIALECT: &str = include_str!("../../data/golden/newsml29-text.xml");

/// An element with its path, its attributes and the text before its first child.
#[derive(Debug, Default)]
struct Node {
    path: String,
    attributes: Vec<(String, String)>,
    text: String,
    /// Everything inside it as markup.
    inner: String,
}

fn nodes(xml: &str) -> Vec<Node> {
    let mut reader = Reader::from_str(xml);
    let (mut path, mut open, mut found) = (Vec::<String>::new(), Vec::<usize>::new(), Vec::<Node>::new());
    loop {
        let event = reader.read_event().expect("well-formed");
        let (tag, is_empty) = match event {
            Event::Start(tag) => (tag, false),
            Event::Empty(tag) => (tag, true),
            Event::End(tag) => {
                path.pop();
                open.pop();
                let end = format!("</{}>", tag.name().as_ref());
                for &n in &open {
                    found[n].inner.push_str(&end);
                }
                continue;
            }
            Event::Eof => return found,
            Event::Text(text) => {
                add(&mut found, &open, &text, &text);
                continue;
            }
            Event::GeneralRef(name) => {
                let meant = match &*name {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    other => panic!("unexpected entity {other}"),
                };
                add(&mut found, &open, meant, &format!("&{};", &*name));
                continue;
            }
            _ => continue,
        };
        let begin = format!("<{}>", &*tag);
        for &n in &open {
            found[n].inner.push_str(&begin);
        }
        path.push(tag.name().as_ref().to_owned());
        let attributes = tag.attributes().map(|a| a.expect("an attribute"));
        let attributes = attributes.map(|a| (a.key.as_ref().to_owned(), a.value.replace("&amp;", "&"))).collect();
        found.push(Node { path: path.join("/"), attributes, ..Node::default() });
        if is_empty {
            path.pop();
        } else {
            open.push(found.len() - 1);
        }
    }
}

fn add(found: &mut [Node], open: &[usize], text: &str, markup: &str) {
    for &n in open {
        found[n].inner.push_str(markup);
    }
    if let Some(&n) = open.last() {
        found[n].text.push_str(text);
    }
}

impl Node {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// The fields as the newsroom system reads them: by fixed paths and fixed codes.
fn fields(xml: &str) -> Value {
    let nodes = nodes(xml);
    let all = |path: &str| nodes.iter().filter(|node| node.path.ends_with(path)).collect::<Vec<_>>();
    let first = |path: &str| all(path).into_iter().next().unwrap_or_else(|| panic!("{path} is not there"));
    let item = first("itemSet/newsItem");
    let code = |node: &Node| node.attribute("qcode").split(':').next_back().unwrap_or_default().to_owned();
    let codes: Vec<String> = all("contentMeta/subject")
        .into_iter()
        .filter(|n| n.attribute("qcode").starts_with("subj:"))
        .map(code)
        .collect();
    let source = all("infoSource").into_iter().find(|n| n.attribute("role") == "cRole:source").expect("a source");
    let inline = all("inlineData");
    let body = match inline.first() {
        Some(node) => node.text.clone(),
        None => first("nitf/body/body.content/block").inner.clone(),
    };
    json!({
        "uri": item.attribute("guid"), "version": item.attribute("version"), "type": code(first("itemMeta/itemClass")),
        "pubstatus": code(first("itemMeta/pubStatus")), "headline": first("contentMeta/headline").text,
        "slugline": first("contentMeta/slugline").text, "byline": first("contentMeta/by").text,
        "urgency": first("contentMeta/urgency").text.parse::<u8>().expect("a number"),
        "language": first("contentMeta/language").attribute("tag"), "usageterms": first("rightsInfo/usageTerms").text,
        "ednote": first("itemMeta/edNote").text, "original_source": source.attribute("literal"),
        "versioncreated": first("itemMeta/versionCreated").text, "firstcreated": first("itemMeta/firstCreated").text,
        "genre": first("contentMeta/genre/name").text, "place": all("contentMeta/subject").into_iter()
            .find(|n| n.attribute("type") == "cptType:5").expect("a place").attribute("literal"),
        "subject": codes, "body_html": body, "priority": first("header/priority").text,
    })
}

/// Compares the fields with what is expected of them.
fn compare(found: &Value, expected: &Value, but: &[&str]) {
    for (key, expected) in expected.as_object().expect("an object") {
        if but.contains(&key.as_str()) {
            continue;
        }
        let found = &found[key];
        match key.as_str() {
            "subject" => {
                let codes = expected["codes"].as_array().expect("codes");
                assert!(codes.iter().all(|code| found.as_array().expect("codes").contains(code)), "{key}: {found}");
            }
            "body_html" => {
                // A link may say more than where it leads.
                let body = found.as_str().expect("a body").replace(" rel=\"noopener\"", "");
                for part in expected["contains"].as_array().expect("parts") {
                    assert!(body.contains(part.as_str().expect("text")), "{body}");
                }
            }
            "versioncreated" | "firstcreated" => {
                let when = |value: &Value| time(value.as_str().expect("a time"));
                assert_eq!(when(found), when(expected), "{key}");
            }
            _ => assert_eq!(found, expected, "{key}"),
        }
    }
}

fn expected() -> Value {
    serde_json::from_str(EXPECTED).expect("JSON")
}

#[test]
fn the_document_of_another_agency_gives_the_same_facts() {
    compare(&fields(DOCUMENT), &expected(), &["guid"]);
    let incoming = one(DOCUMENT);
    assert_eq!(incoming.repairs, Vec::<String>::new());
    assert_eq!(incoming.external_id.as_deref(), Some("urn:newsml:agency.example:20261101:1001"));
    assert_eq!((incoming.version, incoming.dated), (Some(3), Some(time("2026-11-01T09:30:00Z"))));
    insta::assert_json_snapshot!(text(&incoming));
}

#[test]
fn our_document_of_the_same_story_gives_the_same_fields() {
    let incoming = one(DOCUMENT);
    let story = text(&incoming);
    let (agency, content) = (agency(), story.content_hash());
    let item = "tel:text:20261101:1001".parse().expect("an id");
    let edition = Edition {
        agency: &agency,
        base: "https://wire.example",
        item: &item,
        version: 3,
        act: Act::Update,
        state: State::Usable,
        first_released: time("2026-11-01T09:00:00Z"),
        version_created: time("2026-11-01T09:30:00Z"),
        products: &[],
        content: &content,
        story,
    };
    for format in super::PROFILES {
        let xml = String::from_utf8(format.write(&edition)).expect("UTF-8");
        let found = fields(&xml);
        compare(&found, &expected(), &["guid", "uri"]);
        assert_eq!((&found["genre"], &found["place"]), (&json!("Current Events"), &json!("Zurich")));
        assert_eq!((&found["uri"], &found["priority"]), (&json!("tel:text:20261101:1001"), &json!("3")));
    }
}

#[test]
fn the_dialect_is_read_as_its_contract_shows_it() {
    let incoming = one(DIALECT);
    assert_eq!(incoming.external_id.as_deref(), Some("aa:text:20260901:50000001"));
    insta::assert_json_snapshot!(text(&incoming));
}

#[test]
fn a_document_of_ours_says_the_same_in_every_profile() {
    let wire = Wire::new();
    let written = |format: Format| one(&wire.document(format, &super::rich(), Act::Correct, State::Usable));
    assert_eq!(written(Format::NewsmlG2).story, written(Format::NewsmlG2Html).story);
}
