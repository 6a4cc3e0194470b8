//! A content delivery network in front of the site: a real one, if a small one, on this machine.

mod network;
mod two;

use super::*;
use axum::http::{HeaderName, HeaderValue};
use network::Network;
use site::{Cdn, PurgeMethod, Separator, purges};
use std::{collections::BTreeSet, net::SocketAddr};
use store::Clock;

const KEYS: HeaderName = HeaderName::from_static("surrogate-key");
const CONTROL: HeaderName = HeaderName::from_static("surrogate-control");

impl Public {
    /// Follows the log, waits until changes have gathered, and tells the network.
    async fn told(&self) {
        self.caught_up().await;
        self.world.advance(1);
        assert!(self.site.tell_cdn().await.expect("it is told"));
    }

    /// Has nothing more to tell.
    async fn settled(&self) {
        self.told().await;
        self.world.advance(120);
        assert!(self.site.tell_cdn().await.expect("it is told"));
    }
}

fn lists() -> Vec<String> {
    let maps =
        ["/en/sitemap/news.xml", "/en/sitemap/2026-09.xml", "/sitemap.xml", "/en/topics/bridges/", "/en/topics/"];
    LISTS.iter().chain(&maps).map(|path| (*path).to_owned()).collect()
}

fn about_bridges() -> Story {
    let mut story = bridge();
    story.keywords = vec![story::Keyword::new("bridges").expect("a keyword")];
    story
}

#[tokio::test]
async fn nothing_is_said_and_nothing_is_written_where_there_is_no_network() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        for path in ["/en/", "/robots.txt", "/en/search/?q=bridge", "/nothing", &page_of(&sent)] {
            let headers = public.get(path).await.headers;
            assert!(!headers.contains_key(KEYS) && !headers.contains_key(CONTROL), "{path}");
        }
        public.world.kill(&sent).await;
        public.caught_up().await;
        assert!(public.site.tell_cdn().await.expect("nothing to do"));
        let waiting = purges(&public.world.db).await.expect("the outbox");
        assert_eq!((waiting.waiting, waiting.taken, waiting.failed), (0, None, None));
        assert_eq!(public.site.purges_waiting().await.expect("the outbox"), None);
    }
}

#[tokio::test]
async fn after_a_kill_nobody_gets_the_story_from_the_network_any_more() {
    for world in World::each().await {
        let network = Network::of(|cdn| cdn.method = PurgeMethod::Purge).await;
        let public = network.before(world).await;
        let sent = public.world.release(about_bridges(), &[PUBLIC]).await;
        let other = public.world.release(kit::story("en", "Another story", "One.\n\nTwo sentences."), &[PUBLIC]).await;
        public.settled().await;
        let mut pages = lists();
        pages.extend([page_of(&sent), page_of(&other)]);
        network.keep(&pages).await;
        let before = network.get("/en/").await;
        assert!(before.1.contains("Gunnislake") && before.2);
        public.world.kill(&sent).await;
        // The site's own follower has not seen it, and does not have to.
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            assert!(public.site.tell_cdn().await.expect("it is told"));
            for path in &pages {
                let (status, text, _) = network.get(path).await;
                // A topic without stories is not there, and its address says its name.
                assert!(!text.contains("Gunnislake"), "{path}: {text}");
                if *path == page_of(&sent) {
                    assert_eq!(status, StatusCode::GONE);
                    assert!(network.get(path).await.2, "that it is gone is kept as well");
                }
            }
        }
        network.close().await;
    }
}

#[tokio::test]
async fn a_correction_is_on_every_page_and_feed_a_second_later() {
    for world in World::each().await {
        let network = Network::of(|cdn| {
            cdn.keys_header = HeaderName::from_static("cache-tag");
            cdn.separator = Separator::Comma;
            cdn.keys_max = 3;
        })
        .await;
        let public = network.before(world).await;
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.settled().await;
        let mut pages: Vec<String> = LISTS.iter().map(|path| (*path).to_owned()).collect();
        pages.push(page_of(&sent));
        network.keep(&pages).await;
        let mut story = bridge();
        story.standfirst = Some(Standfirst::new("No footpath stays open.").expect("a standfirst"));
        public.world.correct(&sent, story, "A footpath", "No footpath").await;
        public.caught_up().await;
        assert!(public.site.tell_cdn().await.expect("nothing is due"));
        assert!(network.get("/en/").await.1.contains("A footpath stays open"), "changes gather first");
        public.world.advance(1);
        assert!(public.site.tell_cdn().await.expect("it is told"));
        for path in &pages {
            let (status, text, hit) = network.get(path).await;
            assert!(status == StatusCode::OK && !hit, "{path}");
            assert!(!text.contains("A footpath stays open.</"), "{path}: {text}");
        }
        for path in ["/en/", "/en/corrections/", &page_of(&sent)] {
            assert!(network.get(path).await.1.contains("No footpath"), "{path}");
        }
        network.close().await;
    }
}

