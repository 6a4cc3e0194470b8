//! What every day brings: documents with gaps, which the desk fills for as long as the demo runs.
//!
//! The story numbered `n` of a language is always the same: its document, its town and its numbers follow from `n`.

use super::samples::{self, Correct, Events, Kill, Sample, Update};
use anyhow::{Context, bail};
use serde::Deserialize;
use std::{collections::BTreeMap, ops::RangeInclusive};
use story::Agency;

/// One story in so many has its picture: the same drawing twice on a page shows that it is one.
const PICTURED_EVERY: u64 = 4;

/// The regular stories of one language.
#[derive(Default)]
pub struct Regulars {
    documents: Vec<Document>,
    facts: Facts,
}

/// What stands beside the documents: `regular/en.toml`.
///
/// The ids of its events are those of documents, and the events have the documents' gaps.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// By the name of the gap that each value fills.
    town: Vec<BTreeMap<String, String>>,
    update: Vec<Update>,
    correct: Vec<Correct>,
    kill: Vec<Kill>,
}

/// A document with gaps such as `{city}`.
struct Document {
    id: String,
    picture: Option<String>,
    numbers: BTreeMap<String, RangeInclusive<u64>>,
    text: String,
}

impl Regulars {
    /// Takes in a document. Its lines `id`, `picture` and `numbers` are the demo's own.
    pub fn add(&mut self, text: &str) -> anyhow::Result<()> {
        let (text, id) = samples::without(text, "id");
        let (text, picture) = samples::without(&text, "picture");
        let (text, numbers) = samples::without(&text, "numbers");
        let numbers = numbers.context("it has no numbers")?;
        let numbers = numbers.split(", ").map(number).collect::<anyhow::Result<_>>()?;
        self.documents.push(Document { id: id.context("it has no id")?, picture, numbers, text });
        Ok(())
    }

    /// Takes in what fills the gaps.
    pub fn know(&mut self, facts: Facts) {
        self.facts = facts;
    }

    fn document(&self, n: u64) -> Option<&Document> {
        self.documents.get(place(n, self.documents.len())?)
    }

    /// The id of the story numbered `n`; `None` when the language has no documents.
    pub fn id(&self, n: u64) -> Option<String> {
        Some(format!("{}-{n}", self.document(n)?.id))
    }

    /// The story numbered `n`.
    pub fn story(&self, n: u64, agency: &Agency) -> anyhow::Result<Sample> {
        let document = self.document(n).context("the language has no regular stories")?;
        let text = self.filled(document, n, &document.text)?;
        let id = format!("{}-{n}", document.id);
        let round = n / u64::try_from(self.documents.len())?;
        let picture = document.picture.clone().filter(|_| round.is_multiple_of(PICTURED_EVERY));
        Ok(Sample { picture, story: samples::story(&text, agency).with_context(|| id.clone())?, id })
    }

    /// What happens to the story numbered `n`, under that story's id.
    pub fn events(&self, n: u64) -> anyhow::Result<Events> {
        let Some(document) = self.document(n) else { return Ok(Events::default()) };
        let id = || format!("{}-{n}", document.id);
        let fill = |text: &str| self.filled(document, n, text);
        let Facts { update, correct, kill, .. } = &self.facts;
        let mut events = Events::default();
        for event in update.iter().filter(|event| event.id == document.id) {
            events.update.push(Update {
                id: id(),
                headline: fill(&event.headline)?,
                standfirst: fill(&event.standfirst)?,
                paragraph: fill(&event.paragraph)?,
            });
        }
        for event in correct.iter().filter(|event| event.id == document.id) {
            events.correct.push(Correct { id: id(), was: fill(&event.was)?, now: fill(&event.now)? });
        }
        for event in kill.iter().filter(|event| event.id == document.id) {
            events.kill.push(Kill { id: id(), reason: fill(&event.reason)? });
        }
        Ok(events)
    }

    /// The text with its gaps filled for the story numbered `n`.
    fn filled(&self, document: &Document, n: u64, text: &str) -> anyhow::Result<String> {
        let towns = &self.facts.town;
        // A document comes to another town each time, and its neighbours in the list are elsewhere.
        let at = n + n / u64::try_from(self.documents.len())?;
        let town = place(at, towns.len()).and_then(|at| towns.get(at));
        let next = place(at + 1, towns.len()).and_then(|at| towns.get(at));
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, gap)) = rest.split_once('{') {
            let (name, after) = gap.split_once('}').context("a gap is not closed")?;
            out.push_str(before);
            match (name, document.numbers.get(name)) {
                (_, Some(range)) => out.push_str(&drawn(range, n, name).to_string()),
                ("n", _) => out.push_str(&(n + 1).to_string()),
                ("rival", _) => out.push_str(next.and_then(|town| town.get("club")).context("no town has a club")?),
                _ => match town.and_then(|town| town.get(name)) {
                    Some(value) => out.push_str(value),
                    None => bail!("nothing fills the gap {{{name}}} of {}", document.id),
                },
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// Reads `a=3-12`.
fn number(text: &str) -> anyhow::Result<(String, RangeInclusive<u64>)> {
    let (name, range) = text.split_once('=').with_context(|| format!("`{text}` is no number"))?;
    let (low, high) = range.split_once('-').with_context(|| format!("`{text}` has no range"))?;
    let (low, high) = (low.parse()?, high.parse()?);
    if low > high {
        bail!("`{text}` is empty");
    }
    Ok((name.to_owned(), low..=high))
}

/// The place that `n` has when a list of `len` is gone through again and again.
fn place(n: u64, len: usize) -> Option<usize> {
    usize::try_from(n.checked_rem(u64::try_from(len).ok()?)?).ok()
}

/// A number of the range that looks drawn by lot, and is always the same for the same story and gap.
fn drawn(range: &RangeInclusive<u64>, n: u64, name: &str) -> u64 {
    let seed = name.bytes().fold(n.wrapping_add(1), |seed, byte| seed.wrapping_mul(257).wrapping_add(byte.into()));
    // The finishing steps of SplitMix64: neighbouring seeds give numbers far apart.
    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    range.start() + (mixed ^ (mixed >> 31)) % (range.end() - range.start() + 1)
}
