//! IPTC 7901: against the pairs of a real agency, the golden document, and what goes wrong on lines.

mod pairs;

use crate::{
    agency, arabic, defaults,
    dispatch::{Dispatch, every, shown},
    story, text, time, turkish,
};
use format::{Drafted, Format, Incoming, iptc7901};
use proptest::prelude::*;
use serde_json::Value;
use story::{Act, Agency, AgencyCode, Block, Kind, Priority, State, Story};

fn read(document: &str) -> Vec<Incoming> {
    iptc7901::read(document, &agency(), &defaults()).unwrap_or_else(|refused| panic!("{refused}\n{document}"))
}

fn one(document: &str) -> Incoming {
    let mut found = read(document);
    assert_eq!(found.len(), 1, "{document}");
    found.remove(0)
}

fn refused(document: &str) -> String {
    iptc7901::read(document, &agency(), &defaults()).expect_err(document).to_string()
}

/// The story of the tests with what only some formats carry.
fn rich() -> Story {
    let mut value = serde_json::to_value(turkish()).expect("json");
    value["embargo"] = "2026-09-02T07:00:00Z".into();
    value["genre"] = "Current".into();
    value["people"] = serde_json::json!(["Ayşe Kaya"]);
    value["editors_note"] = "Vali saat 15.00'te konuşacak.\nFotoğraf izleyecek.".into();
    value["rights"]["usage_terms"] = "No sales in Switzerland.".into();
    value["correction"] = serde_json::json!({"was": "5,1 büyüklüğünde", "now": "6,1 büyüklüğünde"});
    story(value)
}

#[test]
fn a_rich_story() {
    let dispatch = Dispatch::acting(rich(), Act::Correct, State::Usable);
    insta::assert_snapshot!(shown(&dispatch.written(Format::Iptc7901)));
}

#[test]
fn a_rich_story_in_latin1() {
    let dispatch = Dispatch::acting(rich(), Act::Correct, State::Usable);
    let bytes = dispatch.written(Format::Iptc7901Latin1);
    assert!(std::str::from_utf8(&bytes).is_err(), "ü is one byte");
    insta::assert_snapshot!(shown(&bytes));
}

#[test]
fn a_right_to_left_story() {
    insta::assert_snapshot!(shown(&Dispatch::of(arabic()).written(Format::Iptc7901)));
}

#[test]
fn a_kill() {
    let dispatch = Dispatch::removing(&rich(), Act::Kill, State::Canceled, "Deprem olmadı.\n\nTatbikattı.");
    let document = dispatch.written(Format::Iptc7901);
    insta::assert_snapshot!(shown(&document));
    let incoming = Format::Iptc7901.read(&document, &agency(), &defaults()).expect("read").remove(0);
    let Drafted::Notice(notice) = &incoming.story else { panic!("a notice") };
    assert_eq!((notice.state, notice.kind), (State::Canceled, Kind::Text));
    assert_eq!(notice.headline.as_ref().map(story::Line::as_str), Some(dispatch.story.headline.as_str()));
    assert_eq!(notice.reason, dispatch.story.editors_note);
    assert_eq!((incoming.external_id.as_deref(), incoming.version), (Some("tel:text:20260901:50000001"), Some(3)));
}

#[test]
fn messages_to_editors_and_tests_are_no_news() {
    for act in [Act::Advisory, Act::Test] {
        for format in [Format::Iptc7901, Format::Anpa1312, Format::Text, Format::Csv] {
            let document = Dispatch { act, ..Dispatch::of(arabic()) }.written(format);
            let incoming = format.read(&document, &agency(), &defaults()).expect("read").remove(0);
            let Drafted::Notice(notice) = &incoming.story else { panic!("{} {act:?}: {incoming:?}", format.name()) };
            assert_eq!(notice.state, State::Withheld);
        }
    }
}

#[test]
fn a_group_is_several_messages() {
    let (first, second) =
        (Dispatch::of(turkish()), Dispatch { version: 2, act: Act::Update, ..Dispatch::of(arabic()) });
    for format in [Format::Iptc7901, Format::Anpa1312, Format::Csv] {
        let document = format.write_group(&[first.edition(), second.edition()]).expect("a group");
        let found = format.read(&document, &agency(), &defaults()).expect("read");
        let headlines: Vec<_> = found.iter().map(|incoming| text(incoming).headline.as_str()).collect();
        assert_eq!(headlines, [first.story.headline.as_str(), second.story.headline.as_str()]);
    }
    assert_eq!(Format::Text.write_group(&[first.edition()]), None);
}

