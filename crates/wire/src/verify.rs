//! Walking the chain: every hash, every link, every signature.

use crate::{EMPTY_HASH, Entry, PublicKey, Record, Stored, entry::entry_hash};
use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use std::collections::HashMap;
use story::{ContentHash, canonical_json};

/// What is wrong with the first bad entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The entry cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// The stored text is not the canonical form of what it says (RFC 8785).
    #[error("its text is not canonical JSON")]
    NotCanonical,
    /// Another number was due.
    #[error("it says it is number {found}; a dispatch is missing or out of order")]
    Number {
        /// The number that it has.
        found: u64,
    },
    /// The time runs backwards.
    #[error("it is dated before the entry that precedes it")]
    Time,
    /// It does not name the entry before.
    #[error("it does not follow from the entry before: the chain is cut here")]
    Link,
    /// The story is not the one that was signed.
    #[error("its story was changed after it was signed")]
    Content,
    /// The entry is not the one that was hashed.
    #[error("its entry was changed after it was hashed")]
    Hash,
    /// The columns that the table is searched by say something else than what was signed.
    #[error("the columns beside it say something else than what was signed")]
    Columns,
    /// Nobody knows the key.
    #[error("the key `{0}` that signed it is not known")]
    UnknownKey(String),
    /// The signature does not fit.
    #[error("its signature is wrong")]
    Signature,
    /// The log ends before its head.
    #[error("it is missing: the log ends before it, and its head is {head}")]
    Cut {
        /// The number of the head.
        head: u64,
    },
}

/// The first bad entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq} is bad: {fault}")]
pub struct Broken {
    /// The number that was due.
    pub seq: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// A walk along the chain, from its first entry.
pub struct Chain {
    keys: HashMap<String, VerifyingKey>,
    seq: u64,
    time: jiff::Timestamp,
    hash: String,
}

impl Chain {
    /// Begins a walk that trusts `keys`. A key whose name does not fit its bytes is not trusted.
    pub fn new(keys: &[PublicKey]) -> Self {
        let keys = keys.iter().filter_map(|k| Some((k.key_id.clone(), k.verifying()?))).collect();
        Self { keys, seq: 0, time: jiff::Timestamp::MIN, hash: EMPTY_HASH.to_owned() }
    }

    /// The number of the last good entry.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The hash of the last good entry.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Checks the next entry.
    pub fn step(&mut self, record: &Record) -> Result<(), Broken> {
        let due = self.seq + 1;
        self.check(record).map(drop).map_err(|fault| Broken { seq: due, fault })
    }

    /// Checks the next entry with the columns that stand beside it in the table.
    pub fn step_stored(&mut self, stored: &Stored) -> Result<(), Broken> {
        let due = self.seq + 1;
        let entry = self.check(&stored.record).map_err(|fault| Broken { seq: due, fault })?;
        let same = stored.seq == entry.seq
            && stored.item == entry.item.as_str()
            && stored.version == u64::from(entry.version)
            && stored.act == entry.act.name();
        if same { Ok(()) } else { Err(Broken { seq: due, fault: Fault::Columns }) }
    }

    /// Checks that nothing is missing at the end: the log's head is the last entry walked.
    pub fn end(&self, head: u64) -> Result<(), Broken> {
        if head == self.seq { Ok(()) } else { Err(Broken { seq: self.seq + 1, fault: Fault::Cut { head } }) }
    }

    fn check(&mut self, record: &Record) -> Result<Entry, Fault> {
        let entry: Entry = serde_json::from_str(&record.entry).map_err(|e| Fault::Unreadable(e.to_string()))?;
        if entry.seq != self.seq + 1 {
            return Err(Fault::Number { found: entry.seq });
        }
        if canonical_json(&entry) != record.entry {
            return Err(Fault::NotCanonical);
        }
        let digest = entry_hash(&record.entry);
        if hex::encode(digest) != record.hash {
            return Err(Fault::Hash);
        }
        if entry.prev_hash != self.hash {
            return Err(Fault::Link);
        }
        if entry.time < self.time {
            return Err(Fault::Time);
        }
        if ContentHash::of(&record.story) != entry.content {
            return Err(Fault::Content);
        }
        let key = self.keys.get(&record.key_id).ok_or_else(|| Fault::UnknownKey(record.key_id.clone()))?;
        let signature = BASE64_STANDARD.decode(&record.signature).ok().and_then(|b| Signature::from_slice(&b).ok());
        let signature = signature.ok_or(Fault::Signature)?;
        key.verify_strict(&digest, &signature).map_err(|_| Fault::Signature)?;
        (self.seq, self.time, self.hash) = (entry.seq, entry.time, record.hash.clone());
        Ok(entry)
    }
}
