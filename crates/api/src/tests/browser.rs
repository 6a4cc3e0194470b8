//! People who read in a browser: by their session, within their organisation's contract, and nothing but reading.

use super::{
    stand::{Answer, By, Stand, person_of, request, session_of, story},
    stream::Open,
};
use crate::lines::LINES_MAX;
use account::{Accounts, LastMaster, OPERATOR, Password, Person, Role, Whose};
use axum::{body::Body, http::HeaderValue};
use futures_util::future::BoxFuture;
use serde_json::json;
use story::ProductId;

const ONE: [ProductId; 1] = [ProductId(1)];
const OUT: &str = ": the login or key is no longer let in";

async fn with(stand: &Stand, by: By<'_>, method: &str, path: &str, head: (&str, &str)) -> Answer {
    stand.send(request(by, method, path).header(head.0, head.1).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_person_reads_what_the_contract_of_their_organisation_covers() {
    for stand in Stand::each().await {
        let paper = stand.world.covered_subscriber("Gazete").await;
        let person = person_of(&stand, &paper).await;
        let session = session_of(&stand, &person).await;
        let by = By::Session(&session.secret);
        let released = stand.world.release(story("Kapsamda"), &ONE).await;
        stand.world.release(story("Başkasının"), &[ProductId(2)]).await;
        assert_eq!(stand.feed(by, 0).await, stand.feed(By::Key(&paper), 0).await);
        let path = format!("/api/v1/items/{}", released.entry.item);
        let answer = stand.get(by, &path).await;
        assert_eq!(
            (answer.status, &answer.headers["vary"]),
            (200, &HeaderValue::from_static("Accept, Authorization, Cookie"))
        );
        assert_eq!(with(&stand, by, "HEAD", &path, ("Accept", "*/*")).await.status, 200);
        let mut open = Open::at(&stand, by, "/api/v1/stream?after=0").await;
        assert_eq!(open.dispatch().await["story"]["headline"], "Kapsamda");
        stand.world.accounts.meter().flush().await.unwrap();
        let usage = stand.get(By::Key(&paper), "/api/v1/account/usage").await.text;
        assert!(usage.contains(&format!("person:{}", person.id.as_str())), "{usage}");
        assert_eq!(
            stand
                .world
                .accounts
                .take_notes()
                .iter()
                .filter(|(asker, _)| asker.via.taker().starts_with("person"))
                .count(),
            0
        );
    }
}

#[tokio::test]
async fn a_person_has_a_few_streams_open_and_no_more() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    let person = person_of(&stand, &paper).await;
    let (one, two) = (session_of(&stand, &person).await, session_of(&stand, &person).await);
    let mut open = Vec::new();
    for n in 0..LINES_MAX {
        let session = if n % 2 == 0 { &one } else { &two };
        open.push(Open::at(&stand, By::Session(&session.secret), "/api/v1/stream").await);
    }
    let refused = stand.get(By::Session(&one.secret), "/api/v1/stream").await;
    assert_eq!((refused.problem().0.as_str(), &refused.headers["retry-after"]), ("too-many", &"10".parse().unwrap()));
    open.push(Open::at(&stand, By::Key(&paper), "/api/v1/stream").await);
    open.remove(0);
    Open::at(&stand, By::Session(&two.secret), "/api/v1/stream").await;
}

#[tokio::test]
async fn a_session_only_reads_and_other_sites_cannot_use_it() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    let person = person_of(&stand, &paper).await;
    let session = session_of(&stand, &person).await;
    let by = By::Session(&session.secret);
    let feed = "/api/v1/feed";
    assert_eq!(stand.post(by, "/api/v1/receipts", "application/json", "{\"seq\":1}").await.status, 401);
    for (site, status) in [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)] {
        assert_eq!(with(&stand, by, "GET", feed, ("Sec-Fetch-Site", site)).await.status, status, "{site}");
    }
    let wrong = with(&stand, by, "GET", feed, ("Authorization", "Bearer tellal_1")).await;
    assert_eq!(wrong.status, 401, "who shows a key is asked about the key");
    let (whose, here) = (Whose::Person(person.id.clone()), [192, 0, 2, 9].into());
    let half = stand.world.accounts.open_session(&whose, false, here, "").await.unwrap();
    assert_eq!(stand.get(By::Session(&half.secret), feed).await.status, 401);
    stand.world.staff("chief", Role::Chief).await;
    let staff = stand.world.accounts.open_session(&Whose::Staff("chief".to_owned()), true, here, "").await.unwrap();
    assert_eq!(stand.get(By::Session(&staff.secret), feed).await.problem().0, "forbidden");
    assert_eq!(stand.get(By::Session(&"0".repeat(64)), feed).await.status, 401);
    assert_eq!(stand.get(by, "/abone/subscription").await.status, 401, "HAS is for programs");
}

