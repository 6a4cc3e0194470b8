//! Requests as clients send them, right and wrong.

use crate::{
    Case, ETag, Json, PROBLEM_JSON, Path, Problem, Query, SignedInStaff, SignedInSubscriber, layers, no_route,
};
use account::{Role, Whose};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
    response::IntoResponse,
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use kit::World;
use serde::Deserialize;
use serde_json::{Value, json};
use story::{ItemId, Story};
use tower::ServiceExt;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default)]
    limit: u16,
    #[serde(default)]
    whole: bool,
    order: Option<Order>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Order {
    Newest,
    Oldest,
}

impl Page {
    fn answer(&self) -> String {
        let order = match self.order {
            Some(Order::Newest) => " newest",
            Some(Order::Oldest) => " oldest",
            None => "",
        };
        format!("{}{}{order}", self.limit, if self.whole { " whole" } else { "" })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Only {
    #[serde(default)]
    n: u8,
}

#[derive(Deserialize)]
struct Revision {
    id: ItemId,
    n: u32,
}

async fn take_story(Json(story): Json<Story>) -> String {
    story.headline.to_string()
}

fn app(world: &World) -> Router {
    layers(
        Router::new()
            .route("/story", post(take_story))
            .route("/page", get(async |Query(page): Query<Page>| page.answer()))
            .route("/only", get(async |Query(Only { n }): Query<Only>| n.to_string()))
            .route("/numbers/{n}", get(async |Path(n): Path<u32>| n.to_string()))
            .route("/items/{id}/{n}", get(async |Path(Revision { id, n }): Path<Revision>| format!("{id}/{n}")))
            .route("/items/{id}", get(async |Path(id): Path<ItemId>| id.to_string()))
            .route("/staff", get(async |SignedInStaff(staff): SignedInStaff| staff.login))
            .route("/subscriber", get(async |SignedInSubscriber(s): SignedInSubscriber| s.organisation_name))
            .route(
                "/tagged",
                get(async |headers: HeaderMap| {
                    ETag::named("v1").not_modified(&headers).unwrap_or_else(|| "text".into_response())
                }),
            )
            .route("/panic", get(panics))
            .fallback(no_route)
            .with_state(world.accounts.clone()),
    )
}

async fn panics() -> String {
    panic!("the secret cause")
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn problem(&self) -> Value {
        assert_eq!(self.headers[header::CONTENT_TYPE], PROBLEM_JSON, "{}", self.text);
        let problem: Value = serde_json::from_str(&self.text).expect("a problem");
        assert_eq!(problem["status"], self.status.as_u16());
        let id = self.headers["x-request-id"].to_str().expect("an id");
        assert_eq!(problem["instance"], format!("urn:tellal:request:{id}"));
        problem
    }
}

async fn send(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.expect("an answer");
    let (head, body) = response.into_parts();
    let text = String::from_utf8(to_bytes(body, usize::MAX).await.expect("a body").to_vec()).expect("UTF-8");
    Answer { status: head.status, headers: head.headers, text }
}

async fn ask(app: &Router, path: &str) -> Answer {
    send(app, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn post_json(app: &Router, body: impl Into<Body>) -> Answer {
    let request = Request::post("/story").header(header::CONTENT_TYPE, "application/json; charset=utf-8");
    send(app, request.body(body.into()).unwrap()).await
}

async fn as_user(app: &Router, path: &str, login: &str, password: &str) -> Answer {
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{login}:{password}")));
    send(app, Request::get(path).header(header::AUTHORIZATION, basic).body(Body::empty()).unwrap()).await
}

fn story() -> Value {
    json!({
        "language": "tr", "slug": "MAC", "headline": "Maç bitti", "priority": 4, "category": 2,
        "content": {"kind": "text", "body": [
            {"block": "crosshead", "text": "Ara"},
            {"block": "paragraph", "spans": [{"text": "Bir "}, {"text": "iki", "em": true}]},
            {"block": "list", "items": [[{"text": "a"}], [{"text": "b"}]]},
        ]},
    })
}

#[tokio::test]
async fn a_wrong_body_is_refused_with_the_path_of_the_field() {
    let world = World::sqlite().await;
    let app = app(&world);
    assert_eq!(post_json(&app, story().to_string()).await.text, "Maç bitti");
    let refused = async |pointer: &str, value: Value, field: &str, why: &str| {
        let mut body = story();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match body.pointer_mut(parent).expect(parent) {
            Value::Array(list) => list[name.parse::<usize>().unwrap()] = value,
            object => object[name] = value,
        }
        let answer = post_json(&app, body.to_string()).await;
        assert_eq!(answer.status, 422, "{pointer}: {}", answer.text);
        let problem = answer.problem();
        assert_eq!((&problem["type"], &problem["field"]), (&json!("/problems/unprocessable"), &json!(field)));
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with(&format!("`{field}` ")) && detail.contains(why), "{detail}");
    };
    refused("/headline", json!(""), "headline", "is empty").await;
    refused("/headline", json!("a\u{0}b"), "headline", "U+0000").await;
    refused("/priority", json!(9), "priority", "is not a priority").await;
    refused("/colour", json!("red"), "colour", "is not known").await;
    refused("/dateline", json!({"city": "İzmir", "zip": 1}), "dateline.zip", "is not known").await;
    refused("/dateline", json!({}), "dateline.city", "is missing").await;
    refused("/keywords", json!(["a", 2]), "keywords[1]", "invalid type").await;
    refused("/content/body/1/spans/1/text", json!(""), "content.body[1].spans[1].text", "is empty").await;
    refused("/content/body/1/spans/0/bold", json!(true), "content.body[1].spans[0].bold", "is not known").await;
    refused("/content/body/0/text", json!("  "), "content.body[0].text", "is empty").await;
    refused("/content/body/2/items/1/0/link", json!("javascript:x"), "content.body[2].items[1][0].link", "http").await;
    refused("/content/body/1/style", json!("x"), "content.body[1].style", "is not known").await;
    refused("/content/body/1/block", json!("script"), "content.body[1].block", "script").await;
    refused("/content/body/2/items", json!([]), "content.body[2]", "without items").await;
    refused("/content/body", json!([]), "content.body", "is empty").await;
    refused("/content/body", json!("text"), "content.body", "list of blocks").await;
    refused("/content/kind", json!("poem"), "content.kind", "poem").await;
}

#[tokio::test]
async fn an_object_is_not_a_list_of_its_fields() {
    let world = World::sqlite().await;
    let app = app(&world);
    // As serde would take it: every field of a story, in order.
    let mut fields = vec![json!("tr"), json!("MAC"), json!("Maç bitti"), json!(null), json!(null), json!(null)];
    fields.extend([json!(4), json!(2), json!([]), json!([]), json!([]), json!([]), json!([])]);
    fields.extend([json!(null), json!(null), json!(null), json!(null), json!({}), json!(null)]);
    fields.extend([json!([]), json!(null), json!("rule"), json!(null), json!(null), json!(null)]);
    fields.push(story()["content"].clone());
    let list = Value::from(fields);
    assert_eq!(serde_json::from_value::<Story>(list.clone()).unwrap().headline.as_str(), "Maç bitti");
    for body in [list.to_string(), "[]".to_owned(), " [[]]".to_owned()] {
        let answer = post_json(&app, body).await;
        let problem = answer.problem();
        assert_eq!((answer.status.as_u16(), &problem["type"]), (422, &json!("/problems/unprocessable")));
        assert_eq!(problem["detail"], "The body is not what is asked for: it is a list, not an object.");
    }
    assert_eq!(post_json(&app, "[1,").await.problem()["type"], "/problems/malformed");
    assert_eq!(crate::read_json::<Vec<u8>>(b"[1]").unwrap(), [1], "a list is a list");
}

#[tokio::test]
async fn reasons_are_told_in_the_words_of_json() {
    let world = World::sqlite().await;
    let app = app(&world);
    let refused = async |body: String| post_json(&app, body).await.problem()["detail"].as_str().unwrap().to_owned();
    for (body, detail) in [
        ("null", "The body is not what is asked for: invalid type: null, expected an object."),
        ("5", "The body is not what is asked for: invalid type: integer `5`, expected an object."),
    ] {
        assert_eq!(refused(body.to_owned()).await, detail);
    }
    for (name, value, why) in [
        ("dateline", json!(5), "invalid type: integer `5`, expected an object"),
        ("dateline", json!([]), "invalid length 0, expected an object with 2 elements"),
        ("keywords", json!({}), "invalid type: an object, expected a list"),
        ("headline", json!([]), "invalid type: a list, expected a string"),
        ("category", json!("x"), "invalid type: string \"x\", expected a whole number"),
        ("category", json!(-1), "invalid value: integer `-1`, expected a whole number"),
    ] {
        let mut body = story();
        body[name] = value;
        assert_eq!(refused(body.to_string()).await, format!("`{name}` {why}"));
    }
    let mut body = story();
    body["content"]["body"][1]["spans"] = json!(["bare"]);
    assert_eq!(
        refused(body.to_string()).await,
        "`content.body[1].spans[0]` invalid type: string \"bare\", expected an object"
    );
    for content in [json!(7), json!([]), json!({"kind": "picture", "media": [], "caption": "x"})] {
        body["content"] = content;
        let detail = refused(body.to_string()).await;
        assert!(!["struct ", "enum ", "Content", "Media"].iter().any(|rust| detail.contains(rust)), "{detail}");
    }
}

#[tokio::test]
async fn what_is_not_json_is_malformed() {
    let world = World::sqlite().await;
    let app = app(&world);
    for (body, part) in [
        (b"{\"language\": tr}".to_vec(), "line 1"),
        (b"{\"language\":".to_vec(), "EOF"),
        (b"\xff\xfe{}".to_vec(), "byte 0"),
        (b"".to_vec(), "EOF"),
        (story().to_string().into_bytes().into_iter().chain(*b" x").collect(), "trailing"),
        (format!("{}{}", "[".repeat(9_999), "]".repeat(9_999)).into_bytes(), ""),
    ] {
        let answer = post_json(&app, body).await;
        let problem = answer.problem();
        assert!(answer.status == 400 || part.is_empty(), "{problem}");
        assert!(answer.status.is_client_error() && problem["detail"].as_str().unwrap().contains(part), "{problem}");
    }
    let form = Request::post("/story").header(header::CONTENT_TYPE, "text/plain").body(Body::from("{}")).unwrap();
    assert_eq!(send(&app, form).await.problem()["type"], "/problems/unsupported-media");
    let bare = Request::post("/story").body(Body::from("{}")).unwrap();
    assert_eq!(send(&app, bare).await.status, 415);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_declared_or_not() {
    let world = World::sqlite().await;
    let app = app(&world);
    let large = " ".repeat(crate::JSON_BYTES_MAX + 1);
    assert_eq!(post_json(&app, large.clone()).await.problem()["type"], "/problems/too-large");
    let chunks = large.into_bytes().chunks(100_000).map(|c| Ok::<_, std::io::Error>(c.to_vec())).collect::<Vec<_>>();
    let unannounced = Body::from_stream(futures_util::stream::iter(chunks));
    assert_eq!(post_json(&app, unannounced).await.problem()["status"], 413);
}

#[tokio::test]
async fn parameters_and_parts_of_the_address_are_named() {
    let world = World::sqlite().await;
    let app = app(&world);
    assert_eq!(ask(&app, "/page?limit=7").await.text, "7");
    assert_eq!(ask(&app, "/page").await.text, "0");
    for (path, field) in [
        ("/page?limit=x", "limit"),
        ("/page?limit=-1", "limit"),
        ("/page?limit=1&limit=2", "limit"),
        ("/page?lim=7", "lim"),
        ("/items/nonsense/1", "id"),
        ("/items/nonsense", "id"),
        ("/items/tel:text:20260901:1/x", "n"),
        ("/items/%FF/1", "id"),
    ] {
        let answer = ask(&app, path).await;
        assert_eq!((answer.status.as_u16(), &answer.problem()["field"]), (400, &json!(field)), "{path}");
    }
    assert_eq!(ask(&app, "/items/tel%3Atext%3A20260901%3A1/2").await.text, "tel:text:20260901:1/2");
}

#[tokio::test]
async fn what_is_wrong_with_a_parameter_is_said_in_plain_words() {
    let world = World::sqlite().await;
    let app = app(&world);
    assert_eq!(ask(&app, "/page?limit=7&whole=true&order=newest").await.text, "7 whole newest");
    for (path, detail) in [
        ("/page?limit=abc", "`limit` is not a whole number"),
        ("/page?limit=", "`limit` is empty; it takes a whole number"),
        ("/page?limit=70000", "`limit` is too large a number"),
        ("/page?limit=1&limit=2", "`limit` is given twice"),
        ("/page?whole=yes", "`whole` is neither `true` nor `false`"),
        ("/page?order=best", "`order` is `best`, which is not known; known are `newest`, `oldest`"),
        ("/page?foo=1", "`foo` is not known; known are `limit`, `whole`, `order`"),
        ("/only?foo=1", "`foo` is not known; only `n` is"),
        ("/numbers/x", "`n` is not a whole number"),
        ("/numbers/99999999999", "`n` is too large a number"),
        ("/items/tel:text:20260901:1/x", "`n` is not a whole number"),
        ("/items/tel:text:20260901:1/99999999999", "`n` is too large a number"),
        ("/items/x/1", "`id` is not an item id such as `tel:text:20260901:50000001`"),
        ("/items/a%20field%20%60x%60", "`id` is not an item id such as `tel:text:20260901:50000001`"),
    ] {
        let answer = ask(&app, path).await;
        assert_eq!((answer.status.as_u16(), &answer.problem()["detail"]), (400, &json!(detail)), "{path}");
    }
}

#[tokio::test]
async fn staff_and_subscribers_sign_in_at_their_own_doors() {
    let world = World::sqlite().await;
    let app = app(&world);
    world.staff("ayşe", Role::Editor).await;
    let reader = world.covered_subscriber("Gazete").await;
    assert_eq!(as_user(&app, "/staff", "ayşe", kit::PASSWORD).await.text, "ayşe");
    assert_eq!(as_user(&app, "/subscriber", &reader.login, &reader.password).await.text, "Gazete");
    for (path, login, password) in [
        ("/staff", "ayşe", "wrong password"),
        ("/staff", reader.login.as_str(), kit::PASSWORD),
        ("/subscriber", "ayşe", kit::PASSWORD),
        ("/subscriber", "nobody", kit::PASSWORD),
    ] {
        let answer = as_user(&app, path, login, password).await;
        assert_eq!(answer.problem()["type"], "/problems/unauthorised", "{path} {login}");
        assert!(answer.headers[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Basic realm=\"Tellal\""));
    }
    let with_key = |path: &str, key: &str| {
        Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}")).body(Body::empty()).unwrap()
    };
    assert_eq!(send(&app, with_key("/subscriber", &reader.key)).await.text, "Gazete");
    assert_eq!(send(&app, with_key("/staff", &reader.key)).await.status, 401);
    let wrong = send(&app, with_key("/subscriber", "tellal_0")).await;
    let offers: Vec<_> = wrong.headers.get_all(header::WWW_AUTHENTICATE).iter().collect();
    assert_eq!((wrong.status.as_u16(), offers.len()), (401, 2), "Basic and Bearer are offered");
    assert_eq!(ask(&app, "/subscriber").await.problem()["status"], 401);
}

#[tokio::test]
async fn whoever_guesses_over_http_basic_is_told_when_to_try_again() {
    let world = World::sqlite().await;
    let app = app(&world);
    world.staff("ayşe", Role::Editor).await;
    let reader = world.covered_subscriber("Gazete").await;
    for (path, login) in [("/staff", "ayşe"), ("/staff", "nobody"), ("/subscriber", reader.login.as_str())] {
        for n in 0..5 {
            assert_eq!(as_user(&app, path, login, &format!("wrong password {n}")).await.status, 401, "{path} {login}");
        }
        let slowed = as_user(&app, path, login, "another guess").await;
        assert_eq!(slowed.problem()["type"], "/problems/too-many", "{path} {login}");
        assert_eq!(slowed.headers[header::RETRY_AFTER], "2");
    }
    world.advance(2);
    assert_eq!(as_user(&app, "/staff", "ayşe", kit::PASSWORD).await.text, "ayşe");
}

#[tokio::test]
async fn a_password_alone_does_not_pass_a_second_step() {
    let world = World::sqlite().await;
    let app = app(&world);
    let whose = Whose::Staff(world.staff("ayşe", Role::Editor).await.login);
    world.accounts.begin_totp(&whose).await.unwrap();
    assert_eq!(as_user(&app, "/staff", "ayşe", kit::PASSWORD).await.text, "ayşe", "an app without a code is none yet");
    let setup = world.accounts.totp_setup(&whose, "Tellal", "ayşe").await.unwrap().unwrap();
    world.accounts.confirm_totp(&whose, &kit::totp(&setup.secret, world.now())).await.unwrap();
    let refused = as_user(&app, "/staff", "ayşe", kit::PASSWORD).await;
    assert_eq!(refused.problem()["type"], "/problems/forbidden");
    assert_eq!(as_user(&app, "/staff", "ayşe", "wrong password").await.status, 401);
}

#[tokio::test]
async fn browsers_are_told_to_come_over_tls_where_that_is_the_address() {
    let world = World::sqlite().await;
    for (base, told) in [("https://wire.example", Some("max-age=31536000")), ("http://127.0.0.1:8080", None)] {
        let answer = ask(&crate::over_tls(app(&world), base), "/page").await;
        let header = answer.headers.get(header::STRICT_TRANSPORT_SECURITY).map(|value| value.to_str().unwrap());
        assert_eq!(header, told, "{base}");
    }
}

#[tokio::test]
async fn no_route_and_a_panic_are_problems_and_every_answer_is_guarded() {
    let world = World::sqlite().await;
    let app = app(&world);
    assert_eq!(ask(&app, "/nowhere").await.problem()["type"], "/problems/not-found");
    let wrong_method = ask(&app, "/story").await;
    assert_eq!(wrong_method.problem()["type"], "/problems/method-not-allowed");
    assert_eq!(wrong_method.headers[header::ALLOW], "POST");
    let panic = ask(&app, "/panic").await;
    assert_eq!(panic.problem()["status"], 500);
    assert!(!panic.text.contains("secret"), "{}", panic.text);
    for answer in [ask(&app, "/page").await, panic] {
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers[header::X_FRAME_OPTIONS], "DENY");
    }
}

#[tokio::test]
async fn every_problem_is_explained_at_its_address() {
    let world = World::sqlite().await;
    let app = app(&world);
    for case in Case::ALL {
        let page = ask(&app, case.address()).await;
        assert!(page.status == 200 && page.text.contains(case.meaning()) && !case.meaning().is_empty(), "{case:?}");
    }
    assert_eq!(ask(&app, "/problems/none").await.status, 404);
}

#[tokio::test]
async fn a_client_that_holds_the_newest_text_is_told_so() {
    let world = World::sqlite().await;
    let app = app(&world);
    let request = Request::get("/tagged").header(header::IF_NONE_MATCH, "\"v1\"").body(Body::empty()).unwrap();
    let answer = send(&app, request).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (304, ""));
    assert_eq!(answer.headers[header::ETAG], "\"v1\"");
    assert_eq!(ask(&app, "/tagged").await.text, "text");
}

#[test]
fn a_detail_is_one_clean_line_of_bounded_length() {
    let problem = Problem::bad_request(format!("a\u{0}\nb{}", "x".repeat(5_000)));
    assert!(problem.detail().starts_with("a b") && problem.detail().chars().count() < 1_100);
    let many = Problem::unprocessable_all(
        [("a", "is empty"), ("b", "is long")]
            .map(|(field, why)| crate::FieldFault { field: field.to_owned(), why: why.to_owned() }),
    );
    let json = serde_json::to_value(&many).unwrap();
    assert_eq!(json["errors"][1], json!({"field": "b", "why": "is long"}));
    assert_eq!(json["detail"], "`a` is empty; `b` is long");
}
