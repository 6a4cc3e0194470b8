//! `tellal site`

use crate::{
    cli::{SiteArgs, SiteCommand},
    house::House,
    print::tell,
};
use account::{AuditLine, OPERATOR, audit};
use audience::PublicRule;
use std::{fmt::Display, path::Path, process::ExitCode};

pub async fn run(data: &Path, args: SiteArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let done = match args.command {
        SiteCommand::Rule => rule(&house).await,
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
