//! The follower that makes pages of dispatches, from a cursor of its own.

use crate::{
    Site, SiteError, page,
    page::{Article, Data, NewPage, PageState, Picture, Repair, Repaired},
    rule,
};
use audience::Products;
use jiff::Timestamp;
use std::collections::HashSet;
use story::{Act, Block, Content, Correction, ItemId, Kind, Media, Rendition, Story, WEB_PIXELS_MAX};
use summary::{SummaryRule, summarise};
use tokio_util::sync::CancellationToken;
use wire::{Dispatch, Entry};

/// The name of the site's cursor.
pub const FOLLOWER: &str = "site";
/// Pictures that a page may choose its lead picture from.
pub const PAGE_PICTURES_MAX: usize = 4;
/// Tags that a page shows.
pub const PAGE_TAGS_MAX: usize = 12;
/// The largest picture that the site shows, in bytes.
pub const PICTURE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Dispatches that share one transaction.
const BATCH: usize = 200;
/// Pictures among them after which it is committed: each may have to be developed, and what is made is to be seen.
const BATCH_PICTURES: usize = 4;
/// What one dispatch does to the site.
enum Change {
    /// Shows this version.
    Show(Box<NewPage>),
    /// Takes the item away.
    TakeDown(ItemId, u32, PageState),
    /// Nothing.
    Nothing,
}

impl Site {
    /// Follows the wire until `stop`. What fails is tried again; nothing is passed over.
    pub async fn follow(self, stop: CancellationToken) {
        // An open transaction is undone when the work stops in the middle of it.
        wire::follow(&self.reader, FOLLOWER, &stop, || self.catch_up()).await;
    }

    /// Makes the pages of every dispatch up to the head. Answers the number of the last one.
    pub async fn catch_up(&self) -> Result<u64, SiteError> {
        let mut cursor = self.reader.cursor(FOLLOWER).await?;
        loop {
            self.followed.send_replace(cursor);
            let next = self.step(cursor).await?;
            if next == cursor {
                return Ok(cursor);
            }
            cursor = next;
        }
    }

    async fn step(&self, cursor: u64) -> Result<u64, SiteError> {
        let batch = self.reader.after(cursor, BATCH).await?;
        if batch.is_empty() {
            return Ok(cursor);
        }
        let products = Products::load(&self.db).await?;
        let mut changes = Vec::with_capacity(batch.len());
        let (mut last, mut pictures) = (cursor, 0);
        for dispatch in &batch {
            let change = self.change(dispatch, &products).await?;
            pictures += usize::from(matches!(&change, Change::Show(new) if matches!(new.data, Data::Picture(_))));
            changes.push(change);
            last = dispatch.seq();
            if pictures == BATCH_PICTURES {
                break;
            }
        }
        // Everything slow was done before: the one writer of an embedded database also serves the desk.
        let mut tx = self.db.begin().await?;
        for change in &changes {
            match change {
                Change::Show(new) => page::put(&mut tx, new).await?,
                Change::TakeDown(item, version, state) => page::take_down(&mut tx, item, *version, *state).await?,
                Change::Nothing => {}
            }
        }
        wire::advance(&mut tx, FOLLOWER, last).await?;
        tx.commit().await?;
        Ok(last)
    }

    async fn change(&self, dispatch: &Dispatch, products: &Products) -> Result<Change, SiteError> {
        let entry = &dispatch.entry;
        let down = |state| Change::TakeDown(entry.item.clone(), entry.version, state);
        match entry.act {
            Act::Kill | Act::Withdraw => return Ok(down(PageState::Killed)),
            Act::Hold => return Ok(down(PageState::Held)),
            Act::Test | Act::Advisory => return Ok(Change::Nothing),
            _ => {}
        }
        let Some(show_at) = rule::show_at(dispatch, products) else { return Ok(down(PageState::Private)) };
        let history = if entry.version > 1 { self.reader.versions(&entry.item).await? } else { Vec::new() };
        // What began as a test or as a message to editors never becomes news.
        if history.iter().any(|e| matches!(e.act, Act::Test | Act::Advisory)) {
            return Ok(Change::Nothing);
        }
        let history: Vec<Entry> = history.into_iter().filter(|e| e.version <= entry.version).collect();
        let story = &dispatch.story;
        let (language, data) = match entry.item.kind() {
            Kind::Text => {
                // A language that the agency does not list has no edition.
                let Some(edition) = self.agency.language(&story.language) else { return Ok(down(PageState::Private)) };
                let article = article(story, self.corrections(&history, products).await?);
                (edition.lang.clone(), Data::Article(Box::new(article), lead_pictures(story)))
            }
            Kind::Picture | Kind::Graphic => match self.picture(story).await? {
                Some(picture) => (story.language.clone(), Data::Picture(Box::new(picture))),
                None => return Ok(down(PageState::Private)),
            },
            Kind::Video | Kind::File => return Ok(Change::Nothing),
        };
        Ok(Change::Show(Box::new(NewPage {
            item: entry.item.clone(),
            version: entry.version,
            language,
            category: story.category,
            priority: story.priority,
            released: published(entry),
            updated: updated(entry, &history),
            show_at,
            data,
        })))
    }

