//! `/account/people`: those who sign in for an organisation, as its master users manage them.

use crate::{Reception, members::Member};
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use web::{Form, Path, PersonAtScreen, Problem, Query, Sheet, members::said};

/// Where the people are.
pub(crate) const PEOPLE: &str = "/account/people";

pub(crate) fn routes() -> Router<Reception> {
    Router::new()
        .route("/account/people", get(list))
        .route("/account/people/new", get(new).post(add))
        .route("/account/people/{person}", get(show).post(change))
        .route("/account/people/{person}/freeze", post(freeze))
        .route("/account/people/{person}/invite", post(invite))
        .route("/account/people/{person}/delete", post(delete))
}

/// What a handler answers.
type Answer = Result<Response, Problem>;

/// What was just done.
#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    pub(crate) done: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct List {
    organisation: String,
    master: bool,
    people: String,
}

/// `GET /account/people`: a master user manages them, the others see whom to ask.
async fn list(
    State(reception): State<Reception>,
    PersonAtScreen(person, session): PersonAtScreen,
    Query(Done { done }): Query<Done>,
) -> Answer {
    let members = reception.members_seen(&person, &session.visitor, PEOPLE);
    let (organisation, master) = (person.organisation_name, person.master);
    let page = List { organisation, master, people: members.people().await? };
    Ok(Sheet { title: "People".to_owned(), said: said(&done), ..members.sheet }.page(&page))
}

async fn new(Member(members): Member) -> Answer {
    Ok(members.new_person())
}

async fn add(Member(members): Member, form: Form) -> Answer {
    members.add_person(form).await
}

async fn show(Member(members): Member, Path(person): Path<String>) -> Answer {
    members.person(person).await
}

async fn change(Member(members): Member, Path(person): Path<String>, form: Form) -> Answer {
    members.change_person(person, form).await
}

async fn freeze(Member(members): Member, Path(person): Path<String>, form: Form) -> Answer {
    members.freeze_person(person, &form).await
}

async fn invite(Member(members): Member, Path(person): Path<String>) -> Answer {
    members.invite_person(person).await
}

async fn delete(Member(members): Member, Path(person): Path<String>, form: Form) -> Answer {
    members.delete_person(person, &form).await
}
