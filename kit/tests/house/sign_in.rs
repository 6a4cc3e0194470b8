//! The second step of a sign-in, one's own account, and whoever guesses.

use crate::on_each_engine;
use ::account::{AccountError, Comer, HALF_MINUTES, OPERATOR, Password, RECOVERY_CODES, Role, Visitor, Whose};
use kit::{PASSWORD, World, totp};

on_each_engine! {
    a_code_counts_once_it_was_shown_and_works_once => super::a_code_counts_once_it_was_shown_and_works_once;
    a_code_may_be_a_little_early_or_late => super::a_code_may_be_a_little_early_or_late;
    recovery_codes_work_once_each_and_can_be_made_anew => super::recovery_codes_work_once_each_and_can_be_made_anew;
    a_half_session_ends_after_minutes_and_gives_way_to_a_whole_one =>
        super::a_half_session_ends_after_minutes_and_gives_way_to_a_whole_one;
    a_new_password_of_ones_own_ends_every_other_session => super::a_new_password_of_ones_own_ends_every_other_session;
    whoever_guesses_waits_and_the_owner_does_not => super::whoever_guesses_waits_and_the_owner_does_not;
    frozen_and_unknown_accounts_are_slowed_alike => super::frozen_and_unknown_accounts_are_slowed_alike;
    codes_are_not_guessed => super::codes_are_not_guessed;
    a_code_that_is_sent_again_later_is_another_guess => super::a_code_that_is_sent_again_later_is_another_guess;
    a_password_set_by_a_letter_forgets_browsers_and_links =>
        super::a_password_set_by_a_letter_forgets_browsers_and_links;
    the_same_code_twice_at_once_works_once => super::the_same_code_twice_at_once_works_once;
    a_browser_is_known_where_somebody_signed_in => super::a_browser_is_known_where_somebody_signed_in;
}

fn from(address: &str) -> Comer {
    Comer::at(address.parse().unwrap())
}

fn home() -> Comer {
    from("192.0.2.1")
}

fn stranger(n: u8) -> Comer {
    from(&format!("198.51.100.{n}"))
}

async fn ayse(world: &World) -> Whose {
    Whose::Staff(world.staff("ayse", Role::Chief).await.login)
}

/// Somebody with an app; answers its secret and the recovery codes.
async fn with_app(world: &World, whose: &Whose) -> (String, Vec<String>) {
    world.accounts.begin_totp(whose).await.unwrap();
    let setup = world.accounts.totp_setup(whose, "Tellal: News", "ayse").await.unwrap().unwrap();
    let codes = world.accounts.confirm_totp(whose, &totp(&setup.secret, world.now())).await.unwrap().unwrap();
    (setup.secret, codes)
}

/// What the audit tells of, by name: the clock stands still, so that nothing is first.
async fn acts(world: &World) -> Vec<String> {
    // Who was added to the cast is not asked here.
    let rows = world.db.all("SELECT act FROM audit WHERE act <> 'add' ORDER BY act", store::args![]).await.unwrap();
    rows.iter().map(|row| row.text("act").unwrap()).collect()
}

async fn a_code_counts_once_it_was_shown_and_works_once(world: World) {
    let (accounts, whose) = (&world.accounts, ayse(&world).await);
    accounts.begin_totp(&whose).await.unwrap();
    assert!(!accounts.second_steps(&whose).await.unwrap().any(), "not before its first code");
    let setup = accounts.totp_setup(&whose, "Tellal: News", "ayse").await.unwrap().unwrap();
    assert!(setup.url.starts_with("otpauth://totp/Tellal%20%20News:ayse?secret="), "{}", setup.url);
    let code = totp(&setup.secret, world.now());
    let wrong = accounts.confirm_totp(&whose, "000000").await;
    assert!(matches!(wrong, Err(AccountError::Bad { field: "code", .. })), "{wrong:?}");
    assert_eq!(accounts.confirm_totp(&whose, &code).await.unwrap().map(|codes| codes.len()), Some(RECOVERY_CODES));
    let again = accounts.show_code(&home(), &whose, &code).await;
    assert!(matches!(again, Err(AccountError::SignIn)), "the code of the set-up was used: {again:?}");
    world.advance(30);
    let code = totp(&setup.secret, world.now());
    accounts.show_code(&home(), &whose, &format!("{} {}", &code[..3], &code[3..])).await.unwrap();
    assert!(accounts.show_code(&home(), &whose, &code).await.is_err());
    assert!(accounts.begin_totp(&whose).await.is_err(), "the secret of an app that counts is not replaced");
    assert_eq!(accounts.totp_setup(&whose, "a", "b").await.unwrap(), None, "nor shown again");
    accounts.remove_totp(&whose).await.unwrap();
    let steps = accounts.second_steps(&whose).await.unwrap();
    assert!(!steps.any() && steps.recovery_left == 0);
    assert!(accounts.remove_totp(&whose).await.is_err());
    assert_eq!(acts(&world).await, ["totp-added", "totp-removed"]);
}

