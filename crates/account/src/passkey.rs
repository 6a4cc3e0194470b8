//! Passkeys (`WebAuthn` Level 3): a key in a device that signs for this site alone, and only when its holder is there.
//!
//! A passkey asks its holder for a finger or a number by itself, so that it is enough alone; beside a password it is the
//! second step.

use crate::{AccountError, Accounts, Session, Visitor, Whose, audit, own::own_line, second};
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use store::{Row, StoreError, args};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// Passkeys that one account has at most.
pub const PASSKEYS_MAX: usize = 20;
/// Minutes within which a passkey answers.
const ANSWER_MINUTES: i64 = 5;
/// Questions that wait for their answer.
const QUESTIONS_MAX: usize = 10_000;
/// Questions that wait for an answer at one address.
const QUESTIONS_OF_ADDRESS_MAX: usize = 200;

/// A passkey as it can be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyLine {
    /// Its id.
    pub id: String,
    /// What its holder calls it.
    pub label: String,
    /// When it was added.
    pub created: Timestamp,
    /// When it was used last.
    pub used: Option<Timestamp>,
}

/// What a passkey was asked.
enum Question {
    Add(PasskeyRegistration, Uuid),
    Second(PasskeyAuthentication),
    Alone(DiscoverableAuthentication),
}

struct Waiting {
    question: Question,
    address: IpAddr,
    until: Timestamp,
}

/// The passkeys of one site. Clones share the questions that wait, in memory: each is answered once.
#[derive(Clone)]
pub struct Passkeys {
    accounts: Accounts,
    webauthn: Arc<Webauthn>,
    origin: String,
    waiting: Arc<Mutex<HashMap<String, Waiting>>>,
}

impl Passkeys {
    /// For the site whose pages are at `base`. `None` when browsers refuse passkeys there: they are bound to a host's
    /// name, and work over TLS only, but for `localhost`, which stands for the addresses of the machine itself.
    pub fn at(base: &str, site: &str, accounts: Accounts) -> Option<Self> {
        let url = site_of(base)?;
        let id = url.host_str()?.to_owned();
        let webauthn = WebauthnBuilder::new(&id, &url).ok()?.rp_name(site).build().ok()?;
        let origin = url.origin().ascii_serialization();
        Some(Self { accounts, webauthn: Arc::new(webauthn), origin, waiting: Arc::default() })
    }

    /// The one origin at which they work, such as `https://wire.example`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What a browser asks a new passkey of whoever sits at a session.
    pub async fn begin_adding(&self, session: &Session, address: IpAddr) -> Result<Value, AccountError> {
        let whose = session.visitor.whose();
        let rows = self.accounts.passkey_rows(&whose).await?;
        if rows.len() >= PASSKEYS_MAX {
            let why = format!("is one too many: there may be {PASSKEYS_MAX}");
            return Err(AccountError::Bad { field: "label", why });
        }
        let handle = match rows.first() {
            Some(row) => row.parsed("handle")?,
            None => new_handle()?,
        };
        let known = rows.iter().map(|row| Ok(stored(row)?.cred_id().clone())).collect::<Result<_, StoreError>>()?;
        let name = match &session.visitor {
            Visitor::Staff(staff) => &staff.login,
            Visitor::Person(person) => &person.email,
        };
        let begun = self.webauthn.start_passkey_registration(handle, name, session.visitor.name(), Some(known));
        let (asked, state) = begun.map_err(|e| AccountError::Secret(e.to_string()))?;
        let mut asked = serde_json::to_value(asked).map_err(|e| AccountError::Secret(e.to_string()))?;
        // A key that keeps its holder's name by itself can be used without typing one.
        asked["publicKey"]["authenticatorSelection"]["residentKey"] = json!("preferred");
        self.ask(format!("add:{}", session.id), Question::Add(state, handle), address)?;
        Ok(asked)
    }

