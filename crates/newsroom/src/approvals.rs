//! `/desk/approvals`: what waits for a second person.

use crate::{
    Newsroom,
    assets::RELEASE,
    door::Answer,
    errors::refused,
    outlook::{Moment, Outlook, When, outlooks, retraction_words, words},
    release::guarded,
};
use account::{Right, Staff};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect},
    routing::{get, post},
};
use desk::{Approval, ApprovalState, DeskError, Transmission};
use story::Note;
use web::{Form, Path, StaffAtScreen};

const APPROVALS: &str = "/desk/approvals";

pub(crate) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/approvals", get(list))
        .route("/desk/approvals/{approval}", get(show))
        .route("/desk/approvals/{approval}/approve", post(approve))
        .route("/desk/approvals/{approval}/refuse", post(refuse))
        .route("/desk/approvals/{approval}/withdraw", post(withdraw))
}

#[derive(Template)]
#[template(path = "approvals.html")]
struct List {
    waiting: Vec<Line>,
    ended: Vec<Line>,
}

struct Line {
    approval: Approval,
    act: &'static str,
    guarded: String,
    asked: When,
    ended: Option<When>,
}

#[derive(Template)]
#[template(path = "approval.html")]
struct Page {
    approval: Approval,
    guarded: String,
    asked: When,
    ended: Option<When>,
    /// When the bytes were made again.
    remade: Option<When>,
    transmission: Option<Transmission>,
    /// The words of the retraction that goes with it.
    retraction: Option<String>,
    outlooks: Vec<Outlook>,
    later: Option<Moment>,
    may_approve: bool,
    own: bool,
    form: Form,
}

impl Page {
    fn waits(&self) -> bool {
        self.approval.state == ApprovalState::Waiting
    }

    fn bytes(&self) -> String {
        self.transmission.as_ref().map(Transmission::bytes).unwrap_or_default()
    }
}

fn line(newsroom: &Newsroom, approval: Approval) -> Line {
    Line {
        act: words(approval.act),
        guarded: guarded(&approval.guarded),
        asked: When::of(newsroom, approval.asked),
        ended: approval.ended.map(|at| When::of(newsroom, at)),
        approval,
    }
}

async fn list(State(newsroom): State<Newsroom>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::Write)?;
    let all = newsroom.desk.approvals().await.map_err(refused)?;
    let (waiting, ended): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.state == ApprovalState::Waiting);
    let title = if waiting.is_empty() { "Approvals".to_owned() } else { format!("Approvals ({})", waiting.len()) };
    let mut sheet = newsroom.sheet(&staff.0, APPROVALS, title);
    sheet.scripts = vec![web::asset_path(&RELEASE)];
    let lines = |some: Vec<Approval>| some.into_iter().map(|one| line(&newsroom, one)).collect();
    let page = List { waiting: lines(waiting), ended: lines(ended) };
    Ok(sheet.page(&page))
}

async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    page(&newsroom, &staff.0, &id, Form::default(), None).await
}

async fn page(newsroom: &Newsroom, who: &Staff, id: &str, form: Form, wrong: Option<String>) -> Answer {
    who.require(Right::Write)?;
    let mut approval = newsroom.desk.approval(id).await.map_err(refused)?;
    let transmission = match newsroom.desk.requested(&approval).await {
        _ if approval.state != ApprovalState::Waiting => None,
        Ok(transmission) => Some(transmission),
        Err(DeskError::Overtaken) => None,
        Err(error) => return Err(refused(error)),
    };
    if transmission.is_none() && approval.state == ApprovalState::Waiting {
        approval.state = ApprovalState::Overtaken;
    }
    let outlooks = match &transmission {
        Some(transmission) => outlooks(newsroom, who, transmission).await?,
        None => Vec::new(),
    };
    let retraction = transmission.as_ref().and_then(|transmission| transmission.retraction.as_ref());
    let retraction = retraction.map(retraction_words).transpose()?;
    let now = newsroom.clock.now();
    let at = transmission.as_ref().and_then(|transmission| transmission.at).filter(|&at| at > now);
    let mut sheet = newsroom.sheet(who, APPROVALS, format!("{}: for approval", words(approval.act)));
    sheet.scripts = vec![web::asset_path(&RELEASE)];
    let status = if wrong.is_none() { StatusCode::OK } else { StatusCode::CONFLICT };
    sheet.wrong = wrong;
    let page = Page {
        guarded: guarded(&approval.guarded),
        asked: When::of(newsroom, approval.asked),
        ended: approval.ended.map(|at| When::of(newsroom, at)),
        remade: approval.remade.map(|at| When::of(newsroom, at)),
        retraction,
        later: at.map(|at| Moment::of(at, None, &newsroom.agency, now)),
        may_approve: who.role.may(Right::Approve),
        own: approval.asked_by == who.login,
        approval,
        transmission,
        outlooks,
        form,
    };
    let status = if page.form.is_right() { status } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(sheet.page_as(status, &page))
}

async fn approve(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<String>, form: Form) -> Answer {
    staff.require(Right::Approve)?;
    match newsroom.desk.approve(&staff.0, &id, form.text("hash")).await {
        Ok(_) => Ok(Redirect::to(&format!("{APPROVALS}/{id}")).into_response()),
        Err(error @ (DeskError::Overtaken | DeskError::OtherBytes | DeskError::Frozen(_))) => {
            page(&newsroom, &staff.0, &id, form, Some(sentence(&error))).await
        }
        Err(error) => Err(refused(error)),
    }
}

fn sentence(error: &DeskError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>() + ".").unwrap_or_default()
}

async fn refuse(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<String>,
    mut form: Form,
) -> Answer {
    staff.require(Right::Approve)?;
    match Note::new(form.text("reason")) {
        Ok(reason) => {
            newsroom.desk.refuse(&staff.0, &id, reason).await.map_err(refused)?;
            Ok(Redirect::to(APPROVALS).into_response())
        }
        Err(why) => {
            form.refuse("reason", why.to_string());
            page(&newsroom, &staff.0, &id, form, None).await
        }
    }
}

async fn withdraw(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    newsroom.desk.take_request_back(&staff.0, &id).await.map_err(refused)?;
    Ok(Redirect::to(APPROVALS).into_response())
}
