//! The newest stories as RSS.

use crate::{
    SiteError,
    address::Path,
    edition::Edition,
    page::{self, Page, Place},
    view::media_path,
};
use axum::{http::StatusCode, response::Response};
use format::feed::{Channel, Enclosure, Entry, rss};
use story::Category;

/// Entries of one feed.
const ENTRIES: u32 = 40;

/// `GET /{lang}/rss.xml`
pub(crate) async fn newest(edition: Edition) -> Response {
    let made = feed(&edition, None).await;
    edition.answer(made.map(Some))
}

/// `GET /{lang}/{section}/rss.xml`
pub(crate) async fn section(edition: Edition, Path((_, section)): Path<(String, String)>) -> Response {
    let made = match edition.site.agency.category_at(&section) {
        Some(category) => feed(&edition, Some(category)).await.map(Some),
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

async fn feed(edition: &Edition, section: Option<&Category>) -> Result<Response, SiteError> {
    let id = section.map(|category| category.id);
    let stories = page::newest(&edition.site.db, edition.now, &edition.lang, id, Place::TOP, ENTRIES).await?;
    let stories = edition.open(stories);
    let texts: Vec<Texts> = stories.iter().map(|page| texts(edition, page)).collect();
    let entries: Vec<Entry> =
        stories.iter().zip(&texts).filter_map(|(page, texts)| entry(edition, page, texts)).collect();
    let (title, path) = match section {
        Some(category) => {
            let name = edition.section_name(category);
            (format!("{} – {name}", edition.agency()), edition.path(&format!("{}/", category.path)))
        }
        None => (edition.agency().to_owned(), edition.path("")),
    };
    let (link, self_link) = (edition.address(&path), edition.address(&format!("{path}rss.xml")));
    // A feed says when it last changed, not when it was asked for: else no two answers would have one entity tag.
    let changed = stories.iter().map(|page| page.updated.unwrap_or(page.released)).max();
    let channel = Channel {
        title: &title,
        link: &link,
        description: &edition.closing(),
        language: &edition.lang,
        self_link: &self_link,
        last_build: changed.unwrap_or(jiff::Timestamp::UNIX_EPOCH),
    };
    Ok(edition.tagged(StatusCode::OK, "application/rss+xml; charset=utf-8", rss(&channel, &entries)))
}

fn texts(edition: &Edition, page: &Page) -> Texts {
    let article = page.article.as_ref();
    let summary = article.map(|a| a.summary.join("\n")).filter(|text| !text.is_empty());
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
    page.article.as_ref()?;
    Some(Entry {
        title: &texts.title,
        link: &texts.link,
        guid: page.item.as_str(),
        published: page.released,
        description: &texts.description,
        category: category.map(|category| edition.section_name(category)),
        enclosure: texts.picture.as_ref().map(|(url, bytes, media_type)| Enclosure { url, bytes: *bytes, media_type }),
    })
}
