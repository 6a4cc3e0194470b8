//! Products and contracts: versions, refusals, and what is in use.

use crate::on_each_engine;
use ::account::{AccountError, Take, Terms, Way};
use ::audience::{AudienceError, Decision, Entitlement, Filter, Hand, Product, Products, Settled, Trial, check_terms};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kit::World;
use std::sync::Arc;
use store::Clock;
use story::{CategoryId, Kind, ProductId};

on_each_engine! {
    every_change_of_a_product_is_a_version => super::every_change_of_a_product_is_a_version;
    a_wrong_filter_is_never_saved => super::a_wrong_filter_is_never_saved;
    a_product_that_is_granted_is_not_deleted => super::a_product_that_is_granted_is_not_deleted;
    a_trial_shows_what_would_change => super::a_trial_shows_what_would_change;
    a_release_is_explained_by_the_products_of_its_time => super::a_release_is_explained_by_the_products_of_its_time;
    a_contract_is_changed_ended_and_deleted => super::a_contract_is_changed_ended_and_deleted;
    terms_of_an_older_release_are_read => super::terms_of_an_older_release_are_read;
}

const SPORT: ProductId = ProductId(2);

fn sport(filter: &str) -> Product {
    let names = [("en".to_owned(), "Sport".to_owned())].into();
    Product { id: SPORT, names, filter: Filter::read(filter).unwrap(), public: false, holdback_minutes: 0 }
}

async fn put(world: &World, product: &Product, hand: Hand<'_>) -> Result<u32, AudienceError> {
    let clock: Arc<dyn Clock> = world.clock.clone();
    Products::put(&world.db, &world.agency, product, hand, &clock).await
}

async fn delete(world: &World, id: ProductId) -> Result<(), AudienceError> {
    let clock: Arc<dyn Clock> = world.clock.clone();
    Products::delete(&world.db, id, Hand::of("business"), &clock).await
}

/// The acts of the audit about something, with who did each.
async fn audited(world: &World, subject: &str) -> Vec<(String, String, String)> {
    let sql = "SELECT act, actor, detail FROM audit WHERE subject = $1 ORDER BY time, id";
    let rows = world.db.all(sql, store::args![subject]).await.unwrap();
    rows.iter().map(|r| (r.text("act").unwrap(), r.text("actor").unwrap(), r.text("detail").unwrap())).collect()
}

async fn every_change_of_a_product_is_a_version(world: World) {
    assert_eq!(put(&world, &sport("category:2"), Hand::of("a")).await.unwrap(), 1);
    world.advance(60);
    assert_eq!(put(&world, &sport("category:2"), Hand::of("b")).await.unwrap(), 1, "nothing is different");
    let changed = sport("category:2 and language:tr");
    assert_eq!(put(&world, &changed, Hand { by: "b", over: Some(1) }).await.unwrap(), 2);
    let stale = put(&world, &sport("everything"), Hand { by: "c", over: Some(1) }).await;
    assert!(matches!(stale, Err(AudienceError::Stale(_))), "{stale:?}");
    let versions = Products::versions(&world.db, SPORT).await.unwrap();
    let told: Vec<_> = versions.iter().map(|v| (v.version, v.by.as_str(), v.time)).collect();
    assert_eq!(told, [(1, "a", world.now() - SignedDuration::from_secs(60)), (2, "b", world.now())]);
    assert_eq!(Products::load(&world.db).await.unwrap().get(SPORT), Some(&changed));
    let audit = audited(&world, "product 2").await;
    assert_eq!(
        audit.iter().map(|(act, by, _)| (act.as_str(), by.as_str())).collect::<Vec<_>>(),
        [("add", "a"), ("change", "b")]
    );
    assert_eq!(audit[1].2, "version 2: filter from `category:2` to `category:2 and language:tr`");
    // The product of the world was there before there were versions of it.
    assert_eq!(Products::versions(&world.db, ProductId(1)).await.unwrap().len(), 1);
}

async fn a_wrong_filter_is_never_saved(world: World) {
    for (filter, path) in [
        ("category:99", "filter.category[0]"),
        ("not (language:xx or topic:99999999)", "filter.not.any[0].language[0]"),
        ("keyword:\" \"", "filter.keyword[0]"),
    ] {
        match put(&world, &sport(filter), Hand::of("a")).await {
            Err(AudienceError::Bad { field, .. }) => assert_eq!(field, path),
            other => panic!("{filter}: {other:?}"),
        }
    }
    let nameless = Product { names: [("tr".to_owned(), "Spor".to_owned())].into(), ..sport("everything") };
    assert!(
        matches!(put(&world, &nameless, Hand::of("a")).await, Err(AudienceError::Bad { field, .. }) if field == "names.en")
    );
    assert!(Products::versions(&world.db, SPORT).await.unwrap().is_empty());
    assert!(audited(&world, "product 2").await.is_empty());
}

