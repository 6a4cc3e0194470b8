//! The browsers of a reader. Whoever signs out keeps them; whoever turns a browser on takes it from whoever had it.

use super::seal::Recipient;
use crate::{AlertError, Alerts, record::next, settle};
use account::{AuditLine, Person, audit};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{Row, StoreError, Tx, args};

/// Browsers that one reader may have.
pub const PUSH_BROWSERS_MAX: u64 = 8;
/// Bytes of the hash of an endpoint that name a browser.
const ID_BYTES: usize = 16;
/// Characters that the name of a browser may have.
const AGENT_CHARS_MAX: usize = 60;

/// A browser, as its reader sees it. The address at which it is reached is a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Browser {
    /// The first half of the SHA-256 of its endpoint, so that it knows itself.
    pub id: String,
    /// What it calls itself.
    pub agent: String,
    /// Since when it is here.
    pub added: Timestamp,
    /// When its push service took something last.
    pub last_ok: Option<Timestamp>,
    /// When something could not be sent last.
    pub last_failure: Option<Timestamp>,
    /// Why it could not; empty when nothing failed since something was taken.
    pub failure: String,
}

/// A browser to be added: its subscription (Push API §8), and what it calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBrowser {
    /// Where its push service takes messages.
    pub endpoint: String,
    /// Its public key, in Base64 for addresses.
    pub p256dh: String,
    /// The secret that is shared with it, in Base64 for addresses.
    pub auth: String,
    /// What it calls itself.
    pub agent: String,
    /// The browser whose subscription it takes the place of.
    pub replaces: Option<String>,
}

fn read(row: &Row) -> Result<Browser, StoreError> {
    let time = |millis: Option<i64>| millis.map(story::from_millis);
    Ok(Browser {
        id: row.text("id")?,
        agent: row.text("agent")?,
        added: story::from_millis(row.int("added")?),
        last_ok: time(row.int_or_null("taken")?),
        last_failure: time(row.int_or_null("failed")?),
        failure: row.text("failure")?,
    })
}

/// The name of a subscription.
fn id_of(endpoint: &str) -> String {
    hex::encode(&Sha256::digest(endpoint.as_bytes())[..ID_BYTES])
}

impl Alerts {
    /// The public key that browsers subscribe with; `None` where the agency sends no pushes.
    pub fn push_key(&self) -> Option<&str> {
        (!self.push.services.is_empty()).then(|| self.push.key.public())
    }

    /// The browsers of a reader, the oldest first.
    pub async fn browsers(&self, who: &Person) -> Result<Vec<Browser>, AlertError> {
        let sql = "SELECT id, agent, added, taken, failed, failure FROM push_browser WHERE person = $1 \
                   ORDER BY added, id";
        let rows = self.db.all(sql, args![who.id.as_str()]).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Adds a browser, or takes its new keys.
    ///
    /// # Errors
    /// [`AlertError::Bad`] for an address that is not asked and for keys that are none; [`AlertError::ManyBrowsers`] when
    /// there are [`PUSH_BROWSERS_MAX`].
    pub async fn add_browser(&self, who: &Person, new: NewBrowser) -> Result<Browser, AlertError> {
        let bad = |field, why: &str| AlertError::Bad { field, why: why.to_owned() };
        self.push.services.admit(&new.endpoint).map_err(|why| bad("endpoint", &why))?;
        Recipient::read(&new.p256dh, &new.auth).map_err(|key| match key {
            "auth" => bad("keys.auth", "is not 16 bytes in Base64 for addresses"),
            _ => bad("keys.p256dh", "is not a point on P-256, uncompressed, in Base64 for addresses"),
        })?;
        let (id, now) = (id_of(&new.endpoint), self.now());
        let mut tx = self.db.begin().await?;
        let added = put(&mut tx, who, &id, &new, now).await;
        settle(tx, added).await?;
        let all = self.browsers(who).await?;
        all.into_iter().find(|browser| browser.id == id).ok_or(AlertError::UnknownBrowser)
    }

    /// Removes a browser, with what was still to be sent to it.
    pub async fn remove_browser(&self, who: &Person, id: &str) -> Result<(), AlertError> {
        let mut tx = self.db.begin().await?;
        let removed = async {
            let sql = "DELETE FROM push_browser WHERE id = $1 AND person = $2";
            if tx.run(sql, args![id, who.id.as_str()]).await? == 0 {
                return Err(AlertError::UnknownBrowser);
            }
            note(&mut tx, who, "remove browser", id, "", self.now()).await
        }
        .await;
        settle(tx, removed).await
    }
}

async fn put(tx: &mut Tx, who: &Person, id: &str, new: &NewBrowser, now: Timestamp) -> Result<(), AlertError> {
    // Others who add one wait, so that two do not pass the limit together.
    next(tx, "browser").await?;
    let NewBrowser { endpoint, p256dh, auth, agent, replaces } = new;
    let agent: String = story::tidy_line(agent).chars().take(AGENT_CHARS_MAX).collect();
    let sql = "UPDATE push_browser SET p256dh = $1, auth = $2, agent = $3, failure = '', rest = 0, tries = 0 \
               WHERE id = $4 AND person = $5";
    let keys = args![p256dh.as_str(), auth.as_str(), agent.as_str(), id, who.id.as_str()];
    if tx.run(sql, keys).await? > 0 {
        return Ok(());
    }
    // One that somebody else had shows what is theirs no more.
    tx.run("DELETE FROM push_browser WHERE id = $1", args![id]).await?;
    tx.run(
        "INSERT INTO push_browser (id, person, endpoint, p256dh, auth, agent, added) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            id,
            who.id.as_str(),
            endpoint.as_str(),
            p256dh.as_str(),
            auth.as_str(),
            agent.as_str(),
            story::to_millis(now)
        ],
    )
    .await?;
    if let Some(old) = replaces {
        let sql = "UPDATE push SET browser = $1 WHERE browser IN \
                   (SELECT id FROM push_browser WHERE id = $2 AND person = $3)";
        tx.run(sql, args![id, old.as_str(), who.id.as_str()]).await?;
        let sql = "DELETE FROM push_browser WHERE id = $1 AND person = $2";
        tx.run(sql, args![old.as_str(), who.id.as_str()]).await?;
    }
    let sql = "SELECT COUNT(*) AS n FROM push_browser WHERE person = $1";
    let have = tx.one(sql, args![who.id.as_str()]).await?.map_or(Ok(0), |row| row.count("n"))?;
    if have > PUSH_BROWSERS_MAX {
        return Err(AlertError::ManyBrowsers);
    }
    note(tx, who, "add browser", id, &agent, now).await
}

/// Writes into the audit what somebody did with a browser.
async fn note(tx: &mut Tx, who: &Person, act: &str, id: &str, detail: &str, now: Timestamp) -> Result<(), AlertError> {
    let subject = format!("browser {id}");
    Ok(audit(tx, &AuditLine { time: now, actor: who.id.as_str(), act, subject: &subject, detail }).await?)
}
