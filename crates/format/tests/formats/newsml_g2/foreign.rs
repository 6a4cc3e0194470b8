//! Documents of other senders, and broken ones.

use super::{PROFILES, Wire, one, read, rich};
use crate::{agency, defaults, text, time};
use format::{Drafted, Format, Incoming};
use proptest::prelude::*;
use story::{Act, Kind, MediaType, State};

/// A message of one item with this in `itemMeta`, `contentMeta` and `contentSet`.
fn item(management: &str, meta: &str, content: &str) -> String {
    format!(
        "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet><newsItem guid=\"urn:x:1\" version=\"4\">\
         <itemMeta><itemClass qcode=\"ninat:text\"/>{management}</itemMeta>\
         <contentMeta><headline>A headline</headline>{meta}</contentMeta>\
         <contentSet>{content}</contentSet></newsItem></itemSet></newsMessage>"
    )
}

const HTML: &str = "<inlineData contenttype=\"text/html\">&lt;p&gt;Text.&lt;/p&gt;</inlineData>";

fn refusal(xml: &str) -> String {
    read(xml).expect_err("refused").to_string()
}

fn state(incoming: &Incoming) -> Option<State> {
    match &incoming.story {
        Drafted::Notice(notice) => Some(notice.state),
        _ => None,
    }
}

/// As an agency writes that puts XHTML into its documents, ranks its headlines and tells much in notes.
const WITH_XHTML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<n:newsMessage xmlns:n="http://iptc.org/std/nar/2006-10-01/"><n:itemSet>
 <n:newsItem guid="urn:newsml:wire.example:260901-1" version="2" xml:lang="de">
  <n:rightsInfo><n:usageTerms>Nutzung nur nach Vereinbarung
Use only by agreement</n:usageTerms></n:rightsInfo>
  <n:itemMeta>
   <n:itemClass qcode="ninat:text"/><n:provider qcode="x:wire"/>
   <n:versionCreated>2026-09-01T12:05:52+02:00</n:versionCreated>
   <n:embargoed>2026-09-01T19:00:00+02:00</n:embargoed>
   <n:pubStatus qcode="stat:usable"><n:name>usable</n:name></n:pubStatus>
   <n:edNote role="x:note">Bilder folgen.</n:edNote>
   <n:edNote role="x:notepad"><section xmlns="http://www.w3.org/1999/xhtml"><h3>Notizblock</h3></section></n:edNote>
   <n:edNote role="x:contact">Redaktion: +41 44 000 00 00</n:edNote>
   <n:link rel="irel:seeAlso" href="https://example.org/"><n:title>Mehr</n:title></n:link>
  </n:itemMeta>
  <n:contentMeta>
   <n:urgency>3</n:urgency>
   <n:infoSource role="x:supplier"><n:name>Wire</n:name></n:infoSource>
   <n:infoSource role="isrol:contentSource"><n:name>Lantern</n:name></n:infoSource>
   <n:creator><n:name>kaya.ada</n:name></n:creator>
   <n:genre qcode="x:14"><n:name>Fact Check</n:name></n:genre>
   <n:subject qcode="xcat:vm" type="xtype:category"><n:name>vm</n:name></n:subject>
   <n:subject qcode="xc:1" type="cpnat:geoArea"><n:name>Schweiz</n:name><n:sameAs qcode="iso3166-1a2:CH"/></n:subject>
   <n:subject qcode="xs:346" type="xtype:subject"><n:name>Gesundheit</n:name></n:subject>
   <n:subject uri="http://cv.iptc.org/newscodes/mediatopic/20000593"/>
   <n:subject qcode="subj:11006000"/>
   <n:subject type="cpnat:person"><n:name>Ada Kaya</n:name></n:subject>
   <n:subject type="cpnat:organisation" literal="org0"><n:name>Stadtrat</n:name></n:subject>
   <n:subject type="cpnat:event" qcode="x:9"/>
   <n:keyword>Frauen</n:keyword><n:keyword> Gesundheit</n:keyword>
   <n:language tag="de"/>
   <n:headline rank="3">Unterzeile</n:headline>
   <n:headline rank="1">Stadtrat stützt
     den Plan</n:headline>
   <n:dateline>Zürich (wire) - </n:dateline><n:by>Von Ada Kaya</n:by>
   <n:description role="drol:teaser">Der Vorspann.</n:description>
  </n:contentMeta>
  <n:contentSet><n:inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
   <body><header><ul><li>vm</li></ul><h1>Stadtrat stützt den Plan</h1></header>
   <section class="main x_14"><p><span>Zürich (wire) - </span>Der <b>Stadtrat</b> stützt&#160;ihn.</p><h2>Ja</h2><p>Und <a href="https://example.org/">mehr</a>.</p></section>
   </body></html></n:inlineXML></n:contentSet>
 </n:newsItem></n:itemSet></n:newsMessage>"#;

