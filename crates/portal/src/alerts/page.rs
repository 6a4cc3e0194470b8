//! `/portal/alerts`: what was found, the newest first. The script adds when letters are written.

use super::{PAGE_ALERTS, Shown, shown};
use crate::{Portal, assets::PORTAL, door::Answer, searches::refused};
use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use web::{PersonAtScreen, Query};

#[derive(Template)]
#[template(path = "alerts.html")]
struct Page {
    alerts: Vec<Shown>,
    /// It is not the first page.
    later: bool,
    /// Where the next page begins.
    older: Option<u64>,
}

/// Which page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct In {
    /// The last alert of the page before.
    before: Option<u64>,
}

/// `GET /portal/alerts`
pub(super) async fn show(
    State(portal): State<Portal>,
    PersonAtScreen(who, _): PersonAtScreen,
    Query(In { before }): Query<In>,
) -> Answer {
    let found = portal.alerts.alerts(&who.id, before, PAGE_ALERTS).await.map_err(refused)?;
    let older = found.last().filter(|_| found.len() >= PAGE_ALERTS as usize).map(|alert| alert.id);
    let alerts = shown(&portal, &who, found).await?;
    let mut sheet = portal.page(&who, "/portal/alerts", "Alerts");
    sheet.scripts = vec![web::asset_path(&PORTAL)];
    Ok(sheet.page(&Page { alerts, later: before.is_some(), older }))
}
