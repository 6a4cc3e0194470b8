//! `/portal/api/marks`: what a reader has seen, opened and marked, the same on all their devices.
//!
//! It is kept in blocks of [`BLOCK_NUMBERS`] numbers of the wire, a bit for each: a year of reading everything is some
//! hundreds of rows. Devices add to what is there, so that none takes away what another one told.

use crate::{Portal, reader::Reader};
use account::PersonId;
use axum::{
    Router,
    extract::State,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, HeaderName},
    },
    response::IntoResponse,
    routing::get,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::{Db, Row, StoreError, Tx, args};
use web::{Json, Problem, Query};

/// Numbers that one request may name.
const NUMBERS_MAX: usize = 1_000;
/// Blocks that one request may be about: each is a row that is read, and perhaps written.
const BLOCKS_MAX: u64 = 64;
/// Numbers of the wire that share a row.
const BLOCK_NUMBERS: u64 = 1_024;
const BLOCK_BYTES: usize = 128;
/// What is read belongs to one reader.
const PRIVATE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];

pub(super) fn routes() -> Router<Portal> {
    Router::new().route("/portal/api/marks", get(list).post(add))
}

/// A bit for each number of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bits([u8; BLOCK_BYTES]);

impl Bits {
    const NONE: Self = Self([0; BLOCK_BYTES]);

    fn read(row: &Row, column: &'static str) -> Result<Self, StoreError> {
        let (kept, mut bits) = (row.bytes(column)?, Self::NONE);
        let too_long = || StoreError::Corrupt { column, why: format!("{} bytes are too many", kept.len()) };
        bits.0.get_mut(..kept.len()).ok_or_else(too_long)?.copy_from_slice(&kept);
        Ok(bits)
    }

    /// As it is kept: without the empty bytes at the end.
    fn kept(&self) -> Vec<u8> {
        let used = self.0.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        self.0[..used].to_vec()
    }

    fn set(&mut self, seq: u64, on: bool) {
        let (byte, bit) = place(seq);
        if on { self.0[byte] |= bit } else { self.0[byte] &= !bit }
    }

    /// The numbers of block `block` that are set.
    fn numbers(&self, block: u64) -> impl Iterator<Item = u64> {
        let first = block * BLOCK_NUMBERS;
        (first..first + BLOCK_NUMBERS).filter(|&seq| {
            let (byte, bit) = place(seq);
            self.0[byte] & bit != 0
        })
    }
}

/// Where the bit of a number is in its block.
fn place(seq: u64) -> (usize, u8) {
    let within = seq % BLOCK_NUMBERS;
    (usize::try_from(within / 8).unwrap_or_default(), 1 << (within % 8))
}

/// The marks of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    seen: Bits,
    opened: Bits,
    marked: Bits,
}

impl Block {
    const EMPTY: Self = Self { seen: Bits::NONE, opened: Bits::NONE, marked: Bits::NONE };

    fn read(row: &Row) -> Result<(u64, Self), StoreError> {
        let marks = Self {
            seen: Bits::read(row, "seen")?,
            opened: Bits::read(row, "opened")?,
            marked: Bits::read(row, "marked")?,
        };
        Ok((row.count("block")?, marks))
    }
}

/// What a device tells.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct News {
    seen: Vec<u64>,
    opened: Vec<u64>,
    marked: Vec<u64>,
    unmarked: Vec<u64>,
    /// The newest number that was shown.
    top: Option<u64>,
}

