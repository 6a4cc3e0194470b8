//! Kills that wait for a second person, and what happens to their items meanwhile.

use crate::{
    approval::{asked, flash, hash_of, kill, out, people, reason, release, released, strict},
    on_each_engine,
};
use ::account::AuditQuery;
use ::desk::{ApprovalState, Because, Counts, Desk, DeskError, ListQuery, Order, Proposal, Shelf};
use kit::World;
use story::{Act, ItemId, Note, State};

on_each_engine! {
    a_hold_does_not_end_a_kill_that_waits => super::a_hold_does_not_end_a_kill_that_waits;
    a_hold_of_one_keeps_the_kill_of_many => super::a_hold_of_one_keeps_the_kill_of_many;
    a_hold_does_not_revive_what_was_overtaken => super::a_hold_does_not_revive_what_was_overtaken;
    nothing_more_of_an_item_ends_its_kill => super::nothing_more_of_an_item_ends_its_kill;
    what_waits_lies_on_its_shelf_and_rings => super::what_waits_lies_on_its_shelf_and_rings;
}

fn note(text: &str) -> Note {
    Note::new(text).unwrap()
}

async fn a_hold_does_not_end_a_kill_that_waits(world: World) {
    let (desk, [editor, chief, other]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, "Quake").await;
    let id = asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await);
    let before = desk.approval(&id).await.unwrap();
    let seen = desk.requested(&before).await.unwrap();
    world.advance(60);
    desk.hold(&chief, &item, note("It is being checked.")).await.unwrap();
    assert_eq!((desk.end_overtaken().await.unwrap(), desk.waiting().await.unwrap()), (0, 1));
    let after = desk.approval(&id).await.unwrap();
    assert_eq!((after.state, &after.asked_by, after.asked), (ApprovalState::Waiting, &before.asked_by, before.asked));
    assert_eq!((after.remade, after.remade_by.as_deref()), (Some(world.now()), Some("chief")));
    assert_ne!(after.hash, before.hash, "another version is another hash");
    let shown = desk.requested(&after).await.unwrap();
    assert_eq!(
        (shown.outgoing[0].version, &shown.outgoing[0].story),
        (3, &seen.outgoing[0].story),
        "in the same words"
    );
    let stale = desk.approve(&other, &id, &before.hash).await;
    assert!(matches!(stale, Err(DeskError::OtherBytes)), "{stale:?}");
    let lines = world.accounts.audit_lines(&AuditQuery::default(), None, 50).await.unwrap();
    let line = lines.iter().find(|line| line.act == "make again").expect("a line");
    assert!(
        line.actor == "chief" && line.detail.contains(&before.hash) && line.detail.contains(&after.hash),
        "{line:?}"
    );
    assert_eq!(out(desk.approve(&other, &id, &after.hash).await), [State::Canceled]);
    let killed = world.reader.latest(&item).await.unwrap().unwrap();
    assert_eq!((killed.entry.version, &killed.entry.content), (3, &shown.outgoing[0].hash));
}

async fn a_hold_of_one_keeps_the_kill_of_many(world: World) {
    let (desk, [editor, chief, other]) = (strict(&world), people(&world).await);
    let mut items = Vec::new();
    for n in 1..=3 {
        items.push(released(&desk, &editor, &format!("Story {n}")).await);
    }
    let hold = Some(false);
    let order = Order { items: items.clone(), act: Act::Kill, because: Because::Wrong, reason: reason(), hold };
    let stopped = desk.stop_all(&editor, order).await.unwrap();
    let id = stopped.waits.expect("a request");
    // Two in one act, and one of them resumed by nobody: what waits keeps it back.
    let both = Proposal::Notice { items: items[..2].to_vec(), act: Act::Hold, reason: note("Checked."), hold: None };
    assert_eq!(out(desk.propose(&chief, both).await), [State::Withheld; 2]);
    let edit = desk.item(&items[0]).await.unwrap().edit;
    let resumed = desk.resume(&chief, &items[0], edit).await;
    assert!(matches!(&resumed, Err(DeskError::KillWaits(waits)) if *waits == id), "{resumed:?}");
    desk.hold(&chief, &items[2], note("This one too.")).await.unwrap();
    let request = desk.approval(&id).await.unwrap();
    let versions: Vec<_> = desk.requested(&request).await.unwrap().outgoing.iter().map(|one| one.version).collect();
    assert_eq!((request.state, versions), (ApprovalState::Waiting, vec![3, 3, 3]));
    assert_eq!(out(desk.approve(&other, &id, &request.hash).await), [State::Canceled; 3]);
    let (cause, _) = desk.cause(&chief, &stopped.cause).await.unwrap().expect("the cause");
    assert_eq!((cause.sent, cause.approved), (3, Some(ApprovalState::Approved)));
}

