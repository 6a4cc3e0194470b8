//! Logins and keys that go silent or ask badly: both sides are told, once when it begins and once when it is over.

use crate::{
    on_each_engine,
    receipts::{letters, reachable, watch},
};
use account::{AskedFor, Asker, Hint, Matter, OPERATOR};
use kit::{Persona, World};

on_each_engine! {
    who_polls_badly_is_told_once_and_once_more_when_it_is_over => super::who_polls_badly_is_told_once_and_once_more_when_it_is_over;
    who_goes_silent_is_missed => super::who_goes_silent_is_missed;
    what_is_not_watched_raises_nothing => super::what_is_not_watched_raises_nothing;
    a_login_that_moves_is_watched_where_it_is => super::a_login_that_moves_is_watched_where_it_is;
    a_key_that_is_gone_is_not_missed => super::a_key_that_is_gone_is_not_missed;
}

fn asks(world: &World, persona: &Persona, times: u32, hint: Option<Hint>) {
    let subscriber = &persona.subscriber;
    for _ in 0..times {
        let (organisation, via) = (subscriber.organisation.clone(), subscriber.via.clone());
        world.accounts.note(Asker { organisation, via, way: AskedFor::Feed }, 200, hint);
    }
}

async fn matters(world: &World) -> Vec<Matter> {
    world.accounts.open_alarms().await.unwrap().into_iter().map(|alarm| alarm.matter).collect()
}

async fn who_polls_badly_is_told_once_and_once_more_when_it_is_over(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    world.tamper("INSERT INTO staff (id, login, name, role, password, created, frozen, email) VALUES ('b', 'sales', 'Satış', 'business', 'x', 0, FALSE, 'sales@agency.example')").await;
    let watch = watch(&world);
    for minute in 0..20 {
        asks(&world, &gazete, 30, Some(Hint::NothingNew));
        world.advance(60);
        watch.round().await.unwrap();
        // A hundred polls are there with the fourth minute.
        let expected: &[Matter] = if minute < 3 { &[] } else { &[Matter::IdlePolls] };
        assert_eq!(matters(&world).await, expected, "minute {minute}");
    }
    let told = letters(&world).await;
    let to: Vec<_> = told.iter().map(|(to, ..)| to.as_str()).collect();
    assert_eq!(to, ["desk@gazete.example", "sales@agency.example"]);
    assert!(told[0].2.contains("gazete-api") && told[0].2.contains("wait=30"), "{}", told[0].2);
    for _ in 0..12 {
        asks(&world, &gazete, 2, None);
        world.advance(60);
        watch.round().await.unwrap();
    }
    assert!(matters(&world).await.is_empty());
    let told = letters(&world).await;
    assert_eq!(told.len(), 4);
    assert!(told[2].1.starts_with("Over: Gazete"), "{}", told[2].1);
    assert_eq!(world.accounts.past_alarms(10).await.unwrap().len(), 1);
}

/// Asks each hour for two days.
async fn two_days(world: &World, persona: &Persona) {
    let watch = watch(world);
    for _ in 0..48 {
        world.advance(3_600);
        asks(world, persona, 1, None);
        watch.round().await.unwrap();
    }
}

async fn who_goes_silent_is_missed(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    two_days(&world, &gazete).await;
    let [seen] = world.accounts.seen().await.unwrap().try_into().unwrap();
    assert_eq!((seen.last, seen.hours.len()), (world.now(), 48));
    // Another process goes on where the first one ended.
    let world = world.reopened().await;
    world.advance(3_600);
    watch(&world).round().await.unwrap();
    assert!(matters(&world).await.is_empty());
    world.advance(2 * 3_600);
    for _ in 0..3 {
        watch(&world).round().await.unwrap();
        world.advance(60);
    }
    assert_eq!(matters(&world).await, [Matter::Silent]);
    assert_eq!(letters(&world).await.len(), 1, "once");
    asks(&world, &gazete, 1, None);
    watch(&world).round().await.unwrap();
    assert!(matters(&world).await.is_empty());
    assert_eq!(letters(&world).await.len(), 2);
}

async fn what_is_not_watched_raises_nothing(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    let id = &gazete.subscriber.organisation;
    two_days(&world, &gazete).await;
    world.accounts.watch_for(id, Matter::Silent, false, OPERATOR).await.unwrap();
    world.advance(10 * 3_600);
    watch(&world).round().await.unwrap();
    assert!(matters(&world).await.is_empty());
    world.accounts.watch_for(id, Matter::Silent, true, OPERATOR).await.unwrap();
    watch(&world).round().await.unwrap();
    assert_eq!(matters(&world).await, [Matter::Silent]);
    // What is switched off while it stands ends without a word.
    world.accounts.watch_for(id, Matter::Silent, false, OPERATOR).await.unwrap();
    watch(&world).round().await.unwrap();
    assert!(matters(&world).await.is_empty());
    assert_eq!(letters(&world).await.len(), 1);
    let rows = world.db.all("SELECT act FROM audit WHERE act IN ('watch', 'unwatch')", store::args![]).await.unwrap();
    assert_eq!(rows.len(), 3);
}

async fn a_key_that_is_gone_is_not_missed(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    two_days(&world, &gazete).await;
    world.accounts.freeze_api_user(&gazete.login, true, OPERATOR).await.unwrap();
    world.advance(10 * 3_600);
    watch(&world).round().await.unwrap();
    assert!(matters(&world).await.is_empty() && world.accounts.seen().await.unwrap().is_empty());
}

async fn a_login_that_moves_is_watched_where_it_is(world: World) {
    let gazete = reachable(&world, "Gazete", "desk@gazete.example").await;
    let radyo = reachable(&world, "Radyo", "desk@radyo.example").await;
    two_days(&world, &gazete).await;
    let rows = async || {
        let rows = world.db.all("SELECT organisation, hours FROM taker", store::args![]).await.unwrap();
        rows.iter().map(|r| (r.text("organisation").unwrap(), r.text("hours").unwrap())).collect::<Vec<_>>()
    };
    // The login is made again by another organisation, after a note of it came late.
    world.accounts.delete_api_user(&gazete.login, OPERATOR).await.unwrap();
    assert_eq!(rows().await, [], "nothing is kept of who is gone");
    asks(&world, &gazete, 1, None);
    watch(&world).round().await.unwrap();
    assert_eq!(rows().await.len(), 1);
    let (there, password) = (&radyo.subscriber.organisation, account::Password::new(kit::PASSWORD).unwrap());
    world.accounts.add_api_user(there, &gazete.login, password, OPERATOR).await.unwrap();
    let Persona { subscriber, .. } = &gazete;
    let asker = Asker { organisation: there.clone(), via: subscriber.via.clone(), way: AskedFor::Feed };
    world.accounts.note(asker, 200, None);
    watch(&world).round().await.unwrap();
    assert_eq!(rows().await, [(there.as_str().to_owned(), "1".to_owned())], "with hours of its own");
    assert_eq!(world.accounts.seen().await.unwrap()[0].organisation_name, "Radyo");
}
