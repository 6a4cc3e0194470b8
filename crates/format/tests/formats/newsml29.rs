use crate::{agency, arabic, story, time, turkish};
use format::{Edition, newsml29};
use proptest::prelude::*;
use quick_xml::{Reader, events::Event};
use story::{Act, Agency, ItemId, Note, ProductId, State, Story};

fn edition<'a>(
    agency: &'a Agency,
    item: &'a ItemId,
    story: &'a Story,
    products: &'a [(ProductId, String)],
    (act, state): (Act, State),
) -> Edition<'a> {
    static CONTENT: std::sync::LazyLock<story::ContentHash> = std::sync::LazyLock::new(|| story::ContentHash::of(""));
    Edition {
        agency,
        base: "https://wire.example",
        content: &CONTENT,
        item,
        version: 2,
        act,
        state,
        first_released: time("2026-09-01T11:58:00.9Z"),
        version_created: time("2026-09-01T12:00:41.5Z"),
        products,
        story,
    }
}

fn written(story: &Story, id: &str, act: Act, state: State) -> String {
    let (agency, item) = (agency(), id.parse().expect("id"));
    let products = [(ProductId(1), "Genel".to_owned()), (ProductId(5), "İnternet".to_owned())];
    newsml29::write(&edition(&agency, &item, story, &products, (act, state)))
}

const TEXT: &str = "tel:text:20260901:50000001";

/// One tag a line, so that a snapshot can be read.
fn lines(xml: &str) -> String {
    xml.replace("><", ">\n<")
}

/// What a client sees: every element's path with its text, entities resolved once.
fn leaves(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut path, mut found) = (Vec::new(), Vec::<(String, String)>::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                assert!(!name.contains(':'), "{name} has a prefix");
                assert!(tag.attributes().all(|a| a.is_ok()), "{name} has bad attributes");
                path.push(name);
                found.push((path.join("/"), String::new()));
            }
            Event::Empty(tag) => found.push((format!("{}/{}", path.join("/"), tag.name().as_ref()), String::new())),
            Event::End(_) => drop(path.pop()),
            Event::Text(text) => add(&mut found, &path.join("/"), &text),
            Event::GeneralRef(entity) => {
                let text = match &*entity {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    other => panic!("unexpected entity {other}"),
                };
                add(&mut found, &path.join("/"), text);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn add(found: &mut [(String, String)], path: &str, text: &str) {
    if let Some((_, all)) = found.iter_mut().rev().find(|(known, _)| known == path) {
        all.push_str(text);
    }
}

fn leaf(xml: &str, end: &str) -> Option<String> {
    leaves(xml).into_iter().find(|(path, _)| path.ends_with(end)).map(|(_, text)| text)
}

#[test]
fn a_turkish_story_with_a_related_picture() {
    let xml = written(&turkish(), TEXT, Act::Correct, State::Usable);
    insta::assert_snapshot!(lines(&xml));
    let content = leaf(&xml, "body/body.content").expect("body.content");
    assert!(content.starts_with("<p>İZMİR (TEL) - Vali, &quot;hasar &lt;az&gt;&quot; dedi &amp; <a rel"), "{content}");
    let inside = leaves(&xml).into_iter().filter(|(path, _)| path.contains("body.content/")).count();
    assert_eq!(inside, 0, "body.content has child elements");
    let links: Vec<_> = leaves(&xml).into_iter().filter(|(path, _)| path.ends_with("link/title")).collect();
    assert_eq!(links[0].1, "Hasarlı bina & çevresi", "pictures come first");
    assert_eq!(links[2].1, "Deprem anı");
}

#[test]
fn an_arabic_story() {
    let xml = written(&arabic(), TEXT, Act::Release, State::Usable);
    insta::assert_snapshot!(lines(&xml));
    assert_eq!(leaf(&xml, "body.head/abstract").as_deref(), Some(""), "abstract is always there");
    assert_eq!(leaf(&xml, "byline/byttl").as_deref(), Some(""));
}

#[test]
fn a_killed_story_says_why_and_nothing_else() {
    let reason = Note::new("Haber yanlıştır; kullanmayınız.").expect("note");
    let notice = turkish().notice(&reason).into_story();
    let xml = written(&notice, TEXT, Act::Kill, State::Canceled);
    insta::assert_snapshot!(lines(&xml));
    assert_eq!(leaf(&xml, "body/body.content").as_deref(), Some(""));
    assert!(!xml.contains("hasar"));
    let held = written(&notice, TEXT, Act::Hold, State::Withheld);
    assert!(held.contains("<pubStatus qcode=\"stat:withheld\"/>"));
}

#[test]
fn a_message_to_editors_is_not_marked_usable() {
    for act in [Act::Advisory, Act::Test] {
        assert!(written(&arabic(), TEXT, act, State::Usable).contains("stat:withheld"));
    }
}

#[test]
fn a_story_without_a_city_begins_with_the_agency() {
    let mut plain = arabic();
    plain.dateline = None;
    let content = leaf(&written(&plain, TEXT, Act::Release, State::Usable), "body.content").expect("content");
    assert!(content.starts_with("<p>(TEL) - انطلقت"), "{content}");
}

#[test]
fn a_dateline_that_the_text_has_is_not_written_twice() {
    let has = story(serde_json::json!({
        "language": "tr", "slug": "A", "headline": "A", "dateline": {"city": "Iğdır"}, "priority": 4, "category": 99,
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "IĞDIR (TEL) - Metin."}]}]},
    }));
    let xml = written(&has, TEXT, Act::Release, State::Usable);
    assert_eq!(leaf(&xml, "body.content").as_deref(), Some("<p>IĞDIR (TEL) - Metin.</p>"));
    assert!(xml.contains("AAcat:GEN"), "a section that is gone reads as the general one");
}

