//! Letters tell what was found: one for a story, at the right time, and taken back with it.

use super::{
    BY_MAIL, IN_DIGEST, IN_PORTAL, alerts, all, broken_off, heard, reader, releases, saves, sends, story, subjects,
};
use crate::{on_each_engine, receipts::letters};
use ::alert::{AlertError, Delivery, Quiet, Settings};
use ::mailroom::{Address, FOUND, Letter, MailState, Mailroom, PostOffice, lines, post, sender};
use kit::World;
use story::{Act, Priority, ProductId, Story};

on_each_engine! {
    what_waited_is_written_once_wherever_it_is_broken_off => super::what_waited_is_written_once_wherever_it_is_broken_off;
    two_searches_are_one_alert_and_one_letter => super::two_searches_are_one_alert_and_one_letter;
    a_kill_takes_letters_back => super::a_kill_takes_letters_back;
    a_kill_follows_a_letter_that_was_sent => super::a_kill_follows_a_letter_that_was_sent;
    what_a_tried_letter_held_is_told_again => super::what_a_tried_letter_held_is_told_again;
    what_is_written_again_waits_for_the_end_of_the_quiet_hours => super::what_is_written_again_waits_for_the_end_of_the_quiet_hours;
    whoever_was_told_of_a_hold_is_told_when_it_is_over => super::whoever_was_told_of_a_hold_is_told_when_it_is_over;
    letters_about_what_was_found_go_last => super::letters_about_what_was_found_go_last;
    letters_wait_in_quiet_hours_and_for_the_digest => super::letters_wait_in_quiet_hours_and_for_the_digest;
    no_letter_is_written_while_nobody_is_let_in => super::no_letter_is_written_while_nobody_is_let_in;
}

