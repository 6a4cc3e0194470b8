//! Saved searches as subscribers might write them, made of the words of real stories.

use crate::{
    corpora::{CATEGORIES, Clipping, Drawn},
    vocabulary::{Band, Language, Vocabulary},
};
use anyhow::{Context, Result};

/// Of a hundred words of searches, how many are common and how many rare; the others are between.
const COMMON_PERCENT: usize = 10;
const RARE_PERCENT: usize = 20;
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

/// Makes searches: the same ones for the same stories.
pub struct Searches {
    languages: Vocabulary,
    drawn: Drawn,
}

impl Searches {
    /// Takes its words from these stories.
    pub fn of<'a>(clippings: impl IntoIterator<Item = &'a Clipping>) -> Self {
        let languages = Vocabulary::of(clippings, &LANGUAGES.map(|(code, _)| code));
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
        let language = self.languages.language(code)?;
        // Short searches are the most frequent.
        let spread = TERMS_MAX - TERMS_MIN + 1;
        let terms = TERMS_MIN + drawn.below(spread).min(drawn.below(spread));
        let groups = 1 + [0, 1, 1, 1, 1, 1, 2, 2, 2, 0][drawn.below(10)].min(terms - 1);
        // What is asked for together stands in one story; alternatives may come from others.
        let about = language.story(drawn);
        let mut parts = Vec::new();
        for group in 0..groups {
            let size = terms / groups + usize::from(group < terms % groups);
            let next = |n: usize, drawn: &mut Drawn| {
                let other = language.story(drawn);
                term(language, if n == 0 { about } else { other }, drawn)
            };
            let alternatives: Vec<String> = (0..size).map(|n| next(n, drawn)).collect();
            let group = alternatives.join(" OR ");
            parts.push(if size > 1 { format!("({group})") } else { group });
        }
        if drawn.percent(NOT_PERCENT) {
            let other = language.story(drawn);
            parts.extend(word(language, other, drawn).map(|word| format!("-{word}")));
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

/// A term from a story; from another one where that has none.
fn term(language: &Language, story: &[u32], drawn: &mut Drawn) -> String {
    let field = drawn.percent(FIELD_PERCENT);
    let phrase = drawn.percent(PHRASE_PERCENT);
    let mut story = story;
    let term = loop {
        let term = if phrase {
            language.phrase(story, drawn).map(|[one, next]| format!("\"{one} {next}\""))
        } else {
            word(language, story, drawn)
        };
        if let Some(term) = term {
            break term;
        }
        story = language.story(drawn);
    };
    if field { format!("{}:{term}", ["headline", "headline", "standfirst", "slug"][drawn.below(4)]) } else { term }
}

/// A word of a story: within its band, as likely as it is frequent. `None` when chance meets none that suits.
fn word(language: &Language, story: &[u32], drawn: &mut Drawn) -> Option<String> {
    let band = match drawn.below(100) {
        n if n < COMMON_PERCENT => Band::Common,
        n if n < COMMON_PERCENT + RARE_PERCENT => Band::Rare,
        _ => Band::Middle,
    };
    language.word(story, band, drawn).map(str::to_owned)
}
