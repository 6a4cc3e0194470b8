//! Names that a text spells in two ways.
//!
//! Two spellings of one name fold to the same letters ("Erdoğan" and "Erdogan", "Al-Assad" and "Al Assad"), or differ by one
//! letter while one of them stands there once and the other often ("Netanyahu", "Netenyahu").

use std::collections::{BTreeMap, HashMap};

/// Letters from which on two words that fold to the same are one name: "Ali" and "Âli" may be two.
const FOLDED_LETTERS_MIN: usize = 5;
/// Letters from which on one letter more or less is a slip.
const SLIP_LETTERS_MIN: usize = 6;
/// Letters at the end that languages inflect.
const ENDING_LETTERS: usize = 2;
/// Times that the usual spelling stands there at least, when another one is called a slip of it.
const USUAL_TIMES_MIN: usize = 3;
/// Spellings of one text that are compared; longer texts are not searched for slips.
const SPELLINGS_MAX: usize = 600;

/// A spelling with the times that it stands in the text.
#[derive(Debug, Default, Clone)]
struct Spelling {
    times: usize,
    /// Whether it stands within a sentence: every word is written with a capital at the beginning of one.
    within: bool,
}

/// Pairs of spellings of one name: the rarer one, then the usual one.
pub(crate) fn spelled_two_ways<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let mut spellings: BTreeMap<String, Spelling> = BTreeMap::new();
    for text in texts {
        collect(text, &mut spellings);
    }
    spellings.retain(|_, spelling| spelling.within);
    let mut pairs = folded_alike(&spellings);
    pairs.extend(slips(&spellings));
    pairs.sort();
    pairs.dedup();
    pairs
}

/// Notes the capitalised words of a text, and each two of them in a row as one name.
fn collect(text: &str, spellings: &mut BTreeMap<String, Spelling>) {
    let mut before: Option<&str> = None;
    let mut begins = true;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let opens = word.starts_with(|c: char| !c.is_alphanumeric());
        let name = stem(bare);
        let is_name = is_capitalised(name);
        if is_name {
            let within = !begins && !opens;
            note(spellings, name.to_owned(), within);
            if let Some(first) = before.filter(|first| first.chars().count() <= 3) {
                note(spellings, format!("{first} {name}"), true);
            }
        }
        begins = word.ends_with(['.', '!', '?', ':', '…', '"', '”', '؟', '。']);
        // A particle is often written small: "al Assad".
        let is_particle = name.chars().count() <= 3 && name.chars().all(char::is_alphabetic);
        before = (!begins && word.ends_with(char::is_alphanumeric) && (is_name || is_particle)).then_some(name);
    }
}

fn note(spellings: &mut BTreeMap<String, Spelling>, name: String, within: bool) {
    let spelling = spellings.entry(name).or_default();
    spelling.times += 1;
    spelling.within |= within;
}

/// The word without what is hung on by an apostrophe: "Erdoğan'ın", "Putin's"; but not "O'Brien".
fn stem(word: &str) -> &str {
    match word.char_indices().rfind(|(_, c)| matches!(c, '\'' | '’')) {
        Some((at, _)) if word[..at].chars().count() > 2 => &word[..at],
        _ => word,
    }
}

/// A capital, then at least one small letter: words in capitals fold to anything.
fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase)
}

/// The letters of a name without what hangs on them, without case, spaces and hyphens.
fn fold(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).flat_map(plain).collect()
}

/// The letter without its diacritics.
fn plain(letter: char) -> impl Iterator<Item = char> {
    let plain = match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ĕ' => "e",
        'ğ' | 'ĝ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ı' | 'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ĩ' => "i",
        'ķ' => "k",
        'ł' | 'ľ' | 'ĺ' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' | 'ŝ' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' | 'ŭ' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ž' | 'ż' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        // What hangs on the letter before, as a character of its own: the dot of a Turkish İ in small letters, too.
        '\u{300}'..='\u{36F}' => "",
        _ => return [Some(letter), None].into_iter().flatten(),
    };
    let mut letters = plain.chars();
    [letters.next(), letters.next()].into_iter().flatten()
}

