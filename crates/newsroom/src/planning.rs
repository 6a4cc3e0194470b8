//! `/desk/planning`: what is to be covered, day by day.

mod form;
mod view;

pub(crate) use view::mine;

use crate::{Newsroom, assets::PLANNING, choices, door::Answer, errors::refused};
use account::Right;
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use desk::{Assignment, Beginning, Coverage, DeskError, Progress, clashes};
use form::{NAMES, as_it_stands, read};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use story::Lang;
use view::{By, Day, Row, days_of};
use web::{Form, Path, Query, StaffAtScreen};

/// Where the planning is.
const PLANNING_ROOM: &str = "/desk/planning";

pub(crate) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/planning", get(plan))
        .route("/desk/planning/new", get(blank).post(add))
        .route("/desk/planning/list", post(day_list))
        .route("/desk/planning/{assignment}", get(show).post(change))
        .route("/desk/planning/{assignment}/state", post(move_on))
        .route("/desk/planning/{assignment}/begin", post(begin))
}

/// How much the page shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Span {
    Day,
    #[default]
    Week,
}

/// What of the plan is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    day: Option<Date>,
    view: Span,
    by: By,
    desk: String,
    person: String,
    lang: String,
}

impl Asked {
    fn coverage(&self) -> Coverage {
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Coverage { desk: filled(&self.desk), person: filled(&self.person), language: Lang::new(&self.lang).ok() }
    }

    /// The address of the same view on another day, or of another view.
    fn address(&self, day: Date, view: Span) -> String {
        let view = if view == Span::Day { "day" } else { "week" };
        let mut address = form_urlencoded_pairs(&[("day", &day.to_string()), ("view", view), ("by", self.by.name())]);
        let more = [("desk", &self.desk), ("person", &self.person), ("lang", &self.lang)];
        for (name, value) in more.into_iter().filter(|(_, value)| !value.is_empty()) {
            address.extend(["&", &form_urlencoded_pairs(&[(name, value)])]);
        }
        format!("{PLANNING_ROOM}?{address}")
    }
}

/// Names and values as a query writes them.
fn form_urlencoded_pairs(pairs: &[(&str, &str)]) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    let encoded = |text: &str| -> String {
        text.bytes().map(|b| if kept(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
    };
    pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

#[derive(Template)]
#[template(path = "planning.html")]
struct Plan<'a> {
    form: &'a Form,
    days: Vec<Day>,
    heading: String,
    is_week: bool,
    before: String,
    after: String,
    today: String,
    other_view: String,
    new: String,
    desks: choices::Options,
    people: choices::Options,
    languages: choices::Options,
    groupings: choices::Options,
    /// Whether the day's list may be made here.
    may_advise: bool,
    /// What is wrong with the list that was asked for.
    list_fault: Option<String>,
}

/// `GET /desk/planning`
async fn plan(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Query(asked): Query<Asked>) -> Answer {
    staff.require(Right::Write)?;
    planned(&newsroom, &staff, asked, None).await
}

async fn planned(newsroom: &Newsroom, staff: &StaffAtScreen, asked: Asked, list_fault: Option<String>) -> Answer {
    let zone = view::zone(newsroom);
    let today = newsroom.clock.now().to_zoned_datetime(zone.clone()).date();
    let day = asked.day.unwrap_or(today);
    let (first, length) = match asked.view {
        Span::Day => (day, 1_i32),
        Span::Week => (day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days()), 7),
    };
    let last = first.saturating_add((length - 1).days());
    let all = newsroom.desk.coverage(&staff.0, first, last, &asked.coverage()).await.map_err(refused)?;
    let (desks, people) = (choices::desks(newsroom).await?, choices::people(newsroom).await?);
    let names = view::Names { desks: &desks, people: &people, zone: &zone };
    let days = days_of(&all, &clashes(&all), (first, last, today), asked.by, &names);
    let form = Form::default()
        .with("day", day)
        .with("view", if asked.view == Span::Day { "day" } else { "week" })
        .with("by", asked.by.name())
        .with("desk", &asked.desk)
        .with("person", &asked.person)
        .with("lang", &asked.lang)
        .with("language", if asked.lang.is_empty() { newsroom.agency.language.as_str() } else { &asked.lang });
    let (is_week, whole) = (asked.view == Span::Week, length.days());
    let page = Plan {
        form: &form,
        days,
        heading: if is_week {
            format!("{} – {}", desk::date_in("en", first), desk::date_in("en", last))
        } else {
            desk::day_in("en", day)
        },
        is_week,
        before: asked.address(day.saturating_sub(whole), asked.view),
        after: asked.address(day.saturating_add(whole), asked.view),
        today: asked.address(today, asked.view),
        other_view: asked.address(day, if is_week { Span::Day } else { Span::Week }),
        new: format!(
            "{PLANNING_ROOM}/new?day={}",
            if is_week && first <= today && today <= last { today } else { day }
        ),
        desks: choices::or_none("All desks", desks.clone()),
        people: choices::or_none("Everybody", people.clone()),
        languages: choices::or_none("All languages", choices::languages(newsroom)),
        groupings: By::ALL.map(|by| (by.name().to_owned(), by.name().to_owned())).to_vec(),
        may_advise: staff.0.role.may(Right::Release),
        list_fault,
    };
    let status = if page.list_fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut sheet = newsroom.sheet(&staff.0, PLANNING_ROOM, "Planning");
    sheet.scripts = vec![web::asset_path(&PLANNING)];
    sheet.wrong.clone_from(&page.list_fault);
    Ok(sheet.page_as(status, &page))
}

