//! `/invitation`: where the link of an invitation leads. Here, and behind the link of a reset, a password is set.

use crate::Reception;
use account::{AccountError, Invitation, Password, Purpose};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use web::{Form, Problem, Query};

/// The secret of a link.
#[derive(Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    pub(crate) link: String,
}

#[derive(Template)]
#[template(path = "password.html")]
struct SetPassword {
    form: Form,
    invitation: Invitation,
    until: String,
}

#[derive(Template)]
#[template(path = "over.html")]
struct Over {
    purpose: Purpose,
}

#[derive(Template)]
#[template(path = "set.html")]
struct Done;

/// `GET /invitation?link=…`
pub(crate) async fn show(State(reception): State<Reception>, Query(link): Query<Link>) -> Result<Response, Problem> {
    show_link(&reception, Purpose::Invitation, link).await
}

/// `POST /invitation`
pub(crate) async fn accept(State(reception): State<Reception>, form: Form) -> Result<Response, Problem> {
    set_password(&reception, Purpose::Invitation, form).await
}

/// `GET /invitation/done`
pub(crate) async fn done(State(reception): State<Reception>) -> Response {
    reception.sheet("Your password is set").page(&Done)
}

/// The form behind a link. Looking at it does not use the link up.
pub(crate) async fn show_link(reception: &Reception, purpose: Purpose, link: Link) -> Result<Response, Problem> {
    let form = Form::default().with("link", link.link);
    page(reception, purpose, form, StatusCode::OK).await
}

/// Sets the password that was typed, if the link works.
pub(crate) async fn set_password(reception: &Reception, purpose: Purpose, mut form: Form) -> Result<Response, Problem> {
    let (password, again) = (form.verbatim("password").to_owned(), form.verbatim("again").to_owned());
    let password = match Password::new(&password) {
        Ok(password) => password,
        Err(AccountError::Bad { why, .. }) => {
            form.refuse("password", why);
            return page(reception, purpose, form, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        Err(other) => return Err(other.into()),
    };
    if password.as_str() != again {
        form.refuse("again", "is not the same");
        return page(reception, purpose, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match reception.accounts.accept(purpose, form.text("link"), password).await {
        Ok(_) => Ok(Redirect::to("/invitation/done").into_response()),
        Err(AccountError::Unknown { .. }) => Ok(over(reception, purpose)),
        Err(other) => Err(other.into()),
    }
}

async fn page(reception: &Reception, purpose: Purpose, form: Form, status: StatusCode) -> Result<Response, Problem> {
    let Some(invitation) = reception.accounts.invitation(purpose, form.text("link")).await? else {
        return Ok(over(reception, purpose));
    };
    let title = match purpose {
        Purpose::Invitation => "Set your password",
        Purpose::Reset => "Set a new password",
    };
    let until = web::members::moment(&invitation.expires);
    let page = reception.sheet(title).page_as(status, &SetPassword { form, invitation, until });
    Ok(private(page))
}

fn over(reception: &Reception, purpose: Purpose) -> Response {
    private(reception.sheet("This link does not work").page_as(StatusCode::NOT_FOUND, &Over { purpose }))
}

/// The address of such a page is a secret: it is told to no other site.
pub(crate) fn private(mut page: Response) -> Response {
    page.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    page
}
