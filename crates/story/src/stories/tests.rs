use super::*;

fn story(priority: u8, body: &str) -> Story {
    serde_json::from_value(serde_json::json!({
        "language": "tr", "slug": "DEPREM-IZMIR", "headline": "İzmir'de deprem", "priority": priority, "category": 1,
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": body}]}]},
    }))
    .expect("story")
}

#[test]
fn a_flash_is_one_short_sentence() {
    assert!(story(1, "İzmir'de deprem oldu.").ready().is_ok());
    let faults = story(1, &"uzun ".repeat(60)).ready().expect_err("too long");
    assert_eq!(faults[0].field, "content.body");
    assert!(story(4, &"uzun ".repeat(60)).ready().is_ok());
}

#[test]
fn a_notice_holds_no_text() {
    let reason = Note::new("The minister is alive.").expect("note");
    let mut told = story(2, "Bakan öldü.");
    told.public_summary = PublicSummary::new("Bakan öldü.").ok();
    told.summary_source = DigitalSource::new("trainedAlgorithmicMedia").ok();
    let notice = told.notice(&reason);
    assert!(!canonical_json(notice.story()).contains("Bakan öldü"));
    assert_eq!(notice.story().summary_source, None, "it told of a summary that is gone");
    assert_eq!(notice.story().kind(), Kind::Text);
    assert!(notice.into_story().ready().is_err(), "a notice is not a story that can be released");
}

#[test]
fn a_slug_that_says_hold_is_not_released() {
    let mut held = story(4, "Text.");
    held.slug = Slug::new("HOLD-OBIT").expect("slug");
    assert_eq!(held.ready().expect_err("held")[0].field, "slug");
}

#[test]
fn equal_stories_have_equal_hashes() {
    assert_eq!(story(4, "a").content_hash(), story(4, "a").content_hash());
    assert_ne!(story(4, "a").content_hash(), story(4, "b").content_hash());
    let of_a_machine = Story { summary_source: DigitalSource::new("trainedAlgorithmicMedia").ok(), ..story(4, "a") };
    assert_ne!(of_a_machine.content_hash(), story(4, "a").content_hash(), "what readers must be told is part of it");
}
