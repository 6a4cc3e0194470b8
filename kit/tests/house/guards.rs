//! What the guards must not let slip: kills that wait, sources that were stopped, desks that stand still.

use crate::on_each_engine;
use ::account::{Halt, Role, Staff};
use ::audience::{Filter, Hand, Product, Products};
use ::desk::{ApprovalState, Desk, DeskError, ListQuery, Move, Outcome, Proposal, Proposed, Shelf, Stage};
use jiff::SignedDuration;
use kit::World;
use std::sync::Arc;
use story::{Act, Agency, HouseRules, ItemId, Note, Priority, ProductId, Related, Relation, State, Story};

on_each_engine! {
    what_waits_to_go_out_stays_when_a_kill_is_asked_for => super::what_waits_to_go_out_stays_when_a_kill_is_asked_for;
    nothing_more_of_an_item_goes_out_while_its_kill_waits => super::nothing_more_of_an_item_goes_out_while_its_kill_waits;
    a_kill_of_many_is_not_ended_by_a_kill_of_one => super::a_kill_of_many_is_not_ended_by_a_kill_of_one;
    what_was_made_of_something_killed_stays => super::what_was_made_of_something_killed_stays;
    what_is_not_out_is_not_named => super::what_is_not_out_is_not_named;
    the_time_of_an_approved_flash_is_not_moved_alone => super::the_time_of_an_approved_flash_is_not_moved_alone;
    what_was_approved_goes_to_those_products_only => super::what_was_approved_goes_to_those_products_only;
    whoever_is_frozen_has_sent_nothing_a_second_ago => super::whoever_is_frozen_has_sent_nothing_a_second_ago;
    nobody_leaves_a_desk_that_stands_still => super::nobody_leaves_a_desk_that_stands_still;
    what_is_spiked_is_out_of_the_way_and_comes_back => super::what_is_spiked_is_out_of_the_way_and_comes_back;
}

/// A desk whose house has two persons for everything.
fn strict(world: &World) -> Desk {
    let agency = Agency { rules: HouseRules::default(), ..Agency::clone(&world.agency) };
    let (db, blobs) = (world.db.clone(), world.blobs.clone());
    Desk::new(world.writer.clone(), db, blobs, world.clock.clone(), Arc::new(agency))
}

async fn people(world: &World) -> [Staff; 2] {
    [world.staff("editor", Role::Editor).await, world.staff("chief", Role::Chief).await]
}

fn kill(items: &[ItemId]) -> Proposal {
    let reason = Note::new("The report was wrong.").unwrap();
    Proposal::Notice { items: items.to_vec(), act: Act::Kill, reason, hold: Some(false) }
}

fn update(item: &ItemId, edit: u64, undo: bool) -> Proposal {
    Proposal::Send { item: item.clone(), edit, act: Act::Update, correction: None, undo }
}

async fn released(desk: &Desk, who: &Staff, story: Story) -> ItemId {
    let draft = desk.create(who, story, None).await.unwrap();
    let sent = desk.release(who, &draft.id, draft.edit, None).await.unwrap();
    assert!(matches!(sent, Outcome::Sent(_)), "{sent:?}");
    draft.id
}

fn news(headline: &str) -> Story {
    kit::story("en", headline, "Two people were hurt.")
}

#[track_caller]
fn asked(proposed: Result<Proposed, DeskError>) -> String {
    match proposed.unwrap() {
        Proposed::Waits(id) => id,
        other => panic!("it waits for nobody: {other:?}"),
    }
}

async fn more(desk: &Desk, who: &Staff, item: &ItemId) -> u64 {
    let edit = desk.item(item).await.unwrap().edit;
    desk.edit(who, item, edit, kit::story("en", "Quake", "Three people were hurt.")).await.unwrap().edit
}

async fn what_waits_to_go_out_stays_when_a_kill_is_asked_for(world: World) {
    let (desk, [editor, _]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, news("Quake")).await;
    let edit = more(&desk, &editor, &item).await;
    let waits = desk.propose(&editor, update(&item, edit, true)).await.unwrap();
    assert!(matches!(waits, Proposed::Scheduled { undo: true, .. }), "{waits:?}");
    let id = asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await);
    world.advance(60);
    desk.release_due().await.unwrap();
    desk.end_overtaken().await.unwrap();
    assert_eq!(world.reader.head(), 1, "the update did not go out");
    assert_eq!(desk.approval(&id).await.unwrap().state, ApprovalState::Waiting);
}

