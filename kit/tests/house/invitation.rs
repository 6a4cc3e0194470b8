//! Links in letters that let somebody in.

use crate::on_each_engine;
use ::account::{
    AccountError, INVITATION_DAYS, LastMaster, OPERATOR, Password, PersonId, Purpose, RESET_HOURS, Role, Whose,
};
use kit::{PASSWORD, World};
use std::net::IpAddr;
use store::args;

const BASE: &str = "https://news.example";
const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const NEW: &str = "another horse battery";

on_each_engine! {
    an_invitation_lets_somebody_set_a_password_once => super::an_invitation_lets_somebody_set_a_password_once;
    a_reset_ends_sessions_and_older_links => super::a_reset_ends_sessions_and_older_links;
    links_end_with_time_and_with_the_account => super::links_end_with_time_and_with_the_account;
    a_master_user_invites_for_their_organisation => super::a_master_user_invites_for_their_organisation;
    nobodys_mailbox_is_filled_with_invitations => super::nobodys_mailbox_is_filled_with_invitations;
    asking_tells_nothing_and_is_bounded => super::asking_tells_nothing_and_is_bounded;
    staff_are_invited_too_and_in_turkish => super::staff_are_invited_too_and_in_turkish;
}

fn new() -> Password {
    Password::new(NEW).unwrap()
}

async fn ayse(world: &World, password: Option<&str>) -> PersonId {
    let paper = world.accounts.add_organisation("Paper", OPERATOR).await.unwrap();
    let password = password.map(|text| Password::new(text).unwrap());
    world.accounts.add_person(&paper.id, "ayse@paper.example", "Ayşe", true, password, OPERATOR).await.unwrap()
}

/// Every letter that waits, the oldest first: kind, recipient, subject and text.
async fn letters(world: &World) -> Vec<(String, String, String, String)> {
    let sql = "SELECT kind, to_mail, subject, text FROM mail ORDER BY time, id";
    let rows = world.db.all(sql, args![]).await.unwrap();
    let text = |row: &store::Row, column| row.text(column).unwrap();
    rows.iter().map(|r| (text(r, "kind"), text(r, "to_mail"), text(r, "subject"), text(r, "text"))).collect()
}

/// The secret in the letter that was posted last.
async fn secret(world: &World) -> String {
    let (.., text) = letters(world).await.pop().expect("a letter");
    let (_, secret) = text.split_once("?link=").expect("a link");
    secret.lines().next().unwrap().to_owned()
}

async fn ask(world: &World) {
    world.accounts.ask_reset(" Ayse@Paper.example", HERE, BASE).await.unwrap();
    world.advance(1);
}

async fn writes_in(world: &World, lang: &str) {
    let mut agency = story::Agency::clone(&world.agency);
    agency.language = story::Lang::new(lang).unwrap();
    world.accounts.set_agency(&agency).await.unwrap();
}

