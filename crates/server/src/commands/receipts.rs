//! `tellal receipts`

use crate::{
    cli::{ReceiptsArgs, ReceiptsCommand},
    house::House,
    print::tell,
};
use account::{Held, OPERATOR, Receiver};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: ReceiptsArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let accounts = &house.accounts;
    match args.command {
        ReceiptsCommand::List { limit } => {
            for line in accounts.recalls(limit).await? {
                let (recall, open) = (&line.recall, line.open());
                tell!(
                    "{}  {}  {} v{}  {}  {} called, {} seen to hold it, {} confirmed, {open} open",
                    recall.seq,
                    recall.time,
                    recall.item,
                    recall.version,
                    recall.act.name(),
                    line.called,
                    line.held,
                    line.confirmed
                )?;
            }
        }
        ReceiptsCommand::Show { seq } => {
            let recall = accounts.recall(seq).await?;
            tell!("{} v{}  {}  {}", recall.item, recall.version, recall.act.name(), recall.time)?;
            for receiver in accounts.receivers(seq).await? {
                tell!("{}  {}  {}", receiver.name, held(&receiver.held), confirmed(&receiver))?;
            }
        }
        ReceiptsCommand::Remind { seq } => {
            let reminded = accounts.remind(seq, OPERATOR).await?;
            tell!("{reminded} organisations are reminded")?;
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

fn held(held: &Held) -> String {
    let ways = [("delivered", held.delivered), ("opened", held.opened), ("downloaded", held.downloaded)];
    let seen: Vec<_> = ways.iter().filter_map(|(way, at)| at.map(|at| format!("{way} {at}"))).collect();
    if seen.is_empty() { "may hold it".to_owned() } else { seen.join(", ") }
}

fn confirmed(receiver: &Receiver) -> String {
    receiver.receipt.as_ref().map_or_else(
        || format!("open, {} reminders", receiver.reminders),
        |receipt| format!("confirmed {} by {} ({})", receipt.time, receipt.by, receipt.through.name()),
    )
}
