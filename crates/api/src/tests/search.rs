use super::stand::{BODY, By, Stand, story};
use crate::v1::archive_shapes as shapes;
use account::Terms;
use serde_json::{Value, json};
use story::{CategoryId, Priority, ProductId};

const ONE: [ProductId; 1] = [ProductId(1)];

fn headlines(found: &Value) -> Vec<&str> {
    found["hits"].as_array().expect("hits").iter().map(|h| h["headline"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_is_released_is_found_at_once_within_the_contract() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    stand.world.release(story("Iğdır'da deprem"), &ONE).await;
    stand.world.advance(60);
    let mut urgent = kit::story("en", "Earthquake in İzmir", "The ground shook.");
    (urgent.priority, urgent.category) = (Priority::Urgent, CategoryId(5));
    stand.world.release(urgent, &ONE).await;
    stand.world.release(story("Başkasının depremi"), &[ProductId(2)]).await;
    let find = async |query: &str| {
        let answer = stand.get(by, &format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        assert!(!answer.text.contains(BODY), "no body is in a hit");
        answer.json()
    };
    let all = find("").await;
    let described: shapes::Found = serde_json::from_value(all.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), all);
    assert_eq!((headlines(&all), &all["total"]), (vec!["Earthquake in İzmir", "Iğdır'da deprem"], &json!(2)));
    for (query, expected) in [
        ("q=deprem", "Iğdır'da deprem"),
        ("q=earthquakes", "Earthquake in İzmir"),
        ("language=tr,sq", "Iğdır'da deprem"),
        ("kind=text,picture&category=5", "Earthquake in İzmir"),
        ("priority=urgent,1&product=1", "Earthquake in İzmir"),
        ("until=2026-09-01T12:00:30Z", "Iğdır'da deprem"),
        ("from=2026-09-01T15:00:30%2B03:00", "Earthquake in İzmir"),
        ("offset=1", "Iğdır'da deprem"),
        ("limit=1", "Earthquake in İzmir"),
    ] {
        assert_eq!(headlines(&find(query).await), [expected], "{query}");
    }
    let counted = find("limit=0").await;
    assert_eq!((headlines(&counted), &counted["total"]), (vec![], &json!(2)));
    assert_eq!(find("product=2").await["total"], 0, "a count tells nothing of what is not covered");
    let other = Terms::all_of(vec![ProductId(2)], jiff::Timestamp::UNIX_EPOCH);
    let other = stand.world.subscriber("Başka", Some(other)).await;
    assert_eq!(stand.get(By::Key(&other), "/api/v1/search").await.json()["total"], 1);
}

#[tokio::test]
async fn bad_searches_are_refused_with_the_place_of_the_fault() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    for (query, field) in [
        ("q=a+%22b", "q"),
        ("kind=text,poem", "kind"),
        ("language=t", "language"),
        ("priority=9", "priority"),
        ("category=sport", "category"),
        ("from=yesterday", "from"),
        ("from=", "from"),
        ("until=", "until"),
        ("limit=101", "limit"),
        ("offset=100000", "offset"),
        ("qq=a", "qq"),
    ] {
        let answer = stand.get(By::Key(&reader), &format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.problem(), ("bad-request".to_owned(), json!(field)), "{query}: {}", answer.text);
    }
    for (query, detail) in [
        ("category=x", "`category` cannot be used: `x` is not a whole number"),
        ("kind=text,poem", "`kind` cannot be used: `poem` is not a kind: text, picture, video, graphic or file"),
        ("limit=x", "`limit` is not a whole number"),
    ] {
        let answer = stand.get(By::Key(&reader), &format!("/api/v1/search?{query}")).await.json();
        assert_eq!(answer["detail"], detail, "{query}");
    }
    let quote = stand.get(By::Key(&reader), "/api/v1/search?q=a+%22b").await.json();
    assert_eq!(quote["position"], 3);
    assert!(quote["detail"].as_str().unwrap().contains("at character 3: this quotation mark is not closed"), "{quote}");
}

#[tokio::test]
async fn hits_are_ordered_counted_and_marked() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    stand.world.release(kit::story("en", "Quakes", "A quake. Another quake, and a third quake."), &ONE).await;
    stand.world.advance(60);
    let mut late = kit::story("en", "Weather", "It rained.\n\nNobody felt the quake that came at night.");
    late.standfirst = Some(story::Standfirst::new("Rain at last.").unwrap());
    late.category = CategoryId(5);
    stand.world.release(late, &ONE).await;
    stand.world.release(kit::story("en", "Quake elsewhere", "A quake."), &[ProductId(2)]).await;
    let find = async |query: &str| {
        let answer = stand.get(by, &format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        let described: shapes::Found = serde_json::from_value(answer.json()).expect("the described shape");
        assert_eq!(serde_json::to_value(described).unwrap(), answer.json());
        answer.json()
    };
    assert_eq!(headlines(&find("q=quake").await), ["Weather", "Quakes"]);
    let best = find("q=quake&order=relevance&facets=true&marks=true").await;
    assert_eq!(headlines(&best), ["Quakes", "Weather"]);
    let one = |value: &str| json!([{"value": value, "count": 1}]);
    assert_eq!(best["facets"]["kind"], json!([{"value": "text", "count": 2}]), "only what is covered is counted");
    assert_eq!(find("q=quake+category:5&facets=true").await["facets"]["category"], one("5"));
    assert_eq!(best["hits"][0]["marked"]["headline"], json!([["Quakes", true]]));
    let late = &best["hits"][1];
    assert_eq!(
        late["marked"]["excerpt"],
        json!([["Nobody felt the ", false], ["quake", true], [" that came at night.", false]])
    );
    assert_eq!((&late["standfirst"], &late["words"]), (&json!("Rain at last."), &json!(10)));
}

#[tokio::test]
async fn nothing_is_shown_around_what_may_not_be_read() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let early = story::Story { embargo: "2026-09-01T13:00:00Z".parse().ok(), ..story("Erken") };
    stand.world.release(early, &ONE).await;
    let killed = stand.world.release(story("Yanlış"), &ONE).await;
    let find = async || stand.get(By::Key(&reader), "/api/v1/search?q=gizli&marks=true").await;
    assert_eq!(find().await.json()["total"], 1);
    stand.world.kill(&killed).await;
    let answer = find().await;
    assert_eq!((&answer.json()["hits"], answer.text.contains("Erken")), (&json!([]), false));
    stand.world.advance(3_600);
    assert_eq!(find().await.json()["hits"][0]["marked"]["excerpt"][1], json!(["gizli", true]));
}