#[tokio::test]
async fn a_kill_is_told_until_it_is_taken_also_by_another_process() {
    for world in World::each().await {
        let network = Network::of(|_| {}).await;
        let public = network.before(world).await;
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.settled().await;
        let page = page_of(&sent);
        network.keep(&["/en/".to_owned(), page.clone()]).await;
        network.refuse(true);
        public.world.kill(&sent).await;
        public.caught_up().await;
        for _ in 0..3 {
            public.world.advance(1);
            assert!(!public.site.tell_cdn().await.expect("it answers"));
            assert_eq!(network.get(&page).await.0, StatusCode::OK);
        }
        let waiting = purges(&public.world.db).await.expect("the outbox");
        assert!(waiting.stopped > 0 && waiting.waiting >= waiting.stopped, "{waiting:?}");
        assert_eq!(waiting.failed, Some((public.world.now(), "it answered 503".to_owned())));
        let age = public.site.purges_waiting().await.expect("the outbox").expect("a network").1;
        assert_eq!(age, 3);
        // The process ends, another one begins, and the network is there again.
        let Public { world, .. } = public;
        let public = network.before(world.reopened().await).await;
        network.refuse(false);
        assert!(public.site.tell_cdn().await.expect("it is told"));
        assert_eq!(network.get(&page).await.0, StatusCode::GONE);
        assert!(!network.get("/en/").await.1.contains("Gunnislake"));
        assert_eq!(purges(&public.world.db).await.expect("the outbox").waiting, 0);
        network.close().await;
    }
}

#[tokio::test]
async fn a_kill_of_the_last_moment_is_told_by_the_next_process() {
    let network = Network::of(|_| {}).await;
    let public = network.before(World::sqlite().await).await;
    let sent = public.world.release(bridge(), &[PUBLIC]).await;
    public.settled().await;
    let page = page_of(&sent);
    network.keep(std::slice::from_ref(&page)).await;
    public.world.kill(&sent).await;
    let Public { world, .. } = public;
    let public = network.before(world.reopened().await).await;
    assert!(public.site.tell_cdn().await.expect("it is told"));
    assert_eq!(network.get(&page).await.0, StatusCode::GONE);
    network.close().await;
}

#[tokio::test]
async fn several_changes_are_told_once_and_once_more_for_what_was_on_its_way() {
    for world in World::each().await {
        let network = Network::of(|_| {}).await;
        let public = network.before(world).await;
        let mut sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.settled().await;
        let key = format!("item-{}", sent.entry.item);
        let before = network.told(&key);
        for n in 0..3 {
            let mut story = bridge();
            story.standfirst = Some(Standfirst::new(format!("Update {n}.")).expect("a standfirst"));
            sent = public.world.update(&sent, story).await;
            public.caught_up().await;
            public.site.tell_cdn().await.expect("nothing is due");
        }
        assert_eq!(network.told(&key) - before, 0);
        for (secs, times) in [(1, 1), (9, 1), (1, 2), (600, 2)] {
            public.world.advance(secs);
            assert!(public.site.tell_cdn().await.expect("it is told"));
            assert_eq!(network.told(&key) - before, times, "after {secs} more seconds");
        }
        network.close().await;
    }
}

#[tokio::test]
async fn what_waits_for_its_time_is_told_when_it_comes_though_nobody_asks() {
    for world in World::each().await {
        let network = Network::of(|_| {}).await;
        let public = network.before(world).await;
        public.world.release(kit::story("en", "An open story", "One.\n\nTwo sentences."), &[PUBLIC]).await;
        let until = public.world.clock.now() + jiff::SignedDuration::from_hours(1);
        let sent = public.world.release(Story { embargo: Some(until), ..bridge() }, &[PUBLIC]).await;
        public.settled().await;
        let (page, item) = (page_of(&sent), sent.entry.item.to_string());
        assert_eq!(network.get(&page).await.0, StatusCode::NOT_FOUND);
        assert!(!network.get(&page).await.2, "what is not there yet is not kept");
        assert!(!network.heard().iter().any(|key| key.contains(&item)), "nobody is told of what is under embargo");
        let headers = public.get(&page).await.headers;
        assert!(!headers.contains_key(KEYS) && headers[CONTROL] == "no-store");
        network.keep(&["/en/".to_owned(), "/en/latest/".to_owned(), "/en/rss.xml".to_owned()]).await;
        public.world.advance(3_600);
        assert!(public.site.tell_cdn().await.expect("it is told"));
        for path in ["/en/", "/en/latest/", "/en/rss.xml", &page] {
            assert!(network.get(path).await.1.contains("Gunnislake"), "{path}");
        }
        network.close().await;
    }
}

