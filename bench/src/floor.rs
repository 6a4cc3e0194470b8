//! The floors: the least that any program would have to do.

use anyhow::{Context, Result};
use axum::{Router, routing::get};
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};
use tokio::{net::TcpListener, runtime::Runtime};

/// Bytes that are written before a sync.
const BLOCK_BYTES: usize = 4_096;
/// Rows that share a sync in the floor of an import: as many as `tellal import` files together.
const ROWS_PER_SYNC: usize = 250;

/// A file that grows by a block and a sync at a time.
pub struct Disk(File);

impl Disk {
    /// A new file in a folder.
    pub fn new(folder: &Path) -> Result<Self> {
        let path = folder.join("floor");
        let file = OpenOptions::new().create(true).append(true).open(&path);
        Ok(Self(file.with_context(|| format!("{} cannot be written", path.display()))?))
    }

    /// Writes a block to the end of the file and waits until it is on the disk.
    pub fn sync(&mut self) -> Result<Duration> {
        let begin = Instant::now();
        self.0.write_all(&[0x74; BLOCK_BYTES])?;
        self.0.sync_data()?;
        Ok(begin.elapsed())
    }
}

/// Lines of a file, unzipped if its name ends in `.gz`.
pub fn lines(path: &Path) -> Result<Box<dyn BufRead>> {
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(if path.extension().is_some_and(|end| end == "gz") {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    })
}

/// Reads lines of JSON and writes each again to the end of one file, with a sync for every [`ROWS_PER_SYNC`].
pub fn bare_import(corpus: &Path, out: &Path) -> Result<()> {
    let mut out = File::create(out).with_context(|| format!("{} cannot be written", out.display()))?;
    let mut rows = Vec::new();
    let mut waiting = 0;
    for line in lines(corpus)?.lines() {
        let row: Value = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut rows, &row)?;
        rows.push(b'\n');
        waiting += 1;
        if waiting == ROWS_PER_SYNC {
            out.write_all(&rows)?;
            out.sync_data()?;
            rows.clear();
            waiting = 0;
        }
    }
    out.write_all(&rows)?;
    out.sync_data()?;
    Ok(())
}

/// Answers every request with a greeting, until it is killed.
pub fn bare_server(listen: SocketAddr) -> Result<()> {
    Runtime::new()?.block_on(async {
        let routes = Router::new().fallback(get(|| async { "hello\n" }));
        axum::serve(TcpListener::bind(listen).await?, routes).await?;
        Ok(())
    })
}
