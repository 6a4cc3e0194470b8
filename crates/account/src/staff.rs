//! The people of the newsroom.

use crate::{AccountError, Accounts, Password, random_id};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use store::{Row, StoreError, args};

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

impl Staff {
    /// The one who acts when the operator works on the machine itself.
    pub fn operator() -> Self {
        Self { login: "operator".to_owned(), name: "Operator".to_owned(), role: Role::Administrator }
    }
}

impl Staff {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { login: row.text("login")?, name: row.text("name")?, role: row.parsed("role")? })
    }
}

impl Accounts {
    /// Adds a member of staff.
    pub async fn add_staff(
        &self,
        login: &str,
        name: &str,
        role: Role,
        password: Password,
    ) -> Result<Staff, AccountError> {
        let login = check_login(login)?;
        let hash = password.hash().await?;
        self.db
            .run(
                "INSERT INTO staff (id, login, name, role, password, created, frozen) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                args![
                    random_id()?,
                    login.clone(),
                    name,
                    role.name(),
                    hash,
                    story::to_millis(self.clock.now()),
                    false
                ],
            )
            .await
            .map_err(|e| taken(e, &login))?;
        Ok(Staff { login, name: name.to_owned(), role })
    }

    /// Every member of staff, with whether the account is frozen, by login.
    pub async fn staff(&self) -> Result<Vec<(Staff, bool)>, AccountError> {
        let rows = self.db.all("SELECT login, name, role, frozen FROM staff ORDER BY login", args![]).await?;
        rows.iter().map(|row| Ok((Staff::read(row)?, row.flag("frozen")?))).collect()
    }

    /// Freezes or thaws a member of staff; a frozen one cannot sign in.
    pub async fn freeze_staff(&self, login: &str, frozen: bool) -> Result<(), AccountError> {
        match self.db.run("UPDATE staff SET frozen = $1 WHERE login = $2", args![frozen, login]).await? {
            0 => Err(AccountError::Unknown { what: "member of staff", name: login.to_owned() }),
            _ => Ok(()),
        }
    }

    /// Gives a member of staff another password.
    pub async fn set_staff_password(&self, login: &str, password: Password) -> Result<(), AccountError> {
        let hash = password.hash().await?;
        match self.db.run("UPDATE staff SET password = $1 WHERE login = $2", args![hash, login]).await? {
            0 => Err(AccountError::Unknown { what: "member of staff", name: login.to_owned() }),
            _ => Ok(()),
        }
    }
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
