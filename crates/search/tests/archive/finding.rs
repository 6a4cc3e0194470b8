//! What helps a reader to find: order, facets, suggestions, stories alike.

use crate::{GENERAL, Library, NONE, SPORT, asked, everything, grant};
use audience::Entitlement;
use query::Query;
use search::{Archive, Order, Request};

#[tokio::test]
async fn the_best_hit_has_the_words_in_its_headline() {
    let library = Library::new().await;
    let long = "The quake in Izmir was felt far away. People spoke of the quake for days. Quake, they said.";
    library
        .release(&[("en", "Quake shakes Izmir", "Short."), ("en", "Weather", long), ("en", "Izmir", "A quake.")])
        .await;
    let best = Request { order: Order::Relevance, ..asked("quake izmir") };
    assert_eq!(library.headlines(best, &everything()).await[0], "Quake shakes Izmir");
    assert_eq!(library.find("quake izmir").await[0], "Izmir", "the newest first");
}

#[tokio::test]
async fn facets_count_what_a_contract_covers() {
    let library = Library::new().await;
    library.release(&[("en", "Flood", "b"), ("tr", "Sel", "b"), ("sr-Latn", "Poplava", "b")]).await;
    library.world.release(kit::picture("en", "Flood", "b"), &[SPORT]).await;
    library.settle().await;
    let counts = |facets: &search::Facets, name: &str| {
        facets[name].iter().map(|facet| format!("{} {}", facet.value, facet.count)).collect::<Vec<_>>()
    };
    let (archive, now) = (&library.archive, library.world.now());
    let all = archive.facets(&Query::everything(), &everything(), now).await.expect("facets");
    assert_eq!(counts(&all, "kind"), ["text 3", "picture 1"]);
    assert_eq!(counts(&all, "language"), ["en 2", "sr 1", "sr-Latn 1", "tr 1"]);
    assert_eq!(counts(&all, "category"), ["1 4"]);
    let general = Entitlement { grants: vec![grant(&[GENERAL])] };
    let flood = archive.facets(&Query::read("flood").expect("a query"), &general, now).await.expect("facets");
    assert_eq!(counts(&flood, "kind"), ["text 1"]);
}

#[tokio::test]
async fn words_are_suggested_from_covered_headlines() {
    let library = Library::new().await;
    library
        .release(&[("en", "Flood in Florence", "b"), ("en", "Floods recede", "flotilla"), ("tr", "Flamingo", "b")])
        .await;
    library.world.release(kit::story("en", "Florida secret", "b"), &[SPORT]).await;
    library.settle().await;
    let general = Entitlement { grants: vec![grant(&[GENERAL])] };
    let words = library.archive.suggest("big fl", &general, library.world.now()).await.expect("words");
    assert_eq!(words, ["flamingo", "flood", "floods", "florence"]);
    let none = library.archive.suggest(" — ", &general, library.world.now()).await.expect("words");
    assert_eq!(none, NONE);
}

#[tokio::test]
async fn words_are_put_in_order_by_what_is_covered() {
    let library = Library::new().await;
    library.release(&[("en", "Florence", "b"), ("en", "Flood in Florence", "b")]).await;
    // Each is as frequent as a covered word, and comes before it by its letters.
    let secret: Vec<String> = (0..60).map(|n| format!("fla{n:02}")).collect();
    for headline in secret.chunks(20) {
        library.world.release(kit::story("en", &headline.join(" "), "b"), &[SPORT]).await;
    }
    for _ in 0..3 {
        library.world.release(kit::story("en", "Flood at the match", "b"), &[SPORT]).await;
    }
    library.settle().await;
    let general = Entitlement { grants: vec![grant(&[GENERAL])] };
    let words = library.archive.suggest("fl", &general, library.world.now()).await.expect("words");
    assert_eq!(words, ["florence", "flood"], "by how often they stand in what is covered");
}

#[tokio::test]
async fn what_was_killed_is_not_told_of_while_the_index_is_behind() {
    let library = Library::new().await;
    library.release(&[("en", "Florence", "b")]).await;
    let killed = library.world.release(kit::story("en", "Flood", "b"), &[GENERAL]).await;
    library.settle().await;
    let (world, folder) = library.close().await;
    let archive = Archive::open(folder.path(), world.reader.clone()).expect("the archive");
    let told = async || {
        let facets = archive.facets(&Query::everything(), &everything(), world.now()).await.expect("facets");
        let words = archive.suggest("fl", &everything(), world.now()).await.expect("words");
        (facets["kind"].iter().map(|facet| facet.count).sum::<u64>(), words)
    };
    assert_eq!(told().await, (2, vec!["flood".to_owned(), "florence".to_owned()]));
    world.kill(&killed).await;
    assert!(archive.indexed() < world.reader.head(), "nobody follows");
    assert_eq!(told().await, (1, vec!["florence".to_owned()]));
}

#[tokio::test]
async fn stories_like_another_one_are_found() {
    let library = Library::new().await;
    let quake = "A strong earthquake shook the coast near Izmir and damaged houses.";
    library
        .release(&[("en", "Earthquake damages houses", quake), ("en", "Weather", "Rain is expected in the north.")])
        .await;
    library.release(&[("en", "Izmir coast after earthquake", "Houses near the coast were damaged.")]).await;
    library.settle().await;
    let story = library.world.reader.after(0, 1).await.expect("the wire").remove(0);
    let like = library.archive.like(&story, &everything(), 5, library.world.now()).await.expect("hits");
    assert_eq!(like.iter().map(|hit| hit.headline.as_str()).collect::<Vec<_>>(), ["Izmir coast after earthquake"]);
}

#[tokio::test]
async fn pages_follow_each_other_over_many_commits() {
    let library = Library::new().await;
    let mut expected = Vec::new();
    for n in 0..40 {
        library.world.advance(60);
        let product = if n % 3 == 0 { SPORT } else { GENERAL };
        let sent = library.world.release(kit::story("en", &format!("Flood {n}"), "Water rises."), &[product]).await;
        // Each wait makes a commit and so a segment; Tantivy merges them in an order of its own.
        library.settle().await;
        if n % 5 == 0 {
            library.world.advance(60);
            let update = kit::story("en", &format!("Flood {n}, updated"), "Water falls.");
            library.world.update(&sent, update).await;
            expected.push((format!("Flood {n}, updated"), product));
        } else {
            expected.push((format!("Flood {n}"), product));
        }
    }
    library.settle().await;
    expected.reverse();
    let general = Entitlement { grants: vec![grant(&[GENERAL])] };
    let headlines = |product: Option<_>| {
        let covered = expected.iter().filter(|(_, of)| product.is_none_or(|product| *of == product));
        covered.map(|(headline, _)| headline.clone()).collect::<Vec<_>>()
    };
    for (may, expected) in [(&everything(), headlines(None)), (&general, headlines(Some(GENERAL)))] {
        // The second time, what is covered is known already.
        for _ in 0..2 {
            let mut found = Vec::new();
            while found.len() < expected.len() {
                let page = library.ask(Request { offset: found.len(), limit: 7, ..asked("flood") }, may).await;
                assert_eq!(page.total, expected.len());
                assert!(!page.hits.is_empty(), "a page before the last is not empty");
                found.extend(page.hits.into_iter().map(|hit| hit.headline));
            }
            assert_eq!(found, expected);
        }
    }
    let updated = library.ask(Request { limit: 0, ..asked("falls -rises") }, &everything()).await;
    assert_eq!((updated.total, updated.hits.len()), (8, 0), "a limit of 0 only counts");
}
