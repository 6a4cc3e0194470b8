//! The channel as JSON Feed 1.1.

use super::{Channel, Entry};
use crate::feed::{jsonfeed::VERSION, seconds};
use serde::Serialize;
use story::Lang;

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    description: &'a str,
    language: &'a Lang,
    authors: [Author<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    hubs: Option<[Hub<'a>; 1]>,
    items: Vec<Item<'a>>,
}

/// Where a program can subscribe.
#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    protocol: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    /// An item has to have a content, and this is all that it has; a summary that repeats it would be shown twice.
    content_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    authors: Option<[Author<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<[&'a str; 1]>,
    language: &'a Lang,
}

/// Writes the channel with its entries, in the order given.
///
/// # Panics
/// Never: texts and lists of them can be written.
pub fn jsonfeed(channel: &Channel<'_>, entries: &[Entry<'_>]) -> String {
    let document = Document {
        version: VERSION,
        title: channel.title,
        home_page_url: channel.link,
        feed_url: channel.self_link,
        description: channel.description,
        language: channel.language,
        authors: [Author { name: channel.author }],
        hubs: channel.hub.map(|url| [Hub { protocol: "WebSub", url }]),
        items: entries.iter().map(item).collect(),
    };
    serde_json::to_string(&document).expect("texts and lists of them can be written")
}

fn item<'a>(entry: &Entry<'a>) -> Item<'a> {
    Item {
        id: entry.guid,
        url: entry.link,
        title: entry.title,
        content_text: entry.description,
        image: entry.enclosure.as_ref().map(|file| file.url),
        date_published: seconds(entry.published),
        date_modified: seconds(entry.updated),
        authors: entry.author.map(|name| [Author { name }]),
        tags: entry.category.map(|name| [name]),
        language: entry.language,
    }
}
