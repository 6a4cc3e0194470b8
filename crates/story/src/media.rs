//! The file behind a picture, video, graphic or other file.

use crate::TextFault;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// The SHA-256 of a file's bytes, in lower-case hexadecimal. It is also the file's address in the blob store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaHash(String);

impl MediaHash {
    /// Takes 64 hexadecimal digits.
    pub fn new(text: &str) -> Result<Self, TextFault> {
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TextFault::Form("is not a SHA-256 in lower-case hexadecimal"))
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MediaHash {
    type Error = TextFault;
    fn try_from(text: String) -> Result<Self, TextFault> {
        Self::new(&text)
    }
}

impl From<MediaHash> for String {
    fn from(hash: MediaHash) -> Self {
        hash.0
    }
}

/// The media types that the wire carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// `image/jpeg`
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// `image/png`
    #[serde(rename = "image/png")]
    Png,
    /// `image/webp`
    #[serde(rename = "image/webp")]
    Webp,
    /// `image/gif`
    #[serde(rename = "image/gif")]
    Gif,
    /// `video/mp4`
    #[serde(rename = "video/mp4")]
    Mp4,
    /// `application/pdf`
    #[serde(rename = "application/pdf")]
    Pdf,
    /// `application/postscript`: encapsulated PostScript
    #[serde(rename = "application/postscript")]
    Eps,
    /// `audio/mpeg`
    #[serde(rename = "audio/mpeg")]
    Mp3,
    /// `application/zip`
    #[serde(rename = "application/zip")]
    Zip,
}

impl MediaType {
    /// The type of a file by its first bytes; names and declared types are not believed.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some(Self::Mp4),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            // The second is the binary head that drawing programs put before a preview.
            [b'%', b'!', b'P', b'S', ..] | [0xC5, 0xD0, 0xD3, 0xC6, ..] => Some(Self::Eps),
            [b'I', b'D', b'3', ..] | [0xFF, 0xFB | 0xF3 | 0xF2, ..] => Some(Self::Mp3),
            [b'P', b'K', 3, 4, ..] => Some(Self::Zip),
            _ => None,
        }
    }

    /// The name that HTTP uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Mp4 => "video/mp4",
            Self::Pdf => "application/pdf",
            Self::Eps => "application/postscript",
            Self::Mp3 => "audio/mpeg",
            Self::Zip => "application/zip",
        }
    }

    /// True for still pictures.
    pub fn is_image(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp | Self::Gif)
    }

    /// The usual end of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Mp4 => "mp4",
            Self::Pdf => "pdf",
            Self::Eps => "eps",
            Self::Mp3 => "mp3",
            Self::Zip => "zip",
        }
    }
}

/// The largest file that a story can name, in bytes. Far below 2⁵³, beyond which JSON numbers are not exact.
pub const FILE_BYTES_MAX: u64 = 1 << 40;

fn file_bytes<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let bytes = u64::deserialize(from)?;
    if bytes > FILE_BYTES_MAX {
        return Err(D::Error::custom(format_args!("is more than a file may have ({FILE_BYTES_MAX} bytes)")));
    }
    Ok(bytes)
}

/// A stored file as a story names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// Address in the blob store.
    pub sha256: MediaHash,
    /// What the bytes are.
    pub media_type: MediaType,
    /// Size in bytes; at most [`FILE_BYTES_MAX`].
    #[serde(deserialize_with = "file_bytes")]
    pub bytes: u64,
    /// Width in pixels, for what has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels, for what has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// A form in which a video or a graphic is offered beside its main file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormName {
    /// A video for the web.
    Web,
    /// A video in standard definition.
    Sd,
    /// A graphic as a PDF page.
    Pdf,
    /// A graphic as encapsulated PostScript.
    Eps,
    /// A graphic as the file of the drawing program.
    Ai,
}

impl FormName {
    /// Every form.
    pub const ALL: [Self; 5] = [Self::Web, Self::Sd, Self::Pdf, Self::Eps, Self::Ai];

    /// The word that addresses and formats use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Sd => "sd",
            Self::Pdf => "pdf",
            Self::Eps => "eps",
            Self::Ai => "ai",
        }
    }
}

/// The same material in another form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Which form it is.
    pub form: FormName,
    /// Its file.
    pub media: Media,
}
