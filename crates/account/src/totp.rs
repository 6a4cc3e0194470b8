//! One-time codes from an app (RFC 6238): six digits, a new one every 30 seconds, as every authenticator makes them.

use crate::{AccountError, Accounts, Whose, audit, own::own_line, second};
use store::{Tx, args};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// Digits of a code.
const DIGITS: u8 = 6;
/// Seconds for which a code stands.
pub(crate) const STEP_SECS: u64 = 30;
/// Steps that a clock may be off, each way (RFC 6238 §5.2).
const SKEW_STEPS: u16 = 1;
/// Bytes of a secret (RFC 4226 §4 recommends 160 bits).
const SECRET_BYTES: usize = 20;

/// What an app needs to make codes, until one was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotpSetup {
    /// The secret in Base32, to be typed in.
    pub secret: String,
    /// The same with the names, as an `otpauth:` address, for a QR code.
    pub url: String,
}

impl Accounts {
    /// Makes a new secret that does not count before a code of it was shown.
    pub async fn begin_totp(&self, whose: &Whose) -> Result<(), AccountError> {
        let mut bytes = [0; SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
        let secret = Secret::from(bytes.to_vec()).to_base32();
        let changed = self
            .db
            .run(
                "INSERT INTO totp (kind, subject, secret, created, confirmed, step) VALUES ($1, $2, $3, $4, NULL, 0) \
                 ON CONFLICT (kind, subject) DO UPDATE SET secret = excluded.secret, created = excluded.created \
                 WHERE totp.confirmed IS NULL",
                args![whose.kind(), whose.subject(), secret, story::to_millis(self.clock.now())],
            )
            .await?;
        match changed {
            0 => Err(AccountError::Taken("an app for codes".to_owned())),
            _ => Ok(()),
        }
    }

    /// The secret that waits for its first code; `None` when there is none.
    pub async fn totp_setup(
        &self,
        whose: &Whose,
        issuer: &str,
        account: &str,
    ) -> Result<Option<TotpSetup>, AccountError> {
        let sql = "SELECT secret FROM totp WHERE kind = $1 AND subject = $2 AND confirmed IS NULL";
        let Some(row) = self.db.one(sql, args![whose.kind(), whose.subject()]).await? else { return Ok(None) };
        let secret = row.text("secret")?;
        let totp = totp(&secret, issuer, account)?;
        let url = totp.to_url().map_err(|e| AccountError::Secret(e.to_string()))?;
        Ok(Some(TotpSetup { secret, url }))
    }

    /// Takes the first code: from here on the app counts. Answers new recovery codes when there were none yet.
    pub async fn confirm_totp(&self, whose: &Whose, code: &str) -> Result<Option<Vec<String>>, AccountError> {
        let mut tx = self.db.begin().await?;
        if !use_code(&mut tx, whose, code, false, self.now_secs()).await? {
            tx.rollback().await?;
            return Err(AccountError::Bad { field: "code", why: "is not the one that the app shows now".to_owned() });
        }
        let now = story::to_millis(self.clock.now());
        tx.run(
            "UPDATE totp SET confirmed = $1 WHERE kind = $2 AND subject = $3 AND confirmed IS NULL",
            args![now, whose.kind(), whose.subject()],
        )
        .await?;
        let codes = second::first_recovery_codes(&mut tx, whose).await?;
        audit(&mut tx, &own_line(self.clock.now(), whose, "totp-added", "")).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Removes the app, or the secret that waited for its first code.
    pub async fn remove_totp(&self, whose: &Whose) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let sql = "DELETE FROM totp WHERE kind = $1 AND subject = $2";
        if tx.run(sql, args![whose.kind(), whose.subject()]).await? == 0 {
            tx.rollback().await?;
            return Err(AccountError::Unknown { what: "app for codes", name: whose.subject().to_owned() });
        }
        second::forget_codes_without_step(&mut tx, whose).await?;
        audit(&mut tx, &own_line(self.clock.now(), whose, "totp-removed", "")).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) fn now_secs(&self) -> u64 {
        u64::try_from(self.clock.now().as_second()).unwrap_or_default()
    }
}

/// True when the code is one of this time and was not used; it is used then.
pub(crate) async fn use_code(
    tx: &mut Tx,
    whose: &Whose,
    code: &str,
    confirmed: bool,
    now_secs: u64,
) -> Result<bool, AccountError> {
    let row = tx
        .one(
            "SELECT secret FROM totp WHERE kind = $1 AND subject = $2 AND (confirmed IS NOT NULL) = $3",
            args![whose.kind(), whose.subject(), confirmed],
        )
        .await?;
    let Some(row) = row else { return Ok(false) };
    let Some(step) = totp(&row.text("secret")?, "", "")?.check(code, now_secs) else { return Ok(false) };
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    // Two requests with the same code at once: the database lets one of them through.
    let sql = "UPDATE totp SET step = $1 WHERE kind = $2 AND subject = $3 AND step < $1";
    Ok(tx.run(sql, args![step, whose.kind(), whose.subject()]).await? == 1)
}

fn totp(secret: &str, issuer: &str, account: &str) -> Result<Totp, AccountError> {
    let wrong = |e: &dyn std::fmt::Display| AccountError::Secret(e.to_string());
    let secret = Secret::try_from_base32(secret).map_err(|e| wrong(&e))?;
    // The names may hold no colon: it separates them in the address.
    let name = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(SKEW_STEPS)
        .with_step_duration(STEP_SECS)
        .with_secret(secret)
        .with_account_name(name(account))
        .with_issuer(Some(name(issuer)))
        .build()
        .map_err(|e| wrong(&e))
}
