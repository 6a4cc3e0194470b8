//! `tellal mail`

use clap::{Args, Subcommand};

/// `tellal mail`
#[derive(Args)]
pub struct MailArgs {
    #[command(subcommand)]
    pub command: MailCommand,
}

/// What to do with letters.
#[derive(Subcommand)]
pub enum MailCommand {
    /// List the letters that were posted last, and what became of them
    List {
        /// Only those that wait or were given up.
        #[arg(long)]
        unsent: bool,
        /// How many, the newest first.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Have a letter that waits or was given up tried again at once
    Again {
        /// The id of the letter, as `tellal mail list` shows it.
        id: String,
    },
    /// Send a letter now, past the table, to see whether the configuration works
    SendTest {
        /// The address that it goes to.
        address: String,
    },
}
