//! `/admin/contracts`: what organisations may have.

use crate::{
    Office,
    door::{Answer, refused},
    organisations::ORGANISATIONS,
    terms::{self, Fields},
};
use account::{AccountError, ContractLine, Organisation, OrganisationId, Right, Terms};
use askama::Template;
use audience::{Products, check_terms};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use jiff::Timestamp;
use serde::Deserialize;
use web::{
    Form, Path, Query, StaffAtScreen,
    members::{done, moment, moment_or, note, said},
};

/// Where the contracts are.
const CONTRACTS: &str = "/admin/contracts";

pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/admin/contracts", get(list))
        .route("/admin/contracts/{id}", get(show).post(change))
        .route("/admin/contracts/{id}/end", post(end))
        .route("/admin/contracts/{id}/delete", post(delete))
        .route("/admin/organisations/{id}/contracts/new", get(new).post(add))
}

/// What was just done.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// A contract as a list shows it.
struct Line {
    id: String,
    organisation: String,
    organisation_name: String,
    name: String,
    products: String,
    state: &'static str,
    from: String,
    until: String,
}

/// In a word, whether a contract holds.
fn state_of(terms: &Terms, now: Timestamp) -> &'static str {
    if terms.holds_at(now) {
        "holds"
    } else if terms.from > now {
        "not yet"
    } else {
        "ended"
    }
}

#[derive(Template)]
#[template(path = "contracts.html")]
struct List {
    lines: Vec<Line>,
}

/// `GET /admin/contracts`: those that end first come first, and those that have ended last.
async fn list(State(office): State<Office>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::SeeSubscribers)?;
    let now = office.clock.now();
    let mut contracts = office.accounts.every_contract().await?;
    contracts.sort_by_key(|line| {
        let until = line.contract.terms.until;
        (until.is_some_and(|until| until <= now), until.unwrap_or(Timestamp::MAX))
    });
    let line = |line: ContractLine| {
        let ContractLine { contract, organisation, organisation_name, .. } = line;
        let products: Vec<String> = contract.terms.products.iter().map(ToString::to_string).collect();
        Line {
            name: contract.terms.title(),
            id: contract.id,
            organisation: organisation.as_str().to_owned(),
            organisation_name,
            products: products.join(", "),
            state: state_of(&contract.terms, now),
            from: moment(&contract.terms.from),
            until: moment_or(contract.terms.until, "open"),
        }
    };
    let lines = contracts.into_iter().map(line).collect();
    Ok(office.sheet(&staff.0, CONTRACTS, "Contracts").page(&List { lines }))
}

#[derive(Template)]
#[template(path = "contract_new.html")]
struct New<'a> {
    back: String,
    fields: Fields<'a>,
}

/// `GET /admin/organisations/{id}/contracts/new`
async fn new(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let organisation = office.accounts.organisation_of(&OrganisationId::from(id)).await?;
    let whole = Terms::all_of(Vec::new(), office.clock.now());
    let form = terms::filled(&office, &whole).with("from", "");
    new_form(&office, &staff, &organisation, &form).await
}

async fn new_form(office: &Office, staff: &StaffAtScreen, organisation: &Organisation, form: &Form) -> Answer {
    let products = Products::load(&office.db).await.map_err(refused)?;
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let sheet = office.sheet(&staff.0, CONTRACTS, format!("A contract for {}", organisation.name));
    let back = format!("{ORGANISATIONS}/{}", organisation.id.as_str());
    Ok(sheet.page_as(status, &New { back, fields: Fields::new(office, &products, form) }))
}

/// `POST /admin/organisations/{id}/contracts/new`
async fn add(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, mut form: Form) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let organisation = office.accounts.organisation_of(&OrganisationId::from(id)).await?;
    if let Some(terms) = checked(&office, &mut form).await? {
        match office.accounts.add_contract(&organisation.id, &terms, &staff.0.login).await {
            Ok(id) => return Ok(done(&format!("{CONTRACTS}/{id}"), "added")),
            Err(refused) => note(&mut form, refused, "name")?,
        }
    }
    new_form(&office, &staff, &organisation, &form).await
}

