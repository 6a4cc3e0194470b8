//! `tellal org person`

use super::PasswordArgs;
use clap::{Args, Subcommand};

/// `tellal org person`
#[derive(Args)]
pub struct PersonArgs {
    #[command(subcommand)]
    pub command: PersonCommand,
}

/// Somebody at an organisation.
#[derive(Args)]
pub struct WhoArgs {
    /// The organisation's name.
    pub organisation: String,
    /// The mail address that they sign in with.
    pub email: String,
}

/// What to do with the people of an organisation.
#[derive(Subcommand)]
pub enum PersonCommand {
    /// Add somebody; prints a password if none is given
    Add {
        #[command(flatten)]
        who: WhoArgs,
        /// Their name.
        #[arg(long)]
        name: String,
        /// They manage the others of their organisation.
        #[arg(long)]
        master: bool,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// List the people of an organisation
    List {
        /// The organisation's name.
        organisation: String,
    },
    /// Give somebody another name or mail address, or make them a master user or not; what is not given stays
    Change {
        #[command(flatten)]
        who: WhoArgs,
        /// Their name.
        #[arg(long)]
        name: Option<String>,
        /// The mail address that they sign in with from now on.
        #[arg(long, value_name = "EMAIL")]
        new_email: Option<String>,
        /// Whether they manage the others of their organisation.
        #[arg(long)]
        master: Option<bool>,
        /// Also when no master user is left.
        #[arg(long)]
        even_last: bool,
    },
    /// Sign somebody out, and keep them from signing in
    Freeze {
        #[command(flatten)]
        who: WhoArgs,
        /// Also when no master user is left.
        #[arg(long)]
        even_last: bool,
    },
    /// Let somebody who is frozen sign in again
    Thaw {
        #[command(flatten)]
        who: WhoArgs,
    },
    /// Delete somebody's account
    Delete {
        #[command(flatten)]
        who: WhoArgs,
        /// Also when no master user is left.
        #[arg(long)]
        even_last: bool,
    },
}
