//! `/desk/templates`: what drafts begin with.

use crate::{
    Newsroom, choices,
    door::Answer,
    errors::refused,
    plain::{as_text, blocks},
};
use account::Right;
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use desk::{DeskError, NewTemplate, Purpose, Template as Kept, TemplateName};
use serde_json::{Map, Value, json};
use story::{Block, CategoryId, ItemId, Kind, Lang, Manuscript, Priority};
use web::{Form, Path, StaffAtScreen};

/// Where the templates are.
const TEMPLATES: &str = "/desk/templates";
/// Fields of a manuscript that the form has a line for.
const LINES: [&str; 4] = ["slug", "headline", "standfirst", "byline"];

pub(crate) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/templates", get(list))
        .route("/desk/templates/new", get(blank).post(add))
        .route("/desk/templates/of", post(of_item))
        .route("/desk/templates/{template}", get(show).post(change))
        .route("/desk/templates/{template}/remove", post(remove))
}

struct Line {
    id: String,
    name: String,
    lang: String,
    language: String,
    purpose: Purpose,
    priority: String,
    desk: String,
    built_in: bool,
}

#[derive(Template)]
#[template(path = "templates.html")]
struct List<'a> {
    lines: Vec<Line>,
    may_keep: bool,
    form: &'a Form,
    desks: choices::Options,
}

/// `GET /desk/templates`
async fn list(State(newsroom): State<Newsroom>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::Write)?;
    listed(&newsroom, &staff, &Form::default()).await
}

async fn listed(newsroom: &Newsroom, staff: &StaffAtScreen, form: &Form) -> Answer {
    let all = newsroom.desk.templates(&staff.0, None, None).await.map_err(refused)?;
    let desks = choices::desks(newsroom).await?;
    let line = |one: Kept| {
        let lang = one.manuscript.language();
        let desk = one.desk.as_ref().and_then(|id| desks.iter().find(|(known, _)| known == id));
        Line {
            id: one.id,
            name: one.name.as_str().to_owned(),
            language: newsroom.agency.language(&lang).map_or_else(|| lang.to_string(), |l| l.name("en").to_owned()),
            lang: lang.as_str().to_owned(),
            purpose: one.purpose,
            priority: format!("{:?}", one.manuscript.priority()).to_lowercase(),
            desk: desk.map(|(_, name)| name.clone()).unwrap_or_default(),
            built_in: one.built_in,
        }
    };
    let lines = all.into_iter().map(line).collect();
    let may_keep = staff.0.role.may(Right::Stop);
    let page = List { lines, may_keep, form, desks: choices::or_none("All desks", desks.clone()) };
    Ok(newsroom.sheet(&staff.0, TEMPLATES, "Templates").page_as(status_of(form), &page))
}

#[derive(Template)]
#[template(path = "template.html")]
struct One<'a> {
    form: &'a Form,
    /// None for one that is to be added.
    id: Option<&'a str>,
    /// Whether it may be changed here.
    may_change: bool,
    built_in: bool,
    /// Its body is more than text, and is kept as it is.
    is_rich: bool,
    desks: choices::Options,
    languages: choices::Options,
    priorities: choices::Options,
    purposes: choices::Options,
    categories: choices::Options,
}

async fn page(newsroom: &Newsroom, staff: &StaffAtScreen, form: &Form, kept: Option<&Kept>) -> Answer {
    let categories = newsroom.agency.categories.iter();
    let built_in = kept.is_some_and(|kept| kept.built_in);
    let page = One {
        form,
        id: kept.map(|kept| kept.id.as_str()),
        may_change: staff.0.role.may(Right::Stop) && !built_in,
        built_in,
        is_rich: kept.is_some_and(|kept| text_of(&kept.manuscript).is_none()),
        desks: choices::or_none("All desks", choices::desks(newsroom).await?),
        languages: choices::languages(newsroom),
        priorities: choices::priorities(),
        purposes: choices::purposes(&staff.0),
        categories: categories.map(|one| (one.id.to_string(), one.name("en").to_owned())).collect(),
    };
    let title = kept.map_or("New template", |kept| kept.name.as_str());
    Ok(newsroom.sheet(&staff.0, TEMPLATES, title).page_as(status_of(form), &page))
}

