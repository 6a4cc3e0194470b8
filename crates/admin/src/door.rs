//! What every handler is given, and where the navigation leads.

use account::{Accounts, Right, Staff, Visitor};
use audience::AudienceError;
use axum::{extract::FromRef, response::Response};
use std::sync::Arc;
use store::{Clock, Db};
use story::Agency;
use web::{Place, Problem, Sheet, Sheets};
use wire::{Reader, WireError};

/// What the office is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The accounts.
    pub accounts: Accounts,
    /// The wire, for reading.
    pub reader: Reader,
    /// The agency.
    pub agency: Arc<Agency>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What absolute addresses begin with, without a slash at the end.
    pub base: String,
}

/// The office. Clones are the same.
#[derive(Clone)]
pub struct Office(Arc<Parts>);

impl std::ops::Deref for Office {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Every room, with the right that it takes to enter it.
const ROOMS: &[(Place, Option<Right>)] = &[
    (Place { name: "Desk", href: "/desk" }, Some(Right::Write)),
    (Place { name: "Office", href: "/admin" }, None),
    (Place { name: "Receipts", href: "/admin/receipts" }, Some(Right::FollowReceipts)),
    (Place { name: "Monitors", href: "/admin/monitors" }, Some(Right::SeeSubscribers)),
    (Place { name: "Organisations", href: "/admin/organisations" }, Some(Right::SeeSubscribers)),
    (Place { name: "Usage", href: "/admin/usage" }, Some(Right::SeeUsage)),
    (Place { name: "Contracts", href: "/admin/contracts" }, Some(Right::SeeSubscribers)),
    (Place { name: "Products", href: "/admin/products" }, Some(Right::SeeSubscribers)),
    (Place { name: "Public site", href: "/admin/site" }, Some(Right::ManageProducts)),
    (Place { name: "Why", href: "/admin/why" }, Some(Right::SeeSubscribers)),
    (Place { name: "Staff", href: "/admin/staff" }, Some(Right::ManageStaff)),
    (Place { name: "Letters", href: "/admin/mail" }, Some(Right::SeeAudit)),
    (Place { name: "Agency", href: "/admin/agency" }, Some(Right::ManageAgency)),
    (Place { name: "Audit", href: "/admin/audit" }, Some(Right::SeeAudit)),
    (Place { name: "Freeze", href: "/admin/freeze" }, Some(Right::Freeze)),
];

impl Office {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// A sheet for a member of staff, in the room at `here`.
    pub(crate) fn sheet(&self, who: &Staff, here: &'static str, title: impl Into<String>) -> Sheet {
        let agency = self.agency.name(self.agency.language.as_str()).to_owned();
        let open = ROOMS.iter().filter(|(_, right)| right.is_none_or(|right| who.role.may(right)));
        Sheet {
            title: title.into(),
            agency,
            who: Some(who.name.clone()),
            places: open.map(|(place, _)| *place).collect(),
            here,
            ..Sheet::default()
        }
    }
}

impl Sheets for Office {
    fn titled(&self, visitor: Option<&Visitor>, title: &str) -> Sheet {
        if let Some(Visitor::Staff(who)) = visitor {
            return self.sheet(who, "", title);
        }
        let agency = self.agency.name(self.agency.language.as_str()).to_owned();
        Sheet { title: title.to_owned(), agency, ..Sheet::default() }
    }
}

impl FromRef<Office> for Accounts {
    fn from_ref(office: &Office) -> Self {
        office.accounts.clone()
    }
}

/// What a handler answers: a page, or a problem, which is shown as one.
pub(crate) type Answer = Result<Response, Problem>;

/// A failure of products or of the gate, as a problem.
pub(crate) fn refused(error: AudienceError) -> Problem {
    match error {
        AudienceError::Store(error) => error.into(),
        AudienceError::Wire(WireError::Store(error)) => Problem::from(&*error),
        AudienceError::Wire(error) => Problem::internal(error),
        AudienceError::Bad { field, why } => Problem::unprocessable(field, why),
        AudienceError::Unknown(_) => Problem::not_found(error),
        AudienceError::Stale(_) | AudienceError::InUse { .. } => Problem::conflict(error),
    }
}
