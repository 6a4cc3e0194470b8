//! People of subscribing organisations who read in a browser: subscribers as long as their session lasts.

use crate::{
    AccountError, Accounts, Session, Subscriber, Via, Visitor,
    session::IDLE,
    sign_in::{Credential, not_let_in},
};
use jiff::Timestamp;
use store::args;

/// The session by which a subscriber reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seat {
    /// Its id.
    session: String,
    /// When it ends, however much it is used.
    expires: Timestamp,
}

impl Seat {
    /// True when its time is over.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.expires <= now
    }
}

impl Accounts {
    /// Whoever sits at a session as a subscriber, with the contracts of the organisation, for as long as the session
    /// lasts. `None` for staff, while the second step is still to be shown, and for those who are not let in any more.
    pub async fn subscriber_at(&self, session: &Session) -> Result<Option<Subscriber>, AccountError> {
        match &session.visitor {
            Visitor::Person(person) if session.whole => self.seated(person.id.as_str(), &session.id, None).await,
            Visitor::Person(_) | Visitor::Staff(_) => Ok(None),
        }
    }

    /// The same one as they are now.
    pub(crate) async fn still_seated(
        &self,
        seat: &Seat,
        known: &Subscriber,
    ) -> Result<Option<Subscriber>, AccountError> {
        self.seated(known.via.name(), &seat.session, Some(known)).await
    }

    async fn seated(
        &self,
        person: &str,
        session: &str,
        known: Option<&Subscriber>,
    ) -> Result<Option<Subscriber>, AccountError> {
        let now = self.now();
        let row = self
            .db
            .one(
                "SELECT o.id, o.name, s.secret_hash AS stored, s.expires, \
                 (SELECT n FROM account_revision WHERE one = 1) AS revision \
                 FROM session s JOIN person p ON p.id = s.subject JOIN organisation o ON o.id = p.organisation \
                 WHERE s.id = $1 AND s.kind = 'person' AND s.subject = $2 AND s.whole = TRUE \
                 AND s.expires > $3 AND s.seen > $4 AND p.frozen = FALSE AND o.frozen = FALSE",
                args![session, person, story::to_millis(now), story::to_millis(now - IDLE)],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let credential = Credential::of(&row.text("stored")?);
        if known.is_some_and(|known| !known.has_shown(&credential)) {
            return Ok(None);
        }
        let seat = Seat { session: session.to_owned(), expires: story::from_millis(row.int("expires")?) };
        let via = Via::Person(person.to_owned());
        not_let_in(self.subscriber(&row, via, credential, None).await.map(|subscriber| subscriber.at(seat)))
    }
}
