//! `/desk/items/{id}/release`: what goes out, to whom, and the button. It works without a script; beside the editor the same
//! panel stands as a tool.

use crate::{
    Newsroom,
    assets::RELEASE,
    door::Answer,
    errors::refused,
    outlook::{Moment, Outlook, document, outlooks, remarks, words},
};
use account::{Right, Staff};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use desk::{Approval, ApprovalState, DeskError, Item, Preview, Proposal, Proposed, Retraction, retraction_text};
use format::Format;
use jiff::Timestamp;
use serde::Deserialize;
use story::{Act, EmbargoAt, Guarded, ItemId, Note, Priority, Remark, State as Status};
use web::{Form, Path, Problem, Query, StaffAtScreen};

pub(crate) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/items/{id}/release", get(show).post(go))
        .route("/desk/items/{id}/undo", post(undo))
        .route("/desk/items/{id}/reschedule", post(reschedule))
        .route("/desk/items/{id}/retract", post(retract))
}

/// What is looked at.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    act: Option<Act>,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    time: Option<String>,
    #[serde(default)]
    zone: Option<String>,
    #[serde(default)]
    retraction: Option<String>,
    #[serde(default)]
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "release.html")]
struct Page<'a> {
    item: &'a Item,
    lang: String,
    dir: &'static str,
    act: Act,
    acts: Vec<(Act, &'static str)>,
    may_release: bool,
    ahead: Option<Ahead>,
    /// Why nothing can go.
    faults: Vec<String>,
    remarks: Vec<Remark>,
    due: Option<Moment>,
    request: Option<Approval>,
    retraction: Option<Retraction>,
    formats: Vec<(&'static str, &'static str)>,
    format: &'static str,
    form: Form,
}

/// What is ahead when the button is pressed.
struct Ahead {
    preview: Preview,
    outlook: Outlook,
    document: String,
    later: Option<Moment>,
    guarded: String,
}

impl Page<'_> {
    fn is_flash(&self) -> bool {
        self.item.manuscript.priority() == Priority::Flash && self.item.state.is_none()
    }

    fn button(&self) -> &'static str {
        match &self.ahead {
            Some(ahead) if !ahead.preview.guarded.is_empty() => "Ask for approval",
            Some(ahead) if ahead.later.is_some() => "Schedule",
            _ => words(self.act),
        }
    }
}

/// What takes a second person, in words.
pub(crate) fn guarded(guards: &[Guarded]) -> String {
    let word = |guard: &Guarded| match guard {
        Guarded::Flash => "a flash",
        Guarded::Kill => "a kill",
        Guarded::Embargo => "sending before the embargo that was promised",
        Guarded::MassKill => "killing several items at once",
    };
    guards.iter().map(word).collect::<Vec<_>>().join(", and ")
}

/// What can be done with an item from here.
fn acts(item: &Item) -> Vec<(Act, &'static str)> {
    let acts: &[Act] = match item.state {
        None => &[item.purpose.act()],
        Some(Status::Usable) => &[Act::Update, Act::Refile],
        Some(Status::Withheld) => &[Act::Resume],
        Some(Status::Canceled) => &[],
    };
    acts.iter().map(|act| (*act, words(*act))).collect()
}

fn proposal(item: &Item, act: Act, at: Option<Timestamp>, retraction: Option<Note>) -> Proposal {
    let (id, edit) = (item.id.clone(), item.edit);
    match item.state {
        None => Proposal::Release { item: id, edit, at, undo: true, retraction },
        Some(_) => Proposal::Send { item: id, edit, act, correction: None, undo: true },
    }
}

/// The time that was filled in, if one was; what is wrong is noted.
fn time(form: &mut Form) -> Option<Timestamp> {
    let at = EmbargoAt { time: form.filled("time").map(str::to_owned), zone: form.text("zone").to_owned() };
    at.time.as_ref()?;
    at.instant().map_err(|why| form.refuse("time", why)).ok()
}

fn note(form: &mut Form) -> Option<Note> {
    let text = form.filled("retraction")?.to_owned();
    Note::new(&text).map_err(|why| form.refuse("retraction", why.to_string())).ok()
}

async fn show(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<ItemId>,
    Query(asked): Query<Asked>,
) -> Answer {
    staff.require(Right::Write)?;
    let said = match asked.done.as_deref() {
        Some("undone") => Some("It was taken back. Nothing went out."),
        Some("sent") => Some("It is on the wire."),
        Some("scheduled") => Some("It waits for its time."),
        Some("off") => Some("It is off the schedule."),
        Some("asked") => Some("A second person was asked."),
        Some("retracted") => Some("The retraction is on the wire."),
        _ => None,
    };
    let form = Form::default()
        .with("time", asked.time.unwrap_or_default())
        .with("zone", asked.zone.unwrap_or_else(|| newsroom.agency.time_zone.clone()))
        .with("retraction", asked.retraction.unwrap_or_default());
    page(&newsroom, &staff, &id, asked.act, asked.format.as_deref(), form, said).await
}

