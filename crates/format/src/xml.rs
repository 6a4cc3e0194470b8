//! A small XML writer: ordered elements, attributes, escaped text. Elements close themselves, because they are closures.

/// Appends `text` as character data. What XML 1.0 cannot carry is dropped: stories hold none of it.
pub fn escape_into(out: &mut String, text: &str) {
    escape(out, text, false);
}

/// How many bytes of a character that XML 1.0 cannot carry (§2.2) begin here. The carriage return counts as one: parsers
/// change it.
fn unfit(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes[at] {
        b'\t' | b'\n' => None,
        0..=0x1F => Some(1),
        // U+FFFE and U+FFFF.
        0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) => Some(3),
        _ => None,
    }
}

fn escape(out: &mut String, text: &str, attribute: bool) {
    let bytes = text.as_bytes();
    let mut plain = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let (instead, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if attribute => ("&quot;", 1),
            b'\n' if attribute => ("&#10;", 1),
            b'\t' if attribute => ("&#9;", 1),
            _ => match unfit(bytes, at) {
                Some(length) => ("", length),
                None => continue,
            },
        };
        out.push_str(&text[plain..at]);
        out.push_str(instead);
        plain = at + length;
    }
    out.push_str(&text[plain..]);
}

/// Writes one document. Names are trusted, values are escaped.
#[derive(Debug)]
pub struct Writer {
    out: String,
    /// The last start tag still lacks its `>`.
    in_tag: bool,
}

impl Writer {
    /// Begins a document in UTF-8.
    pub fn document() -> Self {
        Self::sized(0)
    }

    /// Begins a document in UTF-8 of about so many bytes, so that it is not moved while it grows.
    pub fn sized(bytes: usize) -> Self {
        let mut out = String::with_capacity(bytes);
        out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        Self { out, in_tag: false }
    }

    /// Begins a part of a document, without a declaration.
    pub fn fragment() -> Self {
        Self { out: String::new(), in_tag: false }
    }

    /// Writes an element and what `inside` writes into it.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.end_tag();
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape(&mut self.out, value, true);
            self.out.push('"');
        }
        self.in_tag = true;
        inside(self);
        if self.in_tag {
            self.out.push_str("/>");
            self.in_tag = false;
        } else {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// Writes an element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.element(name, attributes, |_| {});
    }

    /// Writes an element that holds text only.
    pub fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.element(name, attributes, |w| w.text(text));
    }

    /// Writes text; empty text writes nothing.
    pub fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.end_tag();
            escape_into(&mut self.out, text);
        }
    }

    /// Writes text as a CDATA section (XML 1.0 §2.7), for markup that would double in size if it were escaped.
    pub fn cdata(&mut self, text: &str) {
        self.end_tag();
        self.out.push_str("<![CDATA[");
        let bytes = text.as_bytes();
        let mut plain = 0;
        for at in 0..bytes.len() {
            if let Some(length) = unfit(bytes, at) {
                self.out.push_str(&text[plain..at]);
                plain = at + length;
            } else if bytes[at] == b'>' && bytes[..at].ends_with(b"]]") {
                self.out.push_str(&text[plain..at]);
                self.out.push_str("]]><![CDATA[");
                plain = at;
            }
        }
        self.out.push_str(&text[plain..]);
        self.out.push_str("]]>");
    }

    /// The document.
    pub fn finish(self) -> String {
        self.out
    }

    fn end_tag(&mut self) {
        if self.in_tag {
            self.out.push('>');
            self.in_tag = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stands_in_sections_that_nothing_inside_ends() {
        let mut w = Writer::sized(100);
        w.element("a", &[], |w| w.cdata("<p>x ]]> y]]></p>\u{FFFE}\u{1}é"));
        let written = w.finish();
        assert!(written.ends_with("<a><![CDATA[<p>x ]]]]><![CDATA[> y]]]]><![CDATA[></p>é]]></a>"), "{written}");
        assert_eq!(crate::tree::Tree::read(&written).expect("a tree").root().text(), "<p>x ]]> y]]></p>é");
    }

    #[test]
    fn elements_close_themselves_and_text_is_escaped() {
        let mut w = Writer::document();
        w.element("a", &[("href", "x?a=1&b=\"2\"\n")], |w| {
            w.empty("b", &[]);
            w.leaf("c", &[], "");
            w.leaf("d", &[], "<i>\u{0}\u{FFFF}\u{FFFD}&]]></i>");
        });
        assert_eq!(
            w.finish(),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a href=\"x?a=1&amp;b=&quot;2&quot;&#10;\"><b/><c/>\
             <d>&lt;i&gt;\u{FFFD}&amp;]]&gt;&lt;/i&gt;</d></a>"
        );
    }
}
