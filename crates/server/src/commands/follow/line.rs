//! The line to the server. Answers are read as they come, and nothing is sent anywhere else: no redirect is followed.

use super::trouble::Trouble;
use anyhow::{Context, anyhow, bail, ensure};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Empty};
use hyper::{
    HeaderMap, Request, StatusCode, Uri,
    body::Incoming,
    client::conn::http1::{self, SendRequest},
    header::{ACCEPT, AUTHORIZATION, DATE, HOST, HeaderName, HeaderValue, LOCATION, RETRY_AFTER, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use jiff::fmt::rfc2822;
use rustls::pki_types::ServerName;
use serde::Deserialize;
use std::{net::IpAddr, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_util::task::TaskTracker;

/// The time until an answer begins, in seconds.
const ANSWER_SECS: u64 = 60;
/// The time until an answer that is not a stream is there, in seconds.
const WHOLE_SECS: u64 = 300;
/// The largest answer that is not a stream, in bytes.
const WHOLE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The longest time that the server may ask to be left alone, in seconds.
const RETRY_AFTER_SECS_MAX: u64 = 3_600;

const NAME: &str = concat!("tellal-follow/", env!("CARGO_PKG_VERSION"));

/// Where the server is, and who asks.
pub struct Line {
    tls: bool,
    host: String,
    port: u16,
    authority: HeaderValue,
    /// What stands before every path.
    folder: String,
    key: HeaderValue,
    tasks: TaskTracker,
}

/// An answer whose body is still to be read.
pub struct Answer {
    body: Incoming,
    /// The connection is open as long as somebody may send on it.
    _sender: SendRequest<Empty<Bytes>>,
}

trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

impl Line {
    /// A line to an address, which is https, or http on this machine: whoever hears the key can use it.
    pub fn new(url: &str, key: &str) -> anyhow::Result<Self> {
        let uri: Uri = url.parse().ok().with_context(|| format!("`{url}` is not an address"))?;
        let authority = uri.authority().with_context(|| format!("`{url}` names no server"))?;
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if here => false,
            Some("http") => bail!("`{url}` would send the key in the clear: use https"),
            _ => bail!("`{url}` is neither https nor http"),
        };
        ensure!(uri.query().is_none() && !authority.as_str().contains('@'), "`{url}` holds more than an address");
        let mut key = HeaderValue::from_str(&format!("Bearer {key}")).context("the key is not one line of text")?;
        key.set_sensitive(true);
        Ok(Self {
            tls,
            port: authority.port_u16().unwrap_or(if tls { 443 } else { 80 }),
            authority: HeaderValue::from_str(authority.as_str()).context("the address has a strange name")?,
            host,
            folder: uri.path().trim_end_matches('/').to_owned(),
            key,
            tasks: TaskTracker::new(),
        })
    }

    /// Asks for a path; what is not a good answer is told as trouble.
    pub async fn ask(&self, path: &str, headers: &[(HeaderName, HeaderValue)]) -> Result<Answer, Trouble> {
        let asked = timeout(Duration::from_secs(ANSWER_SECS), self.send(path, headers)).await;
        let (status, headers, answer) =
            asked.map_err(|_| Trouble::passing(format!("no answer came within {ANSWER_SECS} s")))??;
        if status == StatusCode::OK {
            return Ok(answer);
        }
        let said = answer.whole().await.unwrap_or_default();
        Err(refused(status, &headers, &said))
    }

    async fn send(
        &self,
        path: &str,
        headers: &[(HeaderName, HeaderValue)],
    ) -> Result<(StatusCode, HeaderMap, Answer), Trouble> {
        let io = self.connect().await.map_err(|e| Trouble::passing(format!("{} cannot be reached: {e}", self.host)))?;
        let failed = |e: hyper::Error| Trouble::passing(format!("the connection failed: {e}"));
        let (mut sender, connection) = http1::handshake(TokioIo::new(io)).await.map_err(failed)?;
        // What happens to the connection is seen by whoever reads the answer.
        self.tasks.spawn(async move { drop(connection.await) });
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = format!("{}{path}", self.folder).parse().map_err(Trouble::passing)?;
        let fixed = [
            (HOST, self.authority.clone()),
            (AUTHORIZATION, self.key.clone()),
            (USER_AGENT, HeaderValue::from_static(NAME)),
            (ACCEPT, HeaderValue::from_static("*/*")),
        ];
        request.headers_mut().extend(fixed.into_iter().chain(headers.iter().cloned()));
        let (head, body) = sender.send_request(request).await.map_err(failed)?.into_parts();
        Ok((head.status, head.headers, Answer { body, _sender: sender }))
    }

    async fn connect(&self) -> std::io::Result<Box<dyn Io>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        if !self.tls {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(self.host.clone()).map_err(std::io::Error::other)?;
        Ok(Box::new(errand::connector().connect(name, stream).await?))
    }
}

impl Answer {
    /// The next piece of the body; none at its end. Dropping the future loses nothing.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Trouble> {
        while let Some(frame) = self.body.frame().await {
            let frame = frame.map_err(|e| Trouble::passing(format!("the connection broke: {e}")))?;
            if let Ok(piece) = frame.into_data() {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }

    /// The whole body.
    pub async fn whole(mut self) -> Result<Bytes, Trouble> {
        let all = async {
            let mut whole = BytesMut::new();
            while let Some(piece) = self.piece().await? {
                whole.extend_from_slice(&piece);
                if whole.len() > WHOLE_BYTES_MAX {
                    return Err(Trouble::passing("the answer is too long"));
                }
            }
            Ok(whole.freeze())
        };
        let all = timeout(Duration::from_secs(WHOLE_SECS), all).await;
        all.unwrap_or_else(|_| Err(Trouble::passing(format!("the answer was not whole within {WHOLE_SECS} s"))))
    }
}

/// What an answer says that is a problem document (RFC 9457).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    title: String,
    detail: String,
}

/// What helps against an answer that is not the one that was hoped for.
pub fn refused(status: StatusCode, headers: &HeaderMap, said: &[u8]) -> Trouble {
    let Problem { title, detail } = serde_json::from_slice(said).unwrap_or_default();
    let said = if detail.is_empty() { title } else { detail };
    let said = if said.is_empty() { "it does not say why".to_owned() } else { said.replace(char::is_control, " ") };
    let again = matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS);
    if again || status.is_server_error() {
        return Trouble::Passing { why: format!("the server answers {status}: {said}"), wait: retry_after(headers) };
    }
    let elsewhere = headers.get(LOCATION).and_then(|to| to.to_str().ok()).filter(|_| status.is_redirection());
    Trouble::Lasting(match (status, elsewhere) {
        (StatusCode::UNAUTHORIZED, _) => anyhow!("the key is not let in: {said}"),
        (StatusCode::FORBIDDEN, _) => anyhow!("the key may not follow this: {said}"),
        (StatusCode::GONE, _) => anyhow!("what was followed is gone: {said}"),
        (_, Some(to)) => anyhow!("the server sends elsewhere, and the key is not taken there: follow {to}"),
        _ => anyhow!("the server answers {status}: {said}"),
    })
}

/// How long the server asks to be left alone (RFC 9110 §10.2.3). A date counts from the date of the answer, so that no
/// clock of this machine is asked.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::trim);
    let told = text(RETRY_AFTER)?;
    let date = |text: &str| rfc2822::parse(text).ok().map(|zoned| zoned.timestamp().as_second());
    let secs = match told.parse() {
        Ok(secs) => secs,
        Err(_) => u64::try_from(date(told)? - date(text(DATE)?)?).unwrap_or(0),
    };
    Some(Duration::from_secs(secs.min(RETRY_AFTER_SECS_MAX)))
}

