//! What every handler is given.

use account::{Accounts, Visitor};
use axum::extract::FromRef;
use std::sync::Arc;
use story::Agency;
use web::{Place, Sheet};

/// The reception. Clones are the same.
#[derive(Clone)]
pub struct Reception {
    pub(crate) accounts: Accounts,
    pub(crate) agency: Arc<Agency>,
    /// What absolute addresses begin with, without a slash at the end.
    pub(crate) base: Arc<str>,
}

/// Whom a room is for.
#[derive(Clone, Copy)]
enum Guests {
    /// Everybody who is signed in.
    All,
    /// Members of staff.
    Staff,
    /// The people of organisations.
    People,
}

impl Guests {
    fn hold(self, visitor: &Visitor) -> bool {
        match self {
            Self::All => true,
            Self::Staff => matches!(visitor, Visitor::Staff(_)),
            Self::People => matches!(visitor, Visitor::Person(_)),
        }
    }
}

/// Every room, with whom it is for.
const ROOMS: [(Place, Guests); 4] = [
    (Place { name: "Office", href: "/admin" }, Guests::Staff),
    (Place { name: "Account", href: "/account" }, Guests::All),
    (Place { name: "People", href: "/account/people" }, Guests::People),
    (Place { name: "Keys", href: "/account/keys" }, Guests::People),
];

impl Reception {
    /// Puts the parts together.
    pub fn new(accounts: Accounts, agency: Arc<Agency>) -> Self {
        Self { accounts, agency, base: Arc::from("") }
    }

    /// The same with absolute addresses that begin with `base`, without a slash at its end.
    #[must_use]
    pub fn at(mut self, base: impl Into<Arc<str>>) -> Self {
        self.base = base.into();
        self
    }

    /// A sheet for somebody who is signed in, in the room at `here`.
    pub(crate) fn sheet_for(&self, visitor: &Visitor, here: &'static str, title: impl Into<String>) -> Sheet {
        let open = ROOMS.iter().filter(|(_, guests)| guests.hold(visitor));
        Sheet {
            who: Some(visitor.name().to_owned()),
            places: open.map(|(place, _)| *place).collect(),
            here,
            ..self.sheet(&title.into())
        }
    }

    /// A sheet of the reception, for somebody who is not signed in.
    pub(crate) fn sheet(&self, title: &str) -> Sheet {
        let agency = self.agency.name(self.agency.language.as_str()).to_owned();
        Sheet { title: title.to_owned(), agency, ..Sheet::default() }
    }
}

impl FromRef<Reception> for Accounts {
    fn from_ref(reception: &Reception) -> Self {
        reception.accounts.clone()
    }
}
