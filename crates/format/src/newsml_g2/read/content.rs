//! The content of an item (NewsML-G2 §`contentSet`): a body inside the document, or the addresses of files.

use super::{
    codes::Codes,
    words::{Repairs, prose, shown},
};
use crate::{
    Refused,
    fragment::{self, Fragment},
    nitf,
    tree::Element,
};
use story::{Block, Body, FormName, Kind};

/// Files that are looked at.
const FILES_MAX: usize = 100;
/// Bytes that the address of a file may have.
const ADDRESS_BYTES_MAX: usize = 2_000;
/// Renditions that are the best of their kind, the best first.
const BEST: [&str; 6] = ["highRes", "print", "original", "baseImage", "file", "raster"];

/// What the content of an item consists of.
#[derive(Debug, Default)]
pub(super) struct Contents<'t> {
    /// The blocks of the body, which may be none.
    pub blocks: Vec<Block>,
    /// The document inside, whose head may say what the item does not.
    pub head: Option<Element<'t>>,
    /// The files; the first is the main one.
    pub files: Vec<RemoteFile<'t>>,
    /// What the content is when it is neither text nor a file that can be reached.
    pub unread: Option<String>,
}

/// A file somewhere else.
#[derive(Debug, Clone, Copy)]
pub(super) struct RemoteFile<'t> {
    pub href: &'t str,
    rendition: &'t str,
    sha256: Option<&'t str>,
    size: u64,
}

impl<'t> Contents<'t> {
    /// Reads the content of an item.
    pub fn of(item: Element<'t>, codes: &Codes<'t>, repairs: &mut Repairs) -> Result<Self, Refused> {
        let mut contents = Self::default();
        let mut has_main = false;
        for set in item.all("contentSet") {
            let original = set.attribute("original");
            for element in set.children() {
                match element.name() {
                    "inlineXML" | "inlineData" if !contents.blocks.is_empty() => {
                        repairs.tell("a second form of the text was left out".to_owned());
                    }
                    "inlineXML" => contents.inline_xml(element, repairs)?,
                    "inlineData" => contents.inline_data(element, repairs)?,
                    "remoteContent" if contents.files.len() < FILES_MAX => {
                        if let Some(file) = RemoteFile::of(element, codes) {
                            let is_main = original.is_some() && element.attribute("id") == original;
                            has_main |= is_main;
                            let at = if is_main { 0 } else { contents.files.len() };
                            contents.files.insert(at, file);
                        }
                    }
                    _ => {}
                }
            }
        }
        if !has_main {
            contents.best_first();
        }
        Ok(contents)
    }

    fn inline_xml(&mut self, element: Element<'t>, repairs: &mut Repairs) -> Result<(), Refused> {
        let Some(document) = element.children().next() else { return Ok(()) };
        let page = match document.name() {
            "nitf" => document.at(&["body", "body.content"]).or_else(|| document.child("body.content")),
            "html" => document.child("body").map(main_part),
            "body" | "div" | "section" | "article" | "main" => Some(document),
            name => {
                self.unread = Some(format!("holds `{}`, which is not text", shown(name)));
                return Ok(());
            }
        };
        self.head = Some(document);
        let Some(page) = page else { return Ok(()) };
        // The dialect, and some others, put HTML into the text instead of elements.
        let text = page.text();
        let is_escaped = page.children().next().is_none() && text.trim_start().starts_with('<');
        let fragment = if is_escaped { fragment::read(&text) } else { nitf::body::read(page) };
        self.take(fragment.map_err(|refused| refused.at(page.line()))?, repairs);
        Ok(())
    }

    fn inline_data(&mut self, element: Element<'t>, repairs: &mut Repairs) -> Result<(), Refused> {
        if let Some(encoding) = element.attribute("encoding").or_else(|| element.attribute("encodinguri")) {
            self.unread = Some(format!("is encoded as `{}`, which is not read", shown(encoding)));
            return Ok(());
        }
        let kind = element.attribute("contenttype").unwrap_or_default();
        let text = element.text();
        let is_markup = kind.contains("html") || kind.contains("xml") || text.trim_start().starts_with('<');
        let fragment = if is_markup {
            fragment::read(&text).map_err(|refused| refused.at(element.line()))?
        } else {
            // A body of nothing but white space is no body.
            let blocks = Body::from_plain(&text).map(Into::into).unwrap_or_default();
            Fragment { blocks, repairs: Vec::new() }
        };
        self.take(fragment, repairs);
        Ok(())
    }

