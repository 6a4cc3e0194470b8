//! The command line of the public site.

use clap::{Args, Subcommand};

const REBUILD: &str = "\
What is changed in the rule counts for what goes out from then on. This makes the pages that are there again, from the log, by
the rule and the products of now: stories may come in and drop out. A server that runs begins within seconds; until it has
caught up with the log, the site has fewer pages. Addresses stay, and what was killed stays gone.";

/// `tellal site`
#[derive(Args)]
pub struct SiteArgs {
    #[command(subcommand)]
    pub command: SiteCommand,
}

/// What to do with the public site.
#[derive(Subcommand)]
pub enum SiteCommand {
    /// Show the rule of what goes public, with what was changed when and by whom (/admin/site changes it)
    Rule,
    /// Make all pages again, by the rule of now
    #[command(after_help = REBUILD)]
    Rebuild,
}
