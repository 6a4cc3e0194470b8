//! Where letters go: to a mail server, or into a folder.

use crate::Message;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};
use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr, time::Duration};
use tokio::io::AsyncWriteExt;

/// Seconds that each step of a delivery may take.
const STEP_SECS: u64 = 30;
/// Seconds that a whole delivery may take.
pub(crate) const SEND_SECS: u64 = 90;
/// Characters of an error that are kept.
const WHY_CHARS_MAX: usize = 300;
/// Answers of a mail server that refuse us and not the letter: the login is wrong or missing (RFC 4954 §6).
const REFUSES_US: [u16; 4] = [530, 534, 535, 538];

/// What the setting takes, in a sentence.
pub const OFFICE_RULE: &str = "`mail` is \"folder\" (letters are kept as files in the data folder), or a mail server such as \
                               smtp://user:password@mail.example:587 (STARTTLS) or smtps://user:password@mail.example";

/// Why a letter was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It may be taken later.
    #[error("{0}")]
    NotNow(String),
    /// It will never be taken.
    #[error("{0}")]
    Never(String),
}

/// An address of a mail server, or of a sender, that cannot be used. Holds nothing of what was given.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct BadAddress(pub &'static str);

/// Where letters go. Its text form shows no password.
#[derive(Clone, PartialEq, Eq)]
pub enum PostOffice {
    /// Files in a folder of this name, inside the data folder.
    Folder(PathBuf),
    /// A mail server.
    Server(Server),
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    host: String,
    port: u16,
    security: Security,
    login: Option<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, or nothing is sent.
    StartTls,
    /// None: to this machine only.
    Plain,
}

impl FromStr for PostOffice {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        if text == "folder" {
            return Ok(Self::Folder("mail".into()));
        }
        Server::read(text).map(Self::Server).ok_or(BadAddress(OFFICE_RULE))
    }
}

impl fmt::Display for PostOffice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "the folder {}", folder.display()),
            Self::Server(server) => {
                let security = match server.security {
                    Security::Tls => "TLS",
                    Security::StartTls => "STARTTLS",
                    Security::Plain => "no TLS, on this machine",
                };
                write!(f, "{}:{} ({security})", server.host, server.port)
            }
        }
    }
}

impl fmt::Debug for PostOffice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Server {
    fn read(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        // The last `@`: a password may hold one.
        let (login, at) = match rest.rsplit_once('@') {
            Some((login, at)) => {
                let (user, password) = login.split_once(':')?;
                (Some((percent(user)?, percent(password)?)), at)
            }
            None => (None, rest),
        };
        let (host, port) = match at.strip_prefix('[') {
            Some(v6) => {
                let (host, port) = v6.split_once(']')?;
                (host, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
            }
            None => at.split_once(':').map_or((at, None), |(host, port)| (host, Some(port))),
        };
        let sound = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let (security, usual) = match scheme {
            "smtps" => (Security::Tls, 465),
            "smtp" if here => (Security::Plain, 25),
            "smtp" => (Security::StartTls, 587),
            _ => return None,
        };
        let port = port.map_or(Some(usual), |port| port.parse().ok())?;
        sound.then(|| Self { host: host.to_owned(), port, security, login })
    }
}

/// A part of an address with its `%XX` decoded (RFC 3986 §2.1).
fn percent(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.extend(hex::decode(part.get(..2)?).ok()?);
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

/// Reads a sender: `name@host`, or `A Name <name@host>`.
pub fn sender(text: &str) -> Result<Mailbox, BadAddress> {
    let bad = "`mail_from` is an address such as news@agency.example, or \"A Name <news@agency.example>\"";
    text.parse().map_err(|_| BadAddress(bad))
}

impl PostOffice {
    /// The same with its folder inside the data folder.
    #[must_use]
    pub fn within(self, data: &std::path::Path) -> Self {
        match self {
            Self::Folder(folder) => Self::Folder(data.join(folder)),
            server @ Self::Server(_) => server,
        }
    }

    /// Sends a message. `id` names its file in a folder; a letter that is written twice is one file.
    pub async fn send(&self, id: &str, message: Message) -> Result<(), SendError> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(format!("{id}.eml"));
                write(&path, &message.bytes()).await.map_err(|e| SendError::NotNow(format!("{}: {e}", path.display())))
            }
            Self::Server(server) => server.send(message).await,
        }
    }

    /// Looks whether letters could be sent: the folder is there, or the server answers and takes the login.
    pub async fn look(&self) -> Result<(), SendError> {
        match self {
            Self::Folder(folder) if folder.is_dir() => Ok(()),
            Self::Folder(folder) => Err(SendError::NotNow(format!("{} is not there", folder.display()))),
            Self::Server(server) => {
                let answers = in_time(server.transport()?.test_connection()).await?;
                answers.then_some(()).ok_or_else(|| SendError::NotNow("the mail server does not answer".to_owned()))
            }
        }
    }
}

