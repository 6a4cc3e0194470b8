//! Temporary links to files: a secret in an address, for clients that cannot sign in when they fetch a file. It is good for
//! one file, from the address that asked for it, for a day; and only as long as whoever asked may still have the file.

use crate::{AccountError, Accounts, Subscriber, Via, key::secret_hash, random_secret};
use jiff::SignedDuration;
use std::net::IpAddr;
use store::args;
use story::{ItemId, Rendition};

/// Hours that a link is good for.
pub const LINK_HOURS: i64 = 24;

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The API user who asked for it.
    pub login: String,
    /// The item.
    pub item: ItemId,
    /// Which of its files.
    pub rendition: Rendition,
    /// The one address from which it works.
    pub address: IpAddr,
}

impl Accounts {
    /// Makes links, and answers the secret of each. Links that are over are forgotten on the way.
    pub async fn add_links(&self, links: &[Link]) -> Result<Vec<String>, AccountError> {
        let now = self.clock.now();
        let expires = now + SignedDuration::from_hours(LINK_HOURS);
        let mut secrets = Vec::with_capacity(links.len());
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM link WHERE expires <= $1", args![story::to_millis(now)]).await?;
        for link in links {
            let secret = random_secret()?;
            tx.run(
                "INSERT INTO link (secret_hash, login, item, rendition, address, expires) VALUES ($1, $2, $3, $4, $5, $6)",
                args![
                    secret_hash(&secret),
                    link.login.as_str(),
                    link.item.as_str(),
                    link.rendition.name(),
                    link.address.to_string(),
                    story::to_millis(expires)
                ],
            )
            .await?;
            secrets.push(secret);
        }
        tx.commit().await?;
        Ok(secrets)
    }

    /// The link of a secret; `None` when there is none, or when its time is over.
    pub async fn link(&self, secret: &str) -> Result<Option<Link>, AccountError> {
        let row = self
            .db
            .one(
                "SELECT login, item, rendition, address FROM link WHERE secret_hash = $1 AND expires > $2",
                args![secret_hash(secret), story::to_millis(self.clock.now())],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Link {
            login: row.text("login")?,
            item: row.parsed("item")?,
            rendition: row.parsed("rendition")?,
            address: row.parsed("address")?,
        }))
    }

    /// The API user of a login as it is now; `None` when nobody is let in by it any more.
    pub async fn api_user(&self, login: &str) -> Result<Option<Subscriber>, AccountError> {
        self.standing(Via::User(login.to_owned()), None).await
    }
}
