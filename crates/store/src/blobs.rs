//! Files, named by the SHA-256 of their bytes.

use crate::StoreError;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutMode, PutOptions, WriteMultipart, local::LocalFileSystem,
    path::Path,
};
use sha2::{Digest, Sha256};
use std::{ops::Range, sync::Arc};

/// The largest file that is stored in one piece, in bytes.
pub const BLOB_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Where pieces of files lie until the file is whole.
const PIECES: &str = "pieces";
/// Parts of a file that are being written while the next is read.
const WRITTEN_AHEAD: usize = 4;

/// The blob store. Clones share it.
#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>, Arc<std::path::Path>);

impl Blobs {
    /// Opens a folder of files; it is made if it is not there.
    pub fn folder(path: &std::path::Path) -> Result<Self, StoreError> {
        let unusable = |e: String| StoreError::Unusable(format!("{}: {e}", path.display()));
        std::fs::create_dir_all(path).map_err(|e| unusable(e.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(|e| unusable(e.to_string()))?;
        Ok(Self(Arc::new(store.with_fsync(true)), path.into()))
    }

    /// Stores a file and answers its name, the SHA-256 of its bytes in lower-case hexadecimal. Storing it twice
    /// changes nothing.
    pub async fn put(&self, bytes: Bytes) -> Result<String, StoreError> {
        let size = bytes.len() as u64;
        if size > BLOB_BYTES_MAX {
            return Err(StoreError::BlobTooLarge { bytes: size });
        }
        let name = blob_name(&bytes);
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.0.put_opts(&place(&name), bytes.into(), options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(name),
            Err(e) => Err(e.into()),
        }
    }

    /// Reads a file, or `None` when there is none of that name.
    pub async fn get(&self, sha256: &str) -> Result<Option<Bytes>, StoreError> {
        match self.0.get(&place(sha256)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(StoreError::from)?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}

impl Blobs {
    /// The bytes of a part of a file, piece by piece, or `None` when there is none of that name. The range must lie within
    /// the file.
    pub async fn part(
        &self,
        sha256: &str,
        range: Range<u64>,
    ) -> Result<Option<BoxStream<'static, Result<Bytes, StoreError>>>, StoreError> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        match self.0.get_opts(&place(sha256), options).await {
            Ok(found) => Ok(Some(found.into_stream().map_err(StoreError::from).boxed())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}

/// Files that come in pieces, each larger than one would hold in memory.
impl Blobs {
    /// Keeps a piece of a file and answers its name, its SHA-256. It is durable when this returns; it lies apart from the
    /// files, and under `file` until [`Blobs::forget_pieces`].
    pub async fn put_piece(&self, file: &str, bytes: Bytes) -> Result<String, StoreError> {
        let name = blob_name(&bytes);
        self.0.put(&piece(file, &name), bytes.into()).await?;
        Ok(name)
    }

    /// Puts pieces together to a file, and answers its name and size, and whether the store did not have it before. Little of
    /// it is in memory at a time; the pieces stay. Doing it twice changes nothing.
    pub async fn join(&self, file: &str, pieces: &[String]) -> Result<(String, u64, bool), StoreError> {
        let whole = Path::from_iter([PIECES, file, "whole"]);
        let mut written = WriteMultipart::new(self.0.put_multipart(&whole).await?);
        match self.pour(file, pieces, &mut written).await {
            Ok((name, bytes)) => {
                written.finish().await?;
                let is_new = self.size(&name).await?.is_none();
                match self.0.rename(&whole, &place(&name)).await {
                    // Another process put the same pieces together at the same time, and moved them.
                    Err(object_store::Error::NotFound { .. }) if self.size(&name).await? == Some(bytes) => {}
                    moved => moved?,
                }
                Ok((name, bytes, is_new))
            }
            Err(error) => {
                // What cannot be taken away now is taken away with the pieces.
                written.abort().await.ok();
                Err(error)
            }
        }
    }

    async fn pour(
        &self,
        file: &str,
        pieces: &[String],
        onto: &mut WriteMultipart,
    ) -> Result<(String, u64), StoreError> {
        let (mut sum, mut bytes) = (Sha256::new(), 0);
        for name in pieces {
            let mut piece = self.0.get(&piece(file, name)).await?.into_stream();
            while let Some(part) = piece.try_next().await? {
                sum.update(&part);
                bytes += part.len() as u64;
                onto.wait_for_capacity(WRITTEN_AHEAD).await?;
                onto.put(part);
            }
        }
        Ok((hex::encode(sum.finalize()), bytes))
    }

    /// Takes away every piece of a file, and what was left of putting them together when the process was killed.
    pub async fn forget_pieces(&self, file: &str) -> Result<(), StoreError> {
        match tokio::fs::remove_dir_all(self.1.join(PIECES).join(file)).await {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::Unusable(format!("the pieces of {file} cannot be taken away: {e}")))
            }
            _ => Ok(()),
        }
    }

    /// Takes a file away; nothing may name it any more. One that is not there is gone already.
    pub async fn remove(&self, sha256: &str) -> Result<(), StoreError> {
        match self.0.delete(&place(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    /// The size of a file in bytes, or `None` when there is none of that name.
    pub async fn size(&self, sha256: &str) -> Result<Option<u64>, StoreError> {
        match self.0.head(&place(sha256)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}

fn piece(file: &str, sha256: &str) -> Path {
    Path::from_iter([PIECES, file, sha256])
}

/// The name that a file of these bytes has: their SHA-256 in lower-case hexadecimal.
pub fn blob_name(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Two levels of folders, so that no folder grows without bound.
fn place(sha256: &str) -> Path {
    let head = |n: usize| sha256.get(..n).unwrap_or("_");
    Path::from_iter([head(2), head(4), sha256])
}
