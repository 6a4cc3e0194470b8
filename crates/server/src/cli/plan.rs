//! The arguments of `tellal plan` and `tellal template`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use story::Lang;

/// `tellal plan`
#[derive(Args)]
pub struct PlanArgs {
    #[command(subcommand)]
    pub command: PlanCommand,
}

/// What to do with planned coverage.
#[derive(Subcommand)]
pub enum PlanCommand {
    /// List what is planned, in the order of time
    List {
        /// The day, as 2026-11-30; today in the newsroom's zone if none is given.
        #[arg(long)]
        day: Option<Date>,
        /// How many days.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=62))]
        days: u8,
        /// Only this desk's, by its id.
        #[arg(long)]
        desk: Option<String>,
        /// Only this person's, by login.
        #[arg(long)]
        person: Option<String>,
        /// Only in this language.
        #[arg(long)]
        language: Option<Lang>,
    },
}

/// `tellal template`
#[derive(Args)]
pub struct TemplateArgs {
    #[command(subcommand)]
    pub command: TemplateCommand,
}

/// What to do with templates.
#[derive(Subcommand)]
pub enum TemplateCommand {
    /// List the agency's own templates, and those that are built in
    List {
        /// Only in this language.
        #[arg(long)]
        language: Option<Lang>,
    },
    /// Write out what a template begins with, as JSON
    Show {
        /// The template, as `tellal template list` shows it.
        id: String,
    },
}
