//! Shows in a text the words that were looked for.

use super::index::Wanted;
use query::{Marks, Query};
use story::Lang;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub text: String,
    pub is_marked: bool,
}

/// Marks words in texts.
pub(crate) struct Marker(Option<Marks>);

impl Marker {
    pub fn of(wanted: &Wanted) -> Self {
        // The words as the analysis reads them are in small letters and have no signs that mean something in a query.
        let words = wanted.words.iter().filter_map(|forms| forms.first().cloned());
        let phrases = wanted.phrases.iter().map(|phrase| format!("\"{}\"", phrase.join(" ")));
        let all: Vec<String> = words.chain(phrases).collect();
        Self(Query::read(&all.join(" ")).ok().map(|query| Marks::new(&query)))
    }

    /// The text in pieces, in its order; one piece where nothing is marked.
    pub fn mark(&self, text: &str, lang: &Lang) -> Vec<Piece> {
        let marks = self.0.as_ref().map(|marks| marks.of(text, None, lang)).unwrap_or_default();
        let (mut pieces, mut at) = (Vec::new(), 0);
        let mut piece = |text: &str, is_marked| {
            if !text.is_empty() {
                pieces.push(Piece { text: text.to_owned(), is_marked });
            }
        };
        for mark in marks {
            piece(&text[at..mark.start], false);
            piece(&text[mark.clone()], true);
            at = mark.end;
        }
        piece(&text[at..], false);
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, text: &str, tag: &str) -> String {
        let lang = Lang::new(tag).expect("a tag");
        let pieces = Marker::of(&Wanted::read(query, &lang, 12)).mark(text, &lang);
        pieces.iter().map(|p| if p.is_marked { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn every_form_of_a_word_is_marked_and_nothing_else() {
        assert_eq!(marked("bridge OR closed", "Bridges close", "en"), "[Bridges] [close]");
        assert_eq!(marked("\"old bridge\"", "Old: the old bridge", "en"), "Old: the [old] [bridge]");
        assert_eq!(marked("depremler", "İzmir'de deprem oldu", "tr"), "İzmir'de [deprem] oldu");
        assert_eq!(marked("not and or", "Not a word", "en"), "[Not] a word");
        assert_eq!(marked("<b>", "a < b", "en"), "a < [b]");
        assert_eq!(marked("", "nothing", "en"), "nothing");
    }
}
