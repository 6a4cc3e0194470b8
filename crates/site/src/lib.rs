//! The public site: a portion of what the wire carries, in summarised form.
//!
//! Invariants:
//! - It stores only what it shows: headline, standfirst, byline, city, dates, tags, captions, corrections and a summary
//!   that is bound to one revision. No body enters its tables, and a correction quotes only what readers had seen.
//! - It is a follower of the wire with a cursor of its own; deleting its rows and its cursor rebuilds the same pages.
//! - Nothing is shown before its embargo and the holdback of its products, and nothing that is on hold or killed, even
//!   while the follower is behind: every page asks the wire's stops as well.
//! - No script, no cookie, nothing from another host. A page can be kept by a cache, but not used without asking again,
//!   so that a kill is seen at once.
//! - A search reads the rows and nothing else: no word of a body finds anything.
//! - A page is made once and kept in memory until something on it changes; what is kept is never older than what a page
//!   made now would be.
//! - A network in front keeps what says what it depends on, and nothing else; whatever changes there is told to it until
//!   it has taken it.
//! - Who subscribes to a feed is sent what a reader who asks for it at that moment gets, and nothing else. Machines that
//!   callers name are called on the public internet alone, or where the operator names them.

mod address;
mod article;
mod assets;
mod card;
mod cdn;
mod changed;
mod dates;
mod edition;
mod feed;
mod follow;
mod front;
mod gone;
mod hub;
mod json_ld;
mod lists;
mod machines;
mod media;
mod page;
mod pictures;
mod posted;
mod repeats;
mod reprint;
mod routes;
mod rule;
mod search;
mod shelf;
mod sitemap;
mod sizes;
mod statics;
mod subscribe;
mod topics;
mod view;
mod words;

pub use card::CARDS_BYTES_MAX;
pub use cdn::{Cdn, KEYS_HEADER, PURGE_KEYS_MAX, PurgeMethod, Purges, STOPS_FOLLOWER, Separator, purges};
pub use follow::{FOLLOWER, PAGE_PICTURES_MAX, PAGE_TAGS_MAX, PICTURE_BYTES_MAX};
pub use hub::{
    DELIVER_HOURS_MAX, HUB_REQUESTS_PER_HOUR_MAX, HubFailure, HubTopic, LEASE_SECS, LEASE_SECS_MAX, LEASE_SECS_MIN,
    SECRET_BYTES_MAX, STOP_HOURS_MAX, SUBSCRIPTIONS_MAX, SUBSCRIPTIONS_PER_HOST_MAX, SUBSCRIPTIONS_PER_TOPIC_MAX,
    VERIFY_MINUTES_MAX, WAITING_MAX, WAITING_PER_HOST_MAX, hub_topics,
};
pub use repeats::REQUESTS_PER_ADDRESS_MAX;
pub use routes::routes;
pub use rule::forget_pages;
pub use search::SEARCHES_PER_MINUTE_MAX;
pub use shelf::{AtOnce, SHELF_BYTES_MAX};
pub use subscribe::{REQUESTS_PER_HOUR_MAX, SubscriptionRequest, subscription_requests};

use audience::AudienceError;
use darkroom::{Darkroom, DarkroomError};
use jiff::tz::TimeZone;
use std::sync::{Arc, atomic::AtomicI64};
use store::{Blobs, Clock, Db, StoreError};
use story::Agency;
use tokio::sync::watch;
use wire::{Reader, WireError};

/// Why the site could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The wire failed.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The products could not be read.
    #[error(transparent)]
    Audience(#[from] AudienceError),
    /// A picture could not be developed now.
    #[error(transparent)]
    Darkroom(#[from] DarkroomError),
    /// A page could not be written out.
    #[error("a page could not be made: {0}")]
    Template(#[from] askama::Error),
    /// A feed could not be made for those who subscribe to it.
    #[error("the feed {path} could not be made: {why}")]
    Feed {
        /// The path of its address.
        path: String,
        /// What is wrong.
        why: String,
    },
}

/// The public site of one agency. Clones share everything.
#[derive(Clone)]
pub struct Site {
    db: Db,
    reader: Reader,
    blobs: Blobs,
    darkroom: Darkroom,
    agency: Arc<Agency>,
    clock: Arc<dyn Clock>,
    base: Arc<str>,
    zone: TimeZone,
    repeats: Arc<repeats::Repeats>,
    searches: Arc<search::Searches>,
    shelf: Arc<shelf::Shelf>,
    cards: Arc<card::Cards>,
    due: Arc<changed::Due>,
    heeded: Arc<machines::Heeded>,
    /// The network in front, where there is one, and what telling it shares.
    cdn: Option<Arc<cdn::Cdn>>,
    telling: Arc<cdn::Telling>,
    /// Who answers requests to become a subscriber, where somebody is named.
    business: Option<Arc<mailroom::Address>>,
    hub: Arc<hub::Hub>,
    /// How far the follower has come.
    followed: Arc<watch::Sender<u64>>,
    /// How often the pages were forgotten, by any process, when this one last looked; -1 before that.
    forgotten: Arc<AtomicI64>,
}

impl Site {
    /// A site over a wire. `base` is its public address without a path (`https://news.example`), with which every link
    /// begins that leaves the site: in feeds, in what search engines and other sites are told.
    pub fn new(
        db: Db,
        reader: Reader,
        blobs: Blobs,
        darkroom: Darkroom,
        agency: Arc<Agency>,
        clock: Arc<dyn Clock>,
        base: String,
    ) -> Self {
        let zone = TimeZone::get(&agency.time_zone).unwrap_or_else(|e| {
            tracing::warn!(zone = agency.time_zone, "the site shows times in UTC: {e}");
            TimeZone::UTC
        });
        let mut base = base;
        base.truncate(base.trim_end_matches('/').len());
        Self {
            db,
            reader,
            blobs,
            darkroom,
            agency,
            clock,
            base: base.into(),
            zone,
            repeats: Arc::default(),
            searches: Arc::default(),
            shelf: Arc::default(),
            cards: Arc::default(),
            due: Arc::default(),
            heeded: Arc::default(),
            cdn: None,
            telling: Arc::default(),
            business: None,
            hub: Arc::default(),
            followed: Arc::new(watch::Sender::new(0)),
            forgotten: Arc::new(AtomicI64::new(-1)),
        }
    }

    /// How many pages were made since this process began: everything else was answered from memory.
    pub fn pages_made(&self) -> u64 {
        self.shelf.made()
    }

    /// Waits until the pages of everything up to this dispatch are made.
    pub async fn reached(&self, seq: u64) {
        // The sender lives as long as this does.
        let _ = self.followed.subscribe().wait_for(|followed| *followed >= seq).await;
    }
}