async fn what_waited_is_written_once_wherever_it_is_broken_off(world: World) {
    let (first, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    saves(&first, &ayse, "quake", IN_DIGEST).await;
    releases(&world, "Quake in town").await;
    releases(&world, "Quake at sea").await;
    first.catch_up().await.unwrap();
    assert!(letters(&world).await.is_empty());
    world.advance(86_400);
    let mut broken = 0;
    loop {
        let process = alerts(&world);
        let whole = broken_off(process.write_due(), broken).await;
        alerts(&world).write_due().await.unwrap();
        alerts(&world).write_due().await.unwrap();
        assert_eq!(subjects(&world).await, ["2 stories that your searches found"], "broken off after {broken} steps");
        if whole {
            break;
        }
        broken += 1;
        world.tamper("DELETE FROM mail").await;
        world.tamper("UPDATE alert SET mail = NULL, due = 1").await;
    }
    // How many there are hangs on how often the database lets it wait.
    assert!(broken > 1, "it was broken off after each of {broken} steps");
}

async fn two_searches_are_one_alert_and_one_letter(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    saves(&alerts, &ayse, "quake", IN_PORTAL).await;
    saves(&alerts, &ayse, "town", Delivery { sound: true, ..BY_MAIL }).await;
    saves(&alerts, &ayse, "flood", BY_MAIL).await;
    saves(&alerts, &can, "quake", IN_PORTAL).await;
    let found = releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    let [alert] = all(&alerts, &ayse).await.try_into().unwrap();
    let by: Vec<_> = alert.searches.iter().map(|search| search.name.as_str()).collect();
    assert_eq!((by, alert.seq, alert.sound, alert.read), (vec!["quake", "town"], found.seq(), true, false));
    let [other] = all(&alerts, &can).await.try_into().unwrap();
    assert_eq!((other.searches.len(), other.sound), (1, false));
    let [(to, subject, text)] = letters(&world).await.try_into().unwrap();
    assert_eq!((to.as_str(), subject.as_str()), ("ayse@paper.example", "QUAKE-IN-TOWN: Quake in town"));
    let link = format!("https://wire.example/portal?item={}\n", found.entry.item);
    assert!(text.contains("Found by: quake, town\n") && text.contains(&link), "{text}");
    assert!(!text.contains("hurt"), "the headline alone: {text}");
}

async fn a_kill_takes_letters_back(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    saves(&alerts, &ayse, "quake", BY_MAIL).await;
    saves(&alerts, &can, "quake", IN_DIGEST).await;
    let wrong = releases(&world, "Quake in town").await;
    releases(&world, "Quake at sea").await;
    alerts.catch_up().await.unwrap();
    world.advance(86_400);
    alerts.write_due().await.unwrap();
    assert_eq!(letters(&world).await.len(), 3, "one for each story, and a digest");
    world.kill(&wrong).await;
    alerts.catch_up().await.unwrap();
    assert_eq!(subjects(&world).await, ["QUAKE-AT-SEA: Quake at sea"], "neither was sent");
    alerts.write_due().await.unwrap();
    let mut kept: Vec<_> = letters(&world).await.into_iter().map(|(to, subject, _)| (to, subject)).collect();
    kept.sort();
    let sea = "QUAKE-AT-SEA: Quake at sea".to_owned();
    let wanted = [("ayse@paper.example".to_owned(), sea.clone()), ("can@paper.example".to_owned(), sea)];
    assert_eq!(kept, wanted, "the rest of the digest is written again");
    for who in [&ayse, &can] {
        assert_eq!(heard(&alerts, who).await, [(1, Act::Release), (1, Act::Release), (2, Act::Kill)]);
    }
    // A second look at the kill takes nothing more back.
    world.tamper("DELETE FROM cursor WHERE follower = 'alert'").await;
    super::alerts(&world).catch_up().await.unwrap();
    assert_eq!(letters(&world).await.len(), 2);
}

async fn a_kill_follows_a_letter_that_was_sent(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    saves(&alerts, &ayse, "quake", BY_MAIL).await;
    saves(&alerts, &can, "quake", IN_PORTAL).await;
    let wrong = releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    sends(&world).await;
    world.kill(&wrong).await;
    // However late it is seen.
    world.advance(::alert::ALERT_HOURS_MAX * 3_600);
    alerts.catch_up().await.unwrap();
    world.tamper("DELETE FROM cursor WHERE follower = 'alert'").await;
    super::alerts(&world).catch_up().await.unwrap();
    let mut kept = subjects(&world).await;
    kept.sort();
    assert_eq!(kept, ["A story that was taken back", "KILL: QUAKE-IN-TOWN"]);
    let texts: Vec<_> = letters(&world).await.into_iter().map(|(.., text)| text).collect();
    assert!(texts.iter().all(|text| !text.contains("Quake in town")), "{texts:?}");
    assert_eq!(heard(&alerts, &can).await, [(1, Act::Release), (2, Act::Kill)]);
}

async fn what_a_tried_letter_held_is_told_again(world: World) {
    let (alerts, can) = (alerts(&world), reader(&world, "Can").await);
    saves(&alerts, &can, "quake", IN_DIGEST).await;
    let wrong = releases(&world, "Quake in town").await;
    releases(&world, "Quake at sea").await;
    alerts.catch_up().await.unwrap();
    world.advance(86_400);
    alerts.write_due().await.unwrap();
    // The mail server broke off, and may have taken it.
    world.tamper("UPDATE mail SET tries = 1").await;
    world.kill(&wrong).await;
    let told = async || {
        let process = super::alerts(&world);
        process.catch_up().await.unwrap();
        process.write_due().await.unwrap();
        let mut subjects = subjects(&world).await;
        subjects.sort();
        subjects
    };
    let both = ["KILL: QUAKE-IN-TOWN", "QUAKE-AT-SEA: Quake at sea"];
    assert_eq!(told().await, both);
    world.tamper("DELETE FROM cursor WHERE follower = 'alert'").await;
    assert_eq!(told().await, both, "once");
    // As if it was broken off after the letter was taken back, and before anybody was told.
    world.tamper("DELETE FROM alert WHERE act = 'kill'").await;
    world.tamper("DELETE FROM mail WHERE subject LIKE 'KILL%'").await;
    world.tamper("DELETE FROM cursor WHERE follower = 'alert'").await;
    assert_eq!(told().await, both);
}

async fn what_is_written_again_waits_for_the_end_of_the_quiet_hours(world: World) {
    let (alerts, can) = (alerts(&world), reader(&world, "Can").await);
    // It is 15:00 in Istanbul.
    let quiet = Some(Quiet { from: "16:05".to_owned(), until: "17:00".to_owned() });
    let zone = "Europe/Istanbul".to_owned();
    let settings = Settings { zone, digest_hours: vec![16], quiet, flash_passes: true };
    alerts.set_settings(&can.id, settings).await.unwrap();
    saves(&alerts, &can, "quake", IN_DIGEST).await;
    let wrong = releases(&world, "Quake in town").await;
    releases(&world, "Quake at sea").await;
    alerts.catch_up().await.unwrap();
    let look = async |seconds: i64| {
        world.advance(seconds);
        alerts.catch_up().await.unwrap();
        alerts.write_due().await.unwrap();
        subjects(&world).await
    };
    assert_eq!(look(3_600).await, ["2 stories that your searches found"]);
    world.kill(&wrong).await;
    assert!(look(600).await.is_empty(), "it was taken back, and it is quiet");
    assert!(look(49 * 60 + 59).await.is_empty());
    assert_eq!(look(1).await, ["QUAKE-AT-SEA: Quake at sea"]);
}

async fn whoever_was_told_of_a_hold_is_told_when_it_is_over(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    saves(&alerts, &ayse, "quake", BY_MAIL).await;
    saves(&alerts, &can, "quake", IN_PORTAL).await;
    let first = releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    sends(&world).await;
    let hold = world.hold(&first).await;
    alerts.catch_up().await.unwrap();
    let resumed = world.resume(&hold, story("Quake near town")).await;
    alerts.catch_up().await.unwrap();
    world.update(&resumed, story("Quake near town, two hurt")).await;
    alerts.catch_up().await.unwrap();
    let mut told: Vec<_> = letters(&world).await.into_iter().map(|(to, subject, _)| (to, subject)).collect();
    told.sort();
    let ayse = |subject: &str| ("ayse@paper.example".to_owned(), subject.to_owned());
    let wanted = ["A story that was taken back", "HOLD: QUAKE-IN-TOWN", "QUAKE-NEAR-TOWN: Quake near town"];
    assert_eq!(told, wanted.map(ayse), "and nothing of the update after it");
}

async fn sent_letters(world: &World) -> u64 {
    let row = world.db.one("SELECT COUNT(*) AS n FROM mail WHERE sent IS NOT NULL", store::args![]).await.unwrap();
    row.unwrap().count("n").unwrap()
}

async fn letters_about_what_was_found_go_last(world: World) {
    let to = Address { name: "Ayse".to_owned(), email: "ayse@paper.example".to_owned() };
    let post_one = async |kind: &'static str, subject: String| {
        let letter = Letter { kind, to: to.clone(), subject, text: "text".to_owned() };
        let mut tx = world.db.begin().await.unwrap();
        post(&mut tx, &letter, world.now()).await.unwrap();
        tx.commit().await.unwrap();
    };
    for n in 0..60 {
        post_one(FOUND, format!("Found {n}")).await;
    }
    world.advance(60);
    post_one("kill", "Do not use it".to_owned()).await;
    let office: PostOffice = "folder".parse().unwrap();
    let from = sender("news@agency.example").unwrap();
    let mailroom = Mailroom::new(world.db.clone(), world.clock.clone(), office.within(world.dir.path()), from);
    let sent = mailroom.round().await.unwrap();
    let lines = lines(&world.db, false, 100).await.unwrap();
    let kill = lines.iter().find(|line| line.kind == "kill").unwrap();
    assert!(sent < 61 && matches!(kill.state, MailState::Sent(_)), "{sent} letters of 61, and {kill:?}");
    // Nor do fifty that are under way stand before one that is posted meanwhile.
    for n in 60..120 {
        post_one(FOUND, format!("Found {n}")).await;
    }
    let before = sent;
    let post_meanwhile = async {
        while sent_letters(&world).await == before {}
        post_one("kill", "Nor this".to_owned()).await;
    };
    let (sent, ()) = futures_util::future::join(mailroom.round(), post_meanwhile).await;
    let sent = sent.unwrap();
    assert!(sent < 50, "the round ends, so that the next one begins with the kill: {sent} were sent");
}