async fn page(
    newsroom: &Newsroom,
    staff: &StaffAtScreen,
    id: &ItemId,
    act: Option<Act>,
    format: Option<&str>,
    mut form: Form,
    said: Option<&str>,
) -> Answer {
    let item = newsroom.desk.item(id).await.map_err(refused)?;
    let acts = acts(&item);
    let act = act.filter(|act| acts.iter().any(|(one, _)| one == act)).or_else(|| acts.first().map(|(act, _)| *act));
    let act = act.unwrap_or(Act::Release);
    let format = format.and_then(|name| name.parse::<Format>().ok()).unwrap_or(Format::Text);
    let (at, note) = (time(&mut form), note(&mut form));
    let mut faults = Vec::new();
    let ahead = if item.due.is_some() || acts.is_empty() {
        None
    } else {
        match newsroom.desk.preview(&staff.0, &proposal(&item, act, at, note)).await {
            Ok(preview) => Some(ahead(newsroom, &staff.0, preview, format).await?),
            Err(DeskError::NotReady(wrong)) => {
                faults.extend(wrong.iter().map(ToString::to_string));
                None
            }
            Err(error @ (DeskError::Store(_) | DeskError::Wire(_))) => return Err(refused(error)),
            Err(error) => {
                faults.push(error.to_string());
                None
            }
        }
    };
    if form.filled("retraction").is_none() {
        form = form.with("retraction", retraction_text().as_str());
    }
    let now = newsroom.clock.now();
    let slug = item.manuscript.slug();
    let mut sheet =
        newsroom.sheet(&staff.0, "/desk", format!("Release {}", if slug.is_empty() { "Untitled" } else { slug }));
    sheet.scripts = vec![web::asset_path(&RELEASE)];
    sheet.said = said.map(str::to_owned);
    let language = item.manuscript.language();
    let page = Page {
        lang: language.to_string(),
        dir: language.dir(),
        act,
        acts,
        may_release: staff.0.role.may(Right::Release),
        faults,
        remarks: if ahead.is_some() || item.due.is_none() { remarks(newsroom, &item.manuscript) } else { Vec::new() },
        due: item.due.map(|due| Moment::of(due.at, None, &newsroom.agency, now)),
        request: request(newsroom, id).await?,
        retraction: newsroom.desk.retraction(id).await.map_err(refused)?,
        formats: Format::ALL.iter().map(|format| (format.name(), format.title())).collect(),
        format: format.name(),
        ahead,
        item: &item,
        form,
    };
    let status = if page.form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(sheet.page_as(status, &page))
}

async fn ahead(newsroom: &Newsroom, who: &Staff, preview: Preview, format: Format) -> Result<Ahead, Problem> {
    let outlook = outlooks(newsroom, who, &preview.transmission).await?.into_iter().next();
    let outlook = outlook.ok_or_else(|| Problem::internal("a proposal of one item has one dispatch"))?;
    let zone = outlook.embargo.as_ref().and_then(|moment| moment.entered.as_deref());
    let zone = zone.and_then(|entered| entered.rsplit(", ").next());
    let now = newsroom.clock.now();
    Ok(Ahead {
        document: document(newsroom, &outlook, format).unwrap_or_default(),
        later: preview.later.map(|at| Moment::of(at, zone, &newsroom.agency, now)),
        guarded: guarded(&preview.guarded),
        outlook,
        preview,
    })
}

/// The request that waits for this item.
async fn request(newsroom: &Newsroom, id: &ItemId) -> Result<Option<Approval>, Problem> {
    let waiting = |one: &Approval| one.state == ApprovalState::Waiting && one.items.iter().any(|item| item.id == *id);
    Ok(newsroom.desk.approvals().await.map_err(refused)?.into_iter().find(waiting))
}

fn back(id: &ItemId, done: &str) -> Response {
    Redirect::to(&format!("/desk/items/{id}/release?done={done}")).into_response()
}

/// `POST /desk/items/{id}/release`
async fn go(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>, mut form: Form) -> Answer {
    staff.require(Right::Write)?;
    let act = form.filled("act").and_then(|act| act.parse().ok());
    let (at, retraction) = (time(&mut form), note(&mut form));
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    let known: Option<u64> = form.parse("edit");
    let hash = form.text("hash").to_owned();
    let one = proposal(&item, act.unwrap_or(Act::Release), at, retraction);
    let stale = known.is_some_and(|edit| edit != item.edit);
    if form.is_right() && !stale {
        let preview = newsroom.desk.preview(&staff.0, &one).await.map_err(refused)?;
        if preview.transmission_hash == hash && (preview.later.is_none() || form.ticked("sure")) {
            return Ok(match newsroom.desk.propose(&staff.0, one).await.map_err(refused)? {
                Proposed::Sent(_) => back(&id, "sent"),
                Proposed::Scheduled { undo: true, .. } => back(&id, "waits"),
                Proposed::Scheduled { .. } => back(&id, "scheduled"),
                Proposed::Waits(_) => back(&id, "asked"),
            });
        }
    }
    let said = if !form.is_right() {
        "Look at what is wrong below. Nothing was sent."
    } else if stale {
        "It was saved in between. This is what would go out now; look at it again."
    } else {
        "This is what would go out. Look at it, and confirm."
    };
    page(&newsroom, &staff, &id, act, None, form, Some(said)).await
}

async fn undo(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>) -> Answer {
    newsroom.desk.undo(&staff.0, &id).await.map_err(refused)?;
    Ok(back(&id, "undone"))
}

/// `POST /desk/items/{id}/reschedule`: another time, or off the schedule.
async fn reschedule(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<ItemId>,
    mut form: Form,
) -> Answer {
    staff.require(Right::Release)?;
    if form.ticked("off") {
        newsroom.desk.unschedule(&staff.0, &id).await.map_err(refused)?;
        return Ok(back(&id, "off"));
    }
    let at = time(&mut form);
    if !form.is_right() {
        return page(&newsroom, &staff, &id, None, None, form, None).await;
    }
    newsroom.desk.reschedule(&staff.0, &id, at).await.map_err(refused)?;
    Ok(back(&id, "scheduled"))
}

async fn retract(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>) -> Answer {
    newsroom.desk.retract(&staff.0, &id).await.map_err(refused)?;
    Ok(back(&id, "retracted"))
}
