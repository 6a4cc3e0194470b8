//! Errands: one request to a machine elsewhere, with one answer.
//!
//! Invariants:
//! - An errand is bounded in time and in the size of its answer.
//! - Redirects are not followed and no proxy is asked: a request goes where its address says, and nowhere else.
//! - Whether an address may be asked at all is decided by whoever sends the errand; where somebody else named it, by a
//!   [`Guard`], and then the connection is made to the very address that was looked at.

mod guard;

pub use guard::Guard;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    client::conn::http1,
    header::{CONNECTION, HOST, HeaderValue},
};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName};
use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

pub use hyper::{Request, Response, StatusCode, Uri, header};

/// The certificates that are trusted are those that Mozilla trusts.
static TLS: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| {
    let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect::<RootCertStore>();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks the usual versions of TLS");
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
});

/// What one errand may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The time until the whole answer is there.
    pub time: Duration,
    /// The bytes that the answer may have.
    pub answer_bytes: usize,
}

/// Why an errand failed.
#[derive(Debug, thiserror::Error)]
pub enum ErrandError {
    /// The address is neither `http` nor `https`, or names no machine.
    #[error("`{0}` is not the address of a machine")]
    NoAddress(String),
    /// The machine is not on the public internet, and nobody named it as one that may be asked.
    #[error("`{0}` is not on the public internet")]
    NotPublic(String),
    /// It took too long.
    #[error("no answer came within {} s", .0.as_secs())]
    Slow(Duration),
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Connection(#[from] std::io::Error),
    /// The answer is no HTTP.
    #[error("the answer cannot be read: {0}")]
    Http(#[from] hyper::Error),
    /// The answer is too long, or broke off.
    #[error("the answer is too long or broke off: {0}")]
    Body(Box<dyn std::error::Error + Send + Sync>),
}

/// Connects over TLS, for those whose answers are not errands: what is trusted is said in one place.
pub fn connector() -> TlsConnector {
    TlsConnector::from(Arc::clone(&TLS))
}

/// Runs an errand, wherever it leads.
pub async fn run(request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, ErrandError> {
    within(limits.time, Box::pin(go(request, None, Some(limits.answer_bytes)))).await
}

/// Runs an errand to a machine that somebody else named, if the guard lets it through.
pub async fn run_guarded(
    request: Request<Vec<u8>>,
    limits: Limits,
    guard: &Guard,
) -> Result<Response<Vec<u8>>, ErrandError> {
    within(limits.time, Box::pin(go(request, Some(guard), Some(limits.answer_bytes)))).await
}

/// Brings something to a machine that somebody else named, if the guard lets it through. Of the answer only the head is
/// read, however long its body is.
pub async fn bring(request: Request<Vec<u8>>, time: Duration, guard: &Guard) -> Result<Response<()>, ErrandError> {
    let answer = within(time, Box::pin(go(request, Some(guard), None))).await?;
    Ok(answer.map(drop))
}

/// The work is large, and is not to be moved about.
async fn within<T>(time: Duration, work: impl Future<Output = Result<T, ErrandError>>) -> Result<T, ErrandError> {
    tokio::time::timeout(time, work).await.map_err(|_| ErrandError::Slow(time))?
}

/// The machine that an address names.
struct Machine {
    /// Its name or number, without brackets.
    host: String,
    port: u16,
    tls: bool,
}

impl Machine {
    fn of(uri: &Uri) -> Result<Self, ErrandError> {
        let elsewhere = || ErrandError::NoAddress(uri.to_string());
        let host = uri.host().ok_or_else(elsewhere)?.trim_matches(['[', ']']).to_owned();
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(elsewhere()),
        };
        let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
        Ok(Self { host, port, tls })
    }
}

/// Goes there and comes back, with the body of the answer if so many bytes of it are wanted.
async fn go(
    request: Request<Vec<u8>>,
    guard: Option<&Guard>,
    answer_bytes: Option<usize>,
) -> Result<Response<Vec<u8>>, ErrandError> {
    let Machine { host, port, tls } = Machine::of(request.uri())?;
    let stream = match guard {
        Some(guard) => {
            let stream = TcpStream::connect(guard.addresses(&host, port).await?.as_slice()).await?;
            // What this machine is called outside is this machine too.
            let is_here = stream.peer_addr()?.ip() == stream.local_addr()?.ip();
            guard.admit_place(&host, is_here)?;
            stream
        }
        None => TcpStream::connect((host.as_str(), port)).await?,
    };
    if !tls {
        return exchange(stream, request, answer_bytes).await;
    }
    let name = ServerName::try_from(host).map_err(|_| ErrandError::NoAddress(request.uri().to_string()))?;
    exchange(connector().connect(name, stream).await?, request, answer_bytes).await
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Vec<u8>>,
    answer_bytes: Option<usize>,
) -> Result<Response<Vec<u8>>, ErrandError> {
    let (mut head, body) = request.into_parts();
    if let Some(host) = head.uri.authority().and_then(|at| HeaderValue::from_str(at.as_str()).ok()) {
        head.headers.insert(HOST, host);
    }
    head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    head.uri = head.uri.path_and_query().map_or_else(Default::default, |path| path.clone().into());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let answer = async {
        let (head, body) =
            sender.send_request(Request::from_parts(head, Full::new(Bytes::from(body)))).await?.into_parts();
        let body = match answer_bytes {
            Some(bytes) => Limited::new(body, bytes).collect().await.map_err(ErrandError::Body)?.to_bytes().to_vec(),
            None => Vec::new(),
        };
        Ok(Response::from_parts(head, body))
    };
    tokio::pin!(answer, connection);
    tokio::select! {
        answer = &mut answer => answer,
        // What had come is still to be read.
        _ = &mut connection => answer.await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    const SMALL: Limits = Limits { time: Duration::from_millis(300), answer_bytes: 10 };

    fn to(address: &str) -> Request<Vec<u8>> {
        Request::get(address).body(Vec::new()).unwrap()
    }

    /// Answers one request with these bytes, and says where.
    async fn answering(bytes: &'static str) -> (String, impl Future<Output = ()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let answer = async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 1_000]).await.unwrap();
            stream.write_all(bytes.as_bytes()).await.unwrap();
        };
        (address, answer)
    }

    #[tokio::test]
    async fn an_answer_comes_back_and_a_long_one_does_not() {
        let (address, answer) = answering("HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok").await;
        let (found, ()) = tokio::join!(run(to(&address), SMALL), answer);
        let found = found.unwrap();
        assert_eq!((found.status(), found.body().as_slice()), (StatusCode::CREATED, &b"ok"[..]));
        let (address, answer) = answering("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nhello world").await;
        let (found, ()) = tokio::join!(run(to(&address), SMALL), answer);
        assert!(matches!(found, Err(ErrandError::Body(_))), "{found:?}");
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_no_way() {
        let (address, answer) =
            answering("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n").await;
        let (found, ()) = tokio::join!(run(to(&address), SMALL), answer);
        assert_eq!(found.unwrap().status(), StatusCode::FOUND);
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let found = run(to(&address), SMALL).await;
        assert!(matches!(found, Err(ErrandError::Slow(_))), "{found:?}");
    }

    #[tokio::test]
    async fn what_is_no_address_is_not_asked() {
        for address in ["ftp://127.0.0.1/", "/here"] {
            let found = run(to(address), SMALL).await;
            assert!(matches!(found, Err(ErrandError::NoAddress(_))), "{address}: {found:?}");
        }
    }

    /// A machine that nobody may reach by way of an errand, and how many did.
    async fn nobody_comes(address: &str) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let address = address.replace("PORT", &port.to_string());
        let guard = Guard::default();
        for found in [
            run_guarded(to(&address), SMALL, &guard).await.map(drop),
            bring(to(&address), SMALL.time, &guard).await.map(drop),
        ] {
            assert!(matches!(found, Err(ErrandError::NotPublic(_))), "{address}: {found:?}");
        }
        let came = tokio::time::timeout(Duration::from_millis(1), listener.accept()).await;
        assert!(came.is_err(), "{address} was connected to");
    }

    #[tokio::test]
    async fn a_guard_lets_nothing_through_to_this_machine() {
        for address in [
            "http://127.0.0.1:PORT/",
            "http://localhost:PORT/",
            "http://LOCALHOST.:PORT/",
            "https://127.0.0.1:PORT/",
            "http://[::ffff:127.0.0.1]:PORT/",
            "http://[::1]:PORT/",
            "http://127.1:PORT/",
            "http://0x7f000001:PORT/",
            "http://2130706433:PORT/",
            "http://0.0.0.0:PORT/",
        ] {
            nobody_comes(address).await;
        }
    }

    #[tokio::test]
    async fn a_machine_that_was_named_is_asked_and_its_body_need_not_be_read() {
        let guard: Guard = "127.0.0.1".parse().unwrap();
        let (address, answer) = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
        let (found, ()) = tokio::join!(run_guarded(to(&address), SMALL, &guard), answer);
        assert_eq!(found.unwrap().body(), b"ok");
        // Longer than anybody would read, and never sent.
        let (address, answer) = answering("HTTP/1.1 204 No Content\r\ncontent-length: 999999\r\n\r\n").await;
        let (found, ()) = tokio::join!(bring(to(&address), SMALL.time, &guard), answer);
        assert_eq!(found.unwrap().status(), StatusCode::NO_CONTENT);
        let (address, answer) = answering("HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\nand on").await;
        let (found, ()) = tokio::join!(bring(to(&address), SMALL.time, &guard), answer);
        assert_eq!(found.unwrap().status(), StatusCode::OK);
    }
}