async fn letters_wait_in_quiet_hours_and_for_the_digest(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    saves(&alerts, &ayse, "quake", Delivery { sound: true, ..BY_MAIL }).await;
    saves(&alerts, &can, "quake", IN_DIGEST).await;
    let usual = alerts.settings(&ayse.id).await.unwrap();
    assert_eq!((usual.zone.as_str(), usual.quiet), ("Europe/Istanbul", None), "the zone of the agency");
    // It is 15:00 in Istanbul.
    let quiet = Some(Quiet { from: "14:00".to_owned(), until: "15:30".to_owned() });
    let zone = "Europe/Istanbul".to_owned();
    let settings = Settings { zone, digest_hours: vec![16, 20], quiet, flash_passes: true };
    alerts.set_settings(&ayse.id, settings.clone()).await.unwrap();
    alerts.set_settings(&can.id, Settings { quiet: None, ..settings.clone() }).await.unwrap();
    let wrong = alerts.set_settings(&can.id, Settings { zone: "Nowhere".to_owned(), ..settings.clone() }).await;
    assert!(matches!(wrong, Err(AlertError::Bad { field: "zone", .. })));
    let look = async |seconds: i64| {
        world.advance(seconds);
        alerts.catch_up().await.unwrap();
        alerts.write_due().await.unwrap();
        letters(&world).await.len()
    };
    let routine = releases(&world, "Quake in town").await;
    assert_eq!(look(60).await, 0);
    assert!(all(&alerts, &ayse).await.iter().all(|alert| !alert.sound), "and nothing rings");
    world.update(&routine, story("Quake in town, two hurt")).await;
    let flash = Story { priority: Priority::Flash, ..kit::story("en", "Quake kills ten", "Ten died.") };
    world.release(flash, &[ProductId(1)]).await;
    assert_eq!(look(60).await, 1, "a flash passes");
    assert_eq!(look(27 * 60 + 59).await, 1);
    assert_eq!(look(1).await, 2, "the quiet hours are over");
    assert_eq!(look(30 * 60).await, 3, "the digest comes at its hour");
    let sent = letters(&world).await;
    let of =
        |email: &str| -> Vec<_> { sent.iter().filter(|(to, ..)| to == email).map(|(_, s, _)| s.as_str()).collect() };
    let newest = "QUAKE-IN-TOWN-TWO-HURT: Quake in town, two hurt";
    assert_eq!(of("ayse@paper.example"), ["QUAKE-KILLS-TEN: Quake kills ten", newest], "the story as it stands");
    assert_eq!(of("can@paper.example"), ["2 stories that your searches found"], "each story once");
    // What waits follows what the reader sets.
    releases(&world, "Quake at sea").await;
    assert_eq!(look(60).await, 4, "outside the quiet hours a letter is written at once");
    alerts.set_settings(&can.id, Settings { digest_hours: vec![17], ..settings }).await.unwrap();
    assert_eq!(look(59 * 60).await, 5);
}

async fn no_letter_is_written_while_nobody_is_let_in(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    saves(&alerts, &ayse, "quake", BY_MAIL).await;
    let halt = [account::Halt::Subscribers];
    world.accounts.freeze(&halt, "Somebody may have got in.", "chief").await.unwrap();
    releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    alerts.write_due().await.unwrap();
    assert_eq!((heard(&alerts, &ayse).await.len(), letters(&world).await.len()), (1, 0));
    world.accounts.thaw(&halt, "It was nobody.", "chief").await.unwrap();
    alerts.write_due().await.unwrap();
    assert_eq!(subjects(&world).await, ["QUAKE-IN-TOWN: Quake in town"]);
}
