//! Two persons, seconds to take something back, and a flash that can be retracted.

use crate::on_each_engine;
use ::account::{Role, Staff, Terms};
use ::audience::{Candidate, Entitlement, PublicRule, Publicly, Readership};
use ::desk::{ApprovalState, Desk, DeskError, Order, Proposal, Proposed};
use jiff::SignedDuration;
use kit::World;
use std::sync::Arc;
use story::{
    Act, Agency, Correction, Guarded, HouseRules, ItemId, Kind, Lang, Note, Priority, ProductId, Prose, State, Story,
};

on_each_engine! {
    a_kill_waits_for_another_person => super::a_kill_waits_for_another_person;
    nobody_approves_their_own_request => super::nobody_approves_their_own_request;
    what_was_changed_meanwhile_is_not_sent => super::what_was_changed_meanwhile_is_not_sent;
    another_product_is_another_transmission => super::another_product_is_another_transmission;
    a_refusal_says_why_and_sends_nothing => super::a_refusal_says_why_and_sends_nothing;
    a_flash_brings_its_retraction => super::a_flash_brings_its_retraction;
    a_retraction_ends_with_the_hour_and_with_another_version => super::a_retraction_ends_with_the_hour_and_with_another_version;
    an_update_does_not_smuggle_a_flash => super::an_update_does_not_smuggle_a_flash;
    an_embargo_that_was_promised_is_kept => super::an_embargo_that_was_promised_is_kept;
    many_items_are_killed_with_one_approval => super::many_items_are_killed_with_one_approval;
    routine_news_can_be_taken_back => super::routine_news_can_be_taken_back;
    what_was_not_taken_back_goes_out_under_its_senders_name => super::what_was_not_taken_back_goes_out_under_its_senders_name;
    a_correction_keeps_what_it_corrects_while_it_waits => super::a_correction_keeps_what_it_corrects_while_it_waits;
    urgent_news_waits_for_nobody => super::urgent_news_waits_for_nobody;
    every_step_is_in_the_audit_with_the_hash => super::every_step_is_in_the_audit_with_the_hash;
    a_frozen_asker_sends_nothing => super::a_frozen_asker_sends_nothing;
    a_preview_changes_nothing_and_says_the_same_hash => super::a_preview_changes_nothing_and_says_the_same_hash;
    who_would_get_it_is_who_gets_it => super::who_would_get_it_is_who_gets_it;
    what_is_scheduled_can_go_later_and_not_before_its_embargo => super::what_is_scheduled_can_go_later_and_not_before_its_embargo;
}

/// A desk whose house has two persons for everything.
pub fn strict(world: &World) -> Desk {
    let agency = Agency { rules: HouseRules::default(), ..Agency::clone(&world.agency) };
    let (db, blobs) = (world.db.clone(), world.blobs.clone());
    Desk::new(world.writer.clone(), db, blobs, world.clock.clone(), Arc::new(agency))
}

pub fn reason() -> Note {
    Note::new("The report was wrong.").unwrap()
}

pub fn kill(items: &[ItemId]) -> Proposal {
    Proposal::Notice { items: items.to_vec(), act: Act::Kill, reason: reason(), hold: Some(false) }
}

pub fn release(item: &ItemId, edit: u64) -> Proposal {
    Proposal::Release { item: item.clone(), edit, at: None, undo: false, retraction: None }
}

pub fn flash(headline: &str) -> Story {
    Story { priority: Priority::Flash, ..kit::story("en", headline, "One sentence.") }
}

#[track_caller]
pub fn asked(proposed: Result<Proposed, DeskError>) -> String {
    match proposed.unwrap() {
        Proposed::Waits(id) => id,
        other => panic!("it waits for nobody: {other:?}"),
    }
}

#[track_caller]
pub fn out(proposed: Result<Proposed, DeskError>) -> Vec<State> {
    match proposed.unwrap() {
        Proposed::Sent(sent) => sent.iter().map(|sent| sent.dispatch.entry.state).collect(),
        other => panic!("it is not out: {other:?}"),
    }
}

pub async fn people(world: &World) -> [Staff; 3] {
    [
        world.staff("editor", Role::Editor).await,
        world.staff("chief", Role::Chief).await,
        world.staff("other", Role::Chief).await,
    ]
}

