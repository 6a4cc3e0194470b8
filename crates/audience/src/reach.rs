//! Who would get something, before it goes out: the same rules as the gate's, over every contract that there is.

use crate::{AudienceError, Facts, NotPublic, Products, Publicly, entitlement::look};
use account::{Accounts, Contract, OrganisationId};
use jiff::Timestamp;
use serde::Serialize;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use story::{Act, ContentHash, ItemId, Lang, ProductId, State, Story};
use wire::{Dispatch, Entry};

/// Organisations that an answer names at most; all of them are counted.
pub const NAMED_MAX: usize = 200;

/// An organisation with what it reads by.
#[derive(Debug, Clone)]
struct Subscribed {
    id: OrganisationId,
    name: String,
    people: u64,
    api_users: u64,
    keys: u64,
    contracts: Vec<Contract>,
}

/// Everybody who subscribes, as they were read last. Clones share it. It is read again when anything of it was changed.
#[derive(Clone)]
pub struct Readership {
    accounts: Accounts,
    kept: Arc<Mutex<Option<Kept>>>,
}

/// What was read, and the revision of the accounts that it was read at.
type Kept = (u64, Arc<Vec<Subscribed>>);

/// One dispatch that is about to go out.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The item.
    pub item: &'a ItemId,
    /// As what.
    pub act: Act,
    /// The products that it goes to.
    pub products: &'a [ProductId],
    /// The products that it went to before.
    pub before: &'a [ProductId],
    /// The story or notice.
    pub story: &'a Story,
    /// When the item was first released; none for a first version.
    pub released: Option<Timestamp>,
    /// When it goes out.
    pub at: Timestamp,
}

/// Who would get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// The products, by number.
    pub products: Vec<ReachedProduct>,
    /// Its language.
    pub language: Lang,
    /// How many organisations.
    pub organisations: usize,
    /// Those that are named, by name; at most [`NAMED_MAX`].
    pub named: Vec<Reached>,
    /// The people of all of them.
    pub people: u64,
    /// Their API users.
    pub api_users: u64,
    /// Their keys.
    pub keys: u64,
    /// From when the public site may show it; none when it does not.
    pub public_from: Option<Timestamp>,
    /// Why it does not, each reason in words.
    pub not_public: Vec<String>,
}

/// A product that it goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReachedProduct {
    /// Its number.
    pub id: ProductId,
    /// Its name, in the language that was asked for.
    pub name: String,
    /// Why it belongs to it, in words.
    pub why: String,
}

/// An organisation that would get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reached {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The product by which it gets it.
    pub product: ProductId,
    /// Its people.
    pub people: u64,
    /// Its API users.
    pub api_users: u64,
    /// Its keys.
    pub keys: u64,
}

impl<'a> Candidate<'a> {
    /// A dispatch that went out, to be looked at as one that is about to.
    pub fn of(dispatch: &'a Dispatch) -> Self {
        let (entry, story) = (&dispatch.entry, &*dispatch.story);
        Self {
            item: &entry.item,
            act: entry.act,
            products: &entry.products,
            before: &[],
            story,
            released: Some(entry.first_released),
            at: entry.time,
        }
    }
}

impl Readership {
    /// Everybody who has an account here.
    pub fn new(accounts: Accounts) -> Self {
        Self { accounts, kept: Arc::default() }
    }

    /// Who would get it. `language` is that of the products' names.
    pub async fn reach(
        &self,
        publicly: Publicly<'_>,
        one: &Candidate<'_>,
        language: &str,
    ) -> Result<Reach, AudienceError> {
        let entry = as_logged(one);
        let everybody = self.everybody().await?;
        let public = publicly.from(one);
        let in_words = |reasons: &Vec<_>| reasons.iter().map(|why: &NotPublic| why.in_words(publicly.agency)).collect();
        let mut reach = Reach {
            products: reached_products(publicly.products, one, language),
            language: one.story.language.clone(),
            organisations: 0,
            named: Vec::new(),
            people: 0,
            api_users: 0,
            keys: 0,
            not_public: public.as_ref().err().map(in_words).unwrap_or_default(),
            public_from: public.ok(),
        };
        for subscribed in everybody.iter() {
            let mut holding = subscribed.contracts.iter().filter(|contract| contract.terms.holds_at(one.at));
            let Some(product) = holding.find_map(|contract| look(contract, &entry, one.at).ok()) else {
                continue;
            };
            reach.organisations += 1;
            reach.people += subscribed.people;
            reach.api_users += subscribed.api_users;
            reach.keys += subscribed.keys;
            if reach.named.len() < NAMED_MAX {
                let Subscribed { id, name, people, api_users, keys, .. } = subscribed;
                let (id, name) = (id.as_str().to_owned(), name.clone());
                let (people, api_users, keys) = (*people, *api_users, *keys);
                reach.named.push(Reached { id, name, product, people, api_users, keys });
            }
        }
        Ok(reach)
    }

    async fn everybody(&self) -> Result<Arc<Vec<Subscribed>>, AudienceError> {
        let revision = self.accounts.revision().await.map_err(unreadable)?;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, everybody)) = kept.filter(|(seen, _)| *seen == revision) {
            return Ok(everybody);
        }
        let mut contracts: HashMap<String, Vec<Contract>> = HashMap::new();
        for line in self.accounts.every_contract().await.map_err(unreadable)? {
            contracts.entry(line.organisation.as_str().to_owned()).or_default().push(line.contract);
        }
        let lines = self.accounts.organisation_lines().await.map_err(unreadable)?;
        let reading = lines.into_iter().filter(|line| !line.organisation.frozen);
        let everybody = reading.filter_map(|line| {
            let contracts = contracts.remove(line.organisation.id.as_str())?;
            let (id, name) = (line.organisation.id, line.organisation.name);
            Some(Subscribed { id, name, people: line.people, api_users: line.api_users, keys: line.keys, contracts })
        });
        let everybody: Arc<Vec<Subscribed>> = Arc::new(everybody.collect());
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some((revision, Arc::clone(&everybody)));
        Ok(everybody)
    }
}

fn unreadable(error: account::AccountError) -> AudienceError {
    match error {
        account::AccountError::Store(error) => error.into(),
        other => store::StoreError::Unusable(other.to_string()).into(),
    }
}

/// The entry as the wire would have it, as far as contracts look at one.
fn as_logged(one: &Candidate<'_>) -> Entry {
    Entry {
        seq: 0,
        time: one.at,
        act: one.act,
        item: one.item.clone(),
        version: 1,
        state: State::Usable,
        language: one.story.language.clone(),
        first_released: one.released.unwrap_or(one.at),
        version_created: one.at,
        embargo: one.story.embargo,
        products: one.products.to_vec(),
        content: ContentHash::of(""),
        prev_hash: String::new(),
    }
}

fn reached_products(products: &Products, one: &Candidate<'_>, language: &str) -> Vec<ReachedProduct> {
    let facts = Facts::of(one.story);
    let why = |id: &ProductId| match products.get(*id) {
        _ if one.act.stops() => "it went there before".to_owned(),
        Some(product) if product.filter.meets(&facts) => product.filter.to_string(),
        _ if one.before.contains(id) => "it went there before".to_owned(),
        _ => String::new(),
    };
    let name = |id: &ProductId| products.get(*id).map_or_else(|| id.to_string(), |it| it.name(language).to_owned());
    one.products.iter().map(|id| ReachedProduct { id: *id, name: name(id), why: why(id) }).collect()
}
