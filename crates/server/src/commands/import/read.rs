//! Finding and reading the files, on a thread of its own.

use super::{BATCH_STORIES, Entry, Found};
use anyhow::{Context, bail};
use flate2::read::MultiGzDecoder;
use format::{DOCUMENT_BYTES_MAX, Defaults, Format, jsonl, markdown};
use indicatif::ProgressBar;
use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    mem,
    path::{Path, PathBuf},
};
use story::Agency;
use tokio::sync::mpsc::Sender;

#[derive(Clone, Copy)]
enum Form {
    Lines,
    ZippedLines,
    Markdown,
    Ninjs,
}

/// A file to be read.
pub struct Source {
    path: PathBuf,
    form: Form,
    /// Its size, for the progress bar.
    pub bytes: u64,
}

/// The files under `paths`, in order of their names. A file that is named but cannot be read as anything is an error;
/// in a folder, such files are passed over.
pub fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<Source>> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut found)?;
        } else {
            let Some(form) = form_of(path) else {
                bail!("{}: import reads .jsonl, .jsonl.gz, .md and .json (ninjs)", path.display());
            };
            found.push(source(path.clone(), form)?);
        }
    }
    if found.is_empty() {
        bail!("there is nothing to import: no .jsonl, .jsonl.gz, .md or .json file");
    }
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<Source>) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut paths = entries.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.is_symlink() {
            walk(&path, found)?;
        } else if let Some(form) = form_of(&path).filter(|_| path.file_name().is_some_and(|n| n != "README.md")) {
            found.push(source(path, form)?);
        }
    }
    Ok(())
}

fn form_of(path: &Path) -> Option<Form> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let ends = |end: &str| name.ends_with(end);
    if ends(".jsonl.gz") {
        Some(Form::ZippedLines)
    } else if ends(".jsonl") {
        Some(Form::Lines)
    } else if ends(".md") {
        Some(Form::Markdown)
    } else if ends(".json") {
        Some(Form::Ninjs)
    } else {
        None
    }
}

fn source(path: PathBuf, form: Form) -> anyhow::Result<Source> {
    let bytes = std::fs::metadata(&path).with_context(|| format!("{} cannot be read", path.display()))?.len();
    Ok(Source { path, form, bytes })
}

/// Reads every file and sends what it holds in batches.
pub fn all(
    files: &[Source],
    agency: &Agency,
    defaults: &Defaults,
    bar: &ProgressBar,
    batches: &Sender<Vec<Entry>>,
) -> anyhow::Result<()> {
    let mut batch = Vec::with_capacity(BATCH_STORIES);
    let mut give = |entry: Entry| {
        batch.push(entry);
        if batch.len() < BATCH_STORIES {
            return true;
        }
        // The desk has stopped when nobody takes the batch any more; it says why itself.
        batches.blocking_send(mem::replace(&mut batch, Vec::with_capacity(BATCH_STORIES))).is_ok()
    };
    for file in files {
        let goes_on = match file.form {
            Form::Lines => lines(file, BufReader::new(bar.wrap_read(open(file)?)), defaults, &mut give)?,
            Form::ZippedLines => {
                let unzipped = MultiGzDecoder::new(bar.wrap_read(open(file)?));
                lines(file, BufReader::new(unzipped), defaults, &mut give)?
            }
            Form::Markdown | Form::Ninjs => {
                bar.inc(file.bytes);
                document(file, agency, defaults)?.into_iter().all(&mut give)
            }
        };
        if !goes_on {
            return Ok(());
        }
    }
    if !batch.is_empty() {
        let _ = batches.blocking_send(batch);
    }
    Ok(())
}

fn open(file: &Source) -> anyhow::Result<File> {
    File::open(&file.path).with_context(|| format!("{} cannot be read", file.path.display()))
}

fn lines(
    file: &Source,
    mut reader: impl BufRead,
    defaults: &Defaults,
    give: &mut impl FnMut(Entry) -> bool,
) -> anyhow::Result<bool> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let limit = DOCUMENT_BYTES_MAX as u64 + 1;
        let read = (&mut reader).take(limit).read_until(b'\n', &mut line);
        let read = read.with_context(|| format!("{} is broken after line {}", file.path.display(), number - 1))?;
        if read == 0 {
            break;
        }
        let place = format!("{}:{number}", file.path.display());
        if line.len() > DOCUMENT_BYTES_MAX {
            reader.skip_until(b'\n')?;
            let why = format!("the line has more than {DOCUMENT_BYTES_MAX} bytes");
            if !give(Entry::Refused { place, why }) {
                return Ok(false);
            }
            continue;
        }
        let Ok(text) = std::str::from_utf8(&line) else {
            if !give(Entry::Refused { place, why: "the line is not UTF-8".to_owned() }) {
                return Ok(false);
            }
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        let entry = match jsonl::read_line(text, defaults) {
            Ok(incoming) => Entry::Story(Box::new(Found::new(place, None, incoming))),
            Err(refused) => Entry::Refused { place, why: refused.to_string() },
        };
        if !give(entry) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn document(file: &Source, agency: &Agency, defaults: &Defaults) -> anyhow::Result<Vec<Entry>> {
    let place = file.path.display().to_string();
    if file.bytes > DOCUMENT_BYTES_MAX as u64 {
        let why = format!("the file has {} bytes; at most {DOCUMENT_BYTES_MAX} are read", file.bytes);
        return Ok(vec![Entry::Refused { place, why }]);
    }
    let bytes = std::fs::read(&file.path).with_context(|| format!("{place} cannot be read"))?;
    let read = match file.form {
        Form::Ninjs => Format::Ninjs3.read(&bytes, agency, defaults).map_err(|refused| refused.to_string()),
        _ => match std::str::from_utf8(&bytes) {
            Ok(text) => {
                markdown::read(text, agency, defaults).map(|one| vec![one]).map_err(|refused| refused.to_string())
            }
            Err(_) => Err("the file is not UTF-8".to_owned()),
        },
    };
    let folder = file.path.parent();
    let found = |incoming| Entry::Story(Box::new(Found::new(place.clone(), folder.map(Path::to_owned), incoming)));
    Ok(match read {
        Ok(stories) => stories.into_iter().map(found).collect(),
        Err(why) => vec![Entry::Refused { place, why }],
    })
}
