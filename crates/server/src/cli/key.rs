//! `tellal key`

use account::Scope;
use clap::{Args, Subcommand};

/// `tellal key`
#[derive(Args)]
pub struct KeyArgs {
    #[command(subcommand)]
    pub command: KeyCommand,
}

/// What to do with keys.
#[derive(Subcommand)]
pub enum KeyCommand {
    /// Make a key; its secret is printed this once. A label has two active keys at most: to replace one, make the second,
    /// give it to the program, and revoke the first
    Add {
        /// The organisation's name.
        organisation: String,
        /// What it is for.
        #[arg(long, default_value = "key")]
        label: String,
        /// What it opens, separated by commas: feed, stream, items, files, search, account, receipts; everything if none
        /// is given.
        #[arg(long = "scope", value_delimiter = ',')]
        scopes: Vec<Scope>,
        /// When it ends (RFC 3339, exclusive); never if not given.
        #[arg(long)]
        expires: Option<jiff::Timestamp>,
        /// From where it may be used, separated by commas: addresses, and networks such as 192.0.2.0/24; from anywhere if
        /// none is given.
        #[arg(long = "address", value_delimiter = ',', value_name = "ADDRESS")]
        addresses: Vec<String>,
    },
    /// List the keys of an organisation, with what they open, when they end and when they were used last
    List {
        /// The organisation's name.
        organisation: String,
    },
    /// Revoke a key, for good
    Revoke {
        /// The id of the key, as `tellal key list` shows it.
        id: String,
    },
}
