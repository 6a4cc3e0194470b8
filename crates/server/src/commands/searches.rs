//! `tellal searches`

use super::person;
use crate::{
    cli::{SearchesArgs, SearchesCommand, WhoArgs, WhoseArgs},
    house::House,
    print::tell,
};
use account::{OrganisationId, PersonId};
use alert::{ByMail, COUNTED_DAYS, Delivery, Hears, Registered, Whose, register};
use anyhow::Context;
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: SearchesArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let done = look(&house, args.command).await;
    house.close().await;
    done
}

async fn look(house: &House, command: SearchesCommand) -> anyhow::Result<ExitCode> {
    let now = house.clock.now();
    match command {
        SearchesCommand::List { whose, json } => {
            let searches = register(&house.db, Asked::find(house, whose).await?.whose(), now).await?;
            if json {
                tell!("{}", serde_json::to_string_pretty(&searches)?)?;
            } else {
                searches.iter().try_for_each(list)?;
            }
        }
        SearchesCommand::Show { id, json } => {
            let search = register(&house.db, Whose::One(id), now).await?.pop();
            let search = search.with_context(|| format!("there is no saved search `{id}`"))?;
            if json {
                tell!("{}", serde_json::to_string_pretty(&search)?)?;
            } else {
                show(&search)?;
            }
        }
        SearchesCommand::Check { whose, json } => {
            let mut searches = register(&house.db, Asked::find(house, whose).await?.whose(), now).await?;
            let all = searches.len();
            searches.retain(|search| search.unreadable.is_some());
            if json {
                tell!("{}", serde_json::to_string_pretty(&searches)?)?;
            } else {
                check(&searches, all)?;
            }
            if !searches.is_empty() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Whose searches are asked for.
enum Asked {
    All,
    Of(OrganisationId, Option<PersonId>),
}

impl Asked {
    async fn find(house: &House, args: WhoseArgs) -> anyhow::Result<Self> {
        let Some(organisation) = args.organisation else { return Ok(Self::All) };
        let id = house.accounts.organisation(&organisation).await?.id;
        let person = match args.person {
            Some(email) => Some(person::find(house, &WhoArgs { organisation, email }).await?.id),
            None => None,
        };
        Ok(Self::Of(id, person))
    }

    fn whose(&self) -> Whose<'_> {
        match self {
            Self::All => Whose::Everybodys,
            Self::Of(organisation, None) => Whose::Organisation(organisation),
            Self::Of(organisation, Some(person)) => Whose::Person(organisation, person),
        }
    }
}

fn list(search: &Registered) -> std::io::Result<()> {
    let Registered { id, name, organisation, query, alerts, .. } = search;
    let bad = if search.unreadable.is_some() { "  CANNOT BE READ" } else { "" };
    let heard: Vec<_> = search.heard_by.iter().map(hears).collect();
    let heard = if heard.is_empty() { "nobody".to_owned() } else { heard.join("; ") };
    tell!("{id}  {organisation}  {}  {}  {alerts} alerts{bad}", owner(search), placed(&search.folder, name))?;
    tell!("    {query}")?;
    tell!("    heard by {heard}")
}

fn show(search: &Registered) -> std::io::Result<()> {
    let Registered { id, name, organisation, query, by, created, changed, .. } = search;
    tell!("{id}  {}", placed(&search.folder, name))?;
    tell!("query     {query}")?;
    if let Some(fault) = &search.unreadable {
        tell!("BAD       cannot be read, at character {}: {}", fault.position, fault.why)?;
    }
    tell!("owner     {organisation}, {}", owner(search))?;
    tell!("made      {created} by {by}, changed {changed}")?;
    tell!("alerts    {} in the last {COUNTED_DAYS} days", search.alerts)?;
    tell!("feeds     {} secret addresses", search.feeds)?;
    search.heard_by.iter().try_for_each(|one| tell!("heard by  {}", hears(one)))
}

fn check(unreadable: &[Registered], all: usize) -> std::io::Result<()> {
    for search in unreadable {
        let Some(fault) = &search.unreadable else { continue };
        let Registered { id, name, organisation, query, .. } = search;
        tell!("BAD  {id}  {organisation}  {}  {}", owner(search), placed(&search.folder, name))?;
        tell!("    {query}")?;
        tell!("    at character {}: {}", fault.position, fault.why)?;
    }
    tell!("{all} saved searches, {} cannot be read", unreadable.len())
}

fn owner(search: &Registered) -> &str {
    search.owner.as_ref().map_or("shared", |owner| &owner.email)
}

fn placed(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Somebody who hears of a search, and how: `ada@lantern.example (portal with sound, mail at once)`.
fn hears(one: &Hears) -> String {
    let Delivery { portal, sound, email, push } = one.alert;
    let mail = match email {
        ByMail::Off => None,
        ByMail::Digest => Some("mail in the digest"),
        ByMail::AtOnce => Some("mail at once"),
    };
    let portal = portal.then_some(if sound { "portal with sound" } else { "portal" });
    let ways: Vec<_> = portal.into_iter().chain(mail).chain(push.then_some("push")).collect();
    format!("{} ({})", one.who.email, ways.join(", "))
}
