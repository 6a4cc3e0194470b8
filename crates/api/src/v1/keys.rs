//! The public keys with which subscribers verify what they received.

use super::{refusals, shapes};
use crate::Api;
use axum::{
    extract::State,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use web::{Json, Problem};
use wire::PublicKey;

/// Keys, as they are listed.
#[derive(Serialize)]
struct Keys {
    keys: Vec<PublicKey>,
}

/// Every public key that ever signed, the oldest first.
#[utoipa::path(
    get,
    path = "/.well-known/tellal-keys.json",
    tag = "about",
    security(()),
    responses((status = 200, description = "The keys", body = shapes::Keys), refusals::Public),
)]
pub(super) async fn keys(State(api): State<Api>) -> Result<Response, Problem> {
    let keys = api.keys().await?;
    Ok(([(CACHE_CONTROL, "public, max-age=300")], Json(Keys { keys })).into_response())
}
