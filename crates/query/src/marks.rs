//! Which words of a text a query asks for, to show them to its reader.

use crate::{
    Field, Leaf, Node, Query,
    analysis::{Analysis, SEGMENTER},
    key::{Key, Sort, key},
    prepared::{EVERY_WAY, Wanted},
    reading::{ANYWHERE, Zones, zone},
};
use std::ops::Range;
use story::Lang;

/// The words and phrases of a query, ready to be marked in many texts.
pub struct Marks(Vec<(Wanted, Zones)>);

/// One word of a text, as it is compared.
struct Found {
    range: Range<usize>,
    exact: Key,
    forms: [Option<Key>; 2],
}

impl Marks {
    /// Those that a story must or may have; what must not be there is not marked.
    pub fn new(query: &Query) -> Self {
        let mut wanted = Vec::new();
        collect(query.node(), ANYWHERE, &mut wanted);
        Self(wanted)
    }

    /// The places in a text of a story in this language at which words stand that the query asks for, in bytes, in order;
    /// of a phrase, each of its words. `field` is the part of the story that the text is.
    pub fn of(&self, text: &str, field: Option<Field>, lang: &Lang) -> Vec<Range<usize>> {
        let here: Vec<&Wanted> = self.0.iter().filter(|(_, zones)| zones & zone(field) != 0).map(|(w, _)| w).collect();
        if here.is_empty() {
            return Vec::new();
        }
        let number = Analysis::number(lang);
        let words = words(text, &crate::analysis::ANALYSES[number]);
        let mut marked = vec![false; words.len()];
        for wanted in here {
            mark(wanted, 1 << number, &words, &mut marked);
        }
        let mut ranges: Vec<_> =
            words.into_iter().zip(marked).filter(|(_, marked)| *marked).map(|(word, _)| word.range).collect();
        // What a reader sees as one word and the analysis as several (`l'homme`, `aa.com.tr`) is one range.
        ranges.dedup();
        ranges
    }
}

fn collect(node: &Node, zones: Zones, wanted: &mut Vec<(Wanted, Zones)>) {
    match node {
        Node::Word(_) | Node::Phrase(_) => {
            wanted.extend(Leaf::of(node).map(|leaf| (Wanted::of(leaf, EVERY_WAY), zones)));
        }
        Node::In(field, part) => collect(part, zone(Some(*field)), wanted),
        Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| collect(part, zones, wanted)),
        Node::Is(_) | Node::Not(_) => {}
    }
}

/// The words of a text as a reader sees it, each as the analysis of its language reads it.
fn words(text: &str, analysis: &Analysis) -> Vec<Found> {
    let mut words = Vec::new();
    let mut start = 0;
    for end in SEGMENTER.segment_str(text) {
        // Whether it is a word is for the analysis to say.
        if text[start..end].contains(char::is_alphanumeric) {
            for unit in analysis.units(&text[start..end]) {
                let forms = [Some(&unit.exact), unit.stem.as_ref()].map(|form| form.map(|form| key(Sort::Word, form)));
                words.push(Found { range: start..end, exact: key(Sort::Exact, &unit.exact), forms });
            }
        }
        start = end;
    }
    words
}

fn mark(wanted: &Wanted, analysis: u16, words: &[Found], marked: &mut [bool]) {
    for (key, analyses) in &wanted.words {
        if analyses & analysis != 0 {
            for (word, marked) in words.iter().zip(&mut *marked) {
                *marked |= word.exact == *key || word.forms.contains(&Some(*key));
            }
        }
    }
    for (run, analyses) in &wanted.runs {
        if analyses & analysis == 0 {
            continue;
        }
        for at in 0..=words.len().saturating_sub(run.len()) {
            if words[at..].len() >= run.len() && words[at..].iter().zip(run).all(|(word, key)| word.exact == *key) {
                marked[at..at + run.len()].fill(true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with what is marked in brackets.
    fn marked(query: &str, text: &str, field: Option<Field>, lang: &str) -> String {
        let query = Query::read(query).unwrap_or_else(|e| panic!("{query}: {e}"));
        let mut shown = text.to_owned();
        for range in Marks::new(&query).of(text, field, &Lang::new(lang).expect("a language")).into_iter().rev() {
            shown.insert(range.end, ']');
            shown.insert(range.start, '[');
        }
        shown
    }

    #[test]
    fn words_are_marked_in_all_their_forms() {
        for (query, lang, expected) in [
            ("deprem", "tr", "İzmir'de [depremler] oldu, [DEPREM] durdu"),
            ("IŞIK", "tr", "[Işık] ve [IŞIK’lar]"),
            ("connection", "en", "He [connected] two [connections]"),
            ("المدرسه", "ar", "إلى [الْمَدْرَسَةُ] اليوم"),
            ("地震", "zh", "[地震]发生在四川省"),
            ("us", "en", "The [U.S]. and [US]"),
        ] {
            let text = expected.replace(['[', ']'], "");
            assert_eq!(marked(query, &text, None, lang), expected, "{query}");
        }
    }

    #[test]
    fn a_phrase_marks_its_words_where_they_stand_together() {
        for (query, expected) in [
            ("\"prime minister\"", "The [prime] [minister] said a minister was prime"),
            ("minister -prime", "The prime [minister] of Covid-19"),
            ("covid-19 OR nothing", "In [Covid]-[19] and 19 Covid"),
            ("\"minister\"", "Ministers and the [minister]"),
            ("kind:text", "Nothing of text"),
            ("\"a b c d e f g\"", "a b"),
        ] {
            let text = expected.replace(['[', ']'], "");
            assert_eq!(marked(query, &text, None, "en"), expected, "{query}");
        }
    }

    #[test]
    fn what_stands_in_one_part_is_marked_there() {
        assert_eq!(marked("headline:quake", "A quake", None, "en"), "A quake");
        assert_eq!(marked("headline:quake", "A quake", Some(Field::Headline), "en"), "A [quake]");
        assert_eq!(marked("quake", "A quake", Some(Field::Headline), "en"), "A [quake]");
        assert_eq!(marked("quake", "", None, "en"), "");
    }
}
