//! Why something is not handed out, as problems.

use crate::Api;
use audience::{AudienceError, Denial, Event};
use search::SearchError;
use std::time::Duration;
use story::State;
use web::{Case, Problem};
use wire::WireError;

/// A failure of the wire or the store.
pub(crate) fn inside(error: &AudienceError) -> Problem {
    match error {
        AudienceError::Store(error) => Problem::from(error),
        AudienceError::Wire(WireError::Store(error)) => Problem::from(&**error),
        AudienceError::Wire(WireError::Closed) => Problem::unavailable("The server is stopping."),
        AudienceError::Wire(_) => Problem::internal(error),
        AudienceError::Bad { field, why } => Problem::unprocessable(field, why),
        AudienceError::Unknown(_) => Problem::not_found(error),
        AudienceError::Stale(_) | AudienceError::InUse { .. } => Problem::conflict(error),
    }
}

/// A failure of the archive.
pub(crate) fn archive(error: SearchError) -> Problem {
    match error {
        SearchError::TooFar => Problem::bad_field("offset", "is too far from the newest hit: narrow the dates"),
        SearchError::Wire(error) => inside(&error.into()),
        SearchError::BrokenOff => Problem::unavailable("The search was broken off."),
        error => Problem::internal(error),
    }
}

/// How long a search waits for the index to see what the wire has, in seconds.
const INDEX_WAIT_SECS: u64 = 2;

/// Waits until searches see everything that was released before this request: whoever asks with windows of time that
/// follow each other would never see what came into the index after its window.
pub(crate) async fn until_indexed(api: &Api) {
    let reached = api.archive().reached(api.gate().head());
    if tokio::time::timeout(Duration::from_secs(INDEX_WAIT_SECS), reached).await.is_err() {
        tracing::warn!(indexed = api.archive().indexed(), head = api.gate().head(), "the archive is behind the wire");
    }
}

/// The contract does not cover it.
pub(crate) fn denied(denial: Denial) -> Problem {
    let reason = serde_json::to_value(denial).unwrap_or_default();
    Problem::new(Case::NotCovered, denial.sentence()).with("reason", reason)
}

/// The item is killed, on hold or under embargo; `None` when its story may be handed out.
pub(crate) fn stopped(event: &Event) -> Option<Problem> {
    let entry = &event.dispatch.entry;
    let (state, seq) = event.stop.map_or((entry.state, entry.seq), |stop| (stop.state, stop.seq));
    let problem = match state {
        State::Canceled => Problem::gone("The item was killed or withdrawn: do not use any version of it.")
            .with("reason", "killed")
            .with("seq", seq),
        State::Withheld => {
            Problem::new(Case::OnHold, "The item is on hold: do not use any version of it until it is resumed.")
                .with("reason", "on_hold")
                .with("seq", seq)
        }
        State::Usable if event.early => {
            let until = entry.embargo.map(|until| until.to_string());
            Problem::new(Case::Embargoed, "The item is under embargo.").with("reason", "embargo").with("until", until)
        }
        State::Usable => return None,
    };
    // The notice of a hold or a kill carries its reason in words.
    let note = event.dispatch.story.editors_note.as_ref().filter(|_| entry.act.stops());
    Some(match note {
        Some(note) => problem.with("note", note.as_str()),
        None => problem,
    })
}
