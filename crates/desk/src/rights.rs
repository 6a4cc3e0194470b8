//! What a member of staff may not do is refused before anything is looked at.

use crate::{DeskError, Item};
use account::{Right, Staff};

/// Refuses what the role of `who` does not allow.
pub(crate) fn require(who: &Staff, right: Right) -> Result<(), DeskError> {
    if who.role.may(right) { Ok(()) } else { Err(DeskError::Forbidden { right, has: who.role }) }
}

/// Whoever may not release edits own items only, and only until they are out: from then on every word is an editor's.
pub(crate) fn may_edit(who: &Staff, item: &Item) -> Result<(), DeskError> {
    require(who, Right::Write)?;
    if who.role.may(Right::Release) {
        return Ok(());
    }
    if item.author != who.login {
        return Err(DeskError::NotYours { author: item.author.clone() });
    }
    if item.version > 0 {
        return Err(DeskError::OutAlready);
    }
    Ok(())
}
