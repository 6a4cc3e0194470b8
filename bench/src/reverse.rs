//! Which of a great many saved searches one story meets, beside a loop over all of them and beside PostgreSQL.

mod peer;
pub mod postgres;
mod searches;

use crate::{
    corpora::{self, Clipping},
    figures::{Latencies, Unit, digits, number, thousands},
    report::{Line, Section},
};
use anyhow::{Context, Result, ensure};
use jiff::Timestamp;
use peer::Peer;
use postgres::Postgres;
use query::{About, Matcher, Prepared, Query, Rarity, Reading, Scratch, analysis::Analysis};
use searches::Searches;
use std::{
    collections::HashSet,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};
use story::{ItemId, ProductId, Story};
use tokio::runtime::Runtime;

/// Searches: as many as a large agency has, and ten times as many.
const SEARCHES: usize = 100_000;
const MANY_SEARCHES: usize = 1_000_000;
/// Stories of each file that are read.
const EACH_MAX: usize = 4_500;
/// One of so many stories is held out: the searches are made without it.
const HELD_OUT: usize = 16;
/// Held-out stories that are asked about.
const STORIES: usize = 1_000;
/// Stories by which rarity is judged.
const SAMPLE: usize = 5_000;
/// Stories that the loop over all searches is asked about.
const LOOP_STORIES: usize = 20;
/// English stories that PostgreSQL is asked about, and of how many words at most: it keeps 255 places of a word.
const PEER_STORIES: usize = 20;
const PEER_STORIES_OF_MANY: usize = 5;
const PEER_WORDS_MAX: usize = 2_000;
/// Rounds that are counted; one before them warms up.
const ROUNDS: usize = 5;

/// A story that nobody has seen, with what the wire says of it.
struct New {
    story: Story,
    item: ItemId,
}

impl New {
    fn of(clipping: &Clipping, number: u32) -> Result<Self> {
        let item = format!("tel:text:20260901:{}", number + 1).parse()?;
        Ok(Self { story: clipping.story(number)?, item })
    }

    fn read(&self) -> Reading {
        let created = Timestamp::UNIX_EPOCH;
        Reading::of(&self.story, About { item: &self.item, products: &[ProductId(1)], created })
    }
}

/// Measures both numbers of searches.
pub fn run(corpora: &Path) -> Result<Section> {
    let clippings = corpora::read(corpora, EACH_MAX)?;
    let is_held_out = |n: usize| n % HELD_OUT == HELD_OUT / 2;
    let known = || clippings.iter().enumerate().filter(|(n, _)| !is_held_out(*n)).map(|(_, clipping)| clipping);
    let held_out = clippings.iter().enumerate().filter(|(n, _)| is_held_out(*n)).map(|(_, clipping)| clipping);
    let stories = (0..).zip(held_out).take(STORIES).map(|(n, c)| New::of(c, n)).collect::<Result<Vec<_>>>()?;
    ensure!(stories.len() == STORIES, "the corpora hold {} stories too few", STORIES - stories.len());
    let mut made = Searches::of(known());
    let searches = (0..MANY_SEARCHES).map(|_| made.next()).collect::<Result<Vec<String>>>()?;
    drop(made);
    let sample = known().step_by(known().count() / SAMPLE).collect::<Vec<_>>();
    let server = Postgres::start()?;
    let runtime = Runtime::new()?;
    let mut lines = Vec::new();
    let mut notes = Vec::new();
    for (count, peer_stories) in [(SEARCHES, PEER_STORIES), (MANY_SEARCHES, PEER_STORIES_OF_MANY)] {
        let searches = &searches[..count];
        let measured = Measured::of(&runtime, &server, searches, &sample, &stories, peer_stories)?;
        if lines.is_empty() {
            lines.extend(measured.reading_lines());
        }
        lines.extend(measured.lines());
        notes.extend(measured.notes());
    }
    let mut section = Section::new("reverse", method(known().count()), lines).beside("peer");
    for note in notes {
        section.note(note);
    }
    Ok(section)
}

fn method(known: usize) -> String {
    format!(
        "Stories that come in, and the saved searches that each of them meets, on one core: {} stories in English, \
         Turkish, Arabic and Japanese that the searches were made without. A search has two to eight words and \
         phrases, with and, or, not, fields and conditions, drawn from {} other stories. Peers: lower-cased words put \
         into a set; a loop over all searches, {LOOP_STORIES} stories; PostgreSQL with the same searches as `tsquery` \
         of the same units, {PEER_STORIES} and {PEER_STORIES_OF_MANY} English stories as ready-made `tsvector`, \
         parallel workers as it likes. All met the same searches. {ROUNDS} rounds in turn, after one to warm up.",
        thousands(number(STORIES as u64)),
        thousands(number(known as u64)),
    )
}

/// What one number of searches showed.
struct Measured {
    count: usize,
    rounds: Vec<Round>,
    load: Duration,
    reading_texts: Duration,
    peer_load: Duration,
    bytes: u64,
    peer_bytes: u64,
    looped: bool,
}

