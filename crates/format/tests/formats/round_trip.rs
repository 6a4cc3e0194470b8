//! What is written in a format and read back is the same, but for what the format says it loses; and that it does lose.

use crate::{agency, defaults, time};
use format::{Drafted, Edition, Feature, Format, Incoming};
use proptest::{prelude::*, sample::select, test_runner::TestRunner};
use serde_json::{Value, json};
use story::{Act, Content, ContentHash, Form, ItemId, Kind, Media, State, Story};

/// What a story of these tests consists of when nothing is added.
fn plain() -> Value {
    json!({
        "language": "en", "slug": "COUNCIL-BACKS-PLAN", "headline": "Council backs plan", "priority": 4, "category": 1,
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "The council backs the plan."}]}]},
    })
}

fn media(kind: &str, digit: &str) -> Value {
    let size = kind.starts_with("image/").then_some((3_000, 2_000));
    json!({"sha256": digit.repeat(64), "media_type": kind, "bytes": 123_456, "width": size.map(|s| s.0),
        "height": size.map(|s| s.1)})
}

/// The plain story with one feature.
#[expect(clippy::too_many_lines, reason = "one arm for each feature")]
fn with(feature: Feature) -> Story {
    let mut story = plain();
    let mut set = |key: &str, value: Value| story[key] = value;
    let body = |blocks: Value| json!({"kind": "text", "body": blocks});
    let para = |spans: Value| body(json!([{"block": "paragraph", "spans": spans}]));
    let item = |kind: &str, file: &str| json!({"kind": kind, "media": media(file, "a"), "caption": "What it shows."});
    match feature {
        Feature::Language => set("language", json!("fr")),
        Feature::Slug => set("slug", json!("FLOOD-PLAN")),
        Feature::Standfirst => set("standfirst", json!("A vote ends years of talks.")),
        Feature::Byline => set("byline", json!("Ada Kaya")),
        Feature::City => set("dateline", json!({"city": "Zurich"})),
        Feature::CityCountry => set("dateline", json!({"city": "Zurich", "country": "CH"})),
        Feature::Priority => set("priority", json!(2)),
        Feature::Category => set("category", json!(2)),
        Feature::Topics => set("topics", json!(["medtop:20000153", "medtop:20001353"])),
        Feature::Keywords => set("keywords", json!(["flood", "dams"])),
        Feature::Places => set("places", json!([{"name": "Zurich"}, {"name": "Bern"}])),
        Feature::PlaceCountries => set("places", json!([{"name": "Zurich", "country": "CH"}])),
        Feature::People => set("people", json!(["Ada Kaya", "Jo Doe"])),
        Feature::Organisations => set("organisations", json!(["City Council"])),
        Feature::Genre => set("genre", json!("Fact_Check")),
        Feature::Created => set("created", json!("2026-08-30T10:00:00+03:00")),
        Feature::DigitalSource => set("digital_source", json!("digitalCapture")),
        Feature::Embargo => set("embargo", json!("2026-09-02T07:00:00Z")),
        Feature::Credit => set("rights", json!({"credit": "Ada Kaya/TEL"})),
        Feature::Copyright => set("rights", json!({"copyright": "(c) 2026 Ada Kaya"})),
        Feature::UsageTerms => set("rights", json!({"usage_terms": "Editorial use only."})),
        Feature::Source => set("rights", json!({"source": "The Daily Lantern"})),
        Feature::Group => set("group", json!("tel:group:20260901:99")),
        Feature::Related => {
            set(
                "related",
                json!([{"item": "tel:picture:20260901:100", "title": "The dam"},
                {"item": "tel:text:20260901:101", "title": "The vote"}]),
            );
        }
        Feature::Relations => {
            set(
                "related",
                json!([{"item": "tel:text:20260901:101", "title": "The vote", "rel": "translation_of"},
                {"item": "tel:text:20260901:102", "title": "The dam"},
                {"item": "tel:picture:20260901:100", "title": "The dam", "rel": "derived_from"}]),
            );
        }
        Feature::EditorsNote => set("editors_note", json!("Adds reaction.")),
        Feature::Publicity => set("public", json!("no")),
        Feature::PublicSummary => set("public_summary", json!("The council voted.")),
        Feature::SummarySource => {
            set("public_summary", json!("The council voted."));
            set("summary_source", json!("compositeWithTrainedAlgorithmicMedia"));
        }
        Feature::Correction => set("correction", json!({"was": "Nine members voted.", "now": "Ten members voted."})),
        Feature::Emphasis => set(
            "content",
            para(json!([{"text": "A "}, {"text": "very", "em": true}, {"text": " "},
            {"text": "big", "strong": true}, {"text": " plan."}])),
        ),
        Feature::Links => set(
            "content",
            para(json!([{"text": "See "},
            {"text": "the plan", "link": "https://example.org/?a=1&b=2"}, {"text": "."}])),
        ),
        Feature::Crossheads => set(
            "content",
            body(json!([{"block": "paragraph", "spans": [{"text": "One."}]},
            {"block": "crosshead", "text": "Then"}, {"block": "paragraph", "spans": [{"text": "Two."}]}])),
        ),
        Feature::Quotes => set(
            "content",
            body(json!([{"block": "paragraph", "spans": [{"text": "One."}]},
            {"block": "quote", "spans": [{"text": "We will build it."}]}])),
        ),
        Feature::Speakers => set(
            "content",
            body(json!([{"block": "paragraph", "spans": [{"text": "One."}]},
            {"block": "quote", "spans": [{"text": "We will build it."}], "speaker": "Ada Kaya"}])),
        ),
        Feature::Lists => set(
            "content",
            body(json!([{"block": "paragraph", "spans": [{"text": "One."}]},
            {"block": "list", "items": [[{"text": "first"}], [{"text": "second"}]]},
            {"block": "list", "ordered": true, "items": [[{"text": "third"}]]}])),
        ),
        Feature::Tables => set(
            "content",
            body(json!([{"block": "paragraph", "spans": [{"text": "One."}]},
            {"block": "table", "header": true, "rows": [[[{"text": "City"}], [{"text": "Votes"}]],
                [[{"text": "Bern"}], [{"text": "7"}]]]}])),
        ),
        Feature::BodyPictures => set(
            "content",
            body(json!([{"block": "paragraph", "spans": [{"text": "One."}]},
            {"block": "picture", "item": "tel:picture:20260901:100", "caption": "The dam"}])),
        ),
        Feature::OtherScripts => set("content", para(json!([{"text": "Iğdır, القاهرة and 東京 said “yes”."}]))),
        Feature::Pictures => set("content", item("picture", "image/jpeg")),
        Feature::Videos => set("content", item("video", "video/mp4")),
        Feature::Graphics => set("content", item("graphic", "image/png")),
        Feature::Files => set("content", item("file", "application/pdf")),
        Feature::Forms => {
            let mut graphic = item("graphic", "image/png");
            graphic["forms"] = json!([{"form": "pdf", "media": media("application/pdf", "b")},
                {"form": "eps", "media": media("application/postscript", "c")}]);
            set("content", graphic);
        }
        Feature::Id | Feature::Version | Feature::ContentHash | Feature::Kills => {}
    }
    serde_json::from_value(story).unwrap_or_else(|e| panic!("{feature:?}: {e}"))
}

