//! Products: named filters that contracts grant and the public rule names.

use crate::{AudienceError, Filter};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use store::{Clock, Db, Row, StoreError, Tx, args};
use story::{ProductId, Story};

const ALL: &str = "SELECT data FROM product ORDER BY id";

/// A product (package, bulletin).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its number, as HAS clients filter by it.
    pub id: ProductId,
    /// Its name by language tag; `en` is always there.
    pub names: BTreeMap<String, String>,
    /// What belongs to it.
    pub filter: Filter,
    /// The public site may show its stories, summarised.
    #[serde(default)]
    pub public: bool,
    /// Minutes that the public site waits after the release.
    #[serde(default)]
    pub holdback_minutes: u32,
}

impl Product {
    /// The name in `lang`, else in English.
    pub fn name(&self, lang: &str) -> &str {
        self.names.get(lang).or_else(|| self.names.get("en")).map_or("", String::as_str)
    }
}

/// The agency's products as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Products(Vec<Product>);

impl Products {
    /// Reads the products.
    pub async fn load(db: &Db) -> Result<Self, AudienceError> {
        Ok(Self::read(&db.all(ALL, args![]).await?)?)
    }

    /// Reads the products inside a transaction, so that a release settles with what stands at its commit.
    pub async fn load_in(tx: &mut Tx) -> Result<Self, StoreError> {
        Self::read(&tx.all(ALL, args![]).await?)
    }

    fn read(rows: &[Row]) -> Result<Self, StoreError> {
        let product = |row: &Row| {
            serde_json::from_str(&row.text("data")?)
                .map_err(|e| StoreError::Corrupt { column: "data", why: e.to_string() })
        };
        Ok(Self(rows.iter().map(product).collect::<Result<_, _>>()?))
    }

    /// Adds or replaces a product. Dispatches that are on the wire keep the membership that they were given.
    pub async fn put(db: &Db, product: &Product, clock: &Arc<dyn Clock>) -> Result<(), AudienceError> {
        if product.filter.depth() > Filter::DEPTH_MAX {
            return Err(AudienceError::Product(format!("its filter is nested deeper than {}", Filter::DEPTH_MAX)));
        }
        if product.names.get("en").is_none_or(|name| name.trim().is_empty()) {
            return Err(AudienceError::Product("it has no English name".to_owned()));
        }
        db.run(
            "INSERT INTO product (id, data, created) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET data = excluded.data",
            args![product.id.0, story::canonical_json(product), story::to_millis(clock.now())],
        )
        .await?;
        Ok(())
    }

    /// The products, by number.
    pub fn all(&self) -> &[Product] {
        &self.0
    }

    /// The product of that number.
    pub fn get(&self, id: ProductId) -> Option<&Product> {
        self.0.iter().find(|p| p.id == id)
    }

    /// The products that a story belongs to: those whose filter it meets, and those that it belonged to before.
    pub fn settle(&self, story: &Story, before: &[ProductId]) -> Vec<ProductId> {
        let mut settled = before.to_vec();
        settled.extend(self.0.iter().filter(|p| p.filter.matches(story)).map(|p| p.id));
        settled.sort_unstable();
        settled.dedup();
        settled
    }
}