async fn an_invitation_lets_somebody_set_a_password_once(world: World) {
    writes_in(&world, "en").await;
    world.staff("leyla", Role::Business).await;
    let id = ayse(&world, None).await;
    world.accounts.invite_person(&id, "leyla", BASE).await.unwrap();
    let [(kind, to, subject, text)] = letters(&world).await.try_into().unwrap();
    assert_eq!((kind.as_str(), to.as_str()), ("invitation", "ayse@paper.example"));
    assert_eq!(subject, "Tellal News Agency: your account is ready");
    for part in
        ["leyla of Tellal News Agency", "at Paper", "https://news.example/invitation?link=", "2026-09-08 12:00 UTC"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let first = secret(&world).await;
    let stored = world.db.one("SELECT secret_hash FROM invitation", args![]).await.unwrap().unwrap();
    assert_ne!(stored.text("secret_hash").unwrap(), first, "the table does not hold the secret");
    // Looking does not use it up.
    for _ in 0..3 {
        let seen = world.accounts.invitation(Purpose::Invitation, &first).await.unwrap().unwrap();
        assert_eq!((seen.name.as_str(), seen.login.as_str()), ("Ayşe", "ayse@paper.example"));
    }
    assert_eq!(world.accounts.invitation(Purpose::Reset, &first).await.unwrap(), None, "it is no reset");
    world.advance(1);
    world.accounts.invite_person(&id, "leyla", BASE).await.unwrap();
    assert_eq!(world.accounts.invitation(Purpose::Invitation, &first).await.unwrap(), None, "a newer one replaced it");
    let second = secret(&world).await;
    let whose = world.accounts.accept(Purpose::Invitation, &second, new()).await.unwrap();
    assert_eq!(whose, Whose::Person(id));
    assert!(world.accounts.sign_in_person("ayse@paper.example", NEW).await.is_ok());
    let again = world.accounts.accept(Purpose::Invitation, &second, Password::new(PASSWORD).unwrap()).await;
    assert!(matches!(again, Err(AccountError::Unknown { .. })));
    assert!(world.accounts.sign_in_person("ayse@paper.example", NEW).await.is_ok(), "nothing was changed");
    let audit = world.db.all("SELECT actor, act FROM audit ORDER BY id", args![]).await.unwrap();
    let mut acts: Vec<_> = audit.iter().map(|row| row.text("act").unwrap()).filter(|a| a != "add").collect();
    // Two of them have the same time.
    acts.sort();
    assert_eq!(acts, ["invite", "invite", "password"]);
}

async fn a_reset_ends_sessions_and_older_links(world: World) {
    let id = ayse(&world, Some(PASSWORD)).await;
    let who = Whose::Person(id);
    let session = world.accounts.open_session(&who, true, HERE, "a browser").await.unwrap();
    ask(&world).await;
    let first = secret(&world).await;
    ask(&world).await;
    let second = secret(&world).await;
    assert_eq!(world.accounts.invitation(Purpose::Reset, &first).await.unwrap(), None, "the newer one ends it");
    assert!(world.accounts.sign_in_person("ayse@paper.example", PASSWORD).await.is_ok(), "asking changes nothing");
    assert!(world.accounts.session(&session.secret).await.unwrap().is_some());
    world.accounts.accept(Purpose::Reset, &second, new()).await.unwrap();
    assert!(world.accounts.session(&session.secret).await.unwrap().is_none(), "every browser is signed out");
    assert!(world.accounts.sign_in_person("ayse@paper.example", PASSWORD).await.is_err());
    assert!(world.accounts.sign_in_person("ayse@paper.example", NEW).await.is_ok());
}

async fn links_end_with_time_and_with_the_account(world: World) {
    let id = ayse(&world, None).await;
    world.accounts.invite_person(&id, "operator", BASE).await.unwrap();
    let invitation = secret(&world).await;
    world.advance(1);
    ask(&world).await;
    let reset = secret(&world).await;
    world.advance(RESET_HOURS * 3_600 - 2);
    assert!(world.accounts.invitation(Purpose::Reset, &reset).await.unwrap().is_some());
    world.advance(2);
    assert!(world.accounts.invitation(Purpose::Reset, &reset).await.unwrap().is_none());
    assert!(world.accounts.accept(Purpose::Reset, &reset, new()).await.is_err());
    assert!(world.accounts.invitation(Purpose::Invitation, &invitation).await.unwrap().is_some());
    world.tamper("UPDATE person SET frozen = TRUE").await;
    assert!(world.accounts.accept(Purpose::Invitation, &invitation, new()).await.is_err(), "frozen");
    world.tamper("UPDATE person SET frozen = FALSE, email = 'another@paper.example'").await;
    assert!(world.accounts.invitation(Purpose::Invitation, &invitation).await.unwrap().is_none(), "another address");
    world.tamper("UPDATE person SET email = 'ayse@paper.example'").await;
    assert!(world.accounts.invitation(Purpose::Invitation, &invitation).await.unwrap().is_some());
    world.advance(INVITATION_DAYS * 86_400);
    assert!(world.accounts.invitation(Purpose::Invitation, &invitation).await.unwrap().is_none());
}

async fn a_master_user_invites_for_their_organisation(world: World) {
    let ayse = ayse(&world, Some(PASSWORD)).await;
    let paper = world.accounts.organisation("Paper").await.unwrap();
    let can = world.accounts.add_person(&paper.id, "can@paper.example", "Can", false, None, OPERATOR).await.unwrap();
    for (lang, told) in [("en", "Ayşe of Paper has made"), ("tr", "Ayşe (Paper) ")] {
        writes_in(&world, lang).await;
        world.accounts.invite_person(&can, ayse.as_str(), BASE).await.unwrap();
        let (.., text) = letters(&world).await.pop().unwrap();
        assert!(text.contains(told) && !text.contains("Ayşe of Tellal"), "{text}");
        world.advance(1);
    }
}

async fn nobodys_mailbox_is_filled_with_invitations(world: World) {
    let id = ayse(&world, None).await;
    let paper = world.accounts.organisation("Paper").await.unwrap();
    let invite = async |id: &PersonId| world.accounts.invite_person(id, OPERATOR, BASE).await;
    for _ in 0..3 {
        invite(&id).await.unwrap();
        world.advance(1);
    }
    let last = secret(&world).await;
    let refused = invite(&id).await;
    assert!(matches!(refused, Err(AccountError::Bad { field: "person", .. })), "{refused:?}");
    assert_eq!(letters(&world).await.len(), 3);
    let works = world.accounts.invitation(Purpose::Invitation, &last).await.unwrap();
    assert!(works.is_some(), "what was refused ends no link");
    world.accounts.delete_person(&id, LastMaster::MayGo, OPERATOR).await.unwrap();
    let add =
        async |email: &str| world.accounts.add_person(&paper.id, email, "Ayşe", true, None, OPERATOR).await.unwrap();
    let again = add("ayse@paper.example").await;
    assert!(invite(&again).await.is_err(), "an account that is made again has the same mailbox");
    invite(&add("can@paper.example").await).await.unwrap();
    world.advance(3_600);
    invite(&again).await.unwrap();
    assert_eq!(letters(&world).await.len(), 5);
}

async fn asking_tells_nothing_and_is_bounded(world: World) {
    ayse(&world, Some(PASSWORD)).await;
    let count = async |table: &str| {
        let sql = match table {
            "mail" => "SELECT COUNT(*) AS n FROM mail",
            "ask" => "SELECT COUNT(*) AS n FROM reset_ask",
            _ => "SELECT COUNT(*) AS n FROM invitation",
        };
        world.db.one(sql, args![]).await.unwrap().unwrap().count("n").unwrap()
    };
    world.accounts.ask_reset("nobody@paper.example", HERE, BASE).await.unwrap();
    assert_eq!((count("mail").await, count("link").await, count("ask").await), (0, 0, 1), "nobody gets no letter");
    for _ in 0..5 {
        ask(&world).await;
    }
    assert_eq!(count("mail").await, 3, "an account gets three letters an hour; who asks is told nothing");
    assert_eq!(count("ask").await, 6);
    let bad = world.accounts.ask_reset("not an address", HERE, BASE).await;
    assert!(matches!(bad, Err(AccountError::Bad { field: "email", .. })));
    for n in 0..14 {
        world.accounts.ask_reset(&format!("nobody{n}@paper.example"), HERE, BASE).await.unwrap();
    }
    let refused = world.accounts.ask_reset("nobody@paper.example", HERE, BASE).await;
    assert!(matches!(refused, Err(AccountError::Busy)), "twenty an hour from one address");
    let other: IpAddr = "2001:db8::1".parse().unwrap();
    world.accounts.ask_reset("nobody@paper.example", other, BASE).await.unwrap();
    world.advance(RESET_HOURS * 3_600);
    ask(&world).await;
    assert_eq!((count("mail").await, count("ask").await), (4, 1), "an hour later it is forgotten");
    world.tamper("UPDATE organisation SET frozen = TRUE").await;
    ask(&world).await;
    assert_eq!(count("mail").await, 4, "nobody of a frozen organisation gets a letter");
}

async fn staff_are_invited_too_and_in_turkish(world: World) {
    writes_in(&world, "tr").await;
    world.staff("tom", Role::Editor).await;
    let without = world.accounts.invite_staff("tom", "operator", BASE).await;
    assert!(matches!(without, Err(AccountError::Unknown { .. })), "there is nowhere to write to");
    world.tamper("UPDATE staff SET email = 'tom@agency.example' WHERE login = 'tom'").await;
    world.accounts.invite_staff("tom", "operator", BASE).await.unwrap();
    let (_, to, subject, text) = letters(&world).await.pop().unwrap();
    assert_eq!(to, "tom@agency.example");
    assert!(subject.ends_with("hesabınız hazır") && text.contains("Giriş adınız: tom"), "{subject} {text}");
    let link = secret(&world).await;
    assert_eq!(world.accounts.accept(Purpose::Invitation, &link, new()).await.unwrap(), Whose::Staff("tom".to_owned()));
    assert!(world.accounts.sign_in_staff("tom", NEW).await.is_ok());
    world.accounts.ask_reset("tom@agency.example", HERE, BASE).await.unwrap();
    let (kind, _, subject, _) = letters(&world).await.into_iter().find(|(kind, ..)| kind == "reset").unwrap();
    assert!(kind == "reset" && subject.ends_with("yeni parola"));
}
