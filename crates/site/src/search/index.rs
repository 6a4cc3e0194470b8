//! Which words stand on which page.
//!
//! For each edition, a list of pages for every word: in memory, because it is small (what is shown of a story has a
//! hundred words), changes with every story, and is asked by everybody. Invariants:
//! - A page is in the index of one edition, with the words that its row has.
//! - No search reads more than the lists of its words, once each.

use query::analysis::Analysis;
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};
use story::{ItemId, Lang};

/// Pages that were replaced, of those of an edition, after which its lists are made smaller: one in so many.
const REPLACED_SHARE: usize = 4;
/// Fewer than this many are not worth it.
const REPLACED_MIN: usize = 1_000;

/// A page as it is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doc {
    pub item: ItemId,
    /// The edition that shows it.
    pub lang: Lang,
    /// In milliseconds of the epoch.
    pub released: i64,
    pub show_at: i64,
    pub is_picture: bool,
}

/// What a search asks for: of each word, the forms of which one must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub words: Vec<Vec<String>>,
}

impl Wanted {
    /// Reads what was typed in an edition, at most `max` words of it.
    pub fn read(text: &str, lang: &Lang, max: usize) -> Self {
        let units = Analysis::of(lang).units(text).into_iter().take(max);
        Self { words: units.map(|unit| std::iter::once(unit.exact).chain(unit.stem).collect()).collect() }
    }

    /// True when there is no word in it.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// How many stories there are.
    pub count: usize,
    /// The newest of them.
    pub stories: Vec<ItemId>,
    /// The newest pictures.
    pub pictures: Vec<ItemId>,
}

/// The words of texts in one language, in every form by which they are found.
pub(crate) fn words<'t>(texts: impl IntoIterator<Item = &'t str>, lang: &Lang) -> HashSet<String> {
    let analysis = Analysis::of(lang);
    let units = texts.into_iter().flat_map(|text| analysis.units(text));
    units.flat_map(|unit| std::iter::once(unit.exact).chain(unit.stem)).collect()
}

/// The pages of all editions.
#[derive(Debug, Default)]
pub(crate) struct Index {
    places: HashMap<ItemId, (Lang, u32)>,
    editions: HashMap<Lang, Words>,
}

/// The pages of one edition. Their numbers grow; a page that is put again gets a new one.
#[derive(Debug, Default)]
struct Words {
    docs: Vec<Option<Doc>>,
    lists: HashMap<Box<str>, Vec<u32>>,
    replaced: usize,
}

impl Index {
    /// Puts a page in the place of what was known of its item.
    pub fn put(&mut self, doc: Doc, words: impl IntoIterator<Item = String>) {
        self.remove(&doc.item);
        let edition = self.editions.entry(doc.lang.clone()).or_default();
        // No agency shows four thousand million pages.
        let Ok(number) = u32::try_from(edition.docs.len()) else { return };
        for word in words {
            edition.lists.entry(word.into()).or_default().push(number);
        }
        self.places.insert(doc.item.clone(), (doc.lang.clone(), number));
        edition.docs.push(Some(doc));
    }

    /// Takes a page away.
    pub fn remove(&mut self, item: &ItemId) {
        let Some((lang, number)) = self.places.remove(item) else { return };
        let Some(edition) = self.editions.get_mut(&lang) else { return };
        edition.docs[number as usize] = None;
        edition.replaced += 1;
        if edition.replaced >= REPLACED_MIN && edition.replaced * REPLACED_SHARE >= edition.docs.len() {
            edition.shrink(&mut self.places);
        }
    }

    /// The newest pages of an edition in which all the words stand, at most so many stories and pictures.
    pub fn find(
        &self,
        lang: &Lang,
        wanted: &Wanted,
        now: i64,
        (stories, pictures): (usize, usize),
        is_stopped: impl Fn(&ItemId) -> bool,
    ) -> Found {
        let Some(edition) = self.editions.get(lang) else { return Found::default() };
        let shown = edition.meet(wanted).into_iter().filter_map(|number| edition.docs[number as usize].as_ref());
        let shown = shown.filter(|doc| doc.show_at <= now && !is_stopped(&doc.item));
        let (of_pictures, of_stories): (Vec<&Doc>, Vec<&Doc>) = shown.partition(|doc| doc.is_picture);
        Found { count: of_stories.len(), stories: newest(of_stories, stories), pictures: newest(of_pictures, pictures) }
    }
}

fn newest(mut docs: Vec<&Doc>, max: usize) -> Vec<ItemId> {
    let order = |doc: &&Doc| Reverse((doc.released, doc.item.number()));
    if docs.len() > max && max > 0 {
        docs.select_nth_unstable_by_key(max - 1, order);
    }
    docs.truncate(max);
    docs.sort_unstable_by_key(order);
    docs.into_iter().map(|doc| doc.item.clone()).collect()
}

impl Words {
    /// The numbers of the pages in which every word stands, in order.
    fn meet(&self, wanted: &Wanted) -> Vec<u32> {
        let mut lists: Vec<Vec<u32>> = wanted.words.iter().map(|forms| self.with_one_of(forms)).collect();
        // The rarest first: what is compared can only grow fewer.
        lists.sort_by_key(Vec::len);
        lists.into_iter().reduce(|kept, list| both(&kept, &list)).unwrap_or_default()
    }

