//! Who writes an item: one person at a time. Others read, and may take over on purpose.
//!
//! A lock never ends by itself: whoever was cut off for an hour comes back to their own text.

use crate::{
    Desk, DeskError, Item,
    drafts::note,
    rights::{may_edit, require},
};
use account::{Right, Staff};
use jiff::Timestamp;
use serde::Serialize;
use store::{Row, StoreError, Tx, args};
use story::{ItemId, from_millis, to_millis};
use wire::Log;

/// Who writes an item, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lock {
    /// The login.
    pub holder: String,
    /// The name.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

pub(crate) const SELECT_LOCK: &str = "SELECT holder, COALESCE(staff.name, holder) AS name, since FROM item_lock \
     LEFT JOIN staff ON staff.login = item_lock.holder WHERE item = $1";

impl Lock {
    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        let since = from_millis(row.int("since")?);
        Ok(Self { holder: row.text("holder")?, name: row.text("name")?, since })
    }

    /// Who writes the item now.
    pub(crate) async fn of(tx: &mut Tx, id: &ItemId) -> Result<Option<Self>, StoreError> {
        tx.one(SELECT_LOCK, args![id.as_str()]).await?.as_ref().map(Self::from_row).transpose()
    }

    /// Refuses whoever wants to write while somebody else does.
    pub(crate) async fn leaves_to(tx: &mut Tx, id: &ItemId, who: &Staff) -> Result<(), DeskError> {
        match Self::of(tx, id).await?.filter(|lock| lock.holder != who.login) {
            Some(lock) => Err(DeskError::Locked(lock)),
            None => Ok(()),
        }
    }
}

impl Desk {
    /// Makes `who` the one who writes an item. Where somebody writes already, it is taken over only from the one that is
    /// named: whoever takes over has seen from whom.
    pub async fn lock(&self, who: &Staff, id: &ItemId, from: Option<&str>) -> Result<Lock, DeskError> {
        require(who, Right::Write)?;
        let (who, id, from) = (who.clone(), id.clone(), from.map(str::to_owned));
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let (time, tx) = (log.time(), log.tx());
                    may_edit(&who, &Item::load(tx, &id).await?)?;
                    let since = to_millis(time);
                    tx.run(
                        "INSERT INTO item_lock (item, holder, since) VALUES ($1, $2, $3) ON CONFLICT (item) DO NOTHING",
                        args![id.as_str(), who.login.as_str(), since],
                    )
                    .await?;
                    if let Some(from) = from.filter(|from| *from != who.login) {
                        let taken = tx
                            .run(
                                "UPDATE item_lock SET holder = $1, since = $2 WHERE item = $3 AND holder = $4",
                                args![who.login.as_str(), since, id.as_str(), from.as_str()],
                            )
                            .await?;
                        if taken == 1 {
                            note(tx, time, &who, "take_over", &id, &format!("from {from}")).await?;
                        }
                    }
                    Lock::leaves_to(tx, &id, &who).await?;
                    Lock::of(tx, &id).await?.ok_or(DeskError::Unknown(id))
                })
            })
            .await
    }

    /// Ends the lock of an item: one's own, on leaving the editor, or anybody's, for whoever may stop items. Nothing
    /// happens where nobody writes.
    pub async fn unlock(&self, who: &Staff, id: &ItemId) -> Result<(), DeskError> {
        require(who, Right::Write)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let (time, tx) = (log.time(), log.tx());
                    Item::load(tx, &id).await?;
                    let Some(lock) = Lock::of(tx, &id).await? else { return Ok(()) };
                    if lock.holder != who.login {
                        require(&who, Right::Stop)?;
                        note(tx, time, &who, "unlock", &id, &format!("from {}", lock.holder)).await?;
                    }
                    tx.run("DELETE FROM item_lock WHERE item = $1", args![id.as_str()]).await?;
                    Ok(())
                })
            })
            .await
    }
}
