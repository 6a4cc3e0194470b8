//! The newsroom: drafts, release, update, correction, hold, resume, kill, embargo and schedule.
//!
//! Invariants:
//! - The desk is the only holder of [`wire::Writer`]; nothing else can put a word on the wire.
//! - A change of the newsroom and the dispatch that it causes are one transaction, with the line of the audit.
//! - Who may do what is decided here ([`account::Right`]), whatever door the request came through.
//! - An edit names the save that it is based on; a stale one changes nothing.
//! - What is scheduled is a row, not a timer: it survives a restart and goes out once.

mod acts;
mod changes;
mod crops;
mod drafts;
mod filing;
mod frames;
mod imports;
mod item;
mod media;
mod rights;
mod schedule;
mod series;
mod uploads;

pub use acts::{Outcome, Sent};
pub use crops::{CROP_PIXELS_MIN, Crop, Cutting, Focus, Proposed, SHAPES, WHOLE, proposed};
pub use drafts::{Filed, FiledAs};
pub use filing::{Common, Filing};
pub use frames::{FRAMES_MAX, Frame, FramesWanted, StaffFile};
pub use imports::Imported;
pub use item::{Due, Item, ItemLine, Stage};
pub use media::{FILE_BYTES_MAX, HEAD_BYTES, MEDIA_BYTES_MAX, OTHER_BYTES_MAX, bytes_max, described, fits, kinds};
pub use schedule::Round;
pub use series::SERIES_ITEMS_MAX;
pub use uploads::{PIECE_BYTES_MAX, UPLOADS_MAX, Upload};

use account::{Right, Role, Standstill};
use jiff::Timestamp;
use std::sync::Arc;
use store::{Blobs, Clock, Db, StoreError};
use story::{Agency, Fault, IllegalAct, ItemId, Rendition};
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
    /// There is no such file being sent, at least not by this person.
    #[error("there is no upload {0} of yours: it was filed, let go, or not finished in time")]
    NoUpload(String),
    /// A piece does not begin where the file stands.
    #[error("the piece begins at byte {start}, and the file stands at {stands}")]
    Elsewhere {
        /// Where the piece begins.
        start: u64,
        /// What has come.
        stands: u64,
    },
    /// The file is not there yet.
    #[error("{received} of {bytes} bytes have come; send the rest first")]
    NotWhole {
        /// What has come.
        received: u64,
        /// What was announced.
        bytes: u64,
    },
    /// An item has the same file.
    #[error("the same file was filed before, as {item}")]
    Held {
        /// The item.
        item: ItemId,
    },
    /// The item has no such file.
    #[error("{item} has no `{}`", .rendition.name())]
    NoFile {
        /// The item.
        item: ItemId,
        /// What was asked for.
        rendition: Rendition,
    },
    /// The file is too large.
    #[error("the file cannot be taken: {0}")]
    Heavy(String),
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
