//! What a query finds: a set of stories in each segment of the index.

use crate::{
    Inner, SearchError,
    condition::{Clause, Named, numbers, texts},
    index::Fields,
    order::Key,
    set::{Set, Walk, are_few, no_bits, set_bit},
    shelf::{Kept, Known, Reach, Shelf},
};
use audience::{Entitlement, Grant};
use jiff::Timestamp;
use query::{Query, Span, ceil_millis, floor_millis};
use std::{cmp::Reverse, collections::HashMap, sync::Arc};
use story::{ItemId, Kind, Lang};
use tantivy::{
    DocAddress, DocId, DocSet, Result, Score, Searcher, SegmentReader, TERMINATED, Term,
    columnar::Column,
    index::SegmentId,
    postings::TermInfo,
    query::{EmptyScorer, EnableScoring, Explanation, PhraseQuery, Query as Condition, Scorer, Weight},
    schema::IndexRecordOption,
};

/// Bits of fewer stories than this are made as quickly as they are found on the shelf.
const SHELVED_DOCS_MIN: u32 = 16_384;
/// Stories that have a form of a word, from which on it is looked at whether they are found by its stem already.
const FORM_DOCS_MIN: u32 = 128;

/// The stories that were found.
pub(crate) struct Found {
    /// A set for each segment, in the order of the searcher.
    sets: Vec<(Set, Arc<Known>)>,
    searcher: Searcher,
}

impl Inner {
    /// What a query finds within what `may` covers, or of everything, without what is under embargo and without some
    /// items.
    pub(crate) fn found(
        &self,
        searcher: &Searcher,
        query: &Query,
        may: Option<&Entitlement>,
        now: Timestamp,
        but: &[ItemId],
    ) -> std::result::Result<Found, SearchError> {
        let clause = Clause::of(query, self.fields, &self.spoken());
        let but = texts(self.fields.item, but.iter().map(ItemId::as_str));
        let reach = may.map(|may| Arc::new(Reach::of(may)));
        let find = |reader: &SegmentReader| {
            let segment = Segment::of(reader, &self.shelf, self.fields)?;
            let open = segment.open(reach.as_ref(), now)?.without(&segment.set(&but)?, segment.docs);
            let set = if matches!(open, Set::None) { open } else { segment.set(&clause)?.and(&open) };
            Ok((set, segment.known))
        };
        let sets = searcher.segment_readers().iter().map(find).collect::<Result<_>>()?;
        Ok(Found { sets, searcher: searcher.clone() })
    }
}

/// A segment of the index, and what is known of it.
struct Segment<'a> {
    reader: &'a SegmentReader,
    shelf: &'a Shelf,
    fields: Fields,
    known: Arc<Known>,
    docs: u32,
}

impl<'a> Segment<'a> {
    fn of(reader: &'a SegmentReader, shelf: &'a Shelf, fields: Fields) -> Result<Self> {
        Ok(Self { reader, shelf, fields, known: shelf.known(reader, fields)?, docs: reader.max_doc() })
    }

    /// The stories that contracts cover, that are not deleted, and whose embargo is over.
    fn open(&self, reach: Option<&Arc<Reach>>, now: Timestamp) -> Result<Set> {
        let mut open = match reach {
            None => Set::All,
            Some(reach) => self.shelf.get(self.reader.segment_id(), Kept::Covered(Arc::clone(reach)), || {
                reach.grants().iter().try_fold(Set::None, |set, grant| Ok(set.or(self.granted(grant)?, self.docs)))
            })?,
        };
        if let Some(alive) = self.reader.alive_bitset() {
            let kept = Kept::Alive(self.reader.delete_opstamp());
            let alive = self
                .shelf
                .get(self.reader.segment_id(), kept, || Ok(Set::of(alive.iter_alive().collect(), self.docs)))?;
            open = open.and(&alive);
        }
        let early = self.known.under_embargo(floor_millis(now));
        Ok(open.without(&Set::of_any_order(&early, self.docs), self.docs))
    }

