//! The readable part of a page's address, made of a headline.

use crate::text::has_dotless_i;
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use story::Lang;

/// Characters that the part may have.
pub const ADDRESS_CHARS_MAX: usize = 80;

/// Words of the headline in lower case, joined by hyphens, at most [`ADDRESS_CHARS_MAX`] characters, never empty.
/// Latin letters become ASCII (`Iğdır'da` gives `igdirda`); letters of other scripts stay as they are.
pub fn address_part(headline: &str, lang: &Lang) -> String {
    let mut name = String::with_capacity(ADDRESS_CHARS_MAX);
    let (mut used, mut word) = (0, String::new());
    // The space at the end closes the last word.
    for c in headline.chars().chain([' ']) {
        if is_dropped(c) {
            continue;
        }
        if is_letter(c) {
            lower(c, lang, &mut word);
            continue;
        }
        if word.is_empty() {
            continue;
        }
        let chars = word.chars().count();
        if used == 0 {
            name.extend(word.chars().take(ADDRESS_CHARS_MAX));
            used = chars.min(ADDRESS_CHARS_MAX);
        } else if used + 1 + chars <= ADDRESS_CHARS_MAX {
            name.push('-');
            name.push_str(&word);
            used += 1 + chars;
        } else {
            break;
        }
        word.clear();
    }
    if name.is_empty() { "story".to_owned() } else { name }
}

/// Apostrophes, combining marks of Latin, Arabic vowel signs and the tatweel: inside a word, but not part of its name.
fn is_dropped(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '\u{2BC}' | '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{640}'
        | '\u{64B}'..='\u{65F}' | '\u{670}')
}

/// Letters and digits, and the signs of Indic, Thai and kana that Unicode does not call alphabetic.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{900}'..='\u{DFF}' | '\u{E31}'..='\u{E4E}' | '\u{3099}' | '\u{309A}')
}

fn lower(c: char, lang: &Lang, word: &mut String) {
    let c = if c == 'I' && has_dotless_i(lang) { 'ı' } else { c };
    for c in c.to_lowercase().filter(|&c| !is_dropped(c)) {
        match c {
            'ä' | 'ö' | 'ü' if lang.primary() == "de" => word.push_str(match c {
                'ä' => "ae",
                'ö' => "oe",
                _ => "ue",
            }),
            c if c.is_ascii() => word.push(c),
            c => latin(c, word),
        }
    }
}

/// A letter as ASCII writes it, when there is a way; other letters as they are.
fn latin(c: char, word: &mut String) {
    if let Some(letters) = spelt(c) {
        word.push_str(letters);
        return;
    }
    let base = bases(c).last().unwrap_or(c);
    word.push(if base.is_ascii() { base } else { c });
}

/// ASCII for the lower-case Latin letters that Unicode does not take apart into a base letter and marks.
pub(crate) fn spelt(c: char) -> Option<&'static str> {
    Some(match c {
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ð' | 'đ' => "d",
        'þ' => "th",
        'ł' => "l",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ĸ' => "k",
        'ſ' => "s",
        'ə' => "e",
        _ => return None,
    })
}

/// The letter with one mark after the other taken off: `ê` and `e` of `ế`.
pub(crate) fn bases(c: char) -> impl Iterator<Item = char> {
    std::iter::successors(Some(c), |&c| match CanonicalDecompositionBorrowed::new().decompose(c) {
        Decomposed::Expansion(first, _) => Some(first),
        _ => None,
    })
    .skip(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_become_addresses() {
        for (lang, headline, name) in [
            ("tr", "IĞDIR'da Şiddetli Yağış: İki köy boşaltıldı", "igdirda-siddetli-yagis-iki-koy-bosaltildi"),
            ("en", "Quake hits İzmir; 3 hurt", "quake-hits-izmir-3-hurt"),
            ("fr", "Élections à Nîmes", "elections-a-nimes"),
            ("de", "Größe über Öl", "groesse-ueber-oel"),
            ("id", "Phở Nguyễn", "pho-nguyen"),
            ("ar", "مُقْتَل ٣ أشخاص في القاهرة", "مقتل-٣-أشخاص-في-القاهرة"),
            ("ja", "宮城県沖で地震、強い揺れ", "宮城県沖で地震-強い揺れ"),
            ("ru", "Ёлка в Кремле", "ёлка-в-кремле"),
            ("en", "«…» — !", "story"),
        ] {
            assert_eq!(address_part(headline, &Lang::new(lang).expect("tag")), name);
        }
    }

    #[test]
    fn long_headlines_are_cut_at_a_word() {
        let en = Lang::new("en").expect("tag");
        let name = address_part(&"twelve words ".repeat(20), &en);
        assert!(name.chars().count() <= ADDRESS_CHARS_MAX && name.ends_with("words"), "{name}");
        assert_eq!(address_part(&"x".repeat(200), &en).len(), ADDRESS_CHARS_MAX);
    }
}
