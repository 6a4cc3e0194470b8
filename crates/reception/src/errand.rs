//! Errands to a provider: one request over TLS, bounded in time, size and number, whose redirects are not followed.

use account::Provider;
use errand::{Limits, Request, Response};
use openidconnect::AsyncHttpClient;
use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Semaphore;

/// Seconds that one errand may take.
const ERRAND_SECS: u64 = 10;
/// Bytes that an answer may have.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Errands that are run at once; more are refused.
const ERRANDS_MAX: usize = 32;
/// Errands that are run at once to one host; more wait for their turn, within their time. One slow provider does not take
/// the places of the others.
const ERRANDS_OF_HOST_MAX: usize = 4;

const LIMITS: Limits = Limits { time: Duration::from_secs(ERRAND_SECS), answer_bytes: ANSWER_BYTES_MAX };

static RUNNING: Semaphore = Semaphore::const_new(ERRANDS_MAX);
/// The turns at each host to which an errand runs or waits.
static HOSTS: LazyLock<Mutex<HashMap<String, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);

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
    /// It failed on its way.
    #[error(transparent)]
    Failed(#[from] errand::ErrandError),
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
        Ok(errand::run(request, LIMITS).await?)
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
        assert!(matches!(asked, Err(ErrandError::Failed(errand::ErrandError::Http(_)))), "{asked:?}");
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
