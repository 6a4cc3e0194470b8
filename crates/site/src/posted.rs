//! Reads what a form sends, and says what is wrong with anything else.

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, header::CONTENT_TYPE},
};
use serde::de::DeserializeOwned;
use std::{future::poll_fn, pin::Pin};

/// The largest form that is read, in bytes.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// What is read and thrown away of a larger one, in bytes: a browser shows the answer only when it could send all.
const DISCARDED_BYTES_MAX: usize = 16 * 1024 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// Why a body is not a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is larger than any form that people fill in.
    TooLarge,
    /// It says that it is something else.
    NotForm,
    /// Its characters are not UTF-8, on the wire or percent-encoded.
    NotUtf8,
    /// It broke off, or names a field twice.
    Broken,
}

/// Reads a form.
pub(crate) async fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, Unread> {
    let bytes = bytes(body).await?;
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = named.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case(FORM) {
        return Err(Unread::NotForm);
    }
    if std::str::from_utf8(&decoded(&bytes)).is_err() {
        return Err(Unread::NotUtf8);
    }
    web::from_form(&bytes).map_err(|_| Unread::Broken)
}

async fn bytes(mut body: Body) -> Result<Vec<u8>, Unread> {
    let (mut read, mut bytes) = (0, Vec::new());
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else { continue };
        read += data.len();
        if read <= FORM_BYTES_MAX {
            bytes.extend_from_slice(&data);
        } else if read > DISCARDED_BYTES_MAX {
            break;
        }
    }
    if read > FORM_BYTES_MAX { Err(Unread::TooLarge) } else { Ok(bytes) }
}

/// The bytes with every percent-encoded one (RFC 3986 §2.1) in its place. The signs between fields stay: no character
/// may go over them.
pub(crate) fn decoded(bytes: &[u8]) -> Vec<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|&b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let (mut at, mut out) = (0, Vec::with_capacity(bytes.len()));
    while let Some(&byte) = bytes.get(at) {
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            out.push(high << 4 | low);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    out
}
