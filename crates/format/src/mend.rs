//! Small repairs of foreign text that more than one reader makes.

use std::borrow::Cow;

/// What Windows-1252 has at 0x80 to 0x9F; text that was decoded as Latin-1 shows them as C1 controls.
/// Places that Windows-1252 leaves empty hold a space. 0x85 is left alone: U+0085 is a line break of its own right.
const WINDOWS_1252: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '\u{85}', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// The character that was meant where a C1 control stands; every other character is itself.
pub(crate) fn meant(c: char) -> char {
    u32::from(c).checked_sub(0x80).and_then(|n| WINDOWS_1252.get(n as usize)).copied().unwrap_or(c)
}

/// Puts back Windows-1252 punctuation that was read as C1 controls. Borrows when there is none, which is the rule.
pub(crate) fn windows_1252(text: &str) -> Cow<'_, str> {
    // In UTF-8 a C1 control is C2 followed by 80..=9F; no other character holds that pair.
    let spoilt = text.as_bytes().windows(2).any(|pair| pair[0] == 0xC2 && pair[1] < 0xA0 && pair[1] != 0x85);
    if spoilt { Cow::Owned(text.chars().map(meant).collect()) } else { Cow::Borrowed(text) }
}

/// At most `max` characters of `text`, cut between words where there is one to cut at; a cut ends with `…`.
pub(crate) fn cut(text: &str, max: usize) -> Cow<'_, str> {
    if text.len() <= max || text.char_indices().nth(max).is_none() {
        return Cow::Borrowed(text);
    }
    let end = text.char_indices().nth(max - 1).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    let whole = match head.rfind(char::is_whitespace) {
        // A single word that fills more than half of it is cut inside, or nearly nothing would be left.
        Some(space) if space * 2 > end => &head[..space],
        _ => head,
    };
    Cow::Owned(format!("{}…", whole.trim_end_matches([' ', ',', ';', ':', '-'])))
}

/// An address as it is meant on a page at `base` (RFC 3986 §5.2, without the rarer forms). What cannot be resolved stays as
/// it is written.
pub(crate) fn resolved<'a>(base: &str, address: &'a str) -> Cow<'a, str> {
    let scheme = address.split([':', '/', '?', '#']).next().unwrap_or_default();
    if address.is_empty() || address[scheme.len()..].starts_with(':') || address.starts_with('#') {
        return Cow::Borrowed(address);
    }
    let Some((scheme, rest)) = base.split_once("://") else { return Cow::Borrowed(address) };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    if let Some(other) = address.strip_prefix("//") {
        return Cow::Owned(format!("{scheme}://{other}"));
    }
    if address.starts_with('/') {
        return Cow::Owned(format!("{scheme}://{host}{address}"));
    }
    if address.starts_with('?') {
        return Cow::Owned(format!("{scheme}://{host}{path}{address}"));
    }
    let mut folder: Vec<&str> = path.split('/').collect();
    folder.pop();
    let mut address = address;
    while let Some((step, more)) = address.split_once('/').filter(|(step, _)| matches!(*step, "." | "..")) {
        if step == ".." && folder.len() > 1 {
            folder.pop();
        }
        address = more;
    }
    Cow::Owned(format!("{scheme}://{host}{}/{address}", folder.join("/")))
}

/// The first sentence of `text`, without its full stop, in at most `max` characters.
pub(crate) fn first_sentence(text: &str, max: usize) -> String {
    /// A sentence shorter than this is more likely an abbreviation (`Dr. No`).
    const SENTENCE_BYTES_MIN: usize = 20;
    let text = text.trim_start();
    let paragraph = text.find("\n\n").map_or(text, |end| &text[..end]);
    let mut chars = paragraph.char_indices().peekable();
    let mut end = paragraph.len();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        let stops = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' | '؟' | '۔' => next.is_none_or(char::is_whitespace) && at >= SENTENCE_BYTES_MIN,
            _ => false,
        };
        if stops {
            end = if matches!(c, '.' | '。' | '۔') { at } else { at + c.len_utf8() };
            break;
        }
    }
    cut(&story::tidy_line(&paragraph[..end]), max).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_punctuation_is_put_back() {
        assert_eq!(windows_1252("Rusya\u{92}nın \u{93}evet\u{94}"), "Rusya’nın “evet”");
        assert!(matches!(windows_1252("İzmir’de é"), Cow::Borrowed(_)));
    }

    #[test]
    fn relative_addresses_are_resolved() {
        let base = "https://example.org/news/2026/story.html?a=1#top";
        for (address, is) in [
            ("https://x.org/a", "https://x.org/a"),
            ("mailto:a@x.org", "mailto:a@x.org"),
            ("javascript:alert(1)", "javascript:alert(1)"),
            ("//x.org/a", "https://x.org/a"),
            ("/a?b", "https://example.org/a?b"),
            ("a.html", "https://example.org/news/2026/a.html"),
            ("./a.html", "https://example.org/news/2026/a.html"),
            ("../../../a", "https://example.org/a"),
            ("?b=2", "https://example.org/news/2026/story.html?b=2"),
            ("#note", "#note"),
            ("", ""),
        ] {
            assert_eq!(resolved(base, address), is, "{address}");
            assert_eq!(resolved("", address), address);
        }
        assert_eq!(resolved("https://example.org", "a"), "https://example.org/a");
    }

    #[test]
    fn a_first_sentence_ends_at_its_stop_or_at_a_word() {
        assert_eq!(first_sentence("Dr. No came to the island today. He left.", 120), "Dr. No came to the island today");
        assert_eq!(first_sentence("地震があった。津波はない。", 120), "地震があった");
        assert_eq!(first_sentence("one two three four", 10), "one two…");
        assert_eq!(first_sentence("abcdefghijklmnop", 10), "abcdefghi…");
        assert_eq!(first_sentence("  \n\n", 10), "");
    }
}
