//! The rooms of one agency, opened in order and closed in order.

use crate::{config::Config, database, private};
use account::Accounts;
use alert::{Alerts, Push, PushKey};
use anyhow::{Context, bail};
use assistant::Assistant;
use desk::Desk;
use std::{
    fs::File,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Duration,
};
use store::{Blobs, Clock, Db, SystemClock};
use story::Agency;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use watch::Watch;
use wire::{Reader, Signal, Signer};

/// How long work that is under way may take when the house is closed, in seconds.
const CLOSE_SECS: u64 = 10;

/// Whether this process serves the agency, or only does a piece of work beside the one that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// `tellal serve`, `tellal demo`: one process for each data folder.
    Serve,
    /// Any other command.
    Work,
}

/// An agency, open.
pub struct House {
    /// The data folder.
    pub data: PathBuf,
    /// The configuration.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The files.
    pub blobs: Blobs,
    /// The accounts.
    pub accounts: Accounts,
    /// The agency's record.
    pub agency: Arc<Agency>,
    /// The newsroom, which alone can write to the wire.
    pub desk: Desk,
    /// The machine that drafts, where one is configured.
    pub assistant: Option<Assistant>,
    /// The wire, for reading.
    pub reader: Reader,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Tells all work to end.
    pub stop: CancellationToken,
    /// All work.
    pub tasks: TaskTracker,
    alerts: OnceLock<Alerts>,
    push_key: PushKey,
    _lock: Option<File>,
}

impl House {
    /// Opens the agency in a data folder.
    pub async fn open(data: &Path, config: Config, purpose: Purpose) -> anyhow::Result<Self> {
        Self::open_by(Arc::new(SystemClock), data, config, purpose).await
    }

    /// The same, by this clock.
    pub async fn open_by(clock: Arc<dyn Clock>, data: &Path, config: Config, purpose: Purpose) -> anyhow::Result<Self> {
        let lock = (purpose == Purpose::Serve).then(|| lock(data)).transpose()?;
        let db = database::open(&config, data).await?;
        let accounts = Accounts::new(db.clone(), Arc::clone(&clock));
        let agency = accounts.agency().await?;
        let agency = Arc::new(agency.context("the database holds no agency yet; `tellal init` makes one")?);
        private::folder(&data.join("media"))?;
        let blobs = Blobs::folder(&data.join("media"))?;
        let key = data.join("wire.key");
        if !key.exists() && !wire::public_keys(&db).await?.is_empty() {
            bail!("{} is missing: this wire was signed with it; restore it from your backup", key.display());
        }
        let signer = Signer::open(&key)?;
        let socket = data.join("wire.sock");
        let signal = match purpose {
            Purpose::Serve => Signal::Listen(socket),
            Purpose::Work => Signal::Tell(socket),
        };
        let push_key = PushKey::open(&data.join("push.key"))?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let (writer, reader) =
            wire::open(db.clone(), signer, Arc::clone(&clock), signal, &tasks, stop.child_token()).await?;
        let desk = Desk::new(writer, db.clone(), blobs.clone(), Arc::clone(&clock), Arc::clone(&agency));
        // Only a server drafts; other commands go on where its key is not to be read.
        let assistant = if purpose == Purpose::Serve { config.assistant(data)? } else { None };
        let data = data.to_owned();
        Ok(Self {
            data,
            config,
            db,
            blobs,
            accounts,
            agency,
            desk,
            assistant,
            reader,
            clock,
            stop,
            tasks,
            alerts: OnceLock::new(),
            push_key,
            _lock: lock,
        })
    }

    /// Opens the agency for a command that works beside the server.
    pub async fn open_for_work(data: &Path) -> anyhow::Result<Self> {
        Self::open(data, Config::load(data)?, Purpose::Work).await
    }

    /// What calls those who have a killed story, and looks after those who ask, for a server at this address.
    pub fn watch(&self, address: SocketAddr) -> Watch {
        Watch::new(watch::Parts {
            db: self.db.clone(),
            accounts: self.accounts.clone(),
            reader: self.reader.clone(),
            agency: self.agency.name(self.agency.language.as_str()).to_owned(),
            base: self.config.base_at(address),
            clock: Arc::clone(&self.clock),
        })
    }

    /// Saved searches, and what tells readers what was found for them, for a server at this address: always the same, so
    /// that open streams hear the follower's bell.
    pub fn alerts(&self, address: SocketAddr) -> Alerts {
        let make = || {
            let base = self.config.base_at(address);
            let services = self.config.push_services.clone();
            let push = Push { key: self.push_key.clone(), services, contact: self.config.push_contact(&base) };
            Alerts::new(alert::Parts {
                db: self.db.clone(),
                accounts: self.accounts.clone(),
                reader: self.reader.clone(),
                agency: self.agency.name(self.agency.language.as_str()).to_owned(),
                base,
                push,
                clock: Arc::clone(&self.clock),
            })
        };
        self.alerts.get_or_init(make).clone()
    }

    /// Where the search index is.
    pub fn index(&self) -> PathBuf {
        index_of(&self.data)
    }

    /// Ends all work, and closes the database when it has ended.
    pub async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(Duration::from_secs(CLOSE_SECS), self.tasks.wait()).await.is_err() {
            tracing::warn!("some work did not end within {CLOSE_SECS} s and is cut off");
        }
        // What streams gave while they ended.
        if let Err(error) = self.accounts.meter().flush().await {
            tracing::error!("what was given last could not be written down: {error}");
        }
        self.db.close().await;
    }
}

/// Where the search index of a data folder is.
pub fn index_of(data: &Path) -> PathBuf {
    data.join("index")
}

/// Keeps a second server off the folder, for as long as the file is held.
pub fn lock(data: &Path) -> anyhow::Result<File> {
    let file = private::file(&data.join("serve.lock"))?;
    if file.try_lock().is_err() {
        bail!("another `tellal` serves {} already", data.display());
    }
    Ok(file)
}
