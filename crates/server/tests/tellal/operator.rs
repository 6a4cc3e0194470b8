//! The operator's first day: what goes wrong is said clearly, and leaves nothing behind.

use crate::agency::{Agency, PASSWORD, done, refused};
use account::Accounts;
use std::{
    fs,
    io::pipe,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};
use store::{Db, Location, SystemClock, args};

/// Runs `tellal` with nobody at the other end of its output; answers its exit code.
fn unheard(data: &Path, args: &[&str]) -> Option<i32> {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut child = Command::new(env!("CARGO_BIN_EXE_tellal"))
        .args(args)
        .env("TELLAL_DATA", data)
        .env("TELLAL_PASSWORD", PASSWORD)
        .stdin(Stdio::null())
        .stderr(writer.try_clone().unwrap())
        .stdout(writer)
        .spawn()
        .unwrap();
    child.wait().unwrap().code()
}

#[test]
fn a_reader_who_has_gone_is_no_failure() {
    let agency = Agency::sqlite();
    let data = agency.data();
    let good = agency.beside("good.md");
    fs::write(&good, "---\nid: one\nheadline: One\n---\nText.\n").unwrap();
    let odd = agency.beside("odd.md");
    fs::write(&odd, "---\nheadline: Odd\ncolour: red\n---\nText.\n").unwrap();
    let (good, odd) = (good.to_str().unwrap(), odd.to_str().unwrap());
    let log = agency.beside("log.jsonl");
    let new = agency.beside("new");
    for (args, code) in [
        (vec!["--help"], 0),
        (vec!["import", "--help"], 0),
        (vec!["init", "--data", new.to_str().unwrap()], 0),
        (vec!["init"], 1),
        (vec!["nonsense"], 2),
        (vec!["file", good, "--release"], 0),
        (vec!["file", good], 0),
        (vec!["import", good], 0),
        (vec!["import", odd], 2),
        (vec!["verify"], 0),
        (vec!["export", log.to_str().unwrap()], 0),
        (vec!["check"], 0),
        (vec!["staff", "list"], 0),
        (vec!["staff", "freeze", "chief"], 0),
        (vec!["org", "list"], 0),
        (vec!["org", "add", "Other"], 0),
        (vec!["org", "password", "paper"], 0),
        (vec!["key", "list", "Paper"], 0),
        (vec!["product", "list"], 0),
        (vec!["requests"], 0),
        (vec!["site", "rule"], 0),
        (vec!["site", "hub"], 0),
        (vec!["reindex"], 0),
    ] {
        assert_eq!(unheard(&data, &args), Some(code), "{args:?}");
    }
    assert!(done(&data, &["staff", "list"]).contains("frozen"), "the work was done");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn nobody_else_may_read_the_data_folder() {
    let agency = Agency::sqlite();
    let as_usual = |args: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("umask 022; exec '{}' {args}", env!("CARGO_BIN_EXE_tellal"))]);
        command
    };
    let new = agency.beside("new");
    assert!(as_usual(&format!("init --data '{}'", new.display())).output().unwrap().status.success());
    let server = agency.start(as_usual("serve")).await;
    server.release("Headline", "Text.").await.unwrap();
    let data = agency.data();
    for folder in [new.clone(), data.clone(), data.join("media"), data.join("index")] {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
    }
    for name in ["tellal.toml", "tellal.db", "wire.key"] {
        assert_eq!((mode(&new.join(name)), mode(&data.join(name))), (0o600, 0o600), "{name}");
    }
    for name in ["tellal.db-wal", "tellal.db-shm", "serve.lock"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    server.stop();
}

#[test]
fn a_wrong_configuration_is_refused_by_line() {
    let agency = Agency::sqlite();
    let data = agency.data();
    let file = data.join("tellal.toml");
    let text = fs::read_to_string(&file).unwrap();
    let line = text.lines().position(|line| line.starts_with("log_level")).unwrap() + 1;
    fs::write(&file, text.replace("log_level = \"info\"", "log_level = \"loud\"")).unwrap();
    for command in ["serve", "check"] {
        let said = refused(&data, &[command]);
        assert!(said.contains(&format!("tellal.toml is not right: line {line} (`log_level`)")), "{said}");
        assert!(said.contains("error, warn, info, debug, trace"), "{said}");
    }
}

#[test]
fn a_database_that_cannot_be_reached_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("deep/data");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    // Its backlog takes the connection; nobody answers it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    for (port, cause) in [(closed, "Connection refused"), (silent.local_addr().unwrap().port(), "no answer within 4 s")]
    {
        let address = format!("postgres://news:secret@127.0.0.1:{port}/news");
        let said = refused(&data, &["init", "--database", &address]);
        assert!(said.contains(&format!("PostgreSQL at 127.0.0.1, port {port}: {cause}")), "{said}");
        assert!(!said.contains("secret"), "{said}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left");
    }
    let agency = Agency::sqlite();
    let text = fs::read_to_string(agency.data().join("tellal.toml")).unwrap();
    let address = format!("postgres://news:secret@127.0.0.1:{closed}/news");
    fs::write(agency.data().join("tellal.toml"), text.replace("\"sqlite\"", &format!("\"{address}\""))).unwrap();
    for command in ["serve", "verify", "check"] {
        let said = refused(&agency.data(), &[command]);
        assert!(said.contains(&format!("port {closed}: Connection refused")) && !said.contains("secret"), "{said}");
    }
}

