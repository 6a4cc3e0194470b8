//! How each language prints.

use super::{languages, messages};

/// Between a French mark and its word, where no line may break.
const FRENCH_SPACES: [char; 2] = ['\u{a0}', '\u{202f}'];

/// The quotation marks and the apostrophe of a language.
fn quotes(lang: &str) -> &'static str {
    match lang {
        "en" | "tr" => "“”’",
        "ar" | "es" | "ru" => "«»",
        "fr" => "«»’",
        "ja" => "「」",
        _ => "",
    }
}

/// What a printer would mend in a text.
fn slips(lang: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut slip = |why: &str| found.push(format!("{why}: {text}"));
    for line in text.split('\n') {
        // French puts a space before some of its marks, and it may be the first letter of a text.
        if line.trim_matches(' ') != line || line.contains("  ") || line.contains('\t') {
            slip("stray white space");
        }
    }
    if text.trim_matches('\n') != text || text.contains("\n\n\n") {
        slip("a stray line");
    }
    if text.chars().any(|c| "\"'`´“”„‘’‚«»‹›「」『』".contains(c) && !quotes(lang).contains(c)) {
        slip("a quotation mark of another language");
    }
    let letters: Vec<char> = text.chars().collect();
    for pair in letters.windows(2) {
        let [before, mark] = pair else { continue };
        match mark {
            ',' | '.' | ')' | '،' | '。' | '、' | '؟' | '؛' if before.is_whitespace() => {
                slip("white space before a mark");
            }
            ';' | '?' | '!' | ':' | '»' if lang == "fr" && !FRENCH_SPACES.contains(before) => {
                slip("no French space before a mark");
            }
            ';' | '?' | '!' | ':' | '»' if lang != "fr" && before.is_whitespace() => slip("white space before a mark"),
            _ => {}
        }
        if lang == "fr" && *before == '«' && !FRENCH_SPACES.contains(mark) {
            slip("no French space after a mark");
        }
    }
    if lang == "es" && text.matches('?').count() != text.matches('¿').count() {
        slip("a question without its first mark");
    }
    let foreign = match lang {
        "ar" => ",;?",
        // Titles of Japanese stand beside Latin addresses, which have full stops.
        "ja" => ",;?!()",
        _ => "",
    };
    if text.contains(|c| foreign.contains(c)) {
        slip("a mark of another script");
    }
    found
}

#[test]
fn every_text_is_printed_as_its_language_prints() {
    for lang in languages() {
        for (id, message) in messages(lang) {
            for text in &message.texts {
                assert!(!text.is_empty(), "{lang}: {id} says nothing");
                assert_eq!(slips(lang, text), [""; 0], "{lang}: {id}");
            }
        }
    }
}

#[test]
fn no_text_was_left_in_english() {
    let english = messages("en");
    for lang in languages().filter(|lang| *lang != "en") {
        for (id, message) in messages(lang) {
            // Names of things are alike; whole sentences are not.
            let same = message.texts.iter().filter(|text| english[&id].texts.contains(text));
            let sentences = same.filter(|text| text.split(' ').count() > 3 && id != "labelled");
            assert_eq!(sentences.count(), 0, "{lang}: {id}");
        }
    }
}

#[test]
fn slips_are_found() {
    for (lang, text) in [
        ("en", "The agency's wire"),
        ("en", "The \"wire\""),
        ("en", "The wire "),
        ("en", "The  wire"),
        ("en", "The wire , and"),
        ("en", "The wire\n\n\nand"),
        ("en", "«The wire»"),
        ("tr", "Ajans'ın"),
        ("fr", "Le fil : ici"),
        ("fr", "Le fil: ici"),
        ("fr", "«le fil»"),
        ("fr", "Quoi ?"),
        ("ru", "“лента”"),
        ("es", "Qué?"),
        ("ar", "الخبر, هنا"),
        ("ja", "“配信”"),
        ("ja", "配信!"),
    ] {
        assert!(!slips(lang, text).is_empty(), "{lang}: {text}");
    }
    assert_eq!(slips("fr", "Quoi\u{202f}? «\u{a0}Le fil\u{a0}»\u{a0}: l’agence"), [""; 0]);
}
