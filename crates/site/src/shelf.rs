//! Pages in memory, as they leave the site: made once, packed once, and made again when something on them has changed.
//!
//! Nothing is told to expire. A page names what it depends on ([`Key`]), and remembers when it was begun; what changes
//! says so ([`Changes`]); whoever asks for a page compares. So nothing is made that nobody reads, and a page that is
//! there is right. What stops an item does not wait for the follower: a page also names the items that it shows, and
//! when the log has grown, it is asked again whether one of them was stopped.

mod changes;
mod door;
mod key;
mod packed;

pub use door::AtOnce;
pub(crate) use door::door;
pub(crate) use key::Key;

use crate::page::Page;
use changes::Changes;
use jiff::Timestamp;
use moka::sync::Cache;
use packed::Packed;
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use story::ItemId;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use wire::Reader;

/// Bytes of packed pages that are kept.
pub const SHELF_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// What a page costs beside its texts, in bytes: its name, headers, keys and items, roughly.
const PAGE_BYTES: u64 = 2_048;
/// What each of its keys and items costs, in bytes, roughly: a map for search engines names a thousand stories.
const NAMED_BYTES: u64 = 80;

/// What a page depends on, as it was found while the page was made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Depends {
    pub keys: HashSet<Key>,
    /// The items that it would show, or shows.
    pub items: HashSet<ItemId>,
    /// The page is another one from this time on, whatever happens: the next day begins.
    pub until: Option<Timestamp>,
}

impl Depends {
    /// The page shows this story, or would if it could.
    pub fn show(&mut self, page: &Page) {
        let picture = page.picture.as_ref().map(|shown| &shown.item);
        for item in std::iter::once(&page.item).chain(picture) {
            self.keys.insert(Key::Item(item.clone()));
            self.items.insert(item.clone());
        }
    }
}

/// Where log and changes stood before a page was begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    head: u64,
    tick: u64,
}

/// A page on the shelf.
struct Shelved {
    packed: Packed,
    /// The pattern of its route.
    route: Arc<str>,
    keys: Box<[Key]>,
    items: Box<[ItemId]>,
    until: Timestamp,
    /// The change up to which it is known to be right.
    tick: AtomicU64,
    /// The dispatch up to which none of its items is known to be stopped.
    head: AtomicU64,
}

impl Shelved {
    fn shows(&self, item: &ItemId) -> bool {
        self.items.contains(item)
    }
}

/// The pages that are kept.
pub(crate) struct Shelf {
    pages: Cache<Arc<str>, Arc<Shelved>>,
    changes: Changes,
    /// Who makes which page now: of many who ask for one, one makes it.
    turns: Mutex<HashMap<Box<str>, Arc<Turn<()>>>>,
    /// Pages that were made and put here.
    made: AtomicU64,
}

impl Default for Shelf {
    fn default() -> Self {
        let weight = |name: usize, page: &Arc<Shelved>| {
            let named = (page.keys.len() + page.items.len()) as u64 * NAMED_BYTES;
            let bytes = page.packed.bytes() + name as u64 + named + PAGE_BYTES;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let pages = Cache::builder().weigher(move |name: &Arc<str>, page| weight(name.len(), page));
        Self {
            pages: pages.max_capacity(SHELF_BYTES_MAX).build(),
            changes: Changes::default(),
            turns: Mutex::default(),
            made: AtomicU64::new(0),
        }
    }
}

impl Shelf {
    /// To be called before anything is read for a page.
    pub fn begin(&self, reader: &Reader) -> Begun {
        Begun { head: reader.head(), tick: self.changes.tick() }
    }

    /// Something changed, and whoever reads now reads it.
    pub fn changed(&self, keys: impl IntoIterator<Item = Key>) {
        self.changes.note(keys);
    }

    /// How many pages were made and put here.
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    /// Nobody knows what changed.
    pub fn all_changed(&self) {
        self.changes.note_all();
    }

    /// Takes away every page that shows the item, so that nothing of it stays in memory. Answers how many there were.
    pub fn drop_item(&self, item: &ItemId) -> usize {
        let showing = self.pages.iter().filter(|(_, page)| page.shows(item));
        let names: Vec<_> = showing.map(|(name, _)| name).collect();
        for name in &names {
            self.pages.invalidate::<str>(name);
        }
        names.len()
    }

    /// The page of this name, if it is right at this moment.
    fn get(&self, name: &str, reader: &Reader, now: Timestamp) -> Option<Arc<Shelved>> {
        let page = self.pages.get(name)?;
        let Begun { head, tick } = self.begin(reader);
        if now >= page.until {
            return None;
        }
        let seen = page.tick.load(Ordering::Relaxed);
        if seen != tick {
            if self.changes.after(seen, &page.keys) {
                return None;
            }
            page.tick.fetch_max(tick, Ordering::Relaxed);
        }
        if page.head.load(Ordering::Relaxed) != head {
            if page.items.iter().any(|item| reader.stop(item).is_some()) {
                return None;
            }
            page.head.fetch_max(head, Ordering::Relaxed);
        }
        Some(page)
    }

    /// Keeps a page. What was stopped while it was made is found by whoever asks for it.
    fn put(&self, name: &str, route: Arc<str>, packed: Packed, begun: Begun, depends: Depends) -> Arc<Shelved> {
        let page = Arc::new(Shelved {
            packed,
            route,
            keys: depends.keys.into_iter().collect(),
            items: depends.items.into_iter().collect(),
            until: depends.until.unwrap_or(Timestamp::MAX),
            tick: AtomicU64::new(begun.tick),
            head: AtomicU64::new(begun.head),
        });
        self.made.fetch_add(1, Ordering::Relaxed);
        self.pages.insert(name.into(), Arc::clone(&page));
        page
    }

    /// Waits until nobody else makes this page.
    async fn turn<'s>(&'s self, name: &'s str) -> Making<'s> {
        let turn = Arc::clone(self.turns().entry(name.into()).or_default());
        Making { shelf: self, name, turn: Some(turn.lock_owned().await) }
    }

    fn turns(&self) -> std::sync::MutexGuard<'_, HashMap<Box<str>, Arc<Turn<()>>>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turn of whoever makes a page. It ends with the request, however that ends.
struct Making<'s> {
    shelf: &'s Shelf,
    name: &'s str,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        let mut turns = self.shelf.turns();
        drop(self.turn.take());
        // The last who waited for it takes it away.
        if turns.get(self.name).is_some_and(|turn| Arc::strong_count(turn) == 1) {
            turns.remove(self.name);
        }
    }
}
