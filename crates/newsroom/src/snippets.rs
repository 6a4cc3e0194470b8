//! `/desk/snippets`: blocks that are put into a text by a short name.

use crate::{
    Newsroom, choices,
    door::Answer,
    errors::refused,
    plain::{as_text, body},
};
use account::Right;
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect},
    routing::{get, post},
};
use desk::{Holder, NewSnippet, Snippet, SnippetName};
use story::Lang;
use web::{Form, Path, StaffAtScreen};

/// Where the snippets are.
const SNIPPETS: &str = "/desk/snippets";
/// Characters of a snippet that the list shows.
const BEGINNING_CHARS: usize = 120;

pub(crate) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/snippets", get(list).post(add))
        .route("/desk/snippets/{snippet}", get(show).post(change))
        .route("/desk/snippets/{snippet}/remove", post(remove))
}

struct Line {
    id: u32,
    name: String,
    whose: String,
    language: String,
    lang: String,
    text: String,
}

#[derive(Template)]
#[template(path = "snippets.html")]
struct Page<'a> {
    form: &'a Form,
    lines: Vec<Line>,
    /// The one that is changed.
    id: Option<u32>,
    may_change: bool,
    is_rich: bool,
    holders: choices::Options,
    languages: choices::Options,
}

async fn page(newsroom: &Newsroom, staff: &StaffAtScreen, form: &Form, one: Option<&Snippet>) -> Answer {
    let desks = choices::desks(newsroom).await?;
    let whose = |holder: &Holder| match holder {
        Holder::House => "the house’s".to_owned(),
        Holder::Person(_) => "your own".to_owned(),
        Holder::Desk(id) => desks.iter().find(|(known, _)| known == id).map_or_else(|| id.clone(), |d| d.1.clone()),
    };
    let all = newsroom.desk.snippets(&staff.0, None).await.map_err(refused)?;
    let line = |snippet: &Snippet| Line {
        id: snippet.id,
        name: snippet.name.as_str().to_owned(),
        whose: whose(&snippet.holder),
        language: snippet.language.as_ref().map_or("every", |lang| lang.as_str()).to_owned(),
        lang: snippet.language.as_ref().map_or("", |lang| lang.as_str()).to_owned(),
        text: snippet.body.plain().chars().take(BEGINNING_CHARS).collect(),
    };
    let mut holders = vec![(Holder::Person(staff.0.login.clone()).to_string(), "Your own".to_owned())];
    let may_keep = staff.0.role.may(Right::Release);
    if may_keep {
        holders.extend(desks.iter().map(|(id, name)| (Holder::Desk(id.clone()).to_string(), name.clone())));
        holders.push((Holder::House.to_string(), "The house’s".to_owned()));
    }
    let page = Page {
        form,
        lines: if one.is_some() { Vec::new() } else { all.iter().map(line).collect() },
        id: one.map(|one| one.id),
        may_change: one.is_none_or(|one| may_keep || matches!(one.holder, Holder::Person(_))),
        is_rich: one.is_some_and(|one| as_text(one.body.blocks()).is_none()),
        holders,
        languages: choices::or_none("Every language", choices::languages(newsroom)),
    };
    let title = one.map_or("Snippets", |one| one.name.as_str());
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(newsroom.sheet(&staff.0, SNIPPETS, title).page_as(status, &page))
}

/// `GET /desk/snippets`
async fn list(State(newsroom): State<Newsroom>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::Write)?;
    page(&newsroom, &staff, &Form::default(), None).await
}

/// `POST /desk/snippets`
async fn add(State(newsroom): State<Newsroom>, staff: StaffAtScreen, form: Form) -> Answer {
    staff.require(Right::Write)?;
    save(&newsroom, &staff, form, None).await
}

/// `GET /desk/snippets/{snippet}`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<u32>) -> Answer {
    staff.require(Right::Write)?;
    let one = newsroom.desk.snippet(&staff.0, id).await.map_err(refused)?;
    let form = Form::default()
        .with("name", one.name.as_str())
        .with("holder", &one.holder)
        .with("language", one.language.as_ref().map_or("", |lang| lang.as_str()))
        .with("text", as_text(one.body.blocks()).unwrap_or_default());
    page(&newsroom, &staff, &form, Some(&one)).await
}

/// `POST /desk/snippets/{snippet}`
async fn change(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<u32>, form: Form) -> Answer {
    staff.require(Right::Write)?;
    let one = newsroom.desk.snippet(&staff.0, id).await.map_err(refused)?;
    save(&newsroom, &staff, form, Some(one)).await
}

async fn save(newsroom: &Newsroom, staff: &StaffAtScreen, mut form: Form, one: Option<Snippet>) -> Answer {
    let name = form.text("name").to_owned();
    let name = SnippetName::new(&name).map_err(|why| form.refuse("name", why.to_string())).ok();
    let holder = form.parse::<Holder>("holder");
    let language = form.filled("language").is_some().then(|| form.parse::<Lang>("language")).flatten();
    let rich = one.as_ref().filter(|one| as_text(one.body.blocks()).is_none()).map(|one| one.body.clone());
    let text = match rich {
        Some(rich) => Some(rich),
        None => body(form.text("text")).map_err(|why| form.refuse("text", why)).ok(),
    };
    let (Some(name), Some(holder), Some(body), true) = (name, holder, text, form.is_right()) else {
        return page(newsroom, staff, &form, one.as_ref()).await;
    };
    let new = NewSnippet { holder, name, language, body };
    match newsroom.desk.put_snippet(&staff.0, one.as_ref().map(|one| one.id), new).await {
        Ok(_) => Ok(Redirect::to(SNIPPETS).into_response()),
        Err(error) => {
            choices::note(&mut form, error, &[("name", "name"), ("holder", "holder"), ("desk", "holder")], "text")?;
            page(newsroom, staff, &form, one.as_ref()).await
        }
    }
}

/// `POST /desk/snippets/{snippet}/remove`
async fn remove(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<u32>) -> Answer {
    staff.require(Right::Write)?;
    newsroom.desk.remove_snippet(&staff.0, id).await.map_err(refused)?;
    Ok(Redirect::to(SNIPPETS).into_response())
}
