//! One TOML file, with environment variables over it.

mod machine;
mod network;

use crate::proxies::Proxies;
use alert::PushServices;
use anyhow::{Context, anyhow, bail};
use errand::Guard;
use mailroom::{Mailbox, PostOffice};
use serde::{Deserialize, Deserializer, de::Error};
use site::{PurgeMethod, Separator};
use std::{
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::Path,
};
use store::Location;
use toml::{Table, Value};

/// The name of the file in the data folder.
pub const FILE: &str = "tellal.toml";

/// What `tellal init` writes.
pub const TEMPLATE: &str = "\
# Tellal. Each of these can be overridden by an environment variable: TELLAL_LISTEN, TELLAL_METRICS, TELLAL_BASE,
# TELLAL_PROXIES, TELLAL_DATABASE, TELLAL_MAIL, TELLAL_MAIL_FROM, TELLAL_PUSH_SERVICES, TELLAL_ASSISTANT_URL,
# TELLAL_ASSISTANT_KEY_FILE, TELLAL_ASSISTANT_MODEL, TELLAL_ASSISTANT_TIMEOUT_SECS, TELLAL_ASSISTANT_EMBARGOED,
# TELLAL_CDN_PURGE_URL, TELLAL_CDN_METHOD, TELLAL_CDN_KEYS_HEADER, TELLAL_CDN_SEPARATOR, TELLAL_CDN_AUTHORIZATION_FILE,
# TELLAL_CDN_KEYS_MAX, TELLAL_REQUESTS_TO, TELLAL_HUB_CALLBACKS,
# TELLAL_LOG_FORMAT, TELLAL_LOG_LEVEL.

# Where the public site, the APIs and the desk listen. Put a proxy that speaks TLS in front.
listen = \"127.0.0.1:8080\"

# Where Prometheus reads the metrics (/metrics); \"off\" for nowhere.
metrics = \"127.0.0.1:9464\"

# The public address of the site, without a slash at the end; when empty, the address that the server listens on.
base = \"\"

# The proxies in front, separated by commas: what they say of a client's address (X-Forwarded-For) is believed.
proxies = \"127.0.0.1, ::1\"

# \"sqlite\" (a file in this folder), or a PostgreSQL address.
database = \"@database@\"

# How letters go out (invitations, new passwords, reminders): \"folder\" keeps them as files in the folder mail; or a mail
# server, smtp://user:password@mail.example:587 (STARTTLS) or smtps://user:password@mail.example. And from whom they are.
mail = \"folder\"
mail_from = \"\"

# Who answers those who ask on the site to become subscribers, such as sales@agency.example: a letter goes there for each
# request. Empty for nobody: the requests are kept, and `tellal requests` shows them.
requests_to = \"\"

# Where notifications to readers' browsers may be sent: the push services of those browsers, separated by commas, which get
# nothing that they can read; empty for none. Browsers know the agency by the key in push.key: keep it in your backup.
push_services = \"fcm.googleapis.com, updates.push.services.mozilla.com, web.push.apple.com, *.push.apple.com, *.notify.windows.com\"

# A machine that drafts translations and public summaries, at an address that speaks as OpenAI does
# (https://models.example/v1, a server of your own); empty for none, and nothing leaves the house. Whoever asks for a draft
# sends headline, standfirst, text and captions of that story, and no more. It is marked, and goes out when a person read it.
# The key stands in a file of its own, below this folder. Texts under embargo are sent only if assistant_embargoed is true.
assistant_url = \"\"
assistant_key_file = \"\"
assistant_model = \"\"
assistant_timeout_secs = 60
assistant_embargoed = false

# Programs that subscribe to a feed (WebSub) say where they are called. Machines on the public internet are called at any port,
# and no others but those that are named here, separated by commas: names or addresses in the house, for whoever asks.
hub_callbacks = \"\"

# A content delivery network in front of the site: where it is told which copies to take away (PURGE, POST or BAN, as it
# wants), and by which header; empty for none. Pages then name what they depend on in that header, and may be kept. Keys stand
# with a \"space\" or a \"comma\" between them, at most cdn_keys_max in a request. What shows who asks is a header in a file of
# its own, below this folder: one line, such as Authorization: Bearer …, or Fastly-Key: …
cdn_purge_url = \"\"
cdn_method = \"POST\"
cdn_keys_header = \"Surrogate-Key\"
cdn_separator = \"space\"
cdn_authorization_file = \"\"
cdn_keys_max = 128

