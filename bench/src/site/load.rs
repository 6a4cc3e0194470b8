//! `wrk`: as many requests as one thread can send, and how long each took.

use anyhow::{Context, Result, ensure};
use std::process::Command;

/// Connections that ask at once.
pub const CONNECTIONS: u32 = 64;
/// How long they ask, in seconds.
pub const SECS: u32 = 5;

/// What is asked for.
pub struct Wanted<'a> {
    /// The path.
    pub path: &'a str,
    /// The tag of what the reader has already.
    pub known: Option<String>,
}

/// What came of it.
pub struct Load {
    /// Answers a second.
    pub per_second: f64,
    /// What half of them did not exceed, in seconds.
    pub p50: f64,
    /// What 99 of 100 did not exceed, in seconds.
    pub p99: f64,
}

pub fn run(base: &str, wanted: &Wanted<'_>) -> Result<Load> {
    let mut command = Command::new("wrk");
    command.args([
        "--latency",
        "-t1",
        &format!("-c{CONNECTIONS}"),
        &format!("-d{SECS}s"),
        "-H",
        "Accept-Encoding: gzip",
    ]);
    if let Some(tag) = &wanted.known {
        command.args(["-H", &format!("If-None-Match: {tag}")]);
    }
    let output = command.arg(format!("{base}{}", wanted.path)).output().context("wrk (the Debian package wrk)")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "wrk failed: {said}{}", String::from_utf8_lossy(&output.stderr));
    ensure!(!said.contains("Non-2xx") && !said.contains("Socket errors"), "not every request was answered:\n{said}");
    let value = |name: &str| {
        let line = said.lines().map(str::trim).find_map(|line| line.strip_prefix(name));
        line.map(str::trim).with_context(|| format!("wrk named no {name}:\n{said}"))
    };
    Ok(Load {
        per_second: value("Requests/sec:")?.parse()?,
        p50: seconds(value("50%")?)?,
        p99: seconds(value("99%")?)?,
    })
}

/// A time as `wrk` writes it.
fn seconds(text: &str) -> Result<f64> {
    for (unit, factor) in [("us", 1e-6), ("ms", 1e-3), ("s", 1.0)] {
        if let Some(figure) = text.strip_suffix(unit) {
            return Ok(figure.parse::<f64>()? * factor);
        }
    }
    anyhow::bail!("`{text}` is not a time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_wrk_writes_them() {
        for (text, wanted) in [("843.00us", 843e-6), ("1.25ms", 1.25e-3), ("2.00s", 2.0)] {
            assert!((seconds(text).unwrap() - wanted).abs() < 1e-9, "{text}");
        }
        assert!(seconds("fast").is_err());
    }
}
