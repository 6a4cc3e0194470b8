//! Products: named filters that contracts grant and the public rule names.

use crate::{AudienceError, Facts, Filter};
use account::{AuditLine, Terms, audit};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use store::{Clock, Db, Row, StoreError, Tx, args};
use story::{Agency, Lang, Line, ProductId, Story};

const ALL: &str = "SELECT data FROM product ORDER BY id";
/// The largest number of a product.
const NUMBER_MAX: u32 = 999_999;
/// Minutes that the public site waits at most: a year.
const HOLDBACK_MINUTES_MAX: u32 = 366 * 24 * 60;

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

    /// Refuses what can never be right.
    pub fn check(&self, agency: &Agency) -> Result<(), AudienceError> {
        let bad = |field: &str, why: String| Err(AudienceError::Bad { field: field.to_owned(), why });
        if !(1..=NUMBER_MAX).contains(&self.id.0) {
            return bad("id", format!("is {}; 1 to {NUMBER_MAX} are allowed", self.id));
        }
        if self.names.get("en").is_none_or(|name| name.trim().is_empty()) {
            return bad("names.en", "is empty: every product has an English name".to_owned());
        }
        for (tag, name) in &self.names {
            if let Err(e) = Lang::new(tag) {
                return bad(&format!("names.{tag}"), e.to_string());
            }
            if let Err(e) = Line::<200>::new(name) {
                return bad(&format!("names.{tag}"), e.to_string());
            }
        }
        if self.holdback_minutes > HOLDBACK_MINUTES_MAX {
            return bad("holdback_minutes", format!("is more than {HOLDBACK_MINUTES_MAX}"));
        }
        if self.public && self.filter == Filter::Tests {
            return bad("public", "is on, but tests of the line are never public".to_owned());
        }
        match self.filter.check(agency) {
            Ok(()) => Ok(()),
            Err(faults) => {
                let mut faults = faults.into_iter();
                let (path, why) = faults.next().map_or_else(Default::default, |fault| (fault.path, fault.why));
                bad(&path, faults.fold(why, |all, fault| format!("{all}; {fault}")))
            }
        }
    }

    /// What is different from how it was, in words.
    pub fn changes(&self, before: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        let tags = before.names.keys().chain(self.names.keys().filter(|tag| !before.names.contains_key(*tag)));
        for tag in tags {
            match (before.names.get(tag), self.names.get(tag)) {
                (Some(was), Some(is)) if was != is => changes.push(format!("name ({tag}) from `{was}` to `{is}`")),
                (Some(was), None) => changes.push(format!("name ({tag}) no longer `{was}`")),
                (None, Some(is)) => changes.push(format!("name ({tag}) `{is}`")),
                _ => {}
            }
        }
        if self.filter != before.filter {
            changes.push(format!("filter from `{}` to `{}`", before.filter, self.filter));
        }
        if self.public != before.public {
            changes.push(if self.public { "public" } else { "no longer public" }.to_owned());
        }
        if self.holdback_minutes != before.holdback_minutes {
            changes.push(format!("holdback from {} to {} minutes", before.holdback_minutes, self.holdback_minutes));
        }
        changes
    }
}

/// A product as it was from some time on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductVersion {
    /// The version, from 1.
    pub version: u32,
    /// From when.
    pub time: Timestamp,
    /// Who made it: a login, `operator` or `system`.
    pub by: String,
    /// The product; none when it was deleted.
    pub product: Option<Product>,
}

/// Who changes a product, and what they saw of it.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    /// The login, or `operator`.
    pub by: &'a str,
    /// The version that they changed; a product that has another one by now stays as it is. `None` changes it anyway.
    pub over: Option<u32>,
}

impl<'a> Hand<'a> {
    /// The hand of somebody who did not look first.
    pub fn of(by: &'a str) -> Self {
        Self { by, over: None }
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
        Ok(Self(rows.iter().map(|row| product(&row.text("data")?)).collect::<Result<_, _>>()?))
    }

