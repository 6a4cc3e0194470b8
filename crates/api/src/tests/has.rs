use super::stand::{Answer, By, Stand, request};
use account::{PhotoSize, Terms};
use axum::body::Body;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use story::{Act, Byline, Dateline, Kind, Lang, PlaceName, ProductId, Standfirst, Story};

const ONE: [ProductId; 1] = [ProductId(1)];
const FORM: &str = "application/x-www-form-urlencoded";

fn full_story() -> Story {
    let mut story = kit::story("tr", "Deneme başlığı", "Birinci \"alıntı\" & son.\n\nİkinci paragraf.");
    story.dateline = Some(Dateline { city: PlaceName::new("Ankara").unwrap(), country: None });
    story.byline = Some(Byline::new("Ad Soyad").unwrap());
    story.standfirst = Some(Standfirst::new("Kısa özet.").unwrap());
    story
}

#[track_caller]
pub(super) fn refused(answer: &Answer, code: u16, message: &str) {
    let expected = json!({"response": {"success": false, "code": code, "message": message}});
    assert_eq!((answer.status, answer.json()), (code, expected));
    assert_eq!(answer.headers["content-type"], "application/json");
    assert!(answer.text.starts_with(r#"{"response":{"success":false,"code":"#), "{}", answer.text);
}

#[tokio::test]
async fn discover_answers_six_vocabularies_in_order_and_in_the_language_asked_for() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let turkish = stand.get(By::Login(&reader), "/abone/discover/tr_TR").await;
    assert!(
        turkish.text.starts_with(
            r#"{"data":{"provider":{"1":"Tellal News Agency"},"category":{"1":"Genel","2":"Spor","3":"Ekonomi","4":"Sağlık","5":"Bilim, Teknoloji","6":"Politika","7":"Kültür, Sanat, Yaşam"},"priority":{"1":"1 Flaş","2":"2 Acil","3":"3 Önemli","4":"4 Rutin","5":"5 Özel","6":"6 Arşiv"},"package":{"1":"Genel"},"type":{"1":"Haber","2":"Fotoğraf","3":"Video","4":"Dosya","5":"Grafik"},"language":{"1":"Türkçe","2":"İngilizce","3":"BHSC","#
        ),
        "{}",
        turkish.text
    );
    assert!(turkish.text.ends_with(r#"},"response":{"success":true,"code":200,"message":"OK"}}"#), "{}", turkish.text);
    let named = async |lang: &str| {
        let answer = stand.get(By::Login(&reader), &format!("/abone/discover/{lang}?x=1")).await.json();
        (answer["data"]["category"]["2"].clone(), answer["data"]["type"]["1"].clone())
    };
    assert_eq!(named("en_US").await, (json!("Sport"), json!("News")));
    assert_eq!(named("ar_AR").await, (json!("رياضة"), json!("خبر")));
    assert_eq!(named("xx").await, (json!("Sport"), json!("News")));
    assert_eq!(stand.get(By::Login(&reader), "/abone/discover/tr_TR/").await.text, turkish.text);
}

#[tokio::test]
async fn whoever_guesses_a_password_is_asked_to_wait_and_the_subscriber_is_not() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let path = "/abone/subscription";
    let guess = async |login: &str, password: &str| {
        let header = format!("Basic {}", BASE64_STANDARD.encode(format!("{login}:{password}")));
        stand.send(request(By::Nobody, "GET", path).header("Authorization", header).body(Body::empty()).unwrap()).await
    };
    assert_eq!(stand.get(By::Login(&reader), path).await.status, 200, "the address is known from here on");
    for login in [reader.login.as_str(), "nobody"] {
        for n in 0..5 {
            assert_eq!(guess(login, &format!("wrong password {n}")).await.status, 401, "{login}");
        }
        let slowed = guess(login, "another guess").await;
        refused(&slowed, 429, "Çok fazla istek gönderdiniz, biraz bekleyin");
        assert_eq!(slowed.headers["retry-after"], "2", "{login}");
    }
    // A program that was not told of a new password asks on and on, and is no guess.
    stand.world.advance(2);
    for _ in 0..20 {
        assert_eq!(guess(&reader.login, "wrong password 4").await.status, 401);
    }
    assert_eq!(stand.get(By::Login(&reader), path).await.status, 200);
}

#[tokio::test]
async fn subscription_answers_what_the_contracts_grant_together() {
    let stand = Stand::new().await;
    let terms = Terms {
        kinds: vec![Kind::Text, Kind::Picture],
        languages: vec![Lang::new("tr").unwrap()],
        photo_sizes: vec![PhotoSize::Web],
        video_sizes: Vec::new(),
        graphic_forms: Vec::new(),
        archive_days: 15,
        download_limit: 100,
        ..Terms::all_of(ONE.to_vec(), jiff::Timestamp::UNIX_EPOCH)
    };
    let reader = stand.world.subscriber("Gazete", Some(terms.clone())).await;
    for path in ["/abone/subscription", "/abone/subscription/", "/abone/subscription/?v=2"] {
        assert_eq!(
            stand.get(By::Login(&reader), path).await.text,
            concat!(
                r#"{"data":{"provider":{"1":"Tellal News Agency"},"package":{"1":"Genel"},"category":{"1":"Genel","2":"Spor","#,
                r#""3":"Ekonomi","4":"Sağlık","5":"Bilim, Teknoloji","6":"Politika","7":"Kültür, Sanat, Yaşam"},"#,
                r#""type":{"1":"Haber","2":"Fotoğraf"},"language":{"1":"Türkçe"},"photo_size":["web"],"video_size":[],"#,
                r#""graph_size":[],"archive_days":15,"download_limit":100,"download_left":100},"#,
                r#""response":{"success":true,"code":200,"message":"OK"}}"#
            )
        );
    }
    let more = Terms {
        languages: Vec::new(),
        kinds: vec![Kind::Video],
        archive_days: 0,
        photo_sizes: vec![PhotoSize::Print],
        ..terms
    };
    stand.world.accounts.add_contract(&reader.subscriber.organisation, &more, "business").await.unwrap();
    let data = stand.get(By::Login(&reader), "/abone/subscription").await.json()["data"].clone();
    assert_eq!((&data["photo_size"], &data["archive_days"]), (&json!(["web", "print"]), &json!(0)));
    assert_eq!(data["type"], json!({"1": "Haber", "2": "Fotoğraf", "3": "Video"}));
    assert_eq!(data["language"].as_object().map(serde_json::Map::len), Some(14));
}

#[tokio::test]
async fn a_text_is_read_as_newsml29_by_its_raw_and_its_encoded_id() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let first = stand.world.release(full_story(), &ONE).await;
    let id = first.entry.item.as_str();
    let raw = stand.get(By::Login(&reader), &format!("/abone/document/{id}/newsml29")).await;
    assert_eq!((raw.status, raw.headers["content-type"].to_str().unwrap()), (200, "application/xml; charset=utf-8"));
    for part in [
        r#"<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">"#,
        &format!(r#"<newsItem guid="{id}" version="1""#),
        r#"<name xml:lang="tr">Genel</name>"#,
        r#"<subject qcode="AApackage:1">"#,
        "<headline>Deneme başlığı</headline>",
        "<abstract>Kısa özet.</abstract>",
        "<body.content>&lt;p&gt;ANKARA (TEL) - Birinci &amp;quot;alıntı&amp;quot; &amp;amp; son.&lt;/p&gt;",
    ] {
        assert!(raw.text.contains(part), "{part}\n{}", raw.text);
    }
    for path in [id.replace(':', "%3A"), id.replace(':', "%3a")] {
        let encoded = stand.get(By::Login(&reader), &format!("/abone/document/{path}/newsml29?v=29384")).await;
        assert_eq!(encoded.text, raw.text);
    }
    stand.world.update(&first, kit::story("tr", "Yeni başlık", "Yeni metin.")).await;
    let newer = stand.get(By::Login(&reader), &format!("/abone/document/{id}/newsml29")).await;
    assert!(newer.text.contains(r#"version="2""#) && newer.text.contains("Yeni başlık"), "{}", newer.text);
}

#[tokio::test]
async fn what_cannot_be_had_is_refused_in_words_that_clients_look_for() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let none = stand.world.subscriber("Yok", None).await;
    let text = stand.world.release(full_story(), &ONE).await.entry.item.to_string();
    let other = stand.world.release(full_story(), &[ProductId(2)]).await.entry.item.to_string();
    let picture = stand.world.release(kit::picture("tr", "Foto", "Alt yazı"), &ONE).await.entry.item.to_string();
    let path = |id: &str, format: &str| format!("/abone/document/{id}/{format}");
    for path in [
        path(&text, "web"),
        path(&picture, "sd"),
        path("tel:text:20260901:99", "newsml29"),
        path("nonsense", "newsml29"),
        path("%FF", "newsml29"),
        "/abone/nowhere".to_owned(),
        "/abone/document/x".to_owned(),
    ] {
        refused(&stand.get(By::Login(&reader), &path).await, 404, "Dosya Bulunamadı");
    }
    refused(&stand.get(By::Login(&reader), &path(&other, "newsml29")).await, 403, "Bu içeriğe erişim yetkiniz yoktur");
    for path in [path(&text, "newsml29"), "/abone/subscription".to_owned()] {
        refused(&stand.get(By::Login(&none), &path).await, 403, "Bu içeriğe erişim yetkiniz yoktur");
    }
    let wrong = stand.get(By::Key(&reader), &path(&text, "newsml29")).await;
    refused(&wrong, 401, "Kullanıcı adı veya şifre hatalı");
    assert!(wrong.headers["www-authenticate"].to_str().unwrap().starts_with("Basic realm=\"Tellal\""));
    refused(&stand.get(By::Nobody, "/abone/discover/tr_TR").await, 401, "Kullanıcı adı veya şifre hatalı");
    refused(&stand.get(By::Login(&reader), "/abone/search").await, 405, "Bu adres bu yöntemi desteklemiyor");
    let large = "x".repeat(70_000);
    refused(&stand.post(By::Login(&reader), "/abone/search", FORM, &large).await, 413, "İstek çok büyük");
}

#[tokio::test]
async fn what_is_killed_or_on_hold_is_not_found() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let first = stand.world.release(full_story(), &ONE).await;
    let path = format!("/abone/document/{}/newsml29", first.entry.item);
    let held = stand.world.hold(&first).await;
    refused(&stand.get(By::Login(&reader), &path).await, 404, "Dosya Bulunamadı");
    let resumed = stand.world.resume(&held, full_story()).await;
    assert_eq!(stand.get(By::Login(&reader), &path).await.status, 200);
    stand.world.kill(&resumed).await;
    refused(&stand.get(By::Login(&reader), &path).await, 404, "Dosya Bulunamadı");
}

#[tokio::test]
async fn refusals_are_told_in_the_language_of_the_agency() {
    for (lang, not_found, not_covered) in [
        (
            "ar",
            "Dosya Bulunamadı (الملف غير موجود)",
            "Bu içeriğe erişim yetkiniz yoktur (ليس لديكم صلاحية الوصول إلى هذا المحتوى)",
        ),
        (
            "en",
            "Dosya Bulunamadı (File not found)",
            "Bu içeriğe erişim yetkiniz yoktur (You are not authorised to access this content)",
        ),
        (
            "fr",
            "Dosya Bulunamadı (File not found)",
            "Bu içeriğe erişim yetkiniz yoktur (You are not authorised to access this content)",
        ),
        ("tr", "Dosya Bulunamadı", "Bu içeriğe erişim yetkiniz yoktur"),
    ] {
        let stand = Stand::of_agency(|agency| agency.language = Lang::new(lang).unwrap()).await;
        let none = stand.world.subscriber("Yok", None).await;
        refused(&stand.get(By::Login(&none), "/abone/document/tel:text:20260901:9/poem").await, 404, not_found);
        refused(&stand.get(By::Login(&none), "/abone/subscription").await, 403, not_covered);
        refused(&stand.post(By::Login(&none), "/abone/search", FORM, "").await, 403, not_covered);
    }
}

#[tokio::test]
async fn every_address_below_is_answered_to_machines() {
    let stand = Stand::new().await;
    assert!(stand.get(By::Nobody, "/front").await.text.contains("the site"));
    for path in ["/nowhere", "/nowhere/", "/discover", "/discover/", "/document/x", "/a/b/c/d/e", "/%FF"] {
        refused(&stand.get(By::Nobody, &format!("/abone{path}")).await, 404, "Dosya Bulunamadı");
    }
    refused(&stand.post(By::Nobody, "/abone/nowhere", FORM, "").await, 404, "Dosya Bulunamadı");
}

#[tokio::test]
async fn no_cookie_is_ever_set() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    for by in [By::Nobody, By::Login(&reader)] {
        let request = request(by, "GET", "/abone/discover/tr_TR").header("Cookie", "session=1");
        assert!(!stand.send(request.body(Body::empty()).unwrap()).await.headers.contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn a_known_client_never_meets_what_is_not_for_publication() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    for (act, name) in [(Act::Advisory, "advisory"), (Act::Test, "test")] {
        let sent = stand.world.send_as(act, full_story(), &ONE).await;
        let feed = stand.feed(By::Login(&reader), sent.seq() - 1).await;
        let event = &feed["events"][0];
        assert_eq!((&event["act"], &event["verdict"]["publishable"]), (&json!(name), &json!("no")), "{feed}");
        let id = sent.entry.item.as_str();
        for form in ["newsml29", "newsml12"] {
            refused(
                &stand.get(By::Login(&reader), &format!("/abone/document/{id}/{form}")).await,
                404,
                "Dosya Bulunamadı",
            );
        }
        let found = stand.post(By::Login(&reader), "/abone/search", FORM, "limit=100").await;
        assert!(found.status == 200 && !found.text.contains(id), "{}", found.text);
    }
}
