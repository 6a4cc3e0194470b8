//! Lists: what a row tells of a story, and that it costs nothing.

use super::{
    stand::{BODY, By, Stand, story},
    stream::Open,
};
use crate::v1::shapes;
use account::Terms;
use jiff::Timestamp;
use serde_json::{Value, json};
use story::{
    Block, Body, Content, Dateline, Headline, Note, PlaceName, ProductId, Publicity, Related, Relation, Story,
};

const ONE: [ProductId; 1] = [ProductId(1)];

async fn rows(stand: &Stand, by: By<'_>, path: &str) -> Value {
    let answer = stand.get(by, path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!answer.text.contains(BODY), "{}", answer.text);
    answer.json()["events"].clone()
}

#[tokio::test]
async fn a_row_tells_everything_but_the_text() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    let picture = stand.world.release(kit::picture("tr", "Resim", "Deniz kıyısı."), &ONE).await;
    let item = picture.entry.item.clone();
    let mut full = story("Manşet");
    full.standfirst = Some(story::Standfirst::new("Özet.").unwrap());
    full.byline = Some(story::Byline::new("Ayşe Kaya").unwrap());
    full.dateline = Some(Dateline { city: PlaceName::new("İzmir").unwrap(), country: None });
    full.keywords = vec![story::Keyword::new("deprem").unwrap()];
    full.topics = vec!["medtop:20000160".parse().unwrap()];
    full.editors_note = Some(Note::new("Dikkat.").unwrap());
    full.public = Publicity::No;
    full.related = vec![Related { item: item.clone(), title: Headline::new("Resim").unwrap(), rel: Relation::Related }];
    let mut blocks = full.body().unwrap().blocks().to_vec();
    blocks.push(Block::Picture { item: item.clone(), caption: None });
    full.content = Content::Text { body: Body::new(blocks).unwrap() };
    stand.world.release(full, &ONE).await;
    let events = rows(&stand, by, "/api/v1/feed?view=row").await;
    let thumbnail = format!("/api/v1/items/{item}/files/thumbnail");
    assert_eq!(
        events[1]["row"],
        json!({
            "slug": "MANŞET", "headline": "Manşet", "standfirst": "Özet.", "byline": "Ayşe Kaya", "place": "İzmir",
            "words": 3, "keywords": ["deprem"], "topics": ["medtop:20000160"], "dir": "ltr", "pictures": 1,
            "thumbnails": [thumbnail], "usage_terms": false, "editors_note": true, "public": false,
        })
    );
    let own = json!({
        "slug": "RESIM", "headline": "Resim", "words": 2, "keywords": [], "topics": [], "dir": "ltr", "pictures": 0,
        "thumbnails": [thumbnail], "usage_terms": false, "editors_note": false,
    });
    assert_eq!(events[0]["row"], own);
    let whole = stand.feed(by, 0).await["events"].clone();
    for (row, mut event) in events.as_array().unwrap().iter().zip(whole.as_array().unwrap().clone()) {
        let told = event.as_object_mut().unwrap();
        told.remove("story").expect("the story");
        told.insert("row".to_owned(), row["row"].clone());
        assert_eq!(row, &event, "all else is the same");
    }
    let page = stand.get(by, "/api/v1/feed?view=row").await.json();
    let described: shapes::FeedPage = serde_json::from_value(page.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), page);
    let mut open = Open::at(&stand, by, "/api/v1/stream?after=0&view=row").await;
    for event in events.as_array().unwrap() {
        assert_eq!(&open.dispatch().await, event, "the stream tells the same");
    }
    assert_eq!(stand.api.renderings().renders(), 2, "each row was made once");
}

#[tokio::test]
async fn a_row_of_what_may_not_be_read_says_why() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let early = Story { embargo: "2026-09-01T13:00:00Z".parse().ok(), ..story("Erken") };
    stand.world.release(early, &ONE).await;
    let wrong = stand.world.release(story("Yanlış"), &ONE).await;
    let right = story("Doğru");
    let right = stand.world.release(right.clone(), &ONE).await;
    stand.world.correct(&right, story("Doğrusu"), "yanlış", "doğru").await;
    rows(&stand, By::Key(&reader), "/api/v1/feed?view=row").await;
    stand.world.kill(&wrong).await;
    let events = rows(&stand, By::Key(&reader), "/api/v1/feed?view=row").await;
    assert_eq!((&events[0]["row"], &events[0]["closed"]["reason"]), (&json!(null), &json!("embargo")));
    assert_eq!(events[0]["closed"]["until"], "2026-09-01T13:00:00Z");
    assert_eq!(events[1]["closed"], json!({"reason": "killed", "seq": 5}), "a row that was made before is not given");
    assert_eq!(events[3]["row"]["correction"], json!({"was": "yanlış", "now": "doğru"}));
    assert_eq!((&events[4]["row"]["words"], &events[4]["row"]["editors_note"]), (&json!(0), &json!(true)));
}

#[tokio::test]
async fn rows_cost_nothing_and_ask_for_no_format() {
    let stand = Stand::new().await;
    let formats = vec!["newsml29".to_owned()];
    let terms = Terms { download_limit: 1, formats, ..Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH) };
    let reader = stand.world.subscriber("Gazete", Some(terms)).await;
    let by = By::Key(&reader);
    stand.world.release(story("Bir"), &ONE).await;
    assert_eq!(stand.get(by, "/api/v1/feed").await.status, 403, "the contract gives no JSON");
    assert_eq!(rows(&stand, by, "/api/v1/feed?view=row").await[0]["row"]["headline"], "Bir");
    assert_eq!(rows(&stand, by, "/api/v1/latest?view=row").await[0]["row"]["headline"], "Bir");
    stand.world.accounts.meter().flush().await.unwrap();
    let month = account::Month::of(stand.world.now());
    assert_eq!(stand.world.accounts.usage(month, account::By::Day, None).await.unwrap(), []);
    assert_eq!(stand.get(by, "/api/v1/account/quotas").await.json()["quotas"][0]["left"], 1);
    for path in ["feed?view=row&format=text", "stream?view=row&format=text"] {
        assert_eq!(stand.get(by, &format!("/api/v1/{path}")).await.problem().1, json!("format"), "{path}");
    }
    assert_eq!(stand.get(by, "/api/v1/feed?view=card").await.problem().1, json!("view"));
}
