//! Typists at the desk while the server is killed: every save that was acknowledged is in the history, and whatever was
//! acknowledged as sent is on the wire, once.

use crate::{
    agency::{Agency, Server, ok},
    outage::{self, Sent, all_are_on_the_wire, at_work, survive, the_chain_holds},
    reader::Reader,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// How often the server is killed.
const ROUNDS: u64 = 6;
/// Saves that the desk has acknowledged at least in each round.
const SAVES_EACH_ROUND: usize = 6;
/// Typists who work at the same time, each on a story of their own.
const TYPISTS: usize = 3;
/// Paragraphs after which an entry of the history is closed, and after which the story goes out, corrected from the
/// second time on.
const KEPT_EVERY: usize = 3;
const SENT_EVERY: usize = 2;
/// Paragraphs after which a story is killed.
const PARAGRAPHS_MAX: usize = 7;
/// What a story goes through on the wire.
const ACTS: [&str; 3] = ["release", "correct", "kill"];

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    nothing_typed_is_lost(&Agency::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    nothing_typed_is_lost(&Agency::on(&kit::postgres_address().await)).await;
}

/// A save that the desk acknowledged.
struct Save {
    item: String,
    /// The entry of the history that it went into.
    entry: String,
    /// What the story said, one line for each paragraph.
    text: String,
    /// What is typed next goes into another entry.
    is_kept: bool,
}

/// What all typists did, and what of it was acknowledged.
#[derive(Default)]
struct Work {
    saves: Vec<Save>,
    sent: Sent,
    /// How often it was tried to send an item so.
    tries: BTreeMap<(String, &'static str), usize>,
}

async fn nothing_typed_is_lost(agency: &Agency) {
    let work = Arc::<Mutex<Work>>::default();
    let typists: Vec<_> = (0..TYPISTS).map(|n| Typist::named(n, &work)).collect();
    let rounds = outage::rounds(ROUNDS);
    let begin = |server: &Arc<Server>, _: u64| {
        let day = |typist: &Arc<tokio::sync::Mutex<Typist>>| {
            let (server, typist) = (Arc::clone(server), Arc::clone(typist));
            at_work(async move { typist.lock().await.work(&server).await })
        };
        typists.iter().map(day).collect()
    };
    let is_enough = |round: u64| {
        let work = work.lock().unwrap();
        let has = |act| work.sent.values().any(|(_, sent)| *sent == act);
        let is_last = round + 1 == rounds;
        work.saves.len() >= SAVES_EACH_ROUND * (usize::try_from(round).unwrap() + 1)
            && (!is_last || ACTS.into_iter().all(has))
    };
    let (server, wire) = survive(agency, rounds, begin, is_enough).await;
    let work = std::mem::take(&mut *work.lock().unwrap());
    every_save_is_in_the_history(&server, &work.saves).await;
    all_are_on_the_wire(&work.sent, &wire);
    each_is_there_once(&work, &wire);
    the_chain_holds(agency, server);
}

async fn every_save_is_in_the_history(server: &Server, saves: &[Save]) {
    let mut entries = BTreeMap::new();
    for Save { item, entry, text, is_kept } in saves {
        let address = format!("/items/{item}/history/{entry}");
        if !entries.contains_key(&address) {
            let shown: Value = ok(server.desk("GET", &address).send().await.unwrap(), 200).await.unwrap();
            entries.insert(address.clone(), text_of(&shown));
        }
        let found = &entries[&address];
        // Who types on goes on in the same entry, and only ever adds.
        let holds = if *is_kept { found == text } else { format!("{found}\n").starts_with(&format!("{text}\n")) };
        assert!(holds, "{address} was acknowledged with\n{text}\nand says\n{found}");
    }
}

/// Nothing went out twice, whether it was acknowledged or not.
fn each_is_there_once(work: &Work, wire: &Reader) {
    for ((item, act), tries) in &work.tries {
        let on_the_wire = wire.events.values().filter(|event| event["item"] == **item && event["act"] == *act).count();
        let acknowledged = work.sent.values().filter(|(sent, how)| sent == item && how == act).count();
        // A story is corrected as often as that; it is released and killed once, however often somebody tries.
        let most = if *act == "correct" { *tries } else { 1 };
        assert!((acknowledged..=most).contains(&on_the_wire), "{item}: {act} stands {on_the_wire} times on the wire");
    }
}

/// Somebody who types, and after an outage goes on with the story that was open.
struct Typist {
    name: usize,
    /// Paragraphs that were typed, saved or not: no two are alike.
    paragraphs: usize,
    open: Option<String>,
    /// The story that is open is to be killed.
    kills: bool,
    work: Arc<Mutex<Work>>,
}

impl Typist {
    fn named(name: usize, work: &Arc<Mutex<Work>>) -> Arc<tokio::sync::Mutex<Self>> {
        let work = Arc::clone(work);
        Arc::new(tokio::sync::Mutex::new(Self { name, paragraphs: 0, open: None, kills: false, work }))
    }

    /// Works until the server is gone.
    async fn work(&mut self, server: &Server) {
        while self.tell(server).await.is_ok() {}
    }

    /// Brings one story from where it stands to its kill.
    async fn tell(&mut self, server: &Server) -> reqwest::Result<()> {
        let id = match &self.open {
            Some(id) => id.clone(),
            None => server.draft(&format!("A story of typist {}", self.name), "It begins.").await?,
        };
        self.open = Some(id.clone());
        let mut item = shown(server, &id).await?;
        // What was sent and never acknowledged may have been done all the same.
        while item["state"] != "canceled" {
            if self.kills {
                self.tries(&id, "kill");
                let seq = server.kill_item(&id).await?;
                self.was_sent(seq, &id, "kill");
                break;
            }
            item = self.add(server, item).await?;
        }
        (self.open, self.kills) = (None, false);
        Ok(())
    }

    /// Adds a paragraph and saves, and now and then sends what is there. Answers the item after that.
    async fn add(&mut self, server: &Server, mut item: Value) -> reqwest::Result<Value> {
        self.paragraphs += 1;
        let words = format!("Typist {} wrote this as number {}.", self.name, self.paragraphs);
        let body = item["story"]["content"]["body"].as_array_mut().unwrap();
        body.push(json!({"block": "paragraph", "spans": [{"text": words}]}));
        let (length, text) = (body.len(), text_of(&item));
        let is_kept = length.is_multiple_of(KEPT_EVERY);
        let id = item["id"].as_str().unwrap().to_owned();
        let path = format!("/items/{id}/manuscript?keep={is_kept}");
        let saved = server.desk("PUT", &path).header("If-Match", etag(&item)).json(&item["story"]).send().await?;
        item = ok(saved, 200).await?;
        let entry = item["entry"].as_str().unwrap().to_owned();
        self.work.lock().unwrap().saves.push(Save { item: id.clone(), entry, text, is_kept });
        if length.is_multiple_of(SENT_EVERY) {
            self.send(server, &item, &words).await?;
            item = shown(server, &id).await?;
        }
        self.kills = length >= PARAGRAPHS_MAX;
        Ok(item)
    }

    /// Releases the story; one that is out is corrected, with the words that were typed last.
    async fn send(&self, server: &Server, item: &Value, words: &str) -> reqwest::Result<()> {
        let id = item["id"].as_str().unwrap();
        let (act, what) = match item["version"].as_u64().unwrap() {
            0 => ("release", json!({})),
            _ => ("correct", json!({"was": "It begins.", "now": words})),
        };
        self.tries(id, act);
        let answer = server.desk("POST", &format!("/items/{id}/{act}")).header("If-Match", etag(item));
        let receipt = ok(answer.json(&what).send().await?, 200).await?;
        self.was_sent(receipt["seq"].as_u64().unwrap(), id, act);
        Ok(())
    }

    fn tries(&self, item: &str, act: &'static str) {
        *self.work.lock().unwrap().tries.entry((item.to_owned(), act)).or_default() += 1;
    }

    fn was_sent(&self, seq: u64, item: &str, act: &'static str) {
        self.work.lock().unwrap().sent.insert(seq, (item.to_owned(), act));
    }
}

/// An item as the desk shows it.
async fn shown(server: &Server, id: &str) -> reqwest::Result<Value> {
    ok(server.desk("GET", &format!("/items/{id}")).send().await?, 200).await
}

fn etag(item: &Value) -> String {
    format!("\"{}\"", item["edit"])
}

/// The paragraphs of an item or of an entry of its history, one on each line.
fn text_of(shown: &Value) -> String {
    let body = shown["story"]["content"]["body"].as_array().unwrap();
    body.iter().map(|block| block["spans"][0]["text"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}
