//! `bench`: what Tellal costs, each figure beside its floor in the same run.
//!
//! A floor is the least that any program could do: a bare `fdatasync`, an empty server, reading the file alone. Floor
//! and Tellal take turns, so that a slower minute of the machine slows both. Nothing here passes or fails: the figures
//! are for reading.

mod agency;
mod appends;
mod archive;
mod child;
mod corpora;
mod figures;
mod floor;
mod formats;
mod gate;
mod generated;
mod import;
mod machine;
mod memory;
mod metering;
mod pictures;
mod release;
mod report;
mod reverse;
mod searching;
mod signed_in;
mod site;
mod start;
mod stream;
mod summaries;
mod vocabulary;

use agency::Place;
use anyhow::{Context, Result};
use archive::Archive;
use clap::{Parser, Subcommand};
use machine::Watch;
use report::{Report, Section};
use std::{net::SocketAddr, path::PathBuf};

/// Other work, in percent of the machine, from which a result says that the machine was busy.
const BUSY_PERCENT: u64 = 10;

/// Measures Tellal, each figure beside its floor in the same run.
#[derive(Parser)]
#[command(name = "bench")]
struct Cli {
    /// What to measure.
    #[command(subcommand)]
    what: Option<What>,
    /// The binary to measure; `cargo build --release -p tellal` makes it.
    #[arg(long, global = true, default_value = "target/release/tellal")]
    tellal: PathBuf,
    /// A folder on the disk to measure; everything that is made there is removed.
    #[arg(long, global = true, default_value = "target")]
    work: PathBuf,
    /// JSON lines to import, plain or gzip; generated stories if none is given.
    #[arg(long, global = true, env = "TELLAL_BENCH_CORPUS")]
    corpus: Option<PathBuf>,
    /// The folder of the corpora, for what is measured with real stories.
    #[arg(long, global = true, env = "TELLAL_BENCH_CORPORA", default_value = "../shared/corpora")]
    corpora: PathBuf,
    /// Also writes the results to this file, as Markdown.
    #[arg(long, global = true)]
    out: Option<PathBuf>,
}

/// What to measure.
#[derive(Subcommand, Clone)]
enum What {
    /// Durable appends to the wire, alone and with 64 waiting writers
    Appends,
    /// `tellal import --release`: stories a second, memory, bytes written
    Import,
    /// From the click of a release until the dispatch is durable
    Release,
    /// From the release request to the event on an open stream
    Stream,
    /// What counting adds to a dispatch that goes to 10,000 streams
    Metering,
    /// From starting the process to ready
    Start,
    /// Memory of an idle server
    Memory,
    /// One copy of a story in each format, to write and to read, beside Python (needs python3 with lxml)
    Formats,
    /// A signed-in request (key, HTTP Basic, cookie) beside an anonymous one
    SignedIn,
    /// One story, decided for 10,000 contracts
    Gate,
    /// A picture of 24 megapixels, made small for the web
    Pictures,
    /// One story against 100,000 and 1,000,000 saved searches (needs the corpora and PostgreSQL)
    Reverse,
    /// The newest hits and their count out of a million stories (needs the corpora and PostgreSQL)
    Searching {
        /// How many stories are made of those of the corpora.
        #[arg(long, default_value_t = searching::STORIES)]
        stories: u64,
    },
    /// Pages of the public site beside nginx with the same bytes as files (needs nginx and wrk)
    Site {
        /// How many stories are on the site.
        #[arg(long, default_value_t = site::STORIES)]
        stories: u64,
    },
    /// Stories that are looked for by their titles (needs the corpora)
    KnownItems,
    /// Extracts of stories beside gold summaries, by ROUGE, and the time of one
    Summaries {
        /// Another gold set: JSON lines with `lang`, `title`, `body` and `summary`, plain or gzip.
        #[arg(long)]
        gold: Option<PathBuf>,
    },
    /// All of them but those that need the corpora, `site` and `summaries`
    All,
    /// What `pictures` compares with the peers: one picture, a process for it alone
    #[command(hide = true)]
    Develop {
        /// The picture.
        picture: PathBuf,
        /// What it writes.
        out: PathBuf,
    },
    /// The floor of `memory`: a server that says hello, until it is killed
    #[command(hide = true)]
    BareServer {
        /// Where it listens.
        listen: SocketAddr,
    },
    /// The floor of `import`: reads the lines and writes them again
    #[command(hide = true)]
    BareImport {
        /// What it reads.
        corpus: PathBuf,
        /// What it writes.
        out: PathBuf,
    },
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    match cli.what.clone().unwrap_or(What::All) {
        What::BareServer { listen } => floor::bare_server(listen),
        What::BareImport { corpus, out } => floor::bare_import(&corpus, &out),
        What::Develop { picture, out } => pictures::develop(&picture, &out),
        what => measure(cli, &what),
    }
}

