//! An agency with an item in every condition, and somebody of every kind who asks for it.

use crate::{
    commands::init,
    config::Config,
    house::{House, Purpose},
    listeners::{Followers, Tempo, router},
};
use account::{KeyTerms, OPERATOR, OrganisationId, Password, PersonId, Role, Staff, Terms, Whose};
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, header, request},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use desk::Outcome;
use jiff::{SignedDuration, Timestamp};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use store::{FixedClock, Location};
use story::{
    Agency, AgencyCode, Caption, Content, Correction, GroupId, Headline, ItemId, Kind, Lang, Media, Note, ProductId,
    Prose, Publicity, Related, Story,
};
use tempfile::TempDir;

/// Days before now on which the old item was released.
const OLD_DAYS: i64 = 60;
/// Days that the limited contract reaches back.
const ARCHIVE_DAYS: u32 = 30;

/// The condition that an item is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// Released.
    Open,
    /// Released, and not for the public.
    Internal,
    /// It was under embargo, and went out when that was over.
    Lifted,
    /// Released, updated, corrected.
    Corrected,
    /// A video; its mark stands in the file.
    Film,
    /// A picture; its mark stands in the file as it was filed.
    Picture,
    /// A file of a kind that the limited contract has not.
    Unsold,
    /// In a language that the limited contract has not.
    Foreign,
    /// Released before the archive days of the limited contract.
    Old,
    /// Never released.
    Draft,
    /// Released by the desk, and waiting for its embargo.
    Embargoed,
    /// Waiting for its time.
    Scheduled,
    /// Released, then held.
    Held,
    /// Released, held, and let go on.
    Resumed,
    /// Released, then killed.
    Killed,
    /// Released, then withdrawn.
    Withdrawn,
}

impl Condition {
    pub(super) const ALL: [Self; 16] = [
        Self::Open,
        Self::Internal,
        Self::Lifted,
        Self::Corrected,
        Self::Film,
        Self::Picture,
        Self::Unsold,
        Self::Foreign,
        Self::Old,
        Self::Draft,
        Self::Embargoed,
        Self::Scheduled,
        Self::Held,
        Self::Resumed,
        Self::Killed,
        Self::Withdrawn,
    ];

    fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Stands in the headline and nowhere else.
    pub(super) fn head_mark(self) -> String {
        format!("zqh{}zq", self.word())
    }

    /// Stands in the body, or in the bytes of the file, and nowhere else.
    pub(super) fn body_mark(self) -> String {
        format!("zqb{}zq", self.word())
    }

    fn language(self) -> &'static str {
        if self == Self::Foreign { "ru" } else { "tr" }
    }
}

/// An item on the stage.
pub(super) struct Piece {
    pub(super) condition: Condition,
    pub(super) item: ItemId,
}

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
    Basic,
    Key,
    RevokedKey,
    Session,
}

/// One visitor of the walk.
pub(super) struct Visitor {
    pub(super) who: Who,
    pub(super) by: By,
    login: String,
    key: String,
    whose: Option<Whose>,
    header: Option<(header::HeaderName, String)>,
    /// Everybody comes from an address of their own.
    address: IpAddr,
}

/// The whole of it.
pub(super) struct Stage {
    pub(super) house: House,
    pub(super) router: Router,
    pub(super) location: Location,
    pub(super) pieces: Vec<Piece>,
    pub(super) visitors: Vec<Visitor>,
    pub(super) organisation: OrganisationId,
    pub(super) person: PersonId,
    pub(super) contract: String,
    pub(super) key: String,
    /// The dispatches that organisations are called for.
    pub(super) recalls: Vec<u64>,
    _dir: TempDir,
}

/// The group of the film.
pub(super) const GROUP: &str = "tel:group:20260901:900";
/// A file that has a name for its own.
const JPEG: &[u8] = include_bytes!("../../../../samples/pictures/olives.jpg");

