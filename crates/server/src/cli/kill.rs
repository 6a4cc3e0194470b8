//! `tellal kill`

use clap::Args;
use desk::Because;
use story::{ItemId, Note, TextFault};

/// `tellal kill`
#[derive(Args)]
pub struct KillArgs {
    /// The items.
    #[arg(required = true, value_name = "ITEM")]
    pub items: Vec<ItemId>,
    /// What those who got them read; without it, words for the cause in the languages of the items.
    #[arg(long, value_parser = note)]
    pub reason: Option<Note>,
    /// The cause: wrong, invented, altered, source, harm, rights, mistake.
    #[arg(long, default_value = "wrong")]
    pub because: Because,
    /// Withdraw them: they were not the agency's to send.
    #[arg(long)]
    pub withdraw: bool,
    /// Leave what hangs on them: translations, and what was made of a picture.
    #[arg(long)]
    pub alone: bool,
    /// Do it; without this, show what would be taken back.
    #[arg(long)]
    pub yes: bool,
}

fn note(text: &str) -> Result<Note, TextFault> {
    Note::new(text)
}