fn item(kind: Kind) -> ItemId {
    format!("tel:{}:20260901:50000001", kind.name()).parse().expect("an id")
}

/// What comes back of a story; why nothing does.
fn back(format: Format, story: &Story, act: Act, state: State) -> Result<Incoming, String> {
    let (agency, id, content) = (agency(), item(story.kind()), story.content_hash());
    let bytes = format.write(&edition(&agency, &id, &content, story, act, state));
    let shown = || String::from_utf8_lossy(&bytes).into_owned();
    let mut found = format.read(&bytes, &agency, &defaults()).map_err(|e| format!("{e}\n{}", shown()))?;
    if found.len() == 1 { Ok(found.remove(0)) } else { Err(format!("{} stories\n{}", found.len(), shown())) }
}

fn edition<'a>(
    agency: &'a story::Agency,
    item: &'a ItemId,
    content: &'a ContentHash,
    story: &'a Story,
    act: Act,
    state: State,
) -> Edition<'a> {
    Edition {
        agency,
        base: "https://wire.example",
        item,
        version: 3,
        act,
        state,
        first_released: time("2026-09-01T11:58:00Z"),
        version_created: time("2026-09-01T12:00:41Z"),
        products: &[],
        content,
        story,
    }
}

/// The story that was read, its files found again.
fn whole(incoming: &Incoming, written: &Story) -> Option<Story> {
    match &incoming.story {
        Drafted::Text(story) => Some(story.clone()),
        Drafted::Media(draft) => {
            let named = |name| written.forms().iter().find(|form: &&Form| form.form == name).cloned();
            let forms = draft.forms().iter().filter_map(|(name, _)| named(*name)).collect();
            let media: Media = written.media()?.clone();
            Some(draft.clone().finish(media, forms))
        }
        Drafted::Notice(_) => None,
    }
}

