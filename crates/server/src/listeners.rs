//! Everything that is served, on which address.

use crate::{
    connections::{self, AtOnce, Limits},
    house::House,
    last_use, private, telemetry,
};
use admin::Office;
use anyhow::Context;
use api::{Api, HEARTBEAT_SECS, PACE_MILLIS, Parts, Translated, fetch, fetch_of};
use audience::{Gate, Products};
use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    middleware,
    routing::{any, get},
};
use darkroom::Darkroom;
use mailroom::Mailroom;
use newsroom::Newsroom;
use portal::Portal;
use reception::Reception;
use search::Archive;
use serde::Serialize;
use site::Site;
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Db, args};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::compression::{
    CompressionLayer,
    predicate::{DefaultPredicate, NotForContentType, Predicate},
};

/// Where the agency can be reached.
pub struct Open {
    /// Site, APIs and desk.
    pub public: SocketAddr,
    /// Prometheus.
    pub metrics: Option<SocketAddr>,
    /// The public site.
    pub site: Site,
}

/// Opens the listeners and starts the followers of the wire. They end with the house.
///
/// `more` are routes that only this process has.
pub async fn open(house: &House, more: Router) -> anyhow::Result<Open> {
    let listen = house.config.listen;
    let public = TcpListener::bind(listen).await.with_context(|| format!("{listen} cannot be listened on"))?;
    let address = public.local_addr()?;
    private::folder(&house.index())?;
    let followers = Followers::start(house, address)?;
    house.tasks.spawn(house.desk.clone().keep_schedule(house.stop.clone()));
    house.tasks.spawn(house.desk.clone().keep_ringing(house.stop.clone()));
    house.tasks.spawn(tie_up(house.desk.clone()));
    house.tasks.spawn(house.desk.clone().keep_uploads_small(house.stop.clone()));
    house.tasks.spawn(office(house, address).keep_warning(house.stop.clone()));
    house.tasks.spawn(house.accounts.meter().clone().follow(house.stop.clone()));
    house.tasks.spawn(house.accounts.clone().keep_usage_small(house.stop.clone()));
    let watch = house.watch(address);
    house.tasks.spawn(watch.clone().follow(house.stop.clone()));
    house.tasks.spawn(watch.keep(house.stop.clone()));
    house.tasks.spawn(house.alerts(address).follow(house.stop.clone()));
    house.tasks.spawn(house.alerts(address).keep(house.stop.clone()));
    house.tasks.spawn(last_use::keep(house.accounts.clone(), house.stop.clone()));
    house.tasks.spawn(mailroom(house)?.follow(house.stop.clone()));
    let metrics = match house.config.metrics_address()? {
        Some(address) => Some(open_metrics(house, address, &followers).await?),
        None => None,
    };
    let router = router(house, &followers, address, Tempo::USUAL, more);
    serve(house, public, (at_once(followers.site.clone()), router));
    Ok(Open { public: address, metrics, site: followers.site })
}

/// Ties up items that were filed before ties were kept. What is filed now is tied as it is filed.
async fn tie_up(desk: desk::Desk) {
    match desk.tie_up().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "items were tied to what they hang on"),
        Err(error) => {
            tracing::error!("items could not be tied to what they hang on; kills may not see everything: {error}");
        }
    }
}

/// What follows the wire, at work.
pub(crate) struct Followers {
    /// Search.
    pub(crate) archive: Archive,
    /// Pictures.
    pub(crate) darkroom: Darkroom,
    /// The public site.
    pub(crate) site: Site,
}

impl Followers {
    /// Starts them.
    pub(crate) fn start(house: &House, address: SocketAddr) -> anyhow::Result<Self> {
        let archive = Archive::open(&house.index(), house.reader.clone())?;
        let darkroom = Darkroom::new(
            house.db.clone(),
            house.blobs.clone(),
            house.reader.clone(),
            &house.agency,
            Arc::clone(&house.clock),
        );
        let site = Site::new(
            house.db.clone(),
            house.reader.clone(),
            house.blobs.clone(),
            darkroom.clone(),
            Arc::clone(&house.agency),
            Arc::clone(&house.clock),
            house.config.base_at(address),
        );
        let site = match house.config.cdn(&house.data)? {
            Some(cdn) => site.behind(cdn),
            None => site,
        };
        let site = match house.config.business(house.agency.name(house.agency.language.as_str()))? {
            Some(business) => site.answered_by(business),
            None => site,
        };
        let site = site.calling(house.config.hub_callbacks.clone());
        house.tasks.spawn(site.clone().keep_cdn(house.stop.clone()));
        house.tasks.spawn(site.clone().keep_hub(house.stop.clone()));
        house.tasks.spawn(darkroom.clone().follow(house.stop.clone()));
        house.tasks.spawn(archive.clone().follow(house.stop.clone()));
        house.tasks.spawn(site.clone().follow(house.stop.clone()));
        Ok(Self { archive, darkroom, site })
    }
}

