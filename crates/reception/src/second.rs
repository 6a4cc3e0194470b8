//! `/sign-in/second`: the step after the password.

use crate::{
    Reception,
    door::Keys,
    entry::{Knock, Shown, home, wait},
    passkey,
    sign_in::Next,
};
use account::{AccountError, Accounts, Session};
use askama::Template;
use axum::{
    extract::{FromRef, FromRequestParts, State},
    http::{HeaderMap, StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use web::{AnySession, Form, Problem, Query, SIGN_IN};

/// A session that waits for its second step.
pub(crate) struct Half(pub(crate) Session);

/// Whoever has no such session has nothing to do here.
pub(crate) enum Elsewhere {
    To(&'static str),
    Failed(Problem),
}

impl IntoResponse for Elsewhere {
    fn into_response(self) -> Response {
        match self {
            Self::To(place) => Redirect::to(place).into_response(),
            Self::Failed(problem) => problem.into_response(),
        }
    }
}

impl<S> FromRequestParts<S> for Half
where
    S: Send + Sync,
    Accounts: FromRef<S>,
{
    type Rejection = Elsewhere;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Elsewhere> {
        let AnySession(session) = AnySession::from_request_parts(parts, state).await.map_err(Elsewhere::Failed)?;
        match session {
            Some(session) if session.whole => Err(Elsewhere::To(home(&session.visitor))),
            Some(session) => Ok(Self(session)),
            None => Err(Elsewhere::To(SIGN_IN)),
        }
    }
}

#[derive(Template)]
#[template(path = "second.html")]
struct Second {
    form: Form,
    /// There are codes that can be typed in.
    codes: bool,
    app: bool,
    passkey: bool,
    /// Where the passkeys that there are would work.
    elsewhere: Option<String>,
}

impl Second {
    fn hint(&self) -> &'static str {
        if self.app { "The six digits that your app shows, or a recovery code." } else { "A recovery code." }
    }
}

impl Reception {
    async fn second_page(
        &self,
        session: &Session,
        headers: &HeaderMap,
        status: StatusCode,
        form: Form,
        wrong: Option<String>,
    ) -> Result<Response, Problem> {
        let steps = self.accounts.second_steps(&session.visitor.whose()).await?;
        let keys = if steps.passkeys.is_empty() { Keys::Nowhere } else { self.keys(headers) };
        let mut sheet = self.sheet("One more step");
        if matches!(keys, Keys::Here) {
            sheet.scripts.push(passkey::script());
        }
        sheet.wrong = wrong;
        let page = Second {
            form,
            codes: steps.app || steps.recovery_left > 0,
            app: steps.app,
            passkey: matches!(keys, Keys::Here),
            elsewhere: if let Keys::At(origin) = keys { Some(origin) } else { None },
        };
        Ok(sheet.page_as(status, &page))
    }
}

/// `GET /sign-in/second`
pub(crate) async fn show(
    State(reception): State<Reception>,
    Half(session): Half,
    headers: HeaderMap,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Problem> {
    reception.second_page(&session, &headers, StatusCode::OK, Form::default().with("next", next), None).await
}

/// `POST /sign-in/second`: a code from the app, or a recovery code.
pub(crate) async fn show_code(
    State(reception): State<Reception>,
    Half(session): Half,
    knock: Knock,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let shown = reception.accounts.show_code(&knock.comer, &session.visitor.whose(), form.text("code")).await;
    match shown {
        Ok(()) => Ok(reception.let_in(&knock, &session.visitor, Shown::All, form.text("next")).await?.redirect()),
        Err(AccountError::SignIn) => {
            let form = Form::default().with("next", form.text("next"));
            let wrong = Some("The code is wrong, or was used already.".to_owned());
            reception.second_page(&session, &headers, StatusCode::UNAUTHORIZED, form, wrong).await
        }
        Err(AccountError::Slow { secs }) => {
            let form = Form::default().with("next", form.text("next"));
            let (head, wrong) = wait(secs);
            let status = StatusCode::TOO_MANY_REQUESTS;
            Ok((head, reception.second_page(&session, &headers, status, form, Some(wrong)).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
