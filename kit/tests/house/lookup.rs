//! Finding an item for whoever links to one.

use crate::desk::desk;
use ::account::Role;
use kit::World;
use story::{Kind, Note, State};

#[tokio::test]
async fn items_are_found_by_a_few_letters() {
    for world in World::each().await {
        let (desk, reporter) = (desk(&world), world.staff("reporter", Role::Reporter).await);
        for (lang, headline) in [("en", "Quake hits 50% of Izmir"), ("tr", "İzmir'de deprem"), ("ar", "زلزال")] {
            desk.create(&reporter, kit::story(lang, headline, "Text."), None).await.unwrap();
            world.advance(60);
        }
        let picture = desk.create(&reporter, kit::picture("en", "A quake's street", "Rubble."), None).await.unwrap();
        let found = async |typed: &str, kind| {
            let lines = desk.look_up(typed, kind, None).await.unwrap();
            lines.into_iter().map(|line| line.headline).collect::<Vec<_>>()
        };
        assert_eq!(found("quake", None).await, ["A quake's street", "Quake hits 50% of Izmir"], "the newest first");
        assert_eq!(found("QUAKE", Some(Kind::Text)).await, ["Quake hits 50% of Izmir"]);
        assert_eq!(found("İzmir", None).await, ["İzmir'de deprem"]);
        assert_eq!(found("زل", None).await, ["زلزال"]);
        assert_eq!(found("50%", None).await, ["Quake hits 50% of Izmir"]);
        assert_eq!(found(picture.id.as_str(), None).await, ["A quake's street"]);
        assert_eq!(found("", None).await.len(), 4);
        // Signs of the query's language are letters like any other.
        for typed in ["50_", "5%0", "\\", "'; --", "nothing of the kind"] {
            assert!(found(typed, None).await.is_empty(), "{typed}");
        }
    }
}

#[tokio::test]
async fn items_are_found_by_where_they_stand() {
    for world in World::each().await {
        let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
        let mut items = Vec::new();
        for headline in ["Draft", "Out", "Held"] {
            items.push(desk.create(&chief, kit::story("en", headline, "Text."), None).await.unwrap().id);
        }
        desk.release(&chief, &items[1], 1, None).await.unwrap();
        desk.release(&chief, &items[2], 1, None).await.unwrap();
        desk.hold(&chief, &items[2], Note::new("It is checked.").unwrap()).await.unwrap();
        for (state, headline) in
            [(State::Usable, Some("Out")), (State::Withheld, Some("Held")), (State::Canceled, None)]
        {
            let lines = desk.look_up("", None, Some(state)).await.unwrap();
            assert_eq!(lines.iter().map(|line| line.headline.as_str()).collect::<Vec<_>>(), Vec::from_iter(headline));
        }
    }
}
