//! What we write, as it looks, and that it comes back.

use super::{PROFILES, Wire, of_every_kind, one, picture, read, rich};
use crate::{arabic, time};
use format::{Drafted, Format, Incoming};
use story::{Act, Block, Body, Content, Form, Note, State, Story};

/// One tag a line, so that a snapshot can be read.
fn lines(xml: &str) -> String {
    xml.replace("><", ">\n<")
}

/// The story that was read, its files found again by their addresses.
fn whole(incoming: Incoming, written: &Story) -> Story {
    match incoming.story {
        Drafted::Text(story) => story,
        Drafted::Media(draft) => {
            let named = |name| written.forms().iter().find(|form: &&Form| form.form == name).cloned();
            let forms = draft.forms().iter().map(|(name, _)| named(*name).expect("a form that there is")).collect();
            draft.finish(written.media().expect("a file").clone(), forms)
        }
        Drafted::Notice(notice) => panic!("{notice:?}"),
    }
}

#[test]
fn a_rich_story() {
    let xml = Wire::new().document(Format::NewsmlG2, &rich(), Act::Correct, State::Usable);
    insta::assert_snapshot!(lines(&xml));
}

#[test]
fn an_arabic_story_in_html() {
    let xml = Wire::new().document(Format::NewsmlG2Html, &arabic(), Act::Release, State::Usable);
    insta::assert_snapshot!(lines(&xml));
}

#[test]
fn a_killed_story_says_why_and_nothing_else() {
    let notice = rich().notice(&Note::new("Haber yanlıştır.").expect("a note")).into_story();
    let xml = Wire::new().document(Format::NewsmlG2, &notice, Act::Kill, State::Canceled);
    insta::assert_snapshot!(lines(&xml));
    assert!(xml.ends_with("<contentSet/></newsItem></itemSet></newsMessage>"));
}

#[test]
fn a_group_of_a_picture_and_a_video() {
    let xml = Wire::new().group(Format::NewsmlG2Html, &[picture(), of_every_kind().remove(3)]);
    insta::assert_snapshot!(lines(&xml));
}

#[test]
fn every_kind_comes_back_as_it_was() {
    let wire = Wire::new();
    for format in PROFILES {
        for mut story in of_every_kind() {
            let incoming = one(&wire.document(format, &story, Act::Correct, State::Usable));
            assert_eq!(incoming.repairs, Vec::<String>::new(), "{}", format.name());
            assert_eq!(incoming.content_hash.as_deref(), Some(story.content_hash().as_str()));
            assert_eq!((incoming.version, incoming.dated), (Some(2), Some(time("2026-09-01T12:00:41Z"))));
            let read = whole(incoming, &story);
            // An embargo never ends before its time.
            story.embargo = story.embargo.map(|_| time("2026-09-02T07:00:01Z"));
            assert_eq!(read, story, "{}", format.name());
        }
    }
}

#[test]
fn the_dialect_gives_its_files_and_its_holds_back() {
    let wire = Wire::new();
    for story in of_every_kind() {
        let incoming = one(&wire.document(Format::Newsml29, &story, Act::Release, State::Usable));
        assert_eq!(incoming.repairs, Vec::<String>::new());
        assert_eq!(incoming.content_hash.as_deref(), Some(story.content_hash().as_str()));
        let read = whole(incoming, &story);
        assert_eq!(
            (&read.headline, &read.standfirst, &read.rights),
            (&story.headline, &story.standfirst, &story.rights)
        );
        if story.media().is_some() {
            assert_eq!(read.content, story.content);
        }
        let notice = story.notice(&Note::new("Yanlış.").expect("a note")).into_story();
        for (act, state) in [(Act::Hold, State::Withheld), (Act::Kill, State::Canceled)] {
            let held = one(&wire.document(Format::Newsml29, &notice, act, state));
            assert!(matches!(held.story, Drafted::Notice(n) if n.state == state && n.kind == story.kind()));
        }
    }
    let members: Vec<Story> = of_every_kind().drain(1..4).collect();
    assert_eq!(read(&wire.group(Format::Newsml29, &members)).expect("read").len(), 3);
}

#[test]
fn a_group_comes_back_in_its_order() {
    let wire = Wire::new();
    let mut members = of_every_kind();
    for story in &mut members {
        story.embargo = None;
    }
    for format in PROFILES {
        let found = read(&wire.group(format, &members)).expect("read");
        assert_eq!(found.len(), members.len());
        for (incoming, story) in found.into_iter().zip(&members) {
            assert_eq!(whole(incoming, story), *story, "{}", format.name());
        }
    }
}

#[test]
fn what_is_not_for_publication_is_not_usable() {
    let wire = Wire::new();
    for act in [Act::Advisory, Act::Test] {
        let incoming = one(&wire.document(Format::NewsmlG2, &arabic(), act, State::Usable));
        assert!(matches!(incoming.story, Drafted::Notice(notice) if notice.state == State::Withheld));
    }
}

#[test]
fn bodies_that_do_not_begin_with_a_paragraph_come_back() {
    let wire = Wire::new();
    let block = |json: &str| serde_json::from_str::<Block>(json).expect("a block");
    let picture = block(r#"{"block":"picture","item":"tel:picture:20260901:1"}"#);
    let list = block(r#"{"block":"list","items":[[{"text":"bir"}]]}"#);
    let strong = block(r#"{"block":"paragraph","spans":[{"text":"Bir","strong":true},{"text":" iki"}]}"#);
    for blocks in [
        vec![picture.clone()],
        vec![picture.clone(), picture.clone(), strong.clone()],
        vec![list.clone(), picture.clone(), list.clone(), list],
        vec![strong, picture],
    ] {
        for format in PROFILES {
            let mut story = rich();
            story.embargo = None;
            story.content = Content::Text { body: Body::new(blocks.clone()).expect("a body") };
            for dateline in [None, story.dateline.clone()] {
                story.dateline = dateline;
                let xml = wire.document(format, &story, Act::Release, State::Usable);
                assert_eq!(whole(one(&xml), &story), story, "{xml}");
            }
        }
    }
}
