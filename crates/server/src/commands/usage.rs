//! `tellal usage`

use crate::{cli::UsageArgs, house::House, print::tell};
use account::{By, Month, Report, UsageLine};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: UsageArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let accounts = &house.accounts;
    let organisation = match &args.organisation {
        Some(name) => Some(accounts.organisation(name).await?.id),
        None => None,
    };
    let month = args.month.unwrap_or_else(|| Month::of(house.clock.now()));
    let report = accounts.report(month, organisation.as_ref(), house.agency.language.as_str()).await?;
    if args.csv {
        tell!("{}", report.csv().trim_end())?;
    } else {
        show(&report)?;
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

fn show(report: &Report) -> anyhow::Result<()> {
    tell!("{}: {} given, {} bytes", report.month, report.given(), report.bytes())?;
    let days: Vec<UsageLine> = report.days.iter().filter(|day| day.given > 0).cloned().collect();
    for (by, lines) in std::iter::once((By::Day, &days)).chain(report.parts.iter().map(|(by, lines)| (*by, lines))) {
        if lines.is_empty() {
            continue;
        }
        tell!("\nby {}", by.name())?;
        for UsageLine { name, given, bytes, .. } in lines {
            tell!("{given:>12} {bytes:>16}  {name}")?;
        }
    }
    Ok(())
}
