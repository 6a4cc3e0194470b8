//! `tellal monitors`

use crate::{house::House, print::tell};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let alarms = house.accounts.open_alarms().await?;
    for alarm in &alarms {
        let (via, matter) = (&alarm.via, alarm.matter);
        tell!(
            "{}  {}  {} {}  {}: {}",
            alarm.began,
            alarm.organisation_name,
            via.kind(),
            via.name(),
            matter.title(),
            alarm.detail
        )?;
        tell!("    {}", matter.advice())?;
    }
    if alarms.is_empty() {
        tell!("nothing is the matter")?;
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
