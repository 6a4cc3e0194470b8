//! Connections over HTTP/1.1, and what a peer may take: a head that does not end, a body that trickles in and a reader
//! that has stopped reading each cost a connection, a task and a buffer, so each has a deadline.

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderMap, Method, Uri},
    middleware,
    response::Response,
    serve::Listener,
};
use futures_util::{StreamExt, future::Either, stream};
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{
    future::ready,
    io::{self, ErrorKind, IoSlice},
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{self, Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Sleep, sleep},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long the head of a request may take, and how long a connection may be idle before its next one, in seconds.
const HEAD_SECS: u64 = 30;
/// How long a peer may take for the next piece of a body or of an answer, in seconds.
const PIECE_SECS: u64 = 30;
/// A piece, in bytes: with [`PIECE_SECS`], a peer must keep up at least 2 kB a second.
const PIECE_BYTES: usize = 64 * 1024;

/// What a peer may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time for the head of a request.
    pub head: Duration,
    /// The slowest pace of a request's body.
    pub body: Pace,
    /// The slowest pace at which an answer, a stream too, may be read. A stream that has nothing to say waits freely.
    pub answer: Pace,
}

impl Limits {
    /// Those of the product.
    pub const USUAL: Self = Self { head: Duration::from_secs(HEAD_SECS), body: Pace::USUAL, answer: Pace::USUAL };
}

/// So many bytes in so much time, or all that there are.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How many bytes.
    pub bytes: usize,
    /// In how much time.
    pub within: Duration,
}

impl Pace {
    const USUAL: Self = Self { bytes: PIECE_BYTES, within: Duration::from_secs(PIECE_SECS) };
}

/// Answers what can be answered without waiting for anything, in the router's stead: almost all that is asked of a public
/// site is a page that was asked for before, and the way through a router costs several times what such an answer does.
pub type AtOnce = Arc<dyn Fn(&Method, &Uri, &HeaderMap) -> Option<Response> + Send + Sync>;

/// Serves every connection of a listener until `stop`; then each ends after the answer that it is giving.
pub async fn serve(
    mut listener: TcpListener,
    (at_once, router): (AtOnce, Router),
    limits: Limits,
    tasks: TaskTracker,
    stop: CancellationToken,
) {
    let router = router.layer(middleware::map_request(move |request| ready(paced(request, limits.body))));
    // The trait's `accept` waits and tries again when there are no more files.
    while let Some((connection, peer)) = stop.run_until_cancelled(Listener::accept(&mut listener)).await {
        let served = (Arc::clone(&at_once), router.clone());
        tasks.spawn(one((connection, peer), served, limits, stop.clone()));
    }
}

async fn one(
    (connection, peer): (TcpStream, SocketAddr),
    (at_once, router): (AtOnce, Router),
    limits: Limits,
    stop: CancellationToken,
) {
    // An event of a stream is a small write of its own; it must not wait for the acknowledgement of the one before.
    if let Err(e) = connection.set_nodelay(true) {
        tracing::debug!("a connection keeps its delay: {e}");
    }
    let connection = TokioIo::new(Watched { connection, meter: Meter::new(limits.answer) });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        if let Some(response) = at_once(request.method(), request.uri(), request.headers()) {
            return Either::Left(ready(Ok(response)));
        }
        // The site limits the requests that come from one address.
        request.extensions_mut().insert(ConnectInfo(peer));
        Either::Right(router.call(request))
    });
    let mut served = pin!(http.serve_connection(connection, service));
    let ended = if let Some(ended) = stop.run_until_cancelled(served.as_mut()).await {
        ended
    } else {
        served.as_mut().graceful_shutdown();
        served.await
    };
    if let Err(e) = ended {
        tracing::debug!("a connection was cut off: {e}");
    }
}

/// Watches the pace at which a request's body comes in.
fn paced(request: Request, pace: Pace) -> Request {
    request.map(|body| {
        if axum::body::HttpBody::is_end_stream(&body) {
            return body;
        }
        Body::from_stream(stream::unfold((body.into_data_stream(), Meter::new(pace)), async |(mut body, mut meter)| {
            let next = tokio::select! {
                biased;
                next = body.next() => next?.map_err(io::Error::other),
                () = meter.late() => Err(too_slow("the body of the request came too slowly")),
            };
            if let Ok(bytes) = &next {
                meter.took(bytes.len());
            }
            Some((next, (body, meter)))
        }))
    })
}

fn too_slow(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::TimedOut, what)
}

/// Counts what a peer has taken or given since the time began to run.
struct Meter {
    pace: Pace,
    bytes: usize,
    /// Runs while the peer is waited for.
    time: Option<Pin<Box<Sleep>>>,
}

impl Meter {
    fn new(pace: Pace) -> Self {
        Self { pace, bytes: 0, time: None }
    }

    /// The peer is waited for; ready when it took too long.
    fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let within = self.pace.within;
        self.time.get_or_insert_with(|| Box::pin(sleep(within))).as_mut().poll(cx)
    }

    async fn late(&mut self) {
        std::future::poll_fn(|cx| self.poll_late(cx)).await;
    }

    /// The peer moved so many bytes. Time that runs goes on until they are a piece: a trickle is no pace.
    fn took(&mut self, bytes: usize) {
        self.bytes += bytes;
        if self.bytes >= self.pace.bytes {
            self.rest();
        }
    }

    /// Nothing is waited for.
    fn rest(&mut self) {
        self.bytes = 0;
        self.time = None;
    }
}

/// A connection whose peer must read what is written.
struct Watched {
    connection: TcpStream,
    meter: Meter,
}

impl Watched {
    fn watch(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => self.meter.took(bytes),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                task::ready!(self.meter.poll_late(cx));
                return Poll::Ready(Err(too_slow("the answer was read too slowly")));
            }
        }
        written
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_read(cx, buf)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.connection).poll_write(cx, bytes);
        self.watch(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.connection).poll_write_vectored(cx, bytes);
        self.watch(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.connection.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Asked for when everything is written: the peer owes nothing.
        self.meter.rest();
        Pin::new(&mut self.connection).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests;
