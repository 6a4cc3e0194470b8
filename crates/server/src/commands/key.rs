//! `tellal key`

use crate::{
    cli::{KeyArgs, KeyCommand},
    house::House,
    print::tell,
};
use account::{KeyTerms, OPERATOR};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: KeyArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let accounts = &house.accounts;
    match args.command {
        KeyCommand::Add { organisation, label } => {
            let organisation = accounts.organisation(&organisation).await?;
            let key = accounts.add_key(&organisation.id, &KeyTerms::labelled(&label), OPERATOR).await?;
            tell!("key {} of {}: {}   (shown this once)", key.id, organisation.name, key.secret)?;
        }
        KeyCommand::List { organisation } => {
            let organisation = accounts.organisation(&organisation).await?;
            for key in accounts.keys(&organisation.id).await? {
                let state = key.revoked.map_or_else(|| "active".to_owned(), |t| format!("revoked {t}"));
                tell!("{}  {}…  {}  {}  {state}", key.id, key.prefix, key.created, key.terms.label)?;
            }
        }
        KeyCommand::Revoke { id } => {
            accounts.revoke_key(&id, OPERATOR).await?;
            tell!("the key {id} is revoked")?;
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
