//! Who is let in.

use crate::on_each_engine;
use ::account::{AccountError, KEY_PREFIX, LINK_HOURS, Link, OPERATOR, Password, Role, Taken, Terms, Via};
use kit::{PASSWORD, World};
use story::{ProductId, Rendition, RevisionId};

on_each_engine! {
    staff_sign_in => super::staff_sign_in;
    api_users_sign_in => super::api_users_sign_in;
    keys_are_shown_once_and_can_be_revoked => super::keys_are_shown_once_and_can_be_revoked;
    bad_values_are_refused => super::bad_values_are_refused;
    a_new_password_ends_the_old_one => super::a_new_password_ends_the_old_one;
    a_changed_login_is_no_longer_let_in => super::a_changed_login_is_no_longer_let_in;
    what_decides_about_subscribers_is_counted => super::what_decides_about_subscribers_is_counted;
    a_flood_of_wrong_passwords_is_turned_away => super::a_flood_of_wrong_passwords_is_turned_away;
    a_download_limit_counts_each_revision_once => super::a_download_limit_counts_each_revision_once;
    takers_at_once_do_not_pass_the_limit => super::takers_at_once_do_not_pass_the_limit;
    links_end_after_a_day => super::links_end_after_a_day;
}

async fn staff_sign_in(world: World) {
    world.staff("ayse", Role::Editor).await;
    let accounts = &world.accounts;
    assert_eq!(accounts.sign_in_staff("ayse", PASSWORD).await.unwrap().role, Role::Editor);
    for (login, password) in
        [("ayse", "wrong password"), ("nobody", PASSWORD), ("ayse", ""), ("", ""), ("ay\0se", PASSWORD)]
    {
        let refused = accounts.sign_in_staff(login, password).await;
        assert!(matches!(refused, Err(AccountError::SignIn)), "{login}: {refused:?}");
    }
    accounts.freeze_staff("ayse", true, OPERATOR).await.unwrap();
    assert!(matches!(accounts.sign_in_staff("ayse", PASSWORD).await, Err(AccountError::SignIn)));
    accounts.freeze_staff("ayse", false, OPERATOR).await.unwrap();
    assert!(accounts.sign_in_staff("ayse", PASSWORD).await.is_ok());
}

async fn api_users_sign_in(world: World) {
    let paper = world.covered_subscriber("Paper").await;
    assert_eq!(paper.subscriber.organisation_name, "Paper");
    assert_eq!(paper.subscriber.contracts.len(), 1);
    assert_eq!(paper.subscriber.via, Via::User("paper-api".to_owned()));
    assert!(matches!(world.accounts.sign_in_api_user("paper-api", "wrong password").await, Err(AccountError::SignIn)));
    // Staff and subscribers are different people.
    assert!(matches!(world.accounts.sign_in_staff("paper-api", PASSWORD).await, Err(AccountError::SignIn)));
    world.accounts.freeze_organisation("Paper", true, OPERATOR).await.unwrap();
    assert!(matches!(world.accounts.sign_in_api_user("paper-api", PASSWORD).await, Err(AccountError::SignIn)));
    assert!(matches!(world.accounts.sign_in_key(&paper.key).await, Err(AccountError::SignIn)));
    assert_eq!(world.accounts.still(&paper.subscriber).await.unwrap(), None);
}

async fn keys_are_shown_once_and_can_be_revoked(world: World) {
    let paper = world.covered_subscriber("Paper").await;
    assert!(paper.key.starts_with(KEY_PREFIX));
    let signed_in = world.accounts.sign_in_key(&paper.key).await.unwrap();
    assert_eq!(signed_in.organisation, paper.subscriber.organisation);
    let keys = world.accounts.keys(&paper.subscriber.organisation).await.unwrap();
    assert!(paper.key.starts_with(&keys[0].prefix) && keys[0].prefix.len() < 20);
    assert_eq!(world.tamper(&format!("UPDATE api_key SET label = 'x' WHERE secret_hash = '{}'", paper.key)).await, 0);
    world.accounts.revoke_key(&keys[0].id, OPERATOR).await.unwrap();
    assert!(matches!(world.accounts.sign_in_key(&paper.key).await, Err(AccountError::SignIn)));
    assert_eq!(world.accounts.still(&signed_in).await.unwrap(), None);
    assert!(world.accounts.revoke_key(&keys[0].id, OPERATOR).await.is_err(), "a key is revoked once");
}

