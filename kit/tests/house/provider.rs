//! An organisation's own identity provider, in the tables.

use crate::on_each_engine;
use ::account::{AccountError, OPERATOR, OrganisationId, Provider, VISIT_MINUTES};
use kit::World;
use store::args;

on_each_engine! {
    a_provider_is_kept_and_each_change_is_counted => super::a_provider_is_kept_and_each_change_is_counted;
    a_visit_ends_once => super::a_visit_ends_once;
    people_are_added_when_that_is_asked_for => super::people_are_added_when_that_is_asked_for;
}

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
    assert_eq!(accounts.revision().await.unwrap(), before + 3);
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
    let visit = accounts.begin_visit(&provider(&id), "nonce", "verifier", "/account").await.unwrap();
    let other = accounts.begin_visit(&provider(&id), "n", "v", "").await.unwrap();
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
