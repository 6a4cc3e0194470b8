use crate::time;
use format::feed::{Channel, Enclosure, Entry, rss};
use story::Lang;

#[test]
fn a_channel_is_written() {
    let language = Lang::new("tr").expect("tag");
    let channel = Channel {
        title: "Tellal & Spor",
        link: "https://example.org/tr/spor",
        description: "Spor <haberleri>",
        language: &language,
        self_link: "https://example.org/tr/spor.rss?a=1&b=2",
        last_build: time("2026-09-01T09:05:03.7Z"),
    };
    let entry = Entry {
        title: "Fenerbahçe 2 - 1 \"Galatasaray\"",
        link: "https://example.org/tr/spor/derbi/1",
        guid: "tel:text:20260901:50000001",
        published: time("2026-09-01T00:00:00Z"),
        description: "AT&T <b>stadı</b>",
        category: Some("Spor"),
        enclosure: Some(Enclosure { url: "https://example.org/m/1.jpg", bytes: 1234, media_type: "image/jpeg" }),
    };
    insta::assert_snapshot!(rss(&channel, &[entry]).replace("><", ">\n<"), @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
    <channel>
    <title>Tellal &amp; Spor</title>
    <link>https://example.org/tr/spor</link>
    <description>Spor &amp;lt;haberleri&amp;gt;</description>
    <language>tr</language>
    <atom:link href="https://example.org/tr/spor.rss?a=1&amp;b=2" rel="self" type="application/rss+xml"/>
    <lastBuildDate>Tue, 01 Sep 2026 09:05:03 GMT</lastBuildDate>
    <item>
    <title>Fenerbahçe 2 - 1 "Galatasaray"</title>
    <link>https://example.org/tr/spor/derbi/1</link>
    <guid isPermaLink="false">tel:text:20260901:50000001</guid>
    <pubDate>Tue, 01 Sep 2026 00:00:00 GMT</pubDate>
    <description>AT&amp;amp;T &amp;lt;b&amp;gt;stadı&amp;lt;/b&amp;gt;</description>
    <category>Spor</category>
    <enclosure url="https://example.org/m/1.jpg" length="1234" type="image/jpeg"/>
    </item>
    </channel>
    </rss>
    "#);
}
