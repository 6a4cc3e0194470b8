//! Files, named by the SHA-256 of their bytes.

use crate::StoreError;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutMode, PutOptions, local::LocalFileSystem, path::Path,
};
use sha2::{Digest, Sha256};
use std::{ops::Range, sync::Arc};

/// The largest file that the wire carries, in bytes.
pub const BLOB_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The blob store. Clones share it.
#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    /// Opens a folder of files; it is made if it is not there.
    pub fn folder(path: &std::path::Path) -> Result<Self, StoreError> {
        let unusable = |e: String| StoreError::Unusable(format!("{}: {e}", path.display()));
        std::fs::create_dir_all(path).map_err(|e| unusable(e.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(|e| unusable(e.to_string()))?;
        Ok(Self(Arc::new(store.with_fsync(true))))
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
            Err(e) => Err(StoreError::Blob(e)),
        }
    }

    /// Reads a file, or `None` when there is none of that name.
    pub async fn get(&self, sha256: &str) -> Result<Option<Bytes>, StoreError> {
        match self.0.get(&place(sha256)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(StoreError::Blob)?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(StoreError::Blob(e)),
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
            Ok(found) => Ok(Some(found.into_stream().map_err(StoreError::Blob).boxed())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(StoreError::Blob(e)),
        }
    }
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
