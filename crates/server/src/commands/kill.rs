//! `tellal kill`: takes items back for one cause, with what hangs on them; the list is shown first.

use crate::{cli::KillArgs, house::House, print::tell};
use account::Staff;
use anyhow::{Context, bail};
use desk::{Along, Candidate, Order, Reckoning, proposed_notice};
use std::{path::Path, process::ExitCode};
use story::{Act, ItemId, Note};

pub async fn run(data: &Path, args: KillArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    // Items that were filed before ties were kept hang on others as well.
    house.desk.tie_up().await?;
    let operator = Staff::operator();
    let found = house.desk.along(&operator, &args.items).await?;
    let taken = taken(&found, args.alone);
    if taken.is_empty() {
        bail!("nothing is to be taken back: {}", found.items.iter().map(described).collect::<Vec<_>>().join("; "));
    }
    let act = if args.withdraw { Act::Withdraw } else { Act::Kill };
    let reason = match args.reason {
        Some(reason) => reason,
        None => Note::new(proposed_notice(act, args.because, taken.iter().map(|item| &item.language)))
            .context("the words for this cause cannot be sent; say --reason")?,
    };
    for item in &taken {
        tell!("{}", described(item))?;
    }
    for Along { item, why, .. } in found.along.iter().filter(|along| !taken.contains(&&along.item)) {
        tell!("left: {} ({})", described(item), why.words())?;
    }
    tell!("what readers are told: {}", reason.as_str())?;
    if !args.yes {
        tell!("nothing was done; the same with --yes does it")?;
        return close(house).await;
    }
    let items: Vec<ItemId> = taken.iter().map(|item| item.item.clone()).collect();
    let stopped =
        house.desk.stop_all(&operator, Order { items, act, because: args.because, reason, hold: None }).await?;
    for sent in &stopped.sent {
        tell!("{} is on the wire: {} of {}", sent.dispatch.seq(), act.name(), sent.dispatch.entry.item)?;
    }
    for item in &stopped.unscheduled {
        tell!("{item} was taken off the schedule")?;
    }
    tell!("cause {}", stopped.cause)?;
    if let Some(request) = &stopped.waits {
        tell!("a second person approves it first: /desk/approvals/{request}")?;
    }
    close(house).await
}

/// What is taken back: what was named, and what repeats it.
fn taken(found: &Reckoning, alone: bool) -> Vec<&Candidate> {
    let named = found.items.iter().filter(|item| item.fate.is_open());
    let along = found.along.iter().filter(|along| along.proposed && !alone).map(|along| &along.item);
    named.chain(along).collect()
}

fn described(item: &Candidate) -> String {
    format!("{}  {}  v{}  {}: {}", item.item, item.language, item.version, item.slug, item.fate.words())
}

async fn close(house: House) -> anyhow::Result<ExitCode> {
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
