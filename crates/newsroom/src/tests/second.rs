//! What is told of those who ask and approve.

use super::room::Room;
use account::Role;
use desk::{Because, Order, Proposal, Proposed};
use story::{Act, Note};

#[tokio::test]
async fn people_are_called_by_their_names() {
    for room in Room::each().await {
        let chief = room.staff("dsef", "Derya Şef", Role::Chief).await;
        let other = room.staff("bveli", "Ben Veli", Role::Chief).await;
        let draft = room.desk.create(&chief, kit::story("en", "Quake", "Two hurt."), None).await.expect("a draft");
        room.desk.release(&chief, &draft.id, draft.edit, None).await.expect("a release");
        let reason = Note::new("The report was wrong.").expect("a note");
        let order = Order { items: vec![draft.id], act: Act::Kill, because: Because::Wrong, reason, hold: Some(false) };
        let stopped = room.desk.stop_all(&chief, order).await.expect("an order");
        let id = stopped.waits.expect("a request");
        let why = Note::new("It is right.").expect("a note");
        room.desk.refuse(&other, &id, why).await.expect("a refusal");

        let request = room.get("dsef", &format!("/desk/api/approvals/{id}")).await.json();
        assert_eq!((&request["asked_by"], &request["asked_by_name"]), (&"dsef".into(), &"Derya Şef".into()));
        assert_eq!((&request["ended_by"], &request["ended_by_name"]), (&"bveli".into(), &"Ben Veli".into()));
        let cause = room.get("dsef", &format!("/desk/api/causes/{}", stopped.cause)).await.json();
        assert_eq!((&cause["login"], &cause["name"]), (&"dsef".into(), &"Derya Şef".into()));
        for (path, names) in [
            ("/desk/approvals".to_owned(), &["Derya Şef", "Ben Veli"][..]),
            (format!("/desk/approvals/{id}"), &["Derya Şef", "Ben Veli"]),
            ("/desk/causes".to_owned(), &["Derya Şef"]),
            (format!("/desk/causes/{}", stopped.cause), &["Derya Şef"]),
        ] {
            // The signed-in person is named at the top of every page.
            let page = room.page("bveli", &path).await;
            let content = page.split_once("<main").expect("a page").1;
            for name in names {
                assert!(content.contains(&format!(">{name}<")), "{path} names {name}: {content}");
            }
            assert!(!content.contains(">dsef<") && !content.contains(">bveli<"), "{path}: {content}");
        }
    }
}

#[tokio::test]
async fn a_request_that_was_made_again_says_by_whose_hold() {
    for room in Room::each().await {
        let editor = room.staff("edeniz", "Ece Deniz", Role::Editor).await;
        let chief = room.staff("dsef", "Derya Şef", Role::Chief).await;
        room.staff("bveli", "Ben Veli", Role::Chief).await;
        let draft = room.desk.create(&editor, kit::story("en", "Quake", "Two hurt."), None).await.expect("a draft");
        room.desk.release(&editor, &draft.id, draft.edit, None).await.expect("a release");
        let note = |text: &str| Note::new(text).expect("a note");
        let items = vec![draft.id.clone()];
        let kill = Proposal::Notice { items, act: Act::Kill, reason: note("It was wrong."), hold: None };
        let Ok(Proposed::Waits(id)) = room.desk.propose(&editor, kill).await else { panic!("it waits") };
        let page = format!("/desk/approvals/{id}");
        assert!(!room.page("bveli", &page).await.contains("The request stands"));
        room.desk.hold(&chief, &draft.id, note("It is checked.")).await.expect("a hold");
        let request = room.get("bveli", &format!("/desk/api/approvals/{id}")).await.json();
        assert_eq!((&request["state"], &request["remade_by_name"]), (&"waiting".into(), &"Derya Şef".into()));
        let hash = request["hash"].as_str().expect("a hash");
        assert_eq!(request["transmission"]["outgoing"][0]["version"], 3);
        let page = room.page("bveli", &page).await;
        assert!(page.contains("The request stands") && page.contains(">Derya Şef<"), "{page}");
        assert!(page.contains(&format!("name=\"hash\" value=\"{hash}\"")), "{page}");
    }
}
