//! Text into units: what a word of a story is called in the index, and what a word of a query must be called to meet it.
//!
//! A query has no language of its own: it is analysed in every way, and each way only meets the stories that were
//! analysed the same way. `IŞIK` meets `ışık` in a Turkish story and `işik` in an English one, and never the other way
//! round.

use frostem::{Algorithm, Stemmer};
use icu_casemap::CaseMapper;
use icu_locale_core::{LanguageIdentifier, langid};
use icu_normalizer::ComposingNormalizer;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed, options::WordBreakInvariantOptions};
use std::{ops::Range, sync::LazyLock};
use story::Lang;

/// Changes whenever [`Analysis::units`] answers otherwise for the same text; an index of another number is built anew.
/// That includes a newer `frostem`, whose stems follow Snowball, and newer ICU data.
pub const ANALYSIS_VERSION: u32 = 3;

/// How the words of one language, or of all languages that share the way, are made into units.
#[derive(Debug, PartialEq, Eq)]
pub struct Analysis {
    code: &'static str,
    casing: LanguageIdentifier,
    apostrophe: Apostrophe,
    stem: Option<Algorithm>,
}

/// What an apostrophe inside a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apostrophe {
    /// It begins a suffix that is no part of the name: `İstanbul'da`.
    Suffix,
    /// `'s` is a suffix; anything else is two words.
    Possessive,
    /// It is between two words: `l'homme`.
    Between,
}

/// Looks its dictionaries up once: that takes longer than to read the few words of a query.
pub(crate) static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// Languages that write a dotted and a dotless i keep them apart; everybody else's capital `I` is an `i`.
const TURKIC: LanguageIdentifier = langid!("tr");
const ROOT: LanguageIdentifier = langid!("und");

/// Every analysis. The last one serves the languages that have none of their own.
pub static ANALYSES: [Analysis; 9] = [
    Analysis::new("tr", TURKIC, Apostrophe::Suffix, Some(Algorithm::Turkish)),
    Analysis::new("az", TURKIC, Apostrophe::Suffix, None),
    Analysis::new("en", ROOT, Apostrophe::Possessive, Some(Algorithm::English)),
    Analysis::new("ar", ROOT, Apostrophe::Between, Some(Algorithm::Arabic)),
    Analysis::new("de", ROOT, Apostrophe::Possessive, Some(Algorithm::German)),
    Analysis::new("es", ROOT, Apostrophe::Between, Some(Algorithm::Spanish)),
    Analysis::new("fr", ROOT, Apostrophe::Between, Some(Algorithm::French)),
    Analysis::new("ru", ROOT, Apostrophe::Between, Some(Algorithm::Russian)),
    OTHER,
];
const OTHER: Analysis = Analysis::new("und", ROOT, Apostrophe::Between, None);

/// Characters that a stem has which is not the beginning of its word.
const STEM_CHARS_MIN: usize = 3;

/// One word of a text.
///
/// A story is found by the stem and by the exact form of each of its words, and a query looks for both: Snowball makes
/// `deprem` of `depremler` but `depre` of `deprem`, and only so the two meet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unit {
    /// The word as it stands, in lower case and one spelling: `depremler`.
    pub exact: String,
    /// The word without its endings, where that is another one: `deprem`.
    pub stem: Option<String>,
}

impl Analysis {
    const fn new(
        code: &'static str,
        casing: LanguageIdentifier,
        apostrophe: Apostrophe,
        stem: Option<Algorithm>,
    ) -> Self {
        Self { code, casing, apostrophe, stem }
    }

