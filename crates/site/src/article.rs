//! A story's page.

use crate::{
    SiteError,
    address::Path,
    card::Shared,
    dates::{Day, Moment},
    edition::{Edition, Standing},
    json_ld,
    lists::Correction,
    page::{Article, Page, Place},
    topics,
    view::{Card, Frame, Image, Link, image},
};
use askama::Template;
use axum::{
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
};
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
    tags: Vec<Link>,
    published: Moment,
    updated: Option<Moment>,
    original: Option<Original>,
    corrections: Vec<Correction>,
    image: Option<Image>,
    /// What stands for the page elsewhere.
    shared: Option<Shared>,
    /// The stories in `more` are all of the section.
    section_only: bool,
    more: Vec<Card>,
    json_ld: String,
}

/// The date that a story has from before it came to the wire.
struct Original {
    /// For `datetime`, as exactly as it is known.
    iso: String,
    day: Day,
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
    let Some(page) = edition.find(id).await? else { return Ok(None) };
    match edition.standing(&page.item, page.state, page.show_at) {
        Standing::Unknown => return Ok(None),
        // The address's own words are not looked at: nothing of the story is left to compare them with.
        Standing::Killed => {
            return edition.gone(&page.item).await.map(Some);
        }
        Standing::Held => {
            return Ok(Some(edition.held()));
        }
        Standing::Open => {}
    }
    let page = edition.without_stopped_picture(page);
    let path = edition.story_path(&page);
    if uri.path() != path {
        return Ok(Some(edition.moved(&path)));
    }
    let Some(view) = view(edition, &page, &path).await? else { return Ok(None) };
    edition.page(StatusCode::OK, &view).map(Some)
}

async fn view(edition: &Edition, page: &Page, path: &str) -> Result<Option<ArticlePage>, SiteError> {
    let (Some(story), Some(card)) = (page.article.clone(), edition.card(page)) else { return Ok(None) };
    let (section_only, more) = more(edition, page).await?;
    let description = story.teaser().unwrap_or(&story.headline).replace('\n', " ");
    let image = page.picture.as_ref().map(|shown| image(shown, &story));
    let translations = edition.translations(page).await?;
    let mut f = edition.frame(&story.headline, &description, path);
    f.alternates = edition.story_alternates(page, &translations);
    Ok(Some(ArticlePage {
        f,
        lang: story.lang.as_str().to_owned(),
        dir: story.lang.dir(),
        label: card.label,
        section: card.section,
        tags: topics::tags(&story, &page.language).iter().map(|tag| edition.topic_link(tag)).collect(),
        published: edition.moment(page.released),
        updated: page.updated.map(|time| edition.moment(time)),
        original: story.created.as_ref().and_then(|created| original(edition, created, page.released)),
        corrections: story.corrections.iter().rev().map(|repair| edition.correction(repair)).collect(),
        section_only,
        more,
        json_ld: json_ld::article(edition, page, &story, image.as_ref()),
        shared: edition.shared(page, &story, image.as_ref()),
        image,
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
    old.then(|| Original { iso: created.as_str().to_owned(), day: edition.dates.day(date) })
}

/// Other stories of the section, or the latest of all where the section has too few; true for the section.
async fn more(edition: &Edition, page: &Page) -> Result<(bool, Vec<Card>), SiteError> {
    let limit = u32::try_from(MORE + 1).unwrap_or(u32::MAX);
    let mut cards = Vec::new();
    for section in [Some(page.category), None] {
        let stories = edition.newest(&page.language, section, Place::TOP, limit).await?;
        let stories = edition.open(stories);
        cards = edition.cards(stories.iter().filter(|other| other.item != page.item).take(MORE));
        if cards.len() == MORE && section.is_some() {
            return Ok((true, cards));
        }
    }
    Ok((false, cards))
}
