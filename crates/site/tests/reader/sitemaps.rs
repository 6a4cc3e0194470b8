//! What search engines are told of the pages, and pages of each other.

use super::*;
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// What is wrong with a document against a schema of the tests' data.
fn faults(schema: &str, xml: &str) -> Option<String> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sitemap").join(schema);
    let mut xmllint = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint, which the Debian package libxml2-utils brings");
    xmllint.stdin.take().expect("its input").write_all(xml.as_bytes()).expect("it reads");
    let done = xmllint.wait_with_output().expect("it ends");
    (!done.status.success()).then(|| String::from_utf8_lossy(&done.stderr).into_owned())
}

/// The texts of an element, in their order.
fn texts<'t>(xml: &'t str, name: &str) -> Vec<&'t str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&open).skip(1).filter_map(|rest| rest.split(&close).next()).collect()
}

/// The links to other languages in a page's head, without the site's address.
fn alternates(page: &str) -> Vec<(String, String)> {
    let links = page.split("<link rel=\"alternate\" hreflang=\"").skip(1);
    let link = |rest: &str| {
        let (lang, rest) = rest.split_once("\" href=\"").expect("an address");
        let (href, _) = rest.split_once('"').expect("its end");
        (lang.to_owned(), href.strip_prefix(BASE).expect("an address of the site").to_owned())
    };
    links.map(link).collect()
}

impl Public {
    async fn map(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/xml; charset=utf-8", "{path}");
        let schema = if path == "/sitemap.xml" { "siteindex.xsd" } else { "maps.xsd" };
        assert_eq!(faults(schema, &answer.text), None, "{path}: {}", answer.text);
        answer.text
    }

    async fn translate(&self, of: &Dispatch, lang: &str, headline: &str) -> Arc<Dispatch> {
        let mut story = kit::story(lang, headline, BODY);
        let title = of.story.headline.clone();
        story.related.push(Related { item: of.entry.item.clone(), title, rel: Relation::TranslationOf });
        self.world.release(story, &[PUBLIC]).await
    }

    /// To which pages this one leads as its own in other languages.
    async fn others(&self, of: &Dispatch) -> Vec<(String, String)> {
        let answer = self.get(&page_of(of)).await;
        assert_eq!(answer.status, StatusCode::OK);
        alternates(&answer.text)
    }
}

#[tokio::test]
async fn the_index_names_every_map_and_every_map_is_valid() {
    for public in Public::each().await {
        let picture = public.world.release(kit::picture("en", "The bridge & <road>", "At dawn."), &[PUBLIC]).await;
        let sent = public.world.release(beside(bridge(), &picture), &[PUBLIC]).await;
        public.world.release(kit::story("ar", "أمطار", "هطلت الأمطار. ارتفع منسوب النهر."), &[PUBLIC]).await;
        public.world.advance(600);
        public.world.correct(&sent, beside(bridge(), &picture), "ten weeks", "eleven weeks").await;
        public.caught_up().await;
        let index = public.map("/sitemap.xml").await;
        let maps = texts(&index, "loc");
        let expected =
            ["tr/sitemap/pages", "en/sitemap/pages", "en/sitemap/pictures", "en/sitemap/news", "en/sitemap/2026-09"];
        let expected = expected.into_iter().chain(["ar/sitemap/pages", "ar/sitemap/news", "ar/sitemap/2026-09"]);
        assert_eq!(maps, expected.map(|map| format!("{BASE}/{map}.xml")).collect::<Vec<_>>());
        for map in &maps {
            let map = public.map(map.strip_prefix(BASE).expect("an address of the site")).await;
            for address in texts(&map, "loc") {
                let answer = public.get(address.strip_prefix(BASE).expect("an address of the site")).await;
                assert_eq!(answer.status, StatusCode::OK, "{address}");
            }
        }
        let month = public.map("/en/sitemap/2026-09.xml").await;
        assert_eq!(texts(&month, "loc"), [format!("{BASE}{}", page_of(&sent))]);
        assert_eq!(texts(&month, "lastmod"), ["2026-09-01T12:10:00Z"], "the correction");
        // The picture's file is not on the disk of this test; its address is that of the page's picture.
        let image = format!("<image:loc>{BASE}/media/{}.jpg</image:loc>", picture.entry.item);
        assert!(month.contains(&image), "{month}");
        let news = public.map("/en/sitemap/news.xml").await;
        assert_eq!(texts(&news, "news:title"), ["Bridge at Gunnislake to close"]);
        assert_eq!(texts(&news, "news:publication_date"), ["2026-09-01T12:00:00Z"]);
        assert_eq!(
            (texts(&news, "news:language"), texts(&news, "news:name")),
            (vec!["en"], vec!["Tellal News Agency"])
        );
    }
}