#[tokio::test]
async fn nobody_is_told_of_what_changes_under_embargo() {
    for world in World::each().await {
        let network = Network::of(|_| {}).await;
        let public = network.before(world).await;
        let until = public.world.clock.now() + jiff::SignedDuration::from_hours(1);
        let sent = public.world.release(Story { embargo: Some(until), ..about_bridges() }, &[PUBLIC]).await;
        public.settled().await;
        let mut story = Story { embargo: Some(until), ..about_bridges() };
        story.headline = story::Headline::new("Bridge at Gunnislake stays open").expect("a headline");
        let updated = public.world.update(&sent, story).await;
        public.settled().await;
        public.world.kill(&updated).await;
        public.settled().await;
        let item = sent.entry.item.to_string();
        for key in network.heard() {
            assert!(!key.contains(&item) && !key.starts_with("topic-") && !key.starts_with("section-"), "{key}");
        }
        network.close().await;
    }
}

#[tokio::test]
async fn what_is_held_or_moved_is_kept_and_comes_back() {
    for world in World::each().await {
        let network = Network::of(|_| {}).await;
        let public = network.before(world).await;
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.settled().await;
        let page = page_of(&sent);
        network.keep(std::slice::from_ref(&page)).await;
        let held = public.world.hold(&sent).await;
        assert!(public.site.tell_cdn().await.expect("it is told"));
        let (status, text, _) = network.get(&page).await;
        assert!(status == StatusCode::NOT_FOUND && text.contains("This story is being checked"), "{text}");
        assert!(network.get(&page).await.2);
        public.settled().await;
        let mut story = bridge();
        story.headline = story::Headline::new("Bridge at Gunnislake stays open").expect("a headline");
        let resumed = public.world.resume(&held, story).await;
        public.told().await;
        assert_eq!(network.get(&page).await.0, StatusCode::PERMANENT_REDIRECT);
        assert_eq!(network.get(&page_of(&resumed)).await.0, StatusCode::OK);
        public.settled().await;
        network.keep(std::slice::from_ref(&page)).await;
        public.world.kill(&resumed).await;
        assert!(public.site.tell_cdn().await.expect("it is told"));
        assert_eq!(network.get(&page).await.0, StatusCode::GONE, "the old address does not lead there any more");
        network.close().await;
    }
}

#[tokio::test]
async fn the_files_of_a_picture_go_with_it_and_with_the_only_story_that_shows_it() {
    for world in World::each().await {
        let network = Network::of(|_| {}).await;
        let public = network.before(world).await;
        let alone = media::photograph(&public, "The arch").await;
        let story = public.world.release(beside(bridge(), &alone), &[PUBLIC]).await;
        public.settled().await;
        let files = media::files_of(&alone.entry.item).to_vec();
        network.keep(&files).await;
        network.keep(&[page_of(&story), "/en/pictures/".to_owned()]).await;
        public.world.kill(&alone).await;
        assert!(public.site.tell_cdn().await.expect("it is told"));
        for file in &files {
            let (status, _, hit) = network.get(file).await;
            assert!(status == StatusCode::GONE && !hit, "{file}");
        }
        let named = format!("/media/{}", alone.entry.item);
        for path in [page_of(&story), "/en/pictures/".to_owned()] {
            assert!(!network.get(&path).await.1.contains(&named), "{path}");
        }
        network.close().await;
    }
}

#[tokio::test]
async fn a_page_of_more_things_than_a_header_holds_is_not_missed() {
    let network = Network::of(|_| {}).await;
    let public = network.before(World::sqlite().await).await;
    // Its language has no edition: nothing but the story that names it says that it is on the map.
    let picture = public.world.release(kit::picture("sv", "Bron", "I gryningen."), &[PUBLIC]).await;
    for n in 0..110 {
        let story = kit::story("en", &format!("Headline number {n}."), "One.\n\nTwo sentences.");
        let story = if n == 50 { beside(story, &picture) } else { story };
        public.world.release(story, &[PUBLIC]).await;
    }
    public.settled().await;
    let news = "/en/sitemap/news.xml".to_owned();
    let keys = public.get(&news).await.headers[&KEYS].to_str().expect("text").to_owned();
    assert!(keys.len() <= 2_500 && !keys.contains("item-") && keys.contains("latest-en"), "{keys}");
    network.keep(std::slice::from_ref(&news)).await;
    let item = picture.entry.item.as_str();
    assert!(network.get(&news).await.1.contains(item));
    public.world.kill(&picture).await;
    assert!(public.site.tell_cdn().await.expect("it is told"));
    let (_, text, hit) = network.get(&news).await;
    assert!(!hit && !text.contains(item), "its group took it away");
    network.close().await;
}

