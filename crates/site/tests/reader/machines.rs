//! What machines are told beside the news, and what pages say of themselves.

use super::*;
use audience::{Hand, PublicRule, Reuse};
use serde_json::{Value, json};
use store::Clock;
use story::{Line, TopicId};

/// How long a change of the rule may go unnoticed, in seconds.
const NOTICED_SECS: i64 = 60;

impl Public {
    /// Changes what machines are told, and waits until it is noticed.
    async fn tells(&self, change: impl FnOnce(&mut Reuse)) {
        let (edit, mut rule) = PublicRule::stored(&self.world.db).await.expect("a rule");
        change(&mut rule.reuse);
        let clock: Arc<dyn Clock> = self.world.clock.clone();
        let hand = Hand { over: Some(edit), ..Hand::of("operator") };
        rule.put(&self.world.db, &self.world.agency, hand, &clock).await.expect("a rule");
        self.world.advance(NOTICED_SECS);
    }

    async fn text(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.text
    }

    /// What a page says of itself.
    async fn data(&self, path: &str) -> Value {
        let text = self.text(path).await;
        let mut scripts = text.split("<script type=\"application/ld+json\">").skip(1);
        let data = scripts.next().and_then(|rest| rest.split("</script>").next()).expect("data");
        assert!(scripts.next().is_none(), "{path} says it once");
        serde_json::from_str(data).expect("json")
    }
}

fn line(text: &str) -> Line<500> {
    Line::new(text).expect("a line")
}

/// The names of the crawlers of a group of rules that may read nothing.
fn shut_out(robots: &str) -> Vec<&str> {
    let (group, _) = robots.split_once("\nUser-agent: *\n").expect("a group for everybody");
    let named = group.lines().filter_map(|line| line.strip_prefix("User-agent: ")).collect();
    assert_eq!(group.lines().any(|line| line == "Disallow: /"), group.contains("User-agent"), "{group}");
    named
}

#[tokio::test]
async fn crawlers_are_told_what_the_agency_chose() {
    for public in Public::each().await {
        let robots = public.text("/robots.txt").await;
        let names = shut_out(&robots);
        assert!(names.contains(&"GPTBot") && names.contains(&"CCBot") && names.len() > 20, "{robots}");
        for searches in ["Googlebot", "bingbot", "OAI-SearchBot", "Claude-User", "PerplexityBot"] {
            assert!(!robots.contains(searches), "{searches} leads readers here");
        }
        for part in ["Disallow: /portal\n", "Disallow: /*/search/\n", &format!("\nSitemap: {BASE}/sitemap.xml\n")] {
            assert!(robots.contains(part), "{part}");
        }
        public.tells(|reuse| reuse.ai_crawlers = true).await;
        let robots = public.text("/robots.txt").await;
        assert!(shut_out(&robots).is_empty() && robots.contains("are welcome here"), "{robots}");
        assert!(public.text("/trust.txt").await.contains("\ndatatrainingallowed=yes\n"));
    }
}

#[tokio::test]
async fn what_is_reserved_is_said_in_every_way_and_pages_are_not_made_again_for_nothing() {
    let policy = "https://news.example/terms";
    for public in Public::each().await {
        public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let said = async || {
            let answer = public.get("/en/about/").await;
            let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().expect("text").to_owned());
            let meta = |name: &str| {
                let (_, rest) = answer.text.split_once(&format!("<meta name=\"{name}\" content=\""))?;
                rest.split_once('"').map(|(value, _)| value.to_owned())
            };
            for name in ["tdm-reservation", "tdm-policy"] {
                assert_eq!(header(name), meta(name), "{name}");
            }
            let file: Value = serde_json::from_str(&public.text("/.well-known/tdmrep.json").await).expect("json");
            (header("tdm-reservation"), header("tdm-policy"), file)
        };
        let one = Some("1".to_owned());
        assert_eq!(said().await, (one.clone(), None, json!([{"location": "/", "tdm-reservation": 1}])));
        public.tells(|reuse| reuse.tdm_policy = Some(line(policy))).await;
        let file = json!([{"location": "/", "tdm-reservation": 1, "tdm-policy": policy}]);
        assert_eq!(said().await, (one, Some(policy.to_owned()), file));
        let feed = public.get("/en/rss.xml").await;
        assert!(feed.headers["tdm-reservation"] == "1" && feed.headers["tdm-policy"] == policy);
        let made = public.site.pages_made();
        public.world.advance(NOTICED_SECS);
        said().await;
        assert_eq!(public.site.pages_made(), made, "the rule was looked at, and is as it was");
        public.tells(|reuse| (reuse.tdm_reserved, reuse.tdm_policy) = (false, None)).await;
        assert_eq!(said().await, (None, None, json!([{"location": "/", "tdm-reservation": 0}])));
    }
}