    /// Adds the passkey that answered.
    pub async fn add(&self, session: &Session, label: &str, answer: Value) -> Result<(), AccountError> {
        let label = story::Line::<60>::new(label)
            .map_err(|e| AccountError::Bad { field: "label", why: e.to_string() })?
            .as_str()
            .to_owned();
        let Some(Question::Add(state, handle)) = self.answered(&format!("add:{}", session.id)) else {
            return Err(late());
        };
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let passkey = self.webauthn.finish_passkey_registration(&answer, &state).map_err(|e| wrong(&e))?;
        let (whose, now) = (session.visitor.whose(), self.accounts.clock.now());
        let mut tx = self.accounts.db.begin().await?;
        let added = tx
            .run(
                "INSERT INTO passkey (id, kind, subject, handle, label, data, created, used) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) ON CONFLICT (id) DO NOTHING",
                args![
                    hex::encode(passkey.cred_id()),
                    whose.kind(),
                    whose.subject(),
                    handle.to_string(),
                    label.clone(),
                    text_of(&passkey)?,
                    story::to_millis(now)
                ],
            )
            .await?;
        if added == 0 {
            tx.rollback().await?;
            return Err(AccountError::Taken("this passkey".to_owned()));
        }
        audit(&mut tx, &own_line(now, &whose, "passkey-added", &label)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What a browser asks the passkeys of whoever has shown a password.
    pub async fn begin_second(&self, session: &Session, address: IpAddr) -> Result<Value, AccountError> {
        let rows = self.accounts.passkey_rows(&session.visitor.whose()).await?;
        let keys = rows.iter().map(stored).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(AccountError::Unknown { what: "passkey", name: session.visitor.name().to_owned() });
        }
        let begun = self.webauthn.start_passkey_authentication(&keys);
        let (asked, state) = begun.map_err(|e| AccountError::Secret(e.to_string()))?;
        self.ask(format!("second:{}", session.id), Question::Second(state), address)?;
        serde_json::to_value(asked).map_err(|e| AccountError::Secret(e.to_string()))
    }

    /// Checks the answer of the passkey at the second step.
    pub async fn finish_second(&self, session: &Session, answer: Value) -> Result<(), AccountError> {
        let Some(Question::Second(state)) = self.answered(&format!("second:{}", session.id)) else {
            return Err(late());
        };
        let answer: PublicKeyCredential = read(answer)?;
        let (whose, row) = self.accounts.passkey_of(answer.get_credential_id()).await?;
        if whose != session.visitor.whose() {
            return Err(AccountError::SignIn);
        }
        let checked = self.webauthn.finish_passkey_authentication(&answer, &state);
        let result = self.accounts.checked(&whose, checked).await?;
        self.accounts.may_use_passkey(&session.visitor).await?;
        self.accounts.passkey_used(&row, &result).await
    }

    /// What a browser asks any passkey for this site; with the name of the question.
    pub fn begin_alone(&self, address: IpAddr) -> Result<(String, Value), AccountError> {
        let begun = self.webauthn.start_discoverable_authentication();
        let (asked, state) = begun.map_err(|e| AccountError::Secret(e.to_string()))?;
        let name = crate::random_id()?;
        self.ask(format!("alone:{name}"), Question::Alone(state), address)?;
        Ok((name, serde_json::to_value(asked).map_err(|e| AccountError::Secret(e.to_string()))?))
    }

    /// Whose passkey answered; the answer says who it is for, and no login was typed.
    pub async fn finish_alone(&self, name: &str, answer: Value) -> Result<Visitor, AccountError> {
        let Some(Question::Alone(state)) = self.answered(&format!("alone:{name}")) else { return Err(late()) };
        let answer: PublicKeyCredential = read(answer)?;
        let (handle, id) = self.webauthn.identify_discoverable_authentication(&answer).map_err(|e| wrong(&e))?;
        let (whose, row) = self.accounts.passkey_of(id).await?;
        if row.text("handle")? != handle.to_string() {
            return Err(AccountError::SignIn);
        }
        let key = stored(&row)?;
        let checked = self.webauthn.finish_discoverable_authentication_v2(&answer, state, &key);
        let result = self.accounts.checked(&whose, checked).await?;
        let visitor = self.accounts.visitor(&whose).await?.ok_or(AccountError::SignIn)?;
        self.accounts.may_use_passkey(&visitor).await?;
        self.accounts.passkey_used(&row, &result).await?;
        Ok(visitor)
    }

    fn ask(&self, name: String, question: Question, address: IpAddr) -> Result<(), AccountError> {
        let now = self.accounts.clock.now();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, one| one.until > now);
        let of_address = waiting.values().filter(|one| one.address == address).count();
        if waiting.len() >= QUESTIONS_MAX || of_address >= QUESTIONS_OF_ADDRESS_MAX {
            return Err(AccountError::Slow { secs: 60 });
        }
        let until = now + SignedDuration::from_mins(ANSWER_MINUTES);
        waiting.insert(name, Waiting { question, address, until });
        Ok(())
    }

    fn answered(&self, name: &str) -> Option<Question> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(name).filter(|one| one.until > self.accounts.clock.now()).map(|one| one.question)
    }
}

impl Accounts {
    /// The passkeys of somebody, the oldest first.
    pub async fn passkeys(&self, whose: &Whose) -> Result<Vec<PasskeyLine>, AccountError> {
        let rows = self.passkey_rows(whose).await?;
        rows.iter()
            .map(|row| {
                Ok(PasskeyLine {
                    id: row.text("id")?,
                    label: row.text("label")?,
                    created: story::from_millis(row.int("created")?),
                    used: row.int_or_null("used")?.map(story::from_millis),
                })
            })
            .collect()
    }

