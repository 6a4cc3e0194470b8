//! The darkroom: pictures of the wire in the sizes that readers need.
//!
//! [`develop`] and [`print()`] are pure: bytes in, a smaller picture out. [`Darkroom`] follows the wire, develops every picture that goes over it,
//! and keeps what it made beside the files that were filed.
//!
//! Invariants:
//! - No picture costs more than its limits say ([`PICTURE_PIXELS_MAX`], [`DECODED_BYTES_MAX`] and the others), and it is refused
//!   before it is decoded. A type is believed when its decoder agrees.
//! - A print stands upright, is never larger than what was filed, and holds no metadata but its colours.
//! - What it keeps is derived: all rows can be deleted with the cursor, and are made again.
//! - One picture is developed at a time, off the threads that serve requests.
//! - A picture that cannot be developed is remembered with the reason; nobody tries for ever.

mod card;
mod film;
mod print;
mod room;
mod size;

pub use card::{CARD_LINES_MAX, CARD_SIZE, Card};
pub use film::{DECODED_BYTES_MAX, PICTURE_BYTES_MAX, PROFILE_BYTES_MAX, SCANS_MAX};
pub use print::{
    Area, CUT_QUALITY, Developed, PREVIEW_QUALITY, THUMBNAIL_QUALITY, WEB_QUALITY, WEBP_QUALITY, Watermark,
};
pub use room::{Darkroom, Drawn, FOLLOWER, Shown};
pub use size::{Form, Print, SMALL_PIXELS_MAX, Size};

use film::Negative;
use story::{PICTURE_PIXELS_MAX, PICTURE_SIDE_PIXELS_MAX, Rendition};

/// Why a picture cannot be developed. The same picture always fails alike.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The file is larger than a picture may be.
    #[error("it has {bytes} bytes; at most {PICTURE_BYTES_MAX} are developed")]
    Heavy {
        /// Its size.
        bytes: usize,
    },
    /// It is no picture of a kind that the wire carries.
    #[error("it is not a JPEG, PNG, WebP or GIF picture")]
    NoPicture,
    /// It has more pixels than a picture may have.
    #[error(
        "it has {width} × {height} pixels; at most {PICTURE_PIXELS_MAX} are developed, and {PICTURE_SIDE_PIXELS_MAX} on a \
         side, as far as they fit into {DECODED_BYTES_MAX} bytes while they are decoded"
    )]
    Large {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// It takes more passes to decode than any camera or program makes.
    #[error("it comes in {scans} scans; at most {SCANS_MAX} are decoded")]
    Scans {
        /// How many it has.
        scans: usize,
    },
    /// It is of a sort that is not developed.
    #[error("it is {0}, which is not developed")]
    Sort(&'static str),
    /// It is spoilt, cut off, or not what it begins as.
    #[error("it is spoilt: {0}")]
    Spoilt(String),
    /// The part that is to be cut out does not lie within it.
    #[error("the part does not lie within its {width} × {height} pixels")]
    Outside {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// There is nothing to make: the rendition is handed out as it was filed.
    #[error("`{}` is handed out as it was filed", .0.name())]
    AsFiled(Rendition),
}

/// Makes one rendition of a picture, a JPEG. A preview carries the watermark.
pub fn develop(picture: &[u8], rendition: Rendition, watermark: &Watermark) -> Result<Developed, Flaw> {
    let size = Size::of(rendition).ok_or(Flaw::AsFiled(rendition))?;
    print(picture, Print::jpeg(size), watermark)
}

/// Makes one print of a picture.
pub fn print(picture: &[u8], wanted: Print, watermark: &Watermark) -> Result<Developed, Flaw> {
    print::print(&Negative::of(picture, wanted.size.pixels_max())?, wanted, watermark)
}

/// Cuts a part out of a picture as it stands upright, in the full size of its pixels. There is no watermark.
pub fn cut(picture: &[u8], area: Area) -> Result<Developed, Flaw> {
    print::cut(&Negative::of(picture, PICTURE_SIDE_PIXELS_MAX)?, area)
}

/// Makes several prints of a picture, which is decoded once. A print that cannot be written stands in nobody's way.
pub(crate) fn print_all(
    picture: &[u8],
    wanted: &[Print],
    watermark: &Watermark,
) -> Result<Vec<Result<Developed, Flaw>>, Flaw> {
    let longest = wanted.iter().map(|print| print.size.pixels_max()).max().unwrap_or_default();
    let negative = Negative::of(picture, longest)?;
    Ok(wanted.iter().map(|&print| print::print(&negative, print, watermark)).collect())
}

/// Why the darkroom could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DarkroomError {
    /// The wire failed.
    #[error(transparent)]
    Wire(#[from] wire::WireError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The process ends.
    #[error("the darkroom is closed")]
    Closed,
}
