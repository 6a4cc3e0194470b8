//! Signing in: staff and API users by password, subscribers' programs by key.

use crate::{
    AccountError, Accounts, Comer, Contract, Halt, OrganisationId, Person, PersonId, Role, Scope, Staff,
    brake::{self, PEPPER, Try},
    key::{KeyTerms, is_key, secret_hash},
    password,
    person::select_person,
    seat::Seat,
    staff::{check_email, check_login},
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};
use store::{Row, args};
use subtle::ConstantTimeEq;

/// Verified logins that are remembered.
const VERIFIED_MAX: usize = 10_000;

/// How a subscriber signed in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// An API user's login.
    User(String),
    /// The id of a key.
    Key(String),
    /// The id of a person, who came through a browser.
    Person(String),
}

impl Via {
    /// The login or the id.
    pub fn name(&self) -> &str {
        let (Self::User(name) | Self::Key(name) | Self::Person(name)) = self;
        name
    }

    /// How the meter writes it: `user:`, `key:` or `person:`, and the name.
    pub fn taker(&self) -> String {
        let kind = match self {
            Self::User(_) => "user",
            Self::Key(_) => "key",
            Self::Person(_) => "person",
        };
        format!("{kind}:{}", self.name())
    }
}

/// A subscriber who has signed in, with the contracts of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// How they signed in.
    pub via: Via,
    /// Its contracts, whether they hold now or not.
    pub contracts: Vec<Contract>,
    credential: Credential,
    /// What the key is for; there is none when they signed in otherwise.
    key: Option<KeyTerms>,
    /// The session by which a person reads.
    seat: Option<Seat>,
    revision: u64,
}

impl Subscriber {
    /// Whether what they signed in with opens this part; `None` is a part that no scope names.
    pub fn opens(&self, scope: Option<Scope>) -> bool {
        self.key.as_ref().is_none_or(|key| key.opens(scope))
    }

    /// Whether what they signed in with may be used from there.
    pub fn may_come_from(&self, address: Option<IpAddr>) -> bool {
        self.key.as_ref().is_none_or(|key| key.takes(address))
    }

    /// True when the time of what they signed in with is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.key.as_ref().and_then(|key| key.expires).is_some_and(|expires| expires <= now)
            || self.seat.as_ref().is_some_and(|seat| seat.is_over(now))
    }

    /// The same, for as long as a session lasts.
    pub(crate) fn at(self, seat: Seat) -> Self {
        Self { seat: Some(seat), ..self }
    }

    /// Whether this is what they showed when they signed in.
    pub(crate) fn has_shown(&self, credential: &Credential) -> bool {
        self.credential == *credential
    }

    /// True when nothing that decides about subscribers has changed up to this count of [`Accounts::revision`].
    pub fn stands_at(&self, revision: u64) -> bool {
        self.revision >= revision
    }
}

/// What the password, key or session looked like in the store when it was checked, so that a stream ends when it is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credential([u8; 32]);

impl Credential {
    /// Of the stored hash of a password, key or session; says nothing about any of them.
    pub(crate) fn of(stored: &str) -> Self {
        Self(Sha256::digest(stored.as_bytes()).into())
    }
}

/// Passwords that were verified, so that a client that sends one with every request costs one hash and not one each.
/// What is kept is bound to the stored hash: a changed password is forgotten at once.
#[derive(Default)]
pub(crate) struct Verified(Mutex<HashMap<String, [u8; 32]>>);

impl Verified {
    fn knows(&self, stored: &str, proof: &[u8; 32]) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(stored).is_some_and(|p| p.ct_eq(proof).into())
    }

    fn remember(&self, stored: String, proof: [u8; 32]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= VERIFIED_MAX {
            known.clear();
        }
        known.insert(stored, proof);
    }
}

/// Nobody, where the sign-in is refused.
pub(crate) fn not_let_in(found: Result<Subscriber, AccountError>) -> Result<Option<Subscriber>, AccountError> {
    match found {
        Err(AccountError::SignIn) => Ok(None),
        found => found.map(Some),
    }
}

