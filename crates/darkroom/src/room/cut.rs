//! Cutting a part out of a picture, and looking whether one can be developed at all.

use super::rows;
use crate::{Area, Darkroom, DarkroomError, Developed, Flaw, Print, Size, cut};
use std::sync::Arc;
use story::{Media, MediaHash, MediaType, Rendition};

impl Darkroom {
    /// Why a picture cannot be developed; `None` when it can, and for files that are no pictures. Its thumbnail is kept.
    pub async fn proof(&self, filed: &Media) -> Result<Option<String>, DarkroomError> {
        if self.rendition(filed, Rendition::Thumbnail).await?.is_some() || !filed.media_type.is_image() {
            return Ok(None);
        }
        let kept = rows::of(&self.db, &filed.sha256).await?;
        Ok(kept.into_iter().find_map(|(print, kept)| match kept {
            rows::Kept::Failed(why) if print == Print::jpeg(Size::Thumbnail) => Some(why),
            _ => None,
        }))
    }

    /// Cuts a part out of a picture, as it stands upright, and stores it. The inner answer says why it cannot be cut.
    pub async fn cut(&self, filed: &Media, area: Area) -> Result<Result<Media, String>, DarkroomError> {
        let bench = Arc::clone(&self.bench).acquire_owned().await.map_err(|_| DarkroomError::Closed)?;
        let Some(picture) = self.blobs.get(filed.sha256.as_str()).await? else {
            return Ok(Err("its file is not in the store".to_owned()));
        };
        let cutting = tokio::task::spawn_blocking(move || (cut(&picture, area), bench));
        let (developed, _bench) = match cutting.await {
            Ok((developed, bench)) => (developed, Some(bench)),
            Err(ended) if ended.is_panic() => (Err(Flaw::Spoilt("it made its decoder panic".to_owned())), None),
            Err(_) => return Err(DarkroomError::Closed),
        };
        let Developed { bytes, width, height } = match developed {
            Ok(developed) => developed,
            Err(flaw) => return Ok(Err(flaw.to_string())),
        };
        let size = bytes.len() as u64;
        let sha256 = MediaHash::new(&self.blobs.put(bytes).await?).map_err(|fault| rows::corrupt("sha256", fault))?;
        let (width, height) = (Some(width), Some(height));
        Ok(Ok(Media { sha256, media_type: MediaType::Jpeg, bytes: size, width, height }))
    }
}
