//! What the desk refuses, as problems.

use crate::DeskError;
use web::{Case, FieldFault, Problem};
use wire::WireError;

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Wire(WireError::Store(error)) => Self::from(&*error),
            DeskError::Wire(WireError::Closed) => Self::unavailable("The newsroom is closing. Nothing was changed."),
            DeskError::Wire(error @ WireError::Unknown(_)) => Self::unavailable(error),
            DeskError::Wire(error) => Self::internal(error),
            DeskError::Store(error) => Self::from(error),
            DeskError::Unknown(_) => Self::not_found(error),
            DeskError::Stale { found, .. } => Self::stale_edit(&error).at("If-Match").with("edit", found),
            DeskError::Unchanged(version) => Self::conflict(&error).with("version", version),
            DeskError::Illegal(_) | DeskError::Killed | DeskError::NotScheduled => Self::illegal_act(error),
            DeskError::Scheduled(at) => Self::illegal_act(&error).with("due", at.to_string()),
            DeskError::NotReady(faults) => Self::unprocessable_all(
                faults.into_iter().map(|f| FieldFault { field: f.field.to_owned(), why: f.why }),
            ),
            DeskError::Forbidden { .. } | DeskError::Frozen(_) => Self::forbidden(error),
            DeskError::Known { ref item, .. } => Self::conflict(&error).at("external_id").with("item", item.as_str()),
            DeskError::Media(_) => Self::new(Case::UnsupportedMedia, error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::StoreError;

    #[test]
    fn what_cannot_follow_is_a_conflict() {
        let unchanged = Problem::from(DeskError::Unchanged(3));
        assert_eq!((unchanged.status(), unchanged.kind()), (409, "/problems/conflict"));
        assert_eq!(unchanged.detail(), "nothing was changed since version 3 was sent; save the change first");
        let killed = Problem::from(DeskError::Killed);
        assert_eq!((killed.status(), killed.kind()), (409, "/problems/illegal-act"));
    }

    #[test]
    fn a_full_disk_reads_the_same_through_both_doors() {
        let direct = Problem::from(DeskError::Store(StoreError::Full));
        let through_the_wire = Problem::from(DeskError::Wire(WireError::from(StoreError::Full)));
        assert_eq!((direct.status(), direct.kind()), (507, through_the_wire.kind()));
    }
}
