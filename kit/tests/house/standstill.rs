//! What stands still for everybody, and the audit that cannot be changed.

use crate::on_each_engine;
use account::{AccountError, AuditQuery, Halt, Role, Visitor, Whose};
use desk::{Desk, DeskError};
use kit::{PASSWORD, World};
use std::sync::Arc;
use store::{StoreError, args};
use story::Note;

on_each_engine! {
    nobody_but_administrators_enters => super::nobody_but_administrators_enters;
    subscribers_are_let_in_again => super::subscribers_are_let_in_again;
    news_waits_and_kills_do_not => super::news_waits_and_kills_do_not;
    the_audit_is_only_added_to => super::the_audit_is_only_added_to;
}

async fn nobody_but_administrators_enters(world: World) {
    let accounts = &world.accounts;
    world.staff("editor", Role::Editor).await;
    world.staff("root", Role::Administrator).await;
    let here = [192, 0, 2, 1].into();
    let session = accounts.open_session(&Whose::Staff("editor".to_owned()), true, here, "").await.unwrap();
    // Another process freezes.
    let elsewhere = world.accounts_elsewhere().await;
    elsewhere.freeze(&[Halt::Staff], "Somebody got in.", "root").await.unwrap();
    assert!(matches!(accounts.sign_in_staff("editor", PASSWORD).await, Err(AccountError::SignIn)));
    assert!(accounts.session(&session.secret).await.unwrap().is_none());
    assert!(accounts.sign_in_staff("root", PASSWORD).await.is_ok());
    // Whoever froze first is the one who is told.
    elsewhere.freeze(&[Halt::Staff], "Again.", "chief").await.unwrap();
    let still = accounts.standstills().await.unwrap();
    assert_eq!((still.len(), still[0].by.as_str(), still[0].reason.as_str()), (1, "root", "Somebody got in."));
    elsewhere.thaw(&[Halt::Staff], "It was nothing.", "root").await.unwrap();
    let back = accounts.session(&session.secret).await.unwrap().expect("the session");
    assert!(matches!(back.visitor, Visitor::Staff(staff) if staff.login == "editor"));
}

async fn subscribers_are_let_in_again(world: World) {
    let accounts = &world.accounts;
    let paper = world.covered_subscriber("Gazete").await;
    let before = accounts.revision().await.unwrap();
    accounts.freeze(&[Halt::Subscribers], "Somebody got in.", "root").await.unwrap();
    assert!(accounts.revision().await.unwrap() > before, "streams look again");
    assert!(matches!(accounts.sign_in_key(&paper.key).await, Err(AccountError::SignIn)));
    assert!(matches!(accounts.sign_in_api_user(&paper.login, PASSWORD).await, Err(AccountError::SignIn)));
    assert!(accounts.still(&paper.subscriber).await.unwrap().is_none(), "an open stream ends");
    accounts.thaw(&[Halt::Subscribers], "It was nothing.", "root").await.unwrap();
    assert!(accounts.sign_in_key(&paper.key).await.is_ok());
}

async fn news_waits_and_kills_do_not(world: World) {
    let desk = Desk::new(
        world.writer.clone(),
        world.db.clone(),
        world.blobs.clone(),
        world.clock.clone(),
        Arc::clone(&world.agency),
    );
    let chief = world.staff("chief", Role::Chief).await;
    let make = async |headline: &str| {
        let story = kit::story("tr", headline, "Metin.");
        desk.create(&chief, story, None).await.unwrap().id
    };
    let (out, held_up, timed) = (make("Bir").await, make("İki").await, make("Üç").await);
    desk.release(&chief, &out, 1, None).await.unwrap();
    let soon = world.now() + jiff::SignedDuration::from_secs(60);
    desk.release(&chief, &timed, 1, Some(soon)).await.unwrap();
    world.accounts.freeze(&[Halt::Releases], "Somebody got in.", "root").await.unwrap();
    let refused = desk.release(&chief, &held_up, 1, None).await.unwrap_err();
    assert!(matches!(&refused, DeskError::Frozen(_)), "{refused}");
    assert_eq!(
        refused.to_string(),
        "nothing is released since 2026-09-01T12:00:00Z, when root froze releases: Somebody got in."
    );
    world.advance(120);
    let round = desk.release_due().await.unwrap();
    assert!(round.sent.is_empty() && round.waits && round.failed == 0);
    desk.kill(&chief, &out, Note::new("It was wrong.").unwrap()).await.expect("what is wrong can be taken back");
    world.accounts.thaw(&[Halt::Releases], "It was nothing.", "root").await.unwrap();
    assert_eq!(desk.release_due().await.unwrap().sent.len(), 1);
    desk.release(&chief, &held_up, 1, None).await.unwrap();
}

async fn the_audit_is_only_added_to(world: World) {
    world.accounts.freeze(&[Halt::Staff], "Drill", "root").await.unwrap();
    for sql in ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"] {
        let refused = world.db.run(sql, args![]).await;
        assert!(refused.is_err(), "{sql}: {refused:?}");
        assert!(!matches!(refused, Err(StoreError::Full)), "{refused:?}");
    }
    let lines = world.accounts.audit_lines(&AuditQuery::default(), None, 10).await.unwrap();
    assert_eq!(
        (lines[0].actor.as_str(), lines[0].act.as_str(), lines[0].subject.as_str()),
        ("root", "freeze", "staff")
    );
    let text = |text: &str| AuditQuery { text: text.to_owned(), ..AuditQuery::default() };
    for (words, found) in [("dRiLl", 1), ("100%", 0), ("%", 0), ("_", 0), ("root freeze", 1)] {
        assert_eq!(world.accounts.audit_lines(&text(words), None, 10).await.unwrap().len(), found, "{words}");
    }
}
