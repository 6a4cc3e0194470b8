//! `tellal org person`

use super::secret;
use crate::{
    cli::{PersonArgs, PersonCommand, WhoArgs},
    house::House,
    print::tell,
};
use account::{LastMaster, OPERATOR, Person, PersonFacts};
use anyhow::Context;

pub async fn run(house: &House, args: PersonArgs) -> anyhow::Result<()> {
    let accounts = &house.accounts;
    match args.command {
        PersonCommand::Add { who, name, master, password } => {
            let organisation = accounts.organisation(&who.organisation).await?;
            let (password, made_up) = secret::password(&password)?;
            let given = Some(password.clone());
            accounts.add_person(&organisation.id, &who.email, &name, master, given, OPERATOR).await?;
            tell!("{name} signs in as {}", who.email)?;
            secret::show(&password, made_up)?;
        }
        PersonCommand::List { organisation } => {
            let organisation = accounts.organisation(&organisation).await?;
            for person in accounts.people(&organisation.id).await? {
                tell!("{}", in_words(&person))?;
            }
        }
        PersonCommand::Change { who, name, new_email, master, even_last } => {
            let person = find(house, &who).await?;
            let facts = PersonFacts {
                email: new_email.unwrap_or(person.email),
                name: name.unwrap_or(person.name),
                master: master.unwrap_or(person.master),
            };
            accounts.change_person(&person.id, &facts, last(even_last), OPERATOR).await?;
            tell!("{} was changed", facts.name)?;
        }
        PersonCommand::Freeze { who, even_last } => {
            let person = find(house, &who).await?;
            accounts.freeze_person(&person.id, true, last(even_last), OPERATOR).await?;
            tell!("{} cannot sign in", person.name)?;
        }
        PersonCommand::Thaw { who } => {
            let person = find(house, &who).await?;
            accounts.freeze_person(&person.id, false, LastMaster::Stays, OPERATOR).await?;
            tell!("{} can sign in again", person.name)?;
        }
        PersonCommand::Delete { who, even_last } => {
            let person = find(house, &who).await?;
            accounts.delete_person(&person.id, last(even_last), OPERATOR).await?;
            tell!("{} was deleted", person.name)?;
        }
    }
    Ok(())
}

/// Somebody as a line of a list.
pub fn in_words(person: &Person) -> String {
    let Person { name, email, master, invited, frozen, .. } = person;
    let marks = [(*master, "  master"), (*invited, "  invited"), (*frozen, "  frozen")];
    let marks: String = marks.into_iter().filter_map(|(is, mark)| is.then_some(mark)).collect();
    format!("{email}  {name}{marks}")
}

/// Somebody at an organisation, by the mail address that they sign in with.
pub(super) async fn find(house: &House, who: &WhoArgs) -> anyhow::Result<Person> {
    let organisation = house.accounts.organisation(&who.organisation).await?;
    let people = house.accounts.people(&organisation.id).await?;
    let email = who.email.to_lowercase();
    let person = people.into_iter().find(|person| person.email == email);
    person.with_context(|| format!("{} has nobody who signs in as `{email}`", organisation.name))
}

fn last(even_last: bool) -> LastMaster {
    if even_last { LastMaster::MayGo } else { LastMaster::Stays }
}
