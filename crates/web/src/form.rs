//! Forms of the screens: what was filled in, what is wrong with it, and the fields that show both.

use crate::{Problem, read_body};
use askama::Template;
use axum::extract::{FromRequest, Request};
use std::{collections::BTreeMap, fmt::Display};

/// Bytes that a form may have.
pub const FORM_BYTES_MAX: usize = 256 * 1024;

/// A form as it was sent, or as it is shown first. Values keep the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    values: BTreeMap<String, Vec<String>>,
    faults: BTreeMap<String, String>,
}

impl Form {
    /// Reads an `application/x-www-form-urlencoded` text.
    pub fn read(text: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(text) {
            // Browsers send the lines of a text with CR LF (WHATWG HTML §4.10.22.4).
            form.values.entry(name.into_owned()).or_default().push(value.replace("\r\n", "\n"));
        }
        form
    }

    /// The same with this value in a field, in the place of those that it had.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        self.values.insert(name.to_owned(), vec![value.to_string()]);
        self
    }

    /// The same with these values in a field that takes several.
    #[must_use]
    pub fn with_all(mut self, name: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        self.values.insert(name.to_owned(), values.into_iter().map(|value| value.to_string()).collect());
        self
    }

    /// The first value of a field without white space around it; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// The first value of a field as it was sent, for passwords.
    pub fn verbatim(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// The value, or `None` when nothing was filled in.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every value of a field.
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// True when a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The value as one of the domain's types; what is wrong is noted as the field's fault.
    pub fn parse<T>(&mut self, name: &str) -> Option<T>
    where
        T: std::str::FromStr,
        T::Err: Display,
    {
        match self.text(name).parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(name, crate::plain(&T::Err::to_string(&error)).to_owned());
                None
            }
        }
    }

    /// Notes what is wrong with a field, to be read after its name. The first fault of a field stays.
    pub fn refuse(&mut self, name: &str, why: impl Into<String>) {
        self.faults.entry(name.to_owned()).or_insert_with(|| why.into());
    }

    /// True when nothing is wrong.
    pub fn is_right(&self) -> bool {
        self.faults.is_empty()
    }

    /// What is wrong with a field.
    pub fn fault(&self, name: &str) -> Option<&str> {
        self.faults.get(name).map(String::as_str)
    }

    /// Every fault: the field and what is wrong.
    pub fn faults(&self) -> impl Iterator<Item = (&str, &str)> {
        self.faults.iter().map(|(field, why)| (field.as_str(), why.as_str()))
    }

    /// A line of text. `kind` is the `type` of the input: `text`, `email`, `date`, `number` …
    pub fn line(&self, kind: &str, name: &str, label: &str, hint: &str) -> String {
        self.input(kind, name, label, hint, "off")
    }

    /// As [`Form::line`], with what a browser may fill in by itself (WHATWG HTML §4.10.18.7).
    pub fn input(&self, kind: &str, name: &str, label: &str, hint: &str, autocomplete: &str) -> String {
        let value = if kind == "password" { "" } else { self.text(name) };
        self.field(name, label, hint, Control::Line { kind, autocomplete, value })
    }

    /// Several lines of text.
    pub fn area(&self, name: &str, label: &str, hint: &str) -> String {
        self.field(name, label, hint, Control::Area(self.text(name)))
    }

    /// One of several: `options` are values with their names.
    pub fn select(&self, name: &str, label: &str, hint: &str, options: &[(String, String)]) -> String {
        self.field(name, label, hint, Control::Select { options, value: self.text(name) })
    }

    /// Any of several.
    pub fn boxes(&self, name: &str, label: &str, hint: &str, options: &[(String, String)]) -> String {
        self.field(name, label, hint, Control::Boxes { options, ticked: self.all(name) })
    }

    /// Yes or no.
    pub fn tick(&self, name: &str, label: &str, hint: &str) -> String {
        self.field(name, label, hint, Control::Tick(self.ticked(name)))
    }

    fn field(&self, name: &str, label: &str, hint: &str, control: Control<'_>) -> String {
        let field = Field { name, label, hint, fault: self.fault(name), control };
        field.render().expect("writing to a string cannot fail")
    }
}

/// A field as it is shown.
#[derive(Template)]
#[template(path = "field.html")]
struct Field<'a> {
    name: &'a str,
    label: &'a str,
    hint: &'a str,
    fault: Option<&'a str>,
    control: Control<'a>,
}

enum Control<'a> {
    Line { kind: &'a str, autocomplete: &'a str, value: &'a str },
    Area(&'a str),
    Select { options: &'a [(String, String)], value: &'a str },
    Boxes { options: &'a [(String, String)], ticked: &'a [String] },
    Tick(bool),
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        Ok(Self::read(&read_body(request, FORM_BYTES_MAX).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_shows_what_was_filled_in_and_what_is_wrong() {
        let mut form = Form::read(b"name=%3Cb%3E+x&kind=text&kind=video&days=many&note=a%0D%0Ab");
        assert_eq!((form.text("name"), form.all("kind").len(), form.text("note")), ("<b> x", 2, "a\nb"));
        assert_eq!(form.parse::<u32>("days"), None);
        let days = form.line("number", "days", "Archive days", "0 is all.");
        assert!(days.contains("value=\"many\"") && days.contains("is not a whole number"), "{days}");
        assert!(
            days.contains("aria-invalid=\"true\"") && days.contains("aria-describedby=\"days-hint days-fault\""),
            "{days}"
        );
        let name = form.line("text", "name", "Name", "");
        assert!(!name.contains("<b>") && !name.contains("aria-"), "{name}");
        let options = [("text".to_owned(), "Text".to_owned()), ("audio".to_owned(), "Audio".to_owned())];
        let boxes = form.boxes("kind", "Kinds", "", &options);
        assert_eq!((boxes.matches(" checked").count(), boxes.matches("<input").count()), (1, 2), "{boxes}");
        assert!(!form.is_right());
    }

    #[test]
    fn a_password_is_never_shown_again() {
        let form = Form::read(b"password=hunter2");
        assert!(!form.input("password", "password", "Password", "", "current-password").contains("hunter2"));
    }
}
