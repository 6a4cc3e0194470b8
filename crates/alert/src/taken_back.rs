//! Taking letters back: what was posted about an item that is stopped.

use crate::{AlertError, Alerts, ByMail, Settings, settings::priority, settle};
use account::PersonId;
use jiff::Timestamp;
use mailroom::{Withdrawn, withdraw};
use std::collections::BTreeSet;
use store::{Tx, args};
use wire::Entry;

/// Letters that are taken back in one transaction.
const PART_LETTERS: usize = 200;
/// What is kept of the subject of a letter about an item that was stopped.
const TAKEN_BACK: &str = "A story that was taken back";

/// A letter that tells of the item.
struct Posted {
    mail: String,
    person: PersonId,
    /// When its reader wants letters, where it tells of other items too.
    settings: Option<Settings>,
}

impl Alerts {
    /// Takes back the letters about earlier versions of an item that is stopped, and answers who has one. What else
    /// stood in a letter that was not sent is written again. Whoever does so a second time gets the same answer.
    pub(crate) async fn take_back(&self, stop: &Entry, now: Timestamp) -> Result<BTreeSet<PersonId>, AlertError> {
        let item = stop.item.as_str();
        // From here on nobody writes one more.
        let sql = "UPDATE alert SET due = NULL WHERE item = $1 AND version < $2 AND due IS NOT NULL";
        self.db.run(sql, args![item, stop.version]).await?;
        let sql = "SELECT DISTINCT a.person, a.mail, \
                   EXISTS (SELECT 1 FROM alert o WHERE o.mail = a.mail AND o.item <> a.item) AS others \
                   FROM alert a WHERE a.item = $1 AND a.version < $2 AND a.mail IS NOT NULL ORDER BY a.person, a.mail";
        let rows = self.db.all(sql, args![item, stop.version]).await?;
        let mut have = BTreeSet::new();
        for part in rows.chunks(PART_LETTERS) {
            let mut posted = Vec::with_capacity(part.len());
            for row in part {
                let person: PersonId = row.text("person")?.into();
                let settings = if row.flag("others")? { self.readable_settings(&person).await? } else { None };
                posted.push(Posted { mail: row.text("mail")?, person, settings });
            }
            let mut tx = self.db.begin().await?;
            let taken = async {
                for letter in posted {
                    if take_one(&mut tx, &letter, stop, now).await? {
                        have.insert(letter.person);
                    }
                }
                Ok(())
            }
            .await;
            settle(tx, taken).await?;
        }
        Ok(have)
    }
}

/// Takes one letter back; true when its reader may have it.
async fn take_one(tx: &mut Tx, letter: &Posted, stop: &Entry, now: Timestamp) -> Result<bool, AlertError> {
    let (mail, item) = (letter.mail.as_str(), stop.item.as_str());
    let withdrawn = withdraw(tx, mail, TAKEN_BACK).await?;
    if withdrawn == Withdrawn::Sent {
        return Ok(true);
    }
    for row in tx.all("SELECT id, priority FROM alert WHERE mail = $1 AND item <> $2", args![mail, item]).await? {
        // The hour of a digest was there already: what was in it waits for the end of the quiet hours alone.
        let priority = priority(row.int("priority")?)?;
        let due = letter.settings.as_ref().and_then(|settings| settings.due(ByMail::AtOnce, priority, now));
        let sql = "UPDATE alert SET mail = NULL, due = $1 WHERE id = $2";
        tx.run(sql, args![story::to_millis(due.unwrap_or(now)), row.count("id")?]).await?;
    }
    // An alert keeps the name of a letter that may have been read: a second look finds no such letter, and takes it for
    // sent.
    if withdrawn == Withdrawn::Unsent {
        tx.run("UPDATE alert SET mail = NULL WHERE mail = $1", args![mail]).await?;
    }
    Ok(withdrawn == Withdrawn::Tried)
}
