//! An item tells of its translations, as far as its reader may have them.

use super::stand::{By, Stand, request};
use account::{Role, Staff, Terms};
use axum::body::Body;
use desk::{Desk, Outcome};
use jiff::Timestamp;
use kit::World;
use serde_json::{Value, json};
use std::sync::Arc;
use story::{Correction, ItemId, Lang, Note, ProductId, Prose, Relation, Story};

struct Newsroom {
    desk: Desk,
    who: Staff,
}

impl Newsroom {
    async fn of(world: &World) -> Self {
        let (db, blobs) = (world.db.clone(), world.blobs.clone());
        let desk = Desk::new(world.writer.clone(), db, blobs, world.clock.clone(), Arc::clone(&world.agency));
        Self { desk, who: world.staff("chief", Role::Chief).await }
    }

    async fn release(&self, story: Story) -> ItemId {
        let draft = self.desk.create(&self.who, story, None).await.unwrap();
        let sent = self.desk.release(&self.who, &draft.id, draft.edit, None).await.unwrap();
        assert!(matches!(sent, Outcome::Sent(_)), "it goes out at once");
        draft.id
    }

    /// Writes the translation and releases it.
    async fn translate(&self, source: &ItemId, lang: &str, headline: &str) -> ItemId {
        let item = self.desk.translate(&self.who, source, &Lang::new(lang).unwrap()).await.unwrap();
        let body = json!({"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": headline}]}]});
        let written = item.manuscript.with("headline", json!(headline)).unwrap().with("content", body).unwrap();
        let edit = self.desk.edit(&self.who, &item.id, item.edit, written).await.unwrap().edit;
        self.desk.release(&self.who, &item.id, edit, None).await.unwrap();
        item.id
    }

    async fn correct(&self, id: &ItemId, story: Story, was: &str, now: &str) {
        let edit = self.desk.item(id).await.unwrap().edit;
        let edit = self.desk.edit(&self.who, id, edit, story).await.unwrap().edit;
        let prose = |text: &str| Prose::new(text).unwrap();
        let what = Correction { was: prose(was), now: prose(now) };
        self.desk.correct(&self.who, id, edit, what).await.unwrap();
    }
}

fn of_languages(languages: &[&str]) -> Terms {
    let languages = languages.iter().map(|lang| Lang::new(lang).unwrap()).collect();
    Terms { languages, ..Terms::all_of(vec![ProductId(1)], Timestamp::UNIX_EPOCH) }
}

async fn item(stand: &Stand, by: By<'_>, id: &ItemId) -> Value {
    let answer = stand.get(by, &format!("/api/v1/items/{id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn an_item_names_its_translations_to_whom_they_are_covered() {
    for stand in Stand::each().await {
        let newsroom = Newsroom::of(&stand.world).await;
        let all = stand.world.covered_subscriber("Gazete").await;
        let some = stand.world.subscriber("Lantern", Some(of_languages(&["en", "ar"]))).await;
        let source = newsroom.release(kit::story("en", "Quake", "Nine hurt.")).await;
        assert!(item(&stand, By::Key(&all), &source).await.get("translations").is_none(), "there are none yet");
        let draft = newsroom.desk.translate(&newsroom.who, &source, &Lang::new("fr").unwrap()).await.unwrap();
        let turkish = newsroom.translate(&source, "tr", "Deprem").await;
        let arabic = newsroom.translate(&source, "ar", "زلزال").await;

        let told = |item: &ItemId, language: &str, version: u32, headline: &str, stale: bool| json!({"item": item, "language": language, "version": version, "headline": headline, "stale": stale});
        let (tr, ar) = (told(&turkish, "tr", 1, "Deprem", false), told(&arabic, "ar", 1, "زلزال", false));
        let shown = item(&stand, By::Key(&all), &source).await;
        assert_eq!(shown["translations"], json!([tr, ar]), "and nothing of what is no more than begun");
        assert!(!shown.to_string().contains(draft.id.as_str()));
        assert_eq!(item(&stand, By::Key(&some), &source).await["translations"], json!([ar]), "each by the contract");
        // The other side says it in its own text.
        let related = &item(&stand, By::Key(&all), &turkish).await["story"]["related"][0];
        assert_eq!((&related["item"], &related["rel"]), (&json!(source), &json!(Relation::TranslationOf.name())));

        newsroom.correct(&source, kit::story("en", "Quake", "Ten hurt."), "Nine hurt.", "Ten hurt.").await;
        let stale = json!([told(&turkish, "tr", 1, "Deprem", true), told(&arabic, "ar", 1, "زلزال", true)]);
        assert_eq!(item(&stand, By::Key(&all), &source).await["translations"], stale);
        stand.world.advance(60);
        newsroom.correct(&turkish, kit::story("tr", "Deprem", "On yaralı."), "Deprem", "On yaralı.").await;
        newsroom.desk.hold(&newsroom.who, &arabic, Note::new("It is being checked.").unwrap()).await.unwrap();
        let shown = item(&stand, By::Key(&all), &source).await;
        assert_eq!(shown["translations"], json!([told(&turkish, "tr", 2, "Deprem", false)]), "nothing on hold");
        assert!(item(&stand, By::Key(&some), &source).await.get("translations").is_none());
    }
}

#[tokio::test]
async fn what_a_reader_holds_is_known_until_its_translations_change() {
    let stand = Stand::new().await;
    let newsroom = Newsroom::of(&stand.world).await;
    let all = stand.world.covered_subscriber("Gazete").await;
    let source = newsroom.release(kit::story("en", "Quake", "Nine hurt.")).await;
    let path = format!("/api/v1/items/{source}");
    let tag = async || stand.get(By::Key(&all), &path).await.headers["etag"].to_str().unwrap().to_owned();
    let holds = async |tag: &str| {
        let asked = request(By::Key(&all), "GET", &path).header("If-None-Match", tag);
        stand.send(asked.body(Body::empty()).unwrap()).await.status == 304
    };
    let first = tag().await;
    assert!(holds(&first).await);
    let turkish = newsroom.translate(&source, "tr", "Deprem").await;
    let second = tag().await;
    assert!(!holds(&first).await && holds(&second).await, "{first}, {second}");
    newsroom.desk.hold(&newsroom.who, &turkish, Note::new("It is being checked.").unwrap()).await.unwrap();
    assert!(holds(&first).await && !holds(&second).await, "as it was before");
    // A version by itself, and a document, tell of nothing else.
    for more in ["/versions/1", "?format=ninjs3"] {
        let answer = stand.get(By::Key(&all), &format!("{path}{more}")).await;
        assert!(answer.status == 200 && !answer.text.contains("translations"), "{more}: {}", answer.text);
    }
}
