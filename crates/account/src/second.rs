//! The second step of a sign-in: which ones somebody has, recovery codes, and the check of a code that is typed in.

use crate::{
    AccountError, Accounts, Comer, PasskeyLine, Whose, audit,
    brake::{CODE, Try},
    key::secret_hash,
    own::own_line,
    totp,
};
use store::{Tx, args};

/// Recovery codes that are made at once.
pub const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code without its dashes, of 5 random bits each: enough for a fast hash.
const RECOVERY_CHARS: usize = 16;
/// Characters between two dashes.
const GROUP_CHARS: usize = 4;

/// The second steps that somebody has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecondSteps {
    /// An app that makes one-time codes.
    pub app: bool,
    /// Passkeys, the oldest first.
    pub passkeys: Vec<PasskeyLine>,
    /// Recovery codes that were not used.
    pub recovery_left: u64,
}

impl SecondSteps {
    /// True when a password is not enough.
    pub fn any(&self) -> bool {
        self.app || !self.passkeys.is_empty()
    }
}

impl Accounts {
    /// The second steps that somebody has.
    pub async fn second_steps(&self, whose: &Whose) -> Result<SecondSteps, AccountError> {
        let row = self
            .db
            .one(
                "SELECT (SELECT COUNT(*) FROM totp WHERE kind = $1 AND subject = $2 AND confirmed IS NOT NULL) AS apps, \
                 (SELECT COUNT(*) FROM recovery_code WHERE kind = $1 AND subject = $2) AS recovery",
                args![whose.kind(), whose.subject()],
            )
            .await?
            .ok_or(AccountError::SignIn)?;
        Ok(SecondSteps {
            app: row.count("apps")? > 0,
            passkeys: self.passkeys(whose).await?,
            recovery_left: row.count("recovery")?,
        })
    }

    /// Checks a code from the app, or a recovery code; each works once.
    pub async fn show_code(&self, comer: &Comer, whose: &Whose, code: &str) -> Result<(), AccountError> {
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(RECOVERY_CHARS + 1).collect();
        let known = self.knows_browser(comer, whose.kind(), whose.subject()).await?;
        // The same code is another guess in another step: it counts once in each.
        let step = self.clock.now().as_second() / i64::try_from(totp::STEP_SECS).unwrap_or(i64::MAX);
        let account = format!("{}:{}", whose.kind(), whose.subject());
        let tried = Try::new(CODE, "code", &account, comer, known, &format!("{code}@{step}"));
        self.brake.admit(&tried, self.clock.now())?;
        match self.use_any_code(whose, &code).await {
            Ok(true) => {
                self.brake.was_right(&tried, self.clock.now());
                Ok(())
            }
            Ok(false) => Err(AccountError::SignIn),
            Err(error) => {
                self.brake.was_nothing(&tried);
                Err(error)
            }
        }
    }

    async fn use_any_code(&self, whose: &Whose, code: &str) -> Result<bool, AccountError> {
        let mut tx = self.db.begin().await?;
        let right = if code.len() == RECOVERY_CHARS {
            let sql = "DELETE FROM recovery_code WHERE code_hash = $1 AND kind = $2 AND subject = $3";
            let hash = secret_hash(&code.to_ascii_lowercase());
            let right = tx.run(sql, args![hash, whose.kind(), whose.subject()]).await? == 1;
            if right {
                audit(&mut tx, &own_line(self.clock.now(), whose, "recovery-used", "")).await?;
            }
            right
        } else {
            totp::use_code(&mut tx, whose, code, true, self.now_secs()).await?
        };
        tx.commit().await?;
        Ok(right)
    }

    /// Makes new recovery codes, shown this once; the old ones are worth nothing from here on.
    pub async fn new_recovery_codes(&self, whose: &Whose) -> Result<Vec<String>, AccountError> {
        if !self.second_steps(whose).await?.any() {
            return Err(AccountError::Unknown { what: "second step", name: whose.subject().to_owned() });
        }
        let mut tx = self.db.begin().await?;
        let codes = recovery_codes(&mut tx, whose).await?;
        audit(&mut tx, &own_line(self.clock.now(), whose, "recovery-made", "")).await?;
        tx.commit().await?;
        Ok(codes)
    }
}

/// Recovery codes for whoever has none yet.
pub(crate) async fn first_recovery_codes(tx: &mut Tx, whose: &Whose) -> Result<Option<Vec<String>>, AccountError> {
    let sql = "SELECT COUNT(*) AS n FROM recovery_code WHERE kind = $1 AND subject = $2";
    let row = tx.one(sql, args![whose.kind(), whose.subject()]).await?;
    if row.map(|row| row.int("n")).transpose()?.is_some_and(|n| n > 0) {
        return Ok(None);
    }
    recovery_codes(tx, whose).await.map(Some)
}

async fn recovery_codes(tx: &mut Tx, whose: &Whose) -> Result<Vec<String>, AccountError> {
    let sql = "DELETE FROM recovery_code WHERE kind = $1 AND subject = $2";
    tx.run(sql, args![whose.kind(), whose.subject()]).await?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let code = crate::Password::random()?.as_str().to_owned();
        tx.run(
            "INSERT INTO recovery_code (code_hash, kind, subject) VALUES ($1, $2, $3)",
            args![secret_hash(&code), whose.kind(), whose.subject()],
        )
        .await?;
        let groups: Vec<String> = code.chars().collect::<Vec<_>>().chunks(GROUP_CHARS).map(String::from_iter).collect();
        codes.push(groups.join("-"));
    }
    Ok(codes)
}

/// Recovery codes are worth nothing to somebody without a second step: they go with the last one.
pub(crate) async fn forget_codes_without_step(tx: &mut Tx, whose: &Whose) -> Result<(), AccountError> {
    tx.run(
        "DELETE FROM recovery_code WHERE kind = $1 AND subject = $2 \
         AND NOT EXISTS (SELECT 1 FROM totp WHERE kind = $1 AND subject = $2 AND confirmed IS NOT NULL) \
         AND NOT EXISTS (SELECT 1 FROM passkey WHERE kind = $1 AND subject = $2)",
        args![whose.kind(), whose.subject()],
    )
    .await?;
    Ok(())
}
