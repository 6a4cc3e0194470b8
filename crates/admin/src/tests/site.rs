//! The rule of the public site: tried, saved, refused, and told.

use super::stand::{Answer, Stand};
use jiff::SignedDuration;
use kit::World;
use story::{Act, CategoryId, Headline, Kind, Line, Priority, ProductId, Publicity, Story};

const SITE: &str = "/admin/site";

/// The fields of the rule as it comes.
const AS_IT_COMES: [(&str, &str); 14] = [
    ("edit", "0"),
    ("what", "save"),
    ("kinds", "text"),
    ("kinds", "picture"),
    ("kinds", "graphic"),
    ("sources", ""),
    ("a_day_max", ""),
    ("share_percent", "40"),
    ("words", "120"),
    ("paragraphs", "4"),
    ("sentences", "4"),
    ("tdm_reserved", "yes"),
    ("tdm_policy", ""),
    ("trust", ""),
];

/// The same fields with some in another way, or added.
fn with<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = AS_IT_COMES.iter().copied().filter(|(name, _)| !others.iter().any(|(other, _)| other == name));
    kept.chain(others.iter().copied()).collect()
}

fn story(headline: &str, change: impl FnOnce(&mut Story)) -> Story {
    let mut story = kit::story("tr", headline, "Metin.");
    change(&mut story);
    story
}

/// The line of an item in one of the lists.
fn line<'a>(answer: &'a Answer, list: &str, what: &str) -> Option<&'a str> {
    let (_, rest) = answer.text.split_once(&format!("<h3 id=\"{list}\">"))?;
    let table = rest.split("<h3").next()?;
    table.split("<tr>").find(|row| row.contains(&format!(">{what}<")))
}

#[tokio::test]
async fn the_last_days_are_told_with_every_reason() {
    for world in World::each().await {
        let stand = Stand::on(world);
        let (world, product) = (&stand.world, &[ProductId(1)]);
        world.release(story("Older than the days", |_| {}), product).await;
        world.advance(8 * 86_400);
        world.release(story("Shown", |_| {}), product).await;
        let no_right = |story: &mut Story| {
            story.public = Publicity::No;
            story.rights.source = Some(Line::new("Somebody else").unwrap());
        };
        world.release(story("Two reasons", no_right), &[]).await;
        let killed = world.release(story("Killed", |_| {}), product).await;
        world.kill(&killed).await;
        let held = world.release(story("Held", |_| {}), product).await;
        world.hold(&held).await;
        world.send_as(Act::Test, story("Line test", |_| {}), product).await;
        world.send_as(Act::Advisory, story("To editors", |_| {}), product).await;
        let secret = |story: &mut Story| story.embargo = Some(world.now() + SignedDuration::from_hours(30));
        let secret = world.release(story("Secret", secret), product).await;
        let office = stand.at("business").await;
        let page = office.get(SITE).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("<p>2 of 7 items."), "{}", page.text);
        for (what, why) in [
            ("Two reasons", "the desk said no; none of its products is public; it is material of Somebody else"),
            ("Line test", "it is a test of the line"),
            ("To editors", "it is a message to editors"),
        ] {
            let line = line(&page, "withheld", what).unwrap_or_else(|| panic!("{what}: {}", page.text));
            assert!(line.contains(why), "{line}");
        }
        for (stopped, why) in [(&killed, "it was killed"), (&held, "it is on hold")] {
            let item = stopped.entry.item.to_string();
            let (_, line) = page.text.split_once(&format!("<bdi>{item}</bdi>")).expect("its line");
            assert!(line.split("</tr>").next().unwrap().contains(why), "{line}");
        }
        assert!(line(&page, "shown", "Shown").is_some() && line(&page, "shown", "Two reasons").is_none());
        for hidden in ["Secret", "Killed", "Held", "Older than the days"] {
            assert!(!page.text.contains(&format!(">{hidden}<")), "{hidden}");
        }
        assert!(page.text.contains(&secret.entry.item.to_string()));
    }
}

#[tokio::test]
async fn a_rule_is_tried_beside_the_one_that_is_stored_and_counts_as_the_site_does() {
    let stand = Stand::new().await;
    let product = &[ProductId(1)];
    let sport = |story: &mut Story| story.category = CategoryId(2);
    stand.world.release(story("First", |_| {}), product).await;
    let second = stand.world.release(story("Second", |_| {}), product).await;
    stand.world.release(story("Sport", sport), product).await;
    stand.world.release(story("Wanted", |story| story.public = Publicity::Yes), product).await;
    stand.world.update(&second, story("Second again", |_| {})).await;
    let office = stand.at("business").await;
    let tried = office.post(SITE, &with(&[("what", "try"), ("a_day_max", "1")])).await;
    assert_eq!(tried.status, 200);
    assert!(
        tried.text.contains("<p>3 of 4 items. Beside the rule that is stored, 0 would come in and 1 would drop out.")
    );
    let full = line(&tried, "withheld", "Second again").expect("its line");
    assert!(full.contains("its section had 1 of the day already") && full.contains("drops out"), "{full}");
    assert!(tried.text.contains("name=\"a_day_max\" value=\"1\""), "what was filled in stays");
    let tried = office.post(SITE, &with(&[("what", "try"), ("sections_never", "1")])).await;
    assert!(tried.text.contains("<p>2 of 4 items."), "the desk's yes goes over sections: {}", tried.text);
    assert_eq!(audience::PublicRule::stored(&stand.world.db).await.unwrap().0, 0, "nothing was saved");
}

