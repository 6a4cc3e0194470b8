//! Files of the screens, under names that change with their content.

use crate::{Problem, no_route, sheet};
use axum::{
    Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};

/// Where they are.
const FOLDER: &str = "/office/";
/// Characters of the content's hash in a name.
const HASH_CHARS: usize = 12;
/// A name never gets another content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A file that is built in.
#[derive(Debug)]
pub struct Asset {
    /// Its name without the extension.
    pub name: &'static str,
    /// Its extension.
    pub extension: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its text.
    pub content: &'static str,
}

/// The address of a file.
pub fn path(asset: &Asset) -> String {
    let hash = hex::encode(Sha256::digest(asset.content.as_bytes()));
    format!("{FOLDER}{}.{}.{}", asset.name, &hash[..HASH_CHARS], asset.extension)
}

/// The routes of the sheets' own files, and of `others`.
pub fn assets(others: &[&'static Asset]) -> Router {
    let files: Vec<(String, &'static Asset)> =
        others.iter().copied().chain([&sheet::STYLE]).map(|asset| (path(asset), asset)).collect();
    let given = move |crate::Path(file): crate::Path<String>| {
        let found = files.iter().find(|(path, _)| path.strip_prefix(FOLDER) == Some(file.as_str()));
        let answer = found.map(|(_, asset)| given(asset));
        async move {
            match answer {
                Some(answer) => answer,
                None => Problem::into_response(no_route().await),
            }
        }
    };
    Router::new().route("/office/{file}", get(given))
}

fn given(asset: &Asset) -> Response {
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type)), (header::CACHE_CONTROL, FOR_EVER)];
    (headers, asset.content).into_response()
}
