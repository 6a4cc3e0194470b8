//! Saved searches as subscribers might write them, made of the words of real stories.

use crate::corpora::{CATEGORIES, Clipping, Drawn};
use anyhow::{Context, Result};
use query::analysis::Analysis;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A word of at least so many of 1,000 stories is a common one.
const COMMON_PER_MILLE: usize = 50;
/// A word of fewer of 1,000 stories is a rare one.
const RARE_PER_MILLE: usize = 1;
/// Of a hundred words of searches, how many are common and how many rare; the others are between.
const COMMON_PERCENT: usize = 10;
const RARE_PERCENT: usize = 20;
/// Places of a story that are looked at for a word or pair that suits.
const TRIES: usize = 40;
/// Terms of a search.
const TERMS_MIN: usize = 2;
const TERMS_MAX: usize = 8;
/// Of a hundred searches, how many are in which language.
const LANGUAGES: [(&str, usize); 4] = [("en", 40), ("tr", 25), ("ar", 20), ("ja", 15)];
/// Of a hundred terms, how many are a phrase, and how many look in a field.
const PHRASE_PERCENT: usize = 20;
const FIELD_PERCENT: usize = 6;
/// Of a hundred searches, how many leave something out, and how many ask for what.
const NOT_PERCENT: usize = 20;
const LANGUAGE_PERCENT: usize = 30;
const CATEGORY_PERCENT: usize = 15;
const PRIORITY_PERCENT: usize = 8;
const KIND_PERCENT: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Band {
    Common,
    Middle,
    Rare,
}

/// The words of stories in one language.
#[derive(Default)]
struct Language {
    words: Vec<String>,
    /// In how many stories each word stands.
    stories_with: Vec<usize>,
    /// The words of each story by their numbers, in their order.
    stories: Vec<Vec<u32>>,
}

/// Makes searches: the same ones for the same stories.
pub struct Searches {
    languages: BTreeMap<&'static str, Language>,
    drawn: Drawn,
}

impl Searches {
    /// Takes its words from these stories.
    pub fn of<'a>(clippings: impl IntoIterator<Item = &'a Clipping>) -> Self {
        let mut languages: BTreeMap<&'static str, Language> = BTreeMap::new();
        let mut numbers: HashMap<(&'static str, String), u32> = HashMap::new();
        for clipping in clippings {
            let analysis = Analysis::of(&clipping.language);
            let code = LANGUAGES.iter().find(|(code, _)| *code == clipping.language.primary());
            let Some((code, _)) = code else { continue };
            let language = languages.entry(code).or_default();
            let mut story = Vec::new();
            for text in std::iter::once(&clipping.headline).chain(&clipping.paragraphs) {
                for unit in analysis.units(text) {
                    let number = *numbers.entry((code, unit.exact)).or_insert_with_key(|(_, word)| {
                        language.words.push(word.clone());
                        language.stories_with.push(0);
                        u32::try_from(language.words.len() - 1).unwrap_or_default()
                    });
                    story.push(number);
                }
            }
            story.iter().collect::<HashSet<_>>().into_iter().for_each(|n| language.stories_with[*n as usize] += 1);
            language.stories.extend((!story.is_empty()).then_some(story));
        }
        Self { languages, drawn: Drawn::seeded(21) }
    }

    /// The next search, in the language of queries.
    pub fn next(&mut self) -> Result<String> {
        let drawn = &mut self.drawn;
        let mut place = drawn.below(100);
        let code = LANGUAGES.iter().find(|(_, percent)| {
            let here = place < *percent;
            place = place.saturating_sub(*percent);
            here
        });
        let (code, _) = code.context("the languages are not a hundred of a hundred")?;
        let language = self.languages.get(code).with_context(|| format!("there are no stories in {code}"))?;
        // Short searches are the most frequent.
        let spread = TERMS_MAX - TERMS_MIN + 1;
        let terms = TERMS_MIN + drawn.below(spread).min(drawn.below(spread));
        let groups = 1 + [0, 1, 1, 1, 1, 1, 2, 2, 2, 0][drawn.below(10)].min(terms - 1);
        // What is asked for together stands in one story; alternatives may come from others.
        let about = language.story(drawn);
        let mut parts = Vec::new();
        for group in 0..groups {
            let size = terms / groups + usize::from(group < terms % groups);
            let term = |n: usize, drawn: &mut Drawn| {
                let other = language.story(drawn);
                language.term(if n == 0 { about } else { other }, drawn)
            };
            let alternatives: Vec<String> = (0..size).map(|n| term(n, drawn)).collect();
            let group = alternatives.join(" OR ");
            parts.push(if size > 1 { format!("({group})") } else { group });
        }
        if drawn.percent(NOT_PERCENT) {
            let other = language.story(drawn);
            parts.extend(language.word(other, drawn).map(|word| format!("-{word}")));
        }
        add_conditions(&mut parts, code, drawn);
        Ok(parts.join(" "))
    }
}

