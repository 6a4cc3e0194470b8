//! The command line of the public site.

use clap::{Args, Subcommand};

const REBUILD: &str = "\
What is changed in the rule counts for what goes out from then on. This makes the pages that are there again, from the log, by
the rule and the products of now: stories may come in and drop out. A server that runs begins within seconds; until it has
caught up with the log, the site has fewer pages. Addresses stay, and what was killed stays gone.";

const HUB: &str = "\
A subscriber that cannot be reached is tried again, after longer and longer waits: for 12 hours after a change, for 72 after a
kill or a hold. Its subscription stays until its lease is over. The address that is called is its secret, so that only the
machine is shown. Machines that are not on the public internet are called if hub_callbacks in tellal.toml names them.";

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
    /// Show what the content delivery network in front is still to be told, and when it last did not take something
    Cdn,
    /// Show the feeds that programs subscribe to, how many do, what they are still to be sent, and what failed last
    #[command(after_help = HUB)]
    Hub,
    /// Make all pages again, by the rule of now
    #[command(after_help = REBUILD)]
    Rebuild,
}
