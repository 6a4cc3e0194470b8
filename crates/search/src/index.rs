//! The index on disk: its fields, a dispatch as a document, and how it is opened and deleted.

use crate::{Hit, SearchError};
use query::{
    Facts, Field as Part,
    analysis::{ANALYSES, ANALYSIS_VERSION, Analysis, Unit},
    ceil_millis, floor_millis,
};
use std::{io::ErrorKind, path::Path};
use tantivy::{
    Directory, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, SegmentReader, TantivyDocument,
    TantivyError, Term,
    directory::{
        INDEX_WRITER_LOCK, MmapDirectory,
        error::{LockError, OpenReadError},
    },
    indexer::{IndexWriterOptions, LogMergePolicy},
    schema::{Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{PreTokenizedString, Token},
};
use wire::{Dispatch, EMPTY_HASH};

/// Memory for the documents of one commit, in bytes. Only a commit that catches up fills it: the more it takes, the fewer
/// segments it makes, which have to be merged at once.
const ARENA_BYTES: usize = 60_000_000;

/// Hits are packed together in so many bytes. A search unpacks one package for each hit, unless they are neighbours.
const HITS_BYTES: usize = 2_048;

/// Segments of about one size that are merged into one. Every search looks each word up in every segment: fewer of them
/// are quicker to search, and the rest of the index is written more often.
const MERGED_SEGMENTS_MIN: usize = 4;

fn settings() -> IndexSettings {
    IndexSettings { docstore_blocksize: HITS_BYTES, ..IndexSettings::default() }
}

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The item, by which its older version is deleted.
    pub(crate) item: Field,
    /// Exact forms and stems of all words, without positions; those of a part of the story once more under its name.
    pub(crate) words: Field,
    /// Exact forms of all words, with positions, for phrases; those of a part of the story once more under its name.
    pub(crate) exact: Field,
    pub(crate) kind: Field,
    /// The language tag and its primary part.
    pub(crate) language: Field,
    pub(crate) category: Field,
    pub(crate) priority: Field,
    pub(crate) product: Field,
    /// The codes of its topics and of all that these are part of.
    pub(crate) topic: Field,
    pub(crate) keyword: Field,
    pub(crate) place: Field,
    pub(crate) source: Field,
    pub(crate) genre: Field,
    /// The group; none for an item that is in none.
    pub(crate) group: Field,
    /// Milliseconds; when the item was first released.
    pub(crate) released: Field,
    /// Milliseconds; the time of the version.
    pub(crate) created: Field,
    /// Words of the text.
    pub(crate) length: Field,
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
        let text = |option, norms| {
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(norms);
            TextOptions::default().set_indexing_options(indexing.set_index_option(option))
        };
        let name = || text(IndexRecordOption::Basic, false);
        // What facets count.
        let counted = || name().set_fast("raw");
        let number = || NumericOptions::default().set_indexed();
        let fast = || NumericOptions::default().set_fast();
        let fields = Self {
            item: schema.add_text_field("item", name()),
            words: schema.add_text_field("words", text(IndexRecordOption::WithFreqs, true)),
            exact: schema.add_text_field("exact", text(IndexRecordOption::WithFreqsAndPositions, false)),
            kind: schema.add_text_field("kind", counted()),
            language: schema.add_text_field("language", counted()),
            category: schema.add_u64_field("category", number().set_fast()),
            priority: schema.add_u64_field("priority", number().set_fast()),
            product: schema.add_u64_field("product", number()),
            topic: schema.add_text_field("topic", counted()),
            keyword: schema.add_text_field("keyword", name()),
            place: schema.add_text_field("place", name()),
            source: schema.add_text_field("source", name()),
            genre: schema.add_text_field("genre", name()),
            group: schema.add_text_field("group", name()),
            released: schema.add_i64_field("released", fast()),
            created: schema.add_i64_field(ORDER.0, fast()),
            length: schema.add_i64_field("length", fast()),
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
        self.add_facts(&mut document, &Facts::of(story));
        document.add_i64(self.released, floor_millis(entry.first_released));
        document.add_i64(self.created, floor_millis(entry.version_created));
        document.add_i64(self.length, query::words(story));
        if let Some(embargo) = entry.embargo {
            document.add_i64(self.embargo, ceil_millis(embargo));
        }
        document.add_u64(self.seq, entry.seq);
        document.add_text(self.hit, serde_json::to_string(&Hit::of(dispatch))?);
        let analysis = Analysis::of(&entry.language);
        for part in query::parts(story) {
            let units = analysis.units(&part.text);
            self.add_units(&mut document, &units, |unit| token(None, analysis, unit));
            if part.field.is_some() {
                self.add_units(&mut document, &units, |unit| token(part.field, analysis, unit));
            }
        }
        Ok(document)
    }

    fn add_facts(&self, document: &mut TantivyDocument, facts: &Facts<'_>) {
        let mut add = |field, text: &str| document.add_text(field, text);
        facts.topics.iter().for_each(|topic| add(self.topic, topic));
        facts.keywords.iter().for_each(|word| add(self.keyword, word));
        facts.places.iter().for_each(|word| add(self.place, word));
        facts.source.iter().for_each(|word| add(self.source, word));
        facts.story.genre.iter().for_each(|genre| add(self.genre, genre.as_str()));
        facts.story.group.iter().for_each(|group| add(self.group, group.as_str()));
    }

    fn add_units(&self, document: &mut TantivyDocument, units: &[Unit], name: impl Fn(&str) -> String) {
        let stems = units.iter().filter_map(|unit| unit.stem.as_deref());
        let words = stems.chain(units.iter().map(|unit| unit.exact.as_str()));
        document.add_pre_tokenized_text(self.words, pre_tokenized(words.map(&name)));
        document.add_pre_tokenized_text(self.exact, pre_tokenized(units.iter().map(|unit| name(&unit.exact))));
    }

    /// The analyses that read the stories of a segment, deleted ones too.
    pub(crate) fn spoken(&self, segment: &SegmentReader) -> Result<Vec<&'static Analysis>, TantivyError> {
        let [own @ .., other] = &ANALYSES;
        let languages = segment.inverted_index(self.language)?;
        let (mut spoken, mut read) = (Vec::new(), 0);
        for analysis in own {
            let stories = languages.doc_freq(&Term::from_field_text(self.language, analysis.code()))?;
            read += stories;
            spoken.extend((stories > 0).then_some(analysis));
        }
        spoken.extend((read < segment.max_doc()).then_some(other));
        Ok(spoken)
    }
}

