//! One entry of the log, and the bytes that are hashed and signed.

use crate::WireError;
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};
use store::{Row, StoreError};
use story::{Act, ContentHash, ItemId, Lang, ProductId, Ready, RevisionId, State, Story, Verdict};

/// The hash before the first entry: 64 zeros.
pub const EMPTY_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What is hashed and signed: everything about a dispatch but the story, which it names by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number: 1, 2, 3 … without a gap, in the order of commit.
    pub seq: u64,
    /// When it was logged. Never earlier than the entry before.
    pub time: Timestamp,
    /// What it does.
    pub act: Act,
    /// The item.
    pub item: ItemId,
    /// The item's version, from 1.
    pub version: u32,
    /// The item's publishing status from this entry on.
    pub state: State,
    /// The language of the item; the same for all its versions.
    pub language: Lang,
    /// When the item's first version was logged.
    pub first_released: Timestamp,
    /// The time of this version: at least one whole second after the version before, because readers of the standard
    /// formats judge newness by whole seconds. When versions follow quickly, it is therefore ahead of `time`.
    pub version_created: Timestamp,
    /// Not to be published before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Timestamp>,
    /// The products that the item belongs to, settled when the entry was made.
    pub products: Vec<ProductId>,
    /// SHA-256 over the canonical JSON of the story (RFC 8785).
    pub content: ContentHash,
    /// The hash of the entry before; [`EMPTY_HASH`] for the first.
    pub prev_hash: String,
}

impl Entry {
    /// The name of the version that this entry brought.
    pub fn revision(&self) -> RevisionId {
        RevisionId { item: self.item.clone(), version: self.version }
    }

    /// Whether the version may be published at the time `now`, as far as this entry knows.
    pub fn verdict(&self, now: Timestamp) -> Verdict {
        Verdict::of(self.state, self.act, self.embargo, now)
    }
}

/// SHA-256 over the canonical JSON of an entry, in lower-case hexadecimal.
pub(crate) fn entry_hash(canonical: &str) -> [u8; 32] {
    Sha256::digest(canonical.as_bytes()).into()
}

/// A dispatch as the desk hands it over; the wire gives it its number, time, hash and signature.
#[derive(Debug, Clone)]
pub struct NewDispatch {
    /// What it does.
    pub act: Act,
    /// The item.
    pub item: ItemId,
    /// The item's new version: one more than the last on the wire.
    pub version: u32,
    /// The publishing status after the act.
    pub state: State,
    /// The products that it belongs to.
    pub products: Vec<ProductId>,
    /// The story, or the notice of a hold or a kill.
    pub story: Ready,
}

/// A dispatch as it is stored: five texts, byte for byte as they were hashed and signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Canonical JSON of the [`Entry`].
    pub entry: String,
    /// Canonical JSON of the [`Story`].
    pub story: String,
    /// SHA-256 of `entry`, hexadecimal.
    pub hash: String,
    /// The key that signed it.
    pub key_id: String,
    /// Ed25519 over the 32 bytes of `hash`, in Base64.
    pub signature: String,
}

impl Record {
    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            entry: row.text("entry")?,
            story: row.text("story")?,
            hash: row.text("hash")?,
            key_id: row.text("key_id")?,
            signature: row.text("signature")?,
        })
    }
}

/// One dispatch, read back.
#[derive(Debug)]
pub struct Dispatch {
    /// What was signed.
    pub entry: Entry,
    /// The story of this version.
    pub story: Arc<Story>,
    /// SHA-256 of the entry's canonical JSON, hexadecimal.
    pub hash: String,
    /// The key that signed it.
    pub key_id: String,
    /// Ed25519 signature, Base64.
    pub signature: String,
    /// Size of its texts in bytes, for the ring.
    pub(crate) bytes: usize,
    frame: OnceLock<Bytes>,
}

impl Dispatch {
    pub(crate) fn new(
        entry: Entry,
        story: Arc<Story>,
        hash: String,
        key_id: String,
        signature: String,
        bytes: usize,
    ) -> Self {
        Self { entry, story, hash, key_id, signature, bytes, frame: OnceLock::new() }
    }

    pub(crate) fn from_record(seq: u64, record: Record) -> Result<Self, WireError> {
        let corrupt = |e: serde_json::Error| WireError::Corrupt { seq, why: e.to_string() };
        let entry = serde_json::from_str(&record.entry).map_err(corrupt)?;
        let story: Story = serde_json::from_str(&record.story).map_err(corrupt)?;
        let bytes = record.entry.len() + record.story.len();
        Ok(Self::new(entry, Arc::new(story), record.hash, record.key_id, record.signature, bytes))
    }

    /// The dispatch's number.
    pub fn seq(&self) -> u64 {
        self.entry.seq
    }

    /// Bytes of its canonical texts.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The bytes that every reader of this dispatch receives alike, made by the first who asks.
    pub fn frame(&self, make: impl FnOnce(&Self) -> Bytes) -> Bytes {
        self.frame.get_or_init(|| make(self)).clone()
    }
}
