//! What a reader is told of what was wrong.

use super::*;
use story::Publicity;

/// A sentence of the bridge's body that no summary shows.
const SOLD: &str = "two million xylophones";
const SOLD_NOW: &str = "three million xylophones";

#[tokio::test]
async fn an_update_is_dated_and_a_correction_is_shown() {
    for public in Public::each().await {
        let mut wrong = bridge();
        wrong.standfirst = Some(Standfirst::new("It closes for  Ten weeks <b>.").expect("a standfirst"));
        let sent = public.world.release(wrong, &[PUBLIC]).await;
        public.world.advance(600);
        let corrected = public.world.correct(&sent, bridge(), "ten weeks <b>", "eleven weeks").await;
        public.world.advance(600);
        let mut newer = bridge();
        newer.headline = story::Headline::new("Bridge closes").expect("a headline");
        let updated = public.world.update(&corrected, newer).await;
        public.caught_up().await;
        let page = public.get(&page_of(&updated)).await;
        assert_eq!(page.status, StatusCode::OK);
        for part in ["Update:", "15:20", "ten weeks &#60;b&#62;", "eleven weeks", "Correction", "15:10"] {
            assert!(page.text.contains(part), "{part}");
        }
        let log = public.get("/en/corrections/").await;
        assert!(log.text.contains("Bridge closes") && log.text.contains("eleven weeks"));
        let moved = public.get(&page_of(&sent)).await;
        assert_eq!(moved.status, StatusCode::PERMANENT_REDIRECT);
        assert_eq!(moved.header(header::LOCATION), page_of(&updated));
    }
}

#[tokio::test]
async fn words_that_were_sold_are_not_published_by_their_correction() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.world.advance(600);
        let right = kit::story("en", "Bridge at Gunnislake to close", &BODY.replace(SOLD, SOLD_NOW));
        let corrected = public.world.correct(&sent, right, SOLD, SOLD_NOW).await;
        public.caught_up().await;
        let page = public.get(&page_of(&corrected)).await.text;
        let log = public.get("/en/corrections/").await.text;
        for text in [&page, &log] {
            assert!(text.contains("This story was corrected.") && text.contains("1 September 2026, 15:10"), "{text}");
        }
        assert!(
            page.contains("\"@type\":\"CorrectionComment\"") && page.contains("\"text\":\"This story was corrected.\"")
        );
        let row = public.world.db.one("SELECT data FROM page WHERE kind = 'text'", store::args![]).await;
        let row = row.expect("a read").expect("a row").text("data").expect("a text");
        for text in [page, public.lists().await, row] {
            assert!(!text.contains("xylophones"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_feed_says_what_was_corrected_and_keeps_the_entry() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let before = public.get("/en/rss.xml").await.text;
        public.world.advance(600);
        public.world.correct(&sent, bridge(), SOLD, SOLD_NOW).await;
        public.caught_up().await;
        let after = public.get("/en/rss.xml").await.text;
        assert!(before.contains("<title>Bridge at Gunnislake to close</title>"), "{before}");
        assert!(after.contains("<title>Corrected: Bridge at Gunnislake to close</title>"), "{after}");
        assert!(after.contains("\nCorrection: 1 September 2026, 15:10</description>"), "{after}");
        for kept in ["guid isPermaLink", "pubDate"] {
            let of = |feed: &str| {
                feed.split(&format!("<{kept}")).nth(1).and_then(|s| s.split("</").next()).map(str::to_owned)
            };
            assert!(of(&before).is_some() && of(&before) == of(&after), "{kept}");
        }
    }
}

#[tokio::test]
async fn a_feed_says_so_in_the_language_of_its_edition() {
    let public = Public::on(World::sqlite().await);
    for (lang, title) in [
        ("tr", "Düzeltildi: Kar"),
        ("ar", "مصوَّب: Kar"),
        ("ja", "訂正あり：Kar"),
        ("fr", "Rectifié\u{a0}: Kar"),
        ("ru", "Исправлено: Kar"),
        ("es", "Corregido: Kar"),
        ("sq", "Corrected: Kar"),
    ] {
        let sent = public.world.release(kit::story(lang, "Kar", BODY), &[PUBLIC]).await;
        public.world.correct(&sent, kit::story(lang, "Kar", BODY), SOLD, SOLD_NOW).await;
        public.caught_up().await;
        let feed = public.get(&format!("/{lang}/rss.xml")).await.text;
        assert!(feed.contains(&format!("<title>{title}</title>")), "{feed}");
    }
}

#[tokio::test]
async fn a_correction_of_what_no_reader_saw_is_not_quoted() {
    let (was, now) = ("ten weeks", "eleven weeks");
    let wrong = || kit::story("en", "Bridge at Gunnislake to close", &BODY.replace(now, was));
    let quoted = async |public: &Public, before: &Dispatch| {
        let corrected = public.world.correct(before, bridge(), was, now).await;
        public.caught_up().await;
        let page = public.get(&page_of(&corrected)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.text.contains("We had written:"), !page.text.contains("This story was corrected."));
        page.text.contains("<dd class=\"was\" lang=\"en\" dir=\"auto\">ten weeks</dd>")
    };
    let public = Public::on(World::sqlite().await);
    let shown = public.world.release(wrong(), &[PUBLIC]).await;
    assert!(quoted(&public, &shown).await, "it stood in the summary");
    let private = public.world.release(Story { public: Publicity::No, ..wrong() }, &[PUBLIC]).await;
    assert!(!quoted(&public, &private).await, "the site did not show it");
    let embargo = Some(public.world.now() + jiff::SignedDuration::from_hours(1));
    let early = public.world.release(Story { embargo, ..wrong() }, &[PUBLIC]).await;
    assert!(!quoted(&public, &early).await, "the site was still waiting to show it");
    // Each version counts by itself: what a version in between put right, nobody reads any more.
    let first = public.world.release(wrong(), &[PUBLIC]).await;
    let rewritten = public.world.update(&first, kit::story("en", "Bridge", &BODY.replace(now, "months"))).await;
    assert!(!quoted(&public, &rewritten).await, "it did not stand in the version before");
}
