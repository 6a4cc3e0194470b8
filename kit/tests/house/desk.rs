//! The newsroom at work.

use crate::on_each_engine;
use ::account::{Role, Staff};
use ::desk::{Desk, DeskError, Filed, FiledAs, Outcome};
use bytes::Bytes;
use kit::World;
use std::sync::Arc;
use story::{Act, Correction, ItemId, MediaType, Note, Priority, ProductId, Prose, State};
use wire::Dispatch;

on_each_engine! {
    a_story_lives_through_all_its_states => super::a_story_lives_through_all_its_states;
    a_stale_edit_changes_nothing => super::a_stale_edit_changes_nothing;
    roles_are_in_force => super::roles_are_in_force;
    illegal_acts_are_refused => super::illegal_acts_are_refused;
    what_is_not_ready_stays_a_draft => super::what_is_not_ready_stays_a_draft;
    filing_twice_adds_nothing_twice => super::filing_twice_adds_nothing_twice;
    corrections_follow_to_whoever_got_the_story => super::corrections_follow_to_whoever_got_the_story;
    a_notice_repeats_only_what_was_sent => super::a_notice_repeats_only_what_was_sent;
    a_first_version_corrects_nothing => super::a_first_version_corrects_nothing;
    files_are_what_their_bytes_say => super::files_are_what_their_bytes_say;
    every_act_is_in_the_audit => super::every_act_is_in_the_audit;
    a_newer_version_brings_something => super::a_newer_version_brings_something;
    a_correction_quotes_what_was_sent => super::a_correction_quotes_what_was_sent;
    a_killed_item_is_not_edited => super::a_killed_item_is_not_edited;
    a_story_is_in_a_section_of_the_agency => super::a_story_is_in_a_section_of_the_agency;
    nothing_is_released_in_the_past => super::nothing_is_released_in_the_past;
}

pub fn desk(world: &World) -> Desk {
    let (db, blobs) = (world.db.clone(), world.blobs.clone());
    Desk::new(world.writer.clone(), db, blobs, world.clock.clone(), Arc::clone(&world.agency))
}

pub fn sent(outcome: Outcome) -> Arc<Dispatch> {
    match outcome {
        Outcome::Sent(sent) => sent.dispatch,
        Outcome::Scheduled(at) => panic!("scheduled for {at}"),
    }
}

fn reason() -> Note {
    Note::new("The source withdrew it.").unwrap()
}

fn correction(was: &str, now: &str) -> Correction {
    Correction { was: Prose::new(was).unwrap(), now: Prose::new(now).unwrap() }
}

async fn a_story_lives_through_all_its_states(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let draft = desk.create(&chief, kit::story("en", "Quake", "One hurt."), None).await.unwrap();
    assert_eq!((draft.edit, draft.state, draft.version), (1, None, 0));
    let first = sent(desk.release(&chief, &draft.id, 1, None).await.unwrap());
    assert_eq!(
        (first.entry.act, first.entry.version, &first.entry.products[..]),
        (Act::Release, 1, &[ProductId(1)][..])
    );

    let saved = desk.edit(&chief, &draft.id, 2, kit::story("en", "Quake", "Two hurt.")).await.unwrap();
    let second = desk.update(&chief, &draft.id, saved.edit).await.unwrap();
    let again = desk.update(&chief, &draft.id, saved.edit).await;
    assert!(matches!(again, Err(DeskError::Stale { .. })), "a repeated request sends nothing twice: {again:?}");
    let (edit, second) = (second.edit, second.dispatch);
    assert_eq!((second.entry.act, second.entry.version), (Act::Update, 2));

    let saved = desk.edit(&chief, &draft.id, edit, kit::story("en", "Quake", "Three hurt.")).await.unwrap();
    let what = Correction { was: Prose::new("Two hurt").unwrap(), now: Prose::new("Three hurt").unwrap() };
    let third = desk.correct(&chief, &draft.id, saved.edit, what.clone()).await.unwrap().dispatch;
    assert_eq!(third.story.correction, Some(what));

    let held = desk.hold(&chief, &draft.id, reason()).await.unwrap();
    let (edit, held) = (held.edit, held.dispatch);
    assert_eq!((held.entry.state, held.story.body()), (State::Withheld, None));
    let resumed = desk.resume(&chief, &draft.id, edit).await.unwrap().dispatch;
    assert_eq!((resumed.entry.state, resumed.story.body().unwrap().plain().as_str()), (State::Usable, "Three hurt."));

    assert_eq!(resumed.story.correction, None, "a version names only what it corrects itself");

    let killed = desk.kill(&chief, &draft.id, reason()).await.unwrap().dispatch;
    assert_eq!((killed.entry.seq, killed.entry.version, killed.entry.state), (6, 6, State::Canceled));
    assert_eq!(killed.entry.products, first.entry.products, "the kill goes to whoever could have got the story");
    let item = desk.item(&draft.id).await.unwrap();
    assert_eq!((item.state, item.version), (Some(State::Canceled), 6));
}

