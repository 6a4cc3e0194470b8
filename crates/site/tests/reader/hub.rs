//! The hub, as subscribers meet it that were written from the Recommendation (`WebSub`, W3C, 23 January 2018), over HTTP.

mod delivered;
mod refused;
mod subscriber;
mod subscribing;
mod two;

use super::*;
use site::{HubTopic, hub_topics};
use story::{Keyword, Publicity};
use subscriber::{Sent, Subscriber, encoded};

const RSS: &str = "/en/rss.xml";
const SECRET: &str = "it is 42; do not tell & never = ask";

impl Public {
    /// A site whose hub may call this machine.
    fn with_hub(world: World) -> Self {
        let Self { world, site, .. } = Self::on(world);
        let site = site.calling("127.0.0.1, 127.0.0.2".parse().expect("two machines"));
        Self { router: site::routes(site.clone()), world, site }
    }

    async fn each_with_hub() -> [Self; 2] {
        World::each().await.map(Self::with_hub)
    }

    /// Sends a form to the hub.
    async fn ask(&self, fields: &[(&str, &str)]) -> Answer {
        let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.post("/hub", &form.join("&")).await
    }

    async fn ask_for(&self, mode: &str, path: &str, callback: &str, more: &[(&str, &str)]) -> Answer {
        let topic = format!("{BASE}{path}");
        let asked = [("hub.mode", mode), ("hub.topic", &topic), ("hub.callback", callback)];
        self.ask(&[&asked, more].concat()).await
    }

    /// Does everything that the hub has to do at this moment.
    async fn serve(&self) {
        self.site.serve_hub().await.expect("the hub serves");
    }

    /// Subscribes, and is asked.
    async fn subscribe(&self, path: &str, callback: &str, more: &[(&str, &str)]) {
        let answer = self.ask_for("subscribe", path, callback, more).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
        self.serve().await;
    }

    /// Follows the log, and serves when what has changed has waited for more.
    async fn publish(&self) {
        self.caught_up().await;
        self.world.advance(1);
        self.serve().await;
    }

    async fn another_story(&self, headline: &str) -> Arc<Dispatch> {
        self.world.release(kit::story("en", headline, "One.\n\nTwo sentences."), &[PUBLIC]).await
    }

    async fn topics(&self) -> Vec<HubTopic> {
        hub_topics(&self.world.db, self.world.now()).await.expect("the feeds")
    }

    async fn subscribers(&self) -> u64 {
        self.topics().await.iter().map(|topic| topic.subscribers).sum()
    }
}
