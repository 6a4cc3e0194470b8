//! Lists, search and the look-up, for programs.

use super::room::Room;
use account::{Halt, Role, Staff};
use desk::{Proposal, Proposed};
use story::{Act, ItemId, Note, Priority, Story};

async fn released(room: &Room, who: &Staff, headline: &str) -> ItemId {
    let draft = room.desk.create(who, kit::story("en", headline, "Two hurt."), None).await.expect("a draft");
    room.desk.release(who, &draft.id, draft.edit, None).await.expect("a release");
    draft.id
}

/// Asks for a kill, and has it approved.
async fn kill(room: &Room, who: &Staff, other: &Staff, item: &ItemId) {
    let reason = Note::new("The report was wrong.").expect("a note");
    let items = vec![item.clone()];
    let asked = room.desk.propose(who, Proposal::Notice { items, act: Act::Kill, reason, hold: Some(false) }).await;
    let Ok(Proposed::Waits(id)) = asked else { panic!("{asked:?}") };
    let hash = room.desk.approval(&id).await.expect("the request").hash;
    room.desk.approve(other, &id, &hash).await.expect("a kill");
}

#[tokio::test]
async fn what_was_killed_is_no_draft() {
    for room in Room::each().await {
        let chief = room.staff("chief", "Derya Şef", Role::Chief).await;
        let other = room.staff("other", "Ben Veli", Role::Chief).await;
        let killed = released(&room, &chief, "Quake in town").await;
        kill(&room, &chief, &other, &killed).await;
        let draft = room.desk.create(&chief, kit::story("en", "Quake again", "Text."), None).await.expect("a draft").id;
        let found = room.get("chief", "/desk/api/search?q=quake").await.json();
        let ids = |list: &str| found[list].as_array().expect(list).iter().map(|line| line["id"].clone()).collect();
        let (drafts, dead): (Vec<_>, Vec<_>) = (ids("drafts"), ids("killed"));
        assert_eq!((drafts, dead), (vec![draft.as_str().into()], vec![killed.as_str().into()]));
        let page = room.page("chief", "/desk/search?q=quake").await;
        assert!(page.contains(draft.as_str()) && page.contains(killed.as_str()), "{page}");
    }
}

#[tokio::test]
async fn the_look_up_sorts_before_it_cuts() {
    for room in Room::each().await {
        let chief = room.staff("chief", "Derya Şef", Role::Chief).await;
        let out = released(&room, &chief, "Quake in town").await;
        for n in 0..20 {
            room.world.advance(1);
            room.desk.create(&chief, kit::story("en", &format!("Quake {n}"), "Text."), None).await.expect("a draft");
        }
        let found = async |query: &str| {
            let found = room.get("chief", &format!("/desk/api/lookup?q=quake{query}")).await.json();
            let items = found["items"].as_array().expect("items").clone();
            items.into_iter().map(|line| line["id"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert!(!found("").await.contains(&out.to_string()));
        assert_eq!(found("&state=usable").await, [out.to_string()]);
        assert!(found("&state=canceled").await.is_empty());
        assert_eq!(room.get("chief", "/desk/api/lookup?state=dead").await.status, 400);
    }
}

#[tokio::test]
async fn what_waits_for_a_second_person_has_a_shelf() {
    for room in Room::each().await {
        let editor = room.staff("editor", "Ece Deniz", Role::Editor).await;
        let flash = Story { priority: Priority::Flash, ..kit::story("en", "Quake", "One sentence.") };
        let draft = room.desk.create(&editor, flash, None).await.expect("a draft");
        let item = draft.id.clone();
        let proposal = Proposal::Release { item, edit: draft.edit, at: None, undo: false, retraction: None };
        let Ok(Proposed::Waits(request)) = room.desk.propose(&editor, proposal).await else { panic!("it waits") };
        let list = room.get("editor", "/desk/api/lists?shelf=waiting").await.json();
        assert_eq!((&list["counts"]["waiting"], &list["items"][0]["request"]), (&1.into(), &request.as_str().into()));
        let page = room.page("editor", "/desk?shelf=waiting").await;
        assert!(page.contains("data-shelf=\"waiting\">1<"), "{page}");
        assert!(page.contains(&format!("href=\"/desk/approvals/{request}\"")), "{page}");
    }
}

#[tokio::test]
async fn what_is_due_and_does_not_go_out_says_why() {
    for room in Room::each().await {
        let editor = room.staff("editor", "Ece Deniz", Role::Editor).await;
        let draft = room.desk.create(&editor, kit::story("en", "Later", "Text."), None).await.expect("a draft");
        let at = room.world.now() + jiff::SignedDuration::from_secs(60);
        room.desk.release(&editor, &draft.id, draft.edit, Some(at)).await.expect("a time");
        room.world.accounts.freeze(&[Halt::Releases], "Somebody got in.", "editor").await.expect("a freeze");
        room.world.advance(60);
        room.desk.release_due().await.expect("a look");
        for path in ["/desk?shelf=scheduled".to_owned(), format!("/desk/items/{}/release", draft.id)] {
            let page = room.page("editor", &path).await;
            assert!(page.contains("Somebody got in."), "{path}: {page}");
        }
        let list = room.get("editor", "/desk/api/lists?shelf=scheduled").await.json();
        let item = room.get("editor", &format!("/desk/api/items/{}", draft.id)).await.json();
        for refusal in [&list["items"][0]["refusal"], &item["refusal"]] {
            assert!(refusal["why"].as_str().is_some_and(|why| why.contains("Somebody got in.")), "{list} {item}");
        }
    }
}
