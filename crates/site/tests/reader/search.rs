//! Search over what is shown.

use super::*;
use axum::extract::ConnectInfo;
use site::SEARCHES_PER_MINUTE_MAX;
use std::net::SocketAddr;
use store::Clock;

impl Public {
    async fn search(&self, query: &str) -> Answer {
        self.get(&format!("/en/search/?q={query}")).await
    }

    /// The headlines that were found, without their marks.
    async fn hits(&self, query: &str) -> Vec<String> {
        let text = self.search(query).await.text.replace("<mark>", "").replace("</mark>", "");
        let hits = text.split("class=\"found\"").nth(1).expect("a list of what was found");
        hits.split("class=\"story\"")
            .skip(1)
            .map(|rest| {
                let from = rest.find('>').expect("a link") + 1;
                rest[from..rest.find("</a>").expect("its end")].to_owned()
            })
            .collect()
    }
}

#[tokio::test]
async fn what_is_shown_is_found_and_nothing_that_was_sold() {
    for public in Public::each().await {
        let mut story = bridge();
        story.keywords = vec![story::Keyword::new("infrastructure").expect("a keyword")];
        public.world.release(story, &[PUBLIC]).await;
        public.world.release(kit::story("tr", "Gunnislake köprüsü kapanıyor", BODY), &[PUBLIC]).await;
        public.caught_up().await;
        for word in ["bridge", "BRIDGES", "gunnislake+footpath", "plymouth", "infrastructure", "close+council"] {
            assert_eq!(public.hits(word).await, ["Bridge at Gunnislake to close"], "{word}");
        }
        for word in ["quagmire", "xylophones", "jackdaw", "vortex", "mayor", "bridge+quagmire"] {
            let answer = public.search(word).await;
            assert!(answer.status == StatusCode::OK && answer.text.contains("Nothing was found"), "{word}");
            assert_eq!(public.hits(word).await, [] as [&str; 0], "{word}");
        }
        let answer = public.search("bridges").await;
        assert!(answer.text.contains("<mark>Bridge</mark> at Gunnislake"), "{}", answer.text);
        assert!(answer.text.contains("1 story") && answer.text.contains("<meta name=\"robots\" content=\"noindex\">"));
        let turkish = public.get("/tr/search/?q=k%C3%B6pr%C3%BCs%C3%BC").await.text;
        assert!(turkish.contains("1 haber") && turkish.contains("<html lang=\"tr\""), "{turkish}");
    }
}

#[tokio::test]
async fn words_in_quotation_marks_stand_together() {
    for public in Public::each().await {
        public.world.release(bridge(), &[PUBLIC]).await;
        public.world.release(kit::story("en", "A bridge that is old", "One.\n\nTwo sentences."), &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(public.hits("bridge+old").await.len(), 2);
        for (query, found) in [
            ("%22old+bridge%22", vec!["Bridge at Gunnislake to close"]),
            ("%E2%80%9Cold+bridge%E2%80%9D+council", vec!["Bridge at Gunnislake to close"]),
            ("%22bridge+that+is%22", vec!["A bridge that is old"]),
            ("%22bridge+old%22", vec![]),
            // The words are there, one after the other, in the story that subscribers receive.
            ("%22jackdaw+monks%22", vec![]),
        ] {
            assert_eq!(public.hits(query).await, found, "{query}");
        }
        let text = public.search("%22old+bridge%22").await.text;
        assert!(
            text.contains("<mark>old</mark> <mark>bridge</mark>") && text.contains("value=\"&#34;old bridge&#34;\"")
        );
    }
}

#[tokio::test]
async fn what_was_taken_back_is_not_found_even_before_it_was_followed() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        let other =
            public.world.release(kit::story("en", "Bridge elsewhere", "One.\n\nTwo sentences."), &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(public.hits("bridge").await.len(), 2);
        public.world.kill(&sent).await;
        public.world.hold(&other).await;
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            assert_eq!(public.hits("bridge").await, [] as [&str; 0]);
            assert!(public.search("bridge").await.text.contains("Nothing was found"), "not even counted");
        }
    }
}