#[tokio::test]
async fn words_are_suggested_and_stories_alike_are_named_within_the_contract() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    let text = "The harbour bridge of Ankara was opened by the minister after years of work";
    let first = stand.world.release(kit::story("en", "Harbour bridge opened", text), &ONE).await;
    stand.world.release(kit::story("en", "Harbour bridge closed", &format!("{text} and closed again")), &ONE).await;
    stand.world.release(kit::story("en", "Harvest", "Wheat and barley."), &[ProductId(2)]).await;
    let head = stand.world.reader.head();
    stand.api.archive().reached(head).await;
    let suggested = stand.get(by, "/api/v1/suggest?q=the+har").await.json();
    assert_eq!(suggested, json!({"words": ["harbour"]}), "no word of what is not covered");
    let described: shapes::Suggested = serde_json::from_value(suggested.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), suggested);
    assert_eq!(stand.get(by, "/api/v1/suggest?q=").await.json(), json!({"words": []}));
    assert_eq!(stand.get(by, "/api/v1/suggest").await.problem().1, json!("q"));
    let long = "a".repeat(crate::SUGGEST_CHARS_MAX + 1);
    assert_eq!(stand.get(by, &format!("/api/v1/suggest?q={long}")).await.problem().1, json!("q"));
    let path = format!("/api/v1/items/{}/like", first.entry.item);
    let alike = stand.get(by, &path).await.json();
    assert_eq!(headlines(&alike), ["Harbour bridge closed"]);
    let described: shapes::Alike = serde_json::from_value(alike.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), alike);
    for limit in ["0", "51"] {
        assert_eq!(stand.get(by, &format!("{path}?limit={limit}")).await.problem().1, json!("limit"), "{limit}");
    }
    stand.world.kill(&first).await;
    assert_eq!(stand.get(by, &path).await.problem().0, "killed");
}
