//! `tellal freeze` and `tellal thaw`

use super::desks::id_of;
use crate::{cli::FreezeArgs, house::House, print::tell};
use account::{Halt, OPERATOR};
use std::{path::Path, process::ExitCode};

pub async fn freeze(data: &Path, args: FreezeArgs) -> anyhow::Result<ExitCode> {
    run(data, args, true).await
}

pub async fn thaw(data: &Path, args: FreezeArgs) -> anyhow::Result<ExitCode> {
    run(data, args, false).await
}

async fn run(data: &Path, args: FreezeArgs, frozen: bool) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let mut what: Vec<Halt> = args.what.into_iter().flatten().collect();
    for halt in &mut what {
        if let Halt::Desk(which) = halt {
            *which = id_of(&house, which).await?;
        }
    }
    if frozen {
        house.accounts.freeze(&what, &args.reason, OPERATOR).await?;
    } else {
        house.accounts.thaw(&what, &args.reason, OPERATOR).await?;
    }
    let still = house.accounts.standstills().await?;
    if still.is_empty() {
        tell!("nothing stands still")?;
    }
    for one in still {
        tell!("{:<12} stands still since {}, by {}: {}", one.title(), one.since, one.by, one.reason)?;
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