#[test]
fn an_init_that_fails_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("a/b");
    for (args, named) in [
        (["--admin", ""], "login"),
        (["--admin", "no good"], "login"),
        (["--name", ""], "--name"),
        (["--name", " \t"], "--name"),
        (["--short-name", ""], "--short-name"),
        (["--code", "T"], "code"),
        (["--language", "xx"], "--language: an agency files in tr, en, "),
        (["--language", "english"], "--language"),
        (["--database", "mysql://x"], "--database"),
    ] {
        let said = refused(&data, &["init", args[0], args[1]]);
        assert!(said.contains(named), "{args:?}: {said}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "{args:?} left something");
    }
    // What was there stays.
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("notes.txt"), "mine").unwrap();
    refused(&data, &["init", "--admin", ""]);
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
    done(&data, &["init"]);
    done(&data, &["check"]);
}

#[tokio::test]
async fn an_agency_speaks_the_language_that_its_operator_names() {
    let agency = Agency::sqlite();
    let other = agency.beside("other");
    done(&other, &["init", "--language", "fr"]);
    assert!(done(&other, &["init", "--help"]).contains("--language <LANGUAGE>"));
    for (data, language) in [(agency.data(), "en"), (other, "fr")] {
        let db = Db::open(&Location::Sqlite(data.join("tellal.db"))).await.unwrap();
        let accounts = Accounts::new(db.clone(), Arc::new(SystemClock));
        assert_eq!(accounts.agency().await.unwrap().unwrap().language.as_str(), language);
        db.close().await;
    }
    // Before there is a story, the site's front page is in that language too.
    let server = agency.serve().await;
    let front = server.client.get(&server.base).send().await.unwrap();
    assert_eq!((front.status().as_u16(), front.url().path()), (200, "/en/"));
    server.stop();
}

#[tokio::test]
async fn an_init_that_was_cut_off_is_finished_by_another() {
    let agency = Agency::sqlite();
    let (data, file) = (agency.data(), agency.data().join("tellal.toml"));
    fs::remove_file(&file).unwrap();
    assert!(refused(&data, &["init"]).contains("holds an agency already"), "a whole agency is not made anew");
    assert!(data.join("tellal.db").exists() && data.join("wire.key").exists(), "and not taken away");
    // As a kill leaves it before its last steps.
    let db = Db::open(&Location::Sqlite(data.join("tellal.db"))).await.unwrap();
    assert_eq!(db.run("DELETE FROM agency", args![]).await.unwrap(), 1);
    db.close().await;
    fs::write(data.join("tellal.toml.new"), "#".repeat(100_000)).unwrap();
    assert!(done(&data, &["init"]).contains("administrator: admin   password: "));
    done(&data, &["check"]);
    assert!(!fs::read_to_string(&file).unwrap().contains("##"), "the configuration is whole");
}

#[test]
fn a_lost_database_is_not_replaced_in_silence() {
    let agency = Agency::sqlite();
    let file = agency.data().join("tellal.db");
    fs::remove_file(&file).unwrap();
    for command in ["serve", "verify", "check"] {
        assert!(refused(&agency.data(), &[command]).contains("tellal.db is missing"));
    }
    assert!(!file.exists());
}

#[test]
fn the_record_is_changed_and_the_agency_is_frozen_by_commands() {
    let agency = Agency::sqlite();
    let data = agency.data();
    done(
        &data,
        &["agency", "set", "--name", "tr: Deneme Ajansı", "--closing", "tr: Devamı abonelere.", "--time-zone", "UTC"],
    );
    let shown = done(&data, &["agency", "show"]);
    assert!(
        shown.contains("tr: Deneme Ajansı")
            && shown.contains("tr: Devamı abonelere.")
            && shown.contains("time zone: UTC")
    );
    assert!(done(&data, &["agency", "set", "--time-zone", "UTC"]).starts_with("nothing is changed"));
    let wrong = refused(&data, &["agency", "set", "--time-zone", "Istanbul"]);
    assert!(wrong.contains("time_zone") && wrong.contains("Europe/Istanbul"), "{wrong}");
    let wrong = refused(&data, &["agency", "set", "--section", "2 | SPORT | sport | en: Sport"]);
    assert!(wrong.contains("three capitals"), "{wrong}");
    let frozen = done(&data, &["freeze", "all", "--reason", "Somebody got in."]);
    assert_eq!(frozen.matches("by operator: Somebody got in.").count(), 3, "{frozen}");
    let file = agency.beside("story.md");
    std::fs::write(&file, "---\nheadline: Haber\n---\nBir haber.\n").unwrap();
    let told = refused(&data, &["file", "--release", file.to_str().unwrap()]);
    assert!(told.contains("nothing is released since") && told.contains("Somebody got in."), "{told}");
    assert!(refused(&data, &["freeze", "world", "--reason", "x"]).contains("releases, staff, subscribers, or a desk"));
    assert!(done(&data, &["thaw", "all", "--reason", "A drill."]).contains("nothing stands still"));
    done(&data, &["file", "--release", file.to_str().unwrap()]);
    let audit = done(&data, &["audit", "--actor", "operator", "--csv", "--act", "freeze"]);
    assert!(audit.starts_with("time,actor,act,subject,detail") && audit.lines().count() == 4, "{audit}");
}

#[test]
fn a_new_agency_has_the_time_zone_that_it_is_given() {
    let dir = tempfile::tempdir().unwrap();
    let (data, other) = (dir.path().join("data"), dir.path().join("other"));
    done(&data, &["init", "--time-zone", "Asia/Tokyo"]);
    assert!(done(&data, &["agency", "show"]).contains("time zone: Asia/Tokyo"));
    let wrong = refused(&other, &["init", "--time-zone", "Tokyo"]);
    assert!(wrong.contains("--time-zone") && !other.exists(), "{wrong}");
}
