//! Everybody who asks, and how they show who they are.

use super::stage::Known;
use crate::house::House;
use account::{KeyTerms, OPERATOR, Password, Role, Terms, Whose};
use alert::NewBrowser;
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, header, request},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use story::{Kind, Lang, ProductId};

/// Where letters to the covered organisation go.
pub(super) const COVERED_MAIL: &str = "covered@paper.example";
/// Days that the limited contract reaches back.
const ARCHIVE_DAYS: u32 = 30;

/// Somebody who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Anonymous,
    /// An organisation without a contract.
    NoContract,
    /// Its contract is over.
    Expired,
    /// Its contract has another product.
    Uncovered,
    /// Its contract is limited: one language, some kinds and sizes, some archive days.
    Limited,
    /// Its contract has everything.
    Covered,
    /// As covered, but frozen.
    Frozen,
    /// Staff of this role.
    Staff(Role),
}

/// How somebody shows who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Nothing,
    /// On the machine itself.
    Here,
    /// With the link out of a letter.
    Link,
    Basic,
    Key,
    RevokedKey,
    Session,
}

/// One visitor of the walk.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) who: Who,
    pub(super) by: By,
    login: String,
    key: String,
    whose: Option<Whose>,
    header: Option<(header::HeaderName, String)>,
    /// Everybody comes from an address of their own.
    address: IpAddr,
    /// They take answers packed.
    packed: bool,
}

impl Visitor {
    pub(super) fn request(&self, method: &str, path: &str) -> request::Builder {
        let from = SocketAddr::new(self.address, 5_000);
        let packing = if self.packed { "gzip" } else { "identity" };
        let request = Request::builder().method(method).uri(path).extension(ConnectInfo(from));
        let request = request.header(header::ACCEPT_ENCODING, packing);
        match &self.header {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    /// The same one, who takes answers packed.
    pub(super) fn packed(&self) -> Self {
        Self { packed: true, ..self.clone() }
    }

    pub(super) fn get(&self, path: &str) -> Request<Body> {
        self.request("GET", path).body(Body::empty()).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    pub(super) async fn sign_in(&mut self, house: &House) {
        self.header = match self.by {
            By::Nothing | By::Here | By::Link => None,
            By::Basic => {
                let pair = BASE64_STANDARD.encode(format!("{}:{}", self.login, kit::PASSWORD));
                Some((header::AUTHORIZATION, format!("Basic {pair}")))
            }
            By::Key | By::RevokedKey => Some((header::AUTHORIZATION, format!("Bearer {}", self.key))),
            By::Session => {
                let whose = self.whose.as_ref().expect("whose session it is");
                let session = house.accounts.open_session(whose, true, self.address, "walk").await.expect("a session");
                let cookie = web::session_cookie(Some(&session.secret));
                let cookie = cookie.to_str().expect("a cookie").split(';').next().expect("its value").to_owned();
                Some((header::COOKIE, cookie))
            }
        };
    }
}

impl std::fmt::Display for Visitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} by {:?}{}", self.who, self.by, if self.packed { ", packed" } else { "" })
    }
}

/// Engages everybody who asks; and says what of it stands in addresses.
pub(super) async fn engage(house: &House) -> (Vec<Visitor>, Known) {
    let mut cast = Cast { house, visitors: Vec::new() };
    cast.staff().await;
    let known = cast.subscribers().await;
    cast.add(Who::Anonymous, By::Nothing, "", "", None).await;
    cast.add(Who::Anonymous, By::Here, "", "", None).await;
    cast.add(Who::Covered, By::Link, "", "", None).await;
    (cast.visitors, known)
}

struct Cast<'a> {
    house: &'a House,
    visitors: Vec<Visitor>,
}

