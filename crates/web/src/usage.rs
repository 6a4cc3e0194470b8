//! The report of what was given, as the office shows it to the agency and the reception to each organisation.

use crate::{Column, plot};
use account::{By, Month, Report, UsageLine};
use askama::Template;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;

/// Lines of one part that a screen shows; the CSV holds all.
const LINES_MAX: usize = 50;

/// A line with its share of the largest of its part, in hundredths.
struct Line<'a> {
    sum: &'a UsageLine,
    href: Option<String>,
    share: u64,
}

struct Part<'a> {
    name: &'static str,
    lines: Vec<Line<'a>>,
    /// Lines that are left to the CSV.
    more: usize,
}

#[derive(Template)]
#[template(path = "usage.html")]
struct Usage<'a> {
    report: &'a Report,
    days: String,
    months: String,
    parts: Vec<Part<'a>>,
}

/// The plots and tables of a report, as HTML. Organisations lead to their own below `organisations`.
///
/// # Panics
/// Never: writing to a string cannot fail.
pub fn usage(report: &Report, organisations: &str) -> String {
    let usage = Usage {
        days: plot("days", "Given by day", "Given", &columns(&report.days)),
        months: plot("months", "Given by month", "Given", &columns(&report.months)),
        parts: report.parts.iter().map(|(by, lines)| part(*by, lines, organisations)).collect(),
        report,
    };
    usage.render().expect("writing to a string cannot fail")
}

/// A report as a file of CSV to be saved.
pub fn usage_csv(report: &Report, name: &str) -> Response {
    let name = format!("attachment; filename=\"usage-{}-{name}.csv\"", report.month);
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (head, report.csv()).into_response()
}

/// The month that was asked for; that of `now` when none was. Else what is wrong, to be read after the field's name.
pub fn month(asked: &str, now: Timestamp) -> Result<Month, String> {
    match asked.trim() {
        "" => Ok(Month::of(now)),
        text => text.parse().map_err(|e: story::TextFault| crate::plain(&e.to_string()).to_owned()),
    }
}

/// Columns for a plot: below each stands the last part of its date.
fn columns(lines: &[UsageLine]) -> Vec<Column> {
    let column = |line: &UsageLine| Column {
        label: line.key.rsplit('-').next().unwrap_or_default().trim_start_matches('0').to_owned(),
        title: line.name.clone(),
        value: line.given,
    };
    lines.iter().map(column).collect()
}

fn part<'a>(by: By, lines: &'a [UsageLine], organisations: &str) -> Part<'a> {
    let name = match by {
        By::Day => "Day",
        By::Organisation => "Organisation",
        By::Taker => "Login, key or person",
        By::Product => "Product",
        By::Kind => "Kind",
        By::Format => "Format or size",
        By::Way => "Way",
    };
    let largest = lines.iter().map(|line| line.given).max().unwrap_or_default().max(1);
    let line = |line: &'a UsageLine| Line {
        href: (by == By::Organisation).then(|| format!("{organisations}/{}", line.key)),
        share: line.given * 100 / largest,
        sum: line,
    };
    Part { name, lines: lines.iter().take(LINES_MAX).map(line).collect(), more: lines.len().saturating_sub(LINES_MAX) }
}