# \"text\" or \"json\"; and a level (error, warn, info, debug, trace), or a filter such as \"info,wire=debug\".
log_format = \"text\"
log_level = \"info\"
";

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, an object a line.
    Json,
}

/// The keys of the configuration; each has an environment variable of its name in capitals.
const KEYS: [&str; 23] = [
    "listen",
    "metrics",
    "base",
    "proxies",
    "database",
    "mail",
    "mail_from",
    "requests_to",
    "hub_callbacks",
    "push_services",
    "assistant_url",
    "assistant_key_file",
    "assistant_model",
    "assistant_timeout_secs",
    "assistant_embargoed",
    "cdn_purge_url",
    "cdn_method",
    "cdn_keys_header",
    "cdn_separator",
    "cdn_authorization_file",
    "cdn_keys_max",
    "log_format",
    "log_level",
];

/// The configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the server listens.
    #[serde(deserialize_with = "listen")]
    pub listen: SocketAddr,
    /// Where Prometheus reads: an address, or `off`.
    #[serde(deserialize_with = "metrics")]
    pub metrics: String,
    /// The public address of the site.
    #[serde(deserialize_with = "base")]
    pub base: String,
    /// Addresses whose `X-Forwarded-For` is believed.
    #[serde(deserialize_with = "proxies")]
    pub proxies: Proxies,
    /// `sqlite`, or a PostgreSQL address.
    #[serde(deserialize_with = "database")]
    pub database: String,
    /// How letters go out: `folder`, or a mail server. May hold a password.
    #[serde(deserialize_with = "mail")]
    pub mail: PostOffice,
    /// From whom letters are; empty for an address that nobody reads.
    #[serde(deserialize_with = "mail_from")]
    pub mail_from: String,
    /// Where letters about requests to become a subscriber go; empty for nowhere.
    #[serde(deserialize_with = "requests_to")]
    pub requests_to: String,
    /// Which push services are asked; none for no notifications.
    #[serde(deserialize_with = "push_services")]
    pub push_services: PushServices,
    /// Where a machine drafts; empty for nowhere.
    #[serde(deserialize_with = "machine::url")]
    pub assistant_url: String,
    /// The file with its key, below the data folder; empty where it wants none.
    pub assistant_key_file: String,
    /// Its model.
    pub assistant_model: String,
    /// How long one of its answers may take, in seconds.
    #[serde(deserialize_with = "machine::seconds")]
    pub assistant_timeout_secs: u64,
    /// Whether texts under embargo may be sent to it.
    #[serde(deserialize_with = "machine::yes_or_no")]
    pub assistant_embargoed: bool,
    /// Machines off the public internet that subscribers to feeds may have called.
    #[serde(deserialize_with = "hub_callbacks")]
    pub hub_callbacks: Guard,
    /// Where the network in front of the site is told what to take away; empty for none. May hold a secret.
    #[serde(deserialize_with = "network::url")]
    pub cdn_purge_url: String,
    /// By which method.
    #[serde(deserialize_with = "network::method")]
    pub cdn_method: PurgeMethod,
    /// The header that names what a page depends on.
    #[serde(deserialize_with = "network::header")]
    pub cdn_keys_header: String,
    /// What stands between two names.
    #[serde(deserialize_with = "network::separator")]
    pub cdn_separator: Separator,
    /// The file with the header that shows who asks, below the data folder; empty where the network wants none.
    pub cdn_authorization_file: String,
    /// Names of one request at most.
    #[serde(deserialize_with = "network::keys_max")]
    pub cdn_keys_max: usize,
    /// How the log is written.
    pub log_format: LogFormat,
    /// What is logged.
    #[serde(deserialize_with = "log_level")]
    pub log_level: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics: "127.0.0.1:9464".to_owned(),
            base: String::new(),
            proxies: "127.0.0.1,::1".parse().expect("two addresses"),
            database: "sqlite".to_owned(),
            mail: PostOffice::Folder("mail".into()),
            mail_from: String::new(),
            requests_to: String::new(),
            hub_callbacks: Guard::default(),
            push_services: PushServices::default(),
            assistant_url: String::new(),
            assistant_key_file: String::new(),
            assistant_model: String::new(),
            assistant_timeout_secs: assistant::TIMEOUT_SECS,
            assistant_embargoed: false,
            cdn_purge_url: String::new(),
            cdn_method: PurgeMethod::default(),
            cdn_keys_header: "Surrogate-Key".to_owned(),
            cdn_separator: Separator::default(),
            cdn_authorization_file: String::new(),
            cdn_keys_max: site::PURGE_KEYS_MAX,
            log_format: LogFormat::Text,
            log_level: "info".to_owned(),
        }
    }
}

