//! Pages of the public site, beside nginx that serves the same bytes as files.

mod load;
mod nginx;

use crate::{
    agency::{CHIEF, PASSWORD, Place, Server},
    archive::Archive,
    figures::{Unit, number, thousands},
    generated::Generator,
    report::{Line, Section},
};
use anyhow::{Context, Result, ensure};
use load::{Load, Wanted};
use nginx::Nginx;
use reqwest::{Client, header};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::runtime::Runtime;

/// Stories on the site, unless the caller says otherwise.
pub const STORIES: u64 = 100_000;
/// Rounds that are counted.
const ROUNDS: usize = 3;
/// Between two releases while pages are asked for, in milliseconds: 172,800 a day.
const RELEASE_MILLIS: u64 = 500;
/// Pages of stories that are read before the memory is looked at.
const READ: usize = 10_000;
/// Readers of these pages at once.
const READERS: usize = 8;

/// What is asked for.
const PAGES: [(&str, &str); 3] = [("front page", "/en/"), ("a section's RSS", "/en/general/rss.xml"), ("article", "")];

pub fn run(place: &Place, stories: u64) -> Result<Section> {
    let archive = Archive::of(place, "site", stories)?;
    place.done(&archive.data, &["staff", "add", CHIEF, "--role", "chief"])?;
    let server = place.serve(&archive.data)?;
    let (_, before) = server.settle()?;
    let base = format!("http://{}", server.address);
    let runtime = Runtime::new()?;
    let pages = runtime.block_on(pages(&base))?;
    let nginx = Nginx::serving(place, pages.iter().map(|page| (page.path.as_str(), page.gzip.as_slice())))?;

    let mut lines = Vec::new();
    for page in &pages {
        lines.push(requests(page, &base, (&nginx, &runtime), None)?.aim("≥ 0.8"));
    }
    let known = pages.first().context("a front page")?;
    lines.push(requests(known, &base, (&nginx, &runtime), Some("304"))?.aim("≥ 0.8"));
    lines.extend(latencies(known, &base, &nginx, &runtime)?);
    let mut section = Section::new("site", method(stories), lines).beside("nginx");
    let read = runtime.block_on(read_many(&base, stories))?;
    section.note(memory(&server, before.resident, read, stories)?);
    server.stop()?;
    Ok(section)
}

fn method(stories: u64) -> String {
    format!(
        "{} generated stories on the site. `wrk` asks on {} kept connections for {} s in each of {ROUNDS} rounds, in turn \
         of Tellal and of nginx, which serves the same gzip bytes from files (`gzip_static`, `sendfile`, \
         `open_file_cache`, no log); all three share the machine. Then the same while a story is released every \
         {RELEASE_MILLIS} ms, each of which changes the page.",
        thousands(number(stories)),
        load::CONNECTIONS,
        load::SECS,
    )
}

/// A page of the site, as it left it.
struct Page {
    what: &'static str,
    path: String,
    gzip: Vec<u8>,
    tag: String,
}

/// Asks for each page once. The article is the first that the front page leads to.
async fn pages(base: &str) -> Result<Vec<Page>> {
    let client = Client::builder().build()?;
    let front = client.get(format!("{base}/en/")).send().await?.error_for_status()?.text().await?;
    let article = front.split("href=\"").filter_map(|rest| rest.split('"').next());
    let article = article.into_iter().find(|href| is_story(href));
    let article = article.context("the front page leads to no story")?;
    let mut found = Vec::new();
    for (what, path) in PAGES {
        let path = if path.is_empty() { article } else { path };
        let answer = client.get(format!("{base}{path}")).header(header::ACCEPT_ENCODING, "gzip").send().await?;
        let answer = answer.error_for_status()?;
        let packed = answer.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "gzip");
        ensure!(packed, "{path} is not packed");
        let tag = answer.headers().get(header::ETAG).context("a page has no tag")?.to_str()?.to_owned();
        found.push(Page { what, path: path.to_owned(), tag, gzip: answer.bytes().await?.to_vec() });
    }
    Ok(found)
}

/// True for `/en/section/words/number`.
fn is_story(href: &str) -> bool {
    href.starts_with("/en/") && href.split('/').count() == 5 && !href.ends_with('/')
}

/// Requests a second for one page, or for the answer that the reader has it.
fn requests(page: &Page, base: &str, (nginx, runtime): (&Nginx, &Runtime), known: Option<&str>) -> Result<Line> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let their_tag = runtime.block_on(nginx.tag(&page.path))?;
    for _ in 0..ROUNDS {
        let tag = |tag: &str| known.map(|_| tag.to_owned());
        ours.push(load::run(base, &Wanted { path: &page.path, known: tag(&page.tag) })?.per_second);
        theirs.push(load::run(&nginx.base(), &Wanted { path: &page.path, known: tag(&their_tag) })?.per_second);
    }
    let what = match known {
        Some(status) => format!("{}, {status}", page.what),
        None => format!("{}, {} bytes", page.what, thousands(number(page.gzip.len() as u64))),
    };
    Ok(Line::of_rounds(what, Unit::PerSecond, &ours, &theirs))
}

