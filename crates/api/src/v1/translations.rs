//! The translations of an item, told on the item's side.

use crate::{Api, Translated, refuse};
use audience::Entitlement;
use serde::Serialize;
use story::{Headline, ItemId, Lang};
use web::{ETag, Problem};

/// A translation, as its reader may have it now.
#[derive(Serialize)]
struct Translation<'a> {
    item: &'a ItemId,
    language: &'a Lang,
    version: u32,
    headline: &'a Headline,
    stale: bool,
}

/// The translations of an item that a reader may have, in JSON, and the tag of what is told of them; `None` where there is
/// nothing to tell.
pub(super) struct Translations {
    json: String,
    tag: String,
}

impl Translations {
    /// The gate is asked about each: what the contract does not cover, what is stopped and what is under embargo is passed
    /// over without a word.
    pub(super) async fn of(api: &Api, may: &Entitlement, item: &ItemId) -> Result<Option<Self>, Problem> {
        let mut open = Vec::new();
        for Translated { item, stale } in api.translations(item.clone()).await? {
            let found = api.gate().latest(may, &item, api.now()).await.map_err(|e| refuse::inside(&e))?;
            if let Some(Ok(event)) = found
                && refuse::stopped(&event).is_none()
            {
                open.push((event.dispatch, stale));
            }
        }
        let told: Vec<_> = open
            .iter()
            .map(|(dispatch, stale)| Translation {
                item: &dispatch.entry.item,
                language: &dispatch.entry.language,
                version: dispatch.entry.version,
                headline: &dispatch.story.headline,
                stale: *stale,
            })
            .collect();
        if told.is_empty() {
            return Ok(None);
        }
        let json = serde_json::to_string(&told).expect("news values have a JSON form");
        let tag = ETag::of(json.as_bytes()).value().to_str().unwrap_or_default().trim_matches('"').to_owned();
        Ok(Some(Self { json, tag }))
    }

    /// What stands before the rest of the item: a member of its JSON object and a comma.
    pub(super) fn member(&self) -> String {
        format!("\"translations\":{},", self.json)
    }

    /// Tells what is told apart from what was told before.
    pub(super) fn tag(&self) -> &str {
        &self.tag
    }
}
