//! What an organisation may have.

use crate::{
    AccountError, Accounts, OrganisationId,
    deed::{Deed, count, settle},
    random_id,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Row, StoreError, Tx, args};
use story::{Kind, Lang, Line, ProductId, Prose};

/// The furthest that an archive right reaches, in days.
pub const ARCHIVE_DAYS_MAX: u32 = 36_500;

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
    /// What people call it: its number or its title. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
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
    /// The formats in which it gives documents, by name, `json` among them; empty for all. Files have sizes instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
    /// What the subscriber may do with the material, in words. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub usage_terms: String,
    /// From when it holds.
    pub from: Timestamp,
    /// Until when it holds (exclusive); open when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Terms {
    /// What people call it. One that has no name is called after the day (UTC) from which it holds.
    pub fn title(&self) -> String {
        if self.name.is_empty() { format!("Contract of {}", self.from.strftime("%Y-%m-%d")) } else { self.name.clone() }
    }

    /// Everything of these products, from `from` on, with no limit. It begins with a whole second, as people write times.
    pub fn all_of(products: Vec<ProductId>, from: Timestamp) -> Self {
        let from = Timestamp::from_second(from.as_second()).unwrap_or(from);
        Self {
            name: String::new(),
            products,
            kinds: Kind::ALL.to_vec(),
            languages: Vec::new(),
            photo_sizes: vec![PhotoSize::Web, PhotoSize::Print],
            video_sizes: vec![VideoSize::Web, VideoSize::Sd],
            graphic_forms: vec![GraphicForm::Raster, GraphicForm::Pdf, GraphicForm::Eps, GraphicForm::Ai],
            archive_days: 0,
            download_limit: 0,
            formats: Vec::new(),
            usage_terms: String::new(),
            from,
            until: None,
        }
    }

    /// Refuses what can never be right, as far as it can be told from the terms alone.
    pub fn check(&self) -> Result<(), AccountError> {
        let bad = |field, why: String| Err(AccountError::Bad { field, why });
        if self.products.is_empty() {
            return bad("products", "names no product: a contract covers something".to_owned());
        }
        if self.kinds.is_empty() {
            return bad("kinds", "names no kind of item: a contract covers something".to_owned());
        }
        if self.archive_days > ARCHIVE_DAYS_MAX {
            return bad("archive_days", format!("is more than {ARCHIVE_DAYS_MAX}; 0 is the whole archive"));
        }
        if self.until.is_some_and(|until| until <= self.from) {
            return bad("until", "is not after `from`".to_owned());
        }
        if let Some(e) = Line::<200>::new(&self.name).err().filter(|_| !self.name.is_empty()) {
            return bad("name", e.to_string());
        }
        if let Some(e) = Prose::<4_000>::new(&self.usage_terms).err().filter(|_| !self.usage_terms.is_empty()) {
            return bad("usage_terms", e.to_string());
        }
        Ok(())
    }

    /// What is different from how it was, in words.
    pub fn changes(&self, before: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        let mut compare = |what: &str, was: String, is: String| {
            let named = |text: String| if text.is_empty() { "none".to_owned() } else { format!("`{text}`") };
            if was != is {
                changes.push(format!("{what} from {} to {}", named(was), named(is)));
            }
        };
        compare("name", before.name.clone(), self.name.clone());
        compare("products", listed(&before.products), listed(&self.products));
        compare("kinds", listed_by(&before.kinds, |k| k.name()), listed_by(&self.kinds, |k| k.name()));
        compare("languages", listed(&before.languages), listed(&self.languages));
        compare("photo sizes", words(&before.photo_sizes), words(&self.photo_sizes));
        compare("video sizes", words(&before.video_sizes), words(&self.video_sizes));
        compare("graphic forms", words(&before.graphic_forms), words(&self.graphic_forms));
        compare("archive days", before.archive_days.to_string(), self.archive_days.to_string());
        compare("download limit", before.download_limit.to_string(), self.download_limit.to_string());
        compare("formats", listed(&before.formats), listed(&self.formats));
        compare("usage terms", before.usage_terms.clone(), self.usage_terms.clone());
        compare("from", before.from.to_string(), self.from.to_string());
        let until = |terms: &Self| terms.until.map(|until| until.to_string()).unwrap_or_default();
        compare("until", until(before), until(self));
        changes
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

fn listed<T: std::fmt::Display>(values: &[T]) -> String {
    listed_by(values, T::to_string)
}

fn listed_by<T, S: Into<String>>(values: &[T], name: impl Fn(&T) -> S) -> String {
    values.iter().map(|value| name(value).into()).collect::<Vec<_>>().join(", ")
}

/// The words that the JSON has for sizes and forms.
fn words<T: Serialize>(values: &[T]) -> String {
    let word = |value: &T| serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned));
    values.iter().filter_map(word).collect::<Vec<_>>().join(", ")
}