impl Config {
    /// Reads the configuration of a data folder.
    pub fn load(data: &Path) -> anyhow::Result<Self> {
        let path = data.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|e| match e.kind() {
            ErrorKind::NotFound => anyhow!(
                "there is no agency in {0}: {1} is missing; `tellal init --data {0}` makes a new one",
                data.display(),
                path.display()
            ),
            _ => anyhow!("{} cannot be read: {e}", path.display()),
        })?;
        let config = Self::parse(&text, |name| std::env::var(name).ok());
        config.with_context(|| format!("{} is not right", path.display()))
    }

    /// Reads the file's text, and what the environment says over it.
    pub fn parse(text: &str, environment: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let mut config: Self = toml::from_str(text).map_err(|e| anyhow!(placed(text, &e)))?;
        // The file is right: what is wrong from here on is the variable's.
        let mut table: Table = text.parse()?;
        for key in KEYS {
            let name = format!("TELLAL_{}", key.to_uppercase());
            if let Some(value) = environment(&name) {
                table.insert(key.to_owned(), Value::String(value));
                config = table.clone().try_into().map_err(|e| anyhow!("the environment's {name}: {}", e.message()))?;
            }
        }
        Ok(config)
    }

    /// Where Prometheus reads, if anywhere.
    pub fn metrics_address(&self) -> anyhow::Result<Option<SocketAddr>> {
        match self.metrics.as_str() {
            "off" => Ok(None),
            address => Ok(Some(address.parse().context(METRICS)?)),
        }
    }

    /// What absolute addresses of the site begin with: the public address, else the one that the server listens on.
    pub fn base_at(&self, listening: SocketAddr) -> String {
        if !self.base.is_empty() {
            return self.base.clone();
        }
        // Nobody can open the address that stands for every address of the machine.
        let host = match listening.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(host, listening.port()))
    }

    /// How letters go out from a data folder, and from whom.
    pub fn post_office(&self, data: &Path, agency: &str) -> anyhow::Result<(PostOffice, Mailbox)> {
        let from = match (self.mail_from.as_str(), &self.mail) {
            ("", PostOffice::Server(_)) => bail!("{MAIL_FROM}; a mail server takes no letter without it"),
            ("", PostOffice::Folder(_)) => "noreply@localhost",
            (from, _) => from,
        };
        let mut from = mailroom::sender(from)?;
        from.name.get_or_insert_with(|| agency.to_owned());
        Ok((self.mail.clone().within(data), from))
    }

    /// Who answers those who ask to become subscribers of the agency, where somebody is named.
    pub fn business(&self, agency: &str) -> anyhow::Result<Option<mailroom::Address>> {
        if self.requests_to.is_empty() {
            return Ok(None);
        }
        let Mailbox { name, email } = mailroom::sender(&self.requests_to)?;
        Ok(Some(mailroom::Address { name: name.unwrap_or_else(|| agency.to_owned()), email: email.to_string() }))
    }

    /// Where the operators of push services reach the agency, which has its screens at `base`.
    pub fn push_contact(&self, base: &str) -> Option<String> {
        match mailroom::sender(&self.mail_from) {
            Ok(from) => Some(format!("mailto:{}", from.email)),
            Err(_) => base.starts_with("https://").then(|| base.to_owned()),
        }
    }

    /// Where the database is.
    pub fn location(&self, data: &Path) -> anyhow::Result<Location> {
        match self.database.as_str() {
            "sqlite" => Ok(Location::Sqlite(data.join("tellal.db"))),
            url if is_postgres(url) => Ok(Location::Postgres(url.to_owned())),
            _ => bail!(DATABASE),
        }
    }
}

