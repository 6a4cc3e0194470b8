//! `tellal desk`

use clap::{Args, Subcommand};

/// `tellal desk`
#[derive(Args)]
pub struct DeskArgs {
    #[command(subcommand)]
    pub command: DeskCommand,
}

/// What to do with the newsroom's desks. A desk is named by its name or its id.
#[derive(Subcommand)]
pub enum DeskCommand {
    /// Make a desk
    Add {
        /// Its name, as its people call it.
        name: String,
    },
    /// List the desks, in the order in which the newsroom sees them
    List,
    /// Give a desk another name
    Rename {
        /// The desk.
        desk: String,
        /// The new name.
        name: String,
    },
    /// Put desks first, in this order
    Order {
        /// The desks.
        #[arg(required = true)]
        desks: Vec<String>,
    },
    /// Remove a desk that has no items
    Remove {
        /// The desk.
        desk: String,
    },
}
