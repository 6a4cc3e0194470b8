//! RSS 2.0: what subscribers get, and the feeds of others.

use crate::{
    agency, defaults,
    oracles::{feed_rs_reads, well_formed},
    sent::{all, few, goes_there_and_back, survives_other_prefixes},
    text, time,
};
use format::{Drafted, Format, Incoming, feed::rss};
use proptest::prelude::*;
use story::State;

fn read(feed: &str) -> Vec<Incoming> {
    rss::read(feed, &agency(), &defaults()).unwrap_or_else(|refused| panic!("{refused}\n{feed}"))
}

/// A feed of RSS 2.0 with the usual modules around items.
fn channel(items: &str) -> String {
    format!(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:media='http://search.yahoo.com/mrss/'><channel><title>The Daily Lantern</title><link>https://lantern.example/</link>\
         <language>fr-CH</language><copyright>© Lantern</copyright>{items}</channel></rss>"
    )
}

/// A story in a few lines.
fn shown(incoming: &Incoming) -> String {
    let head = format!("id {:?}, dated {:?}", incoming.external_id, incoming.dated.map(|time| time.to_string()));
    let said = match &incoming.story {
        Drafted::Text(story) => serde_json::to_string_pretty(story).expect("json"),
        Drafted::Media(draft) => format!("file {} {:?} {:?}", draft.path(), draft.caption(), draft.story().headline),
        Drafted::Notice(notice) => format!("{notice:?}"),
    };
    format!("{head}\n{said}\nrepairs: {:#?}", incoming.repairs)
}

#[test]
fn every_story_comes_back_and_other_readers_see_it() {
    goes_there_and_back(Format::Rss, |document, sent| {
        well_formed(document);
        feed_rs_reads(document, sent);
    });
}

#[test]
fn a_channel_of_stories() {
    insta::assert_snapshot!(few(Format::Rss).replace("><", ">\n<"));
    let empty = String::from_utf8(Format::Rss.write_group(&[]).expect("a group")).expect("UTF-8");
    well_formed(&empty);
}

#[test]
fn prefixes_are_what_a_document_makes_them() {
    survives_other_prefixes(Format::Rss, |document| {
        let document = document.replace("tellal:", "ns0:").replace(":tellal=", ":ns0=");
        document.replace("<content:", "<x:").replace("</content:", "</x:").replace(":content=", ":x=")
    });
    // Bound at the place itself, and without any prefix.
    survives_other_prefixes(Format::Rss, |document| {
        let document = document.replace(" xmlns:tellal=\"https://tellal.example/ns/\"", "");
        document.replace("<tellal:story ", "<story xmlns=\"https://tellal.example/ns/\" ").replace("tellal:", "")
    });
    let feed = "<rss xmlns:m='http://search.yahoo.com/mrss/'><channel><item><m:title>No</m:title><title>Yes</title>\
                <a:encoded xmlns:a='http://purl.org/rss/1.0/modules/content/'>&lt;p>Text.</a:encoded></item></channel></rss>";
    let found = read(feed);
    assert_eq!(text(&found[0]).headline.as_str(), "Yes");
    assert_eq!(text(&found[0]).body().expect("text").plain(), "Text.");
}

#[test]
fn a_story_of_ours_that_was_taken_away_by_others_stays_away() {
    let sent = &all()[1];
    let feed = String::from_utf8(Format::Rss.write(&sent.edition())).expect("UTF-8");
    let feed = feed.replace("<content:encoded>", "<media:status state='blocked'/><content:encoded>");
    assert!(matches!(&read(&feed)[0].story, Drafted::Notice(notice) if notice.state == State::Withheld));
}

#[test]
fn a_kill_is_one_even_when_only_its_title_is_left() {
    let found = read(&channel(
        "<item><title>KILL: Minister dies</title><description>He is alive.</description></item>\
        <item><title>HOLD: A plan</title></item><item><title>HOLD the line</title></item>",
    ));
    let Drafted::Notice(notice) = &found[0].story else { panic!("{found:?}") };
    assert_eq!(
        (notice.state, notice.headline.as_ref().map(story::Line::as_str)),
        (State::Canceled, Some("Minister dies"))
    );
    assert_eq!(notice.reason.as_ref().map(story::Prose::as_str), Some("He is alive."));
    assert!(
        matches!(&found[1].story, Drafted::Notice(notice) if notice.state == State::Withheld && notice.reason.is_none())
    );
    assert_eq!(text(&found[2]).headline.as_str(), "HOLD the line");
}

