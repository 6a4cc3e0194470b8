//! The samples that changes begin from, and how they are changed.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The largest sample that is changed, in bytes: larger ones make each try slow and show nothing new.
const SAMPLE_BYTES_MAX: u64 = 128 * 1024;

/// Changes that are made of one sample: with many of them nothing is left of it.
const CHANGES_MAX: usize = 8;

/// One change of a sample.
#[derive(Debug, Clone, Copy, bolero::TypeGenerator)]
pub enum Change {
    /// Another byte.
    Set(u32, u8),
    /// A byte more.
    Insert(u32, u8),
    /// So many bytes less.
    Cut(u32, u8),
    /// So many bytes twice.
    Repeat(u32, u8),
    /// A sign that means something to some reader.
    Sign(u32, u8),
}

/// Signs that begin, end, hide or break something in one of the formats.
const SIGNS: [&str; 24] = [
    "<",
    ">",
    "&",
    "</",
    "<![CDATA[",
    "]]>",
    "<!--",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&b;",
    "&#0;",
    "&#xD800;",
    "\"",
    "\\u0000",
    "{",
    "[",
    "\u{0}",
    "\u{1}",
    "\u{2}",
    "\u{3}",
    "\u{4}",
    "\r\n",
    "\u{FEFF}",
    "---\n",
    "\t",
];

/// A sample with changes; changes beyond its end do nothing.
pub fn changed(sample: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for &change in changes.iter().take(CHANGES_MAX) {
        let place = |at: u32| at as usize % (bytes.len() + 1);
        match change {
            Change::Set(at, byte) => {
                let at = place(at);
                if let Some(old) = bytes.get_mut(at) {
                    *old = byte;
                }
            }
            Change::Insert(at, byte) => bytes.insert(place(at), byte),
            Change::Cut(at, count) => {
                let at = place(at);
                bytes.drain(at..(at + usize::from(count)).min(bytes.len()));
            }
            Change::Repeat(at, count) => {
                let at = place(at);
                let part = bytes[at..(at + usize::from(count)).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
            Change::Sign(at, sign) => {
                let at = place(at);
                bytes.splice(at..at, SIGNS[usize::from(sign) % SIGNS.len()].bytes());
            }
        }
    }
    bytes
}

/// Every sample below these folders of the format crate's test data, and every crash that was found.
pub fn samples(folders: &[&str]) -> Vec<Vec<u8>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = here.join("../crates/format/tests/data");
    let mut waiting: Vec<PathBuf> = folders.iter().map(|folder| data.join(folder)).collect();
    waiting.push(here.join("found"));
    let mut samples = Vec::new();
    while let Some(path) = waiting.pop() {
        if let Ok(inside) = fs::read_dir(&path) {
            waiting.extend(inside.flatten().map(|entry| entry.path()));
        } else if path.metadata().is_ok_and(|meta| meta.len() <= SAMPLE_BYTES_MAX) {
            samples.push((path.clone(), fs::read(&path).expect("a sample can be read")));
        }
    }
    // The same samples in the same order on every machine.
    samples.sort();
    assert!(!samples.is_empty(), "there are no samples below {folders:?}");
    samples.into_iter().map(|(_, bytes)| bytes).collect()
}
