//! The follower that develops the pictures of the wire, from a cursor of its own.

use crate::{Darkroom, DarkroomError, Print, Size};
use story::{MediaHash, Origin};
use tokio_util::sync::CancellationToken;
use wire::Dispatch;

/// The name of the darkroom's cursor.
pub const FOLLOWER: &str = "darkroom";

/// Dispatches after which the cursor is moved. After a crash they are looked at again; what was made is kept.
const BATCH: usize = 100;

impl Darkroom {
    /// Follows the wire until `stop`. What fails is tried again; nothing is passed over but pictures that cannot be
    /// developed.
    pub async fn follow(self, stop: CancellationToken) {
        // Only the picture that is on the bench is waited for.
        wire::follow(&self.reader, FOLLOWER, &stop, || self.catch_up()).await;
    }

    /// Develops the pictures of every dispatch up to the head. Answers the number of the last one.
    pub async fn catch_up(&self) -> Result<u64, DarkroomError> {
        let mut cursor = self.reader.cursor(FOLLOWER).await?;
        loop {
            let batch = self.reader.after(cursor, BATCH).await?;
            let Some(last) = batch.last() else { return Ok(cursor) };
            for dispatch in &batch {
                for (source, wanted) in self.wanted(dispatch) {
                    self.make(source, &wanted).await?;
                }
            }
            cursor = last.seq();
            let mut tx = self.db.begin().await?;
            wire::advance(&mut tx, FOLLOWER, cursor).await?;
            tx.commit().await?;
        }
    }

    /// What is made of the files of a dispatch: the renditions that subscribers are offered. What the public site shows
    /// beside them is made when it shows a picture, which few are. What must not be used now is not developed; when a hold
    /// ends, another dispatch brings the picture again.
    fn wanted<'d>(&self, dispatch: &'d Dispatch) -> Vec<(&'d MediaHash, Vec<Print>)> {
        let mut wanted: Vec<(&MediaHash, Vec<Print>)> = Vec::new();
        if self.reader.stop(&dispatch.entry.item).is_some() {
            return wanted;
        }
        for (rendition, origin) in dispatch.story.renditions() {
            let Origin::Made(media) = origin else { continue };
            let Some(print) = Size::of(rendition).map(Print::jpeg).filter(|_| media.media_type.is_image()) else {
                continue;
            };
            match wanted.iter_mut().find(|(source, _)| **source == media.sha256) {
                Some((_, prints)) => prints.push(print),
                None => wanted.push((&media.sha256, vec![print])),
            }
        }
        wanted
    }
}
