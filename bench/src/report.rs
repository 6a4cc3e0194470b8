//! The results, as Markdown.

use crate::figures::{Unit, digits, median};
use std::fmt;

/// One figure beside its floor.
pub struct Line {
    what: String,
    unit: Unit,
    ours: f64,
    floor: f64,
    ratio: f64,
    aim: &'static str,
}

impl Line {
    /// A figure of several rounds: the medians of both, and the median of the rounds' ratios. Both lists have an entry
    /// for each round.
    pub fn of_rounds(what: impl Into<String>, unit: Unit, ours: &[f64], floor: &[f64]) -> Self {
        let ratios: Vec<f64> = ours.iter().zip(floor).map(|(ours, floor)| ours / floor).collect();
        Self { what: what.into(), unit, ours: median(ours), floor: median(floor), ratio: median(&ratios), aim: "" }
    }

    /// Says what the figure should reach.
    pub fn aim(mut self, aim: &'static str) -> Self {
        self.aim = aim;
        self
    }
}

/// One measurement.
pub struct Section {
    title: &'static str,
    /// What Tellal did, and what the floor did.
    method: String,
    lines: Vec<Line>,
    notes: Vec<String>,
    /// What stands beside Tellal.
    beside: &'static str,
}

impl Section {
    /// A measurement with its figures.
    pub fn new(title: &'static str, method: String, lines: Vec<Line>) -> Self {
        Self { title, method, lines, notes: Vec::new(), beside: "floor" }
    }

    /// Names what stands beside Tellal, where it is not a floor.
    pub fn beside(self, beside: &'static str) -> Self {
        Self { beside, ..self }
    }

    /// Adds a sentence under the figures.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {}\n\n{}\n", self.title, self.method)?;
        if !self.lines.is_empty() {
            writeln!(f, "| | Tellal | {} | ratio | aim |\n|---|--:|--:|--:|---|", self.beside)?;
        }
        for line in &self.lines {
            let (ours, floor) = (line.unit.write(line.ours), line.unit.write(line.floor));
            writeln!(f, "| {} | {ours} | {floor} | {} | {} |", line.what, digits(line.ratio), line.aim)?;
        }
        for note in &self.notes {
            writeln!(f, "\n{note}")?;
        }
        writeln!(f)
    }
}

/// Everything that was measured in one run.
pub struct Report {
    head: String,
    sections: Vec<Section>,
}

impl Report {
    /// Begins a report, and prints its head.
    pub fn new(machine: &str) -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let repeat =
            format!("cargo build --release -p tellal && cargo run --release -p bench -- {}", arguments.join(" "));
        let head = format!("# Measurements\n\n{machine}\n\nTo repeat: `{}`\n", repeat.trim_end_matches([' ', '-']));
        println!("{head}");
        Self { head, sections: Vec::new() }
    }

    /// Adds a measurement, and prints it.
    pub fn add(&mut self, section: Section) {
        print!("{section}");
        self.sections.push(section);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.head)?;
        self.sections.iter().try_for_each(|section| write!(f, "{section}"))
    }
}
