//! Browsers that are signed in: a random secret in a cookie, its hash in a row that can be listed and withdrawn.

use crate::{
    AccountError, Accounts, Comer, Halt, Person, PersonId, Staff,
    deed::{count, settle},
    key::secret_hash,
    person::select_person,
    random_id, random_secret,
};
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;
use store::{Row, StoreError, Tx, args};

/// Hours after which a browser that was not used is signed out.
pub const SESSION_IDLE_HOURS: i64 = 12;
/// Days after which every browser is signed out.
pub const SESSION_DAYS: i64 = 14;
/// Minutes that one has for the second step.
pub const HALF_MINUTES: i64 = 10;
/// Days after which a browser that was not used to sign in is not known any more.
const KNOWN_DAYS: i64 = 400;
/// Browsers that are known for one account.
const KNOWN_MAX: i64 = 20;
/// Seconds between two notes of when a session was used.
const SEEN_SECS: i64 = 60;
/// Characters of a browser's name that are kept.
const AGENT_CHARS_MAX: usize = 200;

const HALF: SignedDuration = SignedDuration::from_mins(HALF_MINUTES);
/// How long a session stands that is not used.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_hours(SESSION_IDLE_HOURS);

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// A member of staff, by login.
    Staff(String),
    /// Somebody at an organisation.
    Person(PersonId),
}

impl Whose {
    /// `staff` or `person`, as the column `kind` says it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Staff(_) => "staff",
            Self::Person(_) => "person",
        }
    }

    /// The login or the id.
    pub fn subject(&self) -> &str {
        match self {
            Self::Staff(login) => login,
            Self::Person(id) => id.as_str(),
        }
    }
}

/// Who sits at a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visitor {
    /// A member of staff.
    Staff(Staff),
    /// Somebody at an organisation.
    Person(Person),
}

impl Visitor {
    /// Whose sessions theirs are.
    pub fn whose(&self) -> Whose {
        match self {
            Self::Staff(staff) => Whose::Staff(staff.login.clone()),
            Self::Person(person) => Whose::Person(person.id.clone()),
        }
    }

    /// Whether a password alone is too little for what they may do.
    pub fn should_have_second_step(&self) -> bool {
        match self {
            Self::Staff(staff) => staff.role.wants_second_step(),
            Self::Person(person) => person.master,
        }
    }

    /// Their name.
    pub fn name(&self) -> &str {
        match self {
            Self::Staff(staff) => &staff.name,
            Self::Person(person) => &person.name,
        }
    }
}

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, to list and withdraw it by; not the secret.
    pub id: String,
    /// Who signed in.
    pub visitor: Visitor,
    /// False while the second factor is still to be shown: then it opens nothing but that step.
    pub whole: bool,
}

/// A session as it can be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Its id.
    pub id: String,
    /// When it began.
    pub created: Timestamp,
    /// When it was used last, to the minute.
    pub seen: Timestamp,
    /// The address that it began at.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// A session that was just opened. Its secret goes into the cookie and nowhere else.
pub struct NewSession {
    /// Its id.
    pub id: String,
    /// The secret.
    pub secret: String,
}

impl Accounts {
    /// Opens a session; one that is not `whole` waits [`HALF_MINUTES`] for the second step, and is replaced by a whole one
    /// with another secret. Sessions that are over are forgotten on the way.
    pub async fn open_session(
        &self,
        who: &Whose,
        whole: bool,
        address: IpAddr,
        agent: &str,
    ) -> Result<NewSession, AccountError> {
        self.replace_session(None, who, whole, address, agent).await
    }

