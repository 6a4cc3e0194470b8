//! Finding and reading the files, on a thread of its own.

use super::{BATCH_STORIES, Document, Entry, Found, beside};
use anyhow::{Context, bail};
use bytes::Bytes;
use desk::MEDIA_BYTES_MAX;
use flate2::read::MultiGzDecoder;
use format::{DOCUMENT_BYTES_MAX, Defaults, Drafted, Format, jsonl, photo};
use indicatif::ProgressBar;
use std::{
    collections::HashSet,
    fs::File,
    io::{BufRead, BufReader, Read},
    mem,
    path::{Path, PathBuf},
};
use story::Agency;
use tokio::sync::mpsc::Sender;

/// Ends of the names of documents. In a folder, other files are passed over.
const EXTENSIONS: [&str; 13] =
    ["md", "json", "xml", "nitf", "iptc", "anpa", "html", "htm", "rss", "atom", "csv", "newsml", "ninjs"];

/// Ends of the names of pictures, which say themselves what they show.
const PICTURES: [&str; 5] = ["jpg", "jpeg", "png", "webp", "gif"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Lines,
    ZippedLines,
    Document,
    Picture,
}

/// A file to be read.
pub struct Source {
    path: PathBuf,
    form: Form,
    /// Its size, for the progress bar.
    pub bytes: u64,
}

/// The files under `paths`, in order of their names. A file that is named is read whatever its name is.
pub fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<Source>> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut found)?;
        } else {
            found.push(source(path.clone(), form_of(path).unwrap_or(Form::Document))?);
        }
    }
    if found.is_empty() {
        bail!("there is nothing to import: no .jsonl, .jsonl.gz, .{} file", EXTENSIONS.join(", ."));
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
    } else if EXTENSIONS.iter().any(|extension| ends(&format!(".{extension}"))) {
        Some(Form::Document)
    } else if PICTURES.iter().any(|extension| ends(&format!(".{extension}"))) {
        Some(Form::Picture)
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
    from: Option<Format>,
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
    // Pictures that a document names come in with it, and not by themselves.
    let mut named = HashSet::new();
    let (pictures, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.form == Form::Picture);
    for file in others.into_iter().chain(pictures) {
        let goes_on = match file.form {
            Form::Lines => lines(file, BufReader::new(bar.wrap_read(open(file)?)), defaults, &mut give)?,
            Form::ZippedLines => {
                let unzipped = MultiGzDecoder::new(bar.wrap_read(open(file)?));
                lines(file, BufReader::new(unzipped), defaults, &mut give)?
            }
            Form::Document => {
                bar.inc(file.bytes);
                let document = document(file, from, agency, defaults)?;
                named.extend(files_of(&document));
                give(Entry::Document(document))
            }
            Form::Picture => {
                bar.inc(file.bytes);
                named.contains(&file.path) || give(picture(file, agency, defaults)?)
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

fn document(file: &Source, from: Option<Format>, agency: &Agency, defaults: &Defaults) -> anyhow::Result<Document> {
    let place = file.path.display().to_string();
    if file.bytes > DOCUMENT_BYTES_MAX as u64 {
        let why = format!("the file has {} bytes; at most {DOCUMENT_BYTES_MAX} are read", file.bytes);
        return Ok(Document { place, format: "", bytes: Bytes::new(), read: Err(why) });
    }
    let bytes = std::fs::read(&file.path).with_context(|| format!("{place} cannot be read"))?;
    let format = from.or_else(|| Format::guess(&bytes, &place));
    let read = match format {
        None => Err("its format cannot be told; --from FORMAT names it".to_owned()),
        Some(format) => match format.read(&bytes, agency, defaults) {
            Err(refused) => Err(format!("as {}: {refused}", format.name())),
            Ok(stories) => {
                let folder = file.path.parent().map(Path::to_owned);
                let several = stories.len() > 1;
                let named = |n: usize| if several { format!("{place}#{}", n + 1) } else { place.clone() };
                let found = |(n, story)| Found::new(named(n), folder.clone(), story);
                Ok(stories.into_iter().enumerate().map(found).collect())
            }
        },
    };
    let format = format.map_or("", Format::name);
    Ok(Document { place, format, bytes: Bytes::from(bytes), read })
}

/// The files that the stories of a document name.
fn files_of(document: &Document) -> Vec<PathBuf> {
    let paths = |found: &Found| {
        let Drafted::Media(draft) = &found.story else { return Vec::new() };
        let folder = found.folder.clone().unwrap_or_default();
        let named = std::iter::once(draft.path()).chain(draft.forms().iter().map(|(_, path)| path.as_str()));
        named.filter_map(|path| beside(&folder, path).ok()).collect()
    };
    document.read.iter().flatten().flat_map(paths).collect()
}

/// A picture that comes without a document: it says itself what it shows.
fn picture(file: &Source, agency: &Agency, defaults: &Defaults) -> anyhow::Result<Entry> {
    let place = file.path.display().to_string();
    let refused = |why: String| Ok(Entry::Refused { place: place.clone(), why });
    if file.bytes > MEDIA_BYTES_MAX as u64 {
        return refused(format!("the picture has {} bytes; at most {MEDIA_BYTES_MAX} are taken", file.bytes));
    }
    let bytes = std::fs::read(&file.path).with_context(|| format!("{place} cannot be read"))?;
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    let draft = photo::read(&Bytes::from(bytes)).and_then(|facts| photo::draft(&facts, &name, agency, defaults));
    match draft {
        Ok(incoming) => {
            let folder = file.path.parent().map(Path::to_owned);
            Ok(Entry::Story(Box::new(Found::new(place, folder, incoming))))
        }
        Err(why) => refused(why.to_string()),
    }
}
