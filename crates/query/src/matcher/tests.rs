use super::*;
use crate::{About, Prepared};
use jiff::Timestamp;
use proptest::{prelude::*, sample::select};
use serde_json::json;
use story::{ItemId, ProductId, Story};

const ITEM: &str = "tel:text:20260901:7";

fn story(language: &str, headline: &str, body: &str) -> Story {
    serde_json::from_value(json!({
        "language": language, "slug": "QUAKE-IZMIR", "headline": headline, "priority": 2, "category": 2,
        "keywords": ["Futbol"], "byline": "Ada Kaya", "topics": ["medtop:20000153"],
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": body}]}]},
    }))
    .expect("a story")
}

fn read(story: &Story) -> Reading {
    let item: ItemId = ITEM.parse().expect("an item");
    let created: Timestamp = "2026-11-29T12:00:00Z".parse().expect("a time");
    Reading::of(story, About { item: &item, products: &[ProductId(1)], created })
}

fn query(text: &str) -> Query {
    Query::read(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// The queries of a list that a story meets, one by one and all at once.
fn met<'a>(texts: &[&'a str], story: &Story) -> Vec<&'a str> {
    let reading = read(story);
    let mut matcher = Matcher::new(Rarity::default());
    (0..).zip(texts).for_each(|(id, text)| matcher.put(id, &query(text)));
    let mut ids = Vec::new();
    matcher.matches(&reading, &mut Scratch::default(), &mut ids);
    let at_once: Vec<&str> = (0..).zip(texts).filter(|(id, _)| ids.contains(id)).map(|(_, text)| *text).collect();
    let singly: Vec<&str> = texts.iter().copied().filter(|text| Prepared::new(&query(text)).meets(&reading)).collect();
    assert_eq!(at_once, singly);
    at_once
}

#[track_caller]
fn check(story: &Story, meets: &[&str], misses: &[&str]) {
    assert_eq!(met(&[meets, misses].concat(), story), meets);
}

#[test]
fn words_phrases_and_exclusions() {
    let story = story("en", "Big quake shakes Izmir", "Houses collapsed in the old town. COVID-19 wards stand.");
    check(
        &story,
        &[
            "quake",
            "house",
            "\"old town\"",
            "quake -fire",
            "-fire",
            "(fire OR quake) town",
            "covid-19",
            "\"shakes Izmir\"",
        ],
        &[
            "fire",
            "\"town old\"",
            "quake -town",
            "-quake",
            "fire OR flood",
            "\"house\"",
            "\"quake houses\"",
            "covid-20",
        ],
    );
}

#[test]
fn parts_of_the_story() {
    let story = story("en", "Big quake shakes Izmir", "Houses collapsed in the old town.");
    check(
        &story,
        &[
            "headline:quake",
            "headline:\"big quake\"",
            "-headline:town",
            "byline:kaya",
            "slug:izmir",
            "headline:(a OR izmir)",
        ],
        &["headline:town", "headline:\"old town\"", "byline:quake", "headline:(quake town)", "person:kaya"],
    );
}

#[test]
fn what_the_story_is() {
    check(
        &story("sr-Latn", "Zemljotres", "Jedan dva tri."),
        &[
            "language:sr",
            "language:sr-Latn",
            "kind:text",
            "category:(1, 2)",
            "priority:1-2",
            "topic:medtop:03000000",
            "keyword:FUTBOL",
            "product:1",
            "words:3",
            "date:2026-11",
            "-kind:picture",
            "item:tel:text:20260901:7",
        ],
        &[
            "language:en",
            "kind:picture",
            "category:1",
            "priority:3-6",
            "topic:medtop:15000000",
            "keyword:fut",
            "product:2",
            "words:4..",
            "date:..2026-10",
            "-language:sr",
        ],
    );
}

#[test]
fn each_language_has_its_letters() {
    check(&story("tr", "Iğdır'da ışık", "Depremler sürüyor."), &["IŞIK", "ığdır'ın", "deprem"], &["isik", "İŞİK"]);
    check(&story("ar", "المدرسة", "على"), &["المَدرسه", "علي"], &["جامعة"]);
    check(&story("ja", "東京で地震", "発生した。"), &["地震", "\"東京で\""], &["京都"]);
}

#[test]
fn a_query_that_is_changed_or_removed_is_so_at_once() {
    let reading = read(&story("en", "Quake", "Town."));
    let mut matcher = Matcher::new(Rarity::default());
    let mut scratch = Scratch::default();
    let mut met = |matcher: &Matcher| {
        let mut ids = Vec::new();
        matcher.matches(&reading, &mut scratch, &mut ids);
        ids
    };
    matcher.put(7, &query("quake OR town"));
    matcher.put(8, &query("quake"));
    assert_eq!(met(&matcher), [7, 8]);
    matcher.put(7, &query("fire"));
    assert_eq!(met(&matcher), [8]);
    assert!(matcher.remove(8) && !matcher.remove(8));
    assert_eq!((met(&matcher), matcher.len()), (vec![], 1));
}

#[test]
fn a_matcher_for_some_languages_says_what_it_cannot_read() {
    let lang = |tag: &str| Lang::new(tag).expect("a tag");
    let matcher = Matcher::new(Rarity::default()).for_languages([&lang("tr")]);
    assert!(matcher.reads(&lang("tr")) && !matcher.reads(&lang("en")));
    assert!(matcher.reads(&lang("fi")), "one way serves all other languages");
}