/// What one round showed: the time for each story, in seconds.
struct Round {
    reading: Latencies,
    splitting: Latencies,
    matching: Latencies,
    both: Latencies,
    /// Both, for the stories that PostgreSQL was asked about.
    english: Latencies,
    postgres: Latencies,
    looping: Option<Latencies>,
    met: Vec<usize>,
}

/// Everything that is asked in a round.
struct Asked<'a> {
    searches: &'a [String],
    stories: &'a [New],
    matcher: Matcher,
    scratch: Scratch,
    prepared: Vec<Prepared>,
    vectors: Vec<(&'a New, String)>,
    peer: Peer,
}

impl Measured {
    fn of(
        runtime: &Runtime,
        server: &Postgres,
        searches: &[String],
        sample: &[&Clipping],
        stories: &[New],
        peer_stories: usize,
    ) -> Result<Self> {
        let mut rarity = Rarity::default();
        for (n, clipping) in (0..).zip(sample) {
            rarity.count(&New::of(clipping, n)?.read());
        }
        let languages = ["en", "tr", "ar", "ja"].map(story::Lang::new).into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut matcher = Matcher::new(rarity).for_languages(&languages);
        let (mut load, mut reading_texts) = (Duration::ZERO, Duration::ZERO);
        for (id, text) in (0..).zip(searches) {
            let begin = Instant::now();
            let query = Query::read(text).with_context(|| format!("in `{text}`"))?;
            reading_texts += begin.elapsed();
            let begin = Instant::now();
            matcher.put(id, &query);
            load += begin.elapsed();
        }
        matcher.settle();
        let looped = searches.len() == SEARCHES;
        let english = Analysis::of(&story::Lang::new("en")?);
        let mut asked = Asked {
            searches,
            stories,
            scratch: Scratch::default(),
            prepared: Vec::new(),
            vectors: vectors(stories, peer_stories, english)?,
            peer: runtime.block_on(Peer::fill(server, searches, english))?,
            matcher,
        };
        if looped {
            let prepared = searches.iter().map(|text| Ok(Prepared::new(&Query::read(text)?)));
            asked.prepared = prepared.collect::<Result<_>>()?;
        }
        let mut rounds = Vec::new();
        for _ in 0..=ROUNDS {
            rounds.push(asked.round(runtime)?);
        }
        rounds.remove(0);
        let bytes = asked.matcher.bytes() as u64;
        let (peer_load, peer_bytes) = (asked.peer.filled, asked.peer.bytes);
        Ok(Self { count: searches.len(), rounds, load, reading_texts, peer_load, bytes, peer_bytes, looped })
    }

    fn line(
        &self,
        what: &str,
        ours: impl Fn(&Round) -> Option<f64>,
        peer: impl Fn(&Round) -> Option<f64>,
    ) -> Option<Line> {
        let all = |of: &dyn Fn(&Round) -> Option<f64>| self.rounds.iter().map(of).collect::<Option<Vec<f64>>>();
        Some(Line::of_rounds(what, Unit::Seconds, &all(&ours)?, &all(&peer)?))
    }

    fn reading_lines(&self) -> impl Iterator<Item = Line> {
        let line = |percent| {
            let what = format!("a story is read, p{percent}; words in a set");
            self.line(&what, |r| Some(r.reading.percentile(percent)), |r| Some(r.splitting.percentile(percent)))
        };
        [line(50), line(99)].into_iter().flatten()
    }

    fn lines(&self) -> impl Iterator<Item = Line> {
        let count = thousands(number(self.count as u64));
        let looping = |percent| {
            let what = format!("{count} searches, matched, p{percent}; the loop");
            let peer = |r: &Round| r.looping.as_ref().map(|l| l.percentile(percent));
            let aim = match (self.looped, percent) {
                (true, 50) => "≤ 250 µs",
                (true, _) => "≤ 1 ms",
                _ => "",
            };
            self.line(&what, |r| Some(r.matching.percentile(percent)), peer).map(|line| line.aim(aim))
        };
        let postgres = |percent| {
            let what = format!("{count} searches, read and matched, p{percent}; PostgreSQL");
            self.line(&what, |r| Some(r.english.percentile(percent)), |r| Some(r.postgres.percentile(percent)))
        };
        let once = |what: &str, unit, ours, peer| {
            Some(Line::of_rounds(format!("{count} searches, {what}"), unit, &[ours], &[peer]))
        };
        let aim = if self.looped { "≤ 15 MB" } else { "≤ 150 MB" };
        let (load, peer_load) = (self.load.as_secs_f64(), self.peer_load.as_secs_f64());
        let (bytes, peer_bytes) = (number(self.bytes), number(self.peer_bytes));
        [
            looping(50),
            looping(99),
            postgres(50),
            postgres(99),
            once("held; the table", Unit::Bytes, bytes, peer_bytes).map(|line| line.aim(aim)),
            once("loaded; COPY", Unit::Seconds, load, peer_load),
        ]
        .into_iter()
        .flatten()
    }

