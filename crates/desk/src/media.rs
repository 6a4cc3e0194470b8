//! Files that come with a story.

use crate::{Desk, DeskError, Item, rights::require};
use account::{Right, Staff};
use bytes::Bytes;
use format::{Defaults, Drafted, Refused, photo};
use story::{
    CategoryId, Media, MediaHash, MediaType, PICTURE_PIXELS_MAX, PICTURE_SIDE_PIXELS_MAX, Priority, is_developable,
};

/// The largest file that the desk takes in one request, in bytes.
pub const MEDIA_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The first of the EXIF orientations whose pixels lie on their side (Exif 3.0 §4.6.5.1.6: 5 to 8).
const LYING: u16 = 5;

/// What a file is, read from its bytes, whatever its name says.
pub fn described(bytes: &Bytes) -> Result<Media, DeskError> {
    let media_type = MediaType::sniff(bytes).ok_or_else(|| {
        DeskError::Media("it is not a JPEG, PNG, WebP, GIF, MP4, MP3, PDF, EPS or ZIP file".to_owned())
    })?;
    let size = media_type
        .is_image()
        .then(|| imagesize::blob_size(bytes).map_err(|e| DeskError::Media(format!("its picture is broken: {e}"))))
        .transpose()?;
    let pixels = |n: usize| u32::try_from(n).map_err(|_| DeskError::Media("its picture is too large".to_owned()));
    let (width, height) = (size.map(|s| pixels(s.width)).transpose()?, size.map(|s| pixels(s.height)).transpose()?);
    // A camera that was held upright says so in EXIF; readers see the picture as it stands.
    let lies = media_type.is_image() && photo::read(bytes).is_ok_and(|facts| facts.orientation >= Some(LYING));
    let (width, height) = if lies { (height, width) } else { (width, height) };
    if let Some((width, height)) = width.zip(height).filter(|size| !is_developable(*size)) {
        return Err(DeskError::Media(format!(
            "its picture has {width} × {height} pixels; at most {PICTURE_PIXELS_MAX} are allowed, and \
             {PICTURE_SIDE_PIXELS_MAX} on a side"
        )));
    }
    let sha256 = MediaHash::new(&store::blob_name(bytes)).map_err(|e| DeskError::Media(e.to_string()))?;
    Ok(Media { sha256, media_type, bytes: bytes.len() as u64, width, height })
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
        Ok(media)
    }

    /// Files a picture as a draft that says what the picture says of itself (IPTC IIM, XMP and EXIF). Answers the draft,
    /// and what was not as it should be.
    pub async fn file_picture(&self, who: &Staff, bytes: Bytes) -> Result<(Item, Vec<String>), DeskError> {
        let unreadable = |refused: Refused| DeskError::Media(refused.to_string());
        require(who, Right::Write)?;
        let agency = &self.agency;
        let defaults = Defaults {
            language: agency.language.clone(),
            category: agency.categories.first().map_or(CategoryId(1), |category| category.id),
            priority: Priority::Routine,
        };
        let facts = photo::read(&bytes).map_err(unreadable)?;
        let incoming = photo::draft(&facts, "", agency, &defaults).map_err(unreadable)?;
        let Drafted::Media(draft) = incoming.story else {
            return Err(DeskError::Media("it is no picture".to_owned()));
        };
        let media = self.add_media(who, bytes).await?;
        let item = self.create(who, draft.finish(media, Vec::new()), None).await?;
        Ok((item, incoming.repairs))
    }
}
