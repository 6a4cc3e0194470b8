//! A story's page.

use crate::{
    SiteError,
    address::Path,
    dates::{self, Moment},
    edition::{Edition, Standing},
    lists::Correction,
    page::{self, Article, Page, Place},
    view::{Card, Frame, Image, Link, image},
};
use askama::Template;
use axum::{
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
};
use serde_json::json;
use story::Created;

/// How much older than its release a story is, at least, whose own date is shown, in hours: what comes from an archive,
/// and not what was written the evening before.
const OLD_HOURS: i64 = 24;
/// Other stories of the section under a story.
const MORE: usize = 3;

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    f: Frame,
    story: Article,
    lang: String,
    dir: &'static str,
    label: Option<(&'static str, &'static str)>,
    section: Option<Link>,
    published: Moment,
    updated: Option<Moment>,
    original: Option<Original>,
    corrections: Vec<Correction>,
    image: Option<Image>,
    /// Address of the picture as others see it.
    image_address: String,
    /// The stories in `more` are all of the section.
    section_only: bool,
    more: Vec<Card>,
    json_ld: String,
}

/// The date that a story has from before it came to the wire.
struct Original {
    /// For `datetime`, as exactly as it is known.
    iso: String,
    /// The day in words.
    words: String,
}

/// `GET /{lang}/{section}/{address}/{id}`
pub(crate) async fn get(
    edition: Edition,
    uri: Uri,
    Path((_, _, _, id)): Path<(String, String, String, String)>,
) -> Response {
    let made = article(&edition, &uri, &id).await;
    edition.answer(made)
}

async fn article(edition: &Edition, uri: &Uri, id: &str) -> Result<Option<Response>, SiteError> {
    let Some(page) = page::find(&edition.site.db, edition.now, id).await? else { return Ok(None) };
    let words = edition.words;
    match edition.standing(&page.item, page.state, page.show_at) {
        Standing::Unknown => return Ok(None),
        // The address's own words are not looked at: nothing of the story is left to compare them with.
        Standing::Killed => {
            return Ok(Some(edition.message(StatusCode::GONE, words.killed_title, words.killed_text)));
        }
        Standing::Held => {
            return Ok(Some(edition.message(StatusCode::NOT_FOUND, words.held_title, words.held_text)));
        }
        Standing::Open => {}
    }
    let page = edition.without_stopped_picture(page);
    let path = edition.story_path(&page);
    if uri.path() != path {
        return Ok(Some(Redirect::permanent(&path).into_response()));
    }
    let Some(view) = view(edition, &page, &path).await? else { return Ok(None) };
    edition.page(StatusCode::OK, &view).map(Some)
}

async fn view(edition: &Edition, page: &Page, path: &str) -> Result<Option<ArticlePage>, SiteError> {
    let (Some(story), Some(card)) = (page.article.clone(), edition.card(page)) else { return Ok(None) };
    let (section_only, more) = more(edition, page).await?;
    let description = story.standfirst.as_ref().or(story.summary.first()).unwrap_or(&story.headline).replace('\n', " ");
    let image = page.picture.as_ref().map(|shown| image(shown, &story));
    let image_address = image.as_ref().map(|image| edition.address(&image.src)).unwrap_or_default();
    Ok(Some(ArticlePage {
        f: edition.frame(&story.headline, &description, path),
        lang: story.lang.as_str().to_owned(),
        dir: story.lang.dir(),
        label: card.label,
        section: card.section,
        published: edition.moment(page.released),
        updated: page.updated.map(|time| edition.moment(time)),
        original: story.created.as_ref().and_then(|created| original(edition, created, page.released)),
        corrections: story.corrections.iter().rev().map(|repair| edition.correction(repair)).collect(),
        section_only,
        more,
        json_ld: json_ld(edition, page, &story, &edition.address(path), &image_address),
        image,
        image_address,
        story,
    }))
}

/// The date of a story that is much older than its release, on the day that it names itself, wherever that day was.
fn original(edition: &Edition, created: &Created, released: Timestamp) -> Option<Original> {
    let date: Date = created.date().parse().ok()?;
    // Where the instant is not known, it is the last of its day.
    let end_of_day = || edition.site.zone.to_timestamp(date.tomorrow().ok()?.to_datetime(Time::midnight())).ok();
    let latest = created.instant().or_else(end_of_day)?;
    let old = released.duration_since(latest) > SignedDuration::from_hours(OLD_HOURS);
    old.then(|| Original { iso: created.as_str().to_owned(), words: dates::day(date, edition.words.lang) })
}

/// Other stories of the section, or the latest of all where the section has too few; true for the section.
async fn more(edition: &Edition, page: &Page) -> Result<(bool, Vec<Card>), SiteError> {
    let limit = u32::try_from(MORE + 1).unwrap_or(u32::MAX);
    let mut cards = Vec::new();
    for section in [Some(page.category), None] {
        let stories = page::newest(&edition.site.db, edition.now, &page.language, section, Place::TOP, limit).await?;
        let stories = edition.open(stories);
        cards = edition.cards(stories.iter().filter(|other| other.item != page.item).take(MORE));
        if cards.len() == MORE && section.is_some() {
            return Ok((true, cards));
        }
    }
    Ok((false, cards))
}

/// The story for machines (schema.org `NewsArticle`). What the page shows is free to read: it is the summary that is
/// described, not the story that subscribers receive.
fn json_ld(edition: &Edition, page: &Page, story: &Article, address: &str, image: &str) -> String {
    let agency = json!({
        "@type": "NewsMediaOrganization",
        "name": edition.agency(),
        "url": edition.address(&edition.path("")),
        "correctionsPolicy": edition.address(&edition.path("corrections/")),
    });
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": address,
        "identifier": page.item.as_str(),
        "headline": story.headline,
        "inLanguage": story.lang.as_str(),
        "datePublished": page.released.to_string(),
        "dateModified": page.updated.unwrap_or(page.released).to_string(),
        "isAccessibleForFree": true,
        "publisher": agency,
        "author": match &story.byline {
            Some(name) => json!({"@type": "Person", "name": name}),
            None => agency.clone(),
        },
    });
    let mut set = |name: &str, value: serde_json::Value| article[name] = value;
    if let Some(created) = &story.created {
        set("dateCreated", created.as_str().into());
    }
    if let Some(section) = edition.site.agency.category(page.category) {
        set("articleSection", edition.section_name(section).into());
    }
    if let Some(text) = &story.standfirst {
        set("description", text.as_str().into());
    }
    if !story.summary.is_empty() {
        set("abstract", story.summary.join("\n\n").into());
    }
    if let Some(city) = &story.city {
        set("dateline", city.as_str().into());
    }
    if !story.tags.is_empty() {
        set("keywords", story.tags.clone().into());
    }
    if !image.is_empty() {
        set("image", json!([image]));
    }
    if !story.corrections.is_empty() {
        let notes = story.corrections.iter().map(|repair| {
            let text = repair.words.as_ref().map_or(edition.words.was_corrected, |words| words.now.as_str());
            json!({"@type": "CorrectionComment", "text": text, "datePublished": repair.time.to_string()})
        });
        set("correction", notes.collect());
    }
    // Inside a script element only `<` could end it.
    article.to_string().replace('<', "\\u003c")
}
