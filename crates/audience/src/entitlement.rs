//! What a subscriber may have, worked out of the contracts that hold now.

use crate::filter::covers;
use account::{Contract, GraphicForm, PhotoSize, Subscriber, VideoSize};
use jiff::Timestamp;
use serde::Serialize;
use story::{Kind, Lang, ProductId, Rendition};
use wire::Entry;

/// One contract, as far as it decides about items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// Sizes of pictures that it covers.
    pub photo_sizes: Vec<PhotoSize>,
    /// Sizes of videos that it covers.
    pub video_sizes: Vec<VideoSize>,
    /// Forms of graphics that it covers.
    pub graphic_forms: Vec<GraphicForm>,
    /// Downloads a month; 0 for no limit.
    pub download_limit: u32,
}

impl Grant {
    /// Which of its products the dispatch belongs to.
    pub fn product(&self, entry: &Entry) -> Option<ProductId> {
        self.products.iter().find(|product| entry.products.contains(product)).copied()
    }

    /// Why this contract does not cover the dispatch; `None` when it does.
    fn denies(&self, entry: &Entry) -> Option<Denial> {
        let reads = |lang: &Lang| covers(lang, &entry.language);
        if !self.products.iter().any(|product| entry.products.contains(product)) {
            Some(Denial::Product)
        } else if !self.kinds.contains(&entry.item.kind()) {
            Some(Denial::Kind)
        } else if !self.languages.is_empty() && !self.languages.iter().any(reads) {
            Some(Denial::Language)
        } else {
            self.since.is_some_and(|since| entry.first_released < since).then_some(Denial::Archive)
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
        Self::of_contracts(&subscriber.contracts, now)
    }

    /// Works out what these contracts give at the time `now`.
    pub fn of_contracts(contracts: &[Contract], now: Timestamp) -> Self {
        let holding = contracts.iter().filter(|c| c.terms.holds_at(now));
        Self { grants: holding.map(|c| grant(c, now)).collect() }
    }

    /// Whether the dispatch is covered, and by what; else the reason that came nearest to a yes.
    pub fn decide(&self, entry: &Entry) -> Decision {
        let yes = self.grants.iter().find(|grant| grant.denies(entry).is_none());
        let product = yes.and_then(|grant| grant.product(entry));
        match yes.zip(product) {
            Some((grant, product)) => Decision::Yes { contract: grant.contract.clone(), product },
            None => Decision::No(self.nearest(entry)),
        }
    }

    /// The contracts that cover the dispatch, in this size or form if one is named; those without a download limit
    /// first. Else the reason that came nearest to a yes.
    pub fn covering(&self, entry: &Entry, rendition: Option<Rendition>) -> Result<Vec<&Grant>, Denial> {
        let kind = entry.item.kind();
        let mut covering: Vec<&Grant> = self.grants.iter().filter(|grant| grant.denies(entry).is_none()).collect();
        if covering.is_empty() {
            return Err(self.nearest(entry));
        }
        covering.retain(|grant| rendition.is_none_or(|rendition| grant.gives(kind, rendition)));
        covering.sort_by_key(|grant| grant.download_limit > 0);
        if covering.is_empty() { Err(Denial::Size) } else { Ok(covering) }
    }

    fn nearest(&self, entry: &Entry) -> Denial {
        let denials = self.grants.iter().filter_map(|grant| grant.denies(entry));
        denials.max_by_key(|denial| *denial as u8).unwrap_or(Denial::NoContract)
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
        photo_sizes: terms.photo_sizes.clone(),
        video_sizes: terms.video_sizes.clone(),
        graphic_forms: terms.graphic_forms.clone(),
        download_limit: terms.download_limit,
    }
}
