//! The office as its staff use it.

mod mail;
mod organisations;
mod products;
mod provider;
mod receipts;
mod refusals;
mod rooms;
mod site;
pub(crate) mod stand;
mod usage;

use account::Role;
use stand::Stand;

#[tokio::test]
async fn nobody_enters_without_signing_in() {
    let stand = Stand::new().await;
    let turned = stand.stranger().get("/admin").await;
    assert_eq!((turned.status, turned.location()), (303, "/sign-in?next=%2Fadmin"));
    let office = stand.engage("office", Role::Business).await;
    assert!(office.get("/admin").await.text.contains("office"));
}

#[tokio::test]
async fn the_desk_is_a_place_of_those_who_write() {
    let stand = Stand::new().await;
    for (role, writes) in [("reporter", true), ("editor", true), ("chief", true), ("business", false)] {
        let page = stand.at(role).await.get("/admin").await.text;
        assert_eq!(page.contains("<a href=\"/desk\">Desk</a>"), writes, "{role}");
    }
}
