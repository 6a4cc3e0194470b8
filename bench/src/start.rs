//! From starting the process to ready, beside starting the process for nothing.

use crate::{
    agency::Place,
    archive::Archive,
    figures::{Unit, number, thousands},
    generated::CORPUS_STORIES,
    report::{Line, Section},
};
use anyhow::{Result, ensure};
use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

/// Rounds that are counted; one before them warms up.
const ROUNDS: usize = 10;

pub fn run(place: &Place, archive: &Archive) -> Result<Section> {
    let empty = place.empty_agency("start")?;
    let (mut floor, mut bare, mut full) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let times = (version(place)?, serve(place, &empty)?, serve(place, &archive.data)?);
        if round > 0 {
            floor.push(times.0.as_secs_f64());
            bare.push(times.1.as_secs_f64());
            full.push(times.2.as_secs_f64());
        }
    }
    let stories = thousands(number(CORPUS_STORIES));
    let lines = vec![
        Line::of_rounds("ready, an empty agency", Unit::Seconds, &bare, &floor).aim("< 1 s"),
        Line::of_rounds(format!("ready, {stories} stories"), Unit::Seconds, &full, &floor).aim("< 1 s"),
    ];
    let method = format!(
        "`tellal serve`, from just before the process is started until `GET /readyz` answers 200; stopped in order \
         before. Floor: `tellal --version`, until it has ended. {ROUNDS} rounds in turn, after one to warm up; the files \
         are in the page cache."
    );
    let mut section = Section::new("start", method, lines);
    section.note(format!(
        "The first start after the import, with all {stories} stories still to be indexed, was ready in {}; everything \
         was indexed and on the site {} after the start (one reading).",
        Unit::Seconds.write(archive.first_ready.as_secs_f64()),
        Unit::Seconds.write(archive.settled.as_secs_f64()),
    ));
    Ok(section)
}

fn serve(place: &Place, data: &Path) -> Result<Duration> {
    let server = place.serve(data)?;
    let ready = server.ready;
    server.stop()?;
    Ok(ready)
}

fn version(place: &Place) -> Result<Duration> {
    let mut command = place.command()?;
    command.arg("--version").stdout(Stdio::null());
    let begin = Instant::now();
    ensure!(command.status()?.success(), "`tellal --version` failed");
    Ok(begin.elapsed())
}
