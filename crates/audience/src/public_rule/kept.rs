//! The rule as it is stored: one that holds, and every one that held.

use super::PublicRule;
use crate::{AudienceError, Hand};
use account::{AuditLine, audit};
use jiff::Timestamp;
use std::sync::Arc;
use store::{Clock, Db, Row, StoreError, Tx, args};
use story::{Agency, from_millis, to_millis};

/// A rule as it was from some time on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicRuleVersion {
    /// The number of the change, from 1.
    pub edit: u32,
    /// From when.
    pub time: Timestamp,
    /// Who made it: a login, or `operator`.
    pub by: String,
    /// The rule.
    pub rule: PublicRule,
}

impl PublicRule {
    /// The rule as it is now; the default where the agency has set none.
    pub async fn load(db: &Db) -> Result<Self, AudienceError> {
        Ok(Self::stored(db).await?.1)
    }

    /// The rule with the number of its change; the default with 0 where the agency has set none.
    pub async fn stored(db: &Db) -> Result<(u32, Self), AudienceError> {
        let row = db.one("SELECT edit, data FROM public_rule WHERE one = 1", args![]).await?;
        Ok(row.as_ref().map(numbered).transpose()?.unwrap_or_default())
    }

    /// Every rule that was set, the oldest first.
    pub async fn versions(db: &Db) -> Result<Vec<PublicRuleVersion>, AudienceError> {
        let sql = "SELECT edit, time, actor, data FROM public_rule_version ORDER BY edit";
        let version = |row: &Row| {
            let (edit, rule) = numbered(row)?;
            Ok(PublicRuleVersion { edit, time: from_millis(row.int("time")?), by: row.text("actor")?, rule })
        };
        Ok(db.all(sql, args![]).await?.iter().map(version).collect::<Result<_, StoreError>>()?)
    }

    /// Sets the rule; answers the number of the change. It holds for what the site reads of the wire from then on. A rule
    /// that is as it was changes nothing. [`Hand::over`] is the number of the change that was looked at.
    pub async fn put(
        &self,
        db: &Db,
        agency: &Agency,
        hand: Hand<'_>,
        clock: &Arc<dyn Clock>,
    ) -> Result<u32, AudienceError> {
        self.check(agency)?;
        let mut tx = db.begin().await?;
        match self.put_in(&mut tx, agency, hand, clock.now()).await {
            Ok(edit) => tx.commit().await.map(|()| edit).map_err(Into::into),
            Err(refused) => {
                // The refusal is the one to tell; a failed rollback only costs the connection.
                let _ = tx.rollback().await;
                Err(refused)
            }
        }
    }

    async fn put_in(&self, tx: &mut Tx, agency: &Agency, hand: Hand<'_>, now: Timestamp) -> Result<u32, AudienceError> {
        // Whoever changes it at the same time waits for the row. A rule of nothing is the default.
        let row = "INSERT INTO public_rule (one, edit, data) VALUES (1, 0, '{}') ON CONFLICT (one) DO NOTHING";
        tx.run(row, args![]).await?;
        tx.run("UPDATE public_rule SET edit = edit WHERE one = 1", args![]).await?;
        let row = tx.one("SELECT edit, data FROM public_rule WHERE one = 1", args![]).await?;
        let (known, before) = row.as_ref().map(numbered).transpose()?.unwrap_or_default();
        if hand.over.is_some_and(|over| over != known) {
            return Err(AudienceError::Stale("the rule of the public site".to_owned()));
        }
        if *self == before {
            return Ok(known);
        }
        let (edit, data) = (known + 1, story::canonical_json(self));
        tx.run("UPDATE public_rule SET edit = $1, data = $2 WHERE one = 1", args![edit, data.as_str()]).await?;
        tx.run(
            "INSERT INTO public_rule_version (edit, time, actor, data) VALUES ($1, $2, $3, $4)",
            args![edit, to_millis(now), hand.by, data],
        )
        .await?;
        let detail = format!("version {edit}: {}", self.changes(&before, agency).join("; "));
        let line = AuditLine { time: now, actor: hand.by, act: "change", subject: "public rule", detail: &detail };
        audit(tx, &line).await?;
        Ok(edit)
    }
}

fn numbered(row: &Row) -> Result<(u32, PublicRule), StoreError> {
    let corrupt = |column, why: &dyn std::fmt::Display| StoreError::Corrupt { column, why: why.to_string() };
    let edit = u32::try_from(row.int("edit")?).map_err(|e| corrupt("edit", &e))?;
    let rule = serde_json::from_str(&row.text("data")?).map_err(|e| corrupt("data", &e))?;
    Ok((edit, rule))
}
