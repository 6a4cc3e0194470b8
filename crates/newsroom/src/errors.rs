//! What the desk refuses, as problems.

use assistant::AssistantError;
use desk::DeskError;
use web::{Case, FieldFault, Problem};
use wire::WireError;

/// What the desk refused, as a problem.
pub(crate) fn refused(error: DeskError) -> Problem {
    match error {
        DeskError::Wire(WireError::Store(error)) => Problem::from(&*error),
        DeskError::Wire(WireError::Closed) => Problem::unavailable("The newsroom is closing. Nothing was changed."),
        DeskError::Wire(error @ WireError::Unknown(_)) => Problem::unavailable(error),
        DeskError::Wire(error) => Problem::internal(error),
        DeskError::Store(error) => Problem::from(error),
        DeskError::Unknown(_)
        | DeskError::NoEntry { .. }
        | DeskError::NoRequest(_)
        | DeskError::NoUpload(_)
        | DeskError::NoFile { .. }
        | DeskError::NoDesk(_)
        | DeskError::NoTranslation(_)
        | DeskError::Missing { .. } => Problem::not_found(error),
        DeskError::Stale { found, .. } => Problem::stale_edit(&error).at("If-Match").with("edit", found),
        DeskError::Locked(ref lock) => {
            let lock = serde_json::to_value(lock).unwrap_or_default();
            Problem::conflict(&error).with("lock", lock)
        }
        DeskError::Unchanged(version) => Problem::conflict(&error).with("version", version),
        DeskError::Illegal(_)
        | DeskError::SentOnce(_)
        | DeskError::Killed
        | DeskError::NotScheduled
        | DeskError::TwoPersons(_)
        | DeskError::Ended(_)
        | DeskError::KillWaits(_)
        | DeskError::NoRetraction(_)
        | DeskError::Unchecked
        | DeskError::SummaryUnchecked
        | DeskError::NothingToCheck => Problem::illegal_act(error),
        DeskError::OtherBytes => Problem::conflict(&error).at("hash"),
        DeskError::Overtaken => Problem::conflict(&error),
        DeskError::Scheduled(at) => Problem::illegal_act(&error).with("due", at.to_string()),
        DeskError::NotReady(faults) => {
            Problem::unprocessable_all(faults.into_iter().map(|f| FieldFault { field: f.field.to_owned(), why: f.why }))
        }
        DeskError::Forbidden { .. }
        | DeskError::OwnRequest
        | DeskError::AskerFrozen
        | DeskError::Frozen(_)
        | DeskError::NotYours { .. }
        | DeskError::OutAlready
        | DeskError::Embargoed => Problem::forbidden(error),
        DeskError::Known { ref item, .. } => Problem::conflict(&error).at("external_id").with("item", item.as_str()),
        DeskError::Elsewhere { stands, .. } => Problem::conflict(&error).at("Upload-Offset").with("stands", stands),
        DeskError::NotWhole { received, bytes } => {
            Problem::conflict(&error).with("received", received).with("bytes", bytes)
        }
        DeskError::Held { ref item } => Problem::conflict(&error).at("again").with("item", item.as_str()),
        DeskError::Heavy(_) => Problem::new(Case::TooLarge, error),
        DeskError::Translated { ref item, .. } => Problem::conflict(&error).at("language").with("item", item.as_str()),
        DeskError::SourceMoved { found, .. } => Problem::conflict(&error).at("version").with("version", found),
        DeskError::Assistant(AssistantError::TooLong { .. }) => Problem::unprocessable("story", error),
        DeskError::Assistant(_) => Problem::unavailable(error),
        DeskError::Media(_) => Problem::new(Case::UnsupportedMedia, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::StoreError;

    #[test]
    fn what_cannot_follow_is_a_conflict() {
        let unchanged = refused(DeskError::Unchanged(3));
        assert_eq!((unchanged.status(), unchanged.kind()), (409, "/problems/conflict"));
        assert_eq!(unchanged.detail(), "nothing was changed since version 3 was sent; save the change first");
        let killed = refused(DeskError::Killed);
        assert_eq!((killed.status(), killed.kind()), (409, "/problems/illegal-act"));
    }

    #[test]
    fn a_full_disk_reads_the_same_through_both_doors() {
        let direct = refused(DeskError::Store(StoreError::Full));
        let through_the_wire = refused(DeskError::Wire(WireError::from(StoreError::Full)));
        assert_eq!((direct.status(), direct.kind()), (507, through_the_wire.kind()));
    }
}
