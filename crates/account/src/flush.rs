//! Writes down what the meter counted: the holdings first, then the sums.

use crate::{
    OrganisationId,
    holding::written_numbers,
    meter::{Counted, Drained, Names, Reach, Sum},
};
use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};
use store::{Db, Rows, StoreError, Value, args, row};

/// Rows that one transaction writes: a release that waits for the writer waits for a few milliseconds.
const TRANSACTION_ROWS: usize = 1_024;

/// The numbers of the organisations that were looked up.
pub(crate) type Numbers = HashMap<OrganisationId, u64>;

static HOLDING: Rows<5> = Rows::new("INSERT INTO holding (item, version, how, time, organisations) VALUES", "");

static USAGE: Rows<9> = Rows::new(
    "INSERT INTO usage (hour, organisation, taker, product, kind, format, way, given, bytes) VALUES",
    " ON CONFLICT (hour, organisation, taker, product, kind, format, way) \
     DO UPDATE SET given = usage.given + excluded.given, bytes = usage.bytes + excluded.bytes",
);

/// Writes what was drained. Answers what was not written, with the reason.
pub(crate) async fn write(
    db: &Db,
    names: &RwLock<Names>,
    numbers: &mut Numbers,
    drained: Drained,
) -> (Drained, Result<(), StoreError>) {
    let mut left = drained;
    let outcome = write_all(db, names, numbers, &mut left).await;
    (left, outcome)
}

async fn write_all(
    db: &Db,
    names: &RwLock<Names>,
    numbers: &mut Numbers,
    left: &mut Drained,
) -> Result<(), StoreError> {
    let known: Vec<OrganisationId> = names.read().unwrap_or_else(PoisonError::into_inner).organisations.clone();
    if known.iter().any(|organisation| !numbers.contains_key(organisation)) {
        for row in db.all("SELECT id, number FROM organisation", args![]).await? {
            numbers.insert(OrganisationId(row.text("id")?), row.count("number")?);
        }
    }
    let number = |organisation: usize| known.get(organisation).and_then(|id| numbers.get(id)).copied();
    while !left.reaches.is_empty() {
        let chunk = left.reaches.len().min(TRANSACTION_ROWS);
        let rows = left.reaches[..chunk].iter().filter_map(|reach| holding(reach, number)).collect();
        insert(db, &HOLDING, rows).await?;
        left.reaches.drain(..chunk);
    }
    while !left.takings.is_empty() {
        let chunk = left.takings.len().min(TRANSACTION_ROWS);
        let mut tx = db.begin().await?;
        for taking in &left.takings[..chunk] {
            taking.write(&mut tx).await?;
        }
        tx.commit().await?;
        left.takings.drain(..chunk);
    }
    while !left.sums.is_empty() {
        let chunk = left.sums.len().min(TRANSACTION_ROWS);
        let rows = {
            let names = names.read().unwrap_or_else(PoisonError::into_inner);
            let row = |(counted, sum): &(Counted, Sum)| {
                let number = number(counted.taker.organisation())?;
                Some(usage(number, names.takers.get(counted.taker.taker())?, counted, *sum))
            };
            left.sums[..chunk].iter().filter_map(row).collect()
        };
        insert(db, &USAGE, rows).await?;
        left.sums.drain(..chunk);
    }
    Ok(())
}

async fn insert<const COLUMNS: usize>(
    db: &Db,
    into: &Rows<COLUMNS>,
    rows: Vec<[Value; COLUMNS]>,
) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    match tx.run_rows(into, rows).await {
        Ok(_) => tx.commit().await,
        Err(refused) => {
            // The statement's own error is the one to tell; a failed rollback only costs the connection.
            let _ = tx.rollback().await;
            Err(refused)
        }
    }
}

/// A row of `holding`; `None` when its organisations are gone.
fn holding(reach: &Reach, number: impl Fn(usize) -> Option<u64>) -> Option<[Value; 5]> {
    let numbers: Vec<u64> =
        reach.organisations.iter().filter_map(|&organisation| number(organisation as usize)).collect();
    let numbers = Some(numbers).filter(|numbers| !numbers.is_empty())?;
    Some(row![reach.item.as_str(), reach.version, reach.how.name(), reach.time, written_numbers(numbers)])
}

fn usage(organisation: u64, taker: &str, counted: &Counted, sum: Sum) -> [Value; 9] {
    row![
        counted.hour,
        organisation,
        taker,
        counted.product.0,
        counted.kind.name(),
        counted.format,
        counted.way.name(),
        sum.times,
        sum.bytes
    ]
}
