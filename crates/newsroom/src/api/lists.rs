//! The lists and the search, for programs.

use crate::{
    Newsroom,
    errors::refused,
    lists::{
        Asked,
        search::{Found, Sought, find},
    },
};
use account::Right;
use axum::{Router, extract::State, response::IntoResponse, routing::get};
use desk::{Counts, ItemLine, ListQuery, Shelf};
use serde::Serialize;
use web::{Json, Problem, Query, SignedInStaff};

/// Lines of a page.
const LINES: u32 = 100;

pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/lists", get(list)).route("/desk/api/search", get(search))
}

/// A page of a list.
#[derive(Serialize)]
struct Page {
    shelf: Shelf,
    items: Vec<ItemLine>,
    /// What `after` is on the next page; none on the last one.
    next: Option<String>,
    counts: Counts,
}

async fn list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let wanted = asked.wanted(&who)?;
    let items = asked.items()?;
    let counts = newsroom.desk.counts(wanted.desk.as_deref()).await.map_err(refused)?;
    if !items.is_empty() {
        let some = newsroom.desk.list_some(&who, wanted.shelf, wanted.desk.as_deref(), &items).await;
        return Ok(Json(Page { shelf: wanted.shelf, items: some.map_err(refused)?, next: None, counts }));
    }
    let query = ListQuery { shelf: wanted.shelf, desk: wanted.desk, after: wanted.after, limit: LINES };
    let page = newsroom.desk.list(&who, &query).await.map_err(refused)?;
    Ok(Json(Page { shelf: query.shelf, items: page.lines, next: page.next.map(|next| next.to_string()), counts }))
}

/// What was found, the newest first.
#[derive(Serialize)]
struct Answer {
    /// Working copies that the archive does not have.
    drafts: Vec<ItemLine>,
    /// What was killed or withdrawn.
    killed: Vec<ItemLine>,
    /// What is on the wire.
    archive: Vec<ItemLine>,
    /// How much the archive has; none where not everything was looked through.
    total: Option<usize>,
}

async fn search(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(sought): Query<Sought>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let Found { drafts, killed, archive, total, .. } = find(&newsroom, &who, &sought).await?;
    Ok(Json(Answer { drafts, killed, archive, total }))
}
