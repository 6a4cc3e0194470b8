//! Writing the log: changes of the desk and their dispatches, committed together, many changes to one sync.

use crate::{Dispatch, Entry, NewDispatch, Reader, Signal, Signer, WireError, entry::entry_hash, tip::Tip};
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use std::{mem, panic::AssertUnwindSafe, pin::Pin, sync::Arc};
use store::{Clock, Db, Rows, StoreError, Tx, Value, args, row};
use story::{ContentHash, canonical_json};
use tokio::sync::{mpsc, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Changes that share one transaction at most.
pub const COMMIT_JOBS_MAX: usize = 256;
/// Changes that may wait before callers are held back.
const WAITING_MAX: usize = 1_024;

/// A change's future, borrowed from the log that it works on.
pub type Job<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

/// The one way onto the wire. Only the desk holds it.
#[derive(Clone)]
pub struct Writer {
    jobs: mpsc::Sender<Box<dyn Work>>,
}

/// The open end of the log inside a transaction.
pub struct Log {
    tx: Tx,
    now: Timestamp,
    signer: Arc<Signer>,
    head: Head,
    added: Vec<Arc<Dispatch>>,
}

#[derive(Debug, Clone)]
struct Head {
    seq: u64,
    time: Timestamp,
    hash: String,
}

static DISPATCHES: Rows<9> =
    Rows::new("INSERT INTO dispatch (seq, item, version, act, entry, story, hash, key_id, signature) VALUES", "");

/// Makes the dispatch that follows `head`, with its row, and moves the head to it. `times` are when its item was first
/// released, and its version made.
fn sealed(
    head: &mut Head,
    signer: &Signer,
    new: NewDispatch,
    (first_released, version_created): (Timestamp, Timestamp),
) -> (Dispatch, [Value; 9]) {
    let story = new.story.into_story();
    let content = canonical_json(&story);
    let entry = Entry {
        seq: head.seq + 1,
        time: head.time,
        act: new.act,
        item: new.item,
        version: new.version,
        state: new.state,
        language: story.language.clone(),
        first_released,
        version_created,
        embargo: story.embargo,
        products: new.products,
        content: ContentHash::of(&content),
        prev_hash: mem::take(&mut head.hash),
    };
    let canonical = canonical_json(&entry);
    let digest = entry_hash(&canonical);
    let (hash, signature) = (hex::encode(digest), signer.sign(&digest));
    let bytes = canonical.len() + content.len();
    head.seq = entry.seq;
    head.hash.clone_from(&hash);
    let row = row![
        entry.seq,
        entry.item.as_str(),
        entry.version,
        entry.act.name(),
        canonical,
        content,
        hash.as_str(),
        signer.key_id(),
        signature.as_str()
    ];
    (Dispatch::new(entry, Arc::new(story), hash, signer.key_id().to_owned(), signature, bytes), row)
}

impl Log {
    /// The transaction, for the desk's own rows.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// What the clock shows: what an embargo is compared with. It may stand before [`Log::time`] when a clock was set
    /// back, or when another machine's is ahead.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The time of this commit, as it is logged. Never earlier than the commit before.
    pub fn time(&self) -> Timestamp {
        self.head.time
    }

    /// Appends a dispatch. It exists for others once the whole change is committed.
    pub async fn append(&mut self, new: NewDispatch) -> Result<Arc<Dispatch>, WireError> {
        let mut added = self.append_all(vec![new]).await?;
        Ok(added.remove(0))
    }

    /// Appends dispatches of different items, in their order. Answers one for each.
    pub async fn append_all(&mut self, all: Vec<NewDispatch>) -> Result<Vec<Arc<Dispatch>>, WireError> {
        let mut head = self.head.clone();
        let (mut added, mut rows) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
        for new in all {
            let times = self.version_times(&new.item, new.version).await?;
            let (dispatch, row) = sealed(&mut head, &self.signer, new, times);
            added.push(Arc::new(dispatch));
            rows.push(row);
        }
        self.tx.run_rows(&DISPATCHES, rows).await?;
        self.head = head;
        self.added.extend(added.iter().cloned());
        Ok(added)
    }

    /// When the item was first released, and the time that this version gets.
    async fn version_times(&mut self, item: &story::ItemId, version: u32) -> Result<(Timestamp, Timestamp), WireError> {
        let now = self.head.time;
        if version <= 1 {
            return Ok((now, now));
        }
        let row = self
            .tx
            .one("SELECT seq, entry FROM dispatch WHERE item = $1 AND version = $2", args![item.as_str(), version - 1])
            .await?
            .ok_or_else(|| StoreError::Conflict(format!("{item} has no version {}", version - 1)))?;
        let seq = row.count("seq")?;
        let before: Entry =
            serde_json::from_str(&row.text("entry")?).map_err(|e| WireError::Corrupt { seq, why: e.to_string() })?;
        let earliest = before.version_created + SignedDuration::from_secs(1);
        Ok((before.first_released, now.max(earliest)))
    }
}

impl Writer {
    pub(crate) fn start(
        db: Db,
        signer: Signer,
        clock: Arc<dyn Clock>,
        tip: Arc<Tip>,
        signal: Signal,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        let committer = Committer { db, signer: Arc::new(signer), clock, tip, signal };
        tasks.spawn(committer.run(waiting, stop));
        Self { jobs }
    }

    /// Runs a change of the desk in a transaction, with the dispatches that it appends. Answers when both are
    /// durable. A change that fails leaves nothing behind, and does not disturb those that share its transaction.
    ///
    /// A caller that gives up waiting does not undo the change.
    pub async fn commit<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<WireError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Log) -> Job<'t, T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let work = Change { job: Some(change), result: None, reply };
        self.jobs.send(Box::new(work)).await.map_err(|_| WireError::Closed)?;
        answer.await.unwrap_or_else(|_| Err(WireError::Closed.into()))
    }
}

