use super::stand::{BODY, By, Stand, story};
use account::{Held, Recall, put_recall, put_receiver};
use kit::Persona;
use serde_json::{Value, json};
use std::sync::Arc;
use story::{Act, ProductId};
use wire::Dispatch;

/// Kills a story and calls the organisation of `persona` for it.
pub(super) async fn called(stand: &Stand, persona: &Persona) -> Arc<Dispatch> {
    let world = &stand.world;
    let released = world.release(story("Manşet"), &[ProductId(1)]).await;
    let killed = world.kill(&released).await;
    let entry = &killed.entry;
    let recall = Recall {
        seq: entry.seq,
        item: entry.item.clone(),
        version: entry.version,
        act: Act::Kill,
        time: entry.time,
        reason: Some("The report was wrong.".to_owned()),
        required: true,
    };
    let held = Held { opened: Some(released.entry.time), ..Held::default() };
    let mut tx = world.db.begin().await.unwrap();
    put_recall(&mut tx, &recall).await.unwrap();
    put_receiver(&mut tx, &recall, &persona.subscriber.organisation, held, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    killed
}

async fn open(stand: &Stand, by: By<'_>) -> Vec<Value> {
    let answer = stand.get(by, "/api/v1/receipts").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!answer.text.contains("Manşet") && !answer.text.contains(BODY), "{}", answer.text);
    answer.json()["receipts"].as_array().unwrap().clone()
}

async fn confirm(stand: &Stand, by: By<'_>, body: &Value) -> super::stand::Answer {
    stand.post(by, "/api/v1/receipts", "application/json", &body.to_string()).await
}

#[tokio::test]
async fn a_program_confirms_a_kill_once() {
    for stand in Stand::each().await {
        let gazete = stand.world.covered_subscriber("Gazete").await;
        let radyo = stand.world.covered_subscriber("Radyo").await;
        let killed = called(&stand, &gazete).await;
        let [call] = open(&stand, By::Key(&gazete)).await.try_into().unwrap();
        let item = killed.entry.item.as_str();
        assert_eq!(
            call,
            json!({
                "seq": killed.seq(), "item": item, "version": 2, "act": "kill", "time": "2026-09-01T12:00:00Z",
                "reason": "The report was wrong.", "required": true, "held": {"opened": "2026-09-01T12:00:00Z"},
            })
        );
        assert_eq!(open(&stand, By::Key(&radyo)).await, [] as [Value; 0], "another organisation is not called");
        assert_eq!(confirm(&stand, By::Key(&radyo), &json!({"seq": killed.seq()})).await.status, 404);

        let taken_down = json!({"item": item, "version": 2, "note": "Taken down."});
        let first = confirm(&stand, By::Key(&gazete), &taken_down).await.json()["confirmed"].clone();
        assert_eq!((&first["through"], &first["note"]), (&json!("api"), &json!("Taken down.")));
        assert_eq!(open(&stand, By::Key(&gazete)).await, [] as [Value; 0]);
        stand.world.advance(60);
        let again = confirm(&stand, By::Login(&gazete), &json!({"seq": killed.seq()})).await;
        assert_eq!((again.status, &again.json()["confirmed"]), (200, &first), "the first receipt stands");
        let all = stand.get(By::Key(&gazete), "/api/v1/receipts?all=true").await.json();
        assert_eq!(all["receipts"][0]["confirmed"], first);
    }
}

#[tokio::test]
async fn a_receipt_that_is_not_right_changes_nothing_and_names_the_field() {
    let stand = Stand::new().await;
    let gazete = stand.world.covered_subscriber("Gazete").await;
    let killed = called(&stand, &gazete).await;
    let item = killed.entry.item.as_str();
    let long = "n".repeat(501);
    for (body, field) in [
        (json!({}), "seq"),
        (json!({"version": 2}), "seq"),
        (json!({"item": item}), "version"),
        (json!({"seq": killed.seq(), "item": item, "version": 2}), "seq"),
        (json!({"seq": -1}), "seq"),
        (json!({"item": "nonsense", "version": 2}), "item"),
        (json!({"seq": killed.seq(), "note": long}), "note"),
        (json!({"seq": killed.seq(), "note": "a\u{7}b"}), "note"),
    ] {
        let answer = confirm(&stand, By::Key(&gazete), &body).await;
        assert_eq!((answer.status, answer.problem().1), (422, json!(field)), "{body}: {}", answer.text);
    }
    assert_eq!(confirm(&stand, By::Key(&gazete), &json!({"item": item, "version": 1})).await.status, 404);
    assert_eq!(open(&stand, By::Key(&gazete)).await.len(), 1);
}