async fn a_code_may_be_a_little_early_or_late(world: World) {
    let whose = ayse(&world).await;
    let (secret, _) = with_app(&world, &whose).await;
    for (moved, late, right) in [(120, -30, true), (60, -60, false), (60, 30, true), (90, 60, false)] {
        world.advance(moved);
        let code = totp(&secret, world.now() + jiff::SignedDuration::from_secs(late));
        assert_eq!(world.accounts.show_code(&home(), &whose, &code).await.is_ok(), right, "{late}");
    }
}

async fn recovery_codes_work_once_each_and_can_be_made_anew(world: World) {
    let (accounts, whose) = (&world.accounts, ayse(&world).await);
    assert!(accounts.new_recovery_codes(&whose).await.is_err(), "they are worth nothing without a second step");
    let (_, codes) = with_app(&world, &whose).await;
    assert_eq!(world.tamper(&format!("DELETE FROM recovery_code WHERE code_hash = '{}'", codes[0])).await, 0);
    accounts.show_code(&home(), &whose, &codes[0].to_uppercase()).await.unwrap();
    assert!(accounts.show_code(&home(), &whose, &codes[0]).await.is_err());
    assert_eq!(accounts.second_steps(&whose).await.unwrap().recovery_left, 9);
    let other = Whose::Staff(world.staff("mert", Role::Chief).await.login);
    assert!(accounts.show_code(&home(), &other, &codes[1]).await.is_err(), "they are ayse's");
    let new = accounts.new_recovery_codes(&whose).await.unwrap();
    assert!(accounts.show_code(&home(), &whose, &codes[1]).await.is_err());
    accounts.show_code(&home(), &whose, &new[9]).await.unwrap();
    assert_eq!(acts(&world).await, ["recovery-made", "recovery-used", "recovery-used", "totp-added"]);
}

async fn a_half_session_ends_after_minutes_and_gives_way_to_a_whole_one(world: World) {
    let (accounts, whose, address) = (&world.accounts, ayse(&world).await, home().address);
    let half = accounts.open_session(&whose, false, address, "Firefox").await.unwrap();
    assert!(!accounts.session(&half.secret).await.unwrap().unwrap().whole);
    assert!(accounts.sessions(&whose).await.unwrap().is_empty(), "nobody is signed in");
    let full = accounts.replace_session(Some(&half.id), &whose, true, address, "Firefox").await.unwrap();
    assert_eq!(accounts.session(&half.secret).await.unwrap(), None, "the first secret is worth nothing");
    assert!(accounts.session(&full.secret).await.unwrap().unwrap().whole);
    let half = accounts.open_session(&whose, false, address, "Firefox").await.unwrap();
    world.advance(HALF_MINUTES * 60 - 1);
    assert!(accounts.session(&half.secret).await.unwrap().is_some());
    world.advance(1);
    assert_eq!(accounts.session(&half.secret).await.unwrap(), None);
    assert!(accounts.session(&full.secret).await.unwrap().is_some());
}

