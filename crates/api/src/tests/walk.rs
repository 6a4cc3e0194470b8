//! The invariant of the gate: every registered route, as anonymous, as an uncovered subscriber and as a covered one.

use super::stand::{Answer, BODY, By, Stand, of_content, stored, story};
use account::Terms;
use jiff::Timestamp;
use serde_json::Value;
use story::{ProductId, Story};

/// What a route answers to whom.
#[derive(Debug, PartialEq, Eq)]
struct Manners {
    anonymous: u16,
    no_contract: u16,
    other_product: u16,
    covered: u16,
    /// A covered subscriber reads the body of the story there.
    has_body: bool,
    /// A covered subscriber reads the headline there.
    has_headline: bool,
}

/// Who may have what a route hands out. A new route must be added here.
fn manners(method: &str, path: &str) -> Manners {
    let (refused, empty) = ([401, 403, 403, 200], [401, 403, 200, 200]);
    let (statuses, has_body, has_headline) = match path {
        "/api/v1/feed" | "/api/v1/latest" | "/api/v1/stream?after=0" => (empty, true, true),
        "/api/v1/search" | "/abone/search" | "/abone/search/" => (empty, false, true),
        "/api/v1/items/{id}"
        | "/api/v1/items/{id}/versions/{version}"
        | "/abone/document/{id}/{format}"
        | "/abone/document/{id}/{format}/"
        // Its second version changes the whole story.
        | "/api/v1/items/{id}/diff" => (refused, true, true),
        // The only other one is not like it.
        "/api/v1/items/{id}/versions" | "/api/v1/items/{id}/like" => (refused, false, false),
        // What an organisation is called for holds neither text nor headline.
        "/api/v1/receipts" if method == "GET" => ([401, 200, 200, 200], false, false),
        "/api/v1/receipts" => ([401, 404, 404, 404], false, false),
        "/api/v1/suggest" | "/api/v1/zip/cost" | "/abone/subscription" | "/abone/subscription/" => {
            (empty, false, false)
        }
        // The last tells whose contract stops an item by which rule, and nothing of the item.
        "/abone/discover/{lang}"
        | "/abone/discover/{lang}/"
        | "/api/v1/why"
        | "/api/v1/account/contract"
        | "/api/v1/account/quotas"
        | "/api/v1/account/usage"
        | "/api/v1/account/downloads" => ([401, 200, 200, 200], false, false),
        // Texts are compressed in an archive, files are not.
        "/api/v1/items/{id}/files/{rendition}" | "/api/v1/zip" => (refused, true, false),
        // What is behind a link is tested with the links.
        "/abone/token/{id}/{format}" => ([401, 403, 403, 302], false, false),
        "/abone/multitoken/{id}/{format}" | "/abone/multitoken/{id}/{format}/" => ([401, 403, 404, 200], false, false),
        "/abone/"
        | "/api/v1/formats"
        | "/api/v1/topics"
        | "/api/v1/openapi.json"
        | "/api/v1/query"
        | "/.well-known/tellal-keys.json" => ([200; 4], false, false),
        other => panic!("{other} is a new route: say here who may have what it hands out"),
    };
    let [anonymous, no_contract, other_product, covered] = statuses;
    Manners { anonymous, no_contract, other_product, covered, has_body, has_headline }
}

/// Every route of both surfaces: the description holds all of one, because they are registered through it.
fn every_route() -> Vec<(String, String)> {
    let described: Value = serde_json::from_slice(&crate::openapi()).expect("JSON");
    let mut routes = Vec::new();
    for (path, operations) in described["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys() {
            routes.push((method.to_uppercase(), path.replace("/stream", "/stream?after=0")));
        }
    }
    routes.extend(crate::has::table().map(|(method, path, _)| (method.to_owned(), format!("/abone{path}"))));
    routes
}

/// The address of a route about one of these: a story, a video, and a group.
fn filled(path: &str, story: &str, video: &str, group: &str) -> String {
    let (id, format) = match path {
        _ if path.contains("/multitoken/") => (group, "web"),
        _ if path.contains("/token/") || path.contains("/files/") || path.contains("/zip") => (video, "web"),
        _ => (story, "newsml29"),
    };
    let path = path.replace("/why", "/why?item={id}").replace("/suggest", "/suggest?q=man");
    let path = path.replace("/topics", "/topics?ids=medtop:20000160");
    let path = if path.contains("/zip") { format!("{path}?items={{id}}&sizes=web") } else { path };
    path.replace("{id}", id)
        .replace("{version}", "1")
        .replace("{format}", format)
        .replace("{rendition}", format)
        .replace("{lang}", "tr_TR")
}

/// A video whose file says what the body of a story says, in a group.
async fn video(stand: &Stand) -> std::sync::Arc<wire::Dispatch> {
    let media = stored(stand, "video/mp4", BODY).await;
    let content = serde_json::json!({"kind": "video", "media": media, "caption": "Film."});
    let story = Story { group: GROUP.parse().ok(), ..of_content("Film", &content) };
    stand.world.release(story, &[ProductId(1)]).await
}

