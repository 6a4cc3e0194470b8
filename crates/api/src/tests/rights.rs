//! A right that ends while a program reads: it gets nothing that is released later, whoever ended it.

use super::{
    stand::{By, Stand, story},
    stream::Open,
};
use crate::rights::Standing;
use account::{Accounts, OPERATOR, Password, Terms};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use kit::Persona;
use serde_json::json;
use story::ProductId;

const ONE: [ProductId; 1] = [ProductId(1)];
const OUT: &str = ": the login or key is no longer let in";

/// A command of the operator, in a process of its own.
type Change = for<'a> fn(&'a Accounts, &'a Persona) -> BoxFuture<'a, ()>;

const CHANGES: [(&str, Change); 4] = [
    ("withdraw the key", |accounts, reader| {
        Box::pin(async {
            let key = accounts.keys(&reader.subscriber.organisation).await.unwrap().remove(0);
            accounts.revoke_key(&key.id, OPERATOR).await.unwrap();
        })
    }),
    ("freeze the organisation", |accounts, reader| {
        Box::pin(async {
            accounts.freeze_organisation(&reader.subscriber.organisation_name, true, OPERATOR).await.unwrap();
        })
    }),
    ("freeze the API user", |accounts, reader| {
        Box::pin(async { accounts.freeze_api_user(&reader.login, true, OPERATOR).await.unwrap() })
    }),
    ("another password", |accounts, reader| {
        Box::pin(async {
            let other = Password::new("another horse").unwrap();
            accounts.set_api_user_password(&reader.login, other, OPERATOR).await.unwrap();
        })
    }),
];

/// The way in that the change ends.
fn by<'a>(change: &str, reader: &'a Persona) -> By<'a> {
    if change == "withdraw the key" { By::Key(reader) } else { By::Login(reader) }
}

/// A stream at the head that has told where it stands.
async fn opened(stand: &Stand, by: By<'_>) -> Open {
    let mut open = Open::at(stand, by, "/api/v1/stream").await;
    assert_eq!(open.next().await.as_deref(), Some("retry: 2000"));
    assert!(open.next().await.unwrap().starts_with("event: heartbeat"));
    open
}

/// The stories that are left in a stream, and its last words.
async fn rest(open: &mut Open) -> (usize, String) {
    let (mut stories, mut last) = (0, String::new());
    while let Some(event) = open.next().await {
        stories += usize::from(event.contains("event: dispatch"));
        last = event;
    }
    (stories, last)
}

#[tokio::test]
async fn a_stream_ends_before_the_next_story_when_another_process_ends_its_right() {
    for stand in Stand::each_without_heartbeats().await {
        let elsewhere = stand.world.accounts_elsewhere().await;
        let other = stand.world.covered_subscriber("Başka").await;
        let mut goes_on = opened(&stand, By::Key(&other)).await;
        for (n, (what, change)) in CHANGES.into_iter().enumerate() {
            let reader = stand.world.covered_subscriber(&format!("Gazete {n}")).await;
            let mut open = opened(&stand, by(what, &reader)).await;
            stand.world.release(story("Önce"), &ONE).await;
            assert_eq!(open.dispatch().await["story"]["headline"], "Önce", "{what}");
            change(&elsewhere, &reader).await;
            stand.world.release(story("Sonra"), &ONE).await;
            assert_eq!(open.next().await.as_deref(), Some(OUT), "{what}");
            assert_eq!(open.next().await, None, "{what}");
            for headline in ["Önce", "Sonra"] {
                assert_eq!(goes_on.dispatch().await["story"]["headline"], headline, "{what}: others go on");
            }
        }
    }
}

