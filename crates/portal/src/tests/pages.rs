//! The pages to read: contract, downloads, developers.

use super::stand::{Browser, Stand};
use account::{Take, Terms, Way};
use audience::{Entitlement, Gate};
use axum::{
    body::Body,
    http::{Request, header},
};
use jiff::{Timestamp, ToSpan};
use story::{Kind, Lang, ProductId};
use wire::Dispatch;

fn everything() -> Terms {
    Terms::all_of(vec![ProductId(1)], Timestamp::UNIX_EPOCH)
}

/// Takes a version for the reader's organisation, under its first contract.
async fn take(stand: &Stand, by: &Browser, taken: &Dispatch, format: &'static str) {
    let accounts = &stand.world.accounts;
    let contract = accounts.contracts(&by.organisation).await.unwrap().remove(0);
    let name = accounts.api_users(&by.organisation).await.unwrap().remove(0).login;
    let subscriber = accounts.sign_in_api_user(&name, kit::PASSWORD).await.unwrap();
    let (id, limit) = (contract.id.as_str(), contract.terms.download_limit);
    let revision = taken.entry.revision();
    let take = Take { contract: id, limit, by: &subscriber, revision: &revision, way: Way::Item, format };
    accounts.take(&take).await.unwrap();
    accounts.meter().flush().await.unwrap();
    stand.world.advance(1);
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_sign_in() {
    let stand = Stand::new().await;
    for path in ["/portal", "/portal/contract", "/portal/downloads", "/portal/developers", "/portal/developers/api"] {
        let request = Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
        let answer = stand.send(request).await;
        let to = answer.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
        assert_eq!((answer.status, to.starts_with("/sign-in?next=%2Fportal")), (303, true), "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn the_terminal_has_every_room_and_a_word_without_scripts() {
    let stand = Stand::new().await;
    let reader = stand.reader("Gazete", None).await;
    let page = stand.page(&reader, "/portal").await;
    for room in ["searches", "alerts", "downloads", "contract", "developers"] {
        assert!(page.contains(&format!("href=\"/portal/{room}\"")), "{room}: {page}");
    }
    assert!(page.contains("aria-current=\"page\">Wire<") && page.contains("<noscript>"), "{page}");
}

#[tokio::test]
async fn a_contract_is_told_in_plain_words() {
    let stand = Stand::new().await;
    let terms = Terms {
        name: "Radio".to_owned(),
        kinds: vec![Kind::Text],
        languages: vec![Lang::new("tr").unwrap()],
        archive_days: 30,
        download_limit: 500,
        formats: vec!["json".to_owned(), "nitf".to_owned()],
        usage_terms: "On air only.".to_owned(),
        ..everything()
    };
    let reader = stand.reader("Radyo", Some(terms)).await;
    stand.reader("Gazete", Some(Terms { name: "Paper".to_owned(), ..everything() })).await;
    let over = Terms { until: Some(stand.world.now() - 1.hour()), name: "Old".to_owned(), ..everything() };
    stand.world.accounts.add_contract(&reader.organisation, &over, account::OPERATOR).await.unwrap();
    let page = stand.page(&reader, "/portal/contract").await;
    for sentence in [
        "You have General.",
        "Texts of these products.",
        "In Turkish.",
        "within the last 30 days",
        "500 a month, of which 500 are left until 1 October 2026, 00:00 UTC.",
        "NITF 3.6.",
        "On air only.",
        "holds now",
        "is over",
    ] {
        assert!(page.contains(sentence), "{sentence}: {page}");
    }
    assert!(!page.contains("Paper"), "another organisation's: {page}");
    let nobody = stand.reader("Nobody", None).await;
    assert!(stand.page(&nobody, "/portal/contract").await.contains("Nobody has no contract."));
}

#[tokio::test]
async fn what_was_taken_can_be_got_again_as_far_as_the_gate_lets_it() {
    let stand = Stand::new().await;
    let reader =
        stand.reader("Gazete", Some(Terms { download_limit: 10, name: "Own".to_owned(), ..everything() })).await;
    let story = |headline: &str| kit::story("en", headline, "Two hurt.");
    let world = &stand.world;
    let open = world.release(story("Quake in town"), &[ProductId(1)]).await;
    let killed = world.release(story("Mayor resigns"), &[ProductId(1)]).await;
    let held = world.release(story("Bank closes"), &[ProductId(1)]).await;
    for taken in [&open, &killed, &held] {
        take(&stand, &reader, taken, "nitf").await;
    }
    world.kill(&killed).await;
    world.hold(&held).await;
    let page = stand.page(&reader, "/portal/downloads").await;
    let link = format!("/api/v1/items/{}/versions/1?format=nitf", open.entry.item);
    assert!(page.contains("Quake in town") && page.contains(&link) && page.contains("gazete-api"), "{page}");
    assert!(page.contains("It was killed or withdrawn") && page.contains("It is on hold"), "{page}");
    for closed in ["Mayor resigns", "Bank closes"] {
        assert!(!page.contains(closed), "{closed}: {page}");
    }
    assert_eq!(page.matches(" download=").count(), 1, "{page}");
    // A contract that is asked first would count it anew, and the page says so.
    let id = world.accounts.contracts(&reader.organisation).await.unwrap().remove(0).id;
    let other = Terms { download_limit: 10, name: "Second".to_owned(), ..everything() };
    world.accounts.add_contract(&reader.organisation, &other, account::OPERATOR).await.unwrap();
    assert!(!stand.page(&reader, "/portal/downloads").await.contains("It counts under"));
    world.accounts.end_contract(&id, account::OPERATOR).await.unwrap();
    let page = stand.page(&reader, "/portal/downloads").await;
    assert!(page.contains("It counts under <bdi>Second</bdi>."), "{page}");
    let other = stand.reader("Other", Some(everything())).await;
    assert!(stand.page(&other, "/portal/downloads").await.contains("Nothing was taken yet."));
}

#[tokio::test]
async fn programs_are_named_to_master_users_only() {
    let stand = Stand::new().await;
    let master = stand.reader("Gazete", Some(everything())).await;
    let other = stand.colleague(&master.organisation, "can@paper.example", false).await;
    let taken = stand.world.release(kit::story("en", "Quake in town", "Two hurt."), &[ProductId(1)]).await;
    take(&stand, &master, &taken, "json").await;
    let page = stand.page(&master, "/portal/downloads").await;
    assert!(page.contains("gazete-api") && !page.contains("a program"), "{page}");
    let page = stand.page(&other, "/portal/downloads").await;
    assert!(page.contains("Quake in town") && page.contains("a program") && !page.contains("gazete-api"), "{page}");
}

#[tokio::test]
async fn marks_are_asked_for_in_few_blocks() {
    let stand = Stand::new().await;
    let reader = stand.reader("Gazete", Some(everything())).await;
    assert_eq!(stand.get(&reader, "/portal/api/marks?from=1024&until=66559").await.status, 200);
    let refused = stand.get(&reader, "/portal/api/marks?from=1024&until=66560").await;
    assert_eq!((refused.status, refused.text.contains("65 blocks")), (400, true), "{refused:?}");
    assert_eq!(stand.get(&reader, "/portal/api/marks?from=0&until=18446744073709551615").await.status, 400);
}

#[tokio::test]
async fn what_was_missed_is_counted_as_far_as_is_looked() {
    let stand = Stand::new().await;
    let reader = stand.reader("Gazete", Some(everything())).await;
    for product in [1, 1, 2, 1] {
        stand.world.release(kit::story("en", "Quake in town", "Two hurt."), &[ProductId(product)]).await;
    }
    let contracts = stand.world.accounts.contracts(&reader.organisation).await.unwrap();
    let may = Entitlement::under(&contracts, stand.world.now());
    let gate = Gate::new(stand.world.reader.clone());
    for (after, many, expected) in [(0, 1_000, (3, false)), (0, 3, (2, true)), (1, 2, (1, true)), (3, 1, (1, false))] {
        assert_eq!(gate.count(&may, after, many).await.unwrap(), expected, "{many} after {after}");
    }
    assert_eq!(gate.count(&may, 4, 1_000).await.unwrap(), (0, false));
}

#[tokio::test]
async fn files_are_got_again_as_long_as_they_are_the_newest() {
    let stand = Stand::new().await;
    let reader = stand.reader("Gazete", Some(everything())).await;
    let picture = stand.world.release(kit::picture("en", "A ferry", "A ferry at dusk."), &[ProductId(1)]).await;
    take(&stand, &reader, &picture, "web").await;
    let link = format!("href=\"/api/v1/items/{}/files/web\"", picture.entry.item);
    assert!(stand.page(&reader, "/portal/downloads").await.contains(&link));
    stand.world.update(&picture, kit::picture("en", "A ferry", "A ferry at noon.")).await;
    let page = stand.page(&reader, "/portal/downloads").await;
    assert!(!page.contains(&link) && page.contains("Version 2 took its place."), "{page}");
}

#[tokio::test]
async fn downloads_have_pages() {
    let stand = Stand::new().await;
    let reader = stand.reader("Gazete", Some(everything())).await;
    for n in 1..=51 {
        let taken = stand.world.release(kit::story("en", &format!("Story {n}."), "Text."), &[ProductId(1)]).await;
        take(&stand, &reader, &taken, "json").await;
    }
    let first = stand.page(&reader, "/portal/downloads").await;
    assert!(first.contains("Story 51.") && first.contains("Story 2.") && !first.contains("Story 1."), "{first}");
    let (_, rest) = first.split_once("href=\"/portal/downloads?before=").expect("a further page");
    let (mark, _) = rest.split_once('"').unwrap();
    let second = stand.page(&reader, &format!("/portal/downloads?before={mark}")).await;
    assert!(second.contains("Story 1.") && !second.contains("Story 2."), "{second}");
    assert!(!second.contains("before="), "it is the last: {second}");
}

#[tokio::test]
async fn developers_find_their_own_addresses_and_formats() {
    let stand = Stand::new().await;
    let written = Terms { formats: vec!["json".to_owned(), "nitf".to_owned()], ..everything() };
    let master = stand.reader("Gazete", Some(written)).await;
    let page = stand.page(&master, "/portal/developers").await;
    assert!(page.contains("<code>gazete-api</code>") && page.contains("https://wire.example/api/v1/feed"), "{page}");
    assert!(
        page.contains("<code>nitf</code>") && page.contains("&#60;nitf") && !page.contains("<code>atom</code>"),
        "{page}"
    );
    assert!(!page.contains(&stand.world.accounts.keys(&master.organisation).await.unwrap()[0].prefix), "{page}");
    let other = stand.colleague(&master.organisation, "can@paper.example", false).await;
    let page = stand.page(&other, "/portal/developers").await;
    assert!(
        !page.contains("gazete-api") && page.contains("your-login") && page.contains("Ask a master user"),
        "{page}"
    );
}

#[tokio::test]
async fn the_api_is_read_without_leaving_the_house() {
    let stand = Stand::new().await;
    let reader = stand.reader("Gazete", None).await;
    let page = stand.page(&reader, "/portal/developers/api").await;
    assert!(page.contains("id=\"feed\"") && page.contains("href=\"#shape-Page\""), "{page}");
    assert!(page.contains("id=\"shape-Page\"") && page.contains("All of &#60;it&#62;."), "{page}");
    assert!(!page.contains("<script"), "{page}");
}
