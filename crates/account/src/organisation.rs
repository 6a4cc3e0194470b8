//! Subscribers: the organisations.

use crate::{
    AccountError, Accounts,
    deed::{Deed, count, settle},
    random_id,
    staff::{check_email, check_name, taken},
};
use jiff::Timestamp;
use store::{Row, StoreError, Tx, args};

/// The id of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationId(pub(crate) String);

impl OrganisationId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for OrganisationId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// An organisation that subscribes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Where the agency writes to.
    pub email: Option<String>,
    /// When it was added.
    pub created: Timestamp,
    /// Frozen organisations cannot sign in.
    pub frozen: bool,
}

/// An organisation with what it has, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationLine {
    /// The organisation.
    pub organisation: Organisation,
    /// Its people.
    pub people: u64,
    /// Its API users.
    pub api_users: u64,
    /// Its keys that were not revoked.
    pub keys: u64,
    /// Its contracts, whether they hold now or not.
    pub contracts: u64,
}

/// A statement that answers organisations, for [`Organisation::read`]: `o` is the organisation.
macro_rules! select_organisation {
    ($more:literal, $rest:literal) => {
        concat!("SELECT o.id, o.name, o.email, o.created, o.frozen", $more, " FROM organisation o ", $rest)
    };
}

impl Organisation {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: OrganisationId(row.text("id")?),
            name: row.text("name")?,
            email: row.text_or_null("email")?,
            created: story::from_millis(row.int("created")?),
            frozen: row.flag("frozen")?,
        })
    }
}

impl Accounts {
    /// Adds an organisation to which the agency does not write.
    pub async fn add_organisation(&self, name: &str, by: &str) -> Result<Organisation, AccountError> {
        self.enter_organisation(name, None, by).await
    }

    /// Adds an organisation, with the address to which the agency writes.
    pub async fn enter_organisation(
        &self,
        name: &str,
        email: Option<&str>,
        by: &str,
    ) -> Result<Organisation, AccountError> {
        let email = email.map(check_email).transpose()?;
        let (id, name, created) = (OrganisationId(random_id()?), check_name(name)?, self.clock.now());
        let mut tx = self.db.begin().await?;
        let added = async {
            tx.run(
                "INSERT INTO organisation (id, name, email, created, frozen, number) \
                 VALUES ($1, $2, $3, $4, $5, (SELECT COALESCE(MAX(n), 0) + 1 FROM (SELECT MAX(number) AS n \
                 FROM organisation UNION ALL SELECT MAX(organisation) FROM usage) AS known))",
                args![id.as_str(), name.as_str(), email.clone(), story::to_millis(created), false],
            )
            .await
            .map_err(|e| taken(e, &name))?;
            self.tell(&mut tx, Deed { by, act: "add", subject: id.as_str(), detail: &format!("organisation {name}") })
                .await
        }
        .await;
        settle(tx, added).await?;
        Ok(Organisation { id, name, email, created: story::from_millis(story::to_millis(created)), frozen: false })
    }

    /// Every organisation, by name.
    pub async fn organisations(&self) -> Result<Vec<Organisation>, AccountError> {
        let rows = self.db.all(select_organisation!("", "ORDER BY o.name"), args![]).await?;
        Ok(rows.iter().map(Organisation::read).collect::<Result<_, _>>()?)
    }

    /// Every organisation with what it has, by name.
    pub async fn organisation_lines(&self) -> Result<Vec<OrganisationLine>, AccountError> {
        let sql = select_organisation!(
            ", (SELECT COUNT(*) FROM person p WHERE p.organisation = o.id) AS people, \
             (SELECT COUNT(*) FROM api_user u WHERE u.organisation = o.id) AS api_users, \
             (SELECT COUNT(*) FROM api_key k WHERE k.organisation = o.id AND k.revoked IS NULL) AS keys, \
             (SELECT COUNT(*) FROM contract c WHERE c.organisation = o.id) AS contracts",
            "ORDER BY o.name"
        );
        let rows = self.db.all(sql, args![]).await?;
        rows.iter()
            .map(|row| {
                Ok(OrganisationLine {
                    organisation: Organisation::read(row)?,
                    people: row.count("people")?,
                    api_users: row.count("api_users")?,
                    keys: row.count("keys")?,
                    contracts: row.count("contracts")?,
                })
            })
            .collect()
    }

    /// The organisation of that name.
    pub async fn organisation(&self, name: &str) -> Result<Organisation, AccountError> {
        let row = self.db.one(select_organisation!("", "WHERE o.name = $1"), args![name]).await?;
        Ok(Organisation::read(&row.ok_or_else(|| unknown(name))?)?)
    }

    /// The organisation of that id.
    pub async fn organisation_of(&self, id: &OrganisationId) -> Result<Organisation, AccountError> {
        let row = self.db.one(select_organisation!("", "WHERE o.id = $1"), args![id.as_str()]).await?;
        Ok(Organisation::read(&row.ok_or_else(|| unknown(id.as_str()))?)?)
    }

