use super::{ALL, lines, media, removed, rich, sample, written, written_group};
use crate::{agency, defaults, story, time};
use format::{Drafted, Format, Incoming};
use serde_json::{Value, json};
use story::{Act, Kind, Media, State, Story};

fn read(format: Format, document: &str) -> Vec<Incoming> {
    format.read(document.as_bytes(), &agency(), &defaults()).unwrap_or_else(|error| panic!("{error}\n{document}"))
}

/// The story that was read, its files found again.
fn whole(incoming: &Incoming, written: &Story) -> Story {
    match &incoming.story {
        Drafted::Text(story) => story.clone(),
        Drafted::Media(draft) => {
            let forms = written.forms().iter().filter(|form| draft.forms().iter().any(|(name, _)| *name == form.form));
            draft.clone().finish(written.media().expect("a file").clone(), forms.cloned().collect())
        }
        Drafted::Notice(notice) => panic!("{notice:?}"),
    }
}

fn json_of(document: &str) -> Value {
    serde_json::from_str(document).expect("JSON")
}

/// A story with a group and little else.
fn plain() -> Story {
    story(json!({
        "language": "en", "slug": "COUNCIL", "headline": "Council backs plan", "priority": 4, "category": 6,
        "group": "tel:group:20260901:99",
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "It begins."}]}]},
    }))
}

#[test]
fn a_rich_story_in_version_3() {
    insta::assert_snapshot!(lines(&written(Format::Ninjs3, &rich(Kind::Text), Act::Correct)));
}

#[test]
fn a_picture_in_version_1() {
    insta::assert_snapshot!(lines(&written(Format::Ninjs1, &rich(Kind::Picture), Act::Release)));
}

#[test]
fn a_kill_says_why_and_nothing_else() {
    insta::assert_snapshot!(lines(&written(Format::Ninjs1, &removed(&plain()), Act::Kill)));
}

#[test]
fn a_story_that_is_stopped_but_whole_shows_nothing() {
    for format in ALL {
        for kind in Kind::ALL {
            for act in [Act::Kill, Act::Withdraw, Act::Hold] {
                let document = written(format, &rich(kind), act);
                for told in
                    ["council voted", "AlgorithmicMedia", "The dam at dusk", "ends years", "Ten members", "/files/"]
                {
                    assert!(!document.contains(told), "{} tells `{told}`: {document}", format.name());
                }
            }
        }
    }
}

#[test]
fn a_group_with_an_arabic_story_and_a_kill_in_version_2() {
    let (arabic, plain) = (crate::arabic(), plain());
    let group = [(&arabic, Act::Release), (&removed(&plain), Act::Kill)];
    insta::assert_snapshot!(lines(&written_group(Format::Ninjs2, &group)));
}

#[test]
fn everything_comes_back() {
    for format in ALL {
        for kind in Kind::ALL {
            let story = rich(kind);
            let incoming = read(format, &written(format, &story, Act::Update)).remove(0);
            assert_eq!(whole(&incoming, &story), story, "{}", format.name());
            assert_eq!(incoming.repairs, Vec::<String>::new());
            assert_eq!(incoming.dated, Some(time("2026-09-01T12:00:41Z")));
            assert_eq!(incoming.content_hash.as_deref(), Some(story.content_hash().as_str()));
            assert_eq!(
                (incoming.version, incoming.external_id.as_deref()),
                (Some(3), Some(&*format!("tel:{}:20260901:50000001", kind.name())))
            );
        }
    }
}

#[test]
fn dates_that_are_not_whole_come_back_as_they_are() {
    for created in ["2026-08-30", "2026-08-30T10:00:00", "2026-08-30T10:00:00Z", "2026-08-30T10:00:00-03:30"] {
        for format in ALL {
            let mut picture = rich(Kind::Picture);
            picture.created = Some(story::Created::new(created).expect("a date"));
            let incoming = read(format, &written(format, &picture, Act::Release)).remove(0);
            assert_eq!(whole(&incoming, &picture).created, picture.created);
        }
    }
}

#[test]
fn the_dateline_stands_before_the_first_words_and_goes_again() {
    let body = |block: Value| json!([block, {"block": "paragraph", "spans": [{"text": "End."}]}]);
    let cases = [
        (
            json!({"block": "paragraph", "spans": [{"text": "Words", "strong": true}]}),
            "<p>ZURICH (TEL) - <strong>Words",
        ),
        (json!({"block": "crosshead", "text": "Words"}), "<p>ZURICH (TEL) - </p><h2>Words"),
        (json!({"block": "picture", "item": "tel:picture:20260901:7"}), "</figure><p>ZURICH (TEL) - End."),
    ];
    for (block, begins) in cases {
        let told = story(json!({
            "language": "en", "slug": "A", "headline": "A", "priority": 4, "category": 1, "dateline": {"city": "Zurich"},
            "content": {"kind": "text", "body": body(block)},
        }));
        for format in ALL {
            let document = written(format, &told, Act::Release);
            let html = document.replace("\\\"", "\"");
            assert!(html.contains(begins), "{html}");
            assert_eq!(whole(&read(format, &document)[0], &told), told);
        }
    }
}

