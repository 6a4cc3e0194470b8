//! `/desk/items/{id}/after`: what an item has been through, and every act that may follow, on a page that needs no script.

use crate::{Newsroom, assets::AFTER, door::Answer, errors::refused};
use account::{Right, Staff};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect},
    routing::get,
};
use desk::{Because, DeskError, Item, Proposal, Proposed as Became, Take, proposed_correction, proposed_notice};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use story::{Act, Correction, Guarded, ItemId, Lang, Note, Prose, State as Status};
use web::{Form, Path, Problem, Query, StaffAtScreen};

/// The newest notices and corrections whose receipts are counted.
const RECEIPTS_COUNTED_MAX: usize = 5;

pub(crate) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/items/{id}/after", get(show).post(act))
}

/// Where an item stands after its release, and what may follow.
#[derive(Serialize)]
pub(crate) struct Standing {
    pub(crate) item: ItemId,
    pub(crate) slug: String,
    pub(crate) headline: String,
    pub(crate) language: Lang,
    pub(crate) edit: u64,
    pub(crate) state: Option<Status>,
    pub(crate) version: u32,
    pub(crate) updates: u32,
    pub(crate) corrections: u32,
    /// The working copy is another than what was sent.
    pub(crate) changed: bool,
    /// What was sent last, piece by piece.
    pub(crate) sent: Vec<String>,
    /// What a correction may say.
    pub(crate) proposed: Option<Proposed>,
    /// What may follow, by the item's state and the person's role.
    pub(crate) acts: Vec<Act>,
    /// A kill is asked for, and somebody else approves it.
    pub(crate) two_persons: bool,
    /// What a notice of hold says.
    pub(crate) hold: String,
    /// Every version, the newest first.
    pub(crate) takes: Vec<Line>,
}

/// The words that were wrong, and those that stand there now.
#[derive(Serialize)]
pub(crate) struct Proposed {
    pub(crate) was: String,
    pub(crate) now: String,
}

/// A version as it is listed.
#[derive(Serialize)]
pub(crate) struct Line {
    /// `update 2`
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) take: Take,
    /// Who of those who were called has confirmed, for whoever may know.
    pub(crate) receipts: Option<Receipts>,
    #[serde(skip)]
    pub(crate) when: String,
}

/// How many were called for a dispatch, and how many have confirmed.
#[derive(Serialize)]
pub(crate) struct Receipts {
    pub(crate) called: usize,
    pub(crate) confirmed: usize,
    /// Where they are named.
    pub(crate) href: String,
}

/// Acts in the order in which they are offered.
const OFFERED: [Act; 7] = [Act::Update, Act::Correct, Act::Refile, Act::Hold, Act::Resume, Act::Kill, Act::Withdraw];

/// Whether the house has two persons for taking an item back.
pub(crate) fn kills_take_two(newsroom: &Newsroom) -> bool {
    newsroom.agency.rules.second_person.contains(&Guarded::Kill)
}

/// What may follow for this person. Whoever may release may ask for a kill that somebody else approves.
fn acts(newsroom: &Newsroom, who: &Staff, state: Option<Status>) -> Vec<Act> {
    let may = |act: Act| match act {
        Act::Kill | Act::Withdraw if kills_take_two(newsroom) => who.role.may(Right::Release),
        Act::Hold | Act::Resume | Act::Kill | Act::Withdraw => who.role.may(Right::Stop),
        _ => who.role.may(Right::Release),
    };
    OFFERED.into_iter().filter(|&act| Status::after(state, act).is_ok() && may(act)).collect()
}

/// A time of the newsroom's clock on the wall.
pub(crate) fn on_the_wall(newsroom: &Newsroom, time: Timestamp) -> String {
    let zone = TimeZone::get(&newsroom.agency.time_zone).unwrap_or(TimeZone::UTC);
    time.to_zoned_datetime(zone).strftime("%a %d %b %Y, %H:%M").to_string()
}

