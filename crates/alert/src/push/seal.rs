//! Encryption to one browser: `aes128gcm` (RFC 8188) with keys as RFC 8291 derives them. Only the browser can open it.

use super::key::random_secret;
use crate::AlertError;
use aes_gcm::{AeadInOut, Aes128Gcm, Key, KeyInit, Nonce};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;
use store::StoreError;

/// Bytes of every message before it is encrypted. All are padded to it, so that a length tells nothing; with what is
/// written around it, it stays below the 4,096 bytes that every push service takes (RFC 8030 §7.2).
pub(crate) const PLAIN_BYTES: usize = 3_000;
/// Bytes of the secret that a browser shares with whoever may write to it (RFC 8291 §3.2).
pub(crate) const AUTH_BYTES: usize = 16;
/// Bytes of a public key of P-256, uncompressed.
const POINT_BYTES: usize = 65;
const SALT_BYTES: usize = 16;
/// What the header says a record may have; the message is the only one, and shorter (RFC 8291 §4).
const RECORD_BYTES: u32 = 4_096;
/// Ends the text of the last record; what follows is padding (RFC 8188 §2).
const LAST_RECORD: u8 = 2;

/// To whom a message is encrypted.
#[derive(Debug, Clone)]
pub(crate) struct Recipient {
    key: PublicKey,
    pub(crate) auth: [u8; AUTH_BYTES],
}

impl Recipient {
    /// Reads the two keys of a subscription, in Base64 for addresses, with or without padding. Answers the name of the
    /// one that is none.
    pub(crate) fn read(p256dh: &str, auth: &str) -> Result<Self, &'static str> {
        let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
        let point = bytes(p256dh).ok().filter(|point| point.len() == POINT_BYTES).ok_or("p256dh")?;
        let key = PublicKey::from_sec1_bytes(&point).map_err(|_| "p256dh")?;
        let auth = bytes(auth).ok().and_then(|auth| auth.try_into().ok()).ok_or("auth")?;
        Ok(Self { key, auth })
    }
}

/// Encrypts a message of at most [`PLAIN_BYTES`].
pub(crate) fn seal(message: &[u8], to: &Recipient) -> Result<Vec<u8>, AlertError> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(|e| StoreError::Unusable(e.to_string()))?;
    let own = SecretKey::from_slice(&random_secret()?).map_err(|_| unusable())?;
    seal_with(message, PLAIN_BYTES, to, &own, salt)
}

/// The same with the key and the salt of this message, which must never be used again.
fn seal_with(
    message: &[u8],
    padded_bytes: usize,
    to: &Recipient,
    own: &SecretKey,
    salt: [u8; SALT_BYTES],
) -> Result<Vec<u8>, AlertError> {
    let (ours, theirs) = (own.public_key().to_sec1_bytes(), to.key.to_sec1_bytes());
    let shared = own.diffie_hellman(&to.key);
    // RFC 8291 §3.3: what both share, bound to both keys.
    let info = [b"WebPush: info\0", theirs.as_ref(), ours.as_ref()].concat();
    let secret: [u8; 32] = expanded(&to.auth, shared.raw_secret_bytes(), &info)?;
    // RFC 8188 §2.2 and §2.3.
    let key: [u8; 16] = expanded(&salt, &secret, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = expanded(&salt, &secret, b"Content-Encoding: nonce\0")?;

    let mut record = message.to_vec();
    record.push(LAST_RECORD);
    record.resize(record.len().max(padded_bytes + 1), 0);
    let cipher = Aes128Gcm::new(&Key::<Aes128Gcm>::from(key));
    cipher.encrypt_in_place(&Nonce::from(nonce), b"", &mut record).map_err(|_| unusable())?;

    let length = u8::try_from(ours.len()).map_err(|_| unusable())?;
    Ok([&salt[..], &RECORD_BYTES.to_be_bytes(), &[length], &ours, &record].concat())
}

/// HKDF with SHA-256 (RFC 5869).
fn expanded<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> Result<[u8; N], AlertError> {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), secret).expand(info, &mut out).map_err(|_| unusable())?;
    Ok(out)
}

fn unusable() -> AlertError {
    StoreError::Unusable("a message cannot be encrypted".to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    /// The example of RFC 8291 §5.
    #[test]
    fn the_example_of_the_standard_comes_out() {
        let to = Recipient::read(P256DH, AUTH).unwrap();
        let own = SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap();
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let sealed = seal_with(b"When I grow up, I want to be a watermelon", 0, &to, &own, salt).unwrap();
        let wanted = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz\
                      AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(sealed), wanted);
    }

    #[test]
    fn every_message_has_the_same_length_and_none_is_the_same() {
        let to = Recipient::read(P256DH, AUTH).unwrap();
        let sealed = |message: &[u8]| seal(message, &to).unwrap();
        let (short, long) = (sealed(b"a"), sealed(&[b'a'; PLAIN_BYTES]));
        assert_eq!((short.len(), long.len()), (3_103, 3_103));
        assert_ne!(short, sealed(b"a"));
    }

    #[test]
    fn what_is_no_key_is_named() {
        let other_point = BASE64_URL_SAFE_NO_PAD.encode([&[4][..], &[1; 64]].concat());
        for (p256dh, auth, wrong) in [
            ("", AUTH, "p256dh"),
            ("%", AUTH, "p256dh"),
            (&other_point, AUTH, "p256dh"),
            (P256DH, "BTBZMqHH6r4Tts7J_aSI", "auth"),
            (P256DH, "", "auth"),
        ] {
            assert_eq!(Recipient::read(p256dh, auth).err(), Some(wrong), "{p256dh} {auth}");
        }
        assert!(Recipient::read(P256DH, &format!("{AUTH}==")).is_ok());
    }
}
