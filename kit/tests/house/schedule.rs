//! Embargo and schedule: nobody reads before the time, and it goes out once.

use crate::{
    desk::{desk, sent},
    on_each_engine,
};
use ::account::{Halt, Role, Staff};
use ::desk::{Desk, DeskError, Filed, FiledAs, Outcome, Shelf};
use jiff::SignedDuration;
use kit::World;
use story::ItemId;

on_each_engine! {
    an_embargoed_story_goes_out_once_at_its_time => super::an_embargoed_story_goes_out_once_at_its_time;
    a_schedule_survives_a_restart => super::a_schedule_survives_a_restart;
    a_clock_that_goes_back_breaks_no_embargo => super::a_clock_that_goes_back_breaks_no_embargo;
    a_time_between_two_milliseconds_is_never_early => super::a_time_between_two_milliseconds_is_never_early;
    one_broken_item_does_not_stop_the_schedule => super::one_broken_item_does_not_stop_the_schedule;
    what_is_refused_pauses_longer_and_longer => super::what_is_refused_pauses_longer_and_longer;
    another_save_ends_the_pause => super::another_save_ends_the_pause;
    what_stands_still_is_not_tried => super::what_stands_still_is_not_tried;
    what_waits_cannot_be_changed_unseen => super::what_waits_cannot_be_changed_unseen;
    what_is_out_cannot_be_embargoed_again => super::what_is_out_cannot_be_embargoed_again;
}

async fn an_embargoed_story_goes_out_once_at_its_time(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let until = world.now() + SignedDuration::from_secs(3_600);
    let mut story = kit::story("en", "Budget", "The numbers.");
    story.embargo = Some(until);
    let draft = desk.create(&editor, story, None).await.unwrap();
    let outcome = desk.release(&editor, &draft.id, 1, None).await.unwrap();
    assert!(matches!(outcome, Outcome::Scheduled(at) if at == until));
    world.advance(3_599);
    assert!(desk.release_due().await.unwrap().sent.is_empty());
    assert_eq!(world.reader.head(), 0);
    world.advance(1);
    let (a, b, c) = tokio::join!(desk.release_due(), desk.release_due(), desk.release_due());
    assert_eq!(a.unwrap().sent.len() + b.unwrap().sent.len() + c.unwrap().sent.len(), 1);
    assert_eq!(world.reader.head(), 1);
    let out = world.reader.latest(&draft.id).await.unwrap().unwrap();
    assert_eq!(out.entry.time, until);
    assert!(desk.release_due().await.unwrap().sent.is_empty());
}

async fn a_schedule_survives_a_restart(world: World) {
    let editor = world.staff("editor", Role::Editor).await;
    let mut story = kit::story("en", "Later", "Text.");
    story.embargo = Some(world.now() + SignedDuration::from_secs(60));
    let filed = vec![Filed { external_id: None, story }];
    let filed = desk(&world).file(&editor, filed, true).await.unwrap();
    assert!(matches!(filed[0], FiledAs::Scheduled(..)), "{filed:?}");
    world.advance(120);
    // A newsroom that opens after the time was missed sends it at once.
    let world = world.reopened().await;
    let keeper = world.tasks.spawn(desk(&world).keep_schedule(world.stop.clone()));
    let mut heads = world.reader.heads();
    heads.wait_for(|&head| head == 1).await.unwrap();
    world.stop.cancel();
    keeper.await.unwrap();
}

async fn a_clock_that_goes_back_breaks_no_embargo(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    world.advance(7_200);
    let before = desk.create(&editor, kit::story("en", "Before", "Text."), None).await.unwrap();
    sent(desk.release(&editor, &before.id, 1, None).await.unwrap());
    world.advance(-7_200);
    let mut story = kit::story("en", "Budget", "The numbers.");
    story.embargo = Some(world.now() + SignedDuration::from_secs(3_600));
    let filed = vec![Filed { external_id: None, story: story.clone() }];
    assert!(matches!(desk.file(&editor, filed, true).await.unwrap()[0], FiledAs::Scheduled(..)));
    let draft = desk.create(&editor, story, None).await.unwrap();
    assert!(matches!(desk.release(&editor, &draft.id, 1, None).await.unwrap(), Outcome::Scheduled(_)));
    assert!(desk.release_due().await.unwrap().sent.is_empty());
    assert_eq!(world.reader.head(), 1);
}

async fn a_time_between_two_milliseconds_is_never_early(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let mut story = kit::story("en", "Budget", "The numbers.");
    story.embargo = Some(world.now() + SignedDuration::from_micros(60_000_900));
    let draft = desk.create(&editor, story, None).await.unwrap();
    desk.release(&editor, &draft.id, 1, None).await.unwrap();
    world.advance(60);
    assert!(desk.release_due().await.unwrap().sent.is_empty());
    world.advance(1);
    assert_eq!(desk.release_due().await.unwrap().sent.len(), 1);
}

async fn one_broken_item_does_not_stop_the_schedule(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let at = world.now() + SignedDuration::from_secs(60);
    let mut ids = Vec::new();
    for headline in ["Broken", "Fine"] {
        let draft = desk.create(&editor, kit::story("en", headline, "Text."), None).await.unwrap();
        desk.release(&editor, &draft.id, 1, Some(at)).await.unwrap();
        ids.push(draft.id);
    }
    assert_eq!(world.tamper(&format!("UPDATE item SET story = '{{}}' WHERE id = '{}'", ids[0])).await, 1);
    world.advance(60);
    let round = desk.release_due().await.unwrap();
    assert_eq!((round.sent.len(), round.failed), (1, 1));
    assert_eq!(round.sent[0].dispatch.entry.item, ids[1]);
}

