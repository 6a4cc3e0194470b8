//! The newsroom: drafts, release, update, correction, hold, resume, kill, embargo and schedule.
//!
//! Invariants:
//! - The desk is the only holder of [`wire::Writer`]; nothing else can put a word on the wire.
//! - A change of the newsroom and the dispatch that it causes are one transaction, with the line of the audit.
//! - Who may do what is decided here ([`account::Right`]), whatever door the request came through.
//! - An edit names the save that it is based on; a stale one changes nothing.
//! - What is scheduled is a row, not a timer: it survives a restart and goes out once.

mod acts;
mod advisory;
mod along;
mod calendar;
mod cause;
mod changes;
mod drafts;
mod imports;
mod item;
mod lookup;
mod media;
mod notices;
mod planning;
mod rights;
mod schedule;
mod snippets;
mod takes;
mod templates;
mod ties;

pub use acts::{Outcome, Sent};
pub use advisory::Purpose;
pub use along::{Along, Candidate, Fate, KILL_ITEMS_MAX, Reckoning, SOUGHT_CHARS_MIN, Sought};
pub use calendar::{date_in, day_in};
pub use cause::{Cause, CauseItem, Order, Stopped};
pub use drafts::{Filed, FiledAs};
pub use imports::Imported;
pub use item::{Due, Item, ItemLine, Stage};
pub use media::{MEDIA_BYTES_MAX, described};
pub use notices::{Because, noted_update, proposed_notice};
pub use planning::{
    Assignment, Begun, Clash, Coverage, CoverageTitle, NewAssignment, PLAN_DAYS_MAX, Progress, clashes,
};
pub use schedule::Round;
pub use snippets::{Holder, NewSnippet, Snippet, SnippetName};
pub use takes::{Take, Takes};
pub use templates::{Beginning, NewTemplate, Template, TemplateName, UNKNOWN, built_in, reason_templates};
pub use ties::Why;

use account::{Right, Role, Standstill};
use jiff::Timestamp;
use std::sync::Arc;
use store::{Blobs, Clock, Db, StoreError};
use story::{Agency, Fault, IllegalAct, ItemId};
use wire::{WireError, Writer};

/// Why the desk did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The wire failed.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such item.
    #[error("there is no item {0}")]
    Unknown(ItemId),
    /// Somebody saved the item in between.
    #[error("the item was saved in between: you based this on save {based_on}, it stands at {found}")]
    Stale {
        /// The save that the request is based on.
        based_on: u64,
        /// The save that stands.
        found: u64,
    },
    /// The working copy says what the item's last version says.
    #[error("nothing was changed since version {0} was sent; save the change first")]
    Unchanged(u32),
    /// A message to editors or a test is not followed by a newer version.
    #[error("{} is sent once: send another one, and kill this one if it is wrong", match .0 {
        Purpose::Test => "a test",
        _ => "an advisory",
    })]
    SentOnce(Purpose),
    /// There is no such template, snippet or planned coverage.
    #[error("there is no {what} {id}")]
    Missing {
        /// What was looked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The item was killed or withdrawn, and nothing follows.
    #[error("the item was killed and cannot be edited; file what is right as a new item")]
    Killed,
    /// The item's state does not allow the act.
    #[error(transparent)]
    Illegal(#[from] IllegalAct),
    /// The story cannot go out as it is.
    #[error("the story cannot go out: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    NotReady(Vec<Fault>),
    /// The item waits for its time; it must be unscheduled first.
    #[error("the item is scheduled for {0}; take it off the schedule first")]
    Scheduled(Timestamp),
    /// The item does not wait for anything.
    #[error("the item is not scheduled")]
    NotScheduled,
    /// The person may not do that.
    #[error("a {} may not {}; it takes one of these roles: {}", .has.name(), .right.name(), .right.holders())]
    Forbidden {
        /// What was tried.
        right: Right,
        /// The role of the one who tried.
        has: Role,
    },
    /// Releases are frozen.
    #[error("nothing is released since {}, when {} froze releases: {}", .0.since, .0.by, .0.reason)]
    Frozen(Standstill),
    /// An item with this id from outside exists.
    #[error("`{external_id}` was filed before, as {item}")]
    Known {
        /// The id from outside.
        external_id: String,
        /// The item that it became.
        item: ItemId,
    },
    /// The file is not one that the wire carries.
    #[error("the file cannot be taken: {0}")]
    Media(String),
}

/// The newsroom. Clones are the same newsroom.
#[derive(Clone)]
pub struct Desk {
    writer: Writer,
    db: Db,
    blobs: Blobs,
    clock: Arc<dyn Clock>,
    agency: Arc<Agency>,
}

impl Desk {
    /// Opens the newsroom with the one way onto the wire.
    pub fn new(writer: Writer, db: Db, blobs: Blobs, clock: Arc<dyn Clock>, agency: Arc<Agency>) -> Self {
        Self { writer, db, blobs, clock, agency }
    }
}
