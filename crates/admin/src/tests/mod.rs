//! The office as its staff use it.

mod mail;
mod organisations;
mod products;
mod provider;
mod receipts;
mod refusals;
mod rooms;
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
