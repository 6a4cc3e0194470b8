//! The keys of an organisation.

use super::{Members, done, note, status_of};
use crate::{Form, Problem};
use account::{ApiKeyLine, KeyTerms, Scope, read_addresses};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::{SignedDuration, Timestamp};

#[derive(Template)]
#[template(path = "members/keys.html")]
struct Keys<'a> {
    members: &'a Members,
    keys: &'a [ApiKeyLine],
}

#[derive(Template)]
#[template(path = "members/new_key.html")]
struct NewKey<'a> {
    members: &'a Members,
    form: &'a Form,
    scopes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "members/key.html")]
struct OneKey<'a> {
    members: &'a Members,
    key: &'a ApiKeyLine,
}

/// What a key opens, in words.
fn scopes(key: &ApiKeyLine) -> String {
    in_words(key.terms.scopes.iter().map(|scope| scope.name().to_owned()), "everything")
}

/// Whether a key lets somebody in now.
fn works(key: &ApiKeyLine, members: &Members) -> bool {
    key.is_active(members.now)
}

/// How a key stands now.
fn state(key: &ApiKeyLine, members: &Members) -> &'static str {
    key.state(members.now)
}

/// From where a key may be used, in words.
fn addresses(key: &ApiKeyLine) -> String {
    in_words(key.terms.addresses.iter().map(ToString::to_string), "anywhere")
}

fn in_words(parts: impl Iterator<Item = String>, none: &str) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { none.to_owned() } else { parts.join(", ") }
}

impl Members {
    /// The keys as a table, those that work first.
    pub async fn keys(&self) -> Result<String, Problem> {
        let mut keys = self.accounts.keys(&self.organisation).await?;
        keys.sort_by_key(|key| (!key.is_active(self.now), std::cmp::Reverse(key.created)));
        Keys { members: self, keys: &keys }.render().map_err(Problem::internal)
    }

    /// `GET keys/new`
    pub fn new_key(&self) -> Response {
        self.key_form(&Form::default())
    }

    fn key_form(&self, form: &Form) -> Response {
        let scopes = Scope::ALL.map(|scope| (scope.name().to_owned(), scope.meaning().to_owned())).to_vec();
        self.page(status_of(form), "Make a key", &NewKey { members: self, form, scopes })
    }

    /// `POST keys/new`
    pub async fn add_key(&self, mut form: Form) -> Result<Response, Problem> {
        let Some(terms) = read_terms(&mut form) else { return Ok(self.key_form(&form)) };
        match self.accounts.add_key(&self.organisation, &terms, &self.by).await {
            Ok(key) => {
                let whose = format!("The key “{}” was made:", terms.label);
                Ok(self.secret("Key", &whose, &key.secret, &self.keys_at))
            }
            Err(refused) => {
                note(&mut form, refused, "label")?;
                Ok(self.key_form(&form))
            }
        }
    }

    /// `GET keys/{key}`
    pub async fn key(&self, id: &str) -> Result<Response, Problem> {
        let key = self.accounts.key(&self.organisation, id).await?;
        Ok(self.page(StatusCode::OK, format_args!("Key “{}”", key.terms.label), &OneKey { members: self, key: &key }))
    }

    /// `POST keys/{key}/revoke`
    pub async fn revoke_key(&self, id: &str) -> Result<Response, Problem> {
        let key = self.accounts.key(&self.organisation, id).await?;
        self.accounts.revoke_key(&key.id, &self.by).await?;
        Ok(done(&self.keys_at, "key-revoked"))
    }
}

/// The terms that the form asks for; `None` when something is wrong with it, which is noted.
fn read_terms(form: &mut Form) -> Option<KeyTerms> {
    let mut scopes = Vec::new();
    for name in form.all("scopes").to_vec() {
        match name.parse() {
            Ok(scope) => scopes.push(scope),
            Err(why) => form.refuse("scopes", why),
        }
    }
    let expires = form.filled("expires").map(end_of_day);
    if let Some(None) = expires {
        form.refuse("expires", "is not a day such as 2027-01-31");
    }
    let addresses = match read_addresses(form.text("addresses")) {
        Ok(addresses) => addresses,
        Err(refused) => {
            note(form, refused, "addresses").ok()?;
            Vec::new()
        }
    };
    let label = form.text("label").to_owned();
    form.is_right().then(|| KeyTerms { label, scopes, expires: expires.flatten(), addresses })
}

/// The end of a day such as `2027-01-31`, in UTC.
fn end_of_day(day: &str) -> Option<Timestamp> {
    let begin: Timestamp = format!("{day}T00:00:00Z").parse().ok()?;
    begin.checked_add(SignedDuration::from_hours(24)).ok()
}
