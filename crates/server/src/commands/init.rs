//! `tellal init`: a new agency.

use crate::{
    cli::InitArgs,
    config::{Config, FILE, TEMPLATE},
    database,
    print::tell,
    private,
};
use account::{Accounts, OPERATOR, Password, Role};
use anyhow::{Context, bail};
use audience::{Filter, Hand, Product, Products};
use jiff::tz::TimeZone;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use store::{Clock, Db, Location, SystemClock};
use story::{Agency, AgencyCode, ProductId};
use toml::Value;
use wire::Signer;

/// The longest name of an agency, in characters.
const NAME_CHARS_MAX: usize = 200;

pub async fn run(data: &Path, args: InitArgs) -> anyhow::Result<ExitCode> {
    let code = AgencyCode::new(&args.code).with_context(|| format!("the code `{}`", args.code))?;
    let name = named("--name", &args.name)?;
    let short_name = match &args.short_name {
        Some(short_name) => named("--short-name", short_name)?.to_owned(),
        None => args.code.to_uppercase(),
    };
    if TimeZone::get(&args.time_zone).is_err() {
        bail!("--time-zone is the name of a time zone such as Europe/Istanbul");
    }
    let (language, time_zone) = (args.language, args.time_zone);
    let agency = Agency { language, time_zone, ..Agency::new(code, &short_name, name) };
    if !agency.languages.iter().any(|l| l.lang == agency.language) {
        let known: Vec<&str> = agency.languages.iter().map(|l| l.lang.as_str()).collect();
        bail!("--language: an agency files in {}, and not in `{}`", known.join(", "), agency.language);
    }
    let password = make(data, &agency, &args.database, &args.admin).await?;
    tell!("The agency `{name}` is ready in {}.", data.display())?;
    tell!("administrator: {}   password: {}   (shown this once)", args.admin, password.as_str())?;
    tell!("Next: tellal serve --data {}", data.display())?;
    Ok(ExitCode::SUCCESS)
}

fn named<'a>(option: &str, text: &'a str) -> anyhow::Result<&'a str> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > NAME_CHARS_MAX || text.chars().any(char::is_control) {
        bail!("{option} is a name of 1 to {NAME_CHARS_MAX} characters, without control characters");
    }
    Ok(text)
}

/// Makes the folder, the configuration, the database, the signing key, the base product and an administrator; or
/// nothing, when one of these cannot be made.
pub async fn make(data: &Path, agency: &Agency, database: &str, admin: &str) -> anyhow::Result<Password> {
    if data.join(FILE).exists() {
        bail!("{} holds an agency already", data.display());
    }
    let text = TEMPLATE.replace("\"@database@\"", &Value::from(database).to_string());
    let location = Config::parse(&text, |_| None).context("--database")?.location(data)?;
    let folders: Vec<&Path> = data.ancestors().take_while(|folder| !folder.exists()).collect();
    let files: Vec<PathBuf> = FILES.iter().map(|name| data.join(name)).filter(|file| !file.exists()).collect();
    let made = fill(data, &text, &location, agency, admin).await;
    if made.is_err() {
        // What cannot be taken away was never made, or is told by the error itself.
        for file in files {
            let _ = std::fs::remove_file(file);
        }
        for folder in folders {
            let _ = std::fs::remove_dir(folder);
        }
    }
    made
}

/// What is made in the data folder.
const FILES: [&str; 5] = [NEW_FILE, "tellal.db", "tellal.db-wal", "tellal.db-shm", "wire.key"];
/// The configuration until all the rest is there.
const NEW_FILE: &str = "tellal.toml.new";

async fn fill(data: &Path, text: &str, location: &Location, agency: &Agency, admin: &str) -> anyhow::Result<Password> {
    private::folder(data)?;
    let (path, new) = (data.join(FILE), data.join(NEW_FILE));
    let mut file = private::file(&new)?;
    let written = file.set_len(0).and_then(|()| file.write_all(text.as_bytes())).and_then(|()| file.sync_all());
    written.with_context(|| format!("{} cannot be written", new.display()))?;
    let db = database::make(location).await?;
    let made = enter(data, &db, agency, admin).await;
    db.close().await;
    let password = made?;
    // The configuration comes last: a folder with one is a whole agency.
    std::fs::rename(&new, &path).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(password)
}

/// Enters the agency into its database. One that was cut off here before is finished.
async fn enter(data: &Path, db: &Db, agency: &Agency, admin: &str) -> anyhow::Result<Password> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let accounts = Accounts::new(db.clone(), Arc::clone(&clock));
    if accounts.agency().await?.is_some() {
        bail!("the database holds an agency already");
    }
    Signer::open(&data.join("wire.key"))?;
    let password = Password::random()?;
    if accounts.staff().await?.iter().any(|line| line.staff.login == admin && line.staff.role == Role::Administrator) {
        accounts.set_staff_password(admin, password.clone(), OPERATOR).await?;
    } else {
        accounts.add_staff(admin, "Administrator", Role::Administrator, password.clone(), OPERATOR).await?;
    }
    let general = Product {
        id: ProductId(1),
        names: [("en".to_owned(), "General".to_owned()), ("tr".to_owned(), "Genel".to_owned())].into(),
        filter: Filter::Everything,
        public: true,
        holdback_minutes: 0,
    };
    Products::put(db, agency, &general, Hand::of(OPERATOR), &clock).await?;
    accounts.set_agency(agency).await?;
    Ok(password)
}
