//! What the forms of the newsroom let people choose from, as values with their names.

use crate::Newsroom;
use account::{Right, Staff};
use desk::{DeskError, Purpose};
use std::collections::BTreeMap;
use story::{Kind, Priority};
use web::{Form, Problem};

/// Values with their names.
pub(crate) type Options = Vec<(String, String)>;

/// The choice that chooses nothing, before the others.
pub(crate) fn or_none(none: &str, mut options: Options) -> Options {
    options.insert(0, (String::new(), none.to_owned()));
    options
}

/// The desks of the newsroom.
pub(crate) async fn desks(newsroom: &Newsroom) -> Result<Options, Problem> {
    let desks = newsroom.desk.desks().await.map_err(crate::errors::refused)?;
    Ok(desks.into_iter().map(|desk| (desk.id, desk.name)).collect())
}

/// The languages of the agency, by tag.
pub(crate) fn languages(newsroom: &Newsroom) -> Options {
    let name = |language: &story::AgencyLanguage| {
        let tag = language.lang.as_str();
        let (english, own) = (language.name("en"), language.name(tag));
        (tag.to_owned(), if own == english { english.to_owned() } else { format!("{english} · {own}") })
    };
    newsroom.agency.languages.iter().map(name).collect()
}

/// The members of staff who write, by login.
pub(crate) async fn people(newsroom: &Newsroom) -> Result<Options, Problem> {
    let staff = newsroom.accounts.staff().await?;
    let writes = staff.into_iter().filter(|line| !line.frozen && line.staff.role.may(Right::Write));
    Ok(writes.map(|line| (line.staff.login, line.staff.name)).collect())
}

/// What an item is made of.
pub(crate) fn kinds() -> Options {
    Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.name().to_owned())).collect()
}

/// How urgent an item is, by number.
pub(crate) fn priorities() -> Options {
    let one = |priority: &Priority| (priority.urgency().to_string(), format!("{} {priority:?}", priority.urgency()));
    Priority::ALL.iter().map(one).map(|(value, name)| (value, name.to_lowercase())).collect()
}

/// What somebody may mean an item to be.
pub(crate) fn purposes(who: &Staff) -> Options {
    let sentence = |purpose| match purpose {
        Purpose::News => "news",
        Purpose::Advisory => "a message to editors (advisory), not for publication",
        Purpose::Test => "a test of the line, only for those who asked for tests",
    };
    let may = |purpose: &Purpose| *purpose == Purpose::News || who.role.may(Right::Release);
    Purpose::ALL.into_iter().filter(may).map(|p| (p.name().to_owned(), sentence(p).to_owned())).collect()
}

/// Notes in a form what the desk found wrong, under the names that the form has for the fields; whatever else it refuses
/// is a problem.
pub(crate) fn note(form: &mut Form, error: DeskError, names: &[(&str, &str)], other: &str) -> Result<(), Problem> {
    let named: BTreeMap<_, _> = names.iter().copied().collect();
    match error {
        DeskError::NotReady(faults) => {
            for fault in faults {
                form.refuse(named.get(fault.field).copied().unwrap_or(other), fault.why);
            }
            Ok(())
        }
        other => Err(crate::errors::refused(other)),
    }
}
