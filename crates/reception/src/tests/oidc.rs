//! Signing in through an organisation's own provider.

use super::{
    provider::{CLIENT, CODE, Provider},
    window::{Answer, Window},
};
use crate::met::DESCRIBED_MINUTES;
use account::{OPERATOR, OrganisationId, VISIT_MINUTES, Visitor};
use kit::PASSWORD;
use serde_json::{Value, json};
use std::sync::Arc;

const MAIL: &str = "ayse@paper.example";

/// A paper that has a provider, and Ayşe who works there.
async fn paper() -> (Window, Arc<Provider>, OrganisationId) {
    let window = Window::new().await;
    let provider = Provider::open(&window.world, MAIL).await;
    let paper = window.organisation("Paper").await;
    window.person(&paper, MAIL).await;
    set(&window, &provider, &paper, false, false).await;
    (window, provider, paper)
}

async fn set(window: &Window, provider: &Provider, paper: &OrganisationId, forced: bool, adds: bool) {
    let provider = account::Provider {
        organisation: paper.clone(),
        issuer: provider.issuer.clone(),
        client_id: CLIENT.0.to_owned(),
        client_secret: CLIENT.1.to_owned(),
        domains: vec!["paper.example".to_owned()],
        forced,
        adds,
    };
    window.world.accounts.set_provider(&provider, OPERATOR).await.unwrap();
}

/// A browser that was sent to the provider.
struct Away {
    state: String,
    cookie: String,
}

/// Leaves for the provider, which remembers what the browser brought.
async fn leave(window: &Window, provider: &Provider) -> Away {
    let sent = window.get(&format!("/sign-in/provider?login={MAIL}&next=%2Faccount%2Fkeys"), "").await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let (address, query) = sent.location().split_once('?').unwrap();
    assert_eq!(address, format!("{}/auth", provider.issuer));
    let query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let part = |name: &str| query.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("{name}")).1.clone();
    assert_eq!((part("response_type"), part("code_challenge_method")), ("code".to_owned(), "S256".to_owned()));
    assert_eq!(part("redirect_uri"), "https://wire.example/sign-in/provider/back");
    assert!(part("scope").split(' ').any(|scope| scope == "email"));
    provider.tell(|told| {
        told.challenge = part("code_challenge");
        if told.token["nonce"] == Value::Null {
            told.token["nonce"] = Value::from(part("nonce"));
        }
    });
    Away {
        state: part("state"),
        cookie: format!("__Host-tellal-visit={}", sent.cookie("__Host-tellal-visit").unwrap()),
    }
}

async fn come_back(window: &Window, away: &Away) -> Answer {
    window.get(&format!("/sign-in/provider/back?code={CODE}&state={}", away.state), &away.cookie).await
}

/// Refuses with this status, and nobody is signed in.
#[track_caller]
fn refused(answer: &Answer, status: u16, why: &str) {
    assert_eq!(answer.status, status, "{why}: {}", answer.text);
    assert_eq!(answer.cookie("__Host-tellal"), None, "{why}");
}

#[tokio::test]
async fn somebody_comes_in_through_their_organisation() {
    let (window, provider, _) = paper().await;
    let away = leave(&window, &provider).await;
    let back = come_back(&window, &away).await;
    assert_eq!((back.status, back.location()), (303, "/account/keys"));
    let session = window.world.accounts.session(&back.cookie("__Host-tellal").unwrap()).await.unwrap().unwrap();
    assert!(session.whole, "the provider's own second step counts");
    assert!(matches!(session.visitor, Visitor::Person(person) if person.email == MAIL));
    refused(&come_back(&window, &away).await, 400, "a visit is over once it was ended");
    // The same when only the user info tells the address.
    provider.tell(|told| {
        told.info = json!({ "sub": "ayse", "email": MAIL, "email_verified": true });
        told.token = json!({});
    });
    let away = leave(&window, &provider).await;
    assert_eq!(come_back(&window, &away).await.status, 303);
}

