//! Who turned out to send a request, for layers that stand outside of the sign-in.

use account::{OrganisationId, Subscriber, Via};
use axum::http::request::Parts;
use std::sync::{Arc, OnceLock};

/// Left in a request by a layer that wants to know, when it was answered, which subscriber had signed in.
#[derive(Clone, Default)]
pub struct Visit(Arc<OnceLock<(OrganisationId, Via)>>);

impl Visit {
    /// Who signed in; `None` when nobody did.
    pub fn who(&self) -> Option<&(OrganisationId, Via)> {
        self.0.get()
    }
}

/// Tells the layers outside who has signed in.
pub fn signed_in(parts: &Parts, subscriber: &Subscriber) {
    if let Some(visit) = parts.extensions.get::<Visit>() {
        // The first sign-in of a request is its only one.
        let _ = visit.0.set((subscriber.organisation.clone(), subscriber.via.clone()));
    }
}