    /// The analysis of a language.
    pub fn of(lang: &Lang) -> &'static Self {
        &ANALYSES[Self::number(lang)]
    }

    /// Which of [`ANALYSES`] is that of a language.
    pub fn number(lang: &Lang) -> usize {
        ANALYSES.iter().position(|a| a.code == lang.primary()).unwrap_or(ANALYSES.len() - 1)
    }

    /// The language that it is for; `und` for all that have none of their own.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The words of `text`, in order.
    pub fn units(&self, text: &str) -> Vec<Unit> {
        self.units_of(&Cut::of(text, &self.casing))
    }

    /// The words of a text that was cut in the letters of this language.
    fn units_of(&self, cut: &Cut) -> Vec<Unit> {
        let stemmer = self.stem.map(Stemmer::new);
        let mut units = Vec::new();
        for word in cut.words() {
            self.split(word, |word| units.extend(Self::unit(word, stemmer)));
        }
        units
    }

    /// Cuts what the segmenter takes for one word where a reader sees several.
    fn split(&self, word: &str, mut each: impl FnMut(&str)) {
        if is_initials(word) {
            return each(&word.replace('.', ""));
        }
        let has_number = word.contains(char::is_numeric);
        for part in word.split(|c| matches!(c, '_' | ':') || (c == '.' && !has_number)) {
            let is_apostrophe = |c| matches!(c, '\'' | '’' | '‘' | 'ʼ');
            let head = part.split(is_apostrophe).next().unwrap_or(part);
            match self.apostrophe {
                Apostrophe::Suffix if !head.is_empty() => each(head),
                Apostrophe::Possessive if part[head.len()..].chars().skip(1).eq(['s']) => each(head),
                _ => part.split(is_apostrophe).for_each(&mut each),
            }
        }
    }

    fn unit(word: &str, stemmer: Option<Stemmer>) -> Option<Unit> {
        let word: String = word.chars().filter_map(one_spelling).collect();
        if word.is_empty() {
            return None;
        }
        let stem = stemmer.map(|s| s.stem(&word)).filter(|stem| *stem != word && says_enough(stem, &word));
        let stem = stem.map(Into::into);
        Some(Unit { exact: word, stem })
    }
}

/// A text in lower case and one composition, cut where words begin and end.
struct Cut {
    text: String,
    /// Where each of its words stands.
    words: Vec<Range<usize>>,
    /// True when it has a letter of which it matters in which language it is written small.
    has_capital_i: bool,
}

impl Cut {
    fn of(text: &str, casing: &LanguageIdentifier) -> Self {
        let composed = ComposingNormalizer::new_nfkc();
        let composed = composed.normalize(text);
        let has_capital_i = composed.contains(['I', 'İ']);
        let text = CaseMapper::new().lowercase_to_string(&composed, casing).into_owned();
        let mut words = Vec::new();
        let mut start = 0;
        for end in SEGMENTER.segment_str(&text).skip(1) {
            // ICU takes an Arabic word that ends with the mark of a vowel for no word.
            if text[start..end].contains(char::is_alphanumeric) {
                words.push(start..end);
            }
            start = end;
        }
        Self { text, words, has_capital_i }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &self.text[word.clone()])
    }
}

/// A text that is read in several ways: it is cut once for all languages that write its letters small alike.
pub(crate) struct Cuts<'a> {
    text: &'a str,
    cuts: Vec<(&'static LanguageIdentifier, Cut)>,
}

impl<'a> Cuts<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self { text, cuts: Vec::new() }
    }

    /// The words of the text, as [`Analysis::units`] finds them.
    pub(crate) fn units(&mut self, analysis: &'static Analysis) -> Vec<Unit> {
        let casing = &analysis.casing;
        let is_the_same = |(known, cut): &(_, Cut)| *known == casing || !cut.has_capital_i;
        let at = self.cuts.iter().position(is_the_same).unwrap_or_else(|| {
            self.cuts.push((casing, Cut::of(self.text, casing)));
            self.cuts.len() - 1
        });
        analysis.units_of(&self.cuts[at].1)
    }
}

/// False for what is left of a word that was cut down too far: Snowball's Turkish makes `ık` of the city Iğdır, and `ç`
/// of `cuma`. Short stems that begin the word are right: `ev` of `evde`.
fn says_enough(stem: &str, word: &str) -> bool {
    stem.chars().count() >= STEM_CHARS_MIN || word.starts_with(stem)
}

/// True for `u.s` and `a.b.d`: single letters with full stops between them.
fn is_initials(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| {
            let mut chars = part.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        })
}

