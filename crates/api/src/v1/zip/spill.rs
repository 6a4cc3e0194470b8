//! Where the writer of an archive writes to: memory that is emptied into the answer again and again, so that a slow reader
//! holds neither a thread nor more than a few pieces.

use bytes::Bytes;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Bytes that are sent at once.
pub(super) const PIECE_BYTES: usize = 64 * 1024;

/// Clones are the same.
#[derive(Clone, Default)]
pub(super) struct Spill(Arc<Mutex<Vec<u8>>>);

impl Spill {
    fn held(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was written, when it is worth being sent.
    pub(super) fn full(&self) -> Option<Bytes> {
        let mut held = self.held();
        (held.len() >= PIECE_BYTES).then(|| std::mem::take(&mut *held).into())
    }

    /// The rest.
    pub(super) fn rest(&self) -> Option<Bytes> {
        let held = std::mem::take(&mut *self.held());
        (!held.is_empty()).then(|| held.into())
    }
}

impl Write for Spill {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
