//! ANPA 1312: the golden document, and what goes wrong on lines.

use crate::{
    agency, arabic, defaults,
    dispatch::{Dispatch, every, shown},
    story, text, time, turkish,
};
use format::{Drafted, Format, Incoming, anpa1312};
use proptest::prelude::*;
use serde_json::Value;
use story::{Act, Agency, AgencyCode, Block, Priority, State, Story};

fn read(document: &str) -> Vec<Incoming> {
    anpa1312::read(document, &agency(), &defaults()).unwrap_or_else(|refused| panic!("{refused}\n{document}"))
}

fn one(document: &str) -> Incoming {
    let mut found = read(document);
    assert_eq!(found.len(), 1, "{document}");
    found.remove(0)
}

fn rich() -> Story {
    let mut value = serde_json::to_value(turkish()).expect("json");
    value["embargo"] = "2026-09-02T07:00:00Z".into();
    value["editors_note"] = "Vali saat 15.00'te konuşacak — bekleniyor.\nFotoğraf izleyecek.".into();
    value["rights"]["usage_terms"] = "No sales in Switzerland.".into();
    value["correction"] = serde_json::json!({"was": "5,1 büyüklüğünde", "now": "6,1 büyüklüğünde"});
    story(value)
}

#[test]
fn a_rich_story() {
    let dispatch = Dispatch::acting(rich(), Act::Correct, State::Usable);
    insta::assert_snapshot!(shown(&dispatch.written(Format::Anpa1312)));
    let latin = dispatch.written(Format::Anpa1312Latin1);
    assert!(shown(&latin).contains("\n^EDS: Vali saat 15.00'te konusacak _ bekleniyor.<\n"), "{}", shown(&latin));
}

#[test]
fn a_right_to_left_story() {
    insta::assert_snapshot!(shown(&Dispatch::of(arabic()).written(Format::Anpa1312)));
}

#[test]
fn a_kill() {
    let dispatch = Dispatch::removing(&rich(), Act::Kill, State::Canceled, "Deprem olmadı.\n\nTatbikattı.");
    let document = dispatch.written(Format::Anpa1312);
    insta::assert_snapshot!(shown(&document));
    let incoming = Format::Anpa1312.read(&document, &agency(), &defaults()).expect("read").remove(0);
    let Drafted::Notice(notice) = &incoming.story else { panic!("a notice") };
    assert_eq!((notice.state, incoming.version), (State::Canceled, Some(3)));
    assert_eq!(notice.headline.as_ref(), Some(&dispatch.story.headline));
    assert_eq!(notice.reason, dispatch.story.editors_note);
}

/// Checks a message against the layout: two lines of heading, header lines, paragraphs, and what ends it.
fn check_layout(document: &str) {
    let (heading, rest) = document.split_once('\u{2}').expect("STX");
    let lines: Vec<&str> = heading.strip_suffix("\r\n").expect("CR LF").split("\r\n").collect();
    let [first, second] = lines[..] else { panic!("{heading:?}") };
    let first = first.strip_prefix("\u{16}\u{16}\u{1}a").expect("SYN SYN SOH");
    let (number, selector) = first.split_once('\u{1F}').expect("US");
    assert!(number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()) && selector.len() <= 5, "{first:?}");
    let words: Vec<&str> = second.split(' ').collect();
    assert!(matches!(words[0].as_bytes(), [b'f' | b'u' | b'b' | b'd' | b'r']), "{second:?}");
    assert!(matches!(words[1].as_bytes(), [b'a'..=b'z', 0x13 | 0x14, 0x11 | 0x12]), "{second:?}");
    assert!(words[2].len() <= 24 && words[2].starts_with("bc-") && words[2].is_ascii(), "{second:?}");
    assert!(words[words.len() - 1].len() == 4 && words[words.len() - 2].contains('-'), "{second:?}");
    let (text, trailer) = rest.split_once('\u{3}').expect("ETX");
    let (header, body) = text.split_once("^=<\r\n").expect("the end of the header");
    assert!(header.lines().count() >= 3, "{header}");
    assert!(header.lines().all(|line| line.starts_with('^') && line.ends_with('<')), "{header}");
    assert!(body.lines().all(|line| line.is_empty() || line.starts_with('\t')), "{body}");
    assert_eq!(trailer, "TEL-ZZ-09-01-26 1200GMT\r\n\r\n\r\n\u{4}");
}

