//! A killed story is gone from everything that the public can see within a second, though ten thousand pages are at hand.

use crate::agency::{Agency, Server, done, ok};
use futures_util::{StreamExt, stream};
use serde_json::json;
use std::{
    collections::{BTreeSet, HashSet},
    fmt::Write,
    fs,
    sync::Mutex,
    time::Duration,
};

const LANGUAGES: [&str; 4] = ["en", "tr", "ar", "fr"];
/// Stories of each language.
const STORIES: usize = 125;
/// Pages that are at hand when the story is killed.
const PAGES: usize = 10_000;
/// Within which time its address has to say so.
const GONE_WITHIN: Duration = Duration::from_secs(1);
/// Requests that are made at once.
const READERS: usize = 16;
/// Tries to see what was imported, 20 milliseconds apart.
const SHOWN_TRIES: u32 = 3_000;
/// What stands in the headline of the story that is killed, and nowhere else.
const MARK: &str = "Zwyntlicht";
/// The topic that the killed story is about, and no other.
const TOPIC: &str = "subject-en-60";

/// What the address of a story's card begins with.
const CARD: &str = "/media/card-";

/// What a page says, and how it was answered.
struct Answer {
    path: String,
    status: u16,
    text: String,
    /// It lay on the shelf: what the router answers has a number.
    at_hand: bool,
}

async fn ask(server: &Server, path: String) -> Answer {
    let answer = server.client.get(format!("{}{path}", server.base)).send().await.unwrap();
    let (status, at_hand) = (answer.status().as_u16(), !answer.headers().contains_key("x-request-id"));
    Answer { path, status, text: String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned(), at_hand }
}

/// Asks for all of these, some at a time, and looks at each.
async fn each(server: &Server, paths: &[String], look: impl Fn(Answer)) {
    stream::iter(paths)
        .map(|path| ask(server, path.clone()))
        .buffer_unordered(READERS)
        .for_each(|answer| {
            look(answer);
            std::future::ready(())
        })
        .await;
}

fn lines() -> String {
    let mut lines = String::new();
    for (lang, n) in LANGUAGES.into_iter().flat_map(|lang| (0..STORIES).map(move |n| (lang, n))) {
        let subject = format!("subject-{lang}-{n}");
        let mark = if subject == TOPIC { MARK } else { "Council" };
        let line = json!({
            "id": format!("w-{lang}-{n}"), "lang": lang, "title": format!("{mark} hears plan {n}"), "keywords": [subject],
            "body": "The council of the town heard on Tuesday that the plan would cost two million.\n\nResidents asked for \
                     more time.\n\nThe vote is next week. The harbour was built after that. Trade came later.",
        });
        writeln!(lines, "{line}").unwrap();
    }
    lines
}

/// The addresses of the site's own that a page, a feed or a map names.
fn named(base: &str, text: &str) -> Vec<String> {
    let quoted = ["href=\"", "src=\""].into_iter().flat_map(|before| text.split(before).skip(1));
    let links = quoted.filter_map(|rest| rest.split('"').next());
    let told = text.split(['>', '"']).filter_map(|rest| rest.split('<').next()).filter(|part| part.starts_with(base));
    let links = links.chain(told).map(|link| link.strip_prefix(base).unwrap_or(link));
    let of_site = |link: &&str| {
        let first = link.split('/').nth(1).unwrap_or_default();
        // Whoever searches too often has to wait, and five hundred cards take long to draw: they are asked by themselves.
        let is_apart = link.contains("/search/") || link.contains(CARD);
        link.starts_with('/')
            && !is_apart
            && (LANGUAGES.contains(&first) || matches!(first, "media" | "assets" | "sitemap.xml"))
    };
    links.filter(of_site).map(|link| link.replace("&amp;", "&").replace("&#38;", "&")).collect()
}

/// Everything that can be reached from the beginning of the site, and what is not linked.
async fn crawl(server: &Server) -> BTreeSet<String> {
    let begin = ["/", "/sitemap.xml", "/robots.txt"].map(str::to_owned).into_iter();
    let fronts = LANGUAGES.iter().map(|lang| format!("/{lang}/"));
    let mut found: BTreeSet<String> = begin.chain(fronts).collect();
    let mut next: Vec<String> = found.iter().cloned().collect();
    while !next.is_empty() {
        let seen = Mutex::new(HashSet::new());
        each(server, &next, |answer| {
            assert!(answer.status < 500, "{} {}", answer.path, answer.text);
            seen.lock().unwrap().extend(named(&server.base, &answer.text));
        })
        .await;
        next = seen.into_inner().unwrap().into_iter().filter(|path| found.insert(path.clone())).collect();
    }
    found
}

/// Pages that somebody who turned pages a while ago has: each list from one of its stories on.
fn older() -> impl Iterator<Item = String> {
    (1..).flat_map(|n| {
        let of = move |lang: &'static str| {
            (0..STORIES).map(move |m| format!("/{lang}/topics/subject-{lang}-{m}/?before=9999999999999.{n}"))
        };
        LANGUAGES.into_iter().flat_map(of)
    })
}

