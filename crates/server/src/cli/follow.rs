//! `tellal follow`

use clap::Args;
use format::Format;
use std::path::PathBuf;

const FOLDER: &str = "\
The folder:
  0000000058-release-tel-text-20260901-50000001-v1.json   one file for each dispatch, under its number
  stopped/                                                what a later hold, kill or withdrawal took back
  cursor.json                                             how far it has come; the next start goes on from there

A file is there whole or not at all. Before you publish, read `verdict` of the event, and nothing else. An event whose
story may not be shown any more, or not yet, is written as JSON under the ending `closed` when a format is asked for.

Every event is checked before it is written: its number against the one before, the SHA-256 of its story and of its
entry, and the Ed25519 signature of the agency. In another form than JSON the signature covers everything but the
document itself.";

/// `tellal follow`
#[derive(Args)]
#[command(after_help = FOLDER)]
pub struct FollowArgs {
    /// The address of the agency's server; https, or http on this machine.
    pub url: String,
    /// The folder that the dispatches are written to; it is made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// A file that holds the bearer key; without it, `TELLAL_KEY` in the environment is the key.
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// The form of the stories: json, or a format of the contract (`/api/v1/formats` lists them).
    #[arg(long, value_name = "NAME", default_value = "json", value_parser = form)]
    pub format: Form,
    /// Begin after this number when the folder is new [default: 0, all that the contract covers]
    #[arg(long, value_name = "SEQ")]
    pub after: Option<u64>,
    /// Only what this query finds.
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    /// Only what this saved search finds.
    #[arg(long, value_name = "ID")]
    pub saved: Option<String>,
    /// Trust only the keys in this file (as `/.well-known/tellal-keys.json` gives them).
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// End when everything is there that was on the wire at the start.
    #[arg(long)]
    pub once: bool,
    /// Do harm to what arrives, to try what comes after: events twice, out of order and cut in the middle, answers that
    /// fail. The folder becomes the same as without.
    #[arg(long)]
    pub chaos: bool,
    /// The harm that has this number; without it, another one each time.
    #[arg(long, value_name = "N", requires = "chaos")]
    pub chaos_seed: Option<u64>,
}

/// The form of the stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The event as the API tells it.
    Json,
    /// A document of a news format.
    Document(Format),
}

fn form(text: &str) -> Result<Form, String> {
    match text {
        "json" => Ok(Form::Json),
        text => super::format(text).map(Form::Document).map_err(|why| format!("{why}, json")),
    }
}
