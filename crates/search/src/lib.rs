//! The archive: follows the wire into a full-text index, and searches it within what contracts cover.
//!
//! Invariants:
//! - The index is derived data. Deleted, damaged, made by another version or by another wire, it is built anew from the
//!   log; nothing else is lost.
//! - One document per item: its latest version. What is held, killed, withdrawn, advisory or a test has none.
//! - Contracts are a condition inside the query, so that counts tell nothing about what a contract does not cover.
//! - A text under embargo is in the index, and is not found before its time.

mod condition;
mod facets;
mod follow;
mod found;
mod hits;
mod index;
mod like;
mod order;
mod scored;
mod set;
mod shelf;
mod stopped;
mod suggest;

pub use facets::{FACET_VALUES_MAX, Facet, Facets};
pub use follow::{CATCH_UP_DISPATCHES, COMMIT_MILLIS};
pub use hits::{Hit, Hits, Order, Request, WINDOW_HITS_MAX};
pub use suggest::SUGGESTIONS_MAX;

use audience::Entitlement;
use index::{Fields, Opened};
use jiff::Timestamp;
use query::{Query, analysis::Analysis};
use shelf::Shelf;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};
use tantivy::{Index, IndexReader, IndexWriter, TantivyError};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::watch,
    task::{block_in_place, spawn_blocking},
};
use wire::{Dispatch, Reader, WireError};

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
    /// The analyses of the languages that stories are in; words are looked for in no other way.
    spoken: RwLock<Vec<&'static Analysis>>,
    shelf: Shelf,
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
        let writer = Mutex::new(Some(writer));
        let (spoken, shelf) = (RwLock::default(), Shelf::default());
        let inner = Inner { index, fields, searching, writer, wire, indexed, spoken, shelf };
        inner.learn()?;
        Ok(Self(Arc::new(inner)))
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

    /// Finds what `may` covers and the request asks for.
    ///
    /// # Errors
    /// [`SearchError::TooFar`] when the page lies beyond [`WINDOW_HITS_MAX`] hits.
    pub async fn search(&self, asked: &Request, may: &Entitlement, now: Timestamp) -> Result<Hits, SearchError> {
        let (archive, asked, may) = (self.clone(), asked.clone(), may.clone());
        here(move || hits::run(&archive.0, &asked, Some(&may), now)).await
    }

    /// As [`Archive::search`], for the newsroom, which may read all that it sent.
    ///
    /// # Errors
    /// As [`Archive::search`].
    pub async fn find(&self, asked: &Request, now: Timestamp) -> Result<Hits, SearchError> {
        let (archive, asked) = (self.clone(), asked.clone());
        here(move || hits::run(&archive.0, &asked, None, now)).await
    }

    /// How many of the stories that a query finds have which kind, language, section, priority and topic. Nothing is
    /// counted while the index is so far behind the wire that it is not known what was stopped meanwhile.
    ///
    /// # Errors
    /// Those of the index.
    pub async fn facets(&self, query: &Query, may: &Entitlement, now: Timestamp) -> Result<Facets, SearchError> {
        let (archive, query, may) = (self.clone(), query.clone(), may.clone());
        let stopped = self.stopped().await?;
        here(move || facets::count(&archive.0, &query, &may, &stopped, now)).await
    }

    /// Words of headlines that begin with `text`, in a language that is filed in, the most frequent within what `may`
    /// covers first; none that stands only in stories that it does not cover, or that were stopped. None at all while
    /// [`Archive::facets`] would count nothing.
    ///
    /// # Errors
    /// Those of the index.
    pub async fn suggest(&self, text: &str, may: &Entitlement, now: Timestamp) -> Result<Vec<String>, SearchError> {
        let (archive, text, may) = (self.clone(), text.to_owned(), may.clone());
        let stopped = self.stopped().await?;
        here(move || suggest::words(&archive.0, &text, &may, &stopped, now)).await
    }

    /// Stories like this one, the most alike first.
    ///
    /// # Errors
    /// Those of the index.
    pub async fn like(
        &self,
        story: &Arc<Dispatch>,
        may: &Entitlement,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Hit>, SearchError> {
        let (archive, story, may) = (self.clone(), Arc::clone(story), may.clone());
        here(move || like::find(&archive.0, &like::Unlike::of(&story), &may, limit, now)).await
    }

    fn writer(&self) -> std::sync::MutexGuard<'_, Option<IndexWriter>> {
        self.0.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Shows what was committed, and how far it reaches.
    fn show(&self, seq: u64) -> Result<(), TantivyError> {
        self.searching.reload()?;
        self.learn()?;
        self.indexed.send_replace(seq);
        Ok(())
    }

    /// Learns what there is to know of the segments that are there, so that no search has to.
    fn learn(&self) -> Result<(), TantivyError> {
        let spoken = self.shelf.turn_to(&self.searching.searcher(), self.fields)?;
        *self.spoken.write().unwrap_or_else(PoisonError::into_inner) = spoken;
        Ok(())
    }

    /// How the stories that are there were read.
    fn spoken(&self) -> Vec<&'static Analysis> {
        self.spoken.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Searches. Where there are several threads, that is done on this one while another takes over its tasks: a search takes
/// less time than two threads need to wake each other.
async fn here<T: Send + 'static>(
    search: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, SearchError> {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => {
            let search = AssertUnwindSafe(|| block_in_place(search));
            catch_unwind(search).unwrap_or(Err(SearchError::BrokenOff))
        }
        _ => blocking(search).await,
    }
}

/// Does work that would hold up other tasks.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, SearchError> {
    spawn_blocking(work).await.unwrap_or(Err(SearchError::BrokenOff))
}
