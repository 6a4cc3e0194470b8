//! Files that come with a story.

use crate::{Desk, DeskError, Right};
use account::Staff;
use bytes::Bytes;
use story::{Media, MediaHash, MediaType, PICTURE_PIXELS_MAX, PICTURE_SIDE_PIXELS_MAX, is_developable};

/// The largest file that the desk takes in one request, in bytes.
pub const MEDIA_BYTES_MAX: usize = 64 * 1024 * 1024;

impl Desk {
    /// Stores a file and says what it is. Its type is read from its bytes, whatever its name says.
    pub async fn add_media(&self, who: &Staff, bytes: Bytes) -> Result<Media, DeskError> {
        Right::Write.require(who)?;
        if bytes.len() > MEDIA_BYTES_MAX {
            return Err(DeskError::Media(format!(
                "it has {} bytes; at most {MEDIA_BYTES_MAX} are allowed",
                bytes.len()
            )));
        }
        let media_type = MediaType::sniff(&bytes).ok_or_else(|| {
            DeskError::Media("it is not a JPEG, PNG, WebP, GIF, MP4, MP3, PDF, EPS or ZIP file".to_owned())
        })?;
        let size = media_type
            .is_image()
            .then(|| imagesize::blob_size(&bytes).map_err(|e| DeskError::Media(format!("its picture is broken: {e}"))))
            .transpose()?;
        let pixels = |n: usize| u32::try_from(n).map_err(|_| DeskError::Media("its picture is too large".to_owned()));
        let (width, height) = (size.map(|s| pixels(s.width)).transpose()?, size.map(|s| pixels(s.height)).transpose()?);
        if let Some((width, height)) = width.zip(height).filter(|size| !is_developable(*size)) {
            return Err(DeskError::Media(format!(
                "its picture has {width} × {height} pixels; at most {PICTURE_PIXELS_MAX} are allowed, and \
                 {PICTURE_SIDE_PIXELS_MAX} on a side"
            )));
        }
        let length = bytes.len() as u64;
        let name = self.blobs.put(bytes).await?;
        let sha256 = MediaHash::new(&name).map_err(|e| DeskError::Media(e.to_string()))?;
        Ok(Media { sha256, media_type, bytes: length, width, height })
    }
}