#[tokio::test]
async fn a_story_is_found_by_what_it_says_now_and_when_its_time_has_come() {
    for public in Public::each().await {
        let until = public.world.now() + jiff::SignedDuration::from_hours(1);
        let sent = public.world.release(Story { embargo: Some(until), ..bridge() }, &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(public.hits("gunnislake").await, [] as [&str; 0]);
        public.world.advance(3_600);
        assert_eq!(public.hits("gunnislake").await.len(), 1);
        let other = kit::story("en", "Tavistock road to open", "One.\n\nTwo sentences.");
        let updated = public.world.update(&sent, other).await;
        public.caught_up().await;
        assert_eq!(public.hits("gunnislake").await, [] as [&str; 0]);
        assert_eq!(public.hits("tavistock").await.len(), 1);
        // By another rule everything is made again; here it is the same one.
        let mut tx = public.world.db.begin().await.expect("a transaction");
        site::forget_pages(&mut tx).await.expect("a delete");
        tx.commit().await.expect("a commit");
        assert_eq!(public.hits("tavistock").await, [] as [&str; 0]);
        public.caught_up().await;
        assert_eq!(public.hits("tavistock").await.len(), 1);
        assert_eq!(updated.entry.version, 2);
    }
}

#[tokio::test]
async fn pictures_are_found_by_their_captions() {
    for public in Public::each().await {
        let sent = public.world.release(kit::picture("en", "The arch", "Herons at low tide."), &[PUBLIC]).await;
        public.caught_up().await;
        let answer = public.search("herons").await.text;
        let path = format!("/en/pictures/the-arch/{}", sent.entry.item.number());
        assert!(answer.contains(&format!("href=\"{path}\"")), "{answer}");
        public.world.kill(&sent).await;
        assert!(!public.search("herons").await.text.contains("The arch"));
    }
}

#[tokio::test]
async fn a_long_list_is_turned_over() {
    let public = Public::on(World::sqlite().await);
    for n in 0..45 {
        public.world.advance(1);
        public.world.release(kit::story("en", &format!("Bridge {n}"), BODY), &[PUBLIC]).await;
    }
    public.caught_up().await;
    let mut seen = Vec::new();
    for page in 1..=3 {
        seen.extend(public.hits(&format!("bridge&page={page}")).await);
    }
    let newest_first: Vec<String> = (0..45).rev().map(|n| format!("Bridge {n}")).collect();
    assert_eq!(seen, newest_first);
    let first = public.search("bridge").await.text;
    assert!(first.contains("45 stories") && first.contains("rel=\"next\"") && !first.contains("rel=\"prev\""));
    let last = public.search("bridge&page=3").await.text;
    assert!(!last.contains("rel=\"next\"") && last.contains("rel=\"prev\""));
    for page in ["4", "0", "51", "x", "-1"] {
        assert_eq!(public.search(&format!("bridge&page={page}")).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}

#[tokio::test]
async fn odd_queries_have_clear_answers() {
    let public = Public::on(World::sqlite().await);
    public.world.release(bridge(), &[PUBLIC]).await;
    public.caught_up().await;
    for query in ["", "%20%09", "?"] {
        let path = if query == "?" { "/en/search/".to_owned() } else { format!("/en/search/?q={query}") };
        let answer = public.get(&path).await;
        assert!(answer.status == StatusCode::OK && answer.text.contains("The search reads the headlines"), "{query}");
    }
    let long = "a".repeat(201);
    let answer = public.search(&long).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("That is too much to search for") && !answer.text.contains(&long));
    assert_eq!(public.search(&"a".repeat(200)).await.status, StatusCode::OK);
    for (query, shown) in [
        ("%3Cscript%3Ealert(1)%3C/script%3E", "<script>alert"),
        ("%22+onfocus%3D%22x", "\" onfocus=\""),
        ("%00bridge%1b", "\0"),
        ("%22%28%29+OR+-x+NOT+headline:*", "cannot be"),
    ] {
        let answer = public.search(query).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert!(!answer.text.contains(shown), "{query}: {}", answer.text);
    }
    assert_eq!(public.hits("%00bridge%1b").await.len(), 1);
    assert_eq!(public.hits(&vec!["bridge"; 28].join("+")).await.len(), 1, "as many words as fit");
    for path in ["/en/search/?q=%ff%fe", "/en/search/?q=a&q=b"] {
        let answer = public.get(path).await;
        assert!(matches!(answer.status, StatusCode::OK | StatusCode::NOT_FOUND), "{path}: {}", answer.status);
    }
    assert_eq!(public.post("/en/search/", "q=bridge").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(public.get("/en/search").await.status, StatusCode::PERMANENT_REDIRECT);
}

#[tokio::test]
async fn whoever_searches_without_end_is_asked_to_wait() {
    let public = Public::on(World::sqlite().await);
    public.world.release(bridge(), &[PUBLIC]).await;
    public.caught_up().await;
    let ask = async |from: &str, query: &str| {
        let mut request = Request::get(format!("/en/search/?q={query}")).body(Body::empty()).expect("a request");
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(from.parse().expect("an address")));
        public.send(request).await
    };
    for _ in 0..SEARCHES_PER_MINUTE_MAX {
        assert_eq!(ask("192.0.2.1:1", "bridge").await.status, StatusCode::OK);
    }
    let late = ask("192.0.2.1:2", "bridge").await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(late.header(header::RETRY_AFTER), "60");
    assert!(late.text.contains("You have searched very often") && late.text.contains("value=\"bridge\""));
    assert_eq!(ask("192.0.2.1:2", "").await.status, StatusCode::OK, "that costs nothing");
    assert_eq!(ask("192.0.2.2:1", "bridge").await.status, StatusCode::OK);
    public.world.clock.advance(jiff::SignedDuration::from_secs(60));
    assert_eq!(ask("192.0.2.1:2", "bridge").await.status, StatusCode::OK);
    assert!(public.world.clock.now() > jiff::Timestamp::UNIX_EPOCH);
}

#[tokio::test]
async fn every_page_has_the_search() {
    let public = Public::on(World::sqlite().await);
    let sent = public.world.release(bridge(), &[PUBLIC]).await;
    public.caught_up().await;
    for path in ["/en/", "/en/latest/", "/en/about/", "/en/topics/", "/en/pictures/", "/en/nothing/", &page_of(&sent)] {
        let answer = public.get(path).await;
        assert_eq!(answer.text.matches("role=\"search\" action=\"/en/search/\" method=\"get\"").count(), 1, "{path}");
    }
    let answer = public.search("bridge").await;
    assert_eq!(answer.text.matches("role=\"search\"").count(), 1);
    assert!(answer.header(header::CONTENT_SECURITY_POLICY).contains("form-action 'self'"));
}
