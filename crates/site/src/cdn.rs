//! A content delivery network in front of the site: what its copies depend on, and how it is told what has changed.
//!
//! Each page says what it depends on, by the same keys as on the shelf ([`crate::shelf::Key`]), and may then be kept
//! until it is told otherwise. What changes writes its keys into an outbox, in the transaction of the change; they are
//! sent until the network takes them. Where nothing is configured, nothing is said and nothing is written.
//!
//! What happens when a story is killed, in this order:
//! 1. The kill is in the log. From then on [`wire::Reader::stop`] knows it: the story's address answers 410, and nothing
//!    that leaves the site shows it, whoever has followed the log until where.
//! 2. The keys of all that shows the story are in the outbox. A follower of its own looks for stops and for nothing else,
//!    so that it waits neither for pages nor for pictures; what the site's follower finds later is added.
//! 3. The network is told, before everything else and again every second until it has taken it. It has no copy any more,
//!    and whoever asks there is answered from here, as it says under 1.
//! 4. A while later it is told once more: an answer that was on its way before 1 may have come there after 3.
//!
//! A change of another kind waits a second for others. The shelf hears of it right after its commit, so that a network
//! that asks again gets what is new; what would still be older is taken away by the second time.

mod outbox;
mod said;
mod send;
mod tend;

pub(crate) use outbox::Told;
pub use outbox::{Purges, purges};
pub(crate) use said::undecided;

use crate::{Site, SiteError};
use errand::{
    Uri,
    header::{HeaderName, HeaderValue},
};
use std::{
    fmt,
    str::FromStr,
    sync::{Arc, atomic::AtomicU64},
};
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

/// The name of the cursor of what was stopped.
pub const STOPS_FOLLOWER: &str = "site-stops";
/// Keys that one request names, unless another number is configured.
pub const PURGE_KEYS_MAX: usize = 128;
/// The header that names keys, unless another one is configured.
pub const KEYS_HEADER: HeaderName = HeaderName::from_static("surrogate-key");

/// How a network is asked to take copies away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PurgeMethod {
    /// `POST`
    #[default]
    Post,
    /// `PURGE`
    Purge,
    /// `BAN`
    Ban,
}

impl PurgeMethod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Post, Self::Purge, Self::Ban];

    /// As it stands in a request.
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Purge => "PURGE",
            Self::Ban => "BAN",
        }
    }
}

impl FromStr for PurgeMethod {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|method| method.name() == s).ok_or_else(|| "is POST, PURGE or BAN".to_owned())
    }
}

/// What stands between two keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Separator {
    /// A space.
    #[default]
    Space,
    /// A comma.
    Comma,
}

impl Separator {
    /// The character.
    pub fn text(self) -> &'static str {
        match self {
            Self::Space => " ",
            Self::Comma => ",",
        }
    }
}

impl FromStr for Separator {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "space" => Ok(Self::Space),
            "comma" => Ok(Self::Comma),
            _ => Err("is \"space\" or \"comma\"".to_owned()),
        }
    }
}

/// The network, as it is configured.
#[derive(Clone, PartialEq, Eq)]
pub struct Cdn {
    /// Where it is told what to take away. The operator chooses it: it may be an address inside the house.
    pub purge_url: Uri,
    /// By which method.
    pub method: PurgeMethod,
    /// The header that names keys, in what is answered to the network and in what it is told.
    pub keys_header: HeaderName,
    /// What stands between two of them.
    pub separator: Separator,
    /// The header that shows who tells it.
    pub credential: Option<(HeaderName, HeaderValue)>,
    /// Keys that one request names at most.
    pub keys_max: usize,
}

impl Cdn {
    /// A network that is told at this address, by the usual method and header.
    pub fn at(purge_url: Uri) -> Self {
        Self {
            purge_url,
            method: PurgeMethod::default(),
            keys_header: KEYS_HEADER,
            separator: Separator::default(),
            credential: None,
            keys_max: PURGE_KEYS_MAX,
        }
    }
}

impl fmt::Debug for Cdn {
    /// The address may hold a secret as well as the credential does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (host, method) = (self.purge_url.host().unwrap_or_default(), self.method.name());
        write!(f, "{method} {host}, {}", self.keys_header)
    }
}

/// What telling the network shares.
#[derive(Default)]
pub(crate) struct Telling {
    /// Something was stopped.
    stopped: Notify,
    /// The dispatch up to which stops were looked for, in this process.
    looked: AtomicU64,
    /// It was looked what the network may keep from before.
    begun: Mutex<bool>,
}

impl Site {
    /// The same site behind a network. Before anybody is served, so that no answer goes out without its keys.
    #[must_use]
    pub fn behind(mut self, cdn: Cdn) -> Self {
        self.cdn = Some(Arc::new(cdn));
        self
    }

    /// Tells the network what has changed, until `stop`; where there is none, nothing.
    pub async fn keep_cdn(self, stop: CancellationToken) {
        let Some(cdn) = self.cdn.clone() else { return };
        tracing::info!("copies of pages are kept and taken away by {cdn:?}");
        tokio::join!(
            self.keep_stopping(&stop),
            self.keep_tending(&stop),
            self.keep_sending(&cdn, send::Class::Stops, &stop),
            self.keep_sending(&cdn, send::Class::Others, &stop)
        );
    }

    /// Does once, now, what [`Site::keep_cdn`] keeps doing: notes what was stopped and what became due, and sends what is
    /// to be sent. True when the network took all of it.
    pub async fn tell_cdn(&self) -> Result<bool, SiteError> {
        let Some(cdn) = self.cdn.clone() else { return Ok(true) };
        self.tend().await?;
        self.note_stops().await?;
        Ok(self.send(&cdn, send::Class::Stops).await? & self.send(&cdn, send::Class::Others).await?)
    }
}
