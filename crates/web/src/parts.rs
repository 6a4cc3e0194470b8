//! Parameters of the query and parts of the address; what is wrong is named.

use crate::{
    Problem,
    asked::{in_words, known},
};
use axum::{
    extract::{FromRequestParts, RawPathParams, path::ErrorKind, rejection::PathRejection},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

/// The parameters of the query. A type that denies unknown fields refuses unknown parameters by name.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

/// Reads a query or an `application/x-www-form-urlencoded` text.
pub fn from_form<T: DeserializeOwned>(form: &[u8]) -> Result<T, Problem> {
    let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(form));
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let (field, why) = (error.path().to_string(), error.into_inner().to_string());
        match quoted(&why) {
            // The path of an unknown, missing or repeated field is its parent's.
            Some(name) if names_field(&why) => Problem::bad_field(name, without_name(&why)),
            _ if field == "." => Problem::bad_request(in_words(&why)),
            _ => match in_words(&why) {
                after_name if after_name.starts_with("is ") => Problem::bad_field(field, after_name),
                sentence => Problem::bad_field(field, format_args!("cannot be used: {sentence}")),
            },
        }
    })
}

/// True for a reason that is about the field as such, and not about its value.
pub(crate) fn names_field(why: &str) -> bool {
    ["unknown", "missing", "duplicate"].iter().any(|what| {
        let rest = why.strip_prefix(what);
        rest.is_some_and(|rest| rest.starts_with(" field `"))
    })
}

/// The name that serde quotes: ``unknown field `x`, expected …``.
pub(crate) fn quoted(why: &str) -> Option<&str> {
    why.split('`').nth(1)
}

/// The same in words that follow the field's name.
pub(crate) fn without_name(why: &str) -> String {
    if why.starts_with("missing") {
        return "is missing".to_owned();
    }
    if why.starts_with("duplicate") {
        return "is given twice".to_owned();
    }
    match why.split_once("expected ") {
        Some((_, names)) => format!("is not known; {}", known(names)),
        None => "is not known".to_owned(),
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        from_form(parts.uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}

/// The parts of the address, decoded. A struct, or a single value, is told which part is wrong; a tuple is not always.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let failed = match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(path) => return Ok(Self(path.0)),
            Err(PathRejection::FailedToDeserializePathParams(failed)) => failed.into_kind(),
            Err(other) => return Err(Problem::internal(other)),
        };
        let params: Vec<(String, String)> = match RawPathParams::from_request_parts(parts, state).await {
            Ok(params) => params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            Err(_) => Vec::new(),
        };
        Err(match failed {
            ErrorKind::InvalidUtf8InPathParam { key } => Problem::bad_field(key, "is not UTF-8"),
            other @ (ErrorKind::UnsupportedType { .. } | ErrorKind::WrongNumberOfParameters { .. }) => {
                Problem::internal(other)
            }
            other => wrong_part::<T>(&params, &reason(other)),
        })
    }
}

/// Why a part was refused, in words that are read after its name.
fn reason(failed: ErrorKind) -> String {
    match failed {
        ErrorKind::Message(why) | ErrorKind::DeserializeError { message: why, .. } => in_words(&why),
        ErrorKind::ParseErrorAtKey { value, .. }
        | ErrorKind::ParseErrorAtIndex { value, .. }
        | ErrorKind::ParseError { value, .. } => {
            // The parts that are parsed and not read as text are numbers.
            let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
            if digits { "is too large a number" } else { "is not a whole number" }.to_owned()
        }
        other => other.to_string(),
    }
}

/// Names the part of the address that is wrong: axum does not, so the parts are read once more as a form.
fn wrong_part<T: DeserializeOwned>(params: &[(String, String)], why: &str) -> Problem {
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
    match (params, from_form::<T>(form.as_bytes())) {
        ([(only, _)], _) => Problem::bad_field(only, why),
        (_, Err(problem)) if problem.field().is_some() => problem,
        _ => Problem::bad_request(format_args!("The address is not right: {why}.")),
    }
}
