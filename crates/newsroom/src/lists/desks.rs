//! `/desk/desks`: the newsroom's desks.

use super::sheet;
use crate::{Newsroom, door::Answer, errors::refused};
use account::{Right, Staff};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use desk::{DeskError, DeskName, NewsDesk};
use serde::Deserialize;
use web::{Form, Path, Query, StaffAtScreen};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/desks", get(show).post(add))
        .route("/desk/desks/{desk}/name", post(rename))
        .route("/desk/desks/{desk}/up", post(up))
        .route("/desk/desks/{desk}/remove", post(remove))
}

#[derive(Template)]
#[template(path = "lists_desks.html")]
struct Page<'a> {
    desks: Vec<NewsDesk>,
    form: &'a Form,
}

/// What was just done.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /desk/desks`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Query(Done { done }): Query<Done>) -> Answer {
    staff.require(Right::Stop)?;
    let said = match done.as_str() {
        "added" => Some("The desk is there."),
        "renamed" => Some("The desk has its new name."),
        "moved" => Some("The order is changed."),
        "removed" => Some("The desk is gone."),
        _ => None,
    };
    page(&newsroom, &staff.0, &Form::default(), said, None).await
}

async fn page(newsroom: &Newsroom, who: &Staff, form: &Form, said: Option<&str>, wrong: Option<String>) -> Answer {
    let desks = newsroom.desk.desks().await.map_err(refused)?;
    let right = form.is_right() && wrong.is_none();
    let mut sheet = sheet(newsroom, who, "Desks");
    (sheet.said, sheet.wrong) = (said.map(str::to_owned), wrong);
    let status = if right { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(sheet.page_as(status, &Page { desks, form }))
}

/// The name that a form gives; what is wrong is noted at its field.
fn named(form: &mut Form) -> Option<DeskName> {
    let name = DeskName::new(form.text("name"));
    name.map_err(|error| form.refuse("name", web::plain(&error.to_string()).to_owned())).ok()
}

fn done(what: &str) -> Response {
    Redirect::to(&format!("/desk/desks?done={what}")).into_response()
}

/// `POST /desk/desks`
async fn add(State(newsroom): State<Newsroom>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::Stop)?;
    if let Some(name) = named(&mut form) {
        match newsroom.desk.add_desk(&staff.0, &name).await {
            Ok(_) => return Ok(done("added")),
            Err(DeskError::NotReady(faults)) => {
                for fault in faults {
                    form.refuse(fault.field, fault.why);
                }
            }
            Err(other) => return Err(refused(other)),
        }
    }
    page(&newsroom, &staff.0, &form, None, None).await
}

/// What came of a change of one desk: what is wrong is said above the list.
async fn after(newsroom: &Newsroom, who: &Staff, what: &str, outcome: Result<(), DeskError>) -> Answer {
    match outcome {
        Ok(()) => Ok(done(what)),
        Err(DeskError::NotReady(faults)) => {
            let wrong: Vec<_> = faults.iter().map(|fault| format!("{} {}", fault.field, fault.why)).collect();
            let wrong = format!("Nothing was changed: {}.", wrong.join("; "));
            page(newsroom, who, &Form::default(), None, Some(wrong)).await
        }
        Err(other) => Err(refused(other)),
    }
}

/// `POST /desk/desks/{desk}/name`
async fn rename(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<String>,
    mut form: Form,
) -> Answer {
    staff.require(Right::Stop)?;
    let Some(name) = named(&mut form) else {
        let wrong = format!("Nothing was changed: the name {}.", form.fault("name").unwrap_or_default());
        return page(&newsroom, &staff.0, &Form::default(), None, Some(wrong)).await;
    };
    let outcome = newsroom.desk.rename_desk(&staff.0, &id, &name).await;
    after(&newsroom, &staff.0, "renamed", outcome).await
}

/// `POST /desk/desks/{desk}/up`
async fn up(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::Stop)?;
    let mut ids: Vec<String> = newsroom.desk.desks().await.map_err(refused)?.into_iter().map(|desk| desk.id).collect();
    let Some(at) = ids.iter().position(|one| *one == id) else {
        return Err(refused(DeskError::NoDesk(id)));
    };
    ids.swap(at, at.saturating_sub(1));
    let outcome = newsroom.desk.order_desks(&staff.0, ids).await;
    after(&newsroom, &staff.0, "moved", outcome).await
}

/// `POST /desk/desks/{desk}/remove`
async fn remove(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::Stop)?;
    let outcome = newsroom.desk.remove_desk(&staff.0, &id).await;
    after(&newsroom, &staff.0, "removed", outcome).await
}
