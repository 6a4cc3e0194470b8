//! Master users look after the people, API users and keys of their organisation, and of no other.

use crate::{Reception, routes};
use account::{OPERATOR, OrganisationId, Password, PersonId, Whose};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, header},
};
use kit::{PASSWORD, World};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};
use tower::ServiceExt;

/// An organisation with a master user and somebody else, each at a browser.
struct Paper {
    id: OrganisationId,
    master: PersonId,
    other: PersonId,
    masters: String,
    others: String,
}

struct House {
    world: World,
    app: Router,
}

impl House {
    async fn new() -> Self {
        let world = World::sqlite().await;
        let reception = Reception::new(world.accounts.clone(), Arc::clone(&world.agency)).at("https://wire.example");
        Self { app: web::layers(routes(reception)), world }
    }

    async fn paper(&self, name: &str) -> Paper {
        let accounts = &self.world.accounts;
        let id = accounts.add_organisation(name, OPERATOR).await.unwrap().id;
        let person = async |who: &str, master| {
            let (email, password) = (format!("{who}@{name}.example"), Password::new(PASSWORD).unwrap());
            accounts.add_person(&id, &email, who, master, Some(password), OPERATOR).await.unwrap()
        };
        let (master, other) = (person("ayse", true).await, person("can", false).await);
        let browser = async |who: &PersonId| {
            let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
            let session = accounts.open_session(&Whose::Person(who.clone()), true, here, "a test").await.unwrap();
            format!("__Host-tellal={}", session.secret)
        };
        let (masters, others) = (browser(&master).await, browser(&other).await);
        Paper { id, master, other, masters, others }
    }

    async fn ask(&self, method: Method, browser: &str, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", value.replace('@', "%40"))).collect();
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::COOKIE, browser).header("sec-fetch-site", "same-origin");
        let answer = self.app.clone().oneshot(request.body(Body::from(form.join("&"))).unwrap()).await.unwrap();
        let (head, body) = answer.into_parts();
        let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().into()).unwrap();
        let location = head.headers.get(header::LOCATION).map_or("", |location| location.to_str().unwrap());
        (head.status.as_u16(), if location.is_empty() { text } else { location.to_owned() })
    }

    async fn get(&self, browser: &str, path: &str) -> (u16, String) {
        self.ask(Method::GET, browser, path, &[]).await
    }

    async fn post(&self, browser: &str, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        self.ask(Method::POST, browser, path, fields).await
    }
}

/// What every room of a person, an API user and a key takes.
const ACTS: [&str; 6] = ["", "/freeze", "/delete", "/invite", "/password", "/revoke"];

#[tokio::test]
async fn a_master_user_manages_the_own_organisation() {
    let house = House::new().await;
    let paper = house.paper("paper").await;
    let (status, page) = house.get(&paper.masters, "/account/people").await;
    assert!(status == 200 && page.contains("can@paper.example") && page.contains("/account/people/new"), "{page}");
    let fields = [("name", "Deniz"), ("email", "deniz@paper.example")];
    let added = house.post(&paper.masters, "/account/people/new", &fields).await;
    assert_eq!(added, (303, "/account/people?done=person-added".to_owned()));
    let people = house.world.accounts.people(&paper.id).await.unwrap();
    let deniz = people.iter().find(|person| person.name == "Deniz").unwrap();
    assert!(deniz.invited && !deniz.master);
    let (status, page) = house.post(&paper.masters, "/account/people/new", &fields).await;
    assert!(status == 422 && page.contains("email-fault"), "{page}");
    let freeze = format!("/account/people/{}/freeze", paper.other.as_str());
    assert_eq!(house.post(&paper.masters, &freeze, &[("frozen", "yes")]).await.1, "/account/people?done=person-frozen");
    assert_eq!(house.get(&paper.others, "/account/people").await.0, 303, "signed out at once");
    // The last master user stays, whatever the form says.
    let own = format!("/account/people/{}", paper.master.as_str());
    for (path, fields) in [
        (own.clone(), &[("name", "Ayse"), ("email", "ayse@paper.example"), ("last", "yes")][..]),
        (format!("{own}/delete"), &[("last", "yes")][..]),
        (format!("{own}/freeze"), &[("frozen", "yes")][..]),
    ] {
        let (status, page) = house.post(&paper.masters, &path, fields).await;
        assert!(status == 422 && page.contains("last master user"), "{path}: {page}");
    }
    let (status, page) =
        house.post(&paper.masters, "/account/keys/new", &[("label", "website"), ("scopes", "feed")]).await;
    assert!(status == 200 && page.contains("tellal_"), "{page}");
    let (status, page) = house.post(&paper.masters, "/account/users/new", &[("login", "paper-api")]).await;
    assert!(status == 200 && page.contains("It is shown this once"), "{page}");
    let (_, page) = house.get(&paper.masters, "/account/keys").await;
    assert!(page.contains("website") && page.contains("paper-api"), "{page}");
}

