//! The official examples of the IPTC: each is read, or refused with a reason.

use crate::{agency, defaults};
use format::{Drafted, Format, Incoming, Refused};

fn example(file: &std::path::Path) -> Result<Vec<Incoming>, Refused> {
    let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Format::NewsmlG2.read(&bytes, &agency(), &defaults())
}

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/newsml-g2/examples")
}

/// One line for each story, or the reason of the refusal.
fn outcome(read: Result<Vec<Incoming>, Refused>) -> Vec<String> {
    let stories = match read {
        Ok(stories) => stories,
        Err(refused) => return vec![format!("refused: {refused}")],
    };
    let one = |incoming: Incoming| {
        let (what, headline) = match &incoming.story {
            Drafted::Text(story) => ("text", story.headline.as_str()),
            Drafted::Media(draft) => (draft.path(), draft.story().headline.as_str()),
            Drafted::Notice(notice) => (notice.state.name(), notice.headline.as_ref().map_or("", |h| h.as_str())),
        };
        let repairs =
            if incoming.repairs.is_empty() { String::new() } else { format!(" [{}]", incoming.repairs.join("; ")) };
        format!("{what}: {headline}{repairs}")
    };
    stories.into_iter().map(one).collect()
}

#[test]
fn every_listing_is_read_or_refused_with_a_reason() {
    let mut files: Vec<_> =
        std::fs::read_dir(folder()).expect("examples").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert_eq!(files.len(), 30);
    let mut table = String::new();
    for file in &files {
        let name = file.file_stem().expect("a name").to_string_lossy();
        let number = name.split('_').nth(1).expect("a number");
        table.extend(outcome(example(file)).iter().map(|line| format!("{number} {line}\n")));
    }
    insta::assert_snapshot!(table);
}

/// The story of a listing, with what a file's story waits for.
fn whole(number: &str) -> serde_json::Value {
    let entries = std::fs::read_dir(folder()).expect("examples").map(|entry| entry.expect("an entry").path());
    let named = |file: &std::path::PathBuf| file.to_string_lossy().contains(&format!("/LISTING_{number}_"));
    let file = entries.into_iter().find(named).expect("a listing");
    let incoming = example(&file).expect("read").remove(0);
    let (story, file) = match &incoming.story {
        Drafted::Text(story) => (story, None),
        Drafted::Media(draft) => (draft.story(), Some((draft.path(), draft.caption().as_str()))),
        Drafted::Notice(notice) => panic!("{notice:?}"),
    };
    serde_json::json!({"id": incoming.external_id, "version": incoming.version, "dated": incoming.dated, "file": file,
        "story": story})
}

#[test]
fn a_text_a_photo_a_video_and_a_package_come_in_whole() {
    for (number, what) in [("2", "text"), ("3", "photo"), ("5", "video"), ("6", "package")] {
        insta::assert_json_snapshot!(format!("listing_{what}"), whole(number));
    }
    let (by_code, by_uri) = (whole("3"), whole("3A"));
    assert_eq!(by_code, by_uri, "renditions are known by their URIs too");
}
