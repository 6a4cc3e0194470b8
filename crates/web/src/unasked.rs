//! Where a session ended, the screens ask their reader to sign in again, in their own words. A browser that reads
//! `WWW-Authenticate: Basic` in the answer to a script asks for a password by itself, over the text that somebody is typing.

use axum::{
    extract::Request,
    http::{
        HeaderValue, StatusCode,
        header::{HeaderName, WWW_AUTHENTICATE},
    },
    middleware::Next,
    response::Response,
};

/// Who asks (Fetch Metadata §2.2): browsers send it, programs do not.
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
/// No browser knows this scheme, and a refusal must name one (RFC 9110 §15.5.2).
const SESSION: HeaderValue = HeaderValue::from_static("Session realm=\"Tellal\"");

/// Names a scheme that makes no browser ask, where a script asked.
pub async fn unasked(request: Request, next: Next) -> Response {
    let is_script = request.headers().get(SEC_FETCH_MODE).is_some_and(|mode| mode != "navigate");
    let mut response = next.run(request).await;
    if is_script && response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, SESSION);
    }
    response
}
