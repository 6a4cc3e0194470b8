//! Topics: the stories of a tag.

use super::*;
use story::{Keyword, Place, TopicId};

fn about(headline: &str, keywords: &[&str]) -> Story {
    let mut story = kit::story("en", headline, BODY);
    story.keywords = keywords.iter().map(|word| Keyword::new(*word).expect("a keyword")).collect();
    story
}

impl Public {
    async fn headlines(&self, path: &str, all: &[&str]) -> Vec<String> {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let main = answer.text.split("<main").nth(1).expect("a main part").to_owned();
        all.iter().filter(|headline| main.contains(&format!(">{headline}</a>"))).map(|&h| h.to_owned()).collect()
    }
}

const ALL: [&str; 3] = ["One story", "Two stories", "Three stories"];

#[tokio::test]
async fn two_spellings_are_one_topic_and_the_newest_is_shown() {
    for public in Public::each().await {
        let sent = public.world.release(about("One story", &["river tamar"]), &[PUBLIC]).await;
        public.world.advance(60);
        public.world.release(about("Two stories", &["River Tamar", "bridges"]), &[PUBLIC]).await;
        public.world.release(about("Three stories", &["harbours"]), &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(public.headlines("/en/topics/river-tamar/", &ALL).await, ALL[..2]);
        let page = public.get("/en/topics/river-tamar/").await.text;
        assert!(page.contains("<h1>River Tamar</h1>") && !page.contains("<h1>river tamar</h1>"), "{page}");
        let story = public.get(&format!("/en/general/one-story/{}", sent.entry.item.number())).await.text;
        assert!(story.contains("<a href=\"/en/topics/river-tamar/\" rel=\"tag\">river tamar</a>"), "{story}");
        let list = public.get("/en/topics/").await.text;
        assert!(
            list.contains("<bdi>River Tamar</bdi></a> <span class=\"count\" lang=\"en\">2 stories</span>"),
            "{list}"
        );
        for form in ["rss.xml", "atom.xml", "feed.json"] {
            let feed = public.get(&format!("/en/topics/river-tamar/{form}")).await;
            assert!(feed.status == StatusCode::OK && feed.text.contains("River Tamar"), "{form}: {}", feed.text);
            assert!(feed.text.contains("Two stories") && !feed.text.contains("Three stories"), "{form}");
        }
    }
}

#[tokio::test]
async fn places_and_media_topics_are_topics_where_they_have_a_name() {
    for public in Public::each().await {
        let mut story = about("One story", &[]);
        let place: Place = serde_json::from_value(serde_json::json!({ "name": "Plymouth" })).expect("a place");
        story.places = vec![place];
        story.topics = vec![TopicId::new("medtop:20000160").expect("a topic")];
        public.world.release(Story { ..story.clone() }, &[PUBLIC]).await;
        story.language = story::Lang::new("tr").expect("a language");
        public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(public.get("/en/topics/plymouth/").await.status, StatusCode::OK);
        let english = public.get("/en/topics/").await.text;
        assert_eq!(english.matches("<section class=\"letter\"").count(), 2, "{english}");
        let turkish = public.get("/tr/topics/").await.text;
        assert_eq!(turkish.matches("<section class=\"letter\"").count(), 1, "the IPTC has no Turkish names: {turkish}");
    }
}

#[tokio::test]
async fn a_topic_is_there_as_long_as_something_about_it_is_shown() {
    for public in Public::each().await {
        assert_eq!(public.get("/en/topics/bridges/").await.status, StatusCode::NOT_FOUND);
        assert_eq!(public.get("/en/topics/").await.status, StatusCode::OK);
        let until = public.world.now() + jiff::SignedDuration::from_hours(1);
        let waits = Story { embargo: Some(until), ..about("One story", &["Bridges"]) };
        let sent = public.world.release(waits, &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(public.get("/en/topics/bridges/").await.status, StatusCode::NOT_FOUND);
        assert!(!public.get("/en/topics/").await.text.contains("Bridges"), "an embargo names nothing");
        public.world.advance(3_600);
        assert_eq!(public.get("/en/topics/bridges/").await.status, StatusCode::OK);
        assert!(public.get("/en/topics/").await.text.contains("Bridges"));
        // Before the follower has seen it, and after.
        public.world.kill(&sent).await;
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            assert_eq!(public.get("/en/topics/bridges/").await.status, StatusCode::NOT_FOUND);
            assert_eq!(public.get("/en/topics/bridges/rss.xml").await.status, StatusCode::NOT_FOUND);
            assert!(!public.get("/en/topics/").await.text.contains("Bridges"));
        }
    }
}

#[tokio::test]
async fn a_topic_changes_with_its_stories_and_with_no_others() {
    for public in Public::each().await {
        let sent = public.world.release(about("One story", &["bridges"]), &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(public.headlines("/en/topics/bridges/", &ALL).await, ["One story"]);
        public.world.release(about("Three stories", &["harbours"]), &[PUBLIC]).await;
        public.caught_up().await;
        let before = public.site.pages_made();
        public.headlines("/en/topics/bridges/", &ALL).await;
        assert_eq!(public.site.pages_made(), before, "another topic");
        public.world.update(&sent, about("One story", &["harbours"])).await;
        public.caught_up().await;
        assert_eq!(public.get("/en/topics/bridges/").await.status, StatusCode::NOT_FOUND);
        assert_eq!(public.headlines("/en/topics/harbours/", &ALL).await, ["One story", "Three stories"]);
    }
}

#[tokio::test]
async fn a_long_topic_goes_on_and_odd_addresses_lead_to_it_or_nowhere() {
    let public = Public::on(World::sqlite().await);
    for n in 0..30 {
        public.world.release(about(&format!("Story {n}"), &["Bridges"]), &[PUBLIC]).await;
    }
    public.caught_up().await;
    let page = public.get("/en/topics/bridges/").await.text;
    assert_eq!(page.matches("class=\"story\"").count(), 24);
    let next = page.split("<a rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    assert_eq!(public.get(next).await.text.matches("class=\"story\"").count(), 6);
    let redirected = public.get("/en/topics/BRIDGES/").await;
    assert_eq!(redirected.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(redirected.header(header::LOCATION), "/en/topics/bridges/");
    assert_eq!(public.get("/en/topics/bridges").await.status, StatusCode::PERMANENT_REDIRECT);
    for path in
        ["/en/topics/x'y/", "/en/topics/%ff/", "/en/topics/bridges/?before=x", "/sv/topics/", "/en/topics/%3Cb%3E/"]
    {
        assert_eq!(public.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
