//! The pairs of a real agency: its story as JSON, and the message that it sent.

use super::raw;
use crate::{defaults, dispatch::Dispatch, story, text, time};
use format::iptc7901;
use serde_json::Value;
use std::{fmt::Write, fs, path::Path};
use story::{Act, Agency, AgencyCode, Block, Story};

/// A pair: what the agency had, and what it sent.
struct Pair {
    name: &'static str,
    json: Value,
    iptc: String,
}

fn pairs() -> Vec<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/iptc7901");
    let load = |name: &'static str| Pair {
        name,
        json: serde_json::from_slice(&fs::read(folder.join(format!("input/{name}.json"))).expect("input"))
            .expect("json"),
        iptc: fs::read_to_string(folder.join(format!("output/{name}.iptc"))).expect("output"),
    };
    ["dw-1", "eil", "lesestuecke", "nsb-n1", "spe-tab", "tvo-pol"].map(load).into()
}

impl Pair {
    fn text(&self, key: &str) -> &str {
        self.json[key].as_str().unwrap_or_default()
    }

    /// Subjects, places and keywords, in the order of the slug line.
    fn keywords(&self) -> Vec<String> {
        let of_type = |name: &str| -> Vec<String> {
            let all = self.json["categories"].as_array().expect("categories");
            all.iter().filter(|c| c["type"] == name).map(|c| c["name"].as_str().expect("name").to_owned()).collect()
        };
        ["dnltype:dpasubject", "dnltype:geosubject", "dnltype:keyword"].into_iter().flat_map(of_type).collect()
    }

    fn desk(&self) -> &str {
        let all = self.json["categories"].as_array().expect("categories");
        all.iter().find(|c| c["type"] == "dnltype:desk").and_then(|c| c["name"].as_str()).expect("a desk")
    }

    fn city(&self) -> &str {
        self.text("dateline").split(" (").next().unwrap_or_default()
    }

    /// Paragraphs and crossheads of the article, each with its tag; rows of tables with bars between their cells.
    fn blocks(&self) -> Vec<(&str, String)> {
        let mut blocks = Vec::new();
        let (mut tag, mut words) = ("p", String::new());
        for part in self.text("article_html").split('<').skip(1) {
            let (name, after) = part.split_once('>').expect("a tag");
            match name.split(' ').next().expect("a name") {
                "p" | "h2" | "h3" | "tr" | "li" | "/p" | "/h2" | "/h3" | "/tr" | "/li" => {
                    let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
                    if !text.is_empty() {
                        blocks.push((tag, text));
                    }
                    words.clear();
                    tag = name.trim_start_matches('/');
                }
                "br/" | "br" => words.push(' '),
                "/td" => words.push('|'),
                _ => {}
            }
            words.push_str(&after.replace("&amp;", "&").replace("&nbsp;", " "));
        }
        blocks
    }

    /// The agency that sends such messages.
    fn agency() -> Agency {
        let mut agency = Agency::new(AgencyCode::new("dpa").expect("code"), "dpa", "Deutsche Presse-Agentur"); // spelling:off-line
        "Europe/Berlin".clone_into(&mut agency.time_zone);
        for (section, desk) in agency.categories.iter_mut().zip(["VM", "PL", "SP"]) {
            (section.code, section.path) = (desk.to_owned(), desk.to_lowercase());
        }
        agency
    }

    /// The story that the agency had.
    fn story(&self) -> Story {
        let agency = Self::agency();
        let section = agency.categories.iter().find(|c| c.code.eq_ignore_ascii_case(self.desk())).expect("section");
        let (slug, keywords) = (&self.keywords()[0], &self.keywords()[1..]);
        let blocks: Vec<Value> = self
            .blocks()
            .into_iter()
            .map(|(tag, text)| match tag {
                "h2" | "h3" => serde_json::json!({"block": "crosshead", "text": text}),
                _ => serde_json::json!({"block": "paragraph", "spans": [{"text": text}]}),
            })
            .collect();
        let mut value = serde_json::json!({
            "language": "de", "slug": slug, "headline": self.text("headline"), "priority": self.json["urgency"],
            "category": section.id.0, "keywords": keywords, "content": {"kind": "text", "body": blocks},
        });
        for (key, text) in [("standfirst", self.text("teaser")), ("byline", self.text("byline"))] {
            if !text.is_empty() {
                value[key] = text.into();
            }
        }
        if !self.city().is_empty() {
            value["dateline"] = serde_json::json!({"city": self.city()});
        }
        story(value)
    }
}

