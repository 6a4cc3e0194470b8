//! Reads the messages that [`crate::compose`] writes: for the demo, where letters are read in the browser, and for tests.

use base64::{Engine, engine::general_purpose::STANDARD};

/// A letter, read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Each header with its value on one line, encoded words decoded.
    pub headers: Vec<(String, String)>,
    /// The text.
    pub text: String,
}

impl Read {
    /// The value of a header; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

/// Reads a message of one part of text; `None` for what is none.
pub fn read(message: &[u8]) -> Option<Read> {
    let message = std::str::from_utf8(message).ok()?.replace("\r\n", "\n");
    let (head, body) = message.split_once("\n\n")?;
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in head.lines() {
        if line.starts_with([' ', '\t']) {
            let (_, value) = headers.last_mut()?;
            value.push(' ');
            value.push_str(line.trim_start());
        } else {
            let (name, value) = line.split_once(':')?;
            headers.push((name.to_owned(), value.trim_start().to_owned()));
        }
    }
    for (_, value) in &mut headers {
        *value = words(value);
    }
    let mut read = Read { headers, text: String::new() };
    let quoted = read.header("Content-Transfer-Encoding").eq_ignore_ascii_case("quoted-printable");
    read.text = if quoted { printable(body) } else { body.to_owned() };
    Some(read)
}

/// A header's value with its encoded words (RFC 2047) decoded; white space between two of them is none (§6.2).
fn words(value: &str) -> String {
    let (mut out, mut after_word) = (String::new(), false);
    for part in value.split(' ').filter(|part| !part.is_empty()) {
        // A list of addresses has its comma or its bracket right after the word.
        let word = part.strip_prefix("=?").and_then(|part| part.strip_suffix("?="));
        let decoded = word.and_then(|word| {
            let mut parts = word.splitn(3, '?');
            let (charset, how, text) = (parts.next()?, parts.next()?, parts.next()?);
            let base64 = charset.eq_ignore_ascii_case("utf-8") && how.eq_ignore_ascii_case("b");
            base64.then(|| STANDARD.decode(text).ok()).flatten()
        });
        if !(out.is_empty() || decoded.is_some() && after_word) {
            out.push(' ');
        }
        after_word = decoded.is_some();
        match decoded {
            Some(bytes) => out.push_str(&String::from_utf8_lossy(&bytes)),
            None => out.push_str(part),
        }
    }
    out
}

/// Quoted-printable (RFC 2045 §6.7).
fn printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| hex::decode(two).ok());
        match digits {
            Some(byte) if first == b'=' => {
                bytes.extend(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
