//! The sizes and forms in which the file of an item is handed out.

use crate::{Content, FormName, Media, MediaType, Story, TextFault};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Pixels that a picture may have: none that is larger is taken or developed.
pub const PICTURE_PIXELS_MAX: u64 = 200_000_000;
/// Pixels that one side of a picture may have.
pub const PICTURE_SIDE_PIXELS_MAX: u32 = 50_000;
/// Pixels of the longer side of a picture for the web.
pub const WEB_PIXELS_MAX: u32 = 1_280;
/// Pixels of the longer side of a preview, which carries a watermark.
pub const PREVIEW_PIXELS_MAX: u32 = 640;
/// Pixels of the longer side of a thumbnail.
pub const THUMBNAIL_PIXELS_MAX: u32 = 320;

/// True for a picture that is not larger than the wire carries.
pub fn is_developable((width, height): (u32, u32)) -> bool {
    width.max(height) <= PICTURE_SIDE_PIXELS_MAX && u64::from(width) * u64::from(height) <= PICTURE_PIXELS_MAX
}

/// A size or form of an item's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rendition {
    /// A picture of at most [`WEB_PIXELS_MAX`], or a video for the web.
    Web,
    /// A picture as it was filed.
    Print,
    /// A video in standard definition.
    Sd,
    /// A graphic as a picture.
    Raster,
    /// A graphic as a PDF page.
    Pdf,
    /// A graphic as encapsulated PostScript.
    Eps,
    /// A graphic as the file of the drawing program.
    Ai,
    /// The main file of a video or of another file, as it was filed.
    File,
    /// A picture of at most [`PREVIEW_PIXELS_MAX`] with a watermark, to choose by.
    Preview,
    /// A picture of at most [`THUMBNAIL_PIXELS_MAX`], for lists.
    Thumbnail,
}

impl Rendition {
    /// Every rendition.
    pub const ALL: [Self; 10] = [
        Self::Web,
        Self::Print,
        Self::Sd,
        Self::Raster,
        Self::Pdf,
        Self::Eps,
        Self::Ai,
        Self::File,
        Self::Preview,
        Self::Thumbnail,
    ];

    /// The word that addresses and formats use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Print => "print",
            Self::Sd => "sd",
            Self::Raster => "raster",
            Self::Pdf => "pdf",
            Self::Eps => "eps",
            Self::Ai => "ai",
            Self::File => "file",
            Self::Preview => "preview",
            Self::Thumbnail => "thumbnail",
        }
    }

    /// Pixels of the longer side of what is made smaller; `None` for what is handed out as it was filed.
    pub fn pixels_max(self) -> Option<u32> {
        match self {
            Self::Web => Some(WEB_PIXELS_MAX),
            Self::Preview => Some(PREVIEW_PIXELS_MAX),
            Self::Thumbnail => Some(THUMBNAIL_PIXELS_MAX),
            _ => None,
        }
    }
}

impl FromStr for Rendition {
    type Err = TextFault;
    fn from_str(text: &str) -> Result<Self, TextFault> {
        Self::ALL.into_iter().find(|rendition| rendition.name() == text).ok_or(TextFault::Form(
            "is not a rendition: web, print, sd, raster, pdf, eps, ai, file, preview or thumbnail",
        ))
    }
}

/// Where a rendition comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    /// This file, as it was filed.
    Filed(&'a Media),
    /// Made of this file: a JPEG, smaller where the file is larger.
    Made(&'a Media),
}

impl<'a> Origin<'a> {
    /// The file that was filed.
    pub fn media(self) -> &'a Media {
        match self {
            Self::Filed(media) | Self::Made(media) => media,
        }
    }

    /// What the rendition's bytes are.
    pub fn media_type(self) -> MediaType {
        match self {
            Self::Filed(media) => media.media_type,
            Self::Made(_) => MediaType::Jpeg,
        }
    }
}