async fn a_stale_edit_changes_nothing(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let draft = desk.create(&editor, kit::story("en", "One", "Text."), None).await.unwrap();
    desk.edit(&editor, &draft.id, 1, kit::story("en", "Two", "Text.")).await.unwrap();
    let stale = desk.edit(&editor, &draft.id, 1, kit::story("en", "Three", "Text.")).await;
    assert!(matches!(stale, Err(DeskError::Stale { based_on: 1, found: 2 })), "{stale:?}");
    let stale = desk.release(&editor, &draft.id, 1, None).await;
    assert!(matches!(stale, Err(DeskError::Stale { .. })));
    assert_eq!(desk.item(&draft.id).await.unwrap().manuscript.headline(), "Two");
    assert_eq!(world.reader.head(), 0);
    // Of two who save at once, one wins and the other is told.
    let [a, b] = ["A", "B"].map(|h| desk.edit(&editor, &draft.id, 2, kit::story("en", h, "Text.")));
    let (a, b) = tokio::join!(a, b);
    assert!(a.is_ok() != b.is_ok());
}

async fn roles_are_in_force(world: World) {
    let desk = desk(&world);
    let [reporter, editor, chief] = [("r1", Role::Reporter), ("e1", Role::Editor), ("c1", Role::Chief)]
        .map(|(login, role)| Staff { login: login.to_owned(), name: login.to_owned(), role });
    let draft = desk.create(&reporter, kit::story("en", "One", "Text."), None).await.unwrap();
    let forbidden = |r: Result<_, DeskError>| matches!(r, Err(DeskError::Forbidden { .. }));
    assert!(forbidden(desk.release(&reporter, &draft.id, 1, None).await.map(drop)));
    sent(desk.release(&editor, &draft.id, 1, None).await.unwrap());
    assert!(forbidden(desk.kill(&editor, &draft.id, reason()).await.map(drop)));
    assert!(forbidden(desk.hold(&reporter, &draft.id, reason()).await.map(drop)));
    let bulk = vec![Filed { external_id: None, story: kit::story("en", "Two", "Text.") }];
    assert!(forbidden(desk.file(&reporter, bulk, true).await.map(drop)));
    assert_eq!(world.reader.head(), 1);
    desk.kill(&chief, &draft.id, reason()).await.unwrap();
}

async fn illegal_acts_are_refused(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let draft = desk.create(&chief, kit::story("en", "One", "Text."), None).await.unwrap();
    let id = draft.id;
    let illegal = |r: Result<_, DeskError>| matches!(r, Err(DeskError::Illegal(_)));
    assert!(illegal(desk.update(&chief, &id, 1).await.map(drop)));
    assert!(illegal(desk.kill(&chief, &id, reason()).await.map(drop)));
    assert!(illegal(desk.resume(&chief, &id, 1).await.map(drop)));
    sent(desk.release(&chief, &id, 1, None).await.unwrap());
    assert!(illegal(desk.release(&chief, &id, 2, None).await.map(drop)));
    assert!(illegal(desk.resume(&chief, &id, 2).await.map(drop)));
    desk.kill(&chief, &id, reason()).await.unwrap();
    assert!(illegal(desk.update(&chief, &id, 3).await.map(drop)));
    assert!(illegal(desk.kill(&chief, &id, reason()).await.map(drop)));
    let unknown: ItemId = "tel:text:20260901:999".parse().unwrap();
    assert!(matches!(desk.kill(&chief, &unknown, reason()).await, Err(DeskError::Unknown(_))));
    assert_eq!(world.reader.head(), 2);
}

