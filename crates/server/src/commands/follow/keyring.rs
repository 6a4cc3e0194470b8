//! Whether an event is what the agency signed.

use super::event::Event;
use anyhow::Context;
use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use story::{ContentHash, canonical_json};
use wire::{Fault, PublicKey};

/// The public keys of a wire.
#[derive(Debug, Clone)]
pub struct Keyring {
    /// The oldest key, by which the wire is known.
    oldest: String,
    keys: HashMap<String, VerifyingKey>,
}

/// What `/.well-known/tellal-keys.json` answers.
#[derive(Deserialize)]
struct Listed {
    keys: Vec<PublicKey>,
}

/// The event that is held last, as far as the chain needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    pub seq: u64,
    pub hash: &'a str,
}

impl Keyring {
    /// Reads the list of keys. A key whose name does not fit its bytes is not trusted.
    pub fn read(json: &[u8]) -> anyhow::Result<Self> {
        let listed: Listed = serde_json::from_slice(json).context("the list of keys cannot be read")?;
        let oldest = listed.keys.first().context("the list of keys is empty")?.key_id.clone();
        let keys = listed.keys.iter().filter_map(|key| Some((key.key_id.clone(), verifying(key)?))).collect();
        Ok(Self { oldest, keys })
    }

    /// The name of the wire: that of its oldest key.
    pub fn wire(&self) -> &str {
        &self.oldest
    }

    pub fn has(&self, key_id: &str) -> bool {
        self.keys.contains_key(key_id)
    }

    /// Checks all that can be checked of one event: the hash of its story (when it has one), the hash of its entry, the
    /// link to the entry before when that is held, and the signature over the hash.
    pub fn check(&self, event: &Event, held: Option<Held<'_>>) -> Result<(), Fault> {
        if event.story().is_some_and(|story| ContentHash::of(&story) != event.content_hash) {
            return Err(Fault::Content);
        }
        let digest: [u8; 32] = Sha256::digest(canonical_json(&event.entry()).as_bytes()).into();
        if hex::encode(digest) != event.hash {
            return Err(Fault::Hash);
        }
        // Most subscribers hold no two neighbours of the wire; where they do, the chain is checked too.
        if held.is_some_and(|held| held.seq + 1 == event.seq && held.hash != event.prev_hash) {
            return Err(Fault::Link);
        }
        let key = self.keys.get(&event.key_id).ok_or_else(|| Fault::UnknownKey(event.key_id.clone()))?;
        let signature = BASE64_STANDARD.decode(&event.signature).ok().and_then(|b| Signature::from_slice(&b).ok());
        let signature = signature.ok_or(Fault::Signature)?;
        key.verify_strict(&digest, &signature).map_err(|_| Fault::Signature)
    }
}

