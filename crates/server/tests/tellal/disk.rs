//! A full disk refuses new releases with a clear error, and recovers by itself.

use crate::agency::{Agency, done};
use std::process::Command;

/// The size of the disk, in MiB.
const DISK_MIB: u32 = 24;

/// Runs the server in a mount namespace of its own, whose data folder is a small disk with the agency copied onto it.
fn on_a_small_disk(agency: &Agency) -> Command {
    let data = agency.data().display().to_string();
    let kept = agency.beside("kept").display().to_string();
    let script = format!(
        "set -e; cp -a '{data}' '{kept}'; mount -t tmpfs -o size={DISK_MIB}m tmpfs '{data}'; cp -a '{kept}/.' '{data}'; \
         exec '{}' serve",
        env!("CARGO_BIN_EXE_tellal")
    );
    let mut command = Command::new("unshare");
    // Without root, a user namespace gives the right to mount.
    command.args(["--map-root-user", "--mount", "sh", "-c", &script]);
    command
}

#[tokio::test]
async fn a_full_disk_is_survived() {
    let agency = Agency::sqlite();
    done(&agency.data(), &["check"]);
    let server = agency.start(on_a_small_disk(&agency)).await;
    let (_, before) = server.release("Before", "Text.").await.unwrap();
    // The server's own folder, seen through its process: another namespace.
    let filler = format!("/proc/{}/root{}/filler", server.pid(), agency.data().display());
    let dd = Command::new("dd").args(["if=/dev/zero", &format!("of={filler}"), "bs=64k"]).output().unwrap();
    assert!(!dd.status.success(), "the disk is full now");
    let mut refused = None;
    for n in 0..200 {
        let body = serde_json::json!({"story": crate::agency::story(&format!("Story {n}"), &"word ".repeat(4_000))});
        let answer = server.desk("POST", "/items").json(&body).send().await.unwrap();
        if answer.status() != 201 {
            refused = Some((answer.status().as_u16(), answer.text().await.unwrap()));
            break;
        }
    }
    let (status, problem) = refused.expect("the database cannot grow");
    assert_eq!(status, 507, "{problem}");
    assert!(problem.contains("/problems/full"), "{problem}");
    assert!(server.get("/api/v1/feed").send().await.unwrap().status().is_success(), "reading goes on");
    std::fs::remove_file(&filler).unwrap();
    let (_, after) = server.release("After", "Text.").await.unwrap();
    assert_eq!(after, before + 1, "nothing was lost, and nothing was numbered twice");
    server.stop();
}

#[test]
fn an_export_that_does_not_fit_is_taken_away_again() {
    let agency = Agency::sqlite();
    let story = agency.beside("story.md");
    std::fs::write(&story, format!("---\nheadline: Long\n---\n{}\n", "word ".repeat(10_000))).unwrap();
    done(&agency.data(), &["file", story.to_str().unwrap(), "--release"]);
    let small = agency.beside("small");
    std::fs::create_dir(&small).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=16k tmpfs '{0}' && '{1}' --data '{2}' export '{0}/log.jsonl'; echo \"code $?\"; ls '{0}'",
        small.display(),
        env!("CARGO_BIN_EXE_tellal"),
        agency.data().display(),
    );
    let ran = Command::new("unshare").args(["--map-root-user", "--mount", "sh", "-c", &script]).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert_eq!(out, "code 1\n", "{err}");
    assert!(err.contains("could not be written whole") && err.contains("No space left"), "{err}");
}
