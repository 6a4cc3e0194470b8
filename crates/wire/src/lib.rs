//! The log: every release, update, correction, hold, resume and kill, in one order, chained and signed.
//!
//! Invariants:
//! - `seq` is dense and is commit order. A row is never changed.
//! - Writing and reading are different types: [`open`] gives one [`Writer`], which only the desk holds, and a
//!   [`Reader`] that can be cloned.
//! - [`Writer::commit`] answers only when the change and its dispatches are durable; waiting changes share one sync.
//! - A follower owns a cursor, is idempotent by `seq`, and can be deleted and rebuilt. Nobody lags and loses: a slow
//!   reader is only behind.

mod entry;
mod export;
mod follow;
mod keys;
mod log;
mod reader;
mod signal;
mod tip;
mod verify;

pub use entry::{Dispatch, EMPTY_HASH, Entry, NewDispatch, Record};
pub use export::{ExportHeader, Stored, export_line, records_after};
pub use follow::follow;
pub use keys::{PublicKey, Signer, public_keys};
pub use log::{COMMIT_JOBS_MAX, Job, Log, Writer};
pub use reader::{PAGE_DISPATCHES_MAX, Reader, advance};
pub use signal::Signal;
pub use tip::{RING_BYTES_MAX, Stop};
pub use verify::{Broken, Chain, Fault};

use std::sync::Arc;
use store::{Clock, Db, StoreError};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Why the wire could not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WireError {
    /// The store failed; shared by every change that waited for the same sync.
    #[error(transparent)]
    Store(Arc<StoreError>),
    /// The wire is being closed and takes nothing more.
    #[error("the wire is closed")]
    Closed,
    /// The connection was lost while the change was committed.
    #[error(
        "the connection was lost at the commit, and whether the change stands is not known; look before you repeat it ({0})"
    )]
    Unknown(String),
    /// A change failed in a way that it did not foresee; it was undone.
    #[error("the change failed inside and was undone")]
    Panicked,
    /// The signing key cannot be read or made.
    #[error("the signing key cannot be used: {0}")]
    Key(String),
    /// A stored entry or story cannot be read.
    #[error("the entry {seq} of the wire cannot be read: {why}")]
    Corrupt {
        /// Its number.
        seq: u64,
        /// What is wrong.
        why: String,
    },
}

impl From<StoreError> for WireError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl WireError {
    /// True when the disk is full: nothing was written, and the same change can be tried again.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Store(e) if matches!(**e, StoreError::Full))
    }
}

/// Opens the wire on a database, and starts its work on `tasks` until `stop`.
///
/// Waiting changes that were taken before `stop` are still committed.
pub async fn open(
    db: Db,
    signer: Signer,
    clock: Arc<dyn Clock>,
    signal: Signal,
    tasks: &TaskTracker,
    stop: CancellationToken,
) -> Result<(Writer, Reader), WireError> {
    keys::publish(&db, &signer, clock.now()).await?;
    let reader = Reader::open(db.clone()).await?;
    let writer = Writer::start(db, signer, clock, reader.tip(), signal.clone(), tasks, stop.clone());
    let (follower, wakes) = (reader.clone(), reader.db().wakes().await?);
    let listener = signal.listen();
    tasks.spawn(async move { signal::follow(follower, wakes, listener, stop).await });
    Ok((writer, reader))
}
