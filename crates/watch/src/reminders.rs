//! Reminding those who have not confirmed, at set times.

use crate::{Watch, WatchError, letters::Occasion};
use account::take_reminder;

/// Reminders that one look takes off the schedule, at most.
const REMINDERS_MAX: u32 = 500;

impl Watch {
    /// Writes to everybody whose reminder is due. Each reminder and its letters are one transaction: whoever else looks
    /// at the same time, or after a restart, finds it taken.
    pub async fn remind(&self) -> Result<(), WatchError> {
        for (seq, organisation, due) in self.accounts.reminders_due(REMINDERS_MAX).await? {
            let (recall, now) = (self.accounts.recall(seq).await?, self.now());
            let mut tx = self.db.begin().await?;
            if take_reminder(&mut tx, &recall, &organisation, due, now).await? {
                self.write(&mut tx, &recall, &organisation, Occasion::Reminder, now).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}