#[tokio::test]
async fn a_rule_is_saved_once_and_told_with_what_changed() {
    for world in World::each().await {
        let stand = Stand::on(world);
        let office = stand.at("business").await;
        let fields = with(&[
            ("kinds", "text"),
            ("languages_never", "ar"),
            ("sections_never", "2"),
            ("priorities_never", "archive"),
            ("sources", "Wire of Wales\r\n\r\nWire of Wales\r\nOther Wire"),
            ("a_day_max", "12"),
            ("words", "60"),
            ("ai_crawlers", "yes"),
            ("tdm_policy", "https://tel.example/terms"),
            ("security_contact", "mailto:security@tel.example"),
            ("trust", "member=https://www.journallist.net/"),
        ]);
        let saved = office.post(SITE, &fields).await;
        assert_eq!((saved.status, saved.location()), (303, "/admin/site?done=changed"));
        let (edit, rule) = audience::PublicRule::stored(&stand.world.db).await.unwrap();
        assert_eq!((edit, rule.a_day_max, rule.summary.words), (1, Some(12), 60));
        assert_eq!((&*rule.kinds, &*rule.priorities_never), (&[Kind::Text][..], &[Priority::Archive][..]));
        assert_eq!(rule.sources.iter().map(Line::as_str).collect::<Vec<_>>(), ["Wire of Wales", "Other Wire"]);
        assert!(rule.reuse.ai_crawlers && rule.reuse.tdm_policy.is_some() && rule.reuse.trust.len() == 1);
        let page = office.get(SITE).await.text;
        for part in
            ["number a day from any to 12", "value=\"12\"", "Other Wire</textarea>", "name=\"edit\" value=\"1\""]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        let stale = office.post(SITE, &with(&[("a_day_max", "5")])).await;
        assert!(stale.status == 409 && stale.text.contains("was changed by somebody else meanwhile"), "{}", stale.text);
        // The same again is no change.
        let again: Vec<_> =
            fields.iter().map(|&(name, value)| (name, if name == "edit" { "1" } else { value })).collect();
        assert_eq!(office.post(SITE, &again).await.status, 303);
        assert_eq!(audience::PublicRule::stored(&stand.world.db).await.unwrap(), (1, rule));
        let audit = office.get("/admin/audit?text=public+rule").await.text;
        assert!(audit.contains("number a day from any to 12"), "{audit}");
        assert_eq!(office.post_from("cross-site", SITE, &with(&[("edit", "1")])).await.status, 403);
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_saved() {
    let stand = Stand::new().await;
    let office = stand.at("business").await;
    for (field, value, why) in [
        ("kinds", "video", "holds `video`, and the site has no page for that"),
        ("kinds", "poem", "holds `poem`, which is not among them"),
        ("languages_never", "cy", "names cy; the agency files in"),
        ("sections_never", "999", "names 999"),
        ("sections_never", "x", "holds `x`"),
        ("priorities_never", "later", "holds `later`"),
        ("sources", &"x".repeat(201), "has 201 characters"),
        ("a_day_max", "0", "is not from 1 to 10000"),
        ("a_day_max", "-1", "is not"),
        ("share_percent", "100", "is 100; 5 to 75 are allowed"),
        ("words", "", "is empty"),
        ("paragraphs", "0", "is 0; 1 to 20 are allowed"),
        ("sentences", "99999999999999999999999", "is"),
        ("tdm_policy", "javascript:alert(1)", "is not an address"),
        ("security_contact", "security@tel.example", "is neither an address"),
        ("trust", "Disallow: /", "holds `Disallow: /`"),
    ] {
        for what in ["save", "try"] {
            let wrong = office.post(SITE, &with(&[(field, value), ("what", what)])).await;
            assert!(wrong.status == 422 && wrong.fault(field).contains(why), "{field}, {value}: {}", wrong.text);
        }
    }
    assert_eq!(office.post(SITE, &with(&[("edit", "")])).await.status, 422);
    assert_eq!(audience::PublicRule::stored(&stand.world.db).await.unwrap().0, 0);
    let chief = stand.at("chief").await;
    assert_eq!((chief.get(SITE).await.status, chief.post(SITE, &AS_IT_COMES).await.status), (403, 403));
}

#[tokio::test]
async fn a_headline_is_shown_as_text() {
    let stand = Stand::new().await;
    let marked = |story: &mut Story| story.headline = Headline::new("<script>alert(1)</script>").unwrap();
    stand.world.release(story("x", marked), &[ProductId(1)]).await;
    let office = stand.at("business").await;
    let page = office.get(SITE).await.text;
    assert!(!page.contains("<script>alert") && page.contains("alert(1)"), "{page}");
    let home = office.get("/admin").await.text;
    assert!(home.contains("href=\"/admin/site\""), "{home}");
}