/// An organisation's right to some of the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Its id.
    pub id: String,
    /// What it grants.
    pub terms: Terms,
}

/// A contract as the office lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractLine {
    /// The contract.
    pub contract: Contract,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Their name.
    pub organisation_name: String,
    /// When it was made.
    pub created: Timestamp,
    /// How often it was changed, from 1: nobody changes what they did not see.
    pub edit: u32,
}

const LINES: &str = "SELECT c.id, c.organisation, c.terms, c.created, c.edit, o.name FROM contract c \
                     JOIN organisation o ON o.id = c.organisation ORDER BY o.name, c.created, c.id";
const LINE: &str = "SELECT c.id, c.organisation, c.terms, c.created, c.edit, o.name FROM contract c \
                    JOIN organisation o ON o.id = c.organisation WHERE c.id = $1";

impl ContractLine {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            contract: contract(row)?,
            organisation: OrganisationId(row.text("organisation")?),
            organisation_name: row.text("name")?,
            created: story::from_millis(row.int("created")?),
            edit: u32::try_from(row.int("edit")?)
                .map_err(|e| StoreError::Corrupt { column: "edit", why: e.to_string() })?,
        })
    }
}

fn contract(row: &Row) -> Result<Contract, StoreError> {
    let terms = serde_json::from_str(&row.text("terms")?)
        .map_err(|e| StoreError::Corrupt { column: "terms", why: e.to_string() })?;
    Ok(Contract { id: row.text("id")?, terms })
}

/// Loads a contract and keeps others from changing it until the transaction ends.
async fn locked(tx: &mut Tx, id: &str) -> Result<ContractLine, AccountError> {
    tx.run("UPDATE contract SET edit = edit WHERE id = $1", args![id]).await?;
    let row = tx.one(LINE, args![id]).await?;
    let unknown = || AccountError::Unknown { what: "contract", name: id.to_owned() };
    Ok(ContractLine::read(&row.ok_or_else(unknown)?)?)
}

impl Accounts {
    /// Gives an organisation a contract; answers its id. `by` is who does it: a login, or `operator`.
    pub async fn add_contract(
        &self,
        organisation: &OrganisationId,
        terms: &Terms,
        by: &str,
    ) -> Result<String, AccountError> {
        terms.check()?;
        let (id, now) = (random_id()?, self.clock.now());
        let mut tx = self.db.begin().await?;
        let added = async {
            let known = tx.one("SELECT name FROM organisation WHERE id = $1", args![organisation.as_str()]).await?;
            let unknown = || AccountError::Unknown { what: "organisation", name: organisation.as_str().to_owned() };
            let name = known.ok_or_else(unknown)?.text("name")?;
            tx.run(
                "INSERT INTO contract (id, organisation, terms, created) VALUES ($1, $2, $3, $4)",
                args![id.clone(), organisation.as_str(), story::canonical_json(terms), story::to_millis(now)],
            )
            .await?;
            count(&mut tx).await?;
            let detail = format!("for {name}: products {}, from {}", listed(&terms.products), terms.from);
            self.told(&mut tx, by, "add", &id, &detail).await
        }
        .await;
        settle(tx, added).await?;
        Ok(id)
    }

