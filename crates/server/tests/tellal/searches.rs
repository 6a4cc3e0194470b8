//! `tellal searches`: what readers have saved, and what of it can still be read.

use crate::{
    agency::{Agency, Server, done, refused},
    browser::Browser,
};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};
use store::{Db, Location, args};

/// Tries to see an alert, 20 milliseconds apart.
const ALERT_TRIES: u32 = 1_500;

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let agency = Agency::sqlite();
    let location = Location::Sqlite(agency.data().join("tellal.db"));
    the_operator_sees_what_is_saved(&agency, &location).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let address = kit::postgres_address().await;
    the_operator_sees_what_is_saved(&Agency::on(&address), &Location::Postgres(address)).await;
}

async fn the_operator_sees_what_is_saved(agency: &Agency, location: &Location) {
    let data = agency.data();
    done(&data, &["org", "add", "Elsewhere"]);
    for (organisation, email, name) in [
        ("Paper", "ada@paper.example", "Ada"),
        ("Paper", "can@paper.example", "Can"),
        ("Elsewhere", "eva@else.example", "Eva"),
    ] {
        done(&data, &["org", "person", "add", organisation, email, "--name", name, "--master"]);
    }
    assert_eq!(done(&data, &["searches", "list"]), "");
    let server = agency.serve().await;
    let (quakes, shared) = readers_save(&server, &data).await;
    they_are_listed(&data, &quakes, &shared);
    assert_eq!(done(&data, &["searches", "check"]), "3 saved searches, 0 cannot be read\n");
    let db = Db::open(location).await.unwrap();
    // As a language would leave it in which parentheses have another meaning.
    let changed = db.run("UPDATE saved_search SET query = 'quake AND (ferry' WHERE name = 'Quakes'", args![]).await;
    assert_eq!(changed.unwrap(), 1);
    what_cannot_be_read_is_told(&data, quakes["id"].as_str().unwrap());
    what_is_not_there_is_refused(&data);
    db.close().await;
    server.stop();
}

/// One search of Ada's that has found something, one that her organisation shares, and one that nobody hears of. Answers
/// the first two.
async fn readers_save(server: &Server, data: &Path) -> (Value, Value) {
    let (ada, eva) = (Browser::of(server, "ada@paper.example").await, Browser::of(server, "eva@else.example").await);
    let alert = json!({"portal": true, "sound": true, "email": "digest"});
    let quakes = json!({"name": "Quakes", "folder": "Earth", "query": "quake -drill", "alert": alert});
    let quakes = ada.save(server, &quakes).await;
    let shared = json!({"name": "Ours", "query": "ferry", "owner": "organisation", "alert": {"portal": true}});
    let shared = ada.save(server, &shared).await;
    eva.save(server, &json!({"name": "Quiet", "query": "quake"})).await;
    server.release("A quake in town", "Text.").await.unwrap();
    for _ in 0..ALERT_TRIES {
        if list(data, &[]).iter().any(|search| search["alerts"] != 0) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    (quakes, shared)
}

fn list(data: &Path, more: &[&str]) -> Vec<Value> {
    serde_json::from_str(&done(data, &[&["searches", "list", "--json"], more].concat())).unwrap()
}

fn they_are_listed(data: &Path, quakes: &Value, shared: &Value) {
    let all = list(data, &[]);
    let told = |search: &Value| (search["name"].as_str().unwrap().to_owned(), search["alerts"].as_u64().unwrap());
    let found: Vec<_> = all.iter().map(told).collect();
    assert_eq!(found, [("Quiet".to_owned(), 0), ("Ours".to_owned(), 0), ("Quakes".to_owned(), 1)]);
    assert_eq!((&all[1]["owner"], &all[1]["unreadable"], &all[1]["id"]), (&Value::Null, &Value::Null, &shared["id"]));
    let ada_hears = json!([{"name": "Ada", "email": "ada@paper.example", "alert": quakes["alert"]}]);
    assert_eq!((&all[2]["heard_by"], &all[2]["owner"]["email"]), (&ada_hears, &json!("ada@paper.example")));
    let of = |more: &[&str]| list(data, more).iter().map(|search| told(search).0).collect::<Vec<_>>();
    assert_eq!(of(&["--organisation", "Paper"]), ["Ours", "Quakes"]);
    assert_eq!(of(&["--organisation", "Paper", "--person", "Ada@Paper.example"]), ["Ours", "Quakes"]);
    assert_eq!(of(&["--organisation", "Paper", "--person", "can@paper.example"]), [""; 0], "Can hears of nothing");
    let said = done(data, &["searches", "list"]);
    let line = format!("{}  Paper  ada@paper.example  Earth/Quakes  1 alerts", quakes["id"].as_str().unwrap());
    let ways = "ada@paper.example (portal with sound, mail in the digest)";
    assert!(said.contains(&line) && said.contains(ways), "{said}");
    assert!(said.contains("Elsewhere  eva@else.example  Quiet  0 alerts\n    quake\n    heard by nobody"), "{said}");
}

fn what_cannot_be_read_is_told(data: &Path, id: &str) {
    let said = refused(data, &["searches", "check"]);
    assert!(said.contains("Earth/Quakes\n    quake AND (ferry\n    at character "), "{said}");
    assert!(said.contains("3 saved searches, 1 cannot be read"), "{said}");
    let bad: Value = serde_json::from_str(&refused(data, &["searches", "check", "--json"])).unwrap();
    assert_eq!((bad.as_array().unwrap().len(), bad[0]["id"].as_str()), (1, Some(id)));
    assert!(bad[0]["unreadable"]["position"].as_u64().unwrap() > 0 && bad[0]["unreadable"]["why"] != "", "{bad}");
    let elsewhere = done(data, &["searches", "check", "--organisation", "Elsewhere"]);
    assert_eq!(elsewhere, "1 saved searches, 0 cannot be read\n");
    let said = done(data, &["searches", "show", id]);
    assert!(
        said.contains("BAD       cannot be read, at character") && said.contains("1 in the last 30 days"),
        "{said}"
    );
    assert_eq!(serde_json::from_str::<Value>(&done(data, &["searches", "show", id, "--json"])).unwrap(), bad[0]);
}

fn what_is_not_there_is_refused(data: &Path) {
    for (args, why) in [
        (&["show", "999"][..], "there is no saved search `999`"),
        (&["show", "quake"], "is not the id of a saved search"),
        (&["list", "--person", "ada@paper.example"], "--organisation"),
        (&["list", "--organisation", "Nobody"], "Nobody"),
        (&["list", "--organisation", "Elsewhere", "--person", "ada@paper.example"], "nobody who signs in as"),
    ] {
        let said = refused(data, &[&["searches"], args].concat());
        assert!(said.contains(why), "{args:?}: {said}");
    }
}
