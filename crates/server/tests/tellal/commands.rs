//! The commands, used rightly and wrongly.

use crate::agency::{Agency, done, refused, tellal};
use std::{fs, path::Path};

#[test]
fn help_teaches_and_nonsense_is_refused() {
    let nowhere = Path::new("/nonexistent/agency");
    let help = done(nowhere, &["--help"]);
    for word in ["demo", "init", "serve", "import", "verify", "TELLAL_DATA", "Start here"] {
        assert!(help.contains(word), "{word}");
    }
    assert!(refused(nowhere, &["serve"]).contains("tellal init"));
    assert!(refused(nowhere, &["launch"]).contains("launch"));
    let agency = Agency::sqlite();
    let data = agency.data();
    assert!(refused(&data, &["init"]).contains("already"));
    assert!(refused(&data, &["staff", "add", "x y"]).contains("login"));
    assert!(refused(&data, &["staff", "add", "chief"]).contains("exists already"));
    assert!(refused(&data, &["org", "contract", "Paper", "--products", "99"]).contains("99"));
    assert!(refused(&data, &["org", "contract", "Nobody", "--products", "1"]).contains("Nobody"));
    assert!(refused(&data, &["product", "put", "9", "Odd", "--filter", "{\"colour\":[1]}"]).contains("filter"));
    assert!(refused(&data, &["import", "/nonexistent.jsonl"]).contains("nonexistent"));
    fs::write(data.join("tellal.toml"), "lisen = 1").unwrap();
    assert!(refused(&data, &["serve"]).contains("lisen"));
}

#[test]
fn importing_twice_adds_nothing_twice() {
    let agency = Agency::sqlite();
    let data = agency.data();
    let folder = agency.beside("in");
    fs::create_dir(&folder).unwrap();
    let line = |n: u32| {
        format!(
            "{{\"id\":\"out-{n}\",\"lang\":\"en\",\"title\":\"Story {n}\",\"date\":\"2026-01-0{n}\",\"body\":\"First.\\n\\nSecond.\",\"extra\":1}}\n"
        )
    };
    let lines = format!(
        "{}{}\nnot json\n{{\"id\":\"e\",\"lang\":\"en\",\"title\":\"Empty\",\"body\":\"\"}}\n{}",
        line(1),
        line(2),
        line(3)
    );
    fs::write(folder.join("a.jsonl"), lines).unwrap();
    fs::write(folder.join("b.md"), "---\nid: md-1\nlanguage: tr\n---\n# İlk başlık\n\nMetin.\n").unwrap();
    fs::write(
        folder.join("c.json"),
        r#"{"uri":"urn:x:1","type":"text","headline":"N","body_text":"Text.","language":"en"}"#,
    )
    .unwrap();
    fs::write(folder.join("notes.txt"), "passed over").unwrap();
    let report = agency.beside("report.txt");
    let args = ["import", folder.to_str().unwrap(), "--release", "--report", report.to_str().unwrap()];
    let first = tellal(&data, &args);
    let said = String::from_utf8(first.stdout).unwrap();
    assert_eq!(first.status.code(), Some(2), "something was refused: {said}");
    assert!(said.contains("5 released") && said.contains("2 refused"), "{said}");
    let refused = fs::read_to_string(&report).unwrap();
    assert!(refused.contains("a.jsonl:4") && refused.contains("a.jsonl:5"), "{refused}");
    let said = String::from_utf8(tellal(&data, &args).stdout).unwrap();
    assert!(said.contains("0 released") && said.contains("5 known before"), "{said}");
    assert!(done(&data, &["verify"]).starts_with("5 entries"));
    let log = agency.beside("log.jsonl");
    done(&data, &["export", log.to_str().unwrap()]);
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("2026-01-02T00:00:00Z"), "the date that a story came with is signed: {log}");
}