async fn bad_values_are_refused(world: World) {
    assert!(Password::new("short").is_err());
    assert!(Password::new(&"x".repeat(1_000)).is_err());
    let password = || Password::new(PASSWORD).unwrap();
    for login in ["", "a", "a b", "a:b", "a\nb"] {
        let refused = world.accounts.add_staff(login, "Name", Role::Chief, password(), OPERATOR).await;
        assert!(matches!(refused, Err(AccountError::Bad { field: "login", .. })), "{login:?}");
    }
    world.staff("ayse", Role::Editor).await;
    let again = world.accounts.add_staff("ayse", "Other", Role::Chief, password(), OPERATOR).await;
    assert!(matches!(again, Err(AccountError::Taken(login)) if login == "ayse"));
    let paper = world.covered_subscriber("Paper").await;
    let organisation = paper.subscriber.organisation;
    let mut terms = Terms::all_of(vec![], world.now());
    assert!(
        world.accounts.add_contract(&organisation, &terms, "business").await.is_err(),
        "a contract covers something"
    );
    terms.products = vec![ProductId(1)];
    terms.until = Some(terms.from);
    assert!(
        world.accounts.add_contract(&organisation, &terms, "business").await.is_err(),
        "a contract lasts some time"
    );
}

async fn a_new_password_ends_the_old_one(world: World) {
    world.staff("ayse", Role::Editor).await;
    assert!(world.accounts.sign_in_staff("ayse", PASSWORD).await.is_ok(), "remembered from here on");
    world.accounts.set_staff_password("ayse", Password::new("another horse").unwrap(), OPERATOR).await.unwrap();
    assert!(world.accounts.sign_in_staff("ayse", PASSWORD).await.is_err());
    assert!(world.accounts.sign_in_staff("ayse", "another horse").await.is_ok());
}

async fn a_changed_login_is_no_longer_let_in(world: World) {
    let accounts = &world.accounts;
    let paper = world.covered_subscriber("Paper").await;
    accounts
        .add_api_user(&paper.subscriber.organisation, "second", Password::new(PASSWORD).unwrap(), OPERATOR)
        .await
        .unwrap();
    let second = accounts.sign_in_api_user("second", PASSWORD).await.unwrap();
    assert_eq!(accounts.still(&second).await.unwrap(), Some(second.clone()));
    accounts.freeze_api_user("second", true, OPERATOR).await.unwrap();
    assert_eq!(accounts.still(&second).await.unwrap(), None);
    assert!(matches!(accounts.sign_in_api_user("second", PASSWORD).await, Err(AccountError::SignIn)));
    assert!(accounts.still(&paper.subscriber).await.unwrap().is_some(), "the organisation's other login goes on");
    accounts.freeze_api_user("second", false, OPERATOR).await.unwrap();
    assert!(accounts.still(&second).await.unwrap().is_some());
    accounts.set_api_user_password("second", Password::new("another horse").unwrap(), OPERATOR).await.unwrap();
    assert_eq!(accounts.still(&second).await.unwrap(), None, "whoever knew the old password is out");
    let again = accounts.sign_in_api_user("second", "another horse").await.unwrap();
    assert!(accounts.still(&again).await.unwrap().is_some());
    let nobody = accounts.freeze_api_user("nobody", true, OPERATOR).await;
    assert!(matches!(nobody, Err(AccountError::Unknown { what: "API user", .. })));
}

async fn what_decides_about_subscribers_is_counted(world: World) {
    let (accounts, elsewhere) = (&world.accounts, world.accounts_elsewhere().await);
    let paper = world.covered_subscriber("Paper").await;
    let organisation = &paper.subscriber.organisation;
    let key = accounts.keys(organisation).await.unwrap().remove(0).id;
    let mut before = accounts.revision().await.unwrap();
    assert!(paper.subscriber.stands_at(before));
    let mut counted = async |what: &str| {
        let now = accounts.revision().await.unwrap();
        assert_eq!(now, before + 1, "{what}");
        assert!(!paper.subscriber.stands_at(now), "{what}");
        before = now;
    };
    elsewhere.revoke_key(&key, OPERATOR).await.unwrap();
    counted("a key").await;
    elsewhere.set_api_user_password("paper-api", Password::new("another horse").unwrap(), OPERATOR).await.unwrap();
    counted("a password").await;
    for frozen in [true, false] {
        elsewhere.freeze_api_user("paper-api", frozen, OPERATOR).await.unwrap();
        counted("an API user").await;
        elsewhere.freeze_organisation("Paper", frozen, OPERATOR).await.unwrap();
        counted("an organisation").await;
    }
    elsewhere.add_contract(organisation, &Terms::all_of(vec![ProductId(2)], world.now()), "business").await.unwrap();
    counted("a contract").await;
    assert!(
        elsewhere.revoke_key(&key, OPERATOR).await.is_err()
            && elsewhere.freeze_organisation("Nobody", true, OPERATOR).await.is_err()
    );
    assert_eq!(accounts.revision().await.unwrap(), before, "what changes nothing does not count");
    let again = accounts.sign_in_api_user("paper-api", "another horse").await.unwrap();
    assert!(again.stands_at(before));
}

