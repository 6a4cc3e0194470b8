//! `tellal approvals`: what waits for a second person.

use crate::{
    cli::{ApprovalsArgs, ApprovalsCommand},
    house::House,
    print::tell,
};
use std::{path::Path, process::ExitCode};

pub async fn run(
    data: &Path,
    ApprovalsArgs { command: ApprovalsCommand::List }: ApprovalsArgs,
) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let approvals = house.desk.approvals().await?;
    if approvals.is_empty() {
        tell!("nothing waits for a second person")?;
    }
    for one in approvals {
        let (state, act, items) = (one.state.name(), one.act.name(), one.items.len());
        tell!("{:.0}  {}  {state}  {act} of {items}, asked by {}, {}", one.asked, one.id, one.asked_by, one.hash)?;
        for item in one.items {
            tell!("    {}  {}", item.id, item.slug)?;
        }
        if let Some(reason) = one.reason {
            tell!("    {reason}")?;
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
