//! Which sentences an extract takes: what they say of the whole story, what each adds to the others, and what has to
//! stand before it.

use crate::{leaning::Footing, rule::SummaryRule};
use std::collections::{HashMap, HashSet};

/// Sentences of this many words read best; shorter and longer ones weigh less.
const READABLE_WORDS: std::ops::RangeInclusive<usize> = 8..=38;
/// Fewer words are a title or a rubric, and no lead.
const LEAD_WORDS_MIN: usize = 4;
/// Fewer words say too little to stand beside the lead.
const ADDED_WORDS_MIN: usize = 6;
/// Sentences that one takes with it, so that what it leans on is shown; more, and it is passed over.
const LEANED_ON_MAX: usize = 2;
/// Sentences of a story that are compared; those after are hardly ever its matter, and the comparison is quadratic.
const COMPARED_SENTENCES_MAX: usize = 120;

// What the signs of a good sentence are worth. They were fitted on the tuning halves of the gold summaries in
// `bench/data/summaries`, English and Japanese at once, and rounded: the figures stay about the same around them.

/// Standing first in the story; the others beside that.
const EARLY: f64 = 1.0;
/// The place, counted from 0, that is worth half as much as the first.
const EARLY_PLACES: f64 = 2.5;
/// Having all terms of the headline.
const HEADLINED: f64 = 0.4;
/// Having most in common with all other sentences.
const CENTRAL: f64 = 0.1;
/// Consisting of terms that are not shown yet.
const FRESH: f64 = 0.5;
/// For each unit of weight of the terms that it adds to the coverage.
const COVERS: f64 = 0.09;
/// Saying what a shown sentence says; taken off.
const REPEATS: f64 = 1.3;
/// A term that stands in one sentence only says little of the whole; each further sentence adds to it as a logarithm.
const TERM_ONCE: f64 = 0.1;
/// The power of the length by which the worth is divided, so that two short sentences can be better than a long one.
const LENGTH_POWER: f64 = 0.3;
/// The length that costs nothing, in words.
const LENGTH_WORDS: f64 = 20.0;
/// A sentence that is worth less is not added to an extract of [`FULL_WORDS`], even if there is room: what was written by
/// hand is about so long. A shorter one asks for less, a longer one for more.
const ENOUGH: f64 = 1.0;
const FULL_WORDS: f64 = 50.0;
/// The part of its worth that a sentence keeps which is hard to read, which begins with a quotation, which asks.
const UNREADABLE: f64 = 0.9;
const QUOTED: f64 = 0.9;
const ASKED: f64 = 0.4;

/// One sentence with its place in the story.
pub(crate) struct Candidate<'a> {
    /// Its text, as the story has it.
    pub text: &'a str,
    /// The paragraph that it stands in, from 0.
    pub paragraph: usize,
    /// Its words.
    pub words: usize,
    /// Its terms, sorted, each once, by their numbers.
    pub terms: Vec<usize>,
    /// It ends as sentences do, and is none of a list.
    pub whole: bool,
    /// Whether it can stand alone.
    pub footing: Footing,
    /// Lists of sentences before it, of each of which one has to be shown with it.
    pub introductions: Vec<Vec<usize>>,
}

impl Candidate<'_> {
    fn is_usable(&self) -> bool {
        let stands = !matches!(self.footing, Footing::Unmarked | Footing::Unsaid);
        self.whole && self.words >= ADDED_WORDS_MIN && stands
    }

    fn readable(&self) -> f64 {
        let length = if READABLE_WORDS.contains(&self.words) { 1.0 } else { UNREADABLE };
        let quoted = if self.text.starts_with(['"', '“', '«', '‘', '「', '„']) { QUOTED } else { 1.0 };
        let asked = if self.text.ends_with(['?', '？', '؟']) { ASKED } else { 1.0 };
        length * quoted * asked
    }
}

/// The place of the story's first sentence. It may begin as it likes: nothing stands before it to lean on. But it is no
/// quotation whose speaker comes after.
pub(crate) fn lead(candidates: &[Candidate]) -> Option<usize> {
    candidates.iter().position(|candidate| {
        let said = !matches!(candidate.footing, Footing::FormerSpeaks | Footing::Unsaid);
        candidate.whole && said && candidate.words >= LEAD_WORDS_MIN
    })
}

