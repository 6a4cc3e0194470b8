//! Finds the content of a `NewsItem` among its components: the text that it is, or the file with its caption.

use super::{has, property};
use crate::{
    Refused,
    fragment::Fragment,
    nitf::{body, media::form, prose},
    reading::Reading,
    tree::Element,
};
use std::borrow::Cow;
use story::{FormName, Kind};

/// What the components of an item hold.
#[derive(Debug, Default)]
pub(super) struct Contents<'t> {
    text: Option<Part<'t>>,
    media: Option<Part<'t>>,
    /// The data of a caption.
    caption: Option<Element<'t>>,
    /// Components that hold files.
    files: usize,
    /// Why a text that there is cannot be read: it lies in another file, or is in a code.
    unreadable: Option<&'static str>,
    /// There are items, or references to items, inside the item.
    nested: bool,
}

/// A component with content, and those around it, the outermost first.
#[derive(Debug)]
struct Part<'t> {
    path: Vec<Element<'t>>,
    rank: u8,
}

impl<'t> Contents<'t> {
    /// Looks through the components of an item.
    pub fn of(item: Element<'t>) -> Self {
        let mut contents = Self::default();
        for component in item.all("NewsComponent") {
            contents.walk(component, &mut Vec::new());
        }
        contents
    }

    fn walk(&mut self, component: Element<'t>, path: &mut Vec<Element<'t>>) {
        path.push(component);
        let role = component.child("Role").and_then(|role| role.attribute("FormalName")).unwrap_or_default();
        let (mut text, mut media) = (false, false);
        for child in component.children() {
            match child.name() {
                "NewsComponent" => self.walk(child, path),
                "NewsItem" | "NewsItemRef" => self.nested = true,
                "ContentItem" if is_caption(role) => self.caption = self.caption.or_else(|| data(child)),
                "ContentItem" => {
                    let written = data(child).is_some();
                    let named = href(child).is_some();
                    if is_text(child) && !written {
                        self.unreadable = match child.child("Encoding") {
                            Some(_) => Some("is a text in an encoding, such as base64, that is not read"),
                            None => self.unreadable.or(named.then_some("is a text in another file")),
                        };
                    }
                    text |= written && kind_of(child) == Some(Kind::Text);
                    media |= named && kind_of(child) != Some(Kind::Text);
                }
                _ => {}
            }
        }
        // The main part counts more than one without a role, and that more than a thumbnail or a sidebar.
        let rank = match role {
            "Main" => 2,
            "" => 1,
            _ => 0,
        };
        let better = |known: &Option<Part<'_>>| known.as_ref().is_none_or(|known| rank > known.rank);
        if text && better(&self.text) {
            self.text = Some(Part { path: path.clone(), rank });
        }
        if media {
            self.files += 1;
            if better(&self.media) {
                self.media = Some(Part { path: path.clone(), rank });
            }
        }
        path.pop();
    }

    /// The file, unless the text counts as much.
    fn main_media(&self) -> Option<&Part<'t>> {
        let media = self.media.as_ref()?;
        self.text.as_ref().is_none_or(|text| media.rank > text.rank).then_some(media)
    }

    /// The components around the content, the innermost first; the outermost of the item when there is no content.
    pub fn components(&self, item: Element<'t>) -> Vec<Element<'t>> {
        match self.main_media().or(self.text.as_ref()) {
            Some(part) => part.path.iter().rev().copied().collect(),
            None => item.child("NewsComponent").into_iter().collect(),
        }
    }

    /// What the item is made of, as far as its content tells.
    pub fn kind(&self) -> Option<Kind> {
        let part = self.main_media().or(self.text.as_ref())?;
        part.path.last()?.all("ContentItem").find_map(kind_of)
    }

    /// The text of the item; `None` when it is a file.
    pub fn text(&self, reading: &mut Reading) -> Result<Option<Text<'t>>, Refused> {
        if self.nested {
            return Err(Refused::field("NewsComponent", "is made of other items; each of them must come by itself"));
        }
        if self.main_media().is_some() {
            return Ok(None);
        }
        let Some(part) = &self.text else {
            let why = self.unreadable.unwrap_or("is missing: there is neither a text nor a file");
            return Err(Refused::field("ContentItem", why));
        };
        if self.files > 0 {
            reading.repair("the files that go with the text were left out");
        }
        let mut items = part.path.last().into_iter().flat_map(|component| component.all("ContentItem"));
        let Some(data) = items.find_map(|item| data(item).filter(|_| kind_of(item) == Some(Kind::Text))) else {
            return Err(Refused::field("DataContent", "is missing"));
        };
        let fragment = blocks(data).map_err(|refused| refused.at(data.line()))?;
        let head = data.descendants("body.head").next();
        let summary = head.and_then(|head| head.child("abstract")).map(prose::read).unwrap_or_default();
        Ok(Some(Text { fragment, summary, data }))
    }

    /// The file of the item.
    pub fn file(&self) -> Option<File<'t>> {
        let component = self.main_media()?.path.last()?;
        let items: Vec<_> = component
            .all("ContentItem")
            .filter_map(|item| Some((item, href(item)?)))
            .filter(|(item, _)| !is_text(*item))
            .collect();
        let (main, path) = main_of(&items)?;
        let kind = kind_of(main);
        let form_of = |item: Element<'t>, path: &str| match rendition(item) {
            Some(name) => form(kind?, name),
            None => has::form(kind?, path),
        };
        let others = items.iter().filter(|(_, other)| *other != path);
        let mut forms: Vec<(FormName, &str)> = Vec::new();
        for (item, path) in others {
            if let Some(name) = form_of(*item, path)
                && !forms.iter().any(|(known, _)| *known == name)
            {
                forms.push((name, path));
            }
        }
        let caption = self.caption.map(plain);
        // A text beside the main file is what it shows.
        let beside = || {
            let component = self.text.as_ref()?.path.last()?;
            component.all("ContentItem").find_map(data).map(plain)
        };
        Some(File { kind, path, forms, caption: caption.or_else(beside).unwrap_or_default() })
    }
}