#[test]
fn the_schemas_find_faults() {
    let entry = |inside: &str| {
        let bound = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
                     xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"";
        format!("<urlset {bound}><url><loc>https://news.example/some/page</loc>{inside}</url></urlset>")
    };
    assert_eq!(faults("maps.xsd", &entry("")), None);
    for wrong in [
        "<lastmod>yesterday</lastmod>",
        "<news:news/>",
        "<xhtml:link rel=\"alternate\" hreflang=\"English\" href=\"/en/\"/>",
        "<loc>https://news.example/two</loc>",
    ] {
        assert!(faults("maps.xsd", &entry(wrong)).is_some(), "{wrong}");
    }
    assert!(faults("siteindex.xsd", &entry("")).is_some());
}

#[tokio::test]
async fn a_month_that_is_over_is_made_again_only_for_its_own_stories() {
    for public in Public::each().await {
        let old = public.world.release(bridge(), &[PUBLIC]).await;
        public.world.advance(40 * 24 * 3_600);
        let new = public.world.release(kit::story("en", "Another story", "One.\n\nTwo sentences."), &[PUBLIC]).await;
        public.caught_up().await;
        let (september, october) = ("/en/sitemap/2026-09.xml", "/en/sitemap/2026-10.xml");
        let made = async || {
            let before = public.site.pages_made();
            let text = public.map(september).await;
            (public.site.pages_made() - before, text)
        };
        assert_eq!(made().await.0, 1);
        assert!(public.map(october).await.contains(&page_of(&new)));
        assert!(!public.map("/en/sitemap/news.xml").await.contains("gunnislake"), "what is old is no news");
        public.world.update(&new, kit::story("en", "Another story", "One.\n\nThree sentences.")).await;
        public.caught_up().await;
        assert_eq!(made().await.0, 0);
        let updated = public.world.update(&old, bridge()).await;
        public.caught_up().await;
        let (count, text) = made().await;
        assert!(count == 1 && texts(&text, "lastmod") == ["2026-10-11T12:00:00Z"], "{text}");
        public.world.kill(&updated).await;
        // Its only story: before anybody has followed the kill, and after.
        assert_eq!(public.get(september).await.status, StatusCode::NOT_FOUND);
        public.caught_up().await;
        assert_eq!(public.get(september).await.status, StatusCode::NOT_FOUND);
        assert!(!public.map("/sitemap.xml").await.contains("2026-09.xml"));
    }
}

#[tokio::test]
async fn news_is_news_for_two_days() {
    for public in Public::each().await {
        public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let path = "/en/sitemap/news.xml";
        public.world.advance(48 * 3_600 - 1);
        assert!(public.map(path).await.contains("Gunnislake"));
        assert!(public.map("/sitemap.xml").await.contains(path));
        public.world.advance(1);
        assert_eq!(public.get(path).await.status, StatusCode::NOT_FOUND);
        assert!(!public.map("/sitemap.xml").await.contains(path));
    }
}

