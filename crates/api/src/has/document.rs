//! `document`: one item in one format; here the text in `newsml29`.

use super::{answer::Refusal, sign_in::SignedIn, tongue::Text};
use crate::{Api, refuse};
use audience::Event;
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::header,
    response::{IntoResponse, Response},
};
use format::Edition;
use story::{ItemId, Kind, ProductId};

pub(super) async fn document(
    State(api): State<Api>,
    SignedIn(subscriber): SignedIn,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Refusal> {
    let nothing = || Refusal::new(&api, Text::NotFound);
    let denied = || Refusal::new(&api, Text::NotCovered);
    let Path((id, format)) = path.map_err(|_| nothing())?;
    let item: ItemId = id.parse().map_err(|_| nothing())?;
    if (item.kind(), format.as_str()) != (Kind::Text, "newsml29") {
        return Err(nothing());
    }
    let may = api.entitlement(&subscriber).ok_or_else(denied)?;
    let found = api.gate().latest(&may, &item, api.now()).await.map_err(|e| Refusal::inside(&api, &e))?;
    let event = found.ok_or_else(nothing)?.map_err(|_| denied())?;
    // These clients know no other sign: what is killed, held or not out yet is not there.
    if refuse::stopped(&event).is_some() {
        return Err(nothing());
    }
    newsml29(&api, &event).await
}

async fn newsml29(api: &Api, event: &Event) -> Result<Response, Refusal> {
    let entry = &event.dispatch.entry;
    let known = api.products().await.map_err(|e| Refusal::of(api, &e))?;
    let lang = api.agency().language.as_str();
    let named = |id: &ProductId| known.get(*id).map(|p| (p.id, p.name(lang).to_owned()));
    let products: Vec<(ProductId, String)> = entry.products.iter().filter_map(named).collect();
    let xml = format::newsml29::write(&Edition {
        agency: api.agency(),
        base: api.base(),
        content: &entry.content,
        item: &entry.item,
        version: entry.version,
        act: entry.act,
        state: entry.state,
        first_released: entry.first_released,
        version_created: entry.version_created,
        products: &products,
        story: &event.dispatch.story,
    });
    let head = [(header::CONTENT_TYPE, "application/xml; charset=utf-8"), (header::CACHE_CONTROL, "private, no-cache")];
    Ok((head, xml).into_response())
}
