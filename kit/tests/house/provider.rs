//! An organisation's own identity provider, in the tables.

use crate::on_each_engine;
use ::account::{AccountError, OPERATOR, OrganisationId, Provider, VISIT_MINUTES, Whose};
use kit::World;
use std::net::{IpAddr, Ipv4Addr};
use store::args;

on_each_engine! {
    a_provider_is_kept_and_each_change_is_counted => super::a_provider_is_kept_and_each_change_is_counted;
    a_visit_ends_once => super::a_visit_ends_once;
    one_network_does_not_fill_the_places_of_all => super::one_network_does_not_fill_the_places_of_all;
    forcing_a_provider_signs_its_people_out => super::forcing_a_provider_signs_its_people_out;
    people_elsewhere_are_not_led_to_a_forced_provider => super::people_elsewhere_are_not_led_to_a_forced_provider;
    people_are_added_when_that_is_asked_for => super::people_are_added_when_that_is_asked_for;
}

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

async fn paper(world: &World) -> OrganisationId {
    world.accounts.add_organisation("Paper", OPERATOR).await.unwrap().id
}

fn provider(organisation: &OrganisationId) -> Provider {
    Provider {
        organisation: organisation.clone(),
        issuer: "https://login.paper.example".to_owned(),
        client_id: "tellal".to_owned(),
        client_secret: "a secret".to_owned(),
        domains: vec!["Paper.Example".to_owned(), "@news.paper.example ".to_owned(), "paper.example".to_owned()],
        forced: true,
        adds: false,
    }
}

async fn a_provider_is_kept_and_each_change_is_counted(world: World) {
    let accounts = &world.accounts;
    let id = paper(&world).await;
    let before = accounts.revision().await.unwrap();
    accounts.set_provider(&provider(&id), "leyla").await.unwrap();
    let kept = accounts.provider_for("Ayse@NEWS.paper.example").await.unwrap().unwrap();
    assert_eq!(kept.domains, ["news.paper.example", "paper.example"]);
    assert!(kept.forced && !kept.adds && kept.client_secret == "a secret");
    for stranger in ["ayse@paper.example.com", "ayse@x.paper.example", "paper.example", "", "ayse"] {
        assert!(accounts.provider_for(stranger).await.unwrap().is_none(), "{stranger}");
    }
    // A change replaces all of it; a domain that is another's changes nothing.
    let other = accounts.add_organisation("Radio", OPERATOR).await.unwrap().id;
    let taken = accounts.set_provider(&provider(&other), "leyla").await;
    assert!(matches!(taken, Err(AccountError::Taken(domain)) if domain == "news.paper.example"));
    assert!(accounts.provider(&other).await.unwrap().is_none());
    let changed = Provider { domains: vec!["paper.example".to_owned()], forced: false, ..provider(&id) };
    accounts.set_provider(&changed, "leyla").await.unwrap();
    assert!(accounts.provider_for("ayse@news.paper.example").await.unwrap().is_none());
    accounts.remove_provider(&id, "leyla").await.unwrap();
    assert!(accounts.provider_for("ayse@paper.example").await.unwrap().is_none());
    assert!(matches!(accounts.remove_provider(&id, "leyla").await, Err(AccountError::Unknown { .. })));
    assert!(accounts.revision().await.unwrap() >= before + 3, "each change is seen elsewhere");
    let sql =
        "SELECT COUNT(*) AS n FROM audit WHERE act = 'provider' AND actor = 'leyla' AND detail NOT LIKE '%secret%'";
    assert_eq!(world.db.one(sql, args![]).await.unwrap().unwrap().count("n").unwrap(), 3);
    // An organisation that goes takes its provider along.
    accounts.set_provider(&provider(&other), "leyla").await.unwrap();
    world.tamper("DELETE FROM organisation WHERE name = 'Radio'").await;
    assert!(accounts.provider_for("ayse@paper.example").await.unwrap().is_none());
}

async fn a_visit_ends_once(world: World) {
    let accounts = &world.accounts;
    let id = paper(&world).await;
    accounts.set_provider(&provider(&id), OPERATOR).await.unwrap();
    let visit = accounts.begin_visit(&provider(&id), HERE, "nonce", "verifier", "/account").await.unwrap();
    let other = accounts.begin_visit(&provider(&id), HERE, "n", "v", "").await.unwrap();
    assert_eq!(accounts.end_visit(&visit.state, &other.browser).await.unwrap(), None);
    let ended = accounts.end_visit(&visit.state, &visit.browser).await.unwrap().unwrap();
    assert_eq!(
        (ended.organisation, ended.nonce.as_str(), ended.verifier.as_str(), ended.next.as_str()),
        (id, "nonce", "verifier", "/account")
    );
    assert_eq!(accounts.end_visit(&visit.state, &visit.browser).await.unwrap(), None);
    world.advance(VISIT_MINUTES * 60);
    assert_eq!(accounts.end_visit(&other.state, &other.browser).await.unwrap(), None);
}

