//! The second steps of one's own account: the app for codes, recovery codes, and passkeys that go.

use crate::{Reception, entry::Knock};
use account::{AccountError, Session, TotpSetup, Visitor};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use qrcode::{QrCode, render::svg};
use web::{AtScreen, Form, Problem};

/// Pixels of a side of the QR code, at least.
const QR_PIXELS: u32 = 220;
/// Characters of the secret that are shown together.
const SECRET_GROUP: usize = 4;

#[derive(Template)]
#[template(path = "app.html")]
struct App {
    secret: String,
    form: Form,
}

#[derive(Template)]
#[template(path = "recovery.html")]
struct Recovery {
    codes: Vec<String>,
}

impl Reception {
    async fn setup(&self, session: &Session) -> Result<Option<TotpSetup>, AccountError> {
        let account = match &session.visitor {
            Visitor::Staff(staff) => &staff.login,
            Visitor::Person(person) => &person.email,
        };
        self.accounts.totp_setup(&session.visitor.whose(), &self.site(), account).await
    }

    async fn app_page(&self, session: &Session, status: StatusCode, form: Form) -> Result<Response, Problem> {
        let Some(setup) = self.setup(session).await? else {
            return Ok(Redirect::to("/account#second").into_response());
        };
        let letters: Vec<char> = setup.secret.chars().collect();
        let groups: Vec<String> = letters.chunks(SECRET_GROUP).map(String::from_iter).collect();
        let sheet = self.sheet_for(&session.visitor, "/account", "Codes from an app");
        Ok(sheet.page_as(status, &App { secret: groups.join(" "), form }))
    }

    /// The codes, shown this once: there is no page to come back to.
    fn recovery_page(&self, session: &Session, said: &str, codes: Vec<String>) -> Response {
        let mut sheet = self.sheet_for(&session.visitor, "/account", "Recovery codes");
        sheet.said = Some(said.to_owned());
        sheet.page(&Recovery { codes })
    }

    /// Does something with a second step once it was shown whose it is.
    async fn proven(
        &self,
        knock: &Knock,
        session: &Session,
        form: &Form,
        field: &'static str,
    ) -> Result<(), AccountError> {
        self.accounts.prove(&knock.comer, session, form.verbatim(field)).await
    }
}

/// `GET /account/app`
pub(crate) async fn show_app(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
) -> Result<Response, Problem> {
    reception.app_page(&session, StatusCode::OK, Form::default()).await
}

/// `GET /account/app/qr.svg`
pub(crate) async fn qr(State(reception): State<Reception>, AtScreen(session): AtScreen) -> Result<Response, Problem> {
    let setup = reception.setup(&session).await?.ok_or_else(|| Problem::not_found("No app waits to be set up."))?;
    let code = QrCode::new(setup.url.as_bytes()).map_err(Problem::internal)?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(QR_PIXELS, QR_PIXELS).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")], drawn).into_response())
}

/// `POST /account/app`
pub(crate) async fn begin_app(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    knock: Knock,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    if let Err(error) = reception.proven(&knock, &session, &form, "app-proof").await {
        return reception.own_refused(&session, &headers, "app-proof", error).await;
    }
    reception.accounts.begin_totp(&session.visitor.whose()).await?;
    Ok(Redirect::to("/account/app").into_response())
}

/// `POST /account/app/confirm`
pub(crate) async fn confirm_app(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    form: Form,
) -> Result<Response, Problem> {
    match reception.accounts.confirm_totp(&session.visitor.whose(), form.text("code")).await {
        Ok(Some(codes)) => Ok(reception.recovery_page(&session, "The app was added.", codes)),
        Ok(None) => Ok(Redirect::to("/account?done=app-added#second").into_response()),
        Err(AccountError::Bad { field, why }) => {
            let mut form = Form::default();
            form.refuse(field, why);
            reception.app_page(&session, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/app/remove`
pub(crate) async fn remove_app(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    knock: Knock,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    if let Err(error) = reception.proven(&knock, &session, &form, "app-proof").await {
        return reception.own_refused(&session, &headers, "app-proof", error).await;
    }
    reception.accounts.remove_totp(&session.visitor.whose()).await?;
    Ok(Redirect::to("/account?done=app#second").into_response())
}

/// `POST /account/recovery`
pub(crate) async fn new_recovery_codes(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    knock: Knock,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    if let Err(error) = reception.proven(&knock, &session, &form, "recovery-proof").await {
        return reception.own_refused(&session, &headers, "recovery-proof", error).await;
    }
    let codes = reception.accounts.new_recovery_codes(&session.visitor.whose()).await?;
    Ok(reception.recovery_page(&session, "The old codes are worth nothing now.", codes))
}

/// `POST /account/passkeys/remove`
pub(crate) async fn remove_passkey(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    knock: Knock,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    if let Err(error) = reception.proven(&knock, &session, &form, "remove-proof").await {
        return reception.own_refused(&session, &headers, "remove-proof", error).await;
    }
    reception.accounts.remove_passkey(&session.visitor.whose(), form.text("id")).await?;
    Ok(Redirect::to("/account?done=passkey-removed#second").into_response())
}