    /// Opens a session in the place of one that ends with it: whoever knew the old secret has nothing any more.
    pub async fn replace_session(
        &self,
        old: Option<&str>,
        who: &Whose,
        whole: bool,
        address: IpAddr,
        agent: &str,
    ) -> Result<NewSession, AccountError> {
        let (id, secret, now) = (random_id()?, random_secret()?, self.clock.now());
        let lasts = if whole { SignedDuration::from_hours(24 * SESSION_DAYS) } else { HALF };
        let expires = now + lasts;
        let agent: String = agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS_MAX).collect();
        let mut tx = self.db.begin().await?;
        if let Some(old) = old {
            if is_whole_of_person(&mut tx, old).await? {
                count(&mut tx).await?;
            }
            tx.run("DELETE FROM session WHERE id = $1", args![old]).await?;
        }
        tx.run("DELETE FROM session WHERE expires <= $1", args![story::to_millis(now)]).await?;
        tx.run(
            "INSERT INTO session (id, secret_hash, kind, subject, whole, created, seen, expires, address, agent) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            args![
                id.clone(),
                secret_hash(&secret),
                who.kind(),
                who.subject(),
                whole,
                story::to_millis(now),
                story::to_millis(now),
                story::to_millis(expires),
                address.to_string(),
                agent
            ],
        )
        .await?;
        tx.commit().await?;
        Ok(NewSession { id, secret })
    }

    /// The session of a cookie's secret; `None` when it is unknown, over, withdrawn, or its holder is frozen.
    pub async fn session(&self, secret: &str) -> Result<Option<Session>, AccountError> {
        let now = self.clock.now();
        let idle = now - IDLE;
        let row = self
            .db
            .one(
                "SELECT id, kind, subject, whole, seen FROM session \
                 WHERE secret_hash = $1 AND expires > $2 AND seen > $3",
                args![secret_hash(secret), story::to_millis(now), story::to_millis(idle)],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let Some(visitor) = self.visitor(&whose(&row)?).await? else { return Ok(None) };
        let (id, seen) = (row.text("id")?, story::from_millis(row.int("seen")?));
        if now.duration_since(seen) >= SignedDuration::from_secs(SEEN_SECS) {
            self.db
                .run("UPDATE session SET seen = $1 WHERE id = $2", args![story::to_millis(now), id.as_str()])
                .await?;
        }
        Ok(Some(Session { id, visitor, whole: row.flag("whole")? }))
    }

    /// Somebody who may sign in, as they are now; `None` when they are frozen or gone.
    pub async fn visitor(&self, whose: &Whose) -> Result<Option<Visitor>, AccountError> {
        match whose {
            Whose::Staff(login) => {
                let sql = "SELECT login, name, role FROM staff WHERE login = $1 AND frozen = FALSE";
                let row = self.db.one(sql, args![login.as_str()]).await?;
                match row.map(|row| Staff::read(&row)).transpose()? {
                    Some(staff) if self.is_kept_out(&staff).await? => Ok(None),
                    staff => Ok(staff.map(Visitor::Staff)),
                }
            }
            Whose::Person(_) if self.halted(&Halt::Subscribers).await? => Ok(None),
            Whose::Person(id) => {
                let sql = select_person!("", "WHERE p.id = $1 AND p.frozen = FALSE AND o.frozen = FALSE");
                let row = self.db.one(sql, args![id.as_str()]).await?;
                Ok(row.map(|row| Person::read(&row)).transpose()?.map(Visitor::Person))
            }
        }
    }

    /// The sessions of somebody, the one that was used last first.
    pub async fn sessions(&self, whose: &Whose) -> Result<Vec<SessionLine>, AccountError> {
        let now = self.clock.now();
        let idle = now - IDLE;
        let rows = self
            .db
            .all(
                "SELECT id, created, seen, address, agent FROM session \
                 WHERE kind = $1 AND subject = $2 AND expires > $3 AND seen > $4 AND whole = TRUE \
                 ORDER BY seen DESC, id",
                args![whose.kind(), whose.subject(), story::to_millis(now), story::to_millis(idle)],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(SessionLine {
                    id: row.text("id")?,
                    created: story::from_millis(row.int("created")?),
                    seen: story::from_millis(row.int("seen")?),
                    address: row.text("address")?,
                    agent: row.text("agent")?,
                })
            })
            .collect()
    }

    /// Withdraws a session of somebody; its next request is not signed in.
    pub async fn end_session(&self, whose: &Whose, id: &str) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let ended = async {
            count_ends(&mut tx, whose).await?;
            let sql = "DELETE FROM session WHERE id = $1 AND kind = $2 AND subject = $3";
            match tx.run(sql, args![id, whose.kind(), whose.subject()]).await? {
                0 => Err(AccountError::Unknown { what: "session", name: id.to_owned() }),
                _ => Ok(()),
            }
        }
        .await;
        settle(tx, ended).await
    }
}

