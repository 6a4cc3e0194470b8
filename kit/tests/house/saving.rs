//! Nothing that was typed is lost: saves, asides, locks, presence and the history.

use crate::{
    desk::{desk, sent},
    on_each_engine,
};
use ::account::{AuditQuery, Role};
use ::desk::{DeskError, EntryId, EntryKind, HistoryLine, Saved};
use kit::World;
use story::{Manuscript, Note, Story};

on_each_engine! {
    a_spell_of_work_is_one_entry => super::a_spell_of_work_is_one_entry;
    what_was_there_before_is_in_the_history => super::what_was_there_before_is_in_the_history;
    a_stale_text_is_set_aside => super::a_stale_text_is_set_aside;
    a_refused_spell_is_one_aside => super::a_refused_spell_is_one_aside;
    one_person_writes => super::one_person_writes;
    a_lock_is_taken_over_on_purpose => super::a_lock_is_taken_over_on_purpose;
    a_lock_ends_with_its_holder_or_by_a_chief => super::a_lock_ends_with_its_holder_or_by_a_chief;
    restoring_is_a_save => super::restoring_is_a_save;
    the_wire_stands_in_the_history => super::the_wire_stands_in_the_history;
    those_who_look_are_seen => super::those_who_look_are_seen;
    tabs_are_not_without_end => super::tabs_are_not_without_end;
    the_history_is_not_without_end => super::the_history_is_not_without_end;
}

fn typed(text: &str) -> Manuscript {
    story(text).into()
}

fn story(text: &str) -> Story {
    kit::story("en", "Quake", text)
}

fn text(manuscript: &Manuscript) -> String {
    manuscript.finish().unwrap().body().unwrap().plain()
}

fn edit_of(saved: Saved) -> u64 {
    match saved {
        Saved::Done { item, .. } => item.edit,
        Saved::Aside { because, .. } => panic!("set aside: {because}"),
    }
}

fn aside_of(saved: Saved) -> (u64, DeskError) {
    match saved {
        Saved::Aside { entry, because } => (entry, because),
        Saved::Done { item, .. } => panic!("taken, as save {}", item.edit),
    }
}

fn kinds(history: &[HistoryLine]) -> Vec<(EntryKind, &str)> {
    history.iter().map(|line| (line.kind, line.login.as_str())).collect()
}

async fn edits_in_audit(world: &World) -> usize {
    let lines = world.accounts.audit_lines(&AuditQuery::default(), None, 500).await.unwrap();
    lines.iter().filter(|line| line.act == "edit").count()
}

async fn a_spell_of_work_is_one_entry(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let bob = world.staff("bob", Role::Editor).await;
    let id = desk.create(&ayse, story("A."), None).await.unwrap().id;
    let mut edit = 1;
    for word in ["A b.", "A b c.", "A b c d."] {
        edit = edit_of(desk.save(&ayse, &id, edit, typed(word), false).await.unwrap());
        world.advance(3);
    }
    assert_eq!(edit, 4, "every save counts");
    let history = desk.history(&id).await.unwrap();
    assert_eq!(
        kinds(&history),
        [(EntryKind::Save, "ayse"), (EntryKind::Save, "ayse")],
        "the beginning, and this spell"
    );
    assert_eq!(text(&desk.entry(&id, history[0].id).await.unwrap()), "A b c d.");
    assert!(history[0].began < history[0].ended);
    assert_eq!(edits_in_audit(&world).await, 1, "one line for the spell");

    edit = edit_of(desk.save(&ayse, &id, edit, typed("Kept."), true).await.unwrap());
    edit = edit_of(desk.save(&ayse, &id, edit, typed("After."), false).await.unwrap());
    assert_eq!(desk.history(&id).await.unwrap().len(), 3, "what was kept takes nothing more");
    edit = edit_of(desk.save(&bob, &id, edit, typed("By Bob."), false).await.unwrap());
    edit = edit_of(desk.save(&ayse, &id, edit, typed("By Ayse."), false).await.unwrap());
    assert_eq!(desk.history(&id).await.unwrap().len(), 5, "each person has entries of their own");
    world.advance(11 * 60);
    edit = edit_of(desk.save(&ayse, &id, edit, typed("Later."), false).await.unwrap());
    assert_eq!(desk.history(&id).await.unwrap().len(), 6, "a new spell after a while");
    desk.edit(&ayse, &id, edit, typed("By a program.")).await.unwrap();
    assert_eq!(desk.history(&id).await.unwrap().len(), 7, "a change as a whole is an entry by itself");
    assert_eq!(edits_in_audit(&world).await, 6);
}

