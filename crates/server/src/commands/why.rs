//! `tellal why`: why an organisation gets an item, or does not.

use crate::{cli::WhyArgs, house::House, print::tell};
use anyhow::Context;
use audience::{Explained, Gate, Outcome, Settled};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: WhyArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let done = explain(&house, &args).await;
    house.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn explain(house: &House, args: &WhyArgs) -> anyhow::Result<()> {
    let item = &args.item;
    let newest = house.reader.latest(item).await?.with_context(|| format!("there is no item {item}"))?;
    let entry = &newest.entry;
    tell!("{item}  version {}  {}  products {:?}", entry.version, entry.state.name(), entry.products)?;
    if let Some(name) = &args.organisation {
        let organisation = house.accounts.organisation(name).await?;
        let contracts = house.accounts.contracts(&organisation.id).await?;
        let why = Gate::new(house.reader.clone()).why(&contracts, item, None, house.clock.now()).await?;
        let why = why.with_context(|| format!("there is no item {item}"))?;
        match why.decided() {
            Ok((contract, product)) => tell!("{name} gets it: contract {} by product {product}", contract.id)?,
            Err(denial) => tell!("{name} does not get it. {}", denial.sentence())?,
        }
        for looked in &why.contracts {
            let outcome = match &looked.outcome {
                Outcome::Covers(product) => format!("covers it by product {product}"),
                Outcome::Stops(denial) => denial.sentence().to_owned(),
                Outcome::NotYet => "has not begun".to_owned(),
                Outcome::Ended => "does not hold any more".to_owned(),
            };
            tell!("  contract {} {}: {outcome}", looked.contract.id, looked.contract.terms.name)?;
        }
    }
    for settled in Settled::of(&house.db, &newest).await? {
        let member = if settled.member { "belongs to it" } else { "does not belong to it" };
        let name = settled.product.name("en");
        tell!("product {} {name}, version {}: {member}", settled.product.id, settled.version)?;
        draw(&settled.explained, 1)?;
    }
    Ok(())
}

/// A condition on a line of its own, those inside it below it.
fn draw(one: &Explained, depth: usize) -> std::io::Result<()> {
    let met = if one.met { "yes" } else { "no " };
    tell!("{:indent$}{met}  {}", "", one.text, indent = depth * 2)?;
    one.parts.iter().try_for_each(|part| draw(part, depth + 1))
}
