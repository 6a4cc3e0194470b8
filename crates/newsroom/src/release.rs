//! `/desk/items/{id}/release`: what goes out, to whom, and the button. It works without a script; beside the editor the same
//! panel stands as a tool.

use crate::{
    Newsroom,
    assets::RELEASE,
    door::Answer,
    errors::refused,
    outlook::{Moment, Outlook, When, document, label, outlooks, remarks, words},
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
use desk::{Approval, ApprovalState, DeskError, Item, Preview, Proposal, Proposed, Retraction, Stage, retraction_text};
use format::Format;
use jiff::Timestamp;
use serde::Deserialize;
use story::{Act, EmbargoAt, Fault, Guarded, ItemId, Note, Priority, State as Status};
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
    /// The working copy says what is out.
    is_out: bool,
    /// Why nothing can go.
    faults: Vec<String>,
    /// What else there is to look at: the field, and what about it.
    remarks: Vec<(String, String)>,
    due: Option<Moment>,
    request: Option<Asking>,
    refusal: Option<Refusal>,
    retraction: Option<Flashed>,
    formats: Vec<(&'static str, &'static str)>,
    format: &'static str,
    form: Form,
}

/// A request that waits.
struct Asking {
    id: String,
    asked: When,
}

/// What the second person said to the last request, which whoever asked reads.
struct Refusal {
    by: String,
    at: When,
    reason: String,
}

/// The retraction of a flash that is out.
struct Flashed {
    ready: Retraction,
    until: Option<When>,
}

/// What the desk says to a proposal.
#[derive(Default)]
struct Look {
    ahead: Option<Ahead>,
    is_out: bool,
    faults: Vec<String>,
    /// Of them those that are about a field.
    fields: Vec<Fault>,
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

    /// Whoever asked waits; a second press would ask for the same.
    fn offers(&self) -> bool {
        let is_guarded = self.ahead.as_ref().is_some_and(|ahead| !ahead.preview.guarded.is_empty());
        self.may_release && !(is_guarded && self.request.is_some())
    }

    /// Whoever may not release sends it to those who may.
    fn may_review(&self) -> bool {
        !self.may_release && self.item.version == 0 && self.due.is_none()
    }

    fn is_in_review(&self) -> bool {
        self.item.stage == Stage::Review
    }

