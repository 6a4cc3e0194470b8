//! Where an errand may go when somebody else says where: to machines on the public internet, and to those that the
//! operator names. Whoever may name an address must not reach by it what only this machine can reach.

use crate::{ErrandError, Machine, Uri};
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};
use tokio::net::lookup_host;

/// Addresses of one name that are tried.
const ADDRESSES_MAX: usize = 8;
/// Bytes of a name (RFC 1035 §2.3.4).
const NAME_BYTES_MAX: usize = 253;
/// Names below these are of this machine or of the network around it (RFC 6761, RFC 6762, RFC 8375, and `internal`, which
/// ICANN keeps for private use), or lead nowhere without a network of their own (RFC 7686).
const LOCAL: [&str; 5] = ["localhost", "local", "internal", "home.arpa", "onion"];
/// An address of the public internet at which every machine of one large provider finds its keeper.
const KEEPER: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// What a list of machines is.
const RULE: &str = "is a list of names or addresses of machines separated by commas, such as \"feeds.intranet.example, \
                    10.0.0.7\", without ports";

/// Lets errands through to public addresses, and to the machines that were named. Every port is let through: a public
/// service may stand at any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guard {
    /// In small letters, without brackets.
    named: Vec<String>,
}

impl Guard {
    /// Whether an address may be asked, as far as it tells by itself. What a name stands for is looked at when it is asked,
    /// and then may still be refused.
    ///
    /// # Errors
    /// [`ErrandError::NoAddress`] and [`ErrandError::NotPublic`].
    pub fn admit(&self, address: &Uri) -> Result<(), ErrandError> {
        self.admit_host(&Machine::of(address)?.host)
    }

    fn admit_host(&self, host: &str) -> Result<(), ErrandError> {
        if self.names(host) {
            return Ok(());
        }
        let is_open = match host.parse::<IpAddr>() {
            Ok(address) => is_public(address),
            Err(_) => is_public_name(host),
        };
        if is_open { Ok(()) } else { Err(ErrandError::NotPublic(host.to_owned())) }
    }

    /// Whether a machine that was reached may be asked: one that turned out to be this one only where it is named.
    pub(crate) fn admit_place(&self, host: &str, is_here: bool) -> Result<(), ErrandError> {
        if is_here && !self.names(host) { Err(ErrandError::NotPublic(host.to_owned())) } else { Ok(()) }
    }

    fn names(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        self.named.iter().any(|named| named.eq_ignore_ascii_case(host))
    }

    /// The addresses of a machine. They are looked up once: whoever connects to them connects to what was looked at.
    pub(crate) async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, ErrandError> {
        self.admit_host(host)?;
        let found = lookup_host((host, port)).await?;
        self.sift(host, found.take(ADDRESSES_MAX).collect())
    }

    /// All of these addresses, or none: a name that stands for something public and something private is a trick.
    fn sift(&self, host: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, ErrandError> {
        if self.names(host) || found.iter().all(|address| is_public(address.ip())) {
            return Ok(found);
        }
        Err(ErrandError::NotPublic(host.to_owned()))
    }
}

impl FromStr for Guard {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let named = text.split(',').map(|one| one.trim().trim_matches(['[', ']']).to_ascii_lowercase());
        let named: Vec<String> = if text.trim().is_empty() { Vec::new() } else { named.collect() };
        if named.iter().all(|name| name.parse::<IpAddr>().is_ok() || is_name(name)) {
            Ok(Self { named })
        } else {
            Err(RULE.to_owned())
        }
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.named.join(", "))
    }
}

fn is_name(name: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    name.len() <= NAME_BYTES_MAX && name.split('.').all(part)
}

/// A name below a public suffix, by its looks: it has two parts, does not end with a number (WHATWG URL §3.5: that is an
/// address in a form of its own, which resolvers read), and is not kept for what is near.
fn is_public_name(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    let is_local = LOCAL.iter().any(|local| name == *local || name.ends_with(&format!(".{local}")));
    name.contains('.') && is_name(&name) && !is_number && !is_local
}

