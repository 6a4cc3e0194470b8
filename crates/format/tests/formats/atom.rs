//! Atom: what subscribers get, and the feeds of others.

use crate::{
    agency, defaults,
    oracles::{feed_rs_reads, well_formed},
    sent::{few, goes_there_and_back, survives_other_prefixes},
    text, time,
};
use format::{Drafted, Format, Incoming, feed::atom};
use story::State;

fn read(feed: &str) -> Vec<Incoming> {
    atom::read(feed, &agency(), &defaults()).unwrap_or_else(|refused| panic!("{refused}\n{feed}"))
}

#[test]
fn every_story_comes_back_and_other_readers_see_it() {
    goes_there_and_back(Format::Atom, |document, sent| {
        well_formed(document);
        feed_rs_reads(document, sent);
    });
}

#[test]
fn prefixes_are_what_a_document_makes_them() {
    survives_other_prefixes(Format::Atom, |document| document.replace("tellal:", "ns0:").replace(":tellal=", ":ns0="));
}

#[test]
fn a_feed_of_stories() {
    insta::assert_snapshot!(few(Format::Atom).replace("><", ">\n<"));
    let empty = String::from_utf8(Format::Atom.write_group(&[]).expect("a group")).expect("UTF-8");
    well_formed(&empty);
    assert!(feed_rs::parser::parse(empty.as_bytes()).expect("a feed").entries.is_empty());
}

#[test]
fn texts_of_every_type_are_read() {
    let found = read(
        r#"<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://x.example/f/">
        <a:title>Die Laterne</a:title><a:author><a:name>Redaktion</a:name></a:author>
        <a:entry><a:id>urn:1</a:id><a:title type="html">AT&amp;amp;T &amp;lt;b&amp;gt;</a:title><a:updated>2026-09-01T12:00:00+02:00</a:updated>
          <a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Kurzer <em>Text</em>.</p><ul><li>eins</li></ul></div></a:content>
          <a:category scheme="http://cv.iptc.org/newscodes/subjectcode/" term="03002000" label="x"/><a:category term="t" label="Wasser"/></a:entry>
        <a:entry xml:lang="fr"><a:id>urn:2</a:id><a:title>1 &lt; 2 &amp;amp; 3</a:title><a:author><a:name>Ada</a:name></a:author><a:author><a:name>Jo</a:name></a:author>
          <a:summary type="text">Le chapeau.</a:summary><a:content type="html">&lt;p&gt;Un &lt;a href="b"&gt;lien&lt;/a&gt;.</a:content><a:rights>© Ada</a:rights></a:entry>
        <a:entry><a:id>urn:3</a:id><a:title type="text">1 &lt; 2 &amp;amp; 3</a:title><a:content type="text">Zeile eins
          &lt;p&gt; bleibt.

          Absatz zwei.</a:content></a:entry></a:feed>"#,
    );
    let stories: Vec<_> = found.iter().map(text).collect();
    insta::assert_json_snapshot!(stories);
    assert_eq!(found[0].dated, Some(time("2026-09-01T10:00:00Z")));
}

#[test]
fn tombstones_bury_what_is_older() {
    let entry = |updated: &str| format!("<entry><id>urn:1</id><title>A</title><updated>{updated}</updated></entry>");
    let feed = |entries: &str| {
        read(&format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>{entries}\
             <at:deleted-entry ref='urn:1' when='2026-09-01T12:00:00Z'><at:comment>Wrong.</at:comment></at:deleted-entry></feed>"
        ))
    };
    for entries in [String::new(), entry("2026-09-01T11:00:00Z"), entry("2026-09-01T12:00:00Z")] {
        let found = feed(&entries);
        assert_eq!((found.len(), found[0].external_id.as_deref()), (1, Some("urn:1")));
        let Drafted::Notice(notice) = &found[0].story else { panic!("{found:?}") };
        assert_eq!((notice.state, notice.reason.as_ref().map(story::Prose::as_str)), (State::Canceled, Some("Wrong.")));
    }
    let found = feed(&entry("2026-09-01T13:00:00Z"));
    assert_eq!((found.len(), text(&found[0]).headline.as_str()), (1, "A"));
    let alone = read(
        "<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' ref='urn:2' when='2026-09-01T12:00:00Z'/>",
    );
    assert!(matches!(alone[0].story, Drafted::Notice(_)));
}

#[test]
fn an_entry_alone_is_read() {
    let found = read(
        "<entry xmlns='http://www.w3.org/2005/Atom'><id>urn:1</id><title>A</title><content>Text &lt;b&gt;fett&lt;/b&gt;</content></entry>",
    );
    assert_eq!(text(&found[0]).body().expect("text").plain(), "Text fett");
}