#[test]
fn no_line_is_longer_than_69_characters() {
    let japanese = story(serde_json::json!({
        "language": "ja", "slug": "地震", "headline": "宮城県沖で地震".repeat(12), "priority": 2, "category": 1,
        "content": {"kind": "text", "body": [
            {"block": "paragraph", "spans": [{"text": "宮城県沖で強い地震があった、と気象庁が発表した。".repeat(9)}]}]},
    }));
    for written in [rich(), japanese] {
        let dispatch = Dispatch::acting(written, Act::Correct, State::Usable);
        for format in [Format::Iptc7901, Format::Iptc7901Latin1] {
            let document = shown(&dispatch.written(format));
            for line in document.lines() {
                // A word that is longer than a line has a line of its own.
                let word = !line.trim().contains(' ');
                let width = line.trim_start_matches(['␂', '␃']).chars().count();
                assert!(width <= 69 || word, "{}: {line}", format.name());
            }
        }
        let bytes = dispatch.written(Format::Iptc7901);
        let incoming = Format::Iptc7901.read(&bytes, &agency(), &defaults()).expect("read").remove(0);
        let plain = |story: &Story| story.body().expect("body").plain().replace("Enkaz\n\n", "");
        assert_eq!(plain(text(&incoming)), plain(&dispatch.story));
        assert_eq!(text(&incoming).headline, dispatch.story.headline);
    }
}

/// Checks a message against the layout: heading, slug line, header, text, and what ends it.
fn check_layout(document: &str) {
    let (head, rest) = document.split_once('\u{2}').expect("STX");
    let (heading, slug_line) = head.strip_suffix("\r\n").expect("CR LF").split_once("\r\n").expect("two lines");
    let words: Vec<&str> = heading.strip_prefix('\u{1}').expect("SOH").splitn(5, ' ').collect();
    let (source, number) = words[0].split_at(3);
    assert!(source.bytes().all(|b| b.is_ascii_uppercase()) && (3..=5).contains(&number.len()), "{heading}");
    assert!(number.bytes().all(|b| b.is_ascii_digit()) && matches!(words[1].as_bytes(), [b'1'..=b'6']), "{heading}");
    assert!((1..=3).contains(&words[2].len()) && words[2].bytes().all(|b| b.is_ascii_alphabetic()), "{heading}");
    assert!(words[3].parse::<u32>().is_ok() && words[4].len() <= 50, "{heading}");
    assert!(slug_line.ends_with('/') && !slug_line.contains("\r\n"), "{slug_line}");
    let (text, trailer) = rest.split_once('\u{3}').expect("ETX");
    let header = text.split("\r\n").take_while(|line| !line.is_empty()).last().expect("a header");
    assert!(header.ends_with(" ="), "{text}");
    for line in text.strip_suffix("\r\n").expect("CR LF").split("\r\n") {
        assert!(line.chars().count() <= 69 || !line.trim().contains(' '), "{line}");
        assert!(line.chars().all(story::is_clean), "{line:?}");
    }
    let time = trailer.strip_suffix("\r\n\u{4}").expect("CR LF EOT");
    assert_eq!(time, "011200 Sep 26");
}

#[test]
fn every_kind_and_act_has_the_layout() {
    for dispatch in every() {
        check_layout(&raw(&dispatch));
        let latin = dispatch.written(Format::Iptc7901Latin1);
        check_layout(&latin.iter().map(|&b| char::from(b)).collect::<String>());
        let usable = dispatch.state == State::Usable && !matches!(dispatch.act, Act::Advisory | Act::Test);
        for format in [Format::Iptc7901, Format::Iptc7901Latin1] {
            let found = format.read(&dispatch.written(format), &agency(), &defaults()).expect("read").remove(0);
            assert_eq!(!matches!(found.story, Drafted::Notice(_)), usable, "{:?} {}", dispatch.act, dispatch.item);
            assert_eq!((found.external_id.as_deref(), found.version), (Some(dispatch.item.as_str()), Some(3)));
            assert_eq!(found.repairs, [""; 0]);
        }
    }
}

#[test]
fn the_number_of_a_message_is_that_of_the_item() {
    let heading = |version| {
        let dispatch =
            Dispatch { version, item: "tel:text:20260901:50001234".parse().expect("id"), ..Dispatch::of(turkish()) };
        shown(&dispatch.written(Format::Iptc7901)).lines().next().map(str::to_owned)
    };
    assert_eq!(heading(1), heading(4));
    assert_eq!(heading(1).as_deref(), Some("␁TEL1234 2 a 16 tel:text:20260901:50001234"));
}

