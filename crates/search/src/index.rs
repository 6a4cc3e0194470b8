//! The index on disk: its fields, a dispatch as a document, and how it is opened and deleted.

use crate::{
    Hit, SearchError,
    analysis::{self, ANALYSIS_VERSION},
};
use jiff::Timestamp;
use std::{io::ErrorKind, path::Path};
use story::{Content, Story};
use tantivy::{
    Directory, Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term,
    directory::{
        INDEX_WRITER_LOCK, MmapDirectory,
        error::{LockError, OpenReadError},
    },
    indexer::IndexWriterOptions,
    schema::{Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{PreTokenizedString, Token},
};
use wire::{Dispatch, EMPTY_HASH};

/// Memory for the documents of one commit, in bytes: the least that Tantivy takes.
const ARENA_BYTES: usize = 15_000_000;

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The item, by which its older version is deleted.
    pub(crate) item: Field,
    /// Exact forms and stems of all words, without positions.
    pub(crate) words: Field,
    /// Exact forms of all words, with positions, for phrases.
    pub(crate) exact: Field,
    pub(crate) kind: Field,
    /// The language tag and its primary part.
    pub(crate) language: Field,
    pub(crate) category: Field,
    pub(crate) priority: Field,
    pub(crate) product: Field,
    /// The group; none for an item that is in none.
    pub(crate) group: Field,
    /// Milliseconds; when the item was first released.
    pub(crate) released: Field,
    /// Milliseconds; the time of the version.
    pub(crate) created: Field,
    /// Milliseconds, rounded up; none for a story without an embargo.
    pub(crate) embargo: Field,
    pub(crate) seq: Field,
    /// The [`Hit`] as JSON.
    pub(crate) hit: Field,
}

/// The fast field of the version's time, and that of its number: the order of hits.
pub(crate) const ORDER: (&str, &str) = ("created", "seq");

impl Fields {
    fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let text = |option| {
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing.set_index_option(option))
        };
        let (bare, positions) = (IndexRecordOption::Basic, IndexRecordOption::WithFreqsAndPositions);
        let number = || NumericOptions::default().set_indexed();
        let fast = || NumericOptions::default().set_fast();
        let fields = Self {
            item: schema.add_text_field("item", text(bare)),
            words: schema.add_text_field("words", text(bare)),
            exact: schema.add_text_field("exact", text(positions)),
            kind: schema.add_text_field("kind", text(bare)),
            language: schema.add_text_field("language", text(bare)),
            category: schema.add_u64_field("category", number()),
            priority: schema.add_u64_field("priority", number()),
            product: schema.add_u64_field("product", number()),
            group: schema.add_text_field("group", text(bare)),
            released: schema.add_i64_field("released", fast()),
            created: schema.add_i64_field(ORDER.0, fast()),
            embargo: schema.add_i64_field("embargo", fast()),
            seq: schema.add_u64_field(ORDER.1, fast()),
            hit: schema.add_text_field("hit", STORED),
        };
        (schema.build(), fields)
    }

    /// The term by which all versions of the dispatch's item are found.
    pub(crate) fn item_term(&self, dispatch: &Dispatch) -> Term {
        Term::from_field_text(self.item, dispatch.entry.item.as_str())
    }

    /// The dispatch as a document.
    pub(crate) fn document(&self, dispatch: &Dispatch) -> Result<TantivyDocument, serde_json::Error> {
        let (entry, story) = (&dispatch.entry, &*dispatch.story);
        let mut document = TantivyDocument::new();
        document.add_text(self.item, entry.item.as_str());
        document.add_text(self.kind, entry.item.kind().name());
        document.add_text(self.language, entry.language.as_str());
        if entry.language.primary() != entry.language.as_str() {
            document.add_text(self.language, entry.language.primary());
        }
        document.add_u64(self.category, story.category.0.into());
        document.add_u64(self.priority, story.priority.urgency().into());
        for product in &entry.products {
            document.add_u64(self.product, product.0.into());
        }
        if let Some(group) = &story.group {
            document.add_text(self.group, group.as_str());
        }
        document.add_i64(self.released, floor_millis(entry.first_released));
        document.add_i64(self.created, floor_millis(entry.version_created));
        if let Some(embargo) = entry.embargo {
            document.add_i64(self.embargo, ceil_millis(embargo));
        }
        document.add_u64(self.seq, entry.seq);
        document.add_text(self.hit, serde_json::to_string(&Hit::of(dispatch))?);
        for text in texts(story) {
            let units = analysis::units(&text, &entry.language);
            let stems = units.iter().filter(|u| u.stem != u.exact).map(|u| u.stem.clone());
            let words = stems.chain(units.iter().map(|u| u.exact.clone()));
            document.add_pre_tokenized_text(self.words, pre_tokenized(words));
            document.add_pre_tokenized_text(self.exact, pre_tokenized(units.iter().map(|u| u.exact.clone())));
        }
        Ok(document)
    }
}