    /// Adds or changes a product; answers its version. Dispatches that are on the wire keep the membership that they
    /// were given. A product that is as it was stays the version that it is.
    pub async fn put(
        db: &Db,
        agency: &Agency,
        product: &Product,
        hand: Hand<'_>,
        clock: &Arc<dyn Clock>,
    ) -> Result<u32, AudienceError> {
        product.check(agency)?;
        let mut tx = db.begin().await?;
        match put_in(&mut tx, product, hand, clock.now()).await {
            Ok(version) => tx.commit().await.map(|()| version).map_err(Into::into),
            Err(refused) => {
                // The refusal is the one to tell; a failed rollback only costs the connection.
                let _ = tx.rollback().await;
                Err(refused)
            }
        }
    }

    /// Deletes a product: nothing is added to it from now on, and its number is never given again. What is on the wire
    /// keeps it. Refused while a contract that holds, or will hold, grants it.
    pub async fn delete(db: &Db, id: ProductId, hand: Hand<'_>, clock: &Arc<dyn Clock>) -> Result<(), AudienceError> {
        let mut tx = db.begin().await?;
        match delete_in(&mut tx, id, hand, clock.now()).await {
            Ok(()) => Ok(tx.commit().await?),
            Err(refused) => {
                let _ = tx.rollback().await;
                Err(refused)
            }
        }
    }

    /// Every version of a product, the oldest first; none for a number that was never given.
    pub async fn versions(db: &Db, id: ProductId) -> Result<Vec<ProductVersion>, AudienceError> {
        let sql = "SELECT version, time, actor, data FROM product_version WHERE product = $1 ORDER BY version";
        let rows = db.all(sql, args![id.0]).await?;
        let version = |row: &Row| {
            Ok(ProductVersion {
                version: number(row, "version")?,
                time: story::from_millis(row.int("time")?),
                by: row.text("actor")?,
                product: row.text_or_null("data")?.as_deref().map(product).transpose()?,
            })
        };
        Ok(rows.iter().map(version).collect::<Result<_, StoreError>>()?)
    }

    /// The products as they were at a time, with the version of each.
    pub async fn at(db: &Db, time: Timestamp) -> Result<Vec<(u32, Product)>, AudienceError> {
        let sql = "SELECT v.version, v.data FROM product_version v WHERE v.data IS NOT NULL AND v.version = \
                   (SELECT MAX(w.version) FROM product_version w WHERE w.product = v.product AND w.time <= $1) \
                   ORDER BY v.product";
        let rows = db.all(sql, args![story::to_millis(time)]).await?;
        let one = |row: &Row| Ok((number(row, "version")?, product(&row.text("data")?)?));
        Ok(rows.iter().map(one).collect::<Result<_, StoreError>>()?)
    }

    /// These products, as a test has them.
    #[cfg(test)]
    pub(crate) fn of(products: Vec<Product>) -> Self {
        Self(products)
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
        let facts = Facts::of(story);
        let mut settled = before.to_vec();
        settled.extend(self.0.iter().filter(|product| product.filter.meets(&facts)).map(|product| product.id));
        settled.sort_unstable();
        settled.dedup();
        settled
    }

    /// The products that a test of the line belongs to. No contract reaches one by what the test says or by chance.
    pub fn of_tests(&self) -> Vec<ProductId> {
        self.0.iter().filter(|product| product.filter == Filter::Tests).map(|product| product.id).collect()
    }
}

fn product(data: &str) -> Result<Product, StoreError> {
    serde_json::from_str(data).map_err(|e| StoreError::Corrupt { column: "data", why: e.to_string() })
}

fn number(row: &Row, column: &'static str) -> Result<u32, StoreError> {
    u32::try_from(row.int(column)?).map_err(|e| StoreError::Corrupt { column, why: e.to_string() })
}