impl News {
    fn check(&self, head: u64) -> Result<(), Problem> {
        let lists =
            [("seen", &self.seen), ("opened", &self.opened), ("marked", &self.marked), ("unmarked", &self.unmarked)];
        let count: usize = lists.iter().map(|(_, list)| list.len()).sum();
        if count > NUMBERS_MAX {
            let why = format_args!("and the other lists hold {count} numbers; at most {NUMBERS_MAX} are allowed");
            return Err(Problem::unprocessable("seen", why));
        }
        let beyond = |field: String, seq: u64| {
            let why = format_args!("is {seq}; the wire goes from 1 to {head}");
            Problem::unprocessable(field, why).with("head", head)
        };
        for (name, list) in lists {
            if let Some((at, &seq)) = list.iter().enumerate().find(|(_, seq)| !(1..=head).contains(*seq)) {
                return Err(beyond(format!("{name}[{at}]"), seq));
            }
        }
        if let Some(at) = self.unmarked.iter().position(|seq| self.marked.contains(seq)) {
            return Err(Problem::unprocessable(format!("unmarked[{at}]"), "is in `marked` as well"));
        }
        let blocks = self.blocks().len() as u64;
        if blocks > BLOCKS_MAX {
            let why = format_args!(
                "and the other lists name numbers in {blocks} blocks of {BLOCK_NUMBERS}; at most {BLOCKS_MAX} are allowed"
            );
            return Err(Problem::unprocessable("seen", why));
        }
        // Whoever looked at an empty wire has seen up to 0.
        self.top.filter(|top| *top > head).map_or(Ok(()), |top| Err(beyond("top".to_owned(), top)))
    }

    /// Adds it to the blocks that it is about.
    fn add_to(&self, blocks: &mut BTreeMap<u64, Block>) {
        let mut each = |list: &[u64], change: fn(&mut Block, u64)| {
            for &seq in list {
                change(blocks.entry(seq / BLOCK_NUMBERS).or_insert(Block::EMPTY), seq);
            }
        };
        each(&self.seen, |block, seq| block.seen.set(seq, true));
        each(&self.opened, |block, seq| block.opened.set(seq, true));
        each(&self.marked, |block, seq| block.marked.set(seq, true));
        each(&self.unmarked, |block, seq| block.marked.set(seq, false));
    }

    /// The blocks that it is about.
    fn blocks(&self) -> BTreeSet<u64> {
        let all = [&self.seen, &self.opened, &self.marked, &self.unmarked].into_iter().flatten();
        all.map(|seq| seq / BLOCK_NUMBERS).collect()
    }
}

