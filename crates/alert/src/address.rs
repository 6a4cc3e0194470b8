//! Feeds of saved searches at secret addresses, for readers of feeds, which cannot sign in.
//!
//! An address is its person's: it shows what that person's organisation may read now, and nothing once either is
//! frozen.

use crate::{AlertError, Alerts, SearchId, record::tell, settle};
use account::{Person, PersonId};
use query::Query;
use sha2::{Digest, Sha256};
use store::{StoreError, args};

/// What a secret address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Whose address it is.
    pub person: PersonId,
    /// What the search is called.
    pub name: String,
    /// Its query.
    pub query: Query,
}

impl Alerts {
    /// Makes a secret address for a search, and answers the secret, which nobody can read again. An address that the
    /// person had before leads nowhere any more.
    pub async fn open_address(&self, who: &Person, id: SearchId) -> Result<String, AlertError> {
        let search = self.search(who, id).await?;
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|e| StoreError::Unusable(e.to_string()))?;
        let secret = hex::encode(random);
        let mut tx = self.db.begin().await?;
        let opened = async {
            tx.run(
                "INSERT INTO search_address (secret_hash, search, person, created) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (search, person) DO UPDATE SET secret_hash = excluded.secret_hash, \
                 created = excluded.created",
                args![hash_of(&secret), id.0, who.id.as_str(), story::to_millis(self.now())],
            )
            .await?;
            tell(&mut tx, who, "open feed", id, &search.name, self.now()).await
        }
        .await;
        settle(tx, opened).await?;
        Ok(secret)
    }

    /// Closes it. Nothing is wrong where there is none.
    pub async fn close_address(&self, who: &Person, id: SearchId) -> Result<(), AlertError> {
        let search = self.search(who, id).await?;
        let mut tx = self.db.begin().await?;
        let closed = async {
            let sql = "DELETE FROM search_address WHERE search = $1 AND person = $2";
            if tx.run(sql, args![id.0, who.id.as_str()]).await? > 0 {
                tell(&mut tx, who, "close feed", id, &search.name, self.now()).await?;
            }
            Ok(())
        }
        .await;
        settle(tx, closed).await
    }

    /// What a secret leads to; `None` when there is no such address.
    pub async fn feed(&self, secret: &str) -> Result<Option<Feed>, AlertError> {
        let sql = "SELECT a.person, s.name, s.query FROM search_address a JOIN saved_search s ON s.id = a.search \
                   WHERE a.secret_hash = $1 AND s.deleted = FALSE";
        let Some(row) = self.db.one(sql, args![hash_of(secret)]).await? else { return Ok(None) };
        let query = Query::read(&row.text("query")?)?;
        Ok(Some(Feed { person: row.text("person")?.into(), name: row.text("name")?, query }))
    }
}

fn hash_of(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
