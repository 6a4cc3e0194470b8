//! The key by which push services know the agency: a pair on P-256 (RFC 8292 §3.2).

use crate::AlertError;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer},
};
use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};
use store::StoreError;

/// Bytes of the key's file: a scalar, the most significant byte first.
const SCALAR_BYTES: usize = 32;

/// Signs what goes to push services. Browsers bind their subscription to its public half: with another key, everybody
/// has to turn notifications on again.
#[derive(Clone)]
pub struct PushKey {
    key: SigningKey,
    public: String,
}

impl PushKey {
    /// The key of these bytes; `None` when they are none.
    pub fn from_scalar(scalar: &[u8; SCALAR_BYTES]) -> Option<Self> {
        let secret = SecretKey::from_slice(scalar).ok()?;
        let public = BASE64_URL_SAFE_NO_PAD.encode(secret.public_key().to_sec1_bytes());
        Some(Self { key: secret.into(), public })
    }

    /// Reads the key file; makes it, readable by its owner alone, when it is not there.
    pub fn open(path: &Path) -> Result<Self, AlertError> {
        let wrong = |why: String| AlertError::PushKey(format!("{} {why}", path.display()));
        let bytes = match std::fs::read(path) {
            Err(e) if e.kind() == ErrorKind::NotFound => {
                write_new(path, &random_secret()?).map_err(|e| wrong(format!("cannot be written: {e}")))?;
                // Another process may have been faster: its key is the one.
                std::fs::read(path)
            }
            read => read,
        };
        let bytes = bytes.map_err(|e| wrong(format!("cannot be read: {e}")))?;
        let mode = std::fs::metadata(path).map_err(|e| wrong(format!("cannot be read: {e}")))?.mode();
        if mode & 0o077 != 0 {
            return Err(wrong("can be read by others: chmod 600 it".to_owned()));
        }
        let scalar = bytes.try_into().ok().and_then(|scalar| Self::from_scalar(&scalar));
        scalar.ok_or_else(|| wrong(format!("does not hold a key, which has {SCALAR_BYTES} bytes")))
    }

    /// The public half, uncompressed, in Base64 for addresses without padding: what a browser subscribes with.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The signature of ES256 (RFC 7518 §3.4).
    pub(crate) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let signature: Signature = self.key.sign(bytes);
        signature.to_bytes().to_vec()
    }
}

impl fmt::Debug for PushKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PushKey({})", self.public)
    }
}

/// Bytes that are a secret key: all but one of 2³² random ones are.
pub(crate) fn random_secret() -> Result<[u8; SCALAR_BYTES], AlertError> {
    loop {
        let mut scalar = [0; SCALAR_BYTES];
        getrandom::fill(&mut scalar).map_err(|e| StoreError::Unusable(e.to_string()))?;
        if SecretKey::from_slice(&scalar).is_ok() {
            return Ok(scalar);
        }
    }
}

/// Writes the key whole or not at all, and so that it stands after a power loss: subscriptions that are bound to it live
/// for years. A key that is there already is not replaced.
fn write_new(path: &Path, scalar: &[u8]) -> io::Result<()> {
    let new = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(scalar)?;
    file.sync_all()?;
    let linked = match std::fs::hard_link(&new, path) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => Err(e),
        _ => Ok(()),
    };
    std::fs::remove_file(&new)?;
    linked?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("push.key");
        let made = PushKey::open(&path).unwrap();
        assert_eq!(PushKey::open(&path).unwrap().public(), made.public());
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left there");
        let shown = format!("{made:?}");
        assert!(shown.contains(made.public()) && shown.len() < 110, "{shown}");

        let refused = || PushKey::open(&path).unwrap_err().to_string();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(refused().ends_with("can be read by others: chmod 600 it"), "{}", refused());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        for bad in [&[0; 32][..], &[7; 31][..], &[255; 32][..]] {
            std::fs::write(&path, bad).unwrap();
            assert!(refused().ends_with("does not hold a key, which has 32 bytes"), "{}", refused());
        }
    }

    #[test]
    fn a_key_that_another_process_made_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("push.key");
        write_new(&path, &[1; SCALAR_BYTES]).unwrap();
        write_new(&path, &[2; SCALAR_BYTES]).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), [1; SCALAR_BYTES]);
    }
}
