//! Files that are being sent: in pieces, however long it takes, through whatever breaks in between.

use crate::{
    Desk, DeskError, HEAD_BYTES, item,
    media::{Look, described_of, fits},
    rights::require,
};
use account::{AuditLine, Right, Staff, audit};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::{Row, Rows, StoreError, Tx, Value, args, row};
use story::{ItemId, Manuscript, Media, MediaHash, canonical_json, from_millis, to_millis};
use tokio_util::sync::CancellationToken;
use wire::Log;

/// The largest piece that is kept at once, in bytes; what comes longer is cut into such pieces.
pub const PIECE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Files that one person may be sending at a time.
pub const UPLOADS_MAX: u64 = 500;
/// Bytes that the files one person is sending, or has not filed, may be announced with together: 64 GiB.
const UNFINISHED_BYTES_MAX: u64 = 64 * 1024 * 1024 * 1024;
/// Characters that a file's name may have.
const NAME_CHARS_MAX: usize = 255;
/// Hours after the last piece of a file that never became whole, or never became an item, until it is taken away.
const UNFINISHED_HOURS: i64 = 48;
/// Seconds between two looks for such files.
const SWEEP_SECS: u64 = 600;

/// A file that is being sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Upload {
    /// Its id.
    pub id: String,
    /// Who sends it.
    pub owner: String,
    /// The name of the file where it comes from.
    pub name: String,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// How much of it has come, in bytes.
    pub received: u64,
    /// What it is, once it is whole.
    pub media: Option<Media>,
    /// The item that it became.
    pub item: Option<ItemId>,
    /// When it was begun.
    pub created: Timestamp,
    /// When the last piece came.
    pub changed: Timestamp,
}

macro_rules! select_upload {
    ($rest:literal) => {
        concat!("SELECT id, owner, name, bytes, received, media, item, created, changed FROM upload ", $rest)
    };
}

impl Upload {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let media = row.text_or_null("media")?.map(|_| item::json(row, "media")).transpose()?;
        let item = row.text_or_null("item")?.map(|_| row.parsed("item")).transpose()?;
        Ok(Self {
            id: row.text("id")?,
            owner: row.text("owner")?,
            name: row.text("name")?,
            bytes: row.count("bytes")?,
            received: row.count("received")?,
            media,
            item,
            created: from_millis(row.int("created")?),
            changed: from_millis(row.int("changed")?),
        })
    }
}

/// The upload as it stands inside a transaction; nobody sees those of others.
pub(crate) async fn load(tx: &mut Tx, who: &Staff, id: &str) -> Result<Upload, DeskError> {
    let row = tx.one(select_upload!("WHERE id = $1 AND owner = $2"), args![id, who.login.as_str()]).await?;
    Ok(Upload::from_row(&row.ok_or_else(|| DeskError::NoUpload(id.to_owned()))?)?)
}

/// A line of the audit about an upload. The name of the file is left out: it may tell what nobody is to know yet.
async fn note(tx: &mut Tx, time: Timestamp, who: &Staff, act: &str, upload: &Upload) -> Result<(), StoreError> {
    let detail = format!("{} bytes", upload.bytes);
    audit(tx, &AuditLine { time, actor: &who.login, act, subject: &upload.id, detail: &detail }).await
}

/// A stretch of a file: what came of it lies in the store, and does not count before [`Desk::count_in`].
#[derive(Debug)]
pub struct Stretch {
    upload: Upload,
    /// The names and lengths of what came, in its order.
    pieces: Vec<(String, u64)>,
    end: u64,
}

