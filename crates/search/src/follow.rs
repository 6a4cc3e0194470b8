//! Following the wire into the index.

use crate::{
    Archive, SearchError, blocking,
    index::{self, Fields, Mark},
};
use std::{sync::Arc, time::Duration};
use story::{Act, State};
use tantivy::{IndexWriter, query::AllQuery};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use wire::{Dispatch, Reader};

/// A dispatch can be found this long after it was read at the latest, in milliseconds, plus the time of one commit.
pub const COMMIT_MILLIS: u64 = 200;
/// Dispatches between two commits while the index is far behind the wire.
pub const CATCH_UP_DISPATCHES: usize = 10_000;
/// Dispatches that are read and analysed at once.
const PAGE_DISPATCHES: usize = 200;
/// How long to wait after a failure, in seconds.
const RETRY_SECS: u64 = 2;

impl Archive {
    /// Follows the wire until `stop`; then commits what is left, and lets go of the index. A failure (a full disk, a
    /// database that is away) is logged, and tried again from the last commit.
    ///
    /// Only one follower can run; a second one ends at once.
    pub async fn follow(self, stop: CancellationToken) {
        let Some(writer) = self.writer().take() else {
            tracing::error!("the wire is already followed into the search index");
            return;
        };
        let mut writer = Some(writer);
        while !stop.is_cancelled() {
            let Err(error) = self.run(writer.take(), &stop).await else { return };
            tracing::error!("the search index could not follow the wire: {error}");
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(Duration::from_secs(RETRY_SECS)) => {}
            }
        }
    }

    /// Follows the wire until `stop` or the first failure.
    async fn run(&self, writer: Option<IndexWriter>, stop: &CancellationToken) -> Result<(), SearchError> {
        let mut work = self.begin(writer).await?;
        let mut heads = self.0.wire.heads();
        loop {
            heads.mark_unchanged();
            let page = self.0.wire.after(work.mark.seq, PAGE_DISPATCHES).await?;
            let full = page.len() == PAGE_DISPATCHES;
            if !page.is_empty() {
                work = self.add(work, page).await?;
            }
            if work.is_due(full) || (stop.is_cancelled() && work.since.is_some()) {
                work = self.commit(work).await?;
            }
            if stop.is_cancelled() {
                return Ok(());
            }
            if full {
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                changed = heads.changed() => if changed.is_err() { return Ok(()) },
                () = work.due() => {}
            }
        }
    }

    /// Takes up the work behind the last commit; from the start when that was made on another wire.
    async fn begin(&self, writer: Option<IndexWriter>) -> Result<Work, SearchError> {
        let archive = self.clone();
        let work = blocking(move || {
            let index = &archive.0.index;
            let writer = writer.map_or_else(|| index::write(index), Ok)?;
            Ok(Work { mark: index::mark(index)?, writer, pending: 0, since: None })
        })
        .await?;
        if work.mark == Mark::start() {
            return Ok(work);
        }
        let last = self.0.wire.after(work.mark.seq - 1, 1).await?;
        if last.first().is_some_and(|dispatch| Mark::behind(dispatch) == work.mark) {
            return Ok(work);
        }
        tracing::warn!(seq = work.mark.seq, "the search index was made of another wire and is built anew");
        work.writer.delete_query(Box::new(AllQuery))?;
        self.commit(Work { mark: Mark::start(), ..work }).await
    }

    async fn add(&self, mut work: Work, page: Vec<Arc<Dispatch>>) -> Result<Work, SearchError> {
        work.since.get_or_insert_with(Instant::now);
        let (fields, wire) = (self.0.fields, self.0.wire.clone());
        blocking(move || {
            for dispatch in &page {
                put(&work.writer, fields, &wire, dispatch)?;
                work.mark = Mark::behind(dispatch);
            }
            work.pending += page.len();
            Ok(work)
        })
        .await
    }

    async fn commit(&self, mut work: Work) -> Result<Work, SearchError> {
        let archive = self.clone();
        blocking(move || {
            let mut commit = work.writer.prepare_commit()?;
            commit.set_payload(&work.mark.payload());
            commit.commit()?;
            archive.0.show(work.mark.seq)?;
            Ok(Work { pending: 0, since: None, ..work })
        })
        .await
    }
}

/// The writer and what it has taken since its last commit.
struct Work {
    writer: IndexWriter,
    /// The last dispatch that it took.
    mark: Mark,
    /// Dispatches since the last commit.
    pending: usize,
    /// When the first of them was taken.
    since: Option<Instant>,
}

impl Work {
    /// Whether to commit now. A full page tells that more is waiting: then fewer, larger commits are the quicker way.
    fn is_due(&self, full: bool) -> bool {
        let late = self.since.is_some_and(|since| since.elapsed() >= Duration::from_millis(COMMIT_MILLIS));
        (late && !full) || self.pending >= CATCH_UP_DISPATCHES
    }

    /// Waits for the time of the next commit; for ever when there is nothing to commit.
    async fn due(&self) {
        match self.since {
            Some(since) => tokio::time::sleep_until(since + Duration::from_millis(COMMIT_MILLIS)).await,
            None => std::future::pending().await,
        }
    }
}

/// Replaces the item's document; one that must not be used has none.
fn put(writer: &IndexWriter, fields: Fields, wire: &Reader, dispatch: &Dispatch) -> Result<(), SearchError> {
    writer.delete_term(fields.item_term(dispatch));
    let entry = &dispatch.entry;
    // While the index is built anew, what a later dispatch stopped does not come up in between.
    let stopped_later = wire.stop(&entry.item).is_some_and(|stop| stop.seq > entry.seq);
    if entry.state == State::Usable && !matches!(entry.act, Act::Advisory | Act::Test) && !stopped_later {
        writer.add_document(fields.document(dispatch)?)?;
    }
    Ok(())
}
