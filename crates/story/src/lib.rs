//! What news is: item, version, body tree, slug, dateline, priority, embargo, rights, the state machine and the verdict.
//!
//! Invariants:
//! - Pure: no I/O, no async, no clock, no randomness. Time is always an argument.
//! - A value of these types is correct because it exists: constructors and `serde` both go through the same checks,
//!   so text that came in from anywhere holds no control character and no character that XML 1.0 cannot carry.
//! - A [`Story`] never changes. A change is a new version.

mod agency;
mod align;
mod body;
mod canonical;
mod created;
mod diff;
mod embargo;
mod id;
mod manuscript;
mod media;
mod names;
mod redline;
mod remarks;
mod rendition;
mod state;
mod stories;
mod text;
mod vocabulary;

pub use agency::{ALERT_CHARS_MAX, Agency, AgencyCode, AgencyLanguage, Category, Guarded, HouseRules, UNDO_SECS};
pub use body::{BLOCKS_MAX, Block, Body, CELLS_MAX, Run, Span, Url};
pub use canonical::{ContentHash, canonical_json};
pub use created::Created;
pub use diff::{BodyStep, Diff, FieldChange};
pub use embargo::EmbargoAt;
pub use id::{GroupId, ItemId, Kind, RevisionId};
pub use manuscript::{MANUSCRIPT_BYTES_MAX, Manuscript};
pub use media::{FILE_BYTES_MAX, Form, FormName, Media, MediaHash, MediaType};
pub use redline::{BlockLine, FieldLine, Mark, Piece, Redline};
pub use remarks::{EMBARGO_DAYS_MAX, Level, Remark, Said, remarks};
pub use rendition::{
    Origin, PICTURE_PIXELS_MAX, PICTURE_SIDE_PIXELS_MAX, PREVIEW_PIXELS_MAX, Rendition, THUMBNAIL_PIXELS_MAX,
    WEB_PIXELS_MAX, fitted, is_developable,
};
pub use state::{Act, IllegalAct, Publishable, Reason, State, Verdict};
pub use stories::{
    Byline, Caption, Content, Correction, Dateline, FLASH_CHARS_MAX, Fault, Headline, Keyword, Named, Note, Place,
    PlaceName, PublicSummary, Publicity, Ready, Related, Relation, Rights, Standfirst, Story,
};
pub use text::{Line, Prose, TextFault, is_clean, tidy_line, tidy_prose};
pub use vocabulary::{CategoryId, DigitalSource, Genre, Lang, Priority, ProductId, Slug, TopicId};

/// Milliseconds since 1970-01-01T00:00:00Z, the form in which times are stored.
pub fn to_millis(time: jiff::Timestamp) -> i64 {
    time.as_millisecond()
}

/// The instant `millis` milliseconds after 1970-01-01T00:00:00Z; times outside the calendar are clamped to its ends.
pub fn from_millis(millis: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(millis).unwrap_or(if millis < 0 {
        jiff::Timestamp::MIN
    } else {
        jiff::Timestamp::MAX
    })
}
