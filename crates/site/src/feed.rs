//! The newest stories as feeds: RSS, Atom and JSON Feed, of a language and of each of its sections.

use crate::{
    SiteError,
    address::Path,
    edition::Edition,
    hub,
    page::{Article, Page, Place},
    view::{Frame, media_path},
};
use askama::Template;
use axum::{
    http::{StatusCode, header::LINK},
    response::Response,
};
use format::feed::{
    Channel, Enclosure, Entry, rss,
    summary::{atom, jsonfeed},
};
use story::Category;

/// Entries of one feed.
pub(crate) const ENTRIES: u32 = 40;

/// How a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Rss,
    Atom,
    Json,
}

impl Form {
    const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// The last part of its address.
    pub fn file(self) -> &'static str {
        match self {
            Self::Rss => "rss.xml",
            Self::Atom => "atom.xml",
            Self::Json => "feed.json",
        }
    }

    /// The form whose address ends so.
    pub fn named(file: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.file() == file)
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }

    /// What it is called, in every language.
    fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }

    fn write(self, channel: &Channel<'_>, entries: &[Entry<'_>]) -> String {
        match self {
            Self::Rss => rss(channel, entries),
            Self::Atom => atom(channel, entries),
            Self::Json => jsonfeed(channel, entries),
        }
    }
}

/// `GET /{lang}/rss.xml`, `atom.xml`, `feed.json`
pub(crate) async fn newest(edition: Edition, form: Form) -> Response {
    let made = feed(&edition, None, form).await;
    edition.answer(made.map(Some))
}

/// `GET /{lang}/{section}/rss.xml`, `atom.xml`, `feed.json`
pub(crate) async fn section(edition: Edition, Path((_, section)): Path<(String, String)>, form: Form) -> Response {
    let made = match edition.site.agency.category_at(&section) {
        Some(category) => feed(&edition, Some(category), form).await.map(Some),
        None => Ok(None),
    };
    edition.answer(made)
}

/// An entry's texts, which the feed borrows.
struct Texts {
    title: String,
    link: String,
    description: String,
    picture: Option<(String, u64, &'static str)>,
}

async fn feed(edition: &Edition, section: Option<&Category>, form: Form) -> Result<Response, SiteError> {
    let id = section.map(|category| category.id);
    let stories = edition.newest(&edition.lang, id, Place::TOP, ENTRIES).await?;
    let stories = edition.open(stories);
    let title = match section {
        Some(category) => format!("{} – {}", edition.agency(), edition.section_name(category)),
        None => edition.agency().to_owned(),
    };
    Ok(written(edition, &title, &path(edition, section), &stories, form))
}

/// Stories as a feed of this title, which goes with the page at `path`.
pub(crate) fn written(edition: &Edition, title: &str, path: &str, stories: &[Page], form: Form) -> Response {
    let texts: Vec<Texts> = stories.iter().map(|page| texts(edition, page)).collect();
    let entries: Vec<Entry> =
        stories.iter().zip(&texts).filter_map(|(page, texts)| entry(edition, page, texts)).collect();
    let (link, self_link) = (edition.address(path), edition.address(&format!("{path}{}", form.file())));
    // A feed says when it last changed, not when it was asked for: else no two answers would have one entity tag.
    let changed = stories.iter().map(|page| page.updated.unwrap_or(page.released)).max();
    let channel = Channel {
        title,
        link: &link,
        description: &edition.closing(),
        language: &edition.lang,
        self_link: &self_link,
        hub: Some(&edition.site.hub_address()),
        author: edition.agency(),
        last_build: changed.unwrap_or(jiff::Timestamp::UNIX_EPOCH),
    };
    let mut response = edition.tagged(StatusCode::OK, form.media_type(), form.write(&channel, &entries));
    if let Some(links) = hub::links(edition, &self_link) {
        response.headers_mut().insert(LINK, links);
    }
    response
}

/// The page that a feed belongs to.
fn path(edition: &Edition, section: Option<&Category>) -> String {
    section.map_or_else(|| edition.path(""), |category| edition.path(&format!("{}/", category.path)))
}

fn texts(edition: &Edition, page: &Page) -> Texts {
    let article = page.article.as_ref();
    let mark = |article: &Article| article.is_by_machine.then(|| edition.words.machine_summary.to_owned());
    let marked =
        |article: &Article| article.summary.iter().cloned().chain(mark(article)).collect::<Vec<_>>().join("\n");
    let summary = article.filter(|article| !article.summary.is_empty()).map(marked);
    let standfirst = || article.and_then(|a| a.standfirst.clone());
    let headline = article.map_or("", |a| a.headline.as_str());
    let correction = article.and_then(|a| a.corrections.last());
    let summary = summary.or_else(standfirst);
    // The entry keeps its id and its date, so that programs replace the one that they hold. Its title tells people that
    // the one they may have read was wrong.
    let noted =
        correction.map(|last| edition.words.labelled(edition.words.correction, &edition.moment(last.time).words));
    Texts {
        title: match correction {
            Some(_) => edition.words.labelled(edition.words.corrected, headline),
            None => headline.to_owned(),
        },
        link: edition.address(&edition.story_path(page)),
        description: summary.into_iter().chain(noted).collect::<Vec<_>>().join("\n"),
        picture: page.picture.as_ref().map(|shown| {
            let media = &shown.picture.media;
            (edition.address(&media_path(&shown.item, &shown.picture)), media.bytes, media.media_type.name())
        }),
    }
}

fn entry<'a>(edition: &'a Edition, page: &'a Page, texts: &'a Texts) -> Option<Entry<'a>> {
    let category = edition.site.agency.category(page.category);
    let article = page.article.as_ref()?;
    Some(Entry {
        title: &texts.title,
        link: &texts.link,
        guid: page.item.as_str(),
        published: page.released,
        updated: page.updated.unwrap_or(page.released),
        author: article.byline.as_deref(),
        language: &article.lang,
        description: &texts.description,
        category: category.map(|category| edition.section_name(category)),
        enclosure: texts.picture.as_ref().map(|(url, bytes, media_type)| Enclosure { url, bytes: *bytes, media_type }),
    })
}

#[derive(Template)]
#[template(path = "feeds.html")]
struct Feeds {
    f: Frame,
    forms: [Told; 3],
    lists: Vec<List>,
}

/// What a form of feeds is.
struct Told {
    name: &'static str,
    about: &'static str,
}

/// A list of stories with its feeds.
struct List {
    name: String,
    /// The name and the address of each.
    feeds: [(&'static str, String); 3],
}

/// `GET /{lang}/feeds/`
pub(crate) async fn all(edition: Edition) -> Response {
    let words = edition.words;
    let about = |form: Form| match form {
        Form::Rss => words.feed_rss,
        Form::Atom => words.feed_atom,
        Form::Json => words.feed_json,
    };
    let list = |section: Option<&Category>| {
        let path = path(&edition, section);
        List {
            name: section.map_or(words.latest, |category| edition.section_name(category)).to_owned(),
            feeds: Form::ALL.map(|form| (form.name(), format!("{path}{}", form.file()))),
        }
    };
    let sections = edition.site.agency.categories.iter().map(Some);
    let page = Feeds {
        forms: Form::ALL.map(|form| Told { name: form.name(), about: about(form) }),
        lists: std::iter::once(None).chain(sections).map(list).collect(),
        f: edition.frame(words.feeds, words.feeds_intro, &edition.path("feeds/")),
    };
    edition.answer(edition.page(StatusCode::OK, &page).map(Some))
}
