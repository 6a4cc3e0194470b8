//! `discover`: the six vocabularies, with names in the language asked for.

use super::{
    answer::{Refusal, answer},
    pace::Endpoint,
    sign_in::SignedIn,
    tongue::{Text, Tongue},
    vocabulary::{self, Names},
};
use crate::Api;
use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use serde::Serialize;

#[derive(Serialize)]
struct Vocabularies {
    provider: Names,
    category: Names,
    priority: Names,
    package: Names,
    r#type: Names,
    language: Names,
}

pub(super) async fn discover(
    State(api): State<Api>,
    SignedIn(subscriber): SignedIn,
    lang: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    Refusal::paced(&api, &subscriber, Endpoint::Discover).await?;
    let Path(lang) = lang.map_err(|_| Refusal::new(&api, Text::NotFound))?;
    let (agency, tongue) = (api.agency(), Tongue::tagged(&lang));
    let products = api.products().await.map_err(|e| Refusal::of(&api, &e))?;
    Ok(answer(Vocabularies {
        provider: vocabulary::providers(agency, tongue),
        category: vocabulary::categories(agency, tongue),
        priority: vocabulary::priorities(tongue),
        package: vocabulary::packages(&products, tongue, |_| true),
        r#type: vocabulary::kinds(tongue, |_| true),
        language: vocabulary::languages(agency, tongue, |_| true),
    }))
}
