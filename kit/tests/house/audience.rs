//! Who gets what: nobody reads what the contract does not cover, and nobody reads what was stopped.

use crate::on_each_engine;
use ::account::{PhotoSize, Terms};
use ::audience::{Decision, Demand, Denial, Entitlement, Gate};
use kit::World;
use story::{Kind, Lang, ProductId, Publishable, Rendition};

on_each_engine! {
    a_feed_has_only_what_the_contract_covers => super::a_feed_has_only_what_the_contract_covers;
    prev_names_the_event_before_in_the_same_feed => super::prev_names_the_event_before_in_the_same_feed;
    the_nearest_denial_is_told => super::the_nearest_denial_is_told;
    killed_items_are_closed_in_every_version => super::killed_items_are_closed_in_every_version;
    an_expired_contract_opens_nothing => super::an_expired_contract_opens_nothing;
    a_size_is_covered_by_the_contract_that_grants_it => super::a_size_is_covered_by_the_contract_that_grants_it;
}

const NEWS: ProductId = ProductId(1);
const SPORT: ProductId = ProductId(2);

fn terms(world: &World) -> Terms {
    Terms::all_of(vec![NEWS], world.now())
}

async fn entitlement(world: &World, terms: Option<Terms>) -> Entitlement {
    let persona = world.subscriber("Paper", terms).await;
    Entitlement::of(&persona.subscriber, world.now())
}

async fn a_feed_has_only_what_the_contract_covers(world: World) {
    let may = entitlement(
        &world,
        Some(Terms { languages: vec![Lang::new("tr").unwrap()], kinds: vec![Kind::Text], ..terms(&world) }),
    )
    .await;
    let yes = world.release(kit::story("tr", "Evet", "Metin."), &[NEWS, SPORT]).await;
    world.release(kit::story("tr", "Başka ürün", "Metin."), &[SPORT]).await;
    world.release(kit::story("en", "Other language", "Text."), &[NEWS]).await;
    world.release(kit::picture("tr", "Fotoğraf", "Başka tür."), &[NEWS]).await;
    let gate = Gate::new(world.reader.clone());
    let page = gate.page(&may, 0, 100, world.now()).await.unwrap();
    assert_eq!(page.events.iter().map(|e| e.dispatch.seq()).collect::<Vec<_>>(), [yes.seq()]);
    assert_eq!((page.next, page.head), (4, 4));
    let nothing = gate.page(&Entitlement::default(), 0, 100, world.now()).await.unwrap();
    assert!(nothing.events.is_empty() && nothing.next == 4);
}

async fn prev_names_the_event_before_in_the_same_feed(world: World) {
    let may = entitlement(&world, Some(terms(&world))).await;
    for n in 0..40 {
        let product = if n % 4 == 0 { NEWS } else { SPORT };
        world.release(kit::story("en", &format!("Story {n}"), "Text."), &[product]).await;
    }
    let gate = Gate::new(world.reader.clone());
    let mut seen = Vec::new();
    let mut after = 0;
    while after < 40 {
        let page = gate.page(&may, after, 3, world.now()).await.unwrap();
        seen.extend(page.events.iter().map(|e| (e.prev, e.dispatch.seq())));
        after = page.next;
    }
    let expected: Vec<(u64, u64)> = (0..10_u64).map(|n| ((n * 4 + 1).saturating_sub(4), n * 4 + 1)).collect();
    assert_eq!(seen, expected);
    // Whoever asks from the middle learns of the event before as well.
    let page = gate.page(&may, 20, 1, world.now()).await.unwrap();
    assert_eq!((page.events[0].prev, page.events[0].dispatch.seq()), (17, 21));
}

async fn the_nearest_denial_is_told(world: World) {
    let sent = world.release(kit::story("tr", "Haber", "Metin."), &[NEWS]).await;
    world.advance(3 * 86_400);
    let check = async |name: &str, terms: Option<Terms>| {
        let persona = world.subscriber(name, terms).await;
        match Entitlement::of(&persona.subscriber, world.now()).decide(&sent.entry) {
            Decision::No(denial) => Some(denial),
            Decision::Yes { .. } => None,
        }
    };
    let base = Terms { from: sent.entry.time, ..terms(&world) };
    assert_eq!(check("a", None).await, Some(Denial::NoContract));
    assert_eq!(check("b", Some(Terms { products: vec![SPORT], ..base.clone() })).await, Some(Denial::Product));
    assert_eq!(check("c", Some(Terms { kinds: vec![Kind::Video], ..base.clone() })).await, Some(Denial::Kind));
    let english = vec![Lang::new("en").unwrap()];
    assert_eq!(check("d", Some(Terms { languages: english, ..base.clone() })).await, Some(Denial::Language));
    assert_eq!(check("e", Some(Terms { archive_days: 2, ..base.clone() })).await, Some(Denial::Archive));
    assert_eq!(check("f", Some(Terms { archive_days: 4, ..base.clone() })).await, None);
    assert_eq!(check("g", Some(base)).await, None);
}

