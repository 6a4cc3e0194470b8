//! The parts and the query of an address. What cannot be read leads to no page, and is answered by the site's own.

use crate::{Site, edition::nothing_here};
use axum::{
    extract::{self, FromRequestParts, State},
    http::request::Parts,
    response::Response,
};
use serde::de::DeserializeOwned;

/// The parts of an address, decoded. Bytes that are not UTF-8 (`%ff`) name nothing.
pub(crate) struct Path<T>(pub T);

/// The parameters of an address. One that is given twice names no page.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Site> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        match extract::Path::<T>::from_request_parts(parts, site).await {
            Ok(path) => Ok(Self(path.0)),
            Err(_) => Err(lost(parts, site).await),
        }
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Site> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        match extract::Query::<T>::try_from_uri(&parts.uri) {
            Ok(query) => Ok(Self(query.0)),
            Err(_) => Err(lost(parts, site).await),
        }
    }
}

async fn lost(parts: &Parts, site: &Site) -> Response {
    nothing_here(State(site.clone()), parts.uri.clone(), parts.headers.clone()).await
}
