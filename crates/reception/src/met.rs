//! Providers that described themselves lately, so that not every visit asks them again.

use crate::errand::Errands;
use account::{Accounts, Provider};
use jiff::{SignedDuration, Timestamp};
use openidconnect::{IssuerUrl, core::CoreProviderMetadata};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Minutes for which a description is good.
pub(crate) const DESCRIBED_MINUTES: i64 = 5;
/// Descriptions that are kept; the oldest goes when there is one more.
const DESCRIBED_MAX: usize = 100;

struct Description {
    metadata: CoreProviderMetadata,
    time: Timestamp,
}

/// The descriptions, with the keys that they name, by issuer. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Met(Arc<Mutex<HashMap<String, Description>>>);

impl Met {
    /// How a provider describes itself, or did lately.
    pub(crate) async fn ask(&self, accounts: &Accounts, provider: &Provider) -> Result<CoreProviderMetadata, String> {
        let now = accounts.now();
        if let Some(kept) = self.kept(&provider.issuer, now) {
            return Ok(kept);
        }
        let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(|e| e.to_string())?;
        let found =
            CoreProviderMetadata::discover_async(issuer, &Errands::to(provider)).await.map_err(|e| causes(&e))?;
        self.keep(&provider.issuer, Description { metadata: found.clone(), time: now });
        Ok(found)
    }

    /// Forgets a description: it is asked for again.
    pub(crate) fn forget(&self, provider: &Provider) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&provider.issuer);
    }

    fn kept(&self, issuer: &str, now: Timestamp) -> Option<CoreProviderMetadata> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| now < one.time + SignedDuration::from_mins(DESCRIBED_MINUTES));
        all.get(issuer).map(|one| one.metadata.clone())
    }

    fn keep(&self, issuer: &str, description: Description) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(issuer.to_owned(), description);
        if all.len() > DESCRIBED_MAX {
            let oldest = all.iter().min_by_key(|(_, one)| one.time).map(|(issuer, _)| issuer.clone());
            oldest.and_then(|oldest| all.remove(&oldest));
        }
    }
}

/// An error with what caused it.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let (mut text, mut cause) = (error.to_string(), error.source());
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
