//! `/reset`: another password for one that was forgotten.

use crate::{
    Reception,
    invitation::{self, Link},
};
use account::{AccountError, Purpose, RESET_HOURS};
use askama::Template;
use axum::{
    extract::{ConnectInfo, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use std::net::SocketAddr;
use web::{Form, Problem, Query};

#[derive(Template)]
#[template(path = "reset.html")]
struct Ask {
    form: Form,
}

#[derive(Template)]
#[template(path = "sent.html")]
struct Sent {
    hours: i64,
}

/// `GET /reset`
pub(crate) async fn show(State(reception): State<Reception>) -> Response {
    reception.sheet("Set a new password").page(&Ask { form: Form::default() })
}

/// `POST /reset`: the answer is the same for everybody, whether there is an account or not.
pub(crate) async fn ask(
    State(reception): State<Reception>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut form: Form,
) -> Result<Response, Problem> {
    match reception.accounts.ask_reset(form.text("email"), peer.ip(), &reception.base).await {
        Ok(()) => Ok(Redirect::to("/reset/sent").into_response()),
        Err(AccountError::Bad { why, .. }) => {
            form.refuse("email", why);
            let sheet = reception.sheet("Set a new password");
            Ok(sheet.page_as(StatusCode::UNPROCESSABLE_ENTITY, &Ask { form }))
        }
        Err(AccountError::Busy) => {
            let mut sheet = reception.sheet("Set a new password");
            sheet.wrong = Some("Too many letters were asked for from where you are. Try again in an hour.".to_owned());
            Ok(sheet.page_as(StatusCode::TOO_MANY_REQUESTS, &Ask { form }))
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /reset/sent`
pub(crate) async fn sent(State(reception): State<Reception>) -> Response {
    reception.sheet("Look into your mail").page(&Sent { hours: RESET_HOURS })
}

/// `GET /reset/new?link=…`
pub(crate) async fn show_new(
    State(reception): State<Reception>,
    Query(link): Query<Link>,
) -> Result<Response, Problem> {
    invitation::show_link(&reception, Purpose::Reset, link).await
}

/// `POST /reset/new`
pub(crate) async fn set(State(reception): State<Reception>, form: Form) -> Result<Response, Problem> {
    invitation::set_password(&reception, Purpose::Reset, form).await
}
