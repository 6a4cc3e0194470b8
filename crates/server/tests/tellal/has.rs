//! HAS as a client in production meets it: over HTTP, with a login and nothing else.

use crate::agency::{Agency, Server, done};
use reqwest::{Client, redirect::Policy};
use serde_json::{Value, json};
use std::{
    fs,
    time::{Duration, Instant},
};

/// A picture of the demo.
const PICTURE: &[u8] = include_bytes!("../../../../samples/pictures/loom.jpg");

async fn agency_with_news() -> (Agency, Server) {
    let agency = Agency::sqlite();
    fs::write(agency.beside("dot.jpg"), PICTURE).unwrap();
    let picture = "---\nid: dot\nheadline: A dot\nmedia: dot.jpg\ncredit: Ada Kaya/TEL\n---\nA dot, enlarged.\n";
    fs::write(agency.beside("dot.md"), picture).unwrap();
    fs::write(agency.beside("story.md"), "---\nid: s\nheadline: A story\ndateline: Ankara, TR\n---\nThe text.\n")
        .unwrap();
    for name in ["dot.md", "story.md"] {
        done(&agency.data(), &["file", agency.beside(name).to_str().unwrap(), "--release"]);
    }
    let server = agency.serve().await;
    (agency, server)
}

async fn search(server: &Server, form: &str) -> Vec<Value> {
    let asked = server.has("POST", "/search").header("Content-Type", "application/x-www-form-urlencoded");
    let answer: Value = asked.body(form.to_owned()).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["response"], json!({"success": true, "code": 200, "message": "OK"}));
    answer["data"]["result"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_client_takes_text_and_pictures() {
    let (_agency, server) = agency_with_news().await;
    let rows = search(&server, "&start_date=*&end_date=\"NOW\"&filter_type=").await;
    assert_eq!(rows.len(), 2);
    let of = |kind: &str| rows.iter().find(|row| row["type"] == kind).unwrap();
    assert_eq!(of("text").get("group_id"), None);
    let text = of("text")["id"].as_str().unwrap();
    let document = server.has("GET", &format!("/document/{text}/newsml29")).send().await.unwrap().text().await.unwrap();
    assert!(document.contains("ANKARA (TEL) - The text."), "{document}");
    let picture = of("picture")["id"].as_str().unwrap();
    let group = of("picture")["group_id"].as_str().unwrap();
    for path in
        [format!("/document/{picture}/print"), format!("/document/{picture}/web"), format!("/token/{picture}/print")]
    {
        let answer = server.has("GET", &path).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
            (200, "image/jpeg"),
            "{path}"
        );
        let bytes = answer.bytes().await.unwrap();
        assert!(bytes.starts_with(&[0xFF, 0xD8, 0xFF]), "{path}");
    }
    let links: Value =
        server.has("GET", &format!("/multitoken/{group}/web")).send().await.unwrap().json().await.unwrap();
    assert_eq!(links["data"]["total"], 1);
    let page = server.client.get(format!("{}/abone/", server.base)).send().await.unwrap();
    assert!(page.text().await.unwrap().contains(&format!("{}/abone", server.base)));
}

#[tokio::test]
async fn a_link_is_bound_to_the_address_that_a_proxy_saw() {
    let (_agency, server) = agency_with_news().await;
    let rows = search(&server, "filter_type=2").await;
    let id = rows[0]["id"].as_str().unwrap();
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let asked =
        client.get(format!("{}/abone/token/{id}/web", server.base)).basic_auth("paper", Some(crate::agency::PASSWORD));
    let answer = asked.header("X-Forwarded-For", "203.0.113.5").send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 302);
    let url = answer.headers()["location"].to_str().unwrap().to_owned();
    let from = async |address: &str| {
        client.get(&url).header("X-Forwarded-For", address).send().await.unwrap().status().as_u16()
    };
    assert_eq!((from("203.0.113.5").await, from("203.0.113.6").await), (200, 403));
    assert_eq!(from("203.0.113.5, 203.0.113.6").await, 403, "what a stranger writes before it does not count");
}

#[tokio::test]
async fn hasty_clients_are_held_and_not_refused() {
    let (_agency, server) = agency_with_news().await;
    // The first sign-in hashes the password; the pace is that of the requests after it.
    server.has("GET", "/subscription").send().await.unwrap();
    let began = Instant::now();
    for _ in 0..3 {
        let answer = server.has("GET", "/discover/tr_TR").send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
    }
    // At least so long: a bound from below, which no slow machine breaks.
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
}