/// The character that stands for `c` in the index; `None` for marks that writers set or leave out as they like.
///
/// Arabic: alef with madda or hamza is alef, alef maqsura and Farsi yeh are yeh, Farsi kaf is kaf, ta marbuta is heh;
/// tatweel, harakat and Koranic marks are left out. Digits of Arabic script are read as European ones.
fn one_spelling(c: char) -> Option<char> {
    match c {
        // The dot that is left of `İ` in the lower case of languages without a dotless i.
        '\u{0307}'
        // Soft hyphen, joiners, direction marks.
        | '\u{00AD}' | '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        // Arabic marks and tatweel.
        | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' => None,
        'آ' | 'أ' | 'إ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        'ک' => Some('ك'),
        'ة' => Some('ه'),
        '٠'..='٩' => char::from_digit(u32::from(c) - 0x0660, 10),
        '۰'..='۹' => char::from_digit(u32::from(c) - 0x06F0, 10),
        _ => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_cut_once_is_read_as_by_itself() {
        for text in [
            "IŞIK İzmir'de O'Neill's",
            "U.S. covid-19",
            "東京で地震",
            "المدرسةُ على",
            "ﬁn",
            "Ⅰ Ｉ I\u{307}",
            "i\u{307} J\u{307}",
            "",
            "…",
        ] {
            let mut cuts = Cuts::of(text);
            for analysis in &ANALYSES {
                assert_eq!(cuts.units(analysis), analysis.units(text), "{text} {}", analysis.code);
            }
        }
    }

    fn lang(tag: &str) -> Lang {
        Lang::new(tag).expect("a tag")
    }

    fn exact(text: &str, tag: &str) -> String {
        let units = Analysis::of(&lang(tag)).units(text);
        units.iter().map(|u| u.exact.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn stems(text: &str, tag: &str) -> String {
        let units = Analysis::of(&lang(tag)).units(text);
        units.iter().map(|u| u.stem.as_deref().unwrap_or(&u.exact)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn case_follows_the_language() {
        assert_eq!(exact("IĞDIR İSTANBUL ışık", "tr"), "ığdır istanbul ışık");
        assert_eq!(exact("IĞDIR İSTANBUL I\u{0307}zmir", "tr-TR"), "ığdır istanbul izmir");
        assert_eq!(exact("BAKI", "az"), "bakı");
        assert_eq!(exact("ISTANBUL İstanbul IT", "en"), "istanbul istanbul it");
        assert_eq!(exact("ＡＢＣ ﬁn", "en"), "abc fin");
    }

    #[test]
    fn endings_are_cut_and_names_are_kept() {
        assert_eq!(stems("connections connected", "en"), "connect connect");
        assert_eq!(stems("evler Iğdır'da cuma", "tr"), "ev ığdır cuma");
        assert_eq!(stems("Häuser", "de"), "haus");
        assert_eq!(stems("releases", "fi"), "releases");
    }

    #[test]
    fn arabic_letters_have_one_spelling() {
        assert_eq!(exact("المدرسة", "ar"), exact("المدرسه", "ar"));
        assert_eq!(exact("الْمَدْرَسَةُ", "ar"), exact("المدرسة", "ar"));
        assert_eq!(exact("مـــدرسة", "ar"), exact("مدرسة", "ar"));
        assert_eq!(exact("إيران على ٢٠٢٦", "ar"), "ايران علي 2026");
        assert_eq!(exact("إلى الْمَدْرَسَةُ اليوم", "ar"), "الي المدرسه اليوم", "a vowel at the end of a word");
        assert_eq!(exact("می\u{200C}شود کتاب ۱۲", "fa"), "ميشود كتاب 12");
    }

    #[test]
    fn words_without_spaces_are_told_apart() {
        assert_eq!(exact("東京で地震が発生した。", "ja"), "東京 で 地震 が 発生 した");
        assert_eq!(exact("กรุงเทพมหานครเพื่อประชุม", "th"), "กรุงเทพมหานคร เพื่อ ประชุม");
        assert_eq!(exact("地震发生在四川省", "zh"), "地震 发生 在 四川省");
    }

    #[test]
    fn apostrophes_and_full_stops_are_read_as_people_read_them() {
        assert_eq!(exact("İstanbul’da AB'de", "tr"), "istanbul ab");
        assert_eq!(exact("Turkey’s O'Neill don't", "en"), "turkey o neill don t");
        assert_eq!(exact("l'homme d'État", "fr"), "l homme d état");
        assert_eq!(exact("U.S. D.H.A. aa.com.tr 7.5 M6.1", "en"), "us dha aa com tr 7.5 m6.1");
        assert_eq!(exact("QUAKE-IZMIR_X/2", "en"), "quake izmir x 2");
        assert_eq!(exact("— !?… 🙂 ـ", "ar"), "");
    }
}
