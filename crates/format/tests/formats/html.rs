//! HTML documents: what subscribers get, and the pages of others.

use crate::{
    agency, defaults,
    sent::{all, goes_there_and_back},
    text, time,
};
use format::{Drafted, Format, Incoming, html};
use proptest::prelude::*;
use quick_xml::{Reader, events::Event};
use std::collections::HashSet;
use story::State;

/// Elements that these documents may use; those after the bar have no end tag.
const ELEMENTS: &str = "html head title body article header footer div h1 h2 p strong em a blockquote ul ol li table thead \
    tbody tr th td figure figcaption video time script | meta img br";

/// Fails unless every element is known and closed where it should be, every id is there once, and the root says language
/// and direction.
fn clean(document: &str, language: &str, direction: &str) {
    let (open_ones, void) = ELEMENTS.split_once('|').expect("a bar");
    assert!(document.starts_with(&format!(
        "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n<title>"
    )));
    let mut reader = Reader::from_str(document);
    reader.config_mut().check_end_names = false;
    // The data of a script is no markup.
    reader.config_mut().allow_dangling_amp = true;
    let (mut open, mut ids) = (Vec::new(), HashSet::new());
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("{e}\n{document}")) {
            Event::Start(tag) => {
                for attribute in tag.html_attributes() {
                    let attribute = attribute.expect("an attribute");
                    assert!(!attribute.key.as_ref().starts_with("on") && attribute.key.as_ref() != "style");
                    assert!(attribute.key.as_ref() != "id" || ids.insert(attribute.value.to_string()), "{document}");
                }
                let name = tag.name().as_ref().to_owned();
                if void.split_whitespace().any(|known| known == name) {
                    continue;
                }
                assert!(open_ones.split_whitespace().any(|known| known == name), "{name}");
                assert!(!(name == "p" && open.contains(&name)), "a paragraph in a paragraph\n{document}");
                open.push(name);
            }
            Event::End(tag) => assert_eq!(open.pop().as_deref(), Some(tag.name().as_ref()), "{document}"),
            Event::Empty(tag) => panic!("{tag:?} is closed as in XML"),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, [""; 0]);
}

fn read(page: &str) -> Incoming {
    html::read(page, &agency(), &defaults()).unwrap_or_else(|refused| panic!("{refused}\n{page}")).remove(0)
}

#[test]
fn every_story_comes_back_and_its_document_is_clean() {
    goes_there_and_back(Format::Html, |document, sent| {
        let language = &sent[0].story.language;
        clean(document, language.as_str(), language.dir());
        let (_, data) = document.split_once("<script type=\"application/ld+json\">").expect("data");
        let data: serde_json::Value =
            serde_json::from_str(data.split("</script>").next().expect("text")).expect("json");
        assert_eq!(data["@context"][0], "https://schema.org");
        assert_eq!(data["dateModified"], "2026-09-01T12:00:41Z");
    });
}

#[test]
fn documents_of_stories() {
    for (name, at) in [("rich", 0), ("arabic", 2), ("graphic", 5), ("kill", 7)] {
        let document = html::write(&all()[at].edition());
        let (before, after) = document.split_once("<script type=\"application/ld+json\">").expect("data");
        let (data, after) = after.split_once("</script>").expect("an end");
        let data: serde_json::Value = serde_json::from_str(data).expect("json");
        let shown = format!("{before}\n{data:#}\n{after}").replace("><", ">\n<");
        insta::assert_snapshot!(name, shown);
    }
}

