//! Who has a killed story is called, once, and reminded until there is a receipt.

use crate::on_each_engine;
use account::{Given, Held, How, OPERATOR, OrganisationId, Terms, Through, Way};
use kit::{Persona, World};
use std::sync::Arc;
use story::{Act, ProductId};
use watch::Watch;
use wire::Dispatch;

on_each_engine! {
    those_who_have_a_killed_story_are_called => super::those_who_have_a_killed_story_are_called;
    corrections_and_holds_are_listed_without_letters => super::corrections_and_holds_are_listed_without_letters;
    reminders_go_out_at_their_times_and_never_twice => super::reminders_go_out_at_their_times_and_never_twice;
    what_is_written_down_late_is_still_found => super::what_is_written_down_late_is_still_found;
    the_first_receipt_stands => super::the_first_receipt_stands;
    a_link_confirms_for_its_organisation_and_dispatch => super::a_link_confirms_for_its_organisation_and_dispatch;
    a_wire_with_a_past_writes_to_nobody => super::a_wire_with_a_past_writes_to_nobody;
    who_is_reminded_by_hand_is_in_the_audit => super::who_is_reminded_by_hand_is_in_the_audit;
}

pub(crate) fn watch(world: &World) -> Watch {
    Watch::new(watch::Parts {
        db: world.db.clone(),
        accounts: world.accounts.clone(),
        reader: world.reader.clone(),
        agency: "Tellal News Agency".to_owned(),
        base: "https://wire.example".to_owned(),
        clock: world.clock.clone(),
    })
}

async fn released(world: &World) -> Arc<Dispatch> {
    world.release(kit::story("tr", "Manşet", "Metin."), &[ProductId(1)]).await
}

/// A story that was released and killed.
async fn killed(world: &World) -> Arc<Dispatch> {
    let story = released(world).await;
    world.kill(&story).await
}

/// A covered subscriber that can be written to.
pub(crate) async fn reachable(world: &World, name: &str, email: &str) -> Persona {
    let persona = world.covered_subscriber(name).await;
    let id = &persona.subscriber.organisation;
    world.accounts.change_organisation(id, name, Some(email), OPERATOR).await.unwrap();
    persona
}

async fn opens(world: &World, persona: &Persona, dispatch: &Dispatch) {
    let entry = &dispatch.entry;
    let given = Given {
        seq: entry.seq,
        item: &entry.item,
        version: entry.version,
        product: ProductId(1),
        format: "json",
        how: How::Opened,
        way: Way::Item,
        times: 1,
        bytes: 10,
    };
    let meter = world.accounts.meter();
    meter.given(meter.taker(&persona.subscriber), &given);
    meter.flush().await.unwrap();
}

/// The letters so far, in the order in which they were posted: to whom, subject and text.
pub(crate) async fn letters(world: &World) -> Vec<(String, String, String)> {
    let rows = world.db.all("SELECT to_mail, subject, text FROM mail ORDER BY time, to_mail", store::args![]).await;
    let letter =
        |row: &store::Row| (row.text("to_mail").unwrap(), row.text("subject").unwrap(), row.text("text").unwrap());
    rows.unwrap().iter().map(letter).collect()
}

/// The secret of a letter's link.
fn secret(text: &str) -> String {
    text.split_once("/receipt?link=").unwrap().1.split_whitespace().next().unwrap().to_owned()
}

/// Name, whether it was seen to hold the story, and whether it confirmed.
async fn called(world: &World, seq: u64) -> Vec<(String, bool, bool)> {
    let receivers = world.accounts.receivers(seq).await.unwrap();
    receivers.into_iter().map(|r| (r.name, r.held.is_seen(), r.receipt.is_some())).collect()
}

fn line(name: &str, seen: bool, confirmed: bool) -> (String, bool, bool) {
    (name.to_owned(), seen, confirmed)
}

