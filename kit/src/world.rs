//! A small agency on a real database.

use crate::database;
use account::{Accounts, KeyTerms, OPERATOR, Password, Role, Staff, Subscriber, Terms};
use audience::{Filter, Hand, Product, Products};
use jiff::{SignedDuration, Timestamp};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use store::{Blobs, Clock, Db, FixedClock, Location};
use story::{Act, Agency, AgencyCode, Correction, ItemId, Note, ProductId, Prose, State, Story};
use tempfile::TempDir;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use wire::{Dispatch, NewDispatch, Reader, Signal, Signer, WireError, Writer};

/// What the password of every persona is.
pub const PASSWORD: &str = "correct horse battery";

/// A small agency: code `tel`, nothing that takes two persons, one product (number 1, everything, public), a clock that stands at 2026-09-01T12:00:00Z.
pub struct World {
    /// Its folder; gone when the world is dropped.
    pub dir: TempDir,
    /// Where its database is.
    pub location: Location,
    /// Its database.
    pub db: Db,
    /// Its files.
    pub blobs: Blobs,
    /// The open end of its wire. Products hand this to the desk alone; tests may write past the desk.
    pub writer: Writer,
    /// Its wire.
    pub reader: Reader,
    /// Its accounts.
    pub accounts: Accounts,
    /// Its products.
    pub products: Products,
    /// The agency's record.
    pub agency: Arc<Agency>,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Stops the work of the world.
    pub stop: CancellationToken,
    /// The work of the world.
    pub tasks: TaskTracker,
    numbers: AtomicU64,
}

/// A subscriber with a login and a key.
pub struct Persona {
    /// As the sign-in answers it.
    pub subscriber: Subscriber,
    /// The API user's login.
    pub login: String,
    /// The API user's password.
    pub password: String,
    /// A bearer key.
    pub key: String,
}

