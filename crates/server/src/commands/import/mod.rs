//! `tellal import`: many stories, read on one thread while the desk files the batch before.

mod read;
mod report;

use crate::{cli::ImportArgs, house::House};
use account::Staff;
use anyhow::Context;
use bytes::Bytes;
use desk::{Desk, Filed, FiledAs, MEDIA_BYTES_MAX};
use format::{Drafted, Incoming};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use report::Report;
use std::{
    path::{Component, Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};
use story::{Created, Form, Media, Story};
use tokio::sync::mpsc;

/// Stories that are filed in one transaction.
const BATCH_STORIES: usize = 250;
/// Batches that may wait between the reader and the desk.
const BATCHES_WAITING: usize = 4;

/// How long an import writes before it lets others in.
const WRITES_FOR: Duration = Duration::from_secs(1);
/// How long it lets them in. Whoever waits for SQLite's lock looks for it at least every 100 ms: no queue of the engine's
/// own gives it to them, and a server beside an import that never paused would wait until its requests fail.
const LETS_IN_FOR: Duration = Duration::from_millis(120);

/// A story as it was found.
pub struct Found {
    /// Where: a path, with a line for files of lines.
    pub place: String,
    /// The folder that the paths of its files begin at.
    pub folder: Option<PathBuf>,
    /// Its id outside, given or made of its content: importing it again changes nothing.
    pub external_id: String,
    /// The story.
    pub story: Drafted,
    /// When it was written, as its document says.
    pub dated: Option<Timestamp>,
    /// What was repaired.
    pub repairs: Vec<String>,
}

impl Found {
    /// A story with an id: its own, or one made of what it says.
    pub fn new(place: String, folder: Option<PathBuf>, incoming: Incoming) -> Self {
        // Made before the date is put into the story: the id stays what it was for whoever imports it again.
        let external_id = incoming.external_id.clone().unwrap_or_else(|| match &incoming.story {
            Drafted::Text(story) => format!("sha256:{}", story.content_hash().as_str()),
            Drafted::Media(media) => format!("file:{}", media.path()),
            Drafted::Notice(_) => String::new(),
        });
        let Incoming { story, dated, repairs, .. } = incoming;
        Self { place, folder, external_id, story, dated, repairs }
    }
}

/// A document of one or more stories.
struct Document {
    /// Where it was found.
    place: String,
    /// The format that it was read in; empty when none could be told.
    format: &'static str,
    /// As it came.
    bytes: Bytes,
    /// Its stories, or why there are none.
    read: Result<Vec<Found>, String>,
}

/// One thing that the reader found in the files.
enum Entry {
    /// A document, whose bytes are kept.
    Document(Document),
    /// A story.
    Story(Box<Found>),
    /// Something that is not one.
    Refused {
        /// Where.
        place: String,
        /// Why.
        why: String,
    },
}

/// Makes a story of what was found: its files are stored first. When its document was written is part of the story, so
/// that it is signed and kept; a story that says itself when its content was made knows better.
pub async fn finish(house: &House, found: Found) -> anyhow::Result<Filed> {
    let story = match found.story {
        Drafted::Text(story) => story,
        Drafted::Media(draft) => {
            let folder = found.folder.unwrap_or_default();
            let media = stored(house, &folder, draft.path()).await?;
            let mut forms = Vec::new();
            for (form, path) in draft.forms() {
                forms.push(Form { form: *form, media: stored(house, &folder, path).await? });
            }
            draft.finish(media, forms)
        }
        Drafted::Notice(notice) => {
            let reason = notice.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
            anyhow::bail!("it says that the story is {}{reason}; there is nothing to import", notice.state.name())
        }
    };
    Ok(Filed { external_id: Some(found.external_id), story: with_date(story, found.dated) })
}

fn with_date(story: Story, dated: Option<Timestamp>) -> Story {
    // The instant as RFC 3339 writes it, in UTC; one outside of its four-digit years is no date of a story.
    let created = story.created.clone().or_else(|| Created::new(&dated?.to_string()).ok());
    Story { created, ..story }
}

/// Stores a file that lies beside its document.
async fn stored(house: &House, folder: &Path, path: &str) -> anyhow::Result<Media> {
    let path = beside(folder, path)?;
    let size = tokio::fs::metadata(&path).await.with_context(|| format!("{} cannot be read", path.display()))?;
    anyhow::ensure!(size.len() <= MEDIA_BYTES_MAX as u64, "{} is too large", path.display());
    let bytes = tokio::fs::read(&path).await.with_context(|| format!("{} cannot be read", path.display()))?;
    let media = house.desk.add_media(&Staff::operator(), Bytes::from(bytes)).await;
    media.with_context(|| path.display().to_string())
}

/// The place of a file that a document names. A foreign document does not lead out of its own folder: of an address on
/// the web, or of a path elsewhere, only the last part counts.
pub fn beside(folder: &Path, path: &str) -> anyhow::Result<PathBuf> {
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let relative = if inside && !path.is_empty() && !path.contains("://") {
        Some(path)
    } else {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        path.rsplit(['/', '\\']).next().filter(|name| !matches!(*name, "" | "." | ".."))
    };
    relative.map(|relative| folder.join(relative)).with_context(|| format!("`{path}` names no file"))
}

pub async fn run(data: &Path, args: ImportArgs) -> anyhow::Result<ExitCode> {
    let files = read::files(&args.paths)?;
    let house = House::open_for_work(data).await?;
    let start = Instant::now();
    let bar = ProgressBar::new(files.iter().map(|f| f.bytes).sum());
    let style = "{bar:40} {percent:>3} %  {msg}  {elapsed}, {eta} left";
    bar.set_style(ProgressStyle::with_template(style).context("a constant template")?);
    let (batches, mut incoming) = mpsc::channel(BATCHES_WAITING);
    let (agency, defaults, counted) = ((*house.agency).clone(), args.defaults.into(), bar.clone());
    let from = args.from;
    let reader = tokio::task::spawn_blocking(move || read::all(&files, &agency, &defaults, from, &counted, &batches));
    let mut report = Report::new(args.report.as_deref(), args.explain)?;
    let mut let_in = Instant::now();
    while let Some(batch) = incoming.recv().await {
        file_batch(&house, batch, args.release, &mut report).await?;
        bar.set_message(report.line());
        if let_in.elapsed() > WRITES_FOR {
            tokio::time::sleep(LETS_IN_FOR).await;
            let_in = Instant::now();
        }
    }
    reader.await??;
    bar.finish_and_clear();
    report.finish(start.elapsed())?;
    let refused = report.refused;
    house.close().await;
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

async fn file_batch(house: &House, batch: Vec<Entry>, release: bool, report: &mut Report) -> anyhow::Result<()> {
    let mut places = Vec::with_capacity(batch.len());
    let mut stories = Vec::with_capacity(batch.len());
    let mut documents = Vec::new();
    for entry in batch {
        let found = match entry {
            Entry::Refused { place, why } => {
                report.refuse(&place, &why)?;
                continue;
            }
            Entry::Story(found) => vec![*found],
            Entry::Document(Document { place, format, bytes, read }) => {
                let (found, outcome) = match read {
                    Ok(found) => (found, "read".to_owned()),
                    Err(why) => {
                        report.refuse(&place, &why)?;
                        (Vec::new(), why)
                    }
                };
                documents.push((place, format, bytes, outcome));
                found
            }
        };
        for found in found {
            let place = found.place.clone();
            for repair in &found.repairs {
                report.repair(&place, repair)?;
            }
            match finish(house, found).await {
                Ok(filed) => {
                    places.push(place);
                    stories.push(filed);
                }
                Err(why) => report.refuse(&place, &format!("{why:#}"))?,
            }
        }
    }
    // What others sent is kept as it came before anything is made of it.
    for (place, format, bytes, outcome) in documents.into_iter().filter(|(_, _, bytes, _)| !bytes.is_empty()) {
        house.desk.keep_import(&Staff::operator(), &place, format, bytes, &outcome).await?;
    }
    let outcomes = file(&house.desk, stories, release).await?;
    for (place, outcome) in places.iter().zip(outcomes) {
        report.count(place, &outcome)?;
    }
    Ok(())
}

async fn file(desk: &Desk, stories: Vec<Filed>, release: bool) -> anyhow::Result<Vec<FiledAs>> {
    let filed = desk.file(&Staff::operator(), stories, release).await;
    filed.context("the import stopped here; what was filed before stands, and a second run continues")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_keeps_the_date_of_its_document_unless_it_has_its_own() {
        let story = || -> Story {
            let json = r#"{"language": "en", "slug": "S", "headline": "H", "priority": 4, "category": 1,
                "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "T."}]}]}}"#;
            serde_json::from_str(json).unwrap()
        };
        let dated = |story: Story, date: &str| with_date(story, Some(date.parse().unwrap())).created;
        assert_eq!(dated(story(), "1987-02-26T15:01:01.79Z").unwrap().as_str(), "1987-02-26T15:01:01Z");
        let own = Story { created: Some(Created::new("2026-09-01").unwrap()), ..story() };
        assert_eq!(dated(own, "1987-02-26T15:01:01Z").unwrap().as_str(), "2026-09-01");
        assert_eq!(with_date(story(), None).created, None);
        assert_eq!(with_date(story(), Some(Timestamp::MIN)).created, None);
    }

    #[test]
    fn a_document_never_leads_out_of_its_folder() {
        let at = |path: &str| beside(Path::new("in"), path).map(|path| path.display().to_string()).ok();
        assert_eq!(at("a.jpg").as_deref(), Some("in/a.jpg"));
        assert_eq!(at("pictures/a.jpg").as_deref(), Some("in/pictures/a.jpg"));
        assert_eq!(at("../../etc/passwd").as_deref(), Some("in/passwd"));
        assert_eq!(at("/etc/passwd").as_deref(), Some("in/passwd"));
        assert_eq!(at("https://agency.example/x/a.jpg?size=1").as_deref(), Some("in/a.jpg"));
        assert_eq!(at("C:\\x\\..\\a.jpg").as_deref(), Some("in/C:\\x\\..\\a.jpg"), "one name, on this system");
        for nothing in ["", "..", "https://agency.example/", "/"] {
            assert_eq!(at(nothing), None, "{nothing}");
        }
    }
}