/// `POST /portal/api/marks`
async fn add(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Json(news): Json<News>,
) -> Result<impl IntoResponse, Problem> {
    news.check(portal.gate.head())?;
    let mut tx = portal.db.begin().await?;
    match write(&mut tx, &who.id, &news, portal.clock.now()).await {
        Ok(()) => tx.commit().await?,
        Err(error) => {
            // What failed is the one to tell; a failed rollback only costs the connection.
            let _ = tx.rollback().await;
            return Err(error.into());
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn write(tx: &mut Tx, who: &PersonId, news: &News, now: Timestamp) -> Result<(), StoreError> {
    lock(tx, who).await?;
    if let Some(top) = news.top {
        // It never goes back: a device that slept for a week does not bring its week again.
        let sql = "UPDATE reader SET top = $2, visited = $3 WHERE person = $1 AND (top IS NULL OR top <= $2)";
        tx.run(sql, args![who.as_str(), top, story::to_millis(now)]).await?;
    }
    let mut before = BTreeMap::new();
    for number in news.blocks() {
        let row = tx.one(ONE, args![who.as_str(), number]).await?;
        before.extend(row.as_ref().map(Block::read).transpose()?);
    }
    let mut after = before.clone();
    news.add_to(&mut after);
    for (number, block) in after.iter().filter(|(number, block)| before.get(number) != Some(block)) {
        let Block { seen, opened, marked } = block;
        let row = args![who.as_str(), *number, seen.kept(), opened.kept(), marked.kept()];
        tx.run(PUT, row).await?;
    }
    Ok(())
}

const BETWEEN: &str =
    "SELECT block, seen, opened, marked FROM reader_marks WHERE person = $1 AND block BETWEEN $2 AND $3 ORDER BY block";
const ONE: &str = "SELECT block, seen, opened, marked FROM reader_marks WHERE person = $1 AND block = $2";
const PUT: &str = "INSERT INTO reader_marks (person, block, seen, opened, marked) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (person, block) \
                   DO UPDATE SET seen = excluded.seen, opened = excluded.opened, marked = excluded.marked";

/// Makes the reader's row, or waits for the other device that is writing: what it wrote is read afterwards.
async fn lock(tx: &mut Tx, who: &PersonId) -> Result<(), StoreError> {
    let sql = "INSERT INTO reader (person, settings) VALUES ($1, '{}') \
               ON CONFLICT (person) DO UPDATE SET person = excluded.person";
    tx.run(sql, args![who.as_str()]).await.map(drop)
}

/// Which numbers are asked about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    from: u64,
    until: u64,
}

/// The marks of a reader.
#[derive(Debug, Default, Serialize)]
struct Marks {
    seen: Vec<u64>,
    opened: Vec<u64>,
    marked: Vec<u64>,
}

/// `GET /portal/api/marks`
async fn list(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Query(Asked { from, until }): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    if until < from {
        return Err(Problem::bad_field("until", format_args!("is {until}, which is before `from`")));
    }
    let blocks = until / BLOCK_NUMBERS - from / BLOCK_NUMBERS + 1;
    if blocks > BLOCKS_MAX {
        let why = format_args!(
            "is {until}; from {from} on, these are {blocks} blocks of {BLOCK_NUMBERS}, and at most {BLOCKS_MAX} are allowed"
        );
        return Err(Problem::bad_field("until", why));
    }
    Ok((PRIVATE, Json(marks(&portal.db, &who.id, from, until).await?)))
}

async fn marks(db: &Db, who: &PersonId, from: u64, until: u64) -> Result<Marks, StoreError> {
    let mut marks = Marks::default();
    for row in db.all(BETWEEN, args![who.as_str(), from / BLOCK_NUMBERS, until / BLOCK_NUMBERS]).await? {
        let (number, block) = Block::read(&row)?;
        let asked = |bits: &Bits| bits.numbers(number).filter(|seq| (from..=until).contains(seq)).collect::<Vec<_>>();
        marks.seen.extend(asked(&block.seen));
        marks.opened.extend(asked(&block.opened));
        marks.marked.extend(asked(&block.marked));
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_bit_of_its_own() {
        let mut bits = Bits::NONE;
        let numbers = [1_024, 1_025, 1_031, 1_032, 1_500, 2_047];
        for seq in numbers {
            bits.set(seq, true);
        }
        assert_eq!(bits.numbers(1).collect::<Vec<_>>(), numbers);
        bits.set(1_031, false);
        assert_eq!(bits.numbers(1).count(), numbers.len() - 1);
        assert!(Bits::NONE.kept().is_empty());
        bits = Bits::NONE;
        bits.set(9, true);
        assert_eq!(bits.kept(), [0, 2], "the empty bytes at the end are not kept");
    }

    #[test]
    fn what_is_told_is_bounded() {
        let told =
            |json: &str| serde_json::from_str::<News>(json).unwrap().check(58).map_err(|p| p.detail().to_owned());
        assert_eq!(told(r#"{"seen":[1,58],"marked":[2],"unmarked":[3],"top":58}"#), Ok(()));
        assert_eq!(told(r#"{"top":0}"#), Ok(()));
        for (json, why) in [
            (r#"{"seen":[1,59]}"#, "`seen[1]` is 59; the wire goes from 1 to 58"),
            (r#"{"opened":[0]}"#, "`opened[0]` is 0; the wire goes from 1 to 58"),
            (r#"{"top":59}"#, "`top` is 59; the wire goes from 1 to 58"),
            (r#"{"marked":[4],"unmarked":[3,4]}"#, "`unmarked[1]` is in `marked` as well"),
        ] {
            assert_eq!(told(json), Err(why.to_owned()));
        }
        let many = News { seen: vec![1; NUMBERS_MAX], opened: vec![1], ..News::default() };
        assert!(many.check(58).is_err());
        let just = News { seen: vec![1; NUMBERS_MAX], ..News::default() };
        assert!(just.check(58).is_ok());
        let apart = |blocks: u64| News { seen: (1..=blocks).map(|n| n * BLOCK_NUMBERS).collect(), ..News::default() };
        assert!(apart(BLOCKS_MAX).check(u64::MAX).is_ok());
        let why = apart(BLOCKS_MAX + 1).check(u64::MAX).map_err(|problem| problem.detail().to_owned());
        let expected = "`seen` and the other lists name numbers in 65 blocks of 1024; at most 64 are allowed";
        assert_eq!(why, Err(expected.to_owned()));
    }
}