fn raw(dispatch: &Dispatch) -> String {
    String::from_utf8(dispatch.written(Format::Iptc7901)).expect("UTF-8")
}

const GOLDEN: &str = include_str!("../../data/golden/text.iptc7901.txt");

/// The fields that a large newsroom system is known to read, in the way it does: by place, not by meaning.
fn fields(document: &str) -> Value {
    let (head, rest) = document.split_once('\u{2}').expect("STX");
    let mut lines = head.trim_start_matches('\u{1}').lines();
    let words: Vec<&str> = lines.next().expect("a heading").split(' ').collect();
    assert!(words[1].len() == 1 && words[2].len() == 1, "one character each: {words:?}");
    let digits = words[0].find(|c: char| c.is_ascii_digit()).expect("a number");
    let slug: String = lines.collect();
    let (text, _) = rest.split_once('\u{3}').expect("ETX");
    let (headline, body) = text.split_once("\r\n").expect("a headline");
    serde_json::json!({
        "type": "text", "headline": headline.trim_end_matches(" ="), "slugline": slug.trim_end_matches('/'),
        "original_source": words[0][..digits], "ingest_provider_sequence": words[0][digits..],
        "word_count": words[3].parse::<u32>().expect("words"), "body_html": body,
    })
}

#[test]
fn the_golden_document_gives_the_fields_that_a_newsroom_reads() {
    let expected: Value =
        serde_json::from_str(include_str!("../../data/golden/text.iptc7901.expect.json")).expect("json");
    let incoming = one(GOLDEN);
    let story = text(&incoming);
    assert_eq!(story.headline.as_str(), expected["headline"]);
    assert_eq!(story.slug.as_str(), expected["slugline"]);
    assert_eq!(story.rights.source.as_ref().map(story::Line::as_str), expected["original_source"].as_str());
    assert_eq!(incoming.external_id.as_deref(), Some("AGY1234/2026-11-01"));
    assert_eq!(
        (story.priority, story.dateline.as_ref().expect("dateline").city.as_str()),
        (Priority::Important, "Zurich")
    );
    assert_eq!(incoming.dated, Some(time("2026-11-01T10:30:00Z")));
    assert_eq!(story.body().expect("body").plain(), "One two three.\n\nPoint.");
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    `W` is no section here, so the usual one was taken
    the time `011030 NOV 26` has no zone, and was taken as UTC
    "#);

    // And what we write of it gives them too.
    let mut agency = Agency::new(AgencyCode::new("agy").expect("code"), "AGY", "The Agency");
    agency.language = story.language.clone();
    let item = "agy:text:20261101:41234".parse().expect("id");
    let written = fields(&raw(&Dispatch { agency, item, ..Dispatch::of(story.clone()) }));
    assert_eq!(fields(GOLDEN)["word_count"], expected["word_count"]);
    for (field, value) in expected.as_object().expect("fields") {
        match field.as_str() {
            "body_html" => {
                let text = value["contains"][0].as_str().expect("text");
                assert!(written[field].as_str().expect("text").contains(text));
            }
            // Agencies count words in their own way.
            "word_count" => assert_eq!(written[field], 4),
            _ => assert_eq!(&written[field], value, "{field}"),
        }
    }
}

