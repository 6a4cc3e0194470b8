//! Where sentences end: the rules of Unicode, mended after abbreviations, and never inside a quotation.

use crate::languages::Known;
use crate::terms::lower;
use icu_locale_core::LanguageIdentifier;
use icu_segmenter::{
    SentenceSegmenter,
    options::{SentenceBreakInvariantOptions, SentenceBreakOptions},
};
use story::Lang;

/// One sentence, or several that a quotation holds together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence<'a> {
    /// Its text, without white space at its ends.
    pub text: &'a str,
    /// It ends as sentences do, and every quotation that it opens is closed in it.
    pub whole: bool,
}

/// Words with a full stop that stand before a number, in any language that uses them.
const NUMBERING: [&str; 6] = ["no", "nos", "nr", "núm", "art", "pp"];
/// Languages that write ordinal numbers with a full stop (`3. Ordu`).
const DOTTED_ORDINALS: [&str; 8] = ["tr", "az", "de", "bs", "sr", "hr", "sq", "mk"];
/// Digits that such a number has at most; a year has more, and often ends a sentence.
const ORDINAL_DIGITS_MAX: usize = 3;

/// Cuts one paragraph into its sentences.
pub(crate) fn sentences<'a>(paragraph: &'a str, lang: &Lang) -> Vec<Sentence<'a>> {
    let mut found = Vec::new();
    let mut quotes = Quotes::default();
    let (mut start, mut fed) = (0, 0);
    for end in boundaries(paragraph, lang) {
        if end <= fed {
            continue;
        }
        quotes.feed(&paragraph[fed..end]);
        fed = end;
        let (text, rest) = (paragraph[start..end].trim(), paragraph[end..].trim_start());
        if !rest.is_empty() && (quotes.is_open() || goes_on(text, rest, lang)) {
            continue;
        }
        if !text.is_empty() {
            let ends = ends_as_a_sentence(text) || rest.is_empty() && ends_without_a_stop(text, lang);
            found.push(Sentence { text, whole: quotes.is_right() && ends });
        }
        quotes = Quotes::default();
        start = end;
    }
    found
}

fn boundaries(text: &str, lang: &Lang) -> Vec<usize> {
    let locale = LanguageIdentifier::try_from_str(lang.as_str()).ok();
    let mut options = SentenceBreakOptions::default();
    options.content_locale = locale.as_ref();
    match SentenceSegmenter::try_new(options) {
        Ok(segmenter) => segmenter.as_borrowed().segment_str(text).collect(),
        // The rules are compiled in; without those of the language, the ones for every language hold.
        Err(_) => SentenceSegmenter::new(SentenceBreakInvariantOptions::default()).segment_str(text).collect(),
    }
}

/// True when the boundary between the two is a false one.
fn goes_on(before: &str, after: &str, lang: &Lang) -> bool {
    let next = after.chars().next().unwrap_or_default();
    if next.is_lowercase() || matches!(next, ',' | ';' | ':' | ')' | ']' | '،' | '؛' | '、') {
        return true;
    }
    // A Japanese sentence ends after the mark: what follows a closed quotation says who spoke.
    if before.ends_with(['」', '』']) {
        return true;
    }
    let Some(head) = before.strip_suffix('.') else { return false };
    let word = head.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '«' | '\'' | '’'));
    let word = word.into_iter().next().unwrap_or_default().to_lowercase();
    if next.is_ascii_digit() && NUMBERING.contains(&word.as_str()) {
        return true;
    }
    let known = Known::find(lang);
    let initials = !word.is_empty()
        && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
    let ordinal = DOTTED_ORDINALS.contains(&lang.primary())
        && (1..=ORDINAL_DIGITS_MAX).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_digit());
    // A name goes on after an abbreviation; a word of grammar with a capital begins a sentence (`in the U.S. The`).
    let begins = || {
        let word: String = after.chars().take_while(|c| c.is_alphabetic()).collect();
        let is_initial = word.chars().count() == 1 && after[word.len()..].starts_with('.');
        !is_initial && known.is_some_and(|known| known.is_frequent(&lower(&word, lang)))
    };
    ordinal || (initials || known.is_some_and(|known| known.abbreviates(&word))) && !begins()
}

fn ends_as_a_sentence(text: &str) -> bool {
    let closers = |c: char| matches!(c, '"' | '”' | '“' | '»' | '«' | '’' | '\'' | ')' | ']' | '」' | '』' | '）');
    text.trim_end_matches(closers).ends_with(['.', '!', '?', '…', '。', '．', '！', '？', '؟', '۔', '।'])
}

/// Languages whose paragraphs often end without a stop.
const UNSTOPPED: [&str; 3] = ["ar", "ckb", "fa"];
/// Words of a paragraph's end without a stop, at least; fewer are a heading.
const UNSTOPPED_WORDS_MIN: usize = 10;

fn ends_without_a_stop(text: &str, lang: &Lang) -> bool {
    UNSTOPPED.contains(&lang.primary())
        && text.ends_with(char::is_alphanumeric)
        && text.split_whitespace().count() >= UNSTOPPED_WORDS_MIN
}

/// The quotations that are open at a place of a text.
#[derive(Default)]
struct Quotes {
    /// For each open quotation the mark that closes it.
    open: Vec<char>,
    /// A closing mark came that no opening mark stands before.
    broken: bool,
    /// The character before.
    last: char,
}

