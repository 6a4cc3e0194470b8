//! Products, contracts, the question why, and letters about contracts that end.

use super::stand::Stand;
use account::{OPERATOR, Terms};
use jiff::{SignedDuration, Timestamp};
use kit::World;
use story::{CategoryId, ProductId};

/// The fields of a product that is right.
const SPORT: [(&str, &str); 6] = [
    ("id", "2"),
    ("name", "Sport"),
    ("names", "tr: Spor"),
    ("filter", "category:2 and not kind:video"),
    ("holdback_minutes", "30"),
    ("what", "save"),
];

/// The same fields with one in another way.
fn with<'a>(fields: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = fields.iter().copied().filter(|(known, _)| *known != name);
    others.chain([(name, value)]).collect()
}

#[tokio::test]
async fn a_product_is_tried_saved_changed_and_deleted() {
    let stand = Stand::new().await;
    let mut story = kit::story("tr", "Maç bitti", "Metin.");
    story.category = CategoryId(2);
    stand.world.release(story.clone(), &[ProductId(1)]).await;
    story.headline = story::Headline::new("Gizli maç").unwrap();
    story.embargo = Some(stand.world.now() + SignedDuration::from_hours(1));
    stand.world.release(story, &[ProductId(1)]).await;
    let office = stand.at("business").await;
    let tried = office.post("/admin/products/new", &with(&SPORT, "what", "try")).await;
    assert_eq!(tried.status, 200);
    assert!(tried.text.contains("2 of 2 match") && tried.text.contains("Maç bitti"), "{}", tried.text);
    assert!(!tried.text.contains("Gizli maç") && tried.text.contains("under embargo"), "{}", tried.text);
    assert!(!office.get("/admin/products").await.text.contains("Sport"), "nothing was saved");
    let saved = office.post("/admin/products/new", &SPORT).await;
    assert_eq!((saved.status, saved.location()), (303, "/admin/products/2?done=added"));
    let page = office.get("/admin/products/2").await.text;
    assert!(page.contains("category:2 and not kind:video") && page.contains("tr: Spor"), "{page}");
    let change = with(&with(&SPORT, "version", "1"), "filter", "language:en");
    let compared = office.post("/admin/products/2", &with(&change, "what", "try")).await.text;
    assert!(compared.contains("0 would come in and 2 would drop out"), "{compared}");
    assert_eq!(office.post("/admin/products/2", &change).await.status, 303);
    let stale = office.post("/admin/products/2", &with(&change, "filter", "kind:text")).await;
    assert_eq!(stale.status, 409, "{}", stale.text);
    assert!(office.get("/admin/products").await.text.contains("language:en"));
    let again = office.post("/admin/products/new", &SPORT).await;
    assert_eq!((again.status, again.fault("id")), (422, "Number is the number of another product"));
    assert_eq!(office.post("/admin/products/2/delete", &[]).await.location(), "/admin/products?done=deleted");
    assert_eq!(office.get("/admin/products/2").await.status, 404);
    let gone = office.post("/admin/products/new", &SPORT).await;
    assert!(gone.status == 422 && gone.fault("id").contains("is not given again"), "{}", gone.text);
}

#[tokio::test]
async fn a_wrong_filter_is_refused_at_its_field() {
    let stand = Stand::new().await;
    let office = stand.at("business").await;
    for (filter, why) in [
        ("category:2 kind:text", "Filter cannot be understood at character 12"),
        ("topic:99999999", "Filter at `filter.topic[0]`: medtop:99999999 is not a Media Topic"),
        ("{\"kind\":[\"poem\"]}", "Filter at `filter.kind[0]`"),
        ("", "Filter cannot be understood at character 1"),
    ] {
        for what in ["save", "try"] {
            let wrong = office.post("/admin/products/new", &with(&with(&SPORT, "filter", filter), "what", what)).await;
            assert!(wrong.status == 422 && wrong.fault("filter").starts_with(why), "{filter}: {}", wrong.text);
        }
    }
    let wrong = office.post("/admin/products/new", &with(&SPORT, "names", "Spor")).await;
    assert!(wrong.fault("names").contains("holds `Spor`"), "{}", wrong.text);
    assert!(!office.get("/admin/products").await.text.contains("Sport"));
}