async fn a_product_that_is_granted_is_not_deleted(world: World) {
    put(&world, &sport("category:2"), Hand::of("a")).await.unwrap();
    let until = Some(world.now() + SignedDuration::from_hours(24));
    let terms = Terms { until, ..Terms::all_of(vec![SPORT], Timestamp::UNIX_EPOCH) };
    let paper = world.subscriber("Paper", Some(terms)).await;
    match delete(&world, SPORT).await {
        Err(AudienceError::InUse { what, by }) => {
            assert_eq!(what, "product 2");
            assert!(by.starts_with("the contract ") && by.ends_with(" of Paper"), "{by}");
        }
        other => panic!("{other:?}"),
    }
    let sent = world.release(kit::story("en", "Match", "Text."), &[SPORT]).await;
    world.advance(86_400);
    delete(&world, SPORT).await.unwrap();
    assert!(Products::load(&world.db).await.unwrap().get(SPORT).is_none());
    assert!(matches!(delete(&world, SPORT).await, Err(AudienceError::Unknown(_))));
    let again = put(&world, &sport("everything"), Hand::of("a")).await;
    assert!(matches!(again, Err(AudienceError::Bad { ref field, .. }) if field == "id"), "{again:?}");
    // What is on the wire keeps it, and nothing granted it a second before.
    assert_eq!(world.reader.latest(&sent.entry.item).await.unwrap().unwrap().entry.products, [SPORT]);
    assert_eq!(Entitlement::of(&paper.subscriber, world.now()).grants.len(), 0);
}

async fn a_trial_shows_what_would_change(world: World) {
    for n in 0..6_u32 {
        let mut story = kit::story("en", &format!("Story {n}"), "Text.");
        story.category = CategoryId(1 + n % 3);
        let sent = world.release(story.clone(), &[]).await;
        if n == 3 {
            story.category = CategoryId(2);
            world.update(&sent, story).await;
        }
        if n == 4 {
            world.kill(&sent).await;
        }
        world.advance(43_200);
    }
    let trial = async |filter: &str, stored: Option<&str>| {
        let (filter, stored) = (Filter::read(filter).unwrap(), stored.map(|text| Filter::read(text).unwrap()));
        Trial::run(&world.reader, &filter, stored.as_ref(), &TimeZone::UTC, world.now()).await.unwrap()
    };
    let all = trial("everything", None).await;
    assert_eq!((all.tried, all.taken(), all.items.len()), (5, 5, 5), "a killed story is no longer there to try");
    let days: Vec<_> = all.days.iter().map(|(day, tried, taken)| (day.to_string(), *tried, *taken)).collect();
    // Two a day from noon on; the killed one was of the third.
    let expected = [("2026-09-04", 1, 1), ("2026-09-03", 1, 1), ("2026-09-02", 2, 2), ("2026-09-01", 1, 1)];
    assert_eq!(days, expected.map(|(day, tried, taken)| (day.to_owned(), tried, taken)));
    let changed = trial("category:2", Some("category:3")).await;
    let found: Vec<_> = changed
        .items
        .iter()
        .map(|item| (item.dispatch.story.headline.as_str().to_owned(), item.now, item.before))
        .collect();
    let expected =
        [("Story 5", false, true), ("Story 3", true, false), ("Story 2", false, true), ("Story 1", true, false)];
    assert_eq!(found, expected.map(|(headline, now, before)| (headline.to_owned(), now, before)));
    assert_eq!((changed.tried, changed.taken()), (5, 2));
}

async fn a_release_is_explained_by_the_products_of_its_time(world: World) {
    put(&world, &sport("category:2 and (language:tr or not kind:video)"), Hand::of("a")).await.unwrap();
    world.advance(60);
    let mut story = kit::story("en", "Match", "Text.");
    story.category = CategoryId(2);
    let sent = world.release(story, &[ProductId(1), SPORT]).await;
    world.advance(60);
    put(&world, &sport("category:3"), Hand::of("a")).await.unwrap();
    let settled = Settled::of(&world.db, &sent).await.unwrap();
    let told: Vec<_> = settled.iter().map(|s| (s.product.id.0, s.version, s.member, s.explained.met)).collect();
    assert_eq!(told, [(1, 1, true, true), (2, 1, true, true)]);
    let tree = &settled[1].explained;
    let parts: Vec<_> = tree.parts[1].parts.iter().map(|part| (part.text.as_str(), part.met)).collect();
    assert_eq!((tree.text.as_str(), &*parts), ("all of", &[("language:tr", false), ("not", true)][..]));
}

