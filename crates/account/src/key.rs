//! Bearer keys: shown once, kept as a hash, bound to what they are for, from where, and until when.

use crate::{
    AccountError, Accounts, OrganisationId, Scope,
    deed::{Deed, count, settle},
    organisation::hold,
    random_id,
};
use ipnet::IpNet;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::{fmt::Display, net::IpAddr, str::FromStr};
use store::{Row, StoreError, args};

/// How every bearer key begins, so that leak scanners recognise one. 64 hexadecimal digits follow, and since keys have
/// a check 8 more: the first of the SHA-256 of those 64, so that a scanner knows a key from a look-alike.
pub const KEY_PREFIX: &str = "tellal_";
/// Active keys of one label: one that is used, and the one that takes its place.
pub const KEYS_OF_A_LABEL_MAX: u64 = 2;
/// Entries of a key's list of addresses.
pub const KEY_ADDRESSES_MAX: usize = 64;

/// Characters of a key that may be shown later, to tell it from others.
const SHOWN_CHARS: usize = KEY_PREFIX.len() + 6;
/// Hexadecimal digits of a key that are random.
const RANDOM_DIGITS: usize = 64;
/// Hexadecimal digits of a key's check.
const CHECK_DIGITS: usize = 8;

/// What a key is for, from where, and until when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyTerms {
    /// What it is for, in the organisation's words.
    pub label: String,
    /// What it opens; everything when it is empty.
    pub scopes: Vec<Scope>,
    /// When it ends; never when there is none.
    pub expires: Option<Timestamp>,
    /// From where it may be used; from anywhere when it is empty.
    pub addresses: Vec<IpNet>,
}

impl KeyTerms {
    /// A key for everything, from anywhere, without an end.
    pub fn labelled(label: &str) -> Self {
        Self { label: label.to_owned(), ..Self::default() }
    }

    /// Whether it opens this part; `None` is a part that no scope names, and that a limited key does not open.
    pub(crate) fn opens(&self, scope: Option<Scope>) -> bool {
        self.scopes.is_empty() || scope.is_some_and(|scope| self.scopes.contains(&scope))
    }

    /// Whether it may be used from there; from an unknown address only when it is not bound.
    pub(crate) fn takes(&self, address: Option<IpAddr>) -> bool {
        let address = address.map(|address| address.to_canonical());
        self.addresses.is_empty() || address.is_some_and(|at| self.addresses.iter().any(|net| net.contains(&at)))
    }

    /// Reads the columns of a key.
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            label: row.text("label")?,
            scopes: parsed(row, "scopes")?,
            expires: row.int_or_null("expires")?.map(story::from_millis),
            addresses: parsed(row, "addresses")?,
        })
    }

    fn checked(&self, now: Timestamp) -> Result<Self, AccountError> {
        let label = story::Line::<100>::new(&self.label);
        let label = label.map_err(|e| AccountError::Bad { field: "label", why: e.to_string() })?.as_str().to_owned();
        if self.expires.is_some_and(|expires| expires <= now) {
            return Err(AccountError::Bad { field: "expires", why: "is over already".to_owned() });
        }
        if self.addresses.len() > KEY_ADDRESSES_MAX {
            let why = format!("has {} entries; {KEY_ADDRESSES_MAX} are allowed", self.addresses.len());
            return Err(AccountError::Bad { field: "addresses", why });
        }
        let (mut scopes, mut addresses) = (self.scopes.clone(), self.addresses.clone());
        scopes.sort_unstable();
        scopes.dedup();
        addresses.sort_unstable();
        addresses.dedup();
        Ok(Self { label, scopes, expires: self.expires, addresses })
    }
}