/// What is asked of the sentences of one story.
pub(crate) struct Choice<'a> {
    candidates: &'a [Candidate<'a>],
    /// For each term the number of sentences that have it, as a weight.
    shares: Vec<f64>,
    /// What each sentence is worth by itself.
    worth: Vec<f64>,
    likeness: Likeness,
}

/// What was taken so far.
#[derive(Default)]
struct Taken {
    places: Vec<usize>,
    words: usize,
    paragraphs: HashSet<usize>,
    covered: HashSet<usize>,
}

impl<'a> Choice<'a> {
    /// Weighs the sentences of a story; `headline` holds the numbers of the terms of its headline, and `terms` is how
    /// many terms there are.
    pub fn new(candidates: &'a [Candidate<'a>], headline: &HashSet<usize>, terms: usize) -> Self {
        let mut counts = vec![0usize; terms];
        for &term in candidates.iter().flat_map(|candidate| &candidate.terms) {
            counts[term] += 1;
        }
        let shares: Vec<f64> = counts.iter().map(|&n| as_number(n.max(1)).ln() + TERM_ONCE).collect();
        let likeness = Likeness::of(candidates, &counts);
        let central = likeness.central();
        let worth = candidates
            .iter()
            .enumerate()
            .map(|(place, candidate)| {
                let early = 1.0 / (1.0 + as_number(place) / EARLY_PLACES);
                let named = candidate.terms.iter().filter(|term| headline.contains(*term)).count();
                let headlined = as_number(named) / as_number(headline.len().max(1));
                let central = central.get(place).copied().unwrap_or_default();
                CENTRAL * central + EARLY * early + HEADLINED * headlined
            })
            .collect();
        Self { candidates, shares, worth, likeness }
    }

    /// The places of the chosen sentences, in the story's order; none where the lead does not fit the rule: what comes
    /// after it takes it as read.
    pub fn choose(&self, rule: &SummaryRule, story_words: usize) -> Vec<usize> {
        let budget = rule.budget_words(story_words);
        // Whatever the rule says, one sentence is left to the subscribers.
        let sentences = rule.sentences.min(self.candidates.len().saturating_sub(1));
        let mut taken = Taken::default();
        let fits = |taken: &Taken, unit: &[usize]| {
            let words: usize = unit.iter().map(|&place| self.candidates[place].words).sum();
            let new: HashSet<usize> = unit.iter().map(|&place| self.candidates[place].paragraph).collect();
            let paragraphs = taken.paragraphs.union(&new).count();
            taken.words + words <= budget
                && taken.places.len() + unit.len() <= sentences
                && paragraphs <= rule.paragraphs
        };
        let lead = lead(self.candidates);
        let Some(lead) = lead.filter(|&lead| fits(&taken, &[lead])) else { return Vec::new() };
        self.take(&mut taken, &[lead]);
        while let Some(unit) = self.best(&taken, lead, &fits) {
            self.take(&mut taken, &unit);
        }
        taken.places.sort_unstable();
        taken.places
    }

    fn take(&self, taken: &mut Taken, unit: &[usize]) {
        for &place in unit {
            let candidate = &self.candidates[place];
            taken.places.push(place);
            taken.words += candidate.words;
            taken.paragraphs.insert(candidate.paragraph);
            taken.covered.extend(&candidate.terms);
        }
    }

    /// The sentence, with those that it leans on, which adds most; none if nothing fits or adds enough.
    fn best(&self, taken: &Taken, lead: usize, fits: &dyn Fn(&Taken, &[usize]) -> bool) -> Option<Vec<usize>> {
        let mut best: Option<(f64, Vec<usize>)> = None;
        for place in lead + 1..self.candidates.len() {
            let Some(unit) = self.unit(place, taken).filter(|unit| fits(taken, unit)) else { continue };
            let value = self.value(&unit, taken);
            // Of two that are worth the same, the earlier one.
            if best.as_ref().is_none_or(|(most, _)| value > *most) {
                best = Some((value, unit));
            }
        }
        let enough = ENOUGH * (as_number(taken.words) / FULL_WORDS).sqrt();
        best.filter(|(value, _)| *value >= enough).map(|(_, unit)| unit)
    }

    /// A sentence with those before that have to be shown with it.
    fn unit(&self, place: usize, taken: &Taken) -> Option<Vec<usize>> {
        let mut unit = Vec::new();
        let mut at = place;
        loop {
            if taken.places.contains(&at) {
                break;
            }
            let candidate = &self.candidates[at];
            if !candidate.is_usable() || unit.len() > LEANED_ON_MAX {
                return None;
            }
            unit.push(at);
            if candidate.footing == Footing::Own {
                break;
            }
            at = at.checked_sub(1)?;
        }
        let shown = |place: &usize| unit.contains(place) || taken.places.contains(place);
        let introduced =
            unit.iter().all(|&at| self.candidates[at].introductions.iter().all(|any| any.iter().any(shown)));
        (introduced && !unit.is_empty()).then_some(unit)
    }

    /// What a unit is worth now: the mean of its sentences, with what they add and without what they repeat, for its
    /// length.
    fn value(&self, unit: &[usize], taken: &Taken) -> f64 {
        let worth: f64 = unit.iter().map(|&place| self.value_of_one(place, taken)).sum();
        let words: usize = unit.iter().map(|&place| self.candidates[place].words).sum();
        worth / as_number(unit.len()) / (as_number(words) / LENGTH_WORDS).powf(LENGTH_POWER)
    }

    fn value_of_one(&self, place: usize, taken: &Taken) -> f64 {
        let candidate = &self.candidates[place];
        let sum = |terms: &mut dyn Iterator<Item = &usize>| terms.map(|&term| self.shares[term]).sum::<f64>();
        let all = sum(&mut candidate.terms.iter());
        let new = sum(&mut candidate.terms.iter().filter(|term| !taken.covered.contains(*term)));
        let fresh = if all > 0.0 { new / all } else { 0.0 };
        let repeats = taken.places.iter().map(|&other| self.likeness.of_two(place, other)).fold(0.0, f64::max);
        (self.worth[place] + FRESH * fresh + COVERS * new - REPEATS * repeats) * candidate.readable()
    }
}

