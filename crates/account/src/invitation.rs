//! Letters that let somebody in: the invitation to set a first password, and the reset of one that was forgotten.
//!
//! Each holds a link with 256 random bits, of which the table keeps the SHA-256. It works once and for a while; looking at
//! it does not use it up, because mail servers look at every link of a letter.

use crate::{
    AccountError, Accounts, AuditLine, Password, PersonId, Whose, audit,
    deed::{count, sign_out},
    key::secret_hash,
    letters, random_id, random_secret,
    staff::check_email,
};
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;
use store::{Row, StoreError, Tx, args};

/// Days for which an invitation works.
pub const INVITATION_DAYS: i64 = 7;
/// Hours for which a reset works.
pub const RESET_HOURS: i64 = 1;
/// Invitations that one mail address is sent within [`INVITATIONS_HOURS`].
const INVITATIONS_MAX: u64 = 3;
/// Hours over which invitations are counted.
const INVITATIONS_HOURS: i64 = 1;
/// Letters that one account is sent within [`RESET_HOURS`].
const RESETS_PER_ACCOUNT_MAX: u64 = 3;
/// Times that one address may ask within [`RESET_HOURS`].
const RESETS_PER_ADDRESS_MAX: u64 = 20;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To set a first password.
    Invitation,
    /// To set another password.
    Reset,
}

impl Purpose {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// Where its link leads, without the secret. That is in the query, because paths are logged and queries are not.
    pub fn path(self) -> &'static str {
        match self {
            Self::Invitation => "/invitation",
            Self::Reset => "/reset/new",
        }
    }

    fn lasts(self) -> SignedDuration {
        match self {
            Self::Invitation => SignedDuration::from_hours(24 * INVITATION_DAYS),
            Self::Reset => SignedDuration::from_hours(RESET_HOURS),
        }
    }
}

/// A link that works now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What it is for.
    pub purpose: Purpose,
    /// Whom it lets in.
    pub whose: Whose,
    /// Their name.
    pub name: String,
    /// What they sign in with: the login of staff, the mail address of others.
    pub login: String,
    /// Until when it works.
    pub expires: Timestamp,
}

/// Whom a letter goes to.
pub(crate) struct Recipient {
    pub(crate) whose: Whose,
    pub(crate) name: String,
    pub(crate) email: String,
    /// What they sign in with.
    pub(crate) login: String,
    /// Where: the organisation, or nothing for staff.
    pub(crate) organisation: Option<String>,
}

/// Everybody that a letter can go to, as one table: nobody who is frozen. `by_provider` are those who have no password.
macro_rules! select_recipient {
    ($rest:literal) => {
        concat!(
            "SELECT kind, subject, name, email, login, organisation FROM (",
            "SELECT 'staff' AS kind, login AS subject, name, email, login, NULL AS organisation, FALSE AS by_provider ",
            "FROM staff WHERE frozen = FALSE AND email IS NOT NULL UNION ALL ",
            "SELECT 'person', p.id, p.name, p.email, p.email, o.name, COALESCE(v.forced, FALSE) ",
            "FROM person p JOIN organisation o ON o.id = p.organisation LEFT JOIN provider v ON v.organisation = o.id ",
            "WHERE p.frozen = FALSE AND o.frozen = FALSE) AS everybody ",
            $rest
        )
    };
}

impl Recipient {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            whose: whose(&row.text("kind")?, row.text("subject")?)?,
            name: row.text("name")?,
            email: row.text("email")?,
            login: row.text("login")?,
            organisation: row.text_or_null("organisation")?,
        })
    }
}

fn whose(kind: &str, subject: String) -> Result<Whose, StoreError> {
    match kind {
        "staff" => Ok(Whose::Staff(subject)),
        "person" => Ok(Whose::Person(PersonId::from(subject))),
        other => Err(StoreError::Corrupt { column: "kind", why: format!("`{other}` is neither staff nor person") }),
    }
}

/// Posts an invitation inside the transaction that makes somebody; older ones end. `by` is who invites: a login, a
/// person's id or mail address, or `operator`. `base` is what absolute addresses begin with.
pub(crate) async fn invite(tx: &mut Tx, who: &Whose, by: &str, base: &str, now: Timestamp) -> Result<(), AccountError> {
    let sql = select_recipient!("WHERE kind = $1 AND subject = $2");
    let Some(row) = tx.one(sql, args![who.kind(), who.subject()]).await? else {
        return Err(AccountError::Unknown { what: "account with a mail address", name: who.subject().to_owned() });
    };
    let to = Recipient::read(&row)?;
    count_invitation(tx, &to, now).await?;
    end_links(tx, who).await?;
    let secret = add_link(tx, Purpose::Invitation, &to, now).await?;
    let letter = letters::invitation(&frame(tx, base, now).await?, &to, inviter(tx, by).await?.as_ref(), &secret);
    mailroom::post(tx, &letter, now).await?;
    let line = AuditLine { time: now, actor: by, act: "invite", subject: who.subject(), detail: who.kind() };
    audit(tx, &line).await?;
    Ok(())
}

