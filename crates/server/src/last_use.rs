//! Writes down, now and then and at the end, when keys and API users were used last.

use account::{Accounts, LAST_USE_SECS};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Writes until it is stopped.
pub async fn keep(accounts: Accounts, stop: CancellationToken) {
    let mut over = false;
    while !over {
        over = tokio::select! {
            () = stop.cancelled() => true,
            () = tokio::time::sleep(Duration::from_secs(LAST_USE_SECS)) => false,
        };
        if let Err(error) = accounts.write_last_use().await {
            tracing::warn!("when keys were used last could not be written: {error}");
        }
    }
}
