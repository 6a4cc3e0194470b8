//! Lists for spreadsheets, and those that come from them.

use crate::{
    agency, arabic, defaults,
    dispatch::{Dispatch, every},
    story, text, time, turkish,
};
use format::{Drafted, Format, Incoming, csv};
use proptest::prelude::*;
use story::{Act, Kind, State};

fn read(document: &str) -> Vec<Incoming> {
    csv::read(document, &agency(), &defaults()).unwrap_or_else(|refused| panic!("{refused}\n{document}"))
}

fn refused(document: &str) -> String {
    csv::read(document, &agency(), &defaults()).expect_err(document).to_string()
}

#[test]
fn a_list_of_a_story_a_kill_and_a_picture() {
    let picture = story(serde_json::json!({
        "language": "en", "slug": "DAM", "headline": "The dam", "priority": 4, "category": 2,
        "keywords": ["dam, full"], "embargo": "2026-09-02T07:00:00.5Z",
        "content": {"kind": "picture", "caption": "The dam.", "media": {
            "sha256": "a".repeat(64), "media_type": "image/jpeg", "bytes": 1}},
    }));
    let dispatches = [
        Dispatch::acting(turkish(), Act::Update, State::Usable),
        Dispatch::removing(&arabic(), Act::Kill, State::Canceled, "The summit is tomorrow."),
        Dispatch::of(picture),
    ];
    let editions: Vec<_> = dispatches.iter().map(Dispatch::edition).collect();
    let list = String::from_utf8(Format::Csv.write_group(&editions).expect("a list")).expect("UTF-8");
    assert!(list.starts_with("\u{FEFF}id,version,"), "the mark that spreadsheets look for");
    assert_eq!(list.matches("\r\n").count(), 4, "rows end with CR LF, lines inside a cell with LF");
    insta::assert_snapshot!(list.trim_start_matches('\u{FEFF}').replace("\r\n", "\n"));

    let found = read(&list);
    assert_eq!(text(&found[0]).keywords, turkish().keywords);
    let Drafted::Notice(notice) = &found[1].story else { panic!("a notice") };
    assert_eq!((notice.state, notice.kind), (State::Canceled, Kind::Text));
    assert_eq!(notice.reason.as_ref().map(story::Prose::as_str), Some("The summit is tomorrow."));
    assert_eq!(text(&found[2]).keywords[0].as_str(), "dam, full");
    // An embargo may end late, but not early.
    assert_eq!(text(&found[2]).embargo, Some(time("2026-09-02T07:00:01Z")));
    assert_eq!(found[2].repairs, ["a picture without its file was taken as a written story"]);
}

#[test]
fn every_kind_and_act_is_a_row() {
    let dispatches = every();
    let editions: Vec<_> = dispatches.iter().map(Dispatch::edition).collect();
    let list = Format::Csv.write_group(&editions).expect("a list");
    // A strict reader: every row has as many cells as the first.
    let mut strict = ::csv::ReaderBuilder::new().flexible(false).from_reader(list.as_slice());
    let rows: Vec<::csv::StringRecord> = strict.records().collect::<Result<_, _>>().expect("RFC 4180");
    let found = Format::Csv.read(&list, &agency(), &defaults()).expect("read");
    assert_eq!((rows.len(), found.len()), (dispatches.len(), dispatches.len()));
    for ((dispatch, row), incoming) in dispatches.iter().zip(rows).zip(found) {
        assert_eq!((row.len(), &row[0], &row[2]), (20, dispatch.item.as_str(), dispatch.act.name()));
        let usable = dispatch.state == State::Usable && !matches!(dispatch.act, Act::Advisory | Act::Test);
        assert_eq!(!matches!(incoming.story, Drafted::Notice(_)), usable, "{:?} {}", dispatch.act, dispatch.item);
    }
}

#[test]
fn a_spreadsheet_runs_no_formula() {
    for headline in
        ["=1+1", "+1", "-1 degrees", "@home", "'=1", "''-x", "＝1", "'quoted' words", "1=1", "\"=1\", he said"]
    {
        let mut value = serde_json::to_value(arabic()).expect("json");
        value["headline"] = headline.into();
        let dispatch = Dispatch::of(story(value));
        let list = String::from_utf8(dispatch.written(Format::Csv)).expect("UTF-8");
        for row in list.lines() {
            for cell in row.split(',') {
                let cell = cell.strip_prefix('"').unwrap_or(cell);
                assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "{list}");
            }
        }
        assert_eq!(text(&read(&list)[0]).headline.as_str(), headline);
    }
}