/// Addresses as people write them: single ones and networks such as `192.0.2.0/24`, separated by spaces or commas.
pub fn read_addresses(text: &str) -> Result<Vec<IpNet>, AccountError> {
    let parts = text.split([',', ' ', '\n', '\t']).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let one = part.parse::<IpAddr>().map(IpNet::from);
            one.or_else(|_| part.parse::<IpNet>()).map(|net| net.trunc()).map_err(|_| AccountError::Bad {
                field: "addresses",
                why: format!("holds `{part}`, which is no address and no network such as `192.0.2.0/24`"),
            })
        })
        .collect()
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
    /// What it is for, from where, and until when.
    pub terms: KeyTerms,
    /// How its secret begins.
    pub prefix: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was used last, to the minute.
    pub used: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

impl ApiKeyLine {
    /// True when it lets somebody in.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && self.terms.expires.is_none_or(|expires| now < expires)
    }

    /// `active`, `expired` or `revoked`.
    pub fn state(&self, now: Timestamp) -> &'static str {
        match (self.revoked, self.is_active(now)) {
            (Some(_), _) => "revoked",
            (None, true) => "active",
            (None, false) => "expired",
        }
    }
}

impl Accounts {
    /// Gives an organisation a key. Of one label there are two active keys at most, so that one can take the place of
    /// another without a gap, and old ones are not forgotten.
    pub async fn add_key(
        &self,
        organisation: &OrganisationId,
        terms: &KeyTerms,
        by: &str,
    ) -> Result<NewKey, AccountError> {
        let now = self.clock.now();
        let terms = terms.checked(now)?;
        let (id, secret) = (random_id()?, new_secret()?);
        let mut tx = self.db.begin().await?;
        let added = async {
            // Two keys that are made at once wait for each other here, so that neither is counted without the other.
            hold(&mut tx, organisation).await?;
            let sql = "SELECT COUNT(*) AS n FROM api_key WHERE organisation = $1 AND label = $2 \
                       AND revoked IS NULL AND (expires IS NULL OR expires > $3)";
            let active =
                tx.one(sql, args![organisation.as_str(), terms.label.as_str(), story::to_millis(now)]).await?;
            if active.map_or(Ok(0), |row| row.count("n"))? >= KEYS_OF_A_LABEL_MAX {
                let why = format!(
                    "`{}` has {KEYS_OF_A_LABEL_MAX} active keys: revoke one of them first, or choose another label",
                    terms.label
                );
                return Err(AccountError::Bad { field: "label", why });
            }
            tx.run(
                "INSERT INTO api_key (id, organisation, label, prefix, secret_hash, created, scopes, expires, addresses) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                args![
                    id.as_str(),
                    organisation.as_str(),
                    terms.label.as_str(),
                    &secret[..SHOWN_CHARS],
                    secret_hash(&secret),
                    story::to_millis(now),
                    joined(terms.scopes.iter().map(|scope| scope.name())),
                    terms.expires.map(story::to_millis),
                    joined(terms.addresses.iter())
                ],
            )
            .await?;
            let detail = format!("key {id} {}… `{}`", &secret[..SHOWN_CHARS], terms.label);
            self.tell(&mut tx, Deed { by, act: "add", subject: organisation.as_str(), detail: &detail }).await
        }
        .await;
        settle(tx, added).await?;
        Ok(NewKey { id, secret })
    }

    /// The keys of an organisation, the oldest first.
    pub async fn keys(&self, organisation: &OrganisationId) -> Result<Vec<ApiKeyLine>, AccountError> {
        let sql = "SELECT id, label, prefix, created, used, revoked, scopes, expires, addresses \
                   FROM api_key WHERE organisation = $1 ORDER BY created, id";
        let rows = self.db.all(sql, args![organisation.as_str()]).await?;
        rows.iter()
            .map(|row| {
                Ok(ApiKeyLine {
                    id: row.text("id")?,
                    terms: KeyTerms::read(row)?,
                    prefix: row.text("prefix")?,
                    created: story::from_millis(row.int("created")?),
                    used: row.int_or_null("used")?.map(story::from_millis),
                    revoked: row.int_or_null("revoked")?.map(story::from_millis),
                })
            })
            .collect()
    }

    /// A key of that organisation.
    pub async fn key(&self, organisation: &OrganisationId, id: &str) -> Result<ApiKeyLine, AccountError> {
        let unknown = || AccountError::Unknown { what: "key", name: id.to_owned() };
        self.keys(organisation).await?.into_iter().find(|key| key.id == id).ok_or_else(unknown)
    }

    /// Revokes a key, for good. Its next use fails.
    pub async fn revoke_key(&self, id: &str, by: &str) -> Result<(), AccountError> {
        let now = story::to_millis(self.clock.now());
        let mut tx = self.db.begin().await?;
        let revoked = async {
            let sql = "UPDATE api_key SET revoked = $1 WHERE id = $2 AND revoked IS NULL";
            if tx.run(sql, args![now, id]).await? == 0 {
                return Err(AccountError::Unknown { what: "active key", name: id.to_owned() });
            }
            count(&mut tx).await?;
            self.tell(&mut tx, Deed { by, act: "revoke", subject: id, detail: &format!("key {id}") }).await
        }
        .await;
        settle(tx, revoked).await
    }
}