async fn one_network_does_not_fill_the_places_of_all(world: World) {
    let accounts = &world.accounts;
    let provider = provider(&paper(&world).await);
    accounts.set_provider(&provider, OPERATOR).await.unwrap();
    let leave = async |address: &str| accounts.begin_visit(&provider, address.parse().unwrap(), "n", "v", "").await;
    let mut visits = Vec::new();
    for n in 0..20 {
        visits.push(leave(&format!("2001:db8::{n:x}")).await.unwrap());
    }
    assert!(matches!(leave("2001:db8::ffff:1").await, Err(AccountError::Busy)), "twenty of one network");
    assert!(leave("2001:db8:0:1::1").await.is_ok(), "another network is not held up");
    assert!(leave("::ffff:192.0.2.1").await.is_ok() && leave("192.0.2.1").await.is_ok());
    let ended = accounts.end_visit(&visits[0].state, &visits[0].browser).await.unwrap();
    assert!(ended.is_some() && leave("2001:db8::1").await.is_ok(), "who came back makes room");
    assert!(leave("2001:db8::1").await.is_err());
    world.advance(VISIT_MINUTES * 60);
    assert!(leave("2001:db8::1").await.is_ok(), "and so does who took too long");
}

async fn forcing_a_provider_signs_its_people_out(world: World) {
    let accounts = &world.accounts;
    let (id, radio) = (paper(&world).await, accounts.add_organisation("Radio", OPERATOR).await.unwrap().id);
    let enter = async |whose: &Whose, whole: bool| accounts.open_session(whose, whole, HERE, "").await.unwrap().secret;
    let ayse = accounts.add_person(&id, "ayse@paper.example", "Ayşe", true, None, OPERATOR).await.unwrap();
    let cem = accounts.add_person(&radio, "cem@radio.example", "Cem", true, None, OPERATOR).await.unwrap();
    let staff = Whose::Staff(world.staff("leyla", account::Role::Business).await.login);
    let (ayse, cem) = (Whose::Person(ayse), Whose::Person(cem));
    let (inside, half) = (enter(&ayse, true).await, enter(&ayse, false).await);
    let others = [enter(&cem, true).await, enter(&staff, true).await];
    let free = Provider { forced: false, ..provider(&id) };
    accounts.set_provider(&free, OPERATOR).await.unwrap();
    assert!(accounts.session(&inside).await.unwrap().is_some(), "a provider that is not forced ends nothing");
    accounts.set_provider(&provider(&id), OPERATOR).await.unwrap();
    for secret in [inside, half] {
        assert_eq!(accounts.session(&secret).await.unwrap(), None);
    }
    for secret in others {
        assert!(accounts.session(&secret).await.unwrap().is_some(), "others stay");
    }
}

async fn people_elsewhere_are_not_led_to_a_forced_provider(world: World) {
    let accounts = &world.accounts;
    let (id, radio) = (paper(&world).await, accounts.add_organisation("Radio", OPERATOR).await.unwrap().id);
    for email in ["ayse@paper.example", "can@elsewhere.example"] {
        accounts.add_person(&id, email, "A", false, None, OPERATOR).await.unwrap();
    }
    let add = async |email: &str| accounts.add_person(&radio, email, "C", false, None, OPERATOR).await.unwrap();
    for email in ["a@paper.example.com", "b@my.paper.example", "d@elsewhere.example"] {
        add(email).await;
    }
    accounts.set_provider(&provider(&id), OPERATOR).await.unwrap();
    accounts.remove_provider(&id, OPERATOR).await.unwrap();
    let in_the_way = async || match accounts.set_provider(&provider(&id), OPERATOR).await {
        Err(AccountError::Bad { field: "domains", why }) => why,
        other => panic!("{other:?}"),
    };
    add("cem@paper.example").await;
    let why = in_the_way().await;
    assert!(why.ends_with(": cem@paper.example (Radio)"), "{why}");
    for n in 0..3 {
        add(&format!("x{n}@news.paper.example")).await;
    }
    let why = in_the_way().await;
    assert!(why.contains("x0@news.paper.example (Radio)") && why.ends_with(" and 1 more"), "{why}");
    assert!(accounts.provider(&id).await.unwrap().is_none(), "nothing was changed");
    let free = Provider { forced: false, ..provider(&id) };
    accounts.set_provider(&free, OPERATOR).await.unwrap();
}

async fn people_are_added_when_that_is_asked_for(world: World) {
    let accounts = &world.accounts;
    let id = paper(&world).await;
    let mut provider = Provider { domains: vec!["paper.example".to_owned()], ..provider(&id) };
    let nobody = accounts.vouched(&provider, "ayse@paper.example", "Ayşe").await;
    assert!(matches!(nobody, Err(AccountError::SignIn)));
    provider.adds = true;
    let ayse = accounts.vouched(&provider, "Ayse@paper.example", "Ayşe").await.unwrap();
    assert!((ayse.name.as_str(), ayse.email.as_str()) == ("Ayşe", "ayse@paper.example") && !ayse.master);
    assert_eq!(accounts.vouched(&provider, "ayse@paper.example", "Another").await.unwrap(), ayse, "added once");
    assert_eq!(accounts.vouched(&provider, "x@paper.example", " ").await.unwrap().name, "x@paper.example");
    world.tamper("UPDATE organisation SET frozen = TRUE").await;
    assert!(accounts.vouched(&provider, "ayse@paper.example", "Ayşe").await.is_err());
    assert!(accounts.vouched(&provider, "y@paper.example", "Y").await.is_err());
    let people = accounts.people(&id).await.unwrap();
    assert_eq!(people.len(), 2, "nobody is added to a frozen organisation");
}
