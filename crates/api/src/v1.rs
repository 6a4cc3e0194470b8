//! `/api/v1`: Tellal's own surface. Every route is registered here, with its description, and nowhere else.

mod account;
pub(crate) mod archive_shapes;
mod event;
mod feed;
mod files;
mod formats;
mod items;
mod keys;
mod language;
mod latest;
mod like;
mod marked;
mod receipts;
mod refusals;
mod row;
mod search;
pub(crate) mod shapes;
mod sift;
mod story_shapes;
mod stream;
mod suggest;
mod topics;
mod translations;
mod view;
mod wanted;
mod why;
pub(crate) mod why_shapes;
mod zip;

pub use feed::{FEED_EVENTS_MAX, FEED_WAIT_SECS_MAX};
pub use latest::LATEST_SEQS_MAX;
pub use like::LIKE_HITS_MAX;
pub use search::SEARCH_HITS_MAX;
pub use suggest::SUGGEST_CHARS_MAX;
pub use topics::TOPICS_MAX;
pub use zip::ZIP_ITEMS_MAX;

use crate::{Api, noted::noted};
use axum::{
    Router,
    http::{HeaderMap, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use std::sync::LazyLock;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::ETag;

/// The routes of `/api/v1` and `/.well-known`.
fn described() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(feed::feed))
        .routes(routes!(stream::stream))
        .routes(routes!(latest::latest))
        .routes(routes!(items::item))
        .routes(routes!(items::versions))
        .routes(routes!(items::version))
        .routes(routes!(items::diff))
        .routes(routes!(like::like))
        .routes(routes!(files::file))
        .routes(routes!(zip::zip))
        .routes(routes!(zip::cost))
        .routes(routes!(search::search))
        .routes(routes!(suggest::suggest))
        .routes(routes!(receipts::receipts, receipts::confirm))
        .routes(routes!(why::why))
        .routes(routes!(formats::formats))
        .routes(routes!(topics::topics))
        .routes(routes!(account::contract))
        .routes(routes!(account::quotas))
        .routes(routes!(account::usage))
        .routes(routes!(account::downloads))
        .routes(routes!(description))
        .routes(routes!(language::language))
        .routes(routes!(keys::keys))
}

/// The routes of `/api/v1` and `/.well-known`, for the server to serve at its root.
pub fn routes(api: Api) -> Router {
    let noted = from_fn_with_state(api.clone(), noted);
    described().split_for_parts().0.route_layer(noted).layer(from_fn(web::unasked)).with_state(api)
}

/// The description of every route of [`routes()`], as OpenAPI 3.1 in JSON.
///
/// # Panics
/// Never: a description is texts and numbers.
pub fn openapi() -> Bytes {
    static DESCRIBED: LazyLock<Bytes> = LazyLock::new(|| {
        serde_json::to_vec_pretty(&described().into_openapi()).expect("texts and numbers have a JSON form").into()
    });
    DESCRIBED.clone()
}

/// This description, as OpenAPI 3.1.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "about",
    security(()),
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` that you hold")),
    responses(
        (status = 200, description = "OpenAPI 3.1", body = Object, content_type = "application/json"),
        (status = 304, description = "You hold it already"),
        refusals::Public,
    ),
)]
async fn description(headers: HeaderMap) -> Response {
    let text = openapi();
    let tag = ETag::of(&text);
    tag.not_modified(&headers).unwrap_or_else(|| {
        let head = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")];
        ([(header::ETAG, tag.value().clone())], head, text).into_response()
    })
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tellal",
        description = "The wire of a news agency, for subscribers' programs.\n\n\
            Read `/api/v1/feed` from the last `seq` that you hold, or keep `/api/v1/stream` open. Every event carries \
            `prev`, the `seq` of the event before it in *your* feed: if you do not hold that one, ask again from the \
            last that you hold. Nothing is lost, and nothing is ever sent twice under another number.\n\n\
            With `q`, both hold a part of your feed: `/api/v1/query` describes the language, and what follows a story.\n\n\
            Before you publish, read `verdict`, and nothing else. A kill or a hold is an event of its own and forbids \
            every version of the item.\n\n\
            Each event proves itself: `content_hash` is the SHA-256 of the story's canonical JSON (RFC 8785); `hash` is \
            the SHA-256 of the canonical JSON of `{seq, time, act, item, version, state, language, first_released, \
            version_created, embargo, products, content, prev_hash}`, where `content` is `content_hash` and `embargo` \
            is left out when there is none; `signature` is Ed25519 over the 32 bytes of `hash`, by the key that \
            `/.well-known/tellal-keys.json` lists as `key_id`."
    ),
    components(schemas(web::Problem)),
    modifiers(&SignIn),
    security(("login" = []), ("key" = []), ("session" = [])),
    external_docs(url = "/api/v1/query", description = "The language of queries, which `q` takes"),
    tags(
        (name = "wire", description = "Everything that your contract covers, in order"),
        (name = "archive", description = "Items, their versions, and search"),
        (name = "account", description = "What you have, took, and have left"),
        (name = "about", description = "What needs no sign-in"),
    ),
)]
struct Description;

struct SignIn;

impl Modify for SignIn {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("login", SecurityScheme::Http(Http::new(HttpAuthScheme::Basic)));
        let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A key, `tellal_…`")).build();
        components.add_security_scheme("key", SecurityScheme::Http(key));
        let why = "The session of somebody at an organisation who is signed in at a browser; it reads only";
        let cookie = ApiKeyValue::with_description("__Host-tellal", why);
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}
