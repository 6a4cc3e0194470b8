//! `/admin/audit`: who did what, when. It can be searched and taken away, and not changed.

use crate::{Office, door::Answer};
use account::{AUDIT_CSV_HEAD, AUDIT_LINES_MAX, Accounts, AuditEntry, AuditQuery, OrganisationId, Right};
use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use futures_util::stream;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::Deserialize;
use std::collections::BTreeMap;
use story::ItemId;
use web::{Form, Query, StaffAtScreen};

/// Where the audit is.
pub(crate) const AUDIT: &str = "/admin/audit";
/// Lines that one page shows.
const PAGE_LINES: u32 = 100;

pub(crate) fn routes() -> Router<Office> {
    Router::new().route("/admin/audit", get(list)).route("/admin/audit.csv", get(export))
}

/// What is looked for, as the form sends it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    actor: String,
    act: String,
    subject: String,
    text: String,
    from: String,
    until: String,
    /// The id of the last line of the page before.
    before: String,
}

impl Asked {
    /// The query, and the form with what is wrong with it. Days are days of UTC, both of them whole.
    fn read(&self) -> (AuditQuery, Form) {
        let mut form = Form::default()
            .with("actor", &self.actor)
            .with("act", &self.act)
            .with("subject", &self.subject)
            .with("text", &self.text)
            .with("from", &self.from)
            .with("until", &self.until);
        let from = day(&mut form, "from");
        let until = day(&mut form, "until").and_then(|day| day.checked_add(24.hours()).ok());
        if from.zip(until).is_some_and(|(from, until)| from >= until) {
            form.refuse("until", "is before the first day");
        }
        let text = |name: &str| form.text(name).to_owned();
        let (actor, act, subject, words) = (text("actor"), text("act"), text("subject"), text("text"));
        (AuditQuery { actor, act, subject, text: words, from, until }, form)
    }

    /// The same query in an address.
    fn address(&self, path: &str, before: Option<&str>) -> String {
        let fields = [
            ("actor", self.actor.as_str()),
            ("act", &self.act),
            ("subject", &self.subject),
            ("text", &self.text),
            ("from", &self.from),
            ("until", &self.until),
            ("before", before.unwrap_or_default()),
        ];
        let filled = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(filled).finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// The beginning of the day in a field.
fn day(form: &mut Form, name: &str) -> Option<Timestamp> {
    let text = form.filled(name)?.to_owned();
    let start = text.parse::<Date>().ok().and_then(|day| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok());
    if start.is_none() {
        form.refuse(name, "is not a day such as 2026-09-01");
    }
    start
}

/// A line as it is shown.
struct Line {
    entry: AuditEntry,
    /// What the subject is called, and where it is.
    known: Option<(String, String)>,
}

/// What a subject is called and where it is; `None` for what speaks for itself or is there no longer.
async fn known(office: &Office, subject: &str) -> Option<(String, String)> {
    if let Some(id) = subject.strip_prefix("contract ") {
        let line = office.accounts.contract(id).await.ok()?;
        let name = format!("{}: {}", line.contract.terms.title(), line.organisation_name);
        return Some((name, format!("/admin/contracts/{id}")));
    }
    if subject.parse::<ItemId>().is_ok() {
        return Some((subject.to_owned(), format!("/admin/why?item={subject}")));
    }
    let organisation = office.accounts.organisation_of(&OrganisationId::from(subject.to_owned())).await.ok()?;
    Some((organisation.name, format!("/admin/organisations/{subject}")))
}

/// The lines with what their subjects are called, each asked for once.
async fn named(office: &Office, entries: Vec<AuditEntry>) -> Vec<Line> {
    let mut names = BTreeMap::new();
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        if !names.contains_key(&entry.subject) {
            names.insert(entry.subject.clone(), known(office, &entry.subject).await);
        }
        lines.push(Line { known: names[&entry.subject].clone(), entry });
    }
    lines
}

#[derive(Template)]
#[template(path = "audit.html")]
struct List {
    form: Form,
    lines: Vec<Line>,
    older: Option<String>,
    export: String,
}

/// `GET /admin/audit`
async fn list(State(office): State<Office>, staff: StaffAtScreen, Query(asked): Query<Asked>) -> Answer {
    staff.require(Right::SeeAudit)?;
    let (query, form) = asked.read();
    let sheet = office.sheet(&staff.0, AUDIT, "Audit");
    let export = asked.address("/admin/audit.csv", None);
    if !form.is_right() {
        let page = List { form, lines: Vec::new(), older: None, export };
        return Ok(sheet.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let before = Some(asked.before.as_str()).filter(|before| !before.is_empty());
    let mut lines = office.accounts.audit_lines(&query, before, PAGE_LINES + 1).await?;
    let more = lines.len() > PAGE_LINES as usize;
    lines.truncate(PAGE_LINES as usize);
    let older = lines.last().filter(|_| more).map(|last| asked.address(AUDIT, Some(&last.id)));
    let lines = named(&office, lines).await;
    Ok(sheet.page(&List { form, lines, older, export }))
}

/// `GET /admin/audit.csv`
async fn export(State(office): State<Office>, staff: StaffAtScreen, Query(asked): Query<Asked>) -> Answer {
    staff.require(Right::SeeAudit)?;
    let (query, form) = asked.read();
    if let Some((field, why)) = form.faults().next() {
        return Err(web::Problem::unprocessable(field, why));
    }
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((head, Body::from_stream(pages(office.accounts.clone(), query))).into_response())
}

/// Everything that a query finds, the newest first, a page at a time: however long the audit is, a page is what is held.
fn pages(accounts: Accounts, query: AuditQuery) -> impl stream::Stream<Item = Result<String, account::AccountError>> {
    stream::try_unfold(Some(None::<String>), move |at| {
        let (accounts, query) = (accounts.clone(), query.clone());
        async move {
            let Some(before) = at else { return Ok(None) };
            let lines = accounts.audit_lines(&query, before.as_deref(), AUDIT_LINES_MAX).await?;
            let head = if before.is_none() { AUDIT_CSV_HEAD } else { "" };
            let text = lines.iter().fold(head.to_owned(), |text, line| text + &line.csv());
            let next =
                lines.last().filter(|_| lines.len() == AUDIT_LINES_MAX as usize).map(|last| Some(last.id.clone()));
            Ok(Some((text, next)))
        }
    })
}