#[test]
fn a_feed_of_a_weblog_is_read() {
    let feed = channel(
        r#"<item>
          <title><![CDATA[<b>Flut</b> in Bern &amp; Z&#252;rich]]></title><link>https://lantern.example/a/1?x=1&y=2</link>
          <media:title>not the title</media:title><guid isPermaLink="false"> lantern-1 </guid>
          <pubDate>Tue, 1 Sep 26 12:00 MESZ</pubDate><dc:creator><![CDATA[Ada Kaya]]></dc:creator>
          <category><![CDATA[Wasser]]></category><category domain="http://cv.iptc.org/newscodes/mediatopic/20000151">x</category>
          <category>Wasser</category><media:keywords>dams, rivers</media:keywords>
          <description><![CDATA[<p>Der Fluss trat über die Ufer.</p>]]></description>
          <content:encoded><![CDATA[<h2>Flut in Bern & Zürich</h2><p>Am Dienstag <a href="../b">kam das Wasser</a>.</p>
            <script>alert("<p>x</p>")</script><blockquote><p>Wir bauen.</p><p>— Ada</p></blockquote><img src="x.jpg">
            <p>Schluss<br><br>gut]]></content:encoded>
          <enclosure url="https://lantern.example/a.mp3" length="1" type="audio/mpeg"/>
        </item>"#,
    );
    insta::assert_snapshot!(shown(&read(&feed)[0]));
}

#[test]
fn old_and_new_feeds_are_read() {
    let feed = r#"<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://x.example/"><title>Old</title><dc:language>tr</dc:language></channel>
        <item rdf:about="https://x.example/1"><title>Bir</title><link>https://x.example/1</link><description>Bir metin.</description>
        <dc:date>2026-09-01T10:00:00+03:00</dc:date><dc:creator>Ada (ada@x.example)</dc:creator></item>
        <item rdf:about="https://x.example/2"><title>İki</title></item></rdf:RDF>"#;
    let found = read(feed);
    assert_eq!(found.len(), 2);
    let (first, second) = (text(&found[0]), text(&found[1]));
    assert_eq!(
        (found[0].external_id.as_deref(), found[0].dated),
        (Some("https://x.example/1"), Some(time("2026-09-01T07:00:00Z")))
    );
    assert_eq!((first.language.as_str(), first.body().expect("text").plain().as_str()), ("tr", "Bir metin."));
    assert_eq!(first.byline.as_ref().map(story::Line::as_str), Some("Ada"));
    assert_eq!(first.rights.source.as_ref().map(story::Line::as_str), Some("Old"));
    assert_eq!(second.body().expect("text").plain(), "İki");
    assert_eq!(found[1].repairs, ["there is no text; the headline stands for it"]);

    let old = "<rss version='0.91'><channel><title>T</title><item><description>The first sentence is here. The second.</description></item></channel></rss>";
    assert_eq!(text(&read(old)[0]).headline.as_str(), "The first sentence is here");
    assert_eq!(read(old)[0].external_id, None);
}

#[test]
fn a_file_alone_is_a_picture() {
    let feed = channel(
        "<item><title>The dam</title><media:content url='https://x.example/dam.jpg' type='image/jpeg' medium='image'>\
         <media:credit>Ada Kaya</media:credit></media:content><guid>7</guid></item>",
    );
    let found = read(&feed);
    let Drafted::Media(draft) = &found[0].story else { panic!("not a picture") };
    assert_eq!((draft.path(), draft.caption().as_str()), ("https://x.example/dam.jpg", "The dam"));
    assert_eq!(draft.story().rights.credit.as_ref().map(story::Line::as_str), Some("Ada Kaya"));
}

#[test]
fn what_must_not_be_used_is_never_a_story() {
    let found = read(&channel(
        "<item><title>A</title><description>B</description><media:status state='deleted' reason='A court said so.'/></item>\
         <item><title>C</title><description>D</description><app:control xmlns:app='http://www.w3.org/2007/app'><app:draft>yes</app:draft></app:control></item>",
    ));
    let states: Vec<_> = found
        .iter()
        .map(|incoming| match &incoming.story {
            Drafted::Notice(notice) => (notice.state, notice.reason.as_ref().map(|reason| reason.as_str().to_owned())),
            other => panic!("{other:?}"),
        })
        .collect();
    let draft = (State::Withheld, Some("It is a draft.".to_owned()));
    assert_eq!(states, [(State::Canceled, Some("A court said so.".to_owned())), draft]);
    let embargoed =
        |time: &str| channel(&format!("<item><title>A</title><x:embargo xmlns:x='x'>{time}</x:embargo></item>"));
    assert_eq!(text(&read(&embargoed("2026-09-02T10:00:00+03:00"))[0]).embargo, Some(time("2026-09-02T07:00:00Z")));
    let refused = rss::read(&embargoed("tomorrow"), &agency(), &defaults()).expect_err("no time").to_string();
    assert_eq!(refused, "line 1, `embargo`: is not a time with its zone (2026-09-01T10:00:00Z): `tomorrow`");
    let refused = rss::read(&embargoed("2026-09-02T10:00:00"), &agency(), &defaults());
    assert!(refused.is_err(), "an embargo without a zone");
}

#[test]
fn broken_feeds_are_refused_or_told() {
    let refused = |feed: &str| rss::read(feed, &agency(), &defaults()).expect_err(feed).to_string();
    let all = [
        "",
        "text",
        "<rss><channel>\n<item><title>A</title></item>",
        "<html><body/></html>",
        "<rss><channel/></rss>",
        "<rss><channel>\n<item><link>https://x.example/</link></item></channel></rss>",
        "<rss><channel><item><title>A</title>\n<tellal:story xmlns:tellal='https://tellal.example/ns/'>\n<tellal:priority>high</tellal:priority></tellal:story></item></channel></rss>",
        "<rss><channel><item><title>A</title><tellal:story><tellal:embargo>2026-09-01T10:00:00</tellal:embargo></tellal:story></item></channel></rss>",
        &"<rss>".repeat(200),
    ];
    insta::assert_snapshot!(all.map(refused).join("\n"));
    let found = read(&channel(
        "<item><title>A</title><pubDate>yesterday</pubDate></item><item/><item><title>B</title><dc:language>turkish</dc:language></item>",
    ));
    assert_eq!(found.len(), 2);
    insta::assert_snapshot!(
        found.iter().flat_map(|one| &one.repairs).map(String::as_str).collect::<Vec<_>>().join("\n")
    );
    let many = channel(&"<item><title>A</title></item>".repeat(6_000));
    assert_eq!(read(&many).len(), 5_000);
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><rss><channel><item><title>&b;</title></item></channel></rss>";
    assert_eq!(text(&read(bomb)[0]).headline.as_str(), "&b;");
    let signs =
        channel(&format!("<item><title>A</title><description>{}</description></item>", "&amp;".repeat(100_000)));
    assert_eq!(read(&signs).len(), 1);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        parts in proptest::collection::vec(prop::sample::select(vec![
            "<item>", "</item>", "<title>", "</title>", "<description>", "<![CDATA[", "]]>", "<p>", "&lt;", "&#0;", "&x", "<link/>", "a",
            "<media:content url='x'/>", "<pubDate>1 Jan 1", "<tellal:story version='x'>", "<entry>", "<content type='xhtml'>", "</content>",
            "<at:deleted-entry ref='a'/>", "<category>", "<x:title>",
        ]), 0..40),
    ) {
        for format in [Format::Rss, Format::Atom] {
            let _ = format.read(&bytes, &agency(), &defaults());
            for root in ["rss><channel", "feed"] {
                let document = format!("<{root}>{}</{}>", parts.concat(), root.split('>').next_back().expect("a name"));
                let _ = format.read(document.as_bytes(), &agency(), &defaults());
            }
        }
    }
}
