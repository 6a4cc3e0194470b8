//! `tellal verify` and `tellal export`

use crate::{
    cli::{ExportArgs, VerifyArgs},
    config::Config,
    database,
    print::{complain, tell},
};
use anyhow::{Context, bail};
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use serde::Deserialize;
use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Read, Write},
    path::Path,
    process::ExitCode,
};
use store::{Db, args};
use wire::{Broken, Chain, ExportHeader, PublicKey, Record, export_line, public_keys, records_after};

/// Records read at once.
const PAGE_RECORDS: usize = 500;

pub async fn run(data: &Path, args: VerifyArgs) -> anyhow::Result<ExitCode> {
    let trusted = args.keys.as_deref().map(read_keys).transpose()?;
    let walked = match &args.file {
        Some(file) => {
            let (file, trusted) = (file.clone(), trusted);
            tokio::task::spawn_blocking(move || walk_file(&file, trusted)).await??
        }
        None => walk_database(data, trusted).await?,
    };
    Ok(match walked {
        Ok(chain) if chain.seq() == 0 => {
            tell!("the log is empty: nothing was released yet")?;
            ExitCode::SUCCESS
        }
        Ok(chain) => {
            tell!(
                "{} entries, every hash, link and signature is right; the last hash is {}",
                chain.seq(),
                chain.hash()
            )?;
            ExitCode::SUCCESS
        }
        Err(broken) => {
            tell!("{broken}")?;
            tell!("{} entries before it are right.", broken.seq - 1)?;
            ExitCode::FAILURE
        }
    })
}

async fn walk_database(data: &Path, trusted: Option<Vec<PublicKey>>) -> anyhow::Result<Result<Chain, Broken>> {
    let db = database::open(&Config::load(data)?, data).await?;
    let keys = match trusted {
        Some(keys) => keys,
        None => public_keys(&db).await?,
    };
    let mut chain = Chain::new(&keys);
    // Read before the walk: what is committed while this walks stands beyond it, and what is missing stands before it.
    let head = head(&db).await?;
    loop {
        let page = records_after(&db, chain.seq(), PAGE_RECORDS).await?;
        if page.is_empty() {
            break;
        }
        for stored in &page {
            if let Err(broken) = chain.step_stored(stored) {
                return Ok(Err(broken));
            }
        }
    }
    let ended = if chain.seq() > head { Ok(()) } else { chain.end(head) };
    db.close().await;
    Ok(ended.map(|()| chain))
}

async fn head(db: &Db) -> anyhow::Result<u64> {
    let row = db.one("SELECT seq FROM wire_head WHERE one = 1", args![]).await?;
    Ok(row.context("the database has no wire")?.count("seq")?)
}

fn walk_file(file: &Path, trusted: Option<Vec<PublicKey>>) -> anyhow::Result<Result<Chain, Broken>> {
    let mut lines = open(file)?.lines();
    let first = lines.next().context("the file is empty")??;
    let header: ExportHeader = serde_json::from_str(&first).context("the first line is not the header of an export")?;
    if header.form != ExportHeader::FORM {
        bail!("the file has the form `{}`; this program reads `{}`", header.form, ExportHeader::FORM);
    }
    let mut chain = Chain::new(&trusted.unwrap_or(header.keys));
    for (line, number) in lines.zip(2..) {
        let record: Record = serde_json::from_str(&line?).with_context(|| format!("line {number} is not a record"))?;
        if let Err(broken) = chain.step(&record) {
            return Ok(Err(broken));
        }
    }
    Ok(chain.end(header.head).map(|()| chain))
}

fn open(file: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    let reader = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let plain: Box<dyn Read> = if file.extension().is_some_and(|e| e == "gz") {
        Box::new(MultiGzDecoder::new(reader))
    } else {
        Box::new(reader)
    };
    Ok(Box::new(BufReader::new(plain)))
}

/// The file that `/.well-known/tellal-keys.json` answers.
#[derive(Deserialize)]
struct KeysFile {
    keys: Vec<PublicKey>,
}

fn read_keys(file: &Path) -> anyhow::Result<Vec<PublicKey>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let file: KeysFile = serde_json::from_str(&text).with_context(|| format!("{} holds no keys", file.display()))?;
    Ok(file.keys)
}

/// The file of an export, plain or compressed.
enum Out {
    Plain(BufWriter<File>),
    Zipped(GzEncoder<BufWriter<File>>),
}

impl Out {
    fn line(&mut self, line: &str) -> std::io::Result<()> {
        match self {
            Self::Plain(out) => writeln!(out, "{line}"),
            Self::Zipped(out) => writeln!(out, "{line}"),
        }
    }

    /// Writes what is left, the end of the compressed form included, and waits until it is on the disk.
    fn finish(self) -> std::io::Result<()> {
        let mut file = match self {
            Self::Plain(out) => out,
            Self::Zipped(out) => out.finish()?,
        };
        file.flush()?;
        file.get_ref().sync_all()
    }
}

/// Writes the whole log to a file. A file that could not be written whole is taken away again.
pub async fn export(data: &Path, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let db = database::open(&Config::load(data)?, data).await?;
    let path = args.file.as_path();
    let file = File::options().write(true).create_new(true).open(path);
    let file = BufWriter::new(file.with_context(|| format!("{} cannot be made", path.display()))?);
    let out = if path.extension().is_some_and(|e| e == "gz") {
        Out::Zipped(GzEncoder::new(file, Compression::default()))
    } else {
        Out::Plain(file)
    };
    let written = write_log(&db, out).await;
    db.close().await;
    if written.is_err()
        && let Err(e) = std::fs::remove_file(path)
    {
        complain!("{} is not whole, and could not be removed: {e}", path.display());
    }
    let head = written.with_context(|| format!("{} could not be written whole", path.display()))?;
    tell!("{head} entries are in {0}; check them with `tellal verify {0}`", path.display())?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the header and every entry up to the head that stood at the start; answers that head.
async fn write_log(db: &Db, mut out: Out) -> anyhow::Result<u64> {
    let head = head(db).await?;
    let header = ExportHeader { form: ExportHeader::FORM.to_owned(), head, keys: public_keys(db).await? };
    out.line(&export_line(&header))?;
    let mut seq = 0;
    while seq < head {
        let page = records_after(db, seq, PAGE_RECORDS).await?;
        let Some(last) = page.last() else { bail!("the log ends at {seq}, before its head {head}") };
        let until = last.seq;
        for stored in page.iter().filter(|stored| stored.seq <= head) {
            out.line(&export_line(&stored.record))?;
        }
        seq = until;
    }
    out.finish()?;
    Ok(head)
}
