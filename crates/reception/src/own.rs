//! `/account`: one's own name, password, second steps and sessions.

use crate::{
    Reception,
    door::Keys,
    entry::{Knock, wait},
    passkey,
};
use account::{AccountError, Password, SecondSteps, Session, SessionLine, Visitor};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use web::{AtScreen, Form, Problem, Query};

/// What was just done, as the address says it after a form.
#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    fn said(&self) -> Option<String> {
        let said = match self.done.as_str() {
            "password" => "Your password was changed. Every other session was ended.",
            "ended" => "The session was ended.",
            "others" => "Every other session was ended.",
            "app-added" => "The app was added.",
            "app" => "The app was removed.",
            "passkey" => "The passkey was added.",
            "passkey-removed" => "The passkey was removed.",
            _ => return None,
        };
        Some(said.to_owned())
    }
}

#[derive(Template)]
#[template(path = "own.html")]
struct Own<'a> {
    name: &'a str,
    facts: Vec<(&'static str, String)>,
    urge: bool,
    steps: SecondSteps,
    keys: Keys,
    sessions: Vec<SessionLine>,
    here: &'a str,
    password: bool,
    form: Form,
}

impl Own<'_> {
    /// What a form asks for that changes a second step.
    fn proof(&self) -> &'static str {
        match (self.password, self.steps.any()) {
            (true, true) => "Password or code",
            (true, false) => "Password",
            (false, _) => "Code",
        }
    }

    fn removable(&self) -> Vec<(String, String)> {
        self.steps.passkeys.iter().map(|key| (key.id.clone(), key.label.clone())).collect()
    }
}

/// A time as the screens write it, the same for every reader.
pub(crate) fn when(time: &impl ToString) -> String {
    let text = time.to_string();
    let (day, rest) = text.split_once('T').unwrap_or((&text, ""));
    format!("{day} {} UTC", rest.get(..5).unwrap_or(rest))
}

impl Reception {
    /// The page; `form` holds what is wrong with one of its forms.
    pub(crate) async fn own_page(
        &self,
        session: &Session,
        headers: &HeaderMap,
        status: StatusCode,
        form: Form,
        (said, wrong): (Option<String>, Option<String>),
    ) -> Result<Response, Problem> {
        let whose = session.visitor.whose();
        let steps = self.accounts.second_steps(&whose).await?;
        let keys = self.keys(headers);
        let mut sheet = self.sheet_for(&session.visitor, "/account", "Your account");
        (sheet.said, sheet.wrong) = (said, wrong);
        if matches!(keys, Keys::Here) {
            sheet.scripts.push(passkey::script());
        }
        let facts = match &session.visitor {
            Visitor::Staff(staff) => vec![("Login", staff.login.clone()), ("Role", staff.role.name().to_owned())],
            Visitor::Person(person) => {
                vec![("Mail address", person.email.clone()), ("Organisation", person.organisation_name.clone())]
            }
        };
        let page = Own {
            name: session.visitor.name(),
            facts,
            urge: session.visitor.should_have_second_step() && !steps.any(),
            steps,
            keys,
            sessions: self.accounts.sessions(&whose).await?,
            here: &session.id,
            password: self.accounts.has_password(&whose).await?,
            form,
        };
        Ok(sheet.page_as(status, &page))
    }

    /// The page with what was wrong: at a field, or, for whoever tries too often, on top.
    pub(crate) async fn own_refused(
        &self,
        session: &Session,
        headers: &HeaderMap,
        field: &'static str,
        error: AccountError,
    ) -> Result<Response, Problem> {
        let mut form = Form::default();
        match error {
            AccountError::Slow { secs } => {
                let (head, wrong) = wait(secs);
                let status = StatusCode::TOO_MANY_REQUESTS;
                let page = self.own_page(session, headers, status, form, (None, Some(wrong))).await?;
                return Ok((head, page).into_response());
            }
            AccountError::SignIn => form.refuse(field, "is wrong"),
            AccountError::Bad { field: "password", why } => form.refuse("new", why),
            AccountError::Bad { field, why } => form.refuse(field, why),
            other => return Err(other.into()),
        }
        let wrong = Some("Nothing was changed.".to_owned());
        self.own_page(session, headers, StatusCode::UNPROCESSABLE_ENTITY, form, (None, wrong)).await
    }
}

/// A proof that was asked for in a script.
pub(crate) fn proven(proof: Result<(), AccountError>) -> Result<(), Problem> {
    match proof {
        Err(AccountError::SignIn) => Err(Problem::unprocessable("proof", "is wrong")),
        other => Ok(other?),
    }
}

/// `GET /account`
pub(crate) async fn show(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    headers: HeaderMap,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    reception.own_page(&session, &headers, StatusCode::OK, Form::default(), (done.said(), None)).await
}

/// `POST /account/password`
pub(crate) async fn change_password(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    knock: Knock,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    if form.verbatim("new") != form.verbatim("again") {
        let unlike = AccountError::Bad { field: "again", why: "is not the same".to_owned() };
        return reception.own_refused(&session, &headers, "again", unlike).await;
    }
    let changed = match Password::new(form.verbatim("new")) {
        Ok(new) => reception.accounts.change_own_password(&knock.comer, &session, form.verbatim("old"), new).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(Redirect::to("/account?done=password").into_response()),
        Err(error) => reception.own_refused(&session, &headers, "old", error).await,
    }
}

/// `POST /account/sessions/end`
pub(crate) async fn end_session(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    form: Form,
) -> Result<Response, Problem> {
    reception.accounts.end_session(&session.visitor.whose(), form.text("id")).await?;
    Ok(Redirect::to("/account?done=ended#sessions").into_response())
}

/// `POST /account/sessions/end-others`
pub(crate) async fn end_others(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
) -> Result<Response, Problem> {
    reception.accounts.end_other_sessions(&session.visitor.whose(), &session.id).await?;
    Ok(Redirect::to("/account?done=others#sessions").into_response())
}
