//! Readers that are not ours.

use crate::sent::Sent;
use feed_rs::model::{Entry, Feed, FeedType};
use std::{
    io::Write,
    process::{Command, Stdio},
};
use story::{Content, Line, Prose};

/// When the first version of every story of these tests was released, and when this one was made.
const RELEASED: &str = "2026-09-01T11:58:00+00:00";
const CREATED: &str = "2026-09-01T12:00:41+00:00";

/// Fails unless `xmllint` finds the document well-formed.
pub fn well_formed(xml: &str) {
    let mut xmllint = Command::new("xmllint")
        .args(["--nonet", "--noout", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint, which the Debian package libxml2-utils brings");
    xmllint.stdin.take().expect("its input").write_all(xml.as_bytes()).expect("it reads");
    let done = xmllint.wait_with_output().expect("it ends");
    assert!(done.status.success(), "{}\n{xml}", String::from_utf8_lossy(&done.stderr));
}

/// Fails unless `feed-rs` reads the facts out of the feed that a subscriber's reader would show.
pub fn feed_rs_reads(document: &str, sent: &[&Sent]) {
    let feed: Feed = feed_rs::parser::parse(document.as_bytes()).expect("a feed");
    assert_eq!(feed.title.as_ref().map(|title| title.content.as_str()), Some("Tellal Haber Ajansı"));
    assert_eq!(feed.entries.len(), sent.len());
    for (entry, one) in feed.entries.iter().zip(sent) {
        reads(entry, one);
        // It takes the date of publication for both in RSS.
        let updated = if feed.feed_type == FeedType::RSS2 { RELEASED } else { CREATED };
        assert_eq!(entry.updated.map(|time| time.to_rfc3339()).as_deref(), Some(updated));
    }
}

fn reads(entry: &Entry, sent: &Sent) {
    let (edition, story) = (sent.edition(), &sent.story);
    let removed = matches!(story.content, Content::Removed { .. });
    assert_eq!(entry.id, edition.item.as_str());
    let title = &entry.title.as_ref().expect("a title").content;
    assert!(title.ends_with(story.headline.as_str()), "{title}");
    assert_eq!(title.contains("KILL: "), edition.act == story::Act::Kill, "{title}");
    assert_eq!(entry.published.map(|time| time.to_rfc3339()).as_deref(), Some(RELEASED));
    let authors: Vec<_> = entry.authors.iter().filter_map(|author| author.name.as_deref()).collect();
    assert_eq!(authors, story.byline.iter().map(Line::as_str).collect::<Vec<_>>());
    let tags: Vec<_> = entry.categories.iter().map(|tag| tag.label.as_ref().unwrap_or(&tag.term).as_str()).collect();
    for keyword in &story.keywords {
        assert!(tags.contains(&keyword.as_str()), "{keyword} is not in {tags:?}");
    }
    for topic in &story.topics {
        let name = format::newscodes::topic(topic).expect("a known topic").name;
        assert!(tags.contains(&name), "{name} is not in {tags:?}");
    }
    let summary = entry.summary.as_ref().map(|summary| summary.content.replace("<br>", "\n")).unwrap_or_default();
    let body = entry.content.as_ref().and_then(|content| content.body.clone()).unwrap_or_default();
    if removed {
        assert!(summary == "The minister is alive." || body == "The minister is alive.", "{summary} {body}");
        assert!(!body.contains("<p>"), "{body}");
        return;
    }
    let shown = story.standfirst.as_ref().map(Prose::as_str).or(story.caption().map(Prose::as_str)).unwrap_or_default();
    assert!(summary == shown || summary == format::html::escape(shown), "{summary}");
    if let Some(text) = story.body() {
        assert!(body.contains("</p>"), "{body}");
        let last = text.plain().split_whitespace().last().expect("a word").to_owned();
        assert!(body.contains(&format::html::escape(&last)), "{last}: {body}");
    }
    for file in edition.files() {
        let media = entry.media.iter().flat_map(|media| &media.content).filter_map(|file| file.url.as_ref());
        let shown = entry.media.iter().flat_map(|media| &media.thumbnails).map(|thumbnail| thumbnail.image.uri.clone());
        let links = entry.links.iter().map(|link| link.href.clone());
        let mut all = media.map(ToString::to_string).chain(links).chain(shown);
        assert!(all.any(|href| href == file.href), "{}", file.href);
    }
}
