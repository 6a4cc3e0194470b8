//! `/sign-in` and `/sign-out`.

use crate::{Reception, oidc};
use account::{AccountError, Visitor, Whose};
use askama::Template;
use axum::{
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::net::SocketAddr;
use web::{AnySession, Form, Problem, Query, SIGN_IN, session_cookie};

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    form: Form,
}

/// `GET /sign-in`
pub(crate) async fn show(State(reception): State<Reception>, Query(Next { next }): Query<Next>) -> Response {
    reception.sheet("Sign in").page(&SignIn { form: Form::default().with("next", next) })
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    State(reception): State<Reception>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let accounts = &reception.accounts;
    let (login, password) = (form.text("login"), form.verbatim("password"));
    if let Some(page) = oidc::lead(&reception, login, password, form.text("next")).await? {
        return Ok(page);
    }
    // Staff sign in with a login, people of organisations with their mail address.
    let visitor = if login.contains('@') {
        accounts.sign_in_person(login, password).await.map(Visitor::Person)
    } else {
        accounts.sign_in_staff(login, password).await.map(Visitor::Staff)
    };
    let visitor = match visitor {
        Ok(visitor) => visitor,
        Err(AccountError::SignIn) => {
            let mut sheet = reception.sheet("Sign in");
            sheet.wrong = Some("The login or the password is wrong.".to_owned());
            return Ok(sheet.page_as(StatusCode::UNAUTHORIZED, &SignIn { form }));
        }
        Err(error) => return Err(error.into()),
    };
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let session = accounts.open_session(&visitor.whose(), true, peer.ip().to_canonical(), agent).await?;
    let next = local(form.text("next")).unwrap_or_else(|| home(&visitor.whose()));
    Ok(([(header::SET_COOKIE, session_cookie(Some(&session.secret)))], Redirect::to(next)).into_response())
}

/// `POST /sign-out`
pub(crate) async fn sign_out(
    State(reception): State<Reception>,
    AnySession(session): AnySession,
) -> Result<Response, Problem> {
    if let Some(session) = session {
        reception.accounts.end_session(&session.visitor.whose(), &session.id).await?;
    }
    Ok(([(header::SET_COOKIE, session_cookie(None))], Redirect::to(SIGN_IN)).into_response())
}

/// An address of this server, so that nobody is sent elsewhere by a link to the sign-in.
pub(crate) fn local(next: &str) -> Option<&str> {
    let path = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    Some(next).filter(|next| path && next.bytes().all(|b| b.is_ascii_graphic()))
}

pub(crate) fn home(whose: &Whose) -> &'static str {
    match whose {
        Whose::Staff(_) => "/admin",
        Whose::Person(_) => "/account",
    }
}
