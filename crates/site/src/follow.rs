//! The follower that makes pages of dispatches, from a cursor of its own.

use crate::{
    Site, SiteError, cdn, changed, hub, page,
    page::{Article, Data, NewPage, PageState, Picture, Prints, Repair, Repaired, Series},
    rule::{self, Asking, Place},
    shelf::Key,
};
use audience::{Candidate, Products, PublicRule, Publicly};
use darkroom::Shown;
use jiff::Timestamp;
use std::{collections::HashSet, sync::atomic::Ordering, time::Duration};
use store::{StoreError, Tx, args};
use story::{Act, Block, Content, Correction, ItemId, Kind, Media, Publicity, Relation, Story, WEB_PIXELS_MAX};
use summary::{Source, summarise};
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

/// Translations of translations that are followed back to what they were made of.
const TRANSLATED_MAX: usize = 4;
/// Dispatches that share one transaction.
const BATCH: usize = 200;
/// Pictures among them after which it is committed: each may have to be developed, and what is made is to be seen.
const BATCH_PICTURES: usize = 4;
/// How often it is looked whether the pages were forgotten, in seconds.
const FORGOTTEN_SECS: u64 = 2;

const WRITTEN: &str =
    "SELECT forgotten, COALESCE((SELECT seq FROM cursor WHERE follower = $1), 0) AS seq FROM page_change";

/// What one dispatch does to the site.
enum Change {
    /// Shows this version.
    Show(Box<Show>),
    /// Takes the item away.
    TakeDown(ItemId, u32, PageState),
    /// Nothing.
    Nothing,
}

/// A version that is to be shown.
struct Show {
    new: NewPage,
    /// The versions that corrected it, each beside what it repaired.
    corrected: Vec<u32>,
    /// The desk wants it to be shown.
    wanted: bool,
}

