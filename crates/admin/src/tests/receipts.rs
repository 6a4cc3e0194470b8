//! Receipts and monitors, as the office sees them.

use super::stand::Stand;
use account::{Held, Matter, Recall, Seen, Through, Via, put_recall, put_receiver, raise_alarm};
use kit::Persona;
use story::{Act, ProductId};

/// A kill for which Gazete, which opened the story, and Radyo, which may have it, are called.
async fn killed(stand: &Stand) -> (u64, Persona) {
    let world = &stand.world;
    let gazete = world.covered_subscriber("Gazete <b>").await;
    let radyo = world.covered_subscriber("=Radyo").await;
    let story = world.release(kit::story("tr", "Manşet", "Metin."), &[ProductId(1)]).await;
    let killed = world.kill(&story).await;
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
    let mut tx = world.db.begin().await.unwrap();
    put_recall(&mut tx, &recall).await.unwrap();
    let opened = Held { opened: Some(story.entry.time), ..Held::default() };
    for (persona, held) in [(&gazete, opened), (&radyo, Held::default())] {
        put_receiver(&mut tx, &recall, &persona.subscriber.organisation, held, world.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    (entry.seq, gazete)
}

#[tokio::test]
async fn the_chief_sees_who_has_not_confirmed_and_has_them_reminded() {
    let stand = Stand::new().await;
    let (seq, gazete) = killed(&stand).await;
    let chief = stand.at("chief").await;
    let list = chief.get("/admin/receipts").await;
    let one = format!("/admin/receipts/{seq}");
    assert!(list.text.contains(&format!("href=\"{one}\"")) && list.text.contains("number bad\">2<"), "{}", list.text);
    let page = chief.get(&one).await;
    for part in
        ["Gazete &#60;b&#62;", "opened 2026-09-01 12:00 UTC", "may hold it", "The report was wrong.", "Remind now"]
    {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("Manşet"), "no text of the item");

    let remind = format!("{one}/remind");
    let done = chief.post(&remind, &[]).await;
    assert_eq!((done.status, done.location()), (303, format!("{one}?reminded=0").as_str()));
    assert!(chief.get(done.location()).await.text.contains("Nobody is reminded now"));
    stand.world.advance(account::REMINDER_PAUSE_SECS);
    let id = &gazete.subscriber.organisation;
    stand.world.accounts.confirm(seq, id, Through::Portal, "ayse@gazete.example", Some("Silindi.")).await.unwrap();
    let done = chief.post(&remind, &[]).await;
    assert!(chief.get(done.location()).await.text.contains("One organisation is reminded"));
    let page = chief.get(&one).await;
    for part in ["ayse@gazete.example (portal)", "Silindi.", "class=\"bad\">1<"] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }

    let csv = chief.get(&format!("{one}/list.csv")).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    let lines: Vec<_> = csv.text.split("\r\n").collect();
    assert_eq!(lines.len(), 4);
    assert!(
        lines[1].starts_with("\"'=Radyo\",") && lines[2].contains("\"portal\",\"ayse@gazete.example\",\"Silindi.\""),
        "{lines:?}"
    );
}

#[tokio::test]
async fn who_may_not_follow_receipts_sees_and_changes_nothing() {
    let stand = Stand::new().await;
    let (seq, _) = killed(&stand).await;
    let one = format!("/admin/receipts/{seq}");
    for role in ["reporter", "editor"] {
        let browser = stand.at(role).await;
        for path in ["/admin/receipts", &one, &format!("{one}/list.csv"), "/admin/monitors"] {
            assert_eq!(browser.get(path).await.status, 403, "{role} {path}");
        }
        assert_eq!(browser.post(&format!("{one}/remind"), &[]).await.status, 403, "{role}");
    }
    let chief = stand.at("chief").await;
    assert_eq!(chief.post_from("cross-site", &format!("{one}/remind"), &[]).await.status, 403);
    assert_eq!(chief.get("/admin/receipts/999").await.status, 404);
    assert_eq!(chief.post("/admin/receipts/999/remind", &[]).await.status, 404);
    assert_eq!(chief.get("/admin/receipts/x").await.status, 400);
}

#[tokio::test]
async fn an_alarm_is_shown_with_what_to_do_and_can_be_switched_off() {
    let stand = Stand::new().await;
    let world = &stand.world;
    let gazete = world.covered_subscriber("Gazete").await;
    let organisation = gazete.subscriber.organisation.clone();
    let seen = Seen {
        organisation: organisation.clone(),
        organisation_name: "Gazete".to_owned(),
        via: Via::User(gazete.login.clone()),
        last: world.now(),
        hours: [1].into(),
    };
    let mut tx = world.db.begin().await.unwrap();
    assert!(raise_alarm(&mut tx, &seen, Matter::IdlePolls, "it polled 120 times.", world.now()).await.unwrap());
    assert!(!raise_alarm(&mut tx, &seen, Matter::IdlePolls, "again", world.now()).await.unwrap(), "it stands already");
    tx.commit().await.unwrap();
    let (office, chief) = (stand.at("business").await, stand.at("chief").await);
    let page = chief.get("/admin/monitors").await;
    assert!(page.text.contains("it polled 120 times.") && page.text.contains("wait=30"), "{}", page.text);
    assert!(!page.text.contains("Stop watching"), "the chief may look");
    let off = [("organisation", organisation.as_str()), ("matter", "idle_polls")];
    assert_eq!(chief.post("/admin/monitors", &off).await.status, 403);
    for (bad, status) in [(("matter", "boredom"), 422), (("organisation", "none"), 422)] {
        let mut fields = off.to_vec();
        fields.retain(|(name, _)| *name != bad.0);
        fields.push(bad);
        let answer = office.post("/admin/monitors", &fields).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(answer.text.contains(&format!("\"field\":\"{}\"", bad.0)), "{}", answer.text);
    }
    assert!(world.accounts.unwatched().await.unwrap().is_empty());
    assert_eq!(office.post("/admin/monitors", &off).await.location(), "/admin/monitors");
    assert!(office.get("/admin/monitors").await.text.contains("Watch again<span class=\"unseen\">: Gazete</span>"));
    let on = [off[0], off[1], ("watch", "yes")];
    office.post("/admin/monitors", &on).await;
    assert!(world.accounts.unwatched().await.unwrap().is_empty());
}
