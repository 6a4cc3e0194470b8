//! What a member of staff may not do is refused before anything is looked at.

use crate::DeskError;
use account::{Right, Staff};

/// Refuses what the role of `who` does not allow.
pub(crate) fn require(who: &Staff, right: Right) -> Result<(), DeskError> {
    if who.role.may(right) { Ok(()) } else { Err(DeskError::Forbidden { right, has: who.role }) }
}
