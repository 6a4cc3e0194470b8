//! `tellal template`

use crate::{
    cli::{TemplateArgs, TemplateCommand},
    house::House,
    print::tell,
};
use account::Staff;
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: TemplateArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let operator = Staff::operator();
    match args.command {
        TemplateCommand::List { language } => {
            for one in house.desk.templates(&operator, language.as_ref(), None).await? {
                let (language, whose) = (one.manuscript.language(), if one.built_in { "built in" } else { "own" });
                tell!("{:<14}  {language}  {:<8}  {whose:<8}  {}", one.id, one.purpose.name(), one.name.as_str())?;
            }
        }
        TemplateCommand::Show { id } => {
            let template = house.desk.template(&operator, &id).await?;
            tell!("{}", serde_json::to_string_pretty(&template)?)?;
        }
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}