/// True for an address of the public internet: globally reachable by the registries of the IANA for special purposes
/// (RFC 6890), and no metadata service of a provider. IPv4 inside IPv6 counts as IPv4.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match (a, b, c) {
        // This network, private, loopback; multicast and what is reserved above it.
        (0 | 10 | 127 | 224..=255, ..)
        // Shared by the customers of a carrier (RFC 6598).
        | (100, 64..=127, _)
        // Link-local, with the metadata services of most providers.
        | (169, 254, _)
        | (172, 16..=31, _)
        | (192, 168, _)
        // Assignments of the IETF; documentation; the old way to 6to4.
        | (192, 0, 0 | 2)
        | (192, 88, 99)
        // Measurements (RFC 2544); documentation.
        | (198, 18 | 19, _)
        | (198, 51, 100)
        | (203, 0, 113) => true,
        _ => false,
    };
    !is_special && address != KEEPER
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let inner = || Ipv4Addr::from_bits(u32::from(parts[6]) << 16 | u32::from(parts[7]));
    match parts {
        // Mapped (RFC 4291 §2.5.5.2), and by the well-known prefix of NAT64 (RFC 6052 §2.1).
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(inner()),
        // Assignments of the IETF, Teredo among them; documentation (RFC 3849, RFC 9637); 6to4.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // What was given out: everything else is local, multicast, or not there.
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 80)
    }

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for open in [
            "8.8.8.8",
            "172.15.255.255",
            "172.32.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "168.63.129.17",
            "2001:4860:4860::8888",
            "2a00:1450::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ] {
            assert!(is_public(open.parse().unwrap()), "{open}");
        }
        for shut in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::8.8.8.8",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::808:808",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(shut.parse().unwrap()), "{shut}");
        }
    }

    #[test]
    fn names_of_what_is_near_are_refused_before_anybody_looks_them_up() {
        let guard = Guard::default();
        let admit = |host: &str| guard.admit(&format!("https://{host}/x").parse().unwrap());
        for open in ["news.example", "NEWS.example.", "a-1.b.example:8443", "8.8.8.8", "[2a00:1450::1]:9"] {
            assert!(admit(open).is_ok(), "{open}: {:?}", admit(open));
        }
        for shut in [
            "intranet",
            "localhost",
            "a.localhost",
            "printer.local",
            "a.INTERNAL",
            "10.0.0.1",
            "[::1]",
            "1.2.3",
            "a.0x7f",
        ] {
            assert!(matches!(admit(shut), Err(ErrandError::NotPublic(_))), "{shut}");
        }
        assert!(matches!(guard.admit(&"/x".parse().unwrap()), Err(ErrandError::NoAddress(_))));
    }

    #[test]
    fn one_private_address_is_enough_to_refuse_a_name() {
        let guard = Guard::default();
        assert_eq!(guard.sift("a.example", vec![at("8.8.8.8")]).unwrap(), [at("8.8.8.8")]);
        for found in [vec![at("127.0.0.1")], vec![at("8.8.8.8"), at("10.0.0.1")]] {
            assert!(matches!(guard.sift("a.example", found), Err(ErrandError::NotPublic(_))));
        }
        let named: Guard = "a.example".parse().unwrap();
        assert!(named.sift("A.example", vec![at("127.0.0.1")]).is_ok());
        assert!(named.sift("b.a.example", vec![at("127.0.0.1")]).is_err());
    }

    #[test]
    fn this_machine_is_not_reached_by_its_public_address_either() {
        let named: Guard = "a.example".parse().unwrap();
        assert!(matches!(named.admit_place("8.8.8.8", true), Err(ErrandError::NotPublic(_))));
        assert!(named.admit_place("8.8.8.8", false).is_ok());
        assert!(named.admit_place("a.example", true).is_ok());
    }

    #[test]
    fn machines_are_named_without_ports() {
        let guard: Guard = " Feeds.Intranet.example, 10.0.0.7 ,[::1], localhost".parse().unwrap();
        assert_eq!(guard.to_string(), "feeds.intranet.example, 10.0.0.7, ::1, localhost");
        for host in ["http://[::1]:9/", "http://localhost/", "http://10.0.0.7:1/", "http://feeds.intranet.example./"] {
            assert!(guard.admit(&host.parse().unwrap()).is_ok(), "{host}");
        }
        assert!(guard.admit(&"http://10.0.0.8/".parse().unwrap()).is_err());
        assert_eq!("".parse::<Guard>(), Ok(Guard::default()));
        for bad in ["a.example:80", "http://a.example", "a,,b", "a b", "*"] {
            assert!(bad.parse::<Guard>().is_err(), "{bad}");
        }
    }
}