#[test]
fn a_document_with_prefixes_and_xhtml_comes_in_whole() {
    let incoming = one(WITH_XHTML);
    insta::assert_snapshot!(incoming.repairs.join("\n"), @"links to what is not on the wire were left out");
    insta::assert_json_snapshot!(text(&incoming));
}

#[test]
fn a_status_other_than_usable_is_never_dropped() {
    for (status, is) in [("canceled", State::Canceled), ("Cancelled", State::Canceled), ("withheld", State::Withheld)] {
        let management =
            format!("<pubStatus qcode=\"stat:{status}\"/><edNote>Wrong.</edNote><embargoed>soon</embargoed>");
        let incoming = one(&item(&management, "", "<inlineXML><broken/></inlineXML>"));
        assert_eq!((state(&incoming), incoming.external_id.as_deref()), (Some(is), Some("urn:x:1")));
        assert!(
            matches!(incoming.story, Drafted::Notice(n) if n.reason.as_ref().map(ToString::to_string).as_deref() == Some("Wrong."))
        );
    }
    let by_uri = one(&item("<pubStatus uri=\"http://cv.iptc.org/newscodes/pubstatusg2/canceled\"/>", "", HTML));
    assert_eq!(state(&by_uri), Some(State::Canceled));
    insta::assert_snapshot!(refusal(&item("<pubStatus qcode=\"stat:maybe\"/>", "", HTML)), @"line 1, `pubStatus`: is `maybe`, not usable");
    insta::assert_snapshot!(refusal(&item("<pubStatus/>", "", HTML)), @"line 1, `pubStatus`: is ``, not usable");
    assert!(one(&item("", "", HTML)).text().is_some(), "no status means usable");
    let astray = one(&item("", "<pubStatus qcode=\"stat:canceled\"/>", HTML));
    assert_eq!(state(&astray), Some(State::Canceled), "a status counts wherever it stands");
}

#[test]
fn an_embargo_is_exact_or_the_item_is_refused() {
    let with = |time: &str| item(&format!("<embargoed>{time}</embargoed>"), "", HTML);
    let incoming = one(&with(" 2026-09-01T10:00:00+03:00 "));
    assert_eq!(text(&incoming).embargo, Some(time("2026-09-01T07:00:00Z")));
    let astray = one(&with("2026-09-01T07:00:00Z").replace("itemMeta>", "itemData>"));
    assert_eq!(text(&astray).embargo, Some(time("2026-09-01T07:00:00Z")), "an embargo counts wherever it stands");
    insta::assert_snapshot!(refusal(&with("2026-09-01T10:00:00")), @"line 1, `embargoed`: is not a time with its zone, such as 2026-09-01T10:00:00Z: `2026-09-01T10:00:00`");
    insta::assert_snapshot!(refusal(&with("")), @"line 1, `embargoed`: is empty, which embargoes the item without an end");
}

