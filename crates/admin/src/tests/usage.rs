//! Who took what, as the office sees it.

use super::stand::Stand;
use account::{Given, How, Way};
use kit::Persona;
use story::ProductId;

/// A story that was given to this subscriber three times.
async fn given(stand: &Stand, to: &Persona) {
    let world = &stand.world;
    let sent = world.release(kit::story("tr", "Manşet", "Metin."), &[ProductId(1)]).await;
    let meter = world.accounts.meter();
    for way in [Way::Feed, Way::Stream, Way::Stream] {
        let given = Given {
            seq: sent.entry.seq,
            item: &sent.entry.item,
            version: 1,
            product: ProductId(1),
            format: "json",
            how: How::Delivered,
            way,
            times: 1,
            bytes: 1_500,
        };
        meter.given(meter.taker(&to.subscriber), &given);
    }
    meter.flush().await.unwrap();
}

#[tokio::test]
async fn usage_is_shown_with_plots_for_all_and_for_one() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    given(&stand, &paper).await;
    let office = stand.at("business").await;
    let all = office.get("/admin/usage").await;
    assert_eq!(all.status, 200);
    assert!(all.text.contains("In 2026-09 3 documents") && all.text.contains("4.5\u{a0}kB"), "{}", all.text);
    assert!(all.text.contains("<title>2026-09-01: 3</title>") && all.text.contains("Genel"), "{}", all.text);
    let here = format!("/admin/usage/{}", paper.subscriber.organisation.as_str());
    assert!(all.text.contains(&format!("<a href=\"{here}?month=2026-09\">")));
    let one = office.get(&here).await;
    assert!(one.text.contains("By login, key or person"), "{}", one.text);
    assert!(one.text.contains(&format!("{here}.csv?month=2026-09")), "{}", one.text);
    let empty = office.get("/admin/usage?month=2026-08").await;
    assert!(empty.text.contains("In 2026-08 0 documents") && empty.text.contains("Nothing was given."));
    let wrong = office.get("/admin/usage?month=13").await;
    assert_eq!((wrong.status, wrong.fault("month")), (422, "Month is not a month such as 2026-09"));
    assert_eq!(office.get("/admin/usage/nobody").await.status, 404);
}

#[tokio::test]
async fn usage_is_saved_as_csv() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    given(&stand, &paper).await;
    let office = stand.at("business").await;
    let all = office.get("/admin/usage.csv?month=2026-09").await;
    assert_eq!((all.status, all.headers["content-type"].to_str().unwrap()), (200, "text/csv; charset=utf-8"));
    let id = paper.subscriber.organisation.as_str();
    assert!(all.text.contains(&format!("2026-09,organisation,{id},Gazete,3,4500\r\n")), "{}", all.text);
    let one = office.get(&format!("/admin/usage/{id}.csv")).await;
    assert!(one.text.contains("2026-09,way,stream,stream,2,3000\r\n"), "{}", one.text);
    assert!(one.headers["content-disposition"].to_str().unwrap().contains(&format!("usage-2026-09-{id}.csv")));
    assert_eq!(office.get("/admin/usage.csv?month=x").await.status, 400);
}

#[tokio::test]
async fn who_may_not_see_usage_does_not() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    given(&stand, &paper).await;
    let one = format!("/admin/usage/{}", paper.subscriber.organisation.as_str());
    for role in ["reporter", "editor", "chief"] {
        let browser = stand.at(role).await;
        for path in ["/admin/usage", "/admin/usage.csv", &one] {
            let refused = browser.get(path).await;
            assert_eq!(refused.status, 403, "{role} {path}");
            assert!(!refused.text.contains("Gazete"), "{role} {path}");
        }
        assert!(!browser.get("/admin").await.text.contains("/admin/usage"));
    }
    assert_eq!(stand.stranger().get("/admin/usage").await.status, 303);
}
