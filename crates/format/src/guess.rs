//! Which format a document is in, by its first bytes and, where they do not tell, by its name.

use crate::Format;

/// Bytes at the beginning of a document that are looked at.
const LOOKED_AT_BYTES: usize = 4_096;

impl Format {
    /// The format of a document; `None` when neither its bytes nor its name tell.
    pub fn guess(bytes: &[u8], name: &str) -> Option<Self> {
        let head = &bytes[..bytes.len().min(LOOKED_AT_BYTES)];
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        // UTF-16 shows its ASCII with zeros in between; those of a wire come before the first sign.
        let text: String = head.iter().filter(|&&b| b != 0).map(|&b| char::from(b)).collect();
        let text = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, 'ÿ' | 'þ' | '\u{7F}'));
        of_control_characters(text).or_else(|| of_text(text)).or_else(|| of_name(name))
    }
}

/// Old wires begin with control characters.
fn of_control_characters(text: &str) -> Option<Format> {
    match text.chars().next()? {
        '\u{1}' => Some(Format::Iptc7901),
        '\u{16}' => Some(Format::Anpa1312),
        _ => None,
    }
}

fn of_text(text: &str) -> Option<Format> {
    let lower = text.to_ascii_lowercase();
    if text.starts_with("---") {
        Some(Format::Markdown)
    } else if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        Some(Format::Html)
    } else if text.starts_with('<') {
        of_xml(&lower)
    } else if text.starts_with('{') {
        Some(if lower.contains("jsonfeed.org/version") { Format::JsonFeed } else { Format::Ninjs3 })
    } else if lower.starts_with("id,version,") || lower.starts_with("\"id\",\"version\",") {
        Some(Format::Csv)
    } else {
        None
    }
}

/// By the first element, whatever its prefix.
fn of_xml(lower: &str) -> Option<Format> {
    let mut rest = lower;
    loop {
        let at = rest.find('<')?;
        rest = &rest[at + 1..];
        if !rest.starts_with(['?', '!']) {
            break;
        }
    }
    let name = rest.split(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).next()?;
    match name.rsplit(':').next()? {
        "newsmessage" | "newsitem" | "packageitem" => Some(Format::NewsmlG2),
        "newsml" => Some(Format::Newsml12),
        "nitf" if rest.contains("xmlns") => Some(Format::Nitf),
        "nitf" => Some(Format::NitfPlain),
        "rss" | "rdf" => Some(Format::Rss),
        "feed" | "entry" => Some(Format::Atom),
        "html" => Some(Format::Html),
        _ => None,
    }
}

fn of_name(name: &str) -> Option<Format> {
    let (_, extension) = name.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Some(Format::Markdown),
        "txt" => Some(Format::Text),
        "iptc" => Some(Format::Iptc7901),
        "anpa" => Some(Format::Anpa1312),
        "csv" => Some(Format::Csv),
        "htm" | "html" => Some(Format::Html),
        "nitf" => Some(Format::Nitf),
        "rss" => Some(Format::Rss),
        "atom" => Some(Format::Atom),
        "json" | "ninjs" => Some(Format::Ninjs3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_before_names() {
        let guess = |bytes: &[u8], name: &str| Format::guess(bytes, name).map(Format::name);
        assert_eq!(guess(b"---\nheadline: A\n---\n", "a.txt"), Some("markdown"));
        assert_eq!(guess(b"plain words", "a.txt"), Some("text"));
        assert_eq!(guess(b"plain words", "a.md"), Some("markdown"));
        assert_eq!(guess(b"plain words", "a"), None);
        assert_eq!(guess(b"", ""), None);
        assert_eq!(guess(b"\x01AGY1234 3 W 7\r\n", "a.txt"), Some("iptc7901"));
        assert_eq!(guess(b"\x16\x16\x01a1234", "a"), Some("anpa1312"));
        assert_eq!(guess(b"<?xml version=\"1.0\"?>\n<!-- a -->\n<g2:newsItem>", "a"), Some("newsml-g2"));
        assert_eq!(guess(b"\xFF\xFE<\0r\0s\0s\0>\0", "a"), Some("rss"));
        assert_eq!(guess(b"\xEF\xBB\xBF {\"version\": \"https://jsonfeed.org/version/1.1\"}", "a"), Some("jsonfeed"));
    }
}
