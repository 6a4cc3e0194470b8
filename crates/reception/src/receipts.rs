//! `/account/receipts`, where the people of an organisation confirm what they are called for, and `/receipts/{secret}`,
//! where the link of a letter leads. Neither shows a text of an item.

use crate::Reception;
use account::{AccountError, Recall, Receiver, Through, Visitor};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use story::Act;
use web::{Form, Path, PersonAtScreen, Problem, Query};

/// Calls that are listed, at most.
const CALLS_MAX: u32 = 200;
const HERE: &str = "/account/receipts";

/// What was just confirmed.
#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: Option<u64>,
}

#[derive(Template)]
#[template(path = "receipts.html")]
struct Receipts {
    open: Vec<Call>,
    confirmed: Vec<Call>,
    /// What is wrong with the note that was sent, and for which call.
    fault: Option<(u64, String)>,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct Letter {
    call: Call,
    organisation: String,
    form: Form,
}

/// A call as it is shown.
struct Call {
    seq: u64,
    item: String,
    version: u32,
    act: &'static str,
    demand: &'static str,
    time: String,
    reason: Option<String>,
    held: String,
    receipt: Option<String>,
}

impl Call {
    fn of(recall: Recall, receiver: &Receiver) -> Self {
        let held = &receiver.held;
        let ways = [("delivered", held.delivered), ("opened", held.opened), ("downloaded", held.downloaded)];
        let seen: Vec<_> = ways.iter().filter_map(|(way, at)| at.map(|at| format!("{way} {}", minute(at)))).collect();
        let held = if seen.is_empty() { "your contract covered it".to_owned() } else { seen.join(", ") };
        let receipt = receiver.receipt.as_ref().map(|receipt| {
            let note = receipt.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
            format!("{} by {}, through {}{note}", minute(receipt.time), receipt.by, receipt.through.name())
        });
        Self {
            seq: recall.seq,
            item: recall.item.to_string(),
            version: recall.version,
            act: done(recall.act),
            demand: demand(recall.act),
            time: minute(recall.time),
            reason: recall.reason,
            held,
            receipt,
        }
    }
}

fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn done(act: Act) -> &'static str {
    match act {
        Act::Kill => "Killed",
        Act::Withdraw => "Withdrawn",
        Act::Hold => "On hold",
        _ => "Corrected",
    }
}

fn demand(act: Act) -> &'static str {
    match act {
        Act::Kill | Act::Withdraw => "Do not use any version of it. If you have published it, take it down.",
        Act::Hold => "Do not use any version of it until it is resumed.",
        _ => "Use the newest version. If you have published an earlier one, correct it.",
    }
}

/// `GET /account/receipts`
pub(crate) async fn show(
    State(reception): State<Reception>,
    PersonAtScreen(person, session): PersonAtScreen,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Problem> {
    let receiver = match done {
        Some(seq) => reception.accounts.receiver(seq, &person.organisation).await?,
        None => None,
    };
    let confirmed = receiver.is_some_and(|receiver| receiver.receipt.is_some());
    let said = confirmed.then(|| "Your receipt was noted. Thank you.".to_owned());
    list(&reception, &session.visitor, &person.organisation, said, None).await
}

async fn list(
    reception: &Reception,
    visitor: &Visitor,
    organisation: &account::OrganisationId,
    said: Option<String>,
    fault: Option<(u64, String)>,
) -> Result<Response, Problem> {
    let calls = reception.accounts.recalls_to(organisation, false, CALLS_MAX).await?;
    let (open, confirmed): (Vec<_>, Vec<_>) = calls
        .into_iter()
        .map(|(recall, receiver)| Call::of(recall, &receiver))
        .partition(|call| call.receipt.is_none());
    let mut sheet = reception.sheet_for(visitor, HERE, "Receipts");
    sheet.said = said;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(sheet.page_as(status, &Receipts { open, confirmed, fault }))
}

/// `POST /account/receipts/{seq}`
pub(crate) async fn confirm(
    State(reception): State<Reception>,
    PersonAtScreen(person, session): PersonAtScreen,
    Path(seq): Path<u64>,
    form: Form,
) -> Result<Response, Problem> {
    let (organisation, note) = (&person.organisation, form.filled("note"));
    match reception.accounts.confirm(seq, organisation, Through::Portal, &person.email, note).await {
        Ok(_) => Ok(Redirect::to(&format!("{HERE}?done={seq}")).into_response()),
        Err(AccountError::Bad { why, .. }) => {
            list(&reception, &session.visitor, organisation, None, Some((seq, why))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /receipts/{secret}`: shows the notice, and confirms nothing, because programs that look for harm open every link
/// of a letter.
pub(crate) async fn show_link(
    State(reception): State<Reception>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    letter(&reception, &secret, Form::default(), StatusCode::OK).await
}

/// `POST /receipts/{secret}`
pub(crate) async fn confirm_link(
    State(reception): State<Reception>,
    Path(secret): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    let accounts = &reception.accounts;
    if let Some(link) = accounts.recall_link(&secret).await? {
        let (organisation, note) = (&link.organisation, form.filled("note"));
        match accounts.confirm(link.seq, organisation, Through::Link, &link.email, note).await {
            Ok(_) => return Ok(Redirect::to(&format!("/receipts/{secret}")).into_response()),
            Err(AccountError::Bad { field, why }) => form.refuse(field, why),
            Err(error) => return Err(error.into()),
        }
    }
    letter(&reception, &secret, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn letter(reception: &Reception, secret: &str, form: Form, status: StatusCode) -> Result<Response, Problem> {
    let accounts = &reception.accounts;
    let link = accounts.recall_link(secret).await?;
    let receiver = match &link {
        Some(link) => accounts.receiver(link.seq, &link.organisation).await?,
        None => None,
    };
    let Some((link, receiver)) = link.zip(receiver) else {
        let mut sheet = reception.sheet("Receipt");
        sheet.wrong = Some("This link is not known, or its time is over. Sign in to confirm.".to_owned());
        return Ok(sheet.page_as(StatusCode::NOT_FOUND, &Nothing));
    };
    let call = Call::of(accounts.recall(link.seq).await?, &receiver);
    let mut sheet = reception.sheet(&format!("{}: {}", call.act, call.item));
    sheet.said = call.receipt.as_ref().map(|_| "Your receipt was noted. Thank you.".to_owned());
    Ok(sheet.page_as(status, &Letter { call, organisation: receiver.name, form }))
}

#[derive(Template)]
#[template(source = "<p><a href=\"/account/receipts\">Sign in</a></p>", ext = "html")]
struct Nothing;
