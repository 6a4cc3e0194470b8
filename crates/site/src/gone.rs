//! What is said in the place of a page that was taken back.

use crate::{SiteError, edition::Edition};
use axum::{http::StatusCode, response::Response};
use store::args;
use story::ItemId;
use wire::Dispatch;

/// Why the newsroom took an item back, by the name of the cause. The notice itself is for subscribers, and is not read.
const CAUSE: &str =
    "SELECT c.because FROM cause_item i JOIN cause c ON c.id = i.cause WHERE i.item = $1 AND i.seq = $2";

impl Edition {
    /// The page of an item that was killed or withdrawn: that it was, when, and the usual sentence for the cause, where
    /// the newsroom named one.
    pub async fn gone(&self, item: &ItemId) -> Result<Response, SiteError> {
        let words = self.words;
        let mut notes = Vec::new();
        if let Some(notice) = self.site.reader.latest(item).await? {
            if let Some(because) = self.because(&notice).await? {
                notes.push(words.killed_reason(because));
            }
            notes.push(words.killed_on(&self.moment(notice.entry.version_created).words));
        }
        Ok(self.told(StatusCode::GONE, words.killed_title, words.killed_text, notes))
    }

    async fn because(&self, notice: &Dispatch) -> Result<Option<&'static str>, SiteError> {
        let found = self.site.db.one(CAUSE, args![notice.entry.item.as_str(), notice.seq()]).await?;
        let name = found.map(|row| row.text("because")).transpose()?;
        Ok(name.and_then(|name| self.words.because.of(&name)))
    }
}
