//! `/admin/mail`: the letters that were posted, what waits, and what failed and why.

use crate::{Office, door::Answer};
use account::{AuditLine, Right, audit};
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect},
    routing::{get, post},
};
use mailroom::{MailLine, MailState};
use serde::Deserialize;
use web::{Path, Problem, Query, StaffAtScreen};

/// Where the letters are.
pub(crate) const MAIL: &str = "/admin/mail";
/// Letters that one page lists.
const LISTED_MAX: u32 = 200;

pub(crate) fn routes() -> Router<Office> {
    Router::new().route("/admin/mail", get(list)).route("/admin/mail/{id}/again", post(again))
}

/// What the list shows.
#[derive(Deserialize)]
struct Asked {
    /// `unsent`, or everything.
    #[serde(default)]
    show: String,
    /// What was just done.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct List {
    lines: Vec<MailLine>,
    unsent: bool,
    may_send: bool,
}

impl List {
    fn may_try(&self, line: &MailLine) -> bool {
        self.may_send && line.tries > 0 && !matches!(line.state, MailState::Sent(_))
    }
}

/// `GET /admin/mail`
async fn list(State(office): State<Office>, staff: StaffAtScreen, Query(asked): Query<Asked>) -> Answer {
    staff.require(Right::SeeAudit)?;
    let unsent = asked.show == "unsent";
    let lines = mailroom::lines(&office.db, unsent, LISTED_MAX).await?;
    let mut sheet = office.sheet(&staff.0, MAIL, "Letters");
    sheet.said = (asked.done == "again").then(|| "The letter is tried again in a moment.".to_owned());
    Ok(sheet.page(&List { lines, unsent, may_send: staff.0.role.may(Right::ManageSubscribers) }))
}

/// `POST /admin/mail/{id}/again`
async fn again(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    if !mailroom::again(&mut tx, &id, now).await? {
        tx.rollback().await?;
        return Err(Problem::not_found("There is no such letter that waits or was given up."));
    }
    let line = AuditLine { time: now, actor: &staff.0.login, act: "send-again", subject: &id, detail: "letter" };
    audit(&mut tx, &line).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("{MAIL}?done=again")).into_response())
}
