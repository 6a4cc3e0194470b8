//! Foreign XML as a tree of elements, with bounds on everything, so that no document costs more than its own size.
//!
//! Names are compared without their prefixes: real documents bind the same namespace to many prefixes and to none. The
//! internal subset of a DTD is passed over and nothing of it is expanded: an entity that neither XML nor HTML knows stays
//! as it is written. Nothing outside the document is ever read.

use crate::{DOCUMENT_BYTES_MAX, Refused};
use quick_xml::{
    Reader,
    escape::resolve_html5_entity,
    events::{BytesRef, BytesStart, Event},
};
use std::borrow::Cow;

/// Elements that may stand inside each other.
pub(crate) const DEPTH_MAX: usize = 100;
/// Elements, texts and attributes that one document may have.
pub(crate) const NODES_MAX: usize = 400_000;

/// No node.
const NONE: u32 = u32::MAX;

#[derive(Debug)]
enum What<'a> {
    /// The local name, and where its attributes lie.
    Element {
        name: &'a str,
        attributes: (u32, u32),
    },
    Text(Cow<'a, str>),
}

#[derive(Debug)]
struct Node<'a> {
    what: What<'a>,
    first: u32,
    last: u32,
    next: u32,
    /// Where it begins in the document, in bytes.
    at: u32,
}

/// A document.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    source: &'a str,
    nodes: Vec<Node<'a>>,
    attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// What was repaired.
    pub repairs: Vec<String>,
}

/// An element of a tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'t> {
    tree: &'t Tree<'t>,
    node: u32,
}

/// A child of an element.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Child<'t> {
    Element(Element<'t>),
    Text(&'t str),
}

impl<'a> Tree<'a> {
    /// Reads a document, or says at which line it cannot be read.
    pub fn read(source: &'a str) -> Result<Self, Refused> {
        if source.len() > DOCUMENT_BYTES_MAX {
            return Err(Refused::whole(format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
        }
        let mut tree = Self {
            source,
            nodes: Vec::with_capacity(source.len() / 48),
            attributes: Vec::with_capacity(source.len() / 96),
            repairs: Vec::new(),
        };
        let mut reader = Reader::from_str(source);
        reader.config_mut().allow_dangling_amp = true;
        let mut open: Vec<u32> = Vec::new();
        let mut at = 0;
        loop {
            let event = reader.read_event().map_err(|error| {
                let place = usize::try_from(reader.error_position()).unwrap_or(at);
                Refused::whole(format!("is not XML: {error}")).at(line_of(source, place))
            })?;
            match event {
                Event::Start(tag) => {
                    if open.len() >= DEPTH_MAX {
                        let why = format!("is nested more than {DEPTH_MAX} deep");
                        return Err(Refused::whole(why).at(line_of(source, at)));
                    }
                    open.push(tree.element(&tag, open.last(), at)?);
                }
                Event::Empty(tag) => {
                    tree.element(&tag, open.last(), at)?;
                }
                Event::End(_) => {
                    open.pop();
                }
                Event::Text(text) => {
                    if let Some(&parent) = open.last() {
                        tree.text(text.into_inner(), parent, at)?;
                    }
                }
                Event::CData(text) => {
                    if let Some(&parent) = open.last() {
                        tree.text(text.into_inner(), parent, at)?;
                    }
                }
                Event::GeneralRef(reference) => {
                    if let Some(&parent) = open.last() {
                        let text = tree.referred(&reference);
                        tree.text(text, parent, at)?;
                    }
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => break,
            }
            at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        }
        if let Some(&unclosed) = open.last() {
            let element = Element { tree: &tree, node: unclosed };
            return Err(Refused::whole(format!("ends before `{}` is closed", element.name())).at(element.line()));
        }
        if tree.nodes.is_empty() {
            return Err(Refused::whole("holds no XML element"));
        }
        Ok(tree)
    }

    /// The outermost element.
    pub fn root(&self) -> Element<'_> {
        Element { tree: self, node: 0 }
    }

    fn element(&mut self, tag: &BytesStart<'a>, parent: Option<&u32>, at: usize) -> Result<u32, Refused> {
        let source = self.source;
        let first = self.attributes.len();
        let begins = at + 1;
        for attribute in tag.attributes().with_checks(false) {
            let Ok(attribute) = attribute else {
                return Err(Refused::whole("has an attribute that cannot be read").at(line_of(source, at)));
            };
            let (key, value) = (attribute.key.into_inner(), &attribute.value);
            let Some(key) = part_of(source, key) else { continue };
            let value = match part_of(source, value) {
                Some(raw) if !raw.contains('&') => Cow::Borrowed(raw),
                _ => Cow::Owned(Self::unescaped(value)),
            };
            self.attributes.push((key, value));
        }
        let name = part_of(source, tag.local_name().into_inner())
            .or_else(|| source.get(begins..begins + tag.name().into_inner().len()))
            .unwrap_or_default();
        let range = (index(first), index(self.attributes.len()));
        self.push(What::Element { name, attributes: range }, parent.copied(), at)
    }

    fn text(&mut self, text: impl Into<Cow<'a, str>>, parent: u32, at: usize) -> Result<(), Refused> {
        let text = text.into();
        if text.is_empty() {
            return Ok(());
        }
        // Texts that touch are one: a reference in the middle parts them.
        let last = self.nodes[parent as usize].last;
        if let Some(Node { what: What::Text(before), .. }) = self.nodes.get_mut(last as usize) {
            before.to_mut().push_str(&text);
            return Ok(());
        }
        self.push(What::Text(text), Some(parent), at).map(|_| ())
    }

    fn push(&mut self, what: What<'a>, parent: Option<u32>, at: usize) -> Result<u32, Refused> {
        if self.nodes.len() + self.attributes.len() > NODES_MAX {
            return Err(Refused::whole(format!("has more than {NODES_MAX} elements, texts and attributes")));
        }
        let new = index(self.nodes.len());
        // A second outermost element is not XML; it is kept as a sibling that nobody looks at.
        if let Some(parent) = parent {
            let before = std::mem::replace(&mut self.nodes[parent as usize].last, new);
            match before {
                NONE => self.nodes[parent as usize].first = new,
                before => self.nodes[before as usize].next = new,
            }
        }
        self.nodes.push(Node { what, first: NONE, last: NONE, next: NONE, at: index(at) });
        Ok(new)
    }

    /// What a reference stands for.
    fn referred(&mut self, reference: &BytesRef<'_>) -> Cow<'a, str> {
        let written: &str = reference;
        meaning(written).unwrap_or_else(|| {
            let repair =
                format!("the entity `{}` is not known, and stays as it is written", crate::mend::cut(written, 40));
            if self.repairs.len() < 20 && !self.repairs.contains(&repair) {
                self.repairs.push(repair);
            }
            Cow::Owned(format!("&{written};"))
        })
    }

    fn unescaped(value: &str) -> String {
        let mut out = String::with_capacity(value.len());
        let mut rest = value;
        while let Some(at) = rest.find('&') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let known = rest.find(';').and_then(|end| Some((meaning(&rest[..end])?, end)));
            match known {
                Some((text, end)) => {
                    out.push_str(&text);
                    rest = &rest[end + 1..];
                }
                None => out.push('&'),
            }
        }
        out.push_str(rest);
        out
    }
}

/// What `amp`, `#39`, `#x27` or `eacute` stands for; `None` for an entity that neither XML nor HTML knows.
fn meaning(reference: &str) -> Option<Cow<'static, str>> {
    if let Some(digits) = reference.strip_prefix('#') {
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        return Some(Cow::Owned(code.ok().and_then(char::from_u32).unwrap_or('\u{FFFD}').to_string()));
    }
    resolve_html5_entity(reference).map(Cow::Borrowed)
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
}

/// The same text as a part of the document that it was read from; `None` when it was not.
fn part_of<'a>(source: &'a str, part: &str) -> Option<&'a str> {
    let begins = (part.as_ptr() as usize).checked_sub(source.as_ptr() as usize)?;
    source.get(begins..begins.checked_add(part.len())?)
}

