//! What a subscriber may have, worked out of the contracts that hold now.

use crate::{ProductSet, filter::covers};
use account::{Contract, GraphicForm, PhotoSize, Subscriber, VideoSize};
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;
use story::{Kind, Lang, ProductId, Rendition};
use wire::Entry;

/// The name of the own JSON of the API among the formats.
pub const JSON: &str = "json";

/// In what form an item is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// A document in the format of this name, [`JSON`] among them.
    Document(&'static str),
    /// A file in this size or form.
    File(Rendition),
}

/// One contract, as far as it decides about items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grant {
    /// The contract.
    pub contract: Arc<str>,
    /// The products that it covers.
    pub products: ProductSet,
    /// The kinds that it covers.
    pub kinds: Vec<Kind>,
    /// The languages that it covers; empty for all.
    pub languages: Vec<Lang>,
    /// Items first released before this time are out of its reach.
    pub since: Option<Timestamp>,
    /// Sizes of pictures that it covers.
    pub photo_sizes: Vec<PhotoSize>,
    /// Sizes of videos that it covers.
    pub video_sizes: Vec<VideoSize>,
    /// Forms of graphics that it covers.
    pub graphic_forms: Vec<GraphicForm>,
    /// The formats in which it gives documents, by name; empty for all.
    pub formats: Vec<String>,
    /// Downloads a month; 0 for no limit.
    pub download_limit: u32,
}

impl Grant {
    /// Which of its products the dispatch belongs to.
    pub fn product(&self, entry: &Entry) -> Option<ProductId> {
        self.products.first_of(&entry.products)
    }

    /// The product by which this contract covers the dispatch, or the rule that stops it.
    fn looks_at(&self, entry: &Entry) -> Result<ProductId, Denial> {
        let product = self.product(entry).ok_or(Denial::Product)?;
        let reads = |lang: &Lang| covers(lang, &entry.language);
        if !self.kinds.contains(&entry.item.kind()) {
            Err(Denial::Kind)
        } else if !self.languages.is_empty() && !self.languages.iter().any(reads) {
            Err(Denial::Language)
        } else if self.since.is_some_and(|since| entry.first_released < since) {
            Err(Denial::Archive)
        } else {
            Ok(product)
        }
    }

    /// Why this contract does not cover the dispatch; `None` when it does.
    fn denies(&self, entry: &Entry) -> Option<Denial> {
        self.looks_at(entry).err()
    }

    /// True when it gives documents in this format.
    fn writes(&self, format: &str) -> bool {
        self.formats.is_empty() || self.formats.iter().any(|given| given == format)
    }

    /// Why it does not give an item that it covers in the form that is asked for; `None` when it does.
    fn withholds(&self, kind: Kind, demand: Demand) -> Option<Denial> {
        match demand {
            Demand::Document(format) => (!self.writes(format)).then_some(Denial::Format),
            Demand::File(rendition) => (!self.gives(kind, rendition)).then_some(Denial::Size),
        }
    }

    /// True when it covers this size or form of an item that it covers. What is there to choose by comes with the item.
    fn gives(&self, kind: Kind, rendition: Rendition) -> bool {
        match (kind, rendition) {
            (_, Rendition::Preview | Rendition::Thumbnail) | (Kind::File, Rendition::File) => true,
            (Kind::Picture, Rendition::Web) => self.photo_sizes.contains(&PhotoSize::Web),
            (Kind::Picture, Rendition::Print) => self.photo_sizes.contains(&PhotoSize::Print),
            // The file as it was filed is the best that there is of a video, and goes with the better size.
            (Kind::Video, Rendition::Web | Rendition::File) => self.video_sizes.contains(&VideoSize::Web),
            (Kind::Video, Rendition::Sd) => self.video_sizes.contains(&VideoSize::Sd),
            (Kind::Graphic, Rendition::Raster) => self.graphic_forms.contains(&GraphicForm::Raster),
            (Kind::Graphic, Rendition::Pdf) => self.graphic_forms.contains(&GraphicForm::Pdf),
            (Kind::Graphic, Rendition::Eps) => self.graphic_forms.contains(&GraphicForm::Eps),
            (Kind::Graphic, Rendition::Ai) => self.graphic_forms.contains(&GraphicForm::Ai),
            _ => false,
        }
    }
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
    /// A contract covers the item, but does not give documents in this format.
    Format,
    /// A contract covers the item, but not in this size or form.
    Size,
    /// The downloads of this month are used up.
    DownloadLimit,
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
            Self::Format => "Your contract does not give documents in this format.",
            Self::Size => "Your contract covers this item, but not in this size or form.",
            Self::DownloadLimit => "Your contract's downloads of this month are used up.",
        }
    }
}

