//! Errors of the crates below, as problems.

use crate::{Case, Problem};
use account::AccountError;
use store::StoreError;

impl From<&StoreError> for Problem {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Full => Self::full(),
            StoreError::Unusable(_) => {
                tracing::error!("the store cannot be used: {error}");
                Self::unavailable("The store cannot be reached at present. Nothing was changed.")
            }
            StoreError::BlobTooLarge { .. } => Self::new(Case::TooLarge, error),
            StoreError::Conflict(_) | StoreError::Corrupt { .. } | StoreError::Database(_) | StoreError::Blob(_) => {
                Self::internal(error)
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Store(error) => error.into(),
            AccountError::SignIn => Self::unauthorised("The login, password or key is wrong."),
            AccountError::Unknown { .. } => Self::not_found(error),
            AccountError::Forbidden { .. } => Self::forbidden(error),
            AccountError::Taken(_) | AccountError::InUse { .. } | AccountError::Stale(_) => Self::conflict(error),
            AccountError::Bad { field, why } => Self::unprocessable(field, why),
            AccountError::Slow { secs } => {
                let why = "Too many tries to sign in failed. `Retry-After` says how long to wait.";
                Self::new(Case::TooMany, why).retry_after(secs)
            }
            AccountError::Busy => Self::unavailable("Too many sign-ins wait at this moment. Try again shortly."),
            AccountError::Secret(_) => Self::internal(error),
        }
    }
}
