//! `tellal key`

use crate::{
    cli::{KeyArgs, KeyCommand},
    house::House,
    print::tell,
};
use account::{KeyTerms, OPERATOR, Scope, read_addresses};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: KeyArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let accounts = &house.accounts;
    match args.command {
        KeyCommand::Add { organisation, label, scopes, expires, addresses } => {
            let organisation = accounts.organisation(&organisation).await?;
            let terms = KeyTerms { label, scopes, expires, addresses: read_addresses(&addresses.join(" "))? };
            let key = accounts.add_key(&organisation.id, &terms, OPERATOR).await?;
            tell!("key {} of {}: {}   (shown this once)", key.id, organisation.name, key.secret)?;
        }
        KeyCommand::List { organisation } => {
            let organisation = accounts.organisation(&organisation).await?;
            for key in accounts.keys(&organisation.id).await? {
                let state = match key.revoked {
                    Some(time) => format!("revoked {time}"),
                    None => key.state(accounts.now()).to_owned(),
                };
                let used = key.used.map_or_else(|| "never used".to_owned(), |time| format!("used {time}"));
                let bounds = bounds(&key.terms);
                tell!("{}  {}…  {}  {}  {state}  {used}{bounds}", key.id, key.prefix, key.created, key.terms.label)?;
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

/// What bounds a key; nothing when it is for everything, from anywhere, without an end.
fn bounds(terms: &KeyTerms) -> String {
    let scopes: Vec<_> = terms.scopes.iter().copied().map(Scope::name).collect();
    let addresses: Vec<_> = terms.addresses.iter().map(ToString::to_string).collect();
    let opens = (!scopes.is_empty()).then(|| format!("  opens {}", scopes.join(",")));
    let from = (!addresses.is_empty()).then(|| format!("  from {}", addresses.join(",")));
    let until = terms.expires.map(|expires| format!("  until {expires}"));
    [opens, from, until].into_iter().flatten().collect()
}
