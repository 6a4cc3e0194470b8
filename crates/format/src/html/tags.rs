//! The tags of an HTML document in their order, for who looks for a few of them. It is no parser: what the tags hold is
//! read by `fragment`.

use quick_xml::escape::{resolve_html5_entity, unescape_with};
use std::borrow::Cow;

/// A tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name as it is written.
    pub name: &'a str,
    /// It is an end tag.
    pub ends: bool,
    /// Where its `<` is, in bytes.
    pub from: usize,
    /// The place after its `>`.
    pub to: usize,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// True when that is its name, in lower case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, unescaped.
    pub fn attribute(&self, wanted: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            let ends = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/'));
            // An attribute that begins with `=` has no name; it is passed over.
            let (name, after) = rest.split_at(ends.unwrap_or(rest.len()).max(usize::from(!rest.is_empty())));
            if name.is_empty() {
                return None;
            }
            let after = after.trim_start();
            let (value, after) = after.strip_prefix('=').map_or(("", after), |after| value(after.trim_start()));
            if name.eq_ignore_ascii_case(wanted) {
                return Some(unescape_with(value, resolve_html5_entity).unwrap_or(Cow::Borrowed(value)));
            }
            rest = after;
        }
    }
}

/// The value at the beginning of a text, and what follows it.
fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

/// The tags of a document. Comments are passed over, and so is the text of `script`, `style`, `title` and `textarea`,
/// which holds no tags.
pub(super) fn tags(html: &str) -> Tags<'_> {
    Tags { html, at: 0, raw: None }
}

/// See [`tags`].
#[derive(Debug)]
pub(super) struct Tags<'a> {
    html: &'a str,
    at: usize,
    /// The element that only its own end tag ends.
    raw: Option<&'a str>,
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let from = self.at + self.html.get(self.at..)?.find('<')?;
            let rest = &self.html[from + 1..];
            if let Some(comment) = rest.strip_prefix("!--").filter(|_| self.raw.is_none()) {
                // Without an end the rest of the document is comment.
                self.at = from + 4 + comment.find("-->")?;
                continue;
            }
            let ends = rest.starts_with('/');
            let named = &rest[usize::from(ends)..];
            let length =
                named.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':').unwrap_or(named.len());
            let name = &named[..length];
            let closes_raw = |raw: &str| ends && name.eq_ignore_ascii_case(raw);
            let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic()) && self.raw.is_none_or(closes_raw);
            if !is_tag {
                self.at = from + 1;
                continue;
            }
            let attributes = &named[length..];
            let length = end_of(attributes)?;
            let to = self.html.len() - attributes.len() + length + 1;
            // A slice of the document knows its own place only by counting from the end.
            let to = to.min(self.html.len());
            self.at = to;
            self.raw = ["script", "style", "title", "textarea"]
                .into_iter()
                .find(|raw| !ends && name.eq_ignore_ascii_case(raw));
            return Some(Tag { name, ends, from, to, attributes: &attributes[..length] });
        }
    }
}

/// Where the `>` of a tag is; signs inside of quoted values do not count.
fn end_of(attributes: &str) -> Option<usize> {
    let bytes = attributes.as_bytes();
    let (mut at, mut before) = (0, b' ');
    loop {
        match *bytes.get(at)? {
            b'>' => return Some(at),
            quote @ (b'"' | b'\'') if before == b'=' => {
                at += 1 + bytes[at + 1..].iter().position(|&b| b == quote)?;
                before = quote;
            }
            b if b.is_ascii_whitespace() => {}
            b => before = b,
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_are_found_as_a_browser_finds_them() {
        let html = "<!doctype html><!-- <p> --><a href='x>y' title = \"&amp;\" hidden>1 < 2</A><script>if (a<b) {'</p>'}</script><br/><p";
        let found: Vec<_> = tags(html).map(|tag| (tag.name, tag.ends, &html[tag.from..tag.to])).collect();
        assert_eq!(
            found,
            [
                ("a", false, "<a href='x>y' title = \"&amp;\" hidden>"),
                ("A", true, "</A>"),
                ("script", false, "<script>"),
                ("script", true, "</script>"),
                ("br", false, "<br/>"),
            ]
        );
        let a = tags(html).next().expect("a tag");
        assert_eq!(a.attribute("HREF").as_deref(), Some("x>y"));
        assert_eq!(a.attribute("title").as_deref(), Some("&"));
        assert_eq!(a.attribute("hidden").as_deref(), Some(""));
        assert_eq!(a.attribute("id"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_looked_through(html in "([<>/=\"' a!-]|<script|</script>|<!--|-->|\\PC)*") {
            for tag in tags(&html) {
                prop_assert!(html.get(tag.from..tag.to).is_some());
                let _ = tag.attribute("a");
            }
        }
    }
}
