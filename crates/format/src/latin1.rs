//! Latin-1 (ISO 8859-1) as wires write it: what it has no sign for is spelt with signs that it has (`ı` as `i`, `Ş` as
//! `S`, `“` as `"`, `—` as `--`), and letters of other scripts become `?`.

use crate::name;
use std::borrow::Cow;

/// What a character becomes.
enum Sign {
    /// One character of Latin-1.
    One(char),
    /// Several, or none.
    Spelt(&'static str),
}

/// The text with nothing beyond Latin-1 in it.
pub(crate) fn fitted(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().all(is_latin1) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match sign(c) {
            Sign::One(c) => out.push(c),
            Sign::Spelt(text) => out.push_str(text),
        }
    }
    Cow::Owned(out)
}

/// The text in bytes of Latin-1.
pub(crate) fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(ascii) = rest.bytes().position(|b| !b.is_ascii()) {
        out.extend_from_slice(&rest.as_bytes()[..ascii]);
        let mut chars = rest[ascii..].chars();
        match chars.next().map(sign) {
            Some(Sign::One(c)) => out.push(u8::try_from(u32::from(c)).unwrap_or(b'?')),
            Some(Sign::Spelt(text)) => out.extend_from_slice(text.as_bytes()),
            None => {}
        }
        rest = chars.as_str();
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// How many characters of Latin-1 a character takes.
pub(crate) fn measure(c: char) -> usize {
    match sign(c) {
        Sign::One(_) => 1,
        Sign::Spelt(text) => text.len(),
    }
}

fn is_latin1(c: char) -> bool {
    u32::from(c) <= 0xFF
}

fn sign(c: char) -> Sign {
    if is_latin1(c) {
        return Sign::One(c);
    }
    if let Some(text) = punctuation(c).or_else(|| name::spelt(c)) {
        return Sign::Spelt(text);
    }
    if let Some(text) = capital(c) {
        return Sign::Spelt(text);
    }
    Sign::One(name::bases(c).find(|&base| is_latin1(base)).unwrap_or('?'))
}

/// Capitals of the letters in [`name::spelt`].
fn capital(c: char) -> Option<&'static str> {
    Some(match c {
        'Œ' => "OE",
        'Đ' => "D",
        'Ł' => "L",
        'Ħ' => "H",
        'Ŧ' => "T",
        'Ŋ' => "N",
        'Ə' => "E",
        'ẞ' => "SS",
        _ => return None,
    })
}

fn punctuation(c: char) -> Option<&'static str> {
    Some(match c {
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' | '‹' | '›' => "'",
        '“' | '”' | '„' | '‟' | '″' => "\"",
        '‐' | '‑' | '‒' | '–' | '−' => "-",
        '—' | '―' => "--",
        '…' => "...",
        '•' | '‣' => "*",
        '€' => "EUR",
        '₺' => "TRY",
        '™' => "(TM)",
        '→' => "->",
        '←' => "<-",
        '№' => "No.",
        '⁄' => "/",
        '≤' => "<=",
        '≥' => ">=",
        '\u{2000}'..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{3000}' => " ",
        // Joiners, directions, marks without a letter and variants: nothing of them can be seen.
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{300}'..='\u{36F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_letters_and_marks_are_spelt_and_other_scripts_are_not() {
        for (text, latin) in [
            ("Iğdır, Şırnak ve İzmir’de", "Igdir, Sirnak ve Izmir'de"),
            ("“yes” — 5 € …", "\"yes\" -- 5 EUR ..."),
            ("Łódź, Đà Nẵng, Œuvre, tiếng", "Lódz, Dà Nang, OEuvre, tiêng"),
            ("größer, ¿qué? Ångström", "größer, ¿qué? Ångström"),
            ("القاهرة 東京 Київ", "??????? ?? ????"),
            ("e\u{301}\u{200D}", "e"),
        ] {
            assert_eq!(fitted(text), latin);
            let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
            assert_eq!(bytes(text), latin);
            assert_eq!(text.chars().map(measure).sum::<usize>(), latin.len());
        }
    }
}