#[tokio::test]
async fn trust_is_told_in_both_places() {
    let public = Public::on(World::sqlite().await);
    public.tells(|reuse| reuse.trust = vec![line("belongto=https://agencies.example/")]).await;
    let trust = public.text("/trust.txt").await;
    assert_eq!(trust, public.text("/.well-known/trust.txt").await);
    let expected = "# Tellal News Agency\ndisclosure=https://news.example/tr/about/\ndisclosure=https://news.example/tr/corrections/\n\
                    datatrainingallowed=no\nbelongto=https://agencies.example/\n";
    assert_eq!(trust, expected);
}

#[tokio::test]
async fn holes_are_reported_to_somebody_or_not_asked_for() {
    let path = "/.well-known/security.txt";
    for public in Public::each().await {
        assert_eq!(public.get(path).await.status, StatusCode::NOT_FOUND);
        public.tells(|reuse| reuse.security_contact = Some(line("mailto:security@news.example"))).await;
        let text = public.text(path).await;
        let expected = "Contact: mailto:security@news.example\nExpires: 2027-03-01T00:00:00Z\n\
                        Canonical: https://news.example/.well-known/security.txt\nPreferred-Languages: tr, en\n";
        assert_eq!(text, expected);
        public.world.advance(24 * 3_600);
        assert!(public.text(path).await.contains("Expires: 2027-03-02T00:00:00Z\n"));
    }
}

/// Fails unless the data is as schema.org and search engines want it.
fn shaped(data: &Value) -> Vec<String> {
    let schema: Value =
        serde_json::from_str(include_str!("../data/schema-org/page.schema.json")).expect("a schema in JSON");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    validator.iter_errors(data).map(|e| format!("{e} at {}", e.instance_path())).collect()
}

#[tokio::test]
async fn a_story_says_of_itself_what_is_true() {
    for public in Public::each().await {
        let mut picture = kit::picture("en", "The bridge at dawn", "The bridge over the Tamar seen at dawn.");
        picture.rights.credit = Some(Line::new("A. Kaya/TEL").expect("a credit"));
        picture.rights.copyright = Some(Line::new("© 2026 A. Kaya").expect("a notice"));
        let terms = "Free under https://creativecommons.org/licenses/by/4.0/.";
        picture.rights.usage_terms = Some(story::Prose::new(terms).expect("terms"));
        let picture = public.world.release(picture, &[PUBLIC]).await;
        let mut story = beside(bridge(), &picture);
        story.headline = story::Headline::new("Bridge </script> closes").expect("a headline");
        story.topics = vec![TopicId::new("medtop:20000553").expect("a topic")];
        story.keywords = vec![story::Keyword::new("bridges").expect("a keyword")];
        story.created = Some(story::Created::new("1987-02-26").expect("a date"));
        let sent = public.world.release(story.clone(), &[PUBLIC]).await;
        public.world.advance(600);
        public.world.correct(&sent, story, "ten weeks", "eleven weeks").await;
        public.caught_up().await;
        let page = page_of(&sent);
        let data = public.data(&page).await;
        assert_eq!(shaped(&data), [""; 0], "{data}");
        let (article, steps) = (&data["@graph"][0], &data["@graph"][1]["itemListElement"]);
        assert_eq!(article["about"][0]["@id"], "http://cv.iptc.org/newscodes/mediatopic/20000553");
        assert_eq!(
            article["image"][0],
            json!({
                "@type": "ImageObject", "url": format!("{BASE}/media/{}.jpg", picture.entry.item), "width": 1_280,
                "height": 853, "caption": "The bridge over the Tamar seen at dawn.", "creditText": "A. Kaya/TEL",
                "copyrightNotice": "© 2026 A. Kaya", "license": "https://creativecommons.org/licenses/by/4.0/",
            })
        );
        assert_eq!(
            (&article["isAccessibleForFree"], &article["isBasedOn"]["isAccessibleForFree"]),
            (&json!(true), &json!(false))
        );
        assert_eq!(article["correction"][0]["datePublished"], "2026-09-01T12:10:00Z");
        assert_eq!(article["dateModified"], "2026-09-01T12:10:00Z");
        let names: Vec<_> = steps.as_array().expect("steps").iter().map(|step| step["name"].clone()).collect();
        assert_eq!(names, ["Tellal News Agency", "General", "Bridge </script> closes"]);
        // What it names is there.
        for named in [&article["publisher"]["logo"]["url"], &article["publisher"]["correctionsPolicy"], &article["url"]]
        {
            let path = named.as_str().and_then(|url| url.strip_prefix(BASE)).expect("an address of the site");
            public.text(path).await;
        }
        assert!(!data.to_string().contains("xylophones"));
    }
}