#[derive(Template)]
#[template(path = "assignment.html")]
struct One<'a> {
    form: &'a Form,
    /// None for one that is to be added.
    planned: Option<Row>,
    number: Option<u32>,
    desks: choices::Options,
    people: choices::Options,
    languages: choices::Options,
    kinds: choices::Options,
    priorities: choices::Options,
    states: choices::Options,
    templates: choices::Options,
    zone: &'a str,
}

async fn page(newsroom: &Newsroom, staff: &StaffAtScreen, form: &Form, one: Option<&Assignment>) -> Answer {
    let (desks, people) = (choices::desks(newsroom).await?, choices::people(newsroom).await?);
    let zone = view::zone(newsroom);
    let names = view::Names { desks: &desks, people: &people, zone: &zone };
    let row = match one {
        Some(one) => {
            let (starts, ends) =
                (one.starts.to_zoned_datetime(zone.clone()).date(), one.ends.to_zoned_datetime(zone.clone()).date());
            let beside = newsroom.desk.coverage(&staff.0, starts, ends, &Coverage::default()).await.map_err(refused)?;
            Some(Row::of(one, &clashes(&beside), &names))
        }
        None => None,
    };
    let language = one.map(|one| one.language.clone());
    let offered = newsroom.desk.templates(&staff.0, language.as_ref(), None).await.map_err(refused)?;
    let news = offered.into_iter().filter(|template| template.purpose == desk::Purpose::News);
    let page = One {
        form,
        planned: row,
        number: one.map(|one| one.id),
        desks: choices::or_none("None", desks.clone()),
        people: people.clone(),
        languages: choices::languages(newsroom),
        kinds: choices::kinds(),
        priorities: choices::priorities(),
        states: Progress::ALL.map(|state| (state.name().to_owned(), state.label().to_owned())).to_vec(),
        templates: choices::or_none(
            "An empty sheet",
            news.map(|template| (template.id, template.name.as_str().to_owned())).collect(),
        ),
        zone: &newsroom.agency.time_zone,
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = one.map_or("New assignment", |one| one.title.as_str());
    Ok(newsroom.sheet(&staff.0, PLANNING_ROOM, title).page_as(status, &page))
}

/// On which day something new is planned.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct On {
    #[serde(default)]
    day: Option<Date>,
}

/// `GET /desk/planning/new`
async fn blank(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Query(on): Query<On>) -> Answer {
    staff.require(Right::Write)?;
    let today = newsroom.clock.now().to_zoned_datetime(view::zone(&newsroom)).date();
    let form = Form::default()
        .with("day", on.day.unwrap_or(today))
        .with("zone", &newsroom.agency.time_zone)
        .with("language", &newsroom.agency.language)
        .with("priority", story::Priority::Routine.urgency())
        .with("kinds", story::Kind::Text.name())
        .with("state", Progress::Planned.name());
    page(&newsroom, &staff, &form, None).await
}

