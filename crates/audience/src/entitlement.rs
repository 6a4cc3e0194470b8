//! What a subscriber may have, worked out of the contracts that hold now.

use crate::filter::covers;
use account::{Contract, Subscriber};
use jiff::Timestamp;
use serde::Serialize;
use story::{Kind, Lang, ProductId};
use wire::Entry;

/// One contract, as far as it decides about items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The contract.
    pub contract: String,
    /// The products that it covers.
    pub products: Vec<ProductId>,
    /// The kinds that it covers.
    pub kinds: Vec<Kind>,
    /// The languages that it covers; empty for all.
    pub languages: Vec<Lang>,
    /// Items first released before this time are out of its reach.
    pub since: Option<Timestamp>,
}

/// Everything that a subscriber may have at one time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entitlement {
    /// The contracts that hold, in the order in which they were made.
    pub grants: Vec<Grant>,
}

/// Why a subscriber may not have an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// No contract holds now.
    NoContract,
    /// No contract covers one of the item's products.
    Product,
    /// A contract covers the product, but not the kind of item.
    Kind,
    /// A contract covers product and kind, but not the language.
    Language,
    /// The item is older than the archive right reaches.
    Archive,
}

impl Denial {
    /// The reason as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoContract => "No contract of your organisation holds at present.",
            Self::Product => "Your contract does not cover any product that this item belongs to.",
            Self::Kind => "Your contract does not cover this kind of item.",
            Self::Language => "Your contract does not cover the language of this item.",
            Self::Archive => "This item is older than the archive right of your contract reaches.",
        }
    }
}

/// The gate's answer about one dispatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Covered, by this contract and product.
    Yes {
        /// The contract.
        contract: String,
        /// The product.
        product: ProductId,
    },
    /// Not covered.
    No(Denial),
}

impl Decision {
    /// True for a yes.
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes { .. })
    }
}

impl Entitlement {
    /// Works out what `subscriber` may have at the time `now`.
    pub fn of(subscriber: &Subscriber, now: Timestamp) -> Self {
        let holding = subscriber.contracts.iter().filter(|c| c.terms.holds_at(now));
        Self { grants: holding.map(|c| grant(c, now)).collect() }
    }

    /// Whether the dispatch is covered, and by what; else the reason that came nearest to a yes.
    pub fn decide(&self, entry: &Entry) -> Decision {
        let mut nearest = Denial::NoContract;
        for grant in &self.grants {
            let product = grant.products.iter().find(|p| entry.products.contains(p));
            let denial = match product {
                None => Denial::Product,
                Some(_) if !grant.kinds.contains(&entry.item.kind()) => Denial::Kind,
                Some(_)
                    if !grant.languages.is_empty() && !grant.languages.iter().any(|l| covers(l, &entry.language)) =>
                {
                    Denial::Language
                }
                Some(_) if grant.since.is_some_and(|since| entry.first_released < since) => Denial::Archive,
                Some(&product) => return Decision::Yes { contract: grant.contract.clone(), product },
            };
            if denial as u8 > nearest as u8 {
                nearest = denial;
            }
        }
        Decision::No(nearest)
    }
}

fn grant(contract: &Contract, now: Timestamp) -> Grant {
    let terms = &contract.terms;
    Grant {
        contract: contract.id.clone(),
        products: terms.products.clone(),
        kinds: terms.kinds.clone(),
        languages: terms.languages.clone(),
        since: terms.archive_since(now),
    }
}