impl Site {
    /// Follows the wire until `stop`. What fails is tried again; nothing is passed over.
    pub async fn follow(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            // An open transaction is undone when the work stops in the middle of it.
            tokio::select! {
                () = wire::follow(&self.reader, FOLLOWER, &stop, || self.catch_up()) => {}
                () = self.forgotten() => tracing::info!("the pages of the site are made again"),
                () = self.reprint() => {}
                () = self.ready_to_search() => {}
            }
        }
    }

    /// Waits until the cursor stands before what was followed: somebody forgot the pages ([`rule::forget_pages`]). While
    /// this process is busy with something slow, its shelf hears here of what another one wrote.
    async fn forgotten(&self) {
        loop {
            tokio::time::sleep(Duration::from_secs(FORGOTTEN_SECS)).await;
            let followed = *self.followed.borrow();
            // What fails here fails the follower too, which says so.
            if self.look_elsewhere().await.is_ok_and(|cursor| cursor < followed) {
                return;
            }
        }
    }

    /// Looks whether another process wrote or forgot pages of which this one does not know: then nothing on its shelf is
    /// known to be right. Answers where the follower's cursor stands.
    pub(crate) async fn look_elsewhere(&self) -> Result<u64, SiteError> {
        let Some(row) = self.db.one(WRITTEN, args![FOLLOWER]).await? else { return Ok(0) };
        let (cursor, forgotten) = (row.count("seq")?, row.int("forgotten")?);
        // The cursor alone would not tell: pages may have been forgotten and made again up to the same dispatch.
        if cursor != *self.followed.borrow() || forgotten != self.forgotten.load(Ordering::Acquire) {
            self.all_changed();
            self.forgotten.store(forgotten, Ordering::Release);
        }
        Ok(cursor)
    }

    /// Makes the pages of every dispatch up to the head. Answers the number of the last one.
    pub async fn catch_up(&self) -> Result<u64, SiteError> {
        let mut cursor = self.look_elsewhere().await?;
        loop {
            self.followed.send_replace(cursor);
            match self.step(cursor).await? {
                Some(next) if next == cursor => return Ok(cursor),
                Some(next) => cursor = next,
                None => {
                    cursor = self.look_elsewhere().await?;
                    self.all_changed();
                }
            }
        }
    }

    /// Nobody in this process knows what changed.
    pub(crate) fn all_changed(&self) {
        self.shelf.all_changed();
        self.due.look();
    }

    /// Makes the pages of the next dispatches. Answers where the cursor stands then; none when it was moved meanwhile, and
    /// nothing was written.
    async fn step(&self, cursor: u64) -> Result<Option<u64>, SiteError> {
        let batch = self.reader.after(cursor, BATCH).await?;
        if batch.is_empty() {
            return Ok(Some(cursor));
        }
        let (products, rule) = (Products::load(&self.db).await?, PublicRule::load(&self.db).await?);
        let publicly = Publicly { rule: &rule, products: &products, agency: &self.agency };
        let mut changes = Vec::with_capacity(batch.len());
        let (mut last, mut pictures) = (cursor, 0);
        for dispatch in &batch {
            let change = self.change(dispatch, publicly).await?;
            pictures += usize::from(matches!(&change, Change::Show(show) if matches!(show.new.data, Data::Picture(_))));
            changes.push(change);
            last = dispatch.seq();
            if pictures == BATCH_PICTURES {
                break;
            }
        }
        // Everything slow was done before: the one writer of an embedded database also serves the desk.
        let mut tx = self.db.begin().await?;
        if !rule::claim(&mut tx, cursor, last).await? {
            tx.rollback().await?;
            return Ok(None);
        }
        page::count_change(&mut tx).await?;
        let (mut keys, mut told, now) = (HashSet::new(), cdn::Told::default(), self.clock.now());
        let mut touched = hub::Touched::default();
        for change in &mut changes {
            self.settle(&mut tx, change, rule.a_day_max).await?;
            match change {
                Change::Show(show) => {
                    let new = &show.new;
                    let before = changed::by_row(&mut tx, &new.item).await?;
                    let after = changed::by_new(&mut tx, new).await?;
                    if self.cdn.is_some() {
                        told.show(&mut tx, &new.item, (&before, &after), (new.show_at, now)).await?;
                    }
                    touched.note(&new.item, before.iter().chain(&after), false);
                    keys.extend(before.into_iter().chain(after));
                    page::put(&mut tx, new).await?;
                }
                Change::TakeDown(item, version, state) => {
                    let before = changed::by_row(&mut tx, item).await?;
                    if self.cdn.is_some() {
                        told.take_down(&mut tx, item, &before, now).await?;
                    }
                    touched.note(item, &before, true);
                    keys.extend(before);
                    page::take_down(&mut tx, item, *version, *state).await?;
                }
                Change::Nothing => {}
            }
        }
        self.note_for_cdn(&mut tx, &told, (cursor, last), now).await?;
        touched.write(&mut tx, now).await?;
        tx.commit().await?;
        self.tell(keys, &changes).await?;
        Ok(Some(last))
    }

    /// Gives a story that is to be shown its place in the number of its day; one that finds none is not shown. What was
    /// corrected before a story was first shown had been read by nobody.
    async fn settle(&self, tx: &mut Tx, change: &mut Change, a_day_max: Option<u32>) -> Result<(), StoreError> {
        let Change::Show(show) = change else { return Ok(()) };
        let asking = Asking { new: &show.new, wanted: show.wanted };
        match rule::place(tx, &asking, a_day_max, &self.zone).await? {
            Place::Since(since) => {
                if let Data::Article(article, _) = &mut show.new.data {
                    let repairs = show.corrected.iter().zip(&mut article.corrections);
                    let unread = repairs.filter(|(version, _)| i64::from(**version) <= since);
                    unread.for_each(|(_, repair)| repair.words = None);
                }
            }
            Place::Full => {
                tracing::debug!(item = show.new.item.as_str(), "not public: the day of its section is full");
                *change = Change::TakeDown(show.new.item.clone(), show.new.version, PageState::Private);
            }
        }
        Ok(())
    }

    /// Tells the shelf what was committed.
    async fn tell(&self, keys: HashSet<Key>, changes: &[Change]) -> Result<(), SiteError> {
        if keys.is_empty() {
            return Ok(());
        }
        self.shelf.changed(keys);
        for change in changes {
            match change {
                Change::Show(show) => self.due.at(show.new.show_at),
                Change::TakeDown(item, ..) => {
                    self.shelf.drop_item(item);
                    self.cards.forget(item);
                }
                Change::Nothing => {}
            }
        }
        if changes.iter().any(|change| matches!(change, Change::TakeDown(..))) {
            self.hub.wake();
        }
        self.tell_languages().await
    }

    async fn change(&self, dispatch: &Dispatch, publicly: Publicly<'_>) -> Result<Change, SiteError> {
        let entry = &dispatch.entry;
        let down = |state| Change::TakeDown(entry.item.clone(), entry.version, state);
        match entry.act {
            Act::Kill | Act::Withdraw => return Ok(down(PageState::Killed)),
            Act::Hold => return Ok(down(PageState::Held)),
            Act::Test | Act::Advisory => return Ok(Change::Nothing),
            _ => {}
        }
        let show_at = match publicly.from(&Candidate::of(dispatch)) {
            Ok(from) => from,
            Err(reasons) => {
                let why: Vec<String> = reasons.iter().map(|why| why.in_words(&self.agency)).collect();
                tracing::debug!(item = entry.item.as_str(), "not public: {}", why.join("; "));
                return Ok(down(PageState::Private));
            }
        };
        let history = if entry.version > 1 { self.reader.versions(&entry.item).await? } else { Vec::new() };
        // What began as a test or as a message to editors never becomes news.
        if history.iter().any(|e| matches!(e.act, Act::Test | Act::Advisory)) {
            return Ok(Change::Nothing);
        }
        let history: Vec<Entry> = history.into_iter().filter(|e| e.version <= entry.version).collect();
        let story = &dispatch.story;
        let mut corrected = Vec::new();
        let (language, data) = match entry.item.kind() {
            Kind::Text => {
                // A language that the agency does not list has no edition.
                let Some(edition) = self.agency.language(&story.language) else { return Ok(down(PageState::Private)) };
                let repairs;
                (corrected, repairs) = self.corrections(&history, publicly).await?.into_iter().unzip();
                let article = article(story, publicly.rule, repairs);
                (edition.lang.clone(), Data::Article(Box::new(article), lead_pictures(story)))
            }
            Kind::Picture | Kind::Graphic => match self.picture(story).await? {
                Some(picture) => (story.language.clone(), Data::Picture(Box::new(picture))),
                None => return Ok(down(PageState::Private)),
            },
            Kind::Video | Kind::File => return Ok(Change::Nothing),
        };
        let new = NewPage {
            item: entry.item.clone(),
            version: entry.version,
            language,
            category: story.category,
            priority: story.priority,
            released: published(entry),
            updated: updated(entry, &history),
            show_at,
            original: self.original(dispatch).await?,
            series: self.series(dispatch),
            data,
        };
        let wanted = story.public == Publicity::Yes;
        Ok(Change::Show(Box::new(Show { new, corrected, wanted })))
    }

    /// A picture as a page shows it: the size for the web. The file that was filed is what subscribers pay for; it is
    /// shown only where it is no larger than that, and where nothing else could be made of it.
    pub(crate) async fn picture(&self, story: &Story) -> Result<Option<Picture>, SiteError> {
        let (Content::Picture { media, caption } | Content::Graphic { media, caption, .. }) = &story.content else {
            return Ok(None);
        };
        let small = |media: &Media| {
            let longest = media.width.max(media.height);
            media.media_type.is_image()
                && media.bytes <= PICTURE_BYTES_MAX
                && longest.is_some_and(|longest| longest <= WEB_PIXELS_MAX)
        };
        let (shown, prints) = match self.darkroom.shown(media).await? {
            Some(shown) => {
                let Shown { web, small, web_webp, small_webp } = shown;
                (Some(web), Prints { small, web_webp, small_webp })
            }
            None => (Some(media.clone()).filter(small), Prints::default()),
        };
        Ok(shown.map(|media| Picture {
            title: story.headline.to_string(),
            caption: caption.to_string(),
            credit: story.rights.credit.as_ref().map(ToString::to_string),
            copyright: story.rights.copyright.as_ref().map(ToString::to_string),
            license: story.rights.usage_terms.as_ref().and_then(|terms| license(terms.as_str())),
            media,
            prints: Some(prints),
        }))
    }

    /// Which pictures a picture is shown with, on a page of their own; where its language has an edition.
    fn series(&self, dispatch: &Dispatch) -> Option<Series> {
        let (item, story) = (&dispatch.entry.item, &dispatch.story);
        let edition = self.agency.language(&story.language).filter(|_| item.kind() != Kind::Text)?;
        let id = story.group.as_ref().map_or_else(|| item.to_string(), ToString::to_string);
        Some(Series { id, lang: edition.lang.clone() })
    }

    /// The story that this one is a translation of, directly or by way of other translations; itself, if it is none.
    async fn original(&self, dispatch: &Dispatch) -> Result<ItemId, SiteError> {
        let mut original = dispatch.entry.item.clone();
        let mut next = translated(&dispatch.story);
        for _ in 0..TRANSLATED_MAX {
            let Some(item) = next.filter(|item| *item != dispatch.entry.item) else { break };
            next = self.reader.latest(&item).await?.and_then(|source| translated(&source.story));
            original = item;
        }
        Ok(original)
    }

    /// Every correction of an item up to a version, with the version that made it, read from the wire, so that a hold in
    /// between forgets none.
    async fn corrections(&self, history: &[Entry], publicly: Publicly<'_>) -> Result<Vec<(u32, Repair)>, SiteError> {
        let mut repairs = Vec::new();
        for entry in history.iter().filter(|e| e.act == Act::Correct) {
            let corrected = self.reader.version(&entry.item, entry.version).await?;
            let Some(Correction { was, now }) = corrected.and_then(|d| d.story.correction.clone()) else { continue };
            let before = self.reader.version(&entry.item, entry.version.saturating_sub(1)).await?;
            let read = before.is_some_and(|before| was_read(&before, was.as_str(), entry.version_created, publicly));
            let words = read.then(|| Repaired { was: was.to_string(), now: now.to_string() });
            repairs.push((entry.version, Repair { time: entry.version_created, words }));
        }
        Ok(repairs)
    }
}

