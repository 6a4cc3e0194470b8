//! What one copy of a story costs in each format, to write and to read, beside a newsroom system's Python.

use crate::{
    figures::{Latencies, Unit},
    report::{Line, Section},
};
use anyhow::{Context, Result, ensure};
use format::{Defaults, Edition, Feature, Format, html};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    hint::black_box,
    io::Write,
    process::{Command, Stdio},
    time::Instant,
};
use story::{Act, Agency, AgencyCode, CategoryId, ContentHash, ItemId, Lang, Priority, State, Story};

/// Turns that are taken with the peer.
const ROUNDS: usize = 5;
/// Copies that are timed in each turn, one by one.
const COPIES: usize = 1_000;
/// Words of the story.
const WORDS: usize = 600;

/// Where the Python of the peer is; it needs lxml.
const PYTHON: &str = "TELLAL_BENCH_PYTHON";
const PEER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/newsroom.py");

/// Seconds for one copy: to write, and to read.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
struct Cost {
    write: f64,
    read: f64,
}

pub fn run() -> Result<Section> {
    let (agency, story) = (agency()?, story()?);
    let item: ItemId = "tel:text:20260901:50000001".parse()?;
    let content = story.content_hash();
    let edition = edition(&agency, &item, &story, &content)?;
    let mut ours: BTreeMap<Format, Vec<Cost>> = BTreeMap::new();
    let mut theirs: BTreeMap<Format, Vec<Cost>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let peer = peer(&story)?;
        for format in Format::ALL {
            ours.entry(format).or_default().push(cost(format, &edition)?);
            let name = peer_of(format);
            theirs.entry(format).or_default().push(*peer.get(name).with_context(|| format!("the peer knows {name}"))?);
        }
    }
    let mut lines = Vec::new();
    for format in Format::ALL {
        let mut line = |what: &str, aim, of: fn(&Cost) -> f64| {
            let (mine, peer): (Vec<f64>, Vec<f64>) =
                ours[&format].iter().zip(&theirs[&format]).map(|(a, b)| (of(a), of(b))).unzip();
            lines.push(Line::of_rounds(format!("{}, {what}", format.name()), Unit::Seconds, &mine, &peer).aim(aim));
        };
        line("write", "17.5 to 42 µs", |cost| cost.write);
        if is_read(format) {
            line("read", "3.5 to 60 µs", |cost| cost.read);
        }
    }
    let method = format!(
        "One copy of a story of {WORDS} words with a picture: p50 of {COPIES} copies on one core, median of {ROUNDS} turns. \
         Beside it the CPU time for one copy of what newsroom systems in Python do (bench/peers/newsroom.py, lxml): \
         NewsML-G2 for the NewsML formats, NITF for the other XML and HTML, ninjs for JSON, IPTC 7901 for plain text."
    );
    Ok(Section::new("Formats", method, lines).beside("Python"))
}

fn is_read(format: Format) -> bool {
    format.lost().len() < Feature::ALL.len()
}

/// The format that the peer knows and that is most like it.
fn peer_of(format: Format) -> &'static str {
    let name = format.name();
    if name.starts_with("newsml") {
        "newsml-g2"
    } else if name.starts_with("ninjs") || name == "jsonfeed" {
        "ninjs"
    } else if name.starts_with("nitf") || matches!(name, "rss" | "atom" | "html") {
        "nitf"
    } else {
        "iptc7901"
    }
}

fn cost(format: Format, edition: &Edition<'_>) -> Result<Cost> {
    let document = format.write(edition);
    let write = p50(|| drop(black_box(format.write(black_box(edition)))));
    if !is_read(format) {
        return Ok(Cost { write, read: 0.0 });
    }
    let defaults = Defaults { language: Lang::new("en")?, category: CategoryId(1), priority: Priority::Routine };
    let found = format.read(&document, edition.agency, &defaults);
    ensure!(found.is_ok_and(|found| found.len() == 1), "{} does not read what it writes", format.name());
    let read = p50(|| drop(black_box(format.read(black_box(&document), edition.agency, &defaults))));
    Ok(Cost { write, read })
}

fn p50(mut work: impl FnMut()) -> f64 {
    let mut once = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    Latencies::new((0..COPIES).map(|_| once()).collect()).percentile(50)
}

