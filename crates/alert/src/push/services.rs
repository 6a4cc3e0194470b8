//! The push services that are asked. A browser says where it wants to be reached: nothing else on the network may be
//! reached that way.

use errand::Uri;
use std::{fmt, net::IpAddr, str::FromStr};

/// The services of the browsers that there are: Chrome and those like it, Firefox, Safari, Edge.
const USUAL: &str =
    "fcm.googleapis.com, updates.push.services.mozilla.com, web.push.apple.com, *.push.apple.com, *.notify.windows.com";
/// Bytes that the address of a subscription may have.
const ENDPOINT_BYTES_MAX: usize = 2_048;

/// What a list of services is.
const RULE: &str = "is a list of machines separated by commas, such as \"fcm.googleapis.com, *.push.apple.com\"; an address \
                    with http:// names this machine alone, such as http://127.0.0.1:9000";

/// The machines that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushServices(Vec<Service>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Service {
    /// This machine.
    Host(String),
    /// Every machine whose name ends so, with the dot.
    Below(String),
    /// This machine itself, for trials: `http://127.0.0.1:9000`.
    Here(String),
}

impl Default for PushServices {
    fn default() -> Self {
        USUAL.parse().expect("the usual services are a list")
    }
}

impl PushServices {
    /// No service: no pushes.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The address of a subscription, if it may be asked; or what is wrong, to be read after the name of the field.
    pub(crate) fn admit(&self, endpoint: &str) -> Result<Uri, String> {
        if endpoint.len() > ENDPOINT_BYTES_MAX {
            return Err(format!("has {} bytes; it may have {ENDPOINT_BYTES_MAX}", endpoint.len()));
        }
        let none = || "is not the address of a push service".to_owned();
        let uri: Uri = endpoint.parse().map_err(|_| none())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(none()) };
        if authority.as_str().contains('@') {
            return Err(none());
        }
        let here = origin(&uri);
        if self.0.iter().any(|service| matches!(service, Service::Here(origin) if *origin == here)) {
            return Ok(uri);
        }
        if scheme != "https" {
            return Err("does not begin with https://".to_owned());
        }
        let host = authority.host().to_ascii_lowercase();
        let known = self.0.iter().any(|service| match service {
            Service::Host(known) => *known == host,
            Service::Below(end) => host.len() > end.len() && host.ends_with(end.as_str()),
            Service::Here(_) => false,
        });
        if !known || authority.port().is_some_and(|port| port.as_u16() != 443) {
            return Err(format!("is at `{authority}`, a push service that this agency does not use"));
        }
        Ok(uri)
    }
}

/// Scheme, name and port, as a token names its service (RFC 8292 §2, RFC 6454 §6.2).
pub(crate) fn origin(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or("https");
    let authority = uri.authority().map_or("", |authority| authority.as_str()).to_ascii_lowercase();
    let usual = if scheme == "https" { ":443" } else { ":80" };
    format!("{scheme}://{}", authority.strip_suffix(usual).unwrap_or(&authority))
}

impl FromStr for Service {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.to_ascii_lowercase();
        if text.starts_with("http://") {
            let uri: Uri = text.parse().map_err(drop)?;
            let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
            let is_here = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
            let is_origin = uri.path() == "/" && uri.query().is_none() && !text.contains('@');
            return if is_here && is_origin { Ok(Self::Here(origin(&uri))) } else { Err(()) };
        }
        let (below, name) = text.strip_prefix("*.").map_or((false, text.as_str()), |name| (true, name));
        let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        // A name that ends with a number is an address (WHATWG URL §3.5), and no service is at one.
        let is_name = name.split('.').count() > 1
            && name.split('.').all(part)
            && name.rsplit('.').next().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()));
        match (is_name, below) {
            (false, _) => Err(()),
            (true, true) => Ok(Self::Below(format!(".{name}"))),
            (true, false) => Ok(Self::Host(name.to_owned())),
        }
    }
}

impl FromStr for PushServices {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::none());
        }
        let read = |one: &str| one.trim().parse().map_err(|()| RULE.to_owned());
        Ok(Self(text.split(',').map(read).collect::<Result<_, String>>()?))
    }
}

impl fmt::Display for PushServices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, service) in self.0.iter().enumerate() {
            f.write_str(if n == 0 { "" } else { ", " })?;
            match service {
                Service::Host(name) | Service::Here(name) => f.write_str(name)?,
                Service::Below(end) => write!(f, "*{end}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_services_that_were_named_are_asked() {
        let usual = PushServices::default();
        assert_eq!(usual.to_string(), USUAL);
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://FCM.googleapis.com:443/fcm/send/abc",
            "https://web.push.apple.com/x",
            "https://eu.web.push.apple.com/x",
            "https://db5p.notify.windows.com/w/?token=x",
        ] {
            assert!(usual.admit(good).is_ok(), "{good}: {:?}", usual.admit(good));
        }
        for bad in [
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com.example/x",
            "https://notify.windows.com/x",
            "https://evilpush.apple.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com@169.254.169.254/x",
            "https://me:secret@fcm.googleapis.com/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "ftp://fcm.googleapis.com/x",
            "/fcm/send",
            "",
        ] {
            assert!(usual.admit(bad).is_err(), "{bad}");
        }
        assert!(usual.admit(&format!("https://fcm.googleapis.com/{}", "a".repeat(2_048))).is_err());
        assert!(PushServices::none().admit("https://fcm.googleapis.com/x").is_err());
    }

    #[test]
    fn this_machine_is_asked_where_it_is_named() {
        let here: PushServices = "http://127.0.0.1:9000, http://[::1]:9000".parse().unwrap();
        assert!(here.admit("http://127.0.0.1:9000/a").is_ok() && here.admit("http://[::1]:9000/a").is_ok());
        for bad in ["http://127.0.0.1:9001/a", "https://127.0.0.1:9000/a", "http://127.0.0.1:9000@x.example/a"] {
            assert!(here.admit(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert!(" ".parse::<PushServices>().unwrap().is_empty());
        for bad in [
            "https://fcm.googleapis.com",
            "localhost",
            "*",
            "*.com.",
            "a.example,,b.example",
            "10.0.0.1",
            "http://push.example",
            "http://10.0.0.1:9000",
            "http://127.0.0.1:9000/path",
            "a b.example",
        ] {
            assert!(bad.parse::<PushServices>().is_err(), "{bad}");
        }
    }
}