    /// A picture as a page shows it: the size for the web. The file that was filed is what subscribers pay for; it is
    /// shown only where it is no larger than that, and where nothing else could be made of it.
    async fn picture(&self, story: &Story) -> Result<Option<Picture>, SiteError> {
        let (Content::Picture { media, caption } | Content::Graphic { media, caption, .. }) = &story.content else {
            return Ok(None);
        };
        let small = |media: &Media| {
            let longest = media.width.max(media.height);
            media.media_type.is_image()
                && media.bytes <= PICTURE_BYTES_MAX
                && longest.is_some_and(|longest| longest <= WEB_PIXELS_MAX)
        };
        let made = self.darkroom.rendition(media, Rendition::Web).await?;
        let shown = made.or_else(|| Some(media.clone()).filter(small));
        Ok(shown.map(|media| Picture {
            title: story.headline.to_string(),
            caption: caption.to_string(),
            credit: story.rights.credit.as_ref().map(ToString::to_string),
            media,
        }))
    }

    /// Every correction of an item up to a version, read from the wire, so that a hold in between forgets none.
    async fn corrections(&self, history: &[Entry], products: &Products) -> Result<Vec<Repair>, SiteError> {
        let mut repairs = Vec::new();
        for entry in history.iter().filter(|e| e.act == Act::Correct) {
            let corrected = self.reader.version(&entry.item, entry.version).await?;
            let Some(Correction { was, now }) = corrected.and_then(|d| d.story.correction.clone()) else { continue };
            let before = self.reader.version(&entry.item, entry.version.saturating_sub(1)).await?;
            let read = before.is_some_and(|before| was_read(&before, was.as_str(), entry.version_created, products));
            let words = read.then(|| Repaired { was: was.to_string(), now: now.to_string() });
            repairs.push(Repair { time: entry.version_created, words });
        }
        Ok(repairs)
    }
}

/// True when the public could read these words on the page of this version by the time `until`.
fn was_read(version: &Dispatch, words: &str, until: Timestamp, products: &Products) -> bool {
    rule::show_at(version, products).is_some_and(|shown| shown <= until)
        && article(&version.story, Vec::new()).shows(words)
}

/// When the item was published: at its first release, or at the end of its embargo.
fn published(entry: &Entry) -> Timestamp {
    entry.embargo.map_or(entry.first_released, |embargo| embargo.max(entry.first_released))
}

/// When the item was last updated or corrected, if that was after it was published. A refile repairs what is minor.
fn updated(entry: &Entry, history: &[Entry]) -> Option<Timestamp> {
    let last = history.iter().rev().find(|e| matches!(e.act, Act::Update | Act::Correct))?;
    Some(last.version_created).filter(|&time| time > published(entry))
}

fn article(story: &Story, corrections: Vec<Repair>) -> Article {
    let lead = lead_pictures(story).into_iter().next();
    Article {
        lang: story.language.clone(),
        address: format::name::address_part(story.headline.as_str(), &story.language),
        headline: story.headline.to_string(),
        standfirst: story.standfirst.as_ref().map(ToString::to_string),
        byline: story.byline.as_ref().map(ToString::to_string),
        city: story.dateline.as_ref().map(|d| format::text::capitals(d.city.as_str(), &story.language)),
        created: story.created.clone(),
        summary: summarise(story, &SummaryRule::default()).map(|s| s.paragraphs).unwrap_or_default(),
        content: story.content_hash(),
        tags: tags(story),
        caption: lead.and_then(|item| caption_in_body(story, &item)),
        corrections,
    }
}

/// Keywords, then places, each once.
fn tags(story: &Story) -> Vec<String> {
    let mut seen = HashSet::new();
    let keywords = story.keywords.iter().map(ToString::to_string);
    let places = story.places.iter().map(|place| place.name.to_string());
    keywords.chain(places).filter(|tag| seen.insert(tag.to_lowercase())).take(PAGE_TAGS_MAX).collect()
}

/// The pictures that the story names, beside it or in its body, each once.
fn lead_pictures(story: &Story) -> Vec<ItemId> {
    let beside = story.related.iter().map(|related| &related.item);
    let inside = story.body().into_iter().flat_map(story::Body::blocks).filter_map(|block| match block {
        Block::Picture { item, .. } => Some(item),
        _ => None,
    });
    let mut seen = HashSet::new();
    let pictures = beside.chain(inside).filter(|item| matches!(item.kind(), Kind::Picture | Kind::Graphic));
    pictures.filter(|item| seen.insert(item.as_str())).take(PAGE_PICTURES_MAX).cloned().collect()
}

fn caption_in_body(story: &Story, picture: &ItemId) -> Option<String> {
    story.body()?.blocks().iter().find_map(|block| match block {
        Block::Picture { item, caption } if item == picture => caption.as_ref().map(ToString::to_string),
        _ => None,
    })
}