async fn what_is_not_ready_stays_a_draft(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let mut flash = kit::story("en", "Flash", "One sentence.\n\nAnd another.");
    flash.priority = Priority::Flash;
    let draft = desk.create(&editor, flash, None).await.unwrap();
    let refused = desk.release(&editor, &draft.id, 1, None).await;
    assert!(matches!(&refused, Err(DeskError::NotReady(faults)) if faults[0].field == "content.body"), "{refused:?}");
    let picture = kit::picture("en", "Picture", "A caption.");
    assert!(matches!(desk.edit(&editor, &draft.id, 1, picture).await, Err(DeskError::NotReady(_))));
    let good = desk.edit(&editor, &draft.id, 1, kit::story("en", "Fine", "Text.")).await.unwrap();
    sent(desk.release(&editor, &draft.id, good.edit, None).await.unwrap());
    let translated = desk.edit(&editor, &draft.id, 3, kit::story("tr", "Çeviri", "Metin.")).await;
    assert!(matches!(&translated, Err(DeskError::NotReady(faults)) if faults[0].field == "language"));
}

async fn filing_twice_adds_nothing_twice(world: World) {
    let desk = desk(&world);
    let batch = || -> Vec<Filed> {
        (0..5)
            .map(|n| {
                let mut story = kit::story("en", &format!("Story {n}"), "Text.");
                if n == 3 {
                    story.slug = story::Slug::new("HOLD-IT").unwrap();
                }
                Filed { external_id: Some(format!("out-{n}")), story }
            })
            .collect()
    };
    let first = desk.file(&Staff::operator(), batch(), true).await.unwrap();
    assert!(matches!(first[0], FiledAs::Sent(_, 1)) && matches!(first[4], FiledAs::Sent(_, 4)), "{first:?}");
    assert!(matches!(&first[3], FiledAs::Refused(faults) if faults[0].field == "slug"));
    let second = desk.file(&Staff::operator(), batch(), true).await.unwrap();
    assert_eq!(second.iter().filter(|f| **f == FiledAs::Known).count(), 4);
    assert_eq!(world.reader.head(), 4);
    let new = Filed { external_id: Some("out-9".to_owned()), story: kit::story("en", "Story 9", "Text.") };
    let third =
        desk.file(&Staff::operator(), batch().into_iter().chain([new.clone(), new]).collect(), true).await.unwrap();
    let numbers: Vec<u64> = first
        .iter()
        .chain(&third)
        .filter_map(|f| match f {
            FiledAs::Sent(item, _) => Some(item.number()),
            _ => None,
        })
        .collect();
    let one = numbers[0];
    assert_eq!(numbers, [one, one + 1, one + 2, one + 3, one + 4], "what is known uses up no number");
    assert_eq!(third.last(), Some(&FiledAs::Known), "twice in one batch is known the second time");
    let again = desk.create(&Staff::operator(), kit::story("en", "X", "Text."), Some("out-1".to_owned())).await;
    assert!(matches!(again, Err(DeskError::Known { .. })), "{again:?}");
}

