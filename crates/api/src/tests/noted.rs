use super::stand::{By, Stand, story};
use account::{AskedFor, Tally};
use story::ProductId;

#[tokio::test]
async fn every_request_of_a_subscriber_is_noted_with_how_it_went() {
    let stand = Stand::new().await;
    let gazete = stand.world.covered_subscriber("Gazete").await;
    let released = stand.world.release(story("Manşet"), &[ProductId(1)]).await;
    let head = released.seq();
    let item = &released.entry.item;
    for (times, path) in [
        (3, format!("/api/v1/feed?after={head}")),
        (2, "/api/v1/feed".to_owned()),
        (1, "/api/v1/feed?limit=0".to_owned()),
        (1, format!("/api/v1/items/{item}")),
        (2, "/api/v1/items/tel:text:20260901:99".to_owned()),
        (1, "/abone/subscription".to_owned()),
    ] {
        for _ in 0..times {
            stand.get(By::Login(&gazete), &path).await;
        }
    }
    stand.get(By::Nobody, "/api/v1/feed").await;
    stand.get(By::Nobody, "/api/v1/openapi.json").await;
    let notes = stand.world.accounts.take_notes();
    let last = Some(stand.world.now());
    let counted: Vec<_> = notes.iter().map(|(taker, tally)| (taker.way, *tally)).collect();
    assert_eq!(
        counted,
        [
            (AskedFor::Feed, Tally { last, asked: 6, idle: 3, from_start: 2, failed: 1, ..Tally::default() }),
            (AskedFor::Items, Tally { last, asked: 3, failed: 2, ..Tally::default() }),
            (AskedFor::Has, Tally { last, asked: 1, ..Tally::default() }),
        ]
    );
    assert!(notes.iter().all(|(taker, _)| taker.organisation == gazete.subscriber.organisation));
    assert_eq!(stand.world.accounts.take_notes(), [], "what was taken is not counted again");
}

#[tokio::test]
async fn an_open_stream_is_noted_at_each_heartbeat() {
    use futures_util::StreamExt;
    let stand = Stand::new().await;
    let gazete = stand.world.covered_subscriber("Gazete").await;
    let request = super::stand::request(By::Key(&gazete), "GET", "/api/v1/stream").body(axum::body::Body::empty());
    let mut chunks = stand.open(request.unwrap()).await.into_body().into_data_stream();
    let asked: Vec<_> =
        stand.world.accounts.take_notes().into_iter().map(|(taker, tally)| (taker.way, tally.asked)).collect();
    assert_eq!(asked, [(AskedFor::Stream, 1)]);
    stand.world.advance(600);
    let mut text = String::new();
    while text.matches("heartbeat").count() < 2 {
        text.push_str(std::str::from_utf8(&chunks.next().await.unwrap().unwrap()).unwrap());
    }
    let notes = stand.world.accounts.take_notes();
    let [(taker, tally)] = notes.as_slice() else { panic!("{notes:?}") };
    assert_eq!((taker.way, tally.last, tally.asked), (AskedFor::Stream, Some(stand.world.now()), 0));
}
