//! Durable appends to the wire, alone and with many waiting writers, beside a bare `fdatasync`.

use crate::{
    agency::Place,
    figures::{Latencies, Unit, per_second},
    floor::Disk,
    generated::{BODY_CHARS, Generator},
    report::{Line, Section},
};
use anyhow::{Result, ensure};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Db, Location, SystemClock};
use story::{Act, AgencyCode, ItemId, Kind, ProductId, State, Story};
use tokio::{runtime::Runtime, task::JoinSet};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use wire::{Dispatch, NewDispatch, Reader, Signal, Signer, WireError, Writer};

/// Rounds that are counted; one before them warms up.
const ROUNDS: usize = 7;
/// Bare syncs in a round.
const SYNCS: usize = 300;
/// Appends of the lone writer in a round.
const ALONE: usize = 300;
/// Writers that wait together.
const WRITERS: usize = 64;
/// Appends of each of them in a round.
const EACH: usize = 40;

/// A wire on a new database.
pub struct Wire {
    writer: Writer,
    reader: Reader,
    generator: Generator,
    made: u64,
    stop: CancellationToken,
    tasks: TaskTracker,
    db: Db,
}

/// What one round of one kind showed.
struct Round {
    rate: f64,
    p50: f64,
    p99: f64,
}

impl Round {
    fn new(latencies: Vec<Duration>, took: Duration) -> Self {
        let rate = per_second(latencies.len() as u64, took);
        let latencies = Latencies::new(latencies);
        Self { rate, p50: latencies.percentile(50), p99: latencies.percentile(99) }
    }
}

pub fn run(place: &Place) -> Result<Section> {
    let folder = place.dir().join("appends");
    std::fs::create_dir(&folder)?;
    let mut rounds = Vec::new();
    Runtime::new()?.block_on(async {
        let mut wire = Wire::open(&folder).await?;
        let mut disk = Disk::new(&folder)?;
        for _ in 0..=ROUNDS {
            rounds.push((bare(&mut disk)?, wire.alone().await?, wire.together().await?));
        }
        wire.close().await
    })?;
    rounds.remove(0);
    Ok(section(&rounds))
}

fn section(rounds: &[(Round, Round, Round)]) -> Section {
    let all = |of: fn(&(Round, Round, Round)) -> f64| rounds.iter().map(of).collect::<Vec<f64>>();
    let (rate, p50, p99) = (all(|r| r.0.rate), all(|r| r.0.p50), all(|r| r.0.p99));
    let many = |what: &str| format!("{WRITERS} writers, {what}");
    let lines = vec![
        Line::of_rounds("one writer, appends", Unit::PerSecond, &all(|r| r.1.rate), &rate),
        Line::of_rounds("one writer, p50", Unit::Seconds, &all(|r| r.1.p50), &p50),
        Line::of_rounds("one writer, p99", Unit::Seconds, &all(|r| r.1.p99), &p99),
        Line::of_rounds(many("appends (the ratio is appends per sync)"), Unit::PerSecond, &all(|r| r.2.rate), &rate)
            .aim("≥ 10 per sync"),
        Line::of_rounds(many("p50"), Unit::Seconds, &all(|r| r.2.p50), &p50).aim("≤ 2 syncs"),
        Line::of_rounds(many("p99"), Unit::Seconds, &all(|r| r.2.p99), &p99),
    ];
    let method = format!(
        "Durable appends of stories of {BODY_CHARS} characters to a wire on SQLite; one writer ({ALONE} appends), then \
         {WRITERS} writers ({} appends). Floor: 4 KB to the end of a file and `fdatasync`, in the same folder ({SYNCS} \
         times). {ROUNDS} rounds in turn, after one to warm up.",
        WRITERS * EACH
    );
    Section::new("appends", method, lines)
}

fn bare(disk: &mut Disk) -> Result<Round> {
    let begin = Instant::now();
    let latencies = (0..SYNCS).map(|_| disk.sync()).collect::<Result<Vec<_>>>()?;
    Ok(Round::new(latencies, begin.elapsed()))
}

impl Wire {
    /// Opens it in a folder.
    pub async fn open(folder: &Path) -> Result<Self> {
        let db = Db::open(&Location::Sqlite(folder.join("tellal.db"))).await?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let signer = Signer::from_seed(&[7; 32]);
        let clock = Arc::new(SystemClock);
        let (writer, reader) = wire::open(db.clone(), signer, clock, Signal::None, &tasks, stop.clone()).await?;
        Ok(Self { writer, reader, generator: Generator::seeded(1), made: 0, stop, tasks, db })
    }

    /// Dispatches of new items, made before the time is taken.
    fn dispatches(&mut self, count: usize) -> Result<Vec<NewDispatch>> {
        let code = AgencyCode::new("tel")?;
        let day = jiff::civil::date(2026, 9, 1);
        (0..count)
            .map(|_| {
                self.made += 1;
                let story: Story = serde_json::from_value(self.generator.story())?;
                let story = story.ready().map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
                let item = ItemId::new(&code, Kind::Text, day, self.made);
                let (act, state, products) = (Act::Release, State::Usable, vec![ProductId(1)]);
                Ok(NewDispatch { act, item, version: 1, state, products, story })
            })
            .collect()
    }

    /// How long each of so many appends of a lone writer takes.
    pub async fn alone_latencies(&mut self, count: usize) -> Result<Vec<Duration>> {
        let dispatches = self.dispatches(count)?;
        Ok(append_all(&self.writer, dispatches).await?)
    }

    async fn alone(&mut self) -> Result<Round> {
        let dispatches = self.dispatches(ALONE)?;
        let begin = Instant::now();
        let latencies = append_all(&self.writer, dispatches).await?;
        Ok(Round::new(latencies, begin.elapsed()))
    }

    async fn together(&mut self) -> Result<Round> {
        let shares = (0..WRITERS).map(|_| self.dispatches(EACH)).collect::<Result<Vec<_>>>()?;
        let mut writers = JoinSet::new();
        let begin = Instant::now();
        for share in shares {
            let writer = self.writer.clone();
            writers.spawn(async move { append_all(&writer, share).await });
        }
        let mut latencies = Vec::with_capacity(WRITERS * EACH);
        while let Some(done) = writers.join_next().await {
            latencies.extend(done??);
        }
        Ok(Round::new(latencies, begin.elapsed()))
    }

    /// Closes the wire, having looked that it holds what was appended.
    pub async fn close(self) -> Result<()> {
        let head = self.reader.head();
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.db.close().await;
        ensure!(head == self.made, "{} dispatches were appended, and the wire holds {head}", self.made);
        Ok(())
    }
}

/// Appends one after the other; answers how long each took.
async fn append_all(writer: &Writer, dispatches: Vec<NewDispatch>) -> Result<Vec<Duration>, WireError> {
    let mut latencies = Vec::with_capacity(dispatches.len());
    for new in dispatches {
        let begin = Instant::now();
        let _: Arc<Dispatch> = writer.commit(move |log| Box::pin(log.append(new))).await?;
        latencies.push(begin.elapsed());
    }
    Ok(latencies)
}
