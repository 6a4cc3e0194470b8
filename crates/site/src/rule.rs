//! Whether the public may see a version, and from when on.

use audience::Products;
use jiff::Timestamp;
use story::{Act, State};
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
    products.public_from(dispatch.story.public, &entry.products, entry.first_released, entry.embargo)
}