    /// What one contract covers.
    fn granted(&self, grant: &Grant) -> Result<Set> {
        let fields = self.fields;
        let mut clauses = vec![numbers(fields.product, grant.products.iter().map(|p| p.0.into()))];
        if !Kind::ALL.iter().all(|kind| grant.kinds.contains(kind)) {
            clauses.push(texts(fields.kind, grant.kinds.iter().map(|k| k.name())));
        }
        if !grant.languages.is_empty() {
            clauses.push(texts(fields.language, grant.languages.iter().map(Lang::as_str)));
        }
        let set = self.set(&Clause::All(clauses))?;
        let Some(since) = grant.since else { return Ok(set) };
        let since = Span { from: ceil_millis(since), until: i64::MAX };
        Ok(set.and(&self.within(&self.reader.fast_fields().i64("released")?, since)))
    }

    /// The stories of which a clause is true, deleted ones among them.
    fn set(&self, clause: &Clause) -> Result<Set> {
        match clause {
            Clause::Words(named) => {
                self.union(named.iter().filter(|(a, _)| self.known.spoken.contains(a)), |(_, named)| self.named(named))
            }
            Clause::Terms(terms) => self.union(terms.iter(), |term| self.term(term)),
            Clause::Created(span) => Ok(self.known.order.between(span.from, span.until)),
            Clause::Length(span) => Ok(self.within(&self.reader.fast_fields().i64("length")?, *span)),
            Clause::Any(parts) => self.union(parts.iter(), |part| self.set(part)),
            Clause::Not(part) => Ok(Set::All.without(&self.set(part)?, self.docs)),
            Clause::All(parts) => {
                let mut set = Set::All;
                // What must be there first: it may leave nothing to take away from.
                let is_not = |part: &&Clause| matches!(part, Clause::Not(_));
                for part in parts.iter().filter(|part| !is_not(part)).chain(parts.iter().filter(is_not)) {
                    if matches!(set, Set::None) {
                        break;
                    }
                    set = match part {
                        Clause::Not(part) => set.without(&self.set(part)?, self.docs),
                        part => set.and(&self.set(part)?),
                    };
                }
                Ok(set)
            }
        }
    }

    fn union<T>(&self, parts: impl Iterator<Item = T>, set: impl Fn(T) -> Result<Set>) -> Result<Set> {
        let mut union = Set::None;
        for part in parts {
            union = union.or(set(part)?, self.docs);
        }
        Ok(union)
    }

    fn within(&self, column: &Column<i64>, span: Span) -> Set {
        // The column answers for values between its least and its greatest only.
        let (from, until) = (span.from.max(column.min_value()), span.until.min(column.max_value()));
        let mut list = Vec::new();
        if from <= until {
            column.get_docids_for_value_range(from..=until, 0..self.docs, &mut list);
        }
        Set::of(list, self.docs)
    }

    fn named(&self, named: &Named) -> Result<Set> {
        match named {
            Named::Word { exact, stem: None, .. } => self.term(exact),
            Named::Word { exact, form, stem: Some(stem) } => {
                let stemmed = self.term(stem)?;
                let Some(exactly) = self.info(exact)? else { return Ok(stemmed) };
                // A story that has the form has its stem; only a stem that is written like the form adds stories. To look
                // whether there is one takes longer than to read a short list.
                let is_known = exactly.doc_freq > FORM_DOCS_MIN
                    && self.info(form)?.is_some_and(|formed| formed.doc_freq == exactly.doc_freq);
                if is_known { Ok(stemmed) } else { Ok(stemmed.or(self.listed(exact, &exactly)?, self.docs)) }
            }
            Named::Run(terms) => match &terms[..] {
                [term] => self.term(term),
                terms => self.run(terms),
            },
        }
    }

    fn info(&self, term: &Term) -> Result<Option<TermInfo>> {
        Ok(self.reader.inverted_index(term.field())?.get_term_info(term)?)
    }

    fn term(&self, term: &Term) -> Result<Set> {
        self.info(term)?.map_or(Ok(Set::None), |info| self.listed(term, &info))
    }

