//! `/admin/organisations`: who subscribes.

use crate::{Office, door::Answer};
use account::{Contract, Organisation, OrganisationId, OrganisationLine, Right};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;
use web::{
    Form, Path, Query, StaffAtScreen,
    members::{done, frozen, moment, note, said},
};

/// Where the organisations are.
pub(crate) const ORGANISATIONS: &str = "/admin/organisations";
/// Organisations that one page lists.
const LISTED_MAX: usize = 200;

pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/admin/organisations", get(list))
        .route("/admin/organisations/new", get(new).post(add))
        .route("/admin/organisations/{id}", get(show))
        .route("/admin/organisations/{id}/change", get(edit).post(change))
        .route("/admin/organisations/{id}/freeze", post(freeze))
        .route("/admin/organisations/{id}/delete", post(delete))
}

/// What a list shows.
#[derive(Deserialize)]
struct Asked {
    /// A part of the name or the mail address.
    #[serde(default)]
    find: String,
    /// What was just done.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "organisations.html")]
struct List {
    form: Form,
    lines: Vec<OrganisationLine>,
    found: usize,
    may_change: bool,
}

/// `GET /admin/organisations`
async fn list(State(office): State<Office>, staff: StaffAtScreen, Query(asked): Query<Asked>) -> Answer {
    staff.require(Right::SeeSubscribers)?;
    let wanted = asked.find.trim().to_lowercase();
    let named = |line: &OrganisationLine| {
        let Organisation { name, email, .. } = &line.organisation;
        name.to_lowercase().contains(&wanted) || email.as_ref().is_some_and(|email| email.contains(&wanted))
    };
    let mut lines = office.accounts.organisation_lines().await?;
    lines.retain(named);
    let found = lines.len();
    lines.truncate(LISTED_MAX);
    let mut sheet = office.sheet(&staff.0, ORGANISATIONS, "Organisations");
    sheet.said = said(&asked.done);
    let (form, may_change) = (Form::default().with("find", asked.find), staff.0.role.may(Right::ManageSubscribers));
    Ok(sheet.page(&List { form, lines, found, may_change }))
}

#[derive(Template)]
#[template(path = "organisation_new.html")]
struct New<'a> {
    form: &'a Form,
}

/// `GET /admin/organisations/new`
async fn new(State(office): State<Office>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    Ok(office.sheet(&staff.0, ORGANISATIONS, "Add an organisation").page(&New { form: &Form::default() }))
}

/// `POST /admin/organisations/new`
async fn add(State(office): State<Office>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    match office.accounts.enter_organisation(form.text("name"), form.filled("email"), &staff.0.login).await {
        Ok(added) => Ok(done(&format!("{ORGANISATIONS}/{}", added.id.as_str()), "added")),
        Err(refused) => {
            note(&mut form, refused, "name")?;
            let sheet = office.sheet(&staff.0, ORGANISATIONS, "Add an organisation");
            Ok(sheet.page_as(StatusCode::UNPROCESSABLE_ENTITY, &New { form: &form }))
        }
    }
}

#[derive(Template)]
#[template(path = "organisation.html")]
struct Show {
    at: String,
    organisation: Organisation,
    contracts: Vec<Line>,
    people: String,
    users: String,
    keys: String,
    may_change: bool,
    may_freeze: bool,
}

/// A contract as the page of its organisation lists it.
struct Line {
    id: String,
    name: String,
    covers: String,
    from: String,
    until: String,
    holds: bool,
}

/// What was just done.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /admin/organisations/{id}`
async fn show(
    State(office): State<Office>,
    staff: StaffAtScreen,
    Path(id): Path<String>,
    Query(Done { done }): Query<Done>,
) -> Answer {
    staff.require(Right::SeeSubscribers)?;
    page(&office, &staff, id, StatusCode::OK, said(&done), None).await
}

