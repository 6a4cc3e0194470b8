//! `tellal approvals`

use clap::{Args, Subcommand};

/// `tellal approvals`
#[derive(Args)]
pub struct ApprovalsArgs {
    #[command(subcommand)]
    pub command: ApprovalsCommand,
}

/// What to do with the requests.
#[derive(Subcommand)]
pub enum ApprovalsCommand {
    /// Show what waits for a second person, and what ended last; who approves does it at /desk/approvals
    List,
}
