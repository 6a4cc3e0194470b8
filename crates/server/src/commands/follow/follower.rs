//! The follower: it opens the stream, and whatever happens to it, the folder holds the feed without a gap.

use super::{
    chaos::Chaos,
    event::Event,
    folder::Folder,
    keyring::Keyring,
    line::{Answer, Line, refused},
    patience::Patience,
    place::Place,
    sse::{Parser, Said},
    trouble::Trouble,
};
use crate::{
    cli::Form,
    print::{complain, tell},
};
use anyhow::{Context, anyhow};
use bytes::Bytes;
use hyper::{
    HeaderMap, StatusCode,
    header::{ACCEPT, HeaderName, HeaderValue},
};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::VecDeque, time::Duration};
use tokio::time::timeout;

/// A stream that is silent for so long is dead, in seconds: it beats every 15.
const SILENCE_SECS: u64 = 45;
/// A stream that is silent for so long may have nothing more, in milliseconds: the feed is asked whether that is the end.
const QUIET_MILLIS: u64 = 500;
/// How often an event may fail its proof before somebody has to look.
const PROOF_TRIES_MAX: u32 = 3;
/// Events of one page of the feed.
const PAGE_EVENTS: usize = 100;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What is followed.
pub struct Feed {
    pub form: Form,
    /// The parameters that are the same in every request.
    pub query: String,
}

/// What happened on the way.
#[derive(Debug, Default)]
pub struct Tally {
    pub written: u64,
    pub twice: u64,
    pub gaps: u64,
    pub connections: u64,
}

pub struct Follower {
    pub line: Line,
    pub feed: Feed,
    pub folder: Folder,
    pub patience: Patience,
    pub chaos: Option<Chaos>,
    /// The keys that the operator trusts; without them, those that the server publishes.
    pub trusted: Option<Keyring>,
    pub published: Option<Keyring>,
    pub once: bool,
    /// Where `once` ends: the head as it was first heard of.
    pub goal: Option<u64>,
    /// The event that failed its proof, and how often it did.
    pub failed: (u64, u32),
    /// This connection has beaten before.
    pub beaten: bool,
    pub tally: Tally,
}

#[derive(Deserialize)]
struct Page {
    events: Vec<Value>,
    next: u64,
    head: u64,
    more: bool,
}

#[derive(Deserialize)]
struct Beat {
    seq: u64,
    head: u64,
    next: u64,
}

/// An open stream.
struct Stream {
    answer: Answer,
    parser: Parser,
    said: VecDeque<Said>,
    over: bool,
}

impl Stream {
    /// What the stream says next; none at its end. Dropping the future loses nothing.
    async fn next(&mut self, chaos: &mut Option<Chaos>) -> Result<Option<Said>, Trouble> {
        loop {
            if let Some(said) = self.said.pop_front() {
                return Ok(Some(said));
            }
            if self.over {
                return Ok(None);
            }
            let Some(piece) = self.answer.piece().await? else { return Ok(None) };
            let Some(chaos) = chaos else {
                self.parser.read(&piece, &mut self.said)?;
                continue;
            };
            let harmed = chaos.pass(&piece);
            self.over = harmed.cut;
            self.parser.read(&harmed.bytes, &mut self.said)?;
        }
    }
}

