//! What stands still, when somebody else may have got in: the newsroom's releases, all or those of one desk, the staff's
//! doors, the subscribers' doors. Each is a row while it lasts; every process sees it at its next look.

use crate::{
    AccountError, Accounts,
    deed::{Deed, count, settle},
};
use jiff::Timestamp;
use std::{borrow::Cow, str::FromStr};
use store::{Row, StoreError, Tx, args};

/// Characters that a reason may have.
const REASON_CHARS_MAX: usize = 500;

/// What can be made to stand still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// Nothing is released, updated, corrected or resumed, and what is due waits. What is wrong can still be taken back.
    Releases,
    /// Nobody of the staff is let in, but administrators.
    Staff,
    /// Nobody of any organisation is let in: no person, no program, no open stream.
    Subscribers,
    /// Nothing of one desk of the newsroom is released, by the desk's id.
    Desk(String),
}

/// What the name of a desk that stands still begins with.
const DESK: &str = "desk:";

impl Halt {
    /// All that are about everybody.
    pub const ALL: [Self; 3] = [Self::Releases, Self::Staff, Self::Subscribers];

    /// Its name: for a desk `desk:` and its id.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Releases => "releases".into(),
            Self::Staff => "staff".into(),
            Self::Subscribers => "subscribers".into(),
            Self::Desk(id) => format!("{DESK}{id}").into(),
        }
    }
}

impl FromStr for Halt {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        if let Some(id) = s.strip_prefix(DESK).filter(|id| !id.is_empty()) {
            return Ok(Self::Desk(id.to_owned()));
        }
        let known = Self::ALL.into_iter().find(|halt| halt.name() == s);
        known.ok_or_else(|| {
            format!("`{s}` cannot be frozen: releases, staff, subscribers, or a desk by its id, `desk:…`")
        })
    }
}

/// Something that stands still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standstill {
    /// What.
    pub what: Halt,
    /// Why.
    pub reason: String,
    /// Who stopped it.
    pub by: String,
    /// Since when.
    pub since: Timestamp,
    /// The name of the desk, where it is one.
    pub desk: Option<String>,
}

/// Every column of a standstill.
macro_rules! select_standstill {
    ($rest:literal) => {
        concat!(
            "SELECT what, reason, actor, time, (SELECT name FROM desk WHERE 'desk:' || desk.id = standstill.what) AS desk \
             FROM standstill ",
            $rest
        )
    };
}

impl Standstill {
    /// What it is called: `releases`, `desk World`.
    pub fn title(&self) -> String {
        self.desk.as_ref().map_or_else(|| self.what.name().into_owned(), |name| format!("desk {name}"))
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            what: row.parsed("what")?,
            reason: row.text("reason")?,
            by: row.text("actor")?,
            since: story::from_millis(row.int("time")?),
            desk: row.text_or_null("desk")?,
        })
    }

    /// Whether this stands still, inside a transaction.
    pub async fn of(tx: &mut Tx, what: &Halt) -> Result<Option<Self>, StoreError> {
        let row = tx.one(select_standstill!("WHERE what = $1"), args![what.name().as_ref()]).await?;
        row.map(|row| Self::read(&row)).transpose()
    }
}

impl Accounts {
    /// Everything that stands still.
    pub async fn standstills(&self) -> Result<Vec<Standstill>, AccountError> {
        let rows = self.db.all(select_standstill!("ORDER BY what"), args![]).await?;
        Ok(rows.iter().map(Standstill::read).collect::<Result<_, _>>()?)
    }

    /// Makes these stand still. What stands still already keeps who stopped it, why and since when.
    pub async fn freeze(&self, what: &[Halt], reason: &str, by: &str) -> Result<(), AccountError> {
        let reason = check_reason(reason)?;
        let mut tx = self.db.begin().await?;
        let done = async {
            count(&mut tx).await?;
            for halt in what {
                let now = story::to_millis(self.clock.now());
                let added = tx
                    .run(
                        "INSERT INTO standstill (what, reason, actor, time) VALUES ($1, $2, $3, $4) \
                         ON CONFLICT (what) DO NOTHING",
                        args![halt.name().as_ref(), reason.as_str(), by, now],
                    )
                    .await?;
                if added > 0 {
                    self.tell(&mut tx, Deed { by, act: "freeze", subject: halt.name().as_ref(), detail: &reason })
                        .await?;
                }
            }
            Ok(())
        }
        .await;
        settle(tx, done).await
    }

    /// Lets these go on. What does not stand still is passed over.
    pub async fn thaw(&self, what: &[Halt], reason: &str, by: &str) -> Result<(), AccountError> {
        let reason = check_reason(reason)?;
        let mut tx = self.db.begin().await?;
        let done = async {
            count(&mut tx).await?;
            for halt in what {
                let ended = tx.run("DELETE FROM standstill WHERE what = $1", args![halt.name().as_ref()]).await?;
                if ended > 0 {
                    self.tell(&mut tx, Deed { by, act: "thaw", subject: halt.name().as_ref(), detail: &reason })
                        .await?;
                }
            }
            Ok(())
        }
        .await;
        settle(tx, done).await
    }

    /// True while this stands still.
    pub(crate) async fn halted(&self, what: &Halt) -> Result<bool, AccountError> {
        Ok(self.db.one("SELECT what FROM standstill WHERE what = $1", args![what.name().as_ref()]).await?.is_some())
    }
}

fn check_reason(reason: &str) -> Result<String, AccountError> {
    let reason = reason.trim();
    let chars = reason.chars().count();
    if (1..=REASON_CHARS_MAX).contains(&chars) && !reason.chars().any(|c| c.is_control() && c != '\n') {
        Ok(reason.to_owned())
    } else {
        let why = format!("is a text of 1 to {REASON_CHARS_MAX} characters: say why, for those who read it later");
        Err(AccountError::Bad { field: "reason", why })
    }
}
