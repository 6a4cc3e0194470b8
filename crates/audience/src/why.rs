//! Why somebody gets an item, or does not: the same rules as the gate's, one by one.

use crate::{AudienceError, Denial, Event, Explained, Facts, Gate, Product, Products, entitlement::look};
use account::Contract;
use jiff::Timestamp;
use std::sync::Arc;
use store::Db;
use story::{ItemId, ProductId};
use wire::Dispatch;

/// How a contract comes out for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It covers it, by this product.
    Covers(ProductId),
    /// This rule of it stops the item.
    Stops(Denial),
    /// It has not begun.
    NotYet,
    /// It has ended.
    Ended,
}

/// One contract that was looked at.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The contract.
    pub contract: Contract,
    /// How it comes out.
    pub outcome: Outcome,
}

/// Why an organisation gets an item, or does not.
#[derive(Debug, Clone)]
pub struct Why {
    /// Each contract, in the order in which they were made.
    pub contracts: Vec<Looked>,
    /// The item as the gate gives it, when a contract covers it.
    pub event: Option<Event>,
}

impl Gate {
    /// Why these contracts cover an item, or do not; `None` when there is no such item or version. When none holds, the
    /// item is not looked at.
    pub async fn why(
        &self,
        contracts: &[Contract],
        item: &ItemId,
        version: Option<u32>,
        now: Timestamp,
    ) -> Result<Option<Why>, AudienceError> {
        let holds = |contract: &Contract| contract.terms.holds_at(now);
        let found = if contracts.iter().any(holds) { self.found(item, version, now).await? } else { None };
        if found.is_none() && contracts.iter().any(holds) {
            return Ok(None);
        }
        let outcome = |contract: &Contract| match &found {
            _ if contract.terms.from > now => Outcome::NotYet,
            Some(event) if holds(contract) => {
                look(contract, &event.dispatch.entry, now).map_or_else(Outcome::Stops, Outcome::Covers)
            }
            _ => Outcome::Ended,
        };
        let contracts: Vec<Looked> = contracts
            .iter()
            .map(|contract| Looked { contract: contract.clone(), outcome: outcome(contract) })
            .collect();
        let covered = contracts.iter().any(|looked| matches!(looked.outcome, Outcome::Covers(_)));
        Ok(Some(Why { contracts, event: found.filter(|_| covered) }))
    }
}

impl Why {
    /// The contract that covers the item and the product by which it does; else the rule that came nearest to it.
    pub fn decided(&self) -> Result<(&Contract, ProductId), Denial> {
        let covers = |looked: &Looked| matches!(looked.outcome, Outcome::Covers(_));
        if let Some(Looked { contract, outcome: Outcome::Covers(product) }) = self.contracts.iter().find(|l| covers(l))
        {
            return Ok((contract, *product));
        }
        let stops = self.contracts.iter().filter_map(|looked| match looked.outcome {
            Outcome::Stops(denial) => Some(denial),
            _ => None,
        });
        Err(stops.max_by_key(|denial| *denial as u8).unwrap_or(Denial::NoContract))
    }
}

/// How a product came out for an item when a version of it was released.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The product as it was then.
    pub product: Product,
    /// The version of the product.
    pub version: u32,
    /// The item belongs to it since then.
    pub member: bool,
    /// How each condition of its filter came out. A member that did not meet the filter belonged to it before.
    pub explained: Explained,
}

impl Settled {
    /// How the products that stood when `dispatch` was logged came out for it. A notice of a hold or a kill has no
    /// fields to look at: it goes to whoever could have got the item, so that its last story is the one to ask about.
    pub async fn of(db: &Db, dispatch: &Arc<Dispatch>) -> Result<Vec<Self>, AudienceError> {
        let facts = Facts::of(&dispatch.story);
        let stood = Products::at(db, dispatch.entry.time).await?;
        let settled = |(version, product): (u32, Product)| Self {
            member: dispatch.entry.products.contains(&product.id),
            explained: product.filter.explain(&facts),
            version,
            product,
        };
        Ok(stood.into_iter().map(settled).collect())
    }
}