    /// The stories that have a term.
    fn listed(&self, term: &Term, info: &TermInfo) -> Result<Set> {
        if info.doc_freq == self.docs {
            return Ok(Set::All);
        }
        let few = are_few(info.doc_freq as usize, self.docs);
        let read = || {
            let index = self.reader.inverted_index(term.field())?;
            let mut blocks = index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            if few {
                let mut list = Vec::with_capacity(info.doc_freq as usize);
                while !blocks.docs().is_empty() {
                    list.extend_from_slice(blocks.docs());
                    blocks.advance();
                }
                return Ok(Set::Few(list));
            }
            let mut bits = no_bits(self.docs);
            while !blocks.docs().is_empty() {
                for doc in blocks.docs() {
                    set_bit(&mut bits, *doc);
                }
                blocks.advance();
            }
            Ok(Set::Many(bits.into()))
        };
        if few || self.docs < SHELVED_DOCS_MIN {
            return read();
        }
        self.shelf.get(self.reader.segment_id(), Kept::Term(term.clone()), read)
    }

    /// The stories in which words stand in this order.
    fn run(&self, terms: &[Term]) -> Result<Set> {
        for term in terms {
            if self.info(term)?.is_none() {
                return Ok(Set::None);
            }
        }
        let schema = self.reader.schema();
        let weight = PhraseQuery::new(terms.to_vec()).weight(EnableScoring::disabled_from_schema(schema))?;
        let mut scorer = weight.scorer(self.reader, 1.0)?;
        let mut list = Vec::new();
        while scorer.doc() != TERMINATED {
            list.push(scorer.doc());
            scorer.advance();
        }
        Ok(Set::of(list, self.docs))
    }
}

impl Found {
    /// How many stories were found, in each segment.
    fn counts(&self) -> Vec<usize> {
        let readers = self.searcher.segment_readers();
        self.sets.iter().zip(readers).map(|((set, _), reader)| set.count(reader.max_doc())).collect()
    }

    /// How many stories were found.
    pub(crate) fn count(&self) -> usize {
        self.counts().into_iter().sum()
    }

    /// How many of the stories that were found have a term.
    pub(crate) fn count_with(&self, archive: &Inner, term: &Term) -> Result<usize> {
        let mut count = 0;
        for ((set, _), reader) in self.sets.iter().zip(self.searcher.segment_readers()) {
            let segment = Segment::of(reader, &archive.shelf, archive.fields)?;
            count += segment.term(term)?.and(set).count(segment.docs);
        }
        Ok(count)
    }

    /// How many stories were found, and those of one page, the newest first.
    pub(crate) fn newest(&self, offset: usize, limit: usize) -> (usize, Vec<DocAddress>) {
        let counts = self.counts();
        let wanted = offset.saturating_add(limit);
        let mut segments: Vec<usize> = (0..self.sets.len()).filter(|n| counts[*n] > 0).collect();
        segments.sort_unstable_by_key(|n| Reverse(self.sets[*n].1.order.newest_key()));
        let mut newest: Vec<(Key, DocAddress)> = Vec::new();
        for n in segments {
            let (set, known) = &self.sets[n];
            // The segments that are left have older stories only.
            if newest.len() >= wanted && newest.last().is_some_and(|(key, _)| *key > known.order.newest_key()) {
                break;
            }
            let ord = u32::try_from(n).unwrap_or(u32::MAX);
            let docs = known.order.newest(set, counts[n], wanted).into_iter();
            newest.extend(docs.map(|doc| (known.order.key(doc), DocAddress::new(ord, doc))));
            newest.sort_unstable_by_key(|(key, _)| Reverse(*key));
            newest.truncate(wanted);
        }
        let page = newest.into_iter().skip(offset).map(|(_, address)| address).collect();
        (counts.into_iter().sum(), page)
    }

    /// The stories that were found as a condition of Tantivy's.
    pub(crate) fn among(&self) -> Among {
        let readers = self.searcher.segment_readers();
        let sets = self.sets.iter().zip(readers).map(|((set, _), reader)| (reader.segment_id(), set.clone()));
        Among(Arc::new(sets.collect()))
    }
}

/// True for the stories that were found.
#[derive(Debug, Clone)]
pub(crate) struct Among(Arc<HashMap<SegmentId, Set>>);

impl Condition for Among {
    fn weight(&self, _: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Among {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> Result<Box<dyn Scorer>> {
        Ok(match self.0.get(&reader.segment_id()) {
            Some(set) => Box::new(Walk::new(set.clone(), reader.max_doc())),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> Result<Explanation> {
        let found = self.0.get(&reader.segment_id()).is_some_and(|set| set.has(doc));
        Ok(Explanation::new("was found", f32::from(u8::from(found))))
    }
}
