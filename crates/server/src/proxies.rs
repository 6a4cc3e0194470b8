//! Who really asks, when a proxy stands in between: links are bound to an address, and the form of the site counts by it.

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};
use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

/// Proxies in a row that are followed.
const HOPS_MAX: usize = 16;

/// The addresses whose `X-Forwarded-For` is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxies(Arc<[IpAddr]>);

impl FromStr for Proxies {
    type Err = std::net::AddrParseError;
    /// Reads addresses that are separated by commas; an empty text trusts nobody.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let addresses = text.split(',').map(str::trim).filter(|address| !address.is_empty());
        addresses.map(|address| address.parse().map(|ip: IpAddr| ip.to_canonical())).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    /// Puts the address of the client into the place of its proxy's.
    pub fn look_behind(&self, mut request: Request) -> Request {
        if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() {
            let client = self.client(peer.ip().to_canonical(), request.headers());
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, peer.port())));
        }
        request
    }

    /// The nearest address that is not one of the proxies. Each proxy adds whom it saw at the end, and what stands before
    /// that was written by strangers.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        let values = headers.get_all("x-forwarded-for").iter().rev().filter_map(|value| value.to_str().ok());
        for seen in values.flat_map(|value| value.rsplit(',')).take(HOPS_MAX) {
            if !self.0.contains(&client) {
                break;
            }
            // Some proxies write the port too.
            let seen = seen.trim();
            let address = seen.parse().ok().or_else(|| seen.parse::<SocketAddr>().ok().map(|address| address.ip()));
            let Some(address) = address else { break };
            client = IpAddr::to_canonical(&address);
        }
        client
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(trusted: &str, peer: &str, forwarded: &[&'static str]) -> String {
        let proxies: Proxies = trusted.parse().expect("addresses");
        let header =
            |value: &&'static str| ("x-forwarded-for".parse().expect("a name"), HeaderValue::from_static(value));
        let mut headers = HeaderMap::new();
        forwarded
            .iter()
            .map(header)
            .for_each(|(name, value): (axum::http::HeaderName, _)| drop(headers.append(name, value)));
        proxies.client(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn the_nearest_stranger_is_the_client() {
        let two = "127.0.0.1, 192.0.2.9";
        assert_eq!(client(two, "127.0.0.1", &["203.0.113.5"]), "203.0.113.5");
        assert_eq!(client(two, "127.0.0.1", &["6.6.6.6, 203.0.113.5, 192.0.2.9"]), "203.0.113.5");
        assert_eq!(client(two, "127.0.0.1", &["6.6.6.6", "203.0.113.5:4711", "192.0.2.9"]), "203.0.113.5");
        assert_eq!(client(two, "203.0.113.7", &["6.6.6.6"]), "203.0.113.7", "a stranger is not believed");
        assert_eq!(client("", "127.0.0.1", &["6.6.6.6"]), "127.0.0.1");
        assert_eq!(client(two, "127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(client(two, "127.0.0.1", &["unknown, 192.0.2.9"]), "192.0.2.9");
        assert_eq!(client("::1", "::1", &["2001:db8::5"]), "2001:db8::5");
        assert!("localhost".parse::<Proxies>().is_err());
    }
}