#[tokio::test]
async fn pages_that_are_made_again_and_another_day_take_everything_away() {
    for world in World::each().await {
        let network = Network::of(|_| {}).await;
        let public = network.before(world).await;
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.settled().await;
        let pages = ["/en/about/".to_owned(), page_of(&sent)];
        network.keep(&pages).await;
        let mut tx = public.world.db.begin().await.expect("a transaction");
        site::forget_pages(&mut tx).await.expect("a delete");
        tx.commit().await.expect("a commit");
        public.told().await;
        assert_eq!(network.told("site"), 3, "as it began, twice, and now");
        assert!(!network.get(&pages[1]).await.2);
        public.settled().await;
        network.keep(&pages).await;
        public.world.advance(24 * 3_600);
        assert!(public.site.tell_cdn().await.expect("it is told"));
        for path in &pages {
            assert!(!network.get(path).await.2, "{path} says which day it is");
        }
        // The first story in another language: every page leads to it.
        public.settled().await;
        network.keep(&pages).await;
        public.world.release(kit::story("tr", "Köprü", "Bir. İki cümle."), &[PUBLIC]).await;
        public.told().await;
        assert!(network.get("/en/about/").await.1.contains("/tr/"));
        network.close().await;
    }
}

#[tokio::test]
async fn what_is_made_for_one_reader_is_not_kept_and_browsers_are_told_what_they_were() {
    let network = Network::of(|_| {}).await;
    let public = network.before(World::sqlite().await).await;
    let sent = public.world.release(bridge(), &[PUBLIC]).await;
    public.settled().await;
    for path in ["/en/search/?q=bridge", "/", "/en", "/nothing", "/media/x.jpg"] {
        assert_eq!(public.get(path).await.headers[CONTROL], "no-store", "{path}");
        network.get(path).await;
        assert!(!network.get(path).await.2, "{path}");
    }
    let page = public.get(&page_of(&sent)).await;
    assert_eq!(page.header(header::CACHE_CONTROL), "public, no-cache");
    let control = "max-age=3600, stale-while-revalidate=60, stale-if-error=86400";
    assert_eq!(page.headers[CONTROL], control);
    let front = public.get("/en/").await;
    assert!(
        front.headers[CONTROL].to_str().expect("text").starts_with("max-age=60,"),
        "its order changes by the minute"
    );
    let again = public.get_with(&page_of(&sent), header::IF_NONE_MATCH, page.header(header::ETAG)).await;
    assert_eq!((again.status, &again.headers[&KEYS]), (StatusCode::NOT_MODIFIED, &page.headers[&KEYS]));
    let style = page.text.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let style = public.get(style.expect("a style sheet")).await;
    assert!(style.status == StatusCode::OK && !style.headers.contains_key(CONTROL));
    network.close().await;
}

#[tokio::test]
async fn no_secret_is_shown() {
    let network = Network::of(|_| {}).await;
    let public = network.before(World::sqlite().await).await;
    network.refuse(true);
    assert!(!public.site.tell_cdn().await.expect("it answers"));
    let shown = format!("{:?} {:?}", network.inside.cdn, purges(&public.world.db).await.expect("the outbox"));
    assert!(shown.contains("it answered 503") && !shown.contains("hush"), "{shown}");
    // Nobody is there.
    let address = network.address;
    network.close().await;
    assert!(!public.site.tell_cdn().await.expect("nobody answers"));
    let failed = purges(&public.world.db).await.expect("the outbox").failed.expect("a failure").1;
    assert!(failed.contains("the connection failed") && !failed.contains("hush"), "{failed} {address}");
}

#[tokio::test]
async fn a_running_site_tells_by_itself() {
    let network = Network::of(|_| {}).await;
    let public = network.before(World::sqlite().await).await;
    let sent = public.world.release(bridge(), &[PUBLIC]).await;
    public.settled().await;
    let page = page_of(&sent);
    network.keep(std::slice::from_ref(&page)).await;
    public.world.tasks.spawn(public.site.clone().keep_cdn(public.world.stop.clone()));
    public.world.kill(&sent).await;
    while network.get(&page).await.0 != StatusCode::GONE {
        tokio::task::yield_now().await;
    }
    public.world.stop.cancel();
    network.close().await;
}
