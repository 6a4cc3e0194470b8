//! Text of several lines, without marks, as paragraphs: abstracts and captions.

use crate::{
    reading::several_lines,
    tree::{Child, Element},
    xml::Writer,
};

/// Writes a `p` for each paragraph; a line that ends inside one is a `br`.
pub(crate) fn write(w: &mut Writer, prose: &str) {
    for paragraph in prose.split("\n\n") {
        w.element("p", &[], |w| {
            for (n, line) in paragraph.lines().enumerate() {
                if n > 0 {
                    w.empty("br", &[]);
                }
                w.text(line);
            }
        });
    }
}

/// The text of an element: blocks of it are paragraphs, `br` ends a line, and other white space is one space.
pub(crate) fn read(element: Element<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text);
    several_lines(&text)
}

fn gather(element: Element<'_>, out: &mut String) {
    for child in element.nodes() {
        match child {
            Child::Text(text) => flow(text, out),
            Child::Element(child) if child.is("br") => out.push('\n'),
            Child::Element(child) => {
                let block = matches!(child.name(), "p" | "block" | "hl2" | "li" | "div" | "pre" | "bq" | "tr" | "note");
                if block {
                    out.push_str("\n\n");
                }
                gather(child, out);
                if block {
                    out.push_str("\n\n");
                }
            }
        }
    }
}

/// Adds text with its ASCII white space collapsed, as HTML does it.
fn flow(text: &str, out: &mut String) {
    for c in text.chars() {
        if !c.is_ascii_whitespace() {
            out.push(c);
        } else if !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Tree;

    #[test]
    fn paragraphs_and_lines_come_back() {
        for prose in ["one", "one\ntwo", "one\n\ntwo\nthree", "a\u{A0}b \u{3000}c"] {
            let mut w = Writer::document();
            w.element("abstract", &[], |w| write(w, prose));
            let xml = w.finish();
            assert_eq!(read(Tree::read(&xml).expect("a tree").root()), prose, "{xml}");
        }
        let tree =
            Tree::read("<abstract>\n  Loose\n  text<p> a <b>b</b></p>\n  <p>c</p>\n</abstract>").expect("a tree");
        assert_eq!(read(tree.root()), "Loose text\n\na b\n\nc");
    }
}
