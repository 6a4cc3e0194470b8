//! What is not public, or not yet.

use super::*;
use audience::{Filter, Hand, Product, Products};
use std::collections::BTreeSet;
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

/// The paths of the site's own router, as it prints itself: it keeps no list that could be asked for.
fn every_path(router: &Router) -> BTreeSet<String> {
    let printed = format!("{router:?}");
    let (_, paths) = printed.split_once("node: Node { paths: {").expect("a router prints its paths");
    let path = |entry: &str| entry.split_once("): \"")?.1.split_once('"').map(|(path, _)| path.to_owned());
    paths.split("RouteId(").skip(1).map_while(path).collect()
}

/// What all of these stories are about.
const TOPIC: &str = "bridges";

/// Addresses of a route about a story. Whoever adds a route names it here.
fn addresses(path: &str, story: &Dispatch) -> Vec<String> {
    let (item, page) = (&story.entry.item, page_of(story));
    let lang = story.entry.language.as_str();
    let one = |rest: &str| vec![format!("/{lang}{rest}")];
    match path {
        "/"
        | "/hub"
        | "/robots.txt"
        | "/favicon.ico"
        | "/sitemap.xml"
        | "/trust.txt"
        | "/.well-known/trust.txt"
        | "/.well-known/tdmrep.json"
        | "/.well-known/security.txt" => vec![path.to_owned()],
        "/assets/{file}" => vec!["/assets/site.css".to_owned()],
        "/media/{file}" => {
            let card = format!("/media/card-{item}-0123456789abcdef.png");
            vec![format!("/media/{item}.jpg"), format!("/media/{item}-small.webp"), card]
        }
        "/{lang}" => one(""),
        "/{lang}/" => one("/"),
        "/{lang}/rss.xml"
        | "/{lang}/atom.xml"
        | "/{lang}/feed.json"
        | "/{lang}/feeds/"
        | "/{lang}/latest/"
        | "/{lang}/corrections/"
        | "/{lang}/about/"
        | "/{lang}/subscribe/"
        | "/{lang}/subscribe/thanks/" => {
            vec![path.replace("{lang}", lang)]
        }
        "/{lang}/topics/" | "/{lang}/pictures/" => vec![path.replace("{lang}", lang)],
        "/{lang}/topics/{slug}"
        | "/{lang}/topics/{slug}/"
        | "/{lang}/topics/{slug}/rss.xml"
        | "/{lang}/topics/{slug}/atom.xml"
        | "/{lang}/topics/{slug}/feed.json" => vec![path.replace("{lang}", lang).replace("{slug}", TOPIC)],
        "/{lang}/pictures/{address}/{id}" => vec![format!("/{lang}/pictures/x/{item}")],
        // A page that says what was searched for would say a mark by itself.
        "/{lang}/search/" => ["close", "council"].map(|words| format!("/{lang}/search/?q={words}")).into(),
        "/{lang}/sitemap/{file}" => {
            ["pages", "news", "topics", "pictures", "pictures-2", "2026-09", "2026-09-2", "2026-08"]
                .map(|file| format!("/{lang}/sitemap/{file}.xml"))
                .into()
        }
        "/{lang}/{section}" => one("/general"),
        "/{lang}/{section}/" => vec![format!("/{lang}/general/"), format!("/{lang}/general/?before=9999999999999.9")],
        "/{lang}/{section}/rss.xml" | "/{lang}/{section}/atom.xml" | "/{lang}/{section}/feed.json" => {
            vec![path.replace("{lang}", lang).replace("{section}", "general")]
        }
        "/{lang}/{section}/{address}/{id}" => vec![page, format!("/{lang}/general/x/{}", item.number())],
        _ => panic!("{path}: say here which addresses this route has about a story"),
    }
}

/// A story in English or Turkish with its own word in its headline and another one deep in its body.
fn marked(lang: &str, mark: &str) -> Story {
    let body = BODY.replace("xylophones", &format!("body{mark}"));
    let mut story = kit::story(lang, &format!("Head{mark} to close"), &body);
    story.keywords = vec![story::Keyword::new(TOPIC).expect("a keyword")];
    story
}

#[tokio::test]
async fn nothing_that_is_withheld_is_on_any_route_of_the_site() {
    for public in Public::each().await {
        let world = &public.world;
        let soon = Some(world.now() + jiff::SignedDuration::from_hours(2));
        let open = world.release(marked("en", "zqopen"), &[PUBLIC]).await;
        let private = world.release(Story { public: Publicity::No, ..marked("en", "zqprivate") }, &[PUBLIC]).await;
        let unsold = world.release(marked("en", "zqunsold"), &[ProductId(9)]).await;
        let early = world.release(Story { embargo: soon, ..marked("en", "zqearly") }, &[PUBLIC]).await;
        let held = world.release(marked("en", "zqheld"), &[PUBLIC]).await;
        let killed = world.release(marked("en", "zqkilled"), &[PUBLIC]).await;
        let mut translated = marked("tr", "zqtranslated");
        translated.related.push(Related {
            item: open.entry.item.clone(),
            title: open.story.headline.clone(),
            rel: Relation::TranslationOf,
        });
        let translated = world.release(translated, &[PUBLIC]).await;
        public.caught_up().await;
        // Every page is on the shelf once before anything is taken back.
        let stories = [&open, &private, &unsold, &early, &held, &killed, &translated];
        read_all(&public, &stories).await;
        for stopped in [world.hold(&held).await, world.kill(&killed).await, world.kill(&translated).await] {
            assert!(stopped.seq() > 0);
        }
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            let (all, found) = read_all(&public, &stories).await;
            for mark in
                ["zqprivate", "zqunsold", "zqearly", "zqheld", "zqkilled", "zqtranslated", "bodyzqopen", "quagmire"]
            {
                assert!(!all.contains(mark), "{mark}: {}", around(&all, mark));
            }
            assert!(found >= 12, "what is open is on {found} addresses");
        }
    }
}

/// Everything that every route answers about these stories, in small letters; and on how many addresses the open one is.
async fn read_all(public: &Public, stories: &[&Arc<Dispatch>]) -> (String, usize) {
    let (mut all, mut found) = (String::new(), 0);
    let paths = every_path(&public.router);
    assert!(paths.len() > 25, "{paths:?}");
    let addresses: BTreeSet<String> =
        paths.iter().flat_map(|path| stories.iter().flat_map(|story| addresses(path, story))).collect();
    for address in addresses {
        let answer = public.get(&address).await;
        assert!(!answer.status.is_server_error(), "{address}: {}", answer.text);
        let mut text = answer.text.to_lowercase();
        for value in answer.headers.values() {
            text.push_str(&String::from_utf8_lossy(value.as_bytes()).to_lowercase());
        }
        // Its own address is what was asked for.
        found += usize::from(text.contains("zqopen"));
        all.push_str(&text);
    }
    (all, found)
}

fn around<'t>(text: &'t str, mark: &str) -> &'t str {
    let at = text.find(mark).unwrap_or_default();
    let begin = (0..=at.saturating_sub(200)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    &text[begin..at + mark.len()]
}
