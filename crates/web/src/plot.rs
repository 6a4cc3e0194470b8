//! Plots of counts over time, as SVG that needs no script and no style of its own: its classes are in the office's sheet.

use askama::Template;
use std::borrow::Borrow;

/// Width of a plot in its own units; it is scaled to the room that there is.
const WIDTH: f64 = 720.0;
/// Height of the tallest column.
const HEIGHT: f64 = 160.0;
/// Room above the columns for the largest value.
const TOP: f64 = 18.0;
/// Room below for the labels.
const BOTTOM: f64 = 22.0;
/// Labels below the columns, at most.
const LABELS_MAX: usize = 12;

/// One column: what it stands for, and how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What is written below it.
    pub label: String,
    /// What it is called, for a pointer and in the table.
    pub title: String,
    /// How much.
    pub value: u64,
}

struct Drawn {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    middle: f64,
    label: String,
    title: String,
    value: u64,
}

#[derive(Template)]
#[template(path = "plot.html")]
struct Plot<'a> {
    name: &'a str,
    caption: &'a str,
    unit: &'a str,
    width: f64,
    height: f64,
    base: f64,
    below: f64,
    top: u64,
    columns: Vec<Drawn>,
}

/// A plot of columns with its numbers as a table that opens, as HTML. `name` tells it from others on the page; `unit` is what
/// is counted.
///
/// # Panics
/// Never: writing to a string cannot fail.
pub fn plot(name: &str, caption: &str, unit: &str, columns: &[Column]) -> String {
    let top = columns.iter().map(|column| column.value).max().unwrap_or_default();
    let step = WIDTH / number(columns.len().max(1) as u64);
    let every = columns.len().div_ceil(LABELS_MAX).max(1);
    let drawn = columns.iter().enumerate().map(|(at, column)| {
        let share = if top == 0 { 0.0 } else { number(column.value) / number(top) };
        // What is not nothing is seen, however small it is.
        let height = if column.value == 0 { 0.0 } else { (share * HEIGHT).max(1.0) };
        Drawn {
            x: rounded((number(at as u64) + 0.1) * step),
            y: rounded(TOP + HEIGHT - height),
            width: rounded(step * 0.8),
            height: rounded(height),
            middle: rounded((number(at as u64) + 0.5) * step),
            label: if at % every == 0 { column.label.clone() } else { String::new() },
            title: column.title.clone(),
            value: column.value,
        }
    });
    let plot = Plot {
        name,
        caption,
        unit,
        width: WIDTH,
        height: TOP + HEIGHT + BOTTOM,
        base: TOP + HEIGHT,
        below: TOP + HEIGHT + BOTTOM - 6.0,
        top,
        columns: drawn.collect(),
    };
    plot.render().expect("writing to a string cannot fail")
}

#[expect(clippy::cast_precision_loss, reason = "a plot shows three digits, and a count stays far below 2^52")]
fn number(n: u64) -> f64 {
    n as f64
}

fn rounded(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// A number with its thousands apart, as the International System of Units writes it.
pub fn thousands(n: impl Borrow<u64>) -> String {
    let digits = n.borrow().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// Bytes in the largest unit in which they are one or more.
pub fn bytes(n: impl Borrow<u64>) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut unit = 0;
    let mut value = number(*n.borrow());
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1_000.0;
        unit += 1;
    }
    let digits = usize::from(unit > 0 && value < 99.5);
    format!("{value:.digits$}\u{a0}{}", units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_shows_each_column_and_says_it_in_a_table() {
        let column = |label: &str, value| Column { label: label.into(), title: format!("{label} <b>"), value };
        let drawn = plot("days", "By day", "given", &[column("1", 0), column("2", 1), column("3", 10_000)]);
        assert_eq!(drawn.matches("<rect").count(), 3, "{drawn}");
        assert!(drawn.contains("height=\"160\"") && drawn.contains("height=\"1\""), "{drawn}");
        assert!(!drawn.contains("<b>") && !drawn.contains("style="), "{drawn}");
        assert_eq!(drawn.matches("<tr>").count(), 4, "{drawn}");
        assert!(!plot("none", "By day", "given", &[]).contains("NaN"));
        assert!(!plot("zero", "By day", "given", &[column("1", 0)]).contains("NaN"));
    }

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1\u{202f}000", "1\u{202f}234\u{202f}567"]);
        let sizes = [0, 999, 1_000, 12_345, 999_900, 5_000_000_000].map(|n| bytes(n).replace('\u{a0}', " "));
        assert_eq!(sizes, ["0 B", "999 B", "1.0 kB", "12.3 kB", "1.0 MB", "5.0 GB"]);
    }
}