async fn nothing_more_of_an_item_goes_out_while_its_kill_waits(world: World) {
    let (desk, [editor, chief]) = (strict(&world), people(&world).await);
    let item = released(&desk, &editor, news("Quake")).await;
    let id = asked(desk.propose(&editor, kill(std::slice::from_ref(&item))).await);
    let edit = more(&desk, &editor, &item).await;
    let refused = desk.update(&editor, &item, edit).await;
    assert!(matches!(&refused, Err(DeskError::KillWaits(request)) if *request == id), "{refused:?}");
    desk.refuse(&chief, &id, Note::new("It was right.").unwrap()).await.unwrap();
    desk.update(&editor, &item, edit).await.unwrap();
}

async fn a_kill_of_many_is_not_ended_by_a_kill_of_one(world: World) {
    let (desk, [editor, _]) = (strict(&world), people(&world).await);
    let both = [released(&desk, &editor, news("One")).await, released(&desk, &editor, news("Two")).await];
    let id = asked(desk.propose(&editor, kill(&both)).await);
    let one = desk.propose(&editor, kill(&both[..1])).await;
    assert!(matches!(&one, Err(DeskError::KillWaits(request)) if *request == id), "{one:?}");
    assert_eq!(desk.approval(&id).await.unwrap().state, ApprovalState::Waiting);
}

fn related(story: Story, item: &ItemId, rel: Relation) -> Story {
    let title = story.headline.clone();
    Story { related: vec![Related { item: item.clone(), title, rel }], ..story }
}

async fn what_was_made_of_something_killed_stays(world: World) {
    let desk = crate::desk::desk(&world);
    let [_, chief] = people(&world).await;
    let source = released(&desk, &chief, news("Quake")).await;
    let made = desk.translate(&chief, &source, &story::Lang::new("tr").unwrap()).await.unwrap();
    // Whoever takes the link off the text does not take it off the desk.
    let text = Story { related: Vec::new(), ..kit::story("tr", "Deprem", "İki kişi yaralandı.") };
    let edit = desk.edit(&chief, &made.id, made.edit, text).await.unwrap().edit;
    desk.kill(&chief, &source, Note::new("Nothing shook.").unwrap()).await.unwrap();
    let refused = desk.release(&chief, &made.id, edit, None).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("which was killed")));
}

async fn what_is_not_out_is_not_named(world: World) {
    let desk = crate::desk::desk(&world);
    let [editor, _] = people(&world).await;
    let until = world.now() + SignedDuration::from_hours(3);
    let secret = desk.create(&editor, Story { embargo: Some(until), ..news("Secret talks") }, None).await.unwrap();
    desk.release(&editor, &secret.id, secret.edit, None).await.unwrap();
    let open = desk.create(&editor, related(news("Quake"), &secret.id, Relation::Related), None).await.unwrap();
    let refused = desk.release(&editor, &open.id, open.edit, None).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("not out")));
    world.advance(3 * 3_600);
    desk.release_due().await.unwrap();
    desk.release(&editor, &open.id, open.edit, None).await.unwrap();
}

/// A flash that two persons put on the schedule.
async fn scheduled_flash(world: &World, desk: &Desk, editor: &Staff, chief: &Staff) -> ItemId {
    let story = Story { priority: Priority::Flash, ..kit::story("en", "Quake", "One sentence.") };
    let draft = desk.create(editor, story, None).await.unwrap();
    let at = Some(world.now() + SignedDuration::from_hours(3));
    let (item, edit) = (draft.id.clone(), draft.edit);
    let id = asked(desk.propose(editor, Proposal::Release { item, edit, at, undo: false, retraction: None }).await);
    let hash = desk.approval(&id).await.unwrap().hash;
    let done = desk.approve(chief, &id, &hash).await.unwrap();
    assert!(matches!(done, Proposed::Scheduled { .. }), "{done:?}");
    draft.id
}

