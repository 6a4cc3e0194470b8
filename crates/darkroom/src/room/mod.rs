//! The room: what was developed is kept, what is asked for and missing is developed now.

mod cut;
mod follow;
mod rows;

pub use follow::FOLLOWER;

use crate::{DarkroomError, Flaw, Watermark, develop_all};
use rows::Kept;
use std::sync::Arc;
use store::{Blobs, Clock, Db};
use story::{Agency, Media, MediaHash, MediaType, Rendition};
use tokio::sync::Semaphore;
use wire::Reader;

/// Pictures that are developed at the same time: one takes a core, and up to half a gigabyte.
const BENCHES: usize = 1;

/// The darkroom of one agency. Clones are the same darkroom.
#[derive(Clone)]
pub struct Darkroom {
    db: Db,
    blobs: Blobs,
    reader: Reader,
    clock: Arc<dyn Clock>,
    watermark: Arc<Watermark>,
    /// Whoever develops holds it until what was made is kept. It also lets each picture be developed once, however many
    /// ask for it: those who waited look again first.
    bench: Arc<Semaphore>,
}

impl Darkroom {
    /// A darkroom over a wire. Previews carry the agency's short name.
    pub fn new(db: Db, blobs: Blobs, reader: Reader, agency: &Agency, clock: Arc<dyn Clock>) -> Self {
        let watermark = Arc::new(Watermark::of(agency));
        Self { db, blobs, reader, clock, watermark, bench: Arc::new(Semaphore::new(BENCHES)) }
    }

    /// The file of a rendition of a filed picture; it is developed now where nobody did yet. `None` for what is handed
    /// out as it was filed, for files that are no pictures or are not in the store, and for a picture that cannot be
    /// developed.
    pub async fn rendition(&self, filed: &Media, rendition: Rendition) -> Result<Option<Media>, DarkroomError> {
        if rendition.pixels_max().is_none() || !filed.media_type.is_image() {
            return Ok(None);
        }
        if let Some(kept) = self.kept(&filed.sha256, rendition).await? {
            return Ok(kept.media());
        }
        self.make(&filed.sha256, &[rendition]).await?;
        Ok(self.kept(&filed.sha256, rendition).await?.and_then(Kept::media))
    }

    async fn kept(&self, source: &MediaHash, rendition: Rendition) -> Result<Option<Kept>, DarkroomError> {
        let kept = rows::of(&self.db, source).await?;
        Ok(kept.into_iter().find(|(name, _)| *name == rendition).map(|(_, kept)| kept))
    }

    /// Develops those renditions of a picture that are wanted and not kept yet, and keeps them.
    async fn make(&self, source: &MediaHash, wanted: &[Rendition]) -> Result<(), DarkroomError> {
        let bench = Arc::clone(&self.bench).acquire_owned().await.map_err(|_| DarkroomError::Closed)?;
        let kept = rows::of(&self.db, source).await?;
        let is_missing = |wanted: &&Rendition| !kept.iter().any(|(name, _)| name == *wanted);
        let missing: Vec<Rendition> = wanted.iter().filter(is_missing).copied().collect();
        if missing.is_empty() {
            return Ok(());
        }
        let Some(picture) = self.blobs.get(source.as_str()).await? else {
            // It may come back with a backup, so nothing is remembered.
            tracing::warn!(source = source.as_str(), "a picture is not in the store, and is not developed");
            return Ok(());
        };
        let (watermark, asked) = (Arc::clone(&self.watermark), missing.clone());
        let developing = tokio::task::spawn_blocking(move || {
            // Whoever asked may go away; the bench is taken until the work is done.
            (develop_all(&picture, &asked, &watermark), bench)
        });
        let (developed, _bench) = match developing.await {
            Ok((developed, bench)) => (developed, Some(bench)),
            Err(ended) if ended.is_panic() => (Err(Flaw::Spoilt("it made its decoder panic".to_owned())), None),
            Err(_) => return Err(DarkroomError::Closed),
        };
        let now = self.clock.now();
        match developed {
            Ok(prints) => {
                for (rendition, print) in prints {
                    let (bytes, width, height) = (print.bytes.len() as u64, Some(print.width), Some(print.height));
                    let sha256 = self.blobs.put(print.bytes).await?;
                    let sha256 = MediaHash::new(&sha256).map_err(|fault| rows::corrupt("sha256", fault))?;
                    let media = Media { sha256, media_type: MediaType::Jpeg, bytes, width, height };
                    rows::keep(&self.db, source, rendition, &Kept::Made(media), now).await?;
                }
            }
            Err(flaw) => {
                tracing::warn!(source = source.as_str(), "a picture cannot be developed: {flaw}");
                for rendition in missing {
                    rows::keep(&self.db, source, rendition, &Kept::Failed(flaw.to_string()), now).await?;
                }
            }
        }
        Ok(())
    }
}
