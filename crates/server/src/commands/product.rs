//! `tellal product`

use crate::{
    cli::{ProductArgs, ProductCommand},
    house::House,
    print::tell,
};
use account::OPERATOR;
use anyhow::{Context, anyhow};
use audience::{Filter, FilterFault, Hand, Product, Products, Trial};
use jiff::tz::TimeZone;
use std::{collections::BTreeMap, path::Path, process::ExitCode};
use story::ProductId;

pub async fn run(data: &Path, args: ProductArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let done = act(&house, args.command).await;
    house.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn act(house: &House, command: ProductCommand) -> anyhow::Result<()> {
    match command {
        ProductCommand::Put { id, name, filter, names, public, holdback_minutes } => {
            let filter = read(&filter)?;
            let names = named(house, id, &name, &names).await?;
            let product = Product { id, names, filter, public, holdback_minutes };
            let hand = Hand::of(OPERATOR);
            let version = Products::put(&house.db, &house.agency, &product, hand, &house.clock).await?;
            tell!("product {id} is {name}, version {version}: {}", product.filter)?;
        }
        ProductCommand::List => {
            for product in Products::load(&house.db).await?.all() {
                let public = if product.public {
                    format!("public after {} min", product.holdback_minutes)
                } else {
                    "not public".to_owned()
                };
                tell!("{:>4}  {:<24} {public}  {}", product.id, product.name("en"), product.filter)?;
            }
        }
        ProductCommand::Show { id } => show(house, id).await?,
        ProductCommand::Test { filter, product, limit } => test(house, &filter, product, limit).await?,
        ProductCommand::Delete { id } => {
            Products::delete(&house.db, id, Hand::of(OPERATOR), &house.clock).await?;
            tell!("product {id} is deleted; stories that belong to it stay its own")?;
        }
    }
    Ok(())
}

fn read(filter: &str) -> anyhow::Result<Filter> {
    let told = |fault: FilterFault| anyhow!("{fault}; see `tellal product put --help`");
    Filter::read(filter).map_err(told)
}

/// The names of a product: what is given, and what it was called in other languages.
async fn named(
    house: &House,
    id: ProductId,
    english: &str,
    others: &[String],
) -> anyhow::Result<BTreeMap<String, String>> {
    let mut names = Products::load(&house.db).await?.get(id).map(|known| known.names.clone()).unwrap_or_default();
    for other in others {
        let (tag, name) = other.split_once('=').with_context(|| format!("--name {other} is not `LANGUAGE=NAME`"))?;
        names.insert(tag.to_owned(), name.to_owned());
    }
    names.insert("en".to_owned(), english.to_owned());
    Ok(names)
}

async fn show(house: &House, id: ProductId) -> anyhow::Result<()> {
    let versions = Products::versions(&house.db, id).await?;
    anyhow::ensure!(!versions.is_empty(), "there is no product {id}; `tellal product list` shows them");
    let mut before: Option<Product> = None;
    for version in versions {
        let changes = match (&version.product, &before) {
            (Some(product), Some(before)) => product.changes(before).join("; "),
            (Some(product), None) => format!("{}: {}", product.name("en"), product.filter),
            (None, _) => "deleted".to_owned(),
        };
        tell!("version {}  {}  {}  {changes}", version.version, version.time, version.by)?;
        before = version.product;
    }
    Ok(())
}

async fn test(house: &House, filter: &str, product: Option<ProductId>, limit: usize) -> anyhow::Result<()> {
    let filter = read(filter)?;
    if let Err(faults) = filter.check(&house.agency) {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::bail!("{}", faults.join("; "));
    }
    let products = Products::load(&house.db).await?;
    let unknown = |id| move || format!("there is no product {id}; `tellal product list` shows them");
    let stored = product.map(|id| products.get(id).with_context(unknown(id))).transpose()?;
    let zone = TimeZone::get(&house.agency.time_zone).unwrap_or(TimeZone::UTC);
    let trial = Trial::run(&house.reader, &filter, stored.map(|p| &p.filter), &zone, house.clock.now()).await?;
    tell!("{filter}")?;
    tell!("{} of the newest {} stories match", trial.taken(), trial.tried)?;
    for (day, tried, taken) in &trial.days {
        tell!("  {day}  {taken:>5} of {tried}")?;
    }
    for item in trial.items.iter().take(limit) {
        let change = match (stored.is_some(), item.now, item.before) {
            (true, true, false) => "comes in   ",
            (true, false, true) => "drops out  ",
            _ => "",
        };
        let headline = if item.open { item.dispatch.story.headline.as_str() } else { "(under embargo)" };
        tell!("  {change}{}  {headline}", item.dispatch.entry.item)?;
    }
    Ok(())
}
