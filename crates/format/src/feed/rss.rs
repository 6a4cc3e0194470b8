//! RSS 2.0 (RSS Advisory Board, 2.0.11) with the whole story of each item: `content:encoded` (RSS 1.0 content module),
//! Dublin Core, and the files as Media RSS 1.5.1.
//!
//! A story that was taken away is an item whose title says so, with the reason for its description, `media:status`
//! (`deleted` for a kill, `blocked` for a hold) and no content.

use super::{
    medium, pictures,
    summary::{markup, rfc_822},
};
use crate::{
    Edition, Feature, File,
    entry::category::{Category, categories},
    header::{elements, is_main, title},
    html,
    xml::Writer,
};
use story::{Content, Line, MediaType, Prose, Rendition, State};

pub use super::read::read;

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[];

/// What the outermost element says: the version, and the namespaces.
const ATTRIBUTES: [(&str, &str); 6] = [
    ("version", "2.0"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
    elements::BOUND,
];
/// Bytes that an item takes beside its text.
const ITEM_BYTES: usize = 6_000;

/// One version as a channel of one item.
pub fn write(edition: &Edition<'_>) -> String {
    write_group(std::slice::from_ref(edition))
}

/// Several versions as one channel, in the order given.
pub fn write_group(editions: &[Edition<'_>]) -> String {
    let mut w = Writer::sized(editions.len() * 2 * ITEM_BYTES + 1_000);
    w.element("rss", &ATTRIBUTES, |w| {
        w.element("channel", &[], |w| {
            let first = editions.first();
            let name = first.map_or("", |edition| edition.agency_name());
            w.leaf("title", &[], name);
            w.leaf("link", &[], first.map_or("", |edition| edition.base));
            w.leaf("description", &[], &markup(name));
            if let Some(language) = super::language(editions) {
                w.leaf("language", &[], language.as_str());
            }
            if let Some(newest) = editions.iter().map(|edition| edition.version_created).max() {
                w.leaf("lastBuildDate", &[], &rfc_822(newest));
            }
            for edition in editions {
                w.element("item", &[], |w| item(w, edition));
            }
        });
    });
    w.finish()
}

fn item(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    let files = edition.files();
    w.leaf("title", &[], &title(edition));
    w.leaf("link", &[], &super::address(edition));
    w.leaf("guid", &[("isPermaLink", "false")], edition.item.as_str());
    w.leaf("pubDate", &[], &rfc_822(edition.first_released));
    w.leaf("dcterms:modified", &[], &super::seconds(edition.version_created));
    w.leaf("dc:language", &[], story.language.as_str());
    if let Some(byline) = &story.byline {
        w.leaf("dc:creator", &[], byline.as_str());
    }
    if let Some(copyright) = &story.rights.copyright {
        w.leaf("dc:rights", &[], copyright.as_str());
    }
    if let Some(source) = &story.rights.source {
        w.leaf("dc:source", &[], source.as_str());
    }
    for Category { scheme, term, label } in categories(edition) {
        if scheme.is_empty() {
            w.leaf("category", &[], &label);
        } else {
            w.leaf("category", &[("domain", &format!("{scheme}{term}"))], &label);
        }
    }
    if let Content::Removed { .. } = story.content {
        removed(w, edition);
    } else {
        let description = story.standfirst.as_ref().map(Prose::as_str);
        if let Some(description) = description.or_else(|| story.caption().map(Prose::as_str)) {
            w.leaf("description", &[], &markup(description));
        }
        media(w, edition, &files);
        w.element("content:encoded", &[], |w| w.cdata(&html::content(edition, &files)));
    }
    elements::write(w, edition, &files);
}

fn removed(w: &mut Writer, edition: &Edition<'_>) {
    let reason = edition.story.editors_note.as_ref().map_or("", Prose::as_str);
    w.leaf("description", &[], &markup(reason));
    let state = if edition.state == State::Canceled { "deleted" } else { "blocked" };
    w.empty("media:status", &[("state", state), ("reason", reason)]);
}

/// The files of the item, or the pictures that go with a text.
fn media(w: &mut Writer, edition: &Edition<'_>, files: &[File<'_>]) {
    for (item, title) in pictures(edition) {
        let href = edition.file_href(item, super::rendition_shown(item));
        let attributes = [("url", href.as_str()), ("type", MediaType::Jpeg.name()), ("medium", "image")];
        w.element("media:content", &attributes, |w| w.leaf("media:description", &[("type", "plain")], title));
    }
    if files.is_empty() {
        return;
    }
    if let Some(main) = files.iter().find(|file| is_main(edition, file)) {
        let bytes = main.bytes.unwrap_or_default().to_string();
        w.empty("enclosure", &[("url", &main.href), ("length", &bytes), ("type", main.media_type.name())]);
    }
    let rights = &edition.story.rights;
    w.element("media:group", &[], |w| {
        for file in files {
            media_file(w, edition, file);
        }
        if let Some(caption) = edition.story.caption() {
            w.leaf("media:description", &[("type", "plain")], caption.as_str());
        }
        for (name, text) in [("media:credit", &rights.credit), ("media:copyright", &rights.copyright)] {
            if let Some(text) = text.as_ref().map(Line::as_str) {
                w.leaf(name, &[], text);
            }
        }
    });
}

fn media_file(w: &mut Writer, edition: &Edition<'_>, file: &File<'_>) {
    let number = |n: Option<u64>| n.map(|n| n.to_string());
    let bytes = number(file.bytes);
    let width = number(file.size.map(|(width, _)| width.into()));
    let height = number(file.size.map(|(_, height)| height.into()));
    let given = |attributes: &[(&'static str, Option<&str>)], w: &mut Writer, name: &str| {
        let given: Vec<_> = attributes.iter().filter_map(|&(name, value)| Some((name, value?))).collect();
        w.empty(name, &given);
    };
    let size = [("width", width.as_deref()), ("height", height.as_deref())];
    if file.rendition == Rendition::Thumbnail {
        return given(&[("url", Some(&file.href)), size[0], size[1]], w, "media:thumbnail");
    }
    let attributes = [
        ("url", Some(file.href.as_str())),
        ("type", Some(file.media_type.name())),
        ("medium", Some(medium(file.media_type))),
        ("isDefault", is_main(edition, file).then_some("true")),
        ("expression", (file.rendition == Rendition::Preview).then_some("sample")),
        ("fileSize", bytes.as_deref()),
        size[0],
        size[1],
    ];
    given(&attributes, w, "media:content");
}
