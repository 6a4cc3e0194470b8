//! What everybody does with their own account: prove that it is theirs, and change the password.

use crate::{
    AccountError, Accounts, AuditLine, Comer, Password, Session, Whose, audit,
    brake::{self, Try},
    session::{count_ends, end_sessions},
};
use jiff::Timestamp;
use store::args;

/// A line of the audit about something that somebody did with their own account.
pub(crate) fn own_line<'a>(time: Timestamp, whose: &'a Whose, act: &'a str, detail: &'a str) -> AuditLine<'a> {
    AuditLine { time, actor: whose.subject(), act, subject: whose.subject(), detail }
}

impl Accounts {
    /// Whether somebody has a password.
    pub async fn has_password(&self, whose: &Whose) -> Result<bool, AccountError> {
        Ok(self.own_hash(whose).await?.is_some())
    }

    /// Checks that whoever sits at a session is its holder: by the password, or by a code of the second step. Somebody
    /// who has neither has nothing to show.
    pub async fn prove(&self, comer: &Comer, session: &Session, proof: &str) -> Result<(), AccountError> {
        let whose = session.visitor.whose();
        let stored = self.own_hash(&whose).await?;
        let steps = self.second_steps(&whose).await?;
        if stored.is_none() && !steps.any() {
            return Ok(());
        }
        if steps.any() && looks_like_code(proof) {
            return self.show_code(comer, &whose, proof).await;
        }
        self.own_password(comer, &whose, proof, stored).await
    }

    /// Changes somebody's own password. Every other session of theirs ends, and no browser is known any more.
    pub async fn change_own_password(
        &self,
        comer: &Comer,
        session: &Session,
        old: &str,
        new: Password,
    ) -> Result<(), AccountError> {
        let whose = session.visitor.whose();
        let stored = self.own_hash(&whose).await?;
        self.own_password(comer, &whose, old, stored.clone()).await?;
        let hash = new.hash().await?;
        let mut tx = self.db.begin().await?;
        count_ends(&mut tx, &whose).await?;
        let sql = match &whose {
            Whose::Staff(_) => "UPDATE staff SET password = $1 WHERE login = $2 AND password = $3",
            Whose::Person(_) => "UPDATE person SET password = $1 WHERE id = $2 AND password = $3",
        };
        // Nothing is changed when somebody else changed it meanwhile.
        if tx.run(sql, args![hash, whose.subject(), stored]).await? == 0 {
            tx.rollback().await?;
            return Err(AccountError::SignIn);
        }
        end_sessions(&mut tx, &whose, &session.id).await?;
        for sql in [
            "DELETE FROM known_browser WHERE kind = $1 AND subject = $2",
            // A link that somebody asked for does not outlive the password that it was to replace.
            "DELETE FROM invitation WHERE kind = $1 AND subject = $2",
        ] {
            tx.run(sql, args![whose.kind(), whose.subject()]).await?;
        }
        audit(&mut tx, &own_line(self.clock.now(), &whose, "password-changed", "")).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn own_password(
        &self,
        comer: &Comer,
        whose: &Whose,
        password: &str,
        stored: Option<String>,
    ) -> Result<(), AccountError> {
        let known = self.knows_browser(comer, whose.kind(), whose.subject()).await?;
        let tried = Try::new(brake::PASSWORD, "own", whose.subject(), comer, known, password);
        self.check_password(password, stored, Some(tried)).await
    }

    async fn own_hash(&self, whose: &Whose) -> Result<Option<String>, AccountError> {
        let sql = match whose {
            Whose::Staff(_) => "SELECT password FROM staff WHERE login = $1 AND frozen = FALSE",
            Whose::Person(_) => "SELECT password FROM person WHERE id = $1 AND frozen = FALSE",
        };
        let row = self.db.one(sql, args![whose.subject()]).await?;
        Ok(row.map(|row| row.text_or_null("password")).transpose()?.flatten())
    }
}

/// Six digits are from the app; four groups with dashes are a recovery code. No password is that short or made so by us.
fn looks_like_code(text: &str) -> bool {
    let text = text.trim();
    let bare = text.chars().filter(|c| !c.is_whitespace()).count();
    let digits = bare == 6 && text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    let groups: Vec<_> = text.split('-').collect();
    digits || (groups.len() == 4 && groups.iter().all(|group| group.len() == 4 && group.is_ascii()))
}
