//! `tellal serve`: the agency, running.

use crate::{
    config::Config,
    house::{House, Purpose},
    listeners, logging,
};
use axum::Router;
use std::{path::Path, process::ExitCode};
use tokio::signal::unix::{SignalKind, signal};

pub async fn run(data: &Path) -> anyhow::Result<ExitCode> {
    let config = Config::load(data)?;
    logging::start(&config)?;
    let house = House::open(data, config, Purpose::Serve).await?;
    let open = listeners::open(&house, Router::new()).await?;
    tracing::info!(address = %open.public, head = house.reader.head(), engine = house.db.engine(), "serving");
    until_told().await?;
    tracing::info!("stopping");
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Waits for SIGTERM, or for Ctrl-C.
pub async fn until_told() -> std::io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
