//! Pictures whose rows were written before the site showed pictures in several sizes and forms.
//!
//! They go on being shown as they were; while the follower runs, what they lack is made, a few at a time, and their pages
//! change. A row that says what there is, be it nothing, is not looked at again.

use crate::{Site, SiteError, changed, page};
use std::time::Duration;
use store::args;
use story::{ItemId, canonical_json};

/// Rows that are read at once.
const ROWS_MAX: u32 = 20;
/// How long is waited after a failure, in seconds.
const PAUSE_SECS: u64 = 60;

/// Inside a text of the JSON, each of these quotation marks would have a backslash before it.
const BARE: &str = "SELECT item, version, data FROM page WHERE kind <> 'text' AND state = 'shown' AND item > $1 \
                    AND data NOT LIKE '%\"prints\":%' ORDER BY item LIMIT $2";
/// What the follower wrote meanwhile is newer, and has everything.
const WRITE: &str = "UPDATE page SET data = $2 WHERE item = $1 AND data = $3";

impl Site {
    /// Makes what such pictures lack. It does not end: whoever waits for several things waits for the others.
    pub(crate) async fn reprint(&self) {
        while let Err(error) = self.reprint_all().await {
            tracing::warn!("old pictures of the site keep one size, and are tried again in {PAUSE_SECS} s: {error}");
            tokio::time::sleep(Duration::from_secs(PAUSE_SECS)).await;
        }
        std::future::pending::<()>().await;
    }

    /// Makes what such pictures lack. Answers how many there were.
    pub async fn reprint_all(&self) -> Result<u64, SiteError> {
        let (mut after, mut done) = (String::new(), 0);
        loop {
            let rows = self.db.all(BARE, args![after.as_str(), ROWS_MAX]).await?;
            let Some(last) = rows.last() else { return Ok(done) };
            after = last.text("item")?;
            for row in &rows {
                let version = u32::try_from(row.count("version")?);
                let version =
                    version.map_err(|e| store::StoreError::Corrupt { column: "version", why: e.to_string() })?;
                done += u64::from(self.reprint_one(&row.parsed("item")?, version, &row.text("data")?).await?);
            }
        }
    }

    /// Makes what one picture lacks. False when its row changed meanwhile, or nothing can be made of it.
    async fn reprint_one(&self, item: &ItemId, version: u32, data: &str) -> Result<bool, SiteError> {
        let Some(dispatch) = self.reader.version(item, version).await? else { return Ok(false) };
        let Some(made) = self.picture(&dispatch.story).await? else { return Ok(false) };
        let mut picture: page::Picture = page::read(data)?;
        (picture.media, picture.prints) = (made.media, made.prints);
        let mut tx = self.db.begin().await?;
        let keys = changed::by_row(&mut tx, item).await?;
        let written = tx.run(WRITE, args![item.as_str(), canonical_json(&picture), data]).await?;
        if written > 0 {
            self.note_keys_for_cdn(&mut tx, item, &keys).await?;
        }
        tx.commit().await?;
        if written > 0 {
            self.shelf.changed(keys);
        }
        Ok(written > 0)
    }
}