/// The page of an organisation, with what was done or could not be done.
async fn page(
    office: &Office,
    staff: &StaffAtScreen,
    id: String,
    status: StatusCode,
    said: Option<String>,
    wrong: Option<String>,
) -> Answer {
    let members = office.members(staff, id).await?;
    let organisation = office.accounts.organisation_of(&members.organisation).await?;
    let mut sheet = office.sheet(&staff.0, ORGANISATIONS, &organisation.name);
    (sheet.said, sheet.wrong) = (said, wrong);
    let now = office.clock.now();
    let line = |contract: Contract| Line {
        name: contract.terms.title(),
        covers: in_words(&contract),
        from: moment(&contract.terms.from),
        until: contract.terms.until.as_ref().map_or_else(|| "open".to_owned(), moment),
        holds: contract.terms.holds_at(now),
        id: contract.id,
    };
    let contracts = office.accounts.contracts(&organisation.id).await?.into_iter().map(line).collect();
    let (people, users, keys) = (members.people().await?, members.users().await?, members.keys().await?);
    let (at, may_change, may_freeze) = (members.base, members.may.change, members.may.freeze);
    Ok(sheet.page_as(status, &Show { at, organisation, contracts, people, users, keys, may_change, may_freeze }))
}

/// The products and kinds of a contract.
fn in_words(contract: &Contract) -> String {
    let products: Vec<String> = contract.terms.products.iter().map(ToString::to_string).collect();
    let kinds: Vec<&str> = contract.terms.kinds.iter().map(|kind| kind.name()).collect();
    format!("products {}: {}", products.join(", "), kinds.join(", "))
}

#[derive(Template)]
#[template(path = "organisation_change.html")]
struct Change<'a> {
    at: String,
    organisation: &'a Organisation,
    form: &'a Form,
}

/// `GET /admin/organisations/{id}/change`
async fn edit(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let organisation = office.accounts.organisation_of(&OrganisationId::from(id)).await?;
    let email = organisation.email.clone().unwrap_or_default();
    let form = Form::default().with("name", &organisation.name).with("email", email);
    Ok(change_form(&office, &staff, &organisation, &form))
}

fn change_form(
    office: &Office,
    staff: &StaffAtScreen,
    organisation: &Organisation,
    form: &Form,
) -> axum::response::Response {
    let sheet = office.sheet(&staff.0, ORGANISATIONS, format!("Change {}", organisation.name));
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let at = format!("{ORGANISATIONS}/{}", organisation.id.as_str());
    sheet.page_as(status, &Change { at, organisation, form })
}

/// `POST /admin/organisations/{id}/change`
async fn change(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, mut form: Form) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let organisation = office.accounts.organisation_of(&OrganisationId::from(id)).await?;
    let (name, email, by) = (form.text("name"), form.filled("email"), &staff.0.login);
    match office.accounts.change_organisation(&organisation.id, name, email, by).await {
        Ok(()) => Ok(done(&format!("{ORGANISATIONS}/{}", organisation.id.as_str()), "changed")),
        Err(refused) => {
            note(&mut form, refused, "name")?;
            Ok(change_form(&office, &staff, &organisation, &form))
        }
    }
}

/// `POST /admin/organisations/{id}/freeze`
async fn freeze(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, form: Form) -> Answer {
    staff.require(Right::Freeze)?;
    let frozen = frozen(&form)?;
    let organisation = office.accounts.organisation_of(&OrganisationId::from(id)).await?;
    office.accounts.freeze_organisation(&organisation.name, frozen, &staff.0.login).await?;
    let at = format!("{ORGANISATIONS}/{}", organisation.id.as_str());
    Ok(done(&at, if frozen { "frozen" } else { "thawed" }))
}

/// `POST /admin/organisations/{id}/delete`
async fn delete(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let organisation = OrganisationId::from(id);
    match office.accounts.delete_organisation(&organisation, &staff.0.login).await {
        Ok(()) => Ok(done(ORGANISATIONS, "deleted")),
        Err(account::AccountError::InUse { by, .. }) => {
            let wrong = format!("It is not deleted, because it has {by}. Delete those first, or freeze it instead.");
            page(&office, &staff, organisation.as_str().to_owned(), StatusCode::CONFLICT, None, Some(wrong)).await
        }
        Err(refused) => Err(refused.into()),
    }
}
