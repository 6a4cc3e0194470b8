//! What sending an item asks of its source, and tells its translations.

use super::{fault, link, on_the_wire, said, says_what_the_source_says, source_of, words};
use crate::{DeskError, Item, item::json, machine};
use jiff::Timestamp;
use serde_json::Value;
use store::{Tx, args};
use story::{Act, ItemId, Manuscript, Relation, State, Story, to_millis};
use wire::Log;

/// Refuses to send, or to put on the schedule for `at`, what a machine drafted and nobody has checked; what was made of an
/// item that was stopped; and what names an item that nobody has yet: its headline and id would go out with it.
pub(crate) async fn may_go_out(tx: &mut Tx, item: &Item, at: Option<Timestamp>) -> Result<(), DeskError> {
    machine::is_checked(tx, item).await?;
    for (named, is_made_of) in named(tx, item).await? {
        let found = match Item::load(tx, &named).await {
            Ok(found) => found,
            // Of another house, or of another time: nothing of ours to give away.
            Err(DeskError::Unknown(_)) => continue,
            Err(error) => return Err(error),
        };
        let goes_first = found.due.is_some_and(|due| at.is_some_and(|at| due.at <= at));
        let why = match found.state {
            Some(State::Withheld) if is_made_of => "names the item that it was made of, which is on hold",
            Some(State::Canceled) if is_made_of => "names the item that it was made of, which was killed",
            None if !goes_first => {
                "names an item that is not out: release that first, or take it off the related items"
            }
            _ => continue,
        };
        return Err(fault("related", why));
    }
    Ok(())
}

/// The items that a text says, or the desk knows, it was made of.
pub(crate) async fn made_of(tx: &mut Tx, item: &Item) -> Result<Vec<ItemId>, DeskError> {
    let sql =
        "SELECT source AS id FROM translation WHERE item = $1 UNION SELECT original AS id FROM crop WHERE item = $1";
    let mut all: Vec<ItemId> = Vec::new();
    for row in tx.all(sql, args![item.id.as_str()]).await? {
        all.push(row.parsed("id")?);
    }
    let named = related(&item.manuscript).filter(|(_, rel)| is_made_of(*rel)).map(|(id, _)| id);
    all.extend(named.collect::<Vec<_>>());
    Ok(all)
}

fn is_made_of(rel: Relation) -> bool {
    matches!(rel, Relation::TranslationOf | Relation::DerivedFrom)
}

/// The items that a text names as related, and those that the desk knows it was made of, with whether it was made of them.
async fn named(tx: &mut Tx, item: &Item) -> Result<Vec<(ItemId, bool)>, DeskError> {
    let mut named: Vec<_> = related(&item.manuscript).map(|(id, rel)| (id, is_made_of(rel))).collect();
    let sql = "SELECT t.source AS id FROM translation t JOIN item i ON i.id = t.source \
               WHERE t.item = $1 AND i.state IN ('withheld', 'canceled') \
               UNION SELECT c.original AS id FROM crop c JOIN item i ON i.id = c.original \
               WHERE c.item = $1 AND i.state IN ('withheld', 'canceled')";
    for row in tx.all(sql, args![item.id.as_str()]).await? {
        named.push((row.parsed("id")?, true));
    }
    Ok(named)
}

/// The items that a text says it is a translation of.
fn named_sources(text: &Manuscript) -> Vec<ItemId> {
    related(text).filter(|(_, rel)| *rel == Relation::TranslationOf).map(|(id, _)| id).collect()
}

/// The related items that a text names, as far as they can be read; a manuscript may be unfinished.
fn related(text: &Manuscript) -> impl Iterator<Item = (ItemId, Relation)> {
    let related = text.field("related").and_then(Value::as_array);
    related.into_iter().flatten().filter_map(|one| {
        let id = one.get("item")?.as_str()?.parse().ok()?;
        let rel = one.get("rel").cloned().map_or(Ok(Relation::default()), serde_json::from_value);
        Some((id, rel.unwrap_or_default()))
    })
}

/// Tells the translations of an item what was sent, and takes note of what the item itself translates. `before` is the
/// item as it was.
pub(crate) async fn sent(log: &mut Log, before: &Item, act: Act, login: &str) -> Result<(), DeskError> {
    let now = Item::load(log.tx(), &before.id).await?;
    tell_translations(log, &now, act).await?;
    if act.stops() {
        return Ok(());
    }
    match source_of(log.tx(), &now.id).await? {
        Some(source) => was_brought_up_to_date(log, before, &source, act).await,
        None => was_said_to_be_one(log, &now, login).await,
    }
}

async fn tell_translations(log: &mut Log, source: &Item, act: Act) -> Result<(), DeskError> {
    let time = to_millis(log.time());
    let rows = log.tx().all("SELECT item, basis FROM translation WHERE source = $1", args![source.id.as_str()]).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let now = words(&said(log.tx(), source).await?);
    for row in rows {
        let item: ItemId = row.parsed("item")?;
        let same = words(&json::<Manuscript>(&row, "basis")?) == now;
        if same && !act.stops() {
            let sql = "UPDATE translation SET version = $1, stale = NULL WHERE item = $2";
            log.tx().run(sql, args![source.version, item.as_str()]).await?;
        } else {
            let sql = "UPDATE translation SET stale = COALESCE(stale, $1) WHERE item = $2";
            log.tx().run(sql, args![time, item.as_str()]).await?;
        }
    }
    Ok(())
}

/// An update or a correction of a stale translation brings it up to date, if it was saved after the source changed.
async fn was_brought_up_to_date(log: &mut Log, before: &Item, source: &ItemId, act: Act) -> Result<(), DeskError> {
    if !matches!(act, Act::Update | Act::Correct) {
        return Ok(());
    }
    let source = Item::load(log.tx(), source).await?;
    let row = log.tx().one("SELECT stale FROM translation WHERE item = $1", args![before.id.as_str()]).await?;
    let stale = row.map(|row| row.int_or_null("stale")).transpose()?.flatten().is_some();
    // The working copy of a source may be newer than what was sent of it; only what was sent counts.
    let entry = log
        .tx()
        .one("SELECT entry FROM dispatch WHERE item = $1 AND version = $2", args![source.id.as_str(), source.version])
        .await?;
    let sent: Option<Value> = entry.map(|row| json(&row, "entry")).transpose()?;
    let time = sent.and_then(|entry| entry.get("time")?.as_str()?.parse::<Timestamp>().ok());
    if stale && source.state == Some(State::Usable) && time.is_some_and(|time| before.changed > time) {
        says_what_the_source_says(log.tx(), &before.id, &source).await?;
    }
    Ok(())
}

/// A text that came from elsewhere may say by itself what it translates.
async fn was_said_to_be_one(log: &mut Log, item: &Item, login: &str) -> Result<(), DeskError> {
    for source in named_sources(&item.manuscript) {
        let source = match Item::load(log.tx(), &source).await {
            Ok(source) if source.id != item.id => source,
            Ok(_) | Err(DeskError::Unknown(_)) => continue,
            Err(error) => return Err(error),
        };
        let Some(text) = on_the_wire(log.tx(), &source).await?.map(|story: Story| Manuscript::from(&story)) else {
            continue;
        };
        let time = log.time();
        link(log.tx(), &item.id, &source, &text, time, login).await?;
        break;
    }
    Ok(())
}
