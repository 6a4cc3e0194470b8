//! Everything that we write follows the schema of NewsML-G2 2.35, with NITF 3.6 inside; the oracle is `xmllint`.

use super::{PROFILES, Wire, of_every_kind, rich};
use crate::arabic;
use format::Format;
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    process::Command,
};
use story::{Act, Note, State, Story};

fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)
}

/// What the schema says against these documents; nothing when all are valid. Without `xmllint` the test fails.
fn faults(named: &str, documents: &[String]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(named);
    std::fs::create_dir_all(&folder).expect("a folder");
    let files: Vec<PathBuf> = documents
        .iter()
        .enumerate()
        .map(|(n, document)| {
            let file = folder.join(format!("{n}.xml"));
            std::fs::write(&file, document).expect("written");
            file
        })
        .collect();
    let schema = data("newsml-g2/G2-2.35+ODRL22+NITF36.xsd");
    let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(schema).args(files).output();
    let output = run.expect("xmllint, of the Debian package libxml2-utils");
    let told = String::from_utf8_lossy(&output.stderr);
    let faults: Vec<&str> =
        told.lines().filter(|line| !line.ends_with(" validates") && !line.contains("parser warning")).collect();
    assert_eq!(output.status.success(), faults.is_empty(), "{told}");
    faults.join("\n")
}

const ACTS: [(Act, State); 10] = [
    (Act::Release, State::Usable),
    (Act::Update, State::Usable),
    (Act::Correct, State::Usable),
    (Act::Refile, State::Usable),
    (Act::Resume, State::Usable),
    (Act::Hold, State::Withheld),
    (Act::Kill, State::Canceled),
    (Act::Withdraw, State::Canceled),
    (Act::Advisory, State::Usable),
    (Act::Test, State::Usable),
];

/// Every kind of item in every act, and groups of them.
fn documents(format: Format) -> Vec<String> {
    let wire = Wire::new();
    let reason = Note::new("Yanlıştır; <kullanmayınız>.").expect("a note");
    let mut documents = Vec::new();
    for story in of_every_kind().into_iter().chain([arabic()]) {
        for (act, state) in ACTS {
            let removed = story.notice(&reason).into_story();
            documents.push(wire.document(format, if act.stops() { &removed } else { &story }, act, state));
        }
    }
    let members: Vec<Story> = of_every_kind();
    documents.push(wire.group(format, &members));
    documents.push(wire.group(format, &members[..1]));
    documents
}

#[test]
fn every_document_follows_the_schema() {
    for format in PROFILES {
        assert_eq!(faults(format.name(), &documents(format)), "");
    }
}

#[test]
fn the_oracle_looks_inside() {
    let wire = Wire::new();
    let document = wire.document(Format::NewsmlG2, &rich(), Act::Release, State::Usable);
    for (was, is) in [("<pubStatus", "<pubStatvs"), ("<hl2>", "<hl7>"), ("<urgency>2", "<urgency>12")] {
        assert!(document.contains(was));
        let broken = document.replace(was, is).replace("</hl2>", "</hl7>");
        assert_ne!(faults("broken", &[broken]), "", "{was} became {is}, and nobody saw it");
    }
}

/// Every value of these attributes.
fn values<'a>(xml: &'a str, names: &[&str]) -> Vec<&'a str> {
    let of = |name: &str| {
        let key = format!(" {name}=\"");
        xml.split(key.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>()
    };
    names.iter().flat_map(|name| of(name)).collect()
}

#[test]
fn every_alias_is_in_the_catalog_of_the_iptc_or_declared_in_the_item() {
    let catalog = std::fs::read_to_string(data("newsml-g2/catalogs/catalog.IPTC-G2-Standards_41.xml")).expect("read");
    for document in PROFILES.into_iter().flat_map(documents) {
        let known: HashSet<&str> =
            values(&catalog, &["alias"]).into_iter().chain(values(&document, &["alias"])).collect();
        let codes = ["qcode", "type", "role", "rel", "rendition", "mode"];
        // A link of the escaped body has a `rel` as well, which is no code.
        for code in values(&document, &codes).into_iter().filter(|code| *code != "noopener") {
            let alias = code.split(':').next().expect("a part");
            assert!(known.contains(alias), "`{code}` has no vocabulary");
        }
    }
}

#[test]
fn nothing_that_xml_cannot_carry_is_written() {
    for document in PROFILES.into_iter().flat_map(documents) {
        let carried = |c: char| story::is_clean(c) || c == '\n';
        assert!(document.chars().all(carried), "{document}");
    }
}
