//! The command line.

mod agency;
mod approvals;
mod audit;
mod contracts;
mod desks;
mod follow;
mod key;
mod kill;
mod mail;
mod person;
mod plan;
mod products;
mod provider;
mod searches;
mod site;
mod staff;
mod usage;

pub use agency::{AgencyArgs, AgencyCommand, AgencySetArgs, FreezeArgs};
pub use approvals::{ApprovalsArgs, ApprovalsCommand};
pub use audit::AuditArgs;
pub use contracts::{ContractArgs, ContractCommand, ContractsArgs, TermsArgs, WhyArgs};
pub use desks::{DeskArgs, DeskCommand};
pub use follow::{FollowArgs, Form};
pub use key::{KeyArgs, KeyCommand};
pub use kill::KillArgs;
pub use mail::{MailArgs, MailCommand};
pub use person::{PersonArgs, PersonCommand, WhoArgs};
pub use plan::{PlanArgs, PlanCommand, TemplateArgs, TemplateCommand};
pub use products::{ProductArgs, ProductCommand};
pub use provider::ProviderArgs;
pub use searches::{SearchesArgs, SearchesCommand, WhoseArgs};
pub use site::{SiteArgs, SiteCommand};
pub use staff::{StaffArgs, StaffCommand};
pub use usage::UsageArgs;

use clap::{Args, Parser, Subcommand};
use format::Format;
use std::{net::SocketAddr, path::PathBuf};
use story::{CategoryId, Lang, Priority, ProductId, TextFault};

const START: &str = "\
Start here:
  tellal demo                       an agency with stories, subscribers and a live wire, to look at
  tellal init --code tel --name \"Tellal News Agency\" --language en
                                    an empty agency of your own, in ./tellal-data
  tellal serve                      runs it: public site, API, HAS API and desk on one address

Every command works on the data folder given by --data (or TELLAL_DATA). Commands that write may be used
while `tellal serve` runs on the same folder: it sees what they did at once.";

const MACHINE: &str = "\
Nothing of a text leaves this machine but by the wire, unless `assistant_url` in tellal.toml names a machine that drafts
translations and public summaries: whoever asks it for a draft sends headline, standfirst, text and captions of that story
there. It is off by default, and texts under embargo are not sent unless `assistant_embargoed` is true.";

/// A news agency's broadcasting system: desk, wire, subscribers and public site in one binary.
#[derive(Parser)]
#[command(name = "tellal", version, about, after_help = START, max_term_width = 100)]
pub struct Cli {
    /// The data folder: configuration, database, files, signing key [default: tellal-data; demo: tellal-demo]
    #[arg(long, global = true, env = "TELLAL_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// The data folder that was asked for, or the one that the command uses by itself.
    pub fn data(&self) -> PathBuf {
        let usual = if matches!(self.command, Command::Demo(_)) { "tellal-demo" } else { "tellal-data" };
        self.data.clone().unwrap_or_else(|| usual.into())
    }
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Make a new agency: folder, configuration, database, signing key, first administrator
    Init(InitArgs),
    /// Run the agency: public site, API, HAS API, desk, schedule
    #[command(after_help = MACHINE)]
    Serve,
    /// Show a living agency with sample stories; a second start on the same folder continues
    Demo(DemoArgs),
    /// File one story (Markdown with front matter), as a draft or straight onto the wire
    File(FileArgs),
    /// Import many stories, from files and folders, in every format that is read
    Import(ImportArgs),
    /// List the documents that were imported, or give the bytes of one again
    Imports(ImportsArgs),
    /// Read a document in one format and write it in another; needs no agency
    Convert(ConvertArgs),
    /// Write the whole log, with signatures and public keys, to a file of JSON lines
    Export(ExportArgs),
    /// Walk the chain of the log and name the first bad entry
    Verify(VerifyArgs),
    /// Follow the wire of a server as a subscriber: each dispatch becomes a file; needs no agency
    Follow(FollowArgs),
    /// The newsroom's desks: add, list, rename, order, remove
    Desk(DeskArgs),
    /// Members of staff: add, list, change, freeze, set a password
    Staff(StaffArgs),
    /// Subscribing organisations: add, list, change, freeze, people, contracts, API users
    Org(OrgArgs),
    /// Bearer keys of an organisation: add, list, revoke
    Key(KeyArgs),
    /// Products (packages): add or change, list, show, try, delete
    Product(ProductArgs),
    /// What waits for a second person: list
    Approvals(ApprovalsArgs),
    /// Who has a story that was taken back, and who has confirmed: list, show, remind
    Receipts(ReceiptsArgs),
    /// Kill or withdraw items for one cause, with what hangs on them; shows the list first
    Kill(KillArgs),
    /// Show which logins and keys went silent or ask badly
    Monitors,
    /// Contracts: list, show, change, end, delete (`tellal org contract` makes one)
    Contract(ContractsArgs),
    /// Planned coverage: list
    Plan(PlanArgs),
    /// Templates that drafts begin with: list, show
    Template(TemplateArgs),
    /// Say why an organisation gets an item, or does not
    Why(WhyArgs),
    /// The public site: its rule, its hub, the network in front of it, making all pages again
    Site(SiteArgs),
    /// Show what came in through the subscription form of the public site
    Requests(RequestsArgs),
    /// Show what was given in a month, to all organisations or to one
    Usage(UsageArgs),
    /// Saved searches: list, show, look for those that cannot be read any more
    Searches(SearchesArgs),
    /// Letters: list what was posted, send a letter to try the mail server
    Mail(MailArgs),
    /// The agency's own record: show, change
    Agency(AgencyArgs),
    /// Show who did what, or write it out as CSV
    Audit(AuditArgs),
    /// Make releases, staff or subscribers stand still, for everybody
    Freeze(FreezeArgs),
    /// Let go on what stands still
    Thaw(FreezeArgs),
    /// Delete the search index; the next `tellal serve` builds it again from the log
    Reindex,
    /// Check configuration, database, signing key, files and search index
    Check,
}

