//! The reception as browsers see it, over the router.

use crate::{Reception, routes};
use account::{LastMaster, OPERATOR, Password, Role, Whose};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::connect_info::MockConnectInfo,
    http::{HeaderMap, Request, header},
};
use kit::{PASSWORD, World, totp};
use std::{cell::RefCell, collections::BTreeMap, net::SocketAddr, sync::Arc};
use tower::ServiceExt;

const BASE: &str = "https://wire.example";

struct Stand {
    world: World,
    app: Router,
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |at| at.to_str().unwrap())
    }
}

/// A browser, which keeps its cookies.
#[derive(Default)]
struct Browser {
    cookies: RefCell<BTreeMap<String, String>>,
    address: u8,
}

impl Stand {
    async fn new() -> Self {
        let world = World::sqlite().await;
        let reception = Reception::new(world.accounts.clone(), Arc::clone(&world.agency)).at(BASE);
        let app = web::over_tls(web::layers(routes(reception)), BASE);
        Self { world, app }
    }

    async fn send(&self, browser: &Browser, request: axum::http::request::Builder, body: &str) -> Answer {
        let cookies: Vec<String> =
            browser.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(Body::from(body.to_owned())).unwrap();
        let from = MockConnectInfo(SocketAddr::from(([192, 0, 2, browser.address], 5_000)));
        let (head, body) = self.app.clone().layer(from).oneshot(request).await.unwrap().into_parts();
        for cookie in head.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            browser.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }

    async fn get(&self, browser: &Browser, path: &str) -> Answer {
        self.send(browser, Request::get(path).header(header::HOST, "wire.example"), "").await
    }

    async fn post(&self, browser: &Browser, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "wire.example")
            .header(header::ORIGIN, BASE)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(browser, request, form).await
    }

    async fn sign_in(&self, browser: &Browser, login: &str, password: &str) -> Answer {
        let password = password.replace(' ', "+");
        self.post(browser, "/sign-in", &format!("login={login}&password={password}&next=")).await
    }

    /// A chief whose codes come from an app; answers its secret and the recovery codes.
    async fn chief_with_app(&self) -> (String, Vec<String>) {
        let whose = Whose::Staff(self.world.staff("ayse", Role::Chief).await.login);
        self.world.accounts.begin_totp(&whose).await.unwrap();
        let setup = self.world.accounts.totp_setup(&whose, "Tellal", "ayse").await.unwrap().unwrap();
        let code = totp(&setup.secret, self.world.now());
        let codes = self.world.accounts.confirm_totp(&whose, &code).await.unwrap().unwrap();
        self.world.advance(60);
        (setup.secret, codes)
    }
}

#[tokio::test]
async fn a_wrong_sign_in_does_not_tell_who_exists() {
    let stand = Stand::new().await;
    let world = &stand.world;
    world.staff("wrongly", Role::Editor).await;
    world.staff("frozen1", Role::Editor).await;
    world.accounts.freeze_staff("frozen1", true, OPERATOR).await.unwrap();
    let paper = world.covered_subscriber("Paper").await.subscriber.organisation;
    let person = async |email: &str, password: Option<Password>| {
        world.accounts.add_person(&paper, email, "Ada", false, password, OPERATOR).await.unwrap()
    };
    let password = || Some(Password::new(PASSWORD).unwrap());
    person("i@p.exa", None).await;
    person("w@p.exa", password()).await;
    let frozen = person("f@p.exa", password()).await;
    world.accounts.freeze_person(&frozen, true, LastMaster::MayGo, OPERATOR).await.unwrap();
    // Nobody of that name, a wrong password, a frozen account; and of people also one who was only invited. All are of
    // the same length, because the page shows again what was typed.
    let logins = ["unknown", "wrongly", "frozen1", "u@p.exa", "i@p.exa", "w@p.exa", "f@p.exa"];
    let mut answers = Vec::new();
    for login in logins {
        // The right password of a frozen account is as wrong as another.
        let password = if login.starts_with('f') { PASSWORD } else { "wrong password" };
        let answer = stand.sign_in(&Browser::default(), login, password).await;
        assert_eq!(answer.status, 401, "{login}");
        let mut headers = answer.headers.clone();
        headers.remove("x-request-id");
        let typed = format!("value=\"{login}\"");
        assert!(answer.text.contains(&typed), "{}", answer.text);
        answers.push((headers, answer.text.replace(&typed, "")));
    }
    for (answer, login) in answers.iter().zip(logins) {
        assert_eq!(answer, &answers[0], "{login}");
    }
}