/// Every text of a story that a reader may search for. Phrases do not reach from one into the next.
fn texts(story: &Story) -> Vec<String> {
    let mut texts = vec![story.headline.to_string(), story.slug.to_string()];
    texts.extend(story.standfirst.as_ref().map(ToString::to_string));
    texts.extend(story.byline.as_ref().map(ToString::to_string));
    texts.extend(story.dateline.as_ref().map(|d| d.city.to_string()));
    texts.extend(story.keywords.iter().map(ToString::to_string));
    texts.extend(story.places.iter().map(|p| p.name.to_string()));
    texts.extend(story.people.iter().chain(&story.organisations).map(ToString::to_string));
    match &story.content {
        Content::Text { body } => texts.extend(body.blocks().iter().map(story::Block::plain)),
        _ => texts.extend(story.caption().map(ToString::to_string)),
    }
    texts
}

fn pre_tokenized(words: impl Iterator<Item = String>) -> PreTokenizedString {
    let token = |(position, text)| Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 };
    PreTokenizedString { text: String::new(), tokens: words.enumerate().map(token).collect() }
}

const NANOS_PER_MILLI: i128 = 1_000_000;

/// Whole milliseconds up to `time`.
pub(crate) fn floor_millis(time: Timestamp) -> i64 {
    let millis = time.as_nanosecond().div_euclid(NANOS_PER_MILLI);
    i64::try_from(millis).unwrap_or(i64::MAX)
}

/// Whole milliseconds, the last one begun counted whole.
pub(crate) fn ceil_millis(time: Timestamp) -> i64 {
    let millis = -(-time.as_nanosecond()).div_euclid(NANOS_PER_MILLI);
    i64::try_from(millis).unwrap_or(i64::MAX)
}

/// How far the index has come on which wire; kept in the payload of every commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The last dispatch that is in the index; 0 for none.
    pub(crate) seq: u64,
    /// Its hash, by which a follower sees that it is still on the same wire.
    pub(crate) hash: String,
}

impl Mark {
    /// The mark of an empty index.
    pub(crate) fn start() -> Self {
        Self { seq: 0, hash: EMPTY_HASH.to_owned() }
    }

    /// The mark behind a dispatch.
    pub(crate) fn behind(dispatch: &Dispatch) -> Self {
        Self { seq: dispatch.seq(), hash: dispatch.hash.clone() }
    }

    /// The text of the mark.
    pub(crate) fn payload(&self) -> String {
        format!("{ANALYSIS_VERSION} {} {}", self.seq, self.hash)
    }

    /// Reads a payload; `None` when it was written by another analysis.
    fn read(payload: Option<&str>) -> Option<Self> {
        let Some(payload) = payload else { return Some(Self::start()) };
        let mut parts = payload.split(' ');
        let (version, seq, hash) = (parts.next()?, parts.next()?, parts.next()?);
        let same = version.parse() == Ok(ANALYSIS_VERSION);
        same.then_some(Self { seq: seq.parse().ok()?, hash: hash.to_owned() })
    }
}

/// An index that was opened for writing.
pub(crate) struct Opened {
    pub(crate) index: Index,
    pub(crate) fields: Fields,
    pub(crate) writer: IndexWriter,
    pub(crate) mark: Mark,
}

/// Opens the index of a folder; one that cannot be used is deleted and made anew.
pub(crate) fn open(dir: &Path) -> Result<Opened, SearchError> {
    std::fs::create_dir_all(dir).map_err(|why| SearchError::Folder { dir: dir.to_owned(), why })?;
    match existing(dir) {
        Ok(Some(opened)) => return Ok(opened),
        Ok(None) => {}
        Err(error) if is_damage(&error) => {
            tracing::warn!(dir = %dir.display(), "the search index is damaged and is built anew: {error}");
        }
        Err(error) => return Err(failed(dir, error)),
    }
    clear(dir)?;
    let (schema, fields) = Fields::new();
    let index = Index::create_in_dir(dir, schema).map_err(|e| failed(dir, e))?;
    let writer = write(&index).map_err(|e| failed(dir, e))?;
    Ok(Opened { index, fields, writer, mark: Mark::start() })
}