    /// Removes a passkey of somebody.
    pub async fn remove_passkey(&self, whose: &Whose, id: &str) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let sql = "DELETE FROM passkey WHERE id = $1 AND kind = $2 AND subject = $3";
        if tx.run(sql, args![id, whose.kind(), whose.subject()]).await? == 0 {
            tx.rollback().await?;
            return Err(AccountError::Unknown { what: "passkey", name: id.to_owned() });
        }
        second::forget_codes_without_step(&mut tx, whose).await?;
        audit(&mut tx, &own_line(self.clock.now(), whose, "passkey-removed", "")).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Refuses the people of an organisation whose provider is the only way in: a passkey would be another.
    async fn may_use_passkey(&self, visitor: &Visitor) -> Result<(), AccountError> {
        match visitor {
            Visitor::Person(person) if self.only_by_provider(&person.organisation).await? => Err(AccountError::SignIn),
            _ => Ok(()),
        }
    }

    async fn passkey_rows(&self, whose: &Whose) -> Result<Vec<Row>, StoreError> {
        let sql = "SELECT id, handle, label, data, created, used FROM passkey WHERE kind = $1 AND subject = $2 \
                   ORDER BY created, id";
        self.db.all(sql, args![whose.kind(), whose.subject()]).await
    }

    async fn passkey_of(&self, id: &[u8]) -> Result<(Whose, Row), AccountError> {
        let sql = "SELECT id, kind, subject, handle, data FROM passkey WHERE id = $1";
        let row = self.db.one(sql, args![hex::encode(id)]).await?.ok_or(AccountError::SignIn)?;
        Ok((crate::session::whose(&row)?, row))
    }

    /// A counter that went back means that a copy of the key is about: it is refused, and the audit tells of it.
    async fn checked(
        &self,
        whose: &Whose,
        checked: Result<AuthenticationResult, WebauthnError>,
    ) -> Result<AuthenticationResult, AccountError> {
        match checked {
            Err(WebauthnError::CredentialPossibleCompromise) => {
                let mut tx = self.db.begin().await?;
                audit(&mut tx, &own_line(self.clock.now(), whose, "passkey-copied", "")).await?;
                tx.commit().await?;
                Err(AccountError::SignIn)
            }
            checked => checked.map_err(|e| wrong(&e)),
        }
    }

    /// Keeps the counter. Of two answers at once with the same counter, one is a copy: the second is refused.
    async fn passkey_used(&self, row: &Row, result: &AuthenticationResult) -> Result<(), AccountError> {
        let mut key = stored(row)?;
        key.update_credential(result).ok_or(AccountError::SignIn)?;
        let now = story::to_millis(self.clock.now());
        let sql = "UPDATE passkey SET data = $1, used = $2 WHERE id = $3 AND data = $4";
        match self.db.run(sql, args![text_of(&key)?, now, row.text("id")?, row.text("data")?]).await? {
            0 => Err(AccountError::SignIn),
            _ => Ok(()),
        }
    }
}

/// The address at which browsers let passkeys work.
fn site_of(base: &str) -> Option<Url> {
    let mut url = Url::parse(base).ok()?;
    let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
    match host.parse::<IpAddr>() {
        Ok(ip) if ip.is_loopback() => url.set_host(Some("localhost")).ok()?,
        Err(_) if url.scheme() == "https" || host == "localhost" => {}
        _ => return None,
    }
    Some(url)
}

fn new_handle() -> Result<Uuid, AccountError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
    Ok(Uuid::from_bytes(bytes))
}

fn stored(row: &Row) -> Result<Passkey, StoreError> {
    serde_json::from_str(&row.text("data")?).map_err(|e| StoreError::Corrupt { column: "data", why: e.to_string() })
}

fn text_of(key: &Passkey) -> Result<String, AccountError> {
    serde_json::to_string(key).map_err(|e| AccountError::Secret(e.to_string()))
}

fn read<T: DeserializeOwned>(answer: Value) -> Result<T, AccountError> {
    serde_json::from_value(answer)
        .map_err(|e| AccountError::Bad { field: "credential", why: format!("cannot be read: {e}") })
}

/// An answer that does not fit says no more than a wrong password does.
fn wrong(_: &WebauthnError) -> AccountError {
    AccountError::SignIn
}

fn late() -> AccountError {
    let why = format!("came too late, or twice; there are {ANSWER_MINUTES} minutes for it");
    AccountError::Bad { field: "credential", why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_host_with_a_name() {
        let origin = |base| site_of(base).map(|url| url.origin().ascii_serialization());
        for (base, at) in [
            ("https://wire.example", Some("https://wire.example")),
            ("https://wire.example:8443", Some("https://wire.example:8443")),
            ("http://127.0.0.1:8080", Some("http://localhost:8080")),
            ("http://[::1]:8080", Some("http://localhost:8080")),
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("http://wire.example", None),
            ("https://192.0.2.1", None),
            ("", None),
        ] {
            assert_eq!(origin(base).as_deref(), at, "{base}");
        }
    }
}