pub async fn released(desk: &Desk, who: &Staff, headline: &str) -> ItemId {
    let draft = desk.create(who, kit::story("en", headline, "Two hurt."), None).await.unwrap();
    out(desk.propose(who, release(&draft.id, draft.edit)).await);
    draft.id
}

pub async fn hash_of(desk: &Desk, id: &str) -> String {
    desk.approval(id).await.unwrap().hash
}

async fn a_kill_waits_for_another_person(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, "Quake").await;
    let direct = desk.kill(&chief, &item, reason()).await;
    assert!(matches!(direct, Err(DeskError::TwoPersons(Guarded::Kill))), "{direct:?}");
    let id = asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await);
    assert_eq!(id, asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await), "asking twice asks once");
    assert_eq!((world.reader.head(), desk.waiting().await.unwrap()), (1, 1));
    let request = desk.approval(&id).await.unwrap();
    assert_eq!((request.state, &request.guarded[..]), (ApprovalState::Waiting, &[Guarded::Kill][..]));
    let shown = desk.requested(&request).await.unwrap();
    assert_eq!((shown.hash(), shown.outgoing[0].version), (request.hash.clone(), 2));
    assert_eq!(out(desk.approve(&chief, &id, &request.hash).await), [State::Canceled]);
    let killed = world.reader.latest(&item).await.unwrap().unwrap();
    assert_eq!(killed.entry.content, shown.outgoing[0].hash, "the bytes that were approved are on the wire");
    assert_eq!(desk.waiting().await.unwrap(), 0);
    let again = desk.approve(&chief, &id, &request.hash).await;
    assert!(matches!(again, Err(DeskError::Ended(ApprovalState::Approved))), "{again:?}");
}

async fn nobody_approves_their_own_request(world: World) {
    let (desk, [editor, chief, other]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, "Quake").await;
    let id = asked(desk.propose(&chief, kill(std::slice::from_ref(&item))).await);
    let hash = hash_of(&desk, &id).await;
    assert!(matches!(desk.approve(&chief, &id, &hash).await, Err(DeskError::OwnRequest)));
    assert!(matches!(desk.approve(&editor, &id, &hash).await, Err(DeskError::Forbidden { .. })));
    let wrong = desk.approve(&other, &id, &"0".repeat(64)).await;
    assert!(matches!(wrong, Err(DeskError::OtherBytes)), "{wrong:?}");
    assert_eq!(world.reader.head(), 1);
    out(desk.approve(&other, &id, &hash).await);
}

async fn what_was_changed_meanwhile_is_not_sent(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    let draft = desk.create(&editor, flash("Quake"), None).await.unwrap();
    let id = asked(desk.propose(&editor, release(&draft.id, draft.edit)).await);
    let hash = hash_of(&desk, &id).await;
    desk.edit(&editor, &draft.id, draft.edit, flash("Earthquake")).await.unwrap();
    let request = desk.approval(&id).await.unwrap();
    assert!(matches!(desk.requested(&request).await, Err(DeskError::Overtaken)));
    assert_eq!(desk.waiting().await.unwrap(), 0, "it is no longer shown as one that waits");
    assert!(matches!(desk.approve(&chief, &id, &hash).await, Err(DeskError::Overtaken)));
    assert_eq!((world.reader.head(), desk.approval(&id).await.unwrap().state), (0, ApprovalState::Overtaken));
    // What nobody tries to approve ends by itself.
    let second = asked(desk.propose(&editor, release(&draft.id, draft.edit + 1)).await);
    desk.edit(&editor, &draft.id, draft.edit + 1, flash("Tremor")).await.unwrap();
    assert_eq!(desk.end_overtaken().await.unwrap(), 1);
    assert_eq!(desk.approval(&second).await.unwrap().state, ApprovalState::Overtaken);
}

async fn another_product_is_another_transmission(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    let draft = desk.create(&editor, flash("Quake"), None).await.unwrap();
    let id = asked(desk.propose(&editor, release(&draft.id, draft.edit)).await);
    let hash = hash_of(&desk, &id).await;
    let mut product = world.products.all()[0].clone();
    product.id = ProductId(2);
    let clock: Arc<dyn ::store::Clock> = world.clock.clone();
    let hand = ::audience::Hand::of("operator");
    ::audience::Products::put(&world.db, &world.agency, &product, hand, &clock).await.unwrap();
    assert!(matches!(desk.approve(&chief, &id, &hash).await, Err(DeskError::Overtaken)));
    assert_eq!(world.reader.head(), 0, "it would have gone to people that nobody was shown");
}

