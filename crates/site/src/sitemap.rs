//! Which pages there are, for search engines (sitemaps.org protocol 0.9).
//!
//! One index names the files: for each language the pages that it always has, its topics, its picture stories, the news of
//! the last two days, and the stories of each month. A file of a month that is over is kept until one of its own stories, or what leads to them,
//! changes; so that a search engine that asks again is told, by its tag, that nothing did.

mod alternates;
mod month;
mod rows;
mod write;

pub(crate) use alternates::Alternate;
pub(crate) use month::Month;

use crate::{
    Site, SiteError,
    address::Path,
    edition::Edition,
    machines,
    page::{Page, Place},
    pictures,
    shelf::{Depends, Key},
    topics,
    view::media_path,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::{HashMap, HashSet},
    str::FromStr,
};
use story::{ItemId, to_millis};
use write::{Entry, News};

/// Stories of one file. The protocol allows 50,000 pages and 50 MB; this many, with their pictures and languages, are as
/// much as one page of the site may be.
const STORIES: u32 = 1_000;
/// Picture stories of one file.
const SERIES: u32 = 500;
/// Pictures that are named with one of them.
const SERIES_PICTURES: usize = 20;
/// Files that an index names at most (the protocol's limit).
const FILES_MAX: usize = 50_000;
/// How long a story is news, in hours (Google's limit).
const NEWS_HOURS: i64 = 48;
/// Stories of a file of news at most (Google's limit).
const NEWS_MAX: usize = 1_000;
/// Stories that are read at once for the news.
const NEWS_READ: u32 = 100;
const XML: &str = "application/xml; charset=utf-8";

/// A file by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum File {
    /// The pages that a language always has.
    Pages,
    News,
    /// The topics that most stories are about.
    Topics,
    /// The picture stories, the `n`th part of them.
    Pictures(u32),
    /// The stories of a month, the `n`th thousand of them.
    Month(Month, u32),
}

impl FromStr for File {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let name = s.strip_suffix(".xml").ok_or(())?;
        match name {
            "pages" => return Ok(Self::Pages),
            "news" => return Ok(Self::News),
            "topics" => return Ok(Self::Topics),
            "pictures" => return Ok(Self::Pictures(1)),
            _ => {}
        }
        if let Ok(month) = name.parse() {
            return Ok(Self::Month(month, 1));
        }
        let (name, n) = name.rsplit_once('-').ok_or(())?;
        let n = n.parse().map_err(drop)?;
        let read = if name == "pictures" { Self::Pictures(n) } else { Self::Month(name.parse()?, n) };
        // Each file has one name.
        if read.name() == s { Ok(read) } else { Err(()) }
    }
}

impl File {
    fn name(self) -> String {
        match self {
            Self::Pages => "pages.xml".to_owned(),
            Self::News => "news.xml".to_owned(),
            Self::Topics => "topics.xml".to_owned(),
            Self::Pictures(0 | 1) => "pictures.xml".to_owned(),
            Self::Pictures(n) => format!("pictures-{n}.xml"),
            Self::Month(month, 0 | 1) => format!("{month}.xml"),
            Self::Month(month, n) => format!("{month}-{n}.xml"),
        }
    }
}