#[test]
fn odd_values_are_repaired_and_told() {
    let xml = "<newsItem version=\"0\"><contentSet><inlineData> One line.\n\n Another.</inlineData></contentSet>
        <contentMeta><urgency>12</urgency><language tag=\"english language\"/><slugline>&lt;a&gt;</slugline>
        <contentCreated>2016-13</contentCreated><description role=\"drol:summary\"> </description></contentMeta>
        <itemMeta><versionCreated>2026-09-01T12:00:00</versionCreated><itemClass qcode=\"ninat:text\"/></itemMeta></newsItem>";
    let incoming = one(xml);
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    `versionCreated` has no zone, and was taken as UTC: `2026-09-01T12:00:00`
    there is no headline; the first sentence stands for it
    `english language` is not a language; `en` was taken
    `slugline` holds a character that a slug cannot have; the headline made the slug
    the urgency `12` is not 1 to 9; routine was taken
    `contentCreated` is not a date such as 2026-09-01, or a time such as 2026-09-01T10:00:00+03:00, and was left out
    the item has no id of its own (`guid`)
    `version` is not a number from 1: `0`
    "#);
    assert_eq!((incoming.external_id, incoming.version), (None, None));
    assert_eq!(incoming.dated, Some(time("2026-09-01T12:00:00Z")));
}

