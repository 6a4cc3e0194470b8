//! `tellal demo`: a living agency for a newcomer to look at.

mod cast;
pub(crate) mod letters;
mod newsroom;
mod readers;
mod regular;
mod samples;

use crate::{
    cli::DemoArgs,
    commands::init,
    config::{Config, FILE},
    house::{House, Purpose},
    listeners::{self, Open},
    logging,
    print::tell,
    serve::until_told,
};
use anyhow::Context;
use cast::{Cast, Login, Subscriber};
use newsroom::Newsroom;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{fs::Permissions, io, os::unix::fs::PermissionsExt, path::Path, process::ExitCode, time::Duration};
use story::{Agency, AgencyCode, Lang};

/// What `demo.json` tells programs.
#[derive(Serialize, Deserialize)]
struct DemoFile {
    site: String,
    api: String,
    has: String,
    desk: String,
    metrics: Option<String>,
    /// The screens of the office.
    office: String,
    /// The terminal of the subscribers.
    portal: String,
    staff: Login,
    admin: Login,
    editor: Login,
    reporter: Login,
    business: Login,
    subscriber: Subscriber,
    reader: Login,
}

impl DemoFile {
    fn cast(self) -> Cast {
        let Self { staff, admin, editor, reporter, business: office, subscriber, reader, .. } = self;
        Cast { staff, admin, editor, reporter, office, subscriber, reader }
    }
}

/// Who answers those who ask to become subscribers.
const REQUESTS_TO: &str = "Subscriptions <subscriptions@tellal.example>";
const DEMO_FILE: &str = "demo.json";
/// How long the demo waits for the pages of its first stories, in seconds.
const FIRST_PAGES_SECS_MAX: u64 = 20;

pub async fn run(data: &Path, args: DemoArgs) -> anyhow::Result<ExitCode> {
    if !data.join(FILE).exists() {
        init::make(data, &agency()?, "sqlite", "admin").await?;
    }
    let mut config = Config::load(data)?;
    config.listen = args.listen;
    config.metrics = format!("{}:0", args.listen.ip());
    // What somebody asks for on the site is read at /demo/mail.
    if config.requests_to.is_empty() {
        REQUESTS_TO.clone_into(&mut config.requests_to);
    }
    if std::env::var("TELLAL_LOG_LEVEL").is_err() {
        "warn".clone_into(&mut config.log_level);
    }
    logging::start(&config)?;
    let house = House::open(data, config, Purpose::Serve).await?;
    let cast = cast::engage(&house, read(data)?.map(DemoFile::cast)).await?;
    let open = listeners::open(&house, letters::routes(&house)).await?;
    readers::save_searches(&house, open.public).await?;
    let newsroom = Newsroom::open(&house).await?;
    newsroom.first_edition().await?;
    newsroom.furnish(&newsroom::chief(), &*house.clock).await?;
    // Whoever opens the site at once finds the stories there. A site that stands still does not keep the demo shut.
    let shown = open.site.reached(house.reader.head());
    let _ = tokio::time::timeout(Duration::from_secs(FIRST_PAGES_SECS_MAX), shown).await;
    let file = describe(&open, cast);
    write(data, &file)?;
    greet(&file, data)?;
    house.tasks.spawn(newsroom.keep_going(Duration::from_secs(args.pace), house.stop.clone()));
    until_told().await?;
    let told = tell!("Closing.");
    house.close().await;
    told?;
    Ok(ExitCode::SUCCESS)
}

fn agency() -> anyhow::Result<Agency> {
    let mut agency = Agency::new(AgencyCode::new("tel")?, "TEL", "Tellal News Agency");
    agency.names.insert("tr".to_owned(), "Tellal Ajansı".to_owned());
    agency.names.insert("ar".to_owned(), "وكالة تلال للأنباء".to_owned());
    agency.names.insert("ja".to_owned(), "テラル通信".to_owned());
    agency.language = Lang::new("en")?;
    let filed = ["en", "tr", "ar", "ja"];
    agency.languages.retain(|l| filed.contains(&l.lang.as_str()));
    Ok(agency)
}

fn describe(open: &Open, cast: Cast) -> DemoFile {
    let site = format!("http://{}", open.public);
    DemoFile {
        api: format!("{site}/api/v1"),
        has: format!("{site}/abone"),
        desk: format!("{site}/desk/api"),
        metrics: open.metrics.map(|address| format!("http://{address}/metrics")),
        office: format!("{}/admin", with_name(&site)),
        portal: format!("{}/portal", with_name(&site)),
        site,
        staff: cast.staff,
        admin: cast.admin,
        editor: cast.editor,
        reporter: cast.reporter,
        business: cast.office,
        subscriber: cast.subscriber,
        reader: cast.reader,
    }
}

/// The same address under the name of the machine itself: browsers let passkeys work there, and not at a bare address.
fn with_name(site: &str) -> String {
    site.replacen("://127.0.0.1:", "://localhost:", 1)
}

fn read(data: &Path) -> anyhow::Result<Option<DemoFile>> {
    match std::fs::read_to_string(data.join(DEMO_FILE)) {
        Ok(text) => {
            let told: Value = serde_json::from_str(&text).with_context(|| format!("{DEMO_FILE} is not right"))?;
            // A demo that is older than its newest login begins with new passwords.
            let whole = ["admin", "reporter", "reader"].iter().all(|login| told.get(login).is_some());
            let told = whole.then(|| serde_json::from_value(told)).transpose();
            told.with_context(|| format!("{DEMO_FILE} is not right"))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).with_context(|| format!("{DEMO_FILE} cannot be read")),
    }
}

/// Readers of the file see it whole or not at all, and it holds passwords.
fn write(data: &Path, file: &DemoFile) -> anyhow::Result<()> {
    let (path, new) = (data.join(DEMO_FILE), data.join("demo.json.new"));
    std::fs::write(&new, serde_json::to_string_pretty(file)? + "\n")?;
    std::fs::set_permissions(&new, Permissions::from_mode(0o600))?;
    std::fs::rename(&new, &path).with_context(|| format!("{} cannot be written", path.display()))
}

fn greet(file: &DemoFile, data: &Path) -> io::Result<()> {
    let DemoFile { site, api, has, desk, office, portal, staff, admin, editor, reporter, .. } = file;
    let DemoFile { business, subscriber, reader, .. } = file;
    tell!(
        "
Tellal is on the air. The desk keeps releasing, updating and correcting; Ctrl-C ends it, the same command goes on.

  public site   {site}/
  API           {api}/feed   {api}/openapi.json
  HAS API       {has}/
  desk API      {desk}/items
  letters       {site}/demo/mail
  office        {office}
  portal        {portal}
  metrics       {}

  chief         {}   password {}
  administrator {}   password {}
  editor        {}   password {}
  reporter      {}   password {}
  business      {}   password {}
  subscriber    {}   password {}
  API key       {}
  reader        {}   password {}

Try:
  curl -N -H 'Authorization: Bearer {}' '{api}/stream?after=0'
  curl -u {}:{} -d 'limit=5' {has}/search

Addresses and logins are in {}.
",
        file.metrics.as_deref().unwrap_or("off"),
        staff.user,
        staff.password,
        admin.user,
        admin.password,
        editor.user,
        editor.password,
        reporter.user,
        reporter.password,
        business.user,
        business.password,
        subscriber.user,
        subscriber.password,
        subscriber.api_key,
        reader.user,
        reader.password,
        subscriber.api_key,
        subscriber.user,
        subscriber.password,
        data.join(DEMO_FILE).display(),
    )
}
