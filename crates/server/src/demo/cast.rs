//! Who works at the demo agency, and who subscribes to it.

use super::readers::{self, LANTERN};
use crate::house::House;
use account::{AccountError, KeyTerms, OPERATOR, OrganisationId, Password, Role, Terms};
use audience::{Filter, Hand, Product, Products};
use serde::{Deserialize, Serialize};
use story::{CategoryId, Kind, Lang, Priority, ProductId};

/// A login with its password.
#[derive(Clone, Serialize, Deserialize)]
pub struct Login {
    pub user: String,
    pub password: String,
}

/// A subscriber's login, password and key.
#[derive(Clone, Serialize, Deserialize)]
pub struct Subscriber {
    pub user: String,
    pub password: String,
    pub api_key: String,
}

/// The ones whose logins are shown.
pub struct Cast {
    /// The chief, who releases and kills.
    pub staff: Login,
    /// Who looks after the agency itself, and is the second person for what the chief asks.
    pub admin: Login,
    /// The editor, who releases.
    pub editor: Login,
    /// The reporter, who writes.
    pub reporter: Login,
    /// Who looks after subscribers.
    pub office: Login,
    pub subscriber: Subscriber,
    /// Who reads at the subscriber's, in a browser.
    pub reader: Login,
}

const GENERAL: ProductId = ProductId(1);
const SPORT: ProductId = ProductId(2);
const PICTURES: ProductId = ProductId(3);
const WEB: ProductId = ProductId(5);

/// Engages the cast on the first start; on later starts it is the one that `known` names.
///
/// A first start that was cut off before the logins were written down is made good: whoever is there already gets a
/// new password.
pub async fn engage(house: &House, known: Option<Cast>) -> anyhow::Result<Cast> {
    if let Some(known) = known {
        return Ok(known);
    }
    products(house).await?;
    let editor = staff(house, "editor", "Tom Ferris", Role::Editor).await?;
    let reporter = staff(house, "reporter", "سلمى حداد", Role::Reporter).await?;
    let chief = staff(house, "chief", "Leyla Aksoy", Role::Chief).await?;
    let admin = staff(house, "admin", "Administrator", Role::Administrator).await?;
    let office = staff(house, "office", "Marta Lindqvist", Role::Business).await?;
    let now = house.clock.now();
    let turkish = Terms {
        name: "Radio in Turkish".to_owned(),
        kinds: vec![Kind::Text],
        languages: vec![Lang::new("tr")?],
        archive_days: 30,
        ..Terms::all_of(vec![GENERAL], now)
    };
    let sport = Terms {
        name: "Sport and pictures".to_owned(),
        archive_days: 7,
        download_limit: 500,
        ..Terms::all_of(vec![SPORT, PICTURES], now)
    };
    organisation(house, "Radyo Kordon", &turkish).await?;
    organisation(house, "Sahil TV", &sport).await?;
    let everything = vec![GENERAL, SPORT, PICTURES, WEB];
    let everything = Terms { name: "Full service".to_owned(), ..Terms::all_of(everything, now) };
    let lantern = organisation(house, LANTERN, &everything).await?;
    // Somebody is there to whom the demo can write, so that its kills are seen to be confirmed.
    let desk = Some("desk@lantern.example");
    house.accounts.change_organisation(&lantern, LANTERN, desk, OPERATOR).await?;
    let subscriber = subscriber(house, &lantern, "lantern").await?;
    let (email, password) = readers::add(house, &lantern).await?;
    let reader = Login { user: email.to_owned(), password: password.as_str().to_owned() };
    Ok(Cast { staff: chief, admin, editor, reporter, office, subscriber, reader })
}

async fn products(house: &House) -> anyhow::Result<()> {
    let product = |id, en: &str, tr: &str, filter, public| Product {
        id,
        names: [("en".to_owned(), en.to_owned()), ("tr".to_owned(), tr.to_owned())].into(),
        filter,
        public,
        holdback_minutes: 0,
    };
    for product in [
        product(GENERAL, "General", "Genel", Filter::Everything, false),
        product(SPORT, "Sport", "Spor", Filter::Category(vec![CategoryId(2)]), false),
        product(PICTURES, "Pictures", "Fotoğraf", Filter::Kind(vec![Kind::Picture]), false),
        // The public sees what is news, and not the features that papers pay for.
        product(WEB, "Web", "İnternet", Filter::PriorityAtLeast(Priority::Routine), true),
    ] {
        Products::put(&house.db, &house.agency, &product, Hand::of(OPERATOR), &house.clock).await?;
    }
    Ok(())
}

async fn staff(house: &House, login: &str, name: &str, role: Role) -> anyhow::Result<Login> {
    let password = Password::random()?;
    match house.accounts.add_staff(login, name, role, password.clone(), OPERATOR).await {
        Err(AccountError::Taken(_)) => house.accounts.set_staff_password(login, password.clone(), OPERATOR).await?,
        added => drop(added?),
    }
    Ok(Login { user: login.to_owned(), password: password.as_str().to_owned() })
}

async fn organisation(house: &House, name: &str, terms: &Terms) -> anyhow::Result<OrganisationId> {
    let organisation = match house.accounts.add_organisation(name, OPERATOR).await {
        Err(AccountError::Taken(_)) => house.accounts.organisation(name).await?,
        added => added?,
    };
    if house.accounts.contracts(&organisation.id).await?.is_empty() {
        house.accounts.add_contract(&organisation.id, terms, OPERATOR).await?;
    }
    Ok(organisation.id)
}

async fn subscriber(house: &House, organisation: &OrganisationId, login: &str) -> anyhow::Result<Subscriber> {
    let password = Password::random()?;
    match house.accounts.add_api_user(organisation, login, password.clone(), OPERATOR).await {
        Err(AccountError::Taken(_)) => house.accounts.set_api_user_password(login, password.clone(), OPERATOR).await?,
        added => added?,
    }
    // Keys whose secrets were never written down are worth nothing.
    for lost in house.accounts.keys(organisation).await?.into_iter().filter(|key| key.revoked.is_none()) {
        house.accounts.revoke_key(&lost.id, OPERATOR).await?;
    }
    let api_key = house.accounts.add_key(organisation, &KeyTerms::labelled("demo"), OPERATOR).await?.secret;
    Ok(Subscriber { user: login.to_owned(), password: password.as_str().to_owned(), api_key })
}