/// The gate's answer about one dispatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Covered, by this contract and product.
    Yes {
        /// The contract.
        contract: Arc<str>,
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
        Self::under(&subscriber.contracts, now)
    }

    /// Works out what these contracts grant at the time `now`.
    pub fn under(contracts: &[Contract], now: Timestamp) -> Self {
        let holding = contracts.iter().filter(|contract| contract.terms.holds_at(now));
        Self { grants: holding.map(|contract| grant(contract, now)).collect() }
    }

    /// The same without the contracts that do not give documents in this format; refused when none does.
    pub fn writing(self, format: &str) -> Result<Self, Denial> {
        let writing: Vec<Grant> = self.grants.into_iter().filter(|grant| grant.writes(format)).collect();
        if writing.is_empty() { Err(Denial::Format) } else { Ok(Self { grants: writing }) }
    }

    /// Whether the dispatch is covered, and by what; else the reason that came nearest to a yes.
    pub fn decide(&self, entry: &Entry) -> Decision {
        let mut nearest = Denial::NoContract;
        for grant in &self.grants {
            match grant.looks_at(entry) {
                Ok(product) => return Decision::Yes { contract: Arc::clone(&grant.contract), product },
                Err(denial) if denial as u8 > nearest as u8 => nearest = denial,
                Err(_) => {}
            }
        }
        Decision::No(nearest)
    }

    /// The contracts that cover the dispatch, in the form that is asked for if one is; those without a download limit
    /// first. Else the reason that came nearest to a yes.
    pub fn covering(&self, entry: &Entry, demand: Option<Demand>) -> Result<Vec<&Grant>, Denial> {
        let kind = entry.item.kind();
        let mut covering: Vec<&Grant> = self.grants.iter().filter(|grant| grant.denies(entry).is_none()).collect();
        if covering.is_empty() {
            return Err(self.nearest(entry));
        }
        let withheld = demand.and_then(|demand| covering.iter().find_map(|grant| grant.withholds(kind, demand)));
        covering.retain(|grant| demand.is_none_or(|demand| grant.withholds(kind, demand).is_none()));
        covering.sort_by_key(|grant| grant.download_limit > 0);
        match withheld {
            Some(denial) if covering.is_empty() => Err(denial),
            _ => Ok(covering),
        }
    }

    fn nearest(&self, entry: &Entry) -> Denial {
        let denials = self.grants.iter().filter_map(|grant| grant.denies(entry));
        denials.max_by_key(|denial| *denial as u8).unwrap_or(Denial::NoContract)
    }
}

/// Which rule of one contract stops the dispatch, and which product lets it through.
pub(crate) fn look(contract: &Contract, entry: &Entry, now: Timestamp) -> Result<ProductId, Denial> {
    let grant = grant(contract, now);
    match (grant.denies(entry), grant.products.first_of(&entry.products)) {
        (None, Some(product)) => Ok(product),
        (denial, _) => Err(denial.unwrap_or(Denial::Product)),
    }
}

fn grant(contract: &Contract, now: Timestamp) -> Grant {
    let terms = &contract.terms;
    Grant {
        contract: contract.id.as_str().into(),
        products: terms.products.iter().copied().collect(),
        kinds: terms.kinds.clone(),
        languages: terms.languages.clone(),
        since: terms.archive_since(now),
        photo_sizes: terms.photo_sizes.clone(),
        video_sizes: terms.video_sizes.clone(),
        graphic_forms: terms.graphic_forms.clone(),
        formats: terms.formats.clone(),
        download_limit: terms.download_limit,
    }
}
