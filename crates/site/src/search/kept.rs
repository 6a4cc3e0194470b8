//! Keeps the index as the rows are.
//!
//! Each row tells with which change of the follower it came, so that whoever searches reads what is new first, in this
//! process or another. Nothing has to be told to the index, and nothing that is committed is missed.

use super::{
    SEARCHES_PER_MINUTE_MAX,
    index::{Doc, Index, Said, words},
};
use crate::{
    Site, SiteError,
    page::{Article, PageState, Picture, read},
    repeats::Repeats,
    topics,
};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use store::{Row, args};
use story::{ItemId, Lang};
use tokio::sync::{Mutex, Semaphore};

/// Searches that are made at once; others wait.
const SEARCHES_AT_ONCE_MAX: usize = 4;
/// How long a search counts for whoever sent it, in seconds.
const MINUTE_SECS: i64 = 60;
/// Rows that are read at once.
const ROWS: u32 = 500;

/// What searches share.
pub(crate) struct Searches {
    index: RwLock<Index>,
    read: Mutex<Read>,
    pub(super) turns: Arc<Semaphore>,
    pub(super) often: Repeats,
}

impl Default for Searches {
    fn default() -> Self {
        Self {
            index: RwLock::default(),
            read: Mutex::default(),
            turns: Arc::new(Semaphore::new(SEARCHES_AT_ONCE_MAX)),
            often: Repeats::of(SEARCHES_PER_MINUTE_MAX, MINUTE_SECS),
        }
    }
}

impl Searches {
    pub(super) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Up to where the rows were read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Read {
    /// The change up to which all of them were.
    whole: i64,
    /// The change and the item of the last row.
    change: i64,
    item: String,
}

impl Default for Read {
    /// Before the first change.
    fn default() -> Self {
        Self { whole: -1, change: -1, item: String::new() }
    }
}

const CHANGE: &str = "SELECT n, forgotten FROM page_change";
const CHANGED: &str = "SELECT p.item, p.kind, p.state, COALESCE(s.language, p.language) AS language, p.released, \
    p.show_at, p.changed, p.data, s.series FROM page p LEFT JOIN page_series s ON s.picture = p.item \
    WHERE p.changed >= $1 AND (p.changed > $1 OR p.item > $2) ORDER BY p.changed, p.item LIMIT $3";

impl Site {
    /// Reads the words of every page that has changed since they were read last.
    pub(super) async fn read_words(&self) -> Result<(), SiteError> {
        let searches = &self.searches;
        let mut read = searches.read.lock().await;
        let Some(row) = self.db.one(CHANGE, args![]).await? else { return Ok(()) };
        let (change, forgotten) = (row.int("n")?, row.int("forgotten")?);
        if read.whole == change {
            return Ok(());
        }
        if forgotten > read.change {
            *searches.index.write().unwrap_or_else(PoisonError::into_inner) = Index::default();
            *read = Read::default();
        }
        loop {
            let rows = self.db.all(CHANGED, args![read.change, read.item.as_str(), ROWS]).await?;
            let Some(last) = rows.last() else { break };
            let next = Read { whole: read.whole, change: last.int("changed")?, item: last.text("item")? };
            let is_last = rows.len() < ROWS as usize;
            let shared = Arc::clone(searches);
            // Words of hundreds of texts are work of milliseconds, which nobody else is to wait for.
            let done = tokio::task::spawn_blocking(move || {
                let pages = rows.iter().map(analysed).collect::<Result<Vec<_>, SiteError>>()?;
                let mut index = shared.index.write().unwrap_or_else(PoisonError::into_inner);
                for (item, page) in pages {
                    match page {
                        Some((doc, words)) => index.put(doc, words),
                        None => index.remove(&item),
                    }
                }
                Ok::<_, SiteError>(())
            });
            match done.await {
                Ok(done) => done?,
                Err(error) => {
                    // What was not read is read by the next search.
                    tracing::error!("the words of pages could not be read: {error}");
                    return Ok(());
                }
            }
            // Whoever gave up waiting leaves to the next what was read so far.
            *read = next;
            if is_last {
                break;
            }
        }
        read.whole = change;
        Ok(())
    }

    /// Reads the words of all pages before anybody searches, and then waits for ever.
    pub(crate) async fn ready_to_search(&self) {
        if let Err(error) = self.read_words().await {
            tracing::warn!("the words of the site could not be read yet: {error}");
        }
        std::future::pending::<()>().await;
    }
}

type Analysed = (ItemId, Option<(Doc, Said)>);

/// What a row says; nothing, when it must not appear, or when it is a picture without a page.
fn analysed(row: &Row) -> Result<Analysed, SiteError> {
    let item: ItemId = row.parsed("item")?;
    let is_picture = row.text("kind")? != "text";
    let state: PageState = row.parsed("state")?;
    if state != PageState::Shown || (is_picture && row.text_or_null("series")?.is_none()) {
        return Ok((item, None));
    }
    let lang: Lang = row.parsed("language")?;
    let (released, show_at) = (row.int("released")?, row.int("show_at")?);
    let data = row.text("data")?;
    let words = if is_picture { of_picture(&read(&data)?, &lang) } else { of_article(&read(&data)?, &lang) };
    let doc = Doc { item: item.clone(), lang, released, show_at, is_picture };
    Ok((item, Some((doc, words))))
}

fn of_article(article: &Article, lang: &Lang) -> Said {
    let tags = topics::tags(article, lang);
    let mut texts = vec![article.headline.as_str()];
    texts.extend(article.standfirst.as_deref());
    texts.extend(article.summary.iter().map(String::as_str));
    texts.extend(article.caption.as_deref());
    texts.extend(article.city.as_deref());
    texts.extend(article.byline.as_deref());
    texts.extend(tags.iter().map(|tag| tag.name.as_str()));
    words(texts, lang)
}

fn of_picture(picture: &Picture, lang: &Lang) -> Said {
    words([picture.title.as_str(), picture.caption.as_str()], lang)
}
