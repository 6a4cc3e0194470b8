//! What a client asks `search` for: a form from every client known to work, or JSON; several values in one field as a
//! comma list, a repeated field or a JSON array. Fields that are not known are ignored.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

/// Rows of one page, and the number of them when none is given.
pub(super) const PAGE_ROWS_MAX: usize = 100;

/// A search, as it was asked for. A filter that is empty does not filter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// From this time on.
    pub(super) from: Option<Timestamp>,
    /// Up to this time, included.
    pub(super) until: Option<Timestamp>,
    pub(super) providers: Vec<u32>,
    pub(super) categories: Vec<u32>,
    pub(super) priorities: Vec<u32>,
    pub(super) packages: Vec<u32>,
    pub(super) kinds: Vec<u32>,
    pub(super) languages: Vec<u32>,
    /// One of these is to be found; each may be several words.
    pub(super) terms: Vec<String>,
    pub(super) offset: usize,
    pub(super) limit: usize,
}

/// Why a search cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// The body is not what it says it is.
    Body,
    /// The value of this field means nothing.
    Field(&'static str),
}

/// The values of each field, in the order in which they came.
struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    /// `a=1&a=2&b=3,4`; a body may begin with `&`, and PHP writes `a[]=1&a[]=2`.
    fn of_form(body: &[u8]) -> Self {
        let mut fields = Self(BTreeMap::new());
        for (name, value) in form(body) {
            fields.add(name.trim_end_matches("[]"), value.into_owned());
        }
        fields
    }

    /// `{"a": [1, "2"], "b": "3,4"}`.
    fn of_json(body: &[u8]) -> Option<Self> {
        let object: serde_json::Map<String, Value> = serde_json::from_slice(body).ok()?;
        let mut fields = Self(BTreeMap::new());
        for (name, value) in object {
            let values = if let Value::Array(list) = value { list } else { vec![value] };
            for value in values {
                match value {
                    Value::String(text) => fields.add(&name, text),
                    Value::Null => {}
                    other => fields.add(&name, other.to_string()),
                }
            }
        }
        Some(fields)
    }

    fn add(&mut self, name: &str, value: String) {
        self.0.entry(name.trim().to_owned()).or_default().push(value);
    }

    /// The values of a field that may hold several, without the empty ones and without quotes around them.
    fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.0.get(name).into_iter().flatten();
        values.flat_map(|v| v.split(',')).map(bare).filter(|v| !v.is_empty())
    }

    /// The value of a field that holds one: the last that is not empty.
    fn one(&self, name: &str) -> Option<&str> {
        self.0.get(name).into_iter().flatten().map(|v| bare(v)).rfind(|v| !v.is_empty())
    }

    fn numbers(&self, name: &'static str) -> Result<Vec<u32>, Unreadable> {
        self.list(name).map(|v| v.parse().map_err(|_| Unreadable::Field(name))).collect()
    }

    /// A count; what is below 0 is 0, and what is too large to count is as large as can be.
    fn count(&self, name: &'static str, default: usize) -> Result<usize, Unreadable> {
        let Some(text) = self.one(name) else { return Ok(default) };
        let number: i128 = text.parse().map_err(|_| Unreadable::Field(name))?;
        Ok(usize::try_from(number.max(0)).unwrap_or(usize::MAX))
    }
}

/// The pairs of a form (WHATWG URL §5.1).
fn form(body: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    form_urlencoded::parse(body)
}

/// Some clients put literal quotes around a value: `end_date="NOW"`.
fn bare(value: &str) -> &str {
    value.trim().trim_matches('"').trim()
}

impl Asked {
    /// Reads a body. What begins like an object, or says that it is JSON, is JSON; everything else is a form.
    pub(super) fn read(body: &[u8], says_json: bool) -> Result<Self, Unreadable> {
        let is_json = says_json && !body.trim_ascii().is_empty() || body.trim_ascii_start().starts_with(b"{");
        let fields = if is_json { Fields::of_json(body).ok_or(Unreadable::Body)? } else { Fields::of_form(body) };
        Ok(Self {
            from: fields.one("start_date").map_or(Ok(None), |t| instant(t, false, "start_date"))?,
            until: fields.one("end_date").map_or(Ok(None), |t| instant(t, true, "end_date"))?,
            providers: fields.numbers("filter_provider")?,
            categories: fields.numbers("filter_category")?,
            priorities: fields.numbers("filter_priority")?,
            packages: fields.numbers("filter_package")?,
            kinds: fields.numbers("filter_type")?,
            languages: fields.numbers("filter_language")?,
            terms: fields.list("search_string").map(str::to_owned).collect(),
            offset: fields.count("offset", 0)?,
            limit: fields.count("limit", PAGE_ROWS_MAX)?.clamp(1, PAGE_ROWS_MAX),
        })
    }
}