fn status_of(form: &Form) -> StatusCode {
    if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// The body as text, where text is all that it is.
fn text_of(manuscript: &Manuscript) -> Option<String> {
    let body = manuscript.field("content")?.get("body")?.clone();
    if body.as_array().is_some_and(Vec::is_empty) {
        return Some(String::new());
    }
    as_text(&serde_json::from_value::<Vec<Block>>(body).ok()?)
}

/// The form of a template as it stands.
fn as_it_stands(kept: &Kept) -> Form {
    let manuscript = &kept.manuscript;
    let mut form = Form::default()
        .with("name", kept.name.as_str())
        .with("purpose", kept.purpose.name())
        .with("desk", kept.desk.as_deref().unwrap_or_default())
        .with("language", manuscript.language())
        .with("priority", manuscript.priority().urgency())
        .with("category", manuscript.category())
        .with("body", text_of(manuscript).unwrap_or_default());
    for name in LINES {
        form = form.with(name, manuscript.field(name).and_then(Value::as_str).unwrap_or_default());
    }
    let city = manuscript.field("dateline").and_then(|dateline| dateline.get("city"));
    form.with("place", city.and_then(Value::as_str).unwrap_or_default())
}

/// What the form says, over what there was.
fn read(form: &mut Form, before: Option<&Kept>) -> Option<NewTemplate> {
    let name = form.text("name").to_owned();
    let name = match TemplateName::new(&name) {
        Ok(name) => Some(name),
        Err(why) => {
            form.refuse("name", why.to_string());
            None
        }
    };
    let purpose = form.parse::<Purpose>("purpose");
    let language = form.parse::<Lang>("language");
    let priority = form.parse::<u8>("priority").and_then(|number| {
        let priority = Priority::try_from(number);
        priority.map_err(|why| form.refuse("priority", why.to_string())).ok()
    });
    let category = form.parse::<u32>("category").map(CategoryId);
    let blank = Manuscript::blank(Kind::Text, &language.clone()?, category?, priority?);
    let mut fields = Map::from(before.map_or(blank, |before| before.manuscript.clone()));
    fields.insert("language".to_owned(), json!(language?));
    fields.insert("category".to_owned(), json!(category?));
    fields.insert("priority".to_owned(), json!(priority?));
    for name in LINES {
        put(&mut fields, name, form.filled(name).map(|text| json!(text)));
    }
    put(&mut fields, "dateline", form.filled("place").map(|city| json!({"city": city})));
    let is_text = before.is_none_or(|before| text_of(&before.manuscript).is_some());
    if let Some(content) = fields.get_mut("content").and_then(Value::as_object_mut).filter(|_| is_text) {
        content.insert("body".to_owned(), Value::Array(blocks(form.text("body"))));
    }
    let manuscript = Manuscript::new(fields).map_err(|fault| form.refuse("body", fault.why)).ok()?;
    Some(NewTemplate { name: name?, purpose: purpose?, desk: form.filled("desk").map(str::to_owned), manuscript })
}

fn put(fields: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(fields.insert(name.to_owned(), value)),
        None => drop(fields.remove(name)),
    }
}

/// `GET /desk/templates/new`
async fn blank(State(newsroom): State<Newsroom>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::Stop)?;
    let form = Form::default()
        .with("language", &newsroom.agency.language)
        .with("priority", Priority::Routine.urgency())
        .with("purpose", Purpose::News.name())
        .with("slug", "{{slug}}")
        .with("headline", desk::UNKNOWN)
        .with("place", "{{place}}");
    page(&newsroom, &staff, &form, None).await
}

/// `POST /desk/templates/new`
async fn add(State(newsroom): State<Newsroom>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::Stop)?;
    let Some(new) = read(&mut form, None).filter(|_| form.is_right()) else {
        return page(&newsroom, &staff, &form, None).await;
    };
    let saved = newsroom.desk.add_template(&staff.0, new).await;
    answered(&newsroom, &staff, form, None, saved).await
}

/// `POST /desk/templates/of`: makes one of an item.
async fn of_item(State(newsroom): State<Newsroom>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::Stop)?;
    let item = form.parse::<ItemId>("item");
    let text = form.text("name").to_owned();
    let name = TemplateName::new(&text).map_err(|why| form.refuse("name", why.to_string())).ok();
    let Some((item, name)) = item.zip(name) else { return listed(&newsroom, &staff, &form).await };
    let desk = form.filled("desk").map(str::to_owned);
    match newsroom.desk.template_of(&staff.0, &item, name, desk).await {
        Ok(kept) => Ok(to(&format!("{TEMPLATES}/{}", kept.id))),
        Err(DeskError::Unknown(_)) => {
            form.refuse("item", "is no item of this newsroom");
            listed(&newsroom, &staff, &form).await
        }
        Err(error) => {
            choices::note(&mut form, error, &[], "item")?;
            listed(&newsroom, &staff, &form).await
        }
    }
}

/// `GET /desk/templates/{template}`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::Write)?;
    let kept = newsroom.desk.template(&staff.0, &id).await.map_err(refused)?;
    page(&newsroom, &staff, &as_it_stands(&kept), Some(&kept)).await
}

/// `POST /desk/templates/{template}`
async fn change(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<String>,
    mut form: Form,
) -> Answer {
    staff.require(Right::Stop)?;
    let kept = newsroom.desk.template(&staff.0, &id).await.map_err(refused)?;
    let Some(new) = read(&mut form, Some(&kept)).filter(|_| form.is_right()) else {
        return page(&newsroom, &staff, &form, Some(&kept)).await;
    };
    let saved = newsroom.desk.change_template(&staff.0, &id, new).await;
    answered(&newsroom, &staff, form, Some(&kept), saved).await
}

async fn answered(
    newsroom: &Newsroom,
    staff: &StaffAtScreen,
    mut form: Form,
    kept: Option<&Kept>,
    saved: Result<Kept, DeskError>,
) -> Answer {
    match saved {
        Ok(_) => Ok(to(TEMPLATES)),
        Err(error) => {
            choices::note(&mut form, error, &[("name", "name"), ("category", "category")], "body")?;
            page(newsroom, staff, &form, kept).await
        }
    }
}

/// `POST /desk/templates/{template}/remove`
async fn remove(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::Stop)?;
    newsroom.desk.remove_template(&staff.0, &id).await.map_err(refused)?;
    Ok(to(TEMPLATES))
}

fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}
