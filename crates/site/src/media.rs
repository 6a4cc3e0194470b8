//! The files of the pictures that pages show.

use crate::{
    Site, SiteError,
    address::Path,
    edition::{ASK_AGAIN, Edition},
    page,
};
use axum::{
    extract::State,
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use story::{ItemId, State as ItemState};
use web::ETag;

/// `GET /media/{item}.{ext}`: only while a page shows the picture.
pub(crate) async fn get(State(site): State<Site>, uri: Uri, headers: HeaderMap, Path(file): Path<String>) -> Response {
    let found = picture(&site, &headers, &file).await;
    match found {
        Ok(Some(response)) => response,
        other => Edition::guess(site, &uri, headers).await.answer(other),
    }
}

async fn picture(site: &Site, headers: &HeaderMap, file: &str) -> Result<Option<Response>, SiteError> {
    let Some((name, extension)) = file.rsplit_once('.') else { return Ok(None) };
    let Ok(item) = name.parse::<ItemId>() else { return Ok(None) };
    if let Some(stop) = site.reader.stop(&item) {
        let killed = stop.state == ItemState::Canceled;
        return Ok(killed.then(|| (StatusCode::GONE, [(CACHE_CONTROL, ASK_AGAIN)]).into_response()));
    }
    let Some((picture, pages)) = page::picture(&site.db, site.clock.now(), &item).await? else { return Ok(None) };
    let media = &picture.media;
    let shown = pages.iter().any(|page| site.reader.stop(page).is_none());
    if !shown || media.media_type.extension() != extension {
        return Ok(None);
    }
    let tag = ETag::named(media.sha256.as_str());
    let mut response = match tag.not_modified(headers) {
        Some(known) => known,
        None => match site.blobs.get(media.sha256.as_str()).await? {
            Some(bytes) => bytes.into_response(),
            None => return Ok(None),
        },
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, tag.value().clone());
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media.media_type.name()));
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(Some(response))
}
