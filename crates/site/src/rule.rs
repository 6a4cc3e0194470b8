//! Whether the public may see a version, and from when on.

use audience::Products;
use jiff::{SignedDuration, Timestamp};
use story::{Act, Publicity, State};
use wire::Dispatch;

/// The earliest time at which the site may show this version; `None` when it may not show it at all.
///
/// What the desk said decides; where it said nothing, the products of the dispatch do, with the shortest holdback of
/// those that are public. The holdback counts from the item's first release, so that an update or a correction of what
/// is shown already is shown at once. No version is shown before its embargo.
pub(crate) fn show_at(dispatch: &Dispatch, products: &Products) -> Option<Timestamp> {
    let entry = &dispatch.entry;
    if entry.state != State::Usable || matches!(entry.act, Act::Test | Act::Advisory) {
        return None;
    }
    let minutes = match dispatch.story.public {
        Publicity::No => return None,
        Publicity::Yes => 0,
        Publicity::Rule => {
            let public = entry.products.iter().filter_map(|&id| products.get(id)).filter(|p| p.public);
            public.map(|p| p.holdback_minutes).min()?
        }
    };
    let holdback = SignedDuration::from_mins(minutes.into());
    let released = entry.first_released.checked_add(holdback).unwrap_or(Timestamp::MAX);
    Some(entry.embargo.map_or(released, |embargo| embargo.max(released)))
}
