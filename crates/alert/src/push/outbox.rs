//! What is still to be sent: rows that are written with alerts, and taken back when an item is stopped.

use super::send::{PUSH_HOURS_MAX, STOP_HOURS_MAX};
use crate::{AlertError, Alerts, ByMail, Settings, settings::priority};
use account::PersonId;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use store::{StoreError, Tx, args};
use story::Act;
use wire::Entry;

/// Writes the pushes of an alert: one for each browser that its reader has now.
pub(crate) async fn write(tx: &mut Tx, alert: u64, who: &PersonId, act: Act, due: Timestamp) -> Result<(), StoreError> {
    let hours = if act.stops() { STOP_HOURS_MAX } else { PUSH_HOURS_MAX };
    let until = due + SignedDuration::from_hours(hours);
    let sql = "INSERT INTO push (alert, browser, due, until) SELECT $1, id, $2, $3 FROM push_browser WHERE person = $4";
    tx.run(sql, args![alert, story::to_millis(due), story::to_millis(until), who.as_str()]).await.map(drop)
}

/// Moves what waits for the end of the quiet hours to when they end now.
pub(crate) async fn reschedule(
    tx: &mut Tx,
    who: &PersonId,
    settings: &Settings,
    now: Timestamp,
) -> Result<(), AlertError> {
    let sql = "SELECT p.alert, p.browser, a.priority, a.act FROM push p JOIN alert a ON a.id = p.alert \
               WHERE a.person = $1 AND p.tries = 0 AND p.due > $2 ORDER BY p.alert, p.browser";
    for row in tx.all(sql, args![who.as_str(), story::to_millis(now)]).await? {
        let act: Act = row.parsed("act")?;
        let priority = priority(row.int("priority")?)?;
        let Some(due) = settings.due(ByMail::AtOnce, priority, now).filter(|_| !act.stops()) else { continue };
        let until = due + SignedDuration::from_hours(PUSH_HOURS_MAX);
        let sql = "UPDATE push SET due = $1, until = $2 WHERE alert = $3 AND browser = $4";
        let (due, until) = (story::to_millis(due), story::to_millis(until));
        tx.run(sql, args![due, until, row.count("alert")?, row.text("browser")?]).await?;
    }
    Ok(())
}

impl Alerts {
    /// Takes back what was still to be sent about earlier versions of an item that is stopped, and answers whom
    /// something was sent, or may have been. Whoever does so a second time gets the same answer.
    ///
    /// The order matters: a sender that holds a row has noted it as tried before it lets the row go.
    pub(crate) async fn take_back_pushes(&self, stop: &Entry) -> Result<BTreeSet<PersonId>, AlertError> {
        let about = || args![stop.item.as_str(), stop.version];
        let sql = "DELETE FROM push WHERE alert IN (SELECT id FROM alert WHERE item = $1 AND version < $2)";
        self.db.run(sql, about()).await?;
        let sql = "SELECT DISTINCT person FROM alert WHERE item = $1 AND version < $2 AND pushed = TRUE";
        let rows = self.db.all(sql, about()).await?;
        Ok(rows.iter().map(|row| row.text("person").map(PersonId::from)).collect::<Result<_, _>>()?)
    }
}