/// The newest version of a product with its data; 0 for one that never was. Waits for others who change it.
async fn newest(tx: &mut Tx, id: ProductId) -> Result<(u32, Option<String>), StoreError> {
    tx.run("UPDATE product SET created = created WHERE id = $1", args![id.0]).await?;
    let sql = "SELECT version, data FROM product_version WHERE product = $1 ORDER BY version DESC LIMIT 1";
    match tx.one(sql, args![id.0]).await? {
        Some(row) => Ok((number(&row, "version")?, row.text_or_null("data")?)),
        None => Ok((0, None)),
    }
}

async fn note(
    tx: &mut Tx,
    id: ProductId,
    version: u32,
    data: Option<&str>,
    hand: Hand<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO product_version (product, version, time, actor, data) VALUES ($1, $2, $3, $4, $5)",
        args![id.0, version, story::to_millis(now), hand.by, data.map(str::to_owned)],
    )
    .await
    .map(drop)
}

/// Nobody changes what they did not see.
fn seen(id: ProductId, version: u32, hand: Hand<'_>) -> Result<(), AudienceError> {
    match hand.over {
        Some(over) if over != version => Err(AudienceError::Stale(format!("product {id}"))),
        _ => Ok(()),
    }
}

async fn put_in(tx: &mut Tx, product: &Product, hand: Hand<'_>, now: Timestamp) -> Result<u32, AudienceError> {
    let (known, before) = newest(tx, product.id).await?;
    if known > 0 && before.is_none() {
        let why = format!("was the number of a product that was deleted; {} is not given again", product.id);
        return Err(AudienceError::Bad { field: "id".to_owned(), why });
    }
    seen(product.id, known, hand)?;
    let data = story::canonical_json(product);
    if before.as_deref() == Some(&*data) {
        return Ok(known);
    }
    tx.run(
        "INSERT INTO product (id, data, created) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET data = excluded.data",
        args![product.id.0, data.as_str(), story::to_millis(now)],
    )
    .await?;
    let version = known + 1;
    note(tx, product.id, version, Some(&data), hand, now).await?;
    let changes = match before {
        Some(before) => product.changes(&self::product(&before)?).join("; "),
        None => format!("`{}`: {}", product.name("en"), product.filter),
    };
    let act = if known > 0 { "change" } else { "add" };
    let (subject, detail) = (format!("product {}", product.id), format!("version {version}: {changes}"));
    audit(tx, &AuditLine { time: now, actor: hand.by, act, subject: &subject, detail: &detail }).await?;
    Ok(version)
}

async fn delete_in(tx: &mut Tx, id: ProductId, hand: Hand<'_>, now: Timestamp) -> Result<(), AudienceError> {
    let (known, before) = newest(tx, id).await?;
    let Some(before) = before else { return Err(AudienceError::Unknown(format!("product {id}"))) };
    seen(id, known, hand)?;
    let users = granting(tx, id, now).await?;
    if !users.is_empty() {
        return Err(AudienceError::InUse { what: format!("product {id}"), by: users.join(", ") });
    }
    tx.run("DELETE FROM product WHERE id = $1", args![id.0]).await?;
    note(tx, id, known + 1, None, hand, now).await?;
    let (subject, detail) = (format!("product {id}"), format!("`{}`", product(&before)?.name("en")));
    audit(tx, &AuditLine { time: now, actor: hand.by, act: "delete", subject: &subject, detail: &detail }).await?;
    Ok(())
}

/// The contracts that grant a product now or later, in words.
async fn granting(tx: &mut Tx, id: ProductId, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT c.id, c.terms, o.name FROM contract c JOIN organisation o ON o.id = c.organisation ORDER BY o.name, c.id";
    let mut users = Vec::new();
    for row in tx.all(sql, args![]).await? {
        let terms: Terms = serde_json::from_str(&row.text("terms")?)
            .map_err(|e| StoreError::Corrupt { column: "terms", why: e.to_string() })?;
        if terms.products.contains(&id) && terms.until.is_none_or(|until| until > now) {
            users.push(format!("the contract {} of {}", row.text("id")?, row.text("name")?));
        }
    }
    Ok(users)
}
