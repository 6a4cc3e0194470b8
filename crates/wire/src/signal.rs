//! How one process learns that another one wrote: a hint, never the news itself.

use crate::Reader;
use std::{path::PathBuf, time::Duration};
use store::Wakes;
use tokio::net::UnixDatagram;
use tokio_util::sync::CancellationToken;

/// How long a lost hint can go unnoticed, in seconds.
const LOOK_SECS: u64 = 15;

/// Where writers tell readers in other processes of the same machine that the wire grew.
#[derive(Debug, Clone)]
pub enum Signal {
    /// A Unix socket on which a server listens.
    Listen(PathBuf),
    /// The socket of a server that may be running; this process only writes.
    Tell(PathBuf),
    /// Nobody else is there (tests, and PostgreSQL, which has its own notices).
    None,
}

impl Signal {
    /// Opens the socket of a server. A failure leaves the server with a look every [`LOOK_SECS`] seconds.
    pub(crate) fn listen(&self) -> Option<UnixDatagram> {
        let Self::Listen(path) = self else { return None };
        // A socket file left by a killed server cannot be bound again; the data folder's lock keeps out live ones.
        let _ = std::fs::remove_file(path);
        UnixDatagram::bind(path)
            .inspect_err(|e| tracing::warn!(path = %path.display(), "other processes cannot wake this one: {e}"))
            .ok()
    }

    /// Tells a listening server, if there is one.
    pub(crate) fn tell(&self) {
        if let Self::Tell(path) = self
            && let Ok(socket) = std::os::unix::net::UnixDatagram::unbound()
            && socket.set_nonblocking(true).is_ok()
        {
            // A full queue is as good as a hint that was heard; nobody waits for a slow server here.
            let _ = socket.send_to(b"wire", path);
        }
    }
}

/// Looks at the log whenever somebody else may have written.
pub(crate) async fn follow(reader: Reader, mut wakes: Wakes, listener: Option<UnixDatagram>, stop: CancellationToken) {
    let mut buffer = [0; 16];
    loop {
        let hint = async {
            match &listener {
                Some(socket) => drop(socket.recv(&mut buffer).await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = hint => {}
            woken = wakes.next() => if let Err(e) = woken {
                tracing::warn!("the database's notices failed: {e}");
                tokio::time::sleep(Duration::from_secs(1)).await;
            },
            () = tokio::time::sleep(Duration::from_secs(LOOK_SECS)) => {}
        }
        if let Err(e) = reader.refresh().await {
            tracing::error!("the wire could not be read: {e}");
        }
    }
}
