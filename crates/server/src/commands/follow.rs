//! `tellal follow`: the reference client of the wire. Needs no agency and no database, only an address and a key.
//!
//! It holds what a subscriber's program must: the cursor is written after what it stands for, a gap is seen and closed, an
//! event is checked before it is believed, and what was stopped is put away.

mod chaos;
mod dice;
mod event;
mod folder;
mod follower;
mod keyring;
mod line;
mod patience;
mod place;
mod sse;
mod trouble;

use crate::{
    cli::{FollowArgs, Form},
    print::complain,
};
use anyhow::{Context, ensure};
use chaos::Chaos;
use dice::Dice;
use folder::Folder;
use follower::{Feed, Follower, Tally};
use keyring::Keyring;
use line::{Line, encoded};
use patience::Patience;
use std::{path::Path, process::ExitCode};

pub async fn run(args: FollowArgs) -> anyhow::Result<ExitCode> {
    let line = Line::new(&args.url, &key(args.key_file.as_deref())?)?;
    let trusted = args.keys.as_deref().map(keys).transpose()?;
    let feed = feed(&args);
    let seed = seed()?;
    let chaos = args.chaos.then(|| args.chaos_seed.unwrap_or(seed));
    let folder = Folder::open(&args.into, &feed.query, args.after)?;
    if let Some(seed) = chaos {
        complain!("chaos: harm number {seed}");
    }
    let mut follower = Follower {
        line,
        feed,
        folder,
        patience: Patience::new(Dice::new(seed)),
        chaos: chaos.map(Chaos::new),
        trusted,
        published: None,
        once: args.once,
        goal: None,
        failed: (0, 0),
        beaten: false,
        tally: Tally::default(),
    };
    let followed = follower.follow().await;
    let Tally { written, twice, gaps, connections } = follower.tally;
    let at = follower.folder.cursor().seq;
    complain!("at {at}: {written} written, {twice} came twice, {gaps} gaps, {connections} connections");
    followed.map(|()| ExitCode::SUCCESS)
}

fn key(file: Option<&Path>) -> anyhow::Result<String> {
    let key = match file {
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?,
        None => std::env::var("TELLAL_KEY").context("no key is given: use --key-file FILE, or set TELLAL_KEY")?,
    };
    let key = key.trim();
    ensure!(!key.is_empty(), "the key is empty");
    Ok(key.to_owned())
}

fn keys(file: &Path) -> anyhow::Result<Keyring> {
    let json = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Keyring::read(&json).with_context(|| file.display().to_string())
}

fn feed(args: &FollowArgs) -> Feed {
    let format = match args.format {
        Form::Json => None,
        Form::Document(format) => Some(format.name()),
    };
    let asked = [("format", format), ("q", args.query.as_deref()), ("saved", args.saved.as_deref())];
    let asked = asked.iter().filter_map(|(name, value)| Some(format!("{name}={}", encoded((*value)?))));
    Feed { form: args.format, query: asked.collect::<Vec<_>>().join("&") }
}

fn seed() -> anyhow::Result<u64> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
    Ok(u64::from_le_bytes(bytes))
}
