//! What may be done, by whom.

use crate::DeskError;
use account::{Role, Staff};

/// Something that may be done at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Write and edit drafts, file pictures.
    Write,
    /// Release, update, correct, refile, schedule.
    Release,
    /// Hold, resume, kill, withdraw.
    Stop,
}

impl Right {
    /// What is done, as an infinitive.
    pub fn name(self) -> &'static str {
        match self {
            Self::Write => "write drafts",
            Self::Release => "release, update or correct",
            Self::Stop => "hold, resume or kill",
        }
    }

    /// The role with the fewest rights that has this one.
    pub fn role(self) -> Role {
        match self {
            Self::Write => Role::Reporter,
            Self::Release => Role::Editor,
            Self::Stop => Role::Chief,
        }
    }

    pub(crate) fn require(self, who: &Staff) -> Result<(), DeskError> {
        if who.role >= self.role() { Ok(()) } else { Err(DeskError::Forbidden { right: self, has: who.role }) }
    }
}
