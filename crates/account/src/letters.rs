//! What the letters of this crate say, in the agency's language if it is Turkish and in English otherwise.

use crate::invitation::{INVITATION_DAYS, Purpose, RESET_HOURS, Recipient};
use jiff::Timestamp;
use mailroom::{Address, Letter};

/// What every letter needs.
pub(crate) struct Frame {
    /// The agency's name.
    pub(crate) agency: String,
    /// The language that it writes in.
    pub(crate) language: String,
    /// What absolute addresses begin with.
    pub(crate) base: String,
    /// When it is written.
    pub(crate) now: Timestamp,
}

impl Frame {
    fn link(&self, purpose: Purpose, secret: &str) -> String {
        format!("{}{}?link={secret}", self.base, purpose.path())
    }

    /// A time as both languages write it.
    fn until(&self, hours: i64) -> String {
        (self.now + jiff::SignedDuration::from_hours(hours)).strftime("%Y-%m-%d %H:%M UTC").to_string()
    }

    fn turkish(&self) -> bool {
        self.language == "tr"
    }
}

/// Who invites somebody.
pub(crate) struct Inviter {
    pub(crate) name: String,
    /// Where they are; nothing for the agency's own staff.
    pub(crate) organisation: Option<String>,
}

/// The letter that invites somebody. `by` is who caused it; nobody for the operator, in whose place the agency is named.
pub(crate) fn invitation(frame: &Frame, to: &Recipient, by: Option<&Inviter>, secret: &str) -> Letter {
    let (link, until) = (frame.link(Purpose::Invitation, secret), frame.until(24 * INVITATION_DAYS));
    let Frame { agency, base, .. } = frame;
    let Recipient { name, login, organisation, .. } = to;
    let by = by.map(|by| (&by.name, by.organisation.as_ref().unwrap_or(agency)));
    let texts = if frame.turkish() {
        // spelling:off
        let by = by.map_or_else(|| agency.clone(), |(name, at)| format!("{name} ({at})"));
        let account = organisation.as_ref().map_or_else(|| agency.clone(), |at| format!("{at}, {agency}"));
        (
            format!("{agency}: hesabınız hazır"),
            format!(
                "Sayın {name},\n\n{by} sizin için bir hesap açtı: {account}.\n\n\
                 Parolanızı belirlemek için bu bağlantıyı açın:\n\n{link}\n\n\
                 Bağlantı bir kez ve {until} tarihine kadar çalışır. Giriş adınız: {login}\nGiriş sayfası: {base}/sign-in\n\n\
                 Böyle bir hesap beklemiyorsanız bu iletiyi silebilirsiniz; bağlantı açılmadıkça hiçbir şey değişmez.\n\n\
                 {agency}\n"
            ),
        )
        // spelling:on
    } else {
        let by = by.map_or_else(|| agency.clone(), |(name, at)| format!("{name} of {at}"));
        let account = organisation.as_ref().map_or_else(String::new, |at| format!(" at {at}"));
        (
            format!("{agency}: your account is ready"),
            format!(
                "Dear {name},\n\n{by} has made an account for you{account}.\n\n\
                 To set your password, open this link:\n\n{link}\n\n\
                 It works once, until {until}. You will sign in as: {login}\nat: {base}/sign-in\n\n\
                 If you did not expect this, you can delete this letter; nothing happens unless the link is used.\n\n\
                 {agency}\n"
            ),
        )
    };
    letter(Purpose::Invitation, to, texts)
}

/// The letter with which somebody sets another password.
pub(crate) fn reset(frame: &Frame, to: &Recipient, secret: &str) -> Letter {
    let (link, until) = (frame.link(Purpose::Reset, secret), frame.until(RESET_HOURS));
    let Frame { agency, .. } = frame;
    let Recipient { name, login, .. } = to;
    let texts = if frame.turkish() {
        // spelling:off
        (
            format!("{agency}: yeni parola"),
            format!(
                "Sayın {name},\n\n{login} hesabı için giriş sayfasında yeni parola istendi.\n\n\
                 Yeni parolayı belirlemek için bu bağlantıyı açın:\n\n{link}\n\n\
                 Bağlantı bir kez ve {until} tarihine kadar çalışır. Parola değişince bütün tarayıcılardaki oturumlar kapanır.\n\n\
                 Bunu siz istemediyseniz bir şey yapmanız gerekmez; parolanız aynı kalır.\n\n{agency}\n"
            ),
        )
        // spelling:on
    } else {
        (
            format!("{agency}: set a new password"),
            format!(
                "Dear {name},\n\nSomebody asked at the sign-in page for a new password for the account {login}.\n\n\
                 To set it, open this link:\n\n{link}\n\n\
                 It works once, until {until}. Setting a new password signs you out in every browser.\n\n\
                 If it was not you, there is nothing to do: your password stays as it is.\n\n{agency}\n"
            ),
        )
    };
    letter(Purpose::Reset, to, texts)
}

fn letter(purpose: Purpose, to: &Recipient, (subject, text): (String, String)) -> Letter {
    let to = Address { name: to.name.clone(), email: to.email.clone() };
    Letter { kind: purpose.name(), to, subject, text }
}