/// The fields of a contract that is right.
const FIELDS: [(&str, &str); 8] = [
    ("name", "2026/7"),
    ("products", "1"),
    ("kinds", "text"),
    ("formats", "nitf"),
    ("archive_days", "30"),
    ("usage_terms", "Only in print."),
    ("from", "2026-01-01"),
    ("until", "2027-01-01"),
];

#[tokio::test]
async fn a_contract_is_made_changed_ended_and_deleted() {
    let stand = Stand::new().await;
    let paper = stand.world.subscriber("Gazete", None).await;
    let organisation = paper.subscriber.organisation.as_str();
    let office = stand.at("business").await;
    let new = format!("/admin/organisations/{organisation}/contracts/new");
    for (field, value, why) in [
        ("until", "2026-01-01", "Until is not after"),
        ("from", "soon", "From is neither a day"),
        ("products", "9", "Products names 9"),
        ("kinds", "poem", "Kinds of items holds `poem`"),
        ("formats", "poem", "Formats of documents names `poem`"),
        ("archive_days", "many", "Archive days is not"),
    ] {
        let wrong = office.post(&new, &with(&FIELDS, field, value)).await;
        assert!(wrong.status == 422 && wrong.fault(field).starts_with(why), "{field}: {}", wrong.text);
    }
    assert!(stand.world.accounts.contracts(&paper.subscriber.organisation).await.unwrap().is_empty());
    let made = office.post(&new, &FIELDS).await;
    let at = made.location().strip_suffix("?done=added").unwrap().to_owned();
    let line = stand.world.accounts.every_contract().await.unwrap().remove(0);
    let terms = &line.contract.terms;
    // Days begin in the agency's zone.
    assert_eq!(terms.from, "2025-12-31T21:00:00Z".parse::<Timestamp>().unwrap());
    assert_eq!((terms.formats.as_slice(), terms.usage_terms.as_str()), (&["nitf".to_owned()][..], "Only in print."));
    let page = office.get(&at).await.text;
    assert!(page.contains("value=\"2027-01-01\"") && page.contains("Gazete"), "{page}");
    let change = with(&with(&FIELDS, "edit", "1"), "kinds", "video");
    assert_eq!(office.post(&at, &change).await.location(), format!("{at}?done=changed"));
    assert_eq!(office.post(&at, &change).await.status, 409, "somebody changed it since");
    assert_eq!(office.post(&format!("{at}/end"), &[]).await.status, 303);
    assert!(office.get("/admin/contracts").await.text.contains("ended"));
    assert_eq!(office.post(&format!("{at}/delete"), &[]).await.status, 303);
    assert_eq!(office.get(&at).await.status, 404);
}

#[tokio::test]
async fn who_only_looks_changes_nothing() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    let contract = stand.world.accounts.every_contract().await.unwrap().remove(0).contract.id;
    let new = format!("/admin/organisations/{}/contracts/new", paper.subscriber.organisation.as_str());
    let one = format!("/admin/contracts/{contract}");
    let (chief, editor) = (stand.at("chief").await, stand.at("editor").await);
    for path in ["/admin/products", "/admin/products/1", "/admin/contracts", &one, "/admin/why"] {
        assert_eq!(chief.get(path).await.status, 200, "{path}");
        assert_eq!(editor.get(path).await.status, 403, "{path}");
    }
    for (path, fields) in [
        ("/admin/products/new", &SPORT[..]),
        ("/admin/products/1", &SPORT[..]),
        ("/admin/products/1/delete", &[]),
        (&new, &FIELDS[..]),
        (&one, &FIELDS[..]),
        (&format!("{one}/end"), &[]),
        (&format!("{one}/delete"), &[]),
    ] {
        assert_eq!(chief.post(path, fields).await.status, 403, "{path}");
    }
    let office = stand.at("business").await;
    let used = office.post("/admin/products/1/delete", &[]).await;
    assert!(used.status == 409 && used.text.contains("of Gazete"), "{}", used.text);
    assert_eq!(office.post_from("cross-site", &format!("{one}/end"), &[]).await.status, 403);
}

