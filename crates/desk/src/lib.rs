//! The newsroom: drafts, release, update, correction, hold, resume, kill, embargo and schedule.
//!
//! Invariants:
//! - The desk is the only holder of [`wire::Writer`]; nothing else can put a word on the wire.
//! - A change of the newsroom and the dispatch that it causes are one transaction, with the line of the audit.
//! - Who may do what is decided here ([`account::Right`]), whatever door the request came through.
//! - An edit names the save that it is based on; a stale one changes nothing.
//! - Nothing that somebody typed is lost: what cannot be saved is set aside in the history.
//! - What takes two persons goes out only when a second one has approved the hash of the very bytes.
//! - What is scheduled is a row, not a timer: it survives a restart and goes out once.

mod acts;
mod advisory;
mod along;
mod approval;
mod batch;
mod calendar;
mod cause;
mod changes;
mod crops;
mod desks;
mod drafts;
mod filing;
mod frames;
mod history;
mod holds;
mod imports;
mod item;
mod lists;
mod live;
mod locks;
mod lookup;
mod machine;
mod media;
mod notices;
mod planning;
mod presence;
mod preview;
mod proposal;
mod refusals;
mod requests;
mod retraction;
mod rights;
mod saves;
mod schedule;
mod series;
mod snippets;
mod takes;
mod templates;
mod ties;
mod translation;
mod undo;
mod uploads;

pub use acts::{Outcome, Sent};
pub use advisory::Purpose;
pub use along::{Along, Candidate, Fate, KILL_ITEMS_MAX, Reckoning, SOUGHT_CHARS_MIN, Sought};
pub use approval::Proposed;
pub use batch::{Filed, FiledAs};
pub use calendar::{date_in, day_in};
pub use cause::{Cause, CauseItem, Order, Stopped};
pub use changes::proposed_correction;
pub use crops::{CROP_PIXELS_MIN, Crop, Cutting, Focus, ProposedCrop, SHAPES, WHOLE, proposed};
pub use desks::{DESK_NAME_CHARS_MAX, DESKS_MAX, DeskName, Move, NewsDesk};
pub use filing::{Common, Filing};
pub use frames::{FRAMES_MAX, Frame, FramesWanted, StaffFile};
pub use history::{EntryId, EntryKind, HistoryLine};
pub use imports::Imported;
pub use item::{Due, Item, ItemLine, Stage};
pub use lists::{
    Counts, DraftQuery, FOUND_LINES_MAX, Held, ListQuery, Mark, PAGE_LINES_MAX, Page, SEARCH_WORDS_MAX, Shelf,
};
pub use live::{Listening, RUNG_ITEMS_MAX, Rung};
pub use locks::Lock;
pub use machine::{
    Drafted, MachineDraft,
    summary::{MachineSummary, SummaryCheck, SummaryDraft, told_from},
};
pub use media::{FILE_BYTES_MAX, HEAD_BYTES, MEDIA_BYTES_MAX, OTHER_BYTES_MAX, bytes_max, described, fits, kinds};
pub use notices::{Because, noted_update, proposed_notice};
pub use planning::{
    Assignment, Begun, Clash, Coverage, CoverageTitle, NewAssignment, PLAN_DAYS_MAX, Progress, clashes,
};
pub use presence::{Around, Here};
pub use preview::Preview;
pub use proposal::{Outgoing, Proposal, Transmission, retraction_text};
pub use refusals::Refusal;
pub use requests::{Approval, ApprovalItem, ApprovalState};
pub use retraction::{RETRACTION_MINUTES, Retraction};
pub use saves::Saved;
pub use schedule::Round;
pub use series::SERIES_ITEMS_MAX;
pub use snippets::{Holder, NewSnippet, Snippet, SnippetName};
pub use takes::{Take, Takes};
pub use templates::{Beginning, NewTemplate, Template, TemplateName, UNKNOWN, built_in, reason_templates};
pub use ties::Why;
pub use translation::{STALE_LINES_MAX, SourceSide, Standing, TRANSLATIONS_MAX, Translated, Translation, translated};
pub use uploads::{PIECE_BYTES_MAX, Stretch, UPLOADS_MAX, Upload};

