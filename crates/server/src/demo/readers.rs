//! Who reads the demo's wire in a browser, and what they look for.

use crate::house::House;
use account::{AccountError, LastMaster, OPERATOR, OrganisationId, Password, Person};
use alert::{ByMail, Delivery, NewSearch, Owner};
use anyhow::Context;
use std::net::SocketAddr;

/// The paper whose logins are shown.
pub const LANTERN: &str = "The Daily Lantern";
const EMAIL: &str = "nora@lantern.example";
const NAME: &str = "Nora Whitfield";

/// Gives a paper somebody who reads; answers what they sign in with.
pub async fn add(house: &House, organisation: &OrganisationId) -> anyhow::Result<(&'static str, Password)> {
    let (accounts, password) = (&house.accounts, Password::random()?);
    let add = async || accounts.add_person(organisation, EMAIL, NAME, true, Some(password.clone()), OPERATOR).await;
    match add().await {
        // Nobody sets the password of somebody else, not even here: they come anew.
        Err(AccountError::Taken(_)) => {
            if let Some(person) = find(house, organisation).await? {
                accounts.delete_person(&person.id, LastMaster::MayGo, OPERATOR).await?;
            }
            add().await?;
        }
        added => drop(added?),
    }
    Ok((EMAIL, password))
}

async fn find(house: &House, organisation: &OrganisationId) -> anyhow::Result<Option<Person>> {
    let people = house.accounts.people(organisation).await?;
    Ok(people.into_iter().find(|person| person.email == EMAIL))
}

/// Saves the searches that they begin with, unless they have some; the server is at this address.
pub async fn save_searches(house: &House, address: SocketAddr) -> anyhow::Result<()> {
    let paper = house.accounts.organisation(LANTERN).await?;
    let reader = find(house, &paper.id).await?.context("nobody reads at the demo's paper")?;
    let alerts = house.alerts(address);
    if !alerts.searches(&reader).await?.is_empty() {
        return Ok(());
    }
    let aloud = Delivery { portal: true, sound: true, email: ByMail::Off, push: true };
    let digest = Delivery { portal: true, email: ByMail::Digest, ..Delivery::default() };
    for (name, folder, owner, query, alert) in [
        ("Flash and urgent", "", Owner::Organisation, "priority:1-2", aloud),
        ("Quakes and floods", "Weather", Owner::Me, "quake OR earthquake OR flood OR deprem OR زلزال", aloud),
        ("Sport, texts only", "Sport", Owner::Me, "category:2 kind:text", digest),
        ("Pictures", "", Owner::Me, "kind:picture", Delivery::default()),
    ] {
        let (name, folder, query) = (name.to_owned(), folder.to_owned(), query.to_owned());
        alerts.save_search(&reader, NewSearch { name, folder, owner, query, alert }).await?;
    }
    Ok(())
}
