//! Items for whoever links to one.

use crate::{Newsroom, errors::refused};
use account::Right;
use axum::{Router, extract::State, response::IntoResponse, routing::get};
use desk::ItemLine;
use serde::{Deserialize, Serialize};
use story::{Kind, State as Standing};
use web::{Json, Problem, Query, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/lookup", get(look_up))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: Option<Kind>,
    /// Only items of this publishing status; what was never released has none.
    #[serde(default)]
    state: Option<Standing>,
}

#[derive(Serialize)]
struct Found {
    items: Vec<ItemLine>,
}

/// `GET /desk/api/lookup?q=quake&kind=picture&state=usable`
async fn look_up(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(Asked { q, kind, state }): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    Ok(Json(Found { items: newsroom.desk.look_up(&q, kind, state).await.map_err(refused)? }))
}