#[test]
fn every_kind_and_act_has_the_layout() {
    for dispatch in every() {
        let usable = dispatch.state == State::Usable && !matches!(dispatch.act, Act::Advisory | Act::Test);
        for format in [Format::Anpa1312, Format::Anpa1312Latin1] {
            let bytes = dispatch.written(format);
            let latin = || bytes.iter().map(|&b| char::from(b)).collect();
            check_layout(&String::from_utf8(bytes.clone()).unwrap_or_else(|_| latin()));
            let found = format.read(&bytes, &agency(), &defaults()).expect("read").remove(0);
            assert_eq!(!matches!(found.story, Drafted::Notice(_)), usable, "{:?} {}", dispatch.act, dispatch.item);
            assert_eq!((found.version, found.repairs.len()), (Some(3), 0), "{:?}", found.repairs);
        }
    }
}

#[test]
fn versions_are_leads() {
    let heading = |version, act| {
        let dispatch = Dispatch { version, act, ..Dispatch::of(arabic()) };
        let document = dispatch.written(Format::Anpa1312);
        let read = Format::Anpa1312.read(&document, &agency(), &defaults()).expect("read").remove(0).version;
        (shown(&document).lines().nth(1).map(str::to_owned), read)
    };
    for (version, act, line, read) in [
        (1, Act::Release, "r p␓␑ bc-Story 9-1 0007", None),
        (2, Act::Update, "r p␓␑ bc-Story 1stLd-Writethru a0001 9-1 0007", Some(2)),
        (13, Act::Refile, "r p␓␑ bc-Story 12thLd-Writethru a0001 9-1 0007", Some(13)),
        (24, Act::Correct, "r p␓␑ bc-Story 23rdLd-Writethru-CORRECTION a0001 9-1 0007", Some(24)),
    ] {
        assert_eq!(heading(version, act), (Some(line.to_owned()), read));
    }
}

const GOLDEN: &str = include_str!("../data/golden/text.anpa1312.txt");

/// The fields that a large newsroom system is known to read, in the way it does: by place, not by meaning.
fn fields(document: &str) -> Value {
    let lines: Vec<&str> = document.split_inclusive('\n').collect();
    let number = lines[0].strip_prefix("\u{16}\u{16}\u{1}").expect("SYN SYN SOH").get(1..5).expect("a number");
    let (_, words) = lines[1].trim_end().rsplit_once(' ').expect("a word count");
    assert!(lines[1].as_bytes()[..5].iter().zip(b"u w\x13\x11").all(|(a, b)| a == b || a.is_ascii_lowercase()));
    assert!(lines[1][5..].starts_with(" bc-"), "the cycle");
    let (text, _) = document.split_once('\u{2}').expect("STX").1.split_once('\u{3}').expect("ETX");
    let header: Vec<&str> =
        text.lines().filter(|line| line.starts_with('^')).map(|line| line.trim_matches(['^', '<', '=', ' '])).collect();
    assert!(header.len() > 3, "a headline is looked for where there are more than three lines");
    let (slug, take) = header[0].trim_start_matches("BC--").split_once(',').expect("a slug");
    let body: Vec<&str> = text.lines().filter(|line| line.starts_with('\t')).map(str::trim).collect();
    let sent = lines[lines.len() - 4].trim_start_matches('\u{3}').trim_end();
    let mut sent = sent.splitn(3, '-').nth(2).expect("a time").split(['-', ' ']);
    let mut next = || sent.next().expect("a part of the time");
    let (month, day, year, clock) = (next(), next(), next(), next());
    serde_json::json!({
        "provider_sequence": number, "headline": header[1], "slugline": slug, "byline": header[header.len() - 2],
        "anpa_take_key": take.trim_end_matches(','), "word_count": words.parse::<u32>().expect("words"),
        "versioncreated": format!("20{year}-{month}-{day}T{}:{}:00+00:00", &clock[..2], &clock[2..4]),
        "body_html": format!("<p>{}</p>", body.join("</p><p>")),
    })
}

