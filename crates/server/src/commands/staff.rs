//! `tellal staff`

use super::secret;
use crate::{
    cli::{StaffArgs, StaffCommand},
    house::House,
    print::tell,
};
use account::OPERATOR;
use anyhow::Context;
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: StaffArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let accounts = &house.accounts;
    match args.command {
        StaffCommand::Add { login, name, role, password } => {
            let (password, made_up) = secret::password(&password)?;
            let name = name.unwrap_or_else(|| login.clone());
            let staff = accounts.add_staff(&login, &name, role, password.clone(), OPERATOR).await?;
            tell!("added {} ({}), {}", staff.login, staff.name, staff.role.name())?;
            secret::show(&password, made_up)?;
        }
        StaffCommand::List => {
            for line in accounts.staff().await? {
                let (staff, frozen) = (line.staff, if line.frozen { "  frozen" } else { "" });
                let email = line.email.map_or_else(String::new, |email| format!("  {email}"));
                tell!("{:<20} {:<14} {}{email}{frozen}", staff.login, staff.role.name(), staff.name)?;
            }
        }
        StaffCommand::Change { login, name, role, email } => {
            let all = accounts.staff().await?;
            let line = all.into_iter().find(|line| line.staff.login == login);
            let line = line.with_context(|| format!("there is no member of staff `{login}`"))?;
            let (name, role) = (name.unwrap_or(line.staff.name), role.unwrap_or(line.staff.role));
            let email = email.or(line.email).filter(|email| !email.is_empty());
            accounts.change_staff(&login, &name, role, email.as_deref(), OPERATOR).await?;
            tell!("{login} is {name}, {}", role.name())?;
        }
        StaffCommand::Freeze { login } => {
            accounts.freeze_staff(&login, true, OPERATOR).await?;
            tell!("{login} can no longer sign in")?;
        }
        StaffCommand::Thaw { login } => {
            accounts.freeze_staff(&login, false, OPERATOR).await?;
            tell!("{login} can sign in again")?;
        }
        StaffCommand::Password { login, password } => {
            let (password, made_up) = secret::password(&password)?;
            accounts.set_staff_password(&login, password.clone(), OPERATOR).await?;
            tell!("{login} has a new password")?;
            secret::show(&password, made_up)?;
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