impl World {
    /// A world on SQLite.
    pub async fn sqlite() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let location = database::sqlite(dir.path());
        Self::on(dir, location).await
    }

    /// A world on PostgreSQL.
    pub async fn postgres() -> Self {
        Self::on(tempfile::tempdir().expect("a folder"), database::postgres().await).await
    }

    /// One world on each engine.
    pub async fn each() -> [Self; 2] {
        [Self::sqlite().await, Self::postgres().await]
    }

    async fn on(dir: TempDir, location: Location) -> Self {
        let start: Timestamp = "2026-09-01T12:00:00Z".parse().expect("a time");
        let clock = Arc::new(FixedClock::at(start));
        let db = Db::open(&location).await.expect("the database");
        let code = AgencyCode::new("tel").expect("a code");
        let mut agency = Agency::new(code, "TEL", "Tellal News Agency");
        // What takes two persons has tests of its own.
        agency.rules.second_person.clear();
        Accounts::new(db.clone(), clock.clone()).set_agency(&agency).await.expect("the agency");
        let product = Product {
            id: ProductId(1),
            names: [("en".to_owned(), "General".to_owned()), ("tr".to_owned(), "Genel".to_owned())].into(),
            filter: Filter::Everything,
            public: true,
            holdback_minutes: 0,
        };
        let time: Arc<dyn Clock> = clock.clone();
        Products::put(&db, &agency, &product, Hand::of(OPERATOR), &time).await.expect("the product");
        Self::open(dir, location, db, agency, clock).await
    }

    /// The same agency after its process ended and another one started, at the same time of the clock.
    pub async fn reopened(mut self) -> Self {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.db.close().await;
        let dir = std::mem::replace(&mut self.dir, tempfile::tempdir().expect("a folder"));
        let (location, agency, clock) = (self.location.clone(), Agency::clone(&self.agency), Arc::clone(&self.clock));
        drop(self);
        let db = Db::open(&location).await.expect("the database");
        Self::open(dir, location, db, agency, clock).await
    }

    async fn open(dir: TempDir, location: Location, db: Db, agency: Agency, clock: Arc<FixedClock>) -> Self {
        let time: Arc<dyn Clock> = clock.clone();
        let accounts = Accounts::new(db.clone(), Arc::clone(&time));
        let products = Products::load(&db).await.expect("the products");
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let signer = Signer::from_seed(&[7; 32]);
        let (writer, reader) =
            wire::open(db.clone(), signer, time, Signal::None, &tasks, stop.clone()).await.expect("the wire");
        let blobs = Blobs::folder(&dir.path().join("media")).expect("the files");
        Self {
            dir,
            location,
            db,
            blobs,
            writer,
            reader,
            accounts,
            products,
            agency: Arc::new(agency),
            clock,
            stop,
            tasks,
            numbers: AtomicU64::new(1),
        }
    }

    /// The accounts as another process on the same database changes them, such as a command of the operator.
    pub async fn accounts_elsewhere(&self) -> Accounts {
        let db = Db::open(&self.location).await.expect("the same database");
        Accounts::new(db, self.clock.clone())
    }

    /// The time in this world.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock forward.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Releases a story as a new item of these products, straight onto the wire.
    pub async fn release(&self, story: Story, products: &[ProductId]) -> Arc<Dispatch> {
        let n = self.numbers.fetch_add(1, Ordering::Relaxed);
        let item = ItemId::new(&self.agency.code, story.kind(), jiff::civil::date(2026, 9, 1), n);
        self.append(Act::Release, &item, 1, State::Usable, products, story).await
    }

    /// Sends a story as a new item of these products by another act than a release: a message to editors, a test.
    pub async fn send_as(&self, act: Act, story: Story, products: &[ProductId]) -> Arc<Dispatch> {
        let n = self.numbers.fetch_add(1, Ordering::Relaxed);
        let item = ItemId::new(&self.agency.code, story.kind(), jiff::civil::date(2026, 9, 1), n);
        self.append(act, &item, 1, State::Usable, products, story).await
    }

    /// Sends a newer version of an item.
    pub async fn update(&self, before: &Dispatch, story: Story) -> Arc<Dispatch> {
        self.next(Act::Update, before, State::Usable, story).await
    }

    /// Sends a corrected version of an item.
    pub async fn correct(&self, before: &Dispatch, mut story: Story, was: &str, now: &str) -> Arc<Dispatch> {
        let prose = |text: &str| Prose::new(text).expect("a text");
        story.correction = Some(Correction { was: prose(was), now: prose(now) });
        self.next(Act::Correct, before, State::Usable, story).await
    }

    /// Puts an item on hold.
    pub async fn hold(&self, before: &Dispatch) -> Arc<Dispatch> {
        let notice = before.story.notice(&Note::new("It is being checked.").expect("a note"));
        self.next(Act::Hold, before, State::Withheld, notice.into_story()).await
    }

    /// Lets an item on hold go on, with this story.
    pub async fn resume(&self, before: &Dispatch, story: Story) -> Arc<Dispatch> {
        self.next(Act::Resume, before, State::Usable, story).await
    }

    /// Kills an item.
    pub async fn kill(&self, before: &Dispatch) -> Arc<Dispatch> {
        let notice = before.story.notice(&Note::new("The report was wrong.").expect("a note"));
        self.next(Act::Kill, before, State::Canceled, notice.into_story()).await
    }

    async fn next(&self, act: Act, before: &Dispatch, state: State, story: Story) -> Arc<Dispatch> {
        let entry = &before.entry;
        self.append(act, &entry.item, entry.version + 1, state, &entry.products, story).await
    }

    async fn append(
        &self,
        act: Act,
        item: &ItemId,
        version: u32,
        state: State,
        products: &[ProductId],
        story: Story,
    ) -> Arc<Dispatch> {
        let story = if act.stops() {
            story.notice(story.editors_note.as_ref().expect("a notice has its reason"))
        } else {
            story.ready().expect("a story that can be released")
        };
        let new = NewDispatch { act, item: item.clone(), version, state, products: products.to_vec(), story };
        let sent: Result<_, WireError> = self.writer.commit(move |log| Box::pin(log.append(new))).await;
        sent.expect("an append")
    }

    /// A member of staff with [`PASSWORD`].
    pub async fn staff(&self, login: &str, role: Role) -> Staff {
        let password = Password::new(PASSWORD).expect("a password");
        self.accounts.add_staff(login, login, role, password, OPERATOR).await.expect("a member of staff")
    }

    /// A subscriber whose contract has these terms, or who has none.
    pub async fn subscriber(&self, name: &str, terms: Option<Terms>) -> Persona {
        let organisation = self.accounts.add_organisation(name, OPERATOR).await.expect("an organisation");
        if let Some(terms) = terms {
            self.accounts.add_contract(&organisation.id, &terms, OPERATOR).await.expect("a contract");
        }
        let login = format!("{}-api", name.to_lowercase().replace(' ', "-"));
        let password = Password::new(PASSWORD).expect("a password");
        self.accounts.add_api_user(&organisation.id, &login, password, OPERATOR).await.expect("an API user");
        let key = self.accounts.add_key(&organisation.id, &KeyTerms::labelled("test"), OPERATOR).await;
        let key = key.expect("a key").secret;
        let subscriber = self.accounts.sign_in_api_user(&login, PASSWORD).await.expect("the sign-in");
        Persona { subscriber, login, password: PASSWORD.to_owned(), key }
    }

    /// A subscriber who may have everything of product 1.
    pub async fn covered_subscriber(&self, name: &str) -> Persona {
        self.subscriber(name, Some(Terms::all_of(vec![ProductId(1)], Timestamp::UNIX_EPOCH))).await
    }

    /// Runs a statement past every rule of the store, as somebody with access to the disk could. Answers the rows
    /// that it changed.
    pub async fn tamper(&self, sql: &str) -> u64 {
        database::tamper(&self.location, sql).await
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