#[test]
fn the_golden_document_gives_the_fields_that_a_newsroom_reads() {
    let expected: Value = serde_json::from_str(include_str!("../data/golden/text.anpa1312.expect.json")).expect("json");
    assert_eq!(fields(GOLDEN), expected);
    let incoming = one(GOLDEN);
    let story = text(&incoming);
    assert_eq!(story.headline.as_str(), expected["headline"]);
    assert_eq!(story.slug.as_str(), expected["slugline"]);
    assert_eq!(story.byline.as_ref().map(story::Line::as_str), expected["byline"].as_str());
    assert_eq!((incoming.version, story.priority), (Some(2), Priority::Urgent));
    assert_eq!(incoming.dated, Some(time("2026-11-01T09:30:00Z")));
    assert_eq!(incoming.external_id.as_deref(), Some("AGY/a1234/2026-11-01"));
    assert_eq!(story.rights.source.as_ref().map(story::Line::as_str), Some("AGY"));
    // The dateline is a field of its own here.
    assert_eq!(story.dateline.as_ref().expect("a dateline").city.as_str(), "Zurich");
    assert_eq!(story.body().expect("body").plain(), "One two three.\n\nPoint.");
    assert_eq!(incoming.repairs, ["`w` is no section here, so the usual one was taken"]);

    // And what we write of it gives them too.
    let agency = Agency::new(AgencyCode::new("agy").expect("code"), "AGY", "The Agency");
    let dispatch = Dispatch {
        agency,
        item: "agy:text:20261101:41234".parse().expect("id"),
        version: 2,
        act: Act::Update,
        sent: time("2026-11-01T09:30:00Z"),
        ..Dispatch::of(story.clone())
    };
    let mut written = fields(&String::from_utf8(dispatch.written(Format::Anpa1312)).expect("UTF-8"));
    let body = written["body_html"].take();
    assert_eq!(body, "<p>ZURICH (AGY) _ One two three.</p><p>Point.</p>");
    // Agencies count words in their own way.
    assert_eq!(written["word_count"].take(), 4);
    let mut expected = expected;
    (expected["body_html"], expected["word_count"]) = (Value::Null, Value::Null);
    assert_eq!(written, expected);
}

#[test]
fn a_story_without_a_byline_has_as_many_header_lines() {
    let document = Dispatch::of(arabic()).written(Format::Anpa1312);
    let written = fields(&String::from_utf8(document.clone()).expect("UTF-8"));
    assert_eq!(
        (&written["headline"], &written["byline"]),
        (&arabic().headline.as_str().into(), &"By Tellal Haber Ajansı".into())
    );
    let incoming = Format::Anpa1312.read(&document, &agency(), &defaults()).expect("read").remove(0);
    assert_eq!(text(&incoming).byline, None);
}

#[test]
fn dirty_messages_are_read_and_told() {
    let plain = |document: &str| text(&one(document)).body().expect("body").plain();
    let body = "One two three.\n\nPoint.";
    for document in [
        GOLDEN.replace("\r\n", "\n"),
        GOLDEN.replace('\u{16}', ""),
        format!("\0\0{}\u{7F}", GOLDEN.replace("two", "t\0wo")),
        GOLDEN.replace("One two", "One\r\ntwo"),
        GOLDEN.replace("\tPoint.", "\tPoint.<"),
        GOLDEN.replace("^=\r\n", ""),
        GOLDEN.split_once('\u{3}').expect("ETX").0.to_owned(),
        GOLDEN.replace('\u{2}', ""),
    ] {
        assert_eq!(plain(&document), body, "{document:?}");
    }
    let broken = GOLDEN.replace("11-01-26 0930GMT", "99-99-26 0930").replace("u w\u{13}\u{11} ", "");
    let incoming = one(&broken);
    assert_eq!(incoming.dated, None);
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    the heading tells no priority
    the time `AGY-ZZ-99-99-26 0930` cannot be read
    "#);
}

