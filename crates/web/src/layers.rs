//! What surrounds every route: the request's name, its log line, panics, headers, and the answers for no route.

use crate::{Case, Path, Problem, problem::Told};
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, Uri,
        header::{
            CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use std::{any::Any, time::Instant};
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};
use tracing::Instrument;

/// Letters and digits without a stop of which a part of an address is taken for a secret: 256 bits in Base64 have 43.
const SECRET_CHARS_MIN: usize = 40;
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of a request: 16 hexadecimal digits, in the log, in `X-Request-Id` and in a problem's `instance`.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Surrounds the whole router of a server. What is answered where no route is stays the router's own affair;
/// [`no_route`] is the answer for machines.
pub fn layers(router: Router) -> Router {
    router
        .route("/problems/{case}", get(explain))
        .method_not_allowed_fallback(no_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::map_response(headers))
        .layer(middleware::from_fn(named))
}

/// Tells browsers to come over TLS alone, when that is how the public address at `base` is reached.
pub fn over_tls(router: Router, base: &str) -> Router {
    match tls_alone(base) {
        Some(year) => router.layer(SetResponseHeaderLayer::overriding(STRICT_TRANSPORT_SECURITY, year)),
        None => router,
    }
}

/// For a year (RFC 6797). Nothing is said of the hosts below, which may be somebody else's.
fn tls_alone(base: &str) -> Option<HeaderValue> {
    base.starts_with("https://").then_some(HeaderValue::from_static("max-age=31536000"))
}

/// The headers that the layers of a server at `base` give to every answer, for one that is kept to be sent without them.
pub fn dress(headers: &mut HeaderMap, base: &str) {
    defaults(headers);
    if let Some(year) = tls_alone(base) {
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
}

/// The page that a problem's `type` leads to.
async fn explain(Path(slug): Path<String>) -> Response {
    match Case::ALL.iter().find(|case| case.slug() == slug) {
        Some(case) => format!("{} {}\n\n{}\n", case.status().as_u16(), case.title(), case.meaning()).into_response(),
        None => no_route().await.into_response(),
    }
}

/// The answer where no route is.
pub async fn no_route() -> Problem {
    Problem::not_found("There is nothing at this address.")
}

/// The answer where a route does not take the method.
pub async fn no_method(method: Method, uri: Uri) -> Problem {
    Problem::new(Case::MethodNotAllowed, format_args!("`{}` does not take {method}.", uri.path()))
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the payload over")]
fn panicked(payload: Box<dyn Any + Send>) -> Response {
    let literal = payload.downcast_ref::<&str>().copied();
    let why = literal.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or_default();
    Problem::internal(format_args!("a handler panicked: {why}")).into_response()
}

async fn headers(mut response: Response) -> Response {
    defaults(response.headers_mut());
    response
}

/// Safe defaults; a surface that serves pages sets its own policy first.
fn defaults(headers: &mut HeaderMap) {
    const DEFAULTS: [(HeaderName, &str); 4] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// Names the request, logs one line about it, and writes the name into a problem.
async fn named(mut request: Request, next: Next) -> Response {
    let id = new_id();
    let (method, path) = (request.method().clone(), without_secrets(request.uri().path()));
    // At the level of an error, so that a failure is never logged without the name of its request.
    let span = tracing::error_span!("request", id, %method, path);
    request.extensions_mut().insert(RequestId(id.clone()));
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Some(Told(problem)) = response.extensions_mut().remove::<Told>()
        && response.headers().get(CONTENT_TYPE).is_some_and(|t| t.as_bytes() == crate::PROBLEM_JSON.as_bytes())
    {
        response.headers_mut().remove(CONTENT_LENGTH);
        *response.body_mut() = Body::from(problem.in_request(&id).body());
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    let status = response.status().as_u16();
    span.in_scope(|| tracing::debug!(status, micros = started.elapsed().as_micros(), "answered"));
    response
}

/// A path for the log: a part of it that can only be a secret address is left out.
fn without_secrets(path: &str) -> String {
    let is_secret = |part: &str| {
        part.len() >= SECRET_CHARS_MIN && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let shown: Vec<&str> = path.split('/').map(|part| if is_secret(part) { "…" } else { part }).collect();
    shown.join("/")
}

/// A machine without random numbers still answers: its requests are only not told apart.
fn new_id() -> String {
    let mut bytes = [0; 8];
    match getrandom::fill(&mut bytes) {
        Ok(()) => hex::encode(bytes),
        Err(_) => "unnamed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_addresses_are_not_logged() {
        let secret = "0a".repeat(32);
        assert_eq!(without_secrets(&format!("/portal/rss/{secret}")), "/portal/rss/…");
        assert_eq!(
            without_secrets("/api/v1/items/tel:text:20260901:7/versions"),
            "/api/v1/items/tel:text:20260901:7/versions"
        );
        assert_eq!(without_secrets("/"), "/");
    }
}