async fn a_refusal_says_why_and_sends_nothing(world: World) {
    let (desk, [editor, chief, other]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, "Quake").await;
    let id = asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await);
    assert!(matches!(desk.refuse(&editor, &id, reason()).await, Err(DeskError::Forbidden { .. })));
    desk.refuse(&chief, &id, Note::new("It is right.").unwrap()).await.unwrap();
    let refused = desk.approval(&id).await.unwrap();
    assert_eq!((refused.state, refused.reason.as_deref()), (ApprovalState::Refused, Some("It is right.")));
    let id = asked(desk.propose(&chief, kill(std::slice::from_ref(&item))).await);
    assert!(matches!(desk.take_request_back(&editor, &id).await, Err(DeskError::Forbidden { .. })));
    desk.take_request_back(&chief, &id).await.unwrap();
    let hash = hash_of(&desk, &id).await;
    assert!(matches!(desk.approve(&other, &id, &hash).await, Err(DeskError::Ended(ApprovalState::Withdrawn))));
    assert_eq!(world.reader.head(), 1);
    // A chief may put it on hold while the kill waits; the bytes are those that follow the hold.
    let held = Proposal::Notice { items: vec![item.clone()], act: Act::Kill, reason: reason(), hold: None };
    let id = asked(desk.propose(&chief, held).await);
    assert_eq!(desk.item(&item).await.unwrap().state, Some(State::Withheld));
    let hash = hash_of(&desk, &id).await;
    assert_eq!(out(desk.approve(&other, &id, &hash).await), [State::Canceled]);
}

async fn a_flash_brings_its_retraction(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    let draft = desk.create(&editor, flash("Quake"), None).await.unwrap();
    let words = Note::new("There was no quake.").unwrap();
    let proposal = Proposal::Release {
        item: draft.id.clone(),
        edit: draft.edit,
        at: None,
        undo: true,
        retraction: Some(words.clone()),
    };
    let id = asked(desk.propose(&editor, proposal).await);
    assert_eq!(desk.retraction(&draft.id).await.unwrap(), None, "nothing is out that could be retracted");
    let request = desk.approval(&id).await.unwrap();
    let shown = desk.requested(&request).await.unwrap();
    assert!(shown.bytes().contains("There was no quake."), "the retraction is part of what is approved");
    assert_eq!(out(desk.approve(&chief, &id, &request.hash).await), [State::Usable], "a flash does not wait");
    let ready = desk.retraction(&draft.id).await.unwrap().expect("a retraction");
    assert_eq!((ready.reason, ready.approved_by.as_deref()), (words, Some("chief")));
    let sent = desk.retract(&editor, &draft.id).await.unwrap().dispatch;
    assert_eq!((sent.entry.act, sent.entry.state), (Act::Kill, State::Canceled));
    assert_eq!(Some(&sent.entry.content), shown.retraction.as_ref().map(|notice| &notice.hash));
    assert_eq!(desk.retraction(&draft.id).await.unwrap(), None);
}

async fn a_retraction_ends_with_the_hour_and_with_another_version(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    for late in [true, false] {
        let draft = desk.create(&editor, flash("Quake"), None).await.unwrap();
        let id = asked(desk.propose(&editor, release(&draft.id, draft.edit)).await);
        let hash = hash_of(&desk, &id).await;
        out(desk.approve(&chief, &id, &hash).await);
        if late {
            world.advance(::desk::RETRACTION_MINUTES * 60 + 1);
        } else {
            let item = desk.item(&draft.id).await.unwrap();
            let saved = desk.edit(&editor, &draft.id, item.edit, flash("Strong quake")).await.unwrap();
            desk.update(&editor, &draft.id, saved.edit).await.unwrap();
        }
        let refused = desk.retract(&editor, &draft.id).await;
        assert!(matches!(refused, Err(DeskError::NoRetraction(_))), "{refused:?}");
    }
}

