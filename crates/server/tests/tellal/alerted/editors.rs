//! Editors who release, change, hold and kill what readers listen for, until the server is gone.

use crate::{
    agency::{Server, ok, story},
    outage::{Sent, at_work},
};
use kit::Postbox;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};
use tokio::task::JoinHandle;

/// The word that every story has which anybody listens for.
pub const EVERY: &str = "quake";
/// Stories of an editor in each round that have the word of its reader too: nobody gets so many letters in an hour that
/// they come as one.
const STORIES_EACH: usize = 3;

/// The word of the stories that the reader of a round listens for.
pub fn word_of(round: u64) -> String {
    format!("vortex{round}")
}

/// What all editors did, whether it was acknowledged or not.
pub struct Newsroom {
    pub postbox: Postbox,
    /// What each version of an item says, noted before it is sent.
    pub texts: Mutex<BTreeMap<(String, u64), String>>,
    /// What was acknowledged as sent.
    pub sent: Mutex<Sent>,
    /// Items that nobody works on any more.
    finished: Mutex<BTreeSet<String>>,
}

impl Newsroom {
    pub fn with(postbox: Postbox) -> Self {
        Self { postbox, texts: Mutex::default(), sent: Mutex::default(), finished: Mutex::default() }
    }

    /// Releases a story with this headline; answers its id and its `seq`.
    pub async fn releases(&self, server: &Server, headline: &str) -> reqwest::Result<(String, u64)> {
        let id = server.draft(headline, "The plan costs 18 million.").await?;
        self.will_say(&id, 1, headline);
        let receipt = self.sends(server, &id, "release", &json!({})).await?;
        Ok((id, receipt["seq"].as_u64().unwrap()))
    }

    /// Sends another version with this headline.
    async fn changes(&self, server: &Server, id: &str, act: &'static str, headline: &str) -> reqwest::Result<()> {
        let item = shown(server, id).await?;
        self.will_say(id, item["version"].as_u64().unwrap() + 1, headline);
        let new = story(headline, "The plan costs nine million.");
        let saved = server.desk("PUT", &format!("/items/{id}")).header("If-Match", etag(&item)).json(&new);
        ok(saved.send().await?, 200).await?;
        let what = if act == "correct" { json!({"was": "18 million", "now": "nine million"}) } else { json!({}) };
        self.sends(server, id, act, &what).await.map(drop)
    }

    /// Puts an item on hold.
    async fn holds(&self, server: &Server, id: &str) -> reqwest::Result<()> {
        let why = json!({"reason": "It is being checked."});
        let answer = server.desk("POST", &format!("/items/{id}/hold")).json(&why).send().await?;
        self.was_sent(&ok(answer, 200).await?, "hold");
        Ok(())
    }

    /// Lets an item on hold go on as it was.
    async fn resumes(&self, server: &Server, id: &str, headline: &str) -> reqwest::Result<()> {
        self.will_say(id, 3, headline);
        self.sends(server, id, "resume", &json!({})).await.map(drop)
    }

    async fn kills(&self, server: &Server, id: &str) -> reqwest::Result<()> {
        let seq = server.kill_item(id).await?;
        self.sent.lock().unwrap().insert(seq, (id.to_owned(), "kill"));
        Ok(())
    }

    /// Sends what was saved last.
    async fn sends(&self, server: &Server, id: &str, act: &'static str, what: &Value) -> reqwest::Result<Value> {
        let item = shown(server, id).await?;
        let answer = server.desk("POST", &format!("/items/{id}/{act}")).header("If-Match", etag(&item)).json(what);
        let receipt = ok(answer.send().await?, 200).await?;
        self.was_sent(&receipt, act);
        Ok(receipt)
    }

    fn will_say(&self, id: &str, version: u64, headline: &str) {
        self.texts.lock().unwrap().insert((id.to_owned(), version), headline.to_owned());
    }

    fn was_sent(&self, receipt: &Value, act: &'static str) {
        let item = receipt["item"].as_str().unwrap().to_owned();
        self.sent.lock().unwrap().insert(receipt["seq"].as_u64().unwrap(), (item, act));
    }

    /// An item that a letter told of and that nobody works on: it is the caller's now.
    fn take_told(&self) -> Option<String> {
        let mut finished = self.finished.lock().unwrap();
        let told = self.postbox.posted().into_iter().map(|letter| super::ledger::item_of(&letter.read().text));
        let item = told.flatten().find(|item| finished.contains(item))?;
        finished.remove(&item);
        Some(item)
    }
}

/// An editor in a round.
pub struct Editor {
    pub name: usize,
    pub round: u64,
    pub newsroom: Arc<Newsroom>,
}

impl Editor {
    /// Works until the server is gone.
    pub fn at_work(self, server: &Arc<Server>) -> JoinHandle<()> {
        let server = Arc::clone(server);
        at_work(async move {
            for n in 0.. {
                if self.tell(&server, n).await.is_err() || self.take_back(&server, n).await.is_err() {
                    return;
                }
            }
        })
    }

    /// Tells one story to its end.
    async fn tell(&self, server: &Server, n: usize) -> reqwest::Result<()> {
        let Self { name, round, newsroom } = self;
        let word = if n < STORIES_EACH { word_of(*round) } else { "nowhere".to_owned() };
        let headline = format!("{EVERY} {word} in town {round} {name} {n}");
        let first = if (name + n) % 4 == 3 { "All is calm" } else { &headline };
        let (id, _) = newsroom.releases(server, first).await?;
        match (name + n) % 4 {
            0 => newsroom.changes(server, &id, "correct", &headline).await?,
            1 => {
                newsroom.holds(server, &id).await?;
                newsroom.resumes(server, &id, &headline).await?;
            }
            2 => return newsroom.kills(server, &id).await,
            // Its second version is the first that anybody listens for; the third is told to them for that alone.
            _ => {
                newsroom.changes(server, &id, "update", &headline).await?;
                newsroom.changes(server, &id, "update", "All is calm again").await?;
            }
        }
        newsroom.finished.lock().unwrap().insert(id);
        Ok(())
    }

    /// Stops a story that somebody has a letter about.
    async fn take_back(&self, server: &Server, n: usize) -> reqwest::Result<()> {
        match self.newsroom.take_told() {
            Some(id) if n.is_multiple_of(2) => self.newsroom.kills(server, &id).await,
            Some(id) => self.newsroom.holds(server, &id).await,
            None => Ok(()),
        }
    }
}

/// An item as the desk shows it.
async fn shown(server: &Server, id: &str) -> reqwest::Result<Value> {
    ok(server.desk("GET", &format!("/items/{id}")).send().await?, 200).await
}

fn etag(item: &Value) -> String {
    format!("\"{}\"", item["edit"])
}