#[test]
fn a_message_gives_what_can_be_taken_in_the_order_of_its_package() {
    let news = |id: &str, management: &str| {
        format!(
            "<newsItem guid=\"{id}\"><itemMeta><itemClass qcode=\"ninat:text\"/>{management}</itemMeta><contentMeta>\
                 <headline>{id}</headline></contentMeta><contentSet>{HTML}</contentSet></newsItem>"
        )
    };
    let xml = format!(
        "<newsMessage><header><priority>2</priority></header><itemSet>{}{}{}<conceptItem/>\
         <packageItem guid=\"tel:group:20260901:7\"><groupSet><group><itemRef residref=\"c\"/><itemRef residref=\"a\"/>\
         <itemRef residref=\"elsewhere\"/></group></groupSet></packageItem></itemSet></newsMessage>",
        news("a", ""),
        news("b", "<embargoed>soon</embargoed>"),
        news("c", ""),
    );
    let found = read(&xml).expect("read");
    let headlines: Vec<&str> = found.iter().map(|incoming| text(incoming).headline.as_str()).collect();
    assert_eq!(headlines, ["c", "a"]);
    assert!(found.iter().all(|incoming| text(incoming).priority == story::Priority::Urgent));
    assert!(found.iter().all(|i| text(i).group.as_ref().map(story::GroupId::as_str) == Some("tel:group:20260901:7")));
    insta::assert_snapshot!(found[0].repairs.join("\n"), @r#"
    the item `b` was left out: line 1, `embargoed`: is not a time with its zone, such as 2026-09-01T10:00:00Z: `soon`
    items that are no stories were left out: 1
    the package names items that are not in the document
    "#);
    let refused = news("b", "<embargoed>soon</embargoed>");
    insta::assert_snapshot!(refusal(&format!("<newsMessage><itemSet>\n{refused}\n{refused}</itemSet></newsMessage>")), @"line 2, `embargoed`: is not a time with its zone, such as 2026-09-01T10:00:00Z: `soon`");
}

#[test]
fn files_are_found_however_they_are_named() {
    let draft = |class: &str, content: &str| {
        let xml = item("", "<description>What it shows.</description>", content).replace("ninat:text", class);
        match one(&xml).story {
            Drafted::Media(draft) => draft,
            other => panic!("{other:?}"),
        }
    };
    let plain = draft("ninat:picture", "<remoteContent href=\" https://x.example/a.jpg \" width=\"9\" height=\"9\"/>");
    assert_eq!((plain.path(), plain.caption().as_str()), ("https://x.example/a.jpg", "What it shows."));
    let largest = draft(
        "ninat:video",
        "<remoteContent residref=\"small\" size=\"1\"/><remoteContent residref=\"big\" size=\"2\"/>",
    );
    assert_eq!(largest.path(), "big");
    let named = draft(
        "ninat:graphic",
        "<remoteContent rendition=\"rnd:preview\" href=\"p\" size=\"99\"/><remoteContent renditionuri=\"http://cv.iptc.org/newscodes/rendition/highRes\" href=\"h\" size=\"1\"/>\
         <remoteContent rendition=\"x:pdf\" href=\"f\"/>",
    );
    assert_eq!((named.path(), named.forms().len()), ("h", 1));
    let audio = draft("ninat:audio", "<remoteContent href=\"a.mp3\"/>");
    let media = |kind| story::Media {
        sha256: story::MediaHash::new(&"0".repeat(64)).expect("a hash"),
        media_type: kind,
        bytes: 1,
        width: None,
        height: None,
    };
    assert_eq!(audio.finish(media(MediaType::Mp3), Vec::new()).kind(), Kind::File);
    let text_as_file = draft("ninat:text", "<remoteContent href=\"a.pdf\"/>");
    assert_eq!(text_as_file.finish(media(MediaType::Pdf), Vec::new()).kind(), Kind::File);
}

#[test]
fn sections_of_other_agencies_are_not_taken_for_ours() {
    let of = |agency: &str| {
        let xml = item("", "<subject qcode=\"c:SPO\"><name>Sport</name></subject>", HTML);
        let catalog =
            format!("<catalog><scheme alias=\"c\" uri=\"https://tellal.example/ns/{agency}/category/\"/></catalog>");
        let story = one(&xml.replace("<itemMeta>", &format!("{catalog}<itemMeta>")));
        (text(&story).category.0, text(&story).keywords.len())
    };
    assert_eq!(of("tel"), (2, 0));
    assert_eq!(of("other"), (1, 0));
}

#[test]
fn how_a_summary_was_made_is_told_by_our_term_alone() {
    let told = |term: &str, code: &str| {
        let property = format!("<contentMetaExtProperty reluri=\"{term}\" qcode=\"{code}\"/>");
        let incoming = one(&item("", &property, HTML));
        let story = text(&incoming);
        assert_eq!(story.digital_source, None);
        (story.summary_source.clone().map(String::from), incoming.repairs)
    };
    let ours = "https://tellal.example/ns/term/summarySource";
    let machine = "trainedAlgorithmicMedia";
    assert_eq!(told(ours, &format!("digsrctype:{machine}")), (Some(machine.to_owned()), Vec::new()));
    assert_eq!(told(ours, &format!("x:{machine}")), (None, Vec::new()));
    for other in ["https://wire.example/ns/term/summarySource", "https://tellal.example/ns/term/summary"] {
        assert_eq!(told(other, &format!("digsrctype:{machine}")), (None, Vec::new()));
    }
    insta::assert_snapshot!(told(ours, "digsrctype:a machine").1.join("\n"), @"`summarySource` is not a digital source type of the IPTC NewsCodes such as `digitalCapture`, and was left out");
}

#[test]
fn bodies_come_in_every_form() {
    let body = |content: &str| text(&one(&item("", "", content))).body().expect("a body").plain();
    assert_eq!(
        body("<inlineData contenttype=\"text/plain\">One\nline.\n\n  Two &lt; three.</inlineData>"),
        "One line.\n\nTwo < three."
    );
    assert_eq!(
        body(
            "<inlineXML><nitf><body><body.content>&lt;p&gt;Ö &amp;amp; ü&lt;/p&gt;</body.content></body></nitf></inlineXML>"
        ),
        "Ö & ü"
    );
    assert_eq!(
        body("<inlineXML><nitf><body><body.content><p>One.</p></body.content></body></nitf></inlineXML>"),
        "One."
    );
    assert_eq!(body("<inlineXML><div><p>One.</p></div></inlineXML><remoteContent href=\"a.pdf\"/>"), "One.");
    let composite =
        item("", "", &format!("{HTML}<remoteContent href=\"a.jpg\"/>")).replace("ninat:text", "ninat:composite");
    assert!(one(&composite).text().is_some(), "the text of a composite is its story");
    insta::assert_snapshot!(refusal(&item("", "", "<inlineData encoding=\"encd:base64\">QQ==</inlineData>")), @"line 1, `contentSet`: is encoded as `encd:base64`, which is not read");
    insta::assert_snapshot!(refusal(&item("", "", "<inlineXML><weather/></inlineXML>")), @"line 1, `contentSet`: holds `weather`, which is not text");
}

#[test]
fn broken_documents_are_refused_with_their_line() {
    insta::assert_snapshot!(refusal("<newsItem>\n<itemMeta></newsItem>"), @"line 2: is not XML: ill-formed document: expected `</itemMeta>`, but `</newsItem>` was found");
    insta::assert_snapshot!(refusal("<newsMessage>\n<itemSet>"), @"line 2: ends before `itemSet` is closed");
    insta::assert_snapshot!(refusal("<rss/>"), @"line 1: is not NewsML-G2: its outermost element is `rss`");
    insta::assert_snapshot!(refusal("<newsMessage><itemSet/></newsMessage>"), @"line 1: is a `newsMessage` without a `newsItem` or `packageItem`");
    insta::assert_snapshot!(refusal(&"<newsItem>".repeat(1_000)), @"line 1: is nested more than 100 deep");
    insta::assert_snapshot!(refusal(&format!("<newsMessage><itemSet>{}</itemSet></newsMessage>", "<newsItem/>".repeat(1_001))), @"holds more than 1000 items");
    let deep = format!("<inlineXML><div>{}{}</div></inlineXML>", "<b>".repeat(60), "</b>".repeat(60));
    insta::assert_snapshot!(refusal(&item("", "", &deep)), @"line 1, `body`: is nested more than 40 deep");
    let bomb = "<!DOCTYPE n [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let incoming = one(&format!("{bomb}{}", item("", "<by>&b;</by>", HTML)));
    assert_eq!(text(&incoming).byline.as_ref().map(story::Line::as_str), Some("&b;"));
}

#[test]
fn what_is_too_much_is_cut_at_a_limit() {
    let many = |n| format!("<keyword>word {n}</keyword><subject qcode=\"medtop:{n:08}\"/>");
    let many: Vec<String> = (0..500).map(many).collect();
    let incoming = one(&item("", &many.concat(), HTML));
    let story = text(&incoming);
    assert_eq!((story.keywords.len(), story.topics.len()), (100, 100));
    let long = "word ".repeat(2_000);
    let incoming = one(&item(&format!("<edNote>{long}</edNote>"), &format!("<by>{long}</by>"), HTML));
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    `by` has 9999 characters; at most 300 are allowed, and was left out
    `edNote` has more than 2000 characters and was cut at a word
    "#);
}

#[test]
fn declared_and_broken_encodings_are_read() {
    let latin5 = item("", "<by>Y\u{131}ld\u{131}z</by>", HTML);
    let mut bytes = b"<?xml version=\"1.0\" encoding=\"ISO-8859-9\"?>".to_vec();
    bytes
        .extend(latin5.chars().map(|c| if c == '\u{131}' { 0xFD } else { u8::try_from(u32::from(c)).expect("Latin") }));
    let found = Format::NewsmlG2.read(&bytes, &agency(), &defaults()).expect("read");
    assert_eq!(text(&found[0]).byline.as_ref().map(story::Line::as_str), Some("Yıldız"));
    bytes.drain(..b"<?xml version=\"1.0\" encoding=\"ISO-8859-9\"?>".len());
    let found = Format::NewsmlG2.read(&bytes, &agency(), &defaults()).expect("read");
    assert_eq!(found[0].repairs.len(), 1, "{:?}", found[0].repairs);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Format::NewsmlG2.read(&bytes, &agency(), &defaults());
    }

    #[test]
    fn a_damaged_document_is_read_or_refused(
        html in any::<bool>(),
        cuts in proptest::collection::vec((0.0..1.0_f64, 0.0..0.05_f64, "[<>/&;a-z\"' =:]{0,6}"), 1..6),
    ) {
        let mut document = Wire::new().document(PROFILES[usize::from(html)], &rich(), Act::Correct, State::Usable);
        for (at, length, instead) in cuts {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short text")]
            let place = |share: f64| (share * document.len() as f64) as usize;
            let (from, to) = (place(at), place((at + length).min(1.0)));
            let from = (0..=from).rev().find(|&n| document.is_char_boundary(n)).unwrap_or(0);
            let to = (to..=document.len()).find(|&n| document.is_char_boundary(n)).unwrap_or(document.len());
            document.replace_range(from..to.max(from), &instead);
        }
        // What still names its embargo is never given without it.
        if let Ok(found) = read(&document) {
            for incoming in &found {
                let lost = incoming.text().is_some_and(|story| story.embargo.is_none());
                prop_assert!(!lost || !document.contains("<embargoed>2026-09-02T07:00:01Z</embargoed><pubStatus"));
            }
        }
    }
}
