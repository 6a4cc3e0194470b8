//! The rows in which the darkroom remembers what it made, and what it could not make.

use crate::Print;
use jiff::Timestamp;
use store::{Db, Row, StoreError, args};
use story::{Media, MediaHash, to_millis};

/// What became of a print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// It was made, and is this file.
    Made(Media),
    /// It cannot be made, for this reason.
    Failed(String),
}

impl Kept {
    /// The file, if there is one.
    pub fn media(self) -> Option<Media> {
        match self {
            Self::Made(media) => Some(media),
            Self::Failed(_) => None,
        }
    }
}

/// Everything that is remembered of a filed picture.
pub(super) async fn of(db: &Db, source: &MediaHash) -> Result<Vec<(Print, Kept)>, StoreError> {
    let rows = db
        .all(
            "SELECT name, sha256, media_type, bytes, width, height, failed FROM rendition WHERE source = $1",
            args![source.as_str()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let print = row.parsed("name")?;
            Ok((print, kept(row, print)?))
        })
        .collect()
}

/// Remembers what became of a print. Of two processes that made it at the same time, the first is remembered.
pub(super) async fn keep(
    db: &Db,
    source: &MediaHash,
    print: Print,
    kept: &Kept,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (media, failed) = match kept {
        Kept::Made(media) => (Some(media), None),
        Kept::Failed(why) => (None, Some(why.as_str())),
    };
    let number = |of: fn(&Media) -> Option<u64>| media.and_then(of).and_then(|number| i64::try_from(number).ok());
    db.run(
        "INSERT INTO rendition (source, name, sha256, media_type, bytes, width, height, failed, made) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (source, name) DO NOTHING",
        args![
            source.as_str(),
            print.to_string(),
            media.map(|media| media.sha256.as_str()),
            media.map(|media| media.media_type.name()),
            number(|media| Some(media.bytes)),
            number(|media| media.width.map(u64::from)),
            number(|media| media.height.map(u64::from)),
            failed,
            to_millis(now),
        ],
    )
    .await
    .map(drop)
}

fn kept(row: &Row, print: Print) -> Result<Kept, StoreError> {
    if let Some(why) = row.text_or_null("failed")? {
        return Ok(Kept::Failed(why));
    }
    let side = |column| u32::try_from(row.count(column)?).map_err(|fault| corrupt(column, fault));
    let sha256 = MediaHash::new(&row.text("sha256")?).map_err(|fault| corrupt("sha256", fault))?;
    let (media_type, said) = (print.form.media_type(), row.text("media_type")?);
    if said != media_type.name() {
        return Err(corrupt("media_type", format_args!("`{said}` is not what the darkroom makes")));
    }
    let (width, height) = (Some(side("width")?), Some(side("height")?));
    Ok(Kept::Made(Media { sha256, media_type, bytes: row.count("bytes")?, width, height }))
}

/// A stored value that nobody here wrote.
pub(super) fn corrupt(column: &'static str, why: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt { column, why: why.to_string() }
}
