//! What Prometheus reads.

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::{Method, StatusCode},
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use metrics::{Counter, Histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use search::Archive;
use site::Site;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};
use tokio_util::sync::CancellationToken;
use wire::Reader;

/// Bounds of the buckets that answer times are counted in, in seconds.
const BOUNDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 60.0];

const REQUESTS: &str = "tellal_http_requests_total";
const SECONDS: &str = "tellal_http_request_seconds";
const PURGES: &str = "tellal_site_purges_waiting";
const PURGE_AGE: &str = "tellal_site_purge_oldest_seconds";
/// How often what was counted is gathered.
const GATHERED_EVERY: Duration = Duration::from_secs(5);

/// Starts counting.
pub fn start() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&BOUNDS)?.install_recorder()?;
    metrics::describe_counter!(REQUESTS, "Requests answered, by route, method and status");
    metrics::describe_histogram!(SECONDS, metrics::Unit::Seconds, "Time until an answer began, by route");
    metrics::describe_gauge!("tellal_wire_head", "The number of the newest dispatch");
    metrics::describe_gauge!("tellal_search_indexed", "The number of the newest dispatch that search can find");
    metrics::describe_gauge!("tellal_site_reached", "The number of the newest dispatch that the public site has seen");
    metrics::describe_gauge!(PURGES, "Keys that the network in front of the public site has not taken yet");
    metrics::describe_gauge!(PURGE_AGE, metrics::Unit::Seconds, "How long the oldest of them has waited");
    Ok(handle)
}

/// Counts every request under the pattern of its route, so that the number of series stays bounded.
pub fn counted(router: Router) -> Router {
    router.layer(middleware::from_fn(count))
}

/// Gathers what was counted, until `stop`: each time stands in memory by itself until that is done.
pub async fn keep_small(handle: PrometheusHandle, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(GATHERED_EVERY)).await.is_some() {
        handle.run_upkeep();
    }
}

/// What is counted of the pages of one route: the same as of every request, with the series at hand.
struct Page {
    seconds: Histogram,
    /// By method and status.
    answers: [[Counter; 2]; 2],
}

impl Page {
    fn of(route: &str) -> Self {
        let answers = [Method::GET, Method::HEAD].map(|method| {
            [StatusCode::OK, StatusCode::NOT_MODIFIED].map(|status| {
                let (route, method) = (route.to_owned(), method.as_str().to_owned());
                metrics::counter!(REQUESTS, "route" => route, "method" => method, "status" => status.as_u16().to_string())
            })
        });
        Self { seconds: metrics::histogram!(SECONDS, "route" => route.to_owned()), answers }
    }
}

/// The pages that were answered without the router, by route.
#[derive(Default)]
pub struct Pages(RwLock<HashMap<Arc<str>, Page>>);

impl Pages {
    /// Counts an answer.
    pub fn count(&self, route: &Arc<str>, method: &Method, status: StatusCode, time: Duration) {
        let (method, status) = (usize::from(method == Method::HEAD), usize::from(status == StatusCode::NOT_MODIFIED));
        let count = |page: &Page| {
            page.seconds.record(time.as_secs_f64());
            page.answers[method][status].increment(1);
        };
        if let Some(page) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(route) {
            return count(page);
        }
        let mut pages = self.0.write().unwrap_or_else(PoisonError::into_inner);
        count(pages.entry(Arc::clone(route)).or_insert_with(|| Page::of(route)));
    }
}

async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |p| p.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let start = Instant::now();
    let response = next.run(request).await;
    metrics::histogram!(SECONDS, "route" => route.clone()).record(start.elapsed().as_secs_f64());
    let status = response.status().as_u16().to_string();
    metrics::counter!(REQUESTS, "route" => route, "method" => method, "status" => status).increment(1);
    response
}

/// The listener of its own.
pub fn routes(handle: PrometheusHandle, reader: Reader, archive: Archive, site: Site) -> Router {
    let page = move || {
        let (handle, reader, archive, site) = (handle.clone(), reader.clone(), archive.clone(), site.clone());
        async move {
            // Sequence numbers stay far below 2^52, where a double still counts by one.
            #[expect(clippy::cast_precision_loss, reason = "sequence numbers stay far below 2^52")]
            let number = |n: u64| n as f64;
            metrics::gauge!("tellal_wire_head").set(number(reader.head()));
            metrics::gauge!("tellal_search_indexed").set(number(archive.indexed()));
            if let Ok(reached) = reader.cursor(site::FOLLOWER).await {
                metrics::gauge!("tellal_site_reached").set(number(reached));
            }
            if let Ok(Some((waiting, age_secs))) = site.purges_waiting().await {
                metrics::gauge!(PURGES).set(number(waiting));
                metrics::gauge!(PURGE_AGE).set(number(age_secs));
            }
            handle.render()
        }
    };
    Router::new().route("/metrics", get(page))
}
