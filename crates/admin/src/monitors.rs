//! `/admin/monitors`: logins and keys that went silent or ask badly.

use crate::{Office, door::Answer};
use account::{Alarm, Matter, Right, Via};
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect},
    routing::get,
};
use web::{Form, Problem, StaffAtScreen, members::moment};

/// Alarms that are over, and are still listed, at most.
const PAST_MAX: u32 = 100;
const HERE: &str = "/admin/monitors";

pub(crate) fn routes() -> Router<Office> {
    Router::new().route("/admin/monitors", get(show).post(switch))
}

#[derive(Template)]
#[template(path = "monitors.html")]
struct Monitors {
    open: Vec<Line>,
    past: Vec<Line>,
    seen: Vec<Seen>,
    off: Vec<Off>,
    /// They may change what is watched.
    manages: bool,
}

/// An alarm as it is listed.
struct Line {
    organisation: String,
    id: String,
    who: String,
    matter: Matter,
    detail: String,
    began: String,
    ended: String,
}

/// A login or key as it is listed.
struct Seen {
    organisation: String,
    who: String,
    last: String,
    hours: usize,
}

/// What an organisation is not watched for.
struct Off {
    organisation: String,
    id: String,
    matter: Matter,
}

fn named(via: &Via) -> String {
    match via {
        Via::User(login) => login.clone(),
        Via::Key(id) => format!("key {id}"),
        Via::Person(id) => format!("person {id}"),
    }
}

impl Line {
    fn of(alarm: Alarm) -> Self {
        Self {
            organisation: alarm.organisation_name,
            id: alarm.organisation.as_str().to_owned(),
            who: named(&alarm.via),
            matter: alarm.matter,
            detail: alarm.detail,
            began: moment(&alarm.began),
            ended: alarm.ended.map_or_else(String::new, |ended| moment(&ended)),
        }
    }
}

/// `GET /admin/monitors`
async fn show(State(office): State<Office>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::SeeSubscribers)?;
    let accounts = &office.accounts;
    let seen = accounts.seen().await?.into_iter().map(|seen| Seen {
        organisation: seen.organisation_name,
        who: named(&seen.via),
        last: moment(&seen.last),
        hours: seen.hours.len(),
    });
    let off = accounts.unwatched().await?.into_iter();
    let page = Monitors {
        open: accounts.open_alarms().await?.into_iter().map(Line::of).collect(),
        past: accounts.past_alarms(PAST_MAX).await?.into_iter().map(Line::of).collect(),
        seen: seen.collect(),
        off: off.map(|(id, organisation, matter)| Off { organisation, id: id.as_str().to_owned(), matter }).collect(),
        manages: staff.0.role.may(Right::ManageSubscribers),
    };
    Ok(office.sheet(&staff.0, HERE, "Monitors").page(&page))
}

/// `POST /admin/monitors`: has an organisation watched for something, or no longer.
async fn switch(State(office): State<Office>, staff: StaffAtScreen, form: Form) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    let matter: Matter = form.text("matter").parse().map_err(|why: String| {
        let why = why.split_once(' ').map_or(why.as_str(), |(_, rest)| rest);
        Problem::unprocessable("matter", why)
    })?;
    let id = form.text("organisation");
    let known = office.accounts.organisations().await?.into_iter().find(|one| one.id.as_str() == id);
    let organisation = known.ok_or_else(|| Problem::unprocessable("organisation", "is none that there is"))?;
    office.accounts.watch_for(&organisation.id, matter, form.text("watch") == "yes", &staff.0.login).await?;
    Ok(Redirect::to(HERE).into_response())
}