fn plain(blocks: &[Block]) -> String {
    blocks.iter().map(Block::plain).collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_message_of_a_real_agency_is_read_whole() {
    for pair in pairs() {
        let agency = Agency { code: AgencyCode::new("tel").expect("code"), short_name: "TEL".into(), ..Pair::agency() };
        let found = iptc7901::read(&pair.iptc, &agency, &defaults()).unwrap_or_else(|e| panic!("{}: {e}", pair.name));
        let [incoming] = found.as_slice() else { panic!("{}: {} stories", pair.name, found.len()) };
        let (story, name) = (text(incoming), pair.name);
        assert_eq!(story.headline.as_str(), pair.text("headline"), "{name}");
        assert_eq!(story.slug.as_str(), pair.keywords().join("/"), "{name}");
        assert_eq!(story.keywords.iter().map(story::Line::as_str).collect::<Vec<_>>(), pair.keywords(), "{name}");
        assert_eq!(u64::from(story.priority.urgency()), pair.json["urgency"].as_u64().expect("urgency"), "{name}");
        assert_eq!(agency.category(story.category).expect("section").code.to_lowercase(), pair.desk(), "{name}");
        assert_eq!(story.standfirst.as_ref().map_or("", story::Prose::as_str), pair.text("teaser"), "{name}");
        assert_eq!(story.byline.as_ref().map_or("", story::Line::as_str), pair.text("byline"), "{name}");
        assert_eq!(story.dateline.as_ref().map_or("", |dateline| dateline.city.as_str()), pair.city(), "{name}");
        // The zone is not in the message: the hour is that of the agency's place, and it is told.
        let local = pair.text("version_created").get(..16).expect("a time").to_owned() + ":00Z";
        let off = incoming.dated.expect("a time").duration_since(time(&local)).as_secs().abs();
        assert!(off <= 15 * 60, "{name}: {:?} for {local}", incoming.dated);
        assert_eq!(incoming.repairs.iter().filter(|repair| repair.contains("has no zone")).count(), 1, "{name}");

        let blocks = story.body().expect("body").blocks();
        let expected = pair.blocks();
        let all =
            |blocks: &[(&str, String)]| blocks.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
        let words = |text: &str| text.replace('|', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        match name {
            // Line breaks inside its paragraphs are blank lines in the message, and lists have bullets.
            "tvo-pol" => {
                let bare = |text: &str| text.replace("* ", "").replace(['*', '•'], "");
                assert_eq!(words(&bare(&plain(blocks))), words(&bare(&all(&expected))), "{name}");
                assert!(blocks.iter().filter(|block| matches!(block, Block::List { .. })).count() > 10);
            }
            "spe-tab" => {
                assert_eq!(words(&plain(blocks)), words(&all(&expected)), "{name}");
                let sizes = blocks.iter().filter_map(|block| match block {
                    Block::Table { rows, .. } => Some((rows.len(), rows[0].len())),
                    _ => None,
                });
                assert_eq!(sizes.collect::<Vec<_>>(), [(12, 4), (18, 9), (12, 4)]);
            }
            _ => {
                let read: Vec<_> = blocks
                    .iter()
                    .map(|block| (if matches!(block, Block::Crosshead { .. }) { "h2" } else { "p" }, block.plain()))
                    .collect();
                assert_eq!(read, expected, "{name}");
            }
        }
        // All hints to editors are there; only one message has more than a note holds, and that is told.
        let note = story.editors_note.as_ref().map_or("", story::Prose::as_str);
        let headings: Vec<_> = pair.iptc.lines().filter_map(|line| line.trim_end().strip_prefix("## ")).collect();
        let missing = headings.iter().filter(|heading| !note.lines().any(|line| line == **heading)).count();
        let cut = incoming.repairs.iter().any(|repair| repair.contains("was cut"));
        assert_eq!((missing > 0, cut), (name == "dw-1", name == "dw-1"), "{name}: {note}");
        for heading in ["Redaktionelle Hinweise", "Kontakte", "Berichtigung"] {
            assert_eq!(
                note.contains(heading),
                pair.iptc.contains(&format!("## {heading}")) && name != "dw-1" || note.contains(heading),
                "{name}: {heading}"
            );
        }
    }
}

/// The parts of a heading as a table: what stands in it, field by field.
fn heading(document: &str) -> Vec<(&'static str, String)> {
    let document = document.replace("\r\n", "\n").replace('\u{1}', "");
    let (head, rest) = document.split_once('\u{2}').expect("STX");
    let mut lines = head.lines().filter(|line| !line.is_empty());
    let words: Vec<&str> = lines.next().expect("a heading").split_whitespace().collect();
    let (header, body) = rest.split_once("=\n").expect("the end of the header");
    let mut aside = false;
    let headline = header.trim_end().lines().filter(|line| {
        let inside = aside || line.starts_with('(');
        aside = inside && !line.ends_with(')');
        !inside
    });
    // A headline may be broken, but not at the byline.
    let headline = headline.map(str::trim).collect::<Vec<_>>().join(" ");
    let trailer = rest.split_once('\u{3}').expect("ETX").1.lines().next().expect("a time");
    let form = |text: &str| -> String {
        let sign = |c: char| match c {
            '0'..='9' => '9',
            c if c.is_uppercase() => 'A',
            c if c.is_alphabetic() => 'a',
            c => c,
        };
        text.chars().map(sign).collect()
    };
    let standfirst = body.trim_start_matches('\n').split("\n\n").next().expect("text").replace('\n', " ");
    vec![
        ("source and number", form(&words[0].to_uppercase())),
        ("priority", words[1].to_owned()),
        ("category", if (1..=3).contains(&words[2].len()) { "1 to 3 letters".to_owned() } else { words[2].to_owned() }),
        (
            "word count",
            if words[3].parse::<u32>().is_ok_and(|n| n > 0) { "a number".to_owned() } else { words[3].to_owned() },
        ),
        ("optional part", if words.len() > 4 { "is there".to_owned() } else { "is missing".to_owned() }),
        ("slug line", lines.collect()),
        (
            "correction",
            header.lines().any(|line| line.contains("Berichtigung") || line.contains("CORRECTION")).to_string(),
        ),
        ("headline and byline", headline),
        ("a blank line, then", if body.starts_with('\n') { standfirst } else { "text at once".to_owned() }),
        ("time", form(trailer)),
    ]
}

#[test]
fn our_message_of_the_same_story_has_the_same_header() {
    let mut table = String::new();
    for pair in pairs() {
        let correction = pair.text("signal") == "sig:correction";
        let dispatch = Dispatch {
            agency: Pair::agency(),
            act: if correction { Act::Correct } else { Act::Release },
            sent: time(pair.text("version_created")),
            item: "dpa:text:20240924:7".parse().expect("id"),
            ..Dispatch::of(pair.story())
        };
        let ours = heading(&raw(&dispatch));
        let theirs = heading(&pair.iptc);
        writeln!(table, "{}", pair.name).expect("text");
        for ((field, theirs), (_, ours)) in theirs.into_iter().zip(ours) {
            if field == "a blank line, then" && pair.text("teaser").is_empty() {
                // The text itself: the agency writes its name and its places in another case.
                assert!(ours != "text at once" && theirs != "text at once");
                continue;
            }
            assert_eq!(ours, theirs, "{}: {field}", pair.name);
            writeln!(table, "  {field}: {theirs}").expect("text");
        }
    }
    insta::assert_snapshot!(table);
}
