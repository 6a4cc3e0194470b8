//! The machine that was measured, and what else it did meanwhile.

use anyhow::{Context, Result};
use std::{fs, path::Path, thread};
use store::{Clock, SystemClock};

/// Processor, memory, system and disk, in one sentence.
pub fn describe(work: &Path) -> Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = field(&processors, "model name").unwrap_or("an unnamed processor");
    let memory = fs::read_to_string("/proc/meminfo")?;
    let kib: u64 = field(&memory, "MemTotal")
        .and_then(|t| t.strip_suffix("kB"))
        .and_then(|t| t.trim().parse().ok())
        .context("/proc/meminfo says no MemTotal")?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    Ok(format!(
        "Machine: {} cores ({model}), {} MB of memory, Linux {}, data on {}. Measured {}.",
        thread::available_parallelism()?,
        kib * 1024 / 1_000_000,
        kernel.trim(),
        file_system(work)?,
        SystemClock.now().strftime("%Y-%m-%d %H:%M UTC"),
    ))
}

/// The value of the first `name: value` or `name\t: value` line.
pub fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = text.lines().filter_map(|line| line.split_once(':'));
    fields.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim())
}

/// The kind of file system under a folder: on `tmpfs` a sync costs nothing, and says nothing.
fn file_system(folder: &Path) -> Result<String> {
    let folder = folder.canonicalize()?;
    let mounts = fs::read_to_string("/proc/self/mounts")?;
    let holding = mounts.lines().filter_map(|line| {
        let mut parts = line.split(' ').skip(1);
        let (point, kind) = (parts.next()?, parts.next()?);
        folder.starts_with(point).then_some((point.len(), kind))
    });
    Ok(holding.max_by_key(|(length, _)| *length).map_or("an unknown file system", |(_, kind)| kind).to_owned())
}

/// Watches what else the machine does while something is measured.
pub struct Watch {
    idle: u64,
    all: u64,
    own: u64,
}

impl Watch {
    /// Begins to watch.
    pub fn begin() -> Result<Self> {
        let (idle, all) = ticks()?;
        Ok(Self { idle, all, own: own_ticks()? })
    }

    /// How much of the machine all other processes took since the beginning, in percent. Children of this process that
    /// have ended count as its own; the kernel's work for them counts as others'.
    pub fn others_percent(&self) -> Result<u64> {
        let ((idle, all), own) = (ticks()?, own_ticks()?);
        let passed = (all - self.all).max(1);
        let busy = passed.saturating_sub(idle - self.idle);
        Ok(100 * busy.saturating_sub(own - self.own) / passed)
    }
}

/// Ticks that all cores were idle or waited for the disk, and all ticks.
fn ticks() -> Result<(u64, u64)> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().context("/proc/stat is empty")?;
    // user nice system idle iowait irq softirq steal; guest time is part of user time already.
    let ticks = line.split_whitespace().skip(1).take(8).map(str::parse).collect::<Result<Vec<u64>, _>>()?;
    let idle = ticks.get(3).zip(ticks.get(4)).map(|(idle, waiting)| idle + waiting);
    Ok((idle.context("/proc/stat has no idle time")?, ticks.iter().sum()))
}

/// Ticks of this process, and of its children that have ended.
pub fn own_ticks() -> Result<u64> {
    processor_ticks(&fs::read_to_string("/proc/self/stat")?, 4)
}

/// The first so many of `utime`, `stime`, `cutime` and `cstime` in the text of `/proc/PID/stat`, together.
pub fn processor_ticks(stat: &str, kinds: usize) -> Result<u64> {
    // The name, in parentheses, may hold spaces. The first of the four is the twelfth field after it.
    let (_, rest) = stat.rsplit_once(')').context("/proc/PID/stat has no name")?;
    let ticks = rest.split_whitespace().skip(11).take(kinds).map(str::parse::<u64>);
    Ok(ticks.sum::<Result<u64, _>>()?)
}
