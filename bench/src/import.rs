//! `tellal import --release` of an archive, beside reading the same file and writing its rows.

use crate::{
    agency::{Place, head},
    child::{Running, Usage},
    figures::{Unit, number, per_second, thousands},
    generated::{CORPUS_STORIES, write_corpus},
    report::{Line, Section},
};
use anyhow::{Context, Result, ensure};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Rounds that are counted.
const ROUNDS: usize = 5;
/// `tellal import` ends with 2 when some entries were refused and the rest was filed.
const CODES: [i32; 2] = [0, 2];

pub fn run(place: &Place, corpus: Option<&Path>) -> Result<Section> {
    let (corpus, what) = source(place, corpus)?;
    let mut rounds = Vec::new();
    let mut stories = None;
    let mut folder_bytes = 0;
    for round in 0..ROUNDS {
        let floor = bare(place, &corpus)?;
        let data = place.empty_agency(&format!("import-{round}"))?;
        let mut import = place.command()?;
        import.arg("--data").arg(&data).arg("import").arg(&corpus).arg("--release");
        let ours = Running::start(import, &place.log())?.measure(&CODES)?;
        let filed = head(&data)?;
        ensure!(filed > 0, "no story of {} was released", corpus.display());
        ensure!(
            *stories.get_or_insert(filed) == filed,
            "two imports of one file released different numbers of stories"
        );
        folder_bytes = size_of(&data)?;
        std::fs::remove_dir_all(&data)?;
        rounds.push((ours, floor));
    }
    let stories = stories.context("there was no round")?;
    let mut section = section(&rounds, stories, &what);
    section.note(format!(
        "The data folder of {} stories has {}.",
        thousands(number(stories)),
        Unit::Bytes.write(number(folder_bytes))
    ));
    Ok(section)
}

fn section(rounds: &[(Usage, Usage)], stories: u64, what: &str) -> Section {
    let both = |of: &dyn Fn(&Usage) -> f64| -> (Vec<f64>, Vec<f64>) {
        rounds.iter().map(|(ours, floor)| (of(ours), of(floor))).unzip()
    };
    let line = |what: &str, unit, of: &dyn Fn(&Usage) -> f64| {
        let (ours, floor) = both(of);
        Line::of_rounds(what, unit, &ours, &floor)
    };
    let lines = vec![
        line("stories", Unit::PerSecond, &|usage| per_second(stories, usage.wall)).aim("≥ 2,000/s"),
        line("time, whole process", Unit::Seconds, &|usage| usage.wall.as_secs_f64()),
        line("peak memory", Unit::Bytes, &|usage| number(usage.peak)),
        line("written to disk", Unit::Bytes, &|usage| number(usage.written)),
    ];
    let method = format!(
        "`tellal import FILE --release` of {what} into a new agency: {} stories on the wire each time. Floor: a process \
         that reads, unzips and parses the same lines and writes each to the end of a file, one `fdatasync` for 250. \
         {ROUNDS} rounds in turn.",
        thousands(number(stories))
    );
    Section::new("import", method, lines)
}

/// The file to import, and what to call it.
fn source(place: &Place, corpus: Option<&Path>) -> Result<(PathBuf, String)> {
    if let Some(path) = corpus {
        let path = path.canonicalize().with_context(|| format!("{} is not there", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok((path, format!("`{name}`")));
    }
    let path = place.dir().join("corpus.jsonl.gz");
    write_corpus(&path, CORPUS_STORIES)?;
    let count = thousands(number(CORPUS_STORIES));
    Ok((path, format!("{count} *generated* stories (no `--corpus` was given) as long as those of Reuters-21578")))
}

fn bare(place: &Place, corpus: &Path) -> Result<Usage> {
    let out = place.dir().join("bare-import");
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("bare-import").arg(corpus).arg(&out);
    let usage = Running::start(command, &place.log())?.measure(&[0])?;
    std::fs::remove_file(out)?;
    Ok(usage)
}

/// Bytes of all files in a folder.
fn size_of(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let found = entry.metadata()?;
        bytes += if found.is_dir() { size_of(&entry.path())? } else { found.len() };
    }
    Ok(bytes)
}
