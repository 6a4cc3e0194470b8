//! `tellal convert`: a document of one format as a document of another. Needs no agency, no database and no server.

use super::import::beside;
use crate::{
    cli::ConvertArgs,
    print::{complain, tell},
};
use anyhow::{Context, bail, ensure};
use format::{Defaults, Drafted, Edition, Feature, Format, Incoming};
use jiff::{Timestamp, tz::TimeZone};
use std::{
    io::{ErrorKind, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};
use store::Clock;
use story::{Act, Agency, AgencyCode, Content, ContentHash, Form, Headline, ItemId, Media, Note, Slug, State, Story};

/// The largest document that is read from standard input, in bytes.
const INPUT_BYTES_MAX: u64 = format::DOCUMENT_BYTES_MAX as u64;

/// Hexadecimal digits of a hash that make the number of an id.
const MADE_ID_DIGITS: usize = 12;

/// A story on its way from one format to another.
struct Moved {
    item: ItemId,
    version: u32,
    act: Act,
    state: State,
    time: Timestamp,
    content: ContentHash,
    story: Story,
}

pub fn run(args: &ConvertArgs) -> anyhow::Result<ExitCode> {
    let agency = agency(args)?;
    let bytes = read(&args.input)?;
    let name = args.input.display().to_string();
    let from = args.from.or_else(|| Format::guess(&bytes, &name));
    let from = from.with_context(|| format!("the format of {name} cannot be told; --from FORMAT names it"))?;
    let defaults = Defaults::from(args.defaults.clone());
    let found = from.read(&bytes, &agency, &defaults).with_context(|| format!("{name}, read as {}", from.name()))?;
    let folder = args.input.parent().unwrap_or(Path::new(""));
    let mut moved = Vec::with_capacity(found.len());
    for (n, incoming) in found.into_iter().enumerate() {
        if args.explain {
            incoming.repairs.iter().for_each(|repair| complain!("repaired  {}: {repair}", n + 1));
        }
        let one = moved_of(incoming, n, folder, &agency, &defaults)?;
        if args.explain {
            let lost: Vec<_> =
                Feature::of(&one.story).into_iter().filter(|f| args.to.lost().contains(f)).map(Feature::name).collect();
            if !lost.is_empty() {
                complain!("lost      {}: {} cannot carry: {}", n + 1, args.to.name(), lost.join(", "));
            }
        }
        moved.push(one);
    }
    let written = write(args, &agency, &moved)?;
    if args.output.as_os_str() != "-" {
        tell!("{} of {}: {written}", moved.len(), from.title())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn agency(args: &ConvertArgs) -> anyhow::Result<Agency> {
    let code = AgencyCode::new(&args.code).with_context(|| format!("`{}`", args.code))?;
    let mut agency = Agency::new(code, &args.code.to_uppercase(), &args.name);
    agency.language = args.defaults.language.clone();
    Ok(agency)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(INPUT_BYTES_MAX + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(INPUT_BYTES_MAX + 1).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("{} cannot be read", path.display()))?;
    ensure!(bytes.len() as u64 <= INPUT_BYTES_MAX, "{} has more than {INPUT_BYTES_MAX} bytes", path.display());
    Ok(bytes)
}

/// A story as it would be on a wire: with the id, version and time that it has, or with ones that are made of what it
/// says, so that the same document always gives the same.
fn moved_of(
    incoming: Incoming,
    n: usize,
    folder: &Path,
    agency: &Agency,
    defaults: &Defaults,
) -> anyhow::Result<Moved> {
    let Incoming { story, external_id, dated, version, .. } = incoming;
    let version = version.unwrap_or(1);
    let mut state = State::Usable;
    let story = match story {
        Drafted::Text(story) => story,
        Drafted::Media(draft) => {
            let media = facts(folder, draft.path())?;
            let forms = draft.forms().iter().map(|(form, path)| Ok(Form { form: *form, media: facts(folder, path)? }));
            let forms = forms.collect::<anyhow::Result<_>>()?;
            draft.finish(media, forms)
        }
        Drafted::Notice(notice) => {
            state = notice.state;
            let headline = notice.headline.map_or_else(|| Headline::new("Notice"), Ok)?;
            let slug = Slug::from_headline(headline.as_str());
            let content = Content::Removed { was: notice.kind };
            let story =
                Story::new(defaults.language.clone(), slug, headline, defaults.priority, defaults.category, content);
            Story { editors_note: Some(notice.reason.map_or_else(|| Note::new("Do not use."), Ok)?), ..story }
        }
    };
    let act = match (state, version) {
        (State::Canceled, _) => Act::Kill,
        (State::Withheld, _) => Act::Hold,
        _ if story.correction.is_some() => Act::Correct,
        (State::Usable, 1) => Act::Release,
        (State::Usable, _) => Act::Update,
    };
    let time = dated.unwrap_or_else(|| store::SystemClock.now());
    let item = external_id.as_deref().and_then(|id| id.parse().ok());
    let item = item.unwrap_or_else(|| made_id(agency, &story, external_id.as_deref(), n, time));
    let content = story.content_hash();
    Ok(Moved { item, version, act, state, time, content, story })
}

fn made_id(agency: &Agency, story: &Story, external_id: Option<&str>, n: usize, time: Timestamp) -> ItemId {
    let named = external_id.map_or_else(|| format!("{n} {}", story.content_hash().as_str()), str::to_owned);
    let hash = ContentHash::of(&named);
    let number = u64::from_str_radix(&hash.as_str()[..MADE_ID_DIGITS], 16).unwrap_or_default();
    ItemId::new(&agency.code, story.kind(), TimeZone::UTC.to_datetime(time).date(), number.max(1))
}

/// What there is to know of a file beside the document.
fn facts(folder: &Path, path: &str) -> anyhow::Result<Media> {
    let path = beside(folder, path)?;
    let bytes = std::fs::read(&path).with_context(|| {
        format!("{} is named by the document, and its size and type are needed, but it cannot be read", path.display())
    })?;
    desk::described(&bytes.into()).with_context(|| path.display().to_string())
}

/// Writes all stories, and says where.
fn write(args: &ConvertArgs, agency: &Agency, moved: &[Moved]) -> anyhow::Result<String> {
    let editions: Vec<Edition<'_>> = moved.iter().map(|one| edition(agency, one)).collect();
    let whole = match editions.as_slice() {
        [only] => Some(args.to.write(only)),
        several => args.to.write_group(several),
    };
    if let Some(bytes) = whole {
        put(&args.output, &bytes)?;
        return Ok(args.output.display().to_string());
    }
    if args.output.as_os_str() == "-" {
        bail!("{} holds one story only, and there are {}: name a file", args.to.name(), moved.len());
    }
    for (n, edition) in editions.iter().enumerate() {
        put(&numbered(&args.output, n + 1), &args.to.write(edition))?;
    }
    Ok(format!("{} to {}", numbered(&args.output, 1).display(), numbered(&args.output, moved.len()).display()))
}

fn edition<'a>(agency: &'a Agency, one: &'a Moved) -> Edition<'a> {
    Edition {
        agency,
        base: "",
        item: &one.item,
        version: one.version,
        act: one.act,
        state: one.state,
        first_released: one.time,
        version_created: one.time,
        products: &[],
        content: &one.content,
        story: &one.story,
    }
}

/// `story-2.xml` of `story.xml`.
fn numbered(path: &Path, n: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(extension) => format!("{stem}-{n}.{}", extension.to_string_lossy()),
        None => format!("{stem}-{n}"),
    };
    path.with_file_name(name)
}

fn put(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if path.as_os_str() == "-" {
        return match std::io::stdout().lock().write_all(bytes) {
            Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(e.into()),
            _ => Ok(()),
        };
    }
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}