#[tokio::test]
async fn why_names_contract_product_and_condition() {
    let stand = Stand::new().await;
    let sport = Terms::all_of(vec![ProductId(2)], Timestamp::UNIX_EPOCH);
    let paper = stand.world.subscriber("Gazete", Some(sport)).await;
    let office = stand.at("business").await;
    office.post("/admin/products/new", &SPORT).await;
    stand.world.advance(1);
    let sent = stand.world.release(kit::story("tr", "Manşet", "Gizli metin."), &[ProductId(1)]).await;
    let (item, organisation) = (&sent.entry.item, paper.subscriber.organisation.as_str());
    let page = office.get(&format!("/admin/why?item={item}&organisation={organisation}")).await.text;
    assert!(page.contains("Does not get it. Your contract does not cover any product"), "{page}");
    assert!(page.contains("no     category:2") && page.contains("yes    not"), "{page}");
    assert!(page.contains("Manşet") && !page.contains("Gizli metin"), "{page}");
    stand.world.kill(&sent).await;
    let page = office.get(&format!("/admin/why?item={item}")).await.text;
    assert!(page.contains("killed") && page.contains("no     category:2") && !page.contains("Manşet"), "{page}");
    for wrong in ["nonsense", "tel:text:20260901:999"] {
        let answer = office.get(&format!("/admin/why?item={wrong}")).await;
        assert!(answer.status == 422 && !answer.fault("item").is_empty(), "{wrong}");
    }
}

/// Whom letters about ends were posted to.
async fn told(world: &World) -> Vec<String> {
    let rows =
        world.db.all("SELECT to_mail FROM mail WHERE kind = 'expiry' ORDER BY time, to_mail", store::args![]).await;
    rows.unwrap().iter().map(|row| row.text("to_mail").unwrap()).collect()
}

#[tokio::test]
async fn a_contract_that_ends_is_warned_of_once_for_each_threshold() {
    for world in World::each().await {
        let mut stand = Stand::on(world);
        let accounts = stand.world.accounts.clone();
        stand.at("business").await;
        stand.world.tamper("UPDATE staff SET email = 'sales@tel.example'").await;
        let paper = accounts.enter_organisation("Gazete", Some("office@paper.example"), OPERATOR).await.unwrap();
        let until = Some(stand.world.now() + SignedDuration::from_hours(24 * 40));
        let terms = Terms { until, ..Terms::all_of(vec![ProductId(1)], Timestamp::UNIX_EPOCH) };
        let id = accounts.add_contract(&paper.id, &terms, OPERATOR).await.unwrap();
        let open = Terms { until: None, ..terms.clone() };
        accounts.add_contract(&paper.id, &open, OPERATOR).await.unwrap();
        let both = ["office@paper.example", "sales@tel.example"];
        let mut expected: Vec<&str> = Vec::new();
        for (days, warned) in [(0, false), (11, true), (1, false), (22, true), (5, true), (1, false)] {
            stand.world.advance(days * 86_400);
            // As after a restart: nothing is remembered but what is in the database.
            stand = Stand::on(stand.world.reopened().await);
            expected.extend(if warned { &both[..] } else { &[] });
            assert_eq!(stand.office.warn_of_ends().await.unwrap(), usize::from(warned), "after {days} more days");
            assert_eq!(stand.office.warn_of_ends().await.unwrap(), 0);
            assert_eq!(told(&stand.world).await, expected, "after {days} more days");
        }
        // Another end is warned of anew.
        let later = Terms { until: Some(stand.world.now() + SignedDuration::from_hours(24 * 20)), ..terms };
        stand.world.accounts.change_contract(&id, &later, None, OPERATOR).await.unwrap();
        assert_eq!(stand.office.warn_of_ends().await.unwrap(), 1);
    }
}
