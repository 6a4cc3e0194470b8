//! In which form the events of a feed are given.

use super::wanted::named;
use crate::Api;
use account::Subscriber;
use audience::{Denial, Entitlement, JSON};
use format::Format;
use serde::Deserialize;
use utoipa::ToSchema;
use web::Problem;

/// What of a story an event holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Asked {
    /// The whole of it.
    #[default]
    Story,
    /// What a list shows of it, in `row`. It is not counted as given, and costs nothing of a quota.
    Row,
}

/// What stands in the place of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// The story itself.
    Story,
    /// A document of this format.
    Document(Format),
    /// What a list shows of it.
    Row,
}

impl View {
    /// Reads `view=` and `format=`.
    pub(super) fn read(asked: Asked, format: Option<&str>) -> Result<Self, Problem> {
        match (asked, named(format)?) {
            (Asked::Story, None) => Ok(Self::Story),
            (Asked::Story, Some(format)) => Ok(Self::Document(format)),
            (Asked::Row, None) => Ok(Self::Row),
            (Asked::Row, Some(_)) => Err(Problem::bad_field("format", "cannot be given with `view=row`")),
        }
    }

    /// What a subscriber may have of events like that: what no contract gives in the format is not in the feed. A row is
    /// no document: every contract that holds gives it.
    pub(super) fn entitlement(self, api: &Api, subscriber: &Subscriber) -> Result<Entitlement, Denial> {
        match self {
            Self::Story => api.entitlement_writing(subscriber, JSON),
            Self::Document(format) => api.entitlement_writing(subscriber, format.name()),
            Self::Row => api.entitlement(subscriber).ok_or(Denial::NoContract),
        }
    }
}
