//! What it costs to know who asks: signed-in requests beside anonymous ones.

use crate::{
    agency::{CHIEF, PASSWORD, Place, Server},
    figures::{Latencies, Unit},
    report::{Line, Section},
};
use anyhow::{Context, Result, ensure};
use reqwest::{Client, RequestBuilder, header, redirect::Policy};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Turns that signed-in and anonymous requests take.
const ROUNDS: usize = 5;
/// Pairs of requests in each turn.
const PAIRS: usize = 400;
/// Pairs before them: the first sign-in checks the password at its full price.
const WARM_UP: usize = 50;
/// The API user.
const LOGIN: &str = "paper";

pub fn run(place: &Place) -> Result<Section> {
    let data = place.empty_agency("signed-in")?;
    let key = place.add_cast(&data)?;
    place.done(&data, &["org", "user", "Paper", LOGIN])?;
    let server = place.serve(&data)?;
    let lines = Runtime::new()?.block_on(measure(&server, &key));
    server.stop()?;
    let method = format!(
        "A request and its whole answer on one kept connection, signed in and anonymous by turns: p50 of {PAIRS} pairs, \
         median of {ROUNDS} turns. By key and by HTTP Basic (the password was verified before) `/api/v1/feed` of an empty wire \
         beside `/api/v1/formats`; by cookie the screen `/admin` beside the screen `/sign-in`. Signed in, the answer \
         also reads the login, the contracts and the session from SQLite, and is another one: the difference is the most \
         that the sign-in can cost."
    );
    Ok(Section::new("signed-in", method, lines?).beside("anonymous"))
}

async fn measure(server: &Server, key: &str) -> Result<Vec<Line>> {
    let client = Client::builder().redirect(Policy::none()).build()?;
    let at = |path: &str| format!("http://{}{path}", server.address);
    let form = format!("login={CHIEF}&password={}&next=", PASSWORD.replace(' ', "+"));
    let signed_in = client.post(at("/sign-in")).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let signed_in = signed_in.body(form).send().await?;
    let cookies = signed_in.headers().get_all(header::SET_COOKIE).iter();
    let cookie: Vec<&str> = cookies.filter_map(|c| c.to_str().ok()?.split(';').next()).collect();
    let cookie = cookie.join("; ");
    ensure!(cookie.contains("__Host-"), "the chief is not let in: {}", signed_in.status());
    let feed = || client.get(at("/api/v1/feed"));
    let formats = || client.get(at("/api/v1/formats"));
    Ok(vec![
        pairs("key", || feed().bearer_auth(key), formats).await?,
        pairs("HTTP Basic", || feed().basic_auth(LOGIN, Some(PASSWORD)), formats).await?,
        pairs("cookie", || client.get(at("/admin")).header(header::COOKIE, &cookie), || client.get(at("/sign-in")))
            .await?,
    ])
}

async fn pairs(
    what: &str,
    signed_in: impl Fn() -> RequestBuilder,
    anonymous: impl Fn() -> RequestBuilder,
) -> Result<Line> {
    for _ in 0..WARM_UP {
        once(signed_in()).await?;
        once(anonymous()).await?;
    }
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for _ in 0..PAIRS {
            with.push(once(signed_in()).await?);
            without.push(once(anonymous()).await?);
        }
        ours.push(Latencies::new(with).percentile(50));
        floor.push(Latencies::new(without).percentile(50));
    }
    Ok(Line::of_rounds(what, Unit::Seconds, &ours, &floor))
}

async fn once(request: RequestBuilder) -> Result<Duration> {
    let begin = Instant::now();
    let answer = request.send().await?;
    let (status, address) = (answer.status(), answer.url().clone());
    answer.bytes().await.with_context(|| format!("the answer of {address}"))?;
    let took = begin.elapsed();
    ensure!(status.is_success(), "{address} answers {status}");
    Ok(took)
}
