//! What a writer is given.

use jiff::Timestamp;
use story::{Act, Agency, Content, ContentHash, ItemId, MediaType, ProductId, Rendition, State, Story, fitted};

/// One version as it went over the wire: everything that a writer needs.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    /// The agency that sends it.
    pub agency: &'a Agency,
    /// Where the agency's API is reached, without a slash at the end (`https://wire.example`).
    pub base: &'a str,
    /// The item.
    pub item: &'a ItemId,
    /// The item's version, from 1.
    pub version: u32,
    /// What the dispatch does.
    pub act: Act,
    /// Where the item stands after it.
    pub state: State,
    /// When the item's first version was released.
    pub first_released: Timestamp,
    /// When this version was made.
    pub version_created: Timestamp,
    /// The products that carry it: number, and name in the agency's language.
    pub products: &'a [(ProductId, String)],
    /// The hash of the story, by which two documents in different formats are known to say the same.
    pub content: &'a ContentHash,
    /// The story.
    pub story: &'a Story,
}

/// A file of an item as a document names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File<'a> {
    /// Which size or form.
    pub rendition: Rendition,
    /// Its address.
    pub href: String,
    /// What it is.
    pub media_type: MediaType,
    /// Its size in bytes, for what is handed out as it was filed.
    pub bytes: Option<u64>,
    /// Its SHA-256 in hexadecimal, for what is handed out as it was filed.
    pub sha256: Option<&'a str>,
    /// Width and height in pixels, for what has them.
    pub size: Option<(u32, u32)>,
}

impl<'a> Edition<'a> {
    /// The agency's name in its own language.
    pub fn agency_name(&self) -> &'a str {
        self.agency.name(self.agency.language.as_str())
    }

    /// False when only the notice of the story may be seen: it was held, killed or withdrawn.
    pub(crate) fn is_shown(&self) -> bool {
        self.state == State::Usable && !matches!(self.story.content, Content::Removed { .. })
    }

    /// The address of an item's file.
    pub fn file_href(&self, item: &ItemId, rendition: Rendition) -> String {
        format!("{}/api/v1/items/{item}/files/{}", self.base, rendition.name())
    }

    /// The files of the item, the best for its use first.
    pub fn files(&self) -> Vec<File<'a>> {
        let file = |(rendition, origin): (Rendition, story::Origin<'a>)| {
            let filed = origin.media();
            let size = filed.width.zip(filed.height);
            let (bytes, sha256, size) =
                match rendition.pixels_max().filter(|_| matches!(origin, story::Origin::Made(_))) {
                    Some(longest) => (None, None, size.map(|size| fitted(size, longest))),
                    None => (Some(filed.bytes), Some(filed.sha256.as_str()), size),
                };
            let href = self.file_href(self.item, rendition);
            File { rendition, href, media_type: origin.media_type(), bytes, sha256, size }
        };
        self.story.renditions().into_iter().map(file).collect()
    }
}