/// An item that is due now and has no headline, as after a change of what a story must have.
async fn broken(world: &World, desk: &Desk, who: &Staff) -> ItemId {
    let draft = desk.create(who, kit::story("en", "Broken", "Text."), None).await.unwrap();
    desk.release(who, &draft.id, 1, Some(world.now() + SignedDuration::from_secs(60))).await.unwrap();
    let story = story::canonical_json(&kit::story("en", "Broken", "Text.")).replace("\"Broken\"", "\"\"");
    let sql = format!("UPDATE item SET story = '{story}' WHERE id = '{}'", draft.id);
    assert_eq!(world.tamper(&sql).await, 1);
    world.advance(60);
    draft.id
}

async fn what_is_refused_pauses_longer_and_longer(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let id = broken(&world, &desk, &editor).await;
    let line =
        async || desk.list_some(&editor, Shelf::Scheduled, None, std::slice::from_ref(&id)).await.unwrap().remove(0);
    assert_eq!(line().await.refusal, None);
    let began = world.now();
    let rung = desk.rung().await.unwrap();
    // A look each second, as the clock takes it.
    let mut tries = Vec::new();
    for second in 0..200 {
        assert_eq!(desk.release_due().await.unwrap().failed, 1);
        let again = line().await.refusal.expect("a refusal").again.expect("a time");
        if tries.last().is_none_or(|&(_, before)| before != again) {
            tries.push((second, again));
        }
        world.advance(1);
    }
    let tries: Vec<i64> = tries.into_iter().map(|(second, _)| second).collect();
    assert_eq!(tries, [0, 1, 3, 7, 15, 31, 63, 123, 183]);
    let refusal = line().await.refusal.unwrap();
    assert_eq!(refusal.since, began);
    assert!(refusal.why.contains("cannot go out"), "{refusal:?}");
    assert_eq!(desk.rung().await.unwrap(), rung + 1, "lists that are open are told once");
}

async fn another_save_ends_the_pause(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let id = broken(&world, &desk, &editor).await;
    for _ in 0..40 {
        desk.release_due().await.unwrap();
        world.advance(1);
    }
    assert!(desk.item(&id).await.unwrap().refusal.is_some());
    // It is mended without another save: only the pause keeps it back.
    let story = story::canonical_json(&kit::story("en", "Mended", "Text."));
    world.tamper(&format!("UPDATE item SET story = '{story}' WHERE id = '{id}'")).await;
    assert!(desk.release_due().await.unwrap().sent.is_empty());
    world.tamper(&format!("UPDATE item SET edit = edit + 1 WHERE id = '{id}'")).await;
    assert_eq!(desk.release_due().await.unwrap().sent.len(), 1);
    assert_eq!(desk.item(&id).await.unwrap().refusal, None);
}

async fn what_stands_still_is_not_tried(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let fine = desk.create(&editor, kit::story("en", "Fine", "Text."), None).await.unwrap();
    desk.release(&editor, &fine.id, 1, Some(world.now() + SignedDuration::from_secs(60))).await.unwrap();
    let broken = broken(&world, &desk, &editor).await;
    world.accounts.freeze(&[Halt::Releases], "Somebody got in.", "chief").await.unwrap();
    for _ in 0..20 {
        let round = desk.release_due().await.unwrap();
        assert_eq!((round.sent.len(), round.failed, round.waits), (0, 0, true));
        world.advance(1);
    }
    for id in [&fine.id, &broken] {
        let refusal = desk.item(id).await.unwrap().refusal.expect("a refusal");
        assert!(refusal.again.is_none() && refusal.why.contains("Somebody got in."), "{refusal:?}");
    }
    world.accounts.thaw(&[Halt::Releases], "It was nothing.", "chief").await.unwrap();
    // Both are tried at once, whatever was refused before.
    let round = desk.release_due().await.unwrap();
    assert_eq!((round.sent.len(), round.failed, round.waits), (1, 1, false));
}

async fn what_waits_cannot_be_changed_unseen(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let draft = desk.create(&editor, kit::story("en", "Later", "Text."), None).await.unwrap();
    let at = world.now() + SignedDuration::from_secs(60);
    desk.release(&editor, &draft.id, 1, Some(at)).await.unwrap();
    let story = || kit::story("en", "Changed", "Text.");
    assert!(matches!(desk.edit(&editor, &draft.id, 1, story()).await, Err(DeskError::Scheduled(t)) if t == at));
    assert!(matches!(desk.release(&editor, &draft.id, 1, None).await, Err(DeskError::Scheduled(_))));
    assert_eq!(desk.unschedule(&editor, &draft.id).await.unwrap().due, None);
    assert!(matches!(desk.unschedule(&editor, &draft.id).await, Err(DeskError::NotScheduled)));
    world.advance(120);
    assert!(desk.release_due().await.unwrap().sent.is_empty());
    let saved = desk.edit(&editor, &draft.id, 1, story()).await.unwrap();
    sent(desk.release(&editor, &draft.id, saved.edit, None).await.unwrap());
}

async fn what_is_out_cannot_be_embargoed_again(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let draft = desk.create(&editor, kit::story("en", "Out", "Text."), None).await.unwrap();
    sent(desk.release(&editor, &draft.id, 1, None).await.unwrap());
    let mut story = kit::story("en", "Out", "More text.");
    story.embargo = Some(world.now() + SignedDuration::from_secs(60));
    let saved = desk.edit(&editor, &draft.id, 2, story).await.unwrap();
    let refused = desk.update(&editor, &draft.id, saved.edit).await;
    assert!(matches!(&refused, Err(DeskError::NotReady(faults)) if faults[0].field == "embargo"), "{refused:?}");
}
