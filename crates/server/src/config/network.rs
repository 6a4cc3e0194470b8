//! The content delivery network in front of the site, as it is configured.

use super::{Config, checked};
use anyhow::{Context, bail};
use errand::{
    Uri,
    header::{HeaderName, HeaderValue},
};
use serde::{Deserialize, Deserializer, de::Error};
use site::{Cdn, PurgeMethod, Separator};
use std::{path::Path, str::FromStr};

/// Keys that one request may name at most. Beyond, the header is longer than networks read.
const KEYS_MAX: usize = 1_000;
/// The longest name of the header, in characters.
const HEADER_CHARS_MAX: usize = 64;

const URL: &str =
    "`cdn_purge_url` is an address such as https://purge.network.example/service without a login, or empty";
const HEADER: &str = "`cdn_keys_header` is the name of a header, such as Surrogate-Key, Cache-Tag or xkey";
const KEYS: &str = "`cdn_keys_max` is a number from 1 to 1000";

/// Headers that say something else of an answer or of a request.
const TAKEN: [&str; 14] = [
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "content-type",
    "etag",
    "host",
    "location",
    "set-cookie",
    "surrogate-control",
    "transfer-encoding",
    "vary",
];

pub(super) fn url<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let right = |text: &str| {
        let is_web = |url: &Uri| {
            let has_login = url.authority().is_some_and(|at| at.as_str().contains('@'));
            matches!(url.scheme_str(), Some("http" | "https")) && url.host().is_some() && !has_login
        };
        text.is_empty() || text.parse::<Uri>().is_ok_and(|url| is_web(&url))
    };
    checked(from, right, URL)
}

pub(super) fn header<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let right = |text: &str| {
        let is_free = |name: HeaderName| !TAKEN.contains(&name.as_str());
        text.len() <= HEADER_CHARS_MAX && text.parse().is_ok_and(is_free)
    };
    checked(from, right, HEADER)
}

/// A value by its name, or the sentence that says which there are.
fn named<'de, D: Deserializer<'de>, T: FromStr<Err = String>>(from: D, key: &str) -> Result<T, D::Error> {
    String::deserialize(from)?.parse().map_err(|bad| D::Error::custom(format_args!("`{key}` {bad}")))
}

pub(super) fn method<'de, D: Deserializer<'de>>(from: D) -> Result<PurgeMethod, D::Error> {
    named(from, "cdn_method")
}

pub(super) fn separator<'de, D: Deserializer<'de>>(from: D) -> Result<Separator, D::Error> {
    named(from, "cdn_separator")
}

/// A number of the file, or the text of a variable.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Value(usize),
    Text(String),
}

pub(super) fn keys_max<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let number = match Number::deserialize(from).map_err(|_| D::Error::custom(KEYS))? {
        Number::Value(number) => Some(number),
        Number::Text(text) => text.parse().ok(),
    };
    number.filter(|number| (1..=KEYS_MAX).contains(number)).ok_or_else(|| D::Error::custom(KEYS))
}

impl Config {
    /// The network in front of the site, where one is configured.
    pub fn cdn(&self, data: &Path) -> anyhow::Result<Option<Cdn>> {
        if self.cdn_purge_url.is_empty() {
            return Ok(None);
        }
        let credential = match self.cdn_authorization_file.as_str() {
            "" => None,
            file => {
                let path = data.join(file);
                let text = std::fs::read_to_string(&path);
                let text =
                    text.with_context(|| format!("`cdn_authorization_file`: {} cannot be read", path.display()))?;
                let Some(credential) = credential(text.trim()) else {
                    bail!(
                        "`cdn_authorization_file`: {} holds no header: one line such as Authorization: Bearer …",
                        path.display()
                    );
                };
                Some(credential)
            }
        };
        Ok(Some(Cdn {
            method: self.cdn_method,
            keys_header: self.cdn_keys_header.parse().context(HEADER)?,
            separator: self.cdn_separator,
            credential,
            keys_max: self.cdn_keys_max,
            ..Cdn::at(self.cdn_purge_url.parse().context(URL)?)
        }))
    }
}

