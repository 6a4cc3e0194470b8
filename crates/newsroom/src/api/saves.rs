//! Saving while somebody types, the history, and what is to be looked at.

use super::{based_on, with_etag};
use crate::{Newsroom, errors::refused, outlook::remarks};
use account::Right;
use axum::{
    Router,
    extract::{Request, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use desk::{EntryId, HistoryLine, Item, Saved};
use serde::{Deserialize, Serialize};
use story::{ItemId, Manuscript, Redline, Remark};
use web::{JSON_BYTES_MAX, Json, Path, Problem, Query, SignedInStaff, read_body, read_json};

/// Every route of this file.
pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/items/{id}/manuscript", put(save))
        .route("/desk/api/items/{id}/remarks", get(remarks_on))
        .route("/desk/api/items/{id}/history", get(history))
        .route("/desk/api/items/{id}/history/{entry}", get(entry))
        .route("/desk/api/items/{id}/redline", get(redline))
        .route("/desk/api/items/{id}/restore", post(restore))
        .route("/desk/api/redline", post(redline_of_two))
}

/// What a save asks for beside its text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// What is typed next begins another entry of the history.
    #[serde(default)]
    keep: bool,
}

/// What was saved, and what there is to say about it.
#[derive(Serialize)]
struct Done {
    #[serde(flatten)]
    item: Item,
    /// The entry of the history that it went into.
    entry: EntryId,
    remarks: Vec<Remark>,
}

/// As `PUT /desk/api/items/{id}`, for what is not finished, and as often as somebody types: any field may be missing or
/// wrong. What cannot be saved is set aside; the problem names the entry that keeps it as `aside`.
async fn save(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    Json(manuscript): Json<Manuscript>,
) -> Result<Response, Problem> {
    match newsroom.desk.save(&who, &id, based_on(&headers)?, manuscript, asked.keep).await.map_err(refused)? {
        Saved::Done { item, entry } => {
            let remarks = remarks(&newsroom, &item.manuscript).await?;
            Ok(with_etag(item.edit, Json(Done { item: *item, entry: EntryId::Save(entry), remarks })))
        }
        Saved::Aside { entry, because } => Err(refused(because).with("aside", EntryId::Save(entry).to_string())),
    }
}

#[derive(Serialize)]
struct Remarks {
    remarks: Vec<Remark>,
}

async fn remarks_on(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Response, Problem> {
    who.require(Right::Write)?;
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(Remarks { remarks: remarks(&newsroom, &item.manuscript).await? })))
}

#[derive(Serialize)]
struct History {
    entries: Vec<HistoryLine>,
}

async fn history(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    Ok(Json(History { entries: newsroom.desk.history(&id).await.map_err(refused)? }))
}

#[derive(Serialize)]
struct Entry {
    story: Manuscript,
}

async fn entry(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path((id, entry)): Path<(ItemId, EntryId)>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    Ok(Json(Entry { story: newsroom.desk.entry(&id, entry).await.map_err(refused)? }))
}

/// Two entries to be compared; the working copy stands for what is not named.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Between {
    from: Option<EntryId>,
    to: Option<EntryId>,
}

async fn redline(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Query(between): Query<Between>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let was = text_of(&newsroom, &id, between.from).await?;
    let now = text_of(&newsroom, &id, between.to).await?;
    Ok(Json(between_texts(was, now).await?))
}

/// What changed from one text to another. Long ones take a while, and nobody else waits for them.
async fn between_texts(was: Manuscript, now: Manuscript) -> Result<Redline, Problem> {
    tokio::task::spawn_blocking(move || Redline::between(&was, &now)).await.map_err(Problem::internal)
}

/// What an item said in an entry; its working copy where none is named.
pub(crate) async fn text_of(newsroom: &Newsroom, id: &ItemId, entry: Option<EntryId>) -> Result<Manuscript, Problem> {
    match entry {
        Some(entry) => newsroom.desk.entry(id, entry).await.map_err(refused),
        None => Ok(newsroom.desk.item(id).await.map_err(refused)?.manuscript),
    }
}

/// Two texts, wherever they are from: what a browser has kept, and what the server has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Two {
    was: Manuscript,
    now: Manuscript,
}

async fn redline_of_two(SignedInStaff(who): SignedInStaff, request: Request) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let two: Two = read_json(&read_body(request, 2 * JSON_BYTES_MAX).await?)?;
    Ok(Json(between_texts(two.was, two.now).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Restored {
    entry: EntryId,
}

async fn restore(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
    Json(restored): Json<Restored>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.restore(&who, &id, based_on(&headers)?, restored.entry).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}