/// The key to verify with; none when the text is no key, or does not belong to its name.
fn verifying(key: &PublicKey) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = BASE64_STANDARD.decode(&key.public_key).ok()?.try_into().ok()?;
    let named = hex::encode(Sha256::digest(bytes)).starts_with(&key.key_id) && !key.key_id.is_empty();
    VerifyingKey::from_bytes(&bytes).ok().filter(|_| named)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};
    use serde_json::{Value, json};

    fn signing() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn listed(key: &SigningKey) -> Value {
        let public = key.verifying_key();
        let key_id = &hex::encode(Sha256::digest(public.as_bytes()))[..16];
        json!({"key_id": key_id, "algorithm": "Ed25519", "public_key": BASE64_STANDARD.encode(public.as_bytes()),
            "since": "2026-09-01T12:00:00Z"})
    }

    fn ring(keys: &[Value]) -> Keyring {
        Keyring::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    /// Hashes and signs what an event says.
    fn sealed(mut whole: Value, key: &SigningKey) -> Value {
        whole["content_hash"] = json!(ContentHash::of(&canonical_json(&whole["story"])));
        whole["hash"] = json!("");
        let event = Event::of(whole.clone()).unwrap();
        let digest: [u8; 32] = Sha256::digest(canonical_json(&event.entry()).as_bytes()).into();
        whole["hash"] = json!(hex::encode(digest));
        whole["signature"] = json!(BASE64_STANDARD.encode(key.sign(&digest).to_bytes()));
        whole
    }

    /// The list of the keys that sign here.
    pub fn keys() -> String {
        json!({"keys": [listed(&signing())]}).to_string()
    }

    /// A signed event that names `prev` as the one before it.
    pub fn event(seq: u64, prev: u64) -> Value {
        signed(seq, prev, |_| ())
    }

    /// A signed event that says something else besides.
    pub fn signed(seq: u64, prev: u64, change: impl FnOnce(&mut Value)) -> Value {
        let mut whole = json!({
            "seq": seq, "prev": prev, "act": "release", "time": "2026-09-01T12:00:00.5Z",
            "item": "tel:text:20260901:50000001", "version": 1, "revision": "tel:text:20260901:50000001/1",
            "kind": "text", "language": "tr", "state": "usable", "priority": 4, "category": 1,
            "first_released": "2026-09-01T12:00:00Z", "version_created": "2026-09-01T12:00:00Z", "products": [1],
            "verdict": {"publishable": "yes", "reasons": []}, "prev_hash": wire::EMPTY_HASH, "signature": "",
            "key_id": listed(&signing())["key_id"], "story": {"headline": format!("Headline {seq}"), "priority": 4},
        });
        change(&mut whole);
        sealed(whole, &signing())
    }

    fn check(whole: Value) -> Result<(), Fault> {
        ring(&[listed(&signing())]).check(&Event::of(whole).unwrap(), None)
    }

    #[test]
    fn what_was_signed_is_believed_and_whatever_was_changed_is_not() {
        assert_eq!(check(event(58, 41)), Ok(()));
        let with = |name: &str, value: Value| {
            let mut whole = event(58, 41);
            whole[name] = value;
            check(whole)
        };
        assert_eq!(with("prev", json!(40)), Ok(()), "it is the subscriber's own and is not signed");
        assert_eq!(with("story", json!({"headline": "Headline 58", "priority": 1})), Err(Fault::Content));
        assert_eq!(with("content_hash", json!("00")), Err(Fault::Content));
        for (name, value) in [
            ("seq", json!(59)),
            ("act", json!("kill")),
            ("time", json!("2026-09-01T12:00:01Z")),
            ("item", json!("tel:text:20260901:50000002")),
            ("version", json!(2)),
            ("state", json!("canceled")),
            ("language", json!("en")),
            ("embargo", json!("2026-09-02T12:00:00Z")),
            ("products", json!([2])),
            ("prev_hash", json!("11")),
            ("hash", json!("11")),
        ] {
            assert_eq!(with(name, value), Err(Fault::Hash), "{name}");
        }
        assert_eq!(with("signature", event(59, 41)["signature"].clone()), Err(Fault::Signature));
        assert_eq!(with("signature", json!("no Base64")), Err(Fault::Signature));
    }

    #[test]
    fn an_event_without_its_story_is_still_signed() {
        let mut whole = event(58, 41);
        whole.as_object_mut().unwrap().remove("story");
        whole["closed"] = json!({"reason": "killed", "seq": 60});
        assert_eq!(check(whole.clone()), Ok(()));
        whole["state"] = json!("withheld");
        assert_eq!(check(whole), Err(Fault::Hash));
    }

    #[test]
    fn only_the_keys_of_the_ring_are_believed() {
        let other = SigningKey::from_bytes(&[8; 32]);
        let foreign = ring(&[listed(&other)]);
        let event = Event::of(event(58, 41)).unwrap();
        assert_eq!(foreign.check(&event, None), Err(Fault::UnknownKey(event.key_id.clone())));
        let mut false_name = listed(&other);
        false_name["key_id"] = json!(event.key_id);
        assert!(!ring(&[false_name]).has(&event.key_id), "a key does not borrow a name");
        assert_eq!(ring(&[listed(&other), listed(&signing())]).check(&event, None), Ok(()));
        assert_eq!(foreign.wire(), listed(&other)["key_id"]);
        for nothing in ["", "{}", "{\"keys\":[]}"] {
            assert!(Keyring::read(nothing.as_bytes()).is_err(), "{nothing}");
        }
    }

    #[test]
    fn a_neighbour_must_follow_from_the_one_that_is_held() {
        let ring = ring(&[listed(&signing())]);
        let event = Event::of(event(58, 41)).unwrap();
        let check = |seq, hash| ring.check(&event, Some(Held { seq, hash }));
        assert_eq!(check(57, wire::EMPTY_HASH), Ok(()));
        assert_eq!(check(57, "11"), Err(Fault::Link));
        assert_eq!(check(41, "11"), Ok(()), "what lies between is not known");
    }
}
