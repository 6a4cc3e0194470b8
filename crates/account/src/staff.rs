//! The people of the newsroom.

use crate::{
    AccountError, Accounts, Password, Whose,
    deed::{Deed, count, settle, sign_out},
    random_id,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use store::{Row, StoreError, Tx, args};

/// What a member of staff is engaged for; [`Role::may`] says what each may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Writes and edits drafts.
    Reporter,
    /// Also releases, updates and corrects.
    Editor,
    /// Also holds, resumes and kills.
    Chief,
    /// Looks after subscribers: organisations, contracts, products, usage. Touches no news.
    Business,
    /// Everything.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Reporter, Self::Editor, Self::Chief, Self::Business, Self::Administrator];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Editor => "editor",
            Self::Chief => "chief",
            Self::Business => "business",
            Self::Administrator => "administrator",
        }
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == s)
            .ok_or_else(|| format!("`{s}` is not a role: reporter, editor, chief, business or administrator"))
    }
}

/// A member of staff who has signed in, or the system itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The login.
    pub login: String,
    /// The name, as bylines write it.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// Who the audit names when the operator works on the machine itself.
pub const OPERATOR: &str = "operator";

impl Staff {
    /// The one who acts when the operator works on the machine itself.
    pub fn operator() -> Self {
        Self { login: OPERATOR.to_owned(), name: "Operator".to_owned(), role: Role::Administrator }
    }
}

impl Staff {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { login: row.text("login")?, name: row.text("name")?, role: row.parsed("role")? })
    }
}

/// A member of staff as they can be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffLine {
    /// Their id.
    pub id: String,
    /// Who they are.
    pub staff: Staff,
    /// Where letters to them go.
    pub email: Option<String>,
    /// When they were added.
    pub created: Timestamp,
    /// They cannot sign in.
    pub frozen: bool,
}

impl Accounts {
    /// Adds a member of staff.
    pub async fn add_staff(
        &self,
        login: &str,
        name: &str,
        role: Role,
        password: Password,
        by: &str,
    ) -> Result<Staff, AccountError> {
        let (login, name) = (check_staff_login(login)?, check_name(name)?);
        let hash = password.hash().await?;
        let mut tx = self.db.begin().await?;
        let added = async {
            tx.run(
                "INSERT INTO staff (id, login, name, role, password, created, frozen) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                args![
                    random_id()?,
                    login.as_str(),
                    name.as_str(),
                    role.name(),
                    hash,
                    story::to_millis(self.clock.now()),
                    false
                ],
            )
            .await
            .map_err(|e| taken(e, &login))?;
            let detail = format!("{} {name}", role.name());
            self.tell(&mut tx, Deed { by, act: "add", subject: &login, detail: &detail }).await
        }
        .await;
        settle(tx, added).await?;
        Ok(Staff { login, name, role })
    }

    /// Every member of staff, by login.
    pub async fn staff(&self) -> Result<Vec<StaffLine>, AccountError> {
        let sql = "SELECT id, login, name, role, email, created, frozen FROM staff ORDER BY login";
        let rows = self.db.all(sql, args![]).await?;
        rows.iter()
            .map(|row| {
                Ok(StaffLine {
                    id: row.text("id")?,
                    staff: Staff::read(row)?,
                    email: row.text_or_null("email")?,
                    created: story::from_millis(row.int("created")?),
                    frozen: row.flag("frozen")?,
                })
            })
            .collect()
    }

    /// Gives a member of staff another name, role and mail address. The last administrator stays one.
    pub async fn change_staff(
        &self,
        login: &str,
        name: &str,
        role: Role,
        email: Option<&str>,
        by: &str,
    ) -> Result<(), AccountError> {
        let (name, email) = (check_name(name)?, email.map(check_email).transpose()?);
        let mut tx = self.db.begin().await?;
        let changed = async {
            count(&mut tx).await?;
            let one = administers(&mut tx).await?;
            let sql = "UPDATE staff SET name = $1, role = $2, email = $3 WHERE login = $4";
            let rows = tx.run(sql, args![name.as_str(), role.name(), email.clone(), login]).await;
            found(rows.map_err(|e| taken(e, email.as_deref().unwrap_or_default()))?, login)?;
            somebody_still(&mut tx, one, "role").await?;
            let detail = format!("{} {name}, mail {}", role.name(), email.as_deref().unwrap_or("none"));
            self.tell(&mut tx, Deed { by, act: "change", subject: login, detail: &detail }).await
        }
        .await;
        settle(tx, changed).await
    }

    /// Freezes or thaws a member of staff; a frozen one is signed out and cannot sign in. The last administrator is not
    /// frozen.
    pub async fn freeze_staff(&self, login: &str, frozen: bool, by: &str) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let done = async {
            count(&mut tx).await?;
            let one = administers(&mut tx).await?;
            let rows = tx.run("UPDATE staff SET frozen = $1 WHERE login = $2", args![frozen, login]).await?;
            found(rows, login)?;
            if frozen {
                somebody_still(&mut tx, one, "login").await?;
                sign_out(&mut tx, &Whose::Staff(login.to_owned())).await?;
            }
            let act = if frozen { "freeze" } else { "thaw" };
            self.tell(&mut tx, Deed { by, act, subject: login, detail: "member of staff" }).await
        }
        .await;
        settle(tx, done).await
    }

    /// Gives a member of staff another password, and signs them out.
    pub async fn set_staff_password(&self, login: &str, password: Password, by: &str) -> Result<(), AccountError> {
        let hash = password.hash().await?;
        let mut tx = self.db.begin().await?;
        let set = async {
            found(tx.run("UPDATE staff SET password = $1 WHERE login = $2", args![hash, login]).await?, login)?;
            sign_out(&mut tx, &Whose::Staff(login.to_owned())).await?;
            self.tell(&mut tx, Deed { by, act: "password", subject: login, detail: "member of staff" }).await
        }
        .await;
        settle(tx, set).await
    }
}