#[test]
fn lists_of_others_are_read_by_the_names_of_their_columns() {
    let found = read(
        "Title;Body;Tags;Author;Published;Section;Unknown;Embargo\r\n\
         Council backs plan;\"The council\r\nbacks it; now.\r\n\r\nAll of it.\";flood|dams;Ada Kaya;2026-09-01T12:00:00;Sport;x;\r\n\
         \r\n\
         Fire;One.;;;yesterday;weather;;2026-09-02T10:00:00+03:00\r\n",
    );
    let story = text(&found[0]);
    assert_eq!((story.headline.as_str(), story.slug.as_str()), ("Council backs plan", "COUNCIL-BACKS-PLAN"));
    assert_eq!(story.body().expect("body").plain(), "The council backs it; now.\n\nAll of it.");
    assert_eq!(story.keywords.iter().map(story::Line::as_str).collect::<Vec<_>>(), ["flood", "dams"]);
    assert_eq!((story.category.0, found[0].dated), (2, Some(time("2026-09-01T12:00:00Z"))));
    assert_eq!(found[0].repairs, ["the time `2026-09-01T12:00:00` has no zone, and was taken as UTC"]);
    assert_eq!(text(&found[1]).embargo, Some(time("2026-09-02T07:00:00Z")));
    insta::assert_snapshot!(found[1].repairs.join("\n"), @r#"
    the category `weather` cannot be taken, and was left out
    the time `yesterday` cannot be read
    "#);
    let tabbed = read("headline\ttext\tkeywords\nFire\tOne.\ta, b\n");
    assert_eq!(text(&tabbed[0]).keywords.len(), 2);
}

#[test]
fn lists_that_are_not_safe_are_refused_with_their_line() {
    let all = [
        "",
        "a,b\n1,2\n",
        "headline,text\n",
        "headline,text,embargo\nFire,One.,tomorrow\n",
        "headline,text,embargo\nFire,One.,\nFire,\"One.\n\nTwo.\",2026-09-02 07:00\n",
        "headline,text,state\nFire,One.,maybe\n",
        "headline,text\n,One.\n",
        "headline,text\nFire,\n",
    ];
    insta::assert_snapshot!(all.map(refused).join("\n"), @r#"
    holds no story
    line 1, `headline`: no column has this name, or one that means the same
    holds no story
    line 2, `embargo`: is not a time with its zone, such as 2026-09-01T10:00:00+03:00
    line 3, `embargo`: is not a time with its zone, such as 2026-09-01T10:00:00+03:00
    line 2, `state`: `maybe` is not a state
    line 2, `headline`: is empty
    line 2, `text`: is empty
    "#);
    let many = "headline,text\n".to_owned() + &"a,b\n".repeat(10_001);
    assert_eq!(refused(&many), "line 10002: has more than 10000 rows");
}

#[test]
fn a_state_that_stops_is_a_notice() {
    for (state, is) in [("Killed", State::Canceled), ("withheld", State::Withheld), ("draft", State::Withheld)] {
        let found = read(&format!("headline,text,status\nFire,It is false.,{state}\n"));
        let Drafted::Notice(notice) = &found[0].story else { panic!("{state}") };
        assert_eq!(notice.state, is);
    }
    let found = read("headline,text,act\nFire,It is false.,hold\n");
    assert!(matches!(&found[0].story, Drafted::Notice(notice) if notice.state == State::Withheld));
}

proptest! {
    #[test]
    fn any_list_is_read_or_refused(text in "([a-z,;\t\"\r\n' =-]|headline|text|embargo){0,120}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = csv::read(&text, &agency(), &defaults());
        let _ = csv::read(&format!("headline,text,embargo,state\n{text}"), &agency(), &defaults());
        let _ = Format::Csv.read(&bytes, &agency(), &defaults());
    }

    #[test]
    fn any_text_comes_back_from_its_cell(headline in "[-=+@'\",;|\\PC]{1,40}") {
        let clean: String = headline.chars().filter(|&c| story::is_clean(c)).collect();
        prop_assume!(!clean.trim().is_empty());
        let mut value = serde_json::to_value(arabic()).expect("json");
        value["headline"] = clean.trim().into();
        value["byline"] = clean.trim().into();
        let written = story(value);
        let list = Dispatch::of(written.clone()).written(Format::Csv);
        let found = Format::Csv.read(&list, &agency(), &defaults()).expect("read");
        prop_assert_eq!(story::tidy_line(text(&found[0]).headline.as_str()), story::tidy_line(written.headline.as_str()));
        prop_assert_eq!(found.len(), 1);
    }
}
