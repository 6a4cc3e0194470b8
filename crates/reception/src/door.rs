//! What every handler is given.

use account::Accounts;
use axum::extract::FromRef;
use std::sync::Arc;
use story::Agency;
use web::Sheet;

/// The reception. Clones are the same.
#[derive(Clone)]
pub struct Reception {
    pub(crate) accounts: Accounts,
    pub(crate) agency: Arc<Agency>,
    /// What absolute addresses begin with, without a slash at the end.
    pub(crate) base: Arc<str>,
}

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

    /// A sheet of the reception.
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
