//! The files of the pictures that pages show, and of the cards that stand for them elsewhere.

use crate::{
    Site, SiteError,
    address::Path,
    card,
    edition::{ASK_AGAIN, Edition},
    page::{self, Width},
    shelf::{Depends, Key},
    view::SMALL,
};
use axum::{
    extract::State,
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use story::{ItemId, MediaType, State as ItemState};
use web::ETag;

/// `GET /media/{item}.{ext}`, `GET /media/{item}-small.{ext}`: only while a page shows the picture. Whether there is such
/// a file is said by the row of the picture alone.
pub(crate) async fn get(State(site): State<Site>, uri: Uri, headers: HeaderMap, Path(file): Path<String>) -> Response {
    let found = match card::named(&file) {
        Some((item, hash)) => card::get(&site, &headers, &item, hash).await,
        None => picture(&site, &headers, &file).await,
    };
    match found {
        Ok(Some(response)) => response,
        other => Edition::guess(site, &uri, headers).await.answer(other),
    }
}

async fn picture(site: &Site, headers: &HeaderMap, file: &str) -> Result<Option<Response>, SiteError> {
    let Some((name, extension)) = file.rsplit_once('.') else { return Ok(None) };
    let (name, width) = name.strip_suffix(SMALL).map_or((name, Width::Web), |name| (name, Width::Small));
    let Ok(item) = name.parse::<ItemId>() else { return Ok(None) };
    if let Some(stop) = site.reader.stop(&item) {
        let killed = stop.state == ItemState::Canceled;
        return Ok(killed.then(|| (StatusCode::GONE, [(CACHE_CONTROL, ASK_AGAIN)]).into_response()));
    }
    let Some((picture, pages)) = page::picture(&site.db, site.clock.now(), &item).await? else { return Ok(None) };
    let mut files = picture.files();
    let file = files.find(|(has, media)| *has == width && media.media_type.extension() == extension);
    let shown = pages.iter().any(|page| site.reader.stop(page).is_none());
    let Some((_, media)) = file.filter(|_| shown) else { return Ok(None) };
    let tag = ETag::named(media.sha256.as_str());
    let bytes = if tag.is_known(headers) { Some(Bytes::new()) } else { site.blobs.get(media.sha256.as_str()).await? };
    let Some(bytes) = bytes else { return Ok(None) };
    let mut response = given(headers, &tag, media.media_type, bytes);
    let keys = pages.into_iter().chain([item]).map(Key::Item).collect();
    site.say_to_cdn(response.headers_mut(), &Depends { keys, ..Depends::default() }, false);
    Ok(Some(response))
}

/// A file, or that the client holds it already.
pub(crate) fn given(headers: &HeaderMap, tag: &ETag, media_type: MediaType, bytes: Bytes) -> Response {
    let mut response = tag.not_modified(headers).unwrap_or_else(|| bytes.into_response());
    let headers = response.headers_mut();
    headers.insert(ETAG, tag.value().clone());
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type.name()));
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
