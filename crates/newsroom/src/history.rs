//! `/desk/items/{id}/history`: what an item said, who wrote it and when, what changed, and the way back.

use crate::{Newsroom, api::text_of, door::Answer, errors::refused};
use account::Right;
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect},
    routing::{get, post},
};
use desk::{EntryId, EntryKind, HistoryLine, Item};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use story::{ItemId, Mark, Redline};
use web::{Form, Path, Problem, Query, StaffAtScreen};

/// Every route of this file.
pub(crate) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/items/{id}/history", get(show)).route("/desk/items/{id}/restore", post(restore))
}

#[derive(Template)]
#[template(path = "history.html")]
struct Page<'a> {
    item: &'a Item,
    lines: &'a [HistoryLine],
    zone: TimeZone,
    from: Option<EntryId>,
    to: Option<EntryId>,
    redline: Option<Redline>,
}

impl Page<'_> {
    /// A time as the clock of the newsroom shows it.
    fn clock(&self, time: &Timestamp) -> String {
        time.to_zoned_datetime(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn kind(line: &HistoryLine) -> String {
        match (line.kind, line.act) {
            (EntryKind::Version, Some(act)) => format!("On the wire: {}", act.name()),
            (EntryKind::Version, None) => "On the wire".to_owned(),
            (EntryKind::Save, _) if !line.why.is_empty() => format!("Restored from {}", line.why),
            (EntryKind::Save, _) => "Saved".to_owned(),
            (EntryKind::Aside, _) => match line.why.as_str() {
                "lock" => "Set aside: somebody else was writing".to_owned(),
                "stale" => "Set aside: somebody had saved in between".to_owned(),
                "scheduled" => "Set aside: the item was scheduled".to_owned(),
                "out" => "Set aside: an editor had released the item".to_owned(),
                _ => "Set aside: the item was killed".to_owned(),
            },
        }
    }

    fn is_from(&self, line: &HistoryLine) -> bool {
        self.from == Some(line.id)
    }

    fn is_to(&self, line: &HistoryLine) -> bool {
        self.to == Some(line.id)
    }

    fn tag(mark: Mark) -> &'static str {
        match mark {
            Mark::Ins => "ins",
            Mark::Del => "del",
            _ => "span",
        }
    }
}

/// Two entries to be compared; without `to`, the working copy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Between {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

async fn show(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<ItemId>,
    Query(between): Query<Between>,
) -> Answer {
    staff.require(Right::Write)?;
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    let lines = newsroom.desk.history(&id).await.map_err(refused)?;
    let named = |field: &str, text: &str| match text {
        "" => Ok(None),
        text => text.parse::<EntryId>().map(Some).map_err(|why| Problem::bad_field(field, why)),
    };
    let (from, to) = (named("from", &between.from)?, named("to", &between.to)?);
    let redline = match from {
        Some(from) => {
            let was = text_of(&newsroom, &id, Some(from)).await?;
            let now = text_of(&newsroom, &id, to).await?;
            // Long texts take a while, and nobody else waits for them.
            let compared = tokio::task::spawn_blocking(move || Redline::between(&was, &now)).await;
            Some(compared.map_err(Problem::internal)?)
        }
        None => None,
    };
    let zone = TimeZone::get(&newsroom.agency.time_zone).unwrap_or(TimeZone::UTC);
    let slug = item.manuscript.slug();
    let title = if slug.is_empty() { "History".to_owned() } else { format!("History of {slug}") };
    let sheet = newsroom.sheet(&staff.0, "/desk", title);
    Ok(sheet.page(&Page { item: &item, lines: &lines, zone, from, to, redline }))
}

async fn restore(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<ItemId>,
    mut form: Form,
) -> Answer {
    staff.require(Right::Write)?;
    let (entry, edit) = (form.parse::<EntryId>("entry"), form.parse::<u64>("edit"));
    let wrong = form.faults().next().map(|(field, why)| Problem::bad_field(field, why));
    let (Some(entry), Some(edit)) = (entry, edit) else {
        return Err(wrong.unwrap_or_else(|| Problem::bad_request("Say which entry is restored.")));
    };
    newsroom.desk.restore(&staff.0, &id, edit, entry).await.map_err(refused)?;
    Ok(Redirect::to(&format!("/desk/items/{id}/history")).into_response())
}
