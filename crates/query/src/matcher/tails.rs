//! Phrases of more than two words: what comes after the first two.

use super::leaves::LeafNumber;
use crate::key::Key;

/// All of them, each by a number.
#[derive(Default)]
pub(super) struct Tails {
    /// The leaf that each makes true.
    leaves: Vec<LeafNumber>,
    /// Where its words end.
    ends: Vec<u32>,
    words: Vec<Key>,
}

impl Tails {
    pub(super) fn add(&mut self, leaf: LeafNumber, words: &[Key]) -> u32 {
        self.leaves.push(leaf);
        self.words.extend_from_slice(words);
        self.ends.push(u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// The leaf that it makes true.
    pub(super) fn leaf(&self, tail: u32) -> LeafNumber {
        self.leaves[tail as usize]
    }

    /// Its words.
    pub(super) fn words(&self, tail: u32) -> &[Key] {
        let tail = tail as usize;
        let begin = if tail == 0 { 0 } else { self.ends[tail - 1] };
        &self.words[begin as usize..self.ends[tail] as usize]
    }

    pub(super) fn shrink(&mut self) {
        self.leaves.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.words.shrink_to_fit();
    }

    pub(super) fn bytes(&self) -> usize {
        (self.leaves.capacity() + self.ends.capacity()) * size_of::<u32>() + self.words.capacity() * size_of::<Key>()
    }
}