/// A header of one line. Its value is shown nowhere.
fn credential(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    let mut value = HeaderValue::from_str(value.trim()).ok().filter(|value| !value.is_empty())?;
    value.set_sensitive(true);
    Some((name.trim().parse().ok()?, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> anyhow::Result<Config> {
        Config::parse(text, |_| None)
    }

    #[test]
    fn a_network_is_an_address_and_what_it_wants() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = "cdn_purge_url = \"http://127.0.0.1:6081/purge?token=hush\"";
        let found = |text: &str| config(&format!("{url}\n{text}")).expect("a config").cdn(folder.path());
        assert!(config("").expect("the default").cdn(folder.path()).expect("none").is_none());
        let plain = found("").expect("a network").expect("one");
        assert_eq!((plain.method, plain.keys_max), (PurgeMethod::Post, site::PURGE_KEYS_MAX));
        assert_eq!((plain.keys_header, plain.credential), (site::KEYS_HEADER, None));
        let file = "cdn_authorization_file = \"purge.key\"\ncdn_method = \"BAN\"\ncdn_keys_header = \"xkey\"";
        assert!(found(file).is_err_and(|e| format!("{e:#}").contains("cannot be read")));
        for bad in ["", "hush", "Two words: hush", "Name:", "Name: hush\nhush", ": hush"] {
            std::fs::write(folder.path().join("purge.key"), bad).expect("a file");
            let error = format!("{:#}", found(file).expect_err(bad));
            assert!(error.contains("holds no header") && !error.contains("hush"), "{error}");
        }
        std::fs::write(folder.path().join("purge.key"), "Fastly-Key: hush\n").expect("a file");
        let network = found(file).expect("a network").expect("one");
        let (name, value) = network.credential.clone().expect("a header");
        assert_eq!(
            (name.as_str(), value.as_bytes(), network.keys_header.as_str()),
            ("fastly-key", &b"hush"[..], "xkey")
        );
        let shown = format!("{network:?} {value:?}");
        assert!(shown.contains("BAN 127.0.0.1") && !shown.contains("hush"), "{shown}");
    }

    #[test]
    fn mistakes_are_named_and_variables_are_read_as_the_file_is() {
        for (bad, why) in [
            ("cdn_purge_url = \"network.example\"", "line 1 (`cdn_purge_url`): `cdn_purge_url` is an address"),
            ("cdn_purge_url = \"ftp://hush\"", "line 1 (`cdn_purge_url`)"),
            ("cdn_method = \"DELETE\"", "line 1 (`cdn_method`): `cdn_method` is POST, PURGE or BAN"),
            ("cdn_separator = \";\"", "`cdn_separator` is \"space\" or \"comma\""),
            ("cdn_keys_header = \"two words\"", "line 1 (`cdn_keys_header`): `cdn_keys_header` is the name"),
            ("cdn_keys_header = \"Cache-Control\"", "`cdn_keys_header` is the name"),
            ("cdn_keys_max = 0", "line 1 (`cdn_keys_max`): `cdn_keys_max` is a number"),
            ("requests_to = \"sales\"", "line 1 (`requests_to`): `requests_to` is an address"),
        ] {
            let error = format!("{:#}", config(bad).expect_err(bad));
            assert!(error.contains(why) && !error.contains("hush"), "{error}");
        }
        let said = |name: &str| match name {
            "TELLAL_CDN_KEYS_MAX" => Some("7".to_owned()),
            "TELLAL_CDN_SEPARATOR" => Some("comma".to_owned()),
            _ => None,
        };
        let config = Config::parse("", said).expect("a config");
        assert_eq!((config.cdn_keys_max, config.cdn_separator), (7, Separator::Comma));
    }
}
