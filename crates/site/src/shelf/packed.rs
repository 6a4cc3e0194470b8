//! An answer as it is kept: packed for those who unpack it themselves, and unpacked for the few who do not.

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, ETAG, VARY},
    },
    response::{IntoResponse, Response},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use std::io::{Read, Write};
use web::ETag;

/// Bytes below which packing saves no packet.
const PACKED_BYTES_MIN: usize = 1_000;
/// Brotli's effort, of 11: beyond, a page takes longer to pack than to make.
const BROTLI_QUALITY: u32 = 5;
/// The base-2 logarithm of the bytes that Brotli looks back over: pages are no longer than this.
const BROTLI_WINDOW: u32 = 18;
/// The bytes of Brotli's buffers.
const BUFFER_BYTES: usize = 16 * 1024;

const BROTLI: HeaderValue = HeaderValue::from_static("br");
const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
    Identity,
}

/// One form of a body.
struct Form {
    bytes: Bytes,
    tag: ETag,
}

impl Form {
    fn of(bytes: Vec<u8>) -> Self {
        Self { tag: ETag::of(&bytes), bytes: bytes.into() }
    }
}

/// An answer in every form that is kept of it.
pub(super) struct Packed {
    /// Those of every form: tag and coding stand in their places already, and are said anew with each answer.
    headers: HeaderMap,
    /// The tag of the body as it is. Its bytes are kept only where packing does not pay.
    tag: ETag,
    plain: Option<Bytes>,
    brotli: Option<Form>,
    gzip: Option<Form>,
}

impl Packed {
    /// Packs a body.
    pub fn of(mut headers: HeaderMap, body: Bytes) -> Self {
        let tag = ETag::of(&body);
        headers.remove(CONTENT_LENGTH);
        headers.insert(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
        headers.insert(ETAG, tag.value().clone());
        headers.insert(CONTENT_ENCODING, GZIP);
        let packs = body.len() >= PACKED_BYTES_MIN;
        let (brotli, gzip) = if packs { (brotli(&body), gzip(&body)) } else { (None, None) };
        let plain = if gzip.is_some() { None } else { Some(body) };
        Self { headers, tag, plain, brotli, gzip }
    }

    /// The bytes that are kept.
    pub fn bytes(&self) -> u64 {
        let forms = [&self.brotli, &self.gzip].into_iter().flatten().map(|form| form.bytes.len());
        forms.chain(self.plain.iter().map(Bytes::len)).map(|bytes| bytes as u64).sum()
    }

    /// The answer to a request with these headers.
    pub fn answer(&self, method: &Method, request: &HeaderMap) -> Response {
        let coding = coding(request.get(ACCEPT_ENCODING), self.brotli.is_some(), self.gzip.is_some());
        let (tag, bytes) = match (coding, &self.brotli, &self.gzip) {
            (Coding::Brotli, Some(form), _) | (Coding::Gzip, _, Some(form)) => (&form.tag, Some(form.bytes.clone())),
            _ => (&self.tag, None),
        };
        let mut headers = self.headers.clone();
        headers.insert(ETAG, tag.value().clone());
        if tag.is_known(request) {
            headers.remove(CONTENT_ENCODING);
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            *response.headers_mut() = headers;
            return response;
        }
        match coding {
            Coding::Brotli => drop(headers.insert(CONTENT_ENCODING, BROTLI)),
            Coding::Gzip => {}
            Coding::Identity => drop(headers.remove(CONTENT_ENCODING)),
        }
        let Some(bytes) = bytes.or_else(|| self.unpacked()) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let body = if method == Method::HEAD {
            // The length is said to those who only ask for the head as well.
            headers.insert(CONTENT_LENGTH, bytes.len().into());
            Body::empty()
        } else {
            Body::from(bytes)
        };
        let mut response = Response::new(body);
        *response.headers_mut() = headers;
        response
    }

    fn unpacked(&self) -> Option<Bytes> {
        if let Some(plain) = &self.plain {
            return Some(plain.clone());
        }
        let mut bytes = Vec::new();
        GzDecoder::new(&self.gzip.as_ref()?.bytes[..]).read_to_end(&mut bytes).ok()?;
        Some(bytes.into())
    }
}

/// The best of the forms that a client takes (RFC 9110 §12.5.3). Between equals, the smaller one.
fn coding(accepted: Option<&HeaderValue>, brotli: bool, gzip: bool) -> Coding {
    let Some(accepted) = accepted.and_then(|value| value.to_str().ok()) else { return Coding::Identity };
    let mut weights = [None; 2];
    let mut others = None;
    for part in accepted.split(',') {
        let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
        match name.trim() {
            name if name.eq_ignore_ascii_case("br") => weights[0] = Some(weight),
            name if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => {
                weights[1] = Some(weight);
            }
            "*" => others = Some(weight),
            _ => {}
        }
    }
    let [br, gz] = weights.map(|weight| weight.or(others).unwrap_or(0.0));
    match (brotli && br > 0.0, gzip && gz > 0.0) {
        (true, true) if br >= gz => Coding::Brotli,
        (true, false) => Coding::Brotli,
        (_, true) => Coding::Gzip,
        (false, false) => Coding::Identity,
    }
}

fn brotli(body: &[u8]) -> Option<Form> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, BUFFER_BYTES, BROTLI_QUALITY, BROTLI_WINDOW);
    writer.write_all(body).ok()?;
    drop(writer);
    Some(Form::of(packed))
}

