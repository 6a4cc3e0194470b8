//! Organisations, their people, API users and keys, and the staff: who may be changed, and how far.

use crate::on_each_engine;
use ::account::{
    AccountError, Accounts, KEY_PREFIX, KEYS_OF_A_LABEL_MAX, KeyTerms, LastMaster, OPERATOR, Organisation,
    OrganisationId, Password, PersonFacts, PersonId, Role, Scope, Session, Terms, Via, Whose, read_addresses,
};
use jiff::SignedDuration;
use kit::{PASSWORD, World};
use std::net::{IpAddr, Ipv4Addr};
use store::args;
use story::ProductId;

on_each_engine! {
    an_organisation_is_entered_changed_and_deleted => super::an_organisation_is_entered_changed_and_deleted;
    what_is_in_use_is_not_deleted => super::what_is_in_use_is_not_deleted;
    a_number_that_something_was_given_to_is_not_given_again =>
        super::a_number_that_something_was_given_to_is_not_given_again;
    frozen_people_are_signed_out_at_once => super::frozen_people_are_signed_out_at_once;
    somebody_is_left_who_manages => super::somebody_is_left_who_manages;
    somebody_is_left_who_administers => super::somebody_is_left_who_administers;
    masters_who_freeze_each_other_do_not_both => super::masters_who_freeze_each_other_do_not_both;
    a_label_has_two_active_keys => super::a_label_has_two_active_keys;
    keys_made_at_once_do_not_pass_the_limit => super::keys_made_at_once_do_not_pass_the_limit;
    a_key_ends_at_its_time => super::a_key_ends_at_its_time;
    a_key_is_bound_to_what_it_is_for => super::a_key_is_bound_to_what_it_is_for;
    keys_from_before_go_on_working => super::keys_from_before_go_on_working;
    the_last_use_is_written_now_and_then => super::the_last_use_is_written_now_and_then;
    every_change_says_who_made_it => super::every_change_says_who_made_it;
    a_deleted_api_user_is_out => super::a_deleted_api_user_is_out;
}

/// Usage and holdings name organisations by number: another one must not inherit them.
async fn a_number_that_something_was_given_to_is_not_given_again(world: World) {
    let first = paper(&world).await;
    world
        .tamper(
            "INSERT INTO usage (hour, organisation, taker, product, kind, format, way, given, bytes) \
                  VALUES (0, 7, 'user:x', 1, 'text', 'json', 'feed', 1, 1)",
        )
        .await;
    let second = world.accounts.add_organisation("Second", OPERATOR).await.unwrap();
    let number = async |organisation: &Organisation| {
        let sql = "SELECT number FROM organisation WHERE id = $1";
        let row = world.db.one(sql, store::args![organisation.id.as_str()]).await.unwrap().unwrap();
        row.count("number").unwrap()
    };
    assert_eq!([number(&first).await, number(&second).await], [1, 8]);
    world.tamper("UPDATE usage SET organisation = 8").await;
    let refused = world.accounts.delete_organisation(&second.id, OPERATOR).await.unwrap_err();
    assert!(refused.to_string().contains("line of usage"), "{refused}");
}

fn password() -> Password {
    Password::new(PASSWORD).unwrap()
}

async fn paper(world: &World) -> Organisation {
    world.accounts.add_organisation("Paper", OPERATOR).await.unwrap()
}

async fn person(accounts: &Accounts, at: &OrganisationId, name: &str, master: bool) -> PersonId {
    let email = format!("{}@paper.example", name.to_lowercase());
    accounts.add_person(at, &email, name, master, Some(password()), OPERATOR).await.unwrap()
}

async fn browser(accounts: &Accounts, whose: &Whose) -> String {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    accounts.open_session(whose, true, here, "a test").await.unwrap().secret
}

async fn session(accounts: &Accounts, secret: &str) -> Option<Session> {
    accounts.session(secret).await.unwrap()
}