#[tokio::test]
async fn the_session_that_the_browser_had_ends() {
    let (window, provider, paper) = paper().await;
    let accounts = &window.world.accounts;
    let before = window.person(&paper, "can@paper.example").await;
    let here = std::net::IpAddr::from([192, 0, 2, 1]);
    let old = accounts.open_session(&account::Whose::Person(before), true, here, "").await.unwrap().secret;
    let away = leave(&window, &provider).await;
    let away = Away { cookie: format!("{}; __Host-tellal={old}", away.cookie), ..away };
    let back = come_back(&window, &away).await;
    assert_eq!(back.status, 303);
    assert_ne!(back.cookie("__Host-tellal").unwrap(), old);
    assert!(back.cookie("__Host-tellal-browser").is_some(), "the browser is known from now on");
    assert_eq!(back.cookie("__Host-tellal-visit"), None);
    assert_eq!(accounts.session(&old).await.unwrap(), None, "whoever knew the old secret has nothing any more");
}

#[tokio::test]
async fn a_provider_is_asked_who_it_is_now_and_then() {
    let (window, provider, _) = paper().await;
    for _ in 0..3 {
        let away = leave(&window, &provider).await;
        assert_eq!(come_back(&window, &away).await.status, 303);
        provider.tell(|told| told.token.as_object_mut().unwrap().retain(|name, _| name != "nonce"));
    }
    assert_eq!(provider.told().asked, 1);
    window.world.advance(DESCRIBED_MINUTES * 60);
    leave(&window, &provider).await;
    assert_eq!(provider.told().asked, 2);
    // One that changes its key is asked for the new one at once.
    provider.tell(|told| {
        told.token.as_object_mut().unwrap().retain(|name, _| name != "nonce");
        (told.seed, told.published) = (8, 8);
    });
    let away = leave(&window, &provider).await;
    assert_eq!(come_back(&window, &away).await.status, 303);
    assert_eq!(provider.told().asked, 3);
}

#[tokio::test]
async fn a_stranger_does_not_make_us_ask_without_end() {
    let (window, provider, _) = paper().await;
    provider.tell(|told| told.moved = true);
    let to = format!("/sign-in/provider?login={MAIL}");
    for _ in 0..20 {
        refused(&window.get(&to, "").await, 502, "the provider is out of order");
    }
    provider.tell(|told| told.moved = false);
    refused(&window.get(&to, "").await, 503, "twenty visits of one network");
    assert_eq!(provider.told().asked, 0, "it was refused before the provider was asked");
    window.world.advance(VISIT_MINUTES * 60);
    leave(&window, &provider).await;
}

#[tokio::test]
async fn a_visit_belongs_to_its_browser_and_is_short() {
    let (window, provider, _) = paper().await;
    let away = leave(&window, &provider).await;
    let other = leave(&window, &provider).await;
    let mixed = Away { state: away.state.clone(), cookie: other.cookie };
    refused(&come_back(&window, &mixed).await, 400, "the cookie of another visit");
    refused(&come_back(&window, &Away { state: away.state.clone(), cookie: String::new() }).await, 400, "no cookie");
    refused(&come_back(&window, &Away { state: "0".repeat(64), ..away }).await, 400, "another state");
    let away = leave(&window, &provider).await;
    window.world.advance(VISIT_MINUTES * 60);
    refused(&come_back(&window, &away).await, 400, "too late");
    let away = leave(&window, &provider).await;
    let denied = format!("/sign-in/provider/back?error=access_denied&state={}", away.state);
    refused(&window.get(&denied, &away.cookie).await, 502, "the provider said no");
}

