//! A saved search as RSS at a secret address: headlines and links, within what its owner may read now.

use super::{PRIVATE, named, refused, trial::not_searched};
use crate::{Portal, reader::Reader};
use account::Subscriber;
use audience::Entitlement;
use axum::{
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
};
use format::feed::{Channel, Entry};
use jiff::Timestamp;
use search::{Hit, Request};
use serde::Serialize;
use web::{Json, Path, Problem};

/// Entries of one feed.
const ENTRIES: usize = 50;

/// A secret address, which is shown this once.
#[derive(Serialize)]
struct Opened {
    address: String,
}

/// `POST /portal/api/searches/{search}/rss`
pub(super) async fn open(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let secret = portal.alerts.open_address(&who, named(&id)?).await.map_err(refused)?;
    Ok((PRIVATE, Json(Opened { address: address(&portal, &secret) })))
}

/// `DELETE /portal/api/searches/{search}/rss`
pub(super) async fn close(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    portal.alerts.close_address(&who, named(&id)?).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

fn address(portal: &Portal, secret: &str) -> String {
    format!("{}/portal/rss/{secret}", portal.base)
}

/// `GET /portal/rss/{secret}`
pub(super) async fn feed(
    State(portal): State<Portal>,
    Path(secret): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let nothing = || Problem::not_found("There is no feed at this address.");
    let found = portal.alerts.feed(&secret).await.map_err(refused)?.ok_or_else(nothing)?;
    // Whoever is frozen, or of an organisation that is, has no feed.
    let reader: Subscriber = portal.accounts.subscriber_of(&found.person).await?.ok_or_else(nothing)?;
    let now = portal.clock.now();
    let (may, asked) = (Entitlement::of(&reader, now), Request::newest(found.query, ENTRIES));
    let hits = portal.archive.search(&asked, &may, now).await.map_err(not_searched)?.hits;
    let media_type = (CONTENT_TYPE, "application/rss+xml; charset=utf-8");
    Ok((PRIVATE, [media_type], written(&portal, &found.name, &address(&portal, &secret), &hits)))
}

fn written(portal: &Portal, name: &str, own: &str, hits: &[Hit]) -> String {
    let links: Vec<String> = hits.iter().map(|hit| format!("{}/portal?item={}", portal.base, hit.item)).collect();
    let entries: Vec<Entry> = hits.iter().zip(&links).map(|(hit, link)| entry(hit, link)).collect();
    let agency = &portal.agency;
    let title = format!("{name} - {}", agency.name(agency.language.as_str()));
    let channel = Channel {
        title: &title,
        link: &format!("{}/portal", portal.base),
        description: &title,
        language: &agency.language,
        self_link: own,
        hub: None,
        author: agency.name(agency.language.as_str()),
        // A feed says when it last changed, not when it was asked for.
        last_build: hits.iter().map(|hit| hit.version_created).max().unwrap_or(Timestamp::UNIX_EPOCH),
    };
    format::feed::rss(&channel, &entries)
}

fn entry<'a>(hit: &'a Hit, link: &'a str) -> Entry<'a> {
    Entry {
        title: &hit.headline,
        link,
        guid: hit.item.as_str(),
        published: hit.released,
        updated: hit.version_created,
        author: None,
        language: &hit.language,
        description: &hit.slug,
        category: None,
        enclosure: None,
    }
}
