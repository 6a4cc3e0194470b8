//! `docs/formats.md` says what the code says.

use format::{Feature, Format};
use std::{fmt::Write, path::Path};

/// Set to write the page instead of comparing it.
const WRITE: &str = "TELLAL_WRITE_DOCS";

fn page() -> String {
    let mut page = String::from(
        "# Formats\n\n\
         Every format in which a story is given (`/api/v1/items/ID?format=NAME`, `format=` of the feed and the stream,\n\
         `tellal convert --to NAME`) and taken (`tellal import`, `tellal convert`). What a format *cannot carry* is lost when a\n\
         story is written in it and read again; everything else comes back, and a test holds both.\n\n\
         This page is made of the code: `TELLAL_WRITE_DOCS=1 cargo nextest run -p format table` writes it anew.\n\n\
         | name | what | media type | several stories |\n|---|---|---|---|\n",
    );
    for format in Format::ALL {
        let several = if format.holds_groups() { "yes" } else { "" };
        let media_type = format.media_type().split(';').next().unwrap_or_default();
        writeln!(page, "| `{}` | {} | `{media_type}` | {several} |", format.name(), format.title()).expect("text");
    }
    page.push_str("\n## What they cannot carry\n\n");
    for format in Format::ALL {
        let lost: Vec<&str> = format.lost().iter().map(|feature: &Feature| feature.name()).collect();
        let lost = if lost.is_empty() { "nothing is lost".to_owned() } else { lost.join(", ") };
        writeln!(page, "- `{}`: {lost}.", format.name()).expect("text");
    }
    page
}

#[test]
fn the_page_of_formats_says_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, page()).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).expect("docs/formats.md is there");
    assert!(written == page(), "docs/formats.md is old: {WRITE}=1 cargo nextest run -p format table");
}
