//! From the release request to the event on an open stream.

use crate::{
    agency::{CHIEF, PASSWORD, Place},
    figures::{Latencies, Unit},
    floor::Disk,
    generated::{BODY_CHARS, Generator},
    report::{Line, Section},
};
use anyhow::{Context, Result, bail, ensure};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::{runtime::Runtime, sync::mpsc, task::JoinSet, time::timeout};

/// Releases that are counted.
const RELEASES: usize = 300;
/// Releases before them: the first sign-in checks the password at its full price.
const WARM_UP: usize = 20;
/// How long one release may take to arrive, in seconds.
const ARRIVE_SECS: u64 = 10;
/// Events that may wait between the reader of the stream and the measurement.
const EVENTS_WAITING: usize = 16;

/// An event that was read: the item, and when its last byte was there.
struct Seen {
    item: String,
    at: Instant,
}

/// What one release took.
struct Release {
    floor: Duration,
    answered: Duration,
    seen: Duration,
}

pub fn run(place: &Place) -> Result<Section> {
    let data = place.empty_agency("stream")?;
    let key = place.add_cast(&data)?;
    let server = place.serve(&data)?;
    let mut disk = Disk::new(place.dir())?;
    let base = format!("http://{}", server.address);
    let releases = Runtime::new()?.block_on(measure(&base, &key, &mut disk))?;
    server.stop()?;
    Ok(section(&releases))
}

fn section(releases: &[Release]) -> Section {
    let latencies = |of: fn(&Release) -> Duration| Latencies::new(releases.iter().map(of).collect());
    let (floor, answered, seen) = (latencies(|r| r.floor), latencies(|r| r.answered), latencies(|r| r.seen));
    let line = |what: &str, percent, of: &Latencies| {
        Line::of_rounds(what, Unit::Seconds, &[of.percentile(percent)], &[floor.percentile(percent)])
    };
    let lines = vec![
        line("release → event read, p50", 50, &seen),
        line("release → event read, p99", 99, &seen).aim("< 50 ms"),
        line("release → answered, p50", 50, &answered),
        line("release → answered, p99", 99, &answered),
    ];
    let method = format!(
        "{RELEASES} stories of {BODY_CHARS} characters are made and released over `/desk/api`; the time runs from just \
         before the release request until the event is read on `/api/v1/stream`. Floor, before each: one round trip to \
         `/healthz` on the same kept connection, and 4 KB with one `fdatasync`. {WARM_UP} releases before that warm up."
    );
    Section::new("stream", method, lines)
}

async fn measure(base: &str, key: &str, disk: &mut Disk) -> Result<Vec<Release>> {
    let client = Client::builder().timeout(Duration::from_secs(ARRIVE_SECS)).build()?;
    // The stream has no end, and so no limit of time.
    let stream = Client::new().get(format!("{base}/api/v1/stream")).bearer_auth(key).send().await?;
    let (events, mut seen) = mpsc::channel(EVENTS_WAITING);
    let mut reader = JoinSet::new();
    reader.spawn(read_events(stream.error_for_status()?, events));
    let mut generator = Generator::seeded(2);
    let mut releases = Vec::with_capacity(RELEASES);
    for n in 0..WARM_UP + RELEASES {
        let release = one(&client, base, &generator.story(), disk, &mut seen).await;
        let release = match (release, reader.try_join_next()) {
            (Err(_), Some(ended)) => bail!("the stream ended: {:?}", ended?),
            (release, _) => release?,
        };
        if n >= WARM_UP {
            releases.push(release);
        }
    }
    Ok(releases)
}

async fn one(
    client: &Client,
    base: &str,
    story: &Value,
    disk: &mut Disk,
    seen: &mut mpsc::Receiver<Seen>,
) -> Result<Release> {
    let begin = Instant::now();
    client.get(format!("{base}/healthz")).send().await?.error_for_status()?.bytes().await?;
    disk.sync()?;
    let floor = begin.elapsed();

    let post = |path: &str| client.post(format!("{base}/desk/api{path}")).basic_auth(CHIEF, Some(PASSWORD));
    let item: Value = serde_json::from_str(&ok(post("/items").json(&json!({"story": story}))).await?)?;
    let id = item["id"].as_str().context("a new item has no id")?;
    let release = post(&format!("/items/{id}/release")).header("If-Match", "\"1\"").json(&json!({}));

    let begin = Instant::now();
    let answer = async { ok(release).await.map(|_| begin.elapsed()) };
    let arrival = async {
        let seen = timeout(Duration::from_secs(ARRIVE_SECS), seen.recv()).await;
        seen.context("the release did not arrive on the stream")?.context("the stream ended")
    };
    let (answered, arrived) = tokio::try_join!(answer, arrival)?;
    ensure!(arrived.item == id, "{} arrived on the stream instead of {id}", arrived.item);
    Ok(Release { floor, answered, seen: arrived.at - begin })
}

/// Sends a request that must succeed; answers what came back.
async fn ok(request: RequestBuilder) -> Result<String> {
    let answer = request.send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    ensure!(status.is_success(), "{status}: {text}");
    Ok(text)
}

/// Reads Server-Sent Events and passes on which item each dispatch is about.
async fn read_events(mut answer: Response, events: mpsc::Sender<Seen>) -> Result<()> {
    let mut held = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        held.extend_from_slice(&chunk);
        while let Some(end) = held.windows(2).position(|two| two == b"\n\n") {
            let at = Instant::now();
            let frame: Vec<u8> = held.drain(..end + 2).collect();
            let frame = str::from_utf8(&frame)?;
            if !frame.lines().any(|line| line == "event: dispatch") {
                continue;
            }
            let data = frame.lines().find_map(|line| line.strip_prefix("data: ")).context("an event without data")?;
            let event: Value = serde_json::from_str(data)?;
            let item = event["item"].as_str().context("an event without an item")?.to_owned();
            if events.send(Seen { item, at }).await.is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}