    fn take(&mut self, fragment: Fragment, repairs: &mut Repairs) {
        self.blocks = fragment.blocks;
        fragment.repairs.into_iter().for_each(|repair| repairs.tell(repair));
    }

    /// Puts the main file first: by the name of its rendition, or else the largest.
    fn best_first(&mut self) {
        let named = |file: &RemoteFile<'_>| BEST.iter().position(|best| file.rendition.eq_ignore_ascii_case(best));
        let order = |file: &RemoteFile<'_>| (named(file).unwrap_or(BEST.len()), std::cmp::Reverse(file.size));
        self.files.sort_by_key(order);
    }

    /// The same material in other forms, for what has them, and how many files are neither.
    pub fn forms(&self, kind: Option<Kind>) -> (Vec<(FormName, String)>, usize) {
        let Some((main, others)) = self.files.split_first() else { return (Vec::new(), 0) };
        let mut forms: Vec<(FormName, String)> = Vec::new();
        let mut left = 0;
        for file in others {
            // The main file under another name, and what the wire makes of it itself.
            let is_made = matches!(file.rendition, "preview" | "thumbnail" | "thumb" | "web" | "lowRes");
            if file.sha256.is_some() && file.sha256 == main.sha256 {
                continue;
            }
            match form(file.rendition, kind).filter(|name| !forms.iter().any(|(known, _)| known == name)) {
                Some(name) => forms.push((name, file.href.to_owned())),
                None if is_made => {}
                None => left += 1,
            }
        }
        (forms, left)
    }

    /// The texts of the head of the document inside: the first element of this name.
    pub fn head_text(&self, name: &str) -> Option<String> {
        let head = self.head?;
        let element = head.at(&["body", "body.head"])?.descendants(name).next()?;
        Some(prose(element)).filter(|text| !text.is_empty())
    }
}

/// The form that a rendition is, for an item of this kind.
fn form(rendition: &str, kind: Option<Kind>) -> Option<FormName> {
    let offered: &[FormName] = match kind? {
        Kind::Video => &[FormName::Web, FormName::Sd],
        Kind::Graphic => &[FormName::Pdf, FormName::Eps, FormName::Ai],
        _ => &[],
    };
    offered.iter().copied().find(|form| form.name() == rendition)
}

/// The part of a page that holds the story, where the page tells.
fn main_part(body: Element<'_>) -> Element<'_> {
    let is_main = |element: &Element<'_>| match element.name() {
        "main" | "article" => true,
        "section" => element.attribute("class").is_some_and(|class| class.split_whitespace().any(|c| c == "main")),
        _ => false,
    };
    body.children().find(is_main).unwrap_or(body)
}

impl<'t> RemoteFile<'t> {
    fn of(element: Element<'t>, codes: &Codes<'t>) -> Option<Self> {
        let address = |name: &str| element.attribute(name).map(str::trim).filter(|address| !address.is_empty());
        let href = address("href").or_else(|| address("residref"))?;
        if href.len() > ADDRESS_BYTES_MAX {
            return None;
        }
        let number = |name: &str| element.attribute(name).and_then(|n| n.trim().parse::<u64>().ok());
        let pixels = number("width").zip(number("height")).map(|(width, height)| width.saturating_mul(height));
        let hash = element.all("hash").find_map(|hash| match hash.nodes().next() {
            Some(crate::tree::Child::Text(text)) => Some(text.trim()),
            _ => None,
        });
        Some(Self {
            href,
            rendition: codes.code(element, "rendition", "renditionuri").map_or("", |code| code.local),
            sha256: hash,
            size: number("size").or(pixels).unwrap_or(0),
        })
    }
}
