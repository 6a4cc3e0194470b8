//! `tellal requests`: what came in through the subscription form.

use crate::{cli::RequestsArgs, house::House, print::tell};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: &RequestsArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    for (time, request) in site::subscription_requests(&house.db, args.limit).await? {
        tell!(
            "{time:.0}  {} of {} ({}), {}, reads {}",
            request.name,
            request.organisation,
            request.country,
            request.email,
            request.language
        )?;
        for line in request.message.iter().flat_map(|message| message.as_str().lines()) {
            tell!("    {line}")?;
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