/// How much two sentences of a story have in common, from 0 to 1.
struct Likeness {
    rows: Vec<Vec<f64>>,
}

impl Likeness {
    /// The cosine of the two sentences' terms, each weighted by how rare it is in the story.
    fn of(candidates: &[Candidate], counts: &[usize]) -> Self {
        let compared = &candidates[..candidates.len().min(COMPARED_SENTENCES_MAX)];
        let all = as_number(compared.len());
        let rare: Vec<f64> = counts.iter().map(|&n| (all / as_number(n.max(1))).ln_1p().powi(2)).collect();
        let mut holders: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut lengths = vec![0.0f64; compared.len()];
        for (place, candidate) in compared.iter().enumerate() {
            for &term in &candidate.terms {
                holders.entry(term).or_default().push(place);
                lengths[place] += rare[term];
            }
        }
        let mut rows = vec![vec![0.0; compared.len()]; compared.len()];
        for (term, places) in &holders {
            for (nth, &a) in places.iter().enumerate() {
                for &b in &places[nth + 1..] {
                    let common = rare[*term] / (lengths[a] * lengths[b]).sqrt();
                    rows[a][b] += common;
                    rows[b][a] += common;
                }
            }
        }
        Self { rows }
    }

    fn of_two(&self, a: usize, b: usize) -> f64 {
        self.rows.get(a).and_then(|row| row.get(b)).copied().unwrap_or_default()
    }

    /// How central each sentence is: what it has in common with all others, beside the one that has most.
    fn central(&self) -> Vec<f64> {
        let sums: Vec<f64> = self.rows.iter().map(|row| row.iter().sum()).collect();
        let most = sums.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        sums.iter().map(|sum| sum / most).collect()
    }
}

/// Places and counts are far below the precision of an `f64`.
fn as_number(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
