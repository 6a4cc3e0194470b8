//! Who has an item open. Rows of the database, so that it is the same through every process of the newsroom.

use crate::{
    Desk, DeskError,
    locks::{Lock, SELECT_LOCK},
    rights::require,
};
use account::{Right, Staff};
use jiff::Timestamp;
use serde::Serialize;
use store::args;
use story::{Fault, ItemId, from_millis, to_millis};

/// Without a sign of life for this long somebody is gone, in milliseconds. Browsers let what is in the background speak
/// once a minute.
const GONE_MILLIS: i64 = 75_000;
/// A sign of life is written down this often, in milliseconds: looking more often than that costs no writing.
const WRITTEN_MILLIS: i64 = 10_000;
/// Tabs with one item that one person has; the oldest go first.
const TABS_MAX: i64 = 50;
/// Characters of the name of a tab.
const TAB_CHARS_MAX: usize = 64;

/// Somebody who has an item open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Here {
    /// The login.
    pub login: String,
    /// The name.
    pub name: String,
    /// Whether they write, in at least one of their tabs.
    pub writing: bool,
    /// Since when.
    pub since: Timestamp,
}

/// What is going on around an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Around {
    /// The number of its last save.
    pub edit: u64,
    /// Who writes it.
    pub lock: Option<Lock>,
    /// Who has it open, in the order in which they came.
    pub here: Vec<Here>,
}

impl Desk {
    /// What is going on around an item.
    pub async fn around(&self, id: &ItemId) -> Result<Around, DeskError> {
        let row = self.db.one("SELECT edit FROM item WHERE id = $1", args![id.as_str()]).await?;
        let edit = row.ok_or_else(|| DeskError::Unknown(id.clone()))?.count("edit")?;
        let lock = self.db.one(SELECT_LOCK, args![id.as_str()]).await?.as_ref().map(Lock::from_row).transpose()?;
        let rows = self
            .db
            .all(
                "SELECT presence.login AS login, COALESCE(MAX(staff.name), presence.login) AS name, \
                 MAX(writing) AS writing, MIN(since) AS since FROM presence \
                 LEFT JOIN staff ON staff.login = presence.login WHERE item = $1 AND seen > $2 \
                 GROUP BY presence.login ORDER BY since, presence.login",
                args![id.as_str(), to_millis(self.clock.now()) - GONE_MILLIS],
            )
            .await?;
        let here = rows.iter().map(|row| {
            let since = from_millis(row.int("since")?);
            let (login, name) = (row.text("login")?, row.text("name")?);
            Ok::<_, DeskError>(Here { login, name, writing: row.int("writing")? > 0, since })
        });
        Ok(Around { edit, lock, here: here.collect::<Result<_, _>>()? })
    }

    /// A sign of life from a tab that shows an item.
    pub async fn arrive(&self, who: &Staff, id: &ItemId, tab: &str, writing: bool) -> Result<Around, DeskError> {
        require(who, Right::Write)?;
        let tab = named(tab)?;
        let now = to_millis(self.clock.now());
        let known = self
            .db
            .one(
                "SELECT 1 AS one FROM presence WHERE item = $1 AND tab = $2 AND login = $3 AND writing = $4 AND seen > $5",
                args![id.as_str(), tab, who.login.as_str(), i64::from(writing), now - WRITTEN_MILLIS],
            )
            .await?;
        if known.is_none() {
            self.around(id).await?;
            // Those who left an item that nobody opens again go too. By itself, so that two who arrive never wait for rows
            // of each other.
            self.db.run("DELETE FROM presence WHERE seen <= $1", args![now - GONE_MILLIS]).await?;
            let mut tx = self.db.begin().await?;
            tx.run(
                "DELETE FROM presence WHERE item = $1 AND login = $2 AND tab <> $3 AND tab NOT IN (SELECT tab \
                 FROM presence WHERE item = $1 AND login = $2 AND tab <> $3 ORDER BY seen DESC, tab LIMIT $4)",
                args![id.as_str(), who.login.as_str(), tab, TABS_MAX - 1],
            )
            .await?;
            tx.run(
                "INSERT INTO presence (item, tab, login, writing, since, seen) VALUES ($1, $2, $3, $4, $5, $5) \
                 ON CONFLICT (item, tab) DO UPDATE SET login = excluded.login, writing = excluded.writing, \
                 seen = excluded.seen",
                args![id.as_str(), tab, who.login.as_str(), i64::from(writing), now],
            )
            .await?;
            tx.commit().await?;
        }
        self.around(id).await
    }

    /// A tab that showed an item is closed.
    pub async fn leave(&self, who: &Staff, id: &ItemId, tab: &str) -> Result<(), DeskError> {
        require(who, Right::Write)?;
        let tab = named(tab)?;
        self.around(id).await?;
        self.db
            .run(
                "DELETE FROM presence WHERE item = $1 AND tab = $2 AND login = $3",
                args![id.as_str(), tab, who.login.as_str()],
            )
            .await?;
        Ok(())
    }
}

fn named(tab: &str) -> Result<&str, DeskError> {
    let is_name = (1..=TAB_CHARS_MAX).contains(&tab.len()) && tab.bytes().all(|b| b.is_ascii_alphanumeric());
    let why = format!("is the name of a tab: 1 to {TAB_CHARS_MAX} ASCII letters and digits");
    is_name.then_some(tab).ok_or_else(|| DeskError::NotReady(vec![Fault { field: "tab", why }]))
}