    fn notes(&self) -> Vec<String> {
        let count = thousands(number(self.count as u64));
        let least = |of: &dyn Fn(&Round) -> f64| {
            let least = self.rounds.iter().map(of).fold(f64::INFINITY, f64::min);
            Unit::Seconds.write(least)
        };
        let mut met = self.rounds[0].met.clone();
        met.sort_unstable();
        let sum: usize = met.iter().sum();
        let mean = number(sum as u64) / number(met.len() as u64);
        vec![
            format!(
                "{count} searches: a story meets {} in the middle, {} on average, {} at most; {} bytes a search; \
                 their texts were read in {}.",
                met[met.len() / 2],
                digits(mean),
                met[met.len() - 1],
                digits(number(self.bytes) / number(self.count as u64)),
                Unit::Seconds.write(self.reading_texts.as_secs_f64()),
            ),
            format!(
                "{count} searches, the least of {ROUNDS} rounds: read {} and {} (p50 and p99), matched {} and {}, \
                 both {} and {}; PostgreSQL {} (p50).",
                least(&|r| r.reading.percentile(50)),
                least(&|r| r.reading.percentile(99)),
                least(&|r| r.matching.percentile(50)),
                least(&|r| r.matching.percentile(99)),
                least(&|r| r.both.percentile(50)),
                least(&|r| r.both.percentile(99)),
                least(&|r| r.postgres.percentile(50)),
            ),
        ]
    }
}

/// English stories that are not too long, spread over all of them, as PostgreSQL sees them.
fn vectors<'a>(stories: &'a [New], count: usize, english: &Analysis) -> Result<Vec<(&'a New, String)>> {
    let suits = |new: &&New| {
        let words = new.story.body().map_or(0, story::Body::words);
        new.story.language.primary() == "en" && words <= PEER_WORDS_MAX
    };
    let all: Vec<&New> = stories.iter().filter(suits).collect();
    ensure!(all.len() >= count, "the corpora hold too few English stories");
    let chosen = all.iter().step_by(all.len() / count).take(count);
    chosen.map(|new| Ok((*new, peer::tsvector(&new.story, english)?))).collect()
}

impl Asked<'_> {
    fn round(&mut self, runtime: &Runtime) -> Result<Round> {
        let (mut reading, mut splitting, mut matching, mut both) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut met = Vec::new();
        for new in self.stories {
            let begin = Instant::now();
            black_box(split(&new.story));
            splitting.push(begin.elapsed());
            let (read, matched, ids) = self.ask(new);
            reading.push(read);
            matching.push(matched);
            both.push(read + matched);
            met.push(ids.len());
        }
        let (mut english, mut postgres) = (Vec::new(), Vec::new());
        for n in 0..self.vectors.len() {
            let (new, vector) = &self.vectors[n];
            let (theirs, took) = runtime.block_on(self.peer.matches(vector))?;
            postgres.push(took);
            let (read, matched, ids) = self.ask(new);
            english.push(read + matched);
            peer::same(&ids, &theirs, self.searches, "PostgreSQL")?;
        }
        let looping = if self.prepared.is_empty() { None } else { Some(self.looped()?) };
        Ok(Round {
            reading: Latencies::new(reading),
            splitting: Latencies::new(splitting),
            matching: Latencies::new(matching),
            both: Latencies::new(both),
            english: Latencies::new(english),
            postgres: Latencies::new(postgres),
            looping,
            met,
        })
    }

    /// Reads a story and asks which searches it meets.
    fn ask(&mut self, new: &New) -> (Duration, Duration, Vec<u64>) {
        let begin = Instant::now();
        let story = black_box(new.read());
        let read = begin.elapsed();
        let mut ids = Vec::new();
        let begin = Instant::now();
        self.matcher.matches(&story, &mut self.scratch, &mut ids);
        (read, begin.elapsed(), ids)
    }

    /// Asks each search by itself about stories of all languages.
    fn looped(&mut self) -> Result<Latencies> {
        let mut looping = Vec::new();
        for new in self.stories.iter().step_by(STORIES / LOOP_STORIES) {
            let story = new.read();
            let begin = Instant::now();
            let ids = (0..).zip(&self.prepared).filter(|(_, search)| search.meets(&story)).map(|(id, _)| id);
            let ids: Vec<u64> = ids.collect();
            looping.push(begin.elapsed());
            peer::same(&self.ask(new).2, &ids, self.searches, "the loop")?;
        }
        Ok(Latencies::new(looping))
    }
}

/// The least that reading a story could be: its words in lower case, each once.
fn split(story: &Story) -> HashSet<String> {
    let parts = query::parts(story);
    parts.iter().flat_map(|part| part.text.split_whitespace().map(str::to_lowercase)).collect()
}