/// The part of a story that a feature is about.
fn seen(feature: Feature, story: &Story) -> Value {
    let value = serde_json::to_value(story).expect("json");
    let field = |name: &str| value[name].clone();
    match feature {
        Feature::Language => field("language"),
        Feature::Slug => field("slug"),
        Feature::Standfirst => field("standfirst"),
        Feature::Byline => field("byline"),
        Feature::City => value["dateline"]["city"].clone(),
        Feature::CityCountry => value["dateline"]["country"].clone(),
        Feature::Priority => field("priority"),
        Feature::Category => field("category"),
        Feature::Topics => field("topics"),
        Feature::Keywords => field("keywords"),
        Feature::Places => story.places.iter().map(|place| place.name.to_string()).collect(),
        Feature::PlaceCountries => {
            story.places.iter().map(|place| place.country.as_ref().map(ToString::to_string)).collect()
        }
        Feature::People => field("people"),
        Feature::Organisations => field("organisations"),
        Feature::Genre => field("genre"),
        Feature::Created => field("created"),
        Feature::DigitalSource => field("digital_source"),
        Feature::Embargo => field("embargo"),
        Feature::Credit => value["rights"]["credit"].clone(),
        Feature::Copyright => value["rights"]["copyright"].clone(),
        Feature::UsageTerms => value["rights"]["usage_terms"].clone(),
        Feature::Source => value["rights"]["source"].clone(),
        Feature::Group => field("group"),
        Feature::Related => field("related"),
        Feature::Relations => story.related.iter().map(|related| related.rel.name()).collect(),
        Feature::EditorsNote => field("editors_note"),
        Feature::Publicity => field("public"),
        Feature::PublicSummary => field("public_summary"),
        Feature::SummarySource => field("summary_source"),
        Feature::Correction => field("correction"),
        _ => field("content"),
    }
}

/// True when the feature comes back.
fn survives(format: Format, feature: Feature) -> Result<bool, String> {
    let story = with(feature);
    let usable = (Act::Update, State::Usable);
    let id = item(story.kind());
    Ok(match feature {
        Feature::Id => back(format, &story, usable.0, usable.1)?.external_id.as_deref() == Some(id.as_str()),
        Feature::Version => back(format, &story, usable.0, usable.1)?.version == Some(3),
        Feature::ContentHash => {
            back(format, &story, usable.0, usable.1)?.content_hash.as_deref() == Some(story.content_hash().as_str())
        }
        Feature::Kills => {
            [(Act::Kill, State::Canceled), (Act::Hold, State::Withheld)].into_iter().all(|(act, state)| {
                let reason = story::Note::new("It is not true.").expect("a note");
                let notice = story.notice(&reason).into_story();
                let found = back(format, &notice, act, state).map(|incoming| incoming.story);
                matches!(&found, Ok(Drafted::Notice(n)) if n.state == state && n.reason.as_ref() == Some(&reason))
            })
        }
        Feature::Pictures | Feature::Videos | Feature::Graphics | Feature::Files | Feature::Forms => {
            let found = back(format, &story, usable.0, usable.1);
            found.is_ok_and(|incoming| whole(&incoming, &story).is_some_and(|read| read.content == story.content))
        }
        Feature::Correction => {
            let incoming = back(format, &story, Act::Correct, State::Usable)?;
            whole(&incoming, &story).is_some_and(|read| read.correction == story.correction)
        }
        _ => {
            let incoming = back(format, &story, usable.0, usable.1)?;
            whole(&incoming, &story).is_some_and(|read| seen(feature, &read) == seen(feature, &story))
        }
    })
}

