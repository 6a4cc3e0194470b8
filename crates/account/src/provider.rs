//! An organisation's own identity provider (OpenID Connect): who it is, the mail domains that it vouches for, and the
//! browsers that were sent to it and have not come back.

use crate::{
    AccountError, Accounts, AuditLine, OrganisationId, Person, audit,
    deed::count,
    invitation::network,
    key::secret_hash,
    person::select_person,
    random_id,
    staff::{check_email, taken},
};
use jiff::SignedDuration;
use std::net::IpAddr;
use store::{StoreError, Tx, args};

/// Minutes within which a browser has to come back from a provider.
pub const VISIT_MINUTES: i64 = 10;
/// Browsers that may be on their way at once.
const VISITS_MAX: u64 = 10_000;
/// Browsers of one network that may be on their way at once.
const VISITS_OF_NETWORK_MAX: u64 = 20;
/// People of other organisations who are named when they stand in the way.
const NAMED_MAX: usize = 3;
/// Domains that one provider may vouch for.
const DOMAINS_MAX: usize = 50;
/// Characters of an issuer, a client's id or its secret.
const TEXT_CHARS_MAX: usize = 500;

/// An organisation's provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Provider {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its address, as it names itself (OpenID Connect Discovery 1.0 §3).
    pub issuer: String,
    /// What we are called there.
    pub client_id: String,
    /// What we prove it with. It has to be shown to the provider, so it is kept as it is.
    pub client_secret: String,
    /// The domains of mail addresses that it vouches for.
    pub domains: Vec<String>,
    /// The organisation's people have no other way in.
    pub forced: bool,
    /// Somebody that it vouches for is added at the first sign-in.
    pub adds: bool,
}

/// A browser that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Whose provider it was sent to.
    pub organisation: OrganisationId,
    /// What the provider's token has to repeat.
    pub nonce: String,
    /// The secret behind the challenge of PKCE (RFC 7636).
    pub verifier: String,
    /// Where it was going.
    pub next: String,
}

/// What a browser takes along to a provider.
pub struct NewVisit {
    /// The `state` of the address.
    pub state: String,
    /// The secret of a cookie, without which the state is worth nothing.
    pub browser: String,
}

impl Provider {
    /// Whether it vouches for addresses such as this one.
    pub fn vouches_for(&self, email: &str) -> bool {
        domain(email).is_some_and(|domain| self.domains.contains(&domain))
    }

