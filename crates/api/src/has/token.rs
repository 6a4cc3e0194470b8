//! `token` and `multitoken`: links to files, for downloads that cannot sign in. A link works for a day, from the address
//! that asked for it, and as long as the one who asked may have the file.

use super::{
    answer::{Refusal, Results, answer},
    asked_for::{Named, linked},
    document::{members, newest},
    pace::Endpoint,
    sign_in::SignedIn,
    tongue::Text,
};
use crate::{Api, charge::Form};
use account::{Link, Subscriber, Way};
use audience::Event;
use axum::{
    extract::{ConnectInfo, Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::net::SocketAddr;
use story::Rendition;

/// The address below which links lie.
pub(crate) const LINKS: &str = "/indir";

/// One link.
#[derive(Serialize)]
struct Row {
    id: String,
    url: String,
}

/// The id and the size in the address.
type Asked = Result<Path<(String, String)>, PathRejection>;

pub(super) async fn token(
    State(api): State<Api>,
    SignedIn(subscriber): SignedIn,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    path: Asked,
) -> Result<Response, Refusal> {
    Refusal::paced(&api, &subscriber, Endpoint::Token).await?;
    let nothing = || Refusal::new(&api, Text::NotFound);
    let Path((id, form)) = path.map_err(|_| nothing())?;
    let (Some(Named::Item(item)), Some(rendition)) = (Named::read(&id), linked(&form)) else { return Err(nothing()) };
    let may = api.entitlement(&subscriber).ok_or_else(|| Refusal::new(&api, Text::NotCovered))?;
    let event = newest(&api, &may, &item).await?;
    if event.dispatch.story.rendition(rendition).is_none() {
        return Err(nothing());
    }
    let charged = api.charge(&subscriber, &may, &event, Form::File(rendition), Way::Link).await;
    let charged = charged.map_err(|e| Refusal::uncharged(&api, e))?;
    let mut head = HeaderMap::new();
    charged.tell(&mut head);
    drop(charged);
    let url = links(&api, &subscriber, peer, &[event], rendition).await?.remove(0).url;
    // Known clients follow the header; the body is empty.
    let to = [(header::LOCATION, url), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((StatusCode::FOUND, head, to).into_response())
}

pub(super) async fn multitoken(
    State(api): State<Api>,
    SignedIn(subscriber): SignedIn,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    path: Asked,
) -> Result<Response, Refusal> {
    Refusal::paced(&api, &subscriber, Endpoint::MultiToken).await?;
    let nothing = || Refusal::new(&api, Text::NotFound);
    let Path((id, form)) = path.map_err(|_| nothing())?;
    let (Some(Named::Group(group)), Some(rendition)) = (Named::read(&id), linked(&form)) else { return Err(nothing()) };
    let may = api.entitlement(&subscriber).ok_or_else(|| Refusal::new(&api, Text::NotCovered))?;
    let mut events = members(&api, &may, &group).await?;
    events.retain(|event| event.dispatch.story.rendition(rendition).is_some());
    if events.is_empty() {
        return Err(nothing());
    }
    let mut last = None;
    for event in &events {
        let charged = api.charge(&subscriber, &may, event, Form::File(rendition), Way::Link).await;
        last = Some(charged.map_err(|e| Refusal::uncharged(&api, e))?);
    }
    let mut head = HeaderMap::new();
    // What is left is what is left after the last of them.
    if let Some(last) = &last {
        last.tell(&mut head);
    }
    let result = links(&api, &subscriber, peer, &events, rendition).await?;
    let total = result.len();
    Ok((head, answer(Results { result, total })).into_response())
}

async fn links(
    api: &Api,
    subscriber: &Subscriber,
    peer: SocketAddr,
    events: &[Event],
    rendition: Rendition,
) -> Result<Vec<Row>, Refusal> {
    // Only API users sign in at HAS.
    let login = subscriber.via.name();
    let link = |event: &Event| Link {
        login: login.to_owned(),
        item: event.dispatch.entry.item.clone(),
        rendition,
        address: peer.ip().to_canonical(),
    };
    let wanted: Vec<Link> = events.iter().map(link).collect();
    let secrets = api.accounts().add_links(&wanted).await.map_err(|e| Refusal::of(api, &e.into()))?;
    let row = |(link, secret): (Link, String)| Row {
        id: link.item.to_string(),
        url: format!("{}{LINKS}/{secret}", api.base()),
    };
    Ok(wanted.into_iter().zip(secrets).map(row).collect())
}

/// The file behind a link.
pub(crate) async fn follow(
    State(api): State<Api>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let nothing = || Refusal::new(&api, Text::NotFound);
    let denied = || Refusal::new(&api, Text::NotCovered);
    let Path(secret) = path.map_err(|_| nothing())?;
    let link = api.accounts().link(&secret).await.map_err(|e| Refusal::of(&api, &e.into()))?.ok_or_else(nothing)?;
    if link.address != peer.ip().to_canonical() {
        return Err(denied());
    }
    // A link is no right: whoever lost it since the link was made has lost it here too.
    let user = api.accounts().api_user(&link.login).await.map_err(|e| Refusal::of(&api, &e.into()))?;
    let user = user.ok_or_else(denied)?;
    let may = api.entitlement(&user).ok_or_else(denied)?;
    let event = newest(&api, &may, &link.item).await?;
    let charged = api.charge(&user, &may, &event, Form::File(link.rendition), Way::Link).await;
    let charged = charged.map_err(|e| Refusal::uncharged(&api, e))?;
    api.file(&charged, link.rendition, &headers).await.map_err(|e| Refusal::of(&api, &e))
}
