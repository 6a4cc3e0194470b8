//! What the site stores, and from where it goes on.

use super::*;
use site::FOLLOWER;
use store::args;
use story::ItemId;

/// Everything that the site's tables hold, as text.
async fn everything(public: &Public) -> String {
    let mut all = String::new();
    for (sql, columns) in [
        (
            "SELECT item, kind, state, language, original, data FROM page ORDER BY item",
            &["item", "kind", "state", "language", "original", "data"][..],
        ),
        ("SELECT page, picture FROM page_picture ORDER BY page, place", &["page", "picture"][..]),
        (
            "SELECT page, slug, name, language FROM page_tag ORDER BY page, slug",
            &["page", "slug", "name", "language"][..],
        ),
        ("SELECT picture, series, language FROM page_series ORDER BY picture", &["picture", "series", "language"][..]),
        ("SELECT id, data FROM subscription_request ORDER BY id", &["id", "data"][..]),
    ] {
        for row in public.world.db.all(sql, args![]).await.expect("rows") {
            for column in columns {
                all.push_str(&row.text(column).expect("a text"));
                all.push('\n');
            }
        }
    }
    all
}

#[tokio::test]
async fn the_tables_hold_nothing_of_the_body_but_the_summary() {
    for public in Public::each().await {
        let picture = public.world.release(kit::picture("en", "The bridge", "Seen at dawn."), &[PUBLIC]).await;
        let sent = public.world.release(beside(bridge(), &picture), &[PUBLIC]).await;
        let updated = public.world.update(&sent, bridge()).await;
        public.world.correct(&updated, bridge(), "ten weeks", "eleven weeks").await;
        public.caught_up().await;
        let stored = everything(&public).await;
        let summary = summary::summarise(&bridge(), &summary::SummaryRule::default()).expect("a summary");
        let shown = summary.paragraphs.join(" ");
        let (mut kept, mut left) = (0, 0);
        for sentence in BODY.split_inclusive(['.', '\n']).map(str::trim).filter(|s| !s.is_empty()) {
            assert_eq!(stored.contains(sentence), shown.contains(sentence), "{sentence}");
            if shown.contains(sentence) { kept += 1 } else { left += 1 }
        }
        assert!(kept >= 1 && left >= 4, "{shown}");
        assert!(!stored.contains("embargoed mayor"), "the editor's note is not for the public");
        let columns = "SELECT name AS name FROM pragma_table_info('page') WHERE type = 'TEXT' ORDER BY name";
        if public.world.db.engine() == "sqlite" {
            let names = public.world.db.all(columns, args![]).await.expect("columns");
            let names: Vec<_> = names.iter().map(|row| row.text("name").expect("a name")).collect();
            assert_eq!(
                names,
                ["data", "item", "kind", "language", "original", "state"],
                "every text of a page was read above"
            );
        }
    }
}

#[tokio::test]
async fn a_site_that_was_away_goes_on_where_it_stopped() {
    for public in Public::each().await {
        let first = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        // What was read stays as it is; what comes is added.
        public.world.tamper("UPDATE page SET priority = 6").await;
        let second = public.world.release(kit::story("en", "Second", BODY), &[PUBLIC]).await;
        let later = Public { site: public.site.clone(), router: public.router.clone(), world: public.world };
        later.caught_up().await;
        for sent in [&first, &second] {
            assert_eq!(later.get(&page_of(sent)).await.status, StatusCode::OK);
        }
        let row = later.world.db.one("SELECT COUNT(*) AS n FROM page WHERE priority = 6", args![]).await;
        assert_eq!(row.expect("a read").expect("a row").count("n").expect("a number"), 1);
    }
}

#[tokio::test]
async fn deleted_rows_are_made_again_the_same() {
    for public in Public::each().await {
        let picture = public.world.release(kit::picture("en", "The bridge", "Seen at dawn."), &[PUBLIC]).await;
        let sent = public.world.release(beside(bridge(), &picture), &[PUBLIC]).await;
        public.caught_up().await;
        public.world.advance(60);
        let corrected = public.world.correct(&sent, beside(bridge(), &picture), "ten weeks", "eleven weeks").await;
        let killed = public.world.release(kit::story("en", "Wrong", BODY), &[PUBLIC]).await;
        public.world.kill(&killed).await;
        let held = public.world.hold(&corrected).await;
        public.world.resume(&held, beside(bridge(), &picture)).await;
        public.caught_up().await;
        let (rows, page) = (everything(&public).await, public.get(&page_of(&sent)).await.text);
        for sql in ["DELETE FROM page", "DELETE FROM page_picture"] {
            public.world.db.run(sql, args![]).await.expect("a delete");
        }
        public.world.db.run("DELETE FROM cursor WHERE follower = $1", args![FOLLOWER]).await.expect("a delete");
        assert!(!everything(&public).await.contains("Gunnislake to close"));
        public.caught_up().await;
        assert_eq!(everything(&public).await, rows);
        assert_eq!(public.get(&page_of(&sent)).await.text, page);
    }
}

#[tokio::test]
async fn reading_a_part_of_the_wire_twice_changes_nothing() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.world.kill(&sent).await;
        public.caught_up().await;
        let rows = everything(&public).await;
        // As a second process that is behind would: the release is read again after the kill.
        public.world.db.run("UPDATE cursor SET seq = 0 WHERE follower = $1", args![FOLLOWER]).await.expect("a change");
        public.caught_up().await;
        assert_eq!(everything(&public).await, rows);
    }
}

#[tokio::test]
async fn the_follower_shows_what_is_released_while_it_runs() {
    for public in Public::each().await {
        let stop = public.world.stop.child_token();
        let follower = public.world.tasks.spawn(public.site.clone().follow(stop.clone()));
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        let item: ItemId = sent.entry.item.clone();
        while public.get(&format!("/en/general/x/{}", item.number())).await.status == StatusCode::NOT_FOUND {
            tokio::task::yield_now().await;
        }
        assert_eq!(public.get(&page_of(&sent)).await.status, StatusCode::OK);
        stop.cancel();
        follower.await.expect("the follower ends when it is told to");
    }
}
