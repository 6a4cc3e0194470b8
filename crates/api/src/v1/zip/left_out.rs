//! What is not put into an archive, and why.

use crate::{charge::Uncharged, refuse};
use audience::{Denial, Event};
use serde::{Deserialize, Serialize};
use story::ItemId;
use utoipa::ToSchema;

/// Why something is not put into an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cause {
    /// There is no such item.
    Unknown,
    /// It was killed or withdrawn: no version of it may be used.
    Killed,
    /// It is on hold: no version of it may be used.
    OnHold,
    /// It is under embargo.
    Embargo,
    /// No contract holds, or none covers it; or what was signed in with is not let in any more.
    NotCovered,
    /// The contract covers it, but gives no documents in this format.
    Format,
    /// The contract covers it, but not in this size or form.
    Size,
    /// It has none of the sizes and forms that were asked for.
    NoSuchForm,
    /// The downloads of this month are used up.
    DownloadLimit,
    /// The archive takes no more pictures of stories.
    TooMany,
    /// It could not be read. The next try may succeed.
    Failed,
}

impl Cause {
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "There is no such item.",
            Self::Killed => "It was killed or withdrawn: do not use any version of it.",
            Self::OnHold => "It is on hold: do not use any version of it until it is resumed.",
            Self::Embargo => "It is under embargo.",
            Self::NotCovered => "No contract of yours covers it at present.",
            Self::Format => Denial::Format.sentence(),
            Self::Size => Denial::Size.sentence(),
            Self::NoSuchForm => "It has none of the sizes and forms that were asked for.",
            Self::DownloadLimit => Denial::DownloadLimit.sentence(),
            Self::TooMany => "The archive takes no more pictures of stories: ask for this one by itself.",
            Self::Failed => "It could not be read. Try again.",
        }
    }

    /// What stops an item; `None` when its story may be handed out.
    pub(super) fn stopping(event: &Event) -> Option<Self> {
        let reason = refuse::stopped(event)?;
        // One function decides what is stopped; this only gives its answers other names.
        Some(match reason.status() {
            410 => Self::Killed,
            409 => Self::OnHold,
            _ => Self::Embargo,
        })
    }
}

impl From<Denial> for Cause {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Format => Self::Format,
            Denial::Size => Self::Size,
            Denial::DownloadLimit => Self::DownloadLimit,
            Denial::NoContract | Denial::Product | Denial::Kind | Denial::Language | Denial::Archive => {
                Self::NotCovered
            }
        }
    }
}

impl From<&Uncharged> for Cause {
    fn from(why: &Uncharged) -> Self {
        match why {
            Uncharged::Denied(denial) => (*denial).into(),
            Uncharged::Over(..) => Self::DownloadLimit,
            Uncharged::Failed(_) => Self::Failed,
        }
    }
}

/// Something that is not put into an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct LeftOut {
    pub(super) item: ItemId,
    /// The format or size; without one, nothing of the item is in the archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) form: Option<&'static str>,
    pub(super) reason: Cause,
    pub(super) why: &'static str,
}

impl LeftOut {
    pub(super) fn all_of(item: &ItemId, reason: Cause) -> Self {
        Self { item: item.clone(), form: None, reason, why: reason.sentence() }
    }

    pub(super) fn form(item: &ItemId, form: &'static str, reason: Cause) -> Self {
        Self { form: Some(form), ..Self::all_of(item, reason) }
    }
}
