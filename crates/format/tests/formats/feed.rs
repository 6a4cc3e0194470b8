//! The channels of summaries that the public site shows.

use crate::{oracles::well_formed, time};
use feed_rs::model::{Entry as Read, FeedType};
use format::feed::{
    Channel, Enclosure, Entry, rss,
    summary::{atom, jsonfeed},
};
use serde_json::Value;
use story::Lang;

const SELF: &str = "https://example.org/tr/spor.rss?a=1&b=2";
const HUB: &str = "https://example.org/hub";
const LEAD: &str = "AT&T <b>stadı</b>";

fn tr() -> Lang {
    Lang::new("tr").expect("tag")
}

fn channel(language: &Lang) -> Channel<'_> {
    Channel {
        title: "Tellal & Spor",
        link: "https://example.org/tr/spor",
        description: "Spor <haberleri>",
        language,
        self_link: SELF,
        hub: Some(HUB),
        author: "Tellal",
        last_build: time("2026-09-01T09:05:03.7Z"),
    }
}

fn entries(language: &Lang) -> [Entry<'_>; 2] {
    let first = Entry {
        title: "Fenerbahçe 2 - 1 \"Galatasaray\"",
        link: "https://example.org/tr/spor/derbi/1",
        guid: "tel:text:20260901:50000001",
        published: time("2026-09-01T00:00:00Z"),
        updated: time("2026-09-01T09:05:03.7Z"),
        author: Some("Ayşe Kaya"),
        language,
        description: LEAD,
        category: Some("Spor"),
        enclosure: Some(Enclosure { url: "https://example.org/m/1.jpg", bytes: 1234, media_type: "image/jpeg" }),
    };
    let second = Entry {
        guid: "tel:text:20260901:50000002",
        updated: first.published,
        author: None,
        category: None,
        enclosure: None,
        ..first.clone()
    };
    [first, second]
}

/// Each format by its name, with the channel as it is written.
fn written() -> [(FeedType, String); 3] {
    let language = tr();
    let (channel, entries) = (channel(&language), entries(&language));
    [
        (FeedType::RSS2, rss(&channel, &entries)),
        (FeedType::Atom, atom(&channel, &entries)),
        (FeedType::JSON, jsonfeed(&channel, &entries)),
    ]
}

/// A channel of one entry, by one of the writers.
fn one(write: impl Fn(&Channel, &[Entry]) -> String) -> String {
    let language = tr();
    let [entry, _] = entries(&language);
    write(&channel(&language), &[entry])
}