fn letters(name: &str) -> usize {
    name.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Spellings that fold to the same letters, and differ in more than case.
fn folded_alike(spellings: &BTreeMap<String, Spelling>) -> Vec<(String, String)> {
    let mut alike: HashMap<String, Vec<(&String, usize)>> = HashMap::new();
    for (name, spelling) in spellings.iter().filter(|(name, _)| letters(name) >= FOLDED_LETTERS_MIN) {
        alike.entry(fold(name)).or_default().push((name, spelling.times));
    }
    let mut pairs = Vec::new();
    for mut names in alike.into_values() {
        names.sort_by_key(|(name, times)| (std::cmp::Reverse(*times), *name));
        let (usual, _) = names[0];
        let others = names[1..].iter().filter(|(name, _)| name.to_lowercase() != usual.to_lowercase());
        pairs.extend(others.map(|(name, _)| ((*name).clone(), usual.clone())));
    }
    pairs
}

/// Words that stand there once, and are one letter away from a name that stands there often.
fn slips(spellings: &BTreeMap<String, Spelling>) -> Vec<(String, String)> {
    let words: Vec<(&String, Vec<char>, usize)> = spellings
        .iter()
        .filter(|(name, _)| !name.contains(' ') && letters(name) >= SLIP_LETTERS_MIN)
        .map(|(name, spelling)| (name, fold(name).chars().collect(), spelling.times))
        .collect();
    if words.len() > SPELLINGS_MAX {
        return Vec::new();
    }
    let rare = words.iter().filter(|(_, _, times)| *times == 1);
    let mut pairs = Vec::new();
    for (name, letters, _) in rare {
        let usual = words.iter().filter(|(_, _, times)| *times >= USUAL_TIMES_MIN);
        let near = usual.into_iter().find(|(_, usual, _)| is_slip(letters, usual));
        pairs.extend(near.map(|(usual, _, _)| ((*name).clone(), (*usual).clone())));
    }
    pairs
}

/// Whether one letter was left out, put in, changed or exchanged with its neighbour; not the first one, and not in the
/// ending, where it would be a plural or a case.
fn is_slip(word: &[char], usual: &[char]) -> bool {
    let shared = word.iter().zip(usual).take_while(|(a, b)| a == b).count();
    let at_end = word.iter().rev().zip(usual.iter().rev()).take_while(|(a, b)| a == b).count();
    if shared == 0 || at_end < ENDING_LETTERS || word == usual {
        return false;
    }
    let (short, long) = (word.len().min(usual.len()), word.len().max(usual.len()));
    match long - short {
        1 => shared + at_end >= short,
        0 if shared + at_end + 1 == long => true,
        0 if shared + at_end + 2 == long => word[shared] == usual[shared + 1] && word[shared + 1] == usual[shared],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        spelled_two_ways(text.lines())
    }

    fn pair(rare: &str, usual: &str) -> Vec<(String, String)> {
        vec![(rare.to_owned(), usual.to_owned())]
    }

    #[test]
    fn diacritics_and_hyphens_are_seen() {
        let text = "Yesterday President Erdoğan spoke. Later Mr Erdogan left, and Erdoğan's aides too.";
        assert_eq!(found(text), pair("Erdogan", "Erdoğan"));
        let text = "The forces of Bashar Al-Assad met. On Monday Bashar Al Assad said no, and Mr Al-Assad went.";
        assert_eq!(found(text), pair("Al Assad", "Al-Assad"));
        assert_eq!(found("Dün Şişli'de bir Şişli vardı, sonra Sisli geldi."), pair("Sisli", "Şişli"));
    }

    #[test]
    fn a_slip_of_a_letter_is_seen() {
        let text = "He met Netanyahu. Then Mr Netanyahu left, and Netanyahu's party, but not Mr Netenyahu himself.";
        assert_eq!(found(text), pair("Netenyahu", "Netanyahu"));
        let text = "With Macron there, and Macron here, and Macron again, came Marcon.";
        assert_eq!(found(text), pair("Marcon", "Macron"));
    }

    #[test]
    fn what_is_no_slip_is_left_alone() {
        for text in [
            "The Russian army, a Russian ship and the Russian fleet met Russians.",
            "At ISTANBUL the crowd in Istanbul met.",
            "Erdogan spoke. Then the Erdogan team left.",
            "So Ali met Âli there.",
            "A Marina here, a Marina there and a Marina again, with Martin.",
            "Marianne came. Mariane left. Marianne. Marianne.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
