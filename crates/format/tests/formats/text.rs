//! Plain text as a document: what we write, and what people and other agencies type.

use crate::{
    agency, arabic, defaults,
    dispatch::{Dispatch, shown},
    story, text as written, time, turkish,
};
use format::{Drafted, Format, Incoming, text};
use proptest::prelude::*;
use story::{Act, State};

fn read(document: &str) -> Incoming {
    text::read(document, &agency(), &defaults()).unwrap_or_else(|refused| panic!("{refused}\n{document}"))
}

fn blocks(incoming: &Incoming) -> String {
    let blocks = written(incoming).body().expect("body").blocks();
    blocks.iter().map(|block| serde_json::to_string(block).expect("json")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_rich_story() {
    let mut value = serde_json::to_value(turkish()).expect("json");
    value["embargo"] = "2026-09-02T07:00:00Z".into();
    value["standfirst"] = "Ege'de deprem oldu.\nCan kaybı yok.".into();
    value["editors_note"] = "Vali konuşacak.\n\nFotoğraf izleyecek.".into();
    let dispatch = Dispatch::acting(story(value), Act::Correct, State::Usable);
    let document = dispatch.written(Format::Text);
    insta::assert_snapshot!(shown(&document));
    let incoming = read(&shown(&document));
    assert_eq!(written(&incoming).standfirst, dispatch.story.standfirst);
    assert_eq!(written(&incoming).editors_note, dispatch.story.editors_note);
    assert_eq!(incoming.repairs, [""; 0]);
}

#[test]
fn a_kill_and_a_hold() {
    let dispatch =
        Dispatch::removing(&arabic(), Act::Kill, State::Canceled, "The summit is tomorrow.\nIt was not today.");
    let document = shown(&dispatch.written(Format::Text));
    insta::assert_snapshot!(document, @r#"
    MANDATORY KILL: انطلاق القمة العربية في القاهرة

    The summit is tomorrow.
    It was not today.

    * * * *
    The following information is not for publication

    Item: tel:text:20260901:50000001
    Version: 3
    Sent: 2026-09-01T12:00:41Z
    Content hash: ba67c4e0a706974138c077ea7e1a0b0cadf94fe6d48c3482d947e6ba7a2833ab
    "#);
    for (document, state) in [(document.clone(), State::Canceled), (document.replace("KILL", "HOLD"), State::Withheld)]
    {
        let Drafted::Notice(notice) = read(&document).story else { panic!("a notice") };
        assert_eq!((notice.state, notice.reason), (state, dispatch.story.editors_note.clone()));
    }
}

#[test]
fn what_people_type_is_read() {
    let incoming = read(
        "\u{FEFF}Council backs\r\nflood plan\r\n\r\nA vote ends years\r\nof talks.\r\n\r\nBy Ada Kaya\r\n\r\n\
         ZURICH, Nov 1 (AGY) - The council backs\r\nthe plan, it said.\r\n\r\nWhat is next\r\n============\r\n\r\n\
         - a vote\r\n- a dam\r\n\r\n1. FC Basel plays on.\r\n\r\n    We will build it.\r\n       — Jo Doe\r\n",
    );
    let story = written(&incoming);
    assert_eq!(story.headline.as_str(), "Council backs flood plan");
    assert_eq!(story.standfirst.as_ref().map(story::Prose::as_str), Some("A vote ends years of talks."));
    assert_eq!(story.byline.as_ref().map(story::Line::as_str), Some("By Ada Kaya"));
    assert_eq!(story.dateline.as_ref().map(|dateline| dateline.city.as_str()), Some("Zurich"));
    assert_eq!(story.rights.source.as_ref().map(story::Line::as_str), Some("AGY"));
    insta::assert_snapshot!(blocks(&incoming), @r#"
    {"block":"paragraph","spans":[{"text":"The council backs the plan, it said."}]}
    {"block":"crosshead","text":"What is next"}
    {"block":"list","ordered":false,"items":[[{"text":"a vote"}],[{"text":"a dam"}]]}
    {"block":"paragraph","spans":[{"text":"1. FC Basel plays on."}]}
    {"block":"quote","spans":[{"text":"We will build it."}],"speaker":"Jo Doe"}
    "#);
}

#[test]
fn without_a_dateline_everything_below_the_headline_is_text() {
    let incoming = read("Council backs plan\n\nBy Ada Kaya\n\nThe council backs it.\n\nAll of it.\n");
    assert_eq!(written(&incoming).byline.as_ref().map(story::Line::as_str), Some("By Ada Kaya"));
    assert_eq!(written(&incoming).body().expect("body").plain(), "The council backs it.\n\nAll of it.");
    let incoming = read("Council backs plan\nThe council backs it.\nAll of it.\n");
    assert_eq!(written(&incoming).headline.as_str(), "Council backs plan");
    assert_eq!(written(&incoming).body().expect("body").plain(), "The council backs it. All of it.");
    let incoming = read("The council backs the plan to build a dam. It will be built soon.\n");
    assert_eq!(written(&incoming).headline.as_str(), "The council backs the plan to build a dam");
    assert_eq!(incoming.repairs, ["there is no headline; the first sentence stands for it"]);
}

#[test]
fn an_embargo_is_kept_or_the_document_refused() {
    let until = |line: &str| {
        let document = format!("{line}\n\nCouncil backs plan\n\nThe council backs it.\n");
        text::read(&document, &agency(), &defaults()).map(|incoming| written(&incoming).embargo)
    };
    assert_eq!(until("*** EMBARGOED UNTIL 0700 GMT, 2 September 2026 ***"), Ok(Some(time("2026-09-02T07:00:00Z"))));
    assert_eq!(
        until("EMBARGO: noon").expect_err("no time").to_string(),
        "line 1, `embargo`: has no date and time that can be read"
    );
    assert_eq!(text::read(" \n\n", &agency(), &defaults()).expect_err("empty").to_string(), "line 2, `text`: is empty");
    assert!(text::read(&"x".repeat(format::DOCUMENT_BYTES_MAX + 1), &agency(), &defaults()).is_err());
}

#[test]
fn a_correction_keeps_its_headline() {
    let incoming = read("CORRECTION: Council backs plan\n\nTen members voted.\n");
    assert_eq!(written(&incoming).headline.as_str(), "Council backs plan");
    assert_eq!(written(&incoming).editors_note.as_ref().map(story::Prose::as_str), Some("CORRECTION"));
}

#[test]
fn a_note_that_cannot_be_taken_is_told() {
    let document = shown(&Dispatch::of(turkish()).written(Format::Text));
    let broken = document.replace("Priority: 2 (urgent)", "Priority: soon").replace("Section: GEN", "Section: WEA");
    let incoming = read(&broken.replace("Sent: ", "Sent: about "));
    assert_eq!(written(&incoming).priority, defaults().priority);
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    `Priority: soon` cannot be taken, and was left out
    `Section: WEA` cannot be taken, and was left out
    "#);
}

proptest! {
    #[test]
    fn any_document_is_read_or_refused(
        words in "([ \t\r\n|=:.()a-zA-Z0-9—é東-]|EMBARGOED UNTIL |KILL: |\\(TEL\\) - |\n\n|\\* \\* \\* \\*\nThe following information is not for publication\n|Topics: ){0,60}",
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = text::read(&words, &agency(), &defaults());
        let _ = Format::Text.read(&bytes, &agency(), &defaults());
    }
}
