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
    let name = match text.chars().next()? {
        '\u{1}' => "iptc7901",
        '\u{16}' => "anpa1312",
        _ => return None,
    };
    name.parse().ok()
}

fn of_text(text: &str) -> Option<Format> {
    let lower = text.to_ascii_lowercase();
    let name = if text.starts_with("---") {
        "markdown"
    } else if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        "html"
    } else if text.starts_with('<') {
        of_xml(&lower)?
    } else if text.starts_with('{') {
        if lower.contains("jsonfeed.org/version") { "jsonfeed" } else { "ninjs3" }
    } else if lower.starts_with("id,version,") || lower.starts_with("\"id\",\"version\",") {
        "csv"
    } else {
        return None;
    };
    name.parse().ok()
}

/// By the first element, whatever its prefix.
fn of_xml(lower: &str) -> Option<&'static str> {
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
        "newsmessage" | "newsitem" | "packageitem" => Some("newsml-g2"),
        "newsml" => Some("newsml12"),
        "nitf" if rest.contains("xmlns") => Some("nitf"),
        "nitf" => Some("nitf-plain"),
        "rss" | "rdf" => Some("rss"),
        "feed" | "entry" => Some("atom"),
        "html" => Some("html"),
        _ => None,
    }
}

fn of_name(name: &str) -> Option<Format> {
    let (_, extension) = name.rsplit_once('.')?;
    let name = match extension.to_ascii_lowercase().as_str() {
        "md" | "markdown" => "markdown",
        "txt" => "text",
        "iptc" => "iptc7901",
        "anpa" => "anpa1312",
        "csv" => "csv",
        "htm" | "html" => "html",
        "nitf" => "nitf",
        "rss" => "rss",
        "atom" => "atom",
        "json" => "ninjs3",
        _ => return None,
    };
    name.parse().ok()
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
    }
}
