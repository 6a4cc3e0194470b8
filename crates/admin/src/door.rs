//! What every handler is given, and where the navigation leads.

use account::{Accounts, Right, Staff};
use axum::{extract::FromRef, response::Response};
use std::sync::Arc;
use store::{Clock, Db};
use story::Agency;
use web::{Place, Problem, Sheet};
use wire::Reader;

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
const ROOMS: [(Place, Option<Right>); 4] = [
    (Place { name: "Office", href: "/admin" }, None),
    (Place { name: "Organisations", href: "/admin/organisations" }, Some(Right::SeeSubscribers)),
    (Place { name: "Staff", href: "/admin/staff" }, Some(Right::ManageStaff)),
    (Place { name: "Letters", href: "/admin/mail" }, Some(Right::SeeAudit)),
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

impl FromRef<Office> for Accounts {
    fn from_ref(office: &Office) -> Self {
        office.accounts.clone()
    }
}

/// What a handler answers: a page, or a problem, which the browser shows as text.
pub(crate) type Answer = Result<Response, Problem>;