async fn a_hold_does_not_revive_what_was_overtaken(world: World) {
    let (desk, [editor, chief, other]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, "Quake").await;
    let id = asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await);
    let before = hash_of(&desk, &id).await;
    // As if somebody had reached past the desk.
    let sql = "UPDATE approval SET hash = $1 WHERE id = $2";
    world.db.run(sql, store::args!["0".repeat(64), id.as_str()]).await.unwrap();
    desk.hold(&chief, &item, note("It is being checked.")).await.unwrap();
    let request = desk.approval(&id).await.unwrap();
    assert_eq!((request.hash, request.remade), ("0".repeat(64), None));
    assert_eq!(desk.end_overtaken().await.unwrap(), 1);
    assert!(desk.approve(&other, &id, &before).await.is_err());
    assert_eq!(desk.item(&item).await.unwrap().state, Some(State::Withheld));
}

async fn nothing_more_of_an_item_ends_its_kill(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, "Quake").await;
    let id = asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await);
    let edit = desk.item(&item).await.unwrap().edit;
    let saved = desk.edit(&chief, &item, edit, flash("Strong quake")).await.unwrap();
    let update = Proposal::Send { item, edit: saved.edit, act: Act::Update, correction: None, undo: false };
    let refused = desk.propose(&chief, update).await;
    assert!(matches!(&refused, Err(DeskError::KillWaits(waits)) if *waits == id), "{refused:?}");
    assert_eq!(desk.approval(&id).await.unwrap().state, ApprovalState::Waiting);
}

async fn waiting(desk: &Desk, who: &::account::Staff) -> (Vec<(ItemId, Option<String>)>, Counts) {
    let query = ListQuery { shelf: Shelf::Waiting, desk: None, after: None, limit: 10 };
    let lines = desk.list(who, &query).await.unwrap().lines;
    (lines.into_iter().map(|line| (line.id, line.request)).collect(), desk.counts(None).await.unwrap())
}

async fn what_waits_lies_on_its_shelf_and_rings(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    let out = released(&desk, &editor, "Quake").await;
    let draft = desk.create(&editor, flash("Storm"), None).await.unwrap();
    assert_eq!(waiting(&desk, &editor).await.0, []);
    world.advance(1);
    let rung = desk.rung().await.unwrap();
    let release = asked(desk.propose(&editor, release(&draft.id, draft.edit)).await);
    let stop = asked(desk.propose(&editor, kill(std::slice::from_ref(&out))).await);
    let heard = desk.rung_since(rung).await.unwrap().items.unwrap();
    assert_eq!(heard, [draft.id.clone(), out.clone()], "lists that are open hear of a request");
    let (mut lines, counts) = waiting(&desk, &editor).await;
    lines.sort();
    let mut expected = [(draft.id.clone(), Some(release.clone())), (out.clone(), Some(stop))];
    expected.sort();
    assert_eq!((&lines[..], counts.waiting, counts.drafts), (&expected[..], 2, 1));
    let rung = desk.rung().await.unwrap();
    desk.refuse(&chief, &release, note("Not yet.")).await.unwrap();
    assert_eq!(desk.rung_since(rung).await.unwrap().items, Some(vec![draft.id]), "and of its end");
    let (lines, counts) = waiting(&desk, &editor).await;
    assert_eq!((lines.len(), &lines[0].0, counts.waiting), (1, &out, 1));
}
