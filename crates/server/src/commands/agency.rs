//! `tellal agency`

use crate::{
    cli::{AgencyArgs, AgencyCommand, AgencySetArgs},
    house::House,
    print::tell,
};
use account::{
    AccountError, OPERATOR, read_guarded, read_language, read_section, read_texts, write_language, write_section,
    write_texts,
};
use anyhow::Context;
use std::{path::Path, process::ExitCode};
use story::Agency;

pub async fn run(data: &Path, args: AgencyArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let agency = house.accounts.agency().await?.context("the database holds no agency")?;
    match args.command {
        AgencyCommand::Show => show(&agency)?,
        AgencyCommand::Set(args) => {
            let wanted = changed(agency.clone(), args)?;
            house.accounts.change_agency(&wanted, OPERATOR).await?;
            if wanted == agency {
                tell!("nothing is changed: the record says so already")?;
            } else {
                tell!("changed; a server that runs works by it when it was started again")?;
            }
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

fn show(agency: &Agency) -> std::io::Result<()> {
    tell!("code: {}", agency.code)?;
    tell!("short name: {}", agency.short_name)?;
    tell!("language: {}", agency.language)?;
    tell!("time zone: {}", agency.time_zone)?;
    let rules = &agency.rules;
    let two: Vec<_> = rules.second_person.iter().map(|guarded| guarded.name()).collect();
    tell!("two persons: {}", if two.is_empty() { "none".to_owned() } else { two.join(",") })?;
    tell!("undo: {} s", rules.undo_secs)?;
    tell!("alert limit: {} characters", rules.alert_chars_max)?;
    for (what, texts) in [("names", &agency.names), ("closing notice", &agency.closing)] {
        tell!("{what}:")?;
        for line in write_texts(texts).lines() {
            tell!("  {line}")?;
        }
    }
    tell!("sections:")?;
    for section in &agency.categories {
        tell!("  {}", write_section(section))?;
    }
    tell!("languages:")?;
    for language in &agency.languages {
        tell!("  {}", write_language(language))?;
    }
    Ok(())
}

fn changed(mut agency: Agency, args: Box<AgencySetArgs>) -> Result<Agency, AccountError> {
    agency.names.extend(read_texts("names", &args.name.join("\n"))?);
    for closing in args.closing {
        match closing.trim().strip_suffix(':') {
            Some(lang) => drop(agency.closing.remove(lang.trim())),
            None => agency.closing.extend(read_texts("closing", &closing)?),
        }
    }
    agency.short_name = args.short_name.unwrap_or(agency.short_name);
    agency.time_zone = args.time_zone.unwrap_or(agency.time_zone);
    agency.language = args.language.unwrap_or(agency.language);
    agency.rules.undo_secs = args.undo.unwrap_or(agency.rules.undo_secs);
    agency.rules.alert_chars_max = args.alert_limit.unwrap_or(agency.rules.alert_chars_max);
    if let Some(words) = args.two_persons {
        agency.rules.second_person = if words == ["none"] { Vec::new() } else { read_guarded(&words)? };
    }
    for line in args.section {
        let section = read_section(&line)?;
        match agency.categories.iter_mut().find(|known| known.id == section.id) {
            Some(known) => *known = section,
            None => agency.categories.push(section),
        }
    }
    for line in args.filed_language {
        let language = read_language(&line)?;
        match agency.languages.iter_mut().find(|known| known.id == language.id) {
            Some(known) => *known = language,
            None => agency.languages.push(language),
        }
    }
    Ok(agency)
}