/// The id of the only story that the word is in.
async fn item_of(server: &Server, word: &str) -> String {
    for _ in 0..SHOWN_TRIES {
        let asked = [("search_string", word), ("end_date", "NOW")];
        let answer = ok(server.has("POST", "/search").form(&asked).send().await.unwrap(), 200).await.unwrap();
        if answer["data"]["total"] == 1 {
            return answer["data"]["result"][0]["id"].as_str().unwrap().to_owned();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{word} is not found");
}

/// What the search finds.
async fn searched(server: &Server, word: &str) -> String {
    let (status, text) = server.page(&format!("/en/search/?q={word}")).await;
    assert_eq!(status, 200, "{text}");
    text
}

/// Waits until the site shows all that was imported.
async fn shown(server: &Server) {
    for _ in 0..SHOWN_TRIES {
        let (_, map) = server.page("/sitemap.xml").await;
        let topics = server.page(&format!("/fr/topics/subject-fr-{}/", STORIES - 1)).await.0;
        if topics == 200 && LANGUAGES.iter().all(|lang| map.contains(&format!("/{lang}/sitemap/topics.xml"))) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the site does not show what was imported");
}

/// Files five hundred stories and a picture; answers the picture's id.
fn stock(agency: &Agency) -> String {
    let data = agency.data();
    done(&data, &["product", "put", "1", "General", "--public"]);
    let file = agency.beside("stories.jsonl");
    fs::write(&file, lines()).unwrap();
    let said = done(&data, &["import", file.to_str().unwrap(), "--release"]);
    assert!(said.contains(&format!("{} released", LANGUAGES.len() * STORIES)), "{said}");
    let picture = agency.beside("arch.md");
    fs::write(agency.beside("arch.jpg"), include_bytes!("../../../../samples/pictures/loom.jpg")).unwrap();
    fs::write(&picture, "---\nid: arch\nheadline: A Quorbrand loom\nlanguage: en\nmedia: arch.jpg\n---\nA loom.\n")
        .unwrap();
    let filed = done(&data, &["file", picture.to_str().unwrap(), "--release"]);
    filed.split_whitespace().find(|word| word.contains(":picture:")).unwrap().to_owned()
}

/// What is on the site before anything is killed.
struct Full {
    pages: Vec<String>,
    /// The page of the story, its card, and the page of the picture.
    article: String,
    card: String,
    gallery: String,
}

/// Asks for ten thousand pages, so that as many are at hand as there is room for.
async fn fill(server: &Server, item: &str) -> Full {
    let mut pages = crawl(server).await;
    let number = format!("/{}", item.rsplit(':').next().unwrap());
    let article = pages.iter().find(|path| path.ends_with(&number) && path.contains("zwyntlicht"));
    let article = article.expect("the crawl has found the story").clone();
    let text = ask(server, article.clone()).await.text;
    let card = text.split(CARD).nth(1).and_then(|rest| rest.split('"').next()).expect("the story has a card");
    let card = format!("{CARD}{card}");
    assert_eq!(ask(server, card.clone()).await.status, 200);
    let gallery = pages.iter().find(|path| path.contains("/pictures/a-quorbrand")).expect("the picture's page").clone();
    assert!(pages.iter().any(|path| path.starts_with("/media/")), "and its file");
    pages.extend(older().take(PAGES.saturating_sub(pages.len())));
    let pages: Vec<String> = pages.into_iter().collect();
    assert!(pages.len() >= PAGES);
    let with = Mutex::new(0);
    each(server, &pages, |answer| *with.lock().unwrap() += usize::from(answer.text.contains(MARK))).await;
    assert!(*with.lock().unwrap() > 20, "the story is on its page, in lists, feeds and maps");
    assert!(searched(server, MARK).await.contains(&article) && searched(server, "Quorbrand").await.contains(&gallery));
    Full { pages, article, card, gallery }
}

/// Waits until an address says that what was there is gone; not for long.
async fn gone(server: &Server, path: &str) {
    let asked = async { while ask(server, path.to_owned()).await.status != 410 {} };
    tokio::time::timeout(GONE_WITHIN, asked).await.expect("its address says that it is gone");
}

/// Fails where one of these is still said.
fn says_none(answer: &Answer, marks: &[&str]) {
    let text = answer.text.to_lowercase();
    for mark in marks {
        assert!(!text.contains(&mark.to_lowercase()), "{mark} is still at {}: {}", answer.path, answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_story_is_gone_from_ten_thousand_pages() {
    let agency = Agency::sqlite();
    let picture = stock(&agency);
    let server = agency.serve().await;
    shown(&server).await;
    let item = item_of(&server, &MARK.to_lowercase()).await;
    let Full { pages, article, card, gallery } = fill(&server, &item).await;

    server.kill_item(&item).await.unwrap();
    gone(&server, &article).await;
    assert_eq!(ask(&server, card).await.status, 410);
    let at_hand = Mutex::new(0);
    each(&server, &pages, |answer| {
        *at_hand.lock().unwrap() += usize::from(answer.at_hand);
        let own = answer.path == article || answer.path.contains(TOPIC);
        assert!(own || matches!(answer.status, 200 | 307 | 308), "{} {}", answer.path, answer.status);
        says_none(&answer, &[MARK, &item, &article]);
    })
    .await;
    let at_hand = at_hand.into_inner().unwrap();
    assert!(at_hand > PAGES / 2, "{at_hand} of {} pages lay on the shelf while it was looked", pages.len());
    assert!(!searched(&server, MARK).await.contains(&article));

    server.kill_item(&picture).await.unwrap();
    gone(&server, &gallery).await;
    let (files, others): (Vec<String>, Vec<String>) = pages.into_iter().partition(|path| path.contains(&picture));
    assert!(!files.is_empty());
    each(&server, &files, |answer| assert!(matches!(answer.status, 404 | 410), "{}", answer.path)).await;
    let lists: Vec<String> = others.into_iter().filter(|path| !path.contains("?before=")).collect();
    each(&server, &lists, |answer| says_none(&answer, &["Quorbrand", &picture])).await;
    assert!(!searched(&server, "Quorbrand").await.contains(&gallery));
    // Neither is anywhere in what can be reached now.
    let left = crawl(&server).await;
    assert!(left.iter().all(|path| !path.contains("zwyntlicht") && !path.contains(&picture)), "{left:?}");
    server.stop();
}
