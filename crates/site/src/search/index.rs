//! Which words stand on which page.
//!
//! For each edition, a list of pages for every word: in memory, because it is small (what is shown of a story has a
//! hundred words), changes with every story, and is asked by everybody. Invariants:
//! - A page is in the index of one edition, with the words that its row has.
//! - No search reads more than the lists of its words, once each, and for what stands in quotation marks the texts of the
//!   pages in which all of its words stand.

use query::analysis::{Analysis, Unit};
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet, VecDeque},
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

/// What a search asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Of each word, the forms of which one must be there.
    pub words: Vec<Vec<String>>,
    /// Words that must stand one after the other, as they are.
    pub phrases: Vec<Vec<String>>,
}

impl Wanted {
    /// Reads what was typed in an edition, at most `max` words of it. What stands between two quotation marks of whatever
    /// form is a phrase; a mark that nothing closes means nothing.
    pub fn read(text: &str, lang: &Lang, max: usize) -> Self {
        let analysis = Analysis::of(lang);
        let parts: Vec<&str> = text.split(is_quotation_mark).collect();
        let (mut wanted, mut left) = (Self::default(), max);
        for (at, part) in parts.iter().enumerate() {
            let units: Vec<_> = analysis.units(part).into_iter().take(left).collect();
            left -= units.len();
            // Between the first mark and the second, the third and the fourth.
            if at % 2 == 1 && at + 1 < parts.len() && !units.is_empty() {
                wanted.phrases.push(units.into_iter().map(|unit| unit.exact).collect());
            } else {
                let forms = |unit: Unit| std::iter::once(unit.exact).chain(unit.stem).collect();
                wanted.words.extend(units.into_iter().map(forms));
            }
        }
        wanted
    }

    /// True when there is no word in it.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty()
    }
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '＂')
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

/// What the texts of a page say.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Their words, in every form by which they are found.
    forms: HashSet<String>,
    /// The words of each text as they stand, in their order.
    runs: Vec<Vec<String>>,
}

/// What texts in one language say.
pub(crate) fn words<'t>(texts: impl IntoIterator<Item = &'t str>, lang: &Lang) -> Said {
    let analysis = Analysis::of(lang);
    let mut said = Said::default();
    for text in texts {
        let units = analysis.units(text);
        said.runs.push(units.iter().map(|unit| unit.exact.clone()).collect());
        said.forms.extend(units.into_iter().flat_map(|unit| std::iter::once(unit.exact).chain(unit.stem)));
    }
    said
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
    docs: Vec<Option<Page>>,
    lists: HashMap<Box<str>, List>,
    replaced: usize,
    /// The last number that a word was given.
    last: u32,
}

/// A page with its texts.
#[derive(Debug)]
struct Page {
    doc: Doc,
    text: Text,
}

/// The pages of a word.
#[derive(Debug)]
struct List {
    /// The number that stands for the word in texts.
    word: u32,
    pages: Vec<u32>,
}

