//! The decision of the gate beside a plain evaluation of the same rules, written separately and without any haste.

use crate::{Decision, Demand, Entitlement, Filter, Product, Products};
use account::{Contract, PhotoSize, Terms};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use story::{Act, CategoryId, Kind, Lang, Priority, ProductId, Rendition, State, Story};
use wire::Entry;

const DAY: i64 = 86_400;
const LANGUAGES: [&str; 4] = ["tr", "en", "sr", "sr-Latn"];

fn now() -> Timestamp {
    "2026-09-01T12:00:00Z".parse().expect("a time")
}

fn days(n: i64) -> Timestamp {
    now() + SignedDuration::from_secs(n * DAY)
}

fn lang() -> impl Strategy<Value = Lang> {
    proptest::sample::select(&LANGUAGES[..]).prop_map(|tag| Lang::new(tag).expect("a tag"))
}

fn kinds() -> impl Strategy<Value = Vec<Kind>> {
    proptest::sample::subsequence(vec![Kind::Text, Kind::Picture, Kind::Video], 1..=3)
}

/// A story of a kind, section, language and priority.
fn story(kind: Kind, category: u32, lang: &Lang, priority: u8) -> Story {
    let media =
        serde_json::json!({"sha256": "ab".repeat(32), "media_type": "image/jpeg", "bytes": 9, "width": 9, "height": 9});
    let film = serde_json::json!({"sha256": "ab".repeat(32), "media_type": "video/mp4", "bytes": 9});
    let content = match kind {
        Kind::Picture => serde_json::json!({"kind": "picture", "media": media, "caption": "What it shows."}),
        Kind::Video => serde_json::json!({"kind": "video", "media": film, "caption": "What it shows."}),
        _ => serde_json::json!({"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "Text."}]}]}),
    };
    serde_json::from_value(serde_json::json!({
        "language": lang, "slug": "A", "headline": "A", "priority": priority, "category": category, "content": content,
    }))
    .expect("a story")
}

fn filters() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![
        Just(Filter::Everything),
        proptest::collection::vec((1..4_u32).prop_map(CategoryId), 1..3).prop_map(Filter::Category),
        kinds().prop_map(Filter::Kind),
        proptest::collection::vec(lang(), 1..3).prop_map(Filter::Language),
        proptest::sample::select(&Priority::ALL[..]).prop_map(Filter::PriorityAtLeast),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        let parts = || proptest::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            parts().prop_map(Filter::All),
            parts().prop_map(Filter::Any),
            inner.clone().prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

fn contracts() -> impl Strategy<Value = Vec<Contract>> {
    let products = proptest::collection::vec(prop_oneof![1..7_u32, Just(700), Just(90_000)].prop_map(ProductId), 1..5);
    let languages = proptest::collection::vec(lang(), 0..3);
    let times = (-20..2_i64, proptest::option::of(-3..20_i64), prop_oneof![Just(0_u32), 1..6_u32]);
    let formats = proptest::sample::subsequence(vec!["json", "nitf"], 0..=2);
    let sizes = proptest::sample::subsequence(vec![PhotoSize::Web, PhotoSize::Print], 0..=2);
    let terms = (products, kinds(), languages, times, formats, sizes).prop_map(
        |(products, kinds, languages, (from, length, archive_days), formats, photo_sizes)| Terms {
            kinds,
            languages,
            archive_days,
            formats: formats.into_iter().map(str::to_owned).collect(),
            photo_sizes,
            until: length.map(|length| days(from + length.max(0)) + SignedDuration::from_secs(1)),
            ..Terms::all_of(products, days(from))
        },
    );
    proptest::collection::vec(terms, 0..4).prop_map(|all| {
        let contract = |(n, terms)| Contract { id: format!("contract {n}"), terms };
        all.into_iter().enumerate().map(contract).collect()
    })
}

/// What is filed: kind, language, age in days, and two versions of category and priority.
type Filed = (Kind, Lang, i64, [(u32, u8); 2]);

fn filed() -> impl Strategy<Value = Filed> {
    let kind = proptest::sample::select(vec![Kind::Text, Kind::Picture, Kind::Video]);
    let version = || (1..4_u32, 1..7_u8);
    (kind, lang(), 0..8_i64, [version(), version()])
}

/// The plain rule of a filter.
fn plainly_meets(filter: &Filter, (kind, language, _, _): &Filed, (category, priority): (u32, u8)) -> bool {
    let meets = |part: &Filter| plainly_meets(part, &(*kind, language.clone(), 0, [(0, 0); 2]), (category, priority));
    match filter {
        Filter::All(parts) => parts.iter().filter(|part| !meets(part)).count() == 0,
        Filter::Any(parts) => parts.iter().filter(|part| meets(part)).count() > 0,
        Filter::Not(part) => !meets(part),
        Filter::Category(ids) => ids.iter().any(|id| id.0 == category),
        Filter::Kind(kinds) => kinds.iter().any(|one| one == kind),
        Filter::Language(langs) => langs.iter().any(|lang| plainly_reads(lang, language)),
        Filter::PriorityAtLeast(least) => priority <= least.urgency(),
        _ => true,
    }
}

/// `sr` reads `sr-Latn`, and not the other way round.
fn plainly_reads(granted: &Lang, found: &Lang) -> bool {
    granted == found || found.as_str().starts_with(&format!("{granted}-"))
}

/// The plain rule of one contract, for the item that was filed: the products by number with their filters.
fn plainly_covers(terms: &Terms, products: &[(ProductId, Filter)], filed: &Filed) -> bool {
    let (kind, language, age, versions) = filed;
    let holds = terms.from <= now() && terms.until.is_none_or(|until| until > now());
    let granted = products.iter().filter(|(id, _)| terms.products.contains(id));
    let in_a_product = granted.filter(|(_, filter)| {
        // A later version goes to whoever got an earlier one.
        versions.iter().any(|version| plainly_meets(filter, filed, *version))
    });
    let read = terms.languages.is_empty() || terms.languages.iter().any(|lang| plainly_reads(lang, language));
    let young = terms.archive_days == 0 || *age <= i64::from(terms.archive_days);
    holds && in_a_product.count() > 0 && terms.kinds.contains(kind) && read && young
}

fn entry(filed: &Filed, products: Vec<ProductId>) -> Entry {
    let (kind, language, age, _) = filed;
    let item = format!("tel:{}:20260901:1", kind.name()).parse().expect("an id");
    let version = story(*kind, 1, language, 4);
    Entry {
        seq: 2,
        time: now(),
        act: Act::Correct,
        item,
        version: 2,
        state: State::Usable,
        language: language.clone(),
        first_released: days(-*age),
        version_created: now(),
        embargo: None,
        products,
        content: version.content_hash(),
        prev_hash: wire::EMPTY_HASH.to_owned(),
    }
}

proptest! {
    #[test]
    fn the_gate_decides_as_the_plain_rules_do(
        filters in proptest::collection::vec(filters(), 1..6),
        contracts in contracts(),
        filed in filed(),
    ) {
        // Numbers that lie together, and numbers that do not.
        let numbers = [1, 2, 3, 700, 90_000].map(ProductId);
        let sold: Vec<(ProductId, Filter)> = numbers.into_iter().zip(filters).collect();
        let product = |(id, filter): &(ProductId, Filter)| Product {
            id: *id,
            names: [("en".to_owned(), "A".to_owned())].into(),
            filter: filter.clone(),
            public: false,
            holdback_minutes: 0,
        };
        let products = Products::of(sold.iter().map(product).collect());
        let (kind, language, _, versions) = &filed;
        let settled = versions.iter().fold(Vec::new(), |before, (category, priority)| {
            products.settle(&story(*kind, *category, language, *priority), &before)
        });
        let entry = entry(&filed, settled);
        let may = Entitlement::under(&contracts, now());
        let covering: Vec<&Contract> =
            contracts.iter().filter(|contract| plainly_covers(&contract.terms, &sold, &filed)).collect();
        let decision = may.decide(&entry);
        prop_assert_eq!(decision.is_yes(), !covering.is_empty(), "{:?}", decision);
        if let Decision::Yes { contract, product } = &decision {
            prop_assert_eq!(&**contract, covering[0].id.as_str());
            prop_assert!(covering[0].terms.products.contains(product));
        }
        let in_nitf = covering.iter().any(|c| c.terms.formats.is_empty() || c.terms.formats.iter().any(|f| f == "nitf"));
        prop_assert_eq!(may.covering(&entry, Some(Demand::Document("nitf"))).is_ok(), in_nitf);
        let print = *kind == Kind::Picture && covering.iter().any(|c| c.terms.photo_sizes.contains(&PhotoSize::Print));
        prop_assert_eq!(may.covering(&entry, Some(Demand::File(Rendition::Print))).is_ok(), print);
    }
}
