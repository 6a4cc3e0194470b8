//! `/desk/api/items/{id}/file/{rendition}`: the files of items for those who write, of drafts and released items alike. What
//! is asked for and was never developed is developed now.

use crate::{Newsroom, errors::refused};
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use darkroom::DarkroomError;
use desk::StaffFile;
use serde::Deserialize;
use story::{ItemId, Media, MediaType, Rendition};
use web::{Case, ETag, Part, Path, Problem, SignedInStaff};

/// The one route.
pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/items/{id}/file/{rendition}", get(show))
}

#[derive(Deserialize)]
struct Wanted {
    id: ItemId,
    rendition: Rendition,
}

async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(Wanted { id, rendition }): Path<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let media = match newsroom.desk.staff_file(&who, &id, rendition).await.map_err(refused)? {
        StaffFile::Filed(media) => media,
        StaffFile::Made(media) => {
            let made = newsroom.darkroom.rendition(&media, rendition).await.map_err(undeveloped)?;
            made.ok_or_else(|| Problem::not_found(format_args!("`{}` cannot be made of it.", rendition.name())))?
        }
    };
    let tag = ETag::named(media.sha256.as_str());
    match tag.not_modified(&headers) {
        Some(known) => Ok(known),
        None => part(&newsroom, &id, &media, &tag, &headers).await,
    }
}

/// The part of a file that is asked for.
async fn part(
    newsroom: &Newsroom,
    id: &ItemId,
    media: &Media,
    tag: &ETag,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let size = media.bytes;
    let (status, range) = match Part::asked(headers, size, tag) {
        Part::Whole => (StatusCode::OK, 0..size),
        Part::Bytes(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Beyond => {
            let problem = Problem::new(Case::NoSuchRange, format_args!("The file has {size} bytes."));
            return Ok(([(header::CONTENT_RANGE, format!("bytes */{size}"))], problem).into_response());
        }
    };
    let mut head = HeaderMap::from_iter([
        (header::ETAG, tag.value().clone()),
        (header::CONTENT_TYPE, HeaderValue::from_static(media.media_type.name())),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        // Another person at the same browser must not find it.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start)),
        (header::CONTENT_DISPOSITION, disposition(id, media.media_type)),
    ]);
    if status == StatusCode::PARTIAL_CONTENT {
        let text = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        head.insert(header::CONTENT_RANGE, HeaderValue::from_str(&text).map_err(Problem::internal)?);
    }
    let stream = newsroom.blobs.part(media.sha256.as_str(), range).await?;
    let stream = stream.ok_or_else(|| Problem::not_found("The file is not in the store."))?;
    Ok((status, head, Body::from_stream(stream)).into_response())
}

/// Pictures, videos and sound are looked at where they are; everything else is taken away.
fn disposition(id: &ItemId, media_type: MediaType) -> HeaderValue {
    let shown = media_type.is_image() || matches!(media_type, MediaType::Mp4 | MediaType::Mp3);
    let how = if shown { "inline" } else { "attachment" };
    let name = id.as_str().replace(':', "_");
    HeaderValue::from_str(&format!("{how}; filename=\"{name}.{}\"", media_type.extension()))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

fn undeveloped(error: DarkroomError) -> Problem {
    match error {
        DarkroomError::Store(error) => Problem::from(error),
        DarkroomError::Closed => Problem::unavailable("The server is stopping."),
        DarkroomError::Wire(error) => refused(error.into()),
    }
}