/// The terms of a form that can be kept; `None` when something is wrong, which is noted at its field.
async fn checked(office: &Office, form: &mut Form) -> Result<Option<Terms>, web::Problem> {
    let Some(terms) = terms::read(office, form) else { return Ok(None) };
    let products = Products::load(&office.db).await.map_err(refused)?;
    match check_terms(&terms, &products, &office.agency) {
        Ok(()) => Ok(Some(terms)),
        Err(refused) => note(form, refused, "name").map(|()| None),
    }
}

#[derive(Template)]
#[template(path = "contract.html")]
struct Show<'a> {
    line: &'a ContractLine,
    state: &'static str,
    edit: String,
    fields: Fields<'a>,
    may_change: bool,
}

/// `GET /admin/contracts/{id}`
async fn show(
    State(office): State<Office>,
    staff: StaffAtScreen,
    Path(id): Path<String>,
    Query(Done { done }): Query<Done>,
) -> Answer {
    staff.require(Right::SeeSubscribers)?;
    let line = office.accounts.contract(&id).await?;
    let form = filled(&office, &line);
    page(&office, &staff, &line, &form, StatusCode::OK, said(&done), None).await
}

fn filled(office: &Office, line: &ContractLine) -> Form {
    terms::filled(office, &line.contract.terms).with("edit", line.edit)
}

async fn page(
    office: &Office,
    staff: &StaffAtScreen,
    line: &ContractLine,
    form: &Form,
    status: StatusCode,
    said: Option<String>,
    wrong: Option<String>,
) -> Answer {
    let products = Products::load(&office.db).await.map_err(refused)?;
    let title = format!("{}: {}", line.contract.terms.title(), line.organisation_name);
    let mut sheet = office.sheet(&staff.0, CONTRACTS, title);
    (sheet.said, sheet.wrong) = (said, wrong);
    let state = state_of(&line.contract.terms, office.clock.now());
    let (edit, may_change) = (form.text("edit").to_owned(), staff.0.role.may(Right::ManageSubscribers));
    let fields = Fields::new(office, &products, form);
    Ok(sheet.page_as(status, &Show { line, state, edit, fields, may_change }))
}

/// `POST /admin/contracts/{id}`
async fn change(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, mut form: Form) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let line = office.accounts.contract(&id).await?;
    let over = form.parse::<u32>("edit");
    if let Some(terms) = checked(&office, &mut form).await? {
        match office.accounts.change_contract(&id, &terms, over, &staff.0.login).await {
            Ok(_) => return Ok(done(&format!("{CONTRACTS}/{id}"), "changed")),
            Err(stale @ AccountError::Stale(_)) => {
                let wrong = Some(format!("Nothing was saved: {stale}."));
                return page(&office, &staff, &line, &form, StatusCode::CONFLICT, None, wrong).await;
            }
            Err(refused) => note(&mut form, refused, "name")?,
        }
    }
    page(&office, &staff, &line, &form, StatusCode::UNPROCESSABLE_ENTITY, None, None).await
}

/// `POST /admin/contracts/{id}/end`
async fn end(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    match office.accounts.end_contract(&id, &staff.0.login).await {
        Ok(()) => Ok(done(&format!("{CONTRACTS}/{id}"), "changed")),
        Err(AccountError::Bad { .. }) => {
            let wrong = "It has not begun: delete it instead.";
            not_done(&office, &staff, &id, wrong.to_owned()).await
        }
        Err(refused) => Err(refused.into()),
    }
}

/// `POST /admin/contracts/{id}/delete`
async fn delete(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let line = office.accounts.contract(&id).await?;
    match office.accounts.delete_contract(&id, &staff.0.login).await {
        Ok(()) => Ok(done(&format!("{ORGANISATIONS}/{}", line.organisation.as_str()), "deleted")),
        Err(AccountError::InUse { by, .. }) => {
            not_done(&office, &staff, &id, format!("It is not deleted, because of {by}.")).await
        }
        Err(refused) => Err(refused.into()),
    }
}

async fn not_done(office: &Office, staff: &StaffAtScreen, id: &str, wrong: String) -> Answer {
    let line = office.accounts.contract(id).await?;
    let form = filled(office, &line);
    page(office, staff, &line, &form, StatusCode::CONFLICT, None, Some(wrong)).await
}
