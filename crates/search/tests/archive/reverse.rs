//! A story meets a query in reverse exactly when the archive finds it by that query.

use crate::{GENERAL, Library, SPORT, all, everything};
use proptest::{prelude::*, sample::select, test_runner::TestRunner};
use query::{About, Matcher, Prepared, Query, Rarity, Reading, Scratch};
use search::Request;
use story::{Keyword, Line, Place, Priority, ProductId, Story};
use wire::Dispatch;

const WORDS: [&str; 16] = [
    "quake",
    "quakes",
    "Izmir",
    "İzmir",
    "house",
    "houses",
    "ışık",
    "IŞIK",
    "depremler",
    "deprem",
    "l'homme",
    "O'Neill's",
    "covid-19",
    "المدرسة",
    "地震速報",
    "U.S.",
];

fn word() -> impl Strategy<Value = String> {
    select(WORDS.to_vec()).prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(word(), 1..10).prop_map(|words| words.join(" "))
}

fn story() -> impl Strategy<Value = (Story, ProductId)> {
    let made = |(language, headline, body, picture, n): (&str, String, String, bool, u32)| {
        let base =
            if picture { kit::picture(language, &headline, &body) } else { kit::story(language, &headline, &body) };
        let line = |text: &str| Line::new(text).expect("a line");
        let story = Story {
            keywords: (n % 2 == 0).then(|| Keyword::new("IŞIK").expect("a keyword")).into_iter().collect(),
            places: (n % 3 == 0)
                .then(|| Place { name: Line::new("New York").expect("a place"), country: None })
                .into_iter()
                .collect(),
            people: (n % 4 == 0).then(|| line("Ada Deprem")).into_iter().collect(),
            priority: if n % 5 == 0 { Priority::Flash } else { Priority::Routine },
            topics: (n % 2 == 1).then(|| "medtop:20000153".parse().expect("a topic")).into_iter().collect(),
            ..base
        };
        (story, if n % 2 == 0 { GENERAL } else { SPORT })
    };
    (select(vec!["en", "tr", "fr", "ar", "ja", "fi", "sr-Latn"]), text(), text(), any::<bool>(), 0..60_u32)
        .prop_map(made)
}

fn query() -> impl Strategy<Value = String> {
    let conditions = vec![
        "kind:text",
        "kind:(picture, video)",
        "language:(tr, sr)",
        "category:1",
        "priority:1-2",
        "product:2",
        "keyword:ışık",
        "place:\"new york\"",
        "topic:medtop:03000000",
        "words:3..6",
        "words:..2",
        "date:2020-01..",
        "date:..2020-01",
    ];
    let leaf = prop_oneof![
        4 => word(),
        2 => (word(), word()).prop_map(|(a, b)| format!("\"{a} {b}\"")),
        1 => word().prop_map(|word| format!("\"{word}\"")),
        1 => word().prop_map(|word| format!("headline:{word}")),
        1 => (word(), word()).prop_map(|(a, b)| format!("headline:\"{a} {b}\"")),
        1 => word().prop_map(|word| format!("person:{word}")),
        1 => select(conditions).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        let parts = || proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts().prop_map(|parts| format!("({})", parts.join(" "))),
            parts().prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.clone().prop_map(|part| format!("-({part})")),
        ]
    })
}

fn read(dispatch: &Dispatch) -> Reading {
    let entry = &dispatch.entry;
    let about = About { item: &entry.item, products: &entry.products, created: entry.version_created };
    Reading::of(&dispatch.story, about)
}

#[test]
fn archive_matcher_and_one_query_agree() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut runner = TestRunner::new(ProptestConfig { cases: 12, ..ProptestConfig::default() });
    let cases = (proptest::collection::vec(story(), 1..25), proptest::collection::vec(query(), 40));
    runner
        .run(&cases, |(stories, texts)| {
            let found = runtime.block_on(agree(stories, &texts));
            prop_assert!(found.is_ok(), "{}", found.unwrap_err());
            Ok(())
        })
        .expect("every story and every query");
}

async fn agree(stories: Vec<(Story, ProductId)>, texts: &[String]) -> Result<(), String> {
    let library = Library::new().await;
    for (story, product) in stories {
        library.world.release(story, &[product]).await;
    }
    library.settle().await;
    let dispatches = library.world.reader.after(0, 100).await.expect("the wire");
    let readings: Vec<(String, Reading)> = dispatches.iter().map(|d| (d.entry.item.to_string(), read(d))).collect();
    let mut rarity = Rarity::default();
    readings.iter().cycle().take(300).for_each(|(_, reading)| rarity.count(reading));
    let mut matcher = Matcher::new(rarity);
    let queries: Vec<Query> = texts.iter().map(|text| Query::read(text).expect("a query")).collect();
    (0..).zip(&queries).for_each(|(id, query)| matcher.put(id, query));
    let (mut scratch, mut met) = (Scratch::default(), Vec::new());
    let mut reversed = vec![Vec::new(); queries.len()];
    for (item, reading) in &readings {
        matcher.matches(reading, &mut scratch, &mut met);
        met.drain(..).for_each(|id| reversed[usize::try_from(id).expect("a number")].push(item.clone()));
    }
    for ((text, query), mut reversed) in texts.iter().zip(&queries).zip(reversed) {
        let asked = Request { query: query.clone(), ..all() };
        let hits = library.archive.search(&asked, &everything(), library.world.now()).await.expect("an answer");
        let mut found: Vec<String> = hits.hits.iter().map(|hit| hit.item.to_string()).collect();
        let prepared = Prepared::new(query);
        let mut singly: Vec<String> =
            readings.iter().filter(|(_, reading)| prepared.meets(reading)).map(|(item, _)| item.clone()).collect();
        for items in [&mut found, &mut singly, &mut reversed] {
            items.sort();
        }
        if found != singly || found != reversed {
            return Err(format!("{text}: the archive finds {found:?}, one query {singly:?}, the matcher {reversed:?}"));
        }
    }
    Ok(())
}
