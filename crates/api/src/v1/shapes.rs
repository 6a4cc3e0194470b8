//! The shapes of what is answered, for the description. They are never built: a test reads real answers into them and
//! compares, so that they cannot say anything else than what is sent.

use super::{
    archive_shapes::Row,
    story_shapes::{Block, Story},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of a feed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeedPage {
    /// The events, oldest first.
    events: Vec<Event>,
    /// Ask on with this as `after`.
    #[schema(example = 58)]
    next: u64,
    /// The newest dispatch of the wire.
    #[schema(example = 58)]
    head: u64,
    /// There is more to read: ask on at once.
    more: bool,
}

/// A page of a feed from its end.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LatestPage {
    /// The events, newest first.
    events: Vec<Event>,
    /// Ask on with this as `before`.
    #[schema(example = 17)]
    next: u64,
    /// The newest dispatch of the wire.
    #[schema(example = 58)]
    head: u64,
    /// There is more to read.
    more: bool,
}

/// A dispatch in your feed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    /// Its number on the wire.
    #[schema(example = 58)]
    seq: u64,
    /// The `seq` of the event before it in your feed. 0 when there is none within reach.
    #[schema(example = 41)]
    prev: u64,
    /// What it does: `release`, `update`, `correct`, `refile`, `hold`, `resume`, `kill`, `withdraw`, `advisory` or `test`.
    #[schema(example = "release")]
    act: String,
    /// When it was logged.
    #[schema(format = DateTime, example = "2026-09-01T12:00:00Z")]
    time: String,
    /// The item: the same for all its versions.
    #[schema(example = "tel:text:20260901:50000001")]
    item: String,
    /// The version, from 1.
    version: u32,
    /// The name of the version: `{item}/{version}`.
    #[schema(example = "tel:text:20260901:50000001/1")]
    revision: String,
    /// `text`, `picture`, `video`, `graphic` or `file`.
    #[schema(example = "text")]
    kind: String,
    /// The language, as BCP 47 writes it.
    #[schema(example = "tr")]
    language: String,
    /// The IPTC publishing status from this dispatch on: `usable`, `withheld` or `canceled`.
    #[schema(example = "usable")]
    state: String,
    /// 1 flash, 2 urgent, 3 important, 4 routine, 5 special, 6 archive.
    #[schema(minimum = 1, maximum = 6, example = 4)]
    priority: u8,
    /// The number of the section.
    #[schema(example = 2)]
    category: u32,
    /// Not to be published before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    embargo: Option<String>,
    /// When the first version was logged.
    #[schema(format = DateTime, example = "2026-09-01T12:00:00Z")]
    first_released: String,
    /// The time of this version: `time`, or a whole second after the version before, whichever is later. Readers of the
    /// standard formats judge newness by whole seconds, so that it may be ahead of `time` when versions follow quickly.
    #[schema(format = DateTime, example = "2026-09-01T12:00:00Z")]
    version_created: String,
    /// The products that it belongs to.
    products: Vec<u32>,
    /// May it be published? Nothing else has to be looked at.
    verdict: Verdict,
    /// SHA-256 of the canonical JSON of the story.
    #[schema(example = "5f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c38")]
    content_hash: String,
    /// SHA-256 of the canonical JSON of the entry.
    #[schema(example = "5f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c38")]
    hash: String,
    /// The `hash` of the dispatch before, on the whole wire.
    #[schema(example = "5f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c38")]
    prev_hash: String,
    /// The key that signed it.
    #[schema(example = "a1b2c3d4e5f60718")]
    key_id: String,
    /// Ed25519 over the 32 bytes of `hash`, Base64.
    signature: String,
    /// The story; or the notice, for a hold or a kill. Not there when `closed` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    story: Option<Story>,
    /// The story in the format that was asked for with `format=`, in the place of `story`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<Document>,
    /// What a list shows of the story, where `view=row` was asked for, in the place of `story`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    row: Option<Row>,
    /// Why the story is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<Closed>,
}

