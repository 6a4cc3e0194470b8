//! The loop of those who follow the log from a cursor of their own.

use crate::Reader;
use std::{fmt::Display, time::Duration};
use tokio_util::sync::CancellationToken;

/// How long a follower waits after a failure, in seconds.
const RETRY_SECS: u64 = 2;

/// Calls `catch_up` at once and whenever the log has grown, until `stop`. What fails is told under the name of the
/// follower and tried again. A stop does not wait until a long way is caught up: the future is dropped where it stands.
pub async fn follow<F, T, E>(reader: &Reader, follower: &str, stop: &CancellationToken, catch_up: impl Fn() -> F)
where
    F: Future<Output = Result<T, E>>,
    E: Display,
{
    let mut heads = reader.heads();
    loop {
        heads.mark_unchanged();
        if let Some(done) = stop.run_until_cancelled(catch_up()).await
            && let Err(e) = done
        {
            tracing::error!("the follower `{follower}` cannot follow the wire: {e}");
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(Duration::from_secs(RETRY_SECS)) => continue,
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            grown = heads.changed() => if grown.is_err() { return },
        }
    }
}
