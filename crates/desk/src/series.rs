//! Picture series: items that belong together, in an order.

use crate::{
    Desk, DeskError, Item,
    drafts::{note, one_fault, take_numbers},
    filing::{series_of, stored},
    item::copy_head,
    rights::require,
};
use account::{Right, Staff};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Map, Value};
use std::sync::Arc;
use store::{Tx, args};
use story::{Fault, GroupId, ItemId, Kind, Manuscript, State, to_millis};
use wire::Log;

/// Items that one series may have.
pub const SERIES_ITEMS_MAX: usize = 100;

impl Desk {
    /// Makes a series of these items in this order, or gives a series these items in this order: whoever is left out leaves
    /// it. Answers the series.
    pub async fn arrange_series(
        &self,
        who: &Staff,
        series: Option<GroupId>,
        items: Vec<ItemId>,
    ) -> Result<GroupId, DeskError> {
        require(who, Right::Write)?;
        are_a_series(&items)?;
        let (who, agency) = (who.clone(), Arc::clone(&self.agency));
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let tx = log.tx();
                    let series = if let Some(series) = series {
                        series
                    } else {
                        let n = take_numbers(tx, 1).await?;
                        GroupId::new(&agency.code, time.to_zoned_datetime(TimeZone::UTC).date(), n)
                    };
                    let before = tx
                        .all("SELECT item FROM frame WHERE series = $1", args![series.as_str()])
                        .await?
                        .iter()
                        .map(|row| row.parsed("item"))
                        .collect::<Result<Vec<ItemId>, _>>()?;
                    for gone in before.iter().filter(|item| !items.contains(item)) {
                        join(tx, &who, time, gone, None).await?;
                    }
                    for (place, item) in (1_u64..).zip(&items) {
                        join(tx, &who, time, item, Some(&series)).await?;
                        let place = args![place, item.as_str()];
                        tx.run("UPDATE frame SET place = $1 WHERE item = $2", place).await?;
                    }
                    Ok(series)
                })
            })
            .await
    }
}

fn are_a_series(items: &[ItemId]) -> Result<(), DeskError> {
    let fault = |why: String| Err(one_fault(Fault { field: "items", why }));
    if items.is_empty() || items.len() > SERIES_ITEMS_MAX {
        return fault(format!("names {}; a series has from 1 to {SERIES_ITEMS_MAX}", items.len()));
    }
    if let Some(twice) = items.iter().enumerate().find(|(n, item)| items[..*n].contains(item)) {
        return fault(format!("names {} twice", twice.1));
    }
    match items.iter().find(|item| item.kind() == Kind::Text) {
        Some(text) => fault(format!("names {text}, which has no picture")),
        None => Ok(()),
    }
}

/// Puts an item into a series, or takes it out of one. What is there already is left alone.
async fn join(
    tx: &mut Tx,
    who: &Staff,
    time: Timestamp,
    id: &ItemId,
    series: Option<&GroupId>,
) -> Result<(), DeskError> {
    let item = Item::load(tx, id).await?;
    if series_of(&item.manuscript).as_ref() == series {
        return Ok(());
    }
    item.not_scheduled()?;
    if item.state == Some(State::Canceled) {
        return Err(DeskError::Killed);
    }
    let manuscript = if let Some(series) = series {
        item.manuscript.with("group", Value::from(series.as_str()))
    } else {
        let mut fields = Map::from(item.manuscript);
        fields.remove("group");
        Manuscript::new(fields)
    };
    let manuscript = manuscript.map_err(one_fault)?;
    tx.run(
        "UPDATE item SET story = $1, edit = edit + 1, changed = $2, changed_by = $3 WHERE id = $4",
        args![stored(&manuscript), to_millis(time), who.login.as_str(), id.as_str()],
    )
    .await?;
    copy_head(tx, id, &manuscript).await?;
    let detail = series.map_or_else(|| "left its series".to_owned(), |series| format!("joined {series}"));
    Ok(note(tx, time, who, "edit", id, &detail).await?)
}