fn gzip(body: &[u8]) -> Option<Form> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(body).ok()?;
    Some(Form::of(writer.finish().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::to_bytes, http::header::IF_NONE_MATCH};

    fn asking(accepted: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(accepted))])
    }

    async fn read(response: Response) -> (Option<String>, Vec<u8>) {
        let coding = response.headers().get(CONTENT_ENCODING).map(|v| v.to_str().unwrap().to_owned());
        (coding, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
    }

    #[tokio::test]
    async fn whatever_is_accepted_holds_the_same_text() {
        let text = "A calm, clear morning. ".repeat(200);
        let packed = Packed::of(HeaderMap::new(), Bytes::from(text.clone()));
        assert!(packed.bytes() < text.len() as u64 / 4);
        let mut tags = Vec::new();
        for (accepted, coding) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip", Some("gzip")),
            ("identity", None),
            ("br;q=0, *;q=0.5", Some("gzip")),
        ] {
            let response = packed.answer(&Method::GET, &asking(accepted));
            tags.push(response.headers()[ETAG].clone());
            let (found, bytes) = read(response).await;
            assert_eq!(found.as_deref(), coding, "{accepted}");
            let unpacked = match coding {
                Some("br") => {
                    let mut out = Vec::new();
                    brotli::Decompressor::new(&bytes[..], BUFFER_BYTES).read_to_end(&mut out).unwrap();
                    out
                }
                Some("gzip") => {
                    let mut out = Vec::new();
                    GzDecoder::new(&bytes[..]).read_to_end(&mut out).unwrap();
                    out
                }
                _ => bytes,
            };
            assert_eq!(unpacked, text.as_bytes());
        }
        assert!(tags[0] != tags[1] && tags[1] != tags[2], "a strong tag names one form");
    }

    #[tokio::test]
    async fn whoever_has_it_is_told_so_and_a_head_has_its_length() {
        let packed = Packed::of(HeaderMap::new(), Bytes::from("x".repeat(5_000)));
        let mut request = asking("gzip");
        let first = packed.answer(&Method::GET, &request);
        let (tag, length) = (first.headers()[ETAG].clone(), read(first).await.1.len());
        let head = packed.answer(&Method::HEAD, &request);
        assert_eq!(head.headers()[CONTENT_LENGTH], length.to_string());
        assert_eq!(read(head).await.1.len(), 0);
        request.insert(IF_NONE_MATCH, tag);
        let again = packed.answer(&Method::GET, &request);
        assert_eq!(
            (again.status(), again.headers()[VARY].as_bytes()),
            (StatusCode::NOT_MODIFIED, &b"accept-encoding"[..])
        );
        let other = packed.answer(&Method::GET, &{
            request.insert(ACCEPT_ENCODING, HeaderValue::from_static("br"));
            request
        });
        assert_eq!(other.status(), StatusCode::OK, "the tag of one form is not that of another");
    }

    #[tokio::test]
    async fn what_is_short_is_not_packed() {
        let packed = Packed::of(HeaderMap::new(), Bytes::from_static(b"short"));
        assert_eq!(read(packed.answer(&Method::GET, &asking("br, gzip"))).await, (None, b"short".to_vec()));
    }
}