impl Stage {
    /// On `sqlite`, or at the address of a PostgreSQL database.
    pub(super) async fn on(database: &str) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let data = dir.path().join("data");
        let mut agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        agency.names.insert("tr".to_owned(), "Tellal Ajansı".to_owned());
        init::make(&data, &agency, database, "admin").await.expect("an agency");
        let config = Config::load(&data).expect("its configuration");
        let location = config.location(&data).expect("its database");
        let now: Timestamp = "2026-09-01T12:00:00Z".parse().expect("a time");
        let clock = Arc::new(FixedClock::at(now - SignedDuration::from_hours(24 * OLD_DAYS)));
        let house = House::open_by(clock.clone(), &data, config, Purpose::Serve).await.expect("the house");
        let pieces = newsroom(&house, &clock).await;
        let mut cast = Cast { house: &house, visitors: Vec::new() };
        let (organisation, person, contract, key) = cast.engage().await;
        let visitors = cast.visitors;
        let address = SocketAddr::from(([127, 0, 0, 1], 8_080));
        let followers = Followers::start(&house, address).expect("the followers");
        let tempo = Tempo { heartbeat: Duration::from_millis(5), pace: Duration::ZERO };
        let router = router(&house, &followers, address, tempo, Router::new());
        let head = house.reader.head();
        followers.site.reached(head).await;
        followers.archive.reached(head).await;
        house.watch(address).catch_up().await.expect("the calls");
        let recalls = house.accounts.recalls(10).await.expect("the recalls");
        let recalls = recalls.iter().map(|line| line.recall.seq).collect();
        Self { house, router, location, pieces, visitors, organisation, person, contract, key, recalls, _dir: dir }
    }

    /// Another browser of a visitor's, so that one that signs itself out does not end the walk.
    pub(super) async fn fresh(&self, visitor: &Visitor) -> Visitor {
        let mut fresh = Visitor {
            who: visitor.who,
            by: visitor.by,
            login: visitor.login.clone(),
            key: visitor.key.clone(),
            whose: visitor.whose.clone(),
            header: None,
            address: visitor.address,
        };
        fresh.sign_in(&self.house).await;
        fresh
    }

    /// The visitor of that kind.
    pub(super) fn visitor(&self, who: Who, by: By) -> &Visitor {
        self.visitors.iter().find(|visitor| (visitor.who, visitor.by) == (who, by)).expect("a visitor")
    }
}