#[test]
fn a_picture_is_metadata_and_a_group_is_one_document() {
    let picture = story(serde_json::json!({
        "language": "tr", "slug": "DEPREM", "headline": "Deprem", "priority": 4, "category": 1,
        "group": "tel:group:20260901:99", "rights": {"credit": "Ayşe Kaya/TEL"},
        "content": {"kind": "picture", "caption": "Hasarlı bina.", "media": {
            "sha256": "0".repeat(64), "media_type": "image/jpeg", "bytes": 9, "width": 3, "height": 2}},
    }));
    let agency = agency();
    let items = ["tel:picture:20260901:50000100", "tel:picture:20260901:50000101"].map(|id| id.parse().expect("id"));
    let editions = items.each_ref().map(|item| edition(&agency, item, &picture, &[], (Act::Release, State::Usable)));
    let xml = newsml29::write_group(&editions);
    insta::assert_snapshot!(lines(&xml));
    assert_eq!(leaf(&xml, "header/transmitId").as_deref(), Some("tel:group:20260901:99"));
    assert!(!xml.contains("inlineXML"));
    assert_eq!(leaves(&newsml29::write_group(&[])).len(), 2, "no members, no items");
}

proptest! {
    #[test]
    fn any_story_is_well_formed_and_its_words_survive(headline in "\\PC{1,80}", words in "\\PC{1,300}") {
        let json = serde_json::json!({
            "language": "en", "slug": "A", "headline": headline, "priority": 4, "category": 1,
            "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": words}]}]},
        });
        // What the domain refuses never comes here.
        let Ok(story) = serde_json::from_value::<Story>(json) else { return Ok(()) };
        let xml = written(&story, TEXT, Act::Release, State::Usable);
        prop_assert_eq!(leaf(&xml, "contentMeta/headline").expect("headline"), story.headline.as_str());
        let content = leaf(&xml, "body.content").expect("content");
        prop_assert_eq!(content, format!("<p>(TEL) - {}</p>", format::html::escape(&words)));
    }
}
