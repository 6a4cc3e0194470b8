//! Words that look like the signs of lines of text stay words.

use crate::{agency, defaults, dispatch::Dispatch, story, text};
use format::Format;
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

/// Signs of lists, notes, headers, kills and embargoes; a word that fills a line; scripts without spaces.
fn words() -> impl Strategy<Value = String> {
    let long = "https://example.org/a/long/address/that/fills/more/than/a/line/of/text/by/itself";
    let words = vec![
        "-",
        "1.",
        "(",
        ")",
        "By",
        "Von",
        "Embargo",
        "EMBARGOED",
        "until",
        "2027",
        "=",
        "^",
        "<",
        "Note:",
        "Topics:",
        "*",
        "—",
        "KILL:",
        "HOLD",
        "CORRECTION:",
        "plan.",
        "TEL",
        "(dpa)",
        "Paris",
        "more",
        "---",
        "'",
        "=1",
        ";",
        ",",
        "\"",
        "/",
        "#",
        "東京で。",
        "地震",
        "القاهرة",
        long,
    ];
    proptest::collection::vec(select(words), 1..10).prop_map(|words| words.join(" "))
}

fn block(shape: u8, one: &str, two: &str) -> Value {
    match shape {
        0 => json!({"block": "paragraph", "spans": [{"text": one}]}),
        1 => {
            json!({"block": "quote", "spans": [{"text": one}], "speaker": two.chars().take(150).collect::<String>().trim()})
        }
        2 => json!({"block": "list", "items": [[{"text": one}], [{"text": two}]]}),
        3 => json!({"block": "table", "rows": [[[{"text": one}], [{"text": two}]]]}),
        _ => {
            json!({"block": "crosshead", "text": "Head ".to_owned() + one.trim_end_matches('.').get(..200).unwrap_or("x")})
        }
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #[test]
    fn what_looks_like_a_sign_stays_a_word(
        lines in proptest::collection::vec(words(), 6), shape in 0_u8..5,
        format in select(vec![Format::Text, Format::Iptc7901, Format::Csv]),
    ) {
        let [headline, standfirst, byline, one, two, three] = lines.as_slice() else { unreachable!("six lines") };
        let byline = byline.chars().take(290).collect::<String>();
        let headline = headline.chars().take(390).collect::<String>();
        let first = json!({"block": "paragraph", "spans": [{"text": three}]});
        let written = story(json!({
            "language": "en", "slug": "A", "headline": headline.trim(), "standfirst": standfirst, "byline": byline.trim(),
            "editors_note": two, "dateline": {"city": "Paris"}, "priority": 4, "category": 1,
            "embargo": "2026-09-02T07:00:00Z",
            "content": {"kind": "text", "body": [first.clone(), block(shape, one, two), first]},
        }));
        let document = Dispatch::of(written.clone()).written(format);
        let shown = String::from_utf8_lossy(&document);
        let found = format.read(&document, &agency(), &defaults());
        let found = found.map_err(|refused| TestCaseError::fail(format!("{refused}\n{shown}")))?;
        prop_assert_eq!(found.len(), 1, "{}", shown);
        prop_assert!(found[0].text().is_some(), "{}", shown);
        let read = text(&found[0]);
        prop_assert_eq!(read.embargo, written.embargo);
        prop_assert_eq!(&read.headline, &written.headline, "{}", shown);
        if format != Format::Csv {
            prop_assert_eq!((&read.standfirst, &read.byline), (&written.standfirst, &written.byline), "{}", shown);
            prop_assert_eq!(&read.editors_note, &written.editors_note, "{}", shown);
        }
        let (before, after) = (written.body().expect("body"), read.body().expect("body"));
        prop_assert_eq!(plain(&after.plain()), plain(&before.plain()), "{}", shown);
        prop_assert_eq!(after.blocks().len(), 3, "{}", shown);
    }
}