/// A dispatch by itself.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dispatch {
    /// Its number on the wire.
    #[schema(example = 58)]
    seq: u64,
    /// What it does: `release`, `update`, `correct`, `refile`, `hold`, `resume`, `kill`, `withdraw`, `advisory` or `test`.
    #[schema(example = "release")]
    act: String,
    /// When it was logged.
    #[schema(format = DateTime, example = "2026-09-01T12:00:00Z")]
    time: String,
    /// The item: the same for all its versions.
    #[schema(example = "tel:text:20260901:50000001")]
    item: String,
    /// The version, from 1.
    version: u32,
    /// The name of the version: `{item}/{version}`.
    #[schema(example = "tel:text:20260901:50000001/1")]
    revision: String,
    /// `text`, `picture`, `video`, `graphic` or `file`.
    #[schema(example = "text")]
    kind: String,
    /// The language, as BCP 47 writes it.
    #[schema(example = "tr")]
    language: String,
    /// The IPTC publishing status from this dispatch on: `usable`, `withheld` or `canceled`.
    #[schema(example = "usable")]
    state: String,
    /// 1 flash, 2 urgent, 3 important, 4 routine, 5 special, 6 archive.
    #[schema(minimum = 1, maximum = 6, example = 4)]
    priority: u8,
    /// The number of the section.
    #[schema(example = 2)]
    category: u32,
    /// Not to be published before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    embargo: Option<String>,
    /// When the first version was logged.
    #[schema(format = DateTime, example = "2026-09-01T12:00:00Z")]
    first_released: String,
    /// The time of this version: `time`, or a whole second after the version before, whichever is later. Readers of the
    /// standard formats judge newness by whole seconds, so that it may be ahead of `time` when versions follow quickly.
    #[schema(format = DateTime, example = "2026-09-01T12:00:00Z")]
    version_created: String,
    /// The products that it belongs to.
    products: Vec<u32>,
    /// May it be published? Nothing else has to be looked at.
    verdict: Verdict,
    /// SHA-256 of the canonical JSON of the story.
    #[schema(example = "5f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c38")]
    content_hash: String,
    /// SHA-256 of the canonical JSON of the entry.
    #[schema(example = "5f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c38")]
    hash: String,
    /// The `hash` of the dispatch before, on the whole wire.
    #[schema(example = "5f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c38")]
    prev_hash: String,
    /// The key that signed it.
    #[schema(example = "a1b2c3d4e5f60718")]
    key_id: String,
    /// Ed25519 over the 32 bytes of `hash`, Base64.
    signature: String,
    /// The story; or the notice, for a hold or a kill. Not there when `closed` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    story: Option<Story>,
    /// Why the story is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<Closed>,
    /// Its translations that your contract covers and that may be read now, with the newest version of an item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    translations: Vec<Translation>,
}

/// A translation of an item.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Translation {
    /// The translation: an item of its own.
    #[schema(example = "tel:text:20260901:50000002")]
    item: String,
    /// Its language, as BCP 47 writes it.
    #[schema(example = "en")]
    language: String,
    /// Its newest version.
    #[schema(minimum = 1)]
    version: u32,
    /// The headline of that.
    headline: String,
    /// The item says something else by now, and the translation was not brought up to date yet.
    stale: bool,
}

/// The answer to "may it be published?".
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    /// `yes`, `no`, or `at` the time given.
    #[schema(example = "yes")]
    publishable: String,
    /// When it may be published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    at: Option<String>,
    /// Every reason against: `killed`, `on_hold`, `embargo`, `advisory`, `test`.
    #[schema(example = json!([]))]
    reasons: Vec<String>,
}

/// A story in a news format.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    /// The format's name.
    #[schema(example = "newsml-g2")]
    format: String,
    /// What the document is, as HTTP names it.
    #[schema(example = "application/vnd.iptc.g2.newsitem+xml; charset=utf-8")]
    media_type: String,
    /// The document, for formats that are UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The bytes of the document, for all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