/// The name of a word in the index: what the analysis of English calls `quake` is `en:quake`, and `headline.en:quake`
/// where it stands in a headline.
pub(crate) fn token(part: Option<Part>, analysis: &Analysis, unit: &str) -> String {
    let code = analysis.code();
    part.map_or_else(|| format!("{code}:{unit}"), |part| format!("{}.{code}:{unit}", part.name()))
}

fn pre_tokenized(words: impl Iterator<Item = String>) -> PreTokenizedString {
    let token = |(position, text)| Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 };
    PreTokenizedString { text: String::new(), tokens: words.enumerate().map(token).collect() }
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
    let index = Index::builder().schema(schema).settings(settings()).create_in_dir(dir);
    let index = index.map_err(|e| failed(dir, e))?;
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
    if index.schema() != schema || *index.settings() != settings() {
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

/// The only writer of an index.
pub(crate) fn write(index: &Index) -> Result<IndexWriter, TantivyError> {
    let options = IndexWriterOptions::builder().memory_budget_per_thread(ARENA_BYTES).num_merge_threads(1).build();
    let writer = index.writer_with_options(options)?;
    let mut merging = LogMergePolicy::default();
    merging.set_min_num_segments(MERGED_SEGMENTS_MIN);
    writer.set_merge_policy(Box::new(merging));
    Ok(writer)
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
}
