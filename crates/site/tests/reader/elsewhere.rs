//! A second process of the site on the database of a world: it has connections, a reader of the wire, a shelf and tasks of
//! its own. Both run at the same time on PostgreSQL alone.

use super::*;
use store::{Db, Location, Tx};
use tokio::task::JoinSet;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use wire::{Reader, Signal, Signer};

/// What the connections of the second process call themselves.
const NAME: &str = "elsewhere";

/// Who waits at a gate in this database; others wait for locks in theirs.
const WAITS: &str = "SELECT COUNT(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

pub(super) struct Elsewhere {
    pub site: Site,
    pub router: Router,
    pub reader: Reader,
    hears: CancellationToken,
}

impl Elsewhere {
    /// A second process beside the one of this world; `change` configures its site.
    pub async fn beside(world: &World, change: impl FnOnce(Site) -> Site) -> Self {
        let Location::Postgres(address) = &world.location else { panic!("two processes need PostgreSQL") };
        let location = Location::Postgres(format!("{address}&application_name={NAME}"));
        let db = Db::open(&location).await.expect("the same database");
        let (hears, tasks) = (world.stop.child_token(), TaskTracker::new());
        let signer = Signer::from_seed(&[7; 32]);
        let wire = wire::open(db.clone(), signer, world.clock.clone(), Signal::None, &tasks, hears.clone()).await;
        let (_, reader) = wire.expect("the wire");
        let room = Darkroom::new(db.clone(), world.blobs.clone(), reader.clone(), &world.agency, world.clock.clone());
        let agency = Arc::clone(&world.agency);
        let site =
            Site::new(db, reader.clone(), world.blobs.clone(), room, agency, world.clock.clone(), format!("{BASE}/"));
        let site = change(site);
        Self { router: site::routes(site.clone()), site, reader, hears }
    }

    /// Hears no more of what others write, as when the notices of the database are lost.
    pub fn deafen(&self) {
        self.hears.cancel();
    }

    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let bytes = to_bytes(response.into_body(), ANSWER_BYTES_MAX).await.expect("the body");
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The tasks of a process. Dropped, they end where they stand, as those of a process do that is killed.
pub(super) struct AtWork {
    tasks: JoinSet<()>,
}

impl AtWork {
    pub fn of(site: &Site) -> Self {
        let (mut tasks, stop) = (JoinSet::new(), CancellationToken::new());
        tasks.spawn(site.clone().follow(stop.clone()));
        tasks.spawn(site.clone().keep_hub(stop.clone()));
        tasks.spawn(site.clone().keep_cdn(stop));
        Self { tasks }
    }

    /// Ends where it stands.
    pub async fn killed(mut self) {
        self.tasks.shutdown().await;
    }
}

/// A gate at which the second process waits before it changes a table, holding no row of it.
pub(super) struct Gate<'w> {
    world: &'w World,
    shut: Tx,
}

impl<'w> Gate<'w> {
    pub async fn before(world: &'w World, table: &str) -> Self {
        let function = format!(
            "CREATE OR REPLACE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF current_setting('application_name') = '{NAME}' THEN \
             PERFORM pg_advisory_lock_shared(7); PERFORM pg_advisory_unlock_shared(7); END IF; RETURN NULL; END $$"
        );
        world.tamper(&function).await;
        let trigger =
            format!("CREATE TRIGGER gate BEFORE UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION wait_at_gate()");
        world.tamper(&trigger).await;
        let mut shut = world.db.begin().await.expect("a transaction");
        shut.run("SELECT pg_advisory_xact_lock(7)", Vec::new()).await.expect("a lock");
        Self { world, shut }
    }

    /// Waits until the second process stands there.
    pub async fn is_reached(&self) {
        until(&self.world.db, WAITS, 1).await;
    }

    pub async fn open(self) {
        self.shut.rollback().await.expect("a rollback");
    }
}

/// Waits until a count has this value.
pub(super) async fn until(db: &Db, sql: &'static str, n: u64) {
    while db.one(sql, Vec::new()).await.expect("a count").expect("a row").count("n").expect("a number") != n {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn pages_that_another_process_made_again_are_not_answered_from_before() {
    let public = Public::on(World::postgres().await);
    let sent = public.world.release(bridge(), &[PUBLIC]).await;
    let there = Elsewhere::beside(&public.world, |site| site).await;
    public.caught_up().await;
    there.site.catch_up().await.expect("it follows");
    let page = page_of(&sent);
    assert_eq!(there.get(&page).await.0, StatusCode::OK);
    // By another rule it is not public. One process forgets the pages and has made them again before the other one looks.
    let rule = ::audience::PublicRule { kinds: vec![story::Kind::Picture], ..::audience::PublicRule::default() };
    let clock: Arc<dyn store::Clock> = public.world.clock.clone();
    let by = ::audience::Hand::of("operator");
    rule.put(&public.world.db, &public.world.agency, by, &clock).await.expect("a rule");
    let mut tx = public.world.db.begin().await.expect("a transaction");
    site::forget_pages(&mut tx).await.expect("a delete");
    tx.commit().await.expect("a commit");
    public.caught_up().await;
    assert_eq!(public.get(&page).await.status, StatusCode::NOT_FOUND);
    there.site.catch_up().await.expect("it follows");
    assert_eq!(there.get(&page).await.0, StatusCode::NOT_FOUND);
}
