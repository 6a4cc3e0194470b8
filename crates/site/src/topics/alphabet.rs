//! Names in the order of an alphabet.
//!
//! Letters with marks stand with the letter without them, except where a language counts them among its letters. That is
//! the order of a dictionary for lists of names; the finer rules of ISO 14651 decide between names that differ by marks
//! alone, which here the names themselves do.

use super::Tag;
use format::name::address_part;
use story::Lang;

/// The letters that a language has beside those of its script, each with the letter that it follows.
fn own_letters(lang: &Lang) -> &'static [(char, char)] {
    match lang.primary() {
        "tr" => &[('ç', 'c'), ('ğ', 'g'), ('i', 'ı'), ('ö', 'o'), ('ş', 's'), ('ü', 'u')],
        "az" => &[('ç', 'c'), ('ə', 'e'), ('ğ', 'g'), ('i', 'ı'), ('ö', 'o'), ('ş', 's'), ('ü', 'u')],
        "kmr" | "ku" => &[('ç', 'c'), ('ê', 'e'), ('î', 'i'), ('ş', 's'), ('û', 'u')],
        "sq" => &[('ç', 'c'), ('ë', 'e')],
        "bs" | "hr" | "sr" => &[('č', 'c'), ('ć', 'č'), ('đ', 'd'), ('š', 's'), ('ž', 'z')],
        "es" => &[('ñ', 'n')],
        "ru" | "mk" => &[('й', 'и')],
        "fa" | "ckb" => &[('پ', 'ب'), ('چ', 'ج'), ('ژ', 'ز'), ('ڤ', 'ف'), ('ک', 'ق'), ('گ', 'ک'), ('ی', 'ه')],
        _ => &[],
    }
}

/// The place of a letter: that of its script, and how far after it.
type Place = (char, u8);

/// Topics in the order of a language's alphabet, under its letters.
pub(super) fn by_letter(tags: Vec<Tag>, lang: &Lang) -> Vec<(String, Vec<Tag>)> {
    let mut placed: Vec<(Vec<Place>, Tag)> = tags.into_iter().map(|tag| (places(&tag.name, lang), tag)).collect();
    placed.sort_by(|(a, one), (b, other)| (a, &one.name).cmp(&(b, &other.name)));
    let mut letters: Vec<(String, Vec<Tag>)> = Vec::new();
    for (places, tag) in placed {
        let letter = heading(places.first().copied(), lang);
        match letters.last_mut() {
            Some((last, tags)) if *last == letter => tags.push(tag),
            _ => letters.push((letter, vec![tag])),
        }
    }
    letters
}

fn places(name: &str, lang: &Lang) -> Vec<Place> {
    let own = own_letters(lang);
    let mut places = Vec::new();
    for c in name.chars() {
        let lower = match c {
            'I' if matches!(lang.primary(), "tr" | "az") => vec!['ı'],
            'İ' => vec!['i'],
            c => c.to_lowercase().collect(),
        };
        for c in lower {
            if own.iter().any(|(letter, _)| *letter == c) {
                places.push(after(c, own));
            } else if c.is_alphanumeric() {
                places.extend(plain(c, lang).into_iter().map(|c| (c, 0)));
            }
        }
    }
    places
}

/// How far a language's own letter stands after one of the script.
fn after(letter: char, own: &[(char, char)]) -> Place {
    let (mut base, mut steps) = (letter, 0);
    while let Some((_, before)) = own.iter().find(|(own, _)| *own == base) {
        (base, steps) = (*before, steps + 1);
    }
    // Without its dot the letter stands where the script has the one with it.
    (if base == 'ı' { 'i' } else { base }, steps)
}

/// A letter without its marks, in the one spelling by which names are addressed.
fn plain(c: char, lang: &Lang) -> Vec<char> {
    match c {
        'ı' => vec!['i'],
        'أ' | 'إ' | 'آ' | 'ٱ' => vec!['ا'],
        'ё' => vec!['е'],
        // An address is ASCII where a name is Latin.
        c if c.is_alphabetic() && c < '\u{250}' => address_part(&c.to_string(), lang).chars().take(2).collect(),
        c => vec![c],
    }
}

/// What names stand under: their first letter; one sign for all figures, and one for all of a script without an alphabet.
fn heading(first: Option<Place>, lang: &Lang) -> String {
    let own = own_letters(lang);
    match first {
        None => "#".to_owned(),
        Some((c, _)) if c.is_numeric() => "0–9".to_owned(),
        Some(('\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}', _)) => "漢字".to_owned(),
        Some(place) => {
            let letter = own.iter().map(|(letter, _)| *letter).find(|&letter| after(letter, own) == place);
            match letter.unwrap_or(place.0) {
                'i' if matches!(lang.primary(), "tr" | "az") => if letter.is_some() { "İ" } else { "I" }.to_owned(),
                c => c.to_uppercase().collect(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(names: &[&str], tag: &str) -> String {
        let lang = Lang::new(tag).expect("a tag");
        let tags = names.iter().map(|name| Tag { name: (*name).to_owned(), slug: String::new() });
        let sorted = by_letter(tags.collect(), &lang).into_iter().map(|(letter, tags)| {
            format!("{letter}: {}", tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>().join(", "))
        });
        sorted.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn each_language_has_its_alphabet() {
        assert_eq!(letters(&["zoo", "Élysée", "eau", "Zürich"], "fr"), "E: eau, Élysée; Z: zoo, Zürich");
        assert_eq!(
            letters(&["dağ", "Çin", "cuma", "ırmak", "İzmir", "Irak", "haber", "jeton"], "tr"),
            "C: cuma; Ç: Çin; D: dağ; H: haber; I: Irak, ırmak; İ: İzmir; J: jeton"
        );
        assert_eq!(letters(&["niño", "ñandú", "nube", "oro"], "es"), "N: niño, nube; Ñ: ñandú; O: oro");
        assert_eq!(
            letters(&["ćevapi", "čaj", "cesta", "dan", "đak"], "bs"),
            "C: cesta; Č: čaj; Ć: ćevapi; D: dan; Đ: đak"
        );
        assert_eq!(letters(&["2026", "G7", "5G"], "en"), "0–9: 2026, 5G; G: G7");
        assert_eq!(letters(&["東京", "京都", "オリンピック"], "ja"), "オ: オリンピック; 漢字: 京都, 東京");
        assert_eq!(
            letters(&["Яблоко", "Ёлка", "Ель", "Йога", "Игра"], "ru"),
            "Е: Ёлка, Ель; И: Игра; Й: Йога; Я: Яблоко"
        );
        assert_eq!(letters(&["إسطنبول", "أنقرة", "بحر"], "ar"), "ا: إسطنبول, أنقرة; ب: بحر");
    }
}
