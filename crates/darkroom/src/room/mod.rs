//! The room: what was developed is kept, what is asked for and missing is developed now.

mod cut;
mod follow;
mod rows;

pub use follow::FOLLOWER;

use crate::{Card, DarkroomError, Developed, Flaw, Print, Size, Watermark, print_all};
use bytes::Bytes;
use rows::Kept;
use std::sync::Arc;
use store::{Blobs, Clock, Db};
use story::{Agency, Media, MediaHash, Rendition};
use tokio::sync::Semaphore;
use wire::Reader;

/// Pictures that are developed at the same time: one takes a core, and up to half a gigabyte.
const BENCHES: usize = 1;

/// Cards that are drawn or wait for it; more are asked to come later, so that nobody can make others wait by asking.
const CARDS_WAITING_MAX: usize = 16;

/// What came of asking for a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// The file, a PNG.
    Card(Bytes),
    /// It cannot be drawn.
    Never,
    /// Too many are asked for.
    Later,
}

/// The files in which the public site shows a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The size for the web, as a JPEG.
    pub web: Media,
    /// [`Size::Small`], as a JPEG; none where the picture is no larger than that.
    pub small: Option<Media>,
    /// The size for the web as a WebP. Where it is there, it is there in every size: browsers choose the form first and
    /// the size among those of that form. None where one cannot be made, or is no smaller than the JPEG.
    pub web_webp: Option<Media>,
    /// The small size as a WebP.
    pub small_webp: Option<Media>,
}

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
    /// Cards are drawn one at a time, and wait for no picture: nor does a picture for them.
    desk: Arc<Semaphore>,
    /// A place for each card that is drawn or waits.
    places: Arc<Semaphore>,
}

impl Darkroom {
    /// A darkroom over a wire. Previews carry the agency's short name.
    pub fn new(db: Db, blobs: Blobs, reader: Reader, agency: &Agency, clock: Arc<dyn Clock>) -> Self {
        let watermark = Arc::new(Watermark::of(agency));
        let [bench, desk, places] = [BENCHES, 1, CARDS_WAITING_MAX].map(|permits| Arc::new(Semaphore::new(permits)));
        Self { db, blobs, reader, clock, watermark, bench, desk, places }
    }

    /// The file of a rendition of a filed picture; it is developed now where nobody did yet. `None` for what is handed
    /// out as it was filed, for files that are no pictures or are not in the store, and for a picture that cannot be
    /// developed.
    pub async fn rendition(&self, filed: &Media, rendition: Rendition) -> Result<Option<Media>, DarkroomError> {
        let Some(print) = Size::of(rendition).map(Print::jpeg).filter(|_| filed.media_type.is_image()) else {
            return Ok(None);
        };
        let [made] = self.made(&filed.sha256, [print]).await?;
        Ok(made)
    }

    /// The files in which the public site shows a filed picture; what is missing is made now. `None` for what
    /// [`Self::rendition`] makes nothing of.
    pub async fn shown(&self, filed: &Media) -> Result<Option<Shown>, DarkroomError> {
        if !filed.media_type.is_image() {
            return Ok(None);
        }
        let wanted =
            [Print::jpeg(Size::Web), Print::jpeg(Size::Small), Print::webp(Size::Web), Print::webp(Size::Small)];
        let [web, small, web_webp, small_webp] = self.made(&filed.sha256, wanted).await?;
        let Some(web) = web else { return Ok(None) };
        let small = small.filter(|small| small.width < web.width);
        let lighter = |webp: Option<Media>, jpeg: &Media| webp.filter(|webp| webp.bytes < jpeg.bytes);
        let web_webp = lighter(web_webp, &web);
        let small_webp = small.as_ref().and_then(|small| lighter(small_webp, small));
        let whole = web_webp.is_some() && small.is_some() == small_webp.is_some();
        let (web_webp, small_webp) = if whole { (web_webp, small_webp) } else { (None, None) };
        Ok(Some(Shown { web, small, web_webp, small_webp }))
    }