impl Desk {
    /// Begins to take a file of this name and size.
    pub async fn begin_upload(&self, who: &Staff, name: &str, bytes: u64) -> Result<Upload, DeskError> {
        require(who, Right::Write)?;
        let name = story::tidy_line(name);
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return Err(DeskError::Media(format!("its name must have from 1 to {NAME_CHARS_MAX} characters")));
        }
        if bytes == 0 {
            return Err(DeskError::Media("it is empty".to_owned()));
        }
        if bytes > crate::FILE_BYTES_MAX {
            return Err(DeskError::Heavy(format!("it has {bytes} bytes; at most {} are taken", crate::FILE_BYTES_MAX)));
        }
        let (now, id) = (self.clock.now(), random_id()?);
        let mut tx = self.db.begin().await?;
        let row = tx
            .one(
                "SELECT count(*) AS n, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS announced FROM upload \
                 WHERE owner = $1 AND item IS NULL",
                args![who.login.as_str()],
            )
            .await?;
        let (open, announced) = match row {
            Some(row) => (row.count("n")?, row.count("announced")?),
            None => (0, 0),
        };
        if open >= UPLOADS_MAX {
            return Err(DeskError::Heavy(format!(
                "{open} files of yours are being sent or wait to be filed; at most {UPLOADS_MAX} may: file some, or let them go"
            )));
        }
        if announced.saturating_add(bytes) > UNFINISHED_BYTES_MAX {
            return Err(DeskError::Heavy(format!(
                "files of yours with {announced} bytes are being sent or wait to be filed, and it has {bytes}; at most \
                 {UNFINISHED_BYTES_MAX} may be open: file some, or let them go"
            )));
        }
        tx.run(
            "INSERT INTO upload (id, owner, name, bytes, received, created, changed) VALUES ($1, $2, $3, $4, 0, $5, $5)",
            args![id.as_str(), who.login.as_str(), name, bytes, to_millis(now)],
        )
        .await?;
        let upload = load(&mut tx, who, &id).await?;
        note(&mut tx, now, who, "upload", &upload).await?;
        tx.commit().await?;
        Ok(upload)
    }

    /// A file that `who` is sending.
    pub async fn upload(&self, who: &Staff, id: &str) -> Result<Upload, DeskError> {
        require(who, Right::Write)?;
        let row = self.db.one(select_upload!("WHERE id = $1 AND owner = $2"), args![id, who.login.as_str()]).await?;
        Ok(Upload::from_row(&row.ok_or_else(|| DeskError::NoUpload(id.to_owned()))?)?)
    }

    /// The files that `who` is sending, or sent and has not filed; the newest first.
    pub async fn uploads(&self, who: &Staff) -> Result<Vec<Upload>, DeskError> {
        require(who, Right::Write)?;
        let sql = select_upload!("WHERE owner = $1 AND item IS NULL ORDER BY changed DESC, id LIMIT 500");
        let rows = self.db.all(sql, args![who.login.as_str()]).await?;
        Ok(rows.iter().map(Upload::from_row).collect::<Result<_, _>>()?)
    }

    /// Takes the piece that begins at byte `start`. What is kept is durable when this returns. The first piece is looked
    /// at: a file that would not be taken is let go at once. Answers how much has come.
    ///
    /// # Errors
    /// [`DeskError::Elsewhere`] when the file stands at another byte; whoever sends the same piece at the same time twice
    /// gets it once.
    pub async fn receive(&self, who: &Staff, id: &str, start: u64, piece: Bytes) -> Result<u64, DeskError> {
        let mut stretch = self.begin_stretch(who, id, start).await?;
        self.lay(&mut stretch, piece).await?;
        self.count_in(who, stretch).await
    }

    /// Begins to take bytes that count together or not at all, from byte `start` on.
    ///
    /// # Errors
    /// [`DeskError::Elsewhere`] when the file stands at another byte.
    pub async fn begin_stretch(&self, who: &Staff, id: &str, start: u64) -> Result<Stretch, DeskError> {
        let upload = self.upload(who, id).await?;
        if upload.received != start {
            return Err(DeskError::Elsewhere { start, stands: upload.received });
        }
        Ok(Stretch { upload, pieces: Vec::new(), end: start })
    }

    /// Lays the next piece of a stretch into the store. The first one of a file is looked at, as in [`Desk::receive`].
    pub async fn lay(&self, stretch: &mut Stretch, piece: Bytes) -> Result<(), DeskError> {
        let (upload, length) = (&stretch.upload, piece.len() as u64);
        if stretch.end + length > upload.bytes {
            return Err(DeskError::Heavy(format!("it was announced with {} bytes, and more came", upload.bytes)));
        }
        if stretch.end == 0 {
            if stretch.end + length < upload.bytes && piece.len() < HEAD_BYTES {
                // A line that was cut at once: too little to tell what it is.
                return Ok(());
            }
            if let Err(refused) = fits(&piece, upload.bytes) {
                self.drop_upload(&upload.id).await?;
                return Err(refused);
            }
        }
        if length > 0 {
            let sha256 = self.blobs.put_piece(&upload.id, piece).await?;
            stretch.pieces.push((sha256, length));
            stretch.end += length;
        }
        Ok(())
    }

    /// Counts a stretch that came: it is durable when this returns. Answers how much has come.
    ///
    /// # Errors
    /// [`DeskError::Elsewhere`] when something else came in the place of it.
    pub async fn count_in(&self, who: &Staff, stretch: Stretch) -> Result<u64, DeskError> {
        let Stretch { upload, pieces, end } = stretch;
        let (id, start) = (upload.id.as_str(), upload.received);
        if end == start {
            return Ok(start);
        }
        let mut tx = self.db.begin().await?;
        let taken = tx
            .run(
                "UPDATE upload SET received = $1, changed = $2 WHERE id = $3 AND received = $4",
                args![end, to_millis(self.clock.now()), id, start],
            )
            .await?;
        if taken == 0 {
            drop(tx);
            return Err(DeskError::Elsewhere { start, stands: self.upload(who, id).await?.received });
        }
        let mut at = start;
        for (sha256, length) in pieces {
            tx.run("INSERT INTO upload_piece (upload, start, sha256) VALUES ($1, $2, $3)", args![id, at, sha256])
                .await?;
            at += length;
        }
        tx.commit().await?;
        Ok(end)
    }

    /// Lets a file go, however much of it came.
    pub async fn end_upload(&self, who: &Staff, id: &str) -> Result<(), DeskError> {
        let upload = self.upload(who, id).await?;
        self.drop_upload(&upload.id).await
    }

    /// The file that an upload is, put together and looked at. Asking again answers the same.
    ///
    /// # Errors
    /// When it is not whole yet, and when it is not what the wire carries; the latter is let go.
    pub async fn whole_upload(&self, who: &Staff, id: &str) -> Result<Media, DeskError> {
        let upload = self.upload(who, id).await?;
        if let Some(media) = upload.media {
            return Ok(media);
        }
        if upload.received < upload.bytes {
            return Err(DeskError::NotWhole { received: upload.received, bytes: upload.bytes });
        }
        let rows = self.db.all("SELECT sha256 FROM upload_piece WHERE upload = $1 ORDER BY start", args![id]).await?;
        let pieces: Vec<String> = rows.iter().map(|row| row.text("sha256")).collect::<Result<_, _>>()?;
        let (sha256, bytes, is_new) = self.blobs.join(id, &pieces).await?;
        self.lies_at(id, &sha256, is_new).await?;
        let media = match self.look(&sha256, bytes).await {
            Err(refused @ (DeskError::Media(_) | DeskError::Heavy(_))) => {
                self.drop_upload(id).await?;
                return Err(refused);
            }
            looked => looked?,
        };
        let known = canonical_json(&media);
        self.db.run("UPDATE upload SET media = $1 WHERE id = $2", args![known, id]).await?;
        self.blobs.forget_pieces(id).await?;
        Ok(media)
    }

    /// What a stored file is. Only pictures are read whole.
    async fn look(&self, sha256: &str, bytes: u64) -> Result<Media, DeskError> {
        let gone = || StoreError::Unusable(format!("the file {sha256} is gone"));
        let head_bytes = bytes.min(HEAD_BYTES as u64);
        let mut head = Vec::new();
        let mut parts = self.blobs.part(sha256, 0..head_bytes).await?.ok_or_else(gone)?;
        while let Some(part) = futures_util::StreamExt::next(&mut parts).await {
            head.extend_from_slice(&part?);
        }
        fits(&head, bytes)?;
        let is_picture = story::MediaType::sniff(&head).is_some_and(story::MediaType::is_image);
        let whole = if is_picture { self.blobs.get(sha256).await?.ok_or_else(gone)? } else { head.into() };
        described_of(&Look { bytes: &whole, sha256, size: bytes })
    }

    /// Notes where the whole file lies. What it was put together from before stays its own.
    async fn lies_at(&self, id: &str, sha256: &str, is_new: bool) -> Result<(), DeskError> {
        let (id, sha256) = (id.to_owned(), sha256.to_owned());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let sql = "UPDATE upload SET sha256 = $1, is_new = (is_new OR $2) WHERE id = $3";
                    log.tx().run(sql, args![sha256, is_new, id]).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Notes that a file was stored in another way too: it does not go with an upload.
    pub(crate) async fn stays(&self, sha256: &str) -> Result<(), StoreError> {
        self.db.run("UPDATE upload SET is_new = FALSE WHERE sha256 = $1", args![sha256]).await.map(drop)
    }

    /// Lets an upload go, with the file that it brought, unless somebody has use for that.
    pub(crate) async fn drop_upload(&self, id: &str) -> Result<(), DeskError> {
        let (blobs, upload) = (self.blobs.clone(), id.to_owned());
        // Every save of an item and every file that is put together is noted on this way, one after the other: nobody can
        // begin to use the file while it goes.
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    if let Some(sha256) = forget(log.tx(), &upload).await? {
                        blobs.remove(&sha256).await?;
                    }
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(self.blobs.forget_pieces(id).await?)
    }

    /// Takes away what was not finished or not filed in time. Answers how many files that were.
    pub async fn sweep_uploads(&self) -> Result<usize, DeskError> {
        let before = to_millis(self.clock.now() - SignedDuration::from_hours(UNFINISHED_HOURS));
        let late = self.db.all("SELECT id FROM upload WHERE changed < $1 LIMIT 1000", args![before]).await?;
        for row in &late {
            self.drop_upload(&row.text("id")?).await?;
        }
        Ok(late.len())
    }

    /// Takes away what is not finished in time, until `stop`.
    pub async fn keep_uploads_small(self, stop: CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(std::time::Duration::from_secs(SWEEP_SECS))).await.is_some() {
            match self.sweep_uploads().await {
                Ok(0) => {}
                Ok(late) => tracing::info!(late, "files that nobody finished sending were taken away"),
                Err(error) => tracing::error!("files that nobody finished sending cannot be taken away: {error}"),
            }
        }
    }
}

