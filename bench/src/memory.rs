//! Memory of an idle server, beside a server that only says hello.

use crate::{
    agency::{Place, Server, free_address},
    archive::Archive,
    child::Memory,
    figures::{Unit, number, thousands},
    generated::CORPUS_STORIES,
    report::{Line, Section},
};
use anyhow::Result;
use std::{process::Command, time::Duration};

/// Rounds that are counted.
const ROUNDS: usize = 3;
/// How long a server has run when it is looked at, in seconds.
const AGE_SECS: u64 = 10;

/// What one round showed.
struct Round {
    floor: Memory,
    empty: Memory,
    full: Memory,
    demo: Memory,
}

pub fn run(place: &Place, archive: &Archive) -> Result<Section> {
    let empty = place.empty_agency("memory")?;
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        rounds.push(Round {
            floor: look(&bare(place)?)?,
            empty: stopped(place.serve(&empty)?)?,
            full: stopped(place.serve(&archive.data)?)?,
            demo: stopped(demo(place, round)?)?,
        });
    }
    let mut section = section(&rounds);
    section.note(format!(
        "The first start after the import indexes its {} stories: at most {} were present meanwhile, and {} when it had \
         become quiet (one reading).",
        thousands(number(CORPUS_STORIES)),
        Unit::Bytes.write(number(archive.memory.peak)),
        Unit::Bytes.write(number(archive.memory.resident)),
    ));
    Ok(section)
}

fn section(rounds: &[Round]) -> Section {
    let mut lines = Vec::new();
    let mut add = |kind: &str, of: fn(&Round) -> Memory| {
        let line = |part: &str, size: fn(Memory) -> u64| {
            let sizes = rounds.iter().map(|r| (number(size(of(r))), number(size(r.floor))));
            let (ours, floor): (Vec<f64>, Vec<f64>) = sizes.unzip();
            Line::of_rounds(format!("{kind}, {part}"), Unit::Bytes, &ours, &floor)
        };
        lines.push(line("resident", |m| m.resident).aim("< 120 MB"));
        lines.push(line("of it anonymous", |m| m.anonymous));
        lines.push(line("peak since the start", |m| m.peak));
    };
    add("an empty agency", |r| r.empty);
    add(&format!("{} stories", thousands(number(CORPUS_STORIES))), |r| r.full);
    add("`tellal demo`", |r| r.demo);
    let method = format!(
        "What is present in memory {AGE_SECS} s after the start, without a request since it was ready (`/proc/PID/status`: \
         VmRSS, RssAnon, VmHWM). Floor: an axum server that answers \"hello\". {ROUNDS} rounds in turn."
    );
    Section::new("memory", method, lines)
}

fn look(server: &Server) -> Result<Memory> {
    server.memory_at(Duration::from_secs(AGE_SECS))
}

fn stopped(server: Server) -> Result<Memory> {
    let memory = look(&server)?;
    server.stop()?;
    Ok(memory)
}

fn bare(place: &Place) -> Result<Server> {
    let address = free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("bare-server").arg(address.to_string());
    Server::start(command, address, &place.log())
}

fn demo(place: &Place, round: usize) -> Result<Server> {
    let address = free_address()?;
    let mut command = place.command()?;
    command.arg("demo").arg("--data").arg(place.dir().join(format!("demo-{round}")));
    command.arg("--listen").arg(address.to_string());
    Server::start(command, address, &place.log())
}