#[test]
fn a_format_loses_exactly_what_it_says() {
    let mut wrong = Vec::new();
    for format in Format::ALL.iter().copied().filter(|format| format.lost().len() < Feature::ALL.len()) {
        for feature in Feature::ALL {
            let says = !format.lost().contains(&feature);
            match survives(format, feature) {
                Ok(does) if does == says => {}
                Ok(does) => wrong.push(format!("{} {feature:?}: says {says}, does {does}", format.name())),
                Err(e) => wrong.push(format!("{} {feature:?}: {e}", format.name())),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Words as they stand in news, without white space at their ends.
fn words(latin: bool) -> impl Strategy<Value = String> {
    let word = if latin {
        select(vec![
            "flood", "Café", "AT&T", "<b>", "\"so\"", "O'Neil", "7.5", "50%", "a/b", "größer", "¿qué?", "&amp;",
        ])
    } else {
        select(vec![
            "flood",
            "İzmir’de",
            "AT&T",
            "<b>",
            "\"so\"",
            "O'Neil",
            "7,5",
            "50%",
            "ışık",
            "القاهرة",
            "東京で",
            "—",
            "“x”",
            "größer",
            "😀",
            "Київ",
            "&amp;",
            "]]>",
        ])
    };
    proptest::collection::vec(word, 0..7).prop_map(|rest| format!("News {}", rest.join(" ")).trim().to_owned())
}

/// Spans whose looks are those that the format keeps. Neighbours differ in look, as every reader makes them.
fn spans(lost: &'static [Feature]) -> impl Strategy<Value = Value> {
    let latin = lost.contains(&Feature::OtherScripts);
    let (emphasis, links) = (!lost.contains(&Feature::Emphasis), !lost.contains(&Feature::Links));
    proptest::collection::vec((words(latin), 1..4_u8), 1..4).prop_map(move |runs| {
        let mut spans: Vec<Value> = Vec::new();
        for (n, (text, look)) in runs.into_iter().enumerate() {
            if n > 0 {
                spans.push(json!({"text": " and "}));
            }
            let mut span = json!({"text": text});
            match look {
                1 if emphasis => span["em"] = json!(true),
                2 if emphasis => span["strong"] = json!(true),
                3 if links => span["link"] = json!("https://example.org/a?b=1&c=2"),
                _ => {}
            }
            spans.push(span);
        }
        if !emphasis && !links {
            let text: String = spans.iter().map(|s| s["text"].as_str().expect("text").to_owned()).collect();
            return json!([{"text": text}]);
        }
        joined(spans)
    })
}

/// Neighbours of the same look as one.
fn joined(spans: Vec<Value>) -> Value {
    let mut out: Vec<Value> = Vec::new();
    for span in spans {
        let look = |span: &Value| (span["em"].clone(), span["strong"].clone(), span["link"].clone());
        match out.last_mut() {
            Some(last) if look(last) == look(&span) => {
                let text = format!("{}{}", last["text"].as_str().expect("text"), span["text"].as_str().expect("text"));
                last["text"] = json!(text);
            }
            _ => out.push(span),
        }
    }
    json!(out)
}

fn block(lost: &'static [Feature]) -> BoxedStrategy<Value> {
    let latin = lost.contains(&Feature::OtherScripts);
    let mut blocks = vec![spans(lost).prop_map(|spans| json!({"block": "paragraph", "spans": spans})).boxed()];
    let keeps = |feature| !lost.contains(&feature);
    if keeps(Feature::Crossheads) {
        blocks.push(words(latin).prop_map(|text| json!({"block": "crosshead", "text": text})).boxed());
    }
    if keeps(Feature::Speakers) {
        let quote = (spans(lost), words(latin))
            .prop_map(|(spans, speaker)| json!({"block": "quote", "spans": spans, "speaker": speaker}));
        blocks.push(quote.boxed());
    }
    if keeps(Feature::Lists) {
        let bullets = (any::<bool>(), proptest::collection::vec(spans(lost), 1..4))
            .prop_map(|(ordered, items)| json!({"block": "list", "ordered": ordered, "items": items}));
        blocks.push(bullets.boxed());
    }
    if keeps(Feature::Tables) {
        let table = (any::<bool>(), proptest::collection::vec(spans(lost), 4))
            .prop_map(|(header, cells)| json!({"block": "table", "header": header, "rows": [cells[..2], cells[2..]]}));
        blocks.push(table.boxed());
    }
    proptest::strategy::Union::new(blocks).boxed()
}

/// A story with everything that a format keeps.
fn stories(lost: &'static [Feature]) -> BoxedStrategy<Story> {
    let latin = lost.contains(&Feature::OtherScripts);
    let lines = proptest::collection::vec(words(latin), 8);
    // What is only about items of other kinds, and what changes the meaning of the document, is left to the other test.
    let added: Vec<Feature> = Feature::ALL[..29].iter().copied().filter(|f| !lost.contains(f)).collect();
    let many = proptest::collection::vec(any::<bool>(), added.len());
    (lines, many, proptest::collection::vec(block(lost), 1..6))
        .prop_map(move |(lines, chosen, blocks)| {
            let mut value = plain();
            for feature in added.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(feature, _)| *feature) {
                if matches!(feature, Feature::DigitalSource | Feature::Correction) {
                    continue;
                }
                let one = serde_json::to_value(with(feature)).expect("json");
                for (key, part) in one.as_object().expect("object") {
                    match (&mut value[key], part) {
                        (Value::Object(into), Value::Object(from)) if key == "rights" => into.extend(from.clone()),
                        _ if *part != plain()[key] && key != "content" => value[key] = part.clone(),
                        _ => {}
                    }
                }
            }
            for (key, line) in ["standfirst", "byline", "editors_note"].into_iter().zip(&lines) {
                if value.get(key).is_some() {
                    value[key] = json!(line);
                }
            }
            if !lost.contains(&Feature::Slug) {
                value["headline"] = json!(lines[7]);
            }
            value["content"]["body"] =
                json!([vec![json!({"block": "paragraph", "spans": [{"text": "It begins."}]})], blocks].concat());
            serde_json::from_value(value).expect("a story")
        })
        .boxed()
}

#[test]
fn any_story_survives_as_far_as_the_format_says() {
    let mut wrong = Vec::new();
    for format in Format::ALL.iter().copied().filter(|format| format.lost().len() < Feature::ALL.len()) {
        let mut runner = TestRunner::deterministic();
        let done = runner.run(&stories(format.lost()), |story| {
            let incoming = back(format, &story, Act::Update, State::Usable).map_err(TestCaseError::fail)?;
            prop_assert_eq!(whole(&incoming, &story), Some(story), "{}", format.name());
            Ok(())
        });
        if let Err(e) = done {
            wrong.push(format!("{}: {e}", format.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_removed_story_shows_no_text_in_any_format() {
    let told = "Der geheime Satz steht hier.";
    let mut value = plain();
    value["content"]["body"][0]["spans"][0]["text"] = json!(told);
    value["standfirst"] = json!(told);
    let story: Story = serde_json::from_value(value).expect("a story");
    let notice = story.notice(&story::Note::new("It is not true.").expect("a note")).into_story();
    assert!(matches!(notice.content, Content::Removed { .. }));
    let (agency, id, content) = (agency(), item(Kind::Text), notice.content_hash());
    for &format in Format::ALL {
        let bytes = format.write(&edition(&agency, &id, &content, &notice, Act::Kill, State::Canceled));
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("geheime"), "{}: {text}", format.name());
        assert!(
            text.contains("It is not true.") || format.lost().contains(&Feature::Kills),
            "{}: {text}",
            format.name()
        );
    }
}