/// Why a story is not there.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closed {
    /// `killed`, `on_hold` or `embargo`.
    #[schema(example = "killed")]
    reason: String,
    /// The dispatch that stopped it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    /// When the embargo ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// The versions of an item.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Versions {
    /// The item.
    #[schema(example = "tel:text:20260901:50000001")]
    item: String,
    /// The versions, the oldest first.
    versions: Vec<VersionLine>,
}

/// A version, without its text.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VersionLine {
    /// The version, from 1.
    version: u32,
    /// Its number on the wire.
    seq: u64,
    /// What it does: `release`, `update`, `correct`, `refile`, `hold`, `resume`, `kill`, `withdraw`, `advisory` or `test`.
    #[schema(example = "release")]
    act: String,
    /// When it was logged.
    #[schema(format = DateTime, example = "2026-09-01T12:00:00Z")]
    time: String,
    /// The IPTC publishing status from this dispatch on: `usable`, `withheld` or `canceled`.
    #[schema(example = "usable")]
    state: String,
    /// Not to be published before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    embargo: Option<String>,
    /// The time of this version: `time`, or a whole second after the version before, whichever is later. Readers of the
    /// standard formats judge newness by whole seconds, so that it may be ahead of `time` when versions follow quickly.
    #[schema(format = DateTime, example = "2026-09-01T12:00:00Z")]
    version_created: String,
    /// The products that it belongs to.
    products: Vec<u32>,
    /// SHA-256 of the canonical JSON of the story.
    #[schema(example = "5f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c38")]
    content_hash: String,
}

/// The public keys.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    /// Every key that ever signed, the oldest first.
    keys: Vec<VerifyingKey>,
}

/// A public key.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyingKey {
    /// The name of the key.
    #[schema(example = "a1b2c3d4e5f60718")]
    key_id: String,
    /// Always `Ed25519`.
    #[schema(example = "Ed25519")]
    algorithm: String,
    /// The 32 bytes of the key, Base64.
    public_key: String,
    /// Since when it signs.
    #[schema(format = DateTime, example = "2026-09-01T12:00:00Z")]
    since: String,
}

/// What changed between two versions.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Difference {
    /// The item.
    #[schema(example = "tel:text:20260901:50000001")]
    item: String,
    /// The older version.
    #[schema(example = 1)]
    from: u32,
    /// The newer version.
    #[schema(example = 2)]
    to: u32,
    /// The fields that differ, without the body.
    fields: Vec<FieldChange>,
    /// The steps from the older body to the newer, in reading order; empty when they are the same.
    body: Vec<BodyStep>,
}

/// A field that differs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldChange {
    /// Its name in the story.
    #[schema(example = "headline")]
    field: String,
    /// What it was; null when it was not there.
    was: serde_json::Value,
    /// What it is now; null when it is not there any more.
    now: serde_json::Value,
}

/// One step from a body to another.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "op", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum BodyStep {
    /// So many blocks stay as they are.
    Keep {
        /// How many.
        blocks: usize,
    },
    /// A block goes.
    Delete {
        /// The block.
        was: Block,
    },
    /// A block comes.
    Insert {
        /// The block.
        now: Block,
    },
    /// A block becomes another.
    Change {
        /// What it was.
        was: Block,
        /// What it is now.
        now: Block,
    },
}

/// The formats in which stories are given.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Formats {
    /// Every format.
    formats: Vec<FormatLine>,
}

/// A format.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormatLine {
    /// The name by which it is asked for.
    #[schema(example = "newsml-g2")]
    name: String,
    /// What it is.
    #[schema(example = "NewsML-G2 2.35")]
    title: String,
    /// As HTTP names it.
    media_type: String,
    /// The usual end of a file name.
    #[schema(example = "xml")]
    extension: String,
    /// It can hold several stories.
    groups: bool,
    /// What of a story is lost in it.
    #[schema(example = json!(["public summary"]))]
    cannot_carry: Vec<String>,
}
