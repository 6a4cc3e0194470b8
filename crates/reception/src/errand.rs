//! Errands to a provider: one request over TLS, bounded in time and size, whose redirects are not followed.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, Response,
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
    sync::Semaphore,
};
use tokio_rustls::TlsConnector;

/// Seconds that one errand may take.
const ERRAND_SECS: u64 = 10;
/// Bytes that an answer may have.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Errands that are run at once; more are refused.
const ERRANDS_MAX: usize = 32;

static RUNNING: Semaphore = Semaphore::const_new(ERRANDS_MAX);

/// The certificates that are trusted are those that Mozilla trusts.
static TLS: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| {
    let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect::<RootCertStore>();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks the usual versions of TLS");
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
});

/// Why an errand failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ErrandError {
    /// It is neither TLS nor on this machine.
    #[error("`{0}` is not asked: it is neither https nor on this machine")]
    NotThere(String),
    /// Too many at once.
    #[error("too many errands run at this moment")]
    Busy,
    /// It took too long.
    #[error("no answer came within {ERRAND_SECS} s")]
    Slow,
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

/// Runs an errand.
pub(crate) async fn run(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, ErrandError> {
    let _turn = RUNNING.try_acquire().map_err(|_| ErrandError::Busy)?;
    let answer = tokio::time::timeout(Duration::from_secs(ERRAND_SECS), go(request)).await;
    answer.map_err(|_| ErrandError::Slow)?
}

async fn go(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, ErrandError> {
    let uri = request.uri().clone();
    let elsewhere = || ErrandError::NotThere(uri.to_string());
    if !account::is_issuer(&format!("{}://{}", uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default())) {
        return Err(elsewhere());
    }
    let host = uri.host().ok_or_else(elsewhere)?.to_owned();
    let tls = uri.scheme_str() == Some("https");
    let stream =
        TcpStream::connect((host.trim_matches(['[', ']']), uri.port_u16().unwrap_or(if tls { 443 } else { 80 })));
    let stream = stream.await?;
    if !tls {
        return exchange(stream, request).await;
    }
    let name = ServerName::try_from(host).map_err(|_| elsewhere())?;
    exchange(TlsConnector::from(Arc::clone(&TLS)).connect(name, stream).await?, request).await
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Vec<u8>>,
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
        let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await.map_err(ErrandError::Body)?;
        Ok(Response::from_parts(head, body.to_bytes().to_vec()))
    };
    tokio::pin!(answer, connection);
    tokio::select! {
        answer = &mut answer => answer,
        // What had come is still to be read.
        _ = &mut connection => answer.await,
    }
}
