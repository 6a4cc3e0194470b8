//! API users: logins for HTTP Basic, by which an organisation's programs sign in.

use crate::{
    AccountError, Accounts, OrganisationId, Password,
    deed::{Deed, count, settle},
    random_id,
    staff::{check_login, taken},
};
use jiff::Timestamp;
use store::{Tx, args};

/// An API user as it can be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiUserLine {
    /// Its id.
    pub id: String,
    /// Its login.
    pub login: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was used last, to the minute.
    pub used: Option<Timestamp>,
    /// A frozen one cannot sign in.
    pub frozen: bool,
}

impl Accounts {
    /// Gives an organisation an API user: a login for HTTP Basic.
    pub async fn add_api_user(
        &self,
        organisation: &OrganisationId,
        login: &str,
        password: Password,
        by: &str,
    ) -> Result<(), AccountError> {
        let login = check_login(login)?;
        let hash = password.hash().await?;
        let mut tx = self.db.begin().await?;
        let added = async {
            tx.run(
                "INSERT INTO api_user (id, organisation, login, password, created, frozen) VALUES ($1, $2, $3, $4, $5, $6)",
                args![
                    random_id()?,
                    organisation.as_str(),
                    login.as_str(),
                    hash,
                    story::to_millis(self.clock.now()),
                    false
                ],
            )
            .await
            .map_err(|e| taken(e, &login))?;
            let detail = format!("API user {login}");
            self.tell(&mut tx, Deed { by, act: "add", subject: organisation.as_str(), detail: &detail }).await
        }
        .await;
        settle(tx, added).await
    }

    /// The API users of an organisation, by login.
    pub async fn api_users(&self, organisation: &OrganisationId) -> Result<Vec<ApiUserLine>, AccountError> {
        let sql = "SELECT id, login, created, used, frozen FROM api_user WHERE organisation = $1 ORDER BY login";
        let rows = self.db.all(sql, args![organisation.as_str()]).await?;
        rows.iter()
            .map(|row| {
                Ok(ApiUserLine {
                    id: row.text("id")?,
                    login: row.text("login")?,
                    created: story::from_millis(row.int("created")?),
                    used: row.int_or_null("used")?.map(story::from_millis),
                    frozen: row.flag("frozen")?,
                })
            })
            .collect()
    }

    /// An API user of that organisation, by its id.
    pub async fn api_user_line(&self, organisation: &OrganisationId, id: &str) -> Result<ApiUserLine, AccountError> {
        self.api_users(organisation).await?.into_iter().find(|user| user.id == id).ok_or_else(|| unknown(id))
    }

    /// Gives an API user another password; the temporary links to files that it asked for end.
    pub async fn set_api_user_password(&self, login: &str, password: Password, by: &str) -> Result<(), AccountError> {
        let hash = password.hash().await?;
        let mut tx = self.db.begin().await?;
        let set = async {
            let changed = tx.run("UPDATE api_user SET password = $1 WHERE login = $2", args![hash, login]).await?;
            tx.run("DELETE FROM link WHERE login = $1", args![login]).await?;
            self.changed(&mut tx, changed, "password", login, by).await
        }
        .await;
        settle(tx, set).await
    }

    /// Freezes or thaws one API user: the login is refused and its open streams end; the organisation's others go on.
    pub async fn freeze_api_user(&self, login: &str, frozen: bool, by: &str) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let done = async {
            let changed = tx.run("UPDATE api_user SET frozen = $1 WHERE login = $2", args![frozen, login]).await?;
            self.changed(&mut tx, changed, if frozen { "freeze" } else { "thaw" }, login, by).await
        }
        .await;
        settle(tx, done).await
    }

    /// Deletes an API user, with the temporary links to files that it asked for, and what was noted of when it asked.
    pub async fn delete_api_user(&self, login: &str, by: &str) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let deleted = async {
            tx.run("DELETE FROM link WHERE login = $1", args![login]).await?;
            tx.run("DELETE FROM taker WHERE kind = 'user' AND name = $1", args![login]).await?;
            let changed = tx.run("DELETE FROM api_user WHERE login = $1", args![login]).await?;
            self.changed(&mut tx, changed, "delete", login, by).await
        }
        .await;
        settle(tx, deleted).await
    }

    /// Counts and tells a change of an API user that was found.
    async fn changed(&self, tx: &mut Tx, rows: u64, act: &str, login: &str, by: &str) -> Result<(), AccountError> {
        if rows == 0 {
            return Err(unknown(login));
        }
        count(tx).await?;
        self.tell(tx, Deed { by, act, subject: login, detail: &format!("API user {login}") }).await
    }
}

fn unknown(name: &str) -> AccountError {
    AccountError::Unknown { what: "API user", name: name.to_owned() }
}
