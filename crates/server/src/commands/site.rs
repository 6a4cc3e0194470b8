//! `tellal site`

use crate::{
    cli::{SiteArgs, SiteCommand},
    house::House,
    print::tell,
};
use account::{AuditLine, OPERATOR, audit};
use audience::PublicRule;
use errand::Uri;
use jiff::Timestamp;
use site::{HubFailure, HubTopic, Purges};
use std::{fmt::Display, path::Path, process::ExitCode};

pub async fn run(data: &Path, args: SiteArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let done = match args.command {
        SiteCommand::Rule => rule(&house).await,
        SiteCommand::Cdn => cdn(&house).await,
        SiteCommand::Hub => hub(&house).await,
        SiteCommand::Rebuild => rebuild(&house).await,
    };
    house.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn rule(house: &House) -> anyhow::Result<()> {
    let rule = PublicRule::load(&house.db).await?;
    let section = |id: &story::CategoryId| match house.agency.category(*id) {
        Some(section) => section.name("en").to_owned(),
        None => id.to_string(),
    };
    let (summary, reuse) = (&rule.summary, &rule.reuse);
    let limits = format!(
        "at most {} % of a story, {} words, {} paragraphs, {} sentences",
        summary.share_percent, summary.words, summary.paragraphs, summary.sentences
    );
    for (name, value) in [
        ("kinds", list(rule.kinds.iter().map(|kind| kind.name()))),
        ("never, languages", list(&rule.languages_never)),
        ("never, sections", list(rule.sections_never.iter().map(section))),
        ("never, priorities", list(rule.priorities_never.iter().map(|priority| priority.name()))),
        ("sources", list(&rule.sources)),
        ("stories a day", rule.a_day_max.map_or_else(|| "all".to_owned(), |n| format!("{n} of each section"))),
        ("summaries", limits),
        ("training of machines", if reuse.ai_crawlers { "welcome" } else { "not welcome" }.to_owned()),
        ("mining", if reuse.tdm_reserved { "reserved" } else { "not reserved" }.to_owned()),
        ("terms of mining", list(&reuse.tdm_policy)),
        ("security contact", list(&reuse.security_contact)),
        ("trust.txt", list(&reuse.trust)),
    ] {
        tell!("{name:<21} {value}")?;
    }
    let mut before = PublicRule::default();
    for version in PublicRule::versions(&house.db).await? {
        let changes = version.rule.changes(&before, &house.agency).join("; ");
        tell!("version {}  {}  {}  {changes}", version.edit, version.time, version.by)?;
        before = version.rule;
    }
    Ok(())
}

async fn cdn(house: &House) -> anyhow::Result<()> {
    // Only the host: an address may hold a secret.
    let host = house.config.cdn_purge_url.parse::<Uri>().ok().and_then(|url| url.host().map(str::to_owned));
    let host = host.map(|host| format!("{} {host}", house.config.cdn_method.name()));
    let Purges { waiting, stopped, oldest, taken, failed } = site::purges(&house.db).await?;
    let now = house.clock.now();
    let secs = |since: Timestamp| now.duration_since(since).as_secs();
    let keys = if waiting == 1 { "1 key".to_owned() } else { format!("{waiting} keys") };
    let time = |time: Option<Timestamp>| time.map_or_else(|| "never".to_owned(), |time| format!("{time:.0}"));
    for (name, value) in [
        ("network", host.unwrap_or_else(|| "none (cdn_purge_url in tellal.toml)".to_owned())),
        ("waiting", oldest.map_or(keys.clone(), |since| format!("{keys}, the oldest for {} s", secs(since)))),
        ("of what was stopped", stopped.to_string()),
        ("last taken", time(taken)),
        ("last failure", failed.map_or_else(|| "never".to_owned(), |(time, why)| format!("{time:.0}: {why}"))),
    ] {
        tell!("{name:<21} {value}")?;
    }
    Ok(())
}

async fn hub(house: &House) -> anyhow::Result<()> {
    let topics = site::hub_topics(&house.db, house.clock.now()).await?;
    if topics.is_empty() {
        return Ok(tell!("nobody subscribes to a feed")?);
    }
    tell!("{:>11}  {:>7}  {:>11}  feed", "subscribers", "waiting", "unconfirmed")?;
    for HubTopic { path, subscribers, waiting, requests, failure } in topics {
        tell!("{subscribers:>11}  {waiting:>7}  {requests:>11}  {path}")?;
        if let Some(HubFailure { time, why }) = failure {
            tell!("{:>33}  last failure {time:.0}: {why}", "")?;
        }
    }
    Ok(())
}

fn list(values: impl IntoIterator<Item = impl Display>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    if values.is_empty() { "none".to_owned() } else { values.join(", ") }
}

async fn rebuild(house: &House) -> anyhow::Result<()> {
    let mut tx = house.db.begin().await?;
    let pages = site::forget_pages(&mut tx).await?;
    let detail = format!("{pages} pages are made again");
    let (time, subject) = (house.clock.now(), "public site");
    audit(&mut tx, &AuditLine { time, actor: OPERATOR, act: "rebuild", subject, detail: &detail }).await?;
    tx.commit().await?;
    let pages = if pages == 1 { "1 page is".to_owned() } else { format!("{pages} pages are") };
    tell!("{pages} forgotten; `tellal serve` makes them again from the log, by the rule of now")?;
    Ok(())
}