async fn a_new_password_of_ones_own_ends_every_other_session(world: World) {
    let (accounts, address) = (&world.accounts, home().address);
    let paper = world.covered_subscriber("Paper").await.subscriber.organisation;
    let password = Password::new(PASSWORD).unwrap();
    let person =
        accounts.add_person(&paper, "ada@paper.example", "Ada", false, Some(password), OPERATOR).await.unwrap();
    for whose in [ayse(&world).await, Whose::Person(person)] {
        let here = accounts.open_session(&whose, true, address, "Firefox").await.unwrap();
        let there = accounts.open_session(&whose, true, address, "Chrome").await.unwrap();
        let session = accounts.session(&here.secret).await.unwrap().unwrap();
        let browser = accounts.know_browser(None, &whose).await.unwrap();
        let new = || Password::new("another horse").unwrap();
        let wrong = accounts.change_own_password(&home(), &session, "wrong password", new()).await;
        assert!(matches!(wrong, Err(AccountError::SignIn)), "{wrong:?}");
        assert!(accounts.session(&there.secret).await.unwrap().is_some(), "nothing was changed");
        accounts.change_own_password(&home(), &session, PASSWORD, new()).await.unwrap();
        assert!(accounts.session(&here.secret).await.unwrap().is_some());
        assert_eq!(accounts.session(&there.secret).await.unwrap(), None);
        let known = world.db.all("SELECT kind FROM known_browser", store::args![]).await.unwrap();
        assert!(known.is_empty(), "{browser} is a stranger's from here on");
        let signed_in = match &session.visitor {
            Visitor::Staff(_) => accounts.sign_in_staff("ayse", "another horse").await.is_ok(),
            Visitor::Person(_) => accounts.sign_in_person("ada@paper.example", "another horse").await.is_ok(),
        };
        assert!(signed_in);
        accounts.open_session(&whose, true, address, "Safari").await.unwrap();
        assert_eq!(accounts.end_other_sessions(&whose, &session.id).await.unwrap(), 1);
        assert_eq!(accounts.sessions(&whose).await.unwrap().len(), 1);
    }
    assert_eq!(acts(&world).await, ["password-changed", "password-changed"]);
}

async fn whoever_guesses_waits_and_the_owner_does_not(world: World) {
    world.staff("ayse", Role::Editor).await;
    let accounts = &world.accounts;
    accounts.sign_in_staff_from(&home(), "ayse", PASSWORD).await.unwrap();
    for n in 0..5 {
        let guess = accounts.sign_in_staff_from(&stranger(n), "ayse", &format!("wrong password {n}")).await;
        assert!(matches!(guess, Err(AccountError::SignIn)), "{guess:?}");
    }
    for password in ["another guess", PASSWORD] {
        let slowed = accounts.sign_in_staff_from(&stranger(9), "ayse", password).await;
        assert!(matches!(slowed, Err(AccountError::Slow { secs: 2 })), "the right one is not told: {slowed:?}");
    }
    accounts.sign_in_staff_from(&home(), "ayse", PASSWORD).await.unwrap();
    accounts.sign_in_staff("ayse", PASSWORD).await.unwrap();
    world.advance(2);
    accounts.sign_in_staff_from(&stranger(9), "ayse", PASSWORD).await.unwrap();
}

