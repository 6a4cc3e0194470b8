//! `/admin`: what the office holds.

use crate::{Office, door::Answer};
use askama::Template;
use axum::extract::State;
use web::StaffAtScreen;

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    name: &'a str,
    role: &'a str,
    /// A password alone keeps an account that can do much.
    urge: bool,
}

/// `GET /admin`
pub(crate) async fn show(State(office): State<Office>, staff: StaffAtScreen) -> Answer {
    let who = &staff.0;
    let wants = who.role.wants_second_step();
    let urge = wants && !office.accounts.second_steps(&staff.1.visitor.whose()).await?.any();
    let sheet = office.sheet(who, "/admin", "Office");
    Ok(sheet.page(&Home { name: &who.name, role: who.role.name(), urge }))
}