/// What clients wait for by the clock of the wall, which tests cannot move.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tempo {
    /// Between two signs of life of a stream.
    pub(crate) heartbeat: Duration,
    /// Between two requests of one user at one endpoint of HAS.
    pub(crate) pace: Duration,
}

impl Tempo {
    /// As it is served.
    pub(crate) const USUAL: Self =
        Self { heartbeat: Duration::from_secs(HEARTBEAT_SECS), pace: Duration::from_millis(PACE_MILLIS) };
}

async fn open_metrics(house: &House, address: SocketAddr, followers: &Followers) -> anyhow::Result<SocketAddr> {
    let handle = telemetry::start()?;
    let listener = TcpListener::bind(address).await;
    let listener = listener.with_context(|| format!("{address} (metrics) cannot be listened on"))?;
    let address = listener.local_addr()?;
    house.tasks.spawn(telemetry::keep_small(handle.clone(), house.stop.clone()));
    let routes = telemetry::routes(handle, house.reader.clone(), followers.archive.clone(), followers.site.clone());
    serve(house, listener, (Arc::new(|_, _, _| None), routes));
    Ok(address)
}

fn serve(house: &House, listener: TcpListener, served: (AtOnce, Router)) {
    let (tasks, stop) = (house.tasks.clone(), house.stop.clone());
    house.tasks.spawn(connections::serve(listener, served, Limits::USUAL, tasks, stop));
}

/// The pages that the site has at hand.
fn at_once(site: Site) -> AtOnce {
    let pages = telemetry::Pages::default();
    Arc::new(move |method, uri, headers| {
        let start = Instant::now();
        let site::AtOnce { route, response } = site.at_once(method, uri, headers)?;
        tracing::debug!(%method, path = uri.path(), status = response.status().as_u16(), "answered at once");
        pages.count(&route, method, response.status(), start.elapsed());
        Some(response)
    })
}

/// Every route that is served, and all that surrounds them.
pub(crate) fn router(house: &House, followers: &Followers, address: SocketAddr, tempo: Tempo, more: Router) -> Router {
    let (products, translations, keys) = (house.db.clone(), house.db.clone(), house.db.clone());
    let api = Api::new(Parts {
        gate: Gate::new(house.reader.clone()),
        archive: followers.archive.clone(),
        alerts: house.alerts(address),
        accounts: house.accounts.clone(),
        blobs: house.blobs.clone(),
        darkroom: followers.darkroom.clone(),
        products: fetch(move || {
            let db = products.clone();
            async move { Products::load(&db).await }
        }),
        translations: fetch_of(move |item| {
            let db = translations.clone();
            async move {
                let translated = desk::translated(&db, &item).await?;
                Ok(translated.into_iter().map(|one| Translated { item: one.item, stale: one.stale }).collect())
            }
        }),
        keys: fetch(move || {
            let db = keys.clone();
            async move { Ok(wire::public_keys(&db).await?) }
        }),
        agency: Arc::clone(&house.agency),
        base: house.config.base_at(address),
        clock: Arc::clone(&house.clock),
        stop: house.stop.clone(),
        heartbeat: tempo.heartbeat,
        pace: tempo.pace,
    });
    let health = Health { db: house.db.clone(), stop: house.stop.clone() };
    let compression = CompressionLayer::new().compress_when(
        DefaultPredicate::new()
            .and(NotForContentType::const_new("text/event-stream"))
            // Files are packed already, and are asked for in parts.
            .and(NotForContentType::const_new("video/"))
            .and(NotForContentType::const_new("audio/"))
            .and(NotForContentType::const_new("application/pdf"))
            .and(NotForContentType::const_new("application/postscript"))
            .and(NotForContentType::const_new("application/zip")),
    );
    let all = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready).with_state(health))
        // The site takes every address of one or two parts; what is meant for machines is answered to machines.
        .route("/api/{*rest}", any(web::no_route))
        .route("/desk/{*rest}", any(web::no_route))
        .route("/portal/{*rest}", any(web::no_route))
        .merge(api::routes(api.clone()))
        .merge(api::has_routes(api.clone()))
        .merge(api::link_routes(api))
        .merge(reception::routes(
            Reception::new(house.accounts.clone(), Arc::clone(&house.agency)).at(house.config.base_at(address)),
        ))
        .merge(admin::routes(office(house, address)))
        .merge(web::assets(&[&[&reception::SCRIPT], newsroom::ASSETS, portal::ASSETS].concat()))
        .merge(more)
        .merge(newsroom::routes(newsroom(house, followers, address, tempo)))
        .merge(portal::routes(portal(house, followers, address, tempo)))
        .merge(site::routes(followers.site.clone()));
    let proxies = house.config.proxies.clone();
    let behind = middleware::map_request(move |request| std::future::ready(proxies.look_behind(request)));
    let all = web::over_tls(web::layers(telemetry::counted(all)), &house.config.base_at(address));
    all.layer(compression).layer(behind)
}