async fn frozen_and_unknown_accounts_are_slowed_alike(world: World) {
    world.staff("ayse", Role::Editor).await;
    world.staff("mert", Role::Editor).await;
    world.accounts.freeze_staff("mert", true, OPERATOR).await.unwrap();
    let mut answers = Vec::new();
    for login in ["ayse", "mert", "nobody"] {
        let mut answered = Vec::new();
        for n in 0..8 {
            // The right password of somebody who is frozen is as wrong as any other.
            let password = if login == "mert" && n == 0 { PASSWORD.to_owned() } else { format!("wrong password {n}") };
            let answer = world.accounts.sign_in_staff_from(&stranger(n), login, &password).await;
            answered.push(format!("{:?}", answer.unwrap_err()));
        }
        answers.push(answered);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    assert!(answers[0][7].contains("Slow"), "{answers:?}");
}

async fn a_code_that_is_sent_again_later_is_another_guess(world: World) {
    let (accounts, whose) = (&world.accounts, ayse(&world).await);
    let (secret, _) = with_app(&world, &whose).await;
    let wrong = (0..9).map(|n| format!("{n:06}")).find(|code| *code != totp(&secret, world.now())).unwrap();
    let mut answers = Vec::new();
    for _ in 0..12 {
        world.advance(30);
        answers.push(accounts.show_code(&stranger(1), &whose, &wrong).await);
    }
    assert!(answers.iter().any(|answer| matches!(answer, Err(AccountError::Slow { .. }))), "{answers:?}");
}

async fn a_password_set_by_a_letter_forgets_browsers_and_links(world: World) {
    let (accounts, whose) = (&world.accounts, ayse(&world).await);
    let left = async |table: &str| world.tamper(&format!("DELETE FROM {table} WHERE subject = 'ayse'")).await;
    accounts.open_session(&whose, true, home().address, "Firefox").await.unwrap();
    for table in ["known_browser", "invitation"] {
        world.tamper(&row_of(table)).await;
    }
    accounts.set_staff_password("ayse", Password::new("another horse").unwrap(), OPERATOR).await.unwrap();
    assert_eq!([left("known_browser").await, left("invitation").await, left("session").await], [0, 0, 0]);
}

/// A row that is ayse's.
fn row_of(table: &str) -> String {
    match table {
        "known_browser" => {
            "INSERT INTO known_browser (secret_hash, kind, subject, seen) VALUES ('x', 'staff', 'ayse', 1)".to_owned()
        }
        _ => "INSERT INTO invitation (secret_hash, purpose, kind, subject, email, expires) \
              VALUES ('x', 'reset', 'staff', 'ayse', 'a@b.example', 9999999999999)"
            .to_owned(),
    }
}

async fn codes_are_not_guessed(world: World) {
    let (accounts, whose) = (&world.accounts, ayse(&world).await);
    let (secret, codes) = with_app(&world, &whose).await;
    world.advance(60);
    let right = totp(&secret, world.now());
    let wrong = (0..).map(|n| format!("{n:06}")).filter(|code| *code != right);
    for code in wrong.take(5) {
        drop(accounts.show_code(&stranger(1), &whose, &code).await);
    }
    let slowed = accounts.show_code(&stranger(2), &whose, &right).await;
    assert!(matches!(slowed, Err(AccountError::Slow { secs: 15 })), "{slowed:?}");
    assert_eq!(accounts.second_steps(&whose).await.unwrap().recovery_left, 10, "a code that was not looked at is kept");
    world.advance(15);
    accounts.show_code(&stranger(2), &whose, &codes[0]).await.unwrap();
}

async fn the_same_code_twice_at_once_works_once(world: World) {
    let whose = ayse(&world).await;
    let (secret, _) = with_app(&world, &whose).await;
    world.advance(60);
    let code = totp(&secret, world.now());
    let tries = (0..10).map(|_| {
        let (accounts, whose, code) = (world.accounts.clone(), whose.clone(), code.clone());
        world.tasks.spawn(async move { accounts.show_code(&home(), &whose, &code).await.is_ok() })
    });
    let mut right = 0;
    for one in tries.collect::<Vec<_>>() {
        right += u32::from(one.await.unwrap());
    }
    assert_eq!(right, 1);
}

async fn a_browser_is_known_where_somebody_signed_in(world: World) {
    let (accounts, whose) = (&world.accounts, ayse(&world).await);
    world.staff("mert", Role::Editor).await;
    let browser = accounts.know_browser(None, &whose).await.unwrap();
    assert_eq!(accounts.know_browser(Some(&browser), &whose).await.unwrap(), browser, "it keeps its secret");
    assert_ne!(accounts.know_browser(Some("made up"), &whose).await.unwrap(), "made up");
    for n in 0..5 {
        for login in ["ayse", "mert"] {
            drop(accounts.sign_in_staff_from(&stranger(1), login, &format!("wrong password {n}")).await);
        }
    }
    let here = Comer { browser: Some(browser), ..stranger(2) };
    accounts.sign_in_staff_from(&here, "ayse", PASSWORD).await.unwrap();
    let other = accounts.sign_in_staff_from(&here, "mert", PASSWORD).await;
    assert!(matches!(other, Err(AccountError::Slow { .. })), "mert never signed in from it: {other:?}");
    // After a restart nothing is remembered but this.
    let elsewhere = world.accounts_elsewhere().await;
    for n in 0..5 {
        drop(elsewhere.sign_in_staff_from(&stranger(1), "ayse", &format!("wrong password {n}")).await);
    }
    elsewhere.sign_in_staff_from(&Comer { address: stranger(3).address, ..here }, "ayse", PASSWORD).await.unwrap();
}
