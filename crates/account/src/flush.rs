//! Writes down what the meter counted: the holdings first, then the sums.

use crate::{
    OrganisationId,
    holding::written_numbers,
    meter::{Counted, Drained, Names, Reach, Sum},
};
use std::{
    collections::HashMap,
    fmt::Write,
    sync::{LazyLock, PoisonError, RwLock},
};
use store::{Db, StoreError, Tx, Value, args};

/// Rows that one statement writes.
const ROWS: usize = 64;
/// Rows that one transaction writes: a release that waits for the writer waits for a few milliseconds.
const TRANSACTION_ROWS: usize = 1_024;

/// The numbers of the organisations that were looked up.
pub(crate) type Numbers = HashMap<OrganisationId, u64>;

/// A statement for many rows, and the same for one.
struct Insert {
    many: String,
    one: String,
}

impl Insert {
    fn new(into: &str, columns: usize, rest: &str) -> Self {
        let rows = |rows: usize| {
            let mut sql = format!("INSERT INTO {into} VALUES ");
            for row in 0..rows {
                let places: Vec<_> = (1..=columns).map(|n| format!("${}", row * columns + n)).collect();
                let comma = if row == 0 { "" } else { ", " };
                write!(sql, "{comma}({})", places.join(", ")).expect("a text takes what is written to it");
            }
            sql + rest
        };
        Self { many: rows(ROWS), one: rows(1) }
    }

    /// Writes rows.
    async fn run(&'static self, tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        let mut rows = rows.into_iter();
        while rows.len() >= ROWS {
            tx.run(&self.many, rows.by_ref().take(ROWS).flatten().collect()).await?;
        }
        for row in rows {
            tx.run(&self.one, row).await?;
        }
        Ok(())
    }
}

static HOLDING: LazyLock<Insert> =
    LazyLock::new(|| Insert::new("holding (item, version, how, time, organisations)", 5, ""));

static USAGE: LazyLock<Insert> = LazyLock::new(|| {
    Insert::new(
        "usage (hour, organisation, taker, product, kind, format, way, given, bytes)",
        9,
        " ON CONFLICT (hour, organisation, taker, product, kind, format, way) \
         DO UPDATE SET given = usage.given + excluded.given, bytes = usage.bytes + excluded.bytes",
    )
});

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

async fn insert(db: &Db, into: &'static Insert, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    match into.run(&mut tx, rows).await {
        Ok(()) => tx.commit().await,
        Err(refused) => {
            // The statement's own error is the one to tell; a failed rollback only costs the connection.
            let _ = tx.rollback().await;
            Err(refused)
        }
    }
}

/// A row of `holding`; `None` when its organisations are gone.
fn holding(reach: &Reach, number: impl Fn(usize) -> Option<u64>) -> Option<Vec<Value>> {
    let numbers: Vec<u64> =
        reach.organisations.iter().filter_map(|&organisation| number(organisation as usize)).collect();
    let numbers = Some(numbers).filter(|numbers| !numbers.is_empty())?;
    Some(args![reach.item.as_str(), reach.version, reach.how.name(), reach.time, written_numbers(numbers)])
}

fn usage(organisation: u64, taker: &str, counted: &Counted, sum: Sum) -> Vec<Value> {
    args![
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
