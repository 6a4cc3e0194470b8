//! `/admin/freeze`: what can be made to stand still for everybody, with a reason.

use crate::{Office, door::Answer};
use account::{AccountError, Halt, Right, Standstill};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect},
    routing::{get, post},
};
use serde::Deserialize;
use web::{Form, Problem, Query, StaffAtScreen};

/// Where everything can be stopped.
pub(crate) const FREEZE: &str = "/admin/freeze";

pub(crate) fn routes() -> Router<Office> {
    Router::new().route("/admin/freeze", get(show).post(freeze)).route("/admin/thaw", post(thaw))
}

/// What each of them means.
fn meaning(halt: Halt) -> &'static str {
    match halt {
        Halt::Releases => "Releases: nothing goes out, what is due waits; holds and kills still go out",
        Halt::Staff => "Staff: nobody but administrators is let in, and everybody else is signed out",
        Halt::Subscribers => {
            "Subscribers: no person and no program of any organisation is let in, and open streams end"
        }
    }
}

/// Who stops the news may also let it go on.
fn right(halt: Halt) -> Right {
    match halt {
        Halt::Releases => Right::Stop,
        Halt::Staff | Halt::Subscribers => Right::Freeze,
    }
}

fn choices(staff: &StaffAtScreen, chosen: impl Fn(Halt) -> bool) -> Vec<(String, String)> {
    let open = Halt::ALL.into_iter().filter(|halt| chosen(*halt) && staff.0.role.may(right(*halt)));
    open.map(|halt| (halt.name().to_owned(), meaning(halt).to_owned())).collect()
}

#[derive(Template)]
#[template(path = "freeze.html")]
struct Page<'a> {
    still: Vec<Standstill>,
    /// What can be frozen, and what can be thawed.
    moves: Vec<(String, String)>,
    stands: Vec<(String, String)>,
    form: &'a Form,
    thaw: &'a Form,
}

/// What was just done.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /admin/freeze`
async fn show(State(office): State<Office>, staff: StaffAtScreen, Query(Done { done }): Query<Done>) -> Answer {
    staff.require(Right::Freeze)?;
    let said = match done.as_str() {
        "frozen" => Some("It stands still, in every process."),
        "thawed" => Some("It goes on."),
        _ => None,
    };
    page(&office, &staff, (&Form::default(), &Form::default()), said).await
}

async fn page(office: &Office, staff: &StaffAtScreen, (form, thaw): (&Form, &Form), said: Option<&str>) -> Answer {
    let still = office.accounts.standstills().await?;
    let stands = |halt| still.iter().any(|one| one.what == halt);
    let (moves, stands) = (choices(staff, |halt| !stands(halt)), choices(staff, stands));
    let mut sheet = office.sheet(&staff.0, FREEZE, "Freeze");
    sheet.said = said.map(str::to_owned);
    let status = if form.is_right() && thaw.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(sheet.page_as(status, &Page { still, moves, stands, form, thaw }))
}

/// What a form chooses in this field; what is wrong is noted at it.
fn chosen(staff: &StaffAtScreen, form: &mut Form, field: &str) -> Result<Vec<Halt>, Problem> {
    let mut halts = Vec::new();
    for name in form.all(field).to_vec() {
        match name.parse::<Halt>() {
            Ok(halt) => halts.push(halt),
            Err(why) => form.refuse(field, why),
        }
    }
    if halts.is_empty() {
        form.refuse(field, "is empty: choose what this is about");
    }
    for halt in &halts {
        staff.require(right(*halt))?;
    }
    Ok(halts)
}

/// `POST /admin/freeze`
async fn freeze(State(office): State<Office>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::Freeze)?;
    let halts = chosen(&staff, &mut form, "what")?;
    if form.is_right() {
        let done = office.accounts.freeze(&halts, form.text("reason"), &staff.0.login).await;
        if settled(&mut form, "reason", done)? {
            return Ok(Redirect::to("/admin/freeze?done=frozen").into_response());
        }
    }
    page(&office, &staff, (&form, &Form::default()), None).await
}

/// `POST /admin/thaw`
async fn thaw(State(office): State<Office>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::Freeze)?;
    let halts = chosen(&staff, &mut form, "goes")?;
    if form.is_right() {
        let done = office.accounts.thaw(&halts, form.text("why"), &staff.0.login).await;
        if settled(&mut form, "why", done)? {
            return Ok(Redirect::to("/admin/freeze?done=thawed").into_response());
        }
    }
    page(&office, &staff, (&Form::default(), &form), None).await
}

/// True when it was done; a reason that cannot be taken is noted at its field.
fn settled(form: &mut Form, field: &str, done: Result<(), AccountError>) -> Result<bool, Problem> {
    match done {
        Ok(()) => Ok(true),
        Err(AccountError::Bad { why, .. }) => {
            form.refuse(field, why);
            Ok(false)
        }
        Err(other) => Err(other.into()),
    }
}