    /// Changes a contract, if it is still the one that was seen (`over`); answers what is different.
    pub async fn change_contract(
        &self,
        id: &str,
        terms: &Terms,
        over: Option<u32>,
        by: &str,
    ) -> Result<Vec<String>, AccountError> {
        terms.check()?;
        let mut tx = self.db.begin().await?;
        let done = async {
            let before = locked(&mut tx, id).await?;
            if over.is_some_and(|over| over != before.edit) {
                return Err(AccountError::Stale(format!("the contract {id}")));
            }
            let changes = terms.changes(&before.contract.terms);
            if !changes.is_empty() {
                replace(&mut tx, id, terms).await?;
                self.told(&mut tx, by, "change", id, &changes.join("; ")).await?;
            }
            Ok(changes)
        }
        .await;
        settle(tx, done).await
    }

    /// Ends a contract now. One that has ended already stays as it is; one that has not begun must be deleted.
    pub async fn end_contract(&self, id: &str, by: &str) -> Result<(), AccountError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let done = async {
            let ContractLine { contract: Contract { mut terms, .. }, .. } = locked(&mut tx, id).await?;
            if terms.until.is_some_and(|until| until <= now) {
                return Ok(());
            }
            if now <= terms.from {
                let why = "lies ahead: a contract that has not begun is deleted, not ended".to_owned();
                return Err(AccountError::Bad { field: "from", why });
            }
            terms.until = Some(now);
            replace(&mut tx, id, &terms).await?;
            self.told(&mut tx, by, "end", id, &format!("until {now}")).await
        }
        .await;
        settle(tx, done).await
    }

    /// Deletes a contract, if nothing was taken under it.
    pub async fn delete_contract(&self, id: &str, by: &str) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let done = async {
            let line = locked(&mut tx, id).await?;
            let taken = tx.one("SELECT COUNT(*) AS n FROM download WHERE contract = $1", args![id]).await?;
            let taken = taken.map_or(Ok(0), |row| row.count("n"))?;
            if taken > 0 {
                let by = format!("{taken} downloads that were counted under it: end it instead");
                return Err(AccountError::InUse { what: format!("the contract {id}"), by });
            }
            tx.run("DELETE FROM expiry WHERE contract = $1", args![id]).await?;
            tx.run("DELETE FROM contract WHERE id = $1", args![id]).await?;
            count(&mut tx).await?;
            let products = listed(&line.contract.terms.products);
            let detail = format!("of {}: products {products}", line.organisation_name);
            self.told(&mut tx, by, "delete", id, &detail).await
        }
        .await;
        settle(tx, done).await
    }

    async fn told(&self, tx: &mut Tx, by: &str, act: &str, id: &str, detail: &str) -> Result<(), AccountError> {
        self.tell(tx, Deed { by, act, subject: &format!("contract {id}"), detail }).await
    }

    /// A contract with whose it is.
    pub async fn contract(&self, id: &str) -> Result<ContractLine, AccountError> {
        let row = self.db.one(LINE, args![id]).await?;
        let unknown = || AccountError::Unknown { what: "contract", name: id.to_owned() };
        Ok(ContractLine::read(&row.ok_or_else(unknown)?)?)
    }

    /// Every contract, by the name of the organisation, whether it holds now or not.
    pub async fn every_contract(&self) -> Result<Vec<ContractLine>, AccountError> {
        let rows = self.db.all(LINES, args![]).await?;
        Ok(rows.iter().map(ContractLine::read).collect::<Result<_, _>>()?)
    }

    /// The contracts of an organisation, the oldest first, whether they hold now or not.
    pub async fn contracts(&self, organisation: &OrganisationId) -> Result<Vec<Contract>, AccountError> {
        let sql = "SELECT id, terms FROM contract WHERE organisation = $1 ORDER BY created, id";
        let rows = self.db.all(sql, args![organisation.as_str()]).await?;
        Ok(rows.iter().map(contract).collect::<Result<_, _>>()?)
    }
}

async fn replace(tx: &mut Tx, id: &str, terms: &Terms) -> Result<(), AccountError> {
    let sql = "UPDATE contract SET terms = $1, edit = edit + 1 WHERE id = $2";
    tx.run(sql, args![story::canonical_json(terms), id]).await?;
    count(tx).await
}