#[tokio::test]
async fn a_month_of_many_stories_has_several_maps() {
    let public = Public::on(World::sqlite().await);
    public.world.release(bridge(), &[PUBLIC]).await;
    public.caught_up().await;
    // As many rows as a thousand releases would have made.
    for n in 2..=1_001 {
        let sql = "INSERT INTO page (item, number, kind, version, state, language, category, priority, released, updated, \
                   corrected, show_at, month, original, data) SELECT 'tel:text:20260901:' || $1, $2, kind, version, state, \
                   language, category, priority, released, updated, corrected, show_at, month, original, data FROM page \
                   WHERE number = 1";
        public.world.db.run(sql, store::args![n.to_string().as_str(), i64::from(n)]).await.expect("a row");
    }
    let index = public.map("/sitemap.xml").await;
    assert!(index.contains("/en/sitemap/2026-09.xml") && index.contains("/en/sitemap/2026-09-2.xml"), "{index}");
    let (first, second) = (public.map("/en/sitemap/2026-09.xml").await, public.map("/en/sitemap/2026-09-2.xml").await);
    assert_eq!((texts(&first, "loc").len(), texts(&second, "loc").len()), (1_000, 1));
    assert_eq!(public.get("/en/sitemap/2026-09-3.xml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn translations_lead_to_each_other_while_they_are_shown() {
    for public in Public::each().await {
        let original = public.world.release(bridge(), &[PUBLIC]).await;
        let alone = public.world.release(kit::story("en", "Another story", BODY), &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(public.others(&original).await, []);
        public.map("/en/sitemap/2026-09.xml").await;
        let turkish = public.translate(&original, "tr", "Köprü kapanıyor").await;
        // A translation of the translation is one of the original.
        let arabic = public.translate(&turkish, "ar", "الجسر يغلق").await;
        public.caught_up().await;
        let at = |lang: &str, of: &Dispatch| (lang.to_owned(), page_of(of));
        let arabic_page =
            ("ar".to_owned(), "/ar/general/%D8%A7%D9%84%D8%AC%D8%B3%D8%B1-%D9%8A%D8%BA%D9%84%D9%82/4".to_owned());
        let all = vec![arabic_page, at("en", &original), at("tr", &turkish), at("x-default", &original)];
        assert_eq!(public.others(&original).await, all);
        assert_eq!(public.others(&turkish).await, all);
        assert_eq!(public.others(&alone).await, []);
        let month = public.map("/en/sitemap/2026-09.xml").await;
        assert_eq!(month.matches("<xhtml:link").count(), 4, "{month}");
        public.world.kill(&turkish).await;
        let left: Vec<_> = all.iter().filter(|(lang, _)| lang != "tr").cloned().collect();
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            assert_eq!(public.others(&original).await, left);
            let month = public.map("/en/sitemap/2026-09.xml").await;
            assert!(!month.contains("/tr/general/"), "{month}");
        }
        public.world.kill(&arabic).await;
        assert_eq!(public.others(&original).await, []);
    }
}

#[tokio::test]
async fn a_new_headline_of_a_translation_is_a_new_address_on_the_others() {
    for public in Public::each().await {
        let original = public.world.release(bridge(), &[PUBLIC]).await;
        let turkish = public.translate(&original, "tr", "Köprü").await;
        public.caught_up().await;
        assert!(public.others(&original).await.contains(&("tr".to_owned(), page_of(&turkish))));
        public.map("/en/sitemap/2026-09.xml").await;
        let mut story = (*turkish.story).clone();
        story.headline = story::Headline::new("Köprü kapandı").expect("a headline");
        let updated = public.world.update(&turkish, story).await;
        public.caught_up().await;
        assert!(public.others(&original).await.contains(&("tr".to_owned(), page_of(&updated))));
        assert!(public.map("/en/sitemap/2026-09.xml").await.contains(&page_of(&updated)));
    }
}

#[tokio::test]
async fn pages_that_every_edition_has_lead_to_those_that_have_something_to_show() {
    let public = Public::on(World::sqlite().await);
    public.world.release(bridge(), &[PUBLIC]).await;
    public.caught_up().await;
    for page in ["/en/", "/en/sport/", "/en/about/"] {
        assert_eq!(alternates(&public.get(page).await.text), [], "{page}: there is one language only");
    }
    public.world.release(kit::story("ar", "أمطار", "هطلت الأمطار."), &[PUBLIC]).await;
    public.caught_up().await;
    let of = |rest: &str, default: Option<&str>| -> Vec<(String, String)> {
        let two = ["en", "ar"].map(|lang| (lang.to_owned(), format!("/{lang}/{rest}")));
        two.into_iter().chain(default.map(|path| ("x-default".to_owned(), path.to_owned()))).collect()
    };
    assert_eq!(alternates(&public.get("/en/").await.text), of("", Some("/")));
    for rest in ["sport/", "latest/", "corrections/", "about/", "subscribe/", "feeds/"] {
        assert_eq!(alternates(&public.get(&format!("/ar/{rest}")).await.text), of(rest, None), "{rest}");
    }
    // The agency's own language is Turkish.
    public.world.release(kit::story("tr", "Yağış", BODY), &[PUBLIC]).await;
    public.caught_up().await;
    let about = alternates(&public.get("/en/about/").await.text);
    assert!(about.len() == 4 && about[3] == ("x-default".to_owned(), "/tr/about/".to_owned()), "{about:?}");
    for path in ["/en/nothing/", "/en/subscribe/thanks/"] {
        assert_eq!(alternates(&public.get(path).await.text), [], "{path}");
    }
}

#[tokio::test]
async fn a_list_that_goes_on_is_a_page_of_its_own() {
    let public = Public::on(World::sqlite().await);
    public.world.release(kit::story("ar", "أمطار", "هطلت الأمطار."), &[PUBLIC]).await;
    for n in 0..30 {
        public.world.release(kit::story("en", &format!("Story number {n}."), BODY), &[PUBLIC]).await;
    }
    public.caught_up().await;
    let first = public.get("/en/latest/").await.text;
    let older = first.split("rel=\"next\" href=\"").nth(1).and_then(|s| s.split('"').next()).expect("older ones");
    let second = public.get(older).await.text;
    for (page, path) in [(&first, "/en/latest/"), (&second, older)] {
        assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{BASE}{path}\">")), "{path}: {page}");
    }
    assert!(!alternates(&first).is_empty() && alternates(&second).is_empty());
}

