//! Pages are made once, and are never out of date.

use super::*;
use store::Clock;

const GZIP: &str = "gzip";

impl Public {
    async fn ok(&self, path: &str) -> Answer {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer
    }

    /// How many pages these requests had to make.
    async fn made_for(&self, paths: &[&str]) -> u64 {
        let before = self.site.pages_made();
        for path in paths {
            self.ok(path).await;
        }
        self.site.pages_made() - before
    }
}

#[tokio::test]
async fn a_page_is_made_once_and_again_when_something_on_it_changes() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let page = page_of(&sent);
        let all =
            ["/en/", "/en/latest/", "/en/general/", "/en/sport/", "/en/corrections/", "/en/rss.xml", page.as_str()];
        assert_eq!(public.made_for(&all).await, 7);
        assert_eq!(public.made_for(&all).await, 0);
        assert_eq!(public.made_for(&["/en/?utm_source=elsewhere", "/en/latest/?x=1"]).await, 0);
        // Another story of the section: its lists, and what stands under the stories of the section.
        public.world.release(kit::story("en", "A second story", "One sentence.\n\nAnother one."), &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(public.made_for(&["/en/sport/", "/en/corrections/"]).await, 0, "not on these pages");
        assert!(public.ok("/en/latest/").await.text.contains("A second story"));
        // Made already by the request before.
        assert_eq!(public.made_for(&all).await, 4);
    }
}

#[tokio::test]
async fn an_update_is_on_every_page_that_shows_the_story() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        public.lists().await;
        public.ok(&page_of(&sent)).await;
        let mut story = bridge();
        story.headline = story::Headline::new("Bridge at Gunnislake stays open").expect("a headline");
        let updated = public.world.update(&sent, story).await;
        public.caught_up().await;
        assert!(!public.lists().await.contains("Gunnislake to close"));
        assert_eq!(public.get(&page_of(&sent)).await.status, StatusCode::PERMANENT_REDIRECT);
        assert!(public.ok(&page_of(&updated)).await.text.contains("stays open"));
    }
}

#[tokio::test]
async fn a_kill_is_seen_on_every_page_before_anybody_followed_it() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        let other = public.world.release(kit::story("en", "Another story", "One.\n\nTwo sentences."), &[PUBLIC]).await;
        public.caught_up().await;
        let page = page_of(&sent);
        public.lists().await;
        public.ok(&page).await;
        public.ok(&page_of(&other)).await;
        public.world.kill(&sent).await;
        assert!(!public.lists().await.contains("Gunnislake"));
        assert_eq!(public.get(&page).await.status, StatusCode::GONE);
        assert!(!public.ok(&page_of(&other)).await.text.contains("Gunnislake"), "not under another story either");
    }
}

#[tokio::test]
async fn what_waits_for_its_time_appears_when_it_comes() {
    for public in Public::each().await {
        let first = public.world.release(kit::story("en", "An open story", "One.\n\nTwo sentences."), &[PUBLIC]).await;
        let mut later = bridge();
        let embargo = public.world.clock.now() + jiff::SignedDuration::from_mins(30);
        later.embargo = Some(embargo);
        public.world.release(later, &[PUBLIC]).await;
        public.caught_up().await;
        let pages = ["/en/", "/en/latest/", "/en/general/", "/en/rss.xml"];
        public.made_for(&pages).await;
        public.world.advance(29 * 60);
        for path in pages {
            assert!(!public.ok(path).await.text.contains("Gunnislake"), "{path}");
        }
        assert_eq!(public.made_for(&["/en/latest/", "/en/general/", "/en/rss.xml"]).await, 0, "nothing has changed");
        public.world.advance(60);
        for path in pages {
            assert!(public.ok(path).await.text.contains("Gunnislake"), "{path}");
        }
        assert!(public.ok(&page_of(&first)).await.text.contains("Gunnislake"));
    }
}

#[tokio::test]
async fn the_day_on_a_page_is_today() {
    for public in Public::each().await {
        public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let before = public.ok("/en/about/").await.text;
        public.world.advance(24 * 3_600);
        assert_ne!(public.ok("/en/about/").await.text, before);
    }
}