async fn an_update_does_not_smuggle_a_flash(world: World) {
    let (desk, [editor, ..]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, "Quake").await;
    let saved = desk.edit(&editor, &item, 2, flash("Quake")).await.unwrap();
    let refused = desk.update(&editor, &item, saved.edit).await;
    assert!(matches!(refused, Err(DeskError::TwoPersons(Guarded::Flash))), "{refused:?}");
}

async fn an_embargo_that_was_promised_is_kept(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    let until = world.now() + SignedDuration::from_hours(2);
    let story = Story { embargo: Some(until), ..kit::story("en", "Budget", "The numbers.") };
    let draft = desk.create(&editor, story.clone(), None).await.unwrap();
    let waits = desk.propose(&editor, release(&draft.id, draft.edit)).await.unwrap();
    assert!(matches!(waits, Proposed::Scheduled { at, undo: false } if at == until), "{waits:?}");
    desk.unschedule(&editor, &draft.id).await.unwrap();
    // Later than promised breaks nothing; without it, or earlier, somebody else must agree.
    for embargo in [None, Some(world.now() + SignedDuration::from_hours(1))] {
        let edit = desk.item(&draft.id).await.unwrap().edit;
        let changed = Story { embargo, ..story.clone() };
        let saved = desk.edit(&editor, &draft.id, edit, changed).await.unwrap();
        let id = asked(desk.propose(&editor, release(&draft.id, saved.edit)).await);
        assert_eq!(desk.approval(&id).await.unwrap().guarded, [Guarded::Embargo]);
        desk.refuse(&chief, &id, reason()).await.unwrap();
    }
    let edit = desk.item(&draft.id).await.unwrap().edit;
    let open = desk.edit(&editor, &draft.id, edit, Story { embargo: None, ..story }).await.unwrap();
    world.advance(2 * 3_600);
    assert_eq!(out(desk.propose(&editor, release(&draft.id, open.edit)).await), [State::Usable]);
}

async fn many_items_are_killed_with_one_approval(world: World) {
    let (desk, [editor, chief, other]) = (strict(&world), people(&world).await);
    let mut items = Vec::new();
    for n in 1..=3 {
        items.push(released(&desk, &editor, &format!("Story {n}")).await);
    }
    let order = Order {
        items: items.clone(),
        act: Act::Kill,
        because: ::desk::Because::default(),
        reason: reason(),
        hold: None,
    };
    let stopped = desk.stop_all(&chief, order).await.unwrap();
    let id = stopped.waits.expect("a request");
    assert_eq!(desk.approval(&id).await.unwrap().items.len(), 3);
    let hash = hash_of(&desk, &id).await;
    assert_eq!(out(desk.approve(&other, &id, &hash).await), [State::Canceled; 3]);
    let (cause, _) = desk.cause(&chief, &stopped.cause).await.unwrap().expect("the cause");
    assert_eq!((cause.count, cause.sent), (3, 3), "the notices belong to the cause that was ordered");
}

async fn routine_news_can_be_taken_back(world: World) {
    let (desk, [editor, ..]) = (strict(&world), people(&world).await);
    let draft = desk.create(&editor, kit::story("en", "Fair", "It opened."), None).await.unwrap();
    let proposal =
        Proposal::Release { item: draft.id.clone(), edit: draft.edit, at: None, undo: true, retraction: None };
    let waits = desk.propose(&editor, proposal.clone()).await.unwrap();
    let until = world.now() + SignedDuration::from_secs(10);
    assert!(matches!(waits, Proposed::Scheduled { at, undo: true } if at == until), "{waits:?}");
    assert!(desk.item(&draft.id).await.unwrap().due.unwrap().undo);
    world.advance(9);
    assert!(desk.release_due().await.unwrap().sent.is_empty());
    assert_eq!(desk.undo(&editor, &draft.id).await.unwrap().due, None);
    world.advance(9);
    assert!(desk.release_due().await.unwrap().sent.is_empty());
    assert_eq!(world.reader.head(), 0);
    assert!(matches!(desk.undo(&editor, &draft.id).await, Err(DeskError::NotScheduled)));
    desk.propose(&editor, proposal).await.unwrap();
    world.advance(10);
    assert_eq!(desk.release_due().await.unwrap().sent.len(), 1);
    assert!(matches!(desk.undo(&editor, &draft.id).await, Err(DeskError::NotScheduled)), "it is out");
}

