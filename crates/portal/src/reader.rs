//! Who reads: the extractor of `/portal/api`.

use account::{Accounts, Person, Visitor};
use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderValue, header::WWW_AUTHENTICATE, request::Parts},
    response::{IntoResponse, Response},
};
use web::{AnySession, Problem};

/// A browser that reads `Basic` here would ask for a password by itself, over what somebody reads. No browser knows this
/// scheme, and a refusal must name one (RFC 9110 §15.5.2).
const SESSION: HeaderValue = HeaderValue::from_static("Session realm=\"Tellal\"");

/// Somebody at an organisation who is wholly signed in at a browser. Others are told so, and not led anywhere: scripts ask.
pub(crate) struct Reader(pub(crate) Person);

impl<S> FromRequestParts<S> for Reader
where
    S: Send + Sync,
    Accounts: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let session = AnySession::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?.0;
        match session {
            Some(session) if !session.whole => Err(signed_out("The second step of the sign-in is still to be shown.")),
            Some(session) => match session.visitor {
                Visitor::Person(person) => Ok(Self(person)),
                Visitor::Staff(_) => {
                    let why = "This is for the people of subscribing organisations.";
                    Err(Problem::forbidden(why).into_response())
                }
            },
            None => Err(signed_out("Nobody is signed in at this browser.")),
        }
    }
}

fn signed_out(why: &str) -> Response {
    let mut response = Problem::unauthorised(why).into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, SESSION);
    response
}
