//! `tellal org`

use super::{
    contract::{applied, checked, in_words},
    person, provider, secret,
};
use crate::{
    cli::{ContractArgs, OrgArgs, OrgCommand},
    house::House,
    print::tell,
};
use account::{OPERATOR, Organisation, Terms};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: OrgArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let accounts = &house.accounts;
    match args.command {
        OrgCommand::Add { name, email } => {
            let organisation = accounts.enter_organisation(&name, email.as_deref(), OPERATOR).await?;
            tell!("added {}; next: tellal org contract, tellal org user, tellal key add", organisation.name)?;
        }
        OrgCommand::Change { name, rename, email } => {
            let organisation = accounts.organisation(&name).await?;
            let name = rename.unwrap_or(organisation.name);
            let email = email.or(organisation.email).filter(|email| !email.is_empty());
            accounts.change_organisation(&organisation.id, &name, email.as_deref(), OPERATOR).await?;
            tell!("{name} was changed")?;
        }
        OrgCommand::Delete { name } => {
            let organisation = accounts.organisation(&name).await?;
            accounts.delete_organisation(&organisation.id, OPERATOR).await?;
            tell!("{name} was deleted")?;
        }
        OrgCommand::Person(args) => person::run(&house, args).await?,
        OrgCommand::List => {
            for organisation in accounts.organisations().await? {
                show(&house, &organisation).await?;
            }
        }
        OrgCommand::Contract(args) => contract(&house, *args).await?,
        OrgCommand::Provider(args) => provider::run(&house, args).await?,
        OrgCommand::User { organisation, login, password } => {
            let organisation = accounts.organisation(&organisation).await?;
            let (password, made_up) = secret::password(&password)?;
            accounts.add_api_user(&organisation.id, &login, password.clone(), OPERATOR).await?;
            tell!("{} has the API user {login}", organisation.name)?;
            secret::show(&password, made_up)?;
        }
        OrgCommand::Password { login, password } => {
            let (password, made_up) = secret::password(&password)?;
            accounts.set_api_user_password(&login, password.clone(), OPERATOR).await?;
            tell!("the API user {login} has a new password")?;
            secret::show(&password, made_up)?;
        }
        OrgCommand::FreezeUser { login } => {
            accounts.freeze_api_user(&login, true, OPERATOR).await?;
            tell!("the API user {login} cannot sign in")?;
        }
        OrgCommand::DeleteUser { login } => {
            accounts.delete_api_user(&login, OPERATOR).await?;
            tell!("the API user {login} was deleted")?;
        }
        OrgCommand::ThawUser { login } => {
            accounts.freeze_api_user(&login, false, OPERATOR).await?;
            tell!("the API user {login} can sign in again")?;
        }
        OrgCommand::Freeze { name } => {
            accounts.freeze_organisation(&name, true, OPERATOR).await?;
            tell!("nobody of {name} can sign in")?;
        }
        OrgCommand::Thaw { name } => {
            accounts.freeze_organisation(&name, false, OPERATOR).await?;
            tell!("{name} can sign in again")?;
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn contract(house: &House, args: ContractArgs) -> anyhow::Result<()> {
    let organisation = house.accounts.organisation(&args.organisation).await?;
    let terms = applied(args.terms, Terms::all_of(args.products, house.clock.now()))?;
    checked(house, &terms).await?;
    let id = house.accounts.add_contract(&organisation.id, &terms, OPERATOR).await?;
    tell!("{} has the contract {id}", organisation.name)?;
    Ok(())
}

async fn show(house: &House, organisation: &Organisation) -> anyhow::Result<()> {
    tell!("{}{}", organisation.name, if organisation.frozen { "  frozen" } else { "" })?;
    for contract in house.accounts.contracts(&organisation.id).await? {
        tell!("  contract {}: {}", contract.id, in_words(&contract.terms))?;
    }
    for somebody in house.accounts.people(&organisation.id).await? {
        tell!("  person {}", person::in_words(&somebody))?;
    }
    for user in house.accounts.api_users(&organisation.id).await? {
        tell!("  API user {}{}", user.login, if user.frozen { "  frozen" } else { "" })?;
    }
    for key in house.accounts.keys(&organisation.id).await? {
        let state = key.revoked.map_or_else(String::new, |t| format!("  revoked {t}"));
        tell!("  key {} {}… {}{state}", key.id, key.prefix, key.terms.label)?;
    }
    Ok(())
}