/// True when the public could read these words on the page of this version by the time `until`.
fn was_read(version: &Dispatch, words: &str, until: Timestamp, publicly: Publicly<'_>) -> bool {
    publicly.from(&Candidate::of(version)).is_ok_and(|shown| shown <= until)
        && article(&version.story, publicly.rule, Vec::new()).shows(words)
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

fn article(story: &Story, rule: &PublicRule, corrections: Vec<Repair>) -> Article {
    let lead = lead_pictures(story).into_iter().next();
    let told = summarise(story, &rule.summary);
    Article {
        lang: story.language.clone(),
        address: format::name::address_part(story.headline.as_str(), &story.language),
        headline: story.headline.to_string(),
        standfirst: story.standfirst.as_ref().map(ToString::to_string),
        byline: story.byline.as_ref().map(ToString::to_string),
        city: story.dateline.as_ref().map(|d| format::text::capitals(d.city.as_str(), &story.language)),
        created: story.created.clone(),
        is_by_machine: told.as_ref().is_some_and(|told| told.source == Source::Machine),
        summary: told.map(|told| told.paragraphs).unwrap_or_default(),
        content: story.content_hash(),
        tags: tags(story),
        topics: story.topics.clone(),
        copyright: story.rights.copyright.as_ref().map(ToString::to_string),
        caption: lead.and_then(|item| caption_in_body(story, &item)),
        corrections,
    }
}

/// What a story says it is a translation of.
fn translated(story: &Story) -> Option<ItemId> {
    let of = story.related.iter().find(|related| related.rel == Relation::TranslationOf)?;
    Some(of.item.clone()).filter(|item| item.kind() == Kind::Text)
}

/// The address of the licence that terms of use name.
fn license(terms: &str) -> Option<String> {
    let address = terms.split_whitespace().find(|word| word.starts_with("https://"))?;
    Some(address.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '/').to_owned())
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
