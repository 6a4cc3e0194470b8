//! An agency with an item in every condition, and somebody of every kind who asks for it.

use super::{
    cast::{self, By, Visitor, Who},
    newsroom::{self, Asked, Piece},
};
use crate::{
    commands::init,
    config::Config,
    demo,
    house::{House, Purpose},
    listeners::{Followers, Tempo, mailroom, router},
};
use account::{OrganisationId, PersonId, Role};
use axum::Router;
use desk::ApprovalState;
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use store::{FixedClock, Location};
use story::{Agency, AgencyCode};
use tempfile::TempDir;

/// The whole of it.
pub(super) struct Stage {
    pub(super) house: House,
    pub(super) router: Router,
    pub(super) location: Location,
    pub(super) pieces: Vec<Piece>,
    pub(super) visitors: Vec<Visitor>,
    /// What stands in addresses beside items.
    pub(super) known: Known,
    /// The request that was made last: it waits for its second person, until somebody ends it.
    asked: Mutex<Asked>,
    /// The routes by which one was ended.
    ends: Mutex<BTreeSet<String>>,
    _dir: TempDir,
}

/// The organisation that is covered, and what belongs to it; what else there is to be named.
pub(super) struct Known {
    pub(super) organisation: OrganisationId,
    pub(super) person: PersonId,
    pub(super) contract: String,
    pub(super) key: String,
    pub(super) user: String,
    /// The id of the editor.
    pub(super) staff: String,
    /// The dispatches that organisations are called for.
    pub(super) recalls: Vec<u64>,
    /// The letters that lie in the demo's folder.
    pub(super) letters: Vec<String>,
    /// What stands in the link by which the covered organisation confirms a kill.
    pub(super) receipt: String,
    /// A browser in which the person of that organisation is told of alerts.
    pub(super) browser: String,
    /// What the newsroom keeps to write with, and what it plans; each repeats the marks of the draft.
    pub(super) kept: newsroom::Kept,
}

impl Stage {
    /// On `sqlite`, or at the address of a PostgreSQL database.
    pub(super) async fn on(database: &str) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let data = dir.path().join("data");
        let mut agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        agency.names.insert("tr".to_owned(), "Tellal Ajansı".to_owned());
        init::make(&data, &agency, database, "admin").await.expect("an agency");
        let mut config = Config::load(&data).expect("its configuration");
        // Nothing listens there.
        config.push_services = "http://127.0.0.1:9".parse().expect("a push service");
        let location = config.location(&data).expect("its database");
        let now: Timestamp = "2026-09-01T12:00:00Z".parse().expect("a time");
        let clock = Arc::new(FixedClock::at(now - SignedDuration::from_hours(24 * newsroom::OLD_DAYS)));
        let house = House::open_by(clock.clone(), &data, config, Purpose::Serve).await.expect("the house");
        let pieces = newsroom::work(&house, &clock).await;
        let (visitors, mut known) = cast::engage(&house).await;
        let address = SocketAddr::from(([127, 0, 0, 1], 8_080));
        let followers = Followers::start(&house, address).expect("the followers");
        let tempo = Tempo { heartbeat: Duration::from_millis(5), pace: Duration::ZERO };
        let router = router(&house, &followers, address, tempo, demo::letters::routes(&house));
        let head = house.reader.head();
        followers.site.reached(head).await;
        followers.archive.reached(head).await;
        known.kept = newsroom::keep(&house).await;
        known.browser = cast::subscribe(&house, address, &known).await;
        let watch = house.watch(address);
        watch.catch_up().await.expect("the calls");
        watch.remind().await.expect("the reminders");
        watch.round().await.expect("the warnings");
        mailroom(&house).expect("the mailroom").round().await.expect("the letters");
        known.recalls =
            house.accounts.recalls(10).await.expect("the recalls").iter().map(|line| line.recall.seq).collect();
        (known.letters, known.receipt) = letters(&data.join("mail"));
        let (asked, ends) = (Mutex::new(newsroom::ask(&house).await), Mutex::default());
        Self { house, router, location, pieces, visitors, known, asked, ends, _dir: dir }
    }

    /// The request that was made last.
    pub(super) fn asked(&self) -> Asked {
        self.asked.lock().expect("the request").clone()
    }

    /// The request that waits, after it was made anew if somebody has ended the one before: what is sent to it is never
    /// refused only because it came too late.
    pub(super) async fn waiting(&self) -> Asked {
        let last = self.asked();
        if self.house.desk.approval(&last.id).await.expect("the request").state == ApprovalState::Waiting {
            return last;
        }
        let next = newsroom::ask(&self.house).await;
        *self.asked.lock().expect("the request") = next.clone();
        next
    }

    /// Notes the route by which the request that was made last was ended, if it was.
    pub(super) async fn note_end(&self, path: &str) {
        let last = self.asked();
        if self.house.desk.approval(&last.id).await.expect("the request").state != ApprovalState::Waiting {
            self.ends.lock().expect("the routes").insert(path.to_owned());
        }
    }

    /// True when a request that waited was ended by this route.
    pub(super) fn has_ended(&self, path: &str) -> bool {
        self.ends.lock().expect("the routes").contains(path)
    }

    /// Another browser of a visitor's, so that one that signs itself out does not end the walk.
    pub(super) async fn fresh(&self, visitor: &Visitor) -> Visitor {
        let mut fresh = visitor.clone();
        fresh.sign_in(&self.house).await;
        fresh
    }

    /// Some of the visitors once more, as browsers and most programs ask.
    pub(super) fn packed(&self) -> Vec<Visitor> {
        let some = [
            (Who::Anonymous, By::Nothing),
            (Who::Uncovered, By::Key),
            (Who::Limited, By::Key),
            (Who::Covered, By::Key),
            (Who::Covered, By::Session),
            (Who::Staff(Role::Business), By::Session),
        ];
        some.map(|(who, by)| self.visitor(who, by).packed()).into()
    }

    /// The visitor of that kind.
    pub(super) fn visitor(&self, who: Who, by: By) -> &Visitor {
        self.visitors.iter().find(|visitor| (visitor.who, visitor.by) == (who, by)).expect("a visitor")
    }
}

/// The names of the letters in a folder, and the secret of the link to a receipt in one of them.
fn letters(folder: &Path) -> (Vec<String>, String) {
    let (mut names, mut secret) = (Vec::new(), None);
    for entry in std::fs::read_dir(folder).expect("the letters") {
        let path = entry.expect("a letter").path();
        let letter = mailroom::read(&std::fs::read(&path).expect("its bytes")).expect("a letter");
        names.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        if letter.header("To").contains(cast::COVERED_MAIL) {
            let link = letter.text.split_once("/receipt?link=").map(|(_, rest)| rest);
            secret = secret.or(link.and_then(|rest| rest.split_whitespace().next()).map(str::to_owned));
        }
    }
    (names, secret.expect("the covered organisation is called"))
}
