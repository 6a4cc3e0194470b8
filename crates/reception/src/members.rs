//! The master user of an organisation, as an extractor: only they change its people, API users and keys, and only those
//! of their own organisation.

use crate::{Reception, people::PEOPLE};
use account::{LastMaster, Person, Visitor};
use axum::{extract::FromRequestParts, http::request::Parts, response::IntoResponse, response::Response};
use web::{
    PersonAtScreen, Problem,
    members::{May, Members},
};

/// Where keys and API users are.
pub(crate) const KEYS: &str = "/account/keys";

/// The organisation of a master user.
pub(crate) struct Member(pub(crate) Members);

impl FromRequestParts<Reception> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, reception: &Reception) -> Result<Self, Response> {
        let at_screen = PersonAtScreen::from_request_parts(parts, reception).await;
        let PersonAtScreen(person, session) = at_screen.map_err(IntoResponse::into_response)?;
        if !person.master {
            let problem = Problem::forbidden("This is for the master users of your organisation. Ask one of them.");
            return Err(problem.into_response());
        }
        let here = if parts.uri.path().starts_with(PEOPLE) { PEOPLE } else { KEYS };
        Ok(Self(reception.members_seen(&person, &session.visitor, here)))
    }
}

impl Reception {
    /// What somebody's organisation has; only a master user may change it.
    pub(crate) fn members_seen(&self, person: &Person, visitor: &Visitor, here: &'static str) -> Members {
        Members {
            accounts: self.accounts.clone(),
            organisation: person.organisation.clone(),
            sheet: self.sheet_for(visitor, here, &person.organisation_name),
            base: "/account".to_owned(),
            people_at: PEOPLE.to_owned(),
            keys_at: KEYS.to_owned(),
            site: self.base.to_string(),
            by: person.id.as_str().to_owned(),
            last: LastMaster::Stays,
            may: May { change: person.master, freeze: person.master },
            now: self.accounts.now(),
        }
    }
}
