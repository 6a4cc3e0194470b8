//! What every handler is given, and where the navigation leads.

use crate::{assets, lines::Lines};
use account::{Accounts, Staff, Visitor};
use assistant::Assistant;
use audience::{Gate, Readership};
use axum::{extract::FromRef, response::Response};
use darkroom::Darkroom;
use desk::Desk;
use search::Archive;
use std::{sync::Arc, time::Duration};
use store::{Blobs, Clock, Db};
use story::Agency;
use tokio_util::sync::CancellationToken;
use web::{Place, Problem, Sheet, Sheets};
use wire::Reader;

/// What the newsroom is made of.
pub struct Parts {
    /// The desk.
    pub desk: Desk,
    /// The accounts.
    pub accounts: Accounts,
    /// The database, for what is only looked at.
    pub db: Db,
    /// The files.
    pub blobs: Blobs,
    /// The wire, for reading.
    pub reader: Reader,
    /// Who gets what.
    pub gate: Gate,
    /// The archive.
    pub archive: Archive,
    /// Pictures in smaller sizes.
    pub darkroom: Darkroom,
    /// The machine that drafts, where the house has configured one.
    pub assistant: Option<Assistant>,
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

/// The newsroom. Clones are the same.
#[derive(Clone)]
pub struct Newsroom(Arc<Parts>, Readership, Lines);

impl std::ops::Deref for Newsroom {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Every room.
const ROOMS: &[Place] = &[
    Place { name: "Desk", href: "/desk" },
    Place { name: "Approvals", href: "/desk/approvals" },
    Place { name: "Search", href: "/desk/search" },
    Place { name: "Pictures", href: "/desk/pictures" },
    Place { name: "Kills", href: "/desk/causes" },
    Place { name: "Planning", href: "/desk/planning" },
    Place { name: "Translations", href: "/desk/stale" },
    Place { name: "Templates", href: "/desk/templates" },
    Place { name: "Snippets", href: "/desk/snippets" },
    Place { name: "Office", href: "/admin" },
];

impl Newsroom {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        let readership = Readership::new(parts.accounts.clone());
        Self(Arc::new(parts), readership, Lines::default())
    }

    /// Everybody who subscribes.
    pub(crate) fn readership(&self) -> &Readership {
        &self.1
    }

    /// The lines that are open to the lists.
    pub(crate) fn lines(&self) -> &Lines {
        &self.2
    }

    /// A sheet for a member of staff, in the room at `here`.
    pub(crate) fn sheet(&self, who: &Staff, here: &'static str, title: impl Into<String>) -> Sheet {
        Sheet {
            who: Some(who.name.clone()),
            places: ROOMS.to_vec(),
            here,
            wide: true,
            zone: self.agency.time_zone.clone(),
            styles: vec![web::asset_path(&assets::DESK_STYLE)],
            ..self.bare(title)
        }
    }

    fn bare(&self, title: impl Into<String>) -> Sheet {
        let agency = self.agency.name(self.agency.language.as_str()).to_owned();
        Sheet { title: title.into(), agency, ..Sheet::default() }
    }
}

impl Sheets for Newsroom {
    fn titled(&self, visitor: Option<&Visitor>, title: &str) -> Sheet {
        match visitor {
            Some(Visitor::Staff(who)) => self.sheet(who, "", title),
            _ => self.bare(title),
        }
    }
}

impl FromRef<Newsroom> for Accounts {
    fn from_ref(newsroom: &Newsroom) -> Self {
        newsroom.accounts.clone()
    }
}

/// What a handler answers: a page, or a problem, which is shown as one.
pub(crate) type Answer = Result<Response, Problem>;
