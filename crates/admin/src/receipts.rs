//! `/admin/receipts`: who has a story that was killed, withdrawn, held or corrected, and who has confirmed.

use crate::{Office, door::Answer};
use account::{Recall, RecallLine, Receiver, Right, csv_field};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::header,
    response::{IntoResponse, Redirect},
    routing::{get, post},
};
use jiff::Timestamp;
use serde::Deserialize;
use story::Act;
use web::{Path, Query, StaffAtScreen, members::moment};

/// Recalls that are listed, at most.
const RECALLS_MAX: u32 = 200;
const HERE: &str = "/admin/receipts";

pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/admin/receipts", get(list))
        .route("/admin/receipts/{seq}", get(show))
        .route("/admin/receipts/{seq}/remind", post(remind))
        .route("/admin/receipts/{seq}/list.csv", get(csv))
}

#[derive(Template)]
#[template(path = "receipts.html")]
struct Recalls {
    lines: Vec<Line>,
}

/// A recall as it is listed.
struct Line {
    seq: u64,
    item: String,
    act: &'static str,
    urgent: bool,
    time: String,
    called: u64,
    held: u64,
    confirmed: u64,
    open: u64,
}

#[derive(Template)]
#[template(path = "recall.html")]
struct One {
    recall: Recall,
    act: &'static str,
    time: String,
    open: usize,
    receivers: Vec<Called>,
}

/// An organisation that was called, as it is listed.
struct Called {
    name: String,
    held: String,
    seen: bool,
    confirmed: Option<String>,
    through: &'static str,
    by: String,
    note: String,
    reminders: u32,
    told: String,
}

impl Line {
    fn of(line: RecallLine) -> Self {
        let (called, held, confirmed, open) = (line.called, line.held, line.confirmed, line.open());
        let RecallLine { recall, .. } = line;
        let (act, time) = (done(recall.act), moment(&recall.time));
        let urgent = recall.required && open > 0;
        Self { seq: recall.seq, item: recall.item.to_string(), act, urgent, time, called, held, confirmed, open }
    }
}

impl Called {
    fn of(receiver: Receiver) -> Self {
        let held = &receiver.held;
        let ways = [("delivered", held.delivered), ("opened", held.opened), ("downloaded", held.downloaded)];
        let seen: Vec<_> = ways.iter().filter_map(|(way, at)| at.map(|at| format!("{way} {}", moment(&at)))).collect();
        let receipt = receiver.receipt.as_ref();
        Self {
            held: if seen.is_empty() { "may hold it: its contract covered it".to_owned() } else { seen.join(", ") },
            seen: !seen.is_empty(),
            confirmed: receipt.map(|receipt| moment(&receipt.time)),
            through: receipt.map_or("", |receipt| receipt.through.name()),
            by: receipt.map_or_else(String::new, |receipt| receipt.by.clone()),
            note: receipt.and_then(|receipt| receipt.note.clone()).unwrap_or_default(),
            reminders: receiver.reminders,
            told: receiver.told.map_or_else(|| "never".to_owned(), |at| moment(&at)),
            name: receiver.name,
        }
    }
}

fn done(act: Act) -> &'static str {
    match act {
        Act::Kill => "killed",
        Act::Withdraw => "withdrawn",
        Act::Hold => "on hold",
        _ => "corrected",
    }
}

/// `GET /admin/receipts`
async fn list(State(office): State<Office>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::FollowReceipts)?;
    let recalls = office.accounts.recalls(RECALLS_MAX).await?;
    let sheet = office.sheet(&staff.0, HERE, "Receipts");
    Ok(sheet.page(&Recalls { lines: recalls.into_iter().map(Line::of).collect() }))
}

/// How many were just reminded.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    reminded: Option<u64>,
}

/// `GET /admin/receipts/{seq}`
async fn show(
    State(office): State<Office>,
    staff: StaffAtScreen,
    Path(seq): Path<u64>,
    Query(Done { reminded }): Query<Done>,
) -> Answer {
    staff.require(Right::FollowReceipts)?;
    let recall = office.accounts.recall(seq).await?;
    let receivers = office.accounts.receivers(seq).await?;
    let mut sheet = office.sheet(&staff.0, HERE, format!("{}: {}", recall.item, done(recall.act)));
    sheet.said = reminded.map(|n| match n {
        0 => "Nobody is reminded now: those who have not confirmed were written to a moment ago.".to_owned(),
        1 => "One organisation is reminded within seconds.".to_owned(),
        n => format!("{n} organisations are reminded within seconds."),
    });
    let open = receivers.iter().filter(|receiver| receiver.receipt.is_none()).count();
    let receivers = receivers.into_iter().map(Called::of).collect();
    let (act, time) = (done(recall.act), moment(&recall.time));
    Ok(sheet.page(&One { recall, act, time, open, receivers }))
}

/// `POST /admin/receipts/{seq}/remind`
async fn remind(State(office): State<Office>, staff: StaffAtScreen, Path(seq): Path<u64>) -> Answer {
    staff.require(Right::FollowReceipts)?;
    let reminded = office.accounts.remind(seq, &staff.0.login).await?;
    Ok(Redirect::to(&format!("{HERE}/{seq}?reminded={reminded}")).into_response())
}

/// `GET /admin/receipts/{seq}/list.csv`
async fn csv(State(office): State<Office>, staff: StaffAtScreen, Path(seq): Path<u64>) -> Answer {
    staff.require(Right::FollowReceipts)?;
    let recall = office.accounts.recall(seq).await?;
    let time = |time: Option<Timestamp>| time.map_or_else(String::new, |time| time.to_string());
    let mut text = String::from(
        "organisation,item,version,act,delivered,opened,downloaded,confirmed,through,by,note,reminders\r\n",
    );
    for receiver in office.accounts.receivers(seq).await? {
        let (held, receipt) = (receiver.held, receiver.receipt);
        let cells = [
            receiver.name,
            recall.item.to_string(),
            recall.version.to_string(),
            recall.act.name().to_owned(),
            time(held.delivered),
            time(held.opened),
            time(held.downloaded),
            time(receipt.as_ref().map(|receipt| receipt.time)),
            receipt.as_ref().map_or_else(String::new, |receipt| receipt.through.name().to_owned()),
            receipt.as_ref().map_or_else(String::new, |receipt| receipt.by.clone()),
            receipt.and_then(|receipt| receipt.note).unwrap_or_default(),
            receiver.reminders.to_string(),
        ];
        text.push_str(&cells.map(|cell| csv_field(&cell)).join(","));
        text.push_str("\r\n");
    }
    let name = format!("attachment; filename=\"receipts-{seq}.csv\"");
    let head = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    Ok((head, [(header::CONTENT_DISPOSITION, name)], text).into_response())
}
