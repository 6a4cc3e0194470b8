//! `tellal product`

use crate::{
    cli::{ProductArgs, ProductCommand},
    house::House,
    print::tell,
};
use anyhow::Context;
use audience::{Filter, Product, Products};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: ProductArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    match args.command {
        ProductCommand::Put { id, name, filter, public, holdback_minutes } => {
            let filter: Filter =
                serde_json::from_str(&filter).context("--filter is not a filter; see `tellal product put --help`")?;
            let names = [("en".to_owned(), name.clone())].into();
            let product = Product { id, names, filter, public, holdback_minutes };
            Products::put(&house.db, &product, &house.clock).await?;
            tell!("product {id} is {name}")?;
        }
        ProductCommand::List => {
            for product in Products::load(&house.db).await?.all() {
                let public = if product.public {
                    format!("public after {} min", product.holdback_minutes)
                } else {
                    "not public".to_owned()
                };
                tell!(
                    "{:>4}  {:<24} {public}  {}",
                    product.id,
                    product.name("en"),
                    story::canonical_json(&product.filter)
                )?;
            }
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
