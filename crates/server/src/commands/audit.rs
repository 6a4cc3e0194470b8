//! `tellal audit`

use crate::{cli::AuditArgs, house::House, print::tell};
use account::{AUDIT_CSV_HEAD, AUDIT_LINES_MAX, AuditQuery};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: AuditArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let AuditArgs { actor, act, subject, text, from, to, csv, limit } = args;
    let query = AuditQuery { actor, act, subject, text, from, until: to };
    if csv {
        tell!("{}", AUDIT_CSV_HEAD.trim_end())?;
    }
    let mut left = if csv { u32::MAX } else { limit };
    let mut before: Option<String> = None;
    while left > 0 {
        let page = left.min(AUDIT_LINES_MAX);
        let lines = house.accounts.audit_lines(&query, before.as_deref(), page).await?;
        for line in &lines {
            if csv {
                tell!("{}", line.csv().trim_end_matches("\r\n"))?;
            } else {
                tell!("{}  {:<16} {:<12} {}  {}", line.time, line.actor, line.act, line.subject, line.detail)?;
            }
        }
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        if count < page {
            break;
        }
        left -= count;
        before = lines.into_iter().last().map(|line| line.id);
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
