//! The walk: every route of the whole server, as everybody, about items in every condition.
//!
//! The routes come from the router that is served ([`routes`]), the addresses from a table of parameters ([`fill`]), and
//! who may read what from a table of its own ([`expected`]). Each item is marked in its headline and in its body; no mark
//! may stand in any answer that goes to somebody who may not read it, and each must be found by whoever may.

mod cast;
mod expected;
mod fill;
mod newsroom;
mod routes;
mod stage;

use account::Role;
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use cast::{By, Visitor, Who};
use expected::{May, Part, may};
use flate2::read::GzDecoder;
use futures_util::StreamExt;
use newsroom::{Asked, Condition, Piece};
use routes::{Route, every_route};
use stage::Stage;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
};
use tower::ServiceExt;

/// Bytes of a stream that are read, and signs of life after which it has told all there is.
const STREAM_BYTES_MAX: usize = 1_000_000;
const HEARTBEATS: usize = 2;
/// Redirects that are followed.
const HOPS_MAX: usize = 2;
/// Tables that count who came and what they took, or hold what everybody may send in.
const COUNTED: [&str; 4] = ["session", "link", "reset_ask", "subscription_request"];

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    /// Unpacked.
    body: Vec<u8>,
    is_packed: bool,
}

impl Answer {
    /// All that was answered, body and head, in small letters: addresses repeat headlines so.
    fn text(&self) -> String {
        let mut all = self.body.clone();
        for (name, value) in &self.headers {
            all.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"].concat());
        }
        all.make_ascii_lowercase();
        String::from_utf8_lossy(&all).into_owned()
    }
}

impl Stage {
    async fn send(&self, request: Request<Body>) -> Answer {
        let packed = request.headers().get(header::ACCEPT_ENCODING).is_some_and(|packing| packing == "gzip");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (head, body) = response.into_parts();
        let is_packed = match head.headers.get(header::CONTENT_ENCODING) {
            Some(encoding) => {
                assert!(packed && encoding == "gzip", "packed without being asked: {encoding:?}");
                true
            }
            None => false,
        };
        let streams =
            head.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"text/event-stream");
        let mut chunks = body.into_data_stream();
        let mut body = Vec::new();
        while let Some(chunk) = chunks.next().await {
            body.extend_from_slice(&chunk.expect("a piece of the body"));
            // A stream does not end by itself.
            let beats = || String::from_utf8_lossy(&body).matches("event: heartbeat").count();
            if streams && (beats() >= HEARTBEATS || body.len() > STREAM_BYTES_MAX) {
                break;
            }
        }
        if is_packed {
            let mut plain = Vec::new();
            GzDecoder::new(body.as_slice()).read_to_end(&mut plain).expect("what was packed");
            body = plain;
        }
        Answer { status: head.status, headers: head.headers, body, is_packed }
    }

    /// Gets an address and whatever it leads on to.
    async fn get(&self, visitor: &Visitor, address: &str) -> Vec<Answer> {
        let mut answers = vec![self.send(visitor.get(address)).await];
        while let Some(next) = answers.last().and_then(on_this_server).filter(|_| answers.len() <= HOPS_MAX) {
            answers.push(self.send(visitor.get(&next)).await);
        }
        answers
    }

    /// What a route that reads answers; those that change something are asked later.
    async fn ask(&self, visitor: &Visitor, method: &str, address: &str) -> Vec<Answer> {
        match method {
            method if is_read(method) => self.get(visitor, address).await,
            // HAS reads by `POST`.
            "POST" if address.starts_with("/abone/") => {
                let form = visitor.request("POST", address).header(header::CONTENT_TYPE, BODIES[3].0);
                vec![self.send(form.body("limit=100".into()).expect("a request")).await]
            }
            _ => Vec::new(),
        }
    }

    fn piece(&self, condition: Condition) -> &Piece {
        self.pieces.iter().find(|piece| piece.condition == condition).expect("an item in every condition")
    }

    /// The addresses of a route: about every item, where it is about items. Where a password is not known, one is enough:
    /// whose it is decides before the item does, and every try costs a hash.
    fn addresses(&self, visitor: &Visitor, path: &str) -> BTreeSet<String> {
        let staff = matches!(visitor.who, Who::Staff(_));
        let is_stranger =
            visitor.by == By::Basic && (visitor.who == Who::Frozen || staff != path.starts_with("/desk/"));
        let pieces = if fill::is_of_items(path) && !is_stranger {
            self.pieces.iter().collect()
        } else {
            vec![self.piece(Condition::Open), self.piece(Condition::Foreign)]
        };
        let some = if is_stranger { 1 } else { usize::MAX };
        pieces
            .into_iter()
            .flat_map(|piece| fill::addresses(self, visitor, path, piece).into_iter().take(some))
            .collect()
    }

    /// What the database holds, but for what is counted.
    async fn kept(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut rows = kit::rows(&self.location).await;
        rows.retain(|table, _| !COUNTED.contains(&table.as_str()));
        rows
    }
}