async fn what_was_not_taken_back_goes_out_under_its_senders_name(world: World) {
    let [editor, ..] = people(&world).await;
    let draft = {
        let desk = strict(&world);
        let draft = desk.create(&editor, kit::story("en", "Fair", "It opened."), None).await.unwrap();
        let item = draft.id.clone();
        let proposal = Proposal::Release { item, edit: draft.edit, at: None, undo: true, retraction: None };
        desk.propose(&editor, proposal).await.unwrap();
        draft
    };
    // The process ends, and another one opens after the seconds have passed.
    let world = world.reopened().await;
    world.advance(10);
    let desk = strict(&world);
    assert_eq!(desk.release_due().await.unwrap().sent.len(), 1);
    assert_eq!(desk.item(&draft.id).await.unwrap().changed_by, "editor");
    let lines = world.accounts.audit_lines(&::account::AuditQuery::default(), None, 20).await.unwrap();
    let line = lines.iter().find(|line| line.act == "release").expect("a line");
    assert_eq!(line.actor, "editor");
}

async fn a_correction_keeps_what_it_corrects_while_it_waits(world: World) {
    let (desk, [editor, ..]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, "Quake").await;
    let saved = desk.edit(&editor, &item, 2, kit::story("en", "Quake", "Three hurt.")).await.unwrap();
    let prose = |text: &str| Prose::new(text).unwrap();
    let what = Correction { was: prose("Two hurt"), now: prose("Three hurt") };
    let proposal = Proposal::Send {
        item: item.clone(),
        edit: saved.edit,
        act: Act::Correct,
        correction: Some(what.clone()),
        undo: true,
    };
    desk.propose(&editor, proposal).await.unwrap();
    let changed = desk.edit(&editor, &item, saved.edit, kit::story("en", "Quake", "Four hurt.")).await;
    assert!(matches!(changed, Err(DeskError::Scheduled(_))), "{changed:?}");
    world.advance(10);
    desk.release_due().await.unwrap();
    let out = world.reader.latest(&item).await.unwrap().unwrap();
    assert_eq!((out.entry.act, out.story.correction.as_ref()), (Act::Correct, Some(&what)));
}

async fn urgent_news_waits_for_nobody(world: World) {
    let (desk, [editor, ..]) = (strict(&world), people(&world).await);
    let story = Story { priority: Priority::Urgent, ..kit::story("en", "Quake", "Two hurt.") };
    let draft = desk.create(&editor, story, None).await.unwrap();
    let item = draft.id.clone();
    let proposal = Proposal::Release { item, edit: draft.edit, at: None, undo: true, retraction: None };
    assert_eq!(out(desk.propose(&editor, proposal).await), [State::Usable]);
}

async fn every_step_is_in_the_audit_with_the_hash(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, "Quake").await;
    let first = asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await);
    desk.refuse(&chief, &first, reason()).await.unwrap();
    world.advance(1);
    let second = asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await);
    let hash = hash_of(&desk, &second).await;
    out(desk.approve(&chief, &second, &hash).await);
    let lines = world.accounts.audit_lines(&::account::AuditQuery::default(), None, 50).await.unwrap();
    let steps: Vec<_> = lines
        .iter()
        .rev()
        .filter(|line| line.detail.contains(&hash))
        .map(|line| (line.actor.as_str(), line.act.as_str(), line.subject.as_str()))
        .collect();
    let item = item.as_str();
    let expected =
        [("editor", "ask", item), ("chief", "refuse", item), ("editor", "ask", item), ("chief", "approve", item)];
    assert_eq!(steps, expected);
}

async fn a_frozen_asker_sends_nothing(world: World) {
    let (desk, [editor, chief, _]) = (strict(&world), people(&world).await);
    let draft = desk.create(&editor, flash("Quake"), None).await.unwrap();
    let id = asked(desk.propose(&editor, release(&draft.id, draft.edit)).await);
    let hash = hash_of(&desk, &id).await;
    world.accounts.freeze_staff("editor", true, "operator").await.unwrap();
    assert!(desk.approve(&chief, &id, &hash).await.is_err());
    assert_eq!(world.reader.head(), 0);
}