/// An error of the file with its line and key. The line itself is not shown: it may hold a password.
fn placed(text: &str, error: &toml::de::Error) -> String {
    let Some(span) = error.span() else { return error.message().to_owned() };
    let before = text.get(..span.start).unwrap_or(text);
    let line = text.lines().nth(before.matches('\n').count()).unwrap_or_default();
    let key = line.split('=').next().unwrap_or_default().trim();
    let key = if KEYS.contains(&key) { format!(" (`{key}`)") } else { String::new() };
    format!("line {}{key}: {}", before.matches('\n').count() + 1, error.message())
}

const LISTEN: &str = "`listen` is an address with a port, such as 127.0.0.1:8080 or [::]:8080";
const METRICS: &str = "`metrics` is an address with a port, such as 127.0.0.1:9464, or \"off\"";
const BASE: &str = "`base` is an address such as https://news.example, without a slash at the end, or empty";
const PROXIES: &str = "`proxies` is a list of addresses separated by commas, such as \"127.0.0.1, ::1\"";
const DATABASE: &str = "`database` is \"sqlite\" or an address such as postgres://user@host/database";
const MAIL_FROM: &str = "`mail_from` is an address such as news@agency.example";
const REQUESTS_TO: &str = "`requests_to` is an address such as sales@agency.example, or empty";
const LOG_LEVEL: &str = "`log_level` is error, warn, info, debug, trace or off, \
                         or a filter of them by part of the program, such as \"info,wire=debug\"";
const LEVELS: [&str; 6] = ["error", "warn", "info", "debug", "trace", "off"];

/// A string for which `right` holds, or the sentence that says what it should be.
fn checked<'de, D: Deserializer<'de>>(from: D, right: fn(&str) -> bool, rule: &str) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if right(&text) { Ok(text) } else { Err(D::Error::custom(rule)) }
}

fn listen<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    String::deserialize(from)?.parse().map_err(|_| D::Error::custom(LISTEN))
}

fn metrics<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    checked(from, |text| text == "off" || text.parse::<SocketAddr>().is_ok(), METRICS)
}

fn base<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let right = |text: &str| {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        text.is_empty()
            || host.is_some_and(|host| {
                !host.is_empty()
                    && !host.ends_with('/')
                    && !host.contains(|c: char| c.is_whitespace() || "\"'<>?#".contains(c))
            })
    };
    checked(from, right, BASE)
}

fn proxies<'de, D: Deserializer<'de>>(from: D) -> Result<Proxies, D::Error> {
    String::deserialize(from)?.parse().map_err(|_| D::Error::custom(PROXIES))
}

fn database<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    checked(from, |text| text == "sqlite" || is_postgres(text), DATABASE)
}

fn mail<'de, D: Deserializer<'de>>(from: D) -> Result<PostOffice, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

fn mail_from<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match mailroom::sender(&text) {
        Err(bad) if !text.is_empty() => Err(D::Error::custom(bad)),
        _ => Ok(text),
    }
}

fn requests_to<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    checked(from, |text| text.is_empty() || mailroom::sender(text).is_ok(), REQUESTS_TO)
}

fn push_services<'de, D: Deserializer<'de>>(from: D) -> Result<PushServices, D::Error> {
    let read = String::deserialize(from)?.parse();
    read.map_err(|bad: String| D::Error::custom(format_args!("`push_services` {bad}")))
}

fn hub_callbacks<'de, D: Deserializer<'de>>(from: D) -> Result<Guard, D::Error> {
    let read = String::deserialize(from)?.parse();
    read.map_err(|bad: String| D::Error::custom(format_args!("`hub_callbacks` {bad}")))
}

