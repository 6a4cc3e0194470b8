use super::{
    has::refused,
    stand::{By, Stand, of_content, request, stored},
};
use account::{OPERATOR, PhotoSize, Terms};
use axum::{body::Body, extract::ConnectInfo};
use jiff::Timestamp;
use serde_json::json;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use story::{ProductId, Story};
use wire::Dispatch;

const ONE: [ProductId; 1] = [ProductId(1)];
const FORM: &str = "application/x-www-form-urlencoded";

/// A video whose file holds these words, in a group when one is named.
async fn film(stand: &Stand, words: &str, group: Option<&str>, product: u32) -> Arc<Dispatch> {
    let media = stored(stand, "video/mp4", words).await;
    let content = json!({"kind": "video", "media": media, "caption": "Kısa film."});
    let group = group.map(|group| group.parse().expect("a group"));
    stand.world.release(Story { group, ..of_content("Film", &content) }, &[ProductId(product)]).await
}

/// What is behind a link, for somebody at this address.
async fn follow(stand: &Stand, url: &str, from: [u8; 4]) -> super::stand::Answer {
    let path = url.strip_prefix("https://wire.example").expect("a link to here");
    let request = request(By::Nobody, "GET", path).extension(ConnectInfo(SocketAddr::from((from, 4_000))));
    stand.send(request.body(Body::empty()).unwrap()).await
}

/// The address at which clients of a stand are.
const HERE: [u8; 4] = [192, 0, 2, 1];

#[tokio::test]
async fn media_are_given_as_bytes_and_metadata_as_a_document() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Login(&reader);
    let id = film(&stand, "film", None, 1).await.entry.item.to_string();
    let bytes = stand.get(by, &format!("/abone/document/{id}/web")).await;
    assert_eq!(
        (bytes.status, bytes.text.as_str(), bytes.headers["content-type"].to_str().unwrap()),
        (200, "film", "video/mp4")
    );
    let encoded = stand.get(by, &format!("/abone/document/{}/web?v=1", id.replace(':', "%3A"))).await;
    assert_eq!(encoded.text, "film");
    let document = stand.get(by, &format!("/abone/document/{id}/newsml29")).await;
    assert!(document.text.contains("ninat:video") && document.text.contains(&id), "{}", document.text);
    for missing in ["sd", "print", "raster", "thumbnail", "nonsense"] {
        refused(&stand.get(by, &format!("/abone/document/{id}/{missing}")).await, 404, "Dosya Bulunamadı");
    }
    let none = Terms {
        photo_sizes: Vec::new(),
        video_sizes: Vec::new(),
        ..Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH)
    };
    let small = stand.world.subscriber("Küçük", Some(none)).await;
    let denied = stand.get(By::Login(&small), &format!("/abone/document/{id}/web")).await;
    refused(&denied, 403, "Bu içeriğe erişim yetkiniz yoktur");
    assert_eq!(stand.get(By::Login(&small), &format!("/abone/document/{id}/newsml29")).await.status, 200);
}

#[tokio::test]
async fn a_group_is_one_document_with_a_news_item_for_each_member() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Login(&reader);
    let group = "tel:group:20260901:900";
    let mut members = Vec::new();
    for words in ["one", "two", "three"] {
        members.push(film(&stand, words, Some(group), 1).await);
    }
    let foreign = film(&stand, "not covered", Some(group), 2).await;
    let rows = stand.post(by, "/abone/search", FORM, "filter_type=3").await.json()["data"]["result"].clone();
    assert_eq!(rows[0]["group_id"], group);
    let document = stand.get(by, &format!("/abone/document/{group}/newsml29")).await;
    assert_eq!(document.status, 200, "{}", document.text);
    let places: Vec<_> = members.iter().map(|m| document.text.find(&format!("guid=\"{}\"", m.entry.item))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    assert!(!document.text.contains(foreign.entry.item.as_str()));
    stand.world.kill(&members[1]).await;
    let after = stand.get(by, &format!("/abone/document/{group}/newsml29")).await;
    assert!(!after.text.contains(members[1].entry.item.as_str()), "a killed member is not there");
    refused(&stand.get(by, &format!("/abone/document/{group}/web")).await, 404, "Dosya Bulunamadı");
    refused(&stand.get(by, "/abone/document/tel:group:20260901:77/newsml29").await, 404, "Dosya Bulunamadı");
}

#[tokio::test]
async fn the_group_that_a_search_names_is_always_there() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Login(&reader);
    let film = film(&stand, "alone", None, 1).await;
    let rows = stand.post(by, "/abone/search", FORM, "").await.json()["data"]["result"].clone();
    let group = rows[0]["group_id"].as_str().expect("a group").to_owned();
    let document = stand.get(by, &format!("/abone/document/{group}/newsml29")).await;
    assert!(document.text.contains(film.entry.item.as_str()), "{}", document.text);
    let links = stand.get(by, &format!("/abone/multitoken/{group}/web")).await.json();
    assert_eq!((&links["data"]["total"], &links["data"]["result"][0]["id"]), (&json!(1), &json!(film.entry.item)));
}