async fn the_time_of_an_approved_flash_is_not_moved_alone(world: World) {
    let (desk, [editor, chief]) = (strict(&world), people(&world).await);
    let item = scheduled_flash(&world, &desk, &editor, &chief).await;
    let sooner = desk.reschedule(&editor, &item, Some(world.now() + SignedDuration::from_mins(1))).await;
    assert!(matches!(sooner, Err(DeskError::TwoPersons(_))), "{sooner:?}");
}

async fn what_was_approved_goes_to_those_products_only(world: World) {
    let (desk, [editor, chief]) = (strict(&world), people(&world).await);
    let item = scheduled_flash(&world, &desk, &editor, &chief).await;
    let product = Product {
        id: ProductId(9),
        names: [("en".to_owned(), "Everything more".to_owned())].into(),
        filter: Filter::Everything,
        public: false,
        holdback_minutes: 0,
    };
    let clock: Arc<dyn ::store::Clock> = world.clock.clone();
    Products::put(&world.db, &world.agency, &product, Hand::of("chief"), &clock).await.unwrap();
    world.advance(3 * 3_600);
    desk.release_due().await.unwrap();
    assert_eq!(world.reader.head(), 0, "it would have reached others than those that were approved");
    assert!(desk.item(&item).await.unwrap().due.is_none(), "it is asked for again");
}

async fn whoever_is_frozen_has_sent_nothing_a_second_ago(world: World) {
    let (desk, [editor, _]) = (strict(&world), people(&world).await);
    let draft = desk.create(&editor, news("Quake"), None).await.unwrap();
    let (item, edit) = (draft.id.clone(), draft.edit);
    let sent = Proposal::Release { item, edit, at: None, undo: true, retraction: None };
    assert!(matches!(desk.propose(&editor, sent).await.unwrap(), Proposed::Scheduled { undo: true, .. }));
    world.accounts.freeze_staff("editor", true, "chief").await.unwrap();
    world.advance(60);
    desk.release_due().await.unwrap();
    assert_eq!((world.reader.head(), desk.item(&draft.id).await.unwrap().due), (0, None));
}

async fn nobody_leaves_a_desk_that_stands_still(world: World) {
    let desk = crate::desk::desk(&world);
    let [editor, chief] = people(&world).await;
    let sport = desk.add_desk(&chief, &"Sport".to_owned().try_into().unwrap()).await.unwrap();
    let draft = desk.create(&editor, news("Match"), None).await.unwrap();
    let onto = |id: &str| Move { desk: Some(id.to_owned()), stage: None };
    desk.place(&editor, &draft.id, onto(&sport.id)).await.unwrap();
    world.accounts.freeze(&[Halt::Desk(sport.id.clone())], "Somebody got in.", "chief").await.unwrap();
    assert!(matches!(desk.place(&editor, &draft.id, onto("")).await, Err(DeskError::Frozen(_))));
    assert_eq!(desk.item(&draft.id).await.unwrap().desk.as_deref(), Some(sport.id.as_str()));
    assert_eq!(desk.item(&draft.id).await.unwrap().state, None::<State>);
}

async fn what_is_spiked_is_out_of_the_way_and_comes_back(world: World) {
    let desk = crate::desk::desk(&world);
    let [editor, _] = people(&world).await;
    let draft = desk.create(&editor, news("Quake"), None).await.unwrap();
    let to = |stage| Move { desk: None, stage: Some(stage) };
    desk.place(&editor, &draft.id, to(Stage::Spiked)).await.unwrap();
    let on = async |shelf| {
        let query = ListQuery { shelf, desk: None, after: None, limit: 10 };
        desk.list(&editor, &query).await.unwrap().lines.len()
    };
    assert_eq!((on(Shelf::Spiked).await, on(Shelf::Drafts).await, on(Shelf::Mine).await), (1, 0, 0));
    let refused = desk.release(&editor, &draft.id, draft.edit, None).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("spiked")));
    desk.place(&editor, &draft.id, to(Stage::Draft)).await.unwrap();
    assert_eq!((on(Shelf::Spiked).await, on(Shelf::Drafts).await), (0, 1));
    desk.release(&editor, &draft.id, draft.edit, None).await.unwrap();
}
