//! A small XML writer: ordered elements, attributes, escaped text. Elements close themselves, because they are closures.

/// True for characters that XML 1.0 can carry (XML 1.0 §2.2), but for the carriage return, which parsers change.
fn carries(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// Appends `text` as character data. What XML 1.0 cannot carry is dropped: stories hold none of it.
pub fn escape_into(out: &mut String, text: &str) {
    escape(out, text, false);
}

fn escape(out: &mut String, text: &str, attribute: bool) {
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let instead = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' if attribute => "&quot;",
            '\n' if attribute => "&#10;",
            '\t' if attribute => "&#9;",
            c if !carries(c) => "",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        out.push_str(instead);
        plain = at + c.len_utf8();
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
    fn elements_close_themselves_and_text_is_escaped() {
        let mut w = Writer::document();
        w.element("a", &[("href", "x?a=1&b=\"2\"\n")], |w| {
            w.empty("b", &[]);
            w.leaf("c", &[], "");
            w.leaf("d", &[], "<i>\u{0}\u{FFFF}&]]></i>");
        });
        assert_eq!(
            w.finish(),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a href=\"x?a=1&amp;b=&quot;2&quot;&#10;\"><b/><c/>\
             <d>&lt;i&gt;&amp;]]&gt;&lt;/i&gt;</d></a>"
        );
    }
}