#[tokio::test]
async fn a_password_alone_opens_the_second_step_and_nothing_else() {
    let stand = Stand::new().await;
    let (secret, codes) = stand.chief_with_app().await;
    let browser = Browser::default();
    let answer = stand.post(&browser, "/sign-in", "login=ayse&password=correct+horse+battery&next=/account").await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in/second?next=/account"));
    let half = browser.cookies.borrow()["__Host-tellal"].clone();
    for path in ["/account", "/account/app", "/account/app/qr.svg"] {
        assert!(stand.get(&browser, path).await.location().starts_with("/sign-in?next="), "{path}");
    }
    for path in ["/account/password", "/account/sessions/end-others", "/account/app", "/account/recovery"] {
        assert!(stand.post(&browser, path, "").await.location().starts_with("/sign-in?next="), "{path}");
    }
    assert!(!browser.cookies.borrow().contains_key("__Host-tellal-browser"), "nobody signed in yet");
    let page = stand.get(&browser, "/sign-in/second?next=/account").await;
    assert!(page.text.contains("autocomplete=\"one-time-code\""), "{}", page.text);
    let wrong = stand.post(&browser, "/sign-in/second", "code=000000&next=/account").await;
    assert!(wrong.status == 401 && wrong.text.contains("The code is wrong"), "{}", wrong.text);
    let code = totp(&secret, stand.world.now());
    let right = stand.post(&browser, "/sign-in/second", &format!("code={code}&next=/account")).await;
    assert_eq!((right.status, right.location()), (303, "/account"));
    let whole = browser.cookies.borrow()["__Host-tellal"].clone();
    assert_ne!(half, whole, "the first secret is worth nothing");
    assert_eq!(stand.world.accounts.session(&half).await.unwrap(), None);
    assert_eq!(stand.get(&browser, "/account").await.status, 200);
    assert_eq!(stand.get(&browser, "/sign-in/second").await.location(), "/desk", "it is done");
    // A recovery code in the place of the app; the page says how many are left.
    let other = Browser::default();
    stand.sign_in(&other, "ayse", PASSWORD).await;
    let right = stand.post(&other, "/sign-in/second", &format!("code={}&next=", codes[3])).await;
    assert_eq!((right.status, right.location()), (303, "/desk"));
    assert!(stand.get(&other, "/account").await.text.contains("9 recovery codes left"));
}

