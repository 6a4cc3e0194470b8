//! Kills and holds.

use super::*;

/// What stands in the stories and must not be read after a kill.
const SECRETS: [&str; 3] = ["Gunnislake", "gunnislake", "footpath stays open"];

async fn is_gone(public: &Public, path: &str) {
    let page = public.get(path).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.text.contains("This story has been withdrawn"));
    let lists = public.lists().await;
    for secret in SECRETS {
        assert!(!page.text.contains(secret), "{secret}");
        assert!(!lists.contains(secret), "{secret}");
    }
    let other = path.replace("bridge-at-gunnislake-to-close", "x");
    assert_eq!(public.get(&other).await.status, StatusCode::GONE, "the address's words do not matter");
}

#[tokio::test]
async fn a_killed_story_is_gone_at_once_and_for_good() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        let corrected = public.world.correct(&sent, bridge(), "The Gunnislake error.", "Right.").await;
        public.caught_up().await;
        let path = page_of(&sent);
        let tag = public.get(&path).await.header(header::ETAG).to_owned();
        public.world.kill(&corrected).await;
        // The follower has not come to the kill yet.
        is_gone(&public, &path).await;
        assert_eq!(public.get_with(&path, header::IF_NONE_MATCH, &tag).await.status, StatusCode::GONE);
        public.caught_up().await;
        is_gone(&public, &path).await;
        let left = public.world.db.one("SELECT data FROM page", store::args![]).await.expect("a read").expect("a row");
        assert_eq!(left.text("data").expect("text"), "");
        assert!(!public.get(&path).await.text.contains("The report was wrong"), "the reason is for subscribers");
    }
}

#[tokio::test]
async fn a_story_on_hold_is_being_checked_until_it_is_resumed() {
    for public in Public::each().await {
        let wrong = kit::story("en", "Bridge at Gunnislake to close", &BODY.replace("eleven weeks", "ten weeks"));
        let sent = public.world.release(wrong, &[PUBLIC]).await;
        let sent = public.world.correct(&sent, bridge(), "ten weeks", "eleven weeks").await;
        public.caught_up().await;
        let held = public.world.hold(&sent).await;
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            let page = public.get(&page_of(&sent)).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            assert!(page.text.contains("This story is being checked"));
            assert!(!page.text.contains("Gunnislake") && !public.lists().await.contains("Gunnislake"));
        }
        let resumed = public.world.resume(&held, bridge()).await;
        public.caught_up().await;
        let page = public.get(&page_of(&resumed)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("ten weeks"), "the correction before the hold is still told");
    }
}

#[tokio::test]
async fn a_kill_that_follows_a_hold_is_final() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        let held = public.world.hold(&sent).await;
        public.caught_up().await;
        public.world.kill(&held).await;
        is_gone(&public, &page_of(&sent)).await;
        public.caught_up().await;
        is_gone(&public, &page_of(&sent)).await;
    }
}
