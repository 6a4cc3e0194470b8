//! `/desk/items/{id}/translate`: a source beside its translation; and `/desk/stale`: translations that are behind.

use crate::{
    Newsroom, assets,
    choices::{self, Options},
    door::Answer,
    errors::refused,
};
use account::Right;
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use desk::{DeskError, Item, Standing, Translation};
use jiff::{Timestamp, tz::TimeZone};
use story::{Act, ItemId, Lang};
use web::{Form, Path, Problem, StaffAtScreen};

pub(crate) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/items/{id}/translate", get(show).post(begin)).route("/desk/stale", get(stale))
}

/// A translation as a page shows it.
struct Line {
    id: ItemId,
    headline: String,
    language: String,
    dir: &'static str,
    tag: String,
    state: &'static str,
    standing: &'static str,
    is_behind: bool,
    since: Option<(Timestamp, String)>,
    why: String,
    was: Option<(String, String)>,
    source: ItemId,
    source_headline: String,
    source_tag: String,
    source_dir: &'static str,
    unchecked: bool,
}

fn direction(lang: &Lang) -> &'static str {
    if lang.is_rtl() { "rtl" } else { "ltr" }
}

fn or_untitled(text: String) -> String {
    if text.trim().is_empty() { "Untitled".to_owned() } else { text }
}

/// What the source did, in words.
fn why(translation: &Translation) -> String {
    let version = translation.source_version;
    match (translation.standing, translation.source_act) {
        (Standing::Current, _) => String::new(),
        (Standing::Killed, _) => "The source was killed: kill the translation too.".to_owned(),
        (Standing::Held, _) => "The source is on hold: hold the translation too.".to_owned(),
        (_, Some(Act::Correct)) => {
            format!("The source was corrected (version {version}): correct the translation too.")
        }
        (_, Some(Act::Release)) => format!("The source went out with other words (version {version})."),
        (_, Some(act)) => format!("The source was sent again ({}, version {version}).", act.name()),
        (_, None) => "The source says something else.".to_owned(),
    }
}

impl Line {
    fn of(newsroom: &Newsroom, translation: Translation) -> Self {
        let zone = TimeZone::get(&newsroom.agency.time_zone).unwrap_or(TimeZone::UTC);
        let shown = |time: Timestamp| time.to_zoned_datetime(zone.clone()).strftime("%-d %b %H:%M").to_string();
        let name = newsroom.agency.language(&translation.language).map(|known| known.name("en").to_owned());
        Self {
            why: why(&translation),
            language: name.unwrap_or_else(|| translation.language.to_string()),
            dir: direction(&translation.language),
            tag: translation.language.to_string(),
            state: match translation.state {
                None => "draft",
                Some(state) => state.name(),
            },
            standing: match translation.standing {
                Standing::Current => "up to date",
                Standing::Stale => "stale",
                Standing::Held => "source on hold",
                Standing::Killed => "source killed",
            },
            is_behind: translation.standing != Standing::Current,
            since: translation.stale.map(|time| (time, shown(time))),
            was: translation.source_correction.map(|what| (what.was.to_string(), what.now.to_string())),
            source_tag: translation.source_language.to_string(),
            source_dir: direction(&translation.source_language),
            unchecked: translation.machine.is_some_and(|machine| machine.checked.is_none()),
            id: translation.item,
            headline: or_untitled(translation.headline),
            source: translation.source,
            source_headline: or_untitled(translation.source_headline),
        }
    }
}

#[derive(Template)]
#[template(path = "translate.html")]
struct SideBySide<'a> {
    item: &'a Item,
}

#[derive(Template)]
#[template(path = "translations.html")]
struct Translations<'a> {
    item: &'a Item,
    headline: String,
    tag: String,
    dir: &'static str,
    lines: Vec<Line>,
    form: &'a Form,
    languages: Options,
}

#[derive(Template)]
#[template(path = "stale.html")]
struct Stale {
    lines: Vec<Line>,
}

/// `GET /desk/items/{id}/translate`: a translation beside its source; of any other item, its translations.
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>) -> Answer {
    staff.require(Right::Write)?;
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    if newsroom.desk.translation(&id).await.map_err(refused)?.is_none() {
        return offered(&newsroom, &staff, &item, &Form::default()).await;
    }
    let title = or_untitled(item.manuscript.headline().to_owned());
    let mut sheet = newsroom.sheet(&staff.0, "/desk", title);
    sheet.scripts = vec![web::asset_path(&assets::EDITOR), web::asset_path(&assets::TRANSLATION)];
    Ok(sheet.page(&SideBySide { item: &item }))
}

async fn offered(newsroom: &Newsroom, staff: &StaffAtScreen, item: &Item, form: &Form) -> Result<Response, Problem> {
    let lines = newsroom.desk.translations_of(&item.id).await.map_err(refused)?;
    let language = item.manuscript.language();
    let taken: Vec<&str> = lines.iter().map(|line| line.language.as_str()).chain([language.as_str()]).collect();
    let open = choices::languages(newsroom).into_iter().filter(|(tag, _)| !taken.contains(&tag.as_str())).collect();
    let languages = choices::or_none("Choose a language", open);
    let page = Translations {
        headline: or_untitled(item.manuscript.headline().to_owned()),
        tag: language.to_string(),
        dir: direction(&language),
        languages,
        lines: lines.into_iter().map(|line| Line::of(newsroom, line)).collect(),
        item,
        form,
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(newsroom.sheet(&staff.0, "/desk", "Translations").page_as(status, &page))
}

/// `POST /desk/items/{id}/translate`: begins a translation, and leads to it.
async fn begin(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<ItemId>,
    mut form: Form,
) -> Answer {
    staff.require(Right::Write)?;
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    let language = form.filled("language").and_then(|tag| Lang::new(tag).ok());
    let Some(language) = language else {
        form.refuse("language", "is missing: choose the language to translate into");
        return offered(&newsroom, &staff, &item, &form).await;
    };
    let made = match newsroom.desk.translate(&staff.0, &id, &language).await {
        Ok(item) => item.id,
        // Two clicks are one translation.
        Err(DeskError::Translated { item, .. }) => item,
        Err(error) => {
            choices::note(&mut form, error, &[("language", "language")], "language")?;
            return offered(&newsroom, &staff, &item, &form).await;
        }
    };
    Ok(Redirect::to(&format!("/desk/items/{made}/translate")).into_response())
}

/// `GET /desk/stale`
async fn stale(State(newsroom): State<Newsroom>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::Write)?;
    let lines = newsroom.desk.stale_translations().await.map_err(refused)?;
    let lines = lines.into_iter().map(|line| Line::of(&newsroom, line)).collect();
    Ok(newsroom.sheet(&staff.0, "/desk/stale", "Translations that are behind").page(&Stale { lines }))
}