/// How long a reader waits, on a quiet site and while stories are released.
fn latencies(page: &Page, base: &str, nginx: &Nginx, runtime: &Runtime) -> Result<Vec<Line>> {
    let wanted = Wanted { path: &page.path, known: None };
    let (mut quiet, mut busy, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        quiet.push(load::run(base, &wanted)?);
        theirs.push(load::run(&nginx.base(), &wanted)?);
        busy.push(while_releasing(base, &wanted, runtime)?);
    }
    let line = |what: &str, ours: &[Load], of: fn(&Load) -> f64| {
        let figures = |loads: &[Load]| loads.iter().map(of).collect::<Vec<f64>>();
        Line::of_rounds(what, Unit::Seconds, &figures(ours), &figures(&theirs))
    };
    Ok(vec![
        line("front page, p50", &quiet, |load| load.p50),
        line("front page, p99", &quiet, |load| load.p99),
        line("front page while stories are released, p50", &busy, |load| load.p50),
        line("front page while stories are released, p99", &busy, |load| load.p99),
    ])
}

fn while_releasing(base: &str, wanted: &Wanted<'_>, runtime: &Runtime) -> Result<Load> {
    let (stop, released) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let task = runtime.spawn(release_until(base.to_owned(), Arc::clone(&stop), Arc::clone(&released)));
    let load = load::run(base, wanted);
    stop.store(true, Ordering::Relaxed);
    runtime.block_on(task)??;
    ensure!(released.load(Ordering::Relaxed) > 2, "hardly a story was released meanwhile");
    load
}

async fn release_until(base: String, stop: Arc<AtomicBool>, released: Arc<AtomicU64>) -> Result<()> {
    let client = Client::builder().build()?;
    let mut generator = Generator::seeded(3);
    let post = |path: String, body: Value| {
        let request = client.post(format!("{base}/desk/api{path}")).basic_auth(CHIEF, Some(PASSWORD));
        request.header("If-Match", "\"1\"").json(&body).send()
    };
    while !stop.load(Ordering::Relaxed) {
        let made = post("/items".to_owned(), json!({ "story": generator.story() })).await?.error_for_status()?;
        let made: Value = serde_json::from_str(&made.text().await?)?;
        let id = made["id"].as_str().context("a new item has no id")?;
        post(format!("/items/{id}/release"), json!({})).await?.error_for_status()?;
        released.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(RELEASE_MILLIS)).await;
    }
    Ok(())
}

/// Reads the pages of many stories, as their lists name them. Answers how many.
async fn read_many(base: &str, stories: u64) -> Result<usize> {
    let client = Client::builder().build()?;
    let wanted = READ.min(usize::try_from(stories)?);
    let (mut list, mut paths) = (Some("/en/latest/".to_owned()), Vec::new());
    while let Some(path) = list.take().filter(|_| paths.len() < wanted) {
        let text = client.get(format!("{base}{path}")).send().await?.error_for_status()?.text().await?;
        let hrefs: Vec<&str> = text.split("href=\"").filter_map(|rest| rest.split('"').next()).collect();
        paths.extend(hrefs.iter().filter(|href| is_story(href)).map(|href| (*href).to_owned()));
        list = hrefs
            .iter()
            .find(|href| href.starts_with("/en/") && href.contains("before="))
            .map(|href| (*href).to_owned());
    }
    paths.sort();
    paths.dedup();
    let mut tasks = tokio::task::JoinSet::new();
    for part in paths.chunks(paths.len().div_ceil(READERS).max(1)) {
        let (client, part, base) = (client.clone(), part.to_vec(), base.to_owned());
        tasks.spawn(async move {
            for path in &part {
                client.get(format!("{base}{path}")).send().await?.error_for_status()?.bytes().await?;
            }
            Ok::<usize, reqwest::Error>(part.len())
        });
    }
    let mut read = 0;
    while let Some(done) = tasks.join_next().await {
        read += done??;
    }
    Ok(read)
}

fn memory(server: &Server, before: u64, read: usize, stories: u64) -> Result<String> {
    let (_, after) = server.settle()?;
    let mb = |bytes: u64| Unit::Bytes.write(number(bytes));
    Ok(format!(
        "With {} stories on the site, {} were resident before anybody read it, and {} after all this and after the pages of \
         {} stories were read once (at most {} meanwhile).",
        thousands(number(stories)),
        mb(before),
        mb(after.resident),
        thousands(number(read as u64)),
        mb(after.peak),
    ))
}
