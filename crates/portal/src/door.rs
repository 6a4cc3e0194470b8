//! What every handler is given, and where the navigation leads.

use crate::{assets::PORTAL_STYLE, reference::Reference};
use account::{Accounts, Contract, Person, Visitor};
use alert::Alerts;
use audience::{AudienceError, Gate};
use axum::{body::Bytes, extract::FromRef, response::Response};
use search::Archive;
use std::{sync::Arc, time::Duration};
use store::{Clock, Db};
use story::Agency;
use tokio_util::sync::CancellationToken;
use web::{Place, Problem, Sheet, Sheets};

/// What the portal is made of.
pub struct Parts {
    /// The accounts.
    pub accounts: Accounts,
    /// Saved searches and alerts.
    pub alerts: Alerts,
    /// The archive.
    pub archive: Archive,
    /// The database, for what the portal keeps itself.
    pub db: Db,
    /// The description of `/api/v1`, as OpenAPI in JSON.
    pub openapi: Bytes,
    /// Who gets what.
    pub gate: Gate,
    /// The agency.
    pub agency: Arc<Agency>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What absolute addresses begin with, without a slash at the end.
    pub base: String,
    /// Ends every stream.
    pub stop: CancellationToken,
    /// Between two signs of life of a stream.
    pub heartbeat: Duration,
}

/// The portal. Clones are the same.
#[derive(Clone)]
pub struct Portal(Arc<Parts>, Arc<Reference>);

impl std::ops::Deref for Portal {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The language of the screens: products, sections and languages are named in it.
pub(crate) const OF_SCREENS: &str = "en";

/// Every room.
const ROOMS: &[Place] = &[
    Place { name: "Wire", href: "/portal" },
    Place { name: "Searches", href: "/portal/searches" },
    Place { name: "Alerts", href: "/portal/alerts" },
    Place { name: "Downloads", href: "/portal/downloads" },
    Place { name: "Contract", href: "/portal/contract" },
    Place { name: "Developers", href: "/portal/developers" },
    Place { name: "Account", href: "/account" },
];

impl Portal {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        let reference = Arc::new(Reference::read(&parts.openapi));
        Self(Arc::new(parts), reference)
    }

    /// What `/api/v1` offers, to be read by people.
    pub(crate) fn reference(&self) -> &Reference {
        &self.1
    }

    /// The contracts of somebody's organisation that hold now, the oldest first.
    pub(crate) async fn holding(&self, who: &Person) -> Result<Vec<Contract>, Problem> {
        let mut contracts = self.accounts.contracts(&who.organisation).await?;
        contracts.retain(|contract| contract.terms.holds_at(self.clock.now()));
        Ok(contracts)
    }

    /// A tool as wide as the window for somebody at an organisation, in the room at `here`.
    pub(crate) fn sheet(&self, who: &Person, here: &'static str, title: impl Into<String>) -> Sheet {
        Sheet {
            who: Some(who.name.clone()),
            places: ROOMS.to_vec(),
            here,
            wide: true,
            zone: self.agency.time_zone.clone(),
            styles: vec![web::asset_path(&PORTAL_STYLE)],
            ..self.bare(title)
        }
    }

    /// The same as a page to read.
    pub(crate) fn page(&self, who: &Person, here: &'static str, title: impl Into<String>) -> Sheet {
        Sheet { wide: false, ..self.sheet(who, here, title) }
    }

    fn bare(&self, title: impl Into<String>) -> Sheet {
        let agency = self.agency.name(self.agency.language.as_str()).to_owned();
        Sheet { title: title.into(), agency, ..Sheet::default() }
    }
}

impl Sheets for Portal {
    fn titled(&self, visitor: Option<&Visitor>, title: &str) -> Sheet {
        match visitor {
            Some(Visitor::Person(who)) => self.sheet(who, "", title),
            _ => self.bare(title),
        }
    }
}

impl FromRef<Portal> for Accounts {
    fn from_ref(portal: &Portal) -> Self {
        portal.accounts.clone()
    }
}

/// The gate could not answer.
pub(crate) fn inside(error: AudienceError) -> Problem {
    match error {
        AudienceError::Store(error) => error.into(),
        other => Problem::internal(other),
    }
}

/// What a handler answers: a page, or a problem, which is shown as one.
pub(crate) type Answer = Result<Response, Problem>;