/// The hash of a password that nobody has, so that an unknown login costs as much time as a wrong password.
static NOBODY: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();

impl Accounts {
    /// Signs a member of staff in who works at the machine itself; others come [from somewhere](Self::sign_in_staff_from).
    pub async fn sign_in_staff(&self, login: &str, password: &str) -> Result<Staff, AccountError> {
        self.staff_of(login, password, None).await
    }

    /// Signs a member of staff in.
    pub async fn sign_in_staff_from(&self, comer: &Comer, login: &str, password: &str) -> Result<Staff, AccountError> {
        self.staff_of(login, password, Some(comer)).await
    }

    async fn staff_of(&self, login: &str, password: &str, comer: Option<&Comer>) -> Result<Staff, AccountError> {
        // A login that nobody can have is looked for under a name that nobody has: no database need read it.
        let login = if check_login(login).is_ok() { login } else { "" };
        let sql = "SELECT login, name, role, password FROM staff WHERE login = $1 AND frozen = FALSE";
        let row = self.db.one(sql, args![login]).await?;
        let stored = row.as_ref().map(|r| r.text("password")).transpose()?;
        let tried = self.tried("staff", login, login, comer, password).await?;
        self.check_password(password, stored, tried).await?;
        let staff = Staff::read(&row.ok_or(AccountError::SignIn)?)?;
        if self.is_kept_out(&staff).await? { Err(AccountError::SignIn) } else { Ok(staff) }
    }

    /// Signs somebody at an organisation in, past the brake.
    pub async fn sign_in_person(&self, email: &str, password: &str) -> Result<Person, AccountError> {
        self.person_of(email, password, None).await
    }

    /// Signs somebody at an organisation in.
    pub async fn sign_in_person_from(
        &self,
        comer: &Comer,
        email: &str,
        password: &str,
    ) -> Result<Person, AccountError> {
        self.person_of(email, password, Some(comer)).await
    }

    async fn person_of(&self, email: &str, password: &str, comer: Option<&Comer>) -> Result<Person, AccountError> {
        let email = check_email(email).unwrap_or_default();
        let sql = select_person!(", p.password", "WHERE p.email = $1 AND p.frozen = FALSE AND o.frozen = FALSE");
        let row = self.db.one(sql, args![email.as_str()]).await?;
        let stored = row.as_ref().map(|r| r.text_or_null("password")).transpose()?.flatten();
        let id = row.as_ref().map(|r| r.text("id")).transpose()?.unwrap_or_default();
        let tried = self.tried("person", &email, &id, comer, password).await?;
        self.check_password(password, stored, tried).await?;
        let person = Person::read(&row.ok_or(AccountError::SignIn)?)?;
        if self.only_by_provider(&person.organisation).await? || self.halted(&Halt::Subscribers).await? {
            return Err(AccountError::SignIn);
        }
        Ok(person)
    }

    /// Signs a subscriber's API user in, past the brake.
    pub async fn sign_in_api_user(&self, login: &str, password: &str) -> Result<Subscriber, AccountError> {
        self.api_user_of(login, password, None).await
    }

    /// Signs a subscriber's API user in.
    pub async fn sign_in_api_user_from(
        &self,
        comer: &Comer,
        login: &str,
        password: &str,
    ) -> Result<Subscriber, AccountError> {
        self.api_user_of(login, password, Some(comer)).await
    }