/// `tellal init`
#[derive(Args)]
pub struct InitArgs {
    /// The agency's code in ids: 2 to 12 lower-case letters or digits.
    #[arg(long, default_value = "tel")]
    pub code: String,
    /// The short name in datelines; the code in capitals if none is given.
    #[arg(long)]
    pub short_name: Option<String>,
    /// The agency's name.
    #[arg(long, default_value = "Tellal News Agency")]
    pub name: String,
    /// The agency's own language: of its messages, and of the site's edition for readers whose language it does not have.
    #[arg(long, default_value = "en")]
    pub language: Lang,
    /// The newsroom's time zone, an IANA name.
    #[arg(long, default_value = "Europe/Istanbul")]
    pub time_zone: String,
    /// The first administrator's login.
    #[arg(long, default_value = "admin")]
    pub admin: String,
    /// `sqlite`, or a PostgreSQL address (`postgres://user@host/database`).
    #[arg(long, default_value = "sqlite")]
    pub database: String,
}

/// `tellal demo`
#[derive(Args)]
pub struct DemoArgs {
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Seconds between two acts of the desk.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub pace: u64,
}

/// `tellal file`
#[derive(Args)]
pub struct FileArgs {
    /// The story: Markdown with front matter between `---` lines.
    pub story: PathBuf,
    /// Put it on the wire at once (or at its embargo); without this it becomes a draft.
    #[arg(long)]
    pub release: bool,
    #[command(flatten)]
    pub defaults: DefaultArgs,
}

/// What a document does not say itself.
#[derive(Args, Clone)]
pub struct DefaultArgs {
    /// The language of stories that name none.
    #[arg(long, default_value = "en")]
    pub language: Lang,
    /// The category's number for stories that name none.
    #[arg(long, default_value = "1", value_parser = category)]
    pub category: CategoryId,
    /// The priority of stories that name none: 1 to 6, or its name.
    #[arg(long, default_value = "routine")]
    pub priority: Priority,
}

impl From<DefaultArgs> for format::Defaults {
    fn from(args: DefaultArgs) -> Self {
        Self { language: args.language, category: args.category, priority: args.priority }
    }
}

/// `tellal import`
#[derive(Args)]
pub struct ImportArgs {
    /// Files or folders. What a file holds is told by its bytes: NewsML-G2, NewsML 1.2, NITF, ninjs, IPTC 7901,
    /// ANPA 1312, RSS, Atom, JSON Feed, Markdown, HTML, text, CSV; `.jsonl` and `.jsonl.gz` are JSON lines; pictures tell
    /// by their own metadata (IPTC, XMP, EXIF) what they show.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Read every document as this format, whatever it looks like.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub from: Option<Format>,
    /// Say of each document what was repaired.
    #[arg(long)]
    pub explain: bool,
    /// Put the stories on the wire; without this they become drafts.
    #[arg(long)]
    pub release: bool,
    /// Also write the refused entries and the repairs to this file.
    #[arg(long)]
    pub report: Option<PathBuf>,
    #[command(flatten)]
    pub defaults: DefaultArgs,
}

