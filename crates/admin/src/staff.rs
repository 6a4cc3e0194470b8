//! `/admin/staff`: the people of the newsroom and the office.

use crate::{Office, door::Answer};
use account::{Password, Right, Role, StaffLine};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use web::{
    Form, Path, Problem, Query, StaffAtScreen,
    members::{Secret, done, frozen, note, said},
};

/// Where the staff are.
const STAFF: &str = "/admin/staff";

pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/admin/staff", get(list))
        .route("/admin/staff/new", get(new).post(add))
        .route("/admin/staff/{id}", get(show).post(change))
        .route("/admin/staff/{id}/freeze", post(freeze))
        .route("/admin/staff/{id}/password", post(password))
        .route("/admin/staff/{id}/invite", post(invite))
}

#[derive(Template)]
#[template(path = "staff.html")]
struct List {
    lines: Vec<StaffLine>,
}

/// What was just done.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /admin/staff`
async fn list(State(office): State<Office>, staff: StaffAtScreen, Query(Done { done }): Query<Done>) -> Answer {
    staff.require(Right::ManageStaff)?;
    let mut sheet = office.sheet(&staff.0, STAFF, "Staff");
    sheet.said = said(&done);
    Ok(sheet.page(&List { lines: office.accounts.staff().await? }))
}

#[derive(Template)]
#[template(path = "staff_new.html")]
struct New<'a> {
    form: &'a Form,
    roles: Vec<(String, String)>,
}

/// The roles, with what each is for.
fn roles() -> Vec<(String, String)> {
    let meaning = |role| match role {
        Role::Reporter => "writes drafts",
        Role::Editor => "also releases and corrects",
        Role::Chief => "also holds and kills, and freezes accounts",
        Role::Business => "subscribers, contracts, products; no news",
        Role::Administrator => "everything",
    };
    Role::ALL.map(|role| (role.name().to_owned(), format!("{}: {}", role.name(), meaning(role)))).to_vec()
}

/// `GET /admin/staff/new`
async fn new(State(office): State<Office>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::ManageStaff)?;
    Ok(new_form(&office, &staff, &Form::default().with("role", Role::Editor.name())))
}

fn new_form(office: &Office, staff: &StaffAtScreen, form: &Form) -> Response {
    let sheet = office.sheet(&staff.0, STAFF, "Add a member of staff");
    sheet.page_as(status_of(form), &New { form, roles: roles() })
}

fn status_of(form: &Form) -> StatusCode {
    if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// `POST /admin/staff/new`
async fn add(State(office): State<Office>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::ManageStaff)?;
    let Some(role) = form.parse::<Role>("role") else { return Ok(new_form(&office, &staff, &form)) };
    let password = Password::random()?;
    let (login, name, by) = (form.text("login"), form.text("name"), &staff.0.login);
    match office.accounts.add_staff(login, name, role, password.clone(), by).await {
        Ok(added) => {
            let whose = format!("{} was added, with the login {}. The password:", added.name, added.login);
            Ok(secret(&office, &staff, &whose, &password))
        }
        Err(refused) => {
            note(&mut form, refused, "login")?;
            Ok(new_form(&office, &staff, &form))
        }
    }
}

/// The page that shows a password this once.
fn secret(office: &Office, staff: &StaffAtScreen, whose: &str, password: &Password) -> Response {
    let sheet = office.sheet(&staff.0, STAFF, "A password for a member of staff");
    sheet.page(&Secret { whose, secret: password.as_str(), back: STAFF })
}

#[derive(Template)]
#[template(path = "staff_one.html")]
struct One<'a> {
    line: &'a StaffLine,
    form: &'a Form,
    roles: Vec<(String, String)>,
}

async fn find(office: &Office, id: &str) -> Result<StaffLine, Problem> {
    let lines = office.accounts.staff().await?;
    let unknown = || Problem::not_found("There is no such member of staff.");
    lines.into_iter().find(|line| line.id == id).ok_or_else(unknown)
}

/// The form before anything is changed.
fn as_it_stands(line: &StaffLine) -> Form {
    let form = Form::default().with("name", &line.staff.name).with("role", line.staff.role.name());
    form.with("email", line.email.as_deref().unwrap_or_default())
}

fn one(office: &Office, staff: &StaffAtScreen, line: &StaffLine, form: &Form) -> Response {
    let sheet = office.sheet(&staff.0, STAFF, &line.staff.name);
    sheet.page_as(status_of(form), &One { line, form, roles: roles() })
}

/// `GET /admin/staff/{id}`
async fn show(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageStaff)?;
    let line = find(&office, &id).await?;
    Ok(one(&office, &staff, &line, &as_it_stands(&line)))
}

/// `POST /admin/staff/{id}`
async fn change(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, mut form: Form) -> Answer {
    staff.require(Right::ManageStaff)?;
    let line = find(&office, &id).await?;
    let Some(role) = form.parse::<Role>("role") else { return Ok(one(&office, &staff, &line, &form)) };
    let (name, email) = (form.text("name"), form.filled("email"));
    match office.accounts.change_staff(&line.staff.login, name, role, email, &staff.0.login).await {
        Ok(()) => Ok(done(STAFF, "changed")),
        Err(refused) => {
            note(&mut form, refused, "email")?;
            Ok(one(&office, &staff, &line, &form))
        }
    }
}

/// `POST /admin/staff/{id}/freeze`
async fn freeze(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, form: Form) -> Answer {
    staff.require(Right::ManageStaff)?;
    let frozen = frozen(&form)?;
    let line = find(&office, &id).await?;
    match office.accounts.freeze_staff(&line.staff.login, frozen, &staff.0.login).await {
        Ok(()) => Ok(done(STAFF, if frozen { "frozen" } else { "thawed" })),
        Err(refused) => {
            let mut form = as_it_stands(&line);
            // The page has no field for the login: the role says why.
            match refused {
                account::AccountError::Bad { why, .. } => form.refuse("role", why),
                other => return Err(other.into()),
            }
            Ok(one(&office, &staff, &line, &form))
        }
    }
}

/// `POST /admin/staff/{id}/password`
async fn password(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageStaff)?;
    let line = find(&office, &id).await?;
    let password = Password::random()?;
    office.accounts.set_staff_password(&line.staff.login, password.clone(), &staff.0.login).await?;
    let whose = format!("{} was signed out everywhere and has a new password:", line.staff.name);
    Ok(secret(&office, &staff, &whose, &password))
}

/// `POST /admin/staff/{id}/invite`: a letter with a link by which they set a password of their own.
async fn invite(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageStaff)?;
    let line = find(&office, &id).await?;
    if line.email.is_none() {
        let mut form = as_it_stands(&line);
        form.refuse("email", "is needed for an invitation");
        return Ok(one(&office, &staff, &line, &form));
    }
    office.accounts.invite_staff(&line.staff.login, &staff.0.login, &office.base).await?;
    Ok(done(STAFF, "person-invited"))
}
