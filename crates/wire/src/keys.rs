//! The agency's signing key, and the public keys that subscribers verify with.

use crate::WireError;
use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::OpenOptions,
    io::Write,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};
use store::{Db, StoreError, args};

/// Bytes of a key's file: the 32 bytes of an Ed25519 seed (RFC 8032 §5.1.5).
const SEED_BYTES: usize = 32;

/// Signs entries. The key never leaves this type.
#[derive(Clone)]
pub struct Signer {
    key: SigningKey,
    key_id: String,
}

impl Signer {
    /// Makes a signer of a seed.
    pub fn from_seed(seed: &[u8; SEED_BYTES]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let key_id = key_id(key.verifying_key().as_bytes());
        Self { key, key_id }
    }

    /// Reads the key file; makes it, readable by its owner alone, when it is not there.
    pub fn open(path: &Path) -> Result<Self, WireError> {
        let failed = |e: std::io::Error| WireError::Key(format!("{}: {e}", path.display()));
        match std::fs::read(path) {
            Ok(bytes) => {
                if std::fs::metadata(path).map_err(failed)?.mode() & 0o077 != 0 {
                    return Err(WireError::Key(format!("{} can be read by others: chmod 600 it", path.display())));
                }
                let seed: [u8; SEED_BYTES] = bytes
                    .try_into()
                    .map_err(|_| WireError::Key(format!("{} does not hold {SEED_BYTES} bytes", path.display())))?;
                Ok(Self::from_seed(&seed))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let mut seed = [0; SEED_BYTES];
                getrandom::fill(&mut seed).map_err(|e| WireError::Key(e.to_string()))?;
                write_new(path, &seed).map_err(failed)?;
                Ok(Self::from_seed(&seed))
            }
            Err(e) => Err(failed(e)),
        }
    }

    /// The name of the key: the first 16 hexadecimal digits of the SHA-256 of its public half.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Signs the hash of an entry; Base64.
    pub(crate) fn sign(&self, hash: &[u8; 32]) -> String {
        BASE64_STANDARD.encode(self.key.sign(hash).to_bytes())
    }
}

/// Writes the key whole or not at all, and so that it stands after a power loss: entries that it signs may not outlive
/// it. A key that is there already is not replaced.
fn write_new(path: &Path, seed: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let new = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(seed)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&new, path);
    std::fs::remove_file(&new)?;
    linked?;
    std::fs::File::open(folder)?.sync_all()
}

fn key_id(public: &[u8]) -> String {
    hex::encode(&Sha256::digest(public)[..8])
}

/// A public key, as `/.well-known/tellal-keys.json` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// The name of the key.
    pub key_id: String,
    /// Always `Ed25519`.
    pub algorithm: String,
    /// The 32 bytes of the key, Base64.
    pub public_key: String,
    /// Since when it signs.
    pub since: Timestamp,
}

impl PublicKey {
    /// The key to verify with, or `None` when the text is not one or does not belong to its name.
    pub(crate) fn verifying(&self) -> Option<VerifyingKey> {
        let bytes: [u8; 32] = BASE64_STANDARD.decode(&self.public_key).ok()?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().filter(|_| key_id(&bytes) == self.key_id)
    }
}

/// Makes the signer's public half known, once.
pub(crate) async fn publish(db: &Db, signer: &Signer, now: Timestamp) -> Result<(), StoreError> {
    let known = db.one("SELECT key_id FROM wire_key WHERE key_id = $1", args![signer.key_id()]).await?;
    if known.is_none() {
        let public = BASE64_STANDARD.encode(signer.key.verifying_key().as_bytes());
        db.run(
            "INSERT INTO wire_key (key_id, public_key, since) VALUES ($1, $2, $3) ON CONFLICT (key_id) DO NOTHING",
            args![signer.key_id(), public, story::to_millis(now)],
        )
        .await?;
    }
    Ok(())
}

/// Every public key that ever signed, the oldest first.
pub async fn public_keys(db: &Db) -> Result<Vec<PublicKey>, StoreError> {
    let rows = db.all("SELECT key_id, public_key, since FROM wire_key ORDER BY since, key_id", args![]).await?;
    rows.iter()
        .map(|row| {
            Ok(PublicKey {
                key_id: row.text("key_id")?,
                algorithm: "Ed25519".to_owned(),
                public_key: row.text("public_key")?,
                since: story::from_millis(row.int("since")?),
            })
        })
        .collect()
}
