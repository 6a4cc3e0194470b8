//! `tellal imports`: the documents that others sent, byte for byte.

use crate::{cli::ImportsArgs, house::House, print::tell};
use anyhow::Context;
use std::{
    io::{ErrorKind, Write},
    path::Path,
    process::ExitCode,
};

pub async fn run(data: &Path, args: ImportsArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    if let Some(sha256) = args.sha256 {
        let bytes = house.desk.imported(&sha256).await?;
        let bytes =
            bytes.with_context(|| format!("no document `{sha256}` was imported; `tellal imports` lists them"))?;
        match std::io::stdout().lock().write_all(&bytes) {
            Err(e) if e.kind() != ErrorKind::BrokenPipe => return Err(e.into()),
            _ => {}
        }
    } else {
        for one in house.desk.imports(args.limit).await? {
            let format = if one.format.is_empty() { "unknown" } else { &one.format };
            tell!("{:.0}  {}  {} bytes  {format}  {}: {}", one.time, one.sha256, one.bytes, one.place, one.outcome)?;
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
