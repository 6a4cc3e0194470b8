//! `tellal audit`

use clap::Args;

/// `tellal audit`
#[derive(Args)]
pub struct AuditArgs {
    /// Who did it: a login.
    #[arg(long, default_value = "")]
    pub actor: String,
    /// What was done, one word.
    #[arg(long, default_value = "")]
    pub act: String,
    /// To what: an id or a login.
    #[arg(long, default_value = "")]
    pub subject: String,
    /// Words that stand anywhere in the line.
    #[arg(long, default_value = "")]
    pub text: String,
    /// From this time on (RFC 3339).
    #[arg(long)]
    pub from: Option<jiff::Timestamp>,
    /// Before this time (RFC 3339).
    #[arg(long)]
    pub to: Option<jiff::Timestamp>,
    /// As CSV, every line that is found; without this, those of `--limit`.
    #[arg(long)]
    pub csv: bool,
    /// How many, the newest first.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}
