//! Subscribers: organisations, their API users and their keys.

use crate::{
    AccountError, Accounts, Password, random_id,
    staff::{check_login, taken},
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use store::args;

/// How every bearer key begins, so that leak scanners recognise one.
pub const KEY_PREFIX: &str = "tellal_";
/// Characters of a key that may be shown later, to tell it from others.
const SHOWN_CHARS: usize = KEY_PREFIX.len() + 6;

/// The id of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationId(pub(crate) String);

impl OrganisationId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An organisation that subscribes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Frozen organisations cannot sign in.
    pub frozen: bool,
}

/// An API user as it can be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiUserLine {
    /// Its login.
    pub login: String,
    /// When it was made.
    pub created: Timestamp,
    /// A frozen one cannot sign in.
    pub frozen: bool,
}

/// A key that was just made. Its secret is shown this once.
pub struct NewKey {
    /// Its id, for revoking it.
    pub id: String,
    /// The secret, beginning with [`KEY_PREFIX`].
    pub secret: String,
}

/// A key as it can be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyLine {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// How its secret begins.
    pub prefix: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

impl Accounts {
    /// Adds an organisation.
    pub async fn add_organisation(&self, name: &str) -> Result<Organisation, AccountError> {
        let name = story::Line::<200>::new(name)
            .map_err(|e| AccountError::Bad { field: "name", why: e.to_string() })?
            .as_str()
            .to_owned();
        let id = OrganisationId(random_id()?);
        self.db
            .run(
                "INSERT INTO organisation (id, name, created, frozen, number) \
                 VALUES ($1, $2, $3, $4, (SELECT COALESCE(MAX(number), 0) + 1 FROM organisation))",
                args![id.as_str(), name.clone(), story::to_millis(self.clock.now()), false],
            )
            .await
            .map_err(|e| taken(e, &name))?;
        Ok(Organisation { id, name, frozen: false })
    }

    /// Every organisation, by name.
    pub async fn organisations(&self) -> Result<Vec<Organisation>, AccountError> {
        let rows = self.db.all("SELECT id, name, frozen FROM organisation ORDER BY name", args![]).await?;
        rows.iter()
            .map(|row| {
                Ok(Organisation {
                    id: OrganisationId(row.text("id")?),
                    name: row.text("name")?,
                    frozen: row.flag("frozen")?,
                })
            })
            .collect()
    }

    /// The organisation of that name.
    pub async fn organisation(&self, name: &str) -> Result<Organisation, AccountError> {
        let all = self.organisations().await?;
        all.into_iter()
            .find(|o| o.name == name)
            .ok_or_else(|| AccountError::Unknown { what: "organisation", name: name.to_owned() })
    }

    /// Freezes or thaws an organisation; nobody of a frozen one can sign in.
    pub async fn freeze_organisation(&self, name: &str, frozen: bool) -> Result<(), AccountError> {
        match self.change("UPDATE organisation SET frozen = $1 WHERE name = $2", args![frozen, name]).await? {
            0 => Err(AccountError::Unknown { what: "organisation", name: name.to_owned() }),
            _ => Ok(()),
        }
    }

    /// Gives an organisation an API user: a login for HTTP Basic.
    pub async fn add_api_user(
        &self,
        organisation: &OrganisationId,
        login: &str,
        password: Password,
    ) -> Result<(), AccountError> {
        let login = check_login(login)?;
        let hash = password.hash().await?;
        self.db
            .run(
                "INSERT INTO api_user (id, organisation, login, password, created, frozen) VALUES ($1, $2, $3, $4, $5, $6)",
                args![
                    random_id()?,
                    organisation.as_str(),
                    login.clone(),
                    hash,
                    story::to_millis(self.clock.now()),
                    false
                ],
            )
            .await
            .map_err(|e| taken(e, &login))?;
        Ok(())
    }

    /// The API users of an organisation, by login.
    pub async fn api_users(&self, organisation: &OrganisationId) -> Result<Vec<ApiUserLine>, AccountError> {
        let rows = self
            .db
            .all(
                "SELECT login, created, frozen FROM api_user WHERE organisation = $1 ORDER BY login",
                args![organisation.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(ApiUserLine {
                    login: row.text("login")?,
                    created: story::from_millis(row.int("created")?),
                    frozen: row.flag("frozen")?,
                })
            })
            .collect()
    }

    /// Gives an API user another password.
    pub async fn set_api_user_password(&self, login: &str, password: Password) -> Result<(), AccountError> {
        let hash = password.hash().await?;
        match self.change("UPDATE api_user SET password = $1 WHERE login = $2", args![hash, login]).await? {
            0 => Err(AccountError::Unknown { what: "API user", name: login.to_owned() }),
            _ => Ok(()),
        }
    }

    /// Freezes or thaws one API user: the login is refused and its open streams end; the organisation's others go on.
    pub async fn freeze_api_user(&self, login: &str, frozen: bool) -> Result<(), AccountError> {
        match self.change("UPDATE api_user SET frozen = $1 WHERE login = $2", args![frozen, login]).await? {
            0 => Err(AccountError::Unknown { what: "API user", name: login.to_owned() }),
            _ => Ok(()),
        }
    }

    /// Gives an organisation a bearer key.
    pub async fn add_key(&self, organisation: &OrganisationId, label: &str) -> Result<NewKey, AccountError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
        let (id, secret) = (random_id()?, format!("{KEY_PREFIX}{}", hex::encode(bytes)));
        self.db
            .run(
                "INSERT INTO api_key (id, organisation, label, prefix, secret_hash, created) VALUES ($1, $2, $3, $4, $5, $6)",
                args![
                    id.clone(),
                    organisation.as_str(),
                    label,
                    &secret[..SHOWN_CHARS],
                    secret_hash(&secret),
                    story::to_millis(self.clock.now())
                ],
            )
            .await?;
        Ok(NewKey { id, secret })
    }

    /// The keys of an organisation, the oldest first.
    pub async fn keys(&self, organisation: &OrganisationId) -> Result<Vec<ApiKeyLine>, AccountError> {
        let rows = self
            .db
            .all(
                "SELECT id, label, prefix, created, revoked FROM api_key WHERE organisation = $1 ORDER BY created, id",
                args![organisation.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(ApiKeyLine {
                    id: row.text("id")?,
                    label: row.text("label")?,
                    prefix: row.text("prefix")?,
                    created: story::from_millis(row.int("created")?),
                    revoked: row.int_or_null("revoked")?.map(story::from_millis),
                })
            })
            .collect()
    }

    /// Revokes a key, for good. Its next use fails.
    pub async fn revoke_key(&self, id: &str) -> Result<(), AccountError> {
        let now = story::to_millis(self.clock.now());
        let changed =
            self.change("UPDATE api_key SET revoked = $1 WHERE id = $2 AND revoked IS NULL", args![now, id]).await?;
        if changed == 0 {
            return Err(AccountError::Unknown { what: "active key", name: id.to_owned() });
        }
        Ok(())
    }
}

/// What is kept of a key. It is random enough that one round of SHA-256 protects it.
pub(crate) fn secret_hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