#[tokio::test]
async fn no_browser_asks_for_a_password_over_a_page() {
    let stand = Stand::new().await;
    let offers = async |mode: &str| {
        let answer = with(&stand, By::Nobody, "GET", "/api/v1/feed", ("Sec-Fetch-Mode", mode)).await;
        let offers = answer.headers.get_all("www-authenticate").iter();
        offers.map(|offer| offer.to_str().unwrap().split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(offers("cors").await, ["Session"]);
    assert_eq!(offers("navigate").await, ["Basic", "Bearer"]);
}

/// Something that ends a session, in a process of its own.
type End = for<'a> fn(&'a Accounts, &'a Person, &'a str) -> BoxFuture<'a, ()>;

const ENDS: [(&str, End); 5] = [
    ("sign out", |accounts, person, session| {
        Box::pin(async move { accounts.end_session(&Whose::Person(person.id.clone()), session).await.unwrap() })
    }),
    ("end the other sessions", |accounts, person, _| {
        Box::pin(async move {
            assert_eq!(accounts.end_other_sessions(&Whose::Person(person.id.clone()), "another").await.unwrap(), 1);
        })
    }),
    ("sign in anew", |accounts, person, session| {
        Box::pin(async move {
            let (whose, here) = (Whose::Person(person.id.clone()), [192, 0, 2, 9].into());
            accounts.replace_session(Some(session), &whose, true, here, "").await.unwrap();
        })
    }),
    ("freeze the person", |accounts, person, _| {
        Box::pin(async move { accounts.freeze_person(&person.id, true, LastMaster::MayGo, OPERATOR).await.unwrap() })
    }),
    ("freeze the organisation", |accounts, person, _| {
        Box::pin(async move {
            accounts.freeze_organisation(&person.organisation_name, true, OPERATOR).await.unwrap();
        })
    }),
];

#[tokio::test]
async fn a_stream_ends_before_the_next_story_when_its_session_ends() {
    for stand in Stand::each_without_heartbeats().await {
        let elsewhere = stand.world.accounts_elsewhere().await;
        for (n, (what, end)) in ENDS.into_iter().enumerate() {
            let paper = stand.world.covered_subscriber(&format!("Gazete {n}")).await;
            let person = person_of(&stand, &paper).await;
            let session = session_of(&stand, &person).await;
            let mut open = Open::at(&stand, By::Session(&session.secret), "/api/v1/stream").await;
            stand.world.release(story("Önce"), &ONE).await;
            assert_eq!(open.dispatch().await["story"]["headline"], "Önce", "{what}");
            end(&elsewhere, &person, &session.id).await;
            stand.world.release(story("Sonra"), &ONE).await;
            assert_eq!(open.next().await.as_deref(), Some(OUT), "{what}");
            assert_eq!(stand.get(By::Session(&session.secret), "/api/v1/feed").await.status, 401, "{what}");
        }
    }
}

#[tokio::test]
async fn another_password_ends_the_streams_of_the_other_browsers_only() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    let person = person_of(&stand, &paper).await;
    let (here, there) = (session_of(&stand, &person).await, session_of(&stand, &person).await);
    let mut stays = Open::at(&stand, By::Session(&here.secret), "/api/v1/stream").await;
    let mut ends = Open::at(&stand, By::Session(&there.secret), "/api/v1/stream").await;
    let accounts = &stand.world.accounts;
    let session = accounts.session(&here.secret).await.unwrap().expect("a session");
    let comer = account::Comer { address: [192, 0, 2, 9].into(), browser: None };
    let other = Password::new("another horse").unwrap();
    accounts.change_own_password(&comer, &session, kit::PASSWORD, other).await.unwrap();
    stand.world.release(story("Sonra"), &ONE).await;
    assert_eq!(stays.dispatch().await["story"]["headline"], "Sonra");
    while let Some(event) = ends.next().await {
        assert!(!event.contains("event: dispatch"), "{event}");
    }
}

#[tokio::test]
async fn a_session_that_is_over_ends_its_stream() {
    for (what, hours) in [("not used", account::SESSION_IDLE_HOURS), ("old", 24 * account::SESSION_DAYS)] {
        let stand = Stand::new().await;
        let paper = stand.world.covered_subscriber("Gazete").await;
        let session = session_of(&stand, &person_of(&stand, &paper).await).await;
        let by = By::Session(&session.secret);
        let mut open = Open::at(&stand, by, "/api/v1/stream").await;
        assert_eq!(open.next().await.as_deref(), Some("retry: 2000"));
        stand.world.advance(hours * 3_600);
        let mut last = String::new();
        while let Some(event) = open.next().await {
            last = event;
        }
        assert_eq!((last.as_str(), stand.get(by, "/api/v1/feed").await.status), (OUT, 401), "{what}");
    }
}

#[tokio::test]
async fn what_a_person_takes_is_charged_to_the_contract() {
    let stand = Stand::new().await;
    let terms =
        account::Terms { download_limit: 1, ..account::Terms::all_of(ONE.to_vec(), jiff::Timestamp::UNIX_EPOCH) };
    let paper = stand.world.subscriber("Gazete", Some(terms)).await;
    let session = session_of(&stand, &person_of(&stand, &paper).await).await;
    let by = By::Session(&session.secret);
    let (first, second) =
        (stand.world.release(story("Bir"), &ONE).await, stand.world.release(story("İki"), &ONE).await);
    assert_eq!(stand.get(by, &format!("/api/v1/items/{}", first.entry.item)).await.status, 200);
    let refused = stand.get(by, &format!("/api/v1/items/{}", second.entry.item)).await;
    assert_eq!((refused.status, &refused.json()["reason"]), (403, &json!("download_limit")));
    assert_eq!(stand.get(By::Key(&paper), "/api/v1/account/quotas").await.json()["quotas"][0]["left"], 0);
}