/// Takes away the rows of an upload. Answers the file that it brought and that nobody else has use for.
async fn forget(tx: &mut Tx, id: &str) -> Result<Option<String>, StoreError> {
    let brought = tx.one("SELECT sha256 FROM upload WHERE id = $1 AND is_new AND item IS NULL", args![id]).await?;
    tx.run("DELETE FROM upload_piece WHERE upload = $1", args![id]).await?;
    tx.run("DELETE FROM upload WHERE id = $1", args![id]).await?;
    let Some(sha256) = brought.map(|row| row.text_or_null("sha256")).transpose()?.flatten() else { return Ok(None) };
    // Whoever sent the same file meanwhile has it now.
    let heirs = tx.run("UPDATE upload SET is_new = TRUE WHERE sha256 = $1", args![sha256.as_str()]).await?;
    let used = tx.one("SELECT item FROM file_user WHERE sha256 = $1 LIMIT 1", args![sha256.as_str()]).await?;
    Ok((heirs == 0 && used.is_none()).then_some(sha256))
}

/// Files that items have, to be noted.
pub(crate) static USES: Rows<2> =
    Rows::new("INSERT INTO file_user (sha256, item) VALUES", " ON CONFLICT (sha256, item) DO NOTHING");

/// The rows of the files that an item's working copy names.
pub(crate) fn uses(item: &ItemId, manuscript: &Manuscript) -> impl Iterator<Item = [Value; 2]> {
    let content = manuscript.field("content");
    let forms = content.and_then(|content| content.get("forms")?.as_array()).into_iter().flatten();
    let media = content.into_iter().chain(forms).filter_map(|one| one.get("media")?.get("sha256")?.as_str());
    media.filter(|name| MediaHash::new(name).is_ok()).map(|sha256| row![sha256, item.as_str()])
}

/// Notes that an item has the files that its working copy names.
pub(crate) async fn note_use(tx: &mut Tx, item: &ItemId, manuscript: &Manuscript) -> Result<(), StoreError> {
    tx.run_rows(&USES, uses(item, manuscript).collect()).await.map(drop)
}

/// 128 random bits in hexadecimal.
fn random_id() -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|e| StoreError::Unusable(e.to_string()))?;
    Ok(hex::encode(bytes))
}
