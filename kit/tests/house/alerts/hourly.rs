//! A busy hour: so many letters at once, and one for all the rest.

use super::{BY_MAIL, alerts, reader, releases, saves, sends, story, subjects};
use crate::{on_each_engine, receipts::letters};
use ::alert::{Alerts, LETTERS_PER_HOUR_MAX};
use kit::World;
use std::sync::Arc;
use wire::Dispatch;

on_each_engine! {
    what_is_too_much_for_an_hour_is_one_letter_at_its_end => super::what_is_too_much_for_an_hour_is_one_letter_at_its_end;
    a_kill_is_told_in_a_full_hour_and_takes_what_waits => super::a_kill_is_told_in_a_full_hour_and_takes_what_waits;
}

/// So many quakes, each told.
async fn shaken(world: &World, alerts: &Alerts, times: u64) -> Vec<Arc<Dispatch>> {
    let mut sent = Vec::new();
    for n in 1..=times {
        sent.push(releases(world, &format!("Quake number {n}")).await);
        world.advance(1);
    }
    alerts.catch_up().await.unwrap();
    alerts.write_due().await.unwrap();
    sent
}

async fn what_is_too_much_for_an_hour_is_one_letter_at_its_end(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    saves(&alerts, &ayse, "quake", BY_MAIL).await;
    saves(&alerts, &can, "headline:\"number 33\"", BY_MAIL).await;
    let most = usize::try_from(LETTERS_PER_HOUR_MAX).unwrap();
    shaken(&world, &alerts, LETTERS_PER_HOUR_MAX + 3).await;
    let of = async |email: &str| -> Vec<String> {
        let all = letters(&world).await.into_iter();
        all.filter(|(to, ..)| to == email).map(|(_, subject, _)| subject).collect()
    };
    assert_eq!(of("ayse@paper.example").await.len(), most, "the others wait");
    assert_eq!(of("can@paper.example").await.len(), 1, "somebody else's hour is not full");
    // It was 12:00; a second before one nothing more comes.
    world.advance(3_600 - i64::try_from(LETTERS_PER_HOUR_MAX).unwrap() - 4);
    alerts.write_due().await.unwrap();
    assert_eq!(of("ayse@paper.example").await.len(), most);
    world.advance(1);
    alerts.write_due().await.unwrap();
    let told = of("ayse@paper.example").await;
    assert_eq!((told.len(), told.last().unwrap().as_str()), (most + 1, "3 more stories that your searches found"));
    let (.., text) = letters(&world).await.into_iter().find(|(_, subject, _)| subject.starts_with("3 more")).unwrap();
    for n in [31, 32, 33] {
        assert!(text.contains(&format!("Quake number {n}\nQUAKE-NUMBER-{n}")), "{text}");
    }
    world.advance(1);
    releases(&world, "Quake in a new hour").await;
    alerts.catch_up().await.unwrap();
    assert_eq!(of("ayse@paper.example").await.last().unwrap(), "QUAKE-IN-A-NEW-HOUR: Quake in a new hour");
}

async fn a_kill_is_told_in_a_full_hour_and_takes_what_waits(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    saves(&alerts, &ayse, "quake", BY_MAIL).await;
    let sent = shaken(&world, &alerts, LETTERS_PER_HOUR_MAX + 2).await;
    sends(&world).await;
    let before = letters(&world).await.len();
    // The first was told, the last waits.
    world.kill(&sent[0]).await;
    world.kill(sent.last().unwrap()).await;
    alerts.catch_up().await.unwrap();
    let told = subjects(&world).await;
    let kills: Vec<_> = told.iter().filter(|subject| subject.starts_with("KILL")).collect();
    assert_eq!((told.len() - before, kills.len()), (1, 1), "{told:?}");
    world.advance(3_600);
    alerts.write_due().await.unwrap();
    let rest = format!("QUAKE-NUMBER-{n}: Quake number {n}", n = LETTERS_PER_HOUR_MAX + 1);
    assert!(subjects(&world).await.contains(&rest), "what was not stopped is told");
    assert!(
        !letters(&world).await.iter().any(|(.., text)| text.contains(&story("Quake number 32").headline.to_string()))
    );
}
