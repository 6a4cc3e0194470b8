//! The people of subscribing organisations, who sign in through a browser.

use crate::{
    AccountError, Accounts, OrganisationId, Password, Whose,
    deed::{Deed, count, forget, settle, sign_out},
    random_id,
    staff::{check_email, check_name, taken},
};
use jiff::Timestamp;
use store::{Row, StoreError, Tx, args};

/// The id of a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub(crate) String);

impl PersonId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for PersonId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Somebody at an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// The address that they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
    /// They manage the others of their organisation.
    pub master: bool,
    /// When they were added.
    pub created: Timestamp,
    /// They have not set a password yet.
    pub invited: bool,
    /// They cannot sign in.
    pub frozen: bool,
}

/// A statement that answers people, for [`Person::read`]: `p` is the person and `o` the organisation.
macro_rules! select_person {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT p.id, p.organisation, o.name AS organisation_name, p.email, p.name, p.master, p.created, ",
            "p.password IS NULL AS invited, p.frozen",
            $more,
            " FROM person p JOIN organisation o ON o.id = p.organisation ",
            $rest
        )
    };
}
pub(crate) use select_person;

impl Person {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: PersonId(row.text("id")?),
            organisation: OrganisationId(row.text("organisation")?),
            organisation_name: row.text("organisation_name")?,
            email: row.text("email")?,
            name: row.text("name")?,
            master: row.flag("master")?,
            created: story::from_millis(row.int("created")?),
            invited: row.flag("invited")?,
            frozen: row.flag("frozen")?,
        })
    }
}

/// What may be said about somebody at an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// The address that they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
    /// They manage the others of their organisation.
    pub master: bool,
}

impl PersonFacts {
    fn checked(&self) -> Result<Self, AccountError> {
        Ok(Self { email: check_email(&self.email)?, name: check_name(&self.name)?, master: self.master })
    }

    fn in_words(&self) -> String {
        let Self { email, name, master } = self;
        format!("{} {name}, mail {email}", if *master { "master user" } else { "person" })
    }
}

/// Whether the last master user who can sign in may be taken from an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastMaster {
    /// No: somebody has to be left who manages the others.
    Stays,
    /// Yes: the agency manages them from now on.
    MayGo,
}