#[test]
fn one_story_is_filed_with_its_picture() {
    let agency = Agency::sqlite();
    let data = agency.data();
    fs::write(agency.beside("dot.gif"), b"GIF89a\x01\x00\x02\x00\x00\x00\x00;").unwrap();
    let picture = agency.beside("dot.md");
    fs::write(&picture, "---\nid: dot\nheadline: A dot\nmedia: dot.gif\n---\nA dot, enlarged.\n").unwrap();
    let picture = picture.to_str().unwrap();
    assert!(done(&data, &["file", picture, "--release"]).contains(":picture:"));
    assert!(done(&data, &["file", picture, "--release"]).contains("filed before"));
    assert!(done(&data, &["check"]).contains("1 of them, all there"));
    let late = agency.beside("late.md");
    fs::write(&late, "---\nheadline: Later\nembargo: 2199-01-01T00:00:00Z\n---\nText.\n").unwrap();
    assert!(done(&data, &["file", late.to_str().unwrap(), "--release"]).contains("goes out at 2199"));
    let odd = agency.beside("odd.md");
    fs::write(&odd, "---\nheadline: Odd\ncolour: red\n---\nText.\n").unwrap();
    let said = refused(&data, &["file", odd.to_str().unwrap()]);
    assert!(said.contains("line 3") && said.contains("colour"), "{said}");
}

#[test]
fn an_exported_log_is_verified_without_the_agency() {
    let agency = Agency::sqlite();
    let data = agency.data();
    for n in 1..=3 {
        let story = agency.beside("story.md");
        fs::write(&story, format!("---\nid: s{n}\nheadline: Story {n}\n---\nText {n}.\n")).unwrap();
        done(&data, &["file", story.to_str().unwrap(), "--release"]);
    }
    let nowhere = Path::new("/nonexistent/agency");
    for name in ["log.jsonl", "log.jsonl.gz"] {
        let file = agency.beside(name);
        let file = file.to_str().unwrap();
        done(&data, &["export", file]);
        assert!(refused(&data, &["export", file]).contains("cannot be made"), "nothing is overwritten");
        assert!(done(nowhere, &["verify", file]).starts_with("3 entries"));
    }
    let text = fs::read_to_string(agency.beside("log.jsonl")).unwrap();
    let forged = agency.beside("forged.jsonl");
    fs::write(&forged, text.replace("Text 2.", "Text 9.")).unwrap();
    assert!(refused(nowhere, &["verify", forged.to_str().unwrap()]).contains("entry 2 is bad"));
    let cut: Vec<&str> = text.lines().take(3).collect();
    fs::write(&forged, cut.join("\n")).unwrap();
    assert!(refused(nowhere, &["verify", forged.to_str().unwrap()]).contains("entry 3 is bad"));
    // Somebody who signs a log of their own is found out by the keys that were published.
    let keys = agency.beside("keys.json");
    fs::write(&keys, r#"{"keys":[]}"#).unwrap();
    let file = agency.beside("log.jsonl");
    let said = refused(nowhere, &["verify", file.to_str().unwrap(), "--keys", keys.to_str().unwrap()]);
    assert!(said.contains("not known"), "{said}");
}

#[test]
fn a_lost_key_is_not_replaced_in_silence() {
    let agency = Agency::sqlite();
    let data = agency.data();
    let key = fs::read(data.join("wire.key")).unwrap();
    done(&data, &["product", "list"]);
    fs::remove_file(data.join("wire.key")).unwrap();
    assert!(refused(&data, &["product", "list"]).contains("wire.key is missing"));
    assert!(refused(&data, &["check"]).contains("BAD      signing key"));
    fs::write(data.join("wire.key"), &key[..7]).unwrap();
    let said = refused(&data, &["product", "list"]);
    assert!(said.contains("wire.key"), "{said}");
}

#[tokio::test]
async fn two_servers_do_not_share_a_folder() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    assert!(refused(&agency.data(), &["serve"]).contains("already"));
    assert!(refused(&agency.data(), &["reindex"]).contains("already"));
    server.stop();
    assert!(done(&agency.data(), &["check"]).contains("search index: is there"));
    done(&agency.data(), &["reindex"]);
    assert!(done(&agency.data(), &["check"]).contains("search index: is not there"));
    assert!(done(&agency.data(), &["verify"]).contains("the log is empty"));
}

