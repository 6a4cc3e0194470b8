//! Files that come with a story.

use crate::{Desk, DeskError, Item, rights::require};
use account::{Right, Staff};
use bytes::Bytes;
use format::{Defaults, Drafted, Refused, photo};
use story::{
    CategoryId, Kind, Media, MediaHash, MediaType, PICTURE_PIXELS_MAX, PICTURE_SIDE_PIXELS_MAX, Priority,
    is_developable,
};

/// The largest file that the desk takes in one request, and the largest picture, in bytes.
pub const MEDIA_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The largest video, in bytes. Nothing that is taken is larger.
pub const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// The largest file that is neither a picture nor a video, in bytes.
pub const OTHER_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// First bytes that tell what a file is, and mostly how large its picture.
pub const HEAD_BYTES: usize = 64 * 1024;

/// The first of the EXIF orientations whose pixels lie on their side (Exif 3.0 §4.6.5.1.6: 5 to 8).
const LYING: u16 = 5;

/// The largest file of a type, in bytes.
pub fn bytes_max(media_type: MediaType) -> u64 {
    match media_type {
        MediaType::Mp4 => FILE_BYTES_MAX,
        _ if media_type.is_image() => MEDIA_BYTES_MAX as u64,
        _ => OTHER_BYTES_MAX,
    }
}

/// What an item with such a file may be, the likeliest first.
pub fn kinds(media_type: MediaType) -> &'static [Kind] {
    match media_type {
        MediaType::Jpeg | MediaType::Webp | MediaType::Gif | MediaType::Png => &[Kind::Picture, Kind::Graphic],
        MediaType::Mp4 => &[Kind::Video, Kind::File],
        MediaType::Pdf | MediaType::Eps => &[Kind::Graphic, Kind::File],
        MediaType::Mp3 | MediaType::Zip => &[Kind::File],
    }
}

/// The type of a file of `size` bytes that begins with `head`, when the desk would take it.
pub fn fits(head: &[u8], size: u64) -> Result<MediaType, DeskError> {
    let media_type = sniffed(head)?;
    let most = bytes_max(media_type);
    if size > most {
        let of = media_type.name();
        return Err(DeskError::Heavy(format!("it has {size} bytes; at most {most} are taken of {of}")));
    }
    // The size may stand further behind, where only the whole file tells it.
    if let Some(size) = media_type.is_image().then(|| imagesize::blob_size(head).ok()).flatten() {
        small_enough(pixels(size.width)?, pixels(size.height)?)?;
    }
    Ok(media_type)
}

fn sniffed(head: &[u8]) -> Result<MediaType, DeskError> {
    MediaType::sniff(head).ok_or_else(|| {
        let carried = "a JPEG, PNG, WebP, GIF, MP4, MP3, PDF, EPS or ZIP file";
        DeskError::Media(match head {
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => {
                format!("it is a TIFF or raw picture, which is not carried; save it as a JPEG ({carried} is taken)")
            }
            _ => format!("it is not {carried}"),
        })
    })
}

fn pixels(n: usize) -> Result<u32, DeskError> {
    u32::try_from(n).map_err(|_| DeskError::Media("its picture is too large".to_owned()))
}

fn small_enough(width: u32, height: u32) -> Result<(), DeskError> {
    if is_developable((width, height)) {
        return Ok(());
    }
    Err(DeskError::Media(format!(
        "its picture has {width} × {height} pixels; at most {PICTURE_PIXELS_MAX} are allowed, and \
         {PICTURE_SIDE_PIXELS_MAX} on a side"
    )))
}

/// A file that is looked at.
pub(crate) struct Look<'a> {
    /// All of a picture; of anything else the first bytes are enough.
    pub bytes: &'a Bytes,
    /// The SHA-256 of all of it.
    pub sha256: &'a str,
    /// The size of all of it, in bytes.
    pub size: u64,
}

/// What a file is, read from its bytes, whatever its name says.
pub fn described(bytes: &Bytes) -> Result<Media, DeskError> {
    described_of(&Look { bytes, sha256: &store::blob_name(bytes), size: bytes.len() as u64 })
}

pub(crate) fn described_of(file: &Look<'_>) -> Result<Media, DeskError> {
    let media_type = sniffed(file.bytes)?;
    let size = media_type
        .is_image()
        .then(|| imagesize::blob_size(file.bytes).map_err(|e| DeskError::Media(format!("its picture is broken: {e}"))))
        .transpose()?;
    let (width, height) = (size.map(|s| pixels(s.width)).transpose()?, size.map(|s| pixels(s.height)).transpose()?);
    // A camera that was held upright says so in EXIF; readers see the picture as it stands.
    let lies = media_type.is_image() && photo::read(file.bytes).is_ok_and(|facts| facts.orientation >= Some(LYING));
    let (width, height) = if lies { (height, width) } else { (width, height) };
    if let Some((width, height)) = width.zip(height) {
        small_enough(width, height)?;
    }
    let sha256 = MediaHash::new(file.sha256).map_err(|e| DeskError::Media(e.to_string()))?;
    Ok(Media { sha256, media_type, bytes: file.size, width, height })
}

impl Desk {
    /// Stores a file and says what it is.
    pub async fn add_media(&self, who: &Staff, bytes: Bytes) -> Result<Media, DeskError> {
        require(who, Right::Write)?;
        if bytes.len() > MEDIA_BYTES_MAX {
            return Err(DeskError::Media(format!(
                "it has {} bytes; at most {MEDIA_BYTES_MAX} are allowed",
                bytes.len()
            )));
        }
        let media = described(&bytes)?;
        self.blobs.put(bytes).await?;
        self.stays(media.sha256.as_str()).await?;
        Ok(media)
    }

    /// What the agency fills in where a picture is silent.
    pub(crate) fn defaults(&self) -> Defaults {
        Defaults {
            language: self.agency.language.clone(),
            category: self.agency.categories.first().map_or(CategoryId(1), |category| category.id),
            priority: Priority::Routine,
        }
    }

    /// Files a picture as a draft that says what the picture says of itself (IPTC IIM, XMP and EXIF). Answers the draft,
    /// and what was not as it should be.
    pub async fn file_picture(&self, who: &Staff, bytes: Bytes) -> Result<(Item, Vec<String>), DeskError> {
        let unreadable = |refused: Refused| DeskError::Media(refused.to_string());
        require(who, Right::Write)?;
        let facts = photo::read(&bytes).map_err(unreadable)?;
        let incoming = photo::draft(&facts, "", &self.agency, &self.defaults()).map_err(unreadable)?;
        let Drafted::Media(draft) = incoming.story else {
            return Err(DeskError::Media("it is no picture".to_owned()));
        };
        let media = self.add_media(who, bytes).await?;
        let item = self.create(who, draft.finish(media, Vec::new()), None).await?;
        Ok((item, incoming.repairs))
    }
}
