//! What is looked at late, twice or with a fault in it: nobody is told wrongly, and nobody waits for others' faults.

use super::{BY_MAIL, IN_DIGEST, IN_PORTAL, alerts, all, colleague, heard, reader, releases, saves, story, subjects};
use crate::{on_each_engine, receipts::letters};
use ::alert::{Alerts, Delivery, FOLLOWER, PERSON_ALERTS_MAX, SearchChange, SearchId};
use account::Person;
use jiff::SignedDuration;
use kit::World;
use std::collections::BTreeSet;
use store::args;
use story::{ProductId, Story};

on_each_engine! {
    a_restart_raises_no_late_alerts => super::a_restart_raises_no_late_alerts;
    a_cursor_never_goes_back => super::a_cursor_never_goes_back;
    many_are_told_in_parts => super::many_are_told_in_parts;
    a_dispatch_that_fails_is_passed_over => super::a_dispatch_that_fails_is_passed_over;
    one_row_that_fails_stops_nobody => super::one_row_that_fails_stops_nobody;
    so_many_alerts_are_kept_and_no_more => super::so_many_alerts_are_kept_and_no_more;
}

async fn asks(alerts: &Alerts, who: &Person, id: SearchId, query: &str) {
    let change = SearchChange { query: Some(query.to_owned()), ..SearchChange::default() };
    alerts.change_search(who, id, change).await.unwrap();
}

/// Makes it impossible to alert somebody to anything.
async fn jams(world: &World, who: &Person) {
    let id = who.id.as_str();
    let row = format!(
        "INSERT INTO alert (id, organisation, person, item, version, seq, act, time, priority, language, searches, \
         portal, sound, email) VALUES (-1, 'none', '{id}', 'tel:text:20260901:99', 1, 0, 'release', {}, 4, 'en', '[]', \
         TRUE, FALSE, 'off')",
        story::to_millis(world.now())
    );
    world.tamper(&row).await;
    world.tamper(&format!("CREATE UNIQUE INDEX jam ON alert (person) WHERE person = '{id}'")).await;
}

/// How many alerts and letters there are.
async fn count(world: &World) -> (u64, u64) {
    let sql = "SELECT (SELECT COUNT(*) FROM alert) AS alerts, (SELECT COUNT(*) FROM mail) AS letters";
    let row = world.db.one(sql, args![]).await.unwrap().unwrap();
    (row.count("alerts").unwrap(), row.count("letters").unwrap())
}

