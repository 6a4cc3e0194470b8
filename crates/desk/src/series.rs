//! Picture series: items that belong together, in an order.

use crate::{
    Desk, DeskError, Item,
    drafts::{one_fault, take_numbers},
    history::How,
    rights::require,
    saves::{may_write, write},
};
use account::{Right, Staff};
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use std::sync::Arc;
use store::args;
use story::{Fault, GroupId, ItemId, Kind, Manuscript};
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
                    let series = if let Some(series) = series {
                        series
                    } else {
                        let n = take_numbers(log.tx(), 1).await?;
                        GroupId::new(&agency.code, log.time().to_zoned_datetime(TimeZone::UTC).date(), n)
                    };
                    let before = log
                        .tx()
                        .all("SELECT item FROM frame WHERE series = $1", args![series.as_str()])
                        .await?
                        .iter()
                        .map(|row| row.parsed("item"))
                        .collect::<Result<Vec<ItemId>, _>>()?;
                    for gone in before.iter().filter(|item| !items.contains(item)) {
                        join(log, &who, gone, None).await?;
                    }
                    for (place, item) in (1_u64..).zip(&items) {
                        join(log, &who, item, Some(&series)).await?;
                        let place = args![place, item.as_str()];
                        log.tx().run("UPDATE frame SET place = $1 WHERE item = $2", place).await?;
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
async fn join(log: &mut Log, who: &Staff, id: &ItemId, series: Option<&GroupId>) -> Result<(), DeskError> {
    let item = Item::load(log.tx(), id).await?;
    if series_of(&item.manuscript).as_ref() == series {
        return Ok(());
    }
    may_write(log, who, &item, item.edit).await?;
    let manuscript = if let Some(series) = series {
        item.manuscript.clone().with("group", Value::from(series.as_str()))
    } else {
        let mut fields = Map::from(item.manuscript.clone());
        fields.remove("group");
        Manuscript::new(fields)
    };
    write(log, who, &item, &manuscript.map_err(one_fault)?, How::Whole).await.map(drop)
}

/// The series in which a working copy stands.
fn series_of(manuscript: &Manuscript) -> Option<GroupId> {
    manuscript.field("group").and_then(Value::as_str).and_then(|group| group.parse().ok())
}