impl Server {
    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, SendError> {
        let parameters = || TlsParameters::new(self.host.clone()).map_err(|e| told(&e));
        let tls = match self.security {
            Security::Tls => Tls::Wrapper(parameters()?),
            Security::StartTls => Tls::Required(parameters()?),
            Security::Plain => Tls::None,
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(self.host.clone())
            .port(self.port)
            .tls(tls)
            .hello_name(ClientId::default())
            .timeout(Some(Duration::from_secs(STEP_SECS)));
        if let Some((user, password)) = &self.login {
            transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(transport.build())
    }

    async fn send(&self, message: Message) -> Result<(), SendError> {
        in_time(self.transport()?.send(message.0)).await.map(drop)
    }
}

/// What a delivery answers, if it answers in time.
async fn in_time<T>(work: impl Future<Output = Result<T, lettre::transport::smtp::Error>>) -> Result<T, SendError> {
    match tokio::time::timeout(Duration::from_secs(SEND_SECS), work).await {
        Ok(answer) => answer.map_err(|e| told(&e)),
        Err(_) => Err(SendError::NotNow(format!("the mail server took longer than {SEND_SECS} s"))),
    }
}

fn told(error: &lettre::transport::smtp::Error) -> SendError {
    let mut why = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        why = format!("{why}: {inner}");
        cause = inner.source();
    }
    let why: String = story::tidy_line(&why).chars().take(WHY_CHARS_MAX).collect();
    let code = error.status().map(u16::from);
    if error.is_permanent() && !code.is_some_and(|code| REFUSES_US.contains(&code)) {
        SendError::Never(why)
    } else {
        SendError::NotNow(why)
    }
}

/// Writes a file that only its owner can read, whole or not at all.
async fn write(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).await?;
    }
    let new = path.with_extension("new");
    let mut file = tokio::fs::File::options().create(true).truncate(true).write(true).mode(0o600).open(&new).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    drop(file);
    tokio::fs::rename(&new, path).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_read_and_its_password_is_not_shown() {
        let shown = |text: &str| PostOffice::from_str(text).map(|office| format!("{office} {office:?}"));
        for (text, right) in [
            ("smtp://me:se%40cret@mail.example:2525", "mail.example:2525 (STARTTLS)"),
            ("smtp://mail.example", "mail.example:587 (STARTTLS)"),
            ("smtps://me:secret@mail.example/", "mail.example:465 (TLS)"),
            ("smtp://127.0.0.1:1025", "127.0.0.1:1025 (no TLS, on this machine)"),
            ("smtp://[::1]:1025", "::1:1025 (no TLS, on this machine)"),
            ("folder", "the folder mail"),
        ] {
            let shown = shown(text).expect(text);
            assert!(shown.starts_with(right) && !shown.contains("secret"), "{shown}");
        }
        for bad in
            ["", "smtp://", "http://mail.example", "smtp://me@mail.example", "smtp://a:b%zz@x", "smtp://x:port", "x y"]
        {
            assert_eq!(shown(bad), Err(BadAddress(OFFICE_RULE)), "{bad}");
        }
    }

    #[test]
    fn a_password_may_hold_what_an_address_may_not() {
        let server = Server::read("smtps://me%3A:p%40ss@w:rd@mail.example").expect("a server");
        assert_eq!(server.login, Some(("me:".to_owned(), "p@ss@w:rd".to_owned())));
    }
}
