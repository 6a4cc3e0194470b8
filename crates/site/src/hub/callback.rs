//! The address at which a subscriber is called. It is a secret between the two (`WebSub` §5.1.1): it is not logged, and the
//! operator sees its machine alone.

use crate::{Site, view::encoded};
use errand::{Guard, Uri};
use sha2::{Digest, Sha256};

/// Bytes that an address may have.
const ADDRESS_BYTES_MAX: usize = 2_048;
/// Bytes of the hash by which a subscription is known.
const ID_BYTES: usize = 16;

/// An address that may be called, as far as it tells by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Callback {
    /// Exactly as the subscriber wrote it.
    pub address: String,
    /// Its machine, without the port, in small letters.
    pub host: String,
}

impl Callback {
    /// Reads an address, or says what is wrong with it, to be read after the name of the parameter.
    pub fn read(address: &str, site: &Site, guard: &Guard) -> Result<Self, String> {
        if address.len() > ADDRESS_BYTES_MAX {
            return Err(format!("has {} bytes; it may have {ADDRESS_BYTES_MAX}", address.len()));
        }
        let none = || "is not an address that begins with https:// or http://".to_owned();
        let uri: Uri = address.parse().map_err(|_| none())?;
        let (Some("http" | "https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(none()) };
        if address.contains('#') {
            return Err("has a fragment (#), which is never sent".to_owned());
        }
        if authority.as_str().contains('@') {
            return Err("has a user's name in it, which is not sent".to_owned());
        }
        let own = site.base.split_once("://").map_or(&*site.base, |(_, own)| own);
        if authority.as_str().eq_ignore_ascii_case(own) {
            return Err("is an address of this site".to_owned());
        }
        guard.admit(&uri).map_err(|_| "is not on the public internet, and this hub calls nobody else".to_owned())?;
        let host = authority.host().trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
        Ok(Self { address: address.to_owned(), host })
    }
}

/// What a subscription is known by: its callback and its feed (`WebSub` §1).
pub(super) fn id(callback: &str, path: &str) -> String {
    let hash = Sha256::new().chain_update(callback).chain_update([0]).chain_update(path).finalize();
    hex::encode(&hash[..ID_BYTES])
}

/// The address with more parameters after its own (`WebSub` §5.3).
pub(super) fn with(callback: &str, parameters: &[(&str, &str)]) -> String {
    let mut address = callback.to_owned();
    for (name, value) in parameters {
        let between = match address.split_once('?') {
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        for part in [between, name, "=", &encoded(value)] {
            address.push_str(part);
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_come_after_those_that_are_there() {
        let more = [("hub.mode", "subscribe"), ("hub.topic", "https://a.example/é?b=1&c")];
        let end = "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2F%C3%A9%3Fb%3D1%26c";
        for (callback, begin) in [
            ("https://b.example/x", "https://b.example/x?"),
            ("https://b.example", "https://b.example?"),
            ("https://b.example/x?", "https://b.example/x?"),
            ("https://b.example/x?hub.mode=mine", "https://b.example/x?hub.mode=mine&"),
            ("https://b.example/x?a=%2F&", "https://b.example/x?a=%2F&"),
        ] {
            assert_eq!(with(callback, &more), format!("{begin}{end}"));
            assert!(with(callback, &more).parse::<Uri>().is_ok());
        }
    }

    #[test]
    fn a_subscription_is_a_callback_and_a_feed() {
        assert_ne!(id("https://a.example/", "/en/rss.xml"), id("https://a.example/", "/en/atom.xml"));
        assert_ne!(id("https://a.example/x", "y"), id("https://a.example/", "xy"));
        assert_eq!(id("a", "b").len(), 2 * ID_BYTES);
    }
}