/// Who was called for a dispatch; none as long as nobody was, or for whoever may not know.
pub(crate) async fn receipts(newsroom: &Newsroom, who: &Staff, seq: u64) -> Result<Option<Receipts>, Problem> {
    if !who.role.may(Right::FollowReceipts) {
        return Ok(None);
    }
    let receivers = newsroom.accounts.receivers(seq).await?;
    let confirmed = receivers.iter().filter(|receiver| receiver.receipt.is_some()).count();
    let href = format!("/admin/receipts/{seq}");
    Ok((!receivers.is_empty()).then_some(Receipts { called: receivers.len(), confirmed, href }))
}

/// Where an item stands.
pub(crate) async fn standing(newsroom: &Newsroom, who: &Staff, id: &ItemId) -> Result<Standing, Problem> {
    let takes = newsroom.desk.takes(who, id).await.map_err(refused)?;
    let item = newsroom.desk.item(id).await.map_err(refused)?;
    let story = item.story().ok();
    let proposed = takes.sent.as_ref().zip(story.as_ref()).and_then(|(sent, story)| proposed_correction(sent, story));
    let changed = takes.sent.as_ref().is_some_and(|sent| {
        let said = |story: &story::Story| story::Story { correction: None, ..story.clone() };
        story.as_ref().is_none_or(|story| said(story) != said(sent))
    });
    let mut lines = Vec::with_capacity(takes.takes.len());
    let mut counted = 0;
    for take in takes.takes {
        let called = take.act.stops() || take.act == Act::Correct;
        counted += usize::from(called);
        let receipts =
            if called && counted <= RECEIPTS_COUNTED_MAX { receipts(newsroom, who, take.seq).await? } else { None };
        lines.push(Line { name: take.name(), receipts, when: on_the_wall(newsroom, take.time), take });
    }
    let language = item.manuscript.language();
    Ok(Standing {
        slug: item.manuscript.slug().to_owned(),
        headline: item.manuscript.headline().to_owned(),
        hold: proposed_notice(Act::Hold, Because::Wrong, [&language]),
        acts: acts(newsroom, who, item.state),
        two_persons: kills_take_two(newsroom),
        edit: item.edit,
        state: item.state,
        version: item.version,
        updates: item.updates,
        corrections: item.corrections,
        changed,
        sent: takes.passages,
        proposed: proposed.map(|(was, now)| Proposed { was, now }),
        takes: lines,
        language,
        item: item.id,
    })
}

#[derive(Template)]
#[template(path = "after.html")]
struct Page<'a> {
    standing: &'a Standing,
    form: &'a Form,
}

impl Page<'_> {
    fn offers(&self, act: &str) -> bool {
        self.standing.acts.iter().any(|offered| offered.name() == act)
    }

    fn offers_any<const N: usize>(&self, acts: &[&str; N]) -> bool {
        acts.iter().any(|act| self.offers(act))
    }

    fn state(&self) -> &'static str {
        match self.standing.state {
            None => "Never released",
            Some(Status::Usable) => "Released",
            Some(Status::Withheld) => "On hold",
            Some(Status::Canceled) => "Killed",
        }
    }

    /// The direction of what is written in the item's language.
    fn dir(&self) -> &'static str {
        self.standing.language.dir()
    }

    fn has_corrections(&self) -> bool {
        self.standing.takes.iter().any(|line| line.take.correction.is_some())
    }
}

/// What was just done.
#[derive(serde::Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /desk/items/{id}/after`
async fn show(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<ItemId>,
    Query(Done { done }): Query<Done>,
) -> Answer {
    staff.require(Right::Write)?;
    let said = match done.as_str() {
        "update" => Some("The update is on the wire."),
        "refile" => Some("The repaired version is on the wire."),
        "correct" => Some("The correction is on the wire."),
        "hold" => Some("The hold is on the wire: whoever got the item is told to stop using it."),
        "resume" => Some("The item may be used again."),
        "waits" => Some("It waits for a second person."),
        _ => None,
    };
    page(&newsroom, &staff, &id, &Form::default(), said, None).await
}