/// A story in Markdown with most of what a story can say.
const STORY: &str = "---\nid: tel:text:20260901:7\nlanguage: tr\ncategory: general\nheadline: İzmir'de deprem\nslug: DEPREM\n\
                     byline: Ayşe Kaya\ndateline: İzmir, TR\npriority: 2\nkeywords: deprem, Ege\n---\n\
                     Ege'de **şiddetli** bir deprem oldu.\n\n## Artçılar\n\n- bir\n- iki\n";

#[test]
fn a_story_goes_through_every_format_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let nowhere = Path::new("/nonexistent/agency");
    fs::write(at("story.md"), STORY).unwrap();
    let help = done(nowhere, &["convert", "--help"]);
    for format in [
        "newsml-g2",
        "newsml-g2-html",
        "newsml12",
        "ninjs3",
        "ninjs2",
        "ninjs1",
        "nitf",
        "nitf-plain",
        "rss",
        "atom",
        "jsonfeed",
        "html",
    ] {
        assert!(help.contains(format), "{format}");
        let (there, back) = (at(&format!("story.{format}")), at(&format!("back.{format}.md")));
        done(nowhere, &["convert", &at("story.md"), &there, "--to", format]);
        done(nowhere, &["convert", &there, &back, "--to", "markdown"]);
        let text = fs::read_to_string(&back).unwrap();
        for part in
            ["tel:text:20260901:7", "İzmir'de deprem", "Ayşe Kaya", "**şiddetli**", "## Artçılar", "deprem, Ege"]
        {
            assert!(text.contains(part), "{format}: {part}\n{text}");
        }
    }
    let said = tellal(nowhere, &["convert", &at("story.md"), &at("has.xml"), "--to", "newsml29", "--explain"]);
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("newsml29 cannot carry: country of that city"), "{said}");
    assert!(refused(nowhere, &["convert", &at("story.md"), "-", "--to", "poem"]).contains("is not a format"));
    fs::write(at("odd.bin"), "no format begins so").unwrap();
    assert!(refused(nowhere, &["convert", &at("odd.bin"), "-", "--to", "nitf"]).contains("--from"));
    fs::write(at("bad.xml"), "<nitf>\n<body>").unwrap();
    assert!(refused(nowhere, &["convert", &at("bad.xml"), "-", "--to", "html"]).contains("line 2"));
}

#[test]
fn what_others_send_is_read_and_kept_as_it_came() {
    let agency = Agency::sqlite();
    let data = agency.data();
    let folder = agency.beside("in");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.md"), STORY).unwrap();
    let nitf = folder.join("b.xml");
    done(&data, &["convert", folder.join("a.md").to_str().unwrap(), nitf.to_str().unwrap(), "--to", "nitf"]);
    let text = fs::read_to_string(&nitf).unwrap();
    fs::write(&nitf, text.replace("20260901:7", "20260901:8")).unwrap();
    fs::write(folder.join("c.xml"), "<!DOCTYPE x [<!ENTITY a \"b\">]><nitf>&a;").unwrap();
    let kill = "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:x:1\" version=\"2\"><itemMeta>\
                <itemClass qcode=\"ninat:text\"/><pubStatus qcode=\"stat:canceled\"/></itemMeta></newsItem>";
    fs::write(folder.join("d.xml"), kill).unwrap();
    let reference =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../format/tests/data/photo/IPTC-PhotometadataRef-Std2017.1.jpg");
    fs::copy(reference, folder.join("e.jpg")).unwrap();
    fs::write(folder.join("f.jpg"), include_bytes!("../../../../samples/pictures/loom.jpg")).unwrap();
    let outcome = tellal(&data, &["import", folder.to_str().unwrap(), "--release", "--explain"]);
    let (said, told) = (String::from_utf8(outcome.stdout).unwrap(), String::from_utf8(outcome.stderr).unwrap());
    assert!(said.contains("3 released") && said.contains("3 refused"), "{said}{told}");
    for why in [
        "c.xml: as nitf-plain: line 1",
        "d.xml: it says that the story is canceled",
        "f.jpg: the picture has no headline",
    ] {
        assert!(told.contains(why), "{why}\n{told}");
    }
    let list = done(&data, &["imports"]);
    let line = list.lines().find(|line| line.contains("c.xml")).unwrap();
    let sha256 = line.split_whitespace().nth(1).unwrap();
    assert_eq!(done(&data, &["imports", sha256]), fs::read_to_string(folder.join("c.xml")).unwrap());
    assert!(refused(&data, &["imports", "nonsense"]).contains("tellal imports"));
    let again = String::from_utf8(tellal(&data, &["import", folder.to_str().unwrap(), "--release"]).stdout).unwrap();
    assert!(again.contains("0 released") && again.contains("3 known before"), "{again}");
}

