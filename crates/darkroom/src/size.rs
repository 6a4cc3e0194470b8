//! What is made of a picture: in which size, and written how.

use std::{fmt, str::FromStr};
use story::{MediaType, PREVIEW_PIXELS_MAX, Rendition, THUMBNAIL_PIXELS_MAX, WEB_PIXELS_MAX};

/// Pixels of the longer side of a picture beside a headline on the public site, where it has half a page or less. A phone
/// of two pixels for each of the style sheet's, 375 wide, asks for 705 where the picture has the width of the screen.
pub const SMALL_PIXELS_MAX: u32 = 768;

/// How large a print is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// [`Rendition::Web`]
    Web,
    /// At most [`SMALL_PIXELS_MAX`], without a watermark. It is no rendition: nobody is offered it.
    Small,
    /// [`Rendition::Preview`]
    Preview,
    /// [`Rendition::Thumbnail`]
    Thumbnail,
}

impl Size {
    /// The size of a rendition; none for what is handed out as it was filed.
    pub fn of(rendition: Rendition) -> Option<Self> {
        match rendition {
            Rendition::Web => Some(Self::Web),
            Rendition::Preview => Some(Self::Preview),
            Rendition::Thumbnail => Some(Self::Thumbnail),
            _ => None,
        }
    }

    /// Pixels of its longer side.
    pub fn pixels_max(self) -> u32 {
        match self {
            Self::Web => WEB_PIXELS_MAX,
            Self::Small => SMALL_PIXELS_MAX,
            Self::Preview => PREVIEW_PIXELS_MAX,
            Self::Thumbnail => THUMBNAIL_PIXELS_MAX,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Web => Rendition::Web.name(),
            Self::Small => "small",
            Self::Preview => Rendition::Preview.name(),
            Self::Thumbnail => Rendition::Thumbnail.name(),
        }
    }
}

/// How a print is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// As a JPEG, which everything reads.
    Jpeg,
    /// As a lossy WebP, which browsers read, and which is smaller.
    Webp,
}

impl Form {
    /// What the bytes are.
    pub fn media_type(self) -> MediaType {
        match self {
            Self::Jpeg => MediaType::Jpeg,
            Self::Webp => MediaType::Webp,
        }
    }
}

/// What is made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Print {
    /// How large.
    pub size: Size,
    /// Written how.
    pub form: Form,
}

impl Print {
    /// Everything that is made.
    const ALL: [Self; 6] = [
        Self::jpeg(Size::Web),
        Self::webp(Size::Web),
        Self::jpeg(Size::Small),
        Self::webp(Size::Small),
        Self::jpeg(Size::Preview),
        Self::jpeg(Size::Thumbnail),
    ];

    /// A JPEG of a size.
    pub const fn jpeg(size: Size) -> Self {
        Self { size, form: Form::Jpeg }
    }

    /// A WebP of a size.
    pub const fn webp(size: Size) -> Self {
        Self { size, form: Form::Webp }
    }
}

/// Rows of the darkroom know prints by it.
impl fmt::Display for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.size.name())?;
        match self.form {
            Form::Jpeg => Ok(()),
            Form::Webp => f.write_str(".webp"),
        }
    }
}

impl FromStr for Print {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|print| print.to_string() == name);
        found.ok_or_else(|| format!("`{name}` is nothing that the darkroom makes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_print_has_a_name_of_its_own_and_renditions_keep_theirs() {
        for print in Print::ALL {
            assert_eq!(print.to_string().parse(), Ok(print));
        }
        for rendition in Rendition::ALL {
            let size = Size::of(rendition);
            assert_eq!(size.map(Size::pixels_max), rendition.pixels_max());
            assert_eq!(size.map_or(rendition.name(), Size::name), rendition.name());
        }
        assert!("web.png".parse::<Print>().is_err());
    }
}