    /// Gives an organisation another name, and the address to which the agency writes.
    pub async fn change_organisation(
        &self,
        id: &OrganisationId,
        name: &str,
        email: Option<&str>,
        by: &str,
    ) -> Result<(), AccountError> {
        let (name, email) = (check_name(name)?, email.map(check_email).transpose()?);
        let mut tx = self.db.begin().await?;
        let changed = async {
            let sql = "UPDATE organisation SET name = $1, email = $2 WHERE id = $3";
            let changed = tx.run(sql, args![name.as_str(), email.clone(), id.as_str()]).await;
            if changed.map_err(|e| taken(e, &name))? == 0 {
                return Err(unknown(id.as_str()));
            }
            // Open streams carry the name.
            count(&mut tx).await?;
            let detail = format!("organisation {name}, mail {}", email.as_deref().unwrap_or("none"));
            self.tell(&mut tx, Deed { by, act: "change", subject: id.as_str(), detail: &detail }).await
        }
        .await;
        settle(tx, changed).await
    }

    /// Freezes or thaws an organisation; nobody of a frozen one can sign in, and its people are signed out.
    pub async fn freeze_organisation(&self, name: &str, frozen: bool, by: &str) -> Result<(), AccountError> {
        let id = self.organisation(name).await?.id;
        let mut tx = self.db.begin().await?;
        let done = async {
            tx.run("UPDATE organisation SET frozen = $1 WHERE id = $2", args![frozen, id.as_str()]).await?;
            if frozen {
                let sql = "DELETE FROM session WHERE kind = 'person' \
                           AND subject IN (SELECT id FROM person WHERE organisation = $1)";
                tx.run(sql, args![id.as_str()]).await?;
            }
            count(&mut tx).await?;
            let act = if frozen { "freeze" } else { "thaw" };
            self.tell(&mut tx, Deed { by, act, subject: id.as_str(), detail: &format!("organisation {name}") }).await
        }
        .await;
        settle(tx, done).await
    }

    /// Deletes an organisation that has nothing left; otherwise says what it has.
    pub async fn delete_organisation(&self, id: &OrganisationId, by: &str) -> Result<(), AccountError> {
        let name = self.organisation_of(id).await?.name;
        let mut tx = self.db.begin().await?;
        let deleted = async {
            hold(&mut tx, id).await?;
            let uses = uses(&mut tx, id).await?;
            if !uses.is_empty() {
                return Err(AccountError::InUse { what: format!("organisation {name}"), by: uses.join(", ") });
            }
            tx.run("DELETE FROM api_key WHERE organisation = $1", args![id.as_str()]).await?;
            crate::alarm::forget(&mut tx, id).await?;
            tx.run("DELETE FROM organisation WHERE id = $1", args![id.as_str()]).await?;
            count(&mut tx).await?;
            let detail = format!("organisation {name}");
            self.tell(&mut tx, Deed { by, act: "delete", subject: id.as_str(), detail: &detail }).await
        }
        .await;
        settle(tx, deleted).await
    }
}

/// Makes others who change what an organisation has wait until this transaction ends.
pub(crate) async fn hold(tx: &mut Tx, id: &OrganisationId) -> Result<(), AccountError> {
    match tx.run("UPDATE organisation SET frozen = frozen WHERE id = $1", args![id.as_str()]).await? {
        0 => Err(unknown(id.as_str())),
        _ => Ok(()),
    }
}

/// What an organisation has, in words.
async fn uses(tx: &mut Tx, id: &OrganisationId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT (SELECT COUNT(*) FROM contract WHERE organisation = $1) AS contracts, \
               (SELECT COUNT(*) FROM download d JOIN contract c ON c.id = d.contract WHERE c.organisation = $1) AS downloads, \
               (SELECT COUNT(*) FROM person WHERE organisation = $1) AS people, \
               (SELECT COUNT(*) FROM api_user WHERE organisation = $1) AS users, \
               (SELECT COUNT(*) FROM api_key WHERE organisation = $1 AND revoked IS NULL) AS keys, \
               (SELECT COUNT(*) FROM recall_receiver WHERE organisation = $1) AS receipts, \
               (SELECT COUNT(*) FROM usage u JOIN organisation o ON o.number = u.organisation WHERE o.id = $1) AS given";
    let Some(row) = tx.one(sql, args![id.as_str()]).await? else { return Ok(Vec::new()) };
    let mut uses = Vec::new();
    for (column, one, several) in [
        ("contracts", "contract", "contracts"),
        ("downloads", "download", "downloads"),
        ("given", "line of usage", "lines of usage"),
        ("people", "person", "people"),
        ("users", "API user", "API users"),
        ("keys", "key", "keys"),
        ("receipts", "receipt of a kill or a correction", "receipts of kills and corrections"),
    ] {
        match row.count(column)? {
            0 => {}
            1 => uses.push(format!("1 {one}")),
            n => uses.push(format!("{n} {several}")),
        }
    }
    Ok(uses)
}

fn unknown(name: &str) -> AccountError {
    AccountError::Unknown { what: "organisation", name: name.to_owned() }
}
