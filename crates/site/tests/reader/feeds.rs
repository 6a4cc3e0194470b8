//! Feeds, as programs read them.

use super::*;
use feed_rs::model::Feed;
use serde_json::Value;

const FORMS: [(&str, &str); 3] = [
    ("rss.xml", "application/rss+xml; charset=utf-8"),
    ("atom.xml", "application/atom+xml; charset=utf-8"),
    ("feed.json", "application/feed+json; charset=utf-8"),
];

impl Public {
    async fn feed(&self, path: &str) -> Feed {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        feed_rs::parser::parse(answer.text.as_bytes()).unwrap_or_else(|e| panic!("{path}: {e}\n{}", answer.text))
    }
}

/// Fails unless the document is as the schema of JSON Feed 1.1 wants it.
fn valid(document: &str) {
    let schema: Value = serde_json::from_str(include_str!("../data/jsonfeed/schema-v1.1.json")).expect("json");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    let document: Value = serde_json::from_str(document).expect("json");
    let errors: Vec<_> = validator.iter_errors(&document).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
}

#[tokio::test]
async fn a_reader_finds_the_same_stories_in_every_form() {
    for public in Public::each().await {
        let picture = public.world.release(kit::picture("en", "The bridge", "At dawn."), &[PUBLIC]).await;
        let mut story = beside(bridge(), &picture);
        story.byline = Some(story::Byline::new("Ruth Penhale").expect("a byline"));
        let sent = public.world.release(story, &[PUBLIC]).await;
        public.world.release(kit::story("en", "Another story", "One.\n\nTwo sentences."), &[PUBLIC]).await;
        public.caught_up().await;
        for below in ["/en/", "/en/general/"] {
            for (file, media_type) in FORMS {
                let path = format!("{below}{file}");
                let answer = public.get(&path).await;
                assert_eq!(answer.header(header::CONTENT_TYPE), media_type);
                if file == "feed.json" {
                    valid(&answer.text);
                }
                let feed = public.feed(&path).await;
                let ids: Vec<_> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
                assert_eq!(ids, ["tel:text:20260901:3", "tel:text:20260901:2"], "{path}");
                let entry = &feed.entries[1];
                assert!(entry.links.iter().any(|link| link.href == format!("{BASE}{}", page_of(&sent))), "{path}");
                assert_eq!(entry.authors.first().and_then(|author| author.name.as_deref()), Some("Ruth Penhale"));
                assert!(answer.text.contains(&format!("{BASE}{path}")), "{path} names itself");
                assert!(answer.text.contains(&format!("{BASE}/media/{}.jpg", picture.entry.item)), "{path}");
                assert!(answer.text.contains("The old bridge at Gunnislake") && !answer.text.contains("quagmire"));
            }
        }
        assert_eq!(public.get("/en/nothing/atom.xml").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_correction_moves_the_time_of_its_entry_and_says_so() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        for (file, _) in FORMS {
            public.feed(&format!("/en/{file}")).await;
        }
        public.world.advance(600);
        let corrected = public.world.correct(&sent, bridge(), "ten weeks", "eleven weeks").await;
        public.caught_up().await;
        for (file, _) in FORMS {
            let feed = public.feed(&format!("/en/{file}")).await;
            let entry = &feed.entries[0];
            assert_eq!(entry.id, "tel:text:20260901:1");
            let title = entry.title.as_ref().map(|title| title.content.as_str());
            assert_eq!(title, Some("Corrected: Bridge at Gunnislake to close"), "{file}");
            assert_eq!(entry.published.map(|time| time.to_rfc3339()).as_deref(), Some("2026-09-01T12:00:00+00:00"));
            if file != "rss.xml" {
                // It takes the date of publication for both in RSS.
                assert_eq!(entry.updated.map(|time| time.to_rfc3339()).as_deref(), Some("2026-09-01T12:10:00+00:00"));
            }
        }
        let rss = public.get("/en/rss.xml").await.text;
        assert!(rss.contains("<dcterms:modified>2026-09-01T12:10:00Z</dcterms:modified>"), "{rss}");
        public.world.kill(&corrected).await;
        for (file, _) in FORMS {
            let feed = public.feed(&format!("/en/{file}")).await;
            assert!(feed.entries.is_empty(), "{file}: gone at once");
        }
    }
}

#[tokio::test]
async fn pages_lead_to_their_feeds_and_one_page_to_all() {
    let public = Public::on(World::sqlite().await);
    for (page, below) in [("/en/", "/en/"), ("/en/about/", "/en/"), ("/tr/sport/", "/tr/sport/")] {
        let text = public.get(page).await.text;
        for (file, media_type) in FORMS {
            let kind = media_type.split(';').next().expect("a media type");
            let link = format!("<link rel=\"alternate\" type=\"{kind}\"");
            let found = text.split(&link).nth(1).and_then(|rest| rest.split('>').next()).expect("a link");
            assert!(found.ends_with(&format!("href=\"{below}{file}\"")), "{page}: {found}");
        }
    }
    let all = public.get("/tr/feeds/").await.text;
    let hrefs = all.split("<td><a href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut count = 0;
    for href in hrefs {
        count += 1;
        public.feed(href).await;
    }
    assert_eq!(count, FORMS.len() * (1 + public.world.agency.categories.len()));
}
