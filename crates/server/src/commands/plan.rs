//! `tellal plan`

use crate::{
    cli::{PlanArgs, PlanCommand},
    house::House,
    print::tell,
};
use account::Staff;
use anyhow::Context;
use desk::{Assignment, Coverage, clashes};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use std::{path::Path, process::ExitCode};

pub async fn run(data: &Path, args: PlanArgs) -> anyhow::Result<ExitCode> {
    let house = House::open_for_work(data).await?;
    let PlanCommand::List { day, days, desk, person, language } = args.command;
    let zone = TimeZone::get(&house.agency.time_zone).context("the agency's time zone")?;
    let first = day.unwrap_or_else(|| house.clock.now().to_zoned_datetime(zone.clone()).date());
    let last = first.checked_add((i32::from(days) - 1).days()).context("the last day")?;
    let all = house.desk.coverage(&Staff::operator(), first, last, &Coverage { desk, person, language }).await?;
    let overlaps = clashes(&all);
    for one in &all {
        tell!(
            "{:>6}  {}  {:<8}  {}  {}{}",
            one.id,
            when(one, &zone),
            one.state.name(),
            one.language,
            one.title.as_str(),
            more(one)
        )?;
        for clash in overlaps.get(&one.id).into_iter().flatten() {
            tell!("        {} is at {} at the same time", clash.person, clash.with)?;
        }
    }
    if all.is_empty() {
        tell!("nothing is planned")?;
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

fn when(one: &Assignment, zone: &TimeZone) -> String {
    if one.all_day {
        let day: Date = one.starts_there().date();
        return format!("{day} all day");
    }
    one.starts.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M  ").to_string()
}

fn more(one: &Assignment) -> String {
    let people = one.people.join(", ");
    let parts = [("at", one.place.as_str()), ("by", people.as_str())];
    parts.iter().filter(|(_, text)| !text.is_empty()).flat_map(|(word, text)| ["  ", word, " ", text]).collect()
}