/// The index that is there, unless it has other fields or comes from another analysis.
fn existing(dir: &Path) -> Result<Option<Opened>, TantivyError> {
    let directory = MmapDirectory::open(dir)?;
    if !Index::exists(&directory)? {
        return Ok(None);
    }
    let index = Index::open(directory)?;
    let (schema, fields) = Fields::new();
    if index.schema() != schema {
        tracing::info!(dir = %dir.display(), "the search index has other fields and is built anew");
        return Ok(None);
    }
    let writer = write(&index)?;
    let Some(mark) = Mark::read(index.load_metas()?.payload.as_deref()) else {
        tracing::info!(dir = %dir.display(), "the search index comes from another analysis and is built anew");
        return Ok(None);
    };
    // Every file of the index is opened here, so that a missing one shows before the first search.
    searching(&index)?;
    Ok(Some(Opened { index, fields, writer, mark }))
}

/// The only writer of an index, with as little memory as possible.
pub(crate) fn write(index: &Index) -> Result<IndexWriter, TantivyError> {
    let options = IndexWriterOptions::builder().memory_budget_per_thread(ARENA_BYTES).num_merge_threads(1).build();
    index.writer_with_options(options)
}

/// Where the last commit of an index ended.
pub(crate) fn mark(index: &Index) -> Result<Mark, TantivyError> {
    Ok(Mark::read(index.load_metas()?.payload.as_deref()).unwrap_or_else(Mark::start))
}

/// A reader that sees a commit when it is told to.
pub(crate) fn searching(index: &Index) -> Result<IndexReader, TantivyError> {
    index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()
}

/// Deletes the files of an index.
pub(crate) fn clear(dir: &Path) -> Result<(), SearchError> {
    if !dir.exists() {
        return Ok(());
    }
    let folder = |why| SearchError::Folder { dir: dir.to_owned(), why };
    let directory = MmapDirectory::open(dir).map_err(|e| SearchError::Index(e.into()))?;
    let lock = directory.acquire_lock(&INDEX_WRITER_LOCK);
    let _lock = lock.map_err(|e| failed(dir, TantivyError::LockFailure(e, None)))?;
    for entry in std::fs::read_dir(dir).map_err(folder)? {
        let entry = entry.map_err(folder)?;
        if is_ours(&entry.file_name().to_string_lossy()) {
            match std::fs::remove_file(entry.path()) {
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(folder(e)),
                _ => {}
            }
        }
    }
    Ok(())
}

/// True for the names that Tantivy gives its files: two lists, locks, and segments named by 32 hexadecimal digits.
fn is_ours(name: &str) -> bool {
    let segment = name.split('.').next().unwrap_or(name);
    matches!(name, "meta.json" | ".managed.json")
        || name.starts_with(".tantivy-")
        || (segment.len() == 32 && segment.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// True when the files are there but make no index, so that only building it anew helps.
fn is_damage(error: &TantivyError) -> bool {
    match error {
        TantivyError::OpenReadError(error) => !matches!(error, OpenReadError::IoError { .. }),
        TantivyError::DataCorruption(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::SchemaError(_)
        | TantivyError::DeserializeError(_) => true,
        _ => false,
    }
}

fn failed(dir: &Path, error: TantivyError) -> SearchError {
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => SearchError::Locked(dir.to_owned()),
        error => SearchError::Index(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_back_and_others_are_not() {
        let mark = Mark { seq: 7, hash: "ab".to_owned() };
        assert_eq!(Mark::read(Some(&mark.payload())), Some(mark));
        assert_eq!(Mark::read(None), Some(Mark::start()));
        assert_eq!(Mark::read(Some("0 7 ab")), None);
        assert_eq!(Mark::read(Some("something")), None);
    }

    #[test]
    fn only_files_of_the_index_are_deleted() {
        for ours in ["meta.json", ".managed.json", ".tantivy-writer.lock", &format!("{}.12.del", "0a".repeat(16))] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in ["tellal.db", "notes.txt", "demo.json", "0a.idx"] {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn milliseconds_never_open_an_embargo_early() {
        let time: Timestamp = "2026-09-01T12:00:00.0005Z".parse().expect("a time");
        assert_eq!(ceil_millis(time) - floor_millis(time), 1);
        let whole = Timestamp::UNIX_EPOCH;
        assert_eq!((ceil_millis(whole), floor_millis(whole)), (0, 0));
    }
}
