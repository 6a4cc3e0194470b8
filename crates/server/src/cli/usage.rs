//! The arguments of `tellal usage`.

use account::Month;
use clap::Args;

/// `tellal usage`
#[derive(Args)]
pub struct UsageArgs {
    /// The month (UTC), as 2026-11; this one if none is given.
    #[arg(long)]
    pub month: Option<Month>,
    /// The organisation, by its name; all of them if none is given.
    #[arg(long, value_name = "NAME")]
    pub organisation: Option<String>,
    /// Write it as CSV.
    #[arg(long)]
    pub csv: bool,
}
