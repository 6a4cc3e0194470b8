//! `/desk/kill`: what is taken back, with all that hangs on it, shown before anything happens; and the causes.

use crate::{
    Newsroom,
    after::{Receipts, kills_take_two, on_the_wall, receipts, sentence},
    assets::AFTER,
    door::Answer,
    errors::refused,
};
use account::{Right, Staff};
use askama::Template;
use axum::{
    Router,
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
    routing::get,
};
use desk::{
    Along, Because, Candidate, Cause, CauseItem, DeskError, KILL_ITEMS_MAX, Order, Reckoning, Sought, proposed_notice,
};
use std::collections::BTreeSet;
use story::{Act, ItemId, Lang, Note};
use web::{Form, Path, Problem, StaffAtScreen};

/// Causes that are listed.
const CAUSES: u32 = 100;
/// The place of the navigation.
const HERE: &str = "/desk/causes";

pub(crate) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/kill", get(show).post(kill))
        .route("/desk/causes", get(causes))
        .route("/desk/causes/{cause}", get(cause))
}

/// Fields of the form that search.
const SOUGHT: [(&str, &str, &str); 4] = [
    ("author", "Author", "In the byline."),
    ("credit", "Credit or source", "In the credit line or the source."),
    ("series", "Series", "The id of the series or chain."),
    ("words", "Words", "In slug and headline."),
];

/// What is asked to be taken back.
struct Asked {
    items: Vec<ItemId>,
    sought: Sought,
}

/// The items that a form names in `items`, apart by commas or white space, or each in its own field.
fn named(form: &mut Form, field: &str) -> Vec<ItemId> {
    let texts = form.all(field).to_vec();
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for text in texts.iter().flat_map(|text| text.split(|c: char| c == ',' || c.is_whitespace())) {
        if text.is_empty() {
            continue;
        }
        match text.parse::<ItemId>() {
            Ok(id) if seen.insert(id.clone()) => items.push(id),
            Ok(_) => {}
            Err(fault) => form.refuse(field, fault.to_string()),
        }
    }
    if items.len() > KILL_ITEMS_MAX {
        form.refuse(field, format!("names {}; at most {KILL_ITEMS_MAX} are allowed", items.len()));
        items.truncate(KILL_ITEMS_MAX);
    }
    items
}

fn asked(form: &mut Form) -> Asked {
    let text = |field: &str| form.text(field).to_owned();
    let sought =
        Sought { author: text("author"), credit: text("credit"), series: text("series"), words: text("words") };
    Asked { items: named(form, "items"), sought }
}

/// A line of the list.
struct Row<'a> {
    item: &'a Candidate,
    /// Why it is here, in words.
    why: String,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "kill.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of the page, and none depends on another")]
struct Page<'a> {
    form: &'a Form,
    items: Vec<Row<'a>>,
    along: Vec<Row<'a>>,
    more: bool,
    act: Act,
    two_persons: bool,
    may_hold: bool,
    /// The items named and the search, to be asked again.
    again: Vec<(&'static str, String)>,
    languages: String,
    searched: bool,
}

impl Page<'_> {
    fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    fn fields(&self) -> Vec<String> {
        SOUGHT.iter().map(|(name, label, hint)| self.form.line("text", name, label, hint)).collect()
    }

    fn verb(&self) -> &'static str {
        if self.act == Act::Withdraw { "Withdraw" } else { "Kill" }
    }

    fn causes(&self) -> String {
        let options: Vec<_> =
            Because::ALL.iter().map(|because| (because.name().to_owned(), because.words().to_owned())).collect();
        self.form.select("because", "Cause", "", &options)
    }
}

/// `GET /desk/kill`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, RawQuery(query): RawQuery) -> Answer {
    staff.require(Right::Release)?;
    let mut form = Form::read(query.unwrap_or_default().as_bytes());
    let asked = asked(&mut form);
    page(&newsroom, &staff.0, form, asked, None).await
}

/// What is found, and the page about it.
async fn page(newsroom: &Newsroom, who: &Staff, mut form: Form, asked: Asked, wrong: Option<String>) -> Answer {
    let desk = &newsroom.desk;
    let mut ids = asked.items.clone();
    match desk.sought(who, &asked.sought).await {
        Ok(found) => {
            ids.extend(found.into_iter().map(|candidate| candidate.item).filter(|id| !asked.items.contains(id)));
        }
        Err(DeskError::NotReady(faults)) => faults.into_iter().for_each(|fault| form.refuse(fault.field, fault.why)),
        Err(error) => return Err(refused(error)),
    }
    let reckoning = match desk.along(who, &ids).await {
        Err(DeskError::Unknown(id)) => {
            form.refuse("items", format!("names {id}, which is no item"));
            Reckoning { items: Vec::new(), along: Vec::new(), more: false }
        }
        other => other.map_err(refused)?,
    };
    let act = if form.text("act") == "withdraw" { Act::Withdraw } else { Act::Kill };
    let because = form.text("because").parse().unwrap_or_default();
    let languages = languages(&reckoning);
    // Words that somebody wrote stay; words that were proposed follow the cause.
    let proposed = proposed_notice(act, because, &languages);
    let written = form.filled("reason").filter(|_| !form.ticked("propose")).map(str::to_owned);
    let form = form.with("reason", written.unwrap_or(proposed));
    let mut sheet = newsroom.sheet(who, HERE, if act == Act::Withdraw { "Withdraw" } else { "Kill" });
    sheet.scripts = vec![web::asset_path(&AFTER)];
    let status = if form.is_right() && wrong.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    sheet.wrong = wrong;
    Ok(sheet.page_as(status, &content(newsroom, who, &form, &reckoning, &asked, act, &languages)))
}

