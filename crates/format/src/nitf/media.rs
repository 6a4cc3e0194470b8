//! The item that is a file: `media` as the only content of the body (NITF 3.6 § `media`).

use super::{prose, write::media_type};
use crate::{
    Edition, File,
    tree::{Child, Element},
    xml::Writer,
};
use story::{FormName, Kind, Rendition};

/// The files of an item as older formats list them: the main file first, then the other sizes and forms; a rendition of
/// the same bytes as the main file only when it is a form of its own.
pub(crate) fn listed<'a>(edition: &Edition<'a>) -> Vec<File<'a>> {
    let mut files = edition.files();
    let main = edition.story.media().map(|media| media.sha256.as_str());
    let is_form = |file: &File<'_>| edition.story.forms().iter().any(|form| form.form.name() == file.rendition.name());
    let is_main = |file: &File<'_>| file.sha256.is_some() && file.sha256 == main && !is_form(file);
    // Of a video without a smaller form the file itself is the one for the web too.
    if let Some(at) = files.iter().rposition(is_main) {
        let first = files.remove(at);
        files.retain(|file| !is_main(file));
        files.insert(0, first);
    }
    files
}

/// The form that a rendition of this name is, for an item of a kind that has forms.
pub(crate) fn form(kind: Kind, name: &str) -> Option<FormName> {
    let forms: &[FormName] = match kind {
        Kind::Video => &[FormName::Web, FormName::Sd],
        Kind::Graphic => &[FormName::Pdf, FormName::Eps, FormName::Ai],
        Kind::Text | Kind::Picture | Kind::File => &[],
    };
    forms.iter().copied().find(|form| form.name() == name)
}

pub(super) fn write(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    w.element("media", &[("media-type", media_type(story.kind()))], |w| {
        for file in listed(edition) {
            reference(w, &file);
        }
        if let Some(caption) = story.caption() {
            w.element("media-caption", &[], |w| prose::write(w, caption.as_str()));
        }
        if let Some(credit) = &story.rights.credit {
            w.leaf("media-producer", &[], credit.as_str());
        }
    });
}

fn reference(w: &mut Writer, file: &File<'_>) {
    let pixels = file.size.map(|(width, height)| (width.to_string(), height.to_string()));
    let mut attributes =
        vec![("source", file.href.as_str()), ("name", file.rendition.name()), ("mime-type", file.media_type.name())];
    if let Some((width, height)) = &pixels {
        attributes.extend([("height", height.as_str()), ("width", width.as_str()), ("units", "pixels")]);
    }
    w.empty("media-reference", &attributes);
}

/// A file as a document gives it.
#[derive(Debug)]
pub(super) struct Found {
    pub kind: Option<Kind>,
    pub path: String,
    pub forms: Vec<(FormName, String)>,
    pub caption: String,
    pub credit: String,
}

/// The file of an item whose body is nothing but `media`; `None` when there is none, or text beside it. `kind` is what
/// the document says that the item is.
pub(super) fn read(contents: &[Element<'_>], kind: Option<Kind>) -> Option<Found> {
    if kind == Some(Kind::Text) {
        return None;
    }
    let only_media = |content: &Element<'_>| {
        content.nodes().all(|child| match child {
            Child::Element(element) => element.is("media"),
            Child::Text(text) => text.trim().is_empty(),
        })
    };
    let all_media = contents.iter().all(only_media);
    let mut media = contents.iter().flat_map(|content| content.all("media"));
    let media = media.find(|media| media.all("media-reference").any(|one| source(one).is_some()))?;
    if !all_media && kind.is_none() {
        return None;
    }
    let references: Vec<_> = media.all("media-reference").filter_map(|one| Some((one, source(one)?))).collect();
    let (main, path) = main_of(&references)?;
    let kind = kind.or_else(|| kind_of(media.attribute("media-type").unwrap_or_default(), main));
    let forms = references
        .iter()
        .skip(1)
        .filter_map(|(reference, path)| Some((form(kind?, reference.attribute("name")?)?, (*path).to_owned())));
    Some(Found {
        kind,
        path: path.to_owned(),
        forms: forms.collect(),
        caption: media.child("media-caption").map(prose::read).unwrap_or_default(),
        credit: media.child("media-producer").map(|producer| producer.text().into_owned()).unwrap_or_default(),
    })
}

fn source(reference: Element<'_>) -> Option<&str> {
    let attribute = |name| reference.attribute(name).map(str::trim).filter(|path| !path.is_empty());
    attribute("source").or_else(|| attribute("data-location"))
}

/// The best of several sizes: the first where sizes have our names, else the widest.
fn main_of<'t>(references: &[(Element<'t>, &'t str)]) -> Option<(Element<'t>, &'t str)> {
    let first = references.first()?;
    if first.0.attribute("name").is_some_and(|name| name.parse::<Rendition>().is_ok()) {
        return Some(*first);
    }
    let width =
        |reference: &Element<'_>| reference.attribute("width").and_then(|width| width.trim().parse::<u32>().ok());
    // Of equals the first one.
    references.iter().rev().max_by_key(|(reference, _)| width(reference)).copied()
}

fn kind_of(media_type: &str, reference: Element<'_>) -> Option<Kind> {
    let mime = reference.attribute("mime-type").unwrap_or_default();
    match media_type.trim().to_ascii_lowercase().as_str() {
        "image" | "photo" | "graphic" => Some(Kind::Picture),
        "video" => Some(Kind::Video),
        "" if mime.starts_with("image/") => Some(Kind::Picture),
        "" if mime.starts_with("video/") => Some(Kind::Video),
        "" => None,
        _ => Some(Kind::File),
    }
}
