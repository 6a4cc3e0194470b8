//! `tellal mail`

use crate::{
    cli::{MailArgs, MailCommand},
    house::House,
    print::tell,
};
use account::{AuditLine, Staff, audit};
use anyhow::bail;
use mailroom::{Address, Letter, MailLine, MailState};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: MailArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    match args.command {
        MailCommand::List { unsent, limit } => {
            for line in mailroom::lines(&house.db, unsent, limit).await? {
                show(&line)?;
            }
        }
        MailCommand::Again { id } => again(&house, &id).await?,
        MailCommand::SendTest { address } => send_test(&house, &address).await?,
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

fn show(line: &MailLine) -> std::io::Result<()> {
    let state = match &line.state {
        MailState::Sent(time) => format!("sent {time:.0}"),
        MailState::Waiting(due) => format!("waits until {due:.0}, tried {}", line.times()),
        MailState::Failed => format!("given up, tried {}", line.times()),
    };
    tell!("{}  {:.0}  {:<12} {}  {}  {state}", line.id, line.time, line.kind, line.email, line.subject)?;
    line.why.iter().try_for_each(|why| tell!("    {why}"))
}

async fn again(house: &House, id: &str) -> anyhow::Result<()> {
    let (now, by) = (house.clock.now(), Staff::operator().login);
    let mut tx = house.db.begin().await?;
    if !mailroom::again(&mut tx, id, now).await? {
        tx.rollback().await?;
        bail!("there is no letter `{id}` that waits or was given up; `tellal mail list --unsent` shows them");
    }
    audit(&mut tx, &AuditLine { time: now, actor: &by, act: "send-again", subject: id, detail: "letter" }).await?;
    tx.commit().await?;
    tell!("the letter {id} is tried again as soon as `tellal serve` runs")?;
    Ok(())
}

async fn send_test(house: &House, address: &str) -> anyhow::Result<()> {
    let agency = house.agency.name(house.agency.language.as_str());
    let (office, from) = house.config.post_office(&house.data, agency)?;
    let letter = Letter {
        kind: "test",
        to: Address { name: String::new(), email: address.to_owned() },
        subject: format!("{agency}: a letter to try the mail server"),
        text: format!("This letter was sent by `tellal mail send-test`.\n\nLetters of {agency} reach you.\n"),
    };
    let (now, mut random) = (house.clock.now(), [0; 8]);
    getrandom::fill(&mut random).map_err(|e| anyhow::anyhow!("no random numbers are to be had: {e}"))?;
    let id = format!("test-{}", hex::encode(random));
    office.send(&id, mailroom::compose(&letter, None, &id, now, &from)?).await?;
    tell!("sent to {address}, by {office}")?;
    Ok(())
}
