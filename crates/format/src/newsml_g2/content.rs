//! The content itself (NewsML-G2 §`contentSet`): a body inside the document, or the addresses of files.

use super::{Profile, catalog};
use crate::{Edition, File, html, nitf, text::missing_dateline, xml::Writer};
use story::{Body, Content, Rendition};

const NITF: &str = "http://iptc.org/std/NITF/2006-10-18/";

/// Writes the content. The element is always there, if only empty, because systems look into it without asking.
pub(super) fn write(w: &mut Writer, edition: &Edition<'_>, profile: Profile) {
    match &edition.story.content {
        Content::Text { body } => w.element("contentSet", &[], |w| match profile {
            Profile::Nitf => inline_xml(w, edition, body),
            Profile::Html => {
                let lead = missing_dateline(edition.story, edition.agency);
                let fragment = html::body_led_by(&lead, body, &|_, _| None);
                let words = body.words().to_string();
                w.leaf("inlineData", &[("contenttype", "text/html"), ("wordcount", &words)], &fragment);
            }
        }),
        Content::Removed { .. } => w.empty("contentSet", &[]),
        _ => files(w, edition, &catalog::rendition, &edition.files()),
    }
}

/// NITF with the head that its readers expect. The blocks stand in one `block`, where systems look for them.
fn inline_xml(w: &mut Writer, edition: &Edition<'_>, body: &Body) {
    let story = edition.story;
    let words = body.words().to_string();
    w.element("inlineXML", &[("contenttype", "application/nitf+xml"), ("wordcount", &words)], |w| {
        w.element("nitf", &[("xmlns", NITF)], |w| {
            w.element("body", &[], |w| {
                w.element("body.head", &[], |w| {
                    w.element("hedline", &[], |w| w.leaf("hl1", &[], story.headline.as_str()));
                    if let Some(byline) = &story.byline {
                        w.leaf("byline", &[], byline.as_str());
                    }
                    if let Some(dateline) = &story.dateline {
                        w.element("dateline", &[], |w| w.leaf("location", &[], dateline.city.as_str()));
                    }
                    if let Some(standfirst) = &story.standfirst {
                        w.element("abstract", &[], |w| w.leaf("p", &[], standfirst.as_str()));
                    }
                });
                w.element("body.content", &[], |w| {
                    w.element("block", &[], |w| {
                        nitf::body::write(w, &missing_dateline(story, edition.agency), body, edition);
                    });
                });
            });
        });
    });
}

/// Writes the addresses of files. `original` names the main file, of which the others were made or beside which they are
/// offered: without it nobody could tell a video from its form for the web.
pub(crate) fn files(
    w: &mut Writer,
    edition: &Edition<'_>,
    name: &dyn Fn(Rendition) -> &'static str,
    files: &[File<'_>],
) {
    let main_sha256 = edition.story.media().map(|media| media.sha256.as_str());
    // A video without a form for the web is offered as one too: of two addresses of the main file, the last is its own.
    let main = files.iter().rposition(|file| file.sha256.is_some() && file.sha256 == main_sha256);
    // Ids must be unique in the whole document, which may hold many items.
    let id = format!("file-{}", edition.item.number());
    let original = [("original", id.as_str())];
    w.element("contentSet", if main.is_some() { &original[..] } else { &[] }, |w| {
        for (n, file) in files.iter().enumerate() {
            remote(w, file, name(file.rendition), (main == Some(n)).then_some(&id));
        }
    });
}

fn remote(w: &mut Writer, file: &File<'_>, rendition: &str, id: Option<&String>) {
    let bytes = file.bytes.map(|bytes| bytes.to_string());
    let size = file.size.map(|(width, height)| (width.to_string(), height.to_string()));
    let mut attributes = Vec::with_capacity(7);
    if let Some(id) = id {
        attributes.push(("id", id.as_str()));
    }
    attributes.extend([
        ("rendition", rendition),
        ("href", file.href.as_str()),
        ("contenttype", file.media_type.name()),
    ]);
    if let Some(bytes) = &bytes {
        attributes.push(("size", bytes));
    }
    if let Some((width, height)) = &size {
        attributes.extend([("width", width.as_str()), ("height", height)]);
    }
    w.element("remoteContent", &attributes, |w| {
        if let Some(sha256) = file.sha256 {
            w.leaf("hash", &[("hashtypeuri", catalog::SHA_256)], sha256);
        }
    });
}
