//! One target for each reader.

use crate::samples::{Change, changed, samples};
use format::{Defaults, Edition, Format};
use story::{Act, Agency, AgencyCode, CategoryId, Lang, Priority, State};

/// Tries of each target in one run of the tests; `TELLAL_FUZZ_TRIES` asks for more.
const TRIES: usize = 1_500;

fn tries() -> usize {
    std::env::var("TELLAL_FUZZ_TRIES").ok().and_then(|tries| tries.parse().ok()).unwrap_or(TRIES)
}

/// Bytes against one reader: changed samples, and bytes that nobody wrote.
fn read(name: &str, folders: &[&str]) {
    let format: Format = name.parse().expect("a format");
    let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal News Agency");
    let defaults = Defaults {
        language: Lang::new("en").expect("a language"),
        category: CategoryId(1),
        priority: Priority::Routine,
    };
    let mut samples = samples(folders);
    samples.extend(own_samples(format));
    let try_one = |bytes: &[u8]| match format.read(bytes, &agency, &defaults) {
        Ok(stories) => assert!(!stories.is_empty(), "a document that is read holds a story"),
        Err(refused) => assert!(!refused.to_string().is_empty()),
    };
    for sample in &samples {
        try_one(sample);
    }
    bolero::check!().with_iterations(tries()).with_type::<(u16, Vec<Change>)>().for_each(|(n, changes)| {
        try_one(&changed(&samples[usize::from(*n) % samples.len()], changes));
    });
    bolero::check!().with_iterations(tries()).for_each(try_one);
}

macro_rules! targets {
    ($($name:ident: $format:literal, $folders:expr;)*) => {$(
        #[test]
        fn $name() {
            read($format, &$folders);
        }
    )*};
}

targets! {
    newsml_g2: "newsml-g2", ["newsml-g2", "golden"];
    newsml12: "newsml12", ["newsml12", "golden"];
    nitf: "nitf", ["nitf", "golden"];
    ninjs: "ninjs3", ["ninjs", "golden"];
    iptc7901: "iptc7901", ["iptc7901", "golden"];
    iptc7901_latin1: "iptc7901-latin1", ["iptc7901", "golden"];
    anpa1312: "anpa1312", ["golden"];
    rss: "rss", ["golden"];
    atom: "atom", ["golden"];
    jsonfeed: "jsonfeed", ["golden", "jsonfeed"];
    html: "html", ["golden"];
    markdown: "markdown", ["golden"];
    text: "text", ["golden", "iptc7901"];
    csv: "csv", ["golden"];
}

/// A story in every format, so that the formats without official samples begin from something.
fn own_samples(format: Format) -> Vec<Vec<u8>> {
    let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal News Agency");
    let defaults = Defaults {
        language: Lang::new("en").expect("a language"),
        category: CategoryId(1),
        priority: Priority::Routine,
    };
    let read = Format::Markdown.read(STORY.as_bytes(), &agency, &defaults).expect("a story");
    let story = read[0].text().expect("a written story");
    let (item, content) = ("tel:text:20260901:7".parse().expect("an id"), story.content_hash());
    let edition = Edition {
        agency: &agency,
        base: "https://wire.example",
        item: &item,
        version: 2,
        act: Act::Update,
        state: State::Usable,
        first_released: "2026-09-01T11:58:00Z".parse().expect("a time"),
        version_created: "2026-09-01T12:00:41Z".parse().expect("a time"),
        products: &[],
        content: &content,
        story,
    };
    let mut samples = vec![format.write(&edition)];
    samples.extend(format.write_group(&[edition, edition]));
    samples
}

/// A story with every sort of block.
const STORY: &str = "---\nid: s\nlanguage: tr\nheadline: İzmir'de deprem\nbyline: Ayşe Kaya\ndateline: İzmir, TR\npriority: 2\n\
                     topics: medtop:20000153\nkeywords: deprem, Ege\nembargo: 2026-09-02T07:00:00Z\n---\n\
                     Ege'de **şiddetli** bir [deprem](https://example.org/?a=1&b=2) oldu.\n\n## Artçılar\n\n- bir\n- iki\n\n\
                     > Evlere girmeyin.\n> — Vali\n\n| İlçe | Şiddet |\n|---|---|\n| Seferihisar | 6 |\n";

/// Pictures: their metadata is foreign text in foreign boxes.
#[test]
fn photo() {
    let mut pictures = samples(&["photo", "../../../../samples/pictures"]);
    pictures.retain(|bytes| story::MediaType::sniff(bytes).is_some());
    assert!(!pictures.is_empty());
    bolero::check!().with_iterations(tries()).with_type::<(u16, Vec<Change>)>().for_each(|(n, changes)| {
        let changed = changed(&pictures[usize::from(*n) % pictures.len()], changes);
        let _ = format::photo::read(&changed.into());
    });
    bolero::check!().with_iterations(tries()).for_each(|bytes: &[u8]| {
        let _ = format::photo::read(&bytes.to_vec().into());
    });
}

/// Lines of an archive.
#[test]
fn jsonl() {
    let defaults = Defaults {
        language: Lang::new("en").expect("a language"),
        category: CategoryId(1),
        priority: Priority::Routine,
    };
    let line =
        br#"{"id":"a","lang":"tr","title":"Deprem","date":"2026-09-01","body":"Bir.\n\nIki.","topics":["20000153"]}"#;
    bolero::check!().with_iterations(tries()).with_type::<Vec<Change>>().for_each(|changes| {
        let changed = changed(line, changes);
        let _ = format::jsonl::read_line(&String::from_utf8_lossy(&changed), &defaults);
    });
}