use account::{Right, Role, Standstill};
use jiff::Timestamp;
use live::{Bell, Committing};
use refusals::Refusals;
use std::sync::Arc;
use store::{Blobs, Clock, Db, StoreError};
use story::{Agency, Fault, Guarded, IllegalAct, ItemId, Rendition};
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
    /// Somebody else writes the item.
    #[error("{} writes this item since {}", .0.name, .0.since)]
    Locked(Lock),
    /// The item's history has no such entry.
    #[error("the history of {item} has no {entry}")]
    NoEntry {
        /// The item.
        item: ItemId,
        /// What was asked for.
        entry: EntryId,
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
    /// Whoever may not release edits own items only.
    #[error("this is an item of `{author}`; a reporter edits own items, and an editor everybody's")]
    NotYours {
        /// The login of whoever made it.
        author: String,
    },
    /// Whoever may not release edits nothing that is out.
    #[error("the item is out already; from now on editors edit it")]
    OutAlready,
    /// There is no such desk.
    #[error("there is no desk `{0}`")]
    NoDesk(String),
    /// Releases are frozen.
    #[error("nothing{} is released since {}, when {} froze {}: {}", of_desk(.0), .0.since, .0.by, releases(.0), .0.reason)]
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
    /// Whoever asked was frozen meanwhile.
    #[error("whoever asked for it was frozen since; nothing goes out in their name")]
    AskerFrozen,
    /// There is no such request.
    #[error("there is no request {0}")]
    NoRequest(String),
    /// The request waits for nobody any more.
    #[error("the request is {} already", .0.name())]
    Ended(ApprovalState),
    /// The item is to be killed, and a second person is asked.
    #[error("a kill of it waits for a second person, as request {0}; nothing of it goes out before that is decided")]
    KillWaits(String),
    /// What was approved is not what was asked for.
    #[error("you approved other bytes than those that were asked for; look at the request again")]
    OtherBytes,
    /// What would go out now is not what was asked for.
    #[error("what would go out was changed since it was asked for; nothing was sent; ask again")]
    Overtaken,
    /// The flash has no retraction that can be sent.
    #[error("{0}")]
    NoRetraction(&'static str),
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
    /// There is a translation into the language already.
    #[error("there is a translation into {language} already: {item}")]
    Translated {
        /// The language.
        language: story::Lang,
        /// The translation.
        item: ItemId,
    },
    /// The item is no translation.
    #[error("{0} is no translation of another item")]
    NoTranslation(ItemId),
    /// The source was sent again in between.
    #[error("the source was sent again in between: you looked at version {seen}, it stands at {found}")]
    SourceMoved {
        /// The version that was looked at.
        seen: u32,
        /// The version that stands.
        found: u32,
    },
    /// A machine drafted the text, and nobody has checked it.
    #[error("a machine wrote this draft, and nobody has said yet that they have read and checked it")]
    Unchecked,
    /// A machine had to do with the public summary, and nobody has checked it against the text as it stands.
    #[error(
        "a machine had to do with the public summary, and nobody has said yet that they have read it against the text as \
         it stands now"
    )]
    SummaryUnchecked,
    /// There is no draft by a machine that waits for somebody who checks it.
    #[error("no draft of a machine waits to be checked here")]
    NothingToCheck,
    /// A text under embargo is not sent to a machine.
    #[error("the text is under embargo, and texts under embargo are not sent to the machine")]
    Embargoed,
    /// The machine made no draft.
    #[error(transparent)]
    Assistant(#[from] assistant::AssistantError),
    /// The file is not one that the wire carries.
    #[error("the file cannot be taken: {0}")]
    Media(String),
}

/// The desk that stands still, in words, if it is one.
fn of_desk(still: &Standstill) -> String {
    still.desk.as_ref().map_or_else(String::new, |name| format!(" of the desk {name}"))
}

fn releases(still: &Standstill) -> &'static str {
    if still.desk.is_some() { "it" } else { "releases" }
}

/// The newsroom. Clones are the same newsroom.
#[derive(Clone)]
pub struct Desk {
    writer: Committing,
    bell: Bell,
    refusals: Refusals,
    db: Db,
    blobs: Blobs,
    clock: Arc<dyn Clock>,
    agency: Arc<Agency>,
}

impl Desk {
    /// Opens the newsroom with the one way onto the wire.
    pub fn new(writer: Writer, db: Db, blobs: Blobs, clock: Arc<dyn Clock>, agency: Arc<Agency>) -> Self {
        let (writer, bell, refusals) = (Committing::new(writer), Bell::new(), Refusals::default());
        Self { writer, bell, refusals, db, blobs, clock, agency }
    }
}
