//! From the click of "Release" until the dispatch is durable, beside a bare commit of the same bytes and a bare `fdatasync`.

use crate::{
    agency::{CHIEF, PASSWORD, Place, Server},
    appends::Wire,
    figures::{Latencies, Unit},
    floor::Disk,
    generated::{BODY_CHARS, Generator},
    report::{Line, Section},
};
use anyhow::{Context, Result, ensure};
use reqwest::{Client, header, redirect::Policy};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Rounds that are counted; one before them warms up.
const ROUNDS: usize = 5;
/// Releases in a round, and as many bare commits and syncs.
const RELEASES: usize = 100;
/// The percentiles that are told.
const PERCENTILES: [usize; 3] = [50, 95, 99];

/// What one round showed.
struct Round {
    click: Latencies,
    commit: Latencies,
    sync: Latencies,
}

pub fn run(place: &Place) -> Result<Section> {
    let data = place.empty_agency("release")?;
    place.add_cast(&data)?;
    let server = place.serve(&data)?;
    let folder = place.dir().join("release-floor");
    std::fs::create_dir(&folder)?;
    let rounds = Runtime::new()?.block_on(async {
        let (client, cookie) = signed_in(&server).await?;
        let mut wire = Wire::open(&folder).await?;
        let mut disk = Disk::new(&folder)?;
        let mut generator = Generator::seeded(5);
        let mut rounds = Vec::new();
        for _ in 0..=ROUNDS {
            let mut click = Vec::with_capacity(RELEASES);
            let mut sync = Vec::with_capacity(RELEASES);
            for _ in 0..RELEASES {
                click.push(release(&client, &server, &cookie, &generator.story()).await?);
                sync.push(disk.sync()?);
            }
            let commit = Latencies::new(wire.alone_latencies(RELEASES).await?);
            rounds.push(Round { click: Latencies::new(click), commit, sync: Latencies::new(sync) });
        }
        wire.close().await?;
        anyhow::Ok(rounds)
    });
    server.stop()?;
    Ok(section(&rounds?[1..]))
}

fn section(rounds: &[Round]) -> Section {
    let all = |of: fn(&Round) -> &Latencies, percent: usize| -> Vec<f64> {
        rounds.iter().map(|round| of(round).percentile(percent)).collect()
    };
    let mut lines = Vec::new();
    for (of, beside) in [((|r| &r.commit) as fn(&Round) -> &Latencies, "a bare commit"), (|r| &r.sync, "fdatasync")] {
        for percent in PERCENTILES {
            let what = format!("release click, p{percent}, beside {beside}");
            let line = Line::of_rounds(what, Unit::Seconds, &all(|r| &r.click, percent), &all(of, percent));
            lines.push(if percent == 95 { line.aim("< 100 ms") } else { line });
        }
    }
    let method = format!(
        "A story of {BODY_CHARS} characters is saved; the time runs from the request `POST /desk/api/items/…/release` over \
         loopback on a kept connection, signed in by session, until its answer, which comes when the dispatch is durable. \
         Floors: the append of such a story to a wire of its own on SQLite, and 4 KB with one `fdatasync`, on the same disk. \
         {RELEASES} of each by turns, {ROUNDS} rounds after one to warm up."
    );
    Section::new("release", method, lines)
}

async fn signed_in(server: &Server) -> Result<(Client, String)> {
    let client = Client::builder().redirect(Policy::none()).build()?;
    let form = format!("login={CHIEF}&password={}&next=", PASSWORD.replace(' ', "+"));
    let request = client.post(format!("http://{}/sign-in", server.address));
    let answer = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(form).send().await?;
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
    let cookie: Vec<&str> = cookies.filter_map(|c| c.to_str().ok()?.split(';').next()).collect();
    let cookie = cookie.join("; ");
    ensure!(cookie.contains("__Host-"), "the chief is not let in: {}", answer.status());
    Ok((client, cookie))
}

async fn release(client: &Client, server: &Server, cookie: &str, story: &Value) -> Result<Duration> {
    let post =
        |path: String| client.post(format!("http://{}/desk/api{path}", server.address)).header(header::COOKIE, cookie);
    let made = post("/items".to_owned()).json(&json!({"story": story})).send().await?.error_for_status()?;
    let made: Value = serde_json::from_str(&made.text().await?)?;
    let id = made["id"].as_str().context("a new item has no id")?;
    let click = post(format!("/items/{id}/release")).header(header::IF_MATCH, "\"1\"").json(&json!({}));
    let begin = Instant::now();
    let answer = click.send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    let took = begin.elapsed();
    ensure!(status == 200, "a release answers {status}: {text}");
    Ok(took)
}
