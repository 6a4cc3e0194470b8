//! The newest hits of a query and their count, out of many stories, beside the full-text search of PostgreSQL and of
//! SQLite.

mod asked;
mod known;
mod made;
mod ours;
mod peers;

pub use known::run as known_items;

use crate::{
    agency::Place,
    corpora,
    figures::{Latencies, Unit, digits, median, number, thousands},
    report::{Line, Section},
    reverse::postgres::Postgres,
    vocabulary::Vocabulary,
};
use anyhow::{Result, ensure};
use asked::{Asked, Asking, Kind};
use audience::Entitlement;
use made::{LANGUAGES, Made};
use ours::Ours;
use peers::{Filed, Found, InPostgres, InSqlite};
use std::{path::Path, time::Duration};
use tokio::runtime::Runtime;

/// Stories, unless the caller wants another number.
pub const STORIES: u64 = 1_000_000;
/// Stories that are filed together.
const BATCH: u64 = 500;
/// Different queries of each kind.
const QUERIES: usize = 60;
/// Rounds that are counted; one before them asks everything for the first time.
const ROUNDS: usize = 3;
/// Products of the contract that covers a part of the stories only.
const SOME_PRODUCTS: u32 = 3;

/// Makes the stories, files them with all sides, and asks.
pub fn run(place: &Place, corpora: &Path, stories: u64) -> Result<Section> {
    let clippings = corpora::read(corpora, usize::MAX)?;
    let runtime = Runtime::new()?;
    let server = Postgres::start()?;
    runtime.block_on(async {
        let mut sides = Sides::open(place, &server).await?;
        let mut made = Made::of(&clippings)?;
        sides.file(&mut made, stories).await?;
        drop(made);
        let mut notes = sides.index(stories).await?;
        let asked = sides.asked(&Vocabulary::of(&clippings, &LANGUAGES.map(|(code, _)| code)), stories).await?;
        drop(clippings);
        let mut rounds = Vec::new();
        for _ in 0..=ROUNDS {
            rounds.push(sides.round(&asked).await?);
        }
        sides.ours.close().await;
        let first = rounds.remove(0);
        notes.extend(agreement(&first));
        let mut section = Section::new("searching", method(stories), lines(&first, &rounds)).beside("peer");
        for note in notes {
            section.note(note);
        }
        Ok(section)
    })
}

fn method(stories: u64) -> String {
    format!(
        "The {} newest stories that a query finds, and how many it finds, out of {}, made of those of the corpora: each \
         has the headline of a real one and as many sentences, shuffled, some of them from another story of its language. \
         Peers: PostgreSQL (`tsvector`, GIN; `ORDER BY seq DESC LIMIT` and `count(*)`) and SQLite FTS5 (`ORDER BY rowid \
         DESC LIMIT` and `count(*)`), without contracts. The contract of Tellal's reader covers every story, that of \
         the other reader {SOME_PRODUCTS} of {} products. {QUERIES} different queries of each kind, in four languages; all \
         asked once, then {ROUNDS} rounds in turn.",
        ours::HITS,
        thousands(number(stories)),
        ours::PRODUCTS,
    )
}

/// All sides, with the same stories.
struct Sides {
    ours: Ours,
    postgres: InPostgres,
    sqlite: InSqlite,
    /// Covers every story.
    all: Entitlement,
    some: Entitlement,
}

/// What one query showed in one round: the times of all sides, and what they found.
struct Answer {
    kind: Kind,
    ours: Duration,
    some: Duration,
    postgres: Duration,
    sqlite: Duration,
    counts: [u64; 3],
}

impl Sides {
    async fn open(place: &Place, server: &Postgres) -> Result<Self> {
        Ok(Self {
            ours: Ours::open(place.dir()).await?,
            postgres: InPostgres::open(server).await?,
            sqlite: InSqlite::open(&place.dir().join("fts5.db")).await?,
            all: ours::contract(u32::try_from(ours::PRODUCTS)?),
            some: ours::contract(SOME_PRODUCTS),
        })
    }

    async fn file(&mut self, made: &mut Made<'_>, stories: u64) -> Result<()> {
        let mut seq = 0;
        while seq < stories {
            let batch = (0..BATCH.min(stories - seq)).map(|_| made.next()).collect::<Result<Vec<_>>>()?;
            let count = batch.len() as u64;
            self.ours.release(batch.clone()).await?;
            let created = self.ours.now().as_millisecond();
            let filed = (seq + 1..).zip(&batch).map(|(seq, story)| Filed::of(story, seq, created));
            let filed = filed.collect::<Result<Vec<_>>>()?;
            self.postgres.file(&filed).await?;
            self.sqlite.file(&filed).await?;
            seq += count;
        }
        Ok(())
    }