async fn those_who_have_a_killed_story_are_called(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    let id = &gazete.subscriber.organisation;
    world.accounts.add_person(id, "master@gazete.example", "Ayşe", true, None, OPERATOR).await.unwrap();
    world.accounts.add_person(id, "reader@gazete.example", "Can", false, None, OPERATOR).await.unwrap();
    reachable(&world, "Radyo", "desk@radyo.example").await;
    let other = Terms::all_of(vec![ProductId(2)], jiff::Timestamp::UNIX_EPOCH);
    let uncovered = world.subscriber("Uzak", Some(other.clone())).await;
    // One whose contract never covered it, and who got it all the same, by whatever way.
    let leak = world.subscriber("Yakın", Some(other)).await;
    let story = released(&world).await;
    opens(&world, &gazete, &story).await;
    opens(&world, &leak, &story).await;
    world.advance(60);
    let killed = world.kill(&story).await;
    let watch = watch(&world);
    watch.catch_up().await.unwrap();
    let seq = killed.seq();
    assert_eq!(
        called(&world, seq).await,
        [line("Gazete", true, false), line("Radyo", false, false), line("Yakın", true, false)]
    );
    let opened = Held { opened: Some(story.entry.time), ..Held::default() };
    assert_eq!(world.accounts.receivers(seq).await.unwrap()[0].held, opened);
    assert_eq!(world.accounts.receiver(seq, &uncovered.subscriber.organisation).await.unwrap(), None);

    let sent = letters(&world).await;
    let to: Vec<_> = sent.iter().map(|(to, ..)| to.as_str()).collect();
    assert_eq!(to, ["desk@gazete.example", "desk@radyo.example", "master@gazete.example"]);
    for (_, subject, text) in &sent {
        assert_eq!(*subject, format!("KILL {}", killed.entry.item));
        assert!(
            text.contains("Reason: The report was wrong.") && text.contains("https://wire.example/receipt?link="),
            "{text}"
        );
        assert!(!text.contains("Manşet") && !text.contains("Metin"), "no text of the item: {text}");
    }
    let [one] = world.accounts.recalls(10).await.unwrap().try_into().unwrap();
    assert_eq!((one.recall.act, one.called, one.held, one.confirmed, one.open()), (Act::Kill, 3, 2, 0, 3));

    // Another look, by this process or by one that starts again from the beginning, writes to nobody again.
    watch.catch_up().await.unwrap();
    world.tamper("DELETE FROM cursor WHERE follower = 'recall'").await;
    self::watch(&world).catch_up().await.unwrap();
    watch.round().await.unwrap();
    assert_eq!(letters(&world).await.len(), 3);
}

async fn corrections_and_holds_are_listed_without_letters(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    let story = released(&world).await;
    world.advance(5);
    let corrected = world.correct(&story, kit::story("tr", "Manşet", "Metin iki."), "Metin.", "Metin iki.").await;
    world.advance(5);
    let held = world.hold(&corrected).await;
    let watch = watch(&world);
    watch.catch_up().await.unwrap();
    world.advance(100_000);
    watch.remind().await.unwrap();
    assert!(letters(&world).await.is_empty());
    let calls = world.accounts.recalls_to(&gazete.subscriber.organisation, true, 10).await.unwrap();
    let seqs: Vec<_> = calls.iter().map(|(recall, _)| (recall.seq, recall.act, recall.required)).collect();
    assert_eq!(seqs, [(held.seq(), Act::Hold, false), (corrected.seq(), Act::Correct, false)]);
    assert_eq!(calls[1].0.reason, None, "what a correction says is a text of the item");
}

async fn reminders_go_out_at_their_times_and_never_twice(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    reachable(&world, "Radyo", "desk@radyo.example").await;
    let killed = killed(&world).await;
    let watch = watch(&world);
    watch.catch_up().await.unwrap();
    let reminded = async |world: &World, seconds: i64| {
        world.advance(seconds);
        self::watch(world).remind().await.unwrap();
        self::watch(world).remind().await.unwrap();
        letters(world).await.len()
    };
    assert_eq!(reminded(&world, 14 * 60).await, 2, "not yet");
    assert_eq!(reminded(&world, 60).await, 4, "after a quarter of an hour");
    let world = world.reopened().await;
    assert_eq!(reminded(&world, 60).await, 4, "another process knows what was sent");
    let id = &gazete.subscriber.organisation;
    world.accounts.confirm(killed.seq(), id, Through::Api, "gazete-api", None).await.unwrap();
    assert_eq!(reminded(&world, 44 * 60).await, 5, "after an hour, without the one who has confirmed");
    // Nobody was there for some hours: what was missed is not made up for one by one.
    assert_eq!(reminded(&world, 30 * 3_600).await, 6);
    assert_eq!(reminded(&world, 100 * 3_600).await, 6, "a day later it was the last");
    let last = letters(&world).await.pop().unwrap();
    assert_eq!((last.0.as_str(), last.1.starts_with("Reminder: KILL")), ("desk@radyo.example", true));
    assert_eq!(world.accounts.receivers(killed.seq()).await.unwrap()[0].reminders, 3);
}

