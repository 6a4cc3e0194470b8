//! One `newsItem`: rights and management of the item (NewsML-G2 §`rightsInfo`, §`itemMeta`).

use super::{Profile, catalog, content, meta};
use crate::{Edition, xml::Writer};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use story::{Act, Block, ItemId, Publicity, State};

/// Attributes that every item begins with.
pub(super) fn attributes<'a>(
    guid: &'a str,
    version: &'a str,
    language: &'a story::Lang,
) -> [(&'static str, &'a str); 7] {
    [
        ("guid", guid),
        ("version", version),
        ("standard", "NewsML-G2"),
        ("standardversion", "2.35"),
        ("conformance", "power"),
        ("xml:lang", language.as_str()),
        ("dir", language.dir()),
    ]
}

/// Whole seconds in UTC; a fraction is cut.
pub(super) fn seconds(time: Timestamp) -> String {
    whole(time, RoundMode::Floor)
}

/// Whole seconds, rounded up: a story that comes out within the last second of its embargo comes out too early.
pub(super) fn embargo(until: Timestamp) -> String {
    whole(until, RoundMode::Ceil)
}

fn whole(time: Timestamp, mode: RoundMode) -> String {
    time.round(TimestampRound::new().smallest(Unit::Second).mode(mode)).unwrap_or(time).to_string()
}

/// Writes one item.
pub(super) fn write(w: &mut Writer, edition: &Edition<'_>, profile: Profile) {
    let version = edition.version.to_string();
    w.element("newsItem", &attributes(edition.item.as_str(), &version, &edition.story.language), |w| {
        catalog::write(w, edition.agency);
        rights(w, edition);
        w.element("itemMeta", &[], |w| management(w, edition, profile));
        w.element("contentMeta", &[], |w| meta::write(w, edition));
        content::write(w, edition, profile);
    });
}

fn rights(w: &mut Writer, edition: &Edition<'_>) {
    let rights = &edition.story.rights;
    w.element("rightsInfo", &[], |w| {
        w.empty("copyrightHolder", &[("literal", edition.agency_name())]);
        if let Some(notice) = &rights.copyright {
            w.leaf("copyrightNotice", &[], notice.as_str());
        }
        if let Some(terms) = &rights.usage_terms {
            w.leaf("usageTerms", &[], terms.as_str());
        }
    });
}

/// The publishing status. Messages to editors and tests are withheld: few systems know another sign that something is not
/// for publication.
pub(super) fn status(edition: &Edition<'_>) -> &'static str {
    match (edition.state, edition.act) {
        (State::Canceled, _) => "stat:canceled",
        (State::Withheld, _) | (_, Act::Advisory | Act::Test) => "stat:withheld",
        (State::Usable, _) => "stat:usable",
    }
}

/// The order of the elements is the schema's.
fn management(w: &mut Writer, edition: &Edition<'_>, profile: Profile) {
    let story = edition.story;
    w.empty("itemClass", &[("qcode", catalog::class(edition.item.kind()))]);
    w.empty("provider", &[("literal", edition.agency_name())]);
    w.leaf("versionCreated", &[], &seconds(edition.version_created));
    w.leaf("firstCreated", &[], &seconds(edition.first_released));
    if let Some(until) = story.embargo {
        w.leaf("embargoed", &[], &embargo(until));
    }
    w.empty("pubStatus", &[("qcode", status(edition))]);
    let lang = edition.agency.language.as_str();
    for (id, name) in edition.products {
        w.element("service", &[("qcode", &catalog::qcode("product", &id.to_string()))], |w| {
            w.leaf("name", &[("xml:lang", lang)], name);
        });
    }
    if let Some(note) = &story.editors_note {
        w.leaf("edNote", &[], note.as_str());
    }
    if let Some(correction) = &story.correction {
        let note = [correction.was.as_str(), " → ", correction.now.as_str()].concat();
        w.leaf("edNote", &[("role", "tellal:correction")], &note);
    }
    if let Some(group) = &story.group {
        w.empty("memberOf", &[("type", "tellal:group"), ("literal", group.as_str())]);
    }
    match edition.act {
        Act::Correct => w.empty("signal", &[("qcode", "sig:correction")]),
        Act::Update | Act::Refile => w.empty("signal", &[("qcode", "sig:update")]),
        _ => {}
    }
    let hash = [("hashtypeuri", catalog::SHA_256), ("scopeuri", catalog::STORY_SCOPE)];
    w.leaf("hash", &hash, edition.content.as_str());
    for related in &story.related {
        let attributes = [("rel", catalog::relation(related.rel)), ("residref", related.item.as_str())];
        link(w, &related.item, &attributes, Some(&related.title));
    }
    if profile == Profile::Html {
        body_pictures(w, edition);
    }
    properties(w, edition);
}

fn link<const CHARS_MAX: usize>(
    w: &mut Writer,
    item: &ItemId,
    attributes: &[(&str, &str)],
    title: Option<&story::Line<CHARS_MAX>>,
) {
    w.element("link", attributes, |w| {
        w.empty("itemClass", &[("qcode", catalog::class(item.kind()))]);
        if let Some(title) = title {
            w.leaf("title", &[], title.as_str());
        }
    });
}

/// The pictures inside the body, which its HTML does not show: an address that asks for a login gives a broken picture.
/// `rank` is the number of the block, from 1, as which the picture stands in the body.
fn body_pictures(w: &mut Writer, edition: &Edition<'_>) {
    for (n, block) in edition.story.body().map_or(&[][..], |body| body.blocks()).iter().enumerate() {
        if let Block::Picture { item, caption } = block {
            let rank = (n + 1).to_string();
            let attributes = [("rel", "irel:associatedWith"), ("residref", item.as_str()), ("rank", &rank)];
            link(w, item, &attributes, caption.as_ref());
        }
    }
}

/// What the standard has no place for.
fn properties(w: &mut Writer, edition: &Edition<'_>) {
    let mut property = |rel: &str, value: &str| w.empty("itemMetaExtProperty", &[("rel", rel), ("value", value)]);
    property("tellal:act", edition.act.name());
    match edition.story.public {
        Publicity::Rule => {}
        Publicity::Yes => property("tellal:public", "yes"),
        Publicity::No => property("tellal:public", "no"),
    }
    if let Some(correction) = &edition.story.correction {
        property("tellal:was", correction.was.as_str());
        property("tellal:now", correction.now.as_str());
    }
}