/// A change with its types forgotten, so that changes of all kinds can wait in one line.
trait Work: Send {
    /// Runs the change; false when it failed and must be undone.
    fn run<'t>(&'t mut self, log: &'t mut Log) -> Pin<Box<dyn Future<Output = bool> + Send + 't>>;
    /// Tells the caller, after the commit.
    fn answer(self: Box<Self>, committed: Result<(), WireError>);
}

struct Change<T, E, F> {
    job: Option<F>,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Work for Change<T, E, F>
where
    T: Send + 'static,
    E: From<WireError> + Send + 'static,
    F: for<'t> FnOnce(&'t mut Log) -> Job<'t, T, E> + Send + 'static,
{
    fn run<'t>(&'t mut self, log: &'t mut Log) -> Pin<Box<dyn Future<Output = bool> + Send + 't>> {
        Box::pin(async move {
            let Some(job) = self.job.take() else { return false };
            // A change that panics is a defect of its own; the wire goes on for everybody else.
            self.result = AssertUnwindSafe(async { job(log).await }).catch_unwind().await.ok();
            matches!(self.result, Some(Ok(_)))
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), WireError>) {
        let result = match (self.result, committed) {
            // A change that refused its input says so, whatever became of the others.
            (Some(Err(refused)), _) => Err(refused),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(WireError::Panicked.into()),
        };
        let _ = self.reply.send(result);
    }
}

struct Committer {
    db: Db,
    signer: Arc<Signer>,
    clock: Arc<dyn Clock>,
    tip: Arc<Tip>,
    signal: Signal,
}

impl Committer {
    async fn run(self, mut waiting: mpsc::Receiver<Box<dyn Work>>, stop: CancellationToken) {
        let reader = Reader::with_tip(self.db.clone(), Arc::clone(&self.tip));
        loop {
            let first = tokio::select! {
                biased;
                // Closing the line lets what waits in it be committed, and ends the loop after that.
                () = stop.cancelled(), if !waiting.is_closed() => {
                    waiting.close();
                    continue;
                }
                first = waiting.recv() => first,
            };
            let Some(first) = first else { return };
            let mut jobs = vec![first];
            while jobs.len() < COMMIT_JOBS_MAX
                && let Ok(job) = waiting.try_recv()
            {
                jobs.push(job);
            }
            let committed = match self.commit(&mut jobs).await {
                Ok(added) => self.announce(&reader, added).await,
                Err(error) => {
                    // A commit whose answer was lost may stand all the same; whatever stands is announced.
                    if let Err(e) = reader.refresh().await {
                        tracing::error!("the wire could not be read: {e}");
                    }
                    Err(error)
                }
            };
            for job in jobs {
                job.answer(committed.clone());
            }
        }
    }

    async fn commit(&self, jobs: &mut [Box<dyn Work>]) -> Result<Vec<Arc<Dispatch>>, WireError> {
        let mut log = self.begin().await?;
        let before = log.head.seq;
        // A lone change needs no mark: undoing it is undoing the transaction.
        let alone = jobs.len() == 1;
        for job in jobs {
            let (head, added) = (log.head.clone(), log.added.len());
            if !alone {
                log.tx.mark().await?;
            }
            let done = job.run(&mut log).await;
            if !done {
                if alone {
                    log.tx.rollback().await?;
                    return Ok(Vec::new());
                }
                log.tx.undo().await?;
                log.head = head;
                log.added.truncate(added);
            }
            if !alone {
                log.tx.keep().await?;
            }
        }
        if log.head.seq > before {
            let Head { seq, time, hash } = log.head.clone();
            log.tx
                .run(
                    "UPDATE wire_head SET seq = $1, time = $2, hash = $3 WHERE one = 1",
                    args![seq, story::to_millis(time), hash],
                )
                .await?;
            log.tx.wake_others(seq).await?;
        }
        let Log { tx, added, .. } = log;
        match tx.commit().await {
            Ok(()) => Ok(added),
            Err(StoreError::Full) => Err(StoreError::Full.into()),
            Err(error) => self.outcome(added, error).await,
        }
    }

    /// The answer to a commit was lost. What stands in the table stands; about anything else nobody may claim that
    /// nothing was changed.
    async fn outcome(&self, added: Vec<Arc<Dispatch>>, error: StoreError) -> Result<Vec<Arc<Dispatch>>, WireError> {
        if let Some(last) = added.last() {
            let row = self.db.one("SELECT hash FROM dispatch WHERE seq = $1", args![last.seq()]).await;
            if let Ok(Some(row)) = row
                && row.text("hash").is_ok_and(|hash| hash == last.hash)
            {
                return Ok(added);
            }
        }
        Err(WireError::Unknown(error.to_string()))
    }

    /// Begins a transaction and takes the head's lock, so that `seq` is the order of commit on both engines.
    async fn begin(&self) -> Result<Log, WireError> {
        let mut tx = self.db.begin().await?;
        let row = tx
            .one("UPDATE wire_head SET one = one WHERE one = 1 RETURNING seq, time, hash", args![])
            .await?
            .ok_or_else(|| StoreError::Unusable("the wire has no head row".to_owned()))?;
        // Stored times have whole milliseconds; the entry that is signed must read back the same.
        let now = story::from_millis(story::to_millis(self.clock.now()));
        let time = now.max(story::from_millis(row.int("time")?));
        let head = Head { seq: row.count("seq")?, time, hash: row.text("hash")? };
        Ok(Log { tx, now, signer: Arc::clone(&self.signer), head, added: Vec::new() })
    }

    /// What is durable is announced even when this process cannot read it back: followers look again by themselves.
    async fn announce(&self, reader: &Reader, added: Vec<Arc<Dispatch>>) -> Result<(), WireError> {
        if added.is_empty() {
            return Ok(());
        }
        if let Err(e) = self.tip.grow(reader, added).await {
            tracing::error!("committed dispatches could not be announced yet: {e}");
        }
        self.signal.tell();
        Ok(())
    }
}