fn is_postgres(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

fn log_level<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    // The filter's own reader takes a misspelt level for a part of the program.
    let level = |text: &str| LEVELS.iter().any(|level| level.eq_ignore_ascii_case(text));
    let part = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_:".contains(c));
    let directive = |text: &str| match text.split_once('=') {
        Some((name, text)) => part(name) && level(text),
        None => level(text),
    };
    let text = String::deserialize(from)?;
    let right = text.split(',').all(|one| directive(one.trim()));
    if right { Ok(text) } else { Err(D::Error::custom(LOG_LEVEL)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_the_default() {
        let text = TEMPLATE.replace("@database@", "sqlite");
        assert_eq!(Config::parse(&text, |_| None).expect("the template"), Config::default());
    }

    #[test]
    fn absolute_addresses_begin_with_an_address_that_can_be_opened() {
        let mut config = Config::default();
        for (listening, base) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:80", "http://[::1]:80"),
        ] {
            assert_eq!(config.base_at(listening.parse().expect("an address")), base);
        }
        "https://news.example".clone_into(&mut config.base);
        assert_eq!(config.base_at(config.listen), "https://news.example");
    }

    #[test]
    fn letters_through_a_server_need_a_sender_and_are_in_the_agencys_name() {
        let config = |text: &str| Config::parse(text, |_| None).expect("config");
        let from =
            |text: &str| config(text).post_office(Path::new("d"), "The Agency").map(|(_, from)| from.to_string());
        assert!(from("mail = \"smtps://mail.example\"").is_err_and(|e| e.to_string().contains("`mail_from`")));
        assert_eq!(from("").expect("a sender"), "The Agency <noreply@localhost>");
        assert_eq!(from("mail_from = \"Desk <desk@a.example>\"").expect("a sender"), "Desk <desk@a.example>");
        let shown = format!("{:?}", config("mail = \"smtp://me:secret@mail.example\""));
        assert!(shown.contains("mail.example:587") && !shown.contains("secret"), "{shown}");
    }

    #[test]
    fn push_services_are_told_whom_to_write_to() {
        let contact = |text: &str, base: &str| Config::parse(text, |_| None).expect("config").push_contact(base);
        let from = "mail_from = \"Desk <desk@a.example>\"";
        assert_eq!(contact(from, "https://a.example").as_deref(), Some("mailto:desk@a.example"));
        assert_eq!(contact("", "https://a.example").as_deref(), Some("https://a.example"));
        assert_eq!(contact("", "http://127.0.0.1:8080"), None);
        assert!(Config::parse("push_services = \"\"", |_| None).expect("config").push_services.is_empty());
    }

    #[test]
    fn the_environment_wins_and_mistakes_are_named() {
        let environment = |name: &str| (name == "TELLAL_LISTEN").then(|| "127.0.0.1:1".to_owned());
        assert_eq!(Config::parse("listen = \"127.0.0.1:2\"", environment).expect("config").listen.port(), 1);
        for (bad, named) in [
            ("lisen = \"127.0.0.1:2\"", "line 1: unknown field `lisen`"),
            ("# a\n\nlisten = \"somewhere\"", "line 3 (`listen`): `listen` is an address"),
            ("listen = 8080", "line 1 (`listen`): invalid type"),
            ("database = \"postgre://me:secret@x\"", "line 1 (`database`): `database` is \"sqlite\" or"),
            ("database = \"postgres://me:secret@x", "line 1 (`database`)"),
            ("base = \"https://x/\"", "line 1 (`base`)"),
            ("base = \"httpx\"", "line 1 (`base`)"),
            ("metrics = \"yes\"", "line 1 (`metrics`)"),
            ("log_format = \"xml\"", "expected `text` or `json`"),
            ("base = \"\"\nlog_level = \"verbose\"", "line 2 (`log_level`): `log_level` is error, warn, info"),
            ("log_level = \"info,wire=loud\"", "line 1 (`log_level`)"),
            ("log_level = \"\"", "line 1 (`log_level`)"),
            ("mail = \"smtp://me:secret@\"", "line 1 (`mail`): `mail` is \"folder\""),
            ("mail = \"http://me:secret@x\"", "line 1 (`mail`)"),
            ("mail_from = \"the agency\"", "line 1 (`mail_from`): `mail_from` is an address"),
            ("hub_callbacks = \"10.0.0.7:80\"", "line 1 (`hub_callbacks`): `hub_callbacks` is a list of names"),
            ("push_services = \"http://push.example\"", "line 1 (`push_services`): `push_services` is a list"),
        ] {
            let error = format!("{:#}", Config::parse(bad, |_| None).expect_err(bad));
            assert!(error.contains(named) && !error.contains("secret"), "{error}");
        }
        for right in ["INFO", "off", "warn,wire=debug, desk::http=trace"] {
            let config = Config::parse(&format!("log_level = \"{right}\""), |_| None).expect(right);
            assert_eq!(config.log_level, right);
        }
        let environment = |name: &str| (name == "TELLAL_LOG_LEVEL").then(|| "loud".to_owned());
        let error = Config::parse("", environment).expect_err("no level").to_string();
        assert!(error.contains("TELLAL_LOG_LEVEL: `log_level` is error"), "{error}");
    }
}