async fn corrections_follow_to_whoever_got_the_story(world: World) {
    let sport = audience::Product {
        id: ProductId(2),
        names: [("en".to_owned(), "Sport".to_owned())].into(),
        filter: serde_json::from_str(r#"{"category": [2]}"#).unwrap(),
        public: false,
        holdback_minutes: 0,
    };
    let clock: Arc<dyn store::Clock> = world.clock.clone();
    audience::Products::put(&world.db, &world.agency, &sport, audience::Hand::of("business"), &clock).await.unwrap();
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let mut story = kit::story("en", "Match", "Text.");
    story.category = story::CategoryId(2);
    let draft = desk.create(&editor, story.clone(), None).await.unwrap();
    let first = sent(desk.release(&editor, &draft.id, 1, None).await.unwrap());
    assert_eq!(first.entry.products, [ProductId(1), ProductId(2)]);
    story.category = story::CategoryId(1);
    let saved = desk.edit(&editor, &draft.id, 2, story).await.unwrap();
    let moved = desk.update(&editor, &draft.id, saved.edit).await.unwrap().dispatch;
    assert_eq!(moved.entry.products, [ProductId(1), ProductId(2)], "it left the section, not its readers");
}

async fn a_notice_repeats_only_what_was_sent(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let draft = desk.create(&chief, kit::story("en", "Minister resigns", "Text."), None).await.unwrap();
    sent(desk.release(&chief, &draft.id, 1, None).await.unwrap());
    desk.edit(&chief, &draft.id, 2, kit::story("en", "Unconfirmed: arrested", "Rumour.")).await.unwrap();
    let killed = desk.kill(&chief, &draft.id, reason()).await.unwrap().dispatch;
    assert_eq!(killed.story.headline.as_str(), "Minister resigns");
}

async fn a_first_version_corrects_nothing(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let mut story = kit::story("en", "Fresh", "Text.");
    story.correction = Some(Correction { was: Prose::new("a").unwrap(), now: Prose::new("b").unwrap() });
    let draft = desk.create(&chief, story.clone(), None).await.unwrap();
    assert_eq!(sent(desk.release(&chief, &draft.id, 1, None).await.unwrap()).story.correction, None);
    desk.file(&chief, vec![Filed { external_id: None, story }], true).await.unwrap();
    let filed = world.reader.after(1, 1).await.unwrap();
    assert_eq!(filed[0].story.correction, None);
}

async fn files_are_what_their_bytes_say(world: World) {
    let (desk, reporter) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    // A GIF of one pixel by two (GIF89a §18: width and height, little-endian).
    let gif = Bytes::from_static(b"GIF89a\x01\x00\x02\x00\x00\x00\x00;");
    let media = desk.add_media(&reporter, gif.clone()).await.unwrap();
    assert_eq!((media.media_type, media.width, media.height, media.bytes), (MediaType::Gif, Some(1), Some(2), 14));
    assert_eq!(world.blobs.get(media.sha256.as_str()).await.unwrap(), Some(gif));
    let bomb = b"GIF89a\xFF\xFF\xFF\xFF\x00\x00\x00;";
    for bad in [&b"<script>"[..], b"", b"\xFF\xD8\xFF\xE0 not a picture", bomb] {
        let refused = desk.add_media(&reporter, Bytes::from_static(bad)).await;
        assert!(matches!(refused, Err(DeskError::Media(_))), "{refused:?}");
    }
}

async fn a_newer_version_brings_something(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let story = || kit::story("en", "Quake", "One hurt.");
    let id = desk.create(&chief, story(), None).await.unwrap().id;
    sent(desk.release(&chief, &id, 1, None).await.unwrap());
    // A save that changes nothing is no change either.
    let edit = desk.edit(&chief, &id, 2, story()).await.unwrap().edit;
    let unchanged = |r: Result<_, DeskError>| matches!(r, Err(DeskError::Unchanged(1)));
    assert!(unchanged(desk.update(&chief, &id, edit).await.map(drop)));
    assert!(unchanged(desk.refile(&chief, &id, edit).await.map(drop)));
    assert!(unchanged(desk.correct(&chief, &id, edit, correction("One hurt", "Two hurt")).await.map(drop)));
    assert_eq!(world.reader.head(), 1);
    let edit = desk.edit(&chief, &id, edit, kit::story("en", "Quake", "Two hurt.")).await.unwrap().edit;
    let edit = desk.correct(&chief, &id, edit, correction("One hurt", "Two hurt")).await.unwrap().edit;
    // That the last version names a correction and the next one does not is no news.
    let again = desk.update(&chief, &id, edit).await;
    assert!(matches!(again, Err(DeskError::Unchanged(2))), "{again:?}");
    let edit = desk.hold(&chief, &id, reason()).await.unwrap().edit;
    let resumed = desk.resume(&chief, &id, edit).await.unwrap().dispatch;
    assert_eq!((resumed.seq(), resumed.story.body().unwrap().plain().as_str()), (4, "Two hurt."));
}

async fn a_correction_quotes_what_was_sent(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let id = desk.create(&chief, kit::story("en", "Quake in Bolu", "One hurt.\n\nTwo fled."), None).await.unwrap().id;
    sent(desk.release(&chief, &id, 1, None).await.unwrap());
    let edit = desk.edit(&chief, &id, 2, kit::story("en", "Quake in Düzce", "Three hurt.")).await.unwrap().edit;
    for never in ["Three hurt", "Four hurt", "Düzce"] {
        let refused = desk.correct(&chief, &id, edit, correction(never, "Five hurt")).await;
        assert!(matches!(&refused, Err(DeskError::NotReady(f)) if f[0].field == "was"), "{never}: {refused:?}");
    }
    // What it says now is held to the corrected version: its words before it, and words of nowhere, are refused.
    for nowhere in ["One hurt", "Five hurt", "Quake in Bolu"] {
        let refused = desk.correct(&chief, &id, edit, correction("One hurt", nowhere)).await;
        assert!(
            matches!(&refused, Err(DeskError::NotReady(f)) if f.len() == 1 && f[0].field == "now"),
            "{nowhere}: {refused:?}"
        );
    }
    let both = desk.correct(&chief, &id, edit, correction("Four hurt", "Five hurt")).await;
    assert!(matches!(&both, Err(DeskError::NotReady(f)) if f.len() == 2), "both are told at once: {both:?}");
    assert_eq!(world.reader.head(), 1);
    let done = desk.correct(&chief, &id, edit, correction("ONE  hurt. Two", "Three hurt")).await.unwrap();
    assert_eq!(done.dispatch.seq(), 2, "white space and case are forgiven");
    let edit = desk.edit(&chief, &id, done.edit, kit::story("en", "Quake in Bolu", "Three hurt.")).await.unwrap().edit;
    desk.correct(&chief, &id, edit, correction("Düzce", "Bolu")).await.unwrap();
    // Another file: what was wrong was in the picture.
    let id = desk.create(&chief, kit::picture("en", "The minister", "At the gate."), None).await.unwrap().id;
    sent(desk.release(&chief, &id, 1, None).await.unwrap());
    let mut story = kit::picture("en", "The minister", "At the gate.");
    let story::Content::Picture { media, .. } = &mut story.content else { panic!("a picture") };
    media.sha256 = story::MediaHash::new(&"0".repeat(64)).unwrap();
    let edit = desk.edit(&chief, &id, 2, story).await.unwrap().edit;
    desk.correct(&chief, &id, edit, correction("The picture of another man", "The minister")).await.unwrap();
}

async fn a_killed_item_is_not_edited(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let id = desk.create(&chief, kit::story("en", "One", "Text."), None).await.unwrap().id;
    sent(desk.release(&chief, &id, 1, None).await.unwrap());
    let edit = desk.hold(&chief, &id, reason()).await.unwrap().edit;
    let edit = desk.edit(&chief, &id, edit, kit::story("en", "Checked", "Text.")).await.unwrap().edit;
    assert_eq!(desk.kill(&chief, &id, reason()).await.unwrap().edit, edit + 1);
    let refused = desk.edit(&chief, &id, edit + 1, kit::story("en", "Again", "Text.")).await;
    assert!(matches!(refused, Err(DeskError::Killed)), "{refused:?}");
    assert_eq!(desk.item(&id).await.unwrap().manuscript.headline(), "Checked");
}

async fn a_story_is_in_a_section_of_the_agency(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let in_section = |n| story::Story { category: story::CategoryId(n), ..kit::story("sw", "Habari", "Maandishi.") };
    let refused = |r: Result<_, DeskError>| match r {
        Err(DeskError::NotReady(faults)) if faults[0].field == "category" => faults[0].why.clone(),
        other => panic!("{other:?}"),
    };
    let why = refused(desk.create(&editor, in_section(9), None).await);
    assert!(why.starts_with("is 9; the agency has 1 (General), 2 (Sport)"), "{why}");
    let draft = desk.create(&editor, in_section(7), None).await.expect("a language that is not listed is allowed");
    refused(desk.edit(&editor, &draft.id, 1, in_section(0)).await);
    assert_eq!(desk.item(&draft.id).await.unwrap().edit, 1);
    let filed = vec![Filed { external_id: None, story: in_section(9) }];
    let filed = desk.file(&editor, filed, false).await.unwrap();
    assert!(matches!(&filed[0], FiledAs::Refused(faults) if faults[0].field == "category"), "{filed:?}");
}

async fn nothing_is_released_in_the_past(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let id = desk.create(&editor, kit::story("en", "One", "Text."), None).await.unwrap().id;
    let past = world.now() - jiff::SignedDuration::from_secs(1);
    let refused = desk.release(&editor, &id, 1, Some(past)).await;
    assert!(matches!(&refused, Err(DeskError::NotReady(f)) if f[0].field == "at"), "{refused:?}");
    assert_eq!((world.reader.head(), desk.item(&id).await.unwrap().due), (0, None));
    sent(desk.release(&editor, &id, 1, Some(world.now())).await.unwrap());
}

async fn every_act_is_in_the_audit(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let draft = desk.create(&chief, kit::story("en", "One", "Text."), None).await.unwrap();
    sent(desk.release(&chief, &draft.id, 1, None).await.unwrap());
    desk.kill(&chief, &draft.id, reason()).await.unwrap();
    let lines = world
        .db
        .all("SELECT actor, act, detail FROM audit WHERE subject = $1 ORDER BY detail", store::args![draft.id.as_str()])
        .await
        .unwrap();
    let lines: Vec<_> =
        lines.iter().map(|r| [r.text("actor"), r.text("act"), r.text("detail")].map(Result::unwrap)).collect();
    assert_eq!(
        lines,
        [["chief", "create", ""], ["chief", "release", "seq 1"], ["chief", "kill", "seq 2: The source withdrew it."]]
            .map(|line| line.map(str::to_owned))
    );
}