impl Cast<'_> {
    async fn staff(&mut self) {
        let accounts = &self.house.accounts;
        for role in Role::ALL {
            let login = format!("zq-{}", role.name());
            accounts.add_staff(&login, &login, role, password(), OPERATOR).await.expect("staff");
            let mail = format!("{login}@agency.example");
            accounts.change_staff(&login, &login, role, Some(&mail), OPERATOR).await.expect("an address");
            let whose = Some(Whose::Staff(login.clone()));
            self.add(Who::Staff(role), By::Basic, &login, "", None).await;
            self.add(Who::Staff(role), By::Session, &login, "", whose).await;
        }
    }

    /// Answers what is known of the one that is covered.
    async fn subscribers(&mut self) -> Known {
        let now = self.house.clock.now();
        let all =
            |products: &[u32]| Terms::all_of(products.iter().copied().map(ProductId).collect(), Timestamp::UNIX_EPOCH);
        let limited = Terms {
            kinds: vec![Kind::Text, Kind::Video, Kind::Picture],
            languages: vec![Lang::new("tr").expect("a language")],
            photo_sizes: vec![account::PhotoSize::Web],
            archive_days: ARCHIVE_DAYS,
            ..all(&[1])
        };
        self.organisation(Who::NoContract, None).await;
        self.organisation(Who::Expired, Some(Terms { until: Some(now), ..all(&[1]) })).await;
        self.organisation(Who::Uncovered, Some(all(&[2]))).await;
        self.organisation(Who::Limited, Some(limited)).await;
        self.organisation(Who::Frozen, Some(all(&[1]))).await;
        self.house.accounts.freeze_organisation("Frozen", true, OPERATOR).await.expect("it is frozen");
        self.organisation(Who::Covered, Some(all(&[1]))).await
    }

    async fn organisation(&mut self, who: Who, terms: Option<Terms>) -> Known {
        let accounts = &self.house.accounts;
        let name = format!("{who:?}");
        let organisation = accounts.add_organisation(&name, OPERATOR).await.expect("an organisation").id;
        let contract = match terms {
            Some(terms) => accounts.add_contract(&organisation, &terms, "operator").await.expect("a contract"),
            None => String::new(),
        };
        let login = format!("{}-api", name.to_lowercase());
        accounts.add_api_user(&organisation, &login, password(), OPERATOR).await.expect("an API user");
        let mail = format!("{}@paper.example", name.to_lowercase());
        let person = accounts.add_person(&organisation, &mail, &name, true, Some(password()), OPERATOR).await;
        let person = person.expect("a person");
        let key = accounts.add_key(&organisation, &KeyTerms::labelled("walk"), OPERATOR).await.expect("a key");
        self.add(who, By::Basic, &login, "", None).await;
        self.add(who, By::Key, "", &key.secret, None).await;
        if who == Who::Covered {
            let revoked = accounts.add_key(&organisation, &KeyTerms::labelled("old"), OPERATOR).await.expect("a key");
            accounts.revoke_key(&revoked.id, OPERATOR).await.expect("it is revoked");
            self.add(who, By::RevokedKey, "", &revoked.secret, None).await;
        }
        self.add(who, By::Session, "", "", Some(Whose::Person(person.clone()))).await;
        let user = accounts.api_users(&organisation).await.expect("its users").remove(0).id;
        let staff = accounts.staff().await.expect("the staff");
        let staff = staff.into_iter().find(|line| line.staff.role == Role::Editor).expect("an editor").id;
        let (recalls, letters, receipt, browser, kept) = Default::default();
        Known { organisation, person, contract, key: key.id, user, staff, recalls, letters, receipt, browser, kept }
    }

    async fn add(&mut self, who: Who, by: By, login: &str, key: &str, whose: Option<Whose>) {
        let (login, key) = (login.to_owned(), key.to_owned());
        let number = u8::try_from(self.visitors.len() + 1).expect("few visitors");
        let address = if by == By::Here { Ipv4Addr::LOCALHOST.into() } else { [192, 0, 2, number].into() };
        let mut visitor = Visitor { who, by, login, key, whose, header: None, address, packed: false };
        visitor.sign_in(self.house).await;
        self.visitors.push(visitor);
    }
}

/// A browser of the person who is known, which a push service reaches that does not answer; its id.
pub(super) async fn subscribe(house: &House, at: SocketAddr, known: &Known) -> String {
    let who = house.accounts.person(&known.organisation, &known.person).await.expect("the person");
    let new = NewBrowser {
        endpoint: "http://127.0.0.1:9/walk".to_owned(),
        // Of the example in RFC 8291 §5.
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4".to_owned(),
        auth: "BTBZMqHH6r4Tts7J_aSIgg".to_owned(),
        agent: "A browser".to_owned(),
        replaces: None,
    };
    house.alerts(at).add_browser(&who, new).await.expect("a browser").id
}

fn password() -> Password {
    Password::new(kit::PASSWORD).expect("a password")
}
