//! The source, as it stands beside its translation.

use super::{SELECT_SENT, said_by, words};
use crate::{Desk, DeskError, item::json};
use serde::Serialize;
use store::args;
use story::{Diff, ItemId, Lang, Manuscript};

/// What a translation is made from, and what of it is new since.
#[derive(Debug, Serialize)]
pub struct SourceSide {
    /// The source.
    pub item: ItemId,
    /// Its language.
    pub language: Lang,
    /// Its last version on the wire, which is shown; 0 where it is not out and the working copy is shown.
    pub version: u32,
    /// What it says.
    pub story: Manuscript,
    /// What it said when it was translated.
    pub basis: Manuscript,
    /// The version that this was; 0 for a draft.
    pub basis_version: u32,
    /// Whether it says something else by now.
    pub changed: bool,
    /// What changed, where both are whole stories.
    pub diff: Option<Diff>,
}

impl Desk {
    /// What an item was translated from; `None` when it is no translation.
    pub async fn source_of(&self, id: &ItemId) -> Result<Option<SourceSide>, DeskError> {
        let sql = "SELECT source, basis, version FROM translation WHERE item = $1";
        let Some(row) = self.db.one(sql, args![id.as_str()]).await? else { return Ok(None) };
        let source = self.item(&row.parsed("source")?).await?;
        let story = said_by(self.db.one(SELECT_SENT, args![source.id.as_str()]).await?.as_ref(), &source)?;
        let basis: Manuscript = json(&row, "basis")?;
        let basis_version = u32::try_from(row.count("version")?).unwrap_or(u32::MAX);
        let diff = basis.finish().ok().zip(story.finish().ok()).map(|(was, now)| Diff::between(&was, &now));
        Ok(Some(SourceSide {
            language: story.language(),
            version: source.version,
            changed: words(&basis) != words(&story),
            item: source.id,
            story,
            basis,
            basis_version,
            diff,
        }))
    }
}