const GROUP: &str = "tel:group:20260901:900";

async fn ask(stand: &Stand, by: By<'_>, method: &str, path: &str) -> Answer {
    match method {
        "GET" => stand.get(by, path).await,
        _ if path == "/api/v1/receipts" => stand.post(by, path, "application/json", "{\"seq\":1}").await,
        _ => stand.post(by, path, "application/x-www-form-urlencoded", "").await,
    }
}

#[tokio::test]
async fn no_route_hands_out_anything_past_the_gate() {
    let stand = Stand::new().await;
    let covered = stand.world.covered_subscriber("Gazete").await;
    let none = stand.world.subscriber("Yok", None).await;
    let other = Terms::all_of(vec![ProductId(2)], Timestamp::UNIX_EPOCH);
    let other = stand.world.subscriber("Başka", Some(other)).await;
    let released = stand.world.release(story("Manşet"), &[ProductId(1)]).await;
    stand.world.update(&released, story("Manşet, yeni")).await;
    let film = video(&stand).await;
    let mut walked = 0;
    // The streams end at once, after what there is.
    for (method, path) in every_route() {
        let expected = manners(&method, &path);
        let filled = filled(&path, released.entry.item.as_str(), film.entry.item.as_str(), GROUP);
        if path.contains("/stream") {
            let before = given(&stand).await;
            walk_stream(&stand, &filled, &expected, [&none, &other, &covered]).await;
            assert!(given(&stand).await > before, "{path}: what is handed out is counted");
            continue;
        }
        let (mut statuses, before) = ([0; 4], given(&stand).await);
        for (status, by) in
            statuses.iter_mut().zip([By::Nobody, By::Login(&none), By::Login(&other), By::Login(&covered)])
        {
            let answer = ask(&stand, by, &method, &filled).await;
            *status = answer.status;
            let may = matches!(by, By::Login(p) if p.login == covered.login);
            assert_eq!(answer.text.contains(BODY), may && expected.has_body, "{method} {filled}: {}", answer.text);
            assert_eq!(
                answer.text.contains("Manşet"),
                may && expected.has_headline,
                "{method} {filled}: {}",
                answer.text
            );
        }
        assert_eq!(given(&stand).await > before, expected.has_body, "{method} {path}: what is handed out is counted");
        let Manners { anonymous, no_contract, other_product, covered, .. } = expected;
        assert_eq!(statuses, [anonymous, no_contract, other_product, covered], "{method} {path}");
        walked += 1;
    }
    assert_eq!(walked, 36);
}

/// How often something was given so far.
async fn given(stand: &Stand) -> u64 {
    stand.world.accounts.meter().flush().await.expect("the meter writes");
    let month = account::Month::of(stand.world.now());
    let days = stand.world.accounts.usage(month, account::By::Day, None).await.expect("the usage");
    days.iter().map(|day| day.given).sum()
}

/// A stream does not end by itself: its beginning is looked at.
async fn walk_stream(stand: &Stand, path: &str, expected: &Manners, [none, other, covered]: [&kit::Persona; 3]) {
    use futures_util::StreamExt;
    let request = |by| super::stand::request(by, "GET", path).body(axum::body::Body::empty()).unwrap();
    assert_eq!(stand.send(request(By::Nobody)).await.status, expected.anonymous);
    assert_eq!(stand.send(request(By::Key(none))).await.status, expected.no_contract);
    for (by, status, may) in
        [(By::Key(other), expected.other_product, false), (By::Key(covered), expected.covered, true)]
    {
        let response = stand.open(request(by)).await;
        assert_eq!(response.status(), status);
        let mut chunks = response.into_body().into_data_stream();
        let mut text = String::new();
        // Whoever may not have the story has seen all there is at the second heartbeat.
        while text.matches("heartbeat").count() < 2 && !text.contains(BODY) {
            text.push_str(std::str::from_utf8(&chunks.next().await.unwrap().unwrap()).unwrap());
        }
        assert_eq!(text.contains(BODY), may, "{text}");
    }
}

#[tokio::test]
async fn a_killed_story_is_nowhere() {
    let stand = Stand::new().await;
    let covered = stand.world.covered_subscriber("Gazete").await;
    let released = stand.world.release(story("Manşet"), &[ProductId(1)]).await;
    let film = video(&stand).await;
    stand.world.kill(&released).await;
    stand.world.kill(&film).await;
    for (method, path) in every_route() {
        if path.contains("/stream") {
            continue;
        }
        let filled = filled(&path, released.entry.item.as_str(), film.entry.item.as_str(), GROUP);
        let answer = ask(&stand, By::Login(&covered), &method, &filled).await;
        assert!(!answer.text.contains(BODY), "{method} {filled}: {}", answer.text);
    }
}
