//! The feeds that a step of the site's follower touches, noted in its transaction.

use crate::{changed::section, shelf::Key};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, StoreError, Tx, args};
use story::{ItemId, Kind, Lang, to_millis};

/// How long a change waits for others, in milliseconds. One that takes something back waits for nothing.
const GATHER_MILLIS: i64 = 1_000;

/// Whoever asks the hub for something, or looks after its rows, does so before or after a step of the follower, and not
/// during one: the follower begins with this row.
const BEFORE_OR_AFTER: &str = "UPDATE page_change SET n = n";
const TOUCH: &str = "UPDATE hub_topic SET touched = touched + 1, \
    stopped = CASE WHEN $3 = TRUE THEN TRUE ELSE stopped END, \
    settles = CASE WHEN settles IS NULL OR settles > $2 THEN $2 ELSE settles END WHERE key = $1";
/// The lists in which stories stand that show this picture.
const SHOWING: &str = "SELECT DISTINCT p.language, p.category, t.slug FROM page_picture s JOIN page p ON p.item = s.page \
    LEFT JOIN page_tag t ON t.page = p.item WHERE s.picture = $1";

/// What is touched.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Each key with whether something was taken back.
    keys: BTreeMap<String, bool>,
    pictures: BTreeMap<ItemId, bool>,
}

impl Touched {
    /// The row of an item changes, and these keys with it; it may be taken back.
    pub fn note<'k>(&mut self, item: &ItemId, keys: impl IntoIterator<Item = &'k Key>, is_stop: bool) {
        let lists = |key: &&Key| matches!(key, Key::Latest(_) | Key::Section(..) | Key::Topic(..));
        for key in keys.into_iter().filter(lists) {
            *self.keys.entry(key.to_string()).or_default() |= is_stop;
        }
        if item.kind() != Kind::Text {
            *self.pictures.entry(item.clone()).or_default() |= is_stop;
        }
    }

    /// Notes it in the transaction of the change.
    pub async fn write(mut self, tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
        let known = known(tx).await?;
        if known.is_empty() {
            return Ok(());
        }
        for (picture, is_stop) in std::mem::take(&mut self.pictures) {
            for key in lists(&tx.all(SHOWING, args![picture.as_str()]).await?)? {
                *self.keys.entry(key).or_default() |= is_stop;
            }
        }
        for (key, is_stop) in self.keys.into_iter().filter(|(key, _)| known.contains(key)) {
            touch(tx, &key, now, is_stop).await?;
        }
        Ok(())
    }
}

/// To be called first in a transaction whose rows a step of the follower must see, or not.
pub(super) async fn before_or_after(tx: &mut Tx) -> Result<(), StoreError> {
    tx.run(BEFORE_OR_AFTER, args![]).await.map(drop)
}

/// The keys of the feeds that somebody subscribed to.
pub(super) async fn known(tx: &mut Tx) -> Result<BTreeSet<String>, StoreError> {
    tx.all("SELECT DISTINCT key FROM hub_topic", args![]).await?.iter().map(|row| row.text("key")).collect()
}

/// The feeds of this key are to be looked at.
pub(super) async fn touch(tx: &mut Tx, key: &str, now: Timestamp, is_stop: bool) -> Result<(), StoreError> {
    let gather = if is_stop { 0 } else { GATHER_MILLIS };
    let settles = now.saturating_add(SignedDuration::from_millis(gather)).unwrap_or(now);
    tx.run(TOUCH, args![key, to_millis(settles), is_stop]).await.map(drop)
}

/// The keys of the lists in which stories stand: rows of a language, a section, and a topic where there is one.
pub(super) fn lists(rows: &[Row]) -> Result<BTreeSet<String>, StoreError> {
    let mut keys = BTreeSet::new();
    for row in rows {
        let lang: Lang = row.parsed("language")?;
        keys.insert(Key::Section(lang.clone(), section(row)?).to_string());
        if let Some(slug) = row.text_or_null("slug")? {
            keys.insert(Key::Topic(lang.clone(), slug).to_string());
        }
        keys.insert(Key::Latest(lang).to_string());
    }
    Ok(keys)
}
