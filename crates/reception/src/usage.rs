//! `/account/usage`: what an organisation took, and what is left to it.

use crate::Reception;
use account::{AccountError, Contract, Month, Person, Quota, Report};
use askama::Template;
use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};
use serde::Deserialize;
use web::{Form, PersonAtScreen, Problem, Query};

/// The routes of this room.
pub(crate) fn routes() -> Router<Reception> {
    Router::new().route("/account/usage", get(show)).route("/account/usage.csv", get(csv))
}

/// Which month.
#[derive(Default, Deserialize)]
#[serde(default)]
struct In {
    month: String,
}

/// A contract that holds, and what is left of it.
struct Line {
    contract: Contract,
    quota: Option<Quota>,
}

#[derive(Template)]
#[template(path = "usage.html")]
struct Usage {
    form: Form,
    month: Month,
    lines: Vec<Line>,
    shown: String,
}

/// `GET /account/usage`
async fn show(
    State(reception): State<Reception>,
    PersonAtScreen(person, session): PersonAtScreen,
    Query(In { month: asked }): Query<In>,
) -> Result<Response, Problem> {
    let accounts = &reception.accounts;
    let mut form = Form::default().with("month", &asked);
    let month = match web::month(&asked, accounts.now()) {
        Ok(month) => {
            form = form.with("month", month);
            month
        }
        Err(why) => {
            form.refuse("month", why);
            Month::of(accounts.now())
        }
    };
    let mut lines = Vec::new();
    for contract in accounts.contracts(&person.organisation).await? {
        if contract.terms.holds_at(accounts.now()) {
            lines.push(Line { quota: accounts.quota(&contract).await?, contract });
        }
    }
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = web::usage(&report(&reception, month, &person).await?, "");
    let sheet = reception.sheet_for(&session.visitor, "/account/usage", "Usage");
    Ok(sheet.page_as(status, &Usage { form, month, lines, shown }))
}

/// `GET /account/usage.csv`
async fn csv(
    State(reception): State<Reception>,
    PersonAtScreen(person, _): PersonAtScreen,
    Query(In { month }): Query<In>,
) -> Result<Response, Problem> {
    let month = web::month(&month, reception.accounts.now()).map_err(|why| Problem::bad_field("month", why))?;
    Ok(web::usage_csv(&report(&reception, month, &person).await?, "own"))
}

async fn report(reception: &Reception, month: Month, person: &Person) -> Result<Report, AccountError> {
    let lang = reception.agency.language.as_str();
    reception.accounts.report(month, Some(&person.organisation), lang).await
}