/// A new secret: the prefix, 256 random bits, and the check.
fn new_secret() -> Result<String, AccountError> {
    let mut bytes = [0; RANDOM_DIGITS / 2];
    getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
    let random = hex::encode(bytes);
    let check = check(&random);
    Ok(format!("{KEY_PREFIX}{random}{check}"))
}

fn check(random: &str) -> String {
    hex::encode(&Sha256::digest(random.as_bytes())[..CHECK_DIGITS / 2])
}

/// True when a text has the form of a key, so that nothing else is looked for. Keys from before the check are shorter.
pub(crate) fn is_key(secret: &str) -> bool {
    let Some(digits) = secret.strip_prefix(KEY_PREFIX) else { return false };
    if !digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return false;
    }
    match digits.len() {
        RANDOM_DIGITS => true,
        n if n == RANDOM_DIGITS + CHECK_DIGITS => check(&digits[..RANDOM_DIGITS]) == digits[RANDOM_DIGITS..],
        _ => false,
    }
}

/// What is kept of a key. It is random enough that one round of SHA-256 protects it.
pub(crate) fn secret_hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

fn joined(parts: impl Iterator<Item = impl Display>) -> String {
    parts.map(|part| part.to_string()).collect::<Vec<_>>().join(" ")
}

fn parsed<T: FromStr>(row: &Row, column: &'static str) -> Result<Vec<T>, StoreError>
where
    T::Err: Display,
{
    let text = row.text(column)?;
    let parts = text.split(' ').filter(|part| !part.is_empty());
    parts.map(|part| part.parse().map_err(|e: T::Err| StoreError::Corrupt { column, why: e.to_string() })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_from_what_looks_like_one() {
        let secret = new_secret().unwrap();
        assert!(is_key(&secret), "{secret}");
        assert!(is_key(&secret[..secret.len() - CHECK_DIGITS]), "keys from before the check go on working");
        let last = if secret.ends_with('0') { '1' } else { '0' };
        let wrong = [&secret[..secret.len() - 1], &last.to_string()].concat();
        for bad in [wrong.as_str(), "", "tellal_", "tellal_zz", &secret[1..], &secret.to_uppercase()] {
            assert!(!is_key(bad), "{bad}");
        }
    }

    #[test]
    fn addresses_are_read_as_people_write_them() {
        let read = read_addresses("192.0.2.7, 198.51.100.9/24\n2001:db8::/32").unwrap();
        let terms = KeyTerms { addresses: read, ..KeyTerms::labelled("x") };
        for (address, may) in [
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("198.51.100.200", true),
            ("::ffff:192.0.2.7", true),
            ("2001:db8::5", true),
            ("2001:db9::5", false),
        ] {
            assert_eq!(terms.takes(address.parse().ok()), may, "{address}");
        }
        assert!(!terms.takes(None), "an address that is not known is none of them");
        for bad in ["192.0.2", "192.0.2.0/33", "paper.example"] {
            assert!(matches!(read_addresses(bad), Err(AccountError::Bad { field: "addresses", .. })), "{bad}");
        }
    }
}
