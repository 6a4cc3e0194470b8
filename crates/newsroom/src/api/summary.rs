//! The public summary as it would be extracted from what is being written.

use crate::{Newsroom, outlook::unreadable};
use account::Right;
use audience::PublicRule;
use axum::{Router, extract::State, response::IntoResponse, routing::post};
use serde::Serialize;
use story::{Fault, Kind, Manuscript, Story};
use summary::summarise;
use web::{FieldFault, Json, Problem, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/summary", post(propose))
}

/// What is proposed; no text where nothing can be said in short.
#[derive(Serialize)]
struct Proposal {
    text: Option<String>,
    words: usize,
}

/// `POST /desk/api/summary` with a manuscript. Only language, priority, headline and body are looked at, so that it works
/// long before the story can go out.
async fn propose(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(manuscript): Json<Manuscript>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    if manuscript.kind() != Kind::Text {
        return Err(Problem::unprocessable("content.kind", "is no text; only a text is told in short"));
    }
    let story = bare(&manuscript).map_err(|faults| {
        Problem::unprocessable_all(faults.into_iter().map(|f| FieldFault { field: f.field.to_owned(), why: f.why }))
    })?;
    let rule = PublicRule::load(&newsroom.db).await.map_err(unreadable)?;
    let text = summarise(&story, &rule.summary).map(|summary| summary.paragraphs.join("\n"));
    let words = text.as_deref().map_or(0, |text| text.split_whitespace().count());
    Ok(Json(Proposal { text, words }))
}

/// A story of nothing but what an extract is made of.
fn bare(manuscript: &Manuscript) -> Result<Story, Vec<Fault>> {
    let named = |name: &str| manuscript.field(name).cloned().unwrap_or_default();
    let headline = manuscript.headline().trim();
    let fields = [
        ("language", named("language")),
        ("priority", named("priority")),
        ("category", named("category")),
        ("content", named("content")),
        ("headline", if headline.is_empty() { "-".into() } else { headline.into() }),
        ("slug", "SUMMARY".into()),
    ];
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Manuscript::new(fields).map_err(|fault| vec![fault])?.finish()
}