impl Quotes {
    fn feed(&mut self, text: &str) {
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied().unwrap_or(' ');
            self.mark(c, next);
            self.last = c;
        }
    }

    fn mark(&mut self, c: char, next: char) {
        let top = self.open.last().copied();
        let closes = |marks: &[char]| top.is_some_and(|t| marks.contains(&t));
        match c {
            // Inches and seconds are no quotations.
            '"' if top != Some('"') && self.last.is_ascii_digit() => {}
            // German and Polish open with the low mark and close with one of the high ones.
            '„' => self.open.push('„'),
            '“' if closes(&['„']) => self.close(true),
            '“' => self.open.push('”'),
            '”' => self.close(closes(&['”', '„'])),
            '"' if closes(&['"']) => self.close(true),
            '"' => self.open.push('"'),
            '«' if closes(&['«']) => self.close(true),
            '«' => self.open.push('»'),
            '»' if closes(&['»']) => self.close(true),
            '»' => self.open.push('«'),
            '「' => self.open.push('」'),
            '『' => self.open.push('』'),
            '」' | '』' => self.close(top == Some(c)),
            '‘' => self.open.push('’'),
            // Anywhere else it is an apostrophe.
            '’' if closes(&['’']) && !next.is_alphabetic() => self.close(true),
            _ => {}
        }
    }

    fn close(&mut self, matched: bool) {
        if matched {
            self.open.pop();
        } else {
            self.broken = true;
        }
    }

    fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    fn is_right(&self) -> bool {
        self.open.is_empty() && !self.broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(lang: &str, text: &'static str) -> Vec<&'static str> {
        sentences(text, &Lang::new(lang).expect("tag")).into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn a_false_break_is_joined() {
        assert_eq!(
            cut("en", "Mr. Smith met Dr. J. R. Doe of the U.S. Senate. They spoke. \"Is it so?\" she asked."),
            ["Mr. Smith met Dr. J. R. Doe of the U.S. Senate.", "They spoke.", "\"Is it so?\" she asked."]
        );
        assert_eq!(
            cut(
                "en",
                "She lives in the U.S. The rest of no. 7 was sold at 5 p.m. Then it closed. He said no. It rained."
            ),
            [
                "She lives in the U.S.",
                "The rest of no. 7 was sold at 5 p.m.",
                "Then it closed.",
                "He said no.",
                "It rained."
            ]
        );
        assert_eq!(
            cut("ru", "Мост построили в 1520 г. Он закрыт. Его видел А. С. Орлов на ул. Садовой."),
            ["Мост построили в 1520 г.", "Он закрыт.", "Его видел А. С. Орлов на ул. Садовой."]
        );
        assert_eq!(
            cut("bs", "Most je otvoren 3. maja. Dr. Amra Hodžić je govorila na ul. Titovoj."),
            ["Most je otvoren 3. maja.", "Dr. Amra Hodžić je govorila na ul. Titovoj."]
        );
        assert_eq!(
            cut("tr", "Prof. Dr. Ayşe Kaya 3. Ordu'ya geldi. Toplantı 2026. Sonra gitti."),
            ["Prof. Dr. Ayşe Kaya 3. Ordu'ya geldi.", "Toplantı 2026.", "Sonra gitti."]
        );
        assert_eq!(
            cut("ar", "وصل الوزير إلى بغداد. هل يبقى؟ لا أحد يعرف."),
            ["وصل الوزير إلى بغداد.", "هل يبقى؟", "لا أحد يعرف."]
        );
        assert_eq!(cut("ja", "地震があった。津波の心配はない。"), ["地震があった。", "津波の心配はない。"]);
    }

    #[test]
    fn a_quotation_is_never_cut() {
        for (lang, text) in [
            ("en", "“We came. We saw. We went home,” he said."),
            ("en", "\"We came. We saw. We went home,\" he said."),
            ("tr", "Bakan, “Geldik. Gördük. Döndük.” dedi."),
            ("ar", "قال «جئنا. رأينا. عدنا» ثم غادر."),
            ("ja", "市長は「安心してほしい。水は足りる。」と話した。"),
            ("de", "Er sagte: „Wir kamen. Wir sahen.“ und ging."),
        ] {
            let lang = Lang::new(lang).expect("tag");
            assert_eq!(sentences(text, &lang), [Sentence { text, whole: true }]);
        }
    }

    #[test]
    fn what_is_not_a_whole_sentence_is_known() {
        let en = Lang::new("en").expect("tag");
        let whole = |text| sentences(text, &en).iter().map(|s| s.whole).collect::<Vec<_>>();
        assert_eq!(whole("Friday, January 4, 2019"), [false]);
        assert_eq!(whole("He began: “We came. We saw."), [false]);
        assert_eq!(whole("We went home.” He left."), [false, true]);
        assert_eq!(whole("The workers’ union isn’t here."), [true]);
        let ar = Lang::new("ar").expect("tag");
        let unstopped = "افتتحت مكتبة البصرة المركزية أبوابها بعد عامين من أعمال الترميم في المدينة";
        assert!(sentences(unstopped, &ar)[0].whole && !sentences("مكتبة البصرة تفتح أبوابها", &ar)[0].whole);
    }
}