    async fn index(&mut self, stories: u64) -> Result<Vec<String>> {
        let (reached, settled) = self.ours.index().await?;
        let postgres = self.postgres.index().await?;
        let sqlite = self.sqlite.index().await?;
        let seconds = |time: Duration| Unit::Seconds.write(time.as_secs_f64());
        Ok(vec![format!(
            "{} stories could be found after {} ({} until the index was merged); PostgreSQL made its table and indexes \
             in {}, {} of them; FTS5 merged its own in {}, after it was filled row by row.",
            thousands(number(stories)),
            seconds(reached),
            seconds(settled),
            seconds(postgres),
            Unit::Bytes.write(number(self.postgres.bytes().await?)),
            seconds(sqlite),
        )])
    }

    async fn asked(&mut self, vocabulary: &Vocabulary, stories: u64) -> Result<Vec<Asked>> {
        let mut words = Vec::new();
        for (code, _) in LANGUAGES {
            words.extend(vocabulary.language(code)?.frequent().map(|word| (code.to_owned(), word.to_owned())));
        }
        self.postgres.ask_for_stops(words).await?;
        let stopped = |code: &str, word: &str| self.postgres.stops(code, word);
        let mut asking = Asking::new(vocabulary, ours::released(stories)?, &stopped);
        let all = (0..QUERIES).flat_map(|n| Kind::ALL.map(|kind| (n, kind)));
        all.map(|(n, kind)| asking.next(kind, n)).collect()
    }

    /// Asks all sides in turn.
    async fn round(&mut self, asked: &[Asked]) -> Result<Vec<Answer>> {
        let mut answers = Vec::with_capacity(asked.len());
        for one in asked {
            let text = one.query();
            let (hits, ours) = self.ours.newest(&text, &self.all).await?;
            let (_, some) = self.ours.newest(&text, &self.some).await?;
            let (theirs, postgres) = self.postgres.newest(one).await?;
            let (lites, sqlite) = self.sqlite.newest(one).await?;
            let found: Found = (hits.total as u64, hits.hits.iter().map(|hit| hit.seq).collect());
            if one.is_read_alike() {
                ensure!(found == theirs, "{text}: {found:?} were found, and by PostgreSQL {theirs:?}");
                ensure!(found == lites, "{text}: {found:?} were found, and by FTS5 {lites:?}");
            }
            let counts = [found.0, theirs.0, lites.0];
            answers.push(Answer { kind: one.kind, ours, some, postgres, sqlite, counts });
        }
        Ok(answers)
    }
}

/// The times of one kind in one round.
fn of_kind(answers: &[Answer], kind: Kind, time: impl Fn(&Answer) -> Duration) -> Latencies {
    Latencies::new(answers.iter().filter(|answer| answer.kind == kind).map(time).collect())
}

fn lines(first: &[Answer], rounds: &[Vec<Answer>]) -> Vec<Line> {
    let mut lines = Vec::new();
    for kind in Kind::ALL {
        let mut line = |what: &str, percent, ours: fn(&Answer) -> Duration, peer: fn(&Answer) -> Duration| {
            let of = |time: fn(&Answer) -> Duration| -> Vec<f64> {
                rounds.iter().map(|answers| of_kind(answers, kind, time).percentile(percent)).collect()
            };
            let what = format!("{}, p{percent}; {what}", kind.name());
            lines.push(Line::of_rounds(what, Unit::Seconds, &of(ours), &of(peer)).aim("≤ 0.1"));
        };
        for percent in [50, 99] {
            line("PostgreSQL", percent, |a| a.ours, |a| a.postgres);
            line("FTS5", percent, |a| a.ours, |a| a.sqlite);
        }
        line("the other reader; PostgreSQL", 50, |a| a.some, |a| a.postgres);
        let times = |time: fn(&Answer) -> Duration| [of_kind(first, kind, time).percentile(50)];
        let what = format!("{}, asked for the first time, p50; FTS5", kind.name());
        lines.push(Line::of_rounds(what, Unit::Seconds, &times(|a| a.ours), &times(|a| a.sqlite)).aim("≤ 0.1"));
    }
    lines
}

/// How far the counts of the sides agree.
fn agreement(answers: &[Answer]) -> Vec<String> {
    let mut notes = vec![
        "Where words have no endings that are cut (Japanese), all sides found the same stories, in every kind of query."
            .to_owned(),
    ];
    for kind in Kind::ALL {
        let of_kind = || answers.iter().filter(|answer| answer.kind == kind);
        let mut found: Vec<f64> = of_kind().map(|answer| number(answer.counts[0])).collect();
        found.sort_unstable_by(f64::total_cmp);
        let share = |peer: usize| {
            let same = of_kind().filter(|a| a.counts[0] == a.counts[peer]).count();
            let shares: Vec<f64> =
                of_kind().filter(|a| a.counts[0] > 0).map(|a| number(a.counts[peer]) / number(a.counts[0])).collect();
            format!("{same} of {QUERIES} the same, {} of ours in the middle", digits(median(&shares)))
        };
        notes.push(format!(
            "{}: {} stories in the middle, {} at most; counted by PostgreSQL: {}; by FTS5: {}.",
            kind.name(),
            thousands(median(&found)),
            thousands(found[found.len() - 1]),
            share(1),
            share(2),
        ));
    }
    notes
}
