//! `/sign-in` and `/sign-out`.

use crate::{
    Reception,
    door::Keys,
    entry::{Knock, Shown, wait},
    oidc, passkey,
};
use account::{AccountError, Visitor};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use web::{AnySession, Form, Problem, Query, SIGN_IN, session_cookie};

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(crate) next: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    form: Form,
    passkey: bool,
}

impl Reception {
    fn sign_in_page(&self, headers: &HeaderMap, status: StatusCode, form: Form, wrong: Option<String>) -> Response {
        let mut sheet = self.sheet("Sign in");
        let passkey = matches!(self.keys(headers), Keys::Here);
        if passkey {
            sheet.scripts.push(passkey::script());
        }
        sheet.wrong = wrong;
        sheet.page_as(status, &SignIn { form, passkey })
    }
}

/// `GET /sign-in`
pub(crate) async fn show(
    State(reception): State<Reception>,
    headers: HeaderMap,
    Query(Next { next }): Query<Next>,
) -> Response {
    reception.sign_in_page(&headers, StatusCode::OK, Form::default().with("next", next), None)
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    State(reception): State<Reception>,
    knock: Knock,
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
        accounts.sign_in_person_from(&knock.comer, login, password).await.map(Visitor::Person)
    } else {
        accounts.sign_in_staff_from(&knock.comer, login, password).await.map(Visitor::Staff)
    };
    match visitor {
        Ok(visitor) => Ok(reception.let_in(&knock, &visitor, Shown::One, form.text("next")).await?.redirect()),
        Err(AccountError::SignIn) => {
            let wrong = Some("The login or the password is wrong.".to_owned());
            Ok(reception.sign_in_page(&headers, StatusCode::UNAUTHORIZED, form, wrong))
        }
        Err(AccountError::Slow { secs }) => {
            let (head, wrong) = wait(secs);
            let page = reception.sign_in_page(&headers, StatusCode::TOO_MANY_REQUESTS, form, Some(wrong));
            Ok((head, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
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
