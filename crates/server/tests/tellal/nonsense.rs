//! Wrong requests: each gets a problem document that names what is wrong, and changes nothing.

use crate::agency::{Agency, PASSWORD, Server, done, ok, story};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

async fn problem(answer: Response, status: u16, kind: &str) -> Value {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem = ok(answer, status).await.unwrap();
    assert_eq!(problem["type"], format!("/problems/{kind}"), "{problem}");
    assert_eq!(problem["status"], status, "{problem}");
    assert!(!problem["detail"].as_str().unwrap().is_empty() && !problem["title"].as_str().unwrap().is_empty());
    problem
}

async fn refused(request: RequestBuilder, status: u16, kind: &str, field: Option<&str>) {
    let problem = problem(request.send().await.unwrap(), status, kind).await;
    assert_eq!(problem["field"].as_str(), field, "{problem}");
}

fn new(story: &Value) -> Value {
    json!({"story": story})
}

#[tokio::test]
async fn wrong_stories_are_refused_by_field() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    let post = |body: Value| server.desk("POST", "/items").json(&body);
    let with = |key: &str, value: Value| {
        let mut story = story("Headline", "Text.");
        story[key] = value;
        new(&story)
    };
    for (body, field) in [
        (with("headline", json!("")), "story.headline"),
        (with("headline", json!("a\u{0}b")), "story.headline"),
        (with("priority", json!(9)), "story.priority"),
        (with("slug", json!("<b>")), "story.slug"),
        (with("language", json!("turkish!")), "story.language"),
        (with("embargo", json!("tomorrow")), "story.embargo"),
        (with("embargo", json!("2030-01-01T00:00:00")), "story.embargo"),
        (with("topics", json!(["medtop:1"])), "story.topics[0]"),
        (with("colour", json!("red")), "story.colour"),
        (json!({"story": story("H", "T."), "release": true}), "release"),
    ] {
        refused(post(body), 422, "unprocessable", Some(field)).await;
    }
    let script =
        json!({"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "a", "link": "javascript:x"}]}]});
    let answer = post(with("content", script)).send().await.unwrap();
    let found = problem(answer, 422, "unprocessable").await;
    assert!(found["field"].as_str().unwrap().starts_with("story.content"), "{found}");

    let raw = |body: &'static [u8]| server.desk("POST", "/items").header("Content-Type", "application/json").body(body);
    refused(raw(b"{\"story\":"), 400, "malformed", None).await;
    refused(raw(b"{\"story\": \"\xFF\"}"), 400, "malformed", None).await;
    let text = server.desk("POST", "/items").header("Content-Type", "text/plain").body("{}");
    refused(text, 415, "unsupported-media", None).await;
    let long = "word ".repeat(400_000);
    refused(post(new(&story("Headline", &long))), 413, "too-large", None).await;
    let list = ok(server.desk("GET", "/items").send().await.unwrap(), 200).await.unwrap();
    assert_eq!(list["items"], json!([]), "nothing was changed");
    server.stop();
}

#[tokio::test]
async fn what_comes_in_through_the_form_can_be_read() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    let form = [("name", "Ada"), ("organisation", "Harbour Post"), ("email", "ada@example.com"), ("country", "Malta")];
    let address = format!("{}/en/subscribe/", server.base);
    let sent = server.client.post(&address).form(&form).send().await.unwrap();
    assert!(sent.status().is_success(), "{}", sent.text().await.unwrap());
    let refused = server.client.post(&address).form(&form[..3]).send().await.unwrap();
    assert_eq!(refused.status(), 422);
    server.stop();
    let said = done(&agency.data(), &["requests"]);
    assert!(said.contains("Ada of Harbour Post (Malta), ada@example.com"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[tokio::test]
async fn what_is_meant_for_machines_is_answered_to_machines() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    for path in ["/api/v1/nothing", "/api/v2", "/desk/nothing", "/desk/api/nothing"] {
        refused(server.get(path), 404, "not-found", None).await;
    }
    let (status, html) = server.page("/en/nothing/here/at/all").await;
    assert!(status == 404 && html.contains("<!doctype html>"), "{status}: {html}");
    server.stop();
}

#[tokio::test]
async fn wrong_acts_are_refused() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    let id = server.draft("Headline", "Text.").await.unwrap();
    let act = |act: &str, edit: &str| {
        server.desk("POST", &format!("/items/{id}/{act}")).header("If-Match", edit).json(&json!({}))
    };
    refused(act("release", "\"7\""), 412, "stale-edit", Some("If-Match")).await;
    refused(act("release", "seven"), 400, "bad-request", Some("If-Match")).await;
    let bare = server.desk("POST", &format!("/items/{id}/release")).json(&json!({}));
    refused(bare, 400, "bad-request", Some("If-Match")).await;
    refused(act("update", "\"1\""), 409, "illegal-act", None).await;
    let kill = |id: &str| server.desk("POST", &format!("/items/{id}/kill")).json(&json!({"reason": "Wrong."}));
    refused(kill(&id), 409, "illegal-act", None).await;
    refused(kill("tel:text:20260901:999"), 404, "not-found", None).await;
    refused(kill("nonsense"), 400, "bad-request", Some("id")).await;
    refused(server.desk("GET", "/items/tel:text:20260901:999"), 404, "not-found", None).await;
    refused(server.desk("DELETE", &format!("/items/{id}")), 405, "method-not-allowed", None).await;
    refused(server.desk("POST", "/media").body("not a picture"), 415, "unsupported-media", None).await;
    let mut flash = story("Flash", "One.\n\nTwo.");
    flash["priority"] = json!(1);
    let made = ok(server.desk("POST", "/items").json(&new(&flash)).send().await.unwrap(), 201).await.unwrap();
    let path = format!("/items/{}/release", made["id"].as_str().unwrap());
    let release = server.desk("POST", &path).header("If-Match", "\"1\"").json(&json!({}));
    refused(release, 422, "unprocessable", Some("content.body")).await;
    let feed = ok(server.get("/api/v1/feed").send().await.unwrap(), 200).await.unwrap();
    assert_eq!(feed["head"], 0, "nothing went out");
    server.stop();
}

/// Every route that is not public, as it is asked for.
const CLOSED: [(&str, &str); 14] = [
    ("GET", "/desk/api/me"),
    ("GET", "/desk/api/items"),
    ("POST", "/desk/api/items"),
    ("POST", "/desk/api/media"),
    ("GET", "/desk/api/items/ID"),
    ("PUT", "/desk/api/items/ID"),
    ("POST", "/desk/api/items/ID/release"),
    ("POST", "/desk/api/items/ID/kill"),
    ("GET", "/api/v1/feed"),
    ("GET", "/api/v1/stream"),
    ("GET", "/api/v1/items/ID"),
    ("GET", "/api/v1/items/ID/versions"),
    ("GET", "/api/v1/items/ID/versions/1"),
    ("GET", "/api/v1/search?q=vortex"),
];

#[tokio::test]
async fn nobody_gets_in_by_the_wrong_door() {
    let agency = Agency::sqlite();
    let server: Server = agency.serve().await;
    let (id, _) = server.release("Headline", "A vortex.").await.unwrap();
    for (method, path) in CLOSED {
        let address = format!("{}{}", server.base, path.replace("ID", &id));
        let ask = || server.client.request(method.parse().unwrap(), &address);
        let is_desk = path.starts_with("/desk");
        let mut keys = vec![
            ask(),
            ask().basic_auth("chief", Some("wrong password")),
            ask().basic_auth("nobody", Some(PASSWORD)),
            ask().bearer_auth("tellal_0000"),
        ];
        // Staff do not read the wire as subscribers, and subscribers do not write it.
        keys.push(if is_desk {
            ask().basic_auth("paper", Some(PASSWORD))
        } else {
            ask().basic_auth("chief", Some(PASSWORD))
        });
        for request in keys {
            let answer = request.send().await.unwrap();
            assert!(answer.headers().contains_key("www-authenticate"), "{method} {path}");
            let problem = problem(answer, 401, "unauthorised").await;
            assert!(!problem.to_string().contains("vortex"), "{method} {path}: {problem}");
        }
    }
    server.stop();
}