/// Width and height within `longest` pixels, in the proportions of `size`; never larger than it is, never nothing.
pub fn fitted((width, height): (u32, u32), longest: u32) -> (u32, u32) {
    let long = width.max(height);
    if long <= longest {
        return (width, height);
    }
    let scaled = |side: u32| {
        let rounded = (u64::from(side) * u64::from(longest) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(rounded.max(1)).unwrap_or(longest)
    };
    (scaled(width), scaled(height))
}

impl Story {
    /// The renditions that the item has, the best for its use first.
    pub fn renditions(&self) -> Vec<(Rendition, Origin<'_>)> {
        let form = |name: FormName| self.forms().iter().find(|form| form.form == name).map(|form| &form.media);
        match &self.content {
            Content::Text { .. } | Content::Removed { .. } => Vec::new(),
            Content::Picture { media, .. } => vec![
                (Rendition::Print, Origin::Filed(media)),
                (Rendition::Web, Origin::Made(media)),
                (Rendition::Preview, Origin::Made(media)),
                (Rendition::Thumbnail, Origin::Made(media)),
            ],
            Content::Video { media, .. } => [
                (Rendition::Web, form(FormName::Web).or(Some(media))),
                (Rendition::Sd, form(FormName::Sd)),
                (Rendition::File, Some(media)),
            ]
            .into_iter()
            .filter_map(|(rendition, media)| Some((rendition, Origin::Filed(media?))))
            .collect(),
            Content::Graphic { media, .. } => {
                let main = |wanted: bool| wanted.then_some(media);
                let image = media.media_type.is_image();
                [
                    (Rendition::Raster, main(image).map(Origin::Filed)),
                    (
                        Rendition::Pdf,
                        form(FormName::Pdf).or(main(media.media_type == MediaType::Pdf)).map(Origin::Filed),
                    ),
                    (
                        Rendition::Eps,
                        form(FormName::Eps).or(main(media.media_type == MediaType::Eps)).map(Origin::Filed),
                    ),
                    (Rendition::Ai, form(FormName::Ai).map(Origin::Filed)),
                    (Rendition::Preview, main(image).map(Origin::Made)),
                    (Rendition::Thumbnail, main(image).map(Origin::Made)),
                ]
                .into_iter()
                .filter_map(|(rendition, origin)| Some((rendition, origin?)))
                .collect()
            }
            Content::File { media, .. } => vec![(Rendition::File, Origin::Filed(media))],
        }
    }

    /// Where one rendition comes from; `None` when the item does not have it.
    pub fn rendition(&self, wanted: Rendition) -> Option<Origin<'_>> {
        self.renditions().into_iter().find(|(rendition, _)| *rendition == wanted).map(|(_, origin)| origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_their_proportions() {
        assert_eq!(fitted((6_000, 4_000), 1_280), (1_280, 853));
        assert_eq!(fitted((4_000, 6_000), 1_280), (853, 1_280));
        assert_eq!(fitted((640, 480), 1_280), (640, 480));
        assert_eq!(fitted((100_000, 1), 320), (320, 1));
    }

    #[test]
    fn a_graphic_is_offered_in_every_form_that_it_has() {
        let media = |kind: &str| serde_json::json!({"sha256": "0".repeat(64), "media_type": kind, "bytes": 1});
        let story: Story = serde_json::from_value(serde_json::json!({
            "language": "tr", "slug": "HARİTA", "headline": "Harita", "priority": 4, "category": 1,
            "content": {"kind": "graphic", "media": media("image/png"), "caption": "Harita.", "forms": [
                {"form": "eps", "media": media("application/postscript")}]},
        }))
        .expect("story");
        let names: Vec<_> = story.renditions().iter().map(|(rendition, _)| rendition.name()).collect();
        assert_eq!(names, ["raster", "eps", "preview", "thumbnail"]);
        assert!(story.rendition(Rendition::Ai).is_none());
        assert_eq!(story.rendition(Rendition::Preview).map(Origin::media_type), Some(MediaType::Jpeg));
    }
}
