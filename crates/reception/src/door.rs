//! What every handler is given, and where the navigation leads.

use crate::met::Met;
use account::{Accounts, Passkeys, Right, Visitor};
use axum::{
    extract::FromRef,
    http::{HeaderMap, header},
};
use std::{net::IpAddr, sync::Arc};
use story::Agency;
use web::{Place, Sheet, Sheets};

/// The reception. Clones are the same.
#[derive(Clone)]
pub struct Reception {
    pub(crate) accounts: Accounts,
    pub(crate) agency: Arc<Agency>,
    /// What absolute addresses begin with, without a slash at the end.
    pub(crate) base: Arc<str>,
    /// Passkeys, where browsers let them work.
    pub(crate) passkeys: Option<Passkeys>,
    /// The providers that described themselves lately.
    pub(crate) met: Met,
}

/// Whether passkeys work on the page that a browser shows.
pub(crate) enum Keys {
    /// They do.
    Here,
    /// They do at this address, which leads to the same place.
    At(String),
    /// They need a public address with a name, over TLS.
    Nowhere,
}

/// Whom a room is for.
#[derive(Clone, Copy)]
enum Guests {
    /// Everybody who is signed in.
    All,
    /// Members of staff.
    Staff,
    /// Those of the staff who write.
    Writers,
    /// The people of organisations.
    People,
}

impl Guests {
    fn hold(self, visitor: &Visitor) -> bool {
        match self {
            Self::All => true,
            Self::Staff => matches!(visitor, Visitor::Staff(_)),
            Self::Writers => matches!(visitor, Visitor::Staff(who) if who.role.may(Right::Write)),
            Self::People => matches!(visitor, Visitor::Person(_)),
        }
    }
}

/// Every room, with whom it is for.
const ROOMS: &[(Place, Guests)] = &[
    (Place { name: "Wire", href: "/portal" }, Guests::People),
    (Place { name: "Desk", href: "/desk" }, Guests::Writers),
    (Place { name: "Office", href: "/admin" }, Guests::Staff),
    (Place { name: "Account", href: "/account" }, Guests::All),
    (Place { name: "People", href: "/account/people" }, Guests::People),
    (Place { name: "Keys", href: "/account/keys" }, Guests::People),
    (Place { name: "Usage", href: "/account/usage" }, Guests::People),
    (Place { name: "Receipts", href: "/account/receipts" }, Guests::People),
];

impl Reception {
    /// Puts the parts together.
    pub fn new(accounts: Accounts, agency: Arc<Agency>) -> Self {
        Self { accounts, agency, base: Arc::from(""), passkeys: None, met: Met::default() }
    }

    /// The same with absolute addresses that begin with `base`, without a slash at its end.
    #[must_use]
    pub fn at(mut self, base: impl Into<Arc<str>>) -> Self {
        self.base = base.into();
        self.passkeys = Passkeys::at(&self.base, &self.site(), self.accounts.clone());
        self
    }

    /// Whether passkeys work at the address that a browser asked for.
    pub(crate) fn keys(&self, headers: &HeaderMap) -> Keys {
        let Some(passkeys) = &self.passkeys else { return Keys::Nowhere };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        // Browsers bind passkeys to names: the machine's own is `localhost`.
        let bare = host.rsplit_once(':').map_or(host, |(name, _)| name).trim_matches(['[', ']']);
        if bare.parse::<IpAddr>().is_ok() { Keys::At(passkeys.origin().to_owned()) } else { Keys::Here }
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
        Sheet { title: title.to_owned(), agency: self.site(), ..Sheet::default() }
    }

    /// The agency's name, as screens and devices show it.
    pub(crate) fn site(&self) -> String {
        self.agency.name(self.agency.language.as_str()).to_owned()
    }
}

impl Sheets for Reception {
    fn titled(&self, visitor: Option<&Visitor>, title: &str) -> Sheet {
        visitor.map_or_else(|| self.sheet(title), |visitor| self.sheet_for(visitor, "", title))
    }
}

impl FromRef<Reception> for Accounts {
    fn from_ref(reception: &Reception) -> Self {
        reception.accounts.clone()
    }
}
