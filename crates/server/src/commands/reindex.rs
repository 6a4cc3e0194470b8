//! `tellal reindex`

use crate::{config::Config, house, print::tell};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path) -> anyhow::Result<ExitCode> {
    Config::load(data)?;
    // The server holds the index open; taking its lock makes sure that there is none.
    let lock = house::lock(data)?;
    let index = house::index_of(data);
    tokio::task::spawn_blocking(move || search::Archive::clear(&index)).await??;
    drop(lock);
    tell!("The search index is gone; the next `tellal serve` builds it again from the log.")?;
    Ok(ExitCode::SUCCESS)
}