async fn what_is_written_down_late_is_still_found(world: World) {
    let other = Terms::all_of(vec![ProductId(2)], jiff::Timestamp::UNIX_EPOCH);
    let late = world.subscriber("Geç", Some(other)).await;
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    let story = released(&world).await;
    let killed = world.kill(&story).await;
    let watch = watch(&world);
    watch.catch_up().await.unwrap();
    assert_eq!(called(&world, killed.seq()).await, [line("Gazete", false, false)]);
    opens(&world, &late, &story).await;
    opens(&world, &gazete, &story).await;
    world.advance(60);
    watch.round().await.unwrap();
    assert_eq!(called(&world, killed.seq()).await, [line("Gazete", true, false), line("Geç", true, false)]);
    assert_eq!(letters(&world).await.len(), 1, "nobody is written to a second time");
}

async fn the_first_receipt_stands(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    let stranger = world.subscriber("Uzak", None).await;
    let killed = killed(&world).await;
    watch(&world).catch_up().await.unwrap();
    let confirm = async |id: &OrganisationId, through, by: &str, note| {
        world.accounts.confirm(killed.seq(), id, through, by, note).await
    };
    let id = &gazete.subscriber.organisation;
    let first = confirm(id, Through::Webhook, "https://gazete.example/hook", Some(" Taken down. ")).await.unwrap();
    let receipt = first.receipt.clone().unwrap();
    assert_eq!((receipt.through, receipt.note.as_deref(), first.due), (Through::Webhook, Some("Taken down."), None));
    world.advance(10);
    assert_eq!(confirm(id, Through::Portal, "ayse@gazete.example", None).await.unwrap(), first);
    let refused = confirm(&stranger.subscriber.organisation, Through::Api, "uzak", None).await.unwrap_err();
    assert!(matches!(refused, account::AccountError::Unknown { .. }), "{refused}");
    let long = "n".repeat(501);
    let refused = confirm(id, Through::Api, "x", Some(&long)).await.unwrap_err();
    assert!(matches!(refused, account::AccountError::Bad { field: "note", .. }), "{refused}");
}

async fn a_link_confirms_for_its_organisation_and_dispatch(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    reachable(&world, "Radyo", "desk@radyo.example").await;
    let killed = killed(&world).await;
    watch(&world).catch_up().await.unwrap();
    let sent = letters(&world).await;
    let [first, second] = [0, 1].map(|n: usize| secret(&sent[n].2));
    assert_ne!(first, second);
    let link = world.accounts.recall_link(&first).await.unwrap().unwrap();
    assert_eq!((link.seq, &link.organisation), (killed.seq(), &gazete.subscriber.organisation));
    assert_eq!(link.email, "desk@gazete.example");
    assert_eq!(world.accounts.recall_link("nonsense").await.unwrap(), None);
    let rows = world.db.all("SELECT secret_hash FROM recall_link", store::args![]).await.unwrap();
    assert!(rows.iter().all(|row| row.text("secret_hash").unwrap() != first), "the secret is not kept");
    world.advance(account::RECALL_LINK_DAYS * 86_400);
    assert_eq!(world.accounts.recall_link(&first).await.unwrap(), None, "its time is over");
}

async fn a_wire_with_a_past_writes_to_nobody(world: World) {
    reachable(&world, "Gazete", "desk@gazete.example").await;
    let killed = killed(&world).await;
    world.advance(watch::CALL_DAYS_MAX * 86_400);
    let watch = watch(&world);
    watch.catch_up().await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(called(&world, killed.seq()).await, [line("Gazete", false, false)]);
    assert!(letters(&world).await.is_empty());
}

async fn who_is_reminded_by_hand_is_in_the_audit(world: World) {
    reachable(&world, "Gazete", "desk@gazete.example").await;
    let killed = killed(&world).await;
    let watch = watch(&world);
    watch.catch_up().await.unwrap();
    assert_eq!(world.accounts.remind(killed.seq(), "chief").await.unwrap(), 0, "it was written to just now");
    world.advance(account::REMINDER_PAUSE_SECS);
    assert_eq!(world.accounts.remind(killed.seq(), "chief").await.unwrap(), 1);
    assert_eq!(world.accounts.remind(killed.seq(), "chief").await.unwrap(), 0, "a second press does nothing");
    watch.remind().await.unwrap();
    assert_eq!(letters(&world).await.len(), 2);
    // The schedule goes on as it was.
    world.advance(14 * 60);
    watch.remind().await.unwrap();
    assert_eq!(letters(&world).await.len(), 3);
    let row = world.db.all("SELECT actor, subject FROM audit WHERE act = 'remind'", store::args![]).await.unwrap();
    let item = killed.entry.item.to_string();
    assert!(row.iter().all(|r| r.text("actor").unwrap() == "chief" && r.text("subject").unwrap() == item));
    assert_eq!(row.len(), 3);
    assert!(world.accounts.remind(999, "chief").await.is_err());
}