async fn what_was_there_before_is_in_the_history(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let item = desk.create(&ayse, story("The first words."), None).await.unwrap();
    assert!(desk.history(&item.id).await.unwrap().is_empty(), "nothing to go back to");
    desk.save(&ayse, &item.id, 1, typed("Others."), false).await.unwrap();
    let history = desk.history(&item.id).await.unwrap();
    assert_eq!(text(&desk.entry(&item.id, history[1].id).await.unwrap()), "The first words.");
    assert_eq!(history[1].ended, item.changed);
}

async fn a_stale_text_is_set_aside(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let bob = world.staff("bob", Role::Editor).await;
    let id = desk.create(&ayse, story("A."), None).await.unwrap().id;
    desk.save(&ayse, &id, 1, typed("By Ayse."), false).await.unwrap();
    let (entry, because) = aside_of(desk.save(&bob, &id, 1, typed("By Bob."), false).await.unwrap());
    assert!(matches!(because, DeskError::Stale { based_on: 1, found: 2 }), "{because}");
    let item = desk.item(&id).await.unwrap();
    assert_eq!((text(&item.manuscript).as_str(), item.edit), ("By Ayse.", 2), "nothing was overwritten");
    assert_eq!(text(&desk.entry(&id, EntryId::Save(entry)).await.unwrap()), "By Bob.");
    let again = aside_of(desk.save(&bob, &id, 1, typed("By Bob."), false).await.unwrap());
    assert_eq!(again.0, entry, "the same text is kept once");
    world.advance(11 * 60);
    let other = aside_of(desk.save(&bob, &id, 1, typed("By Bob, too."), false).await.unwrap());
    assert_ne!(other.0, entry, "no spell of work replaces another");
    // What stood against the text that was set aside stays as it was: the two can be compared.
    desk.save(&ayse, &id, 2, typed("More by Ayse."), false).await.unwrap();
    let history = desk.history(&id).await.unwrap();
    let asides = history.iter().filter(|line| line.kind == EntryKind::Aside).count();
    assert_eq!((history.len(), asides), (5, 2));
    // Words that say what the item cannot be are refused, and kept by whoever typed them.
    let picture = desk.save(&ayse, &id, 3, kit::picture("en", "P", "A caption.").into(), false).await;
    assert!(matches!(picture, Err(DeskError::NotReady(_))));
    assert_eq!(desk.history(&id).await.unwrap().len(), 5);
}

