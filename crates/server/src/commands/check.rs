//! `tellal check`: is everything there that the server needs?

use crate::{config::Config, database, house::index_of, print::tell, private};
use account::Accounts;
use anyhow::{Context, bail};
use audience::Products;
use mailroom::PostOffice;
use std::{path::Path, process::ExitCode, sync::Arc};
use store::{Blobs, Db, SystemClock, args};
use wire::Signer;

/// Media items whose files are looked for at once.
const PAGE_ITEMS: u64 = 500;

pub async fn run(data: &Path) -> anyhow::Result<ExitCode> {
    let mut good = true;
    let mut say = |what: &str, found: anyhow::Result<String>| match found {
        Ok(detail) => tell!("ok       {what}: {detail}"),
        Err(e) => {
            good = false;
            tell!("BAD      {what}: {e:#}")
        }
    };
    let config = Config::load(data)?;
    say("configuration", Ok(format!("listens on {}, metrics {}", config.listen, config.metrics)))?;
    let db = database::open(&config, data).await?;
    say("mail", mail(data, &config).await)?;
    let network = config.cdn(data).map(|cdn| cdn.map_or_else(|| "none".to_owned(), |cdn| format!("{cdn:?}")));
    say("network in front", network)?;
    say("database", Ok(db.engine().to_owned()))?;
    say("agency", agency(&db).await)?;
    say("signing key", key(data, &db).await)?;
    say("products", Products::load(&db).await.map(|p| format!("{} of them", p.all().len())).map_err(Into::into))?;
    say("wire", wire(&db).await)?;
    say("files", files(data, &db).await)?;
    let index = index_of(data);
    // `tellal reindex` leaves the folder, empty.
    let filled = std::fs::read_dir(&index).is_ok_and(|mut files| files.next().is_some());
    let index = if filled { "is there" } else { "is not there; the next `tellal serve` builds it" };
    say("search index", Ok(index.to_owned()))?;
    db.close().await;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn agency(db: &Db) -> anyhow::Result<String> {
    let agency = Accounts::new(db.clone(), Arc::new(SystemClock)).agency().await?;
    let agency = agency.context("there is none; `tellal init` makes one")?;
    Ok(format!("{} ({})", agency.name("en"), agency.code))
}

async fn mail(data: &Path, config: &Config) -> anyhow::Result<String> {
    let (office, from) = config.post_office(data, "")?;
    if let PostOffice::Folder(folder) = &office {
        private::folder(folder)?;
    }
    office.look().await?;
    Ok(format!("{office}, from {}", from.email))
}

async fn key(data: &Path, db: &Db) -> anyhow::Result<String> {
    let path = data.join("wire.key");
    if !path.exists() {
        bail!("{} is not there; without it the server would begin to sign with a new key", path.display());
    }
    let signer = Signer::open(&path)?;
    let known = wire::public_keys(db).await?;
    if !known.is_empty() && known.iter().all(|k| k.key_id != signer.key_id()) {
        bail!("{} is not a key that this wire was ever signed with", path.display());
    }
    Ok(signer.key_id().to_owned())
}

async fn wire(db: &Db) -> anyhow::Result<String> {
    let sql = "SELECT h.seq AS head, COALESCE(MAX(d.seq), 0) AS last, COUNT(d.seq) AS entries \
               FROM wire_head h LEFT JOIN dispatch d ON TRUE GROUP BY h.seq";
    let row = db.one(sql, args![]).await?.context("the wire has no head")?;
    let (head, last, entries) = (row.count("head")?, row.count("last")?, row.count("entries")?);
    if head != last || head != entries {
        bail!(
            "the head is {head}, but there are {entries} entries up to {last}; `tellal verify` names the first bad one"
        );
    }
    Ok(format!("{entries} entries; `tellal verify` checks every hash and signature"))
}

async fn files(data: &Path, db: &Db) -> anyhow::Result<String> {
    private::folder(&data.join("media"))?;
    let blobs = Blobs::folder(&data.join("media"))?;
    let (mut after, mut found) = (String::new(), 0_u64);
    loop {
        let sql = "SELECT item, sha256 FROM frame WHERE item > $1 ORDER BY item LIMIT $2";
        let page = db.all(sql, args![after, PAGE_ITEMS]).await?;
        let Some(last) = page.last() else { break };
        let last = last.text("item")?;
        for row in &page {
            let sha256 = row.text("sha256")?;
            if blobs.size(&sha256).await?.is_none() {
                bail!("the file of {} is missing: {sha256}", row.text("item")?);
            }
            found += 1;
        }
        after = last;
    }
    Ok(format!("{found} of them, all there"))
}