/// What every letter needs: the agency, the base address, the time.
async fn frame(tx: &mut Tx, base: &str, now: Timestamp) -> Result<letters::Frame, AccountError> {
    let row = tx.one("SELECT data FROM agency WHERE one = 1", args![]).await?;
    let data = row.map(|row| row.text("data")).transpose()?.unwrap_or_default();
    let agency: story::Agency =
        serde_json::from_str(&data).map_err(|e| StoreError::Corrupt { column: "data", why: e.to_string() })?;
    let language = agency.language.as_str().to_owned();
    Ok(letters::Frame { agency: agency.name(&language).to_owned(), language, base: base.to_owned(), now })
}

/// Counts an invitation, and refuses one too many to the same mail address: nobody's mailbox is filled from here. An account
/// that is deleted and made again changes nothing.
async fn count_invitation(tx: &mut Tx, to: &Recipient, now: Timestamp) -> Result<(), AccountError> {
    let since = story::to_millis(now - SignedDuration::from_hours(INVITATIONS_HOURS));
    tx.run("DELETE FROM invitation_sent WHERE time <= $1", args![since]).await?;
    let hash = secret_hash(&to.email);
    let sent = tx.one("SELECT COUNT(*) AS n FROM invitation_sent WHERE email_hash = $1", args![hash.clone()]).await?;
    if sent.map_or(Ok(0), |row| row.count("n"))? >= INVITATIONS_MAX {
        let why = format!("was sent {INVITATIONS_MAX} invitations within an hour; send the next one later");
        return Err(AccountError::Bad { field: to.whose.kind(), why });
    }
    let sql = "INSERT INTO invitation_sent (id, email_hash, time) VALUES ($1, $2, $3)";
    tx.run(sql, args![random_id()?, hash, story::to_millis(now)]).await?;
    Ok(())
}

/// Who invites, as the letter names them; `None` for the operator.
async fn inviter(tx: &mut Tx, by: &str) -> Result<Option<letters::Inviter>, StoreError> {
    let sql = "SELECT name, NULL AS organisation FROM staff WHERE login = $1 UNION ALL \
               SELECT p.name, o.name FROM person p JOIN organisation o ON o.id = p.organisation \
               WHERE p.id = $1 OR p.email = $1";
    let row = tx.one(sql, args![by]).await?;
    row.map(|row| Ok(letters::Inviter { name: row.text("name")?, organisation: row.text_or_null("organisation")? }))
        .transpose()
}

async fn add_link(tx: &mut Tx, purpose: Purpose, to: &Recipient, now: Timestamp) -> Result<String, AccountError> {
    let secret = random_secret()?;
    tx.run(
        "INSERT INTO invitation (secret_hash, purpose, kind, subject, email, expires) VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            secret_hash(&secret),
            purpose.name(),
            to.whose.kind(),
            to.whose.subject(),
            to.email.as_str(),
            story::to_millis(now + purpose.lasts())
        ],
    )
    .await?;
    Ok(secret)
}

async fn end_links(tx: &mut Tx, who: &Whose) -> Result<(), StoreError> {
    tx.run("DELETE FROM invitation WHERE kind = $1 AND subject = $2", args![who.kind(), who.subject()]).await.map(drop)
}

impl Accounts {
    /// Sends somebody at an organisation an invitation to set a password. Older ones end.
    pub async fn invite_person(&self, id: &PersonId, by: &str, base: &str) -> Result<(), AccountError> {
        self.invite(&Whose::Person(id.clone()), by, base).await
    }

    /// Sends a member of staff an invitation to set a password; they need a mail address. Older ones end.
    pub async fn invite_staff(&self, login: &str, by: &str, base: &str) -> Result<(), AccountError> {
        self.invite(&Whose::Staff(login.to_owned()), by, base).await
    }