async fn page(
    newsroom: &Newsroom,
    staff: &StaffAtScreen,
    id: &ItemId,
    form: &Form,
    said: Option<&str>,
    wrong: Option<String>,
) -> Answer {
    let standing = standing(newsroom, &staff.0, id).await?;
    let proposed = standing.proposed.as_ref();
    let form = match (form.filled("was"), form.filled("now"), proposed) {
        (None, None, Some(proposed)) => form.clone().with("was", &proposed.was).with("now", &proposed.now),
        _ => form.clone(),
    };
    let form = if form.filled("reason").is_none() { form.with("reason", &standing.hold) } else { form };
    let mut sheet = newsroom.sheet(&staff.0, "/desk", "After release");
    sheet.scripts = vec![web::asset_path(&AFTER)];
    sheet.said = said.map(str::to_owned);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    sheet.wrong = wrong;
    Ok(sheet.page_as(status, &Page { standing: &standing, form: &form }))
}

/// `POST /desk/items/{id}/after`: `act` says what is done, the other fields what it needs.
async fn act(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>, mut form: Form) -> Answer {
    staff.require(Right::Release)?;
    let named = form.text("act").to_owned();
    let done = match carried_out(&newsroom, &staff.0, &id, &named, &mut form).await {
        Ok(Some(done)) => done,
        Ok(None) => return page(&newsroom, &staff, &id, &form, None, Some(summed_up(&form))).await,
        Err(DeskError::NotReady(faults)) => {
            for fault in faults {
                form.refuse(fault.field, fault.why);
            }
            return page(&newsroom, &staff, &id, &form, None, Some(summed_up(&form))).await;
        }
        Err(
            error @ (DeskError::Unchanged(_)
            | DeskError::Stale { .. }
            | DeskError::Illegal(_)
            | DeskError::Scheduled(_)),
        ) => {
            return page(&newsroom, &staff, &id, &form, None, Some(sentence(&error))).await;
        }
        Err(error) => return Err(refused(error)),
    };
    Ok(Redirect::to(&format!("/desk/items/{id}/after?done={done}")).into_response())
}

/// Every fault of a form in a sentence: some are about fields that only the editor shows.
fn summed_up(form: &Form) -> String {
    let faults: Vec<_> = form.faults().map(|(field, why)| format!("{field} {why}")).collect();
    format!("Nothing was sent: {}.", faults.join("; "))
}

pub(crate) fn sentence(error: &DeskError) -> String {
    format!("Nothing was sent: {error}.")
}

/// Does what the form asks; `None` when the form is wrong.
async fn carried_out(
    newsroom: &Newsroom,
    who: &Staff,
    id: &ItemId,
    act: &str,
    form: &mut Form,
) -> Result<Option<&'static str>, DeskError> {
    let desk = &newsroom.desk;
    let prose = |form: &mut Form, field: &str| match Prose::new(form.text(field)) {
        Ok(prose) => Some(prose),
        Err(fault) => {
            form.refuse(field, fault.to_string());
            None
        }
    };
    match act {
        "hold" => {
            let Some(reason) = prose(form, "reason") else { return Ok(None) };
            desk.hold(who, id, reason).await?;
            return Ok(Some("hold"));
        }
        "update" | "refile" | "correct" | "resume" => {}
        _ => {
            form.refuse("act", "is none of update, correct, refile, hold and resume");
            return Ok(None);
        }
    }
    let Some(mut edit) = form.parse::<u64>("edit") else { return Ok(None) };
    let mut correction = None;
    let (act, done) = match act {
        "update" => {
            if form.filled("news").is_some() {
                let Some(news) = prose(form, "news") else { return Ok(None) };
                edit = desk.note_update(who, id, edit, &news).await?.edit;
            }
            (Act::Update, "update")
        }
        "refile" => (Act::Refile, "refile"),
        "resume" => (Act::Resume, "resume"),
        _ => {
            let (was, now) = (prose(form, "was"), prose(form, "now"));
            let Some((was, now)) = was.zip(now) else { return Ok(None) };
            correction = Some(Correction { was, now });
            (Act::Correct, "correct")
        }
    };
    let proposal = Proposal::Send { item: id.clone(), edit, act, correction, undo: false };
    Ok(Some(match desk.propose(who, proposal).await? {
        Became::Waits(_) => "waits",
        _ => done,
    }))
}

/// What is new in the next update, noted in the working copy.
pub(crate) async fn note_update(
    newsroom: &Newsroom,
    who: &Staff,
    id: &ItemId,
    edit: u64,
    news: &Note,
) -> Result<Item, Problem> {
    newsroom.desk.note_update(who, id, edit, news).await.map_err(refused)
}
