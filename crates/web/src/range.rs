//! Parts of a file (RFC 9110 §14): one range, in bytes.

use crate::ETag;
use axum::http::{
    HeaderMap,
    header::{IF_RANGE, RANGE},
};
use std::ops::Range;

/// How much of a file is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it. Also for several ranges at once, and for units that are not bytes, as §14.2 lets a server do.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// Nothing of it: the file is shorter.
    Beyond,
}

impl Part {
    /// What a request asks for of a file of `size` bytes that is now `tag`.
    pub fn asked(headers: &HeaderMap, size: u64, tag: &ETag) -> Self {
        let Some(range) = headers.get(RANGE).and_then(|value| value.to_str().ok()) else { return Self::Whole };
        // A client that holds a part of another file wants all of this one (§13.1.5).
        if headers.get(IF_RANGE).is_some_and(|held| held.as_bytes() != tag.value().as_bytes()) {
            return Self::Whole;
        }
        let Some(range) = range.trim().strip_prefix("bytes=").filter(|range| !range.contains(',')) else {
            return Self::Whole;
        };
        let Some((first, last)) = range.split_once('-') else { return Self::Whole };
        let (first, last) = (first.trim(), last.trim());
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().unwrap_or(u64::MAX));
        let bytes = match (first, last) {
            ("", "") => return Self::Whole,
            ("", suffix) => number(suffix).map(|suffix| size.saturating_sub(suffix)..size),
            (first, "") => number(first).map(|first| first..size),
            (first, last) => match (number(first), number(last)) {
                (Some(first), Some(last)) if last < first => return Self::Whole,
                (Some(first), Some(last)) => Some(first..last.saturating_add(1).min(size)),
                _ => None,
            },
        };
        match bytes {
            None => Self::Whole,
            Some(bytes) if bytes.start >= bytes.end => Self::Beyond,
            Some(bytes) => Self::Bytes(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn asked(range: &'static str) -> Part {
        let headers = HeaderMap::from_iter([(RANGE, HeaderValue::from_static(range))]);
        Part::asked(&headers, 100, &ETag::named("a"))
    }

    #[test]
    fn ranges_are_read_as_http_says() {
        assert_eq!(asked("bytes=0-9"), Part::Bytes(0..10));
        assert_eq!(asked("bytes=90-"), Part::Bytes(90..100));
        assert_eq!(asked("bytes=-5"), Part::Bytes(95..100));
        assert_eq!(asked("bytes=-500"), Part::Bytes(0..100));
        assert_eq!(asked("bytes=90-1000000000000000000000000"), Part::Bytes(90..100));
        for beyond in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert_eq!(asked(beyond), Part::Beyond, "{beyond}");
        }
        for whole in ["bytes=9-0", "bytes=0-1,5-6", "lines=0-9", "bytes=a-b", "bytes=-", "bytes", ""] {
            assert_eq!(asked(whole), Part::Whole, "{whole}");
        }
    }

    #[test]
    fn whoever_holds_another_file_gets_all_of_this_one() {
        let held = |tag: &'static str| {
            let (range, tag) = (HeaderValue::from_static("bytes=0-9"), HeaderValue::from_static(tag));
            Part::asked(&HeaderMap::from_iter([(RANGE, range), (IF_RANGE, tag)]), 100, &ETag::named("a"))
        };
        assert_eq!(held("\"a\""), Part::Bytes(0..10));
        assert_eq!(held("\"b\""), Part::Whole);
    }
}