#[tokio::test]
async fn a_picture_that_comes_later_is_on_the_pages_that_name_it() {
    for public in Public::each().await {
        let picture =
            public.world.release(kit::picture("en", "The bridge", "The bridge at low tide."), &[PUBLIC]).await;
        let sent = public.world.release(beside(bridge(), &picture), &[PUBLIC]).await;
        public.caught_up().await;
        let page = page_of(&sent);
        let shown = format!("/media/{}", picture.entry.item);
        assert!(public.ok(&page).await.text.contains(&shown));
        let held = public.world.hold(&picture).await;
        assert!(!public.ok(&page).await.text.contains(&shown));
        public.caught_up().await;
        assert!(!public.ok("/en/").await.text.contains(&shown));
        public.world.resume(&held, (*picture.story).clone()).await;
        public.caught_up().await;
        for path in [page.as_str(), "/en/"] {
            assert!(public.ok(path).await.text.contains(&shown), "{path}");
        }
    }
}

#[tokio::test]
async fn many_who_ask_at_once_have_it_made_once() {
    for public in Public::each().await {
        public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let readers = (0..20).map(|_| public.ok("/en/"));
        futures_util::future::join_all(readers).await;
        assert_eq!(public.site.pages_made(), 1);
    }
}

#[tokio::test]
async fn a_page_is_packed_and_tagged_and_a_head_has_no_body() {
    for public in Public::each().await {
        public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let whole = public.ok("/en/").await;
        let packed = public.get_with("/en/", header::ACCEPT_ENCODING, GZIP).await;
        assert_eq!(packed.header(header::CONTENT_ENCODING), GZIP);
        assert_eq!(packed.header(header::VARY), "accept-encoding");
        assert_ne!(packed.header(header::ETAG), whole.header(header::ETAG));
        let again = public.get_with("/en/", header::IF_NONE_MATCH, whole.header(header::ETAG)).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
        assert_eq!(again.header(header::CACHE_CONTROL), "public, no-cache");
        let head = public.send(Request::head("/en/").body(Body::empty()).expect("a request")).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
        assert_eq!(head.header(header::CONTENT_LENGTH), whole.text.len().to_string());
    }
}

impl Public {
    /// What a server has at hand for this path, before it asks the router.
    fn at_hand(&self, path: &str, headers: &HeaderMap) -> Option<site::AtOnce> {
        self.site.at_once(&Method::GET, &path.parse().expect("an address"), headers)
    }
}

#[tokio::test]
async fn what_is_at_hand_is_what_the_router_would_answer() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let page = page_of(&sent);
        let packed = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(GZIP))]);
        for (path, route) in [
            ("/en/", "/{lang}/"),
            ("/en/rss.xml", "/{lang}/rss.xml"),
            (&page, "/{lang}/{section}/{address}/{id}"),
            ("/robots.txt", "/robots.txt"),
        ] {
            assert!(public.at_hand(path, &packed).is_none(), "{path}: nobody asked for it yet");
            let mut made = public.get_with(path, header::ACCEPT_ENCODING, GZIP).await;
            let found = public.at_hand(path, &packed).expect("it is on the shelf");
            assert_eq!((&*found.route, found.response.status()), (route, StatusCode::OK));
            let length = made.headers.remove(header::CONTENT_LENGTH).expect("the length, which a server adds");
            assert_eq!(found.response.headers(), &made.headers, "{path}");
            assert!(found.response.headers().contains_key(header::X_FRAME_OPTIONS), "as from a whole server");
            let body = axum::body::to_bytes(found.response.into_body(), usize::MAX).await.expect("a body");
            assert_eq!(HeaderValue::from(body.len()), length, "{path}");
        }
        for path in ["/en/search/?q=bridge", "/media/tel:picture:20260901:1.jpg", "/en/nowhere/", "/api/v1/feed"] {
            public.get(path).await;
            assert!(public.at_hand(path, &packed).is_none(), "{path}");
        }
        assert!(public.site.at_once(&Method::POST, &"/en/".parse().expect("an address"), &packed).is_none());
        // The follower has not seen the kill yet.
        public.world.kill(&sent).await;
        for path in ["/en/", "/en/rss.xml", &page] {
            assert!(public.at_hand(path, &packed).is_none(), "{path}");
        }
        public.get("/en/").await;
        assert!(public.at_hand("/en/", &packed).is_some());
    }
}

#[tokio::test]
async fn nothing_is_at_hand_when_a_time_has_come() {
    for public in Public::each().await {
        public.world.release(bridge(), &[PUBLIC]).await;
        let mut later = kit::story("en", "A later story", "One.\n\nTwo sentences.");
        later.embargo = Some(public.world.clock.now() + jiff::SignedDuration::from_mins(30));
        public.world.release(later, &[PUBLIC]).await;
        public.caught_up().await;
        public.ok("/en/").await;
        assert!(public.at_hand("/en/", &HeaderMap::new()).is_some());
        public.world.advance(30 * 60);
        assert!(public.at_hand("/en/", &HeaderMap::new()).is_none(), "it would lack the story whose time has come");
    }
}