#[tokio::test]
async fn a_flash_is_told_whole_and_the_front_page_is_the_site() {
    let public = Public::on(World::sqlite().await);
    let mut flash = kit::story("tr", "İzmir'de deprem", "İzmir'de 5,1 büyüklüğünde deprem oldu.");
    flash.priority = story::Priority::Flash;
    let sent = public.world.release(flash, &[PUBLIC]).await;
    public.caught_up().await;
    let data = public.data(&page_of(&sent)).await;
    assert_eq!((shaped(&data), &data["@graph"][0]["isBasedOn"]), (Vec::new(), &Value::Null));
    let site = public.data("/tr/").await;
    assert_eq!(
        (shaped(&site), &site["@type"], &site["url"]),
        (Vec::new(), &json!("WebSite"), &json!(format!("{BASE}/tr/")))
    );
    let template = site["potentialAction"]["target"]["urlTemplate"].as_str().and_then(|url| url.strip_prefix(BASE));
    public.text(&template.expect("an address of the site").replace("{search_term_string}", "deprem")).await;
    let mut wrong = data.clone();
    wrong["@graph"][0]["datePublished"] = json!("yesterday");
    wrong["@graph"][0]["author"] = json!("Ruth");
    assert!(!shaped(&wrong).is_empty(), "the schema finds faults");
}

#[tokio::test]
async fn a_picture_story_says_whose_its_pictures_are() {
    for public in Public::each().await {
        let shot = |title: &str, caption: &str| {
            let mut picture = kit::picture("en", title, caption);
            picture.group = Some("tel:group:20260901:7".parse().expect("a group"));
            picture
        };
        let mut first = shot("The </script> viaduct", "The viaduct at low tide.");
        first.rights.credit = Some(Line::new("A. Kaya/TEL").expect("a credit"));
        first.rights.copyright = Some(Line::new("© 2026 A. Kaya").expect("a notice"));
        let terms = "Free under https://creativecommons.org/licenses/by/4.0/.";
        first.rights.usage_terms = Some(story::Prose::new(terms).expect("terms"));
        let first = public.world.release(first, &[PUBLIC]).await;
        public.world.advance(600);
        let second = public.world.release(shot("The river", "The river."), &[PUBLIC]).await;
        public.caught_up().await;
        let number = first.entry.item.number();
        let address = format::name::address_part(first.story.headline.as_str(), &first.story.language);
        let path = format!("/en/pictures/{address}/{number}");
        let data = public.data(&path).await;
        assert_eq!(shaped(&data), [""; 0], "{data}");
        let (gallery, steps) = (&data["@graph"][0], &data["@graph"][1]["itemListElement"]);
        let file = |of: &Dispatch| format!("{BASE}/media/{}.jpg", of.entry.item);
        assert_eq!(
            gallery["image"][0],
            json!({
                "@type": "ImageObject", "url": file(&first), "contentUrl": file(&first), "width": 1_280, "height": 853,
                "name": "The </script> viaduct", "identifier": first.entry.item.as_str(),
                "caption": "The viaduct at low tide.", "creditText": "A. Kaya/TEL", "copyrightNotice": "© 2026 A. Kaya",
                "license": "https://creativecommons.org/licenses/by/4.0/",
                "acquireLicensePage": format!("{BASE}/en/subscribe/"),
            })
        );
        assert_eq!(
            (&gallery["image"][1]["url"], &gallery["image"][1]["creditText"]),
            (&json!(file(&second)), &Value::Null)
        );
        assert_eq!(
            (&gallery["name"], &gallery["url"], &gallery["datePublished"], &gallery["dateModified"]),
            (
                &json!("The </script> viaduct"),
                &json!(format!("{BASE}{path}")),
                &json!("2026-09-01T12:00:00Z"),
                &json!("2026-09-01T12:10:00Z")
            )
        );
        let names: Vec<_> = steps.as_array().expect("steps").iter().map(|step| step["name"].clone()).collect();
        assert_eq!(names, ["Tellal News Agency", "Pictures", "The </script> viaduct"]);
        public.world.kill(&first).await;
        let data = public.data(&format!("/en/pictures/the-river/{number}")).await;
        assert_eq!((shaped(&data), data["@graph"][0]["image"].as_array().map(Vec::len)), (Vec::new(), Some(1)));
        assert!(!data.to_string().contains("viaduct"), "{data}");
    }
}