    fn button(&self) -> &'static str {
        match &self.ahead {
            _ if self.form.fault("time").is_some() => "Look at the time",
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
fn time(newsroom: &Newsroom, form: &mut Form) -> Option<Timestamp> {
    let at = EmbargoAt { time: form.filled("time").map(str::to_owned), zone: form.text("zone").to_owned() };
    at.time.as_ref()?;
    let meant = at.instant().map_err(|why| form.refuse("time", why)).ok()?;
    let now = newsroom.clock.now();
    if meant < now {
        let moment = Moment::of(meant, Some(&at.zone), &newsroom.agency, now);
        form.refuse("time", format!("is {}, which has passed", moment.entered.unwrap_or(moment.here)));
        return None;
    }
    Some(meant)
}

/// What the desk finds wrong with a form, at the fields where it was filled in.
fn refuse_in(form: &mut Form, faults: Vec<Fault>) {
    for Fault { field, why } in faults {
        form.refuse(if field == "at" { "time" } else { field }, why);
    }
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
        Some("review") => Some("It waits for an editor."),
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
    let mut acts = acts(&item);
    let act = act.filter(|act| acts.iter().any(|(one, _)| one == act)).or_else(|| acts.first().map(|(act, _)| *act));
    let act = act.unwrap_or(Act::Release);
    let format = format.and_then(|name| name.parse::<Format>().ok()).unwrap_or(Format::Text);
    let (at, note) = (time(newsroom, &mut form), note(&mut form));
    let look = if item.due.is_some() || acts.is_empty() {
        Look::default()
    } else {
        look(newsroom, &staff.0, &item, &proposal(&item, act, at, note), format).await?
    };
    if look.is_out {
        acts.clear();
    }
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
    let (request, refusal) = requests(newsroom, &item).await?;
    let page = Page {
        lang: language.to_string(),
        dir: language.dir(),
        act,
        may_release: staff.0.role.may(Right::Release),
        remarks: if acts.is_empty() || item.due.is_some() {
            Vec::new()
        } else {
            others(newsroom, &item, &look.fields).await?
        },
        acts,
        ahead: look.ahead,
        is_out: look.is_out,
        faults: look.faults,
        due: item.due.map(|due| Moment::of(due.at, None, &newsroom.agency, now)),
        request,
        refusal: refusal.filter(|_| !look.is_out),
        retraction: flashed(newsroom, id).await?,
        formats: Format::ALL.iter().map(|format| (format.name(), format.title())).collect(),
        format: format.name(),
        item: &item,
        form,
    };
    let status = if page.form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(sheet.page_as(status, &page))
}

/// What the desk says to a proposal.
async fn look(
    newsroom: &Newsroom,
    who: &Staff,
    item: &Item,
    proposal: &Proposal,
    format: Format,
) -> Result<Look, Problem> {
    let mut look = Look::default();
    match newsroom.desk.preview(who, proposal).await {
        Ok(preview) => look.ahead = Some(ahead(newsroom, who, preview, format).await?),
        Err(DeskError::NotReady(wrong)) => {
            look.faults.extend(wrong.iter().map(|fault| format!("{} {}", label(fault.field), fault.why)));
            look.fields = wrong;
        }
        // Nothing is wrong with what is out as it stands.
        Err(DeskError::Unchanged(_) | DeskError::SentOnce(_)) if item.state == Some(Status::Usable) => {
            look.is_out = true;
        }
        Err(error @ (DeskError::Store(_) | DeskError::Wire(_))) => return Err(refused(error)),
        Err(error) => look.faults.push(error.to_string()),
    }
    Ok(look)
}

/// What there is to look at beside what keeps it from going out.
async fn others(newsroom: &Newsroom, item: &Item, faults: &[Fault]) -> Result<Vec<(String, String)>, Problem> {
    let is_said = |remark: &story::Remark| {
        faults.iter().any(|fault| remark.field == fault.field && remark.text.ends_with(&fault.why))
    };
    let remarks = remarks(newsroom, &item.manuscript).await?.into_iter().filter(|remark| !is_said(remark));
    Ok(remarks.map(|remark| (label(&remark.field), remark.text)).collect())
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

/// The request that waits for this item, and the refusal of the last one.
async fn requests(newsroom: &Newsroom, item: &Item) -> Result<(Option<Asking>, Option<Refusal>), Problem> {
    let all = newsroom.desk.approvals().await.map_err(refused)?;
    let about = all.into_iter().filter(|one| one.items.iter().any(|other| other.id == item.id));
    let (waiting, ended): (Vec<_>, Vec<_>) = about.partition(|one| one.state == ApprovalState::Waiting);
    if let Some(Approval { id, asked, .. }) = waiting.into_iter().next() {
        return Ok((Some(Asking { id, asked: When::of(newsroom, asked) }), None));
    }
    // What went out, or was taken back, since then is beyond what was refused.
    let stands = |one: &Approval| match one.proposal {
        Proposal::Release { .. } => item.version == 0,
        Proposal::Send { .. } => item.state == Some(Status::Usable),
        Proposal::Notice { .. } => item.state != Some(Status::Canceled),
    };
    let last = ended.into_iter().next().filter(|one| one.state == ApprovalState::Refused && stands(one));
    let refusal = last.and_then(|one| {
        let at = When::of(newsroom, one.ended?);
        Some(Refusal { by: one.ended_by_name?, at, reason: one.reason? })
    });
    Ok((None, refusal))
}

async fn flashed(newsroom: &Newsroom, id: &ItemId) -> Result<Option<Flashed>, Problem> {
    let ready = newsroom.desk.retraction(id).await.map_err(refused)?;
    Ok(ready.map(|ready| Flashed { until: ready.until.map(|until| When::of(newsroom, until)), ready }))
}

fn back(id: &ItemId, done: &str) -> Response {
    Redirect::to(&format!("/desk/items/{id}/release?done={done}")).into_response()
}

/// `POST /desk/items/{id}/release`
async fn go(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>, mut form: Form) -> Answer {
    staff.require(Right::Write)?;
    let act = form.filled("act").and_then(|act| act.parse().ok());
    let (at, retraction) = (time(&newsroom, &mut form), note(&mut form));
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    let known: Option<u64> = form.parse("edit");
    let one = proposal(&item, act.unwrap_or(Act::Release), at, retraction);
    let mut stale = known.is_some_and(|edit| edit != item.edit);
    if form.is_right() && !stale {
        match carried_out(&newsroom, &staff.0, one, &form).await {
            Ok(Some(done)) => return Ok(back(&id, done)),
            Ok(None) => {}
            Err(DeskError::NotReady(faults)) => refuse_in(&mut form, faults),
            Err(DeskError::Stale { .. }) => stale = true,
            Err(error) => return Err(refused(error)),
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

/// Sends what the form showed, and answers what became of it; `None` where something else would go out now.
async fn carried_out(
    newsroom: &Newsroom,
    who: &Staff,
    proposal: Proposal,
    form: &Form,
) -> Result<Option<&'static str>, DeskError> {
    let preview = newsroom.desk.preview(who, &proposal).await?;
    let is_confirmed = preview.later.is_none() || form.ticked("sure");
    if preview.transmission_hash != form.text("hash") || !is_confirmed {
        return Ok(None);
    }
    Ok(Some(match newsroom.desk.propose(who, proposal).await? {
        Proposed::Sent(_) => "sent",
        Proposed::Scheduled { undo: true, .. } => "waits",
        Proposed::Scheduled { .. } => "scheduled",
        Proposed::Waits(_) => "asked",
    }))
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
    let at = time(&newsroom, &mut form);
    if form.is_right() {
        match newsroom.desk.reschedule(&staff.0, &id, at).await {
            Ok(_) => return Ok(back(&id, "scheduled")),
            Err(DeskError::NotReady(faults)) => refuse_in(&mut form, faults),
            Err(error) => return Err(refused(error)),
        }
    }
    let said = "Look at what is wrong below. It waits for the time that it had.";
    page(&newsroom, &staff, &id, None, None, form, Some(said)).await
}

async fn retract(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>) -> Answer {
    newsroom.desk.retract(&staff.0, &id).await.map_err(refused)?;
    Ok(back(&id, "retracted"))
}