/// `GET /sitemap.xml`
pub(crate) async fn index(State(site): State<Site>) -> Response {
    match files(&site).await {
        Ok((files, depends)) => machines::kept(&site, XML, write::index(&files), depends),
        Err(error) => {
            tracing::error!("the map of the site could not be made: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

type Files = Vec<(String, Option<Timestamp>)>;

async fn files(site: &Site) -> Result<(Files, Depends), SiteError> {
    let now = site.clock.now();
    let (months, pictures) = (rows::months(&site.db, now).await?, rows::pictures(&site.db, now).await?);
    let languages = site.agency.languages.iter().map(|listed| &listed.lang);
    let keys: HashSet<Key> =
        languages.clone().cloned().flat_map(|lang| [Key::Latest(lang.clone()), Key::Pictures(lang)]).collect();
    let mut depends = Depends { keys, ..Depends::default() };
    let mut files = Vec::new();
    for lang in languages {
        let at = |file: File| format!("{}/{}/sitemap/{}", site.base, lang.as_str(), file.name());
        let shown: Vec<_> = months.iter().filter(|shown| shown.language == *lang).collect();
        let pictured = pictures.iter().find(|pictured| pictured.language == *lang);
        // There is always something to read in the agency's own language, if only about the agency.
        if shown.is_empty() && pictured.is_none() && *lang != site.agency.language {
            continue;
        }
        files.push((at(File::Pages), None));
        let changed = shown.iter().map(|shown| shown.changed).max();
        if changed.is_some() && rows::has_topics(&site.db, now, lang).await? {
            files.push((at(File::Topics), changed));
        }
        if let Some(pictured) = pictured {
            let count = parts(pictured.series, SERIES);
            files.extend((1..=count).map(|n| (at(File::Pictures(n)), Some(pictured.changed))));
        }
        let newest = shown.iter().max_by_key(|shown| shown.newest);
        if let Some((shown, until)) = newest.and_then(|shown| Some((shown, news_until(shown.newest)?)))
            && until > now
        {
            depends.until = Some(depends.until.map_or(until, |known| known.min(until)));
            files.push((at(File::News), Some(shown.changed)));
        }
        for shown in shown {
            let count = parts(shown.stories, STORIES);
            files.extend((1..=count).map(|n| (at(File::Month(shown.month, n)), Some(shown.changed))));
        }
    }
    files.truncate(FILES_MAX);
    Ok((files, depends))
}

/// How many files so many pages need.
fn parts(pages: u64, of_one: u32) -> u32 {
    u32::try_from(pages.div_ceil(of_one.into())).unwrap_or(u32::MAX)
}

/// Until when a story is news that was published then.
fn news_until(published: Timestamp) -> Option<Timestamp> {
    published.checked_add(SignedDuration::from_hours(NEWS_HOURS)).ok()
}

/// `GET /{lang}/sitemap/{file}`
pub(crate) async fn file(edition: Edition, Path((_, file)): Path<(String, String)>) -> Response {
    let made = match file.parse() {
        Ok(File::Pages) => Ok(Some(pages(&edition))),
        Ok(File::News) => news(&edition).await,
        Ok(File::Topics) => topics(&edition).await,
        Ok(File::Pictures(n)) => series(&edition, n).await,
        Ok(File::Month(month, n)) => stories(&edition, month, n).await,
        Err(()) => Ok(None),
    };
    let made = made.map(|entries| {
        let entries = entries.filter(|entries| !entries.is_empty())?;
        Some(edition.tagged(StatusCode::OK, XML, write::pages(&entries)))
    });
    edition.answer(made)
}

/// The pages that every edition has.
fn pages(edition: &Edition) -> Vec<Entry> {
    let entry = |rest: &String| {
        let path = edition.path(rest);
        Entry {
            address: edition.address(&path),
            changed: None,
            alternates: edition.alternates(&path),
            pictures: Vec::new(),
            news: None,
        }
    };
    edition.everywhere().iter().map(entry).collect()
}

/// The topics that most stories are about.
async fn topics(edition: &Edition) -> Result<Option<Vec<Entry>>, SiteError> {
    let topics = topics::dated(edition, STORIES as usize).await?;
    let entry = |(path, changed): (String, Timestamp)| Entry {
        address: edition.address(&path),
        changed: Some(changed),
        alternates: Vec::new(),
        pictures: Vec::new(),
        news: None,
    };
    Ok(Some(topics.into_iter().map(entry).collect()))
}

/// The picture stories, each with its pictures.
async fn series(edition: &Edition, n: u32) -> Result<Option<Vec<Entry>>, SiteError> {
    let Some(offset) = n.checked_sub(1).and_then(|n| n.checked_mul(SERIES)) else { return Ok(None) };
    let series = pictures::dated(edition, (SERIES, offset)).await?;
    let entry = |shown: pictures::Dated| Entry {
        address: edition.address(&shown.path),
        changed: Some(shown.changed),
        alternates: Vec::new(),
        pictures: shown.files.iter().take(SERIES_PICTURES).map(|file| edition.address(file)).collect(),
        news: None,
    };
    Ok(Some(series.into_iter().map(entry).collect()))
}

async fn stories(edition: &Edition, month: Month, n: u32) -> Result<Option<Vec<Entry>>, SiteError> {
    let Some(offset) = n.checked_sub(1).and_then(|n| n.checked_mul(STORIES)) else { return Ok(None) };
    let (db, now, lang) = (&edition.site.db, edition.now, &edition.lang);
    let stories = rows::month(db, now, lang, month, (STORIES, offset)).await?;
    let others = rows::translations(db, now, lang, month).await?;
    // The key stands for all that is added and changed; what is stopped is looked for before anybody has followed it.
    let mut depends = edition.depends();
    depends.keys.insert(Key::Month(lang.clone(), month));
    depends.items.extend(stories.iter().chain(&others).map(|page| page.item.clone()));
    depends.items.extend(stories.iter().filter_map(|page| Some(page.picture.as_ref()?.item.clone())));
    drop(depends);
    let mut translations: HashMap<&ItemId, Vec<&Page>> = HashMap::new();
    for other in others.iter().filter(|other| edition.is_open(other)) {
        translations.entry(&other.original).or_default().push(other);
    }
    let open = stories.into_iter().filter(|page| edition.is_open(page));
    let entries = open.map(|page| {
        let page = edition.without_stopped_picture(page);
        let others = translations.get(&page.original).into_iter().flatten().copied();
        let alternates = edition.story_alternates(&page, others);
        Entry { alternates, ..entry(edition, &page) }
    });
    Ok(Some(entries.collect()))
}

fn entry(edition: &Edition, page: &Page) -> Entry {
    let pictures = page.picture.as_ref().map(|shown| edition.address(&media_path(&shown.item, &shown.picture)));
    Entry {
        address: edition.address(&edition.story_path(page)),
        changed: Some(page.updated.unwrap_or(page.released)),
        alternates: Vec::new(),
        pictures: pictures.into_iter().collect(),
        news: None,
    }
}

async fn news(edition: &Edition) -> Result<Option<Vec<Entry>>, SiteError> {
    let is_news = |page: &Page| news_until(page.released).is_some_and(|until| until > edition.now);
    let (mut place, mut entries) = (Place::TOP, Vec::new());
    loop {
        let mut read = edition.newest(&edition.lang, None, place, NEWS_READ).await?;
        let more = read.len() == NEWS_READ as usize && read.iter().all(is_news);
        read.retain(is_news);
        let Some(last) = read.last() else { break };
        place = Place { released: to_millis(last.released), number: last.item.number().cast_signed() };
        if let Some(until) = news_until(last.released) {
            edition.only_until(until);
        }
        entries.extend(edition.open(read).iter().filter_map(|page| told(edition, page)));
        if !more || entries.len() >= NEWS_MAX {
            break;
        }
    }
    entries.truncate(NEWS_MAX);
    Ok(Some(entries))
}

fn told(edition: &Edition, page: &Page) -> Option<Entry> {
    let news = News {
        publication: edition.agency().to_owned(),
        language: edition.lang.primary().to_owned(),
        published: page.released,
        title: page.article.as_ref()?.headline.clone(),
    };
    Some(Entry { news: Some(news), ..entry(edition, page) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_one_name() {
        let month: Month = "2026-09".parse().expect("a month");
        for (name, file) in [
            ("pages.xml", File::Pages),
            ("news.xml", File::News),
            ("topics.xml", File::Topics),
            ("pictures.xml", File::Pictures(1)),
            ("pictures-2.xml", File::Pictures(2)),
            ("2026-09.xml", File::Month(month, 1)),
            ("2026-09-2.xml", File::Month(month, 2)),
        ] {
            assert_eq!((name.parse(), file.name().as_str()), (Ok(file), name));
        }
        for no in [
            "pictures-1.xml",
            "pictures-0.xml",
            "pictures-x.xml",
            "topics-2.xml",
            "",
            "news",
            "2026-09-1.xml",
            "2026-09-0.xml",
            "2026-09-02.xml",
            "2026-9.xml",
            "2026-09-+2.xml",
            "x.xml",
        ] {
            assert_eq!(no.parse::<File>(), Err(()), "{no}");
        }
    }
}