async fn a_refused_spell_is_one_aside(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let [bob, cem] = [world.staff("bob", Role::Editor).await, world.staff("cem", Role::Editor).await];
    let id = desk.create(&ayse, story("A."), None).await.unwrap().id;
    desk.save(&ayse, &id, 1, typed("By Ayse."), false).await.unwrap();
    let (entry, _) = aside_of(desk.save(&bob, &id, 1, typed("B."), false).await.unwrap());
    for word in ["B c.", "B c d."] {
        world.advance(3);
        assert_eq!(aside_of(desk.save(&bob, &id, 1, typed(word), false).await.unwrap()).0, entry);
    }
    assert_eq!(text(&desk.entry(&id, EntryId::Save(entry)).await.unwrap()), "B c d.");
    let history = desk.history(&id).await.unwrap();
    let line = history.iter().find(|line| line.id == EntryId::Save(entry)).unwrap();
    assert_eq!(line.ended, world.now());
    assert!(line.began < line.ended);
    let by_cem = aside_of(desk.save(&cem, &id, 1, typed("C."), false).await.unwrap()).0;
    assert_ne!(by_cem, entry, "each person has texts of their own");
    desk.save(&ayse, &id, 2, typed("More by Ayse."), false).await.unwrap();
    let later = aside_of(desk.save(&bob, &id, 2, typed("B c d e."), false).await.unwrap()).0;
    assert_ne!(later, entry, "it is based on another save");
    desk.lock(&ayse, &id, None).await.unwrap();
    let locked = aside_of(desk.save(&bob, &id, 2, typed("B c d e f."), false).await.unwrap()).0;
    assert_ne!(locked, later, "it was refused for something else");
    assert_eq!(text(&desk.entry(&id, EntryId::Save(entry)).await.unwrap()), "B c d.");
}

async fn one_person_writes(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let bob = world.staff("bob", Role::Editor).await;
    let id = desk.create(&ayse, story("A."), None).await.unwrap().id;
    let lock = desk.lock(&ayse, &id, None).await.unwrap();
    assert_eq!((lock.holder.as_str(), lock.since), ("ayse", world.now()));
    world.advance(60);
    assert_eq!(desk.lock(&ayse, &id, None).await.unwrap(), lock, "asking again changes nothing");
    let refused = desk.lock(&bob, &id, None).await;
    assert!(matches!(refused, Err(DeskError::Locked(held)) if held == lock));
    let (entry, because) = aside_of(desk.save(&bob, &id, 1, typed("By Bob."), false).await.unwrap());
    assert!(matches!(because, DeskError::Locked(held) if held == lock));
    assert_eq!(text(&desk.entry(&id, EntryId::Save(entry)).await.unwrap()), "By Bob.");
    let refused = desk.edit(&bob, &id, 1, typed("By Bob's program.")).await;
    assert!(matches!(refused, Err(DeskError::Locked(_))), "{refused:?}");
    assert_eq!(edit_of(desk.save(&ayse, &id, 1, typed("By Ayse."), false).await.unwrap()), 2);
    let world = world.reopened().await;
    assert_eq!(crate::desk::desk(&world).around(&id).await.unwrap().lock, Some(lock), "a lock outlives the server");
}

async fn a_lock_is_taken_over_on_purpose(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let [bob, cem] = [world.staff("bob", Role::Editor).await, world.staff("cem", Role::Editor).await];
    let id = desk.create(&ayse, story("A."), None).await.unwrap().id;
    desk.lock(&ayse, &id, None).await.unwrap();
    assert!(matches!(desk.lock(&bob, &id, Some("cem")).await, Err(DeskError::Locked(_))), "he saw another one");
    world.advance(5);
    let lock = desk.lock(&bob, &id, Some("ayse")).await.unwrap();
    assert_eq!((lock.holder.as_str(), lock.since), ("bob", world.now()));
    let late = desk.lock(&cem, &id, Some("ayse")).await;
    assert!(matches!(late, Err(DeskError::Locked(held)) if held == lock), "of two who take over, one is told");
    let (entry, _) = aside_of(desk.save(&ayse, &id, 1, typed("Not sent yet."), false).await.unwrap());
    assert_eq!(text(&desk.entry(&id, EntryId::Save(entry)).await.unwrap()), "Not sent yet.");
    desk.unlock(&bob, &id).await.unwrap();
    assert_eq!(desk.lock(&cem, &id, Some("bob")).await.unwrap().holder, "cem", "nobody writes any more");
    let lines = world.accounts.audit_lines(&AuditQuery::default(), None, 500).await.unwrap();
    let taken: Vec<_> = lines.iter().filter(|line| line.act == "take_over").map(|line| line.detail.as_str()).collect();
    assert_eq!(taken, ["from ayse"]);
}

