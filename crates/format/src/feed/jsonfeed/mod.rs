//! JSON Feed 1.1 with the whole story of each item; what it has no place for stands in `_tellal` (§ Extensions).
//!
//! A story that was taken away is an item whose title says so, with the reason for its text.

mod lenient;
mod read;

pub use read::read;

use super::{address, pictures, rendition_shown};
use crate::{
    Edition, Feature, File,
    entry::category::categories,
    header::{Told, title},
    html,
};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use story::{Content, Lang, MediaType, Prose};

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[];

/// The address of the version.
pub(crate) const VERSION: &str = "https://jsonfeed.org/version/1.1";
/// Bytes that an item takes beside its text.
const ITEM_BYTES: usize = 6_000;

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a Lang>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: String,
    title: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(serialize_with = "seconds")]
    date_published: Timestamp,
    #[serde(serialize_with = "seconds")]
    date_modified: Timestamp,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Cow<'a, str>>,
    language: &'a Lang,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_tellal")]
    told: Told<'a>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: Cow<'a, str>,
    mime_type: &'static str,
    /// Attachments of one title are the same thing in other forms.
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
}

fn seconds<S: Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&super::seconds(*time))
}

/// One version as a feed of one item.
pub fn write(edition: &Edition<'_>) -> String {
    write_group(std::slice::from_ref(edition))
}

/// Several versions as one feed, in the order given.
///
/// # Panics
/// Never: text and numbers have a JSON form.
pub fn write_group(editions: &[Edition<'_>]) -> String {
    let files: Vec<Vec<File<'_>>> = editions.iter().map(Edition::files).collect();
    let feed = Feed {
        version: VERSION,
        title: editions.first().map_or("", |edition| edition.agency_name()),
        home_page_url: editions.first().map(|edition| edition.base),
        language: super::language(editions),
        items: editions.iter().zip(&files).map(|(edition, files)| item(edition, files)).collect(),
    };
    let mut out = Vec::with_capacity(editions.len() * 2 * ITEM_BYTES + 1_000);
    serde_json::to_writer(&mut out, &feed).expect("text and numbers have a JSON form, and a Vec takes every byte");
    String::from_utf8(out).expect("JSON is UTF-8")
}

fn item<'a>(edition: &Edition<'a>, files: &'a [File<'a>]) -> Item<'a> {
    let story = edition.story;
    let removed = matches!(story.content, Content::Removed { .. });
    let summary = story.standfirst.as_ref().map(Prose::as_str);
    Item {
        id: edition.item.as_str(),
        url: address(edition),
        title: title(edition),
        content_html: (!removed).then(|| html::content(edition, files)),
        content_text: removed.then(|| story.editors_note.as_ref().map_or("", Prose::as_str)),
        summary: summary.or_else(|| story.caption().map(Prose::as_str)),
        image: image(edition, files),
        date_published: edition.first_released,
        date_modified: edition.version_created,
        authors: story.byline.iter().map(|byline| Author { name: byline.as_str() }).collect(),
        tags: tags(edition),
        language: &story.language,
        attachments: attachments(edition, files),
        told: Told::new(edition, files),
    }
}

/// The picture to show beside the headline: the item itself, or the first that goes with the text.
fn image(edition: &Edition<'_>, files: &[File<'_>]) -> Option<String> {
    let own = files.iter().find(|file| file.media_type.is_image() && file.rendition.pixels_max().is_some());
    let own = own.or_else(|| files.iter().find(|file| file.media_type.is_image())).map(|file| file.href.clone());
    own.or_else(|| pictures(edition).first().map(|(item, _)| edition.file_href(item, rendition_shown(item))))
}

/// The words of every category, each once.
fn tags<'a>(edition: &Edition<'a>) -> Vec<Cow<'a, str>> {
    let mut tags: Vec<Cow<'_, str>> = Vec::new();
    for category in categories(edition).into_iter().filter(|category| !category.is_older_code()) {
        if !tags.contains(&category.label) {
            tags.push(category.label);
        }
    }
    tags
}

fn attachments<'a>(edition: &Edition<'a>, files: &'a [File<'a>]) -> Vec<Attachment<'a>> {
    let headline = edition.story.headline.as_str();
    let own = files.iter().map(|file| Attachment {
        url: Cow::Borrowed(file.href.as_str()),
        mime_type: file.media_type.name(),
        title: headline,
        size_in_bytes: file.bytes,
    });
    let shown = pictures(edition).into_iter().map(|(item, title)| Attachment {
        url: Cow::Owned(edition.file_href(item, rendition_shown(item))),
        mime_type: MediaType::Jpeg.name(),
        title,
        size_in_bytes: None,
    });
    own.chain(shown).collect()
}