fn languages(reckoning: &Reckoning) -> Vec<Lang> {
    let mut languages = Vec::new();
    let along = reckoning.along.iter().filter(|along| along.proposed).map(|along| &along.item);
    for item in reckoning.items.iter().chain(along) {
        if !languages.contains(&item.language) {
            languages.push(item.language.clone());
        }
    }
    languages
}

fn content<'a>(
    newsroom: &Newsroom,
    who: &Staff,
    form: &'a Form,
    reckoning: &'a Reckoning,
    asked: &Asked,
    act: Act,
    languages: &[Lang],
) -> Page<'a> {
    // A form that comes back keeps its ticks; a list that is new ticks what was named, and what repeats it.
    let comes_back = form.ticked("item");
    let kept = |id: &ItemId| form.all("item").iter().any(|text| text == id.as_str());
    let all = form.ticked("all");
    let own = |item: &'a Candidate| {
        let named = asked.items.contains(&item.item) || all;
        let ticked = item.fate.is_open() && if comes_back { kept(&item.item) } else { named };
        Row { item, why: String::new(), ticked }
    };
    let hanging = |along: &'a Along| {
        let ticked = if comes_back { kept(&along.item.item) } else { along.proposed };
        let unsent = if along.unsent && along.item.version > 0 { ", in the working copy only" } else { "" };
        Row { item: &along.item, why: format!("{}{unsent}", along.why.words()), ticked }
    };
    let again = SOUGHT.iter().map(|(name, ..)| (*name, form.text(name).to_owned()));
    let items = asked.items.iter().map(ItemId::as_str).collect::<Vec<_>>().join(",");
    Page {
        form,
        items: reckoning.items.iter().map(own).collect(),
        along: reckoning.along.iter().map(hanging).collect(),
        more: reckoning.more,
        act,
        two_persons: kills_take_two(newsroom),
        may_hold: who.role.may(Right::Stop),
        again: again.chain([("items", items)]).filter(|(_, value)| !value.is_empty()).collect(),
        languages: languages.iter().map(Lang::as_str).collect::<Vec<_>>().join(","),
        searched: !asked.sought.is_empty() || !asked.items.is_empty(),
    }
}

/// `POST /desk/kill`: takes back what is ticked, in one act.
async fn kill(State(newsroom): State<Newsroom>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::Release)?;
    let asked = asked(&mut form);
    let items = named(&mut form, "item");
    if items.is_empty() {
        form.refuse("item", "are none: tick what is to be taken back");
    }
    let because = form.parse::<Because>("because");
    let act = form.parse::<Act>("act");
    let reason = Note::new(form.text("reason")).map_err(|fault| form.refuse("reason", fault.to_string())).ok();
    let order = match (because, act, reason) {
        (Some(because), Some(act), Some(reason)) if form.is_right() => {
            Order { items, act, because, reason, hold: None }
        }
        _ => {
            let faults: Vec<_> = form.faults().map(|(field, why)| format!("{field} {why}")).collect();
            let wrong = format!("Nothing was sent: {}.", faults.join("; "));
            return page(&newsroom, &staff.0, form, asked, Some(wrong)).await;
        }
    };
    match newsroom.desk.stop_all(&staff.0, order).await {
        Ok(stopped) => Ok(Redirect::to(&format!("/desk/causes/{}", stopped.cause)).into_response()),
        Err(DeskError::NotReady(faults)) => {
            for fault in faults {
                form.refuse(fault.field, fault.why);
            }
            let wrong = Some("Nothing was sent.".to_owned());
            page(&newsroom, &staff.0, form, asked, wrong).await
        }
        Err(error @ (DeskError::Illegal(_) | DeskError::Unknown(_))) => {
            let wrong = Some(sentence(&error));
            page(&newsroom, &staff.0, form, asked, wrong).await
        }
        Err(error) => Err(refused(error)),
    }
}

#[derive(Template)]
#[template(path = "causes.html")]
struct Causes {
    lines: Vec<(Cause, String)>,
}

/// `GET /desk/causes`
async fn causes(State(newsroom): State<Newsroom>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::Write)?;
    let causes = newsroom.desk.causes(&staff.0, CAUSES).await.map_err(refused)?;
    let lines = causes.into_iter().map(|cause| {
        let when = on_the_wall(&newsroom, cause.time);
        (cause, when)
    });
    Ok(newsroom.sheet(&staff.0, HERE, "Kills and withdrawals").page(&Causes { lines: lines.collect() }))
}

#[derive(Template)]
#[template(path = "cause.html")]
struct One {
    cause: Cause,
    when: String,
    items: Vec<(CauseItem, Option<Receipts>)>,
}

/// `GET /desk/causes/{cause}`
async fn cause(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::Write)?;
    let (cause, items) = found(&newsroom, &staff.0, &id).await?;
    let mut lines = Vec::with_capacity(items.len());
    for item in items {
        let receipts = match item.seq {
            Some(seq) => receipts(&newsroom, &staff.0, seq).await?,
            None => None,
        };
        lines.push((item, receipts));
    }
    let what = if cause.act == Act::Withdraw { "Withdrawal" } else { "Kill" };
    let title = match cause.count {
        1 => format!("{what} of one item"),
        n => format!("{what} of {n} items"),
    };
    let when = on_the_wall(&newsroom, cause.time);
    Ok(newsroom.sheet(&staff.0, HERE, title).page(&One { cause, when, items: lines }))
}

/// A cause that somebody asked for.
pub(crate) async fn found(newsroom: &Newsroom, who: &Staff, id: &str) -> Result<(Cause, Vec<CauseItem>), Problem> {
    let found = newsroom.desk.cause(who, id).await.map_err(refused)?;
    found.ok_or_else(|| Problem::not_found("there is no such cause"))
}