/// The line, from 1, of a place in a document.
fn line_of(source: &str, at: usize) -> usize {
    source.as_bytes().iter().take(at).filter(|&&b| b == b'\n').count() + 1
}

impl<'t> Element<'t> {
    fn node(self) -> &'t Node<'t> {
        &self.tree.nodes[self.node as usize]
    }

    /// Its name without a prefix.
    pub fn name(self) -> &'t str {
        match &self.node().what {
            What::Element { name, .. } => name,
            What::Text(_) => "",
        }
    }

    /// The prefix of its name as it is written; empty when there is none. It is needed where documents mix vocabularies
    /// whose names are the same, as feeds do.
    pub fn prefix(self) -> &'t str {
        let (source, name) = (self.tree.source, self.name());
        let begins = self.node().at as usize + 1;
        let ends = (name.as_ptr() as usize).saturating_sub(source.as_ptr() as usize);
        source.get(begins..ends).and_then(|before| before.strip_suffix(':')).unwrap_or_default()
    }

    /// True when that is its name.
    pub fn is(self, name: &str) -> bool {
        self.name() == name
    }

    /// The line of the document that it begins at, from 1.
    pub fn line(self) -> usize {
        line_of(self.tree.source, self.node().at as usize)
    }

    /// The value of an attribute, by its name with or without a prefix.
    pub fn attribute(self, name: &str) -> Option<&'t str> {
        let What::Element { attributes: (from, to), .. } = self.node().what else { return None };
        let own = &self.tree.attributes[from as usize..to as usize];
        let named = |(key, _): &&(&str, Cow<'_, str>)| {
            *key == name || key.split_once(':').is_some_and(|(_, local)| local == name)
        };
        own.iter().find(named).map(|(_, value)| value.as_ref())
    }

    /// Its attributes as they are written, in order: names with their prefixes, and values.
    pub fn attributes(self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let (from, to) = match self.node().what {
            What::Element { attributes, .. } => attributes,
            What::Text(_) => (0, 0),
        };
        self.tree.attributes[from as usize..to as usize].iter().map(|(key, value)| (*key, value.as_ref()))
    }

    /// Its elements and texts, in order.
    pub fn nodes(self) -> impl Iterator<Item = Child<'t>> {
        let mut next = self.node().first;
        let tree = self.tree;
        std::iter::from_fn(move || {
            let node = tree.nodes.get(next as usize)?;
            let child = match &node.what {
                What::Element { .. } => Child::Element(Element { tree, node: next }),
                What::Text(text) => Child::Text(text),
            };
            next = node.next;
            Some(child)
        })
    }

    /// Its child elements, in order.
    pub fn children(self) -> impl Iterator<Item = Element<'t>> {
        self.nodes().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// Its child elements of one name.
    pub fn all(self, name: &str) -> impl Iterator<Item = Element<'t>> {
        self.children().filter(move |child| child.is(name))
    }

    /// Its first child element of a name.
    pub fn child(self, name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.is(name))
    }

    /// The element at the end of a path of names, the first at each step.
    pub fn at(self, path: &[&str]) -> Option<Element<'t>> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text at the end of a path, trimmed; `None` when there is none.
    pub fn text_at(self, path: &[&str]) -> Option<Cow<'t, str>> {
        let text = self.at(path)?.text();
        if text.trim().is_empty() { None } else { Some(trimmed(text)) }
    }

    /// Every element below it of one name, in the order of the document.
    pub fn descendants(self, name: &str) -> impl Iterator<Item = Element<'t>> {
        let mut waiting: Vec<Element<'t>> = Vec::new();
        let push = move |element: Element<'t>, waiting: &mut Vec<Element<'t>>| {
            let from = waiting.len();
            waiting.extend(element.children());
            waiting[from..].reverse();
        };
        push(self, &mut waiting);
        std::iter::from_fn(move || {
            let element = waiting.pop()?;
            push(element, &mut waiting);
            Some(element)
        })
        .filter(move |element| element.is(name))
    }

    /// All text in it and below it, as it stands.
    pub fn text(self) -> Cow<'t, str> {
        let mut nodes = self.nodes();
        match (nodes.next(), nodes.next()) {
            (None, _) => Cow::Borrowed(""),
            (Some(Child::Text(text)), None) => Cow::Borrowed(text),
            _ => {
                let mut out = String::new();
                self.text_into(&mut out);
                Cow::Owned(out)
            }
        }
    }

    /// Its text, when it is one piece; borrowed for as long as the tree lives.
    pub fn sole_text(self) -> Option<&'t str> {
        match self.text() {
            Cow::Borrowed(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Cow::Owned(_) => None,
        }
    }

    fn text_into(self, out: &mut String) {
        for child in self.nodes() {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Element(element) => element.text_into(out),
            }
        }
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_walked_by_names() {
        let source = "<?xml version=\"1.0\"?>\n<a:r xmlns:a='x'><a:p k:id='1&amp;2'>bir &eacute;&#305;<b>iki</b></a:p>\n<p id='3'/></a:r>";
        let tree = Tree::read(source).expect("tree");
        let root = tree.root();
        assert_eq!((root.name(), root.prefix()), ("r", "a"));
        let first = root.child("p").expect("p");
        assert_eq!((first.attribute("id"), first.text().as_ref(), first.line()), (Some("1&2"), "bir éıiki", 2));
        let second = root.all("p").nth(1).expect("p");
        assert_eq!((second.attribute("id"), second.prefix(), first.prefix()), (Some("3"), "", "a"));
        assert_eq!(root.text_at(&["p", "b"]).as_deref(), Some("iki"));
        assert_eq!(root.descendants("b").count(), 1);
    }

    #[test]
    fn bombs_and_broken_documents_are_bounded() {
        let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><r>&b;</r>";
        let tree = Tree::read(bomb).expect("tree");
        assert_eq!((tree.root().text().as_ref(), tree.repairs.len()), ("&b;", 1));
        let outside = "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r>&x;</r>";
        assert_eq!(Tree::read(outside).expect("tree").root().text(), "&x;");
        let deep = "<a>".repeat(5_000);
        assert!(Tree::read(&deep).expect_err("deep").to_string().contains("nested more than"));
        for (bad, line) in [("<a>\n<b></a>", 2), ("<a>\n\n", 1), ("", 0), ("text", 0)] {
            let refused = Tree::read(bad).expect_err(bad);
            assert_eq!(refused.line.unwrap_or(0), line, "{bad}: {refused}");
        }
        let wide = format!("<a>{}</a>", "<b/>".repeat(NODES_MAX + 2));
        assert!(Tree::read(&wide).is_err());
    }
}