#[test]
fn a_page_of_a_newspaper_is_read() {
    let page = r#"<!DOCTYPE html><html lang="de-CH"><head><title>Flut &ndash; Die Laterne</title><link rel="canonical" href="https://x.example/a/flut.html">
        <meta name="author" content="Wrong"><meta property="og:site_name" content="Die Laterne"><meta name=description content='Der Fluss stieg.'>
        <meta name="keywords" content="Wasser, Bern"><meta name="copyright" content="© Laterne">
        <script>var s = "<article><p>no</p></article>";</script>
        <script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"},
          {"@type": ["NewsArticle"], "headline": "Flut in Bern", "author": [{"@type": "Person", "name": "Ada Kaya"}, {"name": "Jo"}],
           "datePublished": "2026-09-01T09:00:00+02:00", "dateModified": "2026-09-01T10:00:00+02:00", "keywords": "Zürich"}]}</script></head>
        <body><header><h1>Die Laterne</h1><nav><p>Menu</p></nav></header><main><article><header><h1>Flut in Bern</h1><p>von Ada</p></header>
          <p>Der Fluss <a href="karte.html#a">stieg</a> &amp; stieg.<aside><p>Werbung</p></aside><h2>Danach</h2><p>Er sank.</p>
          <figure><img src="a.jpg"><figcaption>Bild</figcaption></figure><ul><li>eins<li>zwei</ul><form><input><p>Abo</p></form>
          <footer><p>Schluss</p></footer></article><article><p>Andere</p></article></main><footer><p>Impressum</p></footer></body></html>"#;
    let incoming = read(page);
    assert_eq!(incoming.external_id.as_deref(), Some("https://x.example/a/flut.html"));
    assert_eq!(incoming.dated, Some(time("2026-09-01T08:00:00Z")));
    insta::assert_json_snapshot!(text(&incoming));
    insta::assert_snapshot!(incoming.repairs.join("\n"));
}

#[test]
fn pages_that_say_less_are_read_too() {
    let incoming = read("<title>A headline | Site</title><p>The <b>text</b> of it.<p>More.");
    let story = text(&incoming);
    assert_eq!(
        (story.headline.as_str(), story.body().expect("text").plain().as_str()),
        ("A headline | Site", "The text of it.\n\nMore.")
    );
    let incoming = read(
        "<html lang=tr><body><h1>Deprem <i>oldu</i></h1><div itemprop='articleBody'><p>Metin.</p></div><p>Başka.</p></body></html>",
    );
    let story = text(&incoming);
    assert_eq!(
        (story.headline.as_str(), story.language.as_str(), story.body().expect("text").plain().as_str()),
        ("Deprem oldu", "tr", "Metin.")
    );
    let data = r#"<h1>A</h1><script type="application/ld+json">{"@type":"NewsArticle","headline":"H","articleBody":"One.\n\nTwo."}</script>"#;
    assert_eq!(text(&read(data)).body().expect("text").plain(), "One.\n\nTwo.");
}

#[test]
fn what_must_not_be_used_is_never_a_story() {
    let page = |status: &str| {
        format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"creativeWorkStatus\":\"{status}\"}}</script><p>Text.</p>"
        )
    };
    for (status, state) in [("Draft", State::Withheld), ("Canceled", State::Canceled)] {
        let Drafted::Notice(notice) = read(&page(status)).story else { panic!("{status}") };
        assert_eq!(notice.state, state);
    }
    assert!(matches!(read(&page("Published")).story, Drafted::Text(_)));
}

#[test]
fn pages_without_a_story_are_refused() {
    let refused = |page: &str| html::read(page, &agency(), &defaults()).expect_err(page).to_string();
    let long = "x".repeat(format::DOCUMENT_BYTES_MAX + 1);
    let deep = "<blockquote>".repeat(2_000) + "<p>x";
    let all = [
        "",
        "<title>Only a title</title>",
        "<script type='application/ld+json'>{\"identifier\": \"x\", \"tellal\": {\"version\": \"x\"}}</script><p>x</p>",
        "<script type='application/ld+json'>{\"identifier\": \"x\", \"tellal\": {\"embargo\": \"2026-09-01T10:00:00\"}}</script><p>x</p>",
        &deep,
        &long,
    ];
    insta::assert_snapshot!(all.map(refused).join("\n"));
}

proptest! {
    #[test]
    fn any_page_is_read_or_refused(
        text in "\\PC*",
        parts in proptest::collection::vec(prop::sample::select(vec![
            "<html lang='x'>", "<title>", "</title>", "<meta name=author content=", "'a'>", "<script type='application/ld+json'>", "{\"@type\":\"NewsArticle\"}",
            "</script>", "<h1>", "</h1>", "<article>", "</article>", "<p>", "<main>", "<nav>", "</nav>", "<!--", "-->", "<figure data-item='tel:picture:20260901:1'>",
            "</figure>", "<figcaption>", "x", "&amp;", "<div itemprop=articleBody>", "</div>", "\"tellal\"",
        ]), 0..40),
    ) {
        let _ = html::read(&text, &agency(), &defaults());
        let _ = html::read(&parts.concat(), &agency(), &defaults());
    }
}