fn add_conditions(parts: &mut Vec<String>, code: &str, drawn: &mut Drawn) {
    if drawn.percent(LANGUAGE_PERCENT) {
        parts.push(format!("language:{code}"));
    }
    if drawn.percent(CATEGORY_PERCENT) {
        parts.push(format!("category:{}", 1 + drawn.below(CATEGORIES as usize)));
    }
    if drawn.percent(PRIORITY_PERCENT) {
        parts.push("priority:1-3".to_owned());
    }
    if drawn.percent(KIND_PERCENT) {
        parts.push(["kind:text", "kind:picture", "kind:(text, picture)"][drawn.below(3)].to_owned());
    }
}

impl Language {
    /// A term from a story; from another one where that has none.
    fn term(&self, story: &[u32], drawn: &mut Drawn) -> String {
        let field = drawn.percent(FIELD_PERCENT);
        let phrase = drawn.percent(PHRASE_PERCENT);
        let mut story = story;
        let term = loop {
            let term = if phrase { self.phrase(story, drawn) } else { self.word(story, drawn) };
            if let Some(term) = term {
                break term;
            }
            story = self.story(drawn);
        };
        if field { format!("{}:{term}", ["headline", "headline", "standfirst", "slug"][drawn.below(4)]) } else { term }
    }

    fn story(&self, drawn: &mut Drawn) -> &[u32] {
        &self.stories[drawn.below(self.stories.len())]
    }

    fn band(&self, word: u32) -> Band {
        let seen = self.stories_with[word as usize] * 1_000;
        match self.stories.len() {
            stories if seen >= COMMON_PER_MILLE * stories => Band::Common,
            stories if seen < RARE_PER_MILLE * stories => Band::Rare,
            _ => Band::Middle,
        }
    }

    /// Letters only: `OR` and signs mean something else in a query.
    fn suits(&self, word: u32) -> bool {
        self.words[word as usize].chars().all(char::is_alphabetic)
    }

    /// A word of a story: within its band, as likely as it is frequent. `None` when chance meets none that suits.
    fn word(&self, story: &[u32], drawn: &mut Drawn) -> Option<String> {
        let band = match drawn.below(100) {
            n if n < COMMON_PERCENT => Band::Common,
            n if n < COMMON_PERCENT + RARE_PERCENT => Band::Rare,
            _ => Band::Middle,
        };
        let mut found = None;
        for _ in 0..TRIES {
            let word = story[drawn.below(story.len())];
            if self.suits(word) {
                found = Some(word);
                if self.band(word) == band {
                    break;
                }
            }
        }
        found.map(|word| self.words[word as usize].clone())
    }

    /// Two neighbours, not both of them common.
    fn phrase(&self, story: &[u32], drawn: &mut Drawn) -> Option<String> {
        let pairs = story.windows(2).count();
        let tries = if pairs == 0 { 0 } else { TRIES };
        for _ in 0..tries {
            let at = drawn.below(pairs);
            let pair = &story[at..at + 2];
            if pair.iter().all(|word| self.suits(*word)) && pair.iter().any(|word| self.band(*word) != Band::Common) {
                return Some(format!("\"{} {}\"", self.words[pair[0] as usize], self.words[pair[1] as usize]));
            }
        }
        None
    }
}