    /// The same with everything tidied, or the field that cannot be used.
    fn checked(&self) -> Result<Self, AccountError> {
        let bad = |field, why: &str| AccountError::Bad { field, why: why.to_owned() };
        let line = |field, text: &str| {
            let text = story::tidy_line(text);
            let fits = (1..=TEXT_CHARS_MAX).contains(&text.chars().count());
            fits.then_some(text).ok_or_else(|| bad(field, "is 1 to 500 characters"))
        };
        let issuer = line("issuer", &self.issuer)?;
        if !is_issuer(&issuer) {
            return Err(bad("issuer", "is an address such as https://login.paper.example, without `?` and `#`"));
        }
        let mut domains = Vec::new();
        for domain in &self.domains {
            let domain = domain.trim().trim_start_matches('@').to_lowercase();
            if check_email(&format!("x@{domain}")).is_err() {
                return Err(bad("domains", "are the parts of mail addresses after the `@`, such as paper.example"));
            }
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        if domains.is_empty() || domains.len() > DOMAINS_MAX {
            return Err(bad("domains", "are 1 to 50 of them"));
        }
        domains.sort_unstable();
        let (client_id, client_secret) =
            (line("client_id", &self.client_id)?, line("client_secret", &self.client_secret)?);
        Ok(Self { issuer, client_id, client_secret, domains, ..self.clone() })
    }
}

/// Whether a provider may be asked at this address: over TLS, or on this machine.
pub fn is_issuer(address: &str) -> bool {
    let secure = address.strip_prefix("https://").is_some_and(|rest| !host(rest).is_empty());
    is_sound(address) && (secure || is_here(address))
}

impl Provider {
    /// Whether this provider may send us, or a browser, to an address: over TLS, and to this machine without it only when
    /// it is on this machine itself. Otherwise whoever runs a provider elsewhere would speak to what listens here.
    pub fn may_lead_to(&self, address: &str) -> bool {
        is_issuer(address) && (is_here(&self.issuer) || !is_here(address))
    }
}

fn is_sound(address: &str) -> bool {
    !address.contains(|c: char| c.is_whitespace() || "?#@\"<>\\".contains(c))
}

/// Whether an address is on this machine, without TLS.
fn is_here(address: &str) -> bool {
    let host = address.strip_prefix("http://").map(host);
    host.is_some_and(|host| host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

fn host(rest: &str) -> &str {
    rest.split(['/', ':']).next().unwrap_or_default()
}

/// Refuses domains of which people of other organisations have addresses: they would be led to a provider that does not
/// let them in, and have no other way.
async fn refuse_strangers(tx: &mut Tx, provider: &Provider) -> Result<(), AccountError> {
    let sql = "SELECT p.email, o.name FROM person p JOIN organisation o ON o.id = p.organisation \
               WHERE p.organisation <> $1 AND p.email LIKE $2 ORDER BY p.email";
    let mut strangers = Vec::new();
    for name in &provider.domains {
        for row in tx.all(sql, args![provider.organisation.as_str(), format!("%@{name}")]).await? {
            let email = row.text("email")?;
            // `_` stands for any letter in the pattern.
            if domain(&email).as_ref() == Some(name) {
                strangers.push(format!("{email} ({})", row.text("name")?));
            }
        }
    }
    if strangers.is_empty() {
        return Ok(());
    }
    let more = strangers.len().saturating_sub(NAMED_MAX);
    strangers.truncate(NAMED_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let why =
        format!("have people of other organisations, who would not come in any more: {}{more}", strangers.join(", "));
    Err(AccountError::Bad { field: "domains", why })
}

fn domain(email: &str) -> Option<String> {
    check_email(email).ok()?.rsplit_once('@').map(|(_, domain)| domain.to_owned())
}

impl Accounts {
    /// The provider of an organisation, if it has one.
    pub async fn provider(&self, organisation: &OrganisationId) -> Result<Option<Provider>, AccountError> {
        let sql = "SELECT issuer, client_id, client_secret, forced, adds FROM provider WHERE organisation = $1";
        let Some(row) = self.db.one(sql, args![organisation.as_str()]).await? else { return Ok(None) };
        let sql = "SELECT domain FROM provider_domain WHERE organisation = $1 ORDER BY domain";
        let domains = self.db.all(sql, args![organisation.as_str()]).await?;
        Ok(Some(Provider {
            organisation: organisation.clone(),
            issuer: row.text("issuer")?,
            client_id: row.text("client_id")?,
            client_secret: row.text("client_secret")?,
            domains: domains.iter().map(|row| row.text("domain")).collect::<Result<_, _>>()?,
            forced: row.flag("forced")?,
            adds: row.flag("adds")?,
        }))
    }

    /// The provider that vouches for addresses such as this one. Says nothing of whether anybody has it.
    pub async fn provider_for(&self, email: &str) -> Result<Option<Provider>, AccountError> {
        let Some(domain) = domain(email) else { return Ok(None) };
        let sql = "SELECT organisation FROM provider_domain WHERE domain = $1";
        let Some(row) = self.db.one(sql, args![domain]).await? else { return Ok(None) };
        self.provider(&OrganisationId(row.text("organisation")?)).await
    }

    /// Gives an organisation a provider, or changes it.
    pub async fn set_provider(&self, provider: &Provider, by: &str) -> Result<(), AccountError> {
        let provider = provider.checked()?;
        let mut tx = self.db.begin().await?;
        match self.write_provider(&mut tx, &provider, by).await {
            Ok(()) => Ok(tx.commit().await?),
            Err(refused) => {
                // The reason is the one to tell; a failed rollback only costs the connection.
                let _ = tx.rollback().await;
                Err(refused)
            }
        }
    }

    async fn write_provider(&self, tx: &mut Tx, provider: &Provider, by: &str) -> Result<(), AccountError> {
        let organisation = provider.organisation.as_str();
        if tx.one("SELECT id FROM organisation WHERE id = $1", args![organisation]).await?.is_none() {
            return Err(AccountError::Unknown { what: "organisation", name: organisation.to_owned() });
        }
        tx.run(
            "INSERT INTO provider (organisation, issuer, client_id, client_secret, forced, adds) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation) DO UPDATE SET issuer = excluded.issuer, \
             client_id = excluded.client_id, client_secret = excluded.client_secret, forced = excluded.forced, \
             adds = excluded.adds",
            args![
                organisation,
                provider.issuer.as_str(),
                provider.client_id.as_str(),
                provider.client_secret.as_str(),
                provider.forced,
                provider.adds
            ],
        )
        .await?;
        tx.run("DELETE FROM provider_domain WHERE organisation = $1", args![organisation]).await?;
        for domain in &provider.domains {
            let sql = "INSERT INTO provider_domain (domain, organisation) VALUES ($1, $2)";
            tx.run(sql, args![domain.as_str(), organisation]).await.map_err(|e| taken(e, domain))?;
        }
        if provider.forced {
            count(tx).await?;
            refuse_strangers(tx, provider).await?;
            // Who came in by another way before goes out.
            let sql = "DELETE FROM session WHERE kind = 'person' \
                       AND subject IN (SELECT id FROM person WHERE organisation = $1)";
            tx.run(sql, args![organisation]).await?;
        }
        let detail = format!(
            "{} for {}{}{}",
            provider.issuer,
            provider.domains.join(", "),
            if provider.forced { ", no other way in" } else { "" },
            if provider.adds { ", adds people" } else { "" }
        );
        self.tell_provider(tx, organisation, by, "provider", &detail).await
    }

    /// Takes an organisation's provider away; its people sign in with passwords again.
    pub async fn remove_provider(&self, organisation: &OrganisationId, by: &str) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let gone = tx.run("DELETE FROM provider WHERE organisation = $1", args![organisation.as_str()]).await?;
        if gone == 0 {
            tx.rollback().await?;
            return Err(AccountError::Unknown { what: "provider of", name: organisation.as_str().to_owned() });
        }
        self.tell_provider(&mut tx, organisation.as_str(), by, "provider", "none").await?;
        Ok(tx.commit().await?)
    }

    /// Who may come in was changed: counted, and written into the audit.
    async fn tell_provider(
        &self,
        tx: &mut Tx,
        organisation: &str,
        by: &str,
        act: &str,
        detail: &str,
    ) -> Result<(), AccountError> {
        tx.run("UPDATE account_revision SET n = n + 1 WHERE one = 1", args![]).await?;
        let line = AuditLine { time: self.clock.now(), actor: by, act, subject: organisation, detail };
        Ok(audit(tx, &line).await?)
    }

    /// Notes that a browser at `address` is sent to a provider. Refuses a network from which too many are on their way, so
    /// that nobody fills the places of all.
    pub async fn begin_visit(
        &self,
        provider: &Provider,
        address: IpAddr,
        nonce: &str,
        verifier: &str,
        next: &str,
    ) -> Result<NewVisit, AccountError> {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
        let visit = NewVisit { state: hex::encode(&bytes[..32]), browser: hex::encode(&bytes[32..]) };
        let (now, network) = (self.clock.now(), network(address));
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM provider_visit WHERE expires <= $1", args![story::to_millis(now)]).await?;
        let sql = "SELECT COUNT(*) AS n, COUNT(CASE WHEN address = $1 THEN 1 END) AS here FROM provider_visit";
        let away = tx.one(sql, args![network.as_str()]).await?;
        let away = away.ok_or_else(|| StoreError::Unusable("nothing can be counted".to_owned()))?;
        if away.count("n")? >= VISITS_MAX || away.count("here")? >= VISITS_OF_NETWORK_MAX {
            tx.rollback().await?;
            return Err(AccountError::Busy);
        }
        tx.run(
            "INSERT INTO provider_visit \
             (state_hash, browser_hash, organisation, nonce, verifier, next, address, expires) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                secret_hash(&visit.state),
                secret_hash(&visit.browser),
                provider.organisation.as_str(),
                nonce,
                verifier,
                next,
                network,
                story::to_millis(now + SignedDuration::from_mins(VISIT_MINUTES))
            ],
        )
        .await?;
        tx.commit().await?;
        Ok(visit)
    }

    /// The visit of a browser that comes back; `None` when it is another browser, came before, or took too long.
    pub async fn end_visit(&self, state: &str, browser: &str) -> Result<Option<Visit>, AccountError> {
        let mut tx = self.db.begin().await?;
        let row = tx
            .one(
                "DELETE FROM provider_visit WHERE state_hash = $1 AND browser_hash = $2 AND expires > $3 \
                 RETURNING organisation, nonce, verifier, next",
                args![secret_hash(state), secret_hash(browser), story::to_millis(self.clock.now())],
            )
            .await?;
        tx.commit().await?;
        let visit = |row: store::Row| -> Result<Visit, StoreError> {
            Ok(Visit {
                organisation: OrganisationId(row.text("organisation")?),
                nonce: row.text("nonce")?,
                verifier: row.text("verifier")?,
                next: row.text("next")?,
            })
        };
        Ok(row.map(visit).transpose()?)
    }

    /// Whom a provider vouches for: somebody of its own organisation, with an address of its domains. The address must be
    /// one that the provider has verified.
    pub async fn vouched(&self, provider: &Provider, email: &str, name: &str) -> Result<Person, AccountError> {
        let email = check_email(email).map_err(|_| AccountError::SignIn)?;
        if !provider.vouches_for(&email) {
            return Err(AccountError::SignIn);
        }
        let sql = select_person!("", "WHERE p.email = $1 AND p.organisation = $2");
        let args = || args![email.as_str(), provider.organisation.as_str()];
        let mut found = self.db.one(sql, args()).await?;
        if found.is_none() && provider.adds {
            self.add_vouched(provider, &email, name).await?;
            found = self.db.one(sql, args()).await?;
        }
        let person = found.map(|row| Person::read(&row)).transpose()?.ok_or(AccountError::SignIn)?;
        let let_in = "SELECT p.id FROM person p JOIN organisation o ON o.id = p.organisation \
                      WHERE p.id = $1 AND p.frozen = FALSE AND o.frozen = FALSE";
        match self.db.one(let_in, args![person.id.as_str()]).await? {
            Some(_) => Ok(person),
            None => Err(AccountError::SignIn),
        }
    }

    /// Adds somebody that a provider vouches for. Whoever has the address elsewhere stays there.
    async fn add_vouched(&self, provider: &Provider, email: &str, name: &str) -> Result<(), AccountError> {
        let name = story::Line::<200>::new(name).map_or_else(|_| email.to_owned(), |name| name.as_str().to_owned());
        let (id, now, organisation) = (random_id()?, self.clock.now(), provider.organisation.as_str());
        let mut tx = self.db.begin().await?;
        let added = tx
            .run(
                "INSERT INTO person (id, organisation, email, name, master, password, created, frozen) \
                 SELECT $1, o.id, $2, $3, FALSE, NULL, $4, FALSE FROM organisation o \
                 WHERE o.id = $5 AND o.frozen = FALSE ON CONFLICT (email) DO NOTHING",
                args![id.as_str(), email, name, story::to_millis(now), organisation],
            )
            .await?;
        if added > 0 {
            let detail = format!("person {email}, vouched for by {}", provider.issuer);
            let line = AuditLine { time: now, actor: &id, act: "add", subject: organisation, detail: &detail };
            audit(&mut tx, &line).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Whether the people of an organisation come in through its provider only.
    pub(crate) async fn only_by_provider(&self, organisation: &OrganisationId) -> Result<bool, AccountError> {
        let sql = "SELECT organisation FROM provider WHERE organisation = $1 AND forced = TRUE";
        Ok(self.db.one(sql, args![organisation.as_str()]).await?.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::{Provider, is_issuer};
    use crate::OrganisationId;

    #[test]
    fn a_provider_is_asked_over_tls_or_on_this_machine() {
        for right in
            ["https://login.paper.example", "https://x.example:8443/a/b", "http://127.0.0.1:9", "http://localhost/"]
        {
            assert!(is_issuer(right), "{right}");
        }
        for wrong in [
            "http://login.paper.example",
            "https://",
            "https://x/?a",
            "https://x/#a",
            "https://a@b",
            "x",
            "ftp://x",
            "http://127.0.0.1.evil.example",
        ] {
            assert!(!is_issuer(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_provider_elsewhere_leads_nobody_to_this_machine() {
        let at = |issuer: &str| Provider {
            organisation: OrganisationId(String::new()),
            issuer: issuer.to_owned(),
            client_id: String::new(),
            client_secret: String::new(),
            domains: Vec::new(),
            forced: false,
            adds: false,
        };
        let (elsewhere, here) = (at("https://login.paper.example"), at("http://127.0.0.1:9"));
        for address in ["http://127.0.0.1:9/token", "http://localhost", "http://127.1.2.3/"] {
            assert!(!elsewhere.may_lead_to(address) && here.may_lead_to(address), "{address}");
        }
        assert!(elsewhere.may_lead_to("https://keys.paper.example/keys") && here.may_lead_to("https://x.example/"));
        assert!(!elsewhere.may_lead_to("http://keys.paper.example/") && !here.may_lead_to("http://x.example/"));
    }
}