#[tokio::test]
async fn topics_are_on_the_map_while_a_story_is_about_them() {
    for public in Public::each().await {
        let about = |words: &[&str]| {
            let keywords = words.iter().map(|word| story::Keyword::new(*word).expect("a keyword")).collect();
            Story { keywords, ..bridge() }
        };
        let first = public.world.release(about(&["Bridges", "Gunnislake"]), &[PUBLIC]).await;
        public.world.advance(600);
        let second = public.world.release(about(&["bridges"]), &[PUBLIC]).await;
        public.caught_up().await;
        let path = "/en/sitemap/topics.xml";
        let map = public.map(path).await;
        let topic = |slug: &str| format!("{BASE}/en/topics/{slug}/");
        assert_eq!(texts(&map, "loc"), [topic("bridges"), topic("gunnislake")]);
        assert_eq!(texts(&map, "lastmod"), ["2026-09-01T12:10:00Z", "2026-09-01T12:00:00Z"]);
        assert!(public.map("/sitemap.xml").await.contains(path));
        for address in texts(&map, "loc") {
            let answer = public.get(address.strip_prefix(BASE).expect("an address of the site")).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
        }
        public.world.advance(600);
        let again = about(&["Bridges", "Gunnislake"]);
        let first = public.world.correct(&first, again, "ten weeks", "eleven weeks").await;
        public.caught_up().await;
        assert_eq!(texts(&public.map(path).await, "lastmod"), ["2026-09-01T12:20:00Z"; 2]);
        public.world.kill(&first).await;
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            assert_eq!(texts(&public.map(path).await, "loc"), [topic("bridges")]);
        }
        public.world.kill(&second).await;
        assert_eq!(public.get(path).await.status, StatusCode::NOT_FOUND);
        public.caught_up().await;
        assert!(!public.map("/sitemap.xml").await.contains("topics.xml"));
    }
}

#[tokio::test]
async fn picture_stories_are_on_the_map_with_their_pictures() {
    for public in Public::each().await {
        let shot = |title: &str, group: Option<&str>| {
            let group = group.map(|group| group.parse::<story::GroupId>().expect("a group"));
            Story { group, ..kit::picture("en", title, "At low tide.") }
        };
        let first = public.world.release(shot("The viaduct", Some("tel:group:20260901:7")), &[PUBLIC]).await;
        let alone = public.world.release(shot("The arch", None), &[PUBLIC]).await;
        public.world.advance(600);
        let second = public.world.release(shot("The river", Some("tel:group:20260901:7")), &[PUBLIC]).await;
        let until = public.world.now() + jiff::SignedDuration::from_hours(1);
        public.world.release(Story { embargo: Some(until), ..shot("The secret", None) }, &[PUBLIC]).await;
        public.caught_up().await;
        let path = "/en/sitemap/pictures.xml";
        let page = |title: &str, of: &Dispatch| format!("{BASE}/en/pictures/{title}/{}", of.entry.item.number());
        let file = |of: &Dispatch| format!("{BASE}/media/{}.jpg", of.entry.item);
        let map = public.map(path).await;
        assert_eq!(texts(&map, "loc"), [page("the-viaduct", &first), page("the-arch", &alone)]);
        assert_eq!(texts(&map, "lastmod"), ["2026-09-01T12:10:00Z", "2026-09-01T12:00:00Z"]);
        assert_eq!(texts(&map, "image:loc"), [file(&first), file(&second), file(&alone)]);
        for address in texts(&map, "loc") {
            let answer = public.get(address.strip_prefix(BASE).expect("an address of the site")).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
        }
        assert!(!map.contains("secret") && public.map("/sitemap.xml").await.contains(path));
        public.world.kill(&first).await;
        public.world.kill(&alone).await;
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            let map = public.map(path).await;
            assert_eq!(texts(&map, "loc"), [page("the-river", &first)], "its address keeps its number");
            assert_eq!(texts(&map, "image:loc"), [file(&second)]);
        }
        public.world.advance(3_600);
        assert!(public.map(path).await.contains("the-secret"));
        assert_eq!(public.get("/en/sitemap/pictures-2.xml").await.status, StatusCode::NOT_FOUND);
    }
}