fn peer(story: &Story) -> Result<BTreeMap<String, Cost>> {
    let python = std::env::var(PYTHON).unwrap_or_else(|_| "python3".to_owned());
    let mut child = Command::new(&python)
        .args([PEER, &COPIES.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{python} cannot be started; {PYTHON} names another"))?;
    let body = story.body().context("a written story")?;
    let subject =
        |topic: &story::TopicId| json!({"code": topic.code(), "name": format::newscodes::topic(topic).map(|t| t.name)});
    let told = json!({
        "guid": "tel:text:20260901:50000001", "version": 3, "headline": story.headline, "slugline": story.slug,
        "byline": story.byline, "standfirst": story.standfirst, "city": "İzmir", "urgency": 2, "language": "tr",
        "usageterms": "Editorial use only.", "ednote": "Adds reaction.", "keywords": story.keywords,
        "subject": story.topics.iter().map(subject).collect::<Vec<Value>>(),
        "versioncreated": "2026-09-01T12:00:41Z", "firstcreated": "2026-09-01T11:58:00Z",
        "body_html": html::body(body, &|_, _| None),
    });
    child.stdin.take().context("a pipe")?.write_all(told.to_string().as_bytes())?;
    let out = child.wait_with_output()?;
    ensure!(out.status.success(), "{PEER} failed: it needs lxml (`pip install lxml`)");
    Ok(serde_json::from_slice(&out.stdout)?)
}

fn agency() -> Result<Agency> {
    Ok(Agency::new(AgencyCode::new("tel")?, "TEL", "Tellal News Agency"))
}

fn edition<'a>(
    agency: &'a Agency,
    item: &'a ItemId,
    story: &'a Story,
    content: &'a ContentHash,
) -> Result<Edition<'a>> {
    Ok(Edition {
        agency,
        base: "https://wire.example",
        item,
        version: 3,
        act: Act::Update,
        state: State::Usable,
        first_released: "2026-09-01T11:58:00Z".parse()?,
        version_created: "2026-09-01T12:00:41Z".parse()?,
        products: &[],
        content,
        story,
    })
}

/// Ten paragraphs with a crosshead, a quote, a list, a link and a picture among them.
fn story() -> Result<Story> {
    const TEXT: [&str; 12] = [
        "Belediye",
        "meclisi",
        "şehrin",
        "güneyindeki",
        "su",
        "baskınlarına",
        "karşı",
        "hazırlanan",
        "planı",
        "oy",
        "çokluğuyla",
        "onayladı",
    ];
    let words = |from: usize, count: usize| {
        (from..from + count).map(|n| TEXT[n * 7 % TEXT.len()]).collect::<Vec<_>>().join(" ") + "."
    };
    let mut body: Vec<Value> =
        (0..10).map(|n| json!({"block": "paragraph", "spans": [{"text": words(n * 31, 53)}]})).collect();
    body[2]["spans"] = json!([{"text": format!("{} ", words(5, 20))}, {"text": "Planın tamamı", "link": "https://example.org/plan?a=1&b=2"},
        {"text": format!(" {}", words(9, 25))}, {"text": "önemli", "strong": true}, {"text": "."}]);
    body.insert(3, json!({"block": "crosshead", "text": "Tepkiler"}));
    body.insert(4, json!({"block": "quote", "spans": [{"text": words(3, 25)}], "speaker": "Ayşe Kaya"}));
    body.insert(6, json!({"block": "list", "items": [[{"text": words(1, 10)}], [{"text": words(2, 10)}], [{"text": words(4, 10)}]]}));
    body.insert(1, json!({"block": "picture", "item": "tel:picture:20260901:50000100", "caption": "Baskın"}));
    Ok(serde_json::from_value(json!({
        "language": "tr", "slug": "SEL-İZMİR", "headline": "İzmir'de su baskını planı onaylandı",
        "standfirst": "Meclis, yıllar süren tartışmayı bitirdi.", "byline": "Ayşe Kaya",
        "dateline": {"city": "İzmir", "country": "TR"}, "priority": 2, "category": 1,
        "topics": ["medtop:20000153", "medtop:20000154"], "keywords": ["sel", "İzmir", "belediye"],
        "places": [{"name": "İzmir", "country": "TR"}], "people": ["Ayşe Kaya"],
        "rights": {"credit": "Ayşe Kaya/TEL", "usage_terms": "Editorial use only."}, "editors_note": "Adds reaction.",
        "related": [{"item": "tel:picture:20260901:50000100", "title": "Baskın"}],
        "content": {"kind": "text", "body": body},
    }))?)
}