impl Visitor {
    pub(super) fn request(&self, method: &str, path: &str) -> request::Builder {
        let from = SocketAddr::new(self.address, 5_000);
        let request = Request::builder().method(method).uri(path).extension(ConnectInfo(from));
        match &self.header {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    pub(super) fn get(&self, path: &str) -> Request<Body> {
        self.request("GET", path).body(Body::empty()).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    async fn sign_in(&mut self, house: &House) {
        self.header = match self.by {
            By::Nothing => None,
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
        write!(f, "{:?} by {:?}", self.who, self.by)
    }
}

/// Engages everybody who asks.
struct Cast<'a> {
    house: &'a House,
    visitors: Vec<Visitor>,
}

impl Cast<'_> {
    /// Answers what stands in addresses: an organisation that is covered, somebody of it, its contract, its key.
    async fn engage(&mut self) -> (OrganisationId, PersonId, String, String) {
        let now = self.house.clock.now();
        self.add(Who::Anonymous, By::Nothing, "", "", None).await;
        for role in Role::ALL {
            let login = format!("zq-{}", role.name());
            self.house.accounts.add_staff(&login, &login, role, password(), OPERATOR).await.expect("staff");
            let whose = Some(Whose::Staff(login.clone()));
            self.add(Who::Staff(role), By::Basic, &login, "", None).await;
            self.add(Who::Staff(role), By::Session, &login, "", whose).await;
        }
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

    async fn organisation(&mut self, who: Who, terms: Option<Terms>) -> (OrganisationId, PersonId, String, String) {
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
        (organisation, person, contract, key.id)
    }

    async fn add(&mut self, who: Who, by: By, login: &str, key: &str, whose: Option<Whose>) {
        let (login, key) = (login.to_owned(), key.to_owned());
        let number = u8::try_from(self.visitors.len() + 1).expect("few visitors");
        let address = [192, 0, 2, number].into();
        let mut visitor = Visitor { who, by, login, key, whose, header: None, address };
        visitor.sign_in(self.house).await;
        self.visitors.push(visitor);
    }
}

fn password() -> Password {
    Password::new(kit::PASSWORD).expect("a password")
}

/// Brings an item into every condition, through the desk.
async fn newsroom(house: &House, clock: &FixedClock) -> Vec<Piece> {
    let mut pieces = vec![Piece { condition: Condition::Old, item: release(house, Condition::Old).await }];
    clock.advance(SignedDuration::from_hours(24 * OLD_DAYS - 1));
    for condition in Condition::ALL.into_iter().filter(|condition| *condition != Condition::Old) {
        let item = match condition {
            Condition::Draft => draft(house, story(house, condition).await).await,
            _ => release(house, condition).await,
        };
        pieces.push(Piece { condition, item });
    }
    clock.advance(SignedDuration::from_hours(1));
    let round = house.desk.release_due().await.expect("the schedule");
    assert_eq!((round.sent.len(), round.failed), (1, 0), "one embargo is over");
    // The picture stands on the page of a story.
    let picture = pieces.iter().find(|piece| piece.condition == Condition::Picture).expect("the picture").item.clone();
    let open = pieces.iter().find(|piece| piece.condition == Condition::Open).expect("the story").item.clone();
    let mut beside = story(house, Condition::Open).await;
    beside.related.push(Related { item: picture, title: Headline::new("Resim").expect("a title") });
    save(house, &open, beside).await;
    let edit = edit_of(house, &open).await;
    house.desk.update(&operator(), &open, edit).await.expect("an update");
    pieces
}

async fn release(house: &House, condition: Condition) -> ItemId {
    let (desk, who) = (&house.desk, operator());
    let soon = house.clock.now() + SignedDuration::from_mins(30);
    let late = house.clock.now() + SignedDuration::from_hours(48);
    let mut first = story(house, condition).await;
    first.embargo = match condition {
        Condition::Lifted => Some(soon),
        Condition::Embargoed => Some(late),
        _ => None,
    };
    let item = draft(house, first).await;
    let at = (condition == Condition::Scheduled).then_some(late);
    let outcome = desk.release(&who, &item, 1, at).await.expect("a release");
    let waits = matches!(condition, Condition::Lifted | Condition::Embargoed | Condition::Scheduled);
    assert_eq!(matches!(outcome, Outcome::Scheduled(_)), waits, "{condition:?}");
    let reason = || Note::new("Denetleniyor.").expect("a reason");
    match condition {
        Condition::Corrected => {
            let first = serde_json::to_string(&story(house, condition).await).expect("a story");
            let second = serde_json::from_str(&first.replace("akşam saatlerinde", "gece yarısı")).expect("a story");
            save(house, &item, second).await;
            let prose = |text: &str| Prose::new(text).expect("a text");
            let what = Correction { was: prose("akşam saatlerinde"), now: prose("gece yarısı") };
            let edit = edit_of(house, &item).await;
            desk.correct(&who, &item, edit, what).await.expect("a correction");
        }
        Condition::Held => drop(desk.hold(&who, &item, reason()).await.expect("a hold")),
        Condition::Resumed => {
            desk.hold(&who, &item, reason()).await.expect("a hold");
            let edit = edit_of(house, &item).await;
            desk.resume(&who, &item, edit).await.expect("it goes on");
        }
        Condition::Killed => drop(desk.kill(&who, &item, reason()).await.expect("a kill")),
        Condition::Withdrawn => drop(desk.withdraw(&who, &item, reason()).await.expect("a withdrawal")),
        _ => {}
    }
    item
}

async fn draft(house: &House, story: Story) -> ItemId {
    house.desk.create(&operator(), story, None).await.expect("a draft").id
}

async fn edit_of(house: &House, item: &ItemId) -> u64 {
    house.desk.item(item).await.expect("the item").edit
}

async fn save(house: &House, item: &ItemId, story: Story) {
    let edit = edit_of(house, item).await;
    house.desk.edit(&operator(), item, edit, story).await.expect("a save");
}

fn operator() -> Staff {
    Staff::operator()
}

/// A story of which the public site may show the first sentences, and never the last.
async fn story(house: &House, condition: Condition) -> Story {
    let headline = format!("Haber {}", condition.head_mark());
    let mark = condition.body_mark();
    let body = format!(
        "Bu haber bugün Ankara'da yapılan uzun bir toplantının sonucunu anlatıyor ve burada başlıyor. \
         İkinci cümle toplantıya katılanların akşam saatlerinde neler söylediğini uzun uzun anlatıyor. \
         Üçüncü cümle ise toplantının bir sonraki hafta aynı yerde süreceğini okura bildiriyor. Sır {mark}."
    );
    let mut story = kit::story(condition.language(), &headline, &body);
    let caption = Caption::new("Görüntü.").expect("a caption");
    match condition {
        Condition::Internal => story.public = Publicity::No,
        Condition::Film => {
            let media = media(house, [b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", mark.as_bytes()].concat()).await;
            story.group = GROUP.parse::<GroupId>().ok();
            story.content = Content::Video { media, caption, forms: Vec::new() };
        }
        Condition::Unsold => {
            let media = media(house, [b"%PDF-1.7\n% ", mark.as_bytes(), b"\n%%EOF\n"].concat()).await;
            story.content = Content::File { media, caption };
        }
        Condition::Picture => {
            // Within the picture's own data, after its last row: no smaller size repeats it.
            let (rows, end) = JPEG.split_at(JPEG.len() - 2);
            let bytes = [rows, mark.as_bytes(), end].concat();
            let media = media(house, bytes).await;
            story.content = Content::Picture { media, caption };
        }
        _ => {}
    }
    story
}

async fn media(house: &House, bytes: Vec<u8>) -> Media {
    house.desk.add_media(&operator(), bytes.into()).await.expect("a file")
}
