//! `tellal contract`, and the terms that `tellal org contract` is given.

use crate::{
    cli::{ContractCommand, ContractsArgs, TermsArgs},
    house::House,
    print::tell,
};
use account::{OPERATOR, Terms};
use anyhow::{Context, anyhow};
use audience::{Products, check_terms};
use serde::de::DeserializeOwned;
use std::{path::Path, process::ExitCode};
use story::{Kind, Lang};

pub async fn run(data: &Path, args: ContractsArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let done = act(&house, args.command).await;
    house.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn act(house: &House, command: ContractCommand) -> anyhow::Result<()> {
    let accounts = &house.accounts;
    match command {
        ContractCommand::List => {
            for line in accounts.every_contract().await? {
                let terms = &line.contract.terms;
                tell!("{}  {}  {}", line.contract.id, line.organisation_name, in_words(terms))?;
            }
        }
        ContractCommand::Show { id } => {
            let line = accounts.contract(&id).await?;
            tell!("{}", serde_json::to_string_pretty(&line.contract.terms)?)?;
        }
        ContractCommand::Change { id, products, terms } => {
            let line = accounts.contract(&id).await?;
            let mut before = line.contract.terms;
            if !products.is_empty() {
                before.products = products;
            }
            let now = applied(*terms, before)?;
            checked(house, &now).await?;
            let changes = accounts.change_contract(&id, &now, Some(line.edit), OPERATOR).await?;
            if changes.is_empty() {
                tell!("nothing is different")?;
            }
            for change in changes {
                tell!("{change}")?;
            }
        }
        ContractCommand::End { id } => {
            accounts.end_contract(&id, OPERATOR).await?;
            tell!("the contract {id} has ended")?;
        }
        ContractCommand::Delete { id } => {
            accounts.delete_contract(&id, OPERATOR).await?;
            tell!("the contract {id} is deleted")?;
        }
    }
    Ok(())
}

/// Refuses terms that can never be right.
pub async fn checked(house: &House, terms: &Terms) -> anyhow::Result<()> {
    Ok(check_terms(terms, &Products::load(&house.db).await?, &house.agency)?)
}

/// The terms with what was given in the place of what was there.
pub fn applied(args: TermsArgs, before: Terms) -> anyhow::Result<Terms> {
    let mut terms = before;
    if !args.kinds.is_empty() {
        terms.kinds = args.kinds;
    }
    if !args.languages.is_empty() {
        terms.languages = listed(&args.languages, "all", |text| Ok(text.parse::<Lang>()?)).context("--languages")?;
    }
    if !args.photo_sizes.is_empty() {
        terms.photo_sizes = listed(&args.photo_sizes, "none", word).context("--photo-sizes")?;
    }
    if !args.video_sizes.is_empty() {
        terms.video_sizes = listed(&args.video_sizes, "none", word).context("--video-sizes")?;
    }
    if !args.graphic_forms.is_empty() {
        terms.graphic_forms = listed(&args.graphic_forms, "none", word).context("--graphic-forms")?;
    }
    if !args.formats.is_empty() {
        terms.formats = listed(&args.formats, "all", |text| Ok(text.to_owned())).context("--formats")?;
    }
    if let Some(until) = args.until {
        let time = || until.parse().with_context(|| format!("--until {until} is neither a time nor `open`"));
        terms.until = if until == "open" { None } else { Some(time()?) };
    }
    terms.name = args.name.unwrap_or(terms.name);
    terms.usage_terms = args.usage_terms.unwrap_or(terms.usage_terms);
    terms.archive_days = args.archive_days.unwrap_or(terms.archive_days);
    terms.download_limit = args.download_limit.unwrap_or(terms.download_limit);
    terms.from = args.from.unwrap_or(terms.from);
    Ok(terms)
}

/// Values of a list; the one word `nothing` stands for an empty one.
fn listed<T>(texts: &[String], nothing: &str, read: impl Fn(&str) -> anyhow::Result<T>) -> anyhow::Result<Vec<T>> {
    match texts {
        [only] if only == nothing => Ok(Vec::new()),
        texts => texts.iter().map(|text| read(text).with_context(|| format!("`{text}`"))).collect(),
    }
}

/// The word of a size or form.
fn word<T: DeserializeOwned>(text: &str) -> anyhow::Result<T> {
    serde_json::from_value(text.into()).map_err(|e| anyhow!("{e}"))
}

/// The terms as one line.
pub fn in_words(terms: &Terms) -> String {
    let products: Vec<String> = terms.products.iter().map(ToString::to_string).collect();
    let kinds: Vec<&str> = terms.kinds.iter().map(|kind: &Kind| kind.name()).collect();
    let languages: Vec<&str> = terms.languages.iter().map(Lang::as_str).collect();
    let archive = match terms.archive_days {
        0 => "whole archive".to_owned(),
        1 => "archive of 1 day".to_owned(),
        days => format!("archive of {days} days"),
    };
    let downloads = match terms.download_limit {
        0 => "downloads without limit".to_owned(),
        1 => "1 download a month".to_owned(),
        limit => format!("{limit} downloads a month"),
    };
    let name = if terms.name.is_empty() { String::new() } else { format!("`{}`: ", terms.name) };
    let formats =
        if terms.formats.is_empty() { String::new() } else { format!("formats {}; ", terms.formats.join(",")) };
    format!(
        "{name}products {}; {}; languages {}; {archive}; {downloads}; {formats}from {} until {}",
        products.join(","),
        kinds.join(","),
        if languages.is_empty() { "all".to_owned() } else { languages.join(",") },
        terms.from,
        terms.until.map_or_else(|| "open".to_owned(), |t| t.to_string()),
    )
}
