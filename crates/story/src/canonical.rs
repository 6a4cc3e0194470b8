//! The one byte form of a value that is hashed and signed: JSON Canonicalization Scheme, RFC 8785.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Canonical JSON of a value (RFC 8785).
///
/// # Panics
/// Never for the types of this workspace: they hold no maps with keys that are not text and no numbers beyond 2⁵³.
pub fn canonical_json<T: Serialize>(value: &T) -> String {
    serde_json_canonicalizer::to_string(value).expect("news values have a JSON form")
}

/// SHA-256 over the canonical JSON of a story, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(String);

impl ContentHash {
    /// Hashes bytes that are canonical already.
    pub fn of(canonical: &str) -> Self {
        Self(hex::encode(Sha256::digest(canonical.as_bytes())))
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_text_is_escaped_as_rfc_8785_says() {
        let value = serde_json::json!({"b": 1, "a": "\u{20ac}$\u{000F}\u{000a}A'\u{0042}\"\\\\\"/", "\u{1f600}": true, "\u{fb33}": null});
        assert_eq!(
            canonical_json(&value),
            "{\"a\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\",\"b\":1,\"\u{1f600}\":true,\"\u{fb33}\":null}"
        );
    }
}
