//! `tellal file`: one story from the command line.

use super::import::{Found, finish};
use crate::{
    cli::FileArgs,
    house::House,
    print::{complain, tell},
};
use account::Staff;
use anyhow::{Context, bail};
use desk::FiledAs;
use format::{Defaults, markdown};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: FileArgs) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(&args.story)
        .with_context(|| format!("{} cannot be read as UTF-8 text", args.story.display()))?;
    let house = House::open_for_work(data).await?;
    let incoming = markdown::read(&text, &house.agency, &Defaults::from(args.defaults))
        .with_context(|| format!("{} was refused", args.story.display()))?;
    for repair in &incoming.repairs {
        complain!("repaired: {repair}");
    }
    let found = Found::new(args.story.display().to_string(), args.story.parent().map(Path::to_owned), incoming);
    let external_id = found.external_id.clone();
    let filed = finish(&house, found).await?;
    let outcome = house.desk.file(&Staff::operator(), vec![filed], args.release).await?;
    match outcome.into_iter().next().context("the desk did not answer")? {
        FiledAs::Draft(item) => tell!("{item} is a draft")?,
        FiledAs::Sent(item, seq) => tell!("{item} is on the wire as {seq}")?,
        FiledAs::Scheduled(item, at) => tell!("{item} goes out at {at}")?,
        FiledAs::Known => {
            let item = house.desk.item_from_outside(&external_id).await?;
            let item = item.map_or_else(String::new, |item| format!(", as {item}"));
            tell!("`{external_id}` was filed before{item}; nothing was changed")?;
        }
        FiledAs::Refused(faults) => {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            bail!("{} cannot go out: {}", args.story.display(), faults.join("; "));
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
