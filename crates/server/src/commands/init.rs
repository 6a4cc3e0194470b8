//! `tellal init`: a new agency.

use crate::{
    cli::InitArgs,
    config::{Config, FILE, TEMPLATE},
};
use account::{Accounts, Password, Role};
use anyhow::{Context, bail};
use audience::{Filter, Product, Products};
use std::{path::Path, process::ExitCode, sync::Arc};
use store::{Clock, Db, SystemClock};
use story::{Agency, AgencyCode, ProductId};
use wire::Signer;

pub async fn run(data: &Path, args: InitArgs) -> anyhow::Result<ExitCode> {
    let code = AgencyCode::new(&args.code).with_context(|| format!("the code `{}`", args.code))?;
    let short_name = args.short_name.unwrap_or_else(|| args.code.to_uppercase());
    let agency = Agency::new(code, &short_name, &args.name);
    let password = make(data, &agency, &args.database, &args.admin).await?;
    println!("The agency `{}` is ready in {}.", args.name, data.display());
    println!("administrator: {}   password: {}   (shown this once)", args.admin, password.as_str());
    println!("Next: tellal serve --data {}", data.display());
    Ok(ExitCode::SUCCESS)
}

/// Makes the folder, the configuration, the database, the signing key, the base product and an administrator.
pub async fn make(data: &Path, agency: &Agency, database: &str, admin: &str) -> anyhow::Result<Password> {
    let path = data.join(FILE);
    if path.exists() {
        bail!("{} holds an agency already", data.display());
    }
    let text = TEMPLATE.replace("@database@", database);
    let location = Config::parse(&text, |_| None)?.location(data)?;
    std::fs::create_dir_all(data).with_context(|| format!("{} cannot be made", data.display()))?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let db = Db::open(&location).await?;
    let accounts = Accounts::new(db.clone(), Arc::clone(&clock));
    if accounts.agency().await?.is_some() {
        bail!("the database holds an agency already");
    }
    Signer::open(&data.join("wire.key"))?;
    let password = Password::random()?;
    accounts.add_staff(admin, "Administrator", Role::Administrator, password.clone()).await?;
    let general = Product {
        id: ProductId(1),
        names: [("en".to_owned(), "General".to_owned()), ("tr".to_owned(), "Genel".to_owned())].into(),
        filter: Filter::Everything,
        public: true,
        holdback_minutes: 0,
    };
    Products::put(&db, &general, &clock).await?;
    accounts.set_agency(agency).await?;
    db.close().await;
    // The configuration comes last: a folder with one is a whole agency.
    std::fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(password)
}
