//! Names that a sentence takes as known: a surname whose bearer another sentence introduces, an acronym that another one
//! spells out.

use crate::languages::Known;
use std::collections::{HashMap, HashSet};

/// The longest run of capitalised words that is taken for one name; longer ones are headings.
const NAME_WORDS_MAX: usize = 5;
/// Capital letters of the shortest acronym.
const ACRONYM_CHARS_MIN: usize = 2;

/// Sentences that are remembered for each name, so that a long story of one name costs no more than another.
const INTRODUCTIONS_MAX: usize = 8;
/// Characters of a Japanese surname, and of what stands alone before a title.
const SURNAME_CHARS: [usize; 2] = [2, 3];
/// Titles that Japanese puts after a name, alone (`山田氏`) or in full (`山田太郎氏`).
// spelling:off
const TITLES: [&str; 16] = [
    "容疑者",
    "被告",
    "受刑者",
    "氏",
    "さん",
    "選手",
    "監督",
    "投手",
    "騎手",
    "会長",
    "社長",
    "首相",
    "大臣",
    "知事",
    "市長",
    "教授",
];
// spelling:on

/// What one sentence says of names.
#[derive(Default)]
pub(crate) struct Names<'a> {
    /// Last words of names that are written in full (`Penhale` of `Ruth Penhale`), and acronyms that are spelled out.
    full: HashSet<&'a str>,
    /// Words of names that stand alone.
    alone: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    /// Reads a sentence. Names are known by their capitals, in Japanese by the titles after them; of other languages
    /// nothing is read.
    pub fn of(sentence: &'a str, known: Option<&Known>) -> Self {
        let mut names = Self::default();
        match known {
            Some(known) if known.names_by_capitals => names.read(sentence, known),
            Some(known) if !known.spaced => names.read_titles(sentence),
            _ => {}
        }
        names
    }

    fn read_titles(&mut self, sentence: &'a str) {
        for (at, _) in TITLES.iter().flat_map(|title| sentence.match_indices(title)) {
            let run = sentence[..at].rsplit(|c: char| !is_name_letter(c)).next().unwrap_or_default();
            if run.chars().count() > SURNAME_CHARS[1] {
                self.full.extend(surnames(run));
            } else {
                self.alone.insert(run);
            }
        }
    }

    fn read(&mut self, sentence: &'a str, known: &Known) {
        let mut run: Vec<&str> = Vec::new();
        for piece in sentence.split_whitespace() {
            let bracketed = piece.starts_with('(');
            // `Penhale's`, `Kaya'nın`: the name ends before the apostrophe.
            let bare = piece.trim_matches(|c: char| !c.is_alphanumeric());
            let word = bare.split(['\'', '’']).next().unwrap_or_default();
            if bracketed && is_acronym(word) {
                self.full.insert(word);
                continue;
            }
            // The first word of a sentence, or a day: capitals that make no name.
            let capital =
                word.chars().next().is_some_and(char::is_uppercase) && !known.is_frequent(&word.to_lowercase());
            if capital {
                run.push(word);
            }
            // A comma, a bracket or a stop ends the name, but not the stop of an initial.
            let ends = piece.ends_with(|c: char| !c.is_alphanumeric()) && word.chars().count() > 1;
            if !capital || ends || word.len() < bare.len() {
                self.name(&mut run);
            }
        }
        self.name(&mut run);
    }

    fn name(&mut self, run: &mut Vec<&'a str>) {
        match run.as_slice() {
            [alone] => {
                self.alone.insert(alone);
            }
            [.., last] if run.len() <= NAME_WORDS_MAX => {
                self.full.insert(last);
            }
            _ => {}
        }
        run.clear();
    }
}

/// Han and katakana: what Japanese names are written in.
fn is_name_letter(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | 'ー' | '々' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Every part of a text without spaces that is as long as a surname.
fn surnames(run: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let parts = SURNAME_CHARS.into_iter().flat_map(move |chars| {
        let pairs: Vec<(usize, usize)> = starts.windows(chars + 1).map(|ends| (ends[0], ends[chars])).collect();
        pairs
    });
    parts.map(|(from, to)| &run[from..to])
}

/// The names that readers know from the headline, in lower case.
pub(crate) fn named_by(headline: &str, known: Option<&Known>) -> HashSet<String> {
    let words = headline.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    match known {
        Some(known) if !known.spaced => words.flat_map(surnames).map(str::to_owned).collect(),
        _ => words.map(str::to_lowercase).collect(),
    }
}

fn is_acronym(word: &str) -> bool {
    word.chars().count() >= ACRONYM_CHARS_MIN && word.chars().all(char::is_uppercase)
}

/// For each sentence, in their order, the sentences before it that introduce the names which it takes as known. One of
/// those of each list has to be shown with it. What the headline names is known.
pub(crate) fn introductions(sentences: &[Names], headline: &HashSet<String>) -> Vec<Vec<Vec<usize>>> {
    let mut introduced: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (place, names) in sentences.iter().enumerate() {
        let unsaid = |word: &&&str| !names.full.contains(**word) && !headline.contains(&word.to_lowercase());
        found.push(names.alone.iter().filter(unsaid).filter_map(|word| introduced.get(word).cloned()).collect());
        for &word in &names.full {
            let places = introduced.entry(word).or_default();
            if places.len() < INTRODUCTIONS_MAX {
                places.push(place);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::Lang;

    fn introduced(tag: &str, sentences: &[&str], headline: &[&str]) -> Vec<Vec<Vec<usize>>> {
        let known = Known::find(&Lang::new(tag).expect("tag"));
        let names: Vec<_> = sentences.iter().map(|sentence| Names::of(sentence, known)).collect();
        introductions(&names, &headline.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_surname_needs_its_bearer() {
        let story = [
            "The council will close the bridge, said Ruth Penhale, who leads the works.",
            "When Penhale looked at the arches, three were cracked.",
            "The arches were built in 1520.",
            "Penhale's engineers measured them.",
        ];
        assert_eq!(introduced("en", &story, &[]), [vec![], vec![vec![0]], vec![], vec![vec![0]]]);
        assert_eq!(introduced("en", &story, &["penhale"]), vec![Vec::<Vec<usize>>::new(); 4], "the headline names her");
    }

    #[test]
    fn a_japanese_surname_with_its_title_needs_the_whole_name() {
        let story =
            ["警察は会社員の山田太郎容疑者を逮捕した。", "山田容疑者は容疑を認めている。", "佐藤さんは無事だった。"];
        assert_eq!(introduced("ja", &story, &[]), [vec![], vec![vec![0]], vec![]]);
        let headline = named_by("山田容疑者を逮捕", Known::find(&Lang::new("ja").expect("tag")));
        assert!(headline.contains("山田"));
    }

    #[test]
    fn an_acronym_needs_its_words() {
        let story = ["The Tamar Bridge Office (TBO) closed the bridge.", "A letter of the TBO says why."];
        assert_eq!(introduced("en", &story, &[]), [vec![], vec![vec![0]]]);
    }

    #[test]
    fn endings_after_an_apostrophe_are_no_part_of_a_name() {
        let story = ["Köprüyü Belediye Başkanı Ayşe Kaya kapattı.", "Esnaf, Kaya'nın kararını eleştirdi."];
        assert_eq!(introduced("tr", &story, &[]), [vec![], vec![vec![0]]]);
    }
}
