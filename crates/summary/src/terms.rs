//! The words of a text: how many there are, and which of them carry its matter.

use crate::languages::Known;
use story::Lang;

/// Letters that two forms of one word share in most cases; it stands in for a stemmer where only relative weight matters.
const STEM_CHARS: usize = 5;
/// Shorter words carry grammar, not matter.
const TERM_CHARS_MIN: usize = 3;
/// Characters of a script without spaces that count as one word.
const CHARS_PER_WORD: usize = 2;

/// Lower case as the language writes it (`I` is `ı` in Turkish), and folded.
pub(crate) fn lower(text: &str, lang: &Lang) -> String {
    if matches!(lang.primary(), "tr" | "az") {
        folded(&text.replace('İ', "i").replace('I', "ı").to_lowercase())
    } else {
        folded(&text.to_lowercase())
    }
}

/// A text in lower case with the letters that writers use for one another made the same: forms of alef, yeh and kaf,
/// `ё`, and the curved marks of single quotation. Vowel signs, tatweel and joiners are left out.
pub(crate) fn folded(text: &str) -> String {
    let letter = |c: char| match c {
        // The last one is what is left of a Turkish capital with its dot, in other languages.
        '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{0640}' | '\u{200B}'..='\u{200F}' | '\u{0307}' => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        'ک' => Some('ك'),
        'ة' => Some('ه'),
        'ё' => Some('е'),
        '’' | '‘' | 'ʼ' => Some('\''),
        _ => Some(c),
    };
    text.chars().filter_map(letter).collect()
}

/// Han, kana and the signs between them: scripts that put no space between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// True for a letter of the script in which Japanese writes its endings and particles.
pub(crate) fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309F}')
}

/// The words of a text, as white space separates them; where a script has none, two characters count as one word.
pub fn words(text: &str) -> usize {
    text.split_whitespace()
        .map(|part| {
            let unspaced = part.chars().filter(|&c| is_unspaced(c)).count();
            unspaced.div_ceil(CHARS_PER_WORD).max(usize::from(part.chars().any(char::is_alphanumeric)))
        })
        .sum()
}

/// The terms of a text, lower and folded, repeated as often as they occur.
pub(crate) fn terms(lowered: &str, known: Option<&Known>) -> Vec<String> {
    let mut found = Vec::new();
    for word in lowered.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        if word.chars().any(is_unspaced) {
            let chars: Vec<char> = word.chars().collect();
            // Pairs of hiragana are endings and particles.
            let pairs = chars.windows(2).filter(|pair| !pair.iter().copied().all(is_hiragana));
            found.extend(pairs.map(|pair| pair.iter().collect::<String>()));
        } else if word.chars().count() >= TERM_CHARS_MIN && !known.is_some_and(|known| known.is_frequent(word)) {
            found.push(stem(word));
        }
    }
    found
}

fn stem(word: &str) -> String {
    let bare = ["وال", "بال", "كال", "فال", "لل", "ال"].iter().find_map(|article| word.strip_prefix(article));
    bare.filter(|rest| rest.chars().count() >= TERM_CHARS_MIN).unwrap_or(word).chars().take(STEM_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        assert_eq!(words("The bridge — closed — opens."), 4);
        assert_eq!(words("宮城県沖で地震"), 4);
        assert_eq!(words("أعلن الوزير"), 2);
    }

    #[test]
    fn forms_of_one_word_share_a_term() {
        let of = |text: &str, tag: &str| {
            let lang = Lang::new(tag).expect("tag");
            terms(&lower(text, &lang), Known::find(&lang))
        };
        assert_eq!(of("Köprüsü KÖPRÜSÜNDE için", "tr"), ["köprü", "köprü"]);
        assert_eq!(of("الجسر والجسر", "ar"), ["جسر", "جسر"]);
        assert_eq!(of("الإعلام الاعلام", "ar"), ["اعلام", "اعلام"]);
        assert_eq!(of("地震が", "ja"), ["地震", "震が"]);
        assert_eq!(of("самолёт самолета который", "ru"), ["самол", "самол"]);
        assert_eq!(of("IRMAK ırmağı", "tr"), ["ırmak", "ırmağ"]);
    }
}
