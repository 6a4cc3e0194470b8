//! The arguments of `tellal searches`.

use alert::SearchId;
use clap::{Args, Subcommand};

/// `tellal searches`
#[derive(Args)]
pub struct SearchesArgs {
    #[command(subcommand)]
    pub command: SearchesCommand,
}

/// What to do with saved searches. Readers save, change and delete them in the portal.
#[derive(Subcommand)]
pub enum SearchesCommand {
    /// List saved searches with their owners, who hears of them, and the alerts of the last 30 days
    List {
        #[command(flatten)]
        whose: WhoseArgs,
        /// Write them as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show one saved search
    Show {
        /// Its number, as `list` shows it.
        id: SearchId,
        /// Write it as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Read every query by the language of today, and show those that cannot be read any more and why: they find nothing
    /// and raise no alerts. Fails if there is one
    Check {
        #[command(flatten)]
        whose: WhoseArgs,
        /// Write those as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Whose searches; everybody's if nothing is given.
#[derive(Args)]
pub struct WhoseArgs {
    /// Those of this organisation and of its people.
    #[arg(long, value_name = "NAME")]
    pub organisation: Option<String>,
    /// Those of this person of the organisation, by the mail address that they sign in with, and those that the
    /// organisation shares and they hear of.
    #[arg(long, value_name = "EMAIL", requires = "organisation")]
    pub person: Option<String>,
}