    fn with_one_of(&self, forms: &[String]) -> Vec<u32> {
        let mut found = Vec::new();
        for form in forms {
            found.extend(self.lists.get(form.as_str()).into_iter().flatten());
        }
        // One list is in order; two are not.
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Numbers the pages anew, without those that were replaced.
    fn shrink(&mut self, places: &mut HashMap<ItemId, (Lang, u32)>) {
        let mut numbers = vec![None; self.docs.len()];
        let mut next = 0_u32;
        for (doc, number) in self.docs.iter().zip(&mut numbers) {
            let Some(doc) = doc else { continue };
            *number = Some(next);
            places.insert(doc.item.clone(), (doc.lang.clone(), next));
            next += 1;
        }
        self.docs.retain(Option::is_some);
        for list in self.lists.values_mut() {
            *list = list.iter().filter_map(|&number| numbers[number as usize]).collect();
        }
        self.lists.retain(|_, list| !list.is_empty());
        self.replaced = 0;
    }
}

/// What stands in both lists, which are in order.
fn both(few: &[u32], many: &[u32]) -> Vec<u32> {
    let mut rest = many;
    let is_there = |number: &&u32| {
        let before = rest.partition_point(|other| other < *number);
        rest = &rest[before..];
        rest.first() == Some(*number)
    };
    few.iter().filter(is_there).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use story::{AgencyCode, Kind};

    fn lang(tag: &str) -> Lang {
        Lang::new(tag).expect("a tag")
    }

    fn item(n: u64) -> ItemId {
        ItemId::new(&AgencyCode::new("tel").expect("a code"), Kind::Text, date(2026, 9, 1), n)
    }

    fn put(index: &mut Index, n: u64, tag: &str, text: &str) {
        let doc = Doc {
            item: item(n),
            lang: lang(tag),
            released: i64::try_from(n).expect("small"),
            show_at: 0,
            is_picture: false,
        };
        index.put(doc, words([text], &lang(tag)));
    }

    fn found(index: &Index, tag: &str, text: &str) -> Vec<u64> {
        let found = index.find(&lang(tag), &Wanted::read(text, &lang(tag), 12), 0, (10, 10), |_| false);
        assert_eq!(found.count, found.stories.len());
        found.stories.iter().map(ItemId::number).collect()
    }

    #[test]
    fn the_newest_story_with_all_the_words_comes_first() {
        let mut index = Index::default();
        put(&mut index, 1, "en", "The bridges close");
        put(&mut index, 3, "en", "A bridge closed on Monday");
        put(&mut index, 2, "en", "A bridge opens");
        assert_eq!(found(&index, "en", "bridge"), [3, 2, 1]);
        assert_eq!(found(&index, "en", "BRIDGE closes"), [3, 1]);
        assert_eq!(found(&index, "en", "bridge tunnel"), [] as [u64; 0]);
        assert_eq!(found(&index, "tr", "bridge"), [] as [u64; 0], "each edition finds its own");
    }

    #[test]
    fn a_page_is_found_by_what_it_says_now() {
        let mut index = Index::default();
        put(&mut index, 1, "en", "Before");
        put(&mut index, 1, "en", "After");
        assert_eq!((found(&index, "en", "before"), found(&index, "en", "after")), (vec![], vec![1]));
        put(&mut index, 1, "tr", "Sonra");
        assert_eq!((found(&index, "en", "after"), found(&index, "tr", "sonra")), (vec![], vec![1]));
        index.remove(&item(1));
        assert_eq!(found(&index, "tr", "sonra"), [] as [u64; 0]);
    }

    #[test]
    fn what_waits_or_is_stopped_is_not_counted() {
        let mut index = Index::default();
        for (n, show_at) in [(1, 0), (2, 5), (3, 0)] {
            let doc = Doc { item: item(n), lang: lang("en"), released: 1, show_at, is_picture: false };
            index.put(doc, words(["bridge"], &lang("en")));
        }
        let wanted = Wanted::read("bridge", &lang("en"), 12);
        let at = |now| index.find(&lang("en"), &wanted, now, (10, 10), |stopped| *stopped == item(3));
        assert_eq!((at(4).count, at(5).count), (1, 2));
        assert_eq!(at(5).stories, [item(2), item(1)]);
    }

    #[test]
    fn pages_that_were_replaced_do_not_pile_up() {
        let mut index = Index::default();
        put(&mut index, 1, "en", "steady");
        for n in 0..REPLACED_MIN {
            put(&mut index, 2, "en", &format!("word{n}"));
        }
        put(&mut index, 2, "en", "last");
        let edition = &index.editions[&lang("en")];
        assert!(edition.docs.len() < REPLACED_MIN && edition.lists.len() < REPLACED_MIN, "{}", edition.docs.len());
        assert_eq!((found(&index, "en", "steady"), found(&index, "en", "last")), (vec![1], vec![2]));
        assert_eq!(found(&index, "en", "word5"), [] as [u64; 0]);
    }
}
