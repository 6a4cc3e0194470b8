//! Strong entity tags (RFC 9110 §8.8.3) and the conditions that name them (§13.1).

use axum::{
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{ETAG, IF_MATCH, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

/// A strong entity tag, with its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ETag(HeaderValue);

impl ETag {
    /// The tag of some bytes: the first 128 bits of their SHA-256.
    ///
    /// # Panics
    /// Never: hexadecimal digits can stand in a header.
    pub fn of(bytes: &[u8]) -> Self {
        let digest = hex::encode(&Sha256::digest(bytes)[..16]);
        Self(HeaderValue::from_str(&format!("\"{digest}\"")).expect("hexadecimal digits"))
    }

    /// The tag that holds this text, when it can stand in a tag; else the tag of its bytes.
    pub fn named(text: &str) -> Self {
        let plain = text.bytes().all(|b| b == 0x21 || (0x23..=0x7E).contains(&b));
        match HeaderValue::from_str(&format!("\"{text}\"")) {
            Ok(value) if plain => Self(value),
            _ => Self::of(text.as_bytes()),
        }
    }

    /// The header's value.
    pub fn value(&self) -> &HeaderValue {
        &self.0
    }

    /// The answer `304 Not Modified`, when the client holds this already (`If-None-Match`; weak comparison).
    pub fn not_modified(&self, request: &HeaderMap) -> Option<Response> {
        self.is_known(request).then(|| (StatusCode::NOT_MODIFIED, [(ETAG, self.0.clone())]).into_response())
    }

    /// Whether the client holds this already.
    pub fn is_known(&self, request: &HeaderMap) -> bool {
        self.named_in(request, &IF_NONE_MATCH, true).unwrap_or(false)
    }

    /// Whether the client edits what is there now (`If-Match`; strong comparison); `None` when it does not say.
    pub fn is_matched(&self, request: &HeaderMap) -> Option<bool> {
        self.named_in(request, &IF_MATCH, false)
    }

    fn named_in(&self, request: &HeaderMap, header: &HeaderName, weak: bool) -> Option<bool> {
        let mut values = request.get_all(header).iter().peekable();
        values.peek()?;
        Some(values.flat_map(|v| v.as_bytes().split(|&b| b == b',')).map(<[u8]>::trim_ascii).any(|tag| {
            let tag = if weak { tag.strip_prefix(b"W/").unwrap_or(tag) } else { tag };
            tag == b"*" || tag == self.0.as_bytes()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_compared_as_http_says() {
        let tag = ETag::named("abc-1");
        let holds = |name: HeaderName, value: &'static str| {
            let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
            (tag.not_modified(&headers).is_some(), tag.is_matched(&headers))
        };
        assert_eq!(holds(IF_NONE_MATCH, "\"x\", W/\"abc-1\""), (true, None));
        assert_eq!(holds(IF_NONE_MATCH, "*"), (true, None));
        assert_eq!(holds(IF_NONE_MATCH, "\"x\""), (false, None));
        assert_eq!(holds(IF_MATCH, "\"abc-1\""), (false, Some(true)));
        assert_eq!(holds(IF_MATCH, "W/\"abc-1\""), (false, Some(false)));
        assert_eq!(tag.is_matched(&HeaderMap::new()), None);
        assert_eq!(ETag::named("a\"b"), ETag::of(b"a\"b"));
    }
}
