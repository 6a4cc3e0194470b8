//! The words of real stories, by how many of these have them.

use crate::corpora::{Clipping, Drawn};
use anyhow::{Context, Result, bail};
use query::analysis::Analysis;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A word of at least so many of 1,000 stories is a common one.
const COMMON_PER_MILLE: usize = 50;
/// A word of fewer of 1,000 stories is a rare one.
const RARE_PER_MILLE: usize = 1;
/// Places of a story that are looked at for a word or pair that suits.
const TRIES: usize = 40;
/// Stories that are looked at for a word of a band.
const STORIES_TRIED: usize = 1_000;

/// How many stories have a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// At least one of twenty.
    Common,
    /// Fewer than that.
    Middle,
    /// Fewer than one of a thousand.
    Rare,
}

/// The words of stories, by language.
pub struct Vocabulary(BTreeMap<&'static str, Language>);

/// The words of stories in one language.
#[derive(Default)]
pub struct Language {
    words: Vec<String>,
    /// In how many stories each word stands.
    stories_with: Vec<usize>,
    /// The words of each story by their numbers, in their order.
    stories: Vec<Vec<u32>>,
}

impl Vocabulary {
    /// The words of the stories that are in one of these languages.
    pub fn of<'a>(clippings: impl IntoIterator<Item = &'a Clipping>, codes: &[&'static str]) -> Self {
        let mut languages: BTreeMap<&'static str, Language> = BTreeMap::new();
        let mut numbers: HashMap<(&'static str, String), u32> = HashMap::new();
        for clipping in clippings {
            let analysis = Analysis::of(&clipping.language);
            let code = codes.iter().copied().find(|code| *code == clipping.language.primary());
            let Some(code) = code else { continue };
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
        Self(languages)
    }

    /// One of the languages.
    pub fn language(&self, code: &str) -> Result<&Language> {
        self.0.get(code).with_context(|| format!("there are no stories in {code}"))
    }
}

impl Language {
    /// The words that are not rare.
    pub fn frequent(&self) -> impl Iterator<Item = &str> {
        let numbers = (0..).take(self.words.len()).filter(|word| self.suits(*word) && self.band(*word) != Band::Rare);
        numbers.map(|word: u32| self.words[word as usize].as_str())
    }

    /// One of the stories.
    pub fn story(&self, drawn: &mut Drawn) -> &[u32] {
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

    /// A word of a story: within its band where chance meets one, as likely as it is frequent. `None` when chance meets
    /// none that suits.
    pub fn word(&self, story: &[u32], band: Band, drawn: &mut Drawn) -> Option<&str> {
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
        found.map(|word| self.words[word as usize].as_str())
    }

    /// A word of this band, from any of the stories.
    pub fn any_word(&self, band: Band, drawn: &mut Drawn) -> Result<&str> {
        for _ in 0..STORIES_TRIED {
            let story = self.story(drawn);
            for _ in 0..TRIES {
                let word = story[drawn.below(story.len())];
                if self.suits(word) && self.band(word) == band {
                    return Ok(&self.words[word as usize]);
                }
            }
        }
        bail!("{STORIES_TRIED} stories have no word that is so frequent: {band:?}")
    }

    /// Two neighbours, not both of them common.
    pub fn phrase(&self, story: &[u32], drawn: &mut Drawn) -> Option<[&str; 2]> {
        let pairs = story.windows(2).count();
        let tries = if pairs == 0 { 0 } else { TRIES };
        for _ in 0..tries {
            let at = drawn.below(pairs);
            let pair = &story[at..at + 2];
            if pair.iter().all(|word| self.suits(*word)) && pair.iter().any(|word| self.band(*word) != Band::Common) {
                return Some([pair[0], pair[1]].map(|word| self.words[word as usize].as_str()));
            }
        }
        None
    }
}
