//! What every handler is given.

use crate::{has::pace::Pace, lines::Lines, refuse, render::Renderings, rights::Revisions};
use account::{Accounts, Subscriber};
use alert::Alerts;
use audience::{AudienceError, Denial, Entitlement, Gate, Products};
use axum::extract::FromRef;
use darkroom::Darkroom;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};
use store::{Blobs, Clock};
use story::{Agency, ItemId};
use tokio_util::sync::CancellationToken;
use web::Problem;
use wire::PublicKey;

/// Seconds between two heartbeats of a stream.
pub const HEARTBEAT_SECS: u64 = 15;

/// Reads something that the operator may change while the server runs.
pub type Fetch<T> = Arc<dyn Fn() -> BoxFuture<'static, Result<T, AudienceError>> + Send + Sync>;

/// Makes a [`Fetch`] of an async function.
pub fn fetch<T, F>(read: impl Fn() -> F + Send + Sync + 'static) -> Fetch<T>
where
    F: Future<Output = Result<T, AudienceError>> + Send + 'static,
{
    Arc::new(move || Box::pin(read()))
}

/// Reads something about an item.
pub type FetchOf<T> = Arc<dyn Fn(ItemId) -> BoxFuture<'static, Result<T, AudienceError>> + Send + Sync>;

/// Makes a [`FetchOf`] of an async function.
pub fn fetch_of<T, F>(read: impl Fn(ItemId) -> F + Send + Sync + 'static) -> FetchOf<T>
where
    F: Future<Output = Result<T, AudienceError>> + Send + 'static,
{
    Arc::new(move |item| Box::pin(read(item)))
}

/// A translation that is out, whoever may have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// The translation.
    pub item: ItemId,
    /// What it was translated from says something else by now.
    pub stale: bool,
}

/// What the surfaces for machines are made of.
pub struct Parts {
    /// The one gate to the wire.
    pub gate: Gate,
    /// The archive.
    pub archive: search::Archive,
    /// Saved searches, which feeds can be asked for by.
    pub alerts: Alerts,
    /// Who signs in.
    pub accounts: Accounts,
    /// The files of items.
    pub blobs: Blobs,
    /// Their smaller sizes.
    pub darkroom: Darkroom,
    /// The agency's products as they are now.
    pub products: Fetch<Products>,
    /// The translations of an item that are out, as the newsroom knows them.
    pub translations: FetchOf<Vec<Translated>>,
    /// Every public key that ever signed.
    pub keys: Fetch<Vec<PublicKey>>,
    /// The agency.
    pub agency: Arc<Agency>,
    /// Where these surfaces are reached, without a slash at the end.
    pub base: String,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ends streams and waiting polls.
    pub stop: CancellationToken,
    /// How often a stream sends a heartbeat and looks at its contract again; usually [`HEARTBEAT_SECS`].
    pub heartbeat: Duration,
    /// The time between two requests of one user at one endpoint of HAS; usually [`crate::PACE_MILLIS`].
    pub pace: Duration,
}

/// The surfaces for machines. Clones are the same.
#[derive(Clone)]
pub struct Api(Arc<Parts>, Arc<Shared>);

/// What the handlers keep together.
struct Shared {
    revisions: Revisions,
    renderings: Renderings,
    pace: Pace,
    lines: Lines,
}

impl Api {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        let (revisions, renderings, pace) = (Revisions::default(), Renderings::default(), Pace::new(parts.pace));
        let lines = Lines::default();
        Self(Arc::new(parts), Arc::new(Shared { revisions, renderings, pace, lines }))
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.0.gate
    }

    pub(crate) fn archive(&self) -> &search::Archive {
        &self.0.archive
    }

    pub(crate) fn alerts(&self) -> &Alerts {
        &self.0.alerts
    }

    pub(crate) fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    pub(crate) fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    pub(crate) fn darkroom(&self) -> &Darkroom {
        &self.0.darkroom
    }

    pub(crate) fn revisions(&self) -> &Revisions {
        &self.1.revisions
    }

    pub(crate) fn renderings(&self) -> &Renderings {
        &self.1.renderings
    }

    pub(crate) fn pace(&self) -> &Pace {
        &self.1.pace
    }

    pub(crate) fn lines(&self) -> &Lines {
        &self.1.lines
    }

    pub(crate) fn agency(&self) -> &Agency {
        &self.0.agency
    }

    pub(crate) fn base(&self) -> &str {
        &self.0.base
    }

    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }

    pub(crate) fn heartbeat(&self) -> Duration {
        self.0.heartbeat
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(crate) async fn products(&self) -> Result<Products, Problem> {
        (self.0.products)().await.map_err(|e| refuse::inside(&e))
    }

    pub(crate) async fn translations(&self, item: ItemId) -> Result<Vec<Translated>, Problem> {
        (self.0.translations)(item).await.map_err(|e| refuse::inside(&e))
    }

    pub(crate) async fn keys(&self) -> Result<Vec<PublicKey>, Problem> {
        (self.0.keys)().await.map_err(|e| refuse::inside(&e))
    }

    /// What a subscriber may have now of documents in a format: what only other contracts give is not in this feed.
    pub(crate) fn entitlement_writing(&self, subscriber: &Subscriber, format: &str) -> Result<Entitlement, Denial> {
        self.entitlement(subscriber).ok_or(Denial::NoContract)?.writing(format)
    }

    /// What a subscriber may have now; `None` when no contract holds.
    pub(crate) fn entitlement(&self, subscriber: &Subscriber) -> Option<Entitlement> {
        Some(Entitlement::of(subscriber, self.now())).filter(|may| !may.grants.is_empty())
    }
}

impl FromRef<Api> for Accounts {
    fn from_ref(api: &Api) -> Self {
        api.0.accounts.clone()
    }
}
