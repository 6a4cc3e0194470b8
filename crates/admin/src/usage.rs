//! `/admin/usage`: what was given, to all organisations and to each, with plots and as CSV.

use crate::{Office, door::Answer};
use account::{AccountError, Month, Organisation, Report, Right};
use askama::Template;
use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use web::{Form, Path, Problem, Query, StaffAtScreen};

/// Which month.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct In {
    month: String,
}

#[derive(Template)]
#[template(path = "usage.html")]
struct Usage {
    form: Form,
    here: String,
    month: Month,
    of_one: bool,
    shown: String,
}

/// `GET /admin/usage`
pub(crate) async fn all(State(office): State<Office>, staff: StaffAtScreen, Query(asked): Query<In>) -> Answer {
    staff.require(Right::SeeUsage)?;
    shown(&office, &staff, None, &asked.month).await
}

/// `GET /admin/usage.csv`
pub(crate) async fn all_csv(State(office): State<Office>, staff: StaffAtScreen, Query(asked): Query<In>) -> Answer {
    staff.require(Right::SeeUsage)?;
    let month = web::month(&asked.month, office.clock.now()).map_err(|why| Problem::bad_field("month", why))?;
    Ok(web::usage_csv(&report(&office, month, None).await?, "all"))
}

/// `GET /admin/usage/{organisation}`, and the same with `.csv` at its end.
pub(crate) async fn one(
    State(office): State<Office>,
    staff: StaffAtScreen,
    Path(named): Path<String>,
    Query(asked): Query<In>,
) -> Answer {
    staff.require(Right::SeeUsage)?;
    let (id, as_csv) = named.strip_suffix(".csv").map_or((named.as_str(), false), |id| (id, true));
    let all = office.accounts.organisations().await?;
    let unknown = || AccountError::Unknown { what: "organisation", name: id.to_owned() };
    let organisation = all.into_iter().find(|one| one.id.as_str() == id).ok_or_else(unknown)?;
    if as_csv {
        let month = web::month(&asked.month, office.clock.now()).map_err(|why| Problem::bad_field("month", why))?;
        return Ok(web::usage_csv(&report(&office, month, Some(&organisation)).await?, id));
    }
    shown(&office, &staff, Some(&organisation), &asked.month).await
}

async fn shown(office: &Office, staff: &StaffAtScreen, of: Option<&Organisation>, asked: &str) -> Answer {
    let mut form = Form::default().with("month", asked);
    let month = match web::month(asked, office.clock.now()) {
        Ok(month) => {
            form = form.with("month", month);
            month
        }
        Err(why) => {
            form.refuse("month", why);
            Month::of(office.clock.now())
        }
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = of.map_or_else(|| "Usage".to_owned(), |one| format!("Usage of {}", one.name));
    let here = of.map_or_else(|| "/admin/usage".to_owned(), |one| format!("/admin/usage/{}", one.id.as_str()));
    let shown = web::usage(&report(office, month, of).await?, "/admin/usage");
    let usage = Usage { form, here, month, of_one: of.is_some(), shown };
    Ok(office.sheet(&staff.0, "/admin/usage", title).page_as(status, &usage))
}

async fn report(office: &Office, month: Month, of: Option<&Organisation>) -> Result<Report, AccountError> {
    office.accounts.report(month, of.map(|one| &one.id), office.agency.language.as_str()).await
}