#[test]
fn dirty_messages_are_read_and_told() {
    let whole = "\u{1}AGY0007 4 a 7 \r\nFlood/\r\n\u{2}Council backs plan =\r\n\r\n   BERN (AGY) - One two three four five.\r\n\u{3}011030 Nov 26\r\n\u{4}";
    assert_eq!(one(whole).repairs, ["the time `011030 Nov 26` has no zone, and was taken as UTC"]);
    let plain = |document: &str| text(&one(document)).body().expect("body").plain();
    // Idle characters, line ends of every sort, no end, and an end that is only half there.
    let noisy = format!("\0\0\u{7F}{}\u{7F}\u{7F}", whole.replace("plan", "pl\0an").replace("One", "O\u{7F}ne"));
    assert_eq!((plain(&noisy), plain(whole)), (plain(whole), "One two three four five.".to_owned()));
    assert_eq!(plain(&whole.replace("\r\n", "\n")), plain(whole));
    assert_eq!(plain(&whole.replace("\r\n", "\r")), plain(whole));
    let cut = one(whole.split_once('\u{3}').expect("ETX").0);
    assert_eq!(cut.repairs, ["the text does not end with ETX: the end may be missing"]);
    assert_eq!(text(&cut).headline.as_str(), "Council backs plan");
    let half = one(&whole.replace(" five.", "").replace(" 7 \r", " 70 \r").replace("\u{3}011030 Nov 26\r\n", ""));
    assert_eq!(half.repairs.len(), 2, "{:?}", half.repairs);
    assert!(half.repairs[1].starts_with("70 words are announced"), "{:?}", half.repairs);
    // Without STX, and without anything but it.
    assert_eq!(plain(&whole.replace('\u{2}', "")), plain(whole));
    let bare = one("\u{2}Council backs plan\r\n\r\nOne two.\r\n");
    assert_eq!((text(&bare).headline.as_str(), &bare.external_id), ("Council backs plan", &None));
    // A broken time and a section that nobody here has.
    let other = one(&whole.replace("011030 Nov 26", "soon").replace(" a 7", " vmx 7"));
    insta::assert_snapshot!(other.repairs.join("\n"), @r#"
    `vmx` is no section here, so the usual one was taken
    the time `soon` cannot be read
    "#);
    assert_eq!(other.dated, None);
}

#[test]
fn windows_punctuation_and_tables_with_tabs_are_read() {
    let mut bytes = b"\x01AGY0007 4 a 9 \r\nFlood/\r\n\x02Council \x96 plan =\r\n\r\nThe \x93plan\x94 costs 5 \x80:\r\n\r\nCity\tVotes\r\nBern\t7\t1\r\n".to_vec();
    bytes.extend(b"A line that is much longer than the sixty-nine characters that a line of this format may have, as it happens.\x03");
    for format in [Format::Iptc7901, Format::Iptc7901Latin1] {
        let incoming = format.read(&bytes, &agency(), &defaults()).expect("read").remove(0);
        let story = text(&incoming);
        assert_eq!(story.headline.as_str(), "Council – plan");
        let [first, table, last] = story.body().expect("body").blocks() else { panic!("{story:?}") };
        assert_eq!(first.plain(), "The “plan” costs 5 €:");
        assert!(matches!(table, Block::Table { rows, .. } if rows.len() == 2 && rows[0].len() == 3), "{table:?}");
        assert!(last.plain().ends_with("as it happens."));
    }
    // The same bytes mean two texts, and the profile says which.
    let bytes = b"\x01AGY0007 4 a 9 \r\nFlood/\r\n\x02AMANH\xC3\xBB =\r\n\r\nTexto.\x03";
    let headline = |format: Format| {
        let found = format.read(bytes, &agency(), &defaults()).expect("read");
        text(&found[0]).headline.to_string()
    };
    assert_eq!((headline(Format::Iptc7901), headline(Format::Iptc7901Latin1)), ("AMANHû".into(), "AMANHÃ»".into()));
}

#[test]
fn several_messages_and_takes_in_one_document() {
    let message = |number: u32, slug: &str, head: &str, body: &str| {
        format!(
            "\0\0\u{1}AGY{number:04} 4 a 3 \r\n{slug}/\r\n\u{2}{head} =\r\n\r\n   BERN (AGY) - {body}\r\n\u{3}011030 Nov 26\r\n\u{4}\u{7F}"
        )
    };
    let document = message(1, "Flood", "Council backs plan", "One.\r\n(more)")
        + &message(2, "Flood", "(take 2)\r\nCouncil backs plan", "Two.")
        + &message(3, "Fire", "Fire in Basel", "Three.")
        + &message(4, "Storm", "(2. Teil)\r\nStorm", "Four.");
    let found = read(&document);
    let told: Vec<_> = found
        .iter()
        .map(|incoming| {
            let story = text(incoming);
            format!(
                "{}: {} {:?}",
                story.headline,
                story.body().expect("body").plain().replace("\n\n", " "),
                &incoming.repairs[1..]
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    Council backs plan: One. Two. ["take 2 was added to the text"]
    Fire in Basel: Three. []
    Storm: Four. ["this is take 2, and the one before it is not here"]
    "#);
}

#[test]
fn kills_and_holds_of_other_agencies_are_notices() {
    for (slug, head, state) in [
        ("Flood", "KILL: Council backs plan", State::Canceled),
        ("Flood", "(MANDATORY KILL)\r\nCouncil backs plan", State::Canceled),
        ("Flood/KILL", "Council backs plan", State::Canceled),
        ("Flood", "WITHHOLD - Council backs plan", State::Withheld),
        ("Flood", "(ADVISORY - NOT FOR PUBLICATION)\r\nCouncil backs plan", State::Withheld),
    ] {
        let document = format!(
            "\u{1}AGY0001 1 a 3 \r\n{slug}/\r\n\u{2}{head} =\r\n\r\nThe vote was\r\npostponed.\r\n\u{3}011030 Nov 26"
        );
        let incoming = one(&document);
        let Drafted::Notice(notice) = &incoming.story else { panic!("{head}") };
        assert_eq!((notice.state, notice.headline.as_ref().expect("headline").as_str()), (state, "Council backs plan"));
        assert!(notice.reason.as_ref().expect("reason").as_str().starts_with("The vote was"));
    }
}

#[test]
fn an_embargo_is_kept_or_the_document_refused() {
    let message = |head: &str, body: &str| {
        format!("\u{1}AGY0001 4 a 3 \r\nFlood/\r\n\u{2}{head}Council backs plan =\r\n\r\n{body}\r\n\u{3}011030 Nov 26")
    };
    for document in [
        message("(EMBARGOED UNTIL 0700 GMT, SEPTEMBER 2, 2026)\r\n", "Text."),
        message("", "EMBARGOED UNTIL 0700 GMT, SEPTEMBER 2, 2026\r\n\r\nText."),
        message("", "Text.\r\n\r\n# Notizblock\r\n\r\n## Hinweise\r\n- Sperrfrist: 02.09.2026, 09.00 Uhr MESZ"),
    ] {
        assert_eq!(text(&one(&document)).embargo, Some(time("2026-09-02T07:00:00Z")), "{document}");
    }
    let all = [
        message("(EMBARGOED UNTIL 0700, SEPTEMBER 2, 2026)\r\n", "Text."),
        message("", "Sperrfrist 12.00 Uhr\r\n\r\nText."),
        "no message".to_owned(),
        "\u{1}AGY0001 4 a 3 \r\nFlood/\r\n\u{2}\u{3}".to_owned(),
    ];
    insta::assert_snapshot!(all.map(|document| refused(&document)).join("\n"), @r#"
    line 1, `embargo`: has no zone
    line 5, `embargo`: has no date and time that can be read
    holds no message: neither SOH nor STX stands in it
    line 1, `text`: is empty
    "#);
}

#[test]
fn a_picture_comes_back_with_the_address_of_its_file() {
    let picture = story(serde_json::json!({
        "language": "en", "slug": "DAM", "headline": "The dam", "priority": 4, "category": 1, "byline": "Ada Kaya",
        "standfirst": "A dam.", "content": {"kind": "picture", "caption": "The dam.\n\nIt is full.", "media": {
            "sha256": "a".repeat(64), "media_type": "image/jpeg", "bytes": 1, "width": 3_000, "height": 2_000}},
    }));
    let document = Dispatch::of(picture).written(Format::Iptc7901);
    insta::assert_snapshot!(shown(&document));
    let incoming = Format::Iptc7901.read(&document, &agency(), &defaults()).expect("read").remove(0);
    let Drafted::Media(draft) = incoming.story else { panic!("a picture") };
    assert_eq!(draft.path(), "https://wire.example/api/v1/items/tel:picture:20260901:50000001/files/print");
    assert_eq!(draft.caption().as_str(), "The dam.\n\nIt is full.");
}

#[test]
fn documents_that_grow_are_bounded() {
    assert_eq!(refused(&"\u{1}".repeat(100_000)), "holds more than 2000 messages");
    let deep = format!("\u{1}A1 4 a 1 \r\nS/\r\n\u{2}H =\r\n\r\n{}", "| a ".repeat(50_000));
    assert!(refused(&deep).contains("characters; at most"));
    let many = format!("\u{1}A1 4 a 1 \r\nS/\r\n\u{2}H =\r\n\r\n{}", "a\r\n\r\n".repeat(5_000));
    assert_eq!(refused(&many), "line 1, `text`: has too many blocks");
}

proptest! {
    #[test]
    fn any_message_is_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        text in "([ \t\r\n|(=)/:.\u{1}\u{2}\u{3}\u{4}a-zA-Z0-9—é東-]|EMBARGOED UNTIL |KILL: |\r\n\r\n){0,80}",
    ) {
        for format in [Format::Iptc7901, Format::Iptc7901Latin1] {
            let _ = format.read(&bytes, &agency(), &defaults());
        }
        let _ = iptc7901::read(&text, &agency(), &defaults());
        let _ = iptc7901::read(&format!("\u{1}AGY0001 4 a 3 \r\nS/\r\n\u{2}{text}"), &agency(), &defaults());
    }
}
