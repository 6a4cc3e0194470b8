//! `tellal desk`

use crate::{
    cli::{DeskArgs, DeskCommand},
    house::House,
    print::tell,
};
use account::Staff;
use anyhow::anyhow;
use desk::DeskName;
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: DeskArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let (desk, operator) = (&house.desk, Staff::operator());
    match args.command {
        DeskCommand::Add { name } => {
            let added = desk.add_desk(&operator, &named(&name)?).await?;
            tell!("added {} ({})", added.name, added.id)?;
        }
        DeskCommand::List => {
            for one in desk.desks().await? {
                let still = one.frozen.map_or_else(String::new, |reason| format!("  stands still: {reason}"));
                tell!("{:<12} {}{still}", one.id, one.name)?;
            }
        }
        DeskCommand::Rename { desk: which, name } => {
            desk.rename_desk(&operator, &id_of(&house, &which).await?, &named(&name)?).await?;
            tell!("{which} is {name}")?;
        }
        DeskCommand::Order { desks } => {
            let mut ids = Vec::new();
            for which in &desks {
                ids.push(id_of(&house, which).await?);
            }
            desk.order_desks(&operator, ids).await?;
            tell!("the order is changed")?;
        }
        DeskCommand::Remove { desk: which } => {
            desk.remove_desk(&operator, &id_of(&house, &which).await?).await?;
            tell!("removed {which}")?;
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

fn named(name: &str) -> anyhow::Result<DeskName> {
    DeskName::new(name).map_err(|error| anyhow!("the name {error}"))
}

/// The id of the desk that has this name or id.
pub(super) async fn id_of(house: &House, which: &str) -> anyhow::Result<String> {
    let desks = house.desk.desks().await?;
    let found = desks.into_iter().find(|desk| desk.id == which || desk.name == which);
    found.map(|desk| desk.id).ok_or_else(|| anyhow!("there is no desk `{which}`; `tellal desk list` shows them"))
}