    async fn api_user_of(
        &self,
        login: &str,
        password: &str,
        comer: Option<&Comer>,
    ) -> Result<Subscriber, AccountError> {
        let login = if check_login(login).is_ok() { login } else { "" };
        let row = self
            .db
            .one(
                "SELECT u.password, o.id, o.name, (SELECT n FROM account_revision WHERE one = 1) AS revision \
                 FROM api_user u JOIN organisation o ON o.id = u.organisation \
                 WHERE u.login = $1 AND u.frozen = FALSE AND o.frozen = FALSE",
                args![login],
            )
            .await?;
        let stored = row.as_ref().map(|r| r.text("password")).transpose()?;
        let tried = comer.map(|comer| Try::new(brake::PASSWORD, "api", login, comer, false, password));
        self.check_password(password, stored, tried).await?;
        let row = row.ok_or(AccountError::SignIn)?;
        let via = Via::User(login.to_owned());
        self.subscriber(&row, via, Credential::of(&row.text("password")?), None).await
    }

    /// Signs a subscriber's program in by its key.
    pub async fn sign_in_key(&self, secret: &str) -> Result<Subscriber, AccountError> {
        if !is_key(secret) {
            return Err(AccountError::SignIn);
        }
        let row = self
            .db
            .one(
                "SELECT k.id AS key_id, k.label, k.scopes, k.expires, k.addresses, \
                 o.id, o.name, o.frozen, (SELECT n FROM account_revision WHERE one = 1) AS revision \
                 FROM api_key k JOIN organisation o ON o.id = k.organisation \
                 WHERE k.secret_hash = $1 AND k.revoked IS NULL",
                args![secret_hash(secret)],
            )
            .await?
            .ok_or(AccountError::SignIn)?;
        let key = KeyTerms::read(&row)?;
        if row.flag("frozen")? || key.expires.is_some_and(|expires| expires <= self.clock.now()) {
            return Err(AccountError::SignIn);
        }
        let via = Via::Key(row.text("key_id")?);
        self.subscriber(&row, via, Credential::of(&secret_hash(secret)), Some(key)).await
    }

    /// A subscriber as the accounts stand now: for streams, which outlive the request that opened them. `None` when
    /// what was shown at the sign-in would no longer be let in: frozen, revoked, signed out, or another password since.
    pub async fn still(&self, subscriber: &Subscriber) -> Result<Option<Subscriber>, AccountError> {
        match &subscriber.seat {
            Some(seat) => self.still_seated(seat, subscriber).await,
            None => self.standing(subscriber.via.clone(), Some(&subscriber.credential)).await,
        }
    }

    /// Whoever signs in so, as they are now; `None` when they are no longer let in, or with another credential only.
    pub(crate) async fn standing(
        &self,
        via: Via,
        known: Option<&Credential>,
    ) -> Result<Option<Subscriber>, AccountError> {
        let (sql, id) = match &via {
            Via::User(login) => (
                "SELECT o.id, o.name, u.password AS stored, (SELECT n FROM account_revision WHERE one = 1) AS revision \
                 FROM api_user u JOIN organisation o ON o.id = u.organisation \
                 WHERE u.login = $1 AND u.frozen = FALSE AND o.frozen = FALSE",
                login,
            ),
            Via::Key(id) => (
                "SELECT o.id, o.name, k.secret_hash AS stored, k.label, k.scopes, k.expires, k.addresses, \
                 (SELECT n FROM account_revision WHERE one = 1) AS revision \
                 FROM api_key k JOIN organisation o ON o.id = k.organisation \
                 WHERE k.id = $1 AND k.revoked IS NULL AND o.frozen = FALSE",
                id,
            ),
            // A password that changes ends the sessions, so that there is nothing to compare here.
            Via::Person(id) => (
                "SELECT o.id, o.name, p.id AS stored, (SELECT n FROM account_revision WHERE one = 1) AS revision \
                 FROM person p JOIN organisation o ON o.id = p.organisation \
                 WHERE p.id = $1 AND p.frozen = FALSE AND o.frozen = FALSE",
                id,
            ),
        };
        let Some(row) = self.db.one(sql, args![id.as_str()]).await? else { return Ok(None) };
        let credential = Credential::of(&row.text("stored")?);
        if known.is_some_and(|known| credential != *known) {
            return Ok(None);
        }
        let key = matches!(via, Via::Key(_)).then(|| KeyTerms::read(&row)).transpose()?;
        if key.as_ref().and_then(|key| key.expires).is_some_and(|expires| expires <= self.clock.now()) {
            return Ok(None);
        }
        not_let_in(self.subscriber(&row, via, credential, key).await)
    }