#[tokio::test]
async fn whoever_guesses_is_told_to_wait_and_a_known_browser_is_not() {
    let stand = Stand::new().await;
    stand.world.staff("ayse", Role::Editor).await;
    let owner = Browser { address: 1, ..Browser::default() };
    assert_eq!(stand.sign_in(&owner, "ayse", PASSWORD).await.location(), "/desk");
    for n in 0..5 {
        let stranger = Browser { address: 50 + n, ..Browser::default() };
        assert_eq!(stand.sign_in(&stranger, "ayse", &format!("wrong password {n}")).await.status, 401);
    }
    let stranger = Browser { address: 90, ..Browser::default() };
    let slowed = stand.sign_in(&stranger, "ayse", PASSWORD).await;
    assert_eq!((slowed.status, slowed.headers[header::RETRY_AFTER].to_str().unwrap()), (429, "2"));
    assert!(slowed.text.contains("Wait for 2 seconds"), "{}", slowed.text);
    let away = Browser { address: 91, ..owner };
    assert_eq!(stand.sign_in(&away, "ayse", PASSWORD).await.status, 303, "the browser is known");
    stand.world.advance(2);
    assert_eq!(stand.sign_in(&stranger, "ayse", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let stand = Stand::new().await;
    stand.world.staff("ayse", Role::Editor).await;
    let browser = Browser::default();
    stand.sign_in(&browser, "ayse", PASSWORD).await;
    let whose = Whose::Staff("ayse".to_owned());
    let post = |path: &str| Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let form = "old=correct+horse+battery&new=another+horse&again=another+horse";
    for foreign in [
        post("/account/password").header("sec-fetch-site", "cross-site").header(header::ORIGIN, "https://evil.example"),
        post("/account/password")
            .header("sec-fetch-site", "same-site")
            .header(header::ORIGIN, "https://a.wire.example"),
        post("/account/password").header(header::ORIGIN, "https://evil.example").header(header::HOST, "wire.example"),
        post("/account/password").header(header::ORIGIN, "null").header(header::HOST, "wire.example"),
        post("/sign-out").header("sec-fetch-site", "cross-site"),
        post("/account/sessions/end-others").header("sec-fetch-site", "cross-site"),
    ] {
        assert_eq!(stand.send(&browser, foreign, form).await.status, 403);
    }
    assert!(stand.world.accounts.sign_in_staff("ayse", PASSWORD).await.is_ok());
    assert_eq!(stand.world.accounts.sessions(&whose).await.unwrap().len(), 1);
    for own in [
        post("/account/password").header("sec-fetch-site", "same-origin").header(header::ORIGIN, BASE),
        // A proxy hides the name under which it was reached, and the browser is too old to say where it comes from.
        post("/account/password").header(header::ORIGIN, BASE).header(header::HOST, "127.0.0.1:8080"),
        post("/account/password").header(header::ORIGIN, "http://localhost:1").header(header::HOST, "localhost:1"),
    ] {
        let answer = stand.send(&browser, own, form).await;
        assert!(answer.status == 303 || answer.status == 422, "{}", answer.text);
    }
    assert!(stand.world.accounts.sign_in_staff("ayse", "another horse").await.is_ok());
}

#[tokio::test]
async fn every_screen_has_a_strict_head() {
    let stand = Stand::new().await;
    stand.world.staff("ayse", Role::Editor).await;
    let browser = Browser::default();
    let first = stand.sign_in(&browser, "ayse", PASSWORD).await;
    let cookies: Vec<_> = first.headers.get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-tellal"), "{cookie}");
        for must in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(cookie.contains(must), "{cookie}");
        }
    }
    for path in ["/sign-in", "/account"] {
        let answer = stand.get(&browser, path).await;
        assert_eq!(answer.status, 200, "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.headers[name], value, "{path}");
        }
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(answer.headers["permissions-policy"].to_str().unwrap().contains("camera=()"));
        assert!(!answer.text.contains("<script>") && !answer.text.contains("style="), "{}", answer.text);
    }
}