/// `POST /desk/planning/new`
async fn add(State(newsroom): State<Newsroom>, staff: StaffAtScreen, form: Form) -> Answer {
    staff.require(Right::Write)?;
    save(&newsroom, &staff, form, None).await
}

/// `GET /desk/planning/{assignment}`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<u32>) -> Answer {
    staff.require(Right::Write)?;
    let one = newsroom.desk.assignment(&staff.0, id).await.map_err(refused)?;
    page(&newsroom, &staff, &as_it_stands(&one), Some(&one)).await
}

/// `POST /desk/planning/{assignment}`
async fn change(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<u32>, form: Form) -> Answer {
    staff.require(Right::Write)?;
    let one = newsroom.desk.assignment(&staff.0, id).await.map_err(refused)?;
    save(&newsroom, &staff, form, Some(&one)).await
}

async fn save(newsroom: &Newsroom, staff: &StaffAtScreen, mut form: Form, one: Option<&Assignment>) -> Answer {
    let over = match one {
        Some(one) => form.parse::<u64>("edit").map(|edit| Some((one.id, edit))),
        None => Some(None),
    };
    let new = read(&mut form);
    let (Some(over), Some(new), true) = (over, new, form.is_right()) else {
        return page(newsroom, staff, &form, one).await;
    };
    match newsroom.desk.plan(&staff.0, over, new).await {
        Ok(saved) => Ok(to(&format!("{PLANNING_ROOM}?day={}&view=day", saved.starts_there().date()))),
        Err(DeskError::Stale { .. }) => {
            form.refuse("title", "was changed by somebody else meanwhile: open it again, and change what they left");
            page(newsroom, staff, &form, one).await
        }
        Err(error) => {
            choices::note(&mut form, error, &NAMES, "title")?;
            page(newsroom, staff, &form, one).await
        }
    }
}

/// `POST /desk/planning/{assignment}/state`
async fn move_on(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<u32>,
    mut form: Form,
) -> Answer {
    staff.require(Right::Write)?;
    let one = newsroom.desk.assignment(&staff.0, id).await.map_err(refused)?;
    let Some(state) = form.parse::<Progress>("state") else {
        return page(&newsroom, &staff, &form_of(&one, &form), Some(&one)).await;
    };
    newsroom.desk.move_on(&staff.0, id, state).await.map_err(refused)?;
    Ok(to(&format!("{PLANNING_ROOM}/{id}")))
}

/// The form of an assignment with the fault of its state.
fn form_of(one: &Assignment, sent: &Form) -> Form {
    let mut form = as_it_stands(one);
    form.refuse("state", sent.fault("state").unwrap_or("is missing"));
    form
}

/// `POST /desk/planning/{assignment}/begin`: the story, linked to its assignment.
async fn begin(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<u32>, form: Form) -> Answer {
    staff.require(Right::Write)?;
    let beginning = Beginning { template: form.filled("template").map(str::to_owned), ..Beginning::default() };
    let item = newsroom.desk.begin_story(&staff.0, id, beginning).await.map_err(refused)?;
    Ok(to(&format!("/desk/items/{}", item.id)))
}

/// `POST /desk/planning/list`: the list of a day, to be read over and sent.
async fn day_list(State(newsroom): State<Newsroom>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::Release)?;
    let (day, language) = (form.parse::<Date>("day"), form.parse::<Lang>("language"));
    let desk = form.filled("desk").map(str::to_owned);
    let asked = Asked { day, view: Span::Day, desk: desk.clone().unwrap_or_default(), ..Asked::default() };
    let Some((day, language)) = day.zip(language) else {
        return planned(&newsroom, &staff, asked, Some("Say of which day and in which language.".to_owned())).await;
    };
    match newsroom.desk.begin_day_list(&staff.0, day, &language, desk, None).await {
        Ok(item) => Ok(to(&format!("/desk/items/{}", item.id))),
        Err(DeskError::NotReady(faults)) => {
            let why =
                faults.first().map(|fault| format!("The list cannot be made: the {} {}.", fault.field, fault.why));
            planned(&newsroom, &staff, asked, why).await
        }
        Err(error) => Err(refused(error)),
    }
}

fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}
