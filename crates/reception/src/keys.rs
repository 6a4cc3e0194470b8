//! `/account/keys`: the keys and API users of an organisation, as its master users manage them.

use crate::{
    Reception,
    members::{KEYS, Member},
    people::Done,
};
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{get, post},
};
use web::{Form, Path, PersonAtScreen, Problem, Query, Sheet, members::said};

pub(crate) fn routes() -> Router<Reception> {
    Router::new()
        .route("/account/keys", get(list))
        .route("/account/keys/new", get(new_key).post(add_key))
        .route("/account/keys/{key}", get(key))
        .route("/account/keys/{key}/revoke", post(revoke_key))
        .route("/account/users/new", get(new_user).post(add_user))
        .route("/account/users/{user}", get(user))
        .route("/account/users/{user}/password", post(user_password))
        .route("/account/users/{user}/freeze", post(freeze_user))
        .route("/account/users/{user}/delete", post(delete_user))
}

/// What a handler answers.
type Answer = Result<Response, Problem>;

#[derive(Template)]
#[template(path = "keys.html")]
struct List {
    organisation: String,
    /// The tables of keys and of API users; only a master user sees them.
    tables: Option<(String, String)>,
}

/// `GET /account/keys`
async fn list(
    State(reception): State<Reception>,
    PersonAtScreen(person, session): PersonAtScreen,
    Query(Done { done }): Query<Done>,
) -> Answer {
    let members = reception.members_seen(&person, &session.visitor, KEYS);
    let tables = if person.master { Some((members.keys().await?, members.users().await?)) } else { None };
    let page = List { organisation: person.organisation_name, tables };
    Ok(Sheet { title: "Keys and API users".to_owned(), said: said(&done), ..members.sheet }.page(&page))
}

async fn new_key(Member(members): Member) -> Answer {
    Ok(members.new_key())
}

async fn add_key(Member(members): Member, form: Form) -> Answer {
    members.add_key(form).await
}

async fn key(Member(members): Member, Path(key): Path<String>) -> Answer {
    members.key(&key).await
}

async fn revoke_key(Member(members): Member, Path(key): Path<String>) -> Answer {
    members.revoke_key(&key).await
}

async fn new_user(Member(members): Member) -> Answer {
    Ok(members.new_user())
}

async fn add_user(Member(members): Member, form: Form) -> Answer {
    members.add_user(form).await
}

async fn user(Member(members): Member, Path(user): Path<String>) -> Answer {
    members.user(&user).await
}

async fn user_password(Member(members): Member, Path(user): Path<String>) -> Answer {
    members.user_password(&user).await
}

async fn freeze_user(Member(members): Member, Path(user): Path<String>, form: Form) -> Answer {
    members.freeze_user(&user, &form).await
}

async fn delete_user(Member(members): Member, Path(user): Path<String>) -> Answer {
    members.delete_user(&user).await
}