impl Index {
    /// Puts a page in the place of what was known of its item.
    pub fn put(&mut self, doc: Doc, said: Said) {
        self.remove(&doc.item);
        let edition = self.editions.entry(doc.lang.clone()).or_default();
        // No agency shows four thousand million pages.
        let Ok(number) = u32::try_from(edition.docs.len()) else { return };
        for word in said.forms {
            edition.list(word).pages.push(number);
        }
        let mut text = Text::default();
        for run in said.runs {
            for word in run {
                text.push(edition.list(word).word);
            }
            text.push(Text::END);
        }
        text.bytes.shrink_to_fit();
        self.places.insert(doc.item.clone(), (doc.lang.clone(), number));
        edition.docs.push(Some(Page { doc, text }));
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
        let Some(phrases) = edition.phrases(wanted) else { return Found::default() };
        let shown = edition.meet(wanted).into_iter().filter_map(|number| edition.docs[number as usize].as_ref());
        let shown = shown.filter(|page| page.doc.show_at <= now && phrases.iter().all(|phrase| page.text.says(phrase)));
        let shown = shown.map(|page| &page.doc).filter(|doc| !is_stopped(&doc.item));
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
    /// The list of a word.
    fn list(&mut self, word: String) -> &mut List {
        let last = &mut self.last;
        self.lists.entry(word.into()).or_insert_with(|| {
            *last += 1;
            List { word: *last, pages: Vec::new() }
        })
    }

    /// The phrases by the numbers of their words; none when a word of them stands nowhere.
    fn phrases(&self, wanted: &Wanted) -> Option<Vec<Vec<u32>>> {
        let number = |word: &String| Some(self.lists.get(word.as_str())?.word);
        wanted.phrases.iter().map(|phrase| phrase.iter().map(number).collect()).collect()
    }

    /// The numbers of the pages in which every word stands, in order.
    fn meet(&self, wanted: &Wanted) -> Vec<u32> {
        let of_phrases = wanted.phrases.iter().flatten().map(std::slice::from_ref);
        let all = wanted.words.iter().map(Vec::as_slice).chain(of_phrases);
        let mut lists: Vec<Vec<u32>> = all.map(|forms| self.with_one_of(forms)).collect();
        // The rarest first: what is compared can only grow fewer.
        lists.sort_by_key(Vec::len);
        lists.into_iter().reduce(|kept, list| both(&kept, &list)).unwrap_or_default()
    }

    fn with_one_of(&self, forms: &[String]) -> Vec<u32> {
        let mut found = Vec::new();
        for form in forms {
            found.extend(self.lists.get(form.as_str()).into_iter().flat_map(|list| &list.pages));
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
        for (page, number) in self.docs.iter().zip(&mut numbers) {
            let Some(Page { doc, .. }) = page else { continue };
            *number = Some(next);
            places.insert(doc.item.clone(), (doc.lang.clone(), next));
            next += 1;
        }
        self.docs.retain(Option::is_some);
        for list in self.lists.values_mut() {
            list.pages = list.pages.iter().filter_map(|&number| numbers[number as usize]).collect();
        }
        self.lists.retain(|_, list| !list.pages.is_empty());
        self.replaced = 0;
    }
}

/// The words of a page's texts in their order, each by its number. Numbers are written in as many bytes as they need
/// (LEB128): words that many pages have come early, and have small ones.
#[derive(Debug, Default)]
struct Text {
    bytes: Vec<u8>,
}

impl Text {
    /// What stands at the end of a text: no phrase reaches from one into the next.
    const END: u32 = 0;

    fn push(&mut self, mut number: u32) {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            if number == 0 {
                return self.bytes.push(low & 0x7f);
            }
            self.bytes.push(low | 0x80);
        }
    }

    fn numbers(&self) -> impl Iterator<Item = u32> {
        let mut bytes = self.bytes.iter();
        std::iter::from_fn(move || {
            let (mut number, mut shift) = (0, 0);
            loop {
                let byte = *bytes.next()?;
                number |= u32::from(byte & 0x7f) << shift;
                if byte < 0x80 {
                    return Some(number);
                }
                shift += 7;
            }
        })
    }

    /// True when these words stand one after the other.
    fn says(&self, phrase: &[u32]) -> bool {
        let mut last: VecDeque<u32> = VecDeque::with_capacity(phrase.len() + 1);
        self.numbers().any(|number| {
            last.push_back(number);
            if last.len() > phrase.len() {
                last.pop_front();
            }
            last.iter().eq(phrase)
        })
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
    fn a_phrase_is_found_where_its_words_stand_as_they_are_one_after_the_other() {
        let mut index = Index::default();
        put(&mut index, 1, "en", "The old bridge closes");
        put(&mut index, 2, "en", "A bridge, old and closed");
        put(&mut index, 3, "en", "Old bridges close");
        for (text, numbers) in [
            ("old bridge", vec![3, 2, 1]),
            ("\"old bridge\"", vec![1]),
            ("“Old bridges” close", vec![3]),
            ("«bridge old» and", vec![2]),
            ("\"bridges\"", vec![3]),
            ("\"the old bridge closes\"", vec![1]),
            ("\"bridge\" \"old and\"", vec![2]),
            ("\"old old\"", vec![]),
            ("\"bridge tunnel\"", vec![]),
            ("\"old bridge", vec![3, 2, 1]),
            ("\"\" bridge", vec![3, 2, 1]),
        ] {
            assert_eq!(found(&index, "en", text), numbers, "{text}");
        }
        let doc = Doc { item: item(4), lang: lang("en"), released: 4, show_at: 0, is_picture: false };
        index.put(doc, words(["A very old", "bridge"], &lang("en")));
        assert_eq!(found(&index, "en", "\"old bridge\""), [1], "not from one text into the next");
        // Words in many pages have numbers of one byte, others of several.
        let many: Vec<String> = (0..20_000).map(|n| format!("w{n}")).collect();
        put(&mut index, 5, "en", &many.join(" "));
        for text in ["\"w126 w127 w128\"", "\"w16383 w16384 w16385\"", "\"w19999\""] {
            assert_eq!(found(&index, "en", text), [5], "{text}");
        }
        assert_eq!(found(&index, "en", "\"w128 w127\""), [] as [u64; 0]);
    }

    #[test]
    fn no_more_words_are_looked_for_than_may_be() {
        let wanted = Wanted::read("a b \"c d e\" f", &lang("en"), 4);
        assert_eq!((wanted.words.len(), wanted.phrases), (2, vec![vec!["c".to_owned(), "d".to_owned()]]));
        assert!(Wanted::read("\" \"", &lang("en"), 4).is_empty());
        let japanese = Wanted::read("「東京」", &lang("ja"), 4);
        assert_eq!((japanese.words.len(), japanese.phrases.len()), (0, 1));
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
