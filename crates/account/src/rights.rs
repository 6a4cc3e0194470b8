//! What may be done, and by which role: the one place where this is decided.

use crate::{AccountError, Role, Staff};
use serde::Serialize;

/// Something that a member of staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Write and edit drafts, file pictures.
    Write,
    /// Release, update, correct, refile, schedule.
    Release,
    /// Hold, resume, kill, withdraw.
    Stop,
    /// Be the second person for what somebody else asked to send.
    Approve,
    /// See who holds a killed or corrected story, and remind those who have not confirmed.
    FollowReceipts,
    /// See organisations, their people, contracts, keys and products.
    SeeSubscribers,
    /// Make and change organisations, their people, contracts and keys.
    ManageSubscribers,
    /// Make and change products.
    ManageProducts,
    /// See who took what.
    SeeUsage,
    /// Keep an account from signing in, and let it in again.
    Freeze,
    /// Read the audit.
    SeeAudit,
    /// Make and change members of staff.
    ManageStaff,
    /// Change the agency's own record.
    ManageAgency,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 13] = [
        Self::Write,
        Self::Release,
        Self::Stop,
        Self::Approve,
        Self::FollowReceipts,
        Self::SeeSubscribers,
        Self::ManageSubscribers,
        Self::ManageProducts,
        Self::SeeUsage,
        Self::Freeze,
        Self::SeeAudit,
        Self::ManageStaff,
        Self::ManageAgency,
    ];

    /// What is done, as an infinitive.
    pub fn name(self) -> &'static str {
        match self {
            Self::Write => "write drafts",
            Self::Release => "release, update or correct",
            Self::Stop => "hold, resume or kill",
            Self::Approve => "approve what others asked for",
            Self::FollowReceipts => "follow receipts",
            Self::SeeSubscribers => "see subscribers",
            Self::ManageSubscribers => "change subscribers",
            Self::ManageProducts => "change products",
            Self::SeeUsage => "see usage",
            Self::Freeze => "freeze accounts",
            Self::SeeAudit => "read the audit",
            Self::ManageStaff => "change staff",
            Self::ManageAgency => "change the agency",
        }
    }

    /// The roles that have it, in words.
    pub fn holders(self) -> String {
        let holders: Vec<_> = Role::ALL.into_iter().filter(|role| role.may(self)).map(Role::name).collect();
        holders.join(", ")
    }
}

impl Role {
    /// Whether the role has the right. News and business are separate: nobody who sells may release, and nobody who
    /// releases changes what is sold.
    pub fn may(self, right: Right) -> bool {
        use Right as R;
        match self {
            Self::Reporter => matches!(right, R::Write),
            Self::Editor => matches!(right, R::Write | R::Release),
            Self::Chief => matches!(
                right,
                R::Write
                    | R::Release
                    | R::Stop
                    | R::Approve
                    | R::FollowReceipts
                    | R::SeeSubscribers
                    | R::Freeze
                    | R::SeeAudit
            ),
            Self::Business => matches!(
                right,
                R::FollowReceipts
                    | R::SeeSubscribers
                    | R::ManageSubscribers
                    | R::ManageProducts
                    | R::SeeUsage
                    | R::Freeze
                    | R::SeeAudit
            ),
            Self::Administrator => true,
        }
    }
}

impl Role {
    /// Whether a password alone is too little for what the role may do.
    pub fn wants_second_step(self) -> bool {
        matches!(self, Self::Chief | Self::Business | Self::Administrator)
    }
}

impl Staff {
    /// Refuses what the role does not allow.
    pub fn require(&self, right: Right) -> Result<(), AccountError> {
        if self.role.may(right) { Ok(()) } else { Err(AccountError::Forbidden { right, has: self.role }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_is_somebodys_beside_the_administrator_or_the_administrators_alone() {
        for right in Right::ALL {
            assert!(Role::Administrator.may(right), "{right:?}");
        }
        let alone: Vec<_> = Right::ALL.into_iter().filter(|right| right.holders() == "administrator").collect();
        assert_eq!(alone, [Right::ManageStaff, Right::ManageAgency]);
    }

    #[test]
    fn who_sells_does_not_release_and_who_releases_does_not_sell() {
        for news in [Right::Write, Right::Release, Right::Stop, Right::Approve] {
            assert!(!Role::Business.may(news), "{news:?}");
        }
        for role in [Role::Reporter, Role::Editor, Role::Chief] {
            assert!(!role.may(Right::ManageSubscribers) && !role.may(Right::ManageProducts), "{role:?}");
        }
    }
}
