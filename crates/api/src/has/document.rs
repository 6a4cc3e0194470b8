//! `document`: one item, or a group of items, as a document or as one of its files.

use super::{
    answer::Refusal,
    asked_for::{Form, Named, alone},
    pace::Endpoint,
    sign_in::SignedIn,
    tongue::Text,
};
use crate::{
    Api,
    charge::{self, Charged},
    refuse,
};
use ::query::{Condition, Query};
use ::search::Request;
use account::{Subscriber, Way};
use audience::{Entitlement, Event};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use format::Format;
use std::sync::Arc;
use story::{Act, GroupId, ItemId};

/// Members of a group that one document holds.
pub(super) const MEMBERS_MAX: usize = 100;

pub(super) async fn document(
    State(api): State<Api>,
    SignedIn(subscriber): SignedIn,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    Refusal::paced(&api, &subscriber, Endpoint::Document).await?;
    let nothing = || Refusal::new(&api, Text::NotFound);
    let Path((id, form)) = path.map_err(|_| nothing())?;
    let (named, form) = Named::read(&id).zip(Form::read(&form)).ok_or_else(nothing)?;
    let may = api.entitlement(&subscriber).ok_or_else(|| Refusal::new(&api, Text::NotCovered))?;
    match (named, form) {
        (Named::Item(item), Form::Document(format)) => {
            let event = newest(&api, &may, &item).await?;
            let charged = api.charge(&subscriber, &may, &event, charge::Form::Document(format), Way::HasDocument).await;
            let charged = charged.map_err(|e| Refusal::uncharged(&api, e))?;
            let document = charged.document(format).await.map_err(|e| Refusal::of(&api, &e))?;
            Ok(written(format, document, Some(&charged)))
        }
        (Named::Item(item), Form::File(rendition)) => {
            let event = newest(&api, &may, &item).await?;
            if event.dispatch.story.rendition(rendition).is_none() {
                return Err(nothing());
            }
            let charged = api.charge(&subscriber, &may, &event, charge::Form::File(rendition), Way::HasFile).await;
            let charged = charged.map_err(|e| Refusal::uncharged(&api, e))?;
            api.file(&charged, rendition, &headers).await.map_err(|e| Refusal::of(&api, &e))
        }
        (Named::Group(group), Form::Document(format)) => group_document(&api, &subscriber, &may, &group, format).await,
        (Named::Group(_), Form::File(_)) => Err(nothing()),
    }
}

async fn group_document(
    api: &Api,
    subscriber: &Subscriber,
    may: &Entitlement,
    group: &GroupId,
    format: Format,
) -> Result<Response, Refusal> {
    let members = members(api, may, group).await?;
    let mut charged = Vec::with_capacity(members.len());
    for event in &members {
        let one = api.charge(subscriber, may, event, charge::Form::Document(format), Way::HasDocument).await;
        charged.push(one.map_err(|e| Refusal::uncharged(api, e))?);
    }
    let dispatches: Vec<_> = members.iter().map(|event| Arc::clone(&event.dispatch)).collect();
    let rendered = api.rendered_group(&dispatches, format).await.map_err(|e| Refusal::of(api, &e))?;
    let bytes = rendered.ok_or_else(|| Refusal::new(api, Text::NotFound))?;
    // It is one document: each member is counted with its share.
    for one in &charged {
        one.given(bytes.len() / charged.len());
    }
    Ok(written(format, bytes.into(), charged.last()))
}

fn written(format: Format, bytes: Bytes, charged: Option<&Charged<'_>>) -> Response {
    let head = [(header::CONTENT_TYPE, format.media_type()), (header::CACHE_CONTROL, "private, no-cache")];
    let mut answer = (head, bytes).into_response();
    if let Some(charged) = charged {
        charged.tell(answer.headers_mut());
    }
    answer
}

/// The newest version of an item, when it may be handed out. What is killed, held or not out yet is not there: these
/// clients know no other sign.
pub(super) async fn newest(api: &Api, may: &Entitlement, item: &ItemId) -> Result<Event, Refusal> {
    let found = api.gate().latest(may, item, api.now()).await.map_err(|e| Refusal::inside(api, &e))?;
    let event = found.ok_or_else(|| Refusal::new(api, Text::NotFound))?;
    let event = event.map_err(|_| Refusal::new(api, Text::NotCovered))?;
    // A known client has no way to hear that something is not for publication, and would print it.
    let is_message = matches!(event.dispatch.entry.act, Act::Advisory | Act::Test);
    if is_message || refuse::stopped(&event).is_some() { Err(Refusal::new(api, Text::NotFound)) } else { Ok(event) }
}

/// The members of a group that the contract covers, in the order in which they were filed. A search names a group of one
/// for each item that is in none: that leads to the item.
pub(super) async fn members(api: &Api, may: &Entitlement, group: &GroupId) -> Result<Vec<Event>, Refusal> {
    refuse::until_indexed(api).await;
    let query = Query::everything().narrowed(vec![group.clone()], Condition::Group);
    let found = api.archive().search(&Request::newest(query, MEMBERS_MAX), may, api.now()).await;
    let mut items: Vec<ItemId> =
        found.map_err(|e| Refusal::of(api, &refuse::archive(e)))?.hits.into_iter().map(|hit| hit.item).collect();
    items.sort_by_key(ItemId::number);
    let mut refused = Refusal::new(api, Text::NotFound);
    let mut members = Vec::with_capacity(items.len());
    for item in items {
        // A member may have been stopped since it was indexed.
        members.extend(newest(api, may, &item).await.ok());
    }
    if members.is_empty() {
        for item in alone(group) {
            match newest(api, may, &item).await {
                Ok(event) => return Ok(vec![event]),
                Err(why) if why != Refusal::new(api, Text::NotFound) => refused = why,
                Err(_) => {}
            }
        }
        return Err(refused);
    }
    Ok(members)
}