#[tokio::test]
async fn an_app_is_set_up_and_removed_by_whoever_shows_a_password() {
    let stand = Stand::new().await;
    stand.world.staff("ayse", Role::Chief).await;
    let browser = Browser::default();
    stand.sign_in(&browser, "ayse", PASSWORD).await;
    assert!(stand.get(&browser, "/account").await.text.contains("Add a second step."));
    assert_eq!(stand.get(&browser, "/account/app").await.location(), "/account#second");
    let wrong = stand.post(&browser, "/account/app", "app-proof=wrong+password").await;
    assert!(wrong.status == 422 && wrong.text.contains("id=\"app-proof-fault\""), "{}", wrong.text);
    let begun = stand.post(&browser, "/account/app", "app-proof=correct+horse+battery").await;
    assert_eq!(begun.location(), "/account/app");
    let page = stand.get(&browser, "/account/app").await.text;
    let secret = page.split("<p class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let qr = stand.get(&browser, "/account/app/qr.svg").await;
    assert_eq!((qr.status, qr.headers["content-type"].to_str().unwrap()), (200, "image/svg+xml"));
    let early = stand.post(&browser, "/account/app/confirm", "code=123").await;
    assert!(early.status == 422 && early.text.contains("is not the one"), "{}", early.text);
    let code = totp(&secret, stand.world.now());
    let added = stand.post(&browser, "/account/app/confirm", &format!("code={code}")).await;
    let codes = added.text.split("codes secret").nth(1).unwrap_or_default().matches("<li>").count();
    assert_eq!((added.status, codes), (200, 10), "{}", added.text);
    assert_eq!(stand.get(&browser, "/account/app/qr.svg").await.status, 404, "the secret is not shown again");
    stand.world.advance(30);
    let code = totp(&secret, stand.world.now());
    let removed = stand.post(&browser, "/account/app/remove", &format!("app-proof={code}")).await;
    assert_eq!(removed.location(), "/account?done=app#second");
    assert_eq!(stand.sign_in(&Browser::default(), "ayse", PASSWORD).await.location(), "/desk");
}

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_it() {
    let stand = Stand::new().await;
    stand.world.staff("ayse", Role::Editor).await;
    let (browser, other) = (Browser::default(), Browser::default());
    stand.sign_in(&browser, "ayse", PASSWORD).await;
    stand.sign_in(&other, "ayse", PASSWORD).await;
    for (form, field) in [
        ("old=wrong+password&new=another+horse&again=another+horse", "old"),
        ("old=correct+horse+battery&new=short&again=short", "new"),
        ("old=correct+horse+battery&new=another+horse&again=another+hors", "again"),
    ] {
        let refused = stand.post(&browser, "/account/password", form).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains(&format!("id=\"{field}-fault\"")), "{field}: {}", refused.text);
        assert!(!refused.text.contains("another horse"), "a password is not shown again");
    }
    assert_eq!(stand.get(&other, "/account").await.status, 200, "nothing was changed");
    let form = "old=correct+horse+battery&new=another+horse&again=another+horse";
    assert_eq!(stand.post(&browser, "/account/password", form).await.location(), "/account?done=password");
    assert!(stand.get(&browser, "/account?done=password").await.text.contains("Your password was changed."));
    assert_eq!(stand.get(&other, "/account").await.location(), "/sign-in?next=%2Faccount");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_and_nobody_elses_are() {
    let stand = Stand::new().await;
    stand.world.staff("ayse", Role::Editor).await;
    stand.world.staff("mert", Role::Editor).await;
    let [here, there, mert] = [(); 3].map(|()| Browser::default());
    for (browser, login) in [(&here, "ayse"), (&there, "ayse"), (&mert, "mert")] {
        stand.sign_in(browser, login, PASSWORD).await;
    }
    let page = stand.get(&here, "/account").await.text;
    assert_eq!(page.matches("action=\"/account/sessions/end\"").count(), 1, "{page}");
    assert_eq!(page.matches("this one").count(), 1);
    let merts = stand.world.accounts.sessions(&Whose::Staff("mert".to_owned())).await.unwrap().remove(0).id;
    assert_eq!(stand.post(&here, "/account/sessions/end", &format!("id={merts}")).await.status, 404);
    assert_eq!(stand.get(&mert, "/account").await.status, 200);
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(stand.post(&here, "/account/sessions/end", &format!("id={id}")).await.status, 303);
    assert_eq!(stand.get(&there, "/account").await.status, 303);
    stand.post(&here, "/sign-out", "").await;
    assert_eq!(stand.get(&here, "/account").await.status, 303);
}

#[tokio::test]
async fn passkeys_that_do_not_fit_are_refused() {
    let stand = Stand::new().await;
    stand.world.staff("ayse", Role::Editor).await;
    let browser = Browser::default();
    let json = async |path: &str, body: &str| {
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json");
        stand.send(&browser, request, body).await
    };
    let asked = json("/sign-in/passkey", "{}").await;
    let asked: serde_json::Value = serde_json::from_str(&asked.text).unwrap();
    assert_eq!(asked["asked"]["publicKey"]["rpId"], "wire.example");
    let credential = serde_json::json!({
        "id": "AAAA", "rawId": "AAAA", "type": "public-key",
        "response": {"authenticatorData": "AAAA", "clientDataJSON": "AAAA", "signature": "AAAA", "userHandle": null},
    });
    let body = serde_json::json!({"question": asked["question"], "credential": credential, "next": ""}).to_string();
    assert_eq!(json("/sign-in/passkey/answer", &body).await.status, 403);
    assert_eq!(json("/sign-in/passkey/answer", &body).await.status, 422, "a question is answered once");
    assert_eq!(json("/account/passkeys", "{\"label\": \"x\"}").await.status, 303, "nobody is signed in");
    stand.sign_in(&browser, "ayse", PASSWORD).await;
    for (body, field) in [
        ("{\"label\": \" \", \"proof\": \"correct horse battery\"}", "label"),
        ("{\"label\": \"Phone\", \"proof\": \"wrong password\"}", "proof"),
    ] {
        let refused = json("/account/passkeys", body).await;
        let problem: serde_json::Value = serde_json::from_str(&refused.text).unwrap();
        assert_eq!((refused.status, problem["field"].as_str()), (422, Some(field)), "{problem}");
    }
    let asked = json("/account/passkeys", "{\"label\": \"Phone\", \"proof\": \"correct horse battery\"}").await;
    let asked: serde_json::Value = serde_json::from_str(&asked.text).unwrap();
    assert_eq!(asked["asked"]["publicKey"]["user"]["name"], "ayse");
    let bad = json("/account/passkeys/answer", "{\"label\": \"Phone\", \"credential\": {}}").await;
    assert_eq!(bad.status, 422);
}