#[test]
fn a_channel_is_written_as_rss() {
    insta::assert_snapshot!(one(rss).replace("><", ">\n<"), @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
    <channel>
    <title>Tellal &amp; Spor</title>
    <link>https://example.org/tr/spor</link>
    <description>Spor &amp;lt;haberleri&amp;gt;</description>
    <language>tr</language>
    <atom:link href="https://example.org/tr/spor.rss?a=1&amp;b=2" rel="self" type="application/rss+xml"/>
    <atom:link href="https://example.org/hub" rel="hub"/>
    <lastBuildDate>Tue, 01 Sep 2026 09:05:03 GMT</lastBuildDate>
    <item>
    <title>Fenerbahçe 2 - 1 "Galatasaray"</title>
    <link>https://example.org/tr/spor/derbi/1</link>
    <guid isPermaLink="false">tel:text:20260901:50000001</guid>
    <pubDate>Tue, 01 Sep 2026 00:00:00 GMT</pubDate>
    <dcterms:modified>2026-09-01T09:05:03Z</dcterms:modified>
    <dc:creator>Ayşe Kaya</dc:creator>
    <description>AT&amp;amp;T &amp;lt;b&amp;gt;stadı&amp;lt;/b&amp;gt;</description>
    <category>Spor</category>
    <enclosure url="https://example.org/m/1.jpg" length="1234" type="image/jpeg"/>
    </item>
    </channel>
    </rss>
    "#);
}

#[test]
fn a_channel_is_written_as_atom() {
    insta::assert_snapshot!(one(atom).replace("><", ">\n<"), @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="tr">
    <id>https://example.org/tr/spor.rss?a=1&amp;b=2</id>
    <title>Tellal &amp; Spor</title>
    <subtitle>Spor &lt;haberleri&gt;</subtitle>
    <updated>2026-09-01T09:05:03Z</updated>
    <author>
    <name>Tellal</name>
    </author>
    <link rel="self" type="application/atom+xml" href="https://example.org/tr/spor.rss?a=1&amp;b=2"/>
    <link rel="hub" href="https://example.org/hub"/>
    <link rel="alternate" type="text/html" href="https://example.org/tr/spor"/>
    <entry xml:lang="tr">
    <id>tel:text:20260901:50000001</id>
    <title>Fenerbahçe 2 - 1 "Galatasaray"</title>
    <published>2026-09-01T00:00:00Z</published>
    <updated>2026-09-01T09:05:03Z</updated>
    <author>
    <name>Ayşe Kaya</name>
    </author>
    <link rel="alternate" type="text/html" href="https://example.org/tr/spor/derbi/1"/>
    <category term="Spor"/>
    <link rel="enclosure" type="image/jpeg" length="1234" href="https://example.org/m/1.jpg"/>
    <summary>AT&amp;T &lt;b&gt;stadı&lt;/b&gt;</summary>
    </entry>
    </feed>
    "#);
}

#[test]
fn a_channel_is_written_as_json() {
    let json: Value = serde_json::from_str(&one(jsonfeed)).expect("json");
    insta::assert_json_snapshot!(json, @r#"
    {
      "authors": [
        {
          "name": "Tellal"
        }
      ],
      "description": "Spor <haberleri>",
      "feed_url": "https://example.org/tr/spor.rss?a=1&b=2",
      "home_page_url": "https://example.org/tr/spor",
      "hubs": [
        {
          "type": "WebSub",
          "url": "https://example.org/hub"
        }
      ],
      "items": [
        {
          "authors": [
            {
              "name": "Ayşe Kaya"
            }
          ],
          "content_text": "AT&T <b>stadı</b>",
          "date_modified": "2026-09-01T09:05:03Z",
          "date_published": "2026-09-01T00:00:00Z",
          "id": "tel:text:20260901:50000001",
          "image": "https://example.org/m/1.jpg",
          "language": "tr",
          "tags": [
            "Spor"
          ],
          "title": "Fenerbahçe 2 - 1 \"Galatasaray\"",
          "url": "https://example.org/tr/spor/derbi/1"
        }
      ],
      "language": "tr",
      "title": "Tellal & Spor",
      "version": "https://jsonfeed.org/version/1.1"
    }
    "#);
}

#[test]
fn another_reader_finds_the_same_in_each() {
    for (kind, text) in written() {
        let feed = feed_rs::parser::parse(text.as_bytes()).unwrap_or_else(|e| panic!("{kind:?}: {e}"));
        assert_eq!(feed.feed_type, kind);
        assert_eq!(feed.title.as_ref().map(|title| title.content.as_str()), Some("Tellal & Spor"));
        let ids: Vec<_> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["tel:text:20260901:50000001", "tel:text:20260901:50000002"], "{kind:?}");
        let [first, second] = feed.entries.as_slice() else { panic!("two entries") };
        for entry in [first, second] {
            assert_eq!(
                entry.title.as_ref().map(|title| title.content.as_str()),
                Some("Fenerbahçe 2 - 1 \"Galatasaray\"")
            );
            let links: Vec<_> = entry.links.iter().map(|link| link.href.as_str()).collect();
            assert!(links.contains(&"https://example.org/tr/spor/derbi/1"), "{kind:?}: {links:?}");
            assert_eq!(entry.published.map(|time| time.to_rfc3339()).as_deref(), Some("2026-09-01T00:00:00+00:00"));
            let said = said(entry);
            // RSS says it in HTML.
            assert!(said == LEAD || said == "AT&amp;T &lt;b&gt;stadı&lt;/b&gt;", "{kind:?}: {said}");
        }
        let authors: Vec<_> = first.authors.iter().filter_map(|author| author.name.as_deref()).collect();
        assert_eq!(authors, ["Ayşe Kaya"], "{kind:?}");
        if kind != FeedType::RSS2 {
            // It takes the date of publication for both in RSS.
            assert_eq!(first.updated.map(|time| time.to_rfc3339()).as_deref(), Some("2026-09-01T09:05:03+00:00"));
            assert_eq!(second.updated, second.published, "{kind:?}");
        }
    }
}

fn said(entry: &Read) -> String {
    let summary = entry.summary.as_ref().map(|text| text.content.clone());
    summary.or_else(|| entry.content.as_ref()?.body.clone()).unwrap_or_default()
}

#[test]
fn documents_are_well_formed() {
    for (kind, text) in written() {
        match kind {
            FeedType::JSON => crate::jsonfeed::valid(&text),
            _ => well_formed(&text),
        }
    }
    let language = tr();
    let channel = channel(&language);
    for empty in [rss(&channel, &[]), atom(&channel, &[])] {
        well_formed(&empty);
        assert!(feed_rs::parser::parse(empty.as_bytes()).expect("a feed").entries.is_empty());
    }
    crate::jsonfeed::valid(&jsonfeed(&channel, &[]));
}