/// Reads a time in UTC: `2016-08-30T10:45:00Z`, the same without `Z`, `30/08/2016`, `2016-08-30`; `*` and `NOW` are no
/// bound, because nothing is released after now. The end includes its second, or its day.
fn instant(text: &str, end: bool, field: &'static str) -> Result<Option<Timestamp>, Unreadable> {
    if text == "*" || text.eq_ignore_ascii_case("now") {
        return Ok(None);
    }
    let utc = |time: DateTime| TimeZone::UTC.to_timestamp(time).ok();
    let (time, more) = if text.contains(':') {
        let second = text.parse::<Timestamp>().ok().or_else(|| text.parse::<DateTime>().ok().and_then(utc));
        (second, SignedDuration::from_secs(1))
    } else {
        let day = Date::strptime("%d/%m/%Y", text).or_else(|_| text.parse::<Date>()).ok();
        (day.and_then(|day| utc(day.at(0, 0, 0, 0))), SignedDuration::from_hours(24))
    };
    let time = time.ok_or(Unreadable::Field(field))?;
    let last = || time.checked_add(more - SignedDuration::from_millis(1)).unwrap_or(Timestamp::MAX);
    Ok(Some(if end { last() } else { time }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Asked {
        Asked::read(body.as_bytes(), false).expect(body)
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn a_list_may_be_written_in_three_ways() {
        for body in [
            "filter_type=1,2",
            "filter_type=1&filter_type=2",
            "filter_type[]=1&filter_type%5B%5D=2",
            "&filter_type=1%2C2&filter_type=",
        ] {
            assert_eq!(form(body).kinds, [1, 2], "{body}");
        }
        for body in
            [r#"{"filter_type": [1, "2"]}"#, r#"{"filter_type": "1,2"}"#, r#" {"filter_type": ["1", 2], "x": {}}"#]
        {
            assert_eq!(Asked::read(body.as_bytes(), true).expect(body).kinds, [1, 2], "{body}");
            assert_eq!(Asked::read(body.as_bytes(), false).expect(body).kinds, [1, 2], "no type is sent with it");
        }
    }

    #[test]
    fn what_is_empty_or_unknown_does_not_filter() {
        let nothing = form("");
        assert_eq!(form("&filter_type=&filter_category=&search_string=&start_date=*&end_date=NOW&colour=red"), nothing);
        assert_eq!(Asked::read(b"", true), Ok(form("")));
        assert_eq!(Asked::read(br#"{"filter_type": null, "limit": 100, "search_string": ""}"#, true), Ok(nothing));
        assert_eq!((form("").offset, form("").limit), (0, 100));
    }

    #[test]
    fn times_are_read_as_clients_write_them() {
        assert_eq!(form("start_date=2016-08-30T10:45:00Z").from, Some(at("2016-08-30T10:45:00Z")));
        assert_eq!(form("start_date=2016-08-30T10%3A45%3A00").from, Some(at("2016-08-30T10:45:00Z")));
        assert_eq!(form("start_date=30/08/2016").from, Some(at("2016-08-30T00:00:00Z")));
        assert_eq!(form("end_date=30%2F08%2F2016").until, Some(at("2016-08-30T23:59:59.999Z")), "the day is included");
        assert_eq!(form("end_date=2016-08-30").until, Some(at("2016-08-30T23:59:59.999Z")));
        assert_eq!(
            form("end_date=2016-08-30T10:45:00Z").until,
            Some(at("2016-08-30T10:45:00.999Z")),
            "the second is included"
        );
        assert_eq!(form("end_date=\"NOW\"").until, None);
        assert_eq!(form("end_date=%22now%22").until, None);
        for bad in ["start_date=yesterday", "start_date=2016-13-01T00:00:00Z", "start_date=31/02/2016"] {
            assert_eq!(Asked::read(bad.as_bytes(), false), Err(Unreadable::Field("start_date")), "{bad}");
        }
        assert_eq!(form("end_date=9999-12-30T22:00:00Z").until.map(|t| t <= Timestamp::MAX), Some(true));
    }

    #[test]
    fn numbers_are_clamped_and_words_are_refused() {
        assert_eq!(form("limit=500").limit, 100);
        assert_eq!(form("limit=0").limit, 1);
        assert_eq!(form("limit=-3&offset=-1"), form("limit=1"));
        assert_eq!(form("offset=99999999999999999999999").offset, usize::MAX);
        assert_eq!(Asked::read(b"limit=ten", false), Err(Unreadable::Field("limit")));
        assert_eq!(Asked::read(b"filter_type=text", false), Err(Unreadable::Field("filter_type")));
        assert_eq!(Asked::read(b"{\"limit\":", false), Err(Unreadable::Body));
        assert_eq!(Asked::read(b"[1]", true), Err(Unreadable::Body));
    }

    #[test]
    fn terms_are_separated_by_commas() {
        assert_eq!(form("search_string=deprem,+sel+bask%C4%B1n%C4%B1%2C").terms, ["deprem", "sel baskını"]);
    }
}
