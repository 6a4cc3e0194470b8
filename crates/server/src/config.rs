//! One TOML file, with environment variables over it.

use anyhow::{Context, bail};
use serde::Deserialize;
use std::{
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
# TELLAL_DATABASE, TELLAL_LOG_FORMAT, TELLAL_LOG_LEVEL.

# Where the public site, the APIs and the desk listen. Put a proxy that speaks TLS in front.
listen = \"127.0.0.1:8080\"

# Where Prometheus reads the metrics (/metrics); \"off\" for nowhere.
metrics = \"127.0.0.1:9464\"

# The public address of the site, without a slash at the end; when empty, the address that the server listens on.
base = \"\"

# \"sqlite\" (a file in this folder), or a PostgreSQL address.
database = \"@database@\"

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

/// The configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Where Prometheus reads: an address, or `off`.
    pub metrics: String,
    /// The public address of the site.
    pub base: String,
    /// `sqlite`, or a PostgreSQL address.
    pub database: String,
    /// How the log is written.
    pub log_format: LogFormat,
    /// What is logged.
    pub log_level: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics: "127.0.0.1:9464".to_owned(),
            base: String::new(),
            database: "sqlite".to_owned(),
            log_format: LogFormat::Text,
            log_level: "info".to_owned(),
        }
    }
}

impl Config {
    /// Reads the configuration of a data folder.
    pub fn load(data: &Path) -> anyhow::Result<Self> {
        let path = data.join(FILE);
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("{} cannot be read; `tellal init --data {}` makes a new agency", path.display(), data.display())
        })?;
        let config = Self::parse(&text, |name| std::env::var(name).ok());
        config.with_context(|| format!("{} is not right", path.display()))
    }

    /// Reads the file's text, and what the environment says over it.
    pub fn parse(text: &str, environment: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let mut table: Table = text.parse()?;
        for key in ["listen", "metrics", "base", "database", "log_format", "log_level"] {
            if let Some(value) = environment(&format!("TELLAL_{}", key.to_uppercase())) {
                table.insert(key.to_owned(), Value::String(value));
            }
        }
        let config: Self = table.try_into()?;
        if config.base.ends_with('/') || !(config.base.is_empty() || config.base.starts_with("http")) {
            bail!("`base` is an address such as https://news.example, without a slash at the end, or empty");
        }
        config.metrics_address()?;
        config.location(Path::new("."))?;
        Ok(config)
    }

    /// Where Prometheus reads, if anywhere.
    pub fn metrics_address(&self) -> anyhow::Result<Option<SocketAddr>> {
        match self.metrics.as_str() {
            "off" => Ok(None),
            address => Ok(Some(address.parse().context("`metrics` is an address such as 127.0.0.1:9464, or \"off\"")?)),
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

    /// Where the database is.
    pub fn location(&self, data: &Path) -> anyhow::Result<Location> {
        match self.database.as_str() {
            "sqlite" => Ok(Location::Sqlite(data.join("tellal.db"))),
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Location::Postgres(url.to_owned()))
            }
            _ => bail!("`database` is \"sqlite\" or an address such as postgres://user@host/database"),
        }
    }
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
    fn the_environment_wins_and_mistakes_are_named() {
        let environment = |name: &str| (name == "TELLAL_LISTEN").then(|| "127.0.0.1:1".to_owned());
        assert_eq!(Config::parse("listen = \"127.0.0.1:2\"", environment).expect("config").listen.port(), 1);
        for (bad, named) in [
            ("lisen = \"127.0.0.1:2\"", "lisen"),
            ("listen = \"somewhere\"", "listen"),
            ("database = \"mysql://x\"", "database"),
            ("base = \"https://x/\"", "base"),
            ("metrics = \"yes\"", "metrics"),
            ("log_format = \"xml\"", "log_format"),
        ] {
            let error = format!("{:#}", Config::parse(bad, |_| None).expect_err(bad));
            assert!(error.contains(named), "{error}");
        }
    }
}
