//! What organisations may read, as it was read last. It is read again when anything of the accounts was changed.

use crate::AlertError;
use account::{AccountError, Accounts, Contract, OrganisationId};
use audience::Entitlement;
use jiff::Timestamp;
use std::collections::HashMap;
use wire::Entry;

/// The contracts of organisations, and the revision of the accounts that they were read at.
#[derive(Default)]
pub(crate) struct Rights {
    revision: u64,
    known: HashMap<OrganisationId, Vec<Contract>>,
}

impl Rights {
    /// Forgets what was changed since.
    pub(crate) async fn refresh(&mut self, accounts: &Accounts) -> Result<(), AlertError> {
        let revision = accounts.revision().await?;
        if revision != self.revision {
            self.known.clear();
            self.revision = revision;
        }
        Ok(())
    }

    /// What an organisation may have now; nothing for one that is frozen or gone.
    pub(crate) async fn of(
        &mut self,
        accounts: &Accounts,
        organisation: &OrganisationId,
        now: Timestamp,
    ) -> Result<Entitlement, AlertError> {
        if !self.known.contains_key(organisation) {
            let contracts = match accounts.organisation_of(organisation).await {
                Ok(known) if !known.frozen => accounts.contracts(organisation).await?,
                Ok(_) | Err(AccountError::Unknown { .. }) => Vec::new(),
                Err(error) => return Err(error.into()),
            };
            self.known.insert(organisation.clone(), contracts);
        }
        Ok(Entitlement::under(self.known.get(organisation).map_or(&[], Vec::as_slice), now))
    }
}

/// Whether organisations may read one dispatch, each asked once.
pub(crate) struct Covered<'a> {
    pub(crate) rights: &'a mut Rights,
    pub(crate) accounts: &'a Accounts,
    pub(crate) entry: &'a Entry,
    pub(crate) now: Timestamp,
    pub(crate) asked: HashMap<OrganisationId, bool>,
}

impl Covered<'_> {
    pub(crate) async fn by(&mut self, organisation: &OrganisationId) -> Result<bool, AlertError> {
        if let Some(known) = self.asked.get(organisation) {
            return Ok(*known);
        }
        let may = self.rights.of(self.accounts, organisation, self.now).await?;
        let covered = may.decide(self.entry).is_yes();
        self.asked.insert(organisation.clone(), covered);
        Ok(covered)
    }
}