fn measure(cli: Cli, what: &What) -> Result<()> {
    let all = matches!(what, What::All);
    let place = Place::new(cli.tellal, &cli.work)?;
    let mut report = Report::new(&machine::describe(place.dir())?);
    let mut archive = None;
    if all || matches!(what, What::Appends) {
        run(&mut report, || appends::run(&place))?;
    }
    if all || matches!(what, What::Import) {
        run(&mut report, || import::run(&place, cli.corpus.as_deref()))?;
    }
    if all || matches!(what, What::Release) {
        run(&mut report, || release::run(&place))?;
    }
    if all || matches!(what, What::Stream) {
        run(&mut report, || stream::run(&place))?;
    }
    if all || matches!(what, What::SignedIn) {
        run(&mut report, || signed_in::run(&place))?;
    }
    if all || matches!(what, What::Metering) {
        run(&mut report, || metering::run(&place))?;
    }
    if all || matches!(what, What::Pictures) {
        run(&mut report, || pictures::run(&place))?;
    }
    if all || matches!(what, What::Start | What::Memory) {
        archive = Some(Archive::prepare(&place)?);
    }
    if let Some(archive) = archive {
        if all || matches!(what, What::Start) {
            run(&mut report, || start::run(&place, &archive))?;
        }
        if all || matches!(what, What::Memory) {
            run(&mut report, || memory::run(&place, &archive))?;
        }
    }
    if all || matches!(what, What::Gate) {
        run(&mut report, gate::run)?;
    }
    if all || matches!(what, What::Formats) {
        run(&mut report, formats::run)?;
    }
    if matches!(what, What::Reverse) {
        run(&mut report, || reverse::run(&cli.corpora))?;
    }
    if let What::Searching { stories } = what {
        run(&mut report, || searching::run(&place, &cli.corpora, *stories))?;
    }
    if let What::Site { stories } = what {
        run(&mut report, || site::run(&place, *stories))?;
    }
    if matches!(what, What::KnownItems) {
        run(&mut report, || searching::known_items(&place, &cli.corpora))?;
    }
    if let What::Summaries { gold } = what {
        run(&mut report, || summaries::run(gold.as_deref()))?;
    }
    if let Some(out) = cli.out {
        std::fs::write(&out, report.to_string()).with_context(|| format!("{} cannot be written", out.display()))?;
    }
    Ok(())
}

/// Measures one thing, watches what else the machine does meanwhile, and prints the result at once.
fn run(report: &mut Report, measure: impl FnOnce() -> Result<Section>) -> Result<()> {
    let watch = Watch::begin()?;
    let mut section = measure()?;
    let others = watch.others_percent()?;
    let busy = if others >= BUSY_PERCENT { ": it was busy, and these figures are not to be trusted" } else { "" };
    section.note(format!("Meanwhile other work took {others} % of the machine{busy}."));
    report.add(section);
    Ok(())
}