async fn a_flood_of_wrong_passwords_is_turned_away(world: World) {
    world.staff("ayse", Role::Editor).await;
    let flood = (0..400).map(|n| {
        let accounts = world.accounts.clone();
        world.tasks.spawn(async move { accounts.sign_in_staff("ayse", &format!("wrong password {n}")).await })
    });
    let (mut refused, mut busy) = (0, 0);
    for one in flood.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Err(AccountError::SignIn) => refused += 1,
            Err(AccountError::Busy) => busy += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(refused > 0 && busy > 0 && refused + busy == 400, "{refused} {busy}");
    assert!(world.accounts.sign_in_staff("ayse", PASSWORD).await.is_ok(), "and then it is over");
}

fn revision(n: u32, version: u32) -> RevisionId {
    RevisionId { item: format!("tel:text:20260901:{}", n + 1).parse().unwrap(), version }
}

async fn a_download_limit_counts_each_revision_once(world: World) {
    let paper = world.covered_subscriber("Paper").await.subscriber;
    let contract = paper.contracts[0].id.clone();
    let take = async |limit, n, version| {
        world.accounts.take(&contract, limit, &paper.via, &revision(n, version)).await.unwrap()
    };
    assert_eq!(take(0, 1, 1).await, Taken::Unlimited);
    assert_eq!(take(2, 1, 1).await, Taken::Within { left: 1 });
    assert_eq!(take(2, 1, 1).await, Taken::Within { left: 1 }, "the same revision is not charged twice");
    assert_eq!(take(2, 1, 2).await, Taken::Within { left: 0 }, "a correction is another revision");
    assert_eq!(take(2, 2, 1).await, Taken::Over);
    assert_eq!(take(2, 1, 1).await, Taken::Within { left: 0 }, "what was taken can be taken again");
    // The next month begins anew.
    world.advance(31 * 24 * 3_600);
    assert_eq!(take(2, 2, 1).await, Taken::Within { left: 1 });
    assert_eq!(take(2, 1, 1).await, Taken::Within { left: 1 });
}

async fn takers_at_once_do_not_pass_the_limit(world: World) {
    let paper = world.covered_subscriber("Paper").await.subscriber;
    let takers = (0..20).map(|n| {
        let (accounts, paper) = (world.accounts.clone(), paper.clone());
        world.tasks.spawn(async move { accounts.take(&paper.contracts[0].id, 7, &paper.via, &revision(n, 1)).await })
    });
    let mut taken = 0;
    for one in takers.collect::<Vec<_>>() {
        taken += u32::from(one.await.unwrap().unwrap() != Taken::Over);
    }
    assert_eq!(taken, 7);
}

async fn links_end_after_a_day(world: World) {
    let paper = world.covered_subscriber("Paper").await;
    let link = Link {
        login: paper.login.clone(),
        item: "tel:picture:20260901:7".parse().unwrap(),
        rendition: Rendition::Web,
        address: "192.0.2.7".parse().unwrap(),
    };
    let secrets = world.accounts.add_links(&[link.clone(), link.clone()]).await.unwrap();
    assert_ne!(secrets[0], secrets[1]);
    assert_eq!(world.accounts.link(&secrets[0]).await.unwrap(), Some(link.clone()));
    assert_eq!(world.accounts.link("nonsense").await.unwrap(), None);
    assert_eq!(world.tamper(&format!("UPDATE link SET login = 'x' WHERE secret_hash = '{}'", secrets[0])).await, 0);
    world.advance(LINK_HOURS * 3_600 - 1);
    assert!(world.accounts.link(&secrets[0]).await.unwrap().is_some());
    world.advance(1);
    assert_eq!(world.accounts.link(&secrets[0]).await.unwrap(), None);
    world.accounts.add_links(&[link]).await.unwrap();
    assert_eq!(world.tamper("DELETE FROM link").await, 1, "those that are over were forgotten");
    assert_eq!(world.accounts.api_user(&paper.login).await.unwrap(), Some(paper.subscriber.clone()));
    world.accounts.freeze_api_user(&paper.login, true, OPERATOR).await.unwrap();
    assert_eq!(world.accounts.api_user(&paper.login).await.unwrap(), None);
}