pub(crate) fn mailroom(house: &House) -> anyhow::Result<Mailroom> {
    let agency = house.agency.name(house.agency.language.as_str());
    let (office, from) = house.config.post_office(&house.data, agency)?;
    Ok(Mailroom::new(house.db.clone(), Arc::clone(&house.clock), office, from))
}

fn office(house: &House, address: SocketAddr) -> Office {
    Office::new(admin::Parts {
        db: house.db.clone(),
        accounts: house.accounts.clone(),
        reader: house.reader.clone(),
        agency: Arc::clone(&house.agency),
        clock: Arc::clone(&house.clock),
        base: house.config.base_at(address),
    })
}

fn newsroom(house: &House, followers: &Followers, address: SocketAddr, tempo: Tempo) -> Newsroom {
    Newsroom::new(newsroom::Parts {
        desk: house.desk.clone(),
        accounts: house.accounts.clone(),
        db: house.db.clone(),
        blobs: house.blobs.clone(),
        reader: house.reader.clone(),
        gate: Gate::new(house.reader.clone()),
        archive: followers.archive.clone(),
        darkroom: followers.darkroom.clone(),
        assistant: house.assistant.clone(),
        agency: Arc::clone(&house.agency),
        clock: Arc::clone(&house.clock),
        base: house.config.base_at(address),
        stop: house.stop.clone(),
        heartbeat: tempo.heartbeat,
    })
}

fn portal(house: &House, followers: &Followers, address: SocketAddr, tempo: Tempo) -> Portal {
    Portal::new(portal::Parts {
        accounts: house.accounts.clone(),
        alerts: house.alerts(address),
        archive: followers.archive.clone(),
        db: house.db.clone(),
        openapi: api::openapi(),
        gate: Gate::new(house.reader.clone()),
        agency: Arc::clone(&house.agency),
        clock: Arc::clone(&house.clock),
        base: house.config.base_at(address),
        stop: house.stop.clone(),
        heartbeat: tempo.heartbeat,
    })
}

#[derive(Clone)]
struct Health {
    db: Db,
    stop: CancellationToken,
}

/// What `/readyz` answers.
#[derive(Serialize)]
struct Ready {
    ready: bool,
    why: &'static str,
}

/// Ready to take requests: the database answers, and the server is not closing.
async fn ready(State(health): State<Health>) -> (StatusCode, Json<Ready>) {
    let no = |why| (StatusCode::SERVICE_UNAVAILABLE, Json(Ready { ready: false, why }));
    if health.stop.is_cancelled() {
        return no("the server is closing");
    }
    match health.db.one("SELECT seq FROM wire_head WHERE one = 1", args![]).await {
        Ok(_) => (StatusCode::OK, Json(Ready { ready: true, why: "the database answers" })),
        Err(e) => {
            tracing::error!("not ready: {e}");
            no("the database does not answer")
        }
    }
}