async fn a_lock_ends_with_its_holder_or_by_a_chief(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let [bob, chief] = [world.staff("bob", Role::Editor).await, world.staff("chief", Role::Chief).await];
    let business = world.staff("seller", Role::Business).await;
    let id = desk.create(&ayse, story("A."), None).await.unwrap().id;
    desk.lock(&ayse, &id, None).await.unwrap();
    assert!(matches!(desk.unlock(&bob, &id).await, Err(DeskError::Forbidden { .. })));
    assert!(desk.around(&id).await.unwrap().lock.is_some());
    desk.unlock(&chief, &id).await.unwrap();
    assert_eq!(desk.around(&id).await.unwrap().lock, None);
    desk.unlock(&bob, &id).await.unwrap();
    assert!(matches!(desk.lock(&business, &id, None).await, Err(DeskError::Forbidden { .. })));
    let unknown = "tel:text:20260901:999".parse().unwrap();
    assert!(matches!(desk.lock(&ayse, &unknown, None).await, Err(DeskError::Unknown(_))));
}

async fn restoring_is_a_save(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let bob = world.staff("bob", Role::Editor).await;
    let id = desk.create(&ayse, story("A."), None).await.unwrap().id;
    desk.save(&ayse, &id, 1, typed("B."), false).await.unwrap();
    let first = desk.history(&id).await.unwrap()[1].id;
    assert!(matches!(desk.restore(&bob, &id, 1, first).await, Err(DeskError::Stale { .. })));
    let item = desk.restore(&bob, &id, 2, first).await.unwrap();
    assert_eq!((text(&item.manuscript).as_str(), item.edit), ("A.", 3));
    let history = desk.history(&id).await.unwrap();
    assert_eq!(kinds(&history), [(EntryKind::Save, "bob"), (EntryKind::Save, "ayse"), (EntryKind::Save, "ayse")]);
    assert_eq!((history[0].why.as_str(), history[0].edit), ("save-1", Some(3)));
    desk.lock(&ayse, &id, None).await.unwrap();
    assert!(matches!(desk.restore(&bob, &id, 3, first).await, Err(DeskError::Locked(_))));
    let none = desk.restore(&ayse, &id, 3, EntryId::Save(99)).await;
    assert!(matches!(none, Err(DeskError::NoEntry { .. })), "{none:?}");
}

async fn the_wire_stands_in_the_history(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let id = desk.create(&chief, story("One hurt."), None).await.unwrap().id;
    let edit = edit_of(desk.save(&chief, &id, 1, typed("Two hurt."), false).await.unwrap());
    sent(desk.release(&chief, &id, edit, None).await.unwrap());
    world.advance(1);
    desk.save(&chief, &id, edit + 1, typed("Three hurt."), false).await.unwrap();
    let history = desk.history(&id).await.unwrap();
    let ids: Vec<_> = history.iter().map(|line| line.id.to_string()).collect();
    assert_eq!(ids[..2], ["save-4", "version-1"], "sending ends a spell: {ids:?}");
    assert_eq!((history[1].login.as_str(), history[1].act), ("chief", Some(story::Act::Release)));
    assert_eq!(text(&desk.entry(&id, EntryId::Version(1)).await.unwrap()), "Two hurt.");
    let item = desk.restore(&chief, &id, edit + 2, EntryId::Version(1)).await.unwrap();
    assert_eq!(text(&item.manuscript), "Two hurt.");
    desk.hold(&chief, &id, Note::new("It is being checked.").unwrap()).await.unwrap();
    let notice = desk.entry(&id, EntryId::Version(2)).await.unwrap();
    assert_eq!((notice.headline(), notice.words()), ("Quake", 0));
    let edit = desk.item(&id).await.unwrap().edit;
    assert!(matches!(desk.restore(&chief, &id, edit, EntryId::Version(2)).await, Err(DeskError::NotReady(_))));
}

