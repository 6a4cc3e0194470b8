use super::stand::{By, Stand};
use kit::Persona;
use serde_json::{Value, json};
use story::{CategoryId, GroupId, Priority, ProductId};

const ONE: [ProductId; 1] = [ProductId(1)];
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json; charset=utf-8";

/// A flash, a picture in a group, a picture in none, and a story in English, a minute apart; and one of another product.
async fn newsroom() -> (Stand, Persona) {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let mut flash = kit::story("tr", "İzmir'de deprem", "Deprem oldu.");
    (flash.priority, flash.category) = (Priority::Flash, CategoryId(2));
    let mut series = kit::picture("tr", "Deprem fotoğrafı", "Yıkılan ev.");
    series.group = Some("tel:group:20260901:99".parse::<GroupId>().unwrap());
    for story in [flash, series, kit::picture("tr", "Tek foto", "Boğaz."), kit::story("en", "Flood in Ağrı", "Rain.")]
    {
        stand.world.release(story, &ONE).await;
        stand.world.advance(60);
    }
    stand.world.release(kit::story("tr", "Başkasının depremi", "Deprem."), &[ProductId(2)]).await;
    (stand, reader)
}

fn titles(answer: &Value) -> Vec<&str> {
    answer["data"]["result"].as_array().expect("rows").iter().map(|r| r["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn rows_are_written_byte_for_byte_as_clients_expect_them() {
    let (stand, reader) = newsroom().await;
    for path in ["/abone/search", "/abone/search/", "/abone/search?x=1"] {
        assert_eq!(
            stand.post(By::Login(&reader), path, FORM, "").await.text,
            concat!(
                r#"{"data":{"result":["#,
                r#"{"id":"tel:text:20260901:4","type":"text","date":"2026-09-01T12:03:00Z","title":"Flood in Ağrı"},"#,
                r#"{"id":"tel:picture:20260901:3","type":"picture","date":"2026-09-01T12:02:00Z","title":"Tek foto","#,
                r#""group_id":"tel:group:20260901:3"},"#,
                r#"{"id":"tel:picture:20260901:2","type":"picture","date":"2026-09-01T12:01:00Z","#,
                r#""title":"Deprem fotoğrafı","group_id":"tel:group:20260901:99"},"#,
                r#"{"id":"tel:text:20260901:1","type":"text","date":"2026-09-01T12:00:00Z","title":"İzmir'de deprem"}],"#,
                r#""total":4},"response":{"success":true,"code":200,"message":"OK"}}"#
            ),
            "{path}"
        );
    }
}

#[tokio::test]
async fn filters_are_read_in_every_form() {
    let (stand, reader) = newsroom().await;
    let find = async |media_type: &str, body: &str| {
        let answer = stand.post(By::Login(&reader), "/abone/search", media_type, body).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.text);
        answer.json()
    };
    let (flood, one, quake, flash) = ("Flood in Ağrı", "Tek foto", "Deprem fotoğrafı", "İzmir'de deprem");
    let everything = vec![flood, one, quake, flash];
    for (body, expected) in [
        ("&start_date=*&end_date=\"NOW\"&filter_type=&search_string=&limit=100", everything.clone()),
        ("filter_type=1", vec![flood, flash]),
        ("filter_type=1,2&filter_language=1", vec![one, quake, flash]),
        ("filter_type=2&filter_type=3", vec![one, quake]),
        ("filter_category=2", vec![flash]),
        ("filter_priority=1,2", vec![flash]),
        ("filter_package=1&filter_provider=1&colour=red", everything.clone()),
        ("filter_package=2", vec![]),
        ("filter_provider=2", vec![]),
        ("filter_type=77", vec![]),
        ("filter_type=77,1", vec![flood, flash]),
        ("search_string=deprem", vec![quake, flash]),
        ("search_string=DEPREM,flood", vec![flood, quake, flash]),
        ("search_string=deprem+izmir", vec![flash]),
        ("search_string=yok", vec![]),
        ("start_date=2026-09-01T12:02:00Z", vec![flood, one]),
        ("end_date=2026-09-01T12:01:00Z&start_date=2026-09-01T12:01:00Z", vec![quake]),
        ("start_date=01/09/2026&end_date=01/09/2026", everything.clone()),
        ("start_date=02/09/2026", vec![]),
        ("limit=2", vec![flood, one]),
        ("offset=3", vec![flash]),
        ("offset=200000", vec![]),
    ] {
        assert_eq!(titles(&find(FORM, body).await), expected, "{body}");
    }
    let paged = find(FORM, "limit=1&offset=1").await;
    assert_eq!((titles(&paged), &paged["data"]["total"]), (vec![one], &json!(4)), "the total counts every hit");
    assert_eq!(find(FORM, "offset=200000").await["data"]["total"], 4);
    for body in [r#"{"filter_type": [1, 3], "limit": 5}"#, r#"{"filter_type": "1", "search_string": null}"#] {
        assert_eq!(titles(&find(JSON, body).await), [flood, flash], "{body}");
    }
    let none = find(FORM, "search_string=yok").await;
    assert_eq!(
        none,
        json!({"data": {"result": [], "total": 0}, "response": {"success": true, "code": 200, "message": "OK"}})
    );
}

#[tokio::test]
async fn a_poller_whose_windows_follow_each_other_misses_nothing() {
    let (stand, reader) = newsroom().await;
    for n in 0..5 {
        let since = stand.world.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        stand.world.release(kit::story("tr", &format!("Haber {n}"), "Metin."), &ONE).await;
        let body = format!("start_date={since}&end_date=NOW");
        let found = stand.post(By::Login(&reader), "/abone/search/", FORM, &body).await.json();
        assert_eq!(titles(&found), [format!("Haber {n}")]);
        stand.world.advance(1);
    }
}

#[tokio::test]
async fn a_killed_story_is_not_found_and_a_corrected_one_is_found_once() {
    let (stand, reader) = newsroom().await;
    let first = stand.world.release(kit::story("tr", "Yanlış", "Metin."), &ONE).await;
    let right = stand.world.correct(&first, kit::story("tr", "Doğru", "Metin."), "a", "b").await;
    let find = async || stand.post(By::Login(&reader), "/abone/search", FORM, "search_string=metin").await.json();
    assert_eq!(titles(&find().await), ["Doğru"]);
    stand.world.kill(&right).await;
    assert_eq!(titles(&find().await), [""; 0]);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_names_the_field() {
    let (stand, reader) = newsroom().await;
    for (media_type, body, message) in [
        (FORM, "limit=ten", "`limit` alanının değeri geçersiz"),
        (FORM, "start_date=dün", "`start_date` alanının değeri geçersiz"),
        (FORM, "filter_type=text", "`filter_type` alanının değeri geçersiz"),
        (FORM, "search_string=%3F%21", "`search_string` alanının değeri geçersiz"),
        (JSON, "{\"limit\":", "İstek gövdesi okunamadı"),
        (JSON, "[]", "İstek gövdesi okunamadı"),
    ] {
        let answer = stand.post(By::Login(&reader), "/abone/search", media_type, body).await;
        let expected = json!({"response": {"success": false, "code": 400, "message": message}});
        assert_eq!((answer.status, answer.json()), (400, expected), "{body}");
    }
}