async fn a_preview_changes_nothing_and_says_the_same_hash(world: World) {
    let (desk, [editor, ..]) = (strict(&world), people(&world).await);
    let draft = desk.create(&editor, flash("Quake"), None).await.unwrap();
    let proposal = release(&draft.id, draft.edit);
    let preview = desk.preview(&editor, &proposal).await.unwrap();
    assert_eq!((preview.guarded.as_slice(), preview.undo_secs), (&[Guarded::Flash][..], 0));
    assert_eq!((desk.waiting().await.unwrap(), world.reader.head()), (0, 0));
    let id = asked(desk.propose(&editor, proposal).await);
    assert_eq!(hash_of(&desk, &id).await, preview.transmission_hash);
}

async fn what_is_scheduled_can_go_later_and_not_before_its_embargo(world: World) {
    let (desk, [editor, ..]) = (strict(&world), people(&world).await);
    let hours = |hours| world.now() + SignedDuration::from_hours(hours);
    let story = Story { embargo: Some(hours(2)), ..kit::story("en", "Budget", "The numbers.") };
    let draft = desk.create(&editor, story, None).await.unwrap();
    desk.propose(&editor, release(&draft.id, draft.edit)).await.unwrap();
    let due = |item: ::desk::Item| item.due.unwrap().at;
    assert_eq!(due(desk.reschedule(&editor, &draft.id, Some(hours(5))).await.unwrap()), hours(5));
    assert_eq!(due(desk.reschedule(&editor, &draft.id, Some(hours(1))).await.unwrap()), hours(2));
    assert_eq!(due(desk.reschedule(&editor, &draft.id, None).await.unwrap()), hours(2));
    let past = desk.reschedule(&editor, &draft.id, Some(hours(-1))).await;
    assert!(matches!(past, Err(DeskError::NotReady(_))), "{past:?}");
}

async fn who_would_get_it_is_who_gets_it(world: World) {
    let (desk, [editor, ..]) = (strict(&world), people(&world).await);
    let all = || Terms::all_of(vec![ProductId(1)], jiff::Timestamp::UNIX_EPOCH);
    let paper = world.covered_subscriber("Paper").await;
    let radio = world.subscriber("Radio", Some(Terms { languages: vec![Lang::new("tr").unwrap()], ..all() })).await;
    let stills = world.subscriber("Stills", Some(Terms { kinds: vec![Kind::Picture], ..all() })).await;
    let nobody = world.subscriber("Nobody", None).await;
    let draft = desk.create(&editor, kit::story("en", "Fair", "It opened."), None).await.unwrap();
    let preview = desk.preview(&editor, &release(&draft.id, draft.edit)).await.unwrap();
    let (readership, outgoing) = (Readership::new(world.accounts.clone()), &preview.transmission.outgoing[0]);
    let reach = async || {
        let one = Candidate {
            item: &draft.id,
            act: Act::Release,
            products: &outgoing.products,
            before: &[],
            story: &preview.stories[0],
            released: None,
            at: world.now(),
        };
        let rule = PublicRule::default();
        let publicly = Publicly { rule: &rule, products: &world.products, agency: &world.agency };
        readership.reach(publicly, &one, "en").await.unwrap()
    };
    let reached = reach().await;
    assert_eq!((reached.organisations, reached.api_users, reached.keys, reached.people), (1, 1, 1, 0));
    assert_eq!(reached.named.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Paper"]);
    assert_eq!((reached.products[0].name.as_str(), reached.public_from), ("General", Some(world.now())));
    out(desk.propose(&editor, release(&draft.id, draft.edit)).await);
    let entry = world.reader.latest(&draft.id).await.unwrap().unwrap();
    for (persona, gets) in [(&paper, true), (&radio, false), (&stills, false), (&nobody, false)] {
        let decided = Entitlement::of(&persona.subscriber, world.now()).decide(&entry.entry);
        assert_eq!(decided.is_yes(), gets, "{}", persona.login);
    }
    let contract = world.accounts.contracts(&nobody.subscriber.organisation).await.unwrap();
    assert!(contract.is_empty());
    world.accounts.add_contract(&nobody.subscriber.organisation, &all(), "operator").await.unwrap();
    assert_eq!(reach().await.organisations, 2, "a contract that was made since is seen");
}