async fn those_who_look_are_seen(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let bob = world.staff("bob", Role::Editor).await;
    let id = desk.create(&ayse, story("A."), None).await.unwrap().id;
    desk.arrive(&ayse, &id, "a1", true).await.unwrap();
    world.advance(5);
    desk.arrive(&bob, &id, "b1", false).await.unwrap();
    let around = desk.arrive(&ayse, &id, "a2", false).await.unwrap();
    let here: Vec<_> = around.here.iter().map(|one| (one.login.as_str(), one.writing)).collect();
    assert_eq!((here, around.edit), (vec![("ayse", true), ("bob", false)], 1));
    desk.leave(&bob, &id, "a1").await.unwrap();
    assert_eq!(desk.around(&id).await.unwrap().here.len(), 2, "nobody leaves for another");
    desk.leave(&bob, &id, "b1").await.unwrap();
    assert_eq!(desk.around(&id).await.unwrap().here.len(), 1);
    world.advance(60);
    desk.arrive(&ayse, &id, "a2", false).await.unwrap();
    world.advance(60);
    let around = desk.around(&id).await.unwrap();
    assert_eq!((around.here.len(), around.here[0].writing), (1, false), "the silent tab is gone, the other one is not");
    world.advance(120);
    assert!(desk.around(&id).await.unwrap().here.is_empty());
    assert!(matches!(desk.arrive(&bob, &id, "no name", true).await, Err(DeskError::NotReady(_))));
}

async fn tabs_are_not_without_end(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let bob = world.staff("bob", Role::Editor).await;
    let [id, other] = [story("A."), story("B.")].map(|story| desk.create(&ayse, story, None));
    let (id, other) = (id.await.unwrap().id, other.await.unwrap().id);
    desk.arrive(&bob, &id, "b1", false).await.unwrap();
    for n in 0..60 {
        desk.arrive(&ayse, &id, &format!("a{n}"), false).await.unwrap();
        world.advance(1);
    }
    let tabs = async || {
        let rows = world.db.all("SELECT login, tab FROM presence ORDER BY seen, tab", store::args![]).await.unwrap();
        let tab = |row: &store::Row| (row.text("login").unwrap(), row.text("tab").unwrap());
        rows.iter().map(tab).collect::<Vec<_>>()
    };
    let open = tabs().await;
    assert_eq!(open.len(), 51, "fifty of hers, and his");
    assert_eq!(open[1], ("ayse".to_owned(), "a10".to_owned()), "the oldest went");
    desk.arrive(&ayse, &id, "a59", true).await.unwrap();
    assert_eq!(tabs().await.len(), 51, "a tab that is known takes the place of none");
    world.advance(120);
    desk.arrive(&bob, &other, "b2", false).await.unwrap();
    assert_eq!(tabs().await, [("bob".to_owned(), "b2".to_owned())], "nobody has to open an item for its rows to go");
}

async fn the_history_is_not_without_end(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Editor).await);
    let id = desk.create(&ayse, story("A."), None).await.unwrap().id;
    desk.save(&ayse, &id, 1, typed("B."), false).await.unwrap();
    let (first, _) = aside_of(desk.save(&ayse, &id, 1, typed("Aside 0."), false).await.unwrap());
    for n in 1..=200 {
        world.advance(11 * 60);
        desk.save(&ayse, &id, 1, typed(&format!("Aside {n}.")), false).await.unwrap();
    }
    let history = desk.history(&id).await.unwrap();
    assert_eq!(history.iter().filter(|line| line.kind == EntryKind::Aside).count(), 200);
    assert!(matches!(desk.entry(&id, EntryId::Save(first)).await, Err(DeskError::NoEntry { .. })));
    assert_eq!(history.iter().filter(|line| line.kind == EntryKind::Save).count(), 2, "asides push out no save");
}