    /// The file of a card, drawn now.
    pub async fn card(&self, card: Card) -> Result<Drawn, DarkroomError> {
        let Ok(_place) = Arc::clone(&self.places).try_acquire_owned() else { return Ok(Drawn::Later) };
        let desk = Arc::clone(&self.desk).acquire_owned().await.map_err(|_| DarkroomError::Closed)?;
        let drawn = match tokio::task::spawn_blocking(move || (card.draw(), desk)).await {
            Ok((drawn, _desk)) => drawn,
            Err(ended) if ended.is_panic() => Err(Flaw::Spoilt("it made what draws it panic".to_owned())),
            Err(_) => return Err(DarkroomError::Closed),
        };
        Ok(drawn.map_or_else(
            |flaw| {
                tracing::warn!("a card cannot be drawn: {flaw}");
                Drawn::Never
            },
            Drawn::Card,
        ))
    }

    /// The prints of a filed picture, each where it can be made; what is missing is made now.
    async fn made<const N: usize>(
        &self,
        source: &MediaHash,
        wanted: [Print; N],
    ) -> Result<[Option<Media>; N], DarkroomError> {
        let mut kept = rows::of(&self.db, source).await?;
        if missing(&kept, &wanted).next().is_some() {
            self.make(source, &wanted).await?;
            kept = rows::of(&self.db, source).await?;
        }
        Ok(wanted.map(|print| kept.iter().find(|(made, _)| *made == print).and_then(|(_, kept)| kept.clone().media())))
    }

    /// Makes those prints of a picture that are wanted and not kept yet, and keeps them.
    async fn make(&self, source: &MediaHash, wanted: &[Print]) -> Result<(), DarkroomError> {
        let bench = Arc::clone(&self.bench).acquire_owned().await.map_err(|_| DarkroomError::Closed)?;
        let kept = rows::of(&self.db, source).await?;
        let missing: Vec<Print> = missing(&kept, wanted).collect();
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
            (print_all(&picture, &asked, &watermark), bench)
        });
        let (developed, _bench) = match developing.await {
            Ok((developed, bench)) => (developed, Some(bench)),
            Err(ended) if ended.is_panic() => (Err(Flaw::Spoilt("it made its decoder panic".to_owned())), None),
            Err(_) => return Err(DarkroomError::Closed),
        };
        match developed {
            Ok(prints) => {
                for (print, developed) in missing.into_iter().zip(prints) {
                    self.keep(source, print, developed).await?;
                }
            }
            Err(flaw) => {
                for print in missing {
                    self.keep(source, print, Err(flaw.clone())).await?;
                }
            }
        }
        Ok(())
    }

    /// Keeps what was made, or why it cannot be made.
    async fn keep(&self, source: &MediaHash, print: Print, made: Result<Developed, Flaw>) -> Result<(), DarkroomError> {
        let kept = match made {
            Ok(Developed { bytes, width, height }) => {
                let size = bytes.len() as u64;
                let sha256 = self.blobs.put(bytes).await?;
                let sha256 = MediaHash::new(&sha256).map_err(|fault| rows::corrupt("sha256", fault))?;
                let (width, height) = (Some(width), Some(height));
                Kept::Made(Media { sha256, media_type: print.form.media_type(), bytes: size, width, height })
            }
            Err(flaw) => {
                tracing::warn!(source = source.as_str(), "`{print}` cannot be made of a picture: {flaw}");
                Kept::Failed(flaw.to_string())
            }
        };
        Ok(rows::keep(&self.db, source, print, &kept, self.clock.now()).await?)
    }
}

/// Those of the wanted prints of which nothing is remembered.
fn missing(kept: &[(Print, Kept)], wanted: &[Print]) -> impl Iterator<Item = Print> {
    wanted.iter().copied().filter(|wanted| !kept.iter().any(|(print, _)| print == wanted))
}
