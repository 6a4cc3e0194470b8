//! Media Topics by what people call them: names in the languages of the IPTC, and a search for whoever types one.

use crate::newscodes;
use icu_normalizer::DecomposingNormalizer;
use std::{collections::HashMap, sync::LazyLock};
use story::{Lang, TopicId};

/// Topics that one search answers at most.
pub const TOPICS_FOUND_MAX: usize = 30;

/// The languages of the names, in the order of the table's columns.
const LANGUAGES: [&str; 11] = ["ar", "da", "de", "es", "fr", "nb", "nn", "pt", "pt-BR", "sv", "zh"];

/// A topic's name, with the language that it is in: the one that was asked for, or English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicName {
    /// The name.
    pub name: &'static str,
    /// Its language.
    pub lang: &'static str,
}

/// A topic that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTopic {
    /// The topic.
    pub id: TopicId,
    /// What it is called.
    pub name: TopicName,
    /// What the topic that it is part of is called; none for the widest.
    pub within: Option<TopicName>,
}

/// One row of the table of names, with its names as they are searched.
struct Row {
    id: TopicId,
    is_retired: bool,
    english: &'static str,
    english_folded: String,
    /// By the place of the language in [`LANGUAGES`]; empty where there is none.
    names: [&'static str; LANGUAGES.len()],
    folded: [String; LANGUAGES.len()],
}

static ROWS: LazyLock<HashMap<&str, Row>> = LazyLock::new(|| {
    let lines = include_str!("../data/topicnames.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(row).collect()
});

fn row(line: &'static str) -> Option<(&'static str, Row)> {
    let mut cells = line.split('\t');
    let (code, retired) = (cells.next()?, cells.next()?);
    let id = TopicId::new(code).ok()?;
    let english = newscodes::topic(&id)?.name;
    let mut names = [""; LANGUAGES.len()];
    names.iter_mut().zip(cells).for_each(|(place, name)| *place = name);
    let folded = names.map(fold);
    Some((code, Row { id, is_retired: !retired.is_empty(), english, english_folded: fold(english), names, folded }))
}

/// The place of a language among the names: by the whole tag, else by its primary part. Norwegian is its usual form.
fn place(lang: &Lang) -> Option<usize> {
    let primary = if lang.primary() == "no" { "nb" } else { lang.primary() };
    let find = |tag: &str| LANGUAGES.iter().position(|known| known.eq_ignore_ascii_case(tag));
    find(lang.as_str()).or_else(|| find(primary))
}

/// Letters without what stands over and under them, in lower case: what people leave out when they type in a hurry.
fn fold(text: &str) -> String {
    let apart = DecomposingNormalizer::new_nfkd();
    let apart = apart.normalize(text);
    let is_mark = |c: char| matches!(c, '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}');
    let spelled = |c: char| match c {
        'ı' => 'i',
        '\u{0629}' => '\u{0647}',
        c => c,
    };
    apart.chars().filter(|&c| !is_mark(c)).flat_map(char::to_lowercase).filter(|&c| !is_mark(c)).map(spelled).collect()
}

/// What a topic is called in `lang`, else in English.
pub fn topic_name(id: &TopicId, lang: &Lang) -> Option<TopicName> {
    ROWS.get(id.code()).map(|row| row.named(lang))
}

/// The topics whose name, in `lang` or in English, has all the words of `typed`, the closest first. What was retired is
/// not found. A number finds the topics of that code.
pub fn find_topics(typed: &str, lang: &Lang, limit: usize) -> Vec<FoundTopic> {
    let typed = fold(typed.trim().trim_start_matches("medtop:"));
    if typed.is_empty() {
        return Vec::new();
    }
    let place = place(lang);
    let mut found: Vec<(u8, usize, &Row)> = ROWS
        .values()
        .filter(|row| !row.is_retired)
        .filter_map(|row| {
            let own = place.and_then(|place| closeness(&row.folded[place], &typed));
            let english = closeness(&row.english_folded, &typed);
            let by_code = (typed.len() >= 3 && row.id.code().starts_with(&typed)).then_some(0);
            let best = [own, english, by_code].into_iter().flatten().min()?;
            Some((best, row.named(lang).name.chars().count(), row))
        })
        .collect();
    found.sort_by(|a, b| (a.0, a.1, a.2.id.code()).cmp(&(b.0, b.1, b.2.id.code())));
    found.truncate(limit.min(TOPICS_FOUND_MAX));
    found.into_iter().map(|(_, _, row)| row.found(lang)).collect()
}

/// How well a name meets what was typed; less is closer.
fn closeness(name: &str, typed: &str) -> Option<u8> {
    if name.is_empty() {
        return None;
    }
    if name == typed {
        return Some(0);
    }
    if name.starts_with(typed) {
        return Some(1);
    }
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let begins =
        |wanted: &str| words.iter().any(|word| word.starts_with(wanted) || without_article(word).starts_with(wanted));
    if typed.split_whitespace().all(begins) {
        return Some(2);
    }
    // Scripts without spaces, and compounds, have no words to begin.
    (typed.chars().count() >= 2 && name.contains(typed)).then_some(3)
}

/// An Arabic word without its article.
fn without_article(word: &str) -> &str {
    word.strip_prefix("ال").unwrap_or(word)
}

impl Row {
    fn named(&self, lang: &Lang) -> TopicName {
        let own = place(lang).filter(|&place| !self.names[place].is_empty());
        own.map_or(TopicName { name: self.english, lang: "en" }, |place| TopicName {
            name: self.names[place],
            lang: LANGUAGES[place],
        })
    }

    fn found(&self, lang: &Lang) -> FoundTopic {
        let broader = newscodes::topic(&self.id).and_then(|topic| topic.broader).and_then(|code| ROWS.get(code));
        FoundTopic { id: self.id.clone(), name: self.named(lang), within: broader.map(|row| row.named(lang)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::new(tag).expect("a tag")
    }

    fn names(typed: &str, tag: &str) -> Vec<&'static str> {
        find_topics(typed, &lang(tag), 5).iter().map(|topic| topic.name.name).collect()
    }

    #[test]
    fn every_row_is_read() {
        assert_eq!(ROWS.len(), 1_392);
        let named = |tag| ROWS.values().filter(|row| !row.names[place(&lang(tag)).expect("known")].is_empty()).count();
        assert_eq!((named("ar"), named("fr"), named("sv"), named("zh")), (1_356, 1_356, 1_343, 1_316));
        assert!(ROWS.values().any(|row| row.is_retired));
    }

    #[test]
    fn topics_are_found_in_the_language_of_whoever_types() {
        assert_eq!(names("earthq", "en")[0], "earthquake");
        assert_eq!(names("زلزال", "ar")[0], "زلزال");
        assert_eq!(names("tremblement", "fr")[0], "Tremblement de terre");
        assert_eq!(names("region elect", "fr"), ["Élections régionales"], "in any order, and without accents");
        // A language that the IPTC has no names in is served in English, and English is understood everywhere.
        assert_eq!(names("earthquake", "tr"), ["earthquake"]);
        assert_eq!(names("earthquake", "de"), ["Erdbeben"]);
        assert_eq!(names("20000153", "en"), ["earthquake"]);
        assert_eq!(find_topics("earthquake", &lang("en"), 5)[0].within.expect("wider").name, "natural disaster");
    }

    #[test]
    fn nothing_is_found_by_nothing() {
        assert!(names("", "en").is_empty() && names("  ", "en").is_empty() && names("xqzv", "en").is_empty());
        assert_eq!(find_topics("a", &lang("en"), 1_000).len(), TOPICS_FOUND_MAX);
    }

    #[test]
    fn what_is_retired_is_not_proposed_but_named() {
        let retired = ROWS.values().find(|row| row.is_retired).expect("one");
        assert!(find_topics(retired.id.code(), &lang("en"), 5).is_empty());
        assert_eq!(topic_name(&retired.id, &lang("en")).map(|named| named.name), Some(retired.english));
    }
}