async fn a_contract_is_changed_ended_and_deleted(world: World) {
    let accounts = &world.accounts;
    let paper = world.subscriber("Paper", None).await;
    let organisation = &paper.subscriber.organisation;
    let terms = Terms::all_of(vec![ProductId(1)], world.now() - SignedDuration::from_hours(1));
    let bad = |terms: &Terms| match check_terms(terms, &world.products, &world.agency) {
        Err(AccountError::Bad { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(bad(&Terms { products: vec![ProductId(9)], ..terms.clone() }), "products");
    assert_eq!(bad(&Terms { kinds: vec![], ..terms.clone() }), "kinds");
    assert_eq!(bad(&Terms { formats: vec!["poem".to_owned()], ..terms.clone() }), "formats");
    assert_eq!(bad(&Terms { languages: vec!["xx".parse().unwrap()], ..terms.clone() }), "languages");
    assert_eq!(bad(&Terms { until: Some(terms.from), ..terms.clone() }), "until");
    assert_eq!(bad(&Terms { archive_days: 99_999, ..terms.clone() }), "archive_days");
    let id = accounts.add_contract(organisation, &terms, "ayse").await.unwrap();
    let revision = accounts.revision().await.unwrap();
    let changed = Terms { kinds: vec![Kind::Text], name: "2026/7".to_owned(), ..terms.clone() };
    let told = accounts.change_contract(&id, &changed, Some(1), "ayse").await.unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    let stale = accounts.change_contract(&id, &terms, Some(1), "can").await;
    assert!(matches!(stale, Err(AccountError::Stale(_))), "{stale:?}");
    assert_eq!(accounts.contract(&id).await.unwrap().contract.terms, changed);
    assert!(accounts.revision().await.unwrap() > revision, "open streams learn of it");
    let sent = world.release(kit::story("en", "News", "Text."), &[ProductId(1)]).await;
    accounts.end_contract(&id, "ayse").await.unwrap();
    let contracts = accounts.contracts(organisation).await.unwrap();
    assert!(!Entitlement::under(&contracts, world.now()).decide(&sent.entry).is_yes());
    let before = Entitlement::under(&contracts, world.now() - SignedDuration::from_secs(1)).decide(&sent.entry);
    assert!(matches!(before, Decision::Yes { .. }), "{before:?}");
    let (by, revision) = (&paper.subscriber, &sent.entry.revision());
    let take = Take { contract: &id, limit: 5, by, revision, way: Way::Item, format: "json" };
    accounts.take(&take).await.unwrap();
    assert!(matches!(accounts.delete_contract(&id, "ayse").await, Err(AccountError::InUse { .. })));
    let other = accounts.add_contract(organisation, &terms, "ayse").await.unwrap();
    accounts.delete_contract(&other, "ayse").await.unwrap();
    assert!(matches!(accounts.contract(&other).await, Err(AccountError::Unknown { .. })));
    let acts: Vec<_> =
        audited(&world, &format!("contract {id}")).await.into_iter().map(|(act, by, _)| (act, by)).collect();
    let expected = [("add", "ayse"), ("change", "ayse"), ("end", "ayse")];
    assert_eq!(acts, expected.map(|(act, by)| (act.to_owned(), by.to_owned())));
}

async fn terms_of_an_older_release_are_read(world: World) {
    let paper = world.covered_subscriber("Paper").await;
    let old = r#"{"from":"2026-01-01T00:00:00Z","kinds":["text"],"products":[1]}"#;
    assert_eq!(world.tamper(&format!("UPDATE contract SET terms = '{old}'")).await, 1);
    let contracts = world.accounts.contracts(&paper.subscriber.organisation).await.unwrap();
    let terms = &contracts[0].terms;
    assert_eq!((terms.formats.len(), terms.name.as_str(), terms.usage_terms.as_str()), (0, "", ""));
    let sent = world.release(kit::story("en", "News", "Text."), &[ProductId(1)]).await;
    assert!(Entitlement::under(&contracts, world.now()).decide(&sent.entry).is_yes());
}
