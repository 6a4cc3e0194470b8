//! Words that are the same in any case of letters.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A keyword, a place or a source, as it was written and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Word {
    text: String,
    folded: String,
}

impl Word {
    /// The word as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What words that are the same have in common.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

impl From<String> for Word {
    fn from(text: String) -> Self {
        Self { folded: fold(&text), text }
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.text
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Lower case without the dot that tells `i` from `ı`: the filter does not know which language's letters a name was
/// written in, and `IŞIK`, `Işık` and `ışık` are one word to the desk, as are `İzmir` and `IZMIR`.
pub fn fold(name: &str) -> String {
    const DOT_ABOVE: char = '\u{307}';
    name.to_lowercase().chars().filter(|&c| c != DOT_ABOVE).map(|c| if c == 'ı' { 'i' } else { c }).collect()
}