impl Follower {
    /// Follows until the goal, if there is one, or until somebody has to look.
    pub async fn follow(&mut self) -> anyhow::Result<()> {
        loop {
            match self.connection().await {
                Ok(()) => return Ok(()),
                Err(Trouble::Lasting(error)) => return Err(error),
                Err(Trouble::Passing { why, wait }) => {
                    let wait = self.patience.wait(wait);
                    complain!("{why}; again in {:.1} s", wait.as_secs_f64());
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }

    /// One connection. It ends well at the goal only.
    async fn connection(&mut self) -> Result<(), Trouble> {
        self.meet().await?;
        let from = self.folder.cursor().position();
        let headers =
            [(ACCEPT, HeaderValue::from_static("text/event-stream")), (LAST_EVENT_ID, HeaderValue::from(from))];
        let path = if self.feed.query.is_empty() { String::new() } else { format!("?{}", self.feed.query) };
        let answer = self.ask(&format!("/api/v1/stream{path}"), &headers).await?;
        self.tally.connections += 1;
        self.beaten = false;
        complain!("following from {from}");
        if let Some(chaos) = &mut self.chaos {
            chaos.begin();
        }
        let mut stream = Stream { answer, parser: Parser::default(), said: VecDeque::new(), over: false };
        let silence = if self.once { Duration::from_millis(QUIET_MILLIS) } else { Duration::from_secs(SILENCE_SECS) };
        loop {
            if self.is_there() {
                return Ok(());
            }
            match timeout(silence, stream.next(&mut self.chaos)).await {
                Ok(said) => match said? {
                    Some(said) => self.hear(&said).await?,
                    None => return Err(Trouble::passing("the stream ended")),
                },
                Err(_) if self.once => self.catch_up(self.folder.cursor().position()).await?,
                Err(_) => return Err(Trouble::passing(format!("the stream was silent for {SILENCE_SECS} s"))),
            }
        }
    }

    /// Asks for the keys, the first time, and makes sure that this is the wire that the folder is of.
    async fn meet(&mut self) -> Result<(), Trouble> {
        if self.published.is_some() {
            return Ok(());
        }
        let keys = self.keys().await?;
        if let Some(wire) = self.folder.cursor().wire.clone().filter(|wire| !keys.has(wire)) {
            return Err(anyhow!("the folder is of another wire: the server does not publish its key {wire}").into());
        }
        self.folder.bind(keys.wire());
        self.published = Some(keys);
        Ok(())
    }

    async fn keys(&mut self) -> Result<Keyring, Trouble> {
        let answer = self.ask("/.well-known/tellal-keys.json", &[]).await?.whole().await?;
        // An answer that broke off is another one the next time.
        Keyring::read(&self.harmed(answer)).map_err(|e| Trouble::passing(format!("{e:#}")))
    }

    async fn ask(&mut self, path: &str, headers: &[(HeaderName, HeaderValue)]) -> Result<Answer, Trouble> {
        if self.chaos.as_mut().is_some_and(Chaos::fails) {
            return Err(refused(StatusCode::INTERNAL_SERVER_ERROR, &HeaderMap::new(), b"{\"detail\":\"by chaos\"}"));
        }
        self.line.ask(path, headers).await
    }

    fn harmed(&mut self, answer: Bytes) -> Bytes {
        match &mut self.chaos {
            Some(chaos) => chaos.page(answer),
            None => answer,
        }
    }

    fn is_there(&self) -> bool {
        self.goal.is_some_and(|goal| self.folder.cursor().position() >= goal)
    }

    fn aim(&mut self, head: u64) {
        if self.once {
            self.goal.get_or_insert(head);
        }
    }

    fn held(&self) -> u64 {
        self.folder.cursor().seq
    }

    async fn hear(&mut self, said: &Said) -> Result<(), Trouble> {
        match said {
            Said::Comment(words) => complain!("the server says: {}", words.replace(char::is_control, " ")),
            Said::Event { name, data } if name == "dispatch" => self.take(data).await?,
            Said::Event { name, data } if name == "heartbeat" => self.beat(data).await?,
            // What later servers say besides is not for this follower.
            Said::Event { .. } => {}
        }
        Ok(())
    }

    async fn take(&mut self, data: &str) -> Result<(), Trouble> {
        let event = Event::read(data)?;
        if Place::of(self.held(), event.seq, event.prev) == Place::Gap {
            complain!("gap: {} comes after {}, and {} is held; asking the feed", event.seq, event.prev, self.held());
            self.tally.gaps += 1;
            // What is taken back is not left lying until the gap is closed.
            if event.act.stops() {
                self.prove(&event).await?;
                self.folder.stop_before(&event)?;
            }
            self.catch_up(self.held()).await?;
        }
        self.settle(event).await
    }

    /// Takes an event that is in its place.
    async fn settle(&mut self, event: Event) -> Result<(), Trouble> {
        match Place::of(self.held(), event.seq, event.prev) {
            Place::Known => {
                self.tally.twice += 1;
                Ok(())
            }
            Place::Next => self.keep(event).await,
            Place::Gap => {
                let (seq, prev, held) = (event.seq, event.prev, self.held());
                Err(Trouble::passing(format!(
                    "{seq} comes after {prev}, and the feed has nothing between {held} and it"
                )))
            }
        }
    }

    async fn beat(&mut self, data: &str) -> Result<(), Trouble> {
        let beat: Beat =
            serde_json::from_str(data).map_err(|e| Trouble::passing(format!("a heartbeat cannot be read: {e}")))?;
        self.aim(beat.head);
        // The first beat comes at once, also from a server that hangs up after it.
        if std::mem::replace(&mut self.beaten, true) {
            self.patience.regain();
        }
        if beat.seq > self.held() {
            complain!("gap: the feed is at {}, and {} is held; asking it", beat.seq, self.held());
            self.tally.gaps += 1;
            self.catch_up(self.held()).await?;
        }
        if beat.seq > self.held() {
            return Err(Trouble::passing(format!("the feed has nothing between {} and {}", self.held(), beat.seq)));
        }
        Ok(self.folder.looked(beat.next)?)
    }

    /// Reads the feed to its end: from the event that is held where something is missing behind it, else from the
    /// position up to which it was looked at, which may be far beyond that event.
    async fn catch_up(&mut self, mut from: u64) -> Result<(), Trouble> {
        loop {
            let and = if self.feed.query.is_empty() { "" } else { "&" };
            let path = format!("/api/v1/feed?after={from}&limit={PAGE_EVENTS}{and}{}", self.feed.query);
            let answer = self.ask(&path, &[]).await?.whole().await?;
            let page: Page = serde_json::from_slice(&self.harmed(answer))
                .map_err(|e| Trouble::passing(format!("a page of the feed cannot be read: {e}")))?;
            self.aim(page.head);
            for event in page.events {
                self.settle(Event::of(event)?).await?;
            }
            self.folder.looked(page.next)?;
            if !page.more || page.next <= from {
                return Ok(());
            }
            from = page.next;
        }
    }

    /// Writes an event that proves itself.
    async fn keep(&mut self, event: Event) -> Result<(), Trouble> {
        self.prove(&event).await?;
        let file = event.file(self.feed.form)?;
        self.folder.keep(&event, &file)?;
        self.patience.regain();
        self.tally.written += 1;
        Ok(tell!("{}", event.line()).context("standard output cannot be written")?)
    }

    async fn prove(&mut self, event: &Event) -> Result<(), Trouble> {
        // A new key signs from now on: the server publishes it.
        if self.trusted.is_none() && self.published.as_ref().is_some_and(|keys| !keys.has(&event.key_id)) {
            self.published = Some(self.keys().await?);
        }
        let keys = self.trusted.as_ref().or(self.published.as_ref()).context("the keys were asked for first")?;
        let Err(fault) = keys.check(event, self.folder.cursor().held()) else { return Ok(()) };
        let tries = if self.failed.0 == event.seq { self.failed.1 + 1 } else { 1 };
        self.failed = (event.seq, tries);
        let why = format!("REFUSED: {} of {} was not written: {fault}", event.seq, event.item);
        if tries < PROOF_TRIES_MAX {
            return Err(Trouble::passing(why));
        }
        Err(anyhow!("{why}; it came so {tries} times, and nothing after it is taken. Call the agency").into())
    }
}

#[cfg(test)]
mod tests;
