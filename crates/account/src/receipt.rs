//! Receipts: an organisation says that it has seen a kill or a correction and has acted on it.

use crate::{AccountError, Accounts, OrganisationId, Receiver, recall::select_receiver};
use jiff::Timestamp;
use std::str::FromStr;
use store::{Row, StoreError, args};
use story::Line;

/// The way that a receipt came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// A person who was signed in.
    Portal,
    /// A program.
    Api,
    /// The answer of a program that the wire called.
    Webhook,
    /// The link of a letter.
    Link,
}

impl Through {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Portal, Self::Api, Self::Webhook, Self::Link];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Api => "api",
            Self::Webhook => "webhook",
            Self::Link => "link",
        }
    }
}

impl FromStr for Through {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|way| way.name() == s).ok_or_else(|| format!("`{s}` is not a way of a receipt"))
    }
}

/// A receipt. The first that an organisation gives stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// When it was given.
    pub time: Timestamp,
    /// How it came.
    pub through: Through,
    /// Who gave it: a mail address, a login, or the id of a key.
    pub by: String,
    /// What they say with it.
    pub note: Option<String>,
}

impl Receipt {
    /// The receipt of a receiver's row; `None` when there is none yet.
    pub(crate) fn read(row: &Row) -> Result<Option<Self>, StoreError> {
        let Some(confirmed) = row.int_or_null("confirmed")? else { return Ok(None) };
        Ok(Some(Self {
            time: story::from_millis(confirmed),
            through: row.parsed("through")?,
            by: row.text("confirmed_by")?,
            note: row.text_or_null("note")?,
        }))
    }
}

impl Accounts {
    /// Takes the receipt of an organisation for a dispatch that it was called for. Only the first counts; later ones are
    /// answered with that. It ends the reminders.
    pub async fn confirm(
        &self,
        seq: u64,
        organisation: &OrganisationId,
        through: Through,
        by: &str,
        note: Option<&str>,
    ) -> Result<Receiver, AccountError> {
        let note = note.map(str::trim).filter(|note| !note.is_empty()).map(Line::<500>::new).transpose();
        let note = note.map_err(|e| AccountError::Bad { field: "note", why: e.to_string() })?;
        self.db
            .run(
                "UPDATE recall_receiver SET confirmed = $1, through = $2, confirmed_by = $3, note = $4, due = NULL \
                 WHERE seq = $5 AND organisation = $6 AND confirmed IS NULL",
                args![
                    story::to_millis(self.clock.now()),
                    through.name(),
                    by,
                    note.map(|note| note.as_str().to_owned()),
                    seq,
                    organisation.as_str()
                ],
            )
            .await?;
        self.receiver(seq, organisation)
            .await?
            .ok_or_else(|| AccountError::Unknown { what: "dispatch that you are called for", name: seq.to_string() })
    }

    /// How a recall stands with one organisation; `None` when it is not called.
    pub async fn receiver(&self, seq: u64, organisation: &OrganisationId) -> Result<Option<Receiver>, AccountError> {
        let sql = select_receiver!("WHERE v.seq = $1 AND v.organisation = $2");
        let row = self.db.one(sql, args![seq, organisation.as_str()]).await?;
        Ok(row.as_ref().map(Receiver::read).transpose()?)
    }
}
