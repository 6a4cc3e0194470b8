//! What is not public, or not yet.

use super::*;
use audience::{Filter, Hand, Product, Products};
use store::Clock;
use story::{Act, Publicity, State};
use wire::{NewDispatch, WireError};

async fn product(public: &Public, id: u32, is_public: bool, holdback_minutes: u32) {
    let names = [("en".to_owned(), format!("Product {id}"))].into();
    let product = Product { id: ProductId(id), names, filter: Filter::Everything, public: is_public, holdback_minutes };
    let clock: Arc<dyn Clock> = public.world.clock.clone();
    Products::put(&public.world.db, &public.world.agency, &product, Hand::of("operator"), &clock)
        .await
        .expect("a product");
}

async fn is_shown(public: &Public, sent: &Dispatch) -> bool {
    let page = public.get(&page_of(sent)).await;
    let listed = public.lists().await.contains(&page_of(sent));
    assert_eq!(page.status == StatusCode::OK, listed, "page and lists agree");
    if !listed {
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(!page.text.contains("Gunnislake"));
    }
    listed
}

#[tokio::test]
async fn a_story_appears_when_its_holdback_is_over() {
    for public in Public::each().await {
        product(&public, 2, true, 30).await;
        product(&public, 3, true, 90).await;
        product(&public, 4, false, 0).await;
        let sent = public.world.release(bridge(), &[ProductId(2), ProductId(3), ProductId(4)]).await;
        public.caught_up().await;
        public.world.advance(30 * 60 - 1);
        assert!(!is_shown(&public, &sent).await);
        public.world.advance(1);
        assert!(is_shown(&public, &sent).await, "the shortest holdback of its public products counts");
        let updated = public.world.update(&sent, bridge()).await;
        public.caught_up().await;
        assert!(is_shown(&public, &updated).await, "an update of what is shown is shown at once");
    }
}

#[tokio::test]
async fn a_private_product_is_never_shown_and_the_desk_decides() {
    for public in Public::each().await {
        product(&public, 2, false, 0).await;
        product(&public, 3, true, 60).await;
        let said = |publicity| Story { public: publicity, ..bridge() };
        for (story, products, shown) in [
            (said(Publicity::Rule), vec![ProductId(2)], false),
            (said(Publicity::Rule), vec![], false),
            (said(Publicity::Rule), vec![ProductId(9)], false),
            (said(Publicity::No), vec![PUBLIC], false),
            (said(Publicity::Yes), vec![ProductId(2)], true),
            (said(Publicity::Yes), vec![ProductId(3)], true),
        ] {
            let case = format!("{:?} {products:?}", story.public);
            let sent = public.world.release(story, &products).await;
            public.caught_up().await;
            assert_eq!(is_shown(&public, &sent).await, shown, "{case}");
        }
    }
}

#[tokio::test]
async fn a_story_that_the_desk_takes_from_the_public_is_gone() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        assert!(is_shown(&public, &sent).await);
        let private = public.world.update(&sent, Story { public: Publicity::No, ..bridge() }).await;
        public.caught_up().await;
        assert!(!is_shown(&public, &private).await);
        public.world.kill(&private).await;
        public.caught_up().await;
        assert!(!is_shown(&public, &private).await, "its kill is no news to the public either");
    }
}

#[tokio::test]
async fn nothing_is_shown_under_embargo() {
    for public in Public::each().await {
        let until = public.world.now() + jiff::SignedDuration::from_hours(2);
        let sent = public.world.release(Story { embargo: Some(until), ..bridge() }, &[PUBLIC]).await;
        let open = Story { embargo: Some(until), public: Publicity::Yes, ..bridge() };
        let also = public.world.release(open, &[PUBLIC]).await;
        public.caught_up().await;
        public.world.advance(2 * 3_600 - 1);
        assert!(!is_shown(&public, &sent).await);
        assert!(!is_shown(&public, &also).await);
        public.world.advance(1);
        assert!(is_shown(&public, &sent).await);
        let page = public.get(&page_of(&sent)).await.text;
        assert!(page.contains("1 September 2026, 17:00") && !page.contains("Update:"), "its time is the embargo's");
    }
}

#[tokio::test]
async fn a_story_killed_under_embargo_was_never_there() {
    let public = Public::on(World::sqlite().await);
    let until = public.world.now() + jiff::SignedDuration::from_hours(2);
    let sent = public.world.release(Story { embargo: Some(until), ..bridge() }, &[PUBLIC]).await;
    public.world.kill(&sent).await;
    assert!(!is_shown(&public, &sent).await);
    public.caught_up().await;
    assert!(!is_shown(&public, &sent).await);
}

#[tokio::test]
async fn tests_and_advisories_never_become_news() {
    for public in Public::each().await {
        for (n, act) in [(901, Act::Test), (902, Act::Advisory)] {
            let item =
                story::ItemId::new(&public.world.agency.code, story::Kind::Text, jiff::civil::date(2026, 9, 1), n);
            for (version, act) in [(1, act), (2, Act::Update)] {
                let story = bridge().ready().expect("a story");
                let (item, products) = (item.clone(), vec![PUBLIC]);
                let new = NewDispatch { act, item, version, state: State::Usable, products, story };
                let sent: Result<_, WireError> = public.world.writer.commit(move |log| Box::pin(log.append(new))).await;
                let sent = sent.expect("an append");
                public.caught_up().await;
                assert!(!is_shown(&public, &sent).await, "{act:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_language_that_the_agency_does_not_list_has_no_pages() {
    let public = Public::on(World::sqlite().await);
    let regional = public.world.release(kit::story("en-GB", "Bridge at Gunnislake", BODY), &[PUBLIC]).await;
    public.world.release(kit::story("sv", "Bron", BODY), &[PUBLIC]).await;
    public.caught_up().await;
    let page = public.get(&format!("/en/general/bridge-at-gunnislake/{}", regional.entry.item.number())).await;
    assert!(page.status == StatusCode::OK && page.text.contains("<article lang=\"en-GB\""));
    assert_eq!(public.get("/sv/").await.status, StatusCode::NOT_FOUND);
}
