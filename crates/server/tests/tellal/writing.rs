//! What the editor asks the server while somebody writes.

use crate::agency::{Agency, ok, story};
use serde_json::{Value, json};

#[tokio::test]
async fn the_editor_is_told_what_its_fields_may_hold() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    let get = async |path: &str| ok(server.desk("GET", path).send().await.unwrap(), 200).await.unwrap();
    let vocabulary = get("/vocabulary").await;
    let length = |name: &str| vocabulary[name].as_array().map_or(0, Vec::len);
    assert_eq!((length("priorities"), length("sections"), length("countries")), (6, 7, 250));
    assert!(vocabulary["zones"].as_array().unwrap().contains(&json!("Europe/Istanbul")));
    assert_eq!(vocabulary["rules"]["alert_chars_max"], 100);

    let arabic = get("/topics?q=%D8%B2%D9%84%D8%B2%D8%A7%D9%84&lang=ar").await;
    assert_eq!(arabic["topics"][0]["id"], "medtop:20000153");
    let named = get("/topics?ids=medtop:20000153,99999999&lang=tr").await;
    assert_eq!(named["topics"], json!([{"id": "medtop:20000153", "name": "earthquake", "lang": "en"}]));
    for wrong in ["/topics?ids=quake", "/topics?lang=english!", "/topics?colour=red", "/lookup?kind=song"] {
        ok(server.desk("GET", wrong).send().await.unwrap(), 400).await.unwrap();
    }
    server.stop();
}

#[tokio::test]
async fn an_embargo_is_read_as_it_will_be_kept() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    let read = async |time: &str, zone: &str, status| {
        let path = format!("/embargo?time={time}&zone={zone}");
        ok(server.desk("GET", &path).send().await.unwrap(), status).await.unwrap()
    };
    assert_eq!(read("2027-01-15T06:00", "America/New_York", 200).await["instant"], "2027-01-15T11:00:00Z");
    for (time, zone, why) in [
        ("2027-03-14T02:30", "America/New_York", "does not exist"),
        ("2027-11-07T01:30", "America/New_York", "comes twice"),
        ("2027-01-15T06:00", "", "has no zone"),
        ("2027-01-15T06:00", "Mars/Olympus", "is no time zone"),
        ("tomorrow", "Europe/London", "write a date and a time"),
    ] {
        let problem = read(time, zone, 422).await;
        assert_eq!(problem["field"], "embargo");
        assert!(problem["detail"].as_str().unwrap().contains(why), "{problem}");
    }
    server.stop();
}

#[tokio::test]
async fn a_summary_is_proposed_long_before_the_story_can_go_out() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    let propose = async |manuscript: &Value, status| {
        ok(server.desk("POST", "/summary").json(manuscript).send().await.unwrap(), status).await.unwrap()
    };
    let lead = "A strong earthquake shook the western city of Izmir on Friday morning, officials said.";
    let rest = "Rescue teams searched two collapsed buildings in the district of Bornova until noon. \
                Three people were taken to hospital with light injuries, the governor told reporters.";
    let mut manuscript = story("Quake", &format!("{lead} {rest}"));
    for unfinished in ["slug", "headline"] {
        manuscript.as_object_mut().unwrap().remove(unfinished);
    }
    manuscript["language"] = json!("en");
    manuscript["public_summary"] = json!("What stood here before is not proposed again.");
    manuscript["embargo_at"] = json!({"time": "half a time", "zone": ""});
    let proposed = propose(&manuscript, 200).await;
    assert!(proposed["text"].as_str().unwrap().starts_with(lead), "{proposed}");
    manuscript["content"]["body"] = json!([{"block": "paragraph", "spans": [{"text": "One sentence."}]}]);
    assert_eq!(propose(&manuscript, 200).await["text"], Value::Null);
    manuscript["content"]["body"] = json!([]);
    assert_eq!(propose(&manuscript, 422).await["field"], "content");
    manuscript["content"] = json!({"kind": "picture", "caption": ""});
    assert_eq!(propose(&manuscript, 422).await["field"], "content.kind");
    propose(&json!({}), 422).await;
    server.stop();
}
