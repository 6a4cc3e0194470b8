//! Names of topics, in the language of whoever reads.

use super::stand::{By, Stand, request, story};
use axum::body::Body;
use serde_json::{Value, json};
use story::{ProductId, Story};

const QUAKE: &str = "medtop:20000151";

async fn read(stand: &Stand, by: By<'_>, path: &str, languages: &str) -> Value {
    let asked = request(by, "GET", path).header("Accept-Language", languages);
    let answer = stand.send(asked.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn topics_are_named_in_the_language_that_is_liked_best() {
    let stand = Stand::new().await;
    let quake = format::topics::find_topics("earthquake", &"en".parse().unwrap(), 1)[0].id.to_string();
    let path = format!("/api/v1/topics?ids={quake},medtop:99999999");
    for (languages, name, lang) in [
        ("de-DE,de;q=0.9,en;q=0.1", "Erdbeben", "de"),
        ("en;q=0.1, de", "Erdbeben", "de"),
        ("ar", "زلزال", "ar"),
        ("tr-TR, de;q=0.5", "earthquake", "en"),
        ("*", "earthquake", "en"),
        ("", "earthquake", "en"),
    ] {
        let named = json!({"topics": [{"id": quake, "name": name, "lang": lang}]});
        assert_eq!(read(&stand, By::Nobody, &path, languages).await, named, "{languages}");
    }
    let named = read(&stand, By::Nobody, &format!("{path}&lang=de"), "ar").await;
    assert_eq!(named["topics"][0]["lang"], "de", "what is named goes before what is liked");
    for (query, field) in [("ids=poem", "ids"), ("ids=1&lang=x", "lang"), ("", "ids")] {
        let answer = stand.get(By::Nobody, &format!("/api/v1/topics?{query}")).await;
        assert_eq!(answer.problem().0, "bad-request", "{query}");
        assert!(answer.text.contains(field), "{}", answer.text);
    }
    let many = vec![QUAKE; crate::TOPICS_MAX + 1].join(",");
    assert_eq!(stand.get(By::Nobody, &format!("/api/v1/topics?ids={many}")).await.problem().1, json!("ids"));
}

#[tokio::test]
async fn topics_that_are_counted_have_names() {
    for stand in Stand::each().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        let quake = format::topics::find_topics("earthquake", &"en".parse().unwrap(), 1)[0].id.clone();
        let story = Story { topics: vec![quake.clone()], ..story("Deprem") };
        stand.world.release(story, &[ProductId(1)]).await;
        let path = "/api/v1/search?facets=true";
        let facets = read(&stand, By::Key(&reader), path, "ar").await["facets"].clone();
        let counted = facets["topic"].as_array().unwrap();
        let own = counted.iter().find(|facet| facet["value"] == quake.code()).expect("the topic");
        assert_eq!((&own["name"], &own["lang"], &own["count"]), (&json!("زلزال"), &json!("ar"), &json!(1)));
        assert_eq!(facets["kind"], json!([{"value": "text", "count": 1}]), "other values are as they were");
        let english = read(&stand, By::Key(&reader), &format!("{path}&lang=tr"), "ar").await["facets"]["topic"].clone();
        assert!(english.as_array().unwrap().iter().any(|facet| facet["name"] == "earthquake"), "{english}");
    }
}