fn found(rows: u64, login: &str) -> Result<(), AccountError> {
    match rows {
        0 => Err(AccountError::Unknown { what: "member of staff", name: login.to_owned() }),
        _ => Ok(()),
    }
}

/// Whether there is an administrator who can sign in.
async fn administers(tx: &mut Tx) -> Result<bool, AccountError> {
    let sql = "SELECT 1 AS one FROM staff WHERE role = $1 AND frozen = FALSE LIMIT 1";
    Ok(tx.one(sql, args![Role::Administrator.name()]).await?.is_some())
}

/// Refuses a change that takes the last administrator away. The transaction has counted before it looked: of two who
/// freeze each other, the second sees what the first did.
async fn somebody_still(tx: &mut Tx, before: bool, field: &'static str) -> Result<(), AccountError> {
    if !before || administers(tx).await? {
        return Ok(());
    }
    let why = "is that of the last administrator who can sign in: engage another one first";
    Err(AccountError::Bad { field, why: why.to_owned() })
}

/// Logins are 2 to 64 characters without white space, `:` (HTTP Basic separates by it, RFC 7617 §2) or controls.
pub(crate) fn check_login(login: &str) -> Result<String, AccountError> {
    let chars = login.chars().count();
    let ok = (2..=64).contains(&chars) && login.chars().all(|c| !c.is_whitespace() && !c.is_control() && c != ':');
    if ok {
        Ok(login.to_owned())
    } else {
        Err(AccountError::Bad { field: "login", why: "is 2 to 64 characters without spaces and `:`".to_owned() })
    }
}

/// A login of staff holds no `@` either: by that the sign-in tells it from the mail address of somebody at an organisation.
fn check_staff_login(login: &str) -> Result<String, AccountError> {
    match check_login(login)? {
        login if login.contains('@') => Err(AccountError::Bad {
            field: "login",
            why: "holds `@`, by which mail addresses are told from logins".to_owned(),
        }),
        login => Ok(login),
    }
}

/// Names are one line of 1 to 200 characters.
pub(crate) fn check_name(name: &str) -> Result<String, AccountError> {
    let line = story::Line::<200>::new(name);
    Ok(line.map_err(|e| AccountError::Bad { field: "name", why: e.to_string() })?.as_str().to_owned())
}

/// Mail addresses are checked as far as a letter can be sent to them: `somebody@a.host`, at most 254 characters
/// (RFC 5321 §4.5.3.1), in small letters.
pub(crate) fn check_email(email: &str) -> Result<String, AccountError> {
    let email = email.trim().to_lowercase();
    let parts = email.split_once('@');
    let host = |host: &str| host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@');
    let ok = email.len() <= 254
        && parts.is_some_and(|(name, at)| !name.is_empty() && host(at))
        && !email.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;:\"()".contains(c));
    if ok {
        Ok(email)
    } else {
        Err(AccountError::Bad { field: "email", why: "is not a mail address such as `ayse@paper.example`".to_owned() })
    }
}

/// Names the value whose uniqueness the database enforced.
pub(crate) fn taken(error: StoreError, name: &str) -> AccountError {
    match error {
        StoreError::Conflict(_) => AccountError::Taken(name.to_owned()),
        other => other.into(),
    }
}
