//! What an organisation has, as the office and the reception both show and change it: people, API users, keys.
//!
//! Who may come here, and to which organisation, is decided by whoever makes a [`Members`]. Everything below asks for the
//! organisation too: what belongs to another one is not found.

mod keys;
mod people;
mod users;

use crate::{Form, Problem, Sheet};
use account::{AccountError, Accounts, LastMaster, OrganisationId};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use std::{borrow::Borrow, fmt::Display};

/// The people, API users and keys of one organisation, and the sheet on which they are shown.
pub struct Members {
    /// The accounts.
    pub accounts: Accounts,
    /// Whose they are.
    pub organisation: OrganisationId,
    /// What every page is written on; it gets a title.
    pub sheet: Sheet,
    /// The address below which `people`, `users` and `keys` lie, without a slash at the end.
    pub base: String,
    /// Where the people are listed.
    pub people_at: String,
    /// Where API users and keys are listed.
    pub keys_at: String,
    /// What absolute addresses begin with, for letters.
    pub site: String,
    /// Who changes something, as the audit names them.
    pub by: String,
    /// Whether the last master user may go.
    pub last: LastMaster,
    /// What may be done.
    pub may: May,
    /// The time.
    pub now: Timestamp,
}

/// What somebody may do with the members of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Add, change and delete.
    pub change: bool,
    /// Keep from signing in, and let in again.
    pub freeze: bool,
}

/// A page that shows a secret once.
#[derive(Template)]
#[template(path = "members/secret.html")]
pub struct Secret<'a> {
    /// Whose it is, in a sentence.
    pub whose: &'a str,
    /// The secret.
    pub secret: &'a str,
    /// Where to go afterwards.
    pub back: &'a str,
}

/// What was done, by the word that stands in the address of the page that is shown afterwards.
const DONE: [(&str, &str); 15] = [
    ("person-added", "The person was added, and a letter is on its way by which they set a password."),
    ("person-changed", "The person was changed."),
    ("person-frozen", "The person was signed out and cannot sign in."),
    ("person-thawed", "The person can sign in again."),
    ("person-invited", "A letter is on its way; earlier ones do not work any more."),
    ("person-deleted", "The person was deleted."),
    ("user-frozen", "The API user cannot sign in."),
    ("user-thawed", "The API user can sign in again."),
    ("user-deleted", "The API user was deleted."),
    ("key-revoked", "The key was revoked: nobody is let in by it any more."),
    ("added", "It was added."),
    ("changed", "It was changed."),
    ("deleted", "It was deleted."),
    ("frozen", "It was frozen: nobody is let in."),
    ("thawed", "It was thawed: those who are not frozen themselves can sign in again."),
];

/// The sentence for a word of what was done.
pub fn said(done: &str) -> Option<String> {
    DONE.iter().find(|(word, _)| *word == done).map(|(_, sentence)| (*sentence).to_owned())
}

/// To a page that says what was done.
pub fn done(at: &str, word: &str) -> Response {
    debug_assert!(said(word).is_some(), "{word}");
    Redirect::to(&format!("{at}?done={word}")).into_response()
}

/// A time, to the minute.
pub fn moment(time: &Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A time that may not have come, to the minute.
pub fn moment_or(time: impl Borrow<Option<Timestamp>>, none: &str) -> String {
    time.borrow().as_ref().map_or_else(|| none.to_owned(), moment)
}

impl Members {
    /// A page with a title.
    fn page(&self, status: StatusCode, title: impl Display, content: &impl Template) -> Response {
        Sheet { title: title.to_string(), ..self.sheet.clone() }.page_as(status, content)
    }

    /// A page that shows a secret this once. It is the answer to the form that made it: the secret is in no address.
    fn secret(&self, title: &str, whose: &str, secret: &str, back: &str) -> Response {
        self.page(StatusCode::OK, title, &Secret { whose, secret, back })
    }
}

/// The status of a page with a form: of one that is shown first, and of one that was wrong.
fn status_of(form: &Form) -> StatusCode {
    if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// Whether a form asks for freezing; `None` when it says neither.
pub fn frozen(form: &Form) -> Result<bool, Problem> {
    match form.text("frozen") {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Problem::unprocessable("frozen", "is neither `yes` nor `no`")),
    }
}

/// Notes a refusal at the field that it names. A name that is taken is noted at `unique`; what is no fault of the form is
/// handed back.
pub fn note(form: &mut Form, refused: AccountError, unique: &str) -> Result<(), Problem> {
    match refused {
        AccountError::Bad { field, why } => form.refuse(field, why),
        AccountError::Taken(_) => form.refuse(unique, "is in use already: choose another one"),
        other => return Err(other.into()),
    }
    Ok(())
}
