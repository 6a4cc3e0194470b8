//! The schemas of the IPTC, with formats asserted, judge everything that is written; the official suites and broken
//! documents show that they judge.

use super::{ALL, lines, removed, rich, sample, written, written_group};
use format::Format;
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};
use std::{path::Path, sync::LazyLock};
use story::{Act, Kind};

fn json_of(path: &str) -> Value {
    serde_json::from_str(&sample(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn number(format: Format) -> &'static str {
    match format {
        Format::Ninjs1 => "1.6",
        Format::Ninjs2 => "2.2",
        _ => "3.1",
    }
}

fn schema(format: Format) -> Validator {
    let geo = json_of("ninjs/test_suite/GeoJSON-schema");
    let registry = Registry::new().add("https://geojson.org/schema/GeoJSON.json", geo).expect("a schema");
    let registry = registry.prepare().expect("a registry");
    let draft = if format == Format::Ninjs1 { Draft::Draft7 } else { Draft::Draft202012 };
    jsonschema::options()
        .with_draft(draft)
        .with_registry(&registry)
        .should_validate_formats(true)
        .offline()
        .build(&json_of(&format!("ninjs/specification/ninjs-schema_{}", number(format))))
        .unwrap_or_else(|error| panic!("the schema of {}: {error}", number(format)))
}

static SCHEMAS: LazyLock<[Validator; 3]> = LazyLock::new(|| ALL.map(schema));

fn faults(format: Format, document: &Value) -> Vec<String> {
    let at = ALL.into_iter().position(|one| one == format).expect("a version of ninjs");
    let told = |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    SCHEMAS[at].iter_errors(document).map(told).collect()
}

fn assert_valid(format: Format, document: &str, what: &str) {
    let value: Value = serde_json::from_str(document).expect("strict JSON");
    let faults = faults(format, &value);
    assert!(faults.is_empty(), "{} of {what}: {}\n{}", number(format), faults.join("\n"), lines(document));
}

#[test]
fn the_schemas_judge_the_official_suites_as_the_iptc_says() {
    for format in ALL {
        for (folder, passes) in [("should_pass", true), ("should_fail", false)] {
            let path = format!("ninjs/test_suite/{}/{folder}", number(format));
            let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(&path);
            let mut judged = 0;
            for file in std::fs::read_dir(&files).expect("a folder") {
                let name = file.expect("a file").file_name().into_string().expect("a name");
                let document = json_of(&format!("{path}/{}", name.trim_end_matches(".json")));
                let faults = faults(format, &document);
                assert_eq!(faults.is_empty(), passes, "{path}/{name}: {}", faults.join("\n"));
                judged += 1;
            }
            assert!(judged > 0, "{path} is empty");
        }
    }
}

/// Documents that are wrong in one thing each.
#[test]
fn the_schemas_refuse_what_is_wrong() {
    for format in ALL {
        let good: Value = serde_json::from_str(&written(format, &rich(Kind::Text), Act::Update)).expect("JSON");
        let (embargo, status, place, places) = match format {
            Format::Ninjs1 => ("embargoed", "pubstatus", json!({"code": 1}), "place"),
            Format::Ninjs2 => ("embargoed", "pubstatus", json!({"geojson": {"type": "Point"}}), "places"),
            _ => ("embargoedUntil", "pubStatus", json!({"geoJSON": {"type": "Point"}}), "places"),
        };
        let wrong = [
            (embargo, json!("tomorrow")),
            (embargo, json!("2026-09-02T07:00:00")),
            (status, json!("killed")),
            ("uri", json!("not an address")),
            ("uri", json!(null)),
            ("urgency", json!("2")),
            ("keywords", json!(["flood"])),
            ("renditions", json!("none")),
            (places, json!([place])),
        ];
        for (key, value) in wrong {
            let mut document = good.clone();
            document[key] = value.clone();
            assert!(!faults(format, &document).is_empty(), "{} lets `{key}` be {value}", number(format));
        }
        let mut inside = good.clone();
        match format {
            Format::Ninjs1 => inside["associations"]["group"]["extra"] = json!(1),
            _ => inside["associations"][0]["extra"] = json!(1),
        }
        assert!(!faults(format, &inside).is_empty(), "{} is open inside", number(format));
    }
}

#[test]
fn every_kind_after_every_act_is_valid() {
    for format in ALL {
        for kind in Kind::ALL {
            let story = rich(kind);
            for act in Act::ALL {
                let story = if act.stops() { &removed(&story) } else { &story };
                assert_valid(format, &written(format, story, act), &format!("{} after {}", kind.name(), act.name()));
            }
            // A story that was stopped, but is still whole, is written as stopped.
            assert_valid(format, &written(format, &story, Act::Kill), kind.name());
        }
    }
}

#[test]
fn stories_that_say_little_are_valid() {
    for format in ALL {
        let bare = crate::story(json!({
            "language": "ar", "slug": "قمة", "headline": "قمة", "priority": 6, "category": 99,
            "content": {"kind": "text", "body": [{"block": "crosshead", "text": "قمة"}]},
        }));
        assert_valid(format, &written(format, &bare, Act::Release), "a bare story");
        for created in ["2026-09-01", "2026-09-01T10:00:00"] {
            let mut picture = rich(Kind::Picture);
            picture.created = Some(story::Created::new(created).expect("a date"));
            picture.topics = vec![story::TopicId::new("29999999").expect("a code that nobody knows")];
            assert_valid(format, &written(format, &picture, Act::Release), created);
        }
    }
}

#[test]
fn every_group_is_valid() {
    let stories = Kind::ALL.map(rich);
    let killed = removed(&stories[0]);
    for format in ALL {
        let mut members: Vec<_> = stories.iter().map(|story| (story, Act::Release)).collect();
        assert_valid(format, &written_group(format, &members), "a group");
        members.push((&killed, Act::Kill));
        assert_valid(format, &written_group(format, &members), "a group with a kill");
        assert_valid(format, &written_group(format, &members[5..]), "a group of kills");
        assert_valid(format, &written_group(format, &[]), "a group of none");
    }
}
