//! The letters, as the office sees them.

use super::stand::Stand;
use mailroom::{Address, Letter, post};

async fn post_one(stand: &Stand, subject: &str) -> String {
    let letter = Letter {
        kind: "invitation",
        to: Address { name: "Ayşe".to_owned(), email: "ayse@paper.example".to_owned() },
        subject: subject.to_owned(),
        text: "https://wire.example/invitation?link=secret".to_owned(),
    };
    let world = &stand.world;
    let mut tx = world.db.begin().await.unwrap();
    post(&mut tx, &letter, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    mailroom::lines(&world.db, false, 1).await.unwrap().remove(0).id
}

#[tokio::test]
async fn a_letter_that_was_given_up_is_shown_with_its_reason_and_tried_again() {
    let stand = Stand::new().await;
    let id = post_one(&stand, "<b>Your account</b>").await;
    stand.world.tamper("UPDATE mail SET due = NULL, tries = 8, failed = '550 no such person'").await;
    let (office, chief) = (stand.at("business").await, stand.at("chief").await);
    let page = office.get("/admin/mail").await;
    assert_eq!(page.status, 200);
    for part in ["ayse@paper.example", "&#60;b&#62;Your account", "given up", "tried 8 times", "550 no such person"] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("link=secret"), "no text of a letter is shown");
    let again = format!("/admin/mail/{id}/again");
    assert!(!chief.get("/admin/mail").await.text.contains(&again), "the chief may look");
    assert_eq!(chief.post(&again, &[]).await.status, 403);
    assert_eq!(stand.at("reporter").await.get("/admin/mail").await.status, 403);
    assert_eq!(office.post_from("cross-site", &again, &[]).await.status, 403);
    assert_eq!(office.post("/admin/mail/none/again", &[]).await.status, 404);
    let done = office.post(&again, &[]).await;
    assert_eq!((done.status, done.location()), (303, "/admin/mail?done=again"));
    assert!(office.get(done.location()).await.text.contains("tried again in a moment"));
    let page = office.get("/admin/mail?show=unsent").await.text;
    assert!(page.contains("waits") && !page.contains("given up"), "{page}");
}