async fn a_restart_raises_no_late_alerts(world: World) {
    let (first, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let id = saves(&first, &ayse, "flood", IN_PORTAL).await.id;
    let off = saves(&first, &ayse, "fire", Delivery::default()).await.id;
    releases(&world, "Quake in town").await;
    first.catch_up().await.unwrap();
    asks(&first, &ayse, id, "quake").await;
    alerts(&world).catch_up().await.unwrap();
    assert!(heard(&first, &ayse).await.is_empty(), "how far it went is written down");
    // A moment later it is not yet: then the time of the dispatch decides.
    world.advance(1);
    releases(&world, "Fire in town").await;
    first.catch_up().await.unwrap();
    assert!(world.reader.cursor(FOLLOWER).await.unwrap() < world.reader.head());
    world.advance(1);
    asks(&first, &ayse, id, "town").await;
    let on = SearchChange { alert: Some(IN_PORTAL), ..SearchChange::default() };
    first.change_search(&ayse, off, on).await.unwrap();
    alerts(&world).catch_up().await.unwrap();
    assert!(heard(&first, &ayse).await.is_empty(), "neither another query nor another wish finds what was before it");
    // Whoever heard of it all along does not lose it by a new name or by a letter more.
    let flood = saves(&first, &ayse, "flood", IN_PORTAL).await.id;
    releases(&world, "Flood at sea").await;
    world.advance(1);
    let change = SearchChange { name: Some("Floods".to_owned()), alert: Some(BY_MAIL), ..SearchChange::default() };
    first.change_search(&ayse, flood, change).await.unwrap();
    first.catch_up().await.unwrap();
    assert_eq!(all(&first, &ayse).await.len(), 1);
    world.advance(5);
    releases(&world, "Nothing of note").await;
    first.catch_up().await.unwrap();
    assert_eq!(world.reader.cursor(FOLLOWER).await.unwrap(), world.reader.head());
}

async fn a_cursor_never_goes_back(world: World) {
    for seq in [2, 5, 3] {
        let mut tx = world.db.begin().await.unwrap();
        wire::advance(&mut tx, FOLLOWER, seq).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(world.reader.cursor(FOLLOWER).await.unwrap(), 5);
}

async fn many_are_told_in_parts(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let mut people = vec![ayse.clone()];
    for n in 0..204 {
        people.push(colleague(&world, &ayse.organisation, &format!("Reader{n}"), false).await);
    }
    people.sort_by(|a, b| a.id.cmp(&b.id));
    let id = saves(&alerts, &ayse, "quake", BY_MAIL).await.id;
    let others = format!(
        "INSERT INTO search_delivery (search, person, portal, sound, email) SELECT {id}, id, TRUE, FALSE, 'at_once' \
         FROM person WHERE id <> '{}'",
        ayse.id.as_str()
    );
    world.tamper(&others).await;
    jams(&world, people.last().unwrap()).await;
    let before = world.reader.cursor(FOLLOWER).await.unwrap();
    releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap_err();
    assert_eq!(count(&world).await, (201, 200), "the first part, and the jam");
    assert_eq!(world.reader.cursor(FOLLOWER).await.unwrap(), before, "the cursor moves with the last part");
    world.tamper("DROP INDEX jam").await;
    world.tamper("DELETE FROM alert WHERE id = -1").await;
    super::alerts(&world).catch_up().await.unwrap();
    let to: BTreeSet<_> = letters(&world).await.into_iter().map(|(to, ..)| to).collect();
    assert_eq!((count(&world).await, to.len()), ((205, 205), 205), "each once");
    assert_eq!(world.reader.cursor(FOLLOWER).await.unwrap(), world.reader.head());
}

async fn a_dispatch_that_fails_is_passed_over(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    saves(&alerts, &ayse, "flood", IN_PORTAL).await;
    saves(&alerts, &can, "quake", IN_PORTAL).await;
    jams(&world, &can).await;
    releases(&world, "Quake in town").await;
    releases(&world, "Flood in town").await;
    let mut failed = 0;
    while alerts.catch_up().await.is_err() {
        assert!(heard(&alerts, &ayse).await.is_empty());
        failed += 1;
        assert!(failed < 10, "it is not tried for ever");
    }
    assert!(failed > 2, "it is tried again");
    assert_eq!(heard(&alerts, &ayse).await.len(), 1);
    let early = |headline| Story { embargo: Some(world.now() + SignedDuration::from_secs(60)), ..story(headline) };
    for headline in ["Quake at sea", "Flood at sea"] {
        world.release(early(headline), &[ProductId(1)]).await;
    }
    alerts.catch_up().await.unwrap();
    world.advance(60);
    alerts.wake().await.unwrap();
    assert_eq!(heard(&alerts, &ayse).await.len(), 2, "an embargo does not wait for another one");
    world.tamper("DROP INDEX jam").await;
    alerts.wake().await.unwrap();
    assert_eq!(heard(&alerts, &can).await.len(), 1, "what could not be told before");
}

async fn one_row_that_fails_stops_nobody(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    saves(&alerts, &ayse, "quake", IN_DIGEST).await;
    saves(&alerts, &can, "quake", IN_DIGEST).await;
    let first = releases(&world, "Quake in town").await;
    releases(&world, "Quake at sea").await;
    alerts.catch_up().await.unwrap();
    let (id, item) = (ayse.id.as_str(), &first.entry.item);
    world.tamper(&format!("UPDATE alert SET searches = 'x' WHERE person = '{id}' AND item = '{item}'")).await;
    world.advance(86_400);
    alerts.write_due().await.unwrap();
    let mut told = subjects(&world).await;
    told.sort();
    assert_eq!(told, ["2 stories that your searches found", "QUAKE-AT-SEA: Quake at sea"]);
    world.tamper(&format!("INSERT INTO alert_settings (person, data) VALUES ('{id}', 'x')")).await;
    world.tamper("DELETE FROM alert").await;
    releases(&world, "Quake inland").await;
    alerts.catch_up().await.unwrap();
    for who in [&ayse, &can] {
        assert_eq!(heard(&alerts, who).await.len(), 1, "{}", who.name);
    }
}

async fn so_many_alerts_are_kept_and_no_more(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    let fill = async |who: &Person, from: u64, until: u64| {
        let (person, time) = (who.id.as_str(), story::to_millis(world.now()));
        let rows = format!(
            "WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {until}) \
             INSERT INTO alert (id, organisation, person, item, version, seq, act, time, priority, language, searches, \
             portal, sound, email) SELECT i, 'none', '{person}', 'tel:text:20260901:1', i, i, 'update', {time}, 4, 'en', \
             '[]', TRUE, FALSE, 'off' FROM n"
        );
        world.tamper(&rows).await
    };
    fill(&can, 1, 11).await;
    fill(&ayse, 11, 11 + PERSON_ALERTS_MAX + 1_500).await;
    // One of them still waits for its letter.
    world.tamper("UPDATE alert SET due = 1 WHERE id = 12").await;
    alerts.forget_old().await.unwrap();
    let kept: Vec<_> = all(&alerts, &ayse).await.into_iter().map(|alert| alert.id).take(3).collect();
    assert_eq!(kept, [12, 1_511, 1_512], "the newest, and what waits");
    assert_eq!(count(&world).await, (10 + PERSON_ALERTS_MAX + 1, 0));
    world.advance(::alert::ALERT_DAYS * 86_400 + 1);
    alerts.forget_old().await.unwrap();
    assert_eq!(count(&world).await, (0, 0));
}