#[test]
fn memory_of_removed_queries_is_used_again() {
    let mut matcher = Matcher::new(Rarity::default());
    let fill = |matcher: &mut Matcher| {
        for id in 0..5_000 {
            let text = format!("word{id} \"other word{id}\" \"and other word{id}\" -third{id} kind:text");
            matcher.put(id, &query(&text));
        }
    };
    fill(&mut matcher);
    let once = matcher.bytes();
    (0..5).for_each(|_| fill(&mut matcher));
    assert!(matcher.bytes() < 3 * once, "{} bytes, then {}", once, matcher.bytes());
    let mut ids = Vec::new();
    let reading = read(&story("en", "Word77", "And other word77."));
    matcher.matches(&reading, &mut Scratch::default(), &mut ids);
    assert_eq!(ids, [77]);
}

#[test]
fn what_is_asked_for_again_takes_no_more_memory() {
    let texts = ["quake town", "\"old town hall\" OR \"old town\"", "category:2 l'homme", "Quake QUAKE \"quake\""];
    let mut matcher = Matcher::new(Rarity::default());
    let mut put = |first_id: u64| {
        (first_id..).zip(texts).for_each(|(id, text)| matcher.put(id, &query(text)));
        matcher.settle();
        matcher.leaves.len()
    };
    let once = put(0);
    assert_eq!(put(100), once);
}

#[test]
fn queries_are_found_in_whatever_order_they_came() {
    let reading = read(&story("en", "Quake", "Town."));
    let mut matcher = Matcher::new(Rarity::default());
    let ids = || (0..6_000_u64).map(|n| n * 7_919 % 6_007);
    let text = |id: u64| if id.is_multiple_of(100) { "quake -fire" } else { "fire quake" };
    ids().for_each(|id| matcher.put(id, &query(text(id))));
    let mut met = Vec::new();
    matcher.matches(&reading, &mut Scratch::default(), &mut met);
    let mut expected: Vec<u64> = ids().filter(|id| id.is_multiple_of(100)).collect();
    expected.sort_unstable();
    assert_eq!(met, expected);
    assert!(ids().all(|id| matcher.remove(id)) && matcher.is_empty());
}

fn words() -> impl Strategy<Value = String> {
    let word = select(vec![
        "quake",
        "Izmir",
        "house",
        "ışık",
        "IŞIK",
        "depremler",
        "deprem",
        "town",
        "l'homme",
        "covid-19",
        "地震",
    ]);
    word.prop_map(str::to_owned)
}

fn texts() -> impl Strategy<Value = String> {
    proptest::collection::vec(words(), 1..8).prop_map(|words| words.join(" "))
}

fn stories() -> impl Strategy<Value = Story> {
    (select(vec!["en", "tr", "fr", "ja", "fi"]), texts(), texts())
        .prop_map(|(lang, head, body)| story(lang, &head, &body))
}

fn queries() -> impl Strategy<Value = String> {
    let condition =
        select(vec!["kind:text", "language:tr", "category:(1, 2)", "words:3..", "priority:1", "date:2026-11"]);
    let leaf = prop_oneof![
        3 => words(),
        1 => (words(), words()).prop_map(|(a, b)| format!("\"{a} {b}\"")),
        1 => (words(), words(), words()).prop_map(|(a, b, c)| format!("\"{a} {b} {c}\"")),
        1 => words().prop_map(|word| format!("headline:{word}")),
        1 => condition.prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let parts = || proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts().prop_map(|parts| format!("({})", parts.join(" "))),
            parts().prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.clone().prop_map(|part| format!("-({part})")),
        ]
    })
}

proptest! {
    #[test]
    fn all_at_once_is_the_same_as_one_by_one(
        story in stories(),
        sample in proptest::collection::vec(stories(), 0..3),
        texts in proptest::collection::vec(queries(), 1..30),
        gone in any::<u32>(),
        changed in any::<u32>(),
    ) {
        let mut rarity = Rarity::default();
        // Enough of them for the counts to be believed.
        for _ in 0..100 {
            for story in &sample {
                rarity.count(&read(story));
            }
        }
        let reading = read(&story);
        let mut matcher = Matcher::new(rarity).for_languages([&story.language]);
        prop_assert!(matcher.reads(&story.language));
        (0..).zip(&texts).for_each(|(id, text)| matcher.put(id, &query(text)));
        if gone % 2 == 0 {
            matcher.settle();
        }
        // What was changed asks what the next one asks.
        let is_changed = |id: usize| changed >> (id % 32) & 1 == 1;
        let text = |id: usize| &texts[if is_changed(id) { (id + 1) % texts.len() } else { id }];
        for (id, n) in (0..).zip(0..texts.len()).filter(|(_, n)| is_changed(*n)) {
            matcher.put(id, &query(text(n)));
        }
        let is_gone = |id: u64| gone >> (id % 32) & 1 == 1;
        (0..texts.len() as u64).filter(|id| is_gone(*id)).for_each(|id| { matcher.remove(id); });
        let mut met = Vec::new();
        matcher.matches(&reading, &mut Scratch::default(), &mut met);
        let asked = (0..).zip(0..texts.len()).filter(|(id, _)| !is_gone(*id));
        let expected = asked.filter(|(_, n)| Prepared::new(&query(text(*n))).meets(&reading)).map(|(id, _)| id);
        prop_assert_eq!(met, expected.collect::<Vec<u64>>());
    }
}
