//! What an organisation may have.

use crate::{AccountError, Accounts, OrganisationId, random_id};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{StoreError, args};
use story::{Kind, Lang, ProductId};

/// Sizes of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhotoSize {
    /// At most 1,280 pixels on the longer side.
    Web,
    /// As it was filed.
    Print,
}

/// Sizes of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VideoSize {
    /// For the web.
    Web,
    /// Standard definition.
    Sd,
}

/// Forms of a graphic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GraphicForm {
    /// A picture.
    Raster,
    /// A PDF page.
    Pdf,
    /// Encapsulated PostScript.
    Eps,
    /// The drawing program's own file.
    Ai,
}

/// The terms of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The products that it covers.
    pub products: Vec<ProductId>,
    /// The kinds of items that it covers.
    pub kinds: Vec<Kind>,
    /// The languages that it covers; empty for all.
    #[serde(default)]
    pub languages: Vec<Lang>,
    /// Sizes of pictures.
    #[serde(default)]
    pub photo_sizes: Vec<PhotoSize>,
    /// Sizes of videos.
    #[serde(default)]
    pub video_sizes: Vec<VideoSize>,
    /// Forms of graphics.
    #[serde(default)]
    pub graphic_forms: Vec<GraphicForm>,
    /// How far back it reaches, in days; 0 for the whole archive.
    #[serde(default)]
    pub archive_days: u32,
    /// Downloads a month; 0 for no limit.
    #[serde(default)]
    pub download_limit: u32,
    /// From when it holds.
    pub from: Timestamp,
    /// Until when it holds (exclusive); open when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Terms {
    /// Everything of these products, from `from` on, with no limit.
    pub fn all_of(products: Vec<ProductId>, from: Timestamp) -> Self {
        Self {
            products,
            kinds: Kind::ALL.to_vec(),
            languages: Vec::new(),
            photo_sizes: vec![PhotoSize::Web, PhotoSize::Print],
            video_sizes: vec![VideoSize::Web, VideoSize::Sd],
            graphic_forms: vec![GraphicForm::Raster, GraphicForm::Pdf, GraphicForm::Eps, GraphicForm::Ai],
            archive_days: 0,
            download_limit: 0,
            from,
            until: None,
        }
    }

    /// True when the contract holds at the time `now`.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// The earliest release that the archive right reaches back to at the time `now`; `None` for all.
    pub fn archive_since(&self, now: Timestamp) -> Option<Timestamp> {
        let reach = SignedDuration::from_hours(24) * i32::try_from(self.archive_days).unwrap_or(i32::MAX);
        (self.archive_days > 0).then(|| now.checked_sub(reach).unwrap_or(Timestamp::MIN))
    }
}

/// An organisation's right to some of the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Its id.
    pub id: String,
    /// What it grants.
    pub terms: Terms,
}

impl Accounts {
    /// Gives an organisation a contract; answers its id.
    pub async fn add_contract(&self, organisation: &OrganisationId, terms: &Terms) -> Result<String, AccountError> {
        if terms.products.is_empty() || terms.kinds.is_empty() {
            return Err(AccountError::Bad { field: "terms", why: "cover no product or no kind of item".to_owned() });
        }
        if terms.until.is_some_and(|until| until <= terms.from) {
            return Err(AccountError::Bad { field: "until", why: "is not after `from`".to_owned() });
        }
        let id = random_id()?;
        self.change(
            "INSERT INTO contract (id, organisation, terms, created) VALUES ($1, $2, $3, $4)",
            args![id.clone(), organisation.as_str(), story::canonical_json(terms), story::to_millis(self.clock.now())],
        )
        .await?;
        Ok(id)
    }

    /// The contracts of an organisation, the oldest first, whether they hold now or not.
    pub async fn contracts(&self, organisation: &OrganisationId) -> Result<Vec<Contract>, AccountError> {
        let rows = self
            .db
            .all(
                "SELECT id, terms FROM contract WHERE organisation = $1 ORDER BY created, id",
                args![organisation.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let terms = serde_json::from_str(&row.text("terms")?)
                    .map_err(|e| StoreError::Corrupt { column: "terms", why: e.to_string() })?;
                Ok(Contract { id: row.text("id")?, terms })
            })
            .collect()
    }
}
