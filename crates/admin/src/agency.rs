//! `/admin/agency`: the agency's own record.

use crate::{Office, door::Answer};
use account::{
    AccountError, Right, read_guarded, read_language, read_section, read_texts, write_language, write_section,
    write_texts,
};
use askama::Template;
use axum::{Router, extract::State, http::StatusCode, routing::get};
use serde::Deserialize;
use story::{Agency, Guarded, Lang};
use web::{
    Form, Problem, Query, StaffAtScreen,
    members::{done, note},
};

/// Where it is.
pub(crate) const AGENCY: &str = "/admin/agency";

pub(crate) fn routes() -> Router<Office> {
    Router::new().route("/admin/agency", get(show).post(change))
}

#[derive(Template)]
#[template(path = "agency.html")]
struct Page<'a> {
    code: &'a str,
    form: &'a Form,
    languages: Vec<(String, String)>,
    guarded: Vec<(String, String)>,
}

/// What was just done.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// The record as it is kept; processes that run may still work by an older one.
async fn kept(office: &Office) -> Result<Agency, Problem> {
    let agency = office.accounts.agency().await?;
    agency.ok_or_else(|| Problem::not_found("The database holds no agency."))
}

fn as_it_stands(agency: &Agency) -> Form {
    let sections: Vec<String> = agency.categories.iter().map(write_section).collect();
    let languages: Vec<String> = agency.languages.iter().map(write_language).collect();
    Form::default()
        .with("short_name", &agency.short_name)
        .with("names", write_texts(&agency.names))
        .with("closing", write_texts(&agency.closing))
        .with("time_zone", &agency.time_zone)
        .with("language", &agency.language)
        .with("undo_secs", agency.rules.undo_secs)
        .with("alert_chars_max", agency.rules.alert_chars_max)
        .with_all("second_person", agency.rules.second_person.iter().map(|guarded| guarded.name()))
        .with("sections", sections.join("\n"))
        .with("languages", languages.join("\n"))
}

fn page(office: &Office, staff: &StaffAtScreen, agency: &Agency, form: &Form, said: bool) -> axum::response::Response {
    let mut sheet = office.sheet(&staff.0, AGENCY, "Agency");
    let sentence = "It was changed. It is effective when tellal serve was started again.";
    sheet.said = said.then(|| sentence.to_owned());
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let languages = agency.languages.iter().map(|l| (l.lang.to_string(), l.name("en").to_owned())).collect();
    let guarded = Guarded::ALL.map(|guarded| (guarded.name().to_owned(), meaning(guarded).to_owned())).to_vec();
    sheet.page_as(status, &Page { code: agency.code.as_str(), form, languages, guarded })
}

fn meaning(guarded: Guarded) -> &'static str {
    match guarded {
        Guarded::Flash => "Releasing a flash",
        Guarded::Kill => "Killing or withdrawing an item",
        Guarded::Embargo => "Sending an item before the embargo that it was scheduled with",
        Guarded::MassKill => "Killing several items at once",
    }
}

/// `GET /admin/agency`
async fn show(State(office): State<Office>, staff: StaffAtScreen, Query(Done { done }): Query<Done>) -> Answer {
    staff.require(Right::ManageAgency)?;
    let agency = kept(&office).await?;
    Ok(page(&office, &staff, &agency, &as_it_stands(&agency), done == "changed"))
}

/// `POST /admin/agency`
async fn change(State(office): State<Office>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::ManageAgency)?;
    let before = kept(&office).await?;
    let agency = read(&mut form, &before)?;
    if form.is_right() {
        match office.accounts.change_agency(&agency, &staff.0.login).await {
            Ok(()) => return Ok(done(AGENCY, "changed")),
            Err(refused) => note(&mut form, refused, "names")?,
        }
    }
    Ok(page(&office, &staff, &before, &form, false))
}

/// The record that a form describes; what is wrong is noted at its field.
fn read(form: &mut Form, before: &Agency) -> Result<Agency, Problem> {
    let mut agency = before.clone();
    form.text("short_name").clone_into(&mut agency.short_name);
    form.text("time_zone").clone_into(&mut agency.time_zone);
    if let Some(language) = form.parse::<Lang>("language") {
        agency.language = language;
    }
    if let Some(secs) = form.parse("undo_secs") {
        agency.rules.undo_secs = secs;
    }
    if let Some(chars) = form.parse("alert_chars_max") {
        agency.rules.alert_chars_max = chars;
    }
    let second = read_guarded(form.all("second_person"));
    agency.rules.second_person = noted(form, second)?;
    let names = read_texts("names", form.text("names"));
    agency.names = noted(form, names)?;
    let closing = read_texts("closing", form.text("closing"));
    agency.closing = noted(form, closing)?;
    let lines = |name: &str| form.text(name).lines().map(str::to_owned).filter(|l| !l.trim().is_empty()).collect();
    let (sections, languages): (Vec<String>, Vec<String>) = (lines("sections"), lines("languages"));
    let sections = sections.iter().map(|line| read_section(line)).collect::<Result<Vec<_>, _>>();
    agency.categories = noted(form, sections)?;
    let languages = languages.iter().map(|line| read_language(line)).collect::<Result<Vec<_>, _>>();
    agency.languages = noted(form, languages)?;
    Ok(agency)
}

/// What was read; else what is wrong is noted, and nothing stands in its place.
fn noted<T: Default>(form: &mut Form, read: Result<T, AccountError>) -> Result<T, Problem> {
    match read {
        Ok(read) => Ok(read),
        Err(refused) => note(form, refused, "names").map(|()| T::default()),
    }
}
