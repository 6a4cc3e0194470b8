//! A `packageItem` (NewsML-G2 §`packageItem`): the order of the items in its message, or, where these are elsewhere, a
//! story that lists them.

use super::{content::Contents, words};
use crate::{NAMED_MAX, tree::Element};
use story::{Block, GroupId, Line};

/// Items that one package may name; more are passed over.
const REFERENCES_MAX: usize = 1_000;

/// The ids of the items that a package names, in the order of the document.
pub(super) fn members(package: Element<'_>) -> impl Iterator<Item = &str> {
    let references = package.descendants("itemRef").take(REFERENCES_MAX);
    references.filter_map(|reference| reference.attribute("residref")).map(str::trim)
}

/// The group that the package stands for, when it is one of the wire.
pub(super) fn group(package: Element<'_>) -> Option<GroupId> {
    package.attribute("guid")?.trim().parse().ok()
}

/// What a package says of items that are not in the document: their titles and summaries.
pub(super) fn listing(package: Element<'_>) -> Contents<'_> {
    let mut blocks = Vec::new();
    for reference in package.descendants("itemRef").take(NAMED_MAX) {
        let text = |name: &str| reference.child(name).map(words::line).filter(|text| !text.is_empty());
        let title = text("headline").or_else(|| text("title"));
        match (title, text("description")) {
            (Some(title), Some(summary)) => {
                blocks.extend(Line::new(title).map(|text| Block::Crosshead { text }));
                blocks.extend(Block::paragraph(&summary));
            }
            (title, summary) => blocks.extend(title.or(summary).and_then(|text| Block::paragraph(&text).ok())),
        }
    }
    let unread = blocks.is_empty().then(|| "names no items that have a title".to_owned());
    Contents { blocks, unread, ..Contents::default() }
}