#[tokio::test]
async fn what_a_slow_reader_had_before_it_is_not_handed_out_after_its_right_ended() {
    for stand in Stand::each_without_heartbeats().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        for n in 0..40 {
            stand.world.release(story(&format!("Haber {n}")), &ONE).await;
        }
        let mut told = Open::at(&stand, By::Key(&reader), "/api/v1/stream?after=0").await;
        let mut quiet = Open::at(&stand, By::Key(&reader), "/api/v1/stream?after=0").await;
        assert_eq!((&told.dispatch().await["seq"], &quiet.dispatch().await["seq"]), (&json!(1), &json!(1)));
        CHANGES[0].1(&stand.world.accounts_elsewhere().await, &reader).await;
        // Nothing is released: what was read from the past already may still go, the next page may not.
        let (left, last) = rest(&mut quiet).await;
        assert_eq!(last, OUT);
        assert!(left < 16, "{left} stories after the key was withdrawn");
        stand.world.release(story("Sonra"), &ONE).await;
        assert_eq!(rest(&mut told).await, (0, OUT.to_owned()), "a new dispatch closes what was read, too");
    }
}

#[tokio::test]
async fn a_waiting_request_is_refused_when_another_process_ended_its_right() {
    for stand in Stand::each_without_heartbeats().await {
        let elsewhere = stand.world.accounts_elsewhere().await;
        for (n, (what, change)) in CHANGES.into_iter().enumerate() {
            let reader = stand.world.covered_subscriber(&format!("Gazete {n}")).await;
            let path = format!("/api/v1/feed?wait=60&after={}", stand.world.reader.head());
            let newsroom = async {
                change(&elsewhere, &reader).await;
                stand.world.release(story("Sonra"), &ONE).await;
            };
            let (answer, ()) = tokio::join!(stand.get(by(what, &reader), &path), newsroom);
            assert_eq!(answer.status, 401, "{what}: {}", answer.text);
        }
        let reader = stand.world.covered_subscriber("Son").await;
        let path = format!("/api/v1/feed?wait=60&after={}", stand.world.reader.head());
        let newsroom = async {
            CHANGES[1].1(&elsewhere, &reader).await;
            stand.world.stop.cancel();
        };
        let (answer, ()) = tokio::join!(stand.get(By::Key(&reader), &path), newsroom);
        assert_eq!(answer.status, 401, "an empty answer says that all is well: {}", answer.text);
    }
}

#[tokio::test]
async fn a_contract_counts_from_the_next_story_and_ends_before_it() {
    for stand in Stand::each_without_heartbeats().await {
        let until = Some(stand.world.now() + SignedDuration::from_secs(60));
        let terms = Terms { until, ..Terms::all_of(vec![ProductId(2)], Timestamp::UNIX_EPOCH) };
        let reader = stand.world.subscriber("Gazete", Some(terms.clone())).await;
        let mut open = opened(&stand, By::Key(&reader)).await;
        let more = Terms { products: ONE.to_vec(), ..terms };
        let elsewhere = stand.world.accounts_elsewhere().await;
        elsewhere.add_contract(&reader.subscriber.organisation, &more).await.unwrap();
        stand.world.release(story("Kapsamda"), &ONE).await;
        assert_eq!(open.dispatch().await["story"]["headline"], "Kapsamda");
        stand.world.advance(60);
        stand.world.release(story("Sonra"), &ONE).await;
        assert_eq!(rest(&mut open).await, (0, ": no contract holds any more".to_owned()));
    }
}

#[tokio::test]
async fn everybody_who_is_woken_by_a_dispatch_shares_one_look() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let subscriber = &reader.subscriber;
    // A count that moved behind everybody's back shows who really looks.
    let moved = || stand.world.tamper("UPDATE account_revision SET n = n + 1");
    assert!(matches!(stand.api.standing(subscriber, 1).await, Ok(Standing::Same)));
    moved().await;
    assert!(matches!(stand.api.standing(subscriber, 1).await, Ok(Standing::Same)), "looked up for this dispatch");
    assert!(matches!(stand.api.standing_now(subscriber).await, Ok(Standing::Changed(_))));
    let Ok(Standing::Changed(now)) = stand.api.standing(subscriber, 2).await else { panic!("the next dispatch looks") };
    assert!(matches!(stand.api.standing(&now, 2).await, Ok(Standing::Same)));
}
