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
use store::args;
use web::{Form, Problem, Query, StaffAtScreen};

/// Where everything can be stopped.
pub(crate) const FREEZE: &str = "/admin/freeze";

pub(crate) fn routes() -> Router<Office> {
    Router::new().route("/admin/freeze", get(show).post(freeze)).route("/admin/thaw", post(thaw))
}

/// What can be frozen, with what that means.
async fn all(office: &Office) -> Result<Vec<(Halt, String)>, Problem> {
    let meaning = |halt: &Halt| match halt {
        Halt::Releases => "Releases: nothing goes out, what is due waits; holds and kills still go out",
        Halt::Staff => "Staff: nobody but administrators is let in, and everybody else is signed out",
        _ => "Subscribers: no person and no program of any organisation is let in, and open streams end",
    };
    let mut all: Vec<_> = Halt::ALL.into_iter().map(|halt| (halt.clone(), meaning(&halt).to_owned())).collect();
    for row in office.db.all("SELECT id, name FROM desk ORDER BY place, id", args![]).await? {
        let (id, name) = (row.text("id")?, row.text("name")?);
        all.push((
            Halt::Desk(id),
            format!("Desk {name}: nothing of it goes out, what is due waits; holds and kills still go out"),
        ));
    }
    Ok(all)
}

/// Who stops the news may also let it go on.
fn right(halt: &Halt) -> Right {
    match halt {
        Halt::Releases | Halt::Desk(_) => Right::Stop,
        Halt::Staff | Halt::Subscribers => Right::Freeze,
    }
}

fn choices(staff: &StaffAtScreen, all: &[(Halt, String)], chosen: impl Fn(&Halt) -> bool) -> Vec<(String, String)> {
    let open = all.iter().filter(|(halt, _)| chosen(halt) && staff.0.role.may(right(halt)));
    open.map(|(halt, meaning)| (halt.name().into_owned(), meaning.clone())).collect()
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
    let stands = |halt: &Halt| still.iter().any(|one| one.what == *halt);
    let all = all(office).await?;
    let (moves, stands) = (choices(staff, &all, |halt| !stands(halt)), choices(staff, &all, stands));
    let mut sheet = office.sheet(&staff.0, FREEZE, "Freeze");
    sheet.said = said.map(str::to_owned);
    let status = if form.is_right() && thaw.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(sheet.page_as(status, &Page { still, moves, stands, form, thaw }))
}

/// What a form chooses in this field; what is wrong is noted at it.
async fn chosen(office: &Office, staff: &StaffAtScreen, form: &mut Form, field: &str) -> Result<Vec<Halt>, Problem> {
    let all = all(office).await?;
    let mut halts = Vec::new();
    for name in form.all(field).to_vec() {
        match name.parse::<Halt>() {
            Ok(halt) if all.iter().any(|(known, _)| *known == halt) => halts.push(halt),
            Ok(_) => form.refuse(field, "is no desk of the newsroom"),
            Err(why) => form.refuse(field, why),
        }
    }
    if halts.is_empty() {
        form.refuse(field, "is empty: choose what this is about");
    }
    for halt in &halts {
        staff.require(right(halt))?;
    }
    Ok(halts)
}

/// `POST /admin/freeze`
async fn freeze(State(office): State<Office>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::Freeze)?;
    let halts = chosen(&office, &staff, &mut form, "what").await?;
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
    let halts = chosen(&office, &staff, &mut form, "goes").await?;
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