#[test]
fn the_members_of_a_group_come_back() {
    let stories: Vec<Story> = Kind::ALL.map(rich).into();
    let killed = removed(&stories[0]);
    let mut open = stories[0].clone();
    open.embargo = None;
    for format in ALL {
        let mut group: Vec<_> = stories.iter().map(|story| (story, Act::Release)).collect();
        group.extend([(&killed, Act::Kill), (&killed, Act::Hold), (&open, Act::Release)]);
        let document = written_group(format, &group);
        let found = read(format, &document);
        assert_eq!(found.len(), group.len());
        for (incoming, (story, act)) in found.iter().zip(&group) {
            match &incoming.story {
                Drafted::Notice(notice) => {
                    let state = if *act == Act::Kill { State::Canceled } else { State::Withheld };
                    assert_eq!((notice.state, notice.kind), (state, Kind::Text));
                    assert_eq!(notice.reason, story.editors_note);
                }
                _ => assert_eq!(whole(incoming, story), **story),
            }
            assert_eq!(incoming.repairs, Vec::<String>::new());
        }
        // The whole waits as long as its last member, for readers that do not look at the members.
        assert_eq!(document.matches("2026-09-02T07:00:00Z").count(), Kind::ALL.len() + 1);
        // Around our package somebody else may wait longer.
        let late = "2026-10-01T00:00:00Z";
        let around = json!({"type": "Composite", "embargoed": late, "associations": {"ours": json_of(&document)}});
        let held = read(format, &around.to_string());
        assert!(held.iter().take(Kind::ALL.len()).all(|one| match &one.story {
            Drafted::Text(story) => story.embargo == Some(time(late)),
            Drafted::Media(draft) => draft.story().embargo == Some(time(late)),
            Drafted::Notice(_) => false,
        }));
        let kills = read(format, &written_group(format, &[(&killed, Act::Kill), (&killed, Act::Hold)]));
        let states = |incoming: &Incoming| match &incoming.story {
            Drafted::Notice(notice) => notice.state,
            other => panic!("{other:?}"),
        };
        assert_eq!(kills.iter().map(states).collect::<Vec<_>>(), [State::Canceled, State::Withheld]);
    }
}

#[test]
fn an_embargo_never_ends_early() {
    let mut early = rich(Kind::Text);
    early.embargo = Some(time("2026-09-02T07:00:00.001Z"));
    for format in ALL {
        assert!(written(format, &early, Act::Release).contains("\"2026-09-02T07:00:01Z\""));
    }
}

#[test]
fn messages_to_editors_are_withheld() {
    for act in [Act::Advisory, Act::Test] {
        for format in ALL {
            let document = written(format, &rich(Kind::Text), act);
            assert!(matches!(&read(format, &document)[0].story, Drafted::Notice(n) if n.state == State::Withheld));
        }
    }
}

#[test]
fn a_category_of_another_agency_is_not_taken_for_ours() {
    let document = written(Format::Ninjs3, &rich(Kind::Text), Act::Release).replace("category/tel/6", "category/abc/6");
    let incoming = read(Format::Ninjs3, &document).remove(0);
    assert_eq!(crate::text(&incoming).category, defaults().category);
    assert_eq!(incoming.repairs, ["the category is one of `abc`; the usual one was taken"]);
}

#[test]
fn a_video_without_forms_names_its_file_once() {
    let mut video = rich(Kind::Video);
    let file: Media = serde_json::from_value(media("video/mp4", "a")).expect("a file");
    video.content =
        story::Content::Video { media: file, caption: video.caption().expect("one").clone(), forms: Vec::new() };
    for format in ALL {
        let Drafted::Media(draft) = read(format, &written(format, &video, Act::Release)).remove(0).story else {
            panic!("a video")
        };
        assert_eq!(draft.path(), "https://wire.example/api/v1/items/tel:video:20260901:50000001/files/file");
        assert_eq!(draft.forms(), []);
    }
}

/// What a large newsroom system reads of the golden document, it reads of ours of the same story. It knows a document by
/// its `uri` where there is no `guid`, and version 1.6 has no field for keywords.
#[test]
fn a_newsroom_system_reads_the_same_facts() {
    let golden = Format::Ninjs1.read(sample("golden/text.ninjs").as_bytes(), &agency(), &defaults()).expect("read");
    let story = crate::text(&golden[0]).clone();
    let ours = json_of(&written(Format::Ninjs1, &story, Act::Update));
    let expected = json_of(&sample("golden/text.ninjs.expect"));
    for (key, value) in expected.as_object().expect("an object") {
        match key.as_str() {
            // The time, the id and the version are those of the test.
            "guid" | "versioncreated" => {}
            "keywords" => {
                let words = value.as_array().expect("a list");
                let subjects = ours["subject"].as_array().expect("a list");
                assert!(words.iter().all(|word| subjects.iter().any(|subject| subject["name"] == *word)));
            }
            "subject" => {
                let codes: Vec<_> = ours["subject"].as_array().expect("a list").iter().map(|s| &s["code"]).collect();
                for code in value["codes"].as_array().expect("a list") {
                    assert!(codes.contains(&code), "{code} is not among {codes:?}");
                }
            }
            "body_html" => {
                let html = ours["body_html"].as_str().expect("a body").replace(" rel=\"noopener\"", "");
                for part in value["contains"].as_array().expect("a list") {
                    assert!(html.contains(part.as_str().expect("text")), "{html}");
                }
            }
            _ => assert_eq!(&ours[key], value, "{key}"),
        }
    }
}