impl Accounts {
    /// Withdraws every session of somebody but one; answers how many there were.
    pub async fn end_other_sessions(&self, whose: &Whose, kept: &str) -> Result<u64, AccountError> {
        let mut tx = self.db.begin().await?;
        let ended = async {
            count_ends(&mut tx, whose).await?;
            Ok(end_sessions(&mut tx, whose, kept).await?)
        }
        .await;
        settle(tx, ended).await
    }

    /// Makes a browser known for an account that was just signed in from it. Answers the secret that the browser keeps:
    /// the one that it has, when it is known already, or a new one.
    pub async fn know_browser(&self, browser: Option<&str>, whose: &Whose) -> Result<String, AccountError> {
        let now = self.clock.now();
        let old = now - SignedDuration::from_hours(24 * KNOWN_DAYS);
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM known_browser WHERE seen < $1", args![story::to_millis(old)]).await?;
        let known = match browser {
            Some(secret) => {
                let sql = "SELECT COUNT(*) AS n FROM known_browser WHERE secret_hash = $1";
                let row = tx.one(sql, args![secret_hash(secret)]).await?;
                row.map(|row| row.int("n")).transpose()?.filter(|n| *n > 0).map(|_| secret.to_owned())
            }
            None => None,
        };
        let secret = match known {
            Some(secret) => secret,
            None => random_secret()?,
        };
        tx.run(
            "INSERT INTO known_browser (secret_hash, kind, subject, seen) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (secret_hash, kind, subject) DO UPDATE SET seen = excluded.seen",
            args![secret_hash(&secret), whose.kind(), whose.subject(), story::to_millis(now)],
        )
        .await?;
        tx.run(
            "DELETE FROM known_browser WHERE kind = $1 AND subject = $2 AND secret_hash NOT IN \
             (SELECT secret_hash FROM known_browser WHERE kind = $1 AND subject = $2 \
              ORDER BY seen DESC, secret_hash LIMIT $3)",
            args![whose.kind(), whose.subject(), KNOWN_MAX],
        )
        .await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Whether the account was signed in before from the browser.
    pub(crate) async fn knows_browser(
        &self,
        comer: &Comer,
        kind: &'static str,
        subject: &str,
    ) -> Result<bool, AccountError> {
        let Some(secret) = &comer.browser else { return Ok(false) };
        let sql = "SELECT seen FROM known_browser WHERE secret_hash = $1 AND kind = $2 AND subject = $3";
        Ok(self.db.one(sql, args![secret_hash(secret), kind, subject]).await?.is_some())
    }
}

/// Counts that sessions of somebody end, where streams are read by them. It is done first: whoever counts makes others
/// wait who are about to end the same ones.
pub(crate) async fn count_ends(tx: &mut Tx, whose: &Whose) -> Result<(), AccountError> {
    match whose {
        Whose::Person(_) => count(tx).await,
        Whose::Staff(_) => Ok(()),
    }
}

/// Whether streams may be read by a session.
async fn is_whole_of_person(tx: &mut Tx, id: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS one FROM session WHERE id = $1 AND kind = 'person' AND whole = TRUE";
    Ok(tx.one(sql, args![id]).await?.is_some())
}

/// Ends every session of somebody but the one that is kept; none is, when `kept` is no session's id.
pub(crate) async fn end_sessions(tx: &mut Tx, whose: &Whose, kept: &str) -> Result<u64, StoreError> {
    let sql = "DELETE FROM session WHERE kind = $1 AND subject = $2 AND id <> $3";
    tx.run(sql, args![whose.kind(), whose.subject(), kept]).await
}

pub(crate) fn whose(row: &Row) -> Result<Whose, StoreError> {
    let subject = row.text("subject")?;
    match row.text("kind")?.as_str() {
        "staff" => Ok(Whose::Staff(subject)),
        "person" => Ok(Whose::Person(PersonId(subject))),
        other => Err(StoreError::Corrupt { column: "kind", why: format!("`{other}` is neither staff nor person") }),
    }
}
