//! `/portal/downloads`: what the organisation took, with the way to get it again.

use crate::{
    Portal,
    door::{Answer, inside},
    granted::GivenFormat,
};
use account::{Download, Mark};
use askama::Template;
use audience::{Demand, Entitlement, Event};
use axum::{Router, extract::State, routing::get};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;
use story::{Reason, Rendition};
use web::{PersonAtScreen, Problem, Query};

/// Lines of a page.
const LINES_MAX: usize = 50;

pub(super) fn routes() -> Router<Portal> {
    Router::new().route("/portal/downloads", get(show))
}

/// Which page.
#[derive(Default, Deserialize)]
#[serde(default)]
struct In {
    /// The last line of the page before.
    before: Option<String>,
}

/// A revision that was taken.
struct Line {
    time: Timestamp,
    item: String,
    version: u32,
    /// The headline with its language, where the story may be seen now.
    headline: Option<(String, String)>,
    form: String,
    taker: String,
    contract: String,
    again: Again,
}

/// Whether it can be had again.
enum Again {
    /// It counts no more: it was counted under the contract by which it is given now, or that one counts nothing.
    Free(Link),
    /// It would count under another contract, of this title.
    Counts(Link, String),
    /// No, and why.
    No(String),
}

struct Link {
    href: String,
    /// What the browser calls the file; empty where the answer says it.
    name: String,
}

#[derive(Template)]
#[template(path = "downloads.html")]
struct Page {
    lines: Vec<Line>,
    /// It is not the first page.
    later: bool,
    /// Where the next page begins.
    older: Option<String>,
}

/// In which form something was taken.
#[derive(Clone, Copy)]
enum Form {
    Document(GivenFormat),
    File(Rendition),
}

impl Form {
    /// Of what was taken before forms were noted, the JSON is given.
    fn of(noted: Option<&str>) -> Option<Self> {
        let name = noted.unwrap_or(audience::JSON);
        GivenFormat::named(name).map(Self::Document).or_else(|| name.parse().ok().map(Self::File))
    }

    fn demand(self) -> Demand {
        match self {
            Self::Document(given) => Demand::Document(given.name),
            Self::File(rendition) => Demand::File(rendition),
        }
    }

    fn title(self) -> String {
        match self {
            Self::Document(given) => given.title.to_owned(),
            Self::File(rendition) => format!("File, {}", rendition.name()),
        }
    }

    fn link(self, line: &Download) -> Link {
        let Download { item, version, .. } = line;
        match self {
            Self::Document(given) => Link {
                href: format!("/api/v1/items/{item}/versions/{version}?format={}", given.name),
                name: format!("{}-v{version}.{}", item.as_str().replace(':', "-"), given.extension),
            },
            Self::File(rendition) => {
                Link { href: format!("/api/v1/items/{item}/files/{}", rendition.name()), name: String::new() }
            }
        }
    }
}

/// `GET /portal/downloads`
async fn show(
    State(portal): State<Portal>,
    PersonAtScreen(who, _): PersonAtScreen,
    Query(In { before }): Query<In>,
) -> Answer {
    let before: Option<Mark> =
        before.map(|text| text.parse()).transpose().map_err(|e| Problem::bad_field("before", e))?;
    // One more tells whether there is another page.
    let asked = u32::try_from(LINES_MAX + 1).unwrap_or(u32::MAX);
    let mut found = portal.accounts.downloads(&who.organisation, before.as_ref(), asked).await?;
    let more = found.len() > LINES_MAX;
    found.truncate(LINES_MAX);
    let older = found.last().filter(|_| more).map(|last| last.mark().to_string());
    let contracts = portal.accounts.contracts(&who.organisation).await?;
    let titles: HashMap<&str, String> =
        contracts.iter().map(|contract| (contract.id.as_str(), contract.terms.title())).collect();
    let may = Entitlement::under(&contracts, portal.clock.now());
    let (mut lines, mut takers) = (Vec::with_capacity(found.len()), HashMap::new());
    for download in &found {
        if !takers.contains_key(&download.taker) {
            takers.insert(download.taker.clone(), taker(&portal, who.master, &download.taker).await?);
        }
        let (headline, again) = look(&portal, &may, download, &titles).await?;
        lines.push(Line {
            time: download.time,
            item: download.item.to_string(),
            version: download.version,
            headline,
            form: Form::of(download.format.as_deref()).map_or_else(String::new, Form::title),
            taker: takers[&download.taker].clone(),
            contract: titles.get(download.contract.as_str()).cloned().unwrap_or_default(),
            again,
        });
    }
    let sheet = portal.page(&who, "/portal/downloads", "Downloads");
    Ok(sheet.page(&Page { lines, later: before.is_some(), older }))
}

/// Who took something, as a colleague may know it: people by name. The logins and keys of programs are for those who
/// manage them.
async fn taker(portal: &Portal, master: bool, taker: &str) -> Result<String, Problem> {
    if master || taker.starts_with("person:") {
        return Ok(portal.accounts.taker_name(taker).await?);
    }
    Ok("a program".to_owned())
}

/// The headline of what was taken, with its language, and whether it can be had again: as the gate answers it now.
async fn look(
    portal: &Portal,
    may: &Entitlement,
    line: &Download,
    titles: &HashMap<&str, String>,
) -> Result<(Option<(String, String)>, Again), Problem> {
    let now = portal.clock.now();
    let no = |why: &str| Again::No(why.to_owned());
    let event = match portal.gate.version(may, &line.item, line.version, now).await.map_err(inside)? {
        None => return Ok((None, no("It is not on the wire."))),
        Some(Err(denial)) => return Ok((None, no(denial.sentence()))),
        Some(Ok(event)) => event,
    };
    if let Some(reason) = event.closed_because() {
        let why = match reason {
            Reason::Killed => "It was killed or withdrawn: do not use any version of it.",
            Reason::OnHold => "It is on hold: do not use any version of it.",
            _ => "It is not to be used now.",
        };
        return Ok((None, no(why)));
    }
    let story = &event.dispatch.story;
    let headline = Some((story.language.to_string(), story.headline.to_string()));
    let Some(form) = Form::of(line.format.as_deref()) else { return Ok((headline, no("Its form is not known."))) };
    if matches!(form, Form::File(_)) {
        // Files are given of the newest version only, and are another download when there is one.
        let newest = portal.gate.latest(may, &line.item, now).await.map_err(inside)?;
        let newest = newest.and_then(Result::ok).map(|event| event.dispatch.entry.version);
        if let Some(newer) = newest.filter(|newest| *newest != line.version) {
            return Ok((headline, Again::No(format!("Version {newer} took its place."))));
        }
    }
    Ok((headline, again(may, &event, line, form, titles)))
}

/// The contract that is asked first is the one that counts, as the API does it.
fn again(may: &Entitlement, event: &Event, line: &Download, form: Form, titles: &HashMap<&str, String>) -> Again {
    let covering = match may.covering(&event.dispatch.entry, Some(form.demand())) {
        Ok(covering) => covering,
        Err(denial) => return Again::No(denial.sentence().to_owned()),
    };
    match covering.first() {
        Some(first) if first.download_limit > 0 && *first.contract != *line.contract => {
            Again::Counts(form.link(line), titles.get(&*first.contract).cloned().unwrap_or_default())
        }
        _ => Again::Free(form.link(line)),
    }
}
