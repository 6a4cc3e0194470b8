//! What a story shows, as a fragment: its text with its pictures, or its file with the caption.

use super::{Figure, body_led_by, escape_into, figure};
use crate::{Edition, File, header};
use story::{Content, ItemId, Kind, Prose, Rendition};

/// The fragment; empty for a story that was taken away.
pub(crate) fn content(edition: &Edition<'_>, files: &[File<'_>]) -> String {
    match &edition.story.content {
        Content::Text { body } => {
            body_led_by(&header::lead(edition), body, &|item, caption| Some(shown(edition, item, caption)))
        }
        Content::Removed { .. } => String::new(),
        _ => file(edition, files),
    }
}

/// A picture of the wire inside a text.
fn shown(edition: &Edition<'_>, item: &ItemId, caption: Option<&str>) -> Figure {
    Figure {
        src: edition.file_href(item, if item.kind() == Kind::Graphic { Rendition::Raster } else { Rendition::Web }),
        alt: caption.unwrap_or_default().to_owned(),
        caption: caption.map(str::to_owned),
        credit: None,
        size: None,
    }
}

/// The file of an item that is not a text: shown where a page can, else linked.
fn file(edition: &Edition<'_>, files: &[File<'_>]) -> String {
    let mut out = String::with_capacity(1_024);
    let story = edition.story;
    let caption = story.caption().map_or("", Prose::as_str);
    let is = |wanted: Rendition| files.iter().find(move |file| file.rendition == wanted);
    let image = match story.kind() {
        Kind::Picture => is(Rendition::Web),
        Kind::Graphic => is(Rendition::Raster),
        _ => None,
    };
    if let Some(image) = image {
        let credit = story.rights.credit.as_ref().map(ToString::to_string);
        let (alt, caption) = (caption.to_owned(), Some(caption.to_owned()));
        figure(&mut out, &Figure { src: image.href.clone(), alt, caption, credit, size: image.size });
        return out;
    }
    let Some(first) = files.first() else { return out };
    if story.kind() == Kind::Video {
        out.push_str("<figure><video controls preload=\"none\" src=\"");
        escape_into(&mut out, &first.href);
        out.push_str("\"></video><figcaption>");
        escape_into(&mut out, caption);
        out.push_str("</figcaption></figure>");
    } else {
        out.push_str("<p><a href=\"");
        escape_into(&mut out, &first.href);
        out.push_str("\">");
        escape_into(&mut out, caption);
        out.push_str("</a></p>");
    }
    out
}
