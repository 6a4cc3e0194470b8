//! Signing in at HAS: HTTP Basic with an API user's login, and nothing else.

use super::{answer::Refusal, tongue::Text};
use crate::Api;
use account::{AccountError, Subscriber};
use axum::{extract::FromRequestParts, http::request::Parts};
use web::{Credentials, Problem, credentials};

/// A subscriber who has signed in.
pub(super) struct SignedIn(pub(super) Subscriber);

impl FromRequestParts<Api> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Refusal> {
        let Ok(Credentials::Basic { login, password }) = credentials(&parts.headers) else {
            return Err(Refusal::new(api, Text::SignIn));
        };
        match api.accounts().sign_in_api_user(&login, &password).await {
            Ok(subscriber) => {
                api.accounts().note_use(&subscriber);
                Ok(Self(subscriber))
            }
            Err(AccountError::SignIn) => Err(Refusal::new(api, Text::SignIn)),
            Err(error) => Err(Refusal::of(api, &Problem::from(error))),
        }
    }
}