/// Where a redirect leads, if it stays here.
fn on_this_server(answer: &Answer) -> Option<String> {
    let place = answer.headers.get(header::LOCATION)?.to_str().expect("an address");
    let place = place.strip_prefix("http://127.0.0.1:8080").unwrap_or(place);
    place.starts_with('/').then(|| place.to_owned())
}

/// Every mark: the item's condition, the part, and the word.
fn marks() -> Vec<(Condition, Part, String)> {
    let both = |c: Condition| [(c, Part::Headline, c.head_mark()), (c, Part::Body, c.body_mark())];
    Condition::ALL.into_iter().flat_map(both).collect()
}

/// Bodies that a caller might send, with their media types: what a route could mean by itself, and nonsense.
const BODIES: [(&str, &str); 6] = [
    ("application/json", "{}"),
    ("application/json", "{\"reason\":\"zq\",\"at\":null,\"items\":[],\"seq\":1}"),
    ("application/json", "[[[[{\"a\":1e999}]]]"),
    ("application/x-www-form-urlencoded", ""),
    (
        "application/x-www-form-urlencoded",
        "name=Zq&email=zq%40paper.example&label=zq&reason=zq&login=zq-new&role=administrator&password=correct+horse+battery\
         &organisation=Zq&country=TR&message=zq&product=1&kind=text&from=2026-01-01&until=&all=yes&limit=5&code=123456",
    ),
    ("application/x-www-form-urlencoded", "%00%ff=%&name=%F0%28%8C%28&=&&&name=\u{202e}&limit=-1"),
];

/// Bodies that end a request: they approve it, with the hash of its bytes in the place of `#`, or refuse it.
const ENDING: [(&str, &str); 3] = [
    ("application/json", "{\"hash\":\"#\"}"),
    ("application/x-www-form-urlencoded", "hash=#"),
    ("application/json", "{\"reason\":\"zq\"}"),
];

/// Every body that a route is sent.
fn bodies(path: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let more = if path.contains("{approval}") { ENDING.len() } else { 0 };
    BODIES.into_iter().chain(ENDING.into_iter().take(more))
}

/// Turns the address of a request into that of one that waits; answers the body with the hash of its bytes.
async fn about_what_waits(stage: &Stage, address: &mut String, body: &str) -> String {
    let last = stage.asked();
    if !address.contains(&last.id) {
        return body.to_owned();
    }
    let Asked { id, hash } = stage.waiting().await;
    *address = address.replace(&last.id, &id);
    body.replace('#', &hash)
}

fn is_read(method: &str) -> bool {
    method == "GET" || method == "ANY"
}

/// Gets every address as everybody, and answers how many requests that were.
async fn nothing_reaches_whoever_may_not_read_it(stage: &Stage) -> usize {
    let routes = every_route(&stage.router);
    let marks = marks();
    let (mut requests, mut packed, mut wrong) = (0, 0, BTreeSet::new());
    for visitor in stage.visitors.iter().chain(&stage.packed()) {
        let mut found = BTreeSet::new();
        for Route { path, method } in &routes {
            for address in stage.addresses(visitor, path) {
                let answers = stage.ask(visitor, method, &address).await;
                requests += answers.len();
                packed += answers.iter().filter(|answer| answer.is_packed).count();
                for answer in answers {
                    assert!(!answer.status.is_server_error(), "{visitor}: {method} {address}: {}", answer.text());
                    let text = answer.text();
                    if !text.contains("zq") {
                        continue;
                    }
                    for (i, (condition, part, mark)) in marks.iter().enumerate().filter(|(_, m)| text.contains(&m.2)) {
                        found.insert(i);
                        if may(visitor, *condition, *part) == May::Never {
                            let (before, _) = text.split_once(mark).expect("the mark");
                            let near: String =
                                before.chars().rev().take(100).collect::<Vec<_>>().iter().rev().collect();
                            wrong.insert(format!(
                                "{part:?} of {condition:?} is read at {method} {path} by {visitor}: …{near}{mark}"
                            ));
                        }
                    }
                }
            }
        }
        for (i, (condition, part, _)) in marks.iter().enumerate() {
            if may(visitor, *condition, *part) == May::Find && !found.contains(&i) {
                wrong.insert(format!("{part:?} of {condition:?} is found nowhere by {visitor}"));
            }
        }
    }
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(packed > 0, "nothing is packed");
    requests
}

/// Sends every body to every address that takes one. Answers how many requests that were.
async fn send_all(stage: &Stage, visitor: &Visitor, from_elsewhere: bool, chosen: impl Fn(&str) -> bool) -> usize {
    let mut requests = 0;
    for Route { path, method } in every_route(&stage.router) {
        if is_read(&method) || !chosen(&path) {
            continue;
        }
        // One item is enough here; the one that is out could be stopped.
        for mut address in fill::addresses(stage, visitor, &path, stage.piece(Condition::Open)) {
            let mut fresh = stage.fresh(visitor).await;
            for (kind, body) in bodies(&path) {
                let body = about_what_waits(stage, &mut address, body).await;
                let mut request = fresh.request(&method, &address).header(header::CONTENT_TYPE, kind);
                request = request.header(header::IF_MATCH, "\"2\"");
                if from_elsewhere {
                    request =
                        request.header("Sec-Fetch-Site", "cross-site").header("Origin", "https://elsewhere.example");
                }
                let answer = stage.send(request.body(body.clone().into()).expect("a request")).await;
                assert!(!answer.status.is_server_error(), "{visitor}: {method} {address} {body}: {}", answer.text());
                requests += 1;
                if address.contains(&stage.asked().id) {
                    stage.note_end(&path).await;
                }
                if answer.status.is_success() || answer.status.is_redirection() {
                    // What was done may have signed the visitor out.
                    fresh = stage.fresh(visitor).await;
                }
            }
        }
    }
    requests
}