    /// True for staff who are not let in while their doors are frozen.
    pub(crate) async fn is_kept_out(&self, staff: &Staff) -> Result<bool, AccountError> {
        Ok(staff.role != Role::Administrator && self.halted(&Halt::Staff).await?)
    }

    /// Somebody at an organisation as a subscriber, with its contracts; `None` when they are not let in any more.
    pub async fn subscriber_of(&self, person: &PersonId) -> Result<Option<Subscriber>, AccountError> {
        self.standing(Via::Person(person.as_str().to_owned()), None).await
    }

    /// The subscriber of a row that holds the `id` and `name` of the organisation, and the `revision`. That is read in
    /// the same statement as the login, and before the contracts: a change in between makes it look too old, never new.
    pub(crate) async fn subscriber(
        &self,
        row: &Row,
        via: Via,
        credential: Credential,
        key: Option<KeyTerms>,
    ) -> Result<Subscriber, AccountError> {
        let organisation = OrganisationId(row.text("id")?);
        let revision = row.count("revision")?;
        if self.halted(&Halt::Subscribers).await? {
            return Err(AccountError::SignIn);
        }
        let contracts = self.contracts(&organisation).await?;
        let (organisation_name, seat) = (row.text("name")?, None);
        Ok(Subscriber { organisation, organisation_name, via, contracts, credential, key, seat, revision })
    }

    /// A try with a password under the name that was given; `subject` is whose it would be.
    async fn tried(
        &self,
        kind: &'static str,
        account: &str,
        subject: &str,
        comer: Option<&Comer>,
        password: &str,
    ) -> Result<Option<Try>, AccountError> {
        let Some(comer) = comer else { return Ok(None) };
        let known = self.knows_browser(comer, kind, subject).await?;
        Ok(Some(Try::new(brake::PASSWORD, kind, account, comer, known, password)))
    }

    /// Compares a password with the stored hash of somebody who may sign in; `None` when there is nobody.
    ///
    /// Who has to wait is told so before anything is compared, also with the right password: else the answer would tell
    /// which one is right.
    pub(crate) async fn check_password(
        &self,
        password: &str,
        stored: Option<String>,
        tried: Option<Try>,
    ) -> Result<(), AccountError> {
        if password.chars().count() > password::PASSWORD_CHARS_MAX {
            return Err(AccountError::SignIn);
        }
        let mut hasher = Sha256::new();
        hasher.update(*PEPPER);
        hasher.update(password.as_bytes());
        let proof: [u8; 32] = hasher.finalize().into();
        let verified = stored.as_ref().is_some_and(|stored| self.verified.knows(stored, &proof));
        let Some(tried) = tried else {
            return if verified { Ok(()) } else { self.verify(password, stored, proof).await };
        };
        self.brake.admit(&tried, self.clock.now())?;
        let answer = if verified { Ok(()) } else { self.verify(password, stored, proof).await };
        match &answer {
            Ok(()) => self.brake.was_right(&tried, self.clock.now()),
            Err(AccountError::SignIn) => {}
            Err(_) => self.brake.was_nothing(&tried),
        }
        answer
    }

    async fn verify(&self, password: &str, stored: Option<String>, proof: [u8; 32]) -> Result<(), AccountError> {
        let Some(stored) = stored else {
            let nobody = NOBODY.get_or_try_init(|| async { password::Password::random()?.hash().await }).await?;
            password::verify(password.to_owned(), nobody.clone()).await?;
            return Err(AccountError::SignIn);
        };
        if !password::verify(password.to_owned(), stored.clone()).await? {
            return Err(AccountError::SignIn);
        }
        self.verified.remember(stored, proof);
        Ok(())
    }
}