#[tokio::test]
async fn a_link_works_for_a_day_from_the_address_that_asked() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Login(&reader);
    let id = film(&stand, "film", None, 1).await.entry.item.to_string();
    let answer = stand.get(by, &format!("/abone/token/{id}/web")).await;
    assert_eq!((answer.status, answer.text.as_str()), (302, ""));
    let url = answer.headers["location"].to_str().unwrap().to_owned();
    assert!(!url.contains(&reader.login) && !url.contains(&id), "{url}");
    assert_eq!(follow(&stand, &url, HERE).await.text, "film");
    refused(&follow(&stand, &url, [192, 0, 2, 2]).await, 403, "Bu içeriğe erişim yetkiniz yoktur");
    stand.world.advance(24 * 3_600 - 1);
    assert_eq!(follow(&stand, &url, HERE).await.status, 200);
    stand.world.advance(1);
    refused(&follow(&stand, &url, HERE).await, 404, "Dosya Bulunamadı");
    for bad in [
        format!("{id}/newsml29"),
        format!("{id}/raster"),
        format!("{id}/sd"),
        "nonsense/web".to_owned(),
        "tel:group:20260901:9/web".to_owned(),
    ] {
        refused(&stand.get(by, &format!("/abone/token/{bad}")).await, 404, "Dosya Bulunamadı");
    }
}

#[tokio::test]
async fn a_link_is_no_right() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Login(&reader);
    let sent = film(&stand, "film", None, 1).await;
    let token = format!("/abone/token/{}/web", sent.entry.item);
    let url = stand.get(by, &token).await.headers["location"].to_str().unwrap().to_owned();
    stand.world.accounts.freeze_api_user(&reader.login, true, OPERATOR).await.unwrap();
    assert_eq!(follow(&stand, &url, HERE).await.status, 403, "a frozen user");
    stand.world.accounts.freeze_api_user(&reader.login, false, OPERATOR).await.unwrap();
    assert_eq!(follow(&stand, &url, HERE).await.status, 200);
    stand.world.kill(&sent).await;
    assert_eq!(follow(&stand, &url, HERE).await.status, 404, "a killed item");
}

#[tokio::test]
async fn multitoken_makes_a_link_for_each_member() {
    let stand = Stand::new().await;
    let terms = Terms { photo_sizes: vec![PhotoSize::Web], ..Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH) };
    let reader = stand.world.subscriber("Gazete", Some(terms)).await;
    let by = By::Login(&reader);
    let group = "tel:group:20260901:900";
    for words in ["one", "two"] {
        film(&stand, words, Some(group), 1).await;
    }
    let answer = stand.get(by, &format!("/abone/multitoken/{group}/web")).await;
    assert!(answer.text.starts_with(r#"{"data":{"result":[{"id":""#), "{}", answer.text);
    assert!(
        answer.text.ends_with(r#""total":2},"response":{"success":true,"code":200,"message":"OK"}}"#),
        "{}",
        answer.text
    );
    let rows = answer.json()["data"]["result"].clone();
    for (row, words) in rows.as_array().expect("rows").iter().zip(["one", "two"]) {
        assert_eq!(follow(&stand, row["url"].as_str().expect("an address"), HERE).await.text, words);
    }
    refused(&stand.get(by, &format!("/abone/multitoken/{group}/sd")).await, 404, "Dosya Bulunamadı");
    refused(&stand.get(by, "/abone/multitoken/tel:video:20260901:1/web").await, 404, "Dosya Bulunamadı");
}

#[tokio::test]
async fn early_requests_are_held_and_a_flood_is_refused() {
    let pace = Duration::from_millis(150);
    let stand = Stand::paced(pace).await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let sent = film(&stand, "film", None, 1).await;
    let document = format!("/abone/document/{}/newsml29", sent.entry.item);
    // The habit of known clients: a document right after the search. Nothing is refused.
    for _ in 0..2 {
        assert_eq!(stand.post(By::Login(&reader), "/abone/search", FORM, "").await.status, 200);
        assert_eq!(stand.get(By::Login(&reader), &document).await.status, 200);
    }
    let asked = (0..8).map(|_| stand.get(By::Login(&reader), "/abone/subscription"));
    let answers = futures_util::future::join_all(asked).await;
    let refusals: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert_eq!((answers.iter().filter(|answer| answer.status == 200).count(), refusals.len()), (5, 3));
    refused(refusals[0], 429, "Çok fazla istek gönderdiniz, biraz bekleyin");
    assert_eq!(refusals[0].headers["retry-after"], "1");
}

#[tokio::test]
async fn the_address_itself_explains_the_api_to_a_person() {
    let stand = Stand::new().await;
    for path in ["/abone/", "/abone"] {
        for (liked, lang, words) in [
            ("ar,en;q=0.8", "ar", "واجهة HAS"),
            ("de-DE,en-GB;q=0.7", "en", "The HAS API of"),
            ("tr-TR", "tr", "HAS API"),
            ("", "tr", "HAS API"),
        ] {
            let request = request(By::Nobody, "GET", path).header("Accept-Language", liked);
            let page = stand.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(
                (page.status, page.headers["content-type"].to_str().unwrap()),
                (200, "text/html; charset=utf-8")
            );
            assert!(
                page.text.contains(&format!("<html lang=\"{lang}\"")) && page.text.contains(words),
                "{}",
                page.text
            );
            for placeholder in ["{text}", "{base}", "{agency}", "{code}", "{lang}", "{dir}"] {
                assert!(!page.text.contains(placeholder), "{placeholder}");
            }
        }
    }
}