#[tokio::test]
async fn others_see_who_manages_and_no_more() {
    let house = House::new().await;
    let paper = house.paper("paper").await;
    house
        .world
        .accounts
        .add_api_user(&paper.id, "paper-api", Password::new(PASSWORD).unwrap(), OPERATOR)
        .await
        .unwrap();
    let (status, page) = house.get(&paper.others, "/account/people").await;
    assert!(
        status == 200
            && page.contains("ayse@paper.example")
            && !page.contains("<form method=\"post\" action=\"/account/people"),
        "{page}"
    );
    let (status, page) = house.get(&paper.others, "/account/keys").await;
    assert!(status == 200 && !page.contains("paper-api"), "{page}");
    for path in ["/account/people/new", "/account/keys/new", "/account/users/new"] {
        assert_eq!(house.get(&paper.others, path).await.0, 403, "{path}");
        assert_eq!(
            house.post(&paper.others, path, &[("name", "x"), ("label", "x"), ("login", "xx")]).await.0,
            403,
            "{path}"
        );
    }
    let own = format!("/account/people/{}", paper.other.as_str());
    let itself = [("name", "Can"), ("email", "can@paper.example"), ("master", "yes")];
    assert_eq!(house.post(&paper.others, &own, &itself).await.0, 403);
    assert!(!house.world.accounts.person(&paper.id, &paper.other).await.unwrap().master);
    assert_eq!(house.get("", "/account/people").await.1, "/sign-in?next=%2Faccount%2Fpeople");
}

#[tokio::test]
async fn ids_of_another_organisation_are_not_found() {
    let house = House::new().await;
    let (paper, other) = (house.paper("paper").await, house.paper("other").await);
    let accounts = &house.world.accounts;
    accounts.add_api_user(&other.id, "other-api", Password::new(PASSWORD).unwrap(), OPERATOR).await.unwrap();
    let user = accounts.api_users(&other.id).await.unwrap().remove(0).id;
    let terms = account::KeyTerms::labelled("x");
    let key = accounts.add_key(&other.id, &terms, OPERATOR).await.unwrap();
    let fields = [("frozen", "yes"), ("name", "x"), ("email", "x@y.example")];
    for room in [format!("people/{}", other.other.as_str()), format!("users/{user}"), format!("keys/{}", key.id)] {
        for act in ACTS {
            let path = format!("/account/{room}{act}");
            for (method, fields) in [(Method::GET, &[][..]), (Method::POST, &fields[..])] {
                let (theirs, _) = house.ask(method.clone(), &paper.masters, &path, fields).await;
                assert!([404, 405].contains(&theirs), "{method} {path}: {theirs}");
            }
        }
    }
    assert!(
        accounts.sign_in_key(&key.secret).await.is_ok()
            && accounts.sign_in_api_user("other-api", PASSWORD).await.is_ok()
    );
    assert_eq!(accounts.person(&other.id, &other.other).await.unwrap().name, "can");
    let (_, page) = house.get(&paper.masters, "/account/people").await;
    assert!(!page.contains("other.example"), "{page}");
}
