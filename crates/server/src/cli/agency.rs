//! `tellal agency`, `tellal freeze` and `tellal thaw`

use account::Halt;
use clap::{Args, Subcommand};
use story::Lang;

/// `tellal agency`
#[derive(Args)]
pub struct AgencyArgs {
    #[command(subcommand)]
    pub command: AgencyCommand,
}

/// What to do with the agency's record.
#[derive(Subcommand)]
pub enum AgencyCommand {
    /// Show the record
    Show,
    /// Change the record; a server that runs works by it when it was started again
    Set(Box<AgencySetArgs>),
}

/// What is changed; the rest stays.
#[derive(Args)]
pub struct AgencySetArgs {
    /// A name: `tr: Tellal Ajansı`; may be given for several languages.
    #[arg(long, value_name = "LANG: TEXT")]
    pub name: Vec<String>,
    /// What the site says at the end of every page: `tr: …`; `tr:` alone takes it away.
    #[arg(long, value_name = "LANG: TEXT")]
    pub closing: Vec<String>,
    /// The short name in datelines.
    #[arg(long)]
    pub short_name: Option<String>,
    /// The newsroom's time zone, an IANA name.
    #[arg(long)]
    pub time_zone: Option<String>,
    /// The agency's own language.
    #[arg(long)]
    pub language: Option<Lang>,
    /// A section, new or changed: `2 | SPO | sport | en: Sport; tr: Spor`.
    #[arg(long, value_name = "LINE")]
    pub section: Vec<String>,
    /// A language that it files in, new or changed: `1 | tr | en: Turkish; tr: Türkçe`.
    #[arg(long, value_name = "LINE")]
    pub filed_language: Vec<String>,
    /// Seconds in which a release of routine news is taken back; 0 for none.
    #[arg(long, value_name = "SECONDS")]
    pub undo: Option<u32>,
    /// What takes two persons: some of `flash`, `kill`, `embargo`, `mass_kill`, with commas between them, or `none`.
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    pub two_persons: Option<Vec<String>>,
    /// Characters that the headline of an alert should not pass.
    #[arg(long, value_name = "CHARACTERS")]
    pub alert_limit: Option<u32>,
}

/// `tellal freeze`, `tellal thaw`
#[derive(Args)]
pub struct FreezeArgs {
    /// `all`, or some of `releases`, `staff`, `subscribers`, and `desk:…` for the releases of one desk, by its name or id.
    /// One organisation: `tellal org`; one member of staff: `tellal staff`.
    #[arg(required = true, value_parser = halts)]
    pub what: Vec<Halts>,
    /// Why, for those who read it later.
    #[arg(long)]
    pub reason: String,
}

/// What one word of the command stands for.
pub type Halts = Vec<Halt>;

fn halts(text: &str) -> Result<Halts, String> {
    if text == "all" { Ok(Halt::ALL.to_vec()) } else { text.parse().map(|halt| vec![halt]) }
}
