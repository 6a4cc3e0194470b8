//! `subscription`: what the contracts of the organisation grant, taken together.

use super::{
    answer::{Refusal, answer},
    pace::Endpoint,
    sign_in::SignedIn,
    tongue::{Text, Tongue},
    vocabulary::{self, Names},
};
use crate::Api;
use account::{GraphicForm, PhotoSize, Terms, VideoSize};
use axum::{extract::State, response::Response};
use serde::Serialize;

const GRAPHIC_FORMS: [GraphicForm; 4] = [GraphicForm::Raster, GraphicForm::Pdf, GraphicForm::Eps, GraphicForm::Ai];

#[derive(Serialize)]
struct Granted {
    provider: Names,
    package: Names,
    category: Names,
    r#type: Names,
    language: Names,
    photo_size: Vec<PhotoSize>,
    video_size: Vec<VideoSize>,
    graph_size: Vec<GraphicForm>,
    archive_days: u32,
    download_limit: u32,
    /// Not known to HAS, and so at the end: what is left this month; nothing when there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    download_left: Option<u32>,
}

pub(super) async fn subscription(State(api): State<Api>, SignedIn(subscriber): SignedIn) -> Result<Response, Refusal> {
    Refusal::paced(&api, &subscriber, Endpoint::Subscription).await?;
    let now = api.now();
    let terms: Vec<&Terms> = subscriber.contracts.iter().map(|c| &c.terms).filter(|t| t.holds_at(now)).collect();
    if terms.is_empty() {
        return Err(Refusal::new(&api, Text::NotCovered));
    }
    let download_limit = widest(&terms, |t| t.download_limit);
    let mut download_left = None;
    if download_limit > 0 {
        for contract in subscriber.contracts.iter().filter(|c| c.terms.holds_at(now)) {
            let quota = api.accounts().quota(contract).await.map_err(|e| Refusal::of(&api, &e.into()))?;
            // What one contract has left can be taken under it, whatever the others have.
            download_left = download_left.max(quota.map(|quota| quota.left));
        }
    }
    let products = api.products().await.map_err(|e| Refusal::of(&api, &e))?;
    let (agency, tongue) = (api.agency(), Tongue::of(api.agency()));
    let any = |grants: &dyn Fn(&Terms) -> bool| terms.iter().any(|t| grants(t));
    Ok(answer(Granted {
        provider: vocabulary::providers(agency, tongue),
        package: vocabulary::packages(&products, tongue, |id| any(&|t| t.products.contains(&id))),
        // A contract reaches over every section of its products.
        category: vocabulary::categories(agency, tongue),
        r#type: vocabulary::kinds(tongue, |kind| any(&|t| t.kinds.contains(&kind))),
        language: vocabulary::languages(agency, tongue, |lang| {
            any(&|t| t.languages.is_empty() || t.languages.iter().any(|l| l.primary() == lang.as_str() || l == lang))
        }),
        photo_size: together([PhotoSize::Web, PhotoSize::Print], &terms, |t| &t.photo_sizes),
        video_size: together([VideoSize::Web, VideoSize::Sd], &terms, |t| &t.video_sizes),
        graph_size: together(GRAPHIC_FORMS, &terms, |t| &t.graphic_forms),
        archive_days: widest(&terms, |t| t.archive_days),
        download_limit,
        download_left,
    }))
}

/// Those of `all` that any of the contracts grants, in the order in which HAS lists them.
fn together<T: PartialEq, const N: usize>(all: [T; N], terms: &[&Terms], granted: impl Fn(&Terms) -> &[T]) -> Vec<T> {
    all.into_iter().filter(|one| terms.iter().any(|t| granted(t).contains(one))).collect()
}

/// The widest of the bounds, where 0 means that there is none.
fn widest(terms: &[&Terms], bound: impl Fn(&Terms) -> u32) -> u32 {
    let bounds = || terms.iter().map(|t| bound(t));
    if bounds().any(|b| b == 0) { 0 } else { bounds().max().unwrap_or(0) }
}