async fn killed_items_are_closed_in_every_version(world: World) {
    let may = entitlement(&world, Some(terms(&world))).await;
    let first = world.release(kit::story("en", "One", "Secret text."), &[NEWS]).await;
    let second = world.update(&first, kit::story("en", "Two", "Secret text.")).await;
    let gate = Gate::new(world.reader.clone());
    let open = gate.version(&may, &first.entry.item, 1, world.now()).await.unwrap().unwrap().unwrap();
    assert!(open.is_open() && open.verdict(world.now()).is_yes());
    let held = world.hold(&second).await;
    let kill = world.kill(&held).await;
    let page = gate.page(&may, 0, 100, world.now()).await.unwrap();
    assert_eq!(page.events.len(), 4, "every event stays in the feed, so that nothing looks like a gap");
    for event in &page.events[..3] {
        assert_eq!(event.stop.unwrap().seq, kill.seq());
        assert!(!event.is_open());
        assert_eq!(event.verdict(world.now()).publishable, Publishable::No);
    }
    assert!(page.events[3].is_open(), "the kill itself carries its notice");
    assert_eq!(page.events[3].verdict(world.now()).publishable, Publishable::No);
    for version in 1..=2 {
        let old = gate.version(&may, &first.entry.item, version, world.now()).await.unwrap().unwrap().unwrap();
        assert!(!old.is_open(), "version {version}");
    }
}

async fn an_expired_contract_opens_nothing(world: World) {
    let until = world.now() + jiff::SignedDuration::from_secs(60);
    let persona = world.subscriber("Paper", Some(Terms { until: Some(until), ..terms(&world) })).await;
    let sent = world.release(kit::story("en", "One", "Text."), &[NEWS]).await;
    assert!(Entitlement::of(&persona.subscriber, world.now()).decide(&sent.entry).is_yes());
    world.advance(60);
    let later = Entitlement::of(&persona.subscriber, world.now());
    assert_eq!(later.decide(&sent.entry), Decision::No(Denial::NoContract));
}

async fn a_size_is_covered_by_the_contract_that_grants_it(world: World) {
    let small = Terms { photo_sizes: vec![PhotoSize::Web], download_limit: 5, ..terms(&world) };
    let persona = world.subscriber("Paper", Some(small.clone())).await;
    let sent = world.release(kit::picture("tr", "Fotoğraf", "Alt yazı."), &[NEWS]).await;
    let may = Entitlement::of(&persona.subscriber, world.now());
    let limits = |may: &Entitlement, rendition: Option<Rendition>| {
        may.covering(&sent.entry, rendition.map(Demand::File))
            .map(|grants| grants.iter().map(|g| g.download_limit).collect::<Vec<_>>())
    };
    assert_eq!(limits(&may, Some(Rendition::Web)), Ok(vec![5]));
    assert_eq!(limits(&may, Some(Rendition::Thumbnail)), Ok(vec![5]));
    assert_eq!(limits(&may, Some(Rendition::Print)), Err(Denial::Size));
    assert_eq!(limits(&may, Some(Rendition::Sd)), Err(Denial::Size), "a picture has no such form");
    let large = Terms { photo_sizes: vec![PhotoSize::Print, PhotoSize::Web], download_limit: 0, ..small };
    world.accounts.add_contract(&persona.subscriber.organisation, &large, "business").await.unwrap();
    let both = world.accounts.still(&persona.subscriber).await.unwrap().unwrap();
    let may = Entitlement::of(&both, world.now());
    assert_eq!(limits(&may, Some(Rendition::Print)), Ok(vec![0]));
    assert_eq!(limits(&may, Some(Rendition::Web)), Ok(vec![0, 5]), "the one without a limit comes first");
    let other = world.release(kit::picture("tr", "Başka", "Alt yazı."), &[SPORT]).await;
    assert_eq!(may.covering(&other.entry, None), Err(Denial::Product));
}
