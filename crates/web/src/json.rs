//! Bodies: read up to a limit, and as JSON whose faults are named.

use crate::{
    Case, Problem,
    asked::{in_words, wants_object},
    locate,
    parts::{names_field, quoted, without_name},
};
use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, header::CONTENT_LENGTH, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde::{
    Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::error::Category;

/// Bytes that a JSON body may have.
pub const JSON_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of a body that is too long which are still taken off the line, so that its sender learns why.
const DRAINED_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A JSON body: taken with at most [`JSON_BYTES_MAX`], or given.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::unsupported_media("application/json"));
        }
        read_json(&read_body(request, JSON_BYTES_MAX).await?).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// `application/json` or a type that ends in `+json` (RFC 6839 §3.1).
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads a body of at most `bytes_max`.
///
/// Of a longer one, up to 16 MiB are taken off the line and forgotten: many clients read no answer while
/// they still send, and would see a broken connection instead of the reason.
pub async fn read_body(request: Request, bytes_max: usize) -> Result<Bytes, Problem> {
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|bytes| bytes > bytes_max.max(DRAINED_BYTES_MAX) as u64) {
        return Err(Problem::too_large(bytes_max));
    }
    let mut stream = Body::into_data_stream(request.into_body());
    let (mut body, mut read) = (BytesMut::new(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|e| Problem::new(Case::Malformed, format_args!("The body broke off: {e}.")))?;
        read += chunk.len();
        if read > bytes_max.max(DRAINED_BYTES_MAX) {
            break;
        }
        if read <= bytes_max {
            body.extend_from_slice(&chunk);
        }
    }
    if read > bytes_max { Err(Problem::too_large(bytes_max)) } else { Ok(body.freeze()) }
}

/// Reads JSON. What is not JSON is malformed; what is JSON but not a `T` cannot be processed, and the field is named.
pub fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(body).map_err(|e| {
        Problem::new(Case::Malformed, format_args!("The body is not UTF-8: byte {} cannot be read.", e.valid_up_to()))
    })?;
    let malformed = |e: &serde_json::Error| Problem::new(Case::Malformed, format_args!("The body is not JSON: {e}."));
    if wants_object::<T>() && text.trim_ascii_start().starts_with('[') {
        serde_json::from_str::<IgnoredAny>(text).map_err(|e| malformed(&e))?;
        return Err(Problem::new(
            Case::Unprocessable,
            "The body is not what is asked for: it is a list, not an object.",
        ));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        match error.classify() {
            Category::Data => not_right(text, path, &error),
            Category::Syntax | Category::Eof | Category::Io => malformed(&error),
        }
    })?;
    deserializer.end().map_err(|e| malformed(&e))?;
    Ok(read)
}

/// Names the field that was refused.
fn not_right(text: &str, path: String, error: &serde_json::Error) -> Problem {
    if let Some((field, why)) = locate::within_content(text, &path) {
        return faulty(field, &why);
    }
    let why = error.to_string();
    // Where it stands in the text says less than the field does.
    let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why);
    faulty(if path == "." { String::new() } else { path }, why)
}

fn faulty(path: String, why: &str) -> Problem {
    let why = &in_words(why);
    if let Some(name) = quoted(why).filter(|_| names_field(why)) {
        // The parser has the name of an unknown field in its path, but not that of a missing one.
        let named = path == name || path.ends_with(&format!(".{name}"));
        let field = match path.as_str() {
            _ if named => path,
            "" => name.to_owned(),
            parent => format!("{parent}.{name}"),
        };
        return Problem::unprocessable(field, without_name(why));
    }
    match path.as_str() {
        "" => Problem::new(Case::Unprocessable, format_args!("The body is not what is asked for: {why}.")),
        _ => Problem::unprocessable(path, why),
    }
}