impl Accounts {
    /// Adds somebody to an organisation; without a password they cannot sign in before they set one.
    pub async fn add_person(
        &self,
        organisation: &OrganisationId,
        email: &str,
        name: &str,
        master: bool,
        password: Option<Password>,
        by: &str,
    ) -> Result<PersonId, AccountError> {
        let facts = PersonFacts { email: email.to_owned(), name: name.to_owned(), master }.checked()?;
        let hash = match password {
            Some(password) => Some(password.hash().await?),
            None => None,
        };
        let id = random_id()?;
        let mut tx = self.db.begin().await?;
        let added = async {
            tx.run(
                "INSERT INTO person (id, organisation, email, name, master, password, created, frozen) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                args![
                    id.as_str(),
                    organisation.as_str(),
                    facts.email.as_str(),
                    facts.name.as_str(),
                    facts.master,
                    hash,
                    story::to_millis(self.clock.now()),
                    false
                ],
            )
            .await
            .map_err(|e| taken(e, &facts.email))?;
            let detail = facts.in_words();
            self.tell(&mut tx, Deed { by, act: "add", subject: organisation.as_str(), detail: &detail }).await
        }
        .await;
        settle(tx, added).await?;
        Ok(PersonId(id))
    }

    /// The people of an organisation, by name.
    pub async fn people(&self, organisation: &OrganisationId) -> Result<Vec<Person>, AccountError> {
        let sql = select_person!("", "WHERE p.organisation = $1 ORDER BY p.name, p.id");
        let rows = self.db.all(sql, args![organisation.as_str()]).await?;
        Ok(rows.iter().map(Person::read).collect::<Result<_, _>>()?)
    }

    /// Somebody at that organisation.
    pub async fn person(&self, organisation: &OrganisationId, id: &PersonId) -> Result<Person, AccountError> {
        let sql = select_person!("", "WHERE p.organisation = $1 AND p.id = $2");
        let row = self.db.one(sql, args![organisation.as_str(), id.as_str()]).await?;
        Ok(Person::read(&row.ok_or_else(|| unknown(id))?)?)
    }

    /// Gives somebody another name and mail address, and makes them a master user or not.
    pub async fn change_person(
        &self,
        id: &PersonId,
        facts: &PersonFacts,
        last: LastMaster,
        by: &str,
    ) -> Result<(), AccountError> {
        let facts = facts.checked()?;
        let mut tx = self.db.begin().await?;
        let changed = async {
            count(&mut tx).await?;
            let organisation = organisation_of(&mut tx, id).await?;
            let one = manages(&mut tx, &organisation).await?;
            let sql = "UPDATE person SET email = $1, name = $2, master = $3 WHERE id = $4";
            let args = args![facts.email.as_str(), facts.name.as_str(), facts.master, id.as_str()];
            tx.run(sql, args).await.map_err(|e| taken(e, &facts.email))?;
            somebody_still(&mut tx, &organisation, one, last).await?;
            self.tell(&mut tx, Deed { by, act: "change", subject: id.as_str(), detail: &facts.in_words() }).await
        }
        .await;
        settle(tx, changed).await
    }

    /// Freezes or thaws somebody; a frozen one is signed out and cannot sign in.
    pub async fn freeze_person(
        &self,
        id: &PersonId,
        frozen: bool,
        last: LastMaster,
        by: &str,
    ) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let done = async {
            count(&mut tx).await?;
            let organisation = organisation_of(&mut tx, id).await?;
            let one = manages(&mut tx, &organisation).await?;
            tx.run("UPDATE person SET frozen = $1 WHERE id = $2", args![frozen, id.as_str()]).await?;
            if frozen {
                somebody_still(&mut tx, &organisation, one, last).await?;
                sign_out(&mut tx, &Whose::Person(id.clone())).await?;
            }
            let act = if frozen { "freeze" } else { "thaw" };
            self.tell(&mut tx, Deed { by, act, subject: id.as_str(), detail: "person" }).await
        }
        .await;
        settle(tx, done).await
    }

    /// Deletes somebody's account, and signs them out.
    pub async fn delete_person(&self, id: &PersonId, last: LastMaster, by: &str) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let deleted = async {
            count(&mut tx).await?;
            let organisation = organisation_of(&mut tx, id).await?;
            let one = manages(&mut tx, &organisation).await?;
            let person = tx.one("SELECT name, email FROM person WHERE id = $1", args![id.as_str()]).await?;
            let person = person.ok_or_else(|| unknown(id))?;
            let detail = format!("person {}, mail {}", person.text("name")?, person.text("email")?);
            tx.run("DELETE FROM person WHERE id = $1", args![id.as_str()]).await?;
            somebody_still(&mut tx, &organisation, one, last).await?;
            forget(&mut tx, &Whose::Person(id.clone())).await?;
            self.tell(&mut tx, Deed { by, act: "delete", subject: id.as_str(), detail: &detail }).await
        }
        .await;
        settle(tx, deleted).await
    }
}

async fn organisation_of(tx: &mut Tx, id: &PersonId) -> Result<String, AccountError> {
    let row = tx.one("SELECT organisation FROM person WHERE id = $1", args![id.as_str()]).await?;
    Ok(row.ok_or_else(|| unknown(id))?.text("organisation")?)
}

/// Whether an organisation has a master user who can sign in.
async fn manages(tx: &mut Tx, organisation: &str) -> Result<bool, AccountError> {
    let sql = "SELECT 1 AS one FROM person WHERE organisation = $1 AND master = TRUE AND frozen = FALSE LIMIT 1";
    Ok(tx.one(sql, args![organisation]).await?.is_some())
}

/// Refuses a change that takes the last master user from an organisation. The transaction has counted before it looked:
/// of two who freeze each other, the second sees what the first did.
async fn somebody_still(tx: &mut Tx, organisation: &str, before: bool, last: LastMaster) -> Result<(), AccountError> {
    if !before || last == LastMaster::MayGo || manages(tx, organisation).await? {
        return Ok(());
    }
    let why = "is that of the last master user who can sign in: make somebody else one first";
    Err(AccountError::Bad { field: "master", why: why.to_owned() })
}

fn unknown(id: &PersonId) -> AccountError {
    AccountError::Unknown { what: "person", name: id.as_str().to_owned() }
}