/// `tellal imports`
#[derive(Args)]
pub struct ImportsArgs {
    /// Write the document with this SHA-256 to standard output, byte for byte, instead of the list.
    pub sha256: Option<String>,
    /// How many are listed, the newest first.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

const FORMATS: &str = "\
Formats:
  newsml-g2, newsml-g2-html, newsml12, ninjs3, ninjs2, ninjs1, nitf, nitf-plain, iptc7901, iptc7901-latin1,
  anpa1312, anpa1312-latin1, rss, atom, jsonfeed, html, text, markdown, csv, newsml29, newsml12-has

docs/formats.md lists what each of them cannot carry.";

/// `tellal convert`
#[derive(Args)]
#[command(after_help = FORMATS)]
pub struct ConvertArgs {
    /// The document to read; `-` for standard input.
    pub input: PathBuf,
    /// The document to write; `-` for standard output. Several stories in a format for one become several files.
    pub output: PathBuf,
    /// The format to write.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub to: Format,
    /// The format to read; without it, the document's bytes and name tell.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub from: Option<Format>,
    /// Say what was repaired, and what the new format cannot carry.
    #[arg(long)]
    pub explain: bool,
    /// The code of the agency that sends it.
    #[arg(long, default_value = "tel")]
    pub code: String,
    /// The name of the agency that sends it.
    #[arg(long, default_value = "Tellal News Agency")]
    pub name: String,
    #[command(flatten)]
    pub defaults: DefaultArgs,
}

/// `tellal export`
#[derive(Args)]
pub struct ExportArgs {
    /// The file to write; it must not exist. A name that ends in `.gz` is compressed.
    pub file: PathBuf,
}

/// `tellal verify`
#[derive(Args)]
pub struct VerifyArgs {
    /// An exported file; without one, the database of the data folder.
    pub file: Option<PathBuf>,
    /// Trust only the keys in this file (as `/.well-known/tellal-keys.json` gives them).
    #[arg(long)]
    pub keys: Option<PathBuf>,
}

/// A password that the operator chooses.
#[derive(Args)]
pub struct PasswordArgs {
    /// The password (10 to 256 characters); better given as `TELLAL_PASSWORD` than on the command line.
    #[arg(long, env = "TELLAL_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
}

/// `tellal org`
#[derive(Args)]
pub struct OrgArgs {
    #[command(subcommand)]
    pub command: OrgCommand,
}

/// What to do with organisations.
#[derive(Subcommand)]
pub enum OrgCommand {
    /// Add an organisation
    Add {
        /// Its name.
        name: String,
        /// Where the agency writes to.
        #[arg(long)]
        email: Option<String>,
    },
    /// Give an organisation another name or mail address; what is not given stays
    Change {
        /// Its name.
        name: String,
        /// Its new name.
        #[arg(long, value_name = "NAME")]
        rename: Option<String>,
        /// Where the agency writes to; an empty text for nowhere.
        #[arg(long)]
        email: Option<String>,
    },
    /// Delete an organisation; refused as long as it has contracts, people, API users or active keys
    Delete {
        /// Its name.
        name: String,
    },
    /// People of an organisation, who sign in through a browser: add, list, change, freeze, delete
    Person(PersonArgs),
    /// List organisations with their contracts, people, API users and keys
    List,
    /// Give an organisation a contract
    Contract(Box<ContractArgs>),
    /// Let an organisation sign its people in itself (OpenID Connect)
    Provider(ProviderArgs),
    /// Give an organisation an API user (HTTP Basic); prints a password if none is given
    User {
        /// The organisation's name.
        organisation: String,
        /// The login.
        login: String,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Set another password for an API user; prints one if none is given
    Password {
        /// The login.
        login: String,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Keep one API user from signing in; the organisation's others go on
    FreezeUser {
        /// The login.
        login: String,
    },
    /// Delete an API user, for good
    DeleteUser {
        /// The login.
        login: String,
    },
    /// Let a frozen API user sign in again
    ThawUser {
        /// The login.
        login: String,
    },
    /// Keep everybody of an organisation from signing in
    Freeze {
        /// The organisation's name.
        name: String,
    },
    /// Let a frozen organisation sign in again
    Thaw {
        /// The organisation's name.
        name: String,
    },
}

/// `tellal receipts`
#[derive(Args)]
pub struct ReceiptsArgs {
    #[command(subcommand)]
    pub command: ReceiptsCommand,
}

/// What to do about receipts.
#[derive(Subcommand)]
pub enum ReceiptsCommand {
    /// List kills, withdrawals, holds and corrections with how many have confirmed
    List {
        /// How many, the newest first.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Show who is called for one, how each holds the story, and who has confirmed
    Show {
        /// The number of the dispatch.
        seq: u64,
    },
    /// Have those reminded who have not confirmed; a running `tellal serve` writes the letters
    Remind {
        /// The number of the dispatch.
        seq: u64,
    },
}

/// `tellal requests`
#[derive(Args)]
pub struct RequestsArgs {
    /// How many, the newest first.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

fn category(text: &str) -> Result<CategoryId, TextFault> {
    text.parse().map(CategoryId).map_err(|_| TextFault::Form("is not a category's number"))
}

fn product(text: &str) -> Result<ProductId, TextFault> {
    text.parse().map(ProductId).map_err(|_| TextFault::Form("is not a product's number"))
}

fn format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|_| {
        let known: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("is not a format: {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