#[test]
fn an_organisation_is_listed_with_all_that_it_has() {
    let agency = Agency::sqlite();
    let data = agency.data();
    let limits = ["--archive-days", "30", "--download-limit", "500", "--languages", "en,tr"];
    done(
        &data,
        &[&["org", "contract", "Paper", "--products", "1", "--from", "2020-01-01T00:00:00Z"][..], &limits].concat(),
    );
    done(&data, &["org", "user", "Paper", "evening"]);
    done(&data, &["org", "freeze-user", "evening"]);
    let said = done(&data, &["org", "list"]);
    for part in [
        "Paper\n",
        "languages all; whole archive; downloads without limit; from 2020-01-01T00:00:00Z until open\n",
        "languages en,tr; archive of 30 days; 500 downloads a month; from 2020-01-01T00:00:00Z until open\n",
        "  API user evening  frozen\n",
        "  API user paper\n",
        "… test\n",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn people_keys_and_staff_are_managed_by_commands() {
    let agency = Agency::sqlite();
    let data = agency.data();
    let person = |act: &str, more: &[&str]| -> Vec<String> {
        let all = [&["org", "person", act, "Paper", "ayse@paper.example"][..], more].concat();
        all.into_iter().map(str::to_owned).collect()
    };
    let run = |args: Vec<String>| done(&data, &args.iter().map(String::as_str).collect::<Vec<_>>());
    let refuse = |args: Vec<String>| refused(&data, &args.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(run(person("add", &["--name", "Ayşe", "--master"])).contains("Ayşe signs in as ayse@paper.example"));
    assert!(refuse(person("add", &["--name", "Ayşe"])).contains("exists already"));
    assert_eq!(done(&data, &["org", "person", "list", "Paper"]), "ayse@paper.example  Ayşe  master\n");
    assert!(refuse(person("freeze", &[])).contains("last master user"));
    run(person("freeze", &["--even-last"]));
    assert!(done(&data, &["org", "list"]).contains("  person ayse@paper.example  Ayşe  master  frozen\n"));
    run(person("change", &["--master", "false", "--name", "Ayşe Kaya"]));
    run(person("delete", &[]));
    assert!(refuse(person("thaw", &[])).contains("ayse@paper.example"));
    done(&data, &["org", "change", "Paper", "--rename", "Journal", "--email", "desk@journal.example"]);
    assert!(refused(&data, &["org", "delete", "Journal"]).contains("in use by 1 contract, 1 API user, 1 key"));
    let add = ["key", "add", "Journal", "--label", "website", "--scope", "feed,items", "--address", "192.0.2.0/24"];
    assert!(done(&data, &[&add[..], &["--expires", "2099-01-01T00:00:00Z"]].concat()).contains("tellal_"));
    assert!(refused(&data, &[&add[..], &["--scope", "poems"]].concat()).contains("poems"));
    assert!(refused(&data, &[&add[..], &["--address", "paper.example"]].concat()).contains("addresses"));
    done(&data, &add);
    assert!(refused(&data, &add).contains("2 active keys"));
    let list = done(&data, &["key", "list", "Journal"]);
    assert!(
        list.contains("website  active  never used  opens feed,items  from 192.0.2.0/24  until 2099-01-01T00:00:00Z\n"),
        "{list}"
    );
    done(&data, &["staff", "change", "chief", "--role", "business", "--email", "chief@tellal.example"]);
    assert!(done(&data, &["staff", "list"]).contains("business       chief  chief@tellal.example\n"));
    assert!(refused(&data, &["staff", "change", "admin", "--role", "chief"]).contains("last administrator"));
    assert!(refused(&data, &["staff", "freeze", "admin"]).contains("last administrator"));
}