fn field<T: std::fmt::Debug>(refused: Result<T, AccountError>) -> &'static str {
    match refused {
        Err(AccountError::Bad { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

async fn an_organisation_is_entered_changed_and_deleted(world: World) {
    let accounts = &world.accounts;
    let paper = accounts.enter_organisation("Paper", Some(" Desk@Paper.example "), OPERATOR).await.unwrap();
    assert_eq!(accounts.organisation_of(&paper.id).await.unwrap(), paper);
    assert_eq!(paper.email.as_deref(), Some("desk@paper.example"));
    assert_eq!(field(accounts.enter_organisation(" ", None, OPERATOR).await), "name");
    assert_eq!(field(accounts.enter_organisation("Other", Some("desk"), OPERATOR).await), "email");
    accounts.enter_organisation("Other", None, OPERATOR).await.unwrap();
    let taken = accounts.change_organisation(&paper.id, "Other", None, OPERATOR).await;
    assert!(matches!(taken, Err(AccountError::Taken(name)) if name == "Other"));
    assert_eq!(accounts.organisation_of(&paper.id).await.unwrap(), paper, "nothing was changed");
    accounts.change_organisation(&paper.id, "The Paper", None, OPERATOR).await.unwrap();
    let changed = accounts.organisation("The Paper").await.unwrap();
    assert_eq!((changed.id, changed.email), (paper.id.clone(), None));
    accounts.delete_organisation(&paper.id, OPERATOR).await.unwrap();
    let gone = accounts.delete_organisation(&paper.id, OPERATOR).await;
    assert!(matches!(gone, Err(AccountError::Unknown { what: "organisation", .. })));
    let gone = accounts.add_key(&paper.id, &KeyTerms::labelled("x"), OPERATOR).await;
    assert!(matches!(gone.map(|key| key.id), Err(AccountError::Unknown { .. })));
}

async fn what_is_in_use_is_not_deleted(world: World) {
    let accounts = &world.accounts;
    let paper = world.covered_subscriber("Paper").await.subscriber.organisation;
    person(accounts, &paper, "Ayse", true).await;
    let refused = accounts.delete_organisation(&paper, OPERATOR).await.unwrap_err();
    assert_eq!(refused.to_string(), "organisation Paper is in use by 1 contract, 1 person, 1 API user, 1 key");
    assert_eq!(accounts.organisation_lines().await.unwrap()[0].people, 1);
    assert!(accounts.sign_in_api_user("paper-api", PASSWORD).await.is_ok(), "nothing was changed");
    // A key that was revoked keeps nobody.
    let bare = world.subscriber("Bare", None).await.subscriber.organisation;
    let key = accounts.keys(&bare).await.unwrap().remove(0);
    accounts.revoke_key(&key.id, OPERATOR).await.unwrap();
    accounts.delete_api_user("bare-api", OPERATOR).await.unwrap();
    accounts.delete_organisation(&bare, OPERATOR).await.unwrap();
}

async fn frozen_people_are_signed_out_at_once(world: World) {
    let accounts = &world.accounts;
    let paper = paper(&world).await;
    let (ayse, can) =
        (person(accounts, &paper.id, "Ayse", true).await, person(accounts, &paper.id, "Can", false).await);
    let (hers, his) =
        (browser(accounts, &Whose::Person(ayse.clone())).await, browser(accounts, &Whose::Person(can.clone())).await);
    accounts.freeze_person(&can, true, LastMaster::Stays, OPERATOR).await.unwrap();
    assert_eq!(session(accounts, &his).await, None);
    accounts.freeze_person(&can, false, LastMaster::Stays, OPERATOR).await.unwrap();
    assert_eq!(session(accounts, &his).await, None, "a session does not come back");
    assert!(session(accounts, &hers).await.is_some(), "the others go on");
    let revision = accounts.revision().await.unwrap();
    accounts.freeze_organisation("Paper", true, OPERATOR).await.unwrap();
    assert_eq!(session(accounts, &hers).await, None);
    accounts.freeze_organisation("Paper", false, OPERATOR).await.unwrap();
    assert_eq!(session(accounts, &hers).await, None);
    assert_eq!(accounts.revision().await.unwrap(), revision + 2);
    // Staff, by freezing and by another password.
    world.staff("boss", Role::Administrator).await;
    world.staff("reporter", Role::Reporter).await;
    let whose = Whose::Staff("reporter".to_owned());
    let desk = browser(accounts, &whose).await;
    accounts.set_staff_password("reporter", Password::new("another horse").unwrap(), "boss").await.unwrap();
    assert_eq!(session(accounts, &desk).await, None);
    let desk = browser(accounts, &whose).await;
    accounts.freeze_staff("reporter", true, "boss").await.unwrap();
    accounts.freeze_staff("reporter", false, "boss").await.unwrap();
    assert_eq!(session(accounts, &desk).await, None);
}

async fn somebody_is_left_who_manages(world: World) {
    let accounts = &world.accounts;
    let paper = paper(&world).await;
    let (ayse, can) =
        (person(accounts, &paper.id, "Ayse", true).await, person(accounts, &paper.id, "Can", false).await);
    let plain = PersonFacts { email: "ayse@paper.example".to_owned(), name: "Ayse".to_owned(), master: false };
    assert_eq!(field(accounts.change_person(&ayse, &plain, LastMaster::Stays, "x").await), "master");
    assert_eq!(field(accounts.freeze_person(&ayse, true, LastMaster::Stays, "x").await), "master");
    assert_eq!(field(accounts.delete_person(&ayse, LastMaster::Stays, "x").await), "master");
    let she = accounts.person(&paper.id, &ayse).await.unwrap();
    assert!(she.master && !she.frozen, "nothing was changed");
    // Who is no master user goes as usual, and an address is used once.
    let facts = PersonFacts { email: "ayse@paper.example".to_owned(), name: "Can".to_owned(), master: true };
    assert!(matches!(accounts.change_person(&can, &facts, LastMaster::Stays, "x").await, Err(AccountError::Taken(_))));
    let facts = PersonFacts { email: "Can@other.example".to_owned(), ..facts };
    accounts.change_person(&can, &facts, LastMaster::Stays, "x").await.unwrap();
    assert_eq!(accounts.person(&paper.id, &can).await.unwrap().email, "can@other.example");
    accounts.delete_person(&ayse, LastMaster::Stays, "x").await.unwrap();
    assert!(matches!(accounts.person(&paper.id, &ayse).await, Err(AccountError::Unknown { what: "person", .. })));
    // The agency may let the last one go.
    accounts.freeze_person(&can, true, LastMaster::MayGo, "x").await.unwrap();
    accounts.delete_person(&can, LastMaster::Stays, "x").await.unwrap();
    assert!(accounts.people(&paper.id).await.unwrap().is_empty());
    let elsewhere = accounts.add_organisation("Other", OPERATOR).await.unwrap();
    let eve = person(accounts, &elsewhere.id, "Eve", true).await;
    assert!(accounts.person(&paper.id, &eve).await.is_err(), "of another organisation");
}

async fn somebody_is_left_who_administers(world: World) {
    let accounts = &world.accounts;
    world.staff("boss", Role::Administrator).await;
    world.staff("deputy", Role::Administrator).await;
    accounts.freeze_staff("deputy", true, "boss").await.unwrap();
    assert_eq!(field(accounts.freeze_staff("boss", true, "boss").await), "login");
    assert_eq!(field(accounts.change_staff("boss", "Boss", Role::Chief, None, "boss").await), "role");
    assert!(accounts.sign_in_staff("boss", PASSWORD).await.is_ok());
    accounts.change_staff("boss", "The Boss", Role::Administrator, Some("boss@tellal.example"), "boss").await.unwrap();
    let line = accounts.staff().await.unwrap().remove(0);
    assert_eq!((line.staff.name.as_str(), line.email.as_deref()), ("The Boss", Some("boss@tellal.example")));
    accounts.freeze_staff("deputy", false, "boss").await.unwrap();
    let taken = accounts.change_staff("deputy", "Deputy", Role::Chief, Some("boss@tellal.example"), "boss").await;
    assert!(matches!(taken, Err(AccountError::Taken(email)) if email == "boss@tellal.example"));
    accounts.freeze_staff("boss", true, "deputy").await.unwrap();
    for login in ["nobody", "", "a:b"] {
        assert!(
            matches!(accounts.freeze_staff(login, true, "boss").await, Err(AccountError::Unknown { .. })),
            "{login}"
        );
    }
    assert_eq!(field(accounts.add_staff("ayse@x", "Ayse", Role::Editor, password(), "boss").await), "login");
    assert_eq!(field(accounts.add_staff("ayse", "", Role::Editor, password(), "boss").await), "name");
}

async fn masters_who_freeze_each_other_do_not_both(world: World) {
    let paper = paper(&world).await;
    let accounts = &world.accounts;
    let (ayse, can) = (person(accounts, &paper.id, "Ayse", true).await, person(accounts, &paper.id, "Can", true).await);
    let (one, other) = tokio::join!(
        accounts.freeze_person(&ayse, true, LastMaster::Stays, "can"),
        accounts.freeze_person(&can, true, LastMaster::Stays, "ayse")
    );
    assert_ne!(one.is_ok(), other.is_ok(), "{one:?} {other:?}");
}

async fn a_label_has_two_active_keys(world: World) {
    let accounts = &world.accounts;
    let paper = paper(&world).await;
    let terms = KeyTerms::labelled("website");
    let first = accounts.add_key(&paper.id, &terms, OPERATOR).await.unwrap();
    let second = accounts.add_key(&paper.id, &terms, OPERATOR).await.unwrap();
    assert_eq!(field(accounts.add_key(&paper.id, &terms, OPERATOR).await.map(|key| key.id)), "label");
    assert_eq!(accounts.keys(&paper.id).await.unwrap().len(), 2);
    for key in [&first, &second] {
        assert!(accounts.sign_in_key(&key.secret).await.is_ok(), "both work while one takes the other's place");
    }
    accounts.add_key(&paper.id, &KeyTerms::labelled("app"), OPERATOR).await.unwrap();
    accounts.revoke_key(&first.id, OPERATOR).await.unwrap();
    let soon = KeyTerms { expires: Some(world.now() + SignedDuration::from_secs(60)), ..terms.clone() };
    accounts.add_key(&paper.id, &soon, OPERATOR).await.unwrap();
    assert!(accounts.add_key(&paper.id, &terms, OPERATOR).await.is_err());
    world.advance(60);
    accounts.add_key(&paper.id, &terms, OPERATOR).await.unwrap();
}

async fn keys_made_at_once_do_not_pass_the_limit(world: World) {
    let paper = paper(&world).await;
    let makers = (0..10).map(|_| {
        let (accounts, paper) = (world.accounts.clone(), paper.id.clone());
        world
            .tasks
            .spawn(async move { accounts.add_key(&paper, &KeyTerms::labelled("website"), OPERATOR).await.is_ok() })
    });
    let mut made = 0;
    for maker in makers.collect::<Vec<_>>() {
        made += u64::from(maker.await.unwrap());
    }
    assert_eq!(made, KEYS_OF_A_LABEL_MAX);
}

async fn a_key_ends_at_its_time(world: World) {
    let accounts = &world.accounts;
    let paper = paper(&world).await;
    let over = KeyTerms { expires: Some(world.now()), ..KeyTerms::labelled("x") };
    assert_eq!(field(accounts.add_key(&paper.id, &over, OPERATOR).await.map(|key| key.id)), "expires");
    let terms = KeyTerms { expires: Some(world.now() + SignedDuration::from_secs(60)), ..over };
    let key = accounts.add_key(&paper.id, &terms, OPERATOR).await.unwrap();
    world.advance(59);
    let subscriber = accounts.sign_in_key(&key.secret).await.unwrap();
    assert!(!subscriber.is_over(world.now()) && accounts.still(&subscriber).await.unwrap().is_some());
    world.advance(1);
    assert!(subscriber.is_over(world.now()));
    assert_eq!(accounts.still(&subscriber).await.unwrap(), None);
    assert!(matches!(accounts.sign_in_key(&key.secret).await, Err(AccountError::SignIn)), "as if it had never been");
    assert_eq!(accounts.keys(&paper.id).await.unwrap()[0].state(world.now()), "expired");
}

async fn a_key_is_bound_to_what_it_is_for(world: World) {
    let accounts = &world.accounts;
    let paper = paper(&world).await;
    let terms = KeyTerms {
        scopes: vec![Scope::Search, Scope::Feed, Scope::Feed],
        addresses: read_addresses("192.0.2.0/24 2001:db8::1").unwrap(),
        ..KeyTerms::labelled("website")
    };
    let key = accounts.add_key(&paper.id, &terms, OPERATOR).await.unwrap();
    let kept = accounts.keys(&paper.id).await.unwrap().remove(0).terms;
    assert_eq!((kept.scopes, kept.addresses.len()), (vec![Scope::Feed, Scope::Search], 2));
    let subscriber = accounts.sign_in_key(&key.secret).await.unwrap();
    assert!(subscriber.opens(Some(Scope::Feed)) && !subscriber.opens(Some(Scope::Items)));
    assert!(!subscriber.opens(None), "what no scope names is not opened");
    assert!(subscriber.may_come_from(Some("192.0.2.9".parse().unwrap())));
    assert!(!subscriber.may_come_from(Some("192.0.3.9".parse().unwrap())) && !subscriber.may_come_from(None));
    let again = accounts.still(&subscriber).await.unwrap().unwrap();
    assert!(again.opens(Some(Scope::Search)) && !again.opens(Some(Scope::Stream)));
    let free = accounts.add_key(&paper.id, &KeyTerms::labelled("all"), OPERATOR).await.unwrap();
    let free = accounts.sign_in_key(&free.secret).await.unwrap();
    assert!(free.opens(None) && free.opens(Some(Scope::Receipts)) && free.may_come_from(None));
}

async fn keys_from_before_go_on_working(world: World) {
    let accounts = &world.accounts;
    let paper = paper(&world).await;
    // As it was written before keys had a check, scopes and an end.
    let secret = format!("{KEY_PREFIX}{}", "0123456789abcdef".repeat(4));
    let hash = "1f666da4ff0e8c9a1e4b493d2794dc690729e28fcb506a147e02c568f3f81dff";
    let sql = format!(
        "INSERT INTO api_key (id, organisation, label, prefix, secret_hash, created) \
         VALUES ('k', '{}', 'old', 'tellal_012345', '{hash}', 0)",
        paper.id.as_str()
    );
    assert_eq!(world.tamper(&sql).await, 1);
    let subscriber = accounts.sign_in_key(&secret).await.unwrap();
    assert_eq!(subscriber.via, Via::Key("k".to_owned()));
    assert!(subscriber.opens(None) && subscriber.may_come_from(None));
}

async fn the_last_use_is_written_now_and_then(world: World) {
    let accounts = &world.accounts;
    let paper = world.covered_subscriber("Paper").await;
    let organisation = &paper.subscriber.organisation;
    let used = async || {
        let (keys, users) =
            (accounts.keys(organisation).await.unwrap(), accounts.api_users(organisation).await.unwrap());
        (keys[0].used, users[0].used)
    };
    let by_key = accounts.sign_in_key(&paper.key).await.unwrap();
    accounts.note_use(&by_key);
    accounts.note_use(&paper.subscriber);
    assert_eq!(used().await, (None, None), "no request waits for a write");
    let (first, revision) = (world.now(), accounts.revision().await.unwrap());
    world.advance(30);
    accounts.note_use(&by_key);
    accounts.write_last_use().await.unwrap();
    assert_eq!(used().await, (Some(world.now()), Some(first)));
    assert_eq!(accounts.revision().await.unwrap(), revision, "no right changed");
    assert_eq!(world.tamper("UPDATE api_key SET used = NULL").await, 1);
    accounts.write_last_use().await.unwrap();
    assert_eq!(used().await.0, None, "written once");
}

async fn every_change_says_who_made_it(world: World) {
    let accounts = &world.accounts;
    let paper = paper(&world).await;
    let by = "business";
    let ayse = accounts.add_person(&paper.id, "ayse@paper.example", "Ayse", true, None, by).await.unwrap();
    let facts = PersonFacts { email: "a@paper.example".to_owned(), name: "Ayse".to_owned(), master: true };
    accounts.change_person(&ayse, &facts, LastMaster::Stays, by).await.unwrap();
    accounts.freeze_person(&ayse, true, LastMaster::MayGo, by).await.unwrap();
    accounts.delete_person(&ayse, LastMaster::MayGo, by).await.unwrap();
    accounts.add_api_user(&paper.id, "api", password(), by).await.unwrap();
    accounts.set_api_user_password("api", password(), by).await.unwrap();
    accounts.freeze_api_user("api", true, by).await.unwrap();
    accounts.delete_api_user("api", by).await.unwrap();
    let key = accounts.add_key(&paper.id, &KeyTerms::labelled("website"), by).await.unwrap();
    accounts.revoke_key(&key.id, by).await.unwrap();
    accounts.change_organisation(&paper.id, "Journal", None, by).await.unwrap();
    accounts.freeze_organisation("Journal", true, by).await.unwrap();
    accounts.freeze_organisation("Journal", false, by).await.unwrap();
    accounts.delete_organisation(&paper.id, by).await.unwrap();
    accounts.add_staff("can", "Can", Role::Editor, password(), by).await.unwrap();
    accounts.change_staff("can", "Can", Role::Chief, None, by).await.unwrap();
    accounts.set_staff_password("can", password(), by).await.unwrap();
    accounts.freeze_staff("can", true, by).await.unwrap();
    // What is refused is not told.
    assert!(accounts.freeze_staff("nobody", true, by).await.is_err());
    assert!(accounts.add_staff("can", "Can", Role::Editor, password(), by).await.is_err());
    let rows = world.db.all("SELECT act, detail FROM audit WHERE actor = $1", args![by]).await.unwrap();
    let mut acts: Vec<String> = rows.iter().map(|row| row.text("act").unwrap()).collect();
    acts.sort();
    let expected = [
        "add", "add", "add", "add", "change", "change", "change", "delete", "delete", "delete", "freeze", "freeze",
        "freeze", "freeze", "password", "password", "revoke", "thaw",
    ];
    assert_eq!(acts, expected);
    let secrets = |row: &store::Row| row.text("detail").unwrap().contains(&key.secret[..30]);
    assert!(!rows.iter().any(secrets), "a secret is in no audit");
}

async fn a_deleted_api_user_is_out(world: World) {
    let accounts = &world.accounts;
    let terms = Terms::all_of(vec![ProductId(1)], world.now());
    let paper = world.subscriber("Paper", Some(terms)).await;
    accounts.delete_api_user(&paper.login, OPERATOR).await.unwrap();
    assert_eq!(accounts.still(&paper.subscriber).await.unwrap(), None);
    assert!(matches!(accounts.sign_in_api_user(&paper.login, PASSWORD).await, Err(AccountError::SignIn)));
    assert!(accounts.sign_in_key(&paper.key).await.is_ok(), "the keys go on");
    let again = accounts.delete_api_user(&paper.login, OPERATOR).await;
    assert!(matches!(again, Err(AccountError::Unknown { what: "API user", .. })));
}
