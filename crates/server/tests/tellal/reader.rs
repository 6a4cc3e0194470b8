//! A subscriber's program that keeps its cursor, and checks that nothing is missing.

use crate::agency::Server;
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything that the program has received, by `seq`.
#[derive(Default)]
pub struct Reader {
    pub events: BTreeMap<u64, Value>,
    next: u64,
}

impl Reader {
    pub fn last(&self) -> u64 {
        self.events.keys().next_back().copied().unwrap_or(0)
    }

    /// Takes an event: it must follow the last one without a gap, or be one that is known already.
    pub fn take(&mut self, event: Value) {
        let (seq, prev) = (event["seq"].as_u64().unwrap(), event["prev"].as_u64().unwrap());
        if let Some(known) = self.events.get(&seq) {
            assert_eq!(known["hash"], event["hash"], "{seq} came again as something else");
            return;
        }
        assert_eq!(prev, self.last(), "there is a gap before {seq}");
        self.events.insert(seq, event);
    }

    /// Reads the feed until it has nothing more; answers whether the server was there all the while.
    pub async fn catch_up(&mut self, server: &Server) -> reqwest::Result<()> {
        loop {
            let answer = server.get(&format!("/api/v1/feed?after={}&limit=50", self.next)).send().await?;
            let page: Value = answer.error_for_status()?.json().await?;
            for event in page["events"].as_array().unwrap() {
                self.take(event.clone());
            }
            self.next = page["next"].as_u64().unwrap();
            if self.next == page["head"].as_u64().unwrap() {
                return Ok(());
            }
        }
    }

    /// Reads the open stream until an event with this `seq` has come.
    pub async fn follow_until(&mut self, server: &Server, seq: u64) -> reqwest::Result<()> {
        let request = server.get("/api/v1/stream").header("Last-Event-ID", self.last().to_string());
        let mut answer = request.send().await?.error_for_status()?;
        let mut text = String::new();
        while self.last() < seq {
            let Some(chunk) = answer.chunk().await? else { break };
            text.push_str(std::str::from_utf8(&chunk).unwrap());
            while let Some(end) = text.find("\n\n") {
                let frame: String = text.drain(..end + 2).collect();
                if frame.contains("event: dispatch") {
                    let data = frame.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
                    let event: Value = serde_json::from_str(data).unwrap();
                    assert!(frame.contains(&format!("id: {}\n", event["seq"])), "{frame}");
                    self.take(event);
                }
            }
        }
        Ok(())
    }
}
