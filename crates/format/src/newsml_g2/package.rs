//! The `packageItem` that says which items belong together, and in which order (NewsML-G2 §`packageItem`).

use super::{catalog, item};
use crate::{Edition, xml::Writer};
use story::State;

/// Media type of the items that the package names.
const NEWS_ITEM: &str = "application/vnd.iptc.g2.newsitem+xml";

/// Writes the package of these members, in the order given. `name` is the group's id.
pub(super) fn write(w: &mut Writer, editions: &[Edition<'_>], name: &str) {
    let (Some(first), Some(newest)) = (editions.first(), editions.iter().max_by_key(|e| e.version_created)) else {
        return;
    };
    // What the package says of itself it takes of a member that may be published.
    let first = editions.iter().find(|edition| edition.state == State::Usable).unwrap_or(first);
    // A group has no version of its own. The sum of its members' grows with every version of each of them.
    let version = editions.iter().fold(0_u32, |sum, e| sum.saturating_add(e.version)).max(1).to_string();
    let story = first.story;
    w.element("packageItem", &item::attributes(name, &version, &story.language), |w| {
        catalog::write(w, first.agency);
        w.element("rightsInfo", &[], |w| w.empty("copyrightHolder", &[("literal", first.agency_name())]));
        w.element("itemMeta", &[], |w| {
            w.empty("itemClass", &[("qcode", "ninat:composite")]);
            w.empty("provider", &[("literal", first.agency_name())]);
            w.leaf("versionCreated", &[], &item::seconds(newest.version_created));
            let oldest = editions.iter().map(|e| e.first_released).min().unwrap_or(first.first_released);
            w.leaf("firstCreated", &[], &item::seconds(oldest));
            // It tells what its members say, so it waits until all of them may be published.
            if let Some(embargo) = editions.iter().filter_map(|e| e.story.embargo).max() {
                w.leaf("embargoed", &[], &item::embargo(embargo));
            }
            w.empty("pubStatus", &[("qcode", status(editions))]);
        });
        w.element("contentMeta", &[], |w| {
            let urgency = editions.iter().map(|e| e.story.priority.urgency()).min().unwrap_or(1);
            w.leaf("urgency", &[], &urgency.to_string());
            w.empty("language", &[("tag", story.language.as_str())]);
            w.leaf("slugline", &[], story.slug.as_str());
            w.leaf("headline", &[], story.headline.as_str());
        });
        w.element("groupSet", &[("root", "members")], |w| {
            let group = [("id", "members"), ("role", "group:main"), ("mode", "pgrmod:seq")];
            w.element("group", &group, |w| editions.iter().for_each(|edition| reference(w, edition)));
        });
    });
}

fn reference(w: &mut Writer, edition: &Edition<'_>) {
    let version = edition.version.to_string();
    let attributes = [("residref", edition.item.as_str()), ("version", &version), ("contenttype", NEWS_ITEM)];
    w.element("itemRef", &attributes, |w| {
        w.empty("itemClass", &[("qcode", catalog::class(edition.item.kind()))]);
        w.empty("pubStatus", &[("qcode", item::status(edition))]);
        w.leaf("headline", &[], edition.story.headline.as_str());
    });
}

/// A package is usable as long as one of its members is.
fn status(editions: &[Edition<'_>]) -> &'static str {
    let any = |state: State| editions.iter().any(|edition| edition.state == state);
    if any(State::Usable) {
        "stat:usable"
    } else if any(State::Withheld) {
        "stat:withheld"
    } else {
        "stat:canceled"
    }
}
