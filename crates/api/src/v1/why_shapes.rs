//! The shapes of the answers to the question why, for the description; see [`super::shapes`].

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why an item is in your contract, or is not.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the fields are named as the answer names them")]
pub(crate) struct Why {
    /// The item.
    #[schema(example = "tel:text:20260901:50000001")]
    item: String,
    /// A contract of yours covers it.
    covered: bool,
    /// The rule that came nearest to letting it through, when none did: `no_contract`, `product`, `kind`, `language` or
    /// `archive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "language")]
    reason: Option<String>,
    /// The same as a sentence.
    why: String,
    /// Each contract of your organisation, in the order in which they were made.
    contracts: Vec<WhyContract>,
    /// The version that was looked at; of what is covered only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<WhyVersion>,
}

/// How a contract comes out for an item.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhyContract {
    /// Its id.
    contract: String,
    /// What it is called; may be empty.
    name: String,
    /// `covers`, the rule that stops the item (`product`, `kind`, `language`, `archive`), `not_yet` or `ended`.
    #[schema(example = "covers")]
    outcome: String,
    /// The product that lets the item through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    product: Option<WhyProduct>,
    /// The same as a sentence.
    why: String,
    /// The formats in which it gives documents; empty for all.
    #[schema(example = json!(["newsml-g2", "json"]))]
    formats: Vec<String>,
    /// What may be done with the material, in words.
    usage_terms: String,
}

/// A product that a contract grants.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhyProduct {
    /// Its number.
    #[schema(example = 1)]
    id: u32,
    /// Its name in the agency's language.
    name: String,
}

/// The version that was looked at, without its text.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhyVersion {
    /// The version, from 1.
    version: u32,
    /// Its number on the wire.
    #[schema(example = 58)]
    seq: u64,
    /// The item's publishing status now: `usable`, `withheld` or `canceled`.
    #[schema(example = "usable")]
    state: String,
    /// The products that it belongs to, settled when it was released.
    products: Vec<u32>,
    /// Why its story is not given now, although a contract covers it: `killed`, `on_hold` or `embargo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<String>,
    /// Not to be published before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    embargo: Option<String>,
}
