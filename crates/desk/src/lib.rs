//! The newsroom: drafts, release, update, correction, hold, resume, kill, embargo and schedule.
//!
//! Invariants:
//! - The desk is the only holder of [`wire::Writer`]; nothing else can put a word on the wire.
//! - A change of the newsroom and the dispatch that it causes are one transaction, with the line of the audit.
//! - Who may do what is decided here ([`account::Right`]), whatever door the request came through.
//! - An edit names the save that it is based on; a stale one changes nothing.
//! - What takes two persons goes out only when a second one has approved the hash of the very bytes.
//! - What is scheduled is a row, not a timer: it survives a restart and goes out once.

mod acts;
mod approval;
mod changes;
mod drafts;
mod imports;
mod item;
mod media;
mod preview;
mod proposal;
mod retraction;
mod rights;
mod schedule;
mod undo;

pub use acts::{Outcome, Sent};
pub use approval::{Approval, ApprovalItem, ApprovalState, Proposed};
pub use drafts::{Filed, FiledAs};
pub use imports::Imported;
pub use item::{Due, Item, ItemLine, Stage};
pub use media::{MEDIA_BYTES_MAX, described};
pub use preview::Preview;
pub use proposal::{NOTICE_ITEMS_MAX, Outgoing, Proposal, Transmission, retraction_text};
pub use retraction::{RETRACTION_MINUTES, Retraction};
pub use schedule::Round;

use account::{Right, Role, Standstill};
use jiff::Timestamp;
use std::sync::Arc;
use store::{Blobs, Clock, Db, StoreError};
use story::{Agency, Fault, Guarded, IllegalAct, ItemId};
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
    /// It takes a second person.
    #[error("`{}` takes a second person; ask for it", .0.name())]
    TwoPersons(Guarded),
    /// Nobody approves what they asked for themselves.
    #[error("you asked for it yourself; another chief or administrator approves it")]
    OwnRequest,
    /// There is no such request.
    #[error("there is no request {0}")]
    NoRequest(String),
    /// The request waits for nobody any more.
    #[error("the request is {} already", .0.name())]
    Ended(ApprovalState),
    /// What was approved is not what was asked for.
    #[error("you approved other bytes than those that were asked for; look at the request again")]
    OtherBytes,
    /// What would go out now is not what was asked for.
    #[error("what would go out was changed since it was asked for; nothing was sent; ask again")]
    Overtaken,
    /// The flash has no retraction that can be sent.
    #[error("{0}")]
    NoRetraction(&'static str),
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
