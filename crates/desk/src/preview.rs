//! What would happen, before anybody clicks.

use crate::{Desk, DeskError, Proposal, Transmission, rights::require};
use account::{Right, Staff};
use audience::{AudienceError, Products};
use jiff::Timestamp;
use serde::Serialize;
use store::StoreError;
use story::{Guarded, Story};

/// What a proposal would send, and what it takes. Nothing was changed.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// The very bytes.
    #[serde(flatten)]
    pub transmission: Transmission,
    /// The SHA-256 of all of them, which a second person approves.
    pub transmission_hash: String,
    /// Why it takes a second person; empty when it does not.
    pub guarded: Vec<Guarded>,
    /// Seconds in which it can be taken back; 0 when it goes at once.
    pub undo_secs: u32,
    /// When it goes, if later.
    pub later: Option<Timestamp>,
    /// The stories and notices, in the order of the dispatches.
    #[serde(skip)]
    pub stories: Vec<Story>,
}

impl Desk {
    /// Makes what a proposal would send now, and changes nothing.
    pub async fn preview(&self, who: &Staff, proposal: &Proposal) -> Result<Preview, DeskError> {
        require(who, Right::Write)?;
        let made = self.make_now(proposal, false).await?;
        let now = self.clock.now();
        let undo = match &made.parts[..] {
            [part] if made.later.is_none() => {
                crate::undo::until(proposal, &made, part, &self.agency.rules, now).is_some()
            }
            _ => false,
        };
        Ok(Preview {
            transmission_hash: made.transmission.hash(),
            transmission: made.transmission,
            guarded: made.guarded,
            undo_secs: if undo { self.agency.rules.undo_secs } else { 0 },
            later: made.later,
            stories: made.parts.into_iter().map(|part| part.ready.into_story()).collect(),
        })
    }

    /// The products as they are now.
    pub(crate) async fn products(&self) -> Result<Products, DeskError> {
        Products::load(&self.db).await.map_err(|error| match error {
            AudienceError::Store(error) => error.into(),
            other => StoreError::Unusable(other.to_string()).into(),
        })
    }
}