#[test]
fn the_signs_of_this_alphabet_are_read() {
    let document = "\u{16}\u{16}\u{1}a0007\u{1F}ap---\r\nr s\u{13}\u{12} AM-BBN--Scores 11-1 0030\r\n\u{2}^AM-BBN--Scores,0030<\r\n\
        ^Cubs win 3-2 _ at last<\r\n^Eds: ADDS byline.<\r\n^AP Photo NY1<\r\n^By JO DOE<\r\n^AP Sports Writer<\r\n^=<\r\n\
        \tCHICAGO (AP) _ ``We did it,'' he said _ and left.\r\n^NATIONAL LEAGUE<\r\n\tCubs\t3\r\n\tMets\t2\r\n^---<\r\n\tEnd_of story.\r\n\
        \u{3}AP-NY-11-01-97 0930GMT\r\n";
    let incoming = one(document);
    let story = text(&incoming);
    assert_eq!((story.headline.as_str(), story.slug.as_str()), ("Cubs win 3-2 — at last", "BBN--Scores"));
    assert_eq!(story.byline.as_ref().map(story::Line::as_str), Some("By JO DOE"));
    assert_eq!(incoming.dated, Some(time("1997-11-01T09:30:00Z")));
    insta::assert_snapshot!(story.editors_note.as_ref().expect("a note"), @r#"
    ADDS byline.
    AP Photo NY1
    AP Sports Writer
    "#);
    let blocks: Vec<_> =
        story.body().expect("body").blocks().iter().map(|block| serde_json::to_string(block).expect("json")).collect();
    insta::assert_snapshot!(blocks.join("\n"), @r#"
    {"block":"paragraph","spans":[{"text":"“We did it,” he said — and left."}]}
    {"block":"crosshead","text":"NATIONAL LEAGUE"}
    {"block":"table","rows":[[[{"text":"Cubs"}],[{"text":"3"}]],[[{"text":"Mets"}],[{"text":"2"}]]],"header":false}
    {"block":"paragraph","spans":[{"text":"End_of story."}]}
    "#);
}

#[test]
fn takes_are_joined() {
    let add = GOLDEN
        .replace("a1234", "a1235")
        .replace("1stLd-Writethru", "1stAdd")
        .replace("ZURICH _ One two three.", "Four.")
        .replace("\tPoint.", "\tFive.");
    let document = GOLDEN.replace("\tPoint.", "\tPoint.\r\n\tMORE") + &add;
    let incoming = one(&document);
    assert_eq!(text(&incoming).body().expect("body").plain(), "One two three.\n\nPoint.\n\nFour.\n\nFive.");
    assert_eq!(incoming.repairs.last().map(String::as_str), Some("take 2 was added to the text"));
    let alone = one(&add);
    assert_eq!(alone.repairs.last().map(String::as_str), Some("this is take 2, and the one before it is not here"));
}

#[test]
fn kills_and_embargoes_of_other_agencies() {
    for (from, to, state) in [
        ("1stLd-Writethru", "KILL", State::Canceled),
        ("^Council", "^BULLETIN KILL: Council", State::Canceled),
        ("^By J. Doe<", "^MANDATORY KILL<\r\n^By J. Doe<", State::Canceled),
        ("1stLd-Writethru", "Withhold", State::Withheld),
    ] {
        let incoming = one(&GOLDEN.replace(from, to));
        let Drafted::Notice(notice) = &incoming.story else { panic!("{to}") };
        assert_eq!(
            (notice.state, notice.headline.as_ref().map(story::Line::as_str)),
            (state, Some("Council backs flood plan"))
        );
        assert!(notice.reason.is_some());
    }
    let until = |line: &str| {
        let document = GOLDEN.replace("^By J. Doe<", &format!("{line}\r\n^By J. Doe<"));
        anpa1312::read(&document, &agency(), &defaults()).map(|found| text(&found[0]).embargo)
    };
    let seven = Ok(Some(time("2026-09-02T07:00:00Z")));
    assert_eq!(until("^Eds: Embargoed until 0700 GMT, Sept. 2, 2026<"), seven);
    assert_eq!(until("^EMBARGOED UNTIL 3:00 a.m. EDT, Wednesday, Sept. 2, 2026<"), seven);
    let refused = until("^EMBARGOED UNTIL 3:00 a.m. ET, Wednesday, Sept. 2, 2026<").expect_err("no zone");
    assert_eq!(refused.to_string(), "line 1, `embargo`: has no zone");
    assert_eq!(
        anpa1312::read("no message", &agency(), &defaults()).expect_err("none").to_string(),
        "holds no message: neither SOH nor STX stands in it"
    );
}

#[test]
fn tables_are_told_in_the_heading() {
    let heading = |story| shown(&Dispatch::of(story).written(Format::Anpa1312)).lines().nth(1).map(str::to_owned);
    assert_eq!(heading(turkish()).as_deref(), Some("u a␓␒ bc-DEPREM-IZMIR 9-1 0016"));
    let incoming = one(&String::from_utf8(Dispatch::of(turkish()).written(Format::Anpa1312)).expect("UTF-8"));
    let body = text(&incoming).body().expect("body");
    assert!(body.blocks().iter().any(|block| matches!(block, Block::Table { header: true, .. })));
}

proptest! {
    #[test]
    fn any_message_is_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        words in "([ \t\r\n^<_=|,\u{1}\u{2}\u{3}\u{4}\u{1F}a-zA-Z0-9—é-]|\\^EDS: |KILL|1stAdd|GMT|``|\r\n\t){0,80}",
    ) {
        for format in [Format::Anpa1312, Format::Anpa1312Latin1] {
            let _ = format.read(&bytes, &agency(), &defaults());
        }
        let _ = anpa1312::read(&words, &agency(), &defaults());
        let _ = anpa1312::read(&format!("\u{1}a0001\u{1F}x\r\nu a\u{13}\u{11} bc-S 1stLd 1-1 0001\r\n\u{2}{words}"), &agency(), &defaults());
    }
}
