//! The people of subscribing organisations, who sign in through a browser.

use crate::{
    AccountError, Accounts, OrganisationId, Password, random_id,
    staff::{check_email, taken},
};
use jiff::Timestamp;
use store::{Row, StoreError, args};

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

impl Accounts {
    /// Adds somebody to an organisation; without a password they cannot sign in before they set one.
    pub async fn add_person(
        &self,
        organisation: &OrganisationId,
        email: &str,
        name: &str,
        master: bool,
        password: Option<Password>,
    ) -> Result<PersonId, AccountError> {
        let email = check_email(email)?;
        let name = story::Line::<200>::new(name)
            .map_err(|e| AccountError::Bad { field: "name", why: e.to_string() })?
            .as_str()
            .to_owned();
        let hash = match password {
            Some(password) => Some(password.hash().await?),
            None => None,
        };
        let id = random_id()?;
        self.db
            .run(
                "INSERT INTO person (id, organisation, email, name, master, password, created, frozen) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                args![
                    id.clone(),
                    organisation.as_str(),
                    email.clone(),
                    name,
                    master,
                    hash,
                    story::to_millis(self.clock.now()),
                    false
                ],
            )
            .await
            .map_err(|e| taken(e, &email))?;
        Ok(PersonId(id))
    }

    /// The people of an organisation, by name.
    pub async fn people(&self, organisation: &OrganisationId) -> Result<Vec<Person>, AccountError> {
        let sql = select_person!("", "WHERE p.organisation = $1 ORDER BY p.name, p.id");
        let rows = self.db.all(sql, args![organisation.as_str()]).await?;
        Ok(rows.iter().map(Person::read).collect::<Result<_, _>>()?)
    }

    /// Freezes or thaws somebody; a frozen one is signed out and cannot sign in.
    pub async fn freeze_person(&self, id: &PersonId, frozen: bool) -> Result<(), AccountError> {
        match self.change("UPDATE person SET frozen = $1 WHERE id = $2", args![frozen, id.as_str()]).await? {
            0 => Err(AccountError::Unknown { what: "person", name: id.as_str().to_owned() }),
            _ => Ok(()),
        }
    }
}
