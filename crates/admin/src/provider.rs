//! `/admin/organisations/{id}/provider`: an organisation's own sign-in.

use crate::{Office, door::Answer, organisations::ORGANISATIONS};
use account::{Organisation, OrganisationId, Provider, Right};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use web::{
    Form, Path, StaffAtScreen,
    members::{done, note},
};

pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/admin/organisations/{id}/provider", get(show).post(set))
        .route("/admin/organisations/{id}/provider/remove", post(remove))
}

#[derive(Template)]
#[template(path = "provider.html")]
struct Page {
    at: String,
    form: Form,
    /// Where the provider has to lead browsers back to.
    back: String,
    there: bool,
    may_change: bool,
}

/// `GET /admin/organisations/{id}/provider`
async fn show(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::SeeSubscribers)?;
    let organisation = office.accounts.organisation_of(&OrganisationId::from(id)).await?;
    let mut form = Form::default();
    if let Some(provider) = office.accounts.provider(&organisation.id).await? {
        form = form
            .with("issuer", provider.issuer)
            .with("client_id", provider.client_id)
            .with("domains", provider.domains.join(" "));
        for (name, on) in [("forced", provider.forced), ("adds", provider.adds)] {
            form = if on { form.with(name, "yes") } else { form };
        }
    }
    page(&office, &staff, &organisation, form).await
}

async fn page(
    office: &Office,
    staff: &StaffAtScreen,
    organisation: &Organisation,
    form: Form,
) -> Result<Response, web::Problem> {
    let there = office.accounts.provider(&organisation.id).await?.is_some();
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let sheet = office.sheet(&staff.0, ORGANISATIONS, format!("Sign-in of {}", organisation.name));
    let at = format!("{ORGANISATIONS}/{}", organisation.id.as_str());
    let back = format!("{}/sign-in/provider/back", office.base);
    Ok(sheet.page_as(status, &Page { at, form, back, there, may_change: staff.0.role.may(Right::ManageSubscribers) }))
}

/// `POST /admin/organisations/{id}/provider`: a secret that is left empty stays as it is.
async fn set(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, mut form: Form) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let organisation = office.accounts.organisation_of(&OrganisationId::from(id)).await?;
    let known = office.accounts.provider(&organisation.id).await?;
    let client_secret = match (form.verbatim("client_secret"), known) {
        ("", Some(known)) => known.client_secret,
        (typed, _) => typed.to_owned(),
    };
    let domains = form.text("domains").split([' ', ',', ';', '\n']).filter(|domain| !domain.is_empty());
    let provider = Provider {
        organisation: organisation.id.clone(),
        issuer: form.text("issuer").to_owned(),
        client_id: form.text("client_id").to_owned(),
        client_secret,
        domains: domains.map(str::to_owned).collect(),
        forced: form.ticked("forced"),
        adds: form.ticked("adds"),
    };
    match office.accounts.set_provider(&provider, &staff.0.login).await {
        Ok(()) => Ok(done(&format!("{ORGANISATIONS}/{}", organisation.id.as_str()), "changed")),
        Err(refused) => {
            note(&mut form, refused, "domains")?;
            page(&office, &staff, &organisation, form).await
        }
    }
}

/// `POST /admin/organisations/{id}/provider/remove`
async fn remove(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let organisation = OrganisationId::from(id);
    office.accounts.remove_provider(&organisation, &staff.0.login).await?;
    Ok(done(&format!("{ORGANISATIONS}/{}", organisation.as_str()), "changed"))
}
