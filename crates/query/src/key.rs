//! Everything that can be found of a story has a key: its words, and what it is.

use crate::word::Word;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

/// The name of something that a story has, in 64 bits. Two things with one key are as likely as a bit that flips by
/// itself; what hangs on it is one match too many.
pub(crate) type Key = u64;

/// What sort of thing a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Sort {
    /// A word by one of its forms.
    Word,
    /// A word as it stands.
    Exact,
    Kind,
    Language,
    Category,
    Priority,
    Product,
    Topic,
    Keyword,
    Place,
    Source,
    Genre,
    Group,
    Item,
}

/// The key of a thing of this sort.
pub(crate) fn key(sort: Sort, text: &str) -> Key {
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(sort as u8);
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The key of a thing that is a number.
pub(crate) fn number_key(sort: Sort, number: u32) -> Key {
    let mut hasher = DefaultHasher::new();
    (sort as u8, number).hash(&mut hasher);
    hasher.finish()
}

/// The key of a word that is the same in any case of letters.
pub(crate) fn word_key(sort: Sort, word: &Word) -> Key {
    key(sort, word.folded())
}

/// The key of two neighbours.
pub(crate) fn pair_key(first: Key, second: Key) -> Key {
    first.rotate_left(31).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ second
}

/// Takes a key as its own hash.
#[derive(Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

pub(crate) type ByKey<T> = std::collections::HashMap<Key, T, BuildHasherDefault<AsItIs>>;
