//! The files of items: whole or in parts, only in a size that a contract covers, with the metadata of the newest version.

use crate::{Api, charge::Charged, refuse};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use darkroom::DarkroomError;
use format::photo;
use story::{MediaType, Origin, Rendition};
use web::{Case, ETag, Part, Problem};
use wire::Dispatch;

/// A file that is ready to be sent.
pub(crate) enum Ready {
    /// It lies in the blob store as it is.
    Stored {
        /// Its name there.
        sha256: String,
        /// Its length.
        bytes: u64,
    },
    /// It was made for this version.
    Made(Bytes),
}

impl Api {
    /// One file of an item whose event is open, which was charged in this size.
    pub(crate) async fn file(
        &self,
        charged: &Charged<'_>,
        rendition: Rendition,
        headers: &HeaderMap,
    ) -> Result<Response, Problem> {
        let dispatch = charged.dispatch();
        let item = &dispatch.entry.item;
        let missing = || Problem::not_found(format_args!("{item} has no `{}`.", rendition.name()));
        let origin = dispatch.story.rendition(rendition).ok_or_else(missing)?;
        let tag = ETag::named(&format!("{}-{}", dispatch.hash, rendition.name()));
        if let Some(known) = tag.not_modified(headers) {
            return Ok(known);
        }
        let ready = self.made(dispatch, origin, rendition).await?;
        let size = match &ready {
            Ready::Stored { bytes, .. } => *bytes,
            Ready::Made(bytes) => bytes.len() as u64,
        };
        let (status, range) = match Part::asked(headers, size, &tag) {
            Part::Whole => (StatusCode::OK, 0..size),
            Part::Bytes(range) => (StatusCode::PARTIAL_CONTENT, range),
            Part::Beyond => {
                let problem = Problem::new(Case::NoSuchRange, format_args!("The file has {size} bytes."));
                let unsatisfied = format!("bytes */{size}");
                return Ok(([(header::CONTENT_RANGE, unsatisfied)], problem).into_response());
            }
        };
        let mut head = headed(&tag, origin.media_type(), dispatch, rendition);
        head.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
        if status == StatusCode::PARTIAL_CONTENT {
            let text = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            head.insert(header::CONTENT_RANGE, HeaderValue::from_str(&text).expect("digits"));
        }
        charged.tell(&mut head);
        charged.given_part(u64::from(range.start == 0), range.end - range.start);
        let body = match ready {
            Ready::Made(bytes) => {
                // What was made lies in memory, so that its ends fit.
                let end = |n: u64| usize::try_from(n).unwrap_or(bytes.len());
                Body::from(bytes.slice(end(range.start)..end(range.end)))
            }
            Ready::Stored { sha256, .. } => {
                if let Some(digest) = digest(&sha256).filter(|_| status == StatusCode::OK) {
                    head.insert("repr-digest", digest);
                }
                if range.is_empty() {
                    Body::empty()
                } else {
                    let part = self.blobs().part(&sha256, range).await?;
                    Body::from_stream(part.ok_or_else(|| Problem::internal(format_args!("the file {sha256} is gone")))?)
                }
            }
        };
        Ok((status, head, body).into_response())
    }

    /// A file, ready to be sent. Pictures carry what the newest version says of them.
    async fn made(&self, dispatch: &Dispatch, origin: Origin<'_>, rendition: Rendition) -> Result<Ready, Problem> {
        let filed = origin.media();
        let media = match origin {
            Origin::Filed(media) => media.clone(),
            Origin::Made(media) => {
                let made = self.darkroom().rendition(media, rendition).await.map_err(undeveloped)?;
                made.ok_or_else(|| Problem::not_found(format_args!("`{}` cannot be made of it.", rendition.name())))?
            }
        };
        let dressed =
            filed.media_type.is_image() && matches!(rendition, Rendition::Web | Rendition::Print | Rendition::Raster);
        if !dressed {
            return Ok(Ready::Stored { sha256: media.sha256.as_str().to_owned(), bytes: media.bytes });
        }
        let gone = || Problem::internal(format_args!("the file {} is gone", media.sha256.as_str()));
        let picture = self.blobs().get(media.sha256.as_str()).await?.ok_or_else(gone)?;
        let products = self.products_of(dispatch).await?;
        Ok(Ready::Made(photo::dress(picture, &self.edition(dispatch, &products))))
    }
}

impl Charged<'_> {
    /// A file of the revision that was charged, ready to be sent, with what its bytes are. Whoever sends it counts it.
    pub(crate) async fn ready(&self, rendition: Rendition) -> Result<(Ready, MediaType), Problem> {
        let dispatch = self.dispatch();
        let item = &dispatch.entry.item;
        let missing = || Problem::not_found(format_args!("{item} has no `{}`.", rendition.name()));
        let origin = dispatch.story.rendition(rendition).ok_or_else(missing)?;
        Ok((self.api().made(dispatch, origin, rendition).await?, origin.media_type()))
    }
}

fn undeveloped(error: DarkroomError) -> Problem {
    match error {
        DarkroomError::Store(error) => Problem::from(&error),
        DarkroomError::Closed => Problem::unavailable("The server is stopping."),
        DarkroomError::Wire(error) => refuse::inside(&error.into()),
    }
}

fn headed(tag: &ETag, media_type: MediaType, dispatch: &Dispatch, rendition: Rendition) -> HeaderMap {
    let item = dispatch.entry.item.as_str().replace(':', "_");
    let name = format!("attachment; filename=\"{item}_{}.{}\"", rendition.name(), media_type.extension());
    HeaderMap::from_iter([
        (header::ETAG, tag.value().clone()),
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type.name())),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).expect("ids and names are ASCII")),
    ])
}

/// `Repr-Digest` of a whole file (RFC 9530 §3).
fn digest(sha256: &str) -> Option<HeaderValue> {
    let bytes = (0..sha256.len()).step_by(2).map(|at| u8::from_str_radix(sha256.get(at..at + 2)?, 16).ok());
    let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    HeaderValue::from_str(&format!("sha-256=:{}:", BASE64_STANDARD.encode(bytes))).ok()
}