    async fn invite(&self, who: &Whose, by: &str, base: &str) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        match invite(&mut tx, who, by, base, self.clock.now()).await {
            Ok(()) => Ok(tx.commit().await?),
            Err(refused) => {
                // The reason is the one to tell; a failed rollback only costs the connection.
                let _ = tx.rollback().await;
                Err(refused)
            }
        }
    }

    /// Sends a letter with a link to set another password to whoever has this mail address, if anybody has.
    ///
    /// The same statements run and are committed whether somebody has it or not, so that the time tells nothing either.
    /// Refuses only an address of the network that asks too often.
    pub async fn ask_reset(&self, email: &str, address: IpAddr, base: &str) -> Result<(), AccountError> {
        let email = check_email(email)?;
        let now = self.clock.now();
        let since = story::to_millis(now - SignedDuration::from_hours(RESET_HOURS));
        let (hash, address) = (secret_hash(&email), network(address));
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM reset_ask WHERE time <= $1", args![since]).await?;
        tx.run("DELETE FROM invitation WHERE expires <= $1", args![story::to_millis(now)]).await?;
        let count = "SELECT COUNT(CASE WHEN email_hash = $1 THEN 1 END) AS account, \
                     COUNT(CASE WHEN address = $2 THEN 1 END) AS address FROM reset_ask \
                     WHERE email_hash = $1 OR address = $2";
        let asked = tx.one(count, args![hash.clone(), address.clone()]).await?;
        let asked = asked.ok_or_else(|| StoreError::Unusable("nothing can be counted".to_owned()))?;
        if asked.count("address")? >= RESETS_PER_ADDRESS_MAX {
            tx.rollback().await?;
            return Err(AccountError::Busy);
        }
        tx.run(
            "INSERT INTO reset_ask (id, email_hash, address, time) VALUES ($1, $2, $3, $4)",
            args![random_id()?, hash, address, story::to_millis(now)],
        )
        .await?;
        let sql = select_recipient!("WHERE email = $1 AND by_provider = FALSE ORDER BY kind");
        let rows = tx.all(sql, args![email.as_str()]).await?;
        let mut recipients = rows.iter().map(Recipient::read).collect::<Result<Vec<_>, _>>()?;
        let heard = asked.count("account")? < RESETS_PER_ACCOUNT_MAX && !recipients.is_empty();
        if !heard {
            recipients = vec![nobody(&email)];
        }
        let frame = frame(&mut tx, base, now).await?;
        tx.mark().await?;
        for to in &recipients {
            post_reset(&mut tx, &frame, to).await?;
        }
        if heard {
            tx.keep().await?;
        } else {
            tx.undo().await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The link of a secret, if it works now. That does not use it up.
    pub async fn invitation(&self, purpose: Purpose, secret: &str) -> Result<Option<Invitation>, AccountError> {
        let found = "SELECT kind, subject, email, expires FROM invitation \
                     WHERE secret_hash = $1 AND purpose = $2 AND expires > $3";
        let now = story::to_millis(self.clock.now());
        let Some(row) = self.db.one(found, args![secret_hash(secret), purpose.name(), now]).await? else {
            return Ok(None);
        };
        let whose = whose(&row.text("kind")?, row.text("subject")?)?;
        let sql = select_recipient!("WHERE kind = $1 AND subject = $2 AND email = $3");
        let args = args![whose.kind(), whose.subject(), row.text("email")?];
        let Some(who) = self.db.one(sql, args).await? else { return Ok(None) };
        let (name, login) = (who.text("name")?, who.text("login")?);
        Ok(Some(Invitation { purpose, whose, name, login, expires: story::from_millis(row.int("expires")?) }))
    }

    /// Sets a password by a link, which is used up by it, as is every other link of theirs; all their browsers are signed
    /// out. `Unknown` when the link does not work (any more).
    pub async fn accept(&self, purpose: Purpose, secret: &str, password: Password) -> Result<Whose, AccountError> {
        let over = || AccountError::Unknown { what: "link that works", name: purpose.name().to_owned() };
        let invitation = self.invitation(purpose, secret).await?.ok_or_else(over)?;
        let hash = password.hash().await?;
        let (whose, now) = (invitation.whose, self.clock.now());
        let mut tx = self.db.begin().await?;
        let used = "DELETE FROM invitation WHERE secret_hash = $1 AND expires > $2";
        if tx.run(used, args![secret_hash(secret), story::to_millis(now)]).await? == 0 {
            tx.rollback().await?;
            return Err(over());
        }
        let sql = match whose {
            Whose::Staff(_) => "UPDATE staff SET password = $1 WHERE login = $2",
            Whose::Person(_) => "UPDATE person SET password = $1 WHERE id = $2",
        };
        tx.run(sql, args![hash, whose.subject()]).await?;
        sign_out(&mut tx, &whose).await?;
        count(&mut tx).await?;
        let detail = format!("by a link of a letter ({})", purpose.name());
        let line =
            AuditLine { time: now, actor: whose.subject(), act: "password", subject: whose.subject(), detail: &detail };
        audit(&mut tx, &line).await?;
        tx.commit().await?;
        Ok(whose)
    }
}

async fn post_reset(tx: &mut Tx, frame: &letters::Frame, to: &Recipient) -> Result<(), AccountError> {
    // A new link ends older ones of its kind; an invitation that was not followed yet goes on.
    let sql = "DELETE FROM invitation WHERE kind = $1 AND subject = $2 AND purpose = $3";
    tx.run(sql, args![to.whose.kind(), to.whose.subject(), Purpose::Reset.name()]).await?;
    let secret = add_link(tx, Purpose::Reset, to, frame.now).await?;
    mailroom::post(tx, &letters::reset(frame, to, &secret), frame.now).await?;
    Ok(())
}

/// Somebody who does not exist, for whom the same work is done.
fn nobody(email: &str) -> Recipient {
    Recipient {
        whose: Whose::Person(PersonId::from(String::new())),
        name: String::new(),
        email: email.to_owned(),
        login: email.to_owned(),
        organisation: Some(String::new()),
    }
}

/// An address as it is counted: one of IPv6 by its first 64 bits, because one household has them all.
pub(crate) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::")
        }
    }
}