#[tokio::test]
async fn a_token_that_is_not_for_this_visit_is_refused() {
    let (window, provider, _) = paper().await;
    let usual = provider.told();
    for (why, claims) in [
        ("another nonce", json!({ "nonce": "another" })),
        ("another client", json!({ "aud": "another" })),
        ("another issuer", json!({ "iss": "https://login.paper.example" })),
        ("over", json!({ "exp": 1 })),
        ("not verified", json!({ "email_verified": false })),
        ("not said to be verified", json!({ "email_verified": null })),
        ("no address", json!({ "email": null })),
    ] {
        provider.tell(|told| {
            *told = usual.clone();
            for (name, value) in claims.as_object().unwrap() {
                told.token[name] = value.clone();
            }
        });
        let away = leave(&window, &provider).await;
        refused(&come_back(&window, &away).await, 502, why);
    }
    provider.tell(|told| {
        *told = usual.clone();
        told.seed = 8;
    });
    let away = leave(&window, &provider).await;
    refused(&come_back(&window, &away).await, 502, "signed by another key");
    provider.tell(|told| *told = usual.clone());
    let away = leave(&window, &provider).await;
    provider.tell(|told| told.challenge = "another".to_owned());
    refused(&come_back(&window, &away).await, 502, "another browser's code");
    provider.tell(|told| told.moved = true);
    window.world.advance(DESCRIBED_MINUTES * 60);
    let moved = window.get(&format!("/sign-in/provider?login={MAIL}"), "").await;
    refused(&moved, 502, "no redirect is followed");
}

#[tokio::test]
async fn a_provider_vouches_for_its_own_people_only() {
    let (window, provider, paper) = paper().await;
    let radio = window.organisation("Radio").await;
    window.person(&radio, "cem@radio.example").await;
    window.person(&radio, "cem@paper.example").await;
    window.person(&paper, "deniz@elsewhere.example").await;
    let usual = provider.told();
    let sign_in = async |email: &str| {
        provider.tell(|told| {
            *told = usual.clone();
            told.token["email"] = Value::from(email);
        });
        let away = leave(&window, &provider).await;
        come_back(&window, &away).await
    };
    refused(&sign_in("cem@radio.example").await, 403, "another domain");
    refused(&sign_in("cem@paper.example").await, 403, "another organisation's person");
    refused(&sign_in("deniz@elsewhere.example").await, 403, "its person with an address that it does not vouch for");
    refused(&sign_in("new@paper.example").await, 403, "nobody is added unless it was asked for");
    set(&window, &provider, &paper, false, true).await;
    assert_eq!(sign_in("new@paper.example").await.status, 303);
    refused(&sign_in("cem@paper.example").await, 403, "whoever is elsewhere stays there");
    refused(&sign_in("new@radio.example").await, 403, "nobody of another domain is added");
    window.world.tamper("UPDATE person SET frozen = TRUE WHERE email = 'ayse@paper.example'").await;
    refused(&sign_in(MAIL).await, 403, "frozen");
}

#[tokio::test]
async fn who_is_led_away_depends_on_the_domain_alone() {
    let (window, provider, paper) = paper().await;
    let post = async |login: &str, password: &str| {
        window.post("/sign-in", &[("login", login), ("password", password), ("next", "/account")]).await
    };
    let known = post(MAIL, "").await;
    let unknown = post("nobody@paper.example", "").await;
    assert_eq!((known.status, unknown.status), (200, 200));
    assert_eq!(known.text.replace("ayse", "nobody"), unknown.text);
    assert_eq!(known.headers["refresh"], "0; url=/sign-in/provider?login=ayse%40paper.example&next=%2Faccount");
    assert_eq!(post(MAIL, PASSWORD).await.status, 303, "a password is taken as well");
    set(&window, &provider, &paper, true, false).await;
    for login in [MAIL, "nobody@paper.example"] {
        let led = post(login, PASSWORD).await;
        assert!(led.status == 200 && led.headers.contains_key("refresh") && led.cookie("__Host-tellal").is_none());
    }
    window.person(&paper, "deniz@elsewhere.example").await;
    assert_eq!(post("deniz@elsewhere.example", PASSWORD).await.status, 401, "there is no other way in");
    assert_eq!(window.get("/sign-in/provider?login=nobody@nowhere.example", "").await.location(), "/sign-in");
    window.post("/reset", &[("email", MAIL)]).await;
    let letters = mailroom::lines(&window.world.db, false, 10).await.unwrap();
    assert!(letters.is_empty(), "nobody sets a password that opens nothing");
}
