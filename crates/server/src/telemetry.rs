//! What Prometheus reads.

use axum::{
    Router,
    extract::{MatchedPath, Request},
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use search::Archive;
use std::time::Instant;
use wire::Reader;

/// Bounds of the buckets that answer times are counted in, in seconds.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 60.0];

/// Starts counting.
pub fn start() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?;
    metrics::describe_counter!("tellal_http_requests_total", "Requests answered, by route, method and status");
    metrics::describe_histogram!(
        "tellal_http_request_seconds",
        metrics::Unit::Seconds,
        "Time until an answer began, by route"
    );
    metrics::describe_gauge!("tellal_wire_head", "The number of the newest dispatch");
    metrics::describe_gauge!("tellal_search_indexed", "The number of the newest dispatch that search can find");
    metrics::describe_gauge!("tellal_site_reached", "The number of the newest dispatch that the public site has seen");
    Ok(handle)
}

/// Counts every request under the pattern of its route, so that the number of series stays bounded.
pub fn counted(router: Router) -> Router {
    router.layer(middleware::from_fn(count))
}

async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |p| p.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let start = Instant::now();
    let response = next.run(request).await;
    metrics::histogram!("tellal_http_request_seconds", "route" => route.clone()).record(start.elapsed().as_secs_f64());
    let status = response.status().as_u16().to_string();
    metrics::counter!("tellal_http_requests_total", "route" => route, "method" => method, "status" => status)
        .increment(1);
    response
}

/// The listener of its own.
pub fn routes(handle: PrometheusHandle, reader: Reader, archive: Archive) -> Router {
    let page = move || {
        let (handle, reader, archive) = (handle.clone(), reader.clone(), archive.clone());
        async move {
            // Sequence numbers stay far below 2^52, where a double still counts by one.
            #[expect(clippy::cast_precision_loss, reason = "sequence numbers stay far below 2^52")]
            let number = |n: u64| n as f64;
            metrics::gauge!("tellal_wire_head").set(number(reader.head()));
            metrics::gauge!("tellal_search_indexed").set(number(archive.indexed()));
            if let Ok(reached) = reader.cursor(site::FOLLOWER).await {
                metrics::gauge!("tellal_site_reached").set(number(reached));
            }
            handle.render()
        }
    };
    Router::new().route("/metrics", get(page))
}