/// A value as part of a query (RFC 3986 §2.1).
pub fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_over_tls_or_stays_on_this_machine() {
        let line = |url: &str| Line::new(url, "tellal_x").map(|line| (line.tls, line.host, line.port, line.folder));
        let at = |tls, host: &str, port, folder: &str| (tls, host.to_owned(), port, folder.to_owned());
        assert_eq!(line("https://agency.example/").unwrap(), at(true, "agency.example", 443, ""));
        assert_eq!(line("https://agency.example:8443/wire/").unwrap(), at(true, "agency.example", 8443, "/wire"));
        assert_eq!(line("http://127.0.0.1:8080").unwrap(), at(false, "127.0.0.1", 8080, ""));
        assert_eq!(line("http://[::1]:8080").unwrap(), at(false, "::1", 8080, ""));
        assert_eq!(line("http://localhost").unwrap(), at(false, "localhost", 80, ""));
        for bad in [
            "http://agency.example/",
            "http://127.0.0.1.agency.example/",
            "http://localhost@agency.example/",
            "https://ada:secret@agency.example/",
            "https://agency.example/?q=a",
            "ftp://agency.example/",
            "agency.example",
            "/api",
            "",
        ] {
            assert!(line(bad).is_err(), "{bad}");
        }
        assert!(Line::new("https://agency.example", "two\nlines").is_err());
    }

    #[test]
    fn what_passes_is_told_from_what_lasts() {
        let says = |status: u16, said: &str| {
            refused(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), said.as_bytes())
        };
        for passing in [408, 425, 429, 500, 502, 503] {
            assert!(matches!(says(passing, ""), Trouble::Passing { .. }), "{passing}");
        }
        for (lasting, about) in [
            (401, "not let in: Why"),
            (403, "may not follow this: Why"),
            (410, "is gone: Why"),
            (400, "400"),
            (404, "404"),
        ] {
            let Trouble::Lasting(error) = says(lasting, "{\"title\":\"T\",\"detail\":\"Why\"}") else {
                panic!("{lasting}")
            };
            assert!(error.to_string().contains(about), "{error}");
        }
        let moved = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static("https://new.example/"))]);
        let Trouble::Lasting(error) = refused(StatusCode::FOUND, &moved, b"") else { panic!("a redirect is no way") };
        assert!(error.to_string().contains("follow https://new.example/"), "{error}");
    }

    #[test]
    fn the_server_says_when_to_come_back() {
        let told = |after: &'static str| {
            let date = (DATE, HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(after)), date]);
            match refused(StatusCode::SERVICE_UNAVAILABLE, &headers, b"") {
                Trouble::Passing { wait, .. } => wait.map(|wait| wait.as_secs()),
                Trouble::Lasting(error) => panic!("{error}"),
            }
        };
        assert_eq!(told("7"), Some(7));
        assert_eq!(told("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
        assert_eq!(told("Sun, 06 Nov 1994 08:48:37 GMT"), Some(0));
        assert_eq!(told("999999"), Some(RETRY_AFTER_SECS_MAX));
        assert_eq!(told("soon"), None);
    }

    #[test]
    fn a_query_survives_its_address() {
        assert_eq!(encoded("headline:\"İzmir\" a+b&c"), "headline%3A%22%C4%B0zmir%22%20a%2Bb%26c");
    }
}
