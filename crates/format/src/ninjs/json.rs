//! A small JSON writer (RFC 8259): objects and lists close themselves, because they are closures.

use std::fmt::{Display, Write};

/// Writes one value. Keys are trusted, text is escaped.
#[derive(Debug)]
pub(super) struct Json {
    out: String,
}

impl Json {
    /// A writer with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes) }
    }

    /// Writes an object, as the whole value or as the next member of a list.
    pub fn object(&mut self, inside: impl FnOnce(&mut Self)) {
        self.wrapped('{', '}', inside);
    }

    /// Writes an object under a key.
    pub fn object_at(&mut self, key: &str, inside: impl FnOnce(&mut Self)) {
        self.key(key);
        self.wrapped('{', '}', inside);
    }

    /// Writes a list under a key.
    pub fn list_at(&mut self, key: &str, inside: impl FnOnce(&mut Self)) {
        self.key(key);
        self.wrapped('[', ']', inside);
    }

    /// Writes a text under a key.
    pub fn text(&mut self, key: &str, text: &str) {
        self.joined(key, [text]);
    }

    /// Writes a text under a key, when there is one.
    pub fn text_if(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    /// Writes a text that consists of parts under a key.
    pub fn joined<'p>(&mut self, key: &str, parts: impl IntoIterator<Item = &'p str>) {
        self.key(key);
        self.out.push('"');
        parts.into_iter().for_each(|part| escape_into(&mut self.out, part));
        self.out.push('"');
    }

    /// Writes as a text what holds no character that must be escaped: a number, a time.
    pub fn plain(&mut self, key: &str, value: impl Display) {
        self.key(key);
        // Writing into a String cannot fail.
        let _ = write!(self.out, "\"{value}\"");
    }

    /// Writes a number under a key.
    pub fn number(&mut self, key: &str, number: u64) {
        self.key(key);
        // Writing into a String cannot fail.
        let _ = write!(self.out, "{number}");
    }

    /// The value.
    pub fn finish(self) -> String {
        self.out
    }

    fn key(&mut self, key: &str) {
        self.comma();
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
    }

    fn wrapped(&mut self, begin: char, end: char, inside: impl FnOnce(&mut Self)) {
        self.comma();
        self.out.push(begin);
        inside(self);
        self.out.push(end);
    }

    /// A comma, unless nothing stands before the next member: no value ends with one of these signs.
    fn comma(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }
}

fn escape_into(out: &mut String, text: &str) {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[plain..at]);
        plain = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            // Writing into a String cannot fail.
            _ => drop(write!(out, "\\u{byte:04x}")),
        }
    }
    out.push_str(&text[plain..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_separated_and_texts_are_escaped() {
        let mut w = Json::with_capacity(16);
        w.object(|w| {
            w.text("a", "\"\\\n\u{1}\u{7f}ı😀/");
            w.list_at("b", |w| {
                w.object(|_| {});
                w.object(|w| w.number("n", 7));
            });
            w.object_at("c", |w| w.joined("d", ["x", "\"", "y"]));
            w.plain("e", 3);
        });
        let text = w.finish();
        assert_eq!(
            text,
            "{\"a\":\"\\\"\\\\\\n\\u0001\u{7f}ı😀/\",\"b\":[{},{\"n\":7}],\"c\":{\"d\":\"x\\\"y\"},\"e\":\"3\"}"
        );
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["a"], "\"\\\n\u{1}\u{7f}ı😀/");
    }
}