/// The text of an item.
#[derive(Debug)]
pub(super) struct Text<'t> {
    pub fragment: Fragment,
    pub summary: String,
    pub data: Element<'t>,
}

/// The file of an item.
#[derive(Debug)]
pub(super) struct File<'t> {
    pub kind: Option<Kind>,
    pub path: &'t str,
    pub forms: Vec<(FormName, &'t str)>,
    pub caption: String,
}

fn is_caption(role: &str) -> bool {
    matches!(role, "Caption" | "caption" | "Abstract" | "Summary")
}

fn href(item: Element<'_>) -> Option<&str> {
    item.attribute("Href").map(str::trim).filter(|href| !href.is_empty())
}

/// The data of a content item, out of what encodes it, unless there is none.
fn data(item: Element<'_>) -> Option<Element<'_>> {
    let mut within = item;
    while let Some(encoding) = within.child("Encoding") {
        // Bytes in base64 are no text.
        if !encoding.attribute("Notation").unwrap_or_default().trim().is_empty() {
            return None;
        }
        within = encoding;
    }
    let data = within.child("DataContent")?;
    let empty = data.children().next().is_none() && data.text().trim().is_empty();
    (!empty).then_some(data)
}

fn formal_name<'t>(item: Element<'t>, element: &str) -> &'t str {
    item.child(element).and_then(|element| element.attribute("FormalName")).unwrap_or_default().trim()
}

fn is_text(item: Element<'_>) -> bool {
    kind_of(item) == Some(Kind::Text)
}

/// What a content item is, by the vocabulary of media types, or else by its MIME type.
fn kind_of(item: Element<'_>) -> Option<Kind> {
    let mime = formal_name(item, "MimeType").to_ascii_lowercase();
    match formal_name(item, "MediaType").to_ascii_lowercase().as_str() {
        "text" => Some(Kind::Text),
        "photo" | "picture" | "image" => Some(Kind::Picture),
        "graphic" => Some(Kind::Graphic),
        "video" => Some(Kind::Video),
        "" if mime.starts_with("text/") || mime.contains("nitf") || mime.contains("xhtml") => Some(Kind::Text),
        "" if mime.starts_with("image/") => Some(Kind::Picture),
        "" if mime.starts_with("video/") => Some(Kind::Video),
        "" if mime.is_empty() && href(item).is_none() => Some(Kind::Text),
        "" if mime.is_empty() => None,
        _ => Some(Kind::File),
    }
}

/// The value of a property of a content item.
fn characteristic<'t>(item: Element<'t>, name: &str) -> Option<&'t str> {
    let properties = item.child("Characteristics")?;
    properties.all("Property").find(|p| p.attribute("FormalName") == Some(name))?.attribute("Value")
}

fn rendition(item: Element<'_>) -> Option<&str> {
    characteristic(item, property::RENDITION)
}

/// The best of several sizes: the first where sizes have our names, the one that its name calls so, or else the largest.
fn main_of<'t>(items: &[(Element<'t>, &'t str)]) -> Option<(Element<'t>, &'t str)> {
    let first = items.first()?;
    if rendition(first.0).is_some() {
        return Some(*first);
    }
    if let Some(best) = items.iter().find(|(_, path)| has::is_best(path)) {
        return Some(*best);
    }
    let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<u64>().ok());
    let size = |(item, _): &&(Element<'t>, &'t str)| {
        let bytes = item.at(&["Characteristics", "SizeInBytes"]).map(Element::text);
        (number(bytes.as_deref()), number(characteristic(*item, property::WIDTH)))
    };
    // Of equals the first one.
    items.iter().rev().max_by_key(size).copied()
}

/// The blocks of a text in NITF, in XHTML, as escaped HTML or as plain text.
fn blocks(data: Element<'_>) -> Result<Fragment, Refused> {
    let contents = body::contents(data);
    if contents.is_empty() {
        return body::read(data.at(&["html", "body"]).or_else(|| data.child("body")).unwrap_or(data));
    }
    let mut whole = Fragment { blocks: Vec::new(), repairs: Vec::new() };
    for content in contents {
        let part = body::read(content).map_err(|refused| refused.at(content.line()))?;
        whole.blocks.extend(part.blocks);
        whole.repairs.extend(part.repairs);
    }
    Ok(whole)
}

/// The text of data without its marks.
fn plain(data: Element<'_>) -> String {
    let text = match body::contents(data).first() {
        Some(content) => Cow::Owned(prose::read(*content)),
        None if data.children().next().is_some() => Cow::Owned(prose::read(data)),
        None => data.text(),
    };
    text.into_owned()
}
