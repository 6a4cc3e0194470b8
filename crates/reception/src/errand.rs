//! Errands to a provider: one request over TLS, bounded in time, size and number, whose redirects are not followed.

use account::Provider;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, Response,
    client::conn::http1,
    header::{CONNECTION, HOST, HeaderValue},
};
use hyper_util::rt::TokioIo;
use openidconnect::AsyncHttpClient;
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName};
use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, LazyLock, Mutex, PoisonError},
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
/// Errands that are run at once to one host; more wait for their turn, within their time. One slow provider does not take
/// the places of the others.
const ERRANDS_OF_HOST_MAX: usize = 4;

static RUNNING: Semaphore = Semaphore::const_new(ERRANDS_MAX);
/// The turns at each host to which an errand runs or waits.
static HOSTS: LazyLock<Mutex<HashMap<String, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);

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
    /// It is neither TLS, nor on this machine as the provider itself is.
    #[error("`{0}` is not asked: it is neither https, nor on this machine together with the provider")]
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

/// Runs the errands to one provider.
pub(crate) struct Errands(Arc<Provider>);

impl Errands {
    pub(crate) fn to(provider: &Provider) -> Self {
        Self(Arc::new(provider.clone()))
    }
}

impl<'c> AsyncHttpClient<'c> for Errands {
    type Error = ErrandError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, ErrandError>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        let provider = Arc::clone(&self.0);
        Box::pin(async move { run(&provider, request).await })
    }
}

/// Runs an errand to where a provider may lead.
async fn run(provider: &Provider, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, ErrandError> {
    let uri = request.uri();
    let (scheme, host) = (uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default());
    if !provider.may_lead_to(&format!("{scheme}://{host}")) {
        return Err(ErrandError::NotThere(uri.to_string()));
    }
    let turns = turns(host);
    let answer = async {
        let _of_host = turns.acquire().await.map_err(|_| ErrandError::Busy)?;
        let _of_all = RUNNING.try_acquire().map_err(|_| ErrandError::Busy)?;
        go(request).await
    };
    tokio::time::timeout(Duration::from_secs(ERRAND_SECS), answer).await.map_err(|_| ErrandError::Slow)?
}

/// The turns at a host. Hosts to which no errand runs or waits are forgotten.
fn turns(host: &str) -> Arc<Semaphore> {
    let mut hosts = HOSTS.lock().unwrap_or_else(PoisonError::into_inner);
    hosts.retain(|_, turns| Arc::strong_count(turns) > 1);
    let turns = hosts.entry(host.to_ascii_lowercase());
    Arc::clone(turns.or_insert_with(|| Arc::new(Semaphore::new(ERRANDS_OF_HOST_MAX))))
}

async fn go(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, ErrandError> {
    let uri = request.uri().clone();
    let elsewhere = || ErrandError::NotThere(uri.to_string());
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

#[cfg(test)]
mod tests {
    use super::*;
    use account::OrganisationId;
    use tokio::net::TcpListener;

    fn provider(issuer: &str) -> Provider {
        Provider {
            organisation: OrganisationId::from(String::new()),
            issuer: issuer.to_owned(),
            client_id: String::new(),
            client_secret: String::new(),
            domains: Vec::new(),
            forced: false,
            adds: false,
        }
    }

    fn to(address: &str) -> Request<Vec<u8>> {
        Request::get(address).body(Vec::new()).unwrap()
    }

    #[tokio::test]
    async fn a_provider_elsewhere_does_not_make_us_speak_to_this_machine() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = format!("http://{}/keys", listener.local_addr().unwrap());
        let elsewhere = Errands::to(&provider("https://login.paper.example"));
        let refused = elsewhere.call(to(&here)).await;
        assert!(matches!(refused, Err(ErrandError::NotThere(address)) if address == here));
        // The one that is here itself is spoken to.
        let own = Errands::to(&provider("http://127.0.0.1:1"));
        let (asked, ()) = tokio::join!(own.call(to(&here)), async { drop(listener.accept().await.unwrap()) });
        assert!(matches!(asked, Err(ErrandError::Http(_))), "{asked:?}");
    }

    #[tokio::test]
    async fn one_host_does_not_take_the_turns_of_others() {
        let name = "turns.example";
        let taken = turns(name);
        let mut all = Vec::new();
        while let Ok(turn) = taken.try_acquire() {
            all.push(turn);
        }
        assert_eq!(all.len(), ERRANDS_OF_HOST_MAX);
        assert_eq!(turns("TURNS.example").available_permits(), 0, "a host is the same however it is written");
        assert_eq!(turns("other.example").available_permits(), ERRANDS_OF_HOST_MAX);
        drop(all);
        drop(taken);
        turns("other.example");
        assert!(!HOSTS.lock().unwrap().contains_key(name), "and is forgotten when nothing runs there");
    }
}
