//! The machine that drafts translations and public summaries, as it is configured.

use super::{Config, checked};
use anyhow::{Context, bail};
use assistant::{Assistant, Settings};
use serde::{Deserialize, Deserializer, de::Error};
use std::{path::Path, time::Duration};

/// Seconds that an answer may take at most.
const TIMEOUT_SECS_MAX: u64 = 600;

const URL: &str = "`assistant_url` is an address such as https://models.example/v1, or empty";
const SECONDS: &str = "`assistant_timeout_secs` is a number of seconds from 1 to 600";
const EMBARGOED: &str = "`assistant_embargoed` is true or false";

/// A value of the file, or the text of a variable.
#[derive(Deserialize)]
#[serde(untagged)]
enum Or<T> {
    Value(T),
    Text(String),
}

pub(super) fn url<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let right = |text: &str| {
        let is_web = |url: &errand::Uri| matches!(url.scheme_str(), Some("http" | "https")) && url.query().is_none();
        text.is_empty() || text.parse::<errand::Uri>().is_ok_and(|url| is_web(&url) && url.host().is_some())
    };
    checked(from, right, URL)
}

pub(super) fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let seconds = match Or::<u64>::deserialize(from).map_err(|_| D::Error::custom(SECONDS))? {
        Or::Value(seconds) => Some(seconds),
        Or::Text(text) => text.parse().ok(),
    };
    seconds.filter(|seconds| (1..=TIMEOUT_SECS_MAX).contains(seconds)).ok_or_else(|| D::Error::custom(SECONDS))
}

pub(super) fn yes_or_no<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match Or::<bool>::deserialize(from).map_err(|_| D::Error::custom(EMBARGOED))? {
        Or::Value(yes) => Ok(yes),
        Or::Text(text) => text.parse().map_err(|_| D::Error::custom(EMBARGOED)),
    }
}

impl Config {
    /// The machine that drafts, where one is configured.
    pub fn assistant(&self, data: &Path) -> anyhow::Result<Option<Assistant>> {
        if self.assistant_url.is_empty() {
            return Ok(None);
        }
        if self.assistant_model.is_empty() {
            bail!("`assistant_model` is missing: name the model that {} has", self.assistant_url);
        }
        let key = match self.assistant_key_file.as_str() {
            "" => None,
            file => {
                let path = data.join(file);
                let key = std::fs::read_to_string(&path);
                let key = key.with_context(|| format!("`assistant_key_file`: {} cannot be read", path.display()))?;
                let key = key.trim().to_owned();
                if key.is_empty() || !key.bytes().all(|b| b.is_ascii_graphic()) {
                    bail!("`assistant_key_file`: {} holds no key: one line without spaces", path.display());
                }
                Some(key)
            }
        };
        Ok(Some(Assistant::new(Settings {
            url: self.assistant_url.parse().context(URL)?,
            key,
            model: self.assistant_model.clone(),
            timeout: Duration::from_secs(self.assistant_timeout_secs),
            embargoed: self.assistant_embargoed,
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> anyhow::Result<Config> {
        Config::parse(text, |_| None)
    }

    #[test]
    fn nothing_leaves_the_house_unless_it_is_configured() {
        let config = config("").expect("the default");
        assert!(config.assistant(Path::new("d")).expect("no machine").is_none());
        assert!(!config.assistant_embargoed);
    }

    #[test]
    fn a_machine_is_an_address_a_model_and_perhaps_a_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = "assistant_url = \"http://127.0.0.1:8000/v1\"";
        let found = |text: &str| config(&format!("{url}\n{text}")).expect("a config").assistant(folder.path());
        assert!(found("").is_err_and(|e| e.to_string().contains("`assistant_model` is missing")));
        let machine = found("assistant_model = \"babel\"").expect("a machine").expect("one");
        assert_eq!((machine.model(), machine.host(), machine.takes_embargoed()), ("babel", "127.0.0.1", false));
        let keyed = "assistant_model = \"babel\"\nassistant_key_file = \"key\"";
        assert!(found(keyed).is_err_and(|e| format!("{e:#}").contains("cannot be read")));
        std::fs::write(folder.path().join("key"), "two words\n").expect("a file");
        assert!(
            found(keyed).is_err_and(|e| e.to_string().contains("holds no key") && !e.to_string().contains("two words"))
        );
        std::fs::write(folder.path().join("key"), "hush\n").expect("a file");
        let shown = format!("{:?}", found(keyed).expect("a machine"));
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn mistakes_are_named_and_variables_are_read_as_the_file_is() {
        for (bad, why) in [
            ("assistant_url = \"models.example\"", "line 1 (`assistant_url`): `assistant_url` is an address"),
            ("assistant_url = \"ftp://models.example\"", "line 1 (`assistant_url`)"),
            ("assistant_timeout_secs = 0", "line 1 (`assistant_timeout_secs`): `assistant_timeout_secs` is a number"),
            ("assistant_timeout_secs = 601", "(`assistant_timeout_secs`)"),
            (
                "assistant_embargoed = \"maybe\"",
                "line 1 (`assistant_embargoed`): `assistant_embargoed` is true or false",
            ),
        ] {
            let error = format!("{:#}", config(bad).expect_err(bad));
            assert!(error.contains(why), "{error}");
        }
        let said = |name: &str| match name {
            "TELLAL_ASSISTANT_TIMEOUT_SECS" => Some("7".to_owned()),
            "TELLAL_ASSISTANT_EMBARGOED" => Some("true".to_owned()),
            _ => None,
        };
        let config = Config::parse("", said).expect("a config");
        assert_eq!((config.assistant_timeout_secs, config.assistant_embargoed), (7, true));
    }
}