/// Whoever may change nothing changes nothing, whatever they send.
async fn nothing_is_changed_by_whoever_may_not(stage: &Stage) -> usize {
    let before = stage.kept().await;
    let mut requests = 0;
    for visitor in &stage.visitors {
        let nobody = matches!(visitor.who, Who::Anonymous | Who::Frozen) || visitor.by == By::RevokedKey;
        // A contract that is over, or of something else, is no reason not to manage one's own account.
        let outsider =
            matches!(visitor.who, Who::NoContract | Who::Expired | Who::Uncovered) && visitor.by != By::Session;
        let reads_only = visitor.who == Who::Staff(Role::Business) && visitor.by == By::Basic;
        if nobody || outsider || reads_only {
            requests += send_all(stage, visitor, false, |_| true).await;
            unchanged(&before, &stage.kept().await, visitor);
        }
    }
    for role in [Role::Reporter, Role::Editor] {
        let visitor = stage.visitor(Who::Staff(role), By::Session);
        requests += send_all(stage, visitor, false, |path| !is_own(path) && !is_at_desk(path)).await;
        unchanged(&before, &stage.kept().await, visitor);
    }
    // Nor does a form that another site makes the browser of an administrator send.
    let visitor = stage.visitor(Who::Staff(Role::Administrator), By::Session);
    requests += send_all(stage, visitor, true, |_| true).await;
    unchanged(&before, &stage.kept().await, visitor);
    requests
}

/// What everybody who is signed in may do with their own account.
fn is_own(path: &str) -> bool {
    path.starts_with("/account") || path.starts_with("/sign-")
}

#[track_caller]
fn unchanged(before: &BTreeMap<String, BTreeSet<String>>, after: &BTreeMap<String, BTreeSet<String>>, by: &Visitor) {
    for (table, rows) in before {
        let differ: Vec<&String> = rows.symmetric_difference(&after[table]).collect();
        assert!(differ.is_empty(), "{by} changed {table}: {differ:?}");
    }
}

/// Where staff write.
fn is_at_desk(path: &str) -> bool {
    path.starts_with("/desk")
}

/// Whoever only writes puts nothing onto the wire.
async fn nothing_is_sent_by_a_reporter(stage: &Stage) -> usize {
    let sent = async || stage.kept().await.remove("dispatch");
    let before = sent().await;
    let visitor = stage.visitor(Who::Staff(Role::Reporter), By::Session);
    let requests = send_all(stage, visitor, false, is_at_desk).await;
    assert!(before.is_some() && before == sent().await, "{visitor} sent something");
    requests
}

/// Whoever may do something gets an answer, whatever they send with it.
async fn nothing_breaks(stage: &Stage) -> usize {
    let mut requests = 0;
    for (who, by) in [
        (Who::Covered, By::Link),
        (Who::Covered, By::Key),
        (Who::Covered, By::Session),
        (Who::Staff(Role::Chief), By::Basic),
        (Who::Staff(Role::Administrator), By::Session),
    ] {
        requests += send_all(stage, stage.visitor(who, by), false, |_| true).await;
    }
    requests
}

/// Each route that ends a request was tried with one that waited, by somebody who may.
fn every_route_ended_a_request(stage: &Stage) {
    for Route { path, method } in every_route(&stage.router) {
        let ends = !is_read(&method) && path.contains("{approval}");
        assert!(!ends || stage.has_ended(&path), "{path} was never tried with what ends a request");
    }
}

async fn walk(database: &str) {
    let stage = Stage::on(database).await;
    let read = nothing_reaches_whoever_may_not_read_it(&stage).await;
    let refused = nothing_is_changed_by_whoever_may_not(&stage).await;
    let refused = refused + nothing_is_sent_by_a_reporter(&stage).await;
    let sent = nothing_breaks(&stage).await;
    every_route_ended_a_request(&stage);
    println!(
        "{} routes, {} visitors, {} items: {read} requests read, {refused} were refused, {sent} were answered",
        every_route(&stage.router).len(),
        stage.visitors.len(),
        stage.pieces.len()
    );
    stage.house.close().await;
}

#[tokio::test]
async fn every_route_keeps_what_it_must_keep() {
    walk("sqlite").await;
}

#[tokio::test]
async fn every_route_keeps_what_it_must_keep_on_postgresql() {
    walk(&kit::postgres_address().await).await;
}
