//! The archive: follows the wire into a full-text index, and searches it within what contracts cover.
//!
//! Invariants:
//! - The index is derived data. Deleted, damaged, made by another version or by another wire, it is built anew from the
//!   log; nothing else is lost.
//! - One document per item: its latest version. What is held, killed, withdrawn, advisory or a test has none.
//! - Contracts are a condition inside the query, so that counts tell nothing about what a contract does not cover.
//! - A text under embargo is in the index, and is not found before its time.

pub mod analysis;
mod follow;
mod index;
mod query;
mod words;

pub use follow::{CATCH_UP_DISPATCHES, COMMIT_MILLIS};
pub use query::{Hit, Hits, Query, WINDOW_HITS_MAX};
pub use words::{TERMS_MAX, TEXT_CHARS_MAX, Words, WordsError};

use audience::Entitlement;
use index::{Fields, Opened};
use jiff::Timestamp;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use tantivy::{Index, IndexReader, IndexWriter, TantivyError};
use tokio::sync::watch;
use wire::{Reader, WireError};

/// Why the archive could not be opened or searched.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Another process writes the index.
    #[error("the search index in {} is in use by another process", .0.display())]
    Locked(PathBuf),
    /// The folder of the index cannot be read or written.
    #[error("the folder {} of the search index cannot be used: {why}", dir.display())]
    Folder {
        /// The folder.
        dir: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// The index failed.
    #[error("the search index failed: {0}")]
    Index(#[from] TantivyError),
    /// A stored hit cannot be read.
    #[error("the search index holds a hit that cannot be read: {0}")]
    Hit(#[from] serde_json::Error),
    /// The log could not be read.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The page asked for is too far from the newest hit.
    #[error("only the newest {WINDOW_HITS_MAX} hits can be paged through; narrow the dates to see older ones")]
    TooFar,
    /// The work was broken off, because the process stops or because of a fault in it.
    #[error("the search was broken off")]
    BrokenOff,
}

/// The archive. Clones share the index.
#[derive(Clone)]
pub struct Archive(Arc<Inner>);

struct Inner {
    index: Index,
    fields: Fields,
    searching: IndexReader,
    /// The only writer; with [`Archive::follow`] while that runs.
    writer: Mutex<Option<IndexWriter>>,
    wire: Reader,
    indexed: watch::Sender<u64>,
}

impl Archive {
    /// Opens the index in `dir`, or makes an empty one where there is none that can be used.
    ///
    /// # Errors
    /// [`SearchError::Locked`] when another process has it open; [`SearchError::Folder`] or [`SearchError::Index`] when
    /// the disk does not let it be read or made.
    pub fn open(dir: &Path, wire: Reader) -> Result<Self, SearchError> {
        let Opened { index, fields, writer, mark } = index::open(dir)?;
        let searching = index::searching(&index)?;
        // An index that is ahead of the wire was made of another one; its follower will find that out.
        let (indexed, _) = watch::channel(if mark.seq > wire.head() { 0 } else { mark.seq });
        Ok(Self(Arc::new(Inner { index, fields, searching, writer: Mutex::new(Some(writer)), wire, indexed })))
    }

    /// Deletes the index in `dir`, so that the next [`Archive::open`] builds it anew. Other files stay.
    ///
    /// # Errors
    /// [`SearchError::Locked`] when a process has it open.
    pub fn clear(dir: &Path) -> Result<(), SearchError> {
        index::clear(dir)
    }

    /// The number of the newest dispatch that searches see.
    pub fn indexed(&self) -> u64 {
        *self.0.indexed.borrow()
    }

    /// Waits until searches see the dispatch `seq`. Never ends when nobody follows: give it a deadline.
    pub async fn reached(&self, seq: u64) {
        let mut indexed = self.0.indexed.subscribe();
        if indexed.wait_for(|&indexed| indexed >= seq).await.is_err() {
            // The sender lives as long as this archive.
            std::future::pending::<()>().await;
        }
    }

    /// Finds what `may` covers and `query` asks for, the newest version first.
    ///
    /// # Errors
    /// [`SearchError::TooFar`] when the page lies beyond [`WINDOW_HITS_MAX`] hits.
    pub async fn search(&self, query: &Query, may: &Entitlement, now: Timestamp) -> Result<Hits, SearchError> {
        let (archive, query, may) = (self.clone(), query.clone(), may.clone());
        blocking(move || query::run(&archive.0, &query, Some(&may), now)).await
    }

    /// As [`Archive::search`], for the newsroom, which may read all that it sent.
    ///
    /// # Errors
    /// As [`Archive::search`].
    pub async fn find(&self, query: &Query, now: Timestamp) -> Result<Hits, SearchError> {
        let (archive, query) = (self.clone(), query.clone());
        blocking(move || query::run(&archive.0, &query, None, now)).await
    }

    fn writer(&self) -> std::sync::MutexGuard<'_, Option<IndexWriter>> {
        self.0.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does work that would hold up other tasks.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, SearchError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(SearchError::BrokenOff))
}
