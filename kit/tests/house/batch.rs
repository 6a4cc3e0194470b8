//! Many stories, filed at once.

use crate::{desk::desk, on_each_engine, wire::verify};
use ::account::{Role, Staff};
use ::desk::{DraftQuery, Filed, FiledAs, Item, ItemLine, Outcome, Stage};
use ::store::{Row, args};
use jiff::SignedDuration;
use kit::World;
use story::{Act, ItemId, Line, Slug, Story};

on_each_engine! {
    a_filed_story_stands_as_one_that_was_written_and_released =>
        super::a_filed_story_stands_as_one_that_was_written_and_released;
    each_story_of_a_batch_has_its_own_fate => super::each_story_of_a_batch_has_its_own_fate;
    what_comes_from_outside_waits_in_the_inbox => super::what_comes_from_outside_waits_in_the_inbox;
}

fn filed(external_id: &str, story: Story) -> Filed {
    Filed { external_id: Some(external_id.to_owned()), story }
}

/// Everything that hangs on an item, in words.
async fn what_hangs_on(world: &World, item: &ItemId) -> Vec<String> {
    let [ties, frames, files, words] = [
        "SELECT why || ' ' || target || ' ' || CASE WHEN sent THEN 'sent' ELSE 'saved' END AS it FROM item_tie \
         WHERE item = $1 ORDER BY 1",
        "SELECT sha256 || media || caption || credit || words || COALESCE(series, '-') AS it FROM frame WHERE item = $1",
        "SELECT sha256 AS it FROM file_user WHERE item = $1 ORDER BY 1",
        "SELECT folded AS it FROM item_text WHERE item = $1",
    ];
    let mut found = Vec::new();
    for sql in [ties, frames, files, words] {
        found.extend(world.db.all(sql, args![item.as_str()]).await.unwrap());
    }
    found.iter().map(|row: &Row| row.text("it").unwrap()).collect()
}

async fn a_filed_story_stands_as_one_that_was_written_and_released(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    for mut story in [kit::story("tr", "Işık", "Bir.\n\nİki."), kit::picture("en", "At the gate", "A minister.")] {
        story.rights.credit = Line::new("Ayşe Kaya/TEL").ok();
        let written = desk.create(&chief, story.clone(), None).await.unwrap().id;
        let released = desk.release(&chief, &written, 1, None).await.unwrap();
        assert!(matches!(released, Outcome::Sent(_)));
        let batch = vec![Filed { external_id: None, story }];
        let outcome = desk.file(&chief, batch, true).await.unwrap().remove(0);
        let FiledAs::Sent(filed, seq) = outcome else { panic!("{outcome:?}") };
        let (one, other) = (desk.item(&written).await.unwrap(), desk.item(&filed).await.unwrap());
        assert_eq!(Item { id: one.id.clone(), ..other }, one);
        let line = |id: &ItemId, lines: &[ItemLine]| lines.iter().find(|line| line.id == *id).cloned().unwrap();
        let lines = desk.items(10).await.unwrap();
        let (one, other) = (line(&written, &lines), line(&filed, &lines));
        assert_eq!(ItemLine { id: one.id.clone(), ..other }, one);
        let hangs = what_hangs_on(&world, &written).await;
        assert!(hangs.iter().any(|it| it == "credit ayşe kaya/tel sent"), "{hangs:?}");
        assert_eq!(what_hangs_on(&world, &filed).await, hangs);
        let [one, other] = &world.reader.after(seq - 2, 2).await.unwrap()[..] else { panic!("two dispatches") };
        assert_eq!((&one.story, &one.entry.products), (&other.story, &other.entry.products));
        assert_eq!((other.entry.act, other.entry.version, &other.entry.item), (Act::Release, 1, &filed));
    }
}

async fn each_story_of_a_batch_has_its_own_fate(world: World) {
    let desk = desk(&world);
    let until = world.now() + SignedDuration::from_hours(1);
    // More than the rows of three statements.
    let batch: Vec<Filed> = (0..400)
        .map(|n| {
            let mut story = kit::story("en", &format!("Story {n}"), &format!("Text {n}."));
            match n % 4 {
                1 => story.slug = Slug::new("HOLD-IT").unwrap(),
                2 => story.embargo = Some(until),
                _ => {}
            }
            filed(&format!("out-{}", if n % 4 == 3 { n - 3 } else { n }), story)
        })
        .collect();
    let outcomes = desk.file(&Staff::operator(), batch, true).await.unwrap();
    assert_eq!(outcomes.len(), 400);
    let mut numbers = Vec::new();
    for (n, outcome) in outcomes.iter().enumerate() {
        match (n % 4, outcome) {
            (0, FiledAs::Sent(item, seq)) => {
                assert_eq!(*seq, n as u64 / 4 + 1);
                let found = desk.item(item).await.unwrap();
                assert_eq!((found.manuscript.headline(), found.version), (format!("Story {n}").as_str(), 1));
                numbers.push(item.number());
            }
            (1, FiledAs::Refused(faults)) => assert_eq!(faults[0].field, "slug"),
            (2, FiledAs::Scheduled(item, at)) => {
                let found = desk.item(item).await.unwrap();
                assert_eq!((*at, found.due.map(|due| due.at), found.version), (until, Some(until), 0));
                numbers.push(item.number());
            }
            (3, FiledAs::Known) => {}
            other => panic!("{n}: {other:?}"),
        }
    }
    assert_eq!(numbers, (numbers[0]..numbers[0] + 200).collect::<Vec<_>>(), "in their order, and none left out");
    assert_eq!(world.reader.head(), 100);
    assert_eq!(verify(&world).await, Ok(100));
    let audit = "SELECT detail FROM audit WHERE act = 'file'";
    assert_eq!(
        world.db.one(audit, args![]).await.unwrap().unwrap().text("detail").unwrap(),
        "400 stories, sent as 1 to 100"
    );
    // Nothing of nothing, and no number is used up.
    assert_eq!(desk.file(&Staff::operator(), Vec::new(), true).await.unwrap(), []);
    let next = desk.create(&Staff::operator(), kit::story("en", "Next", "Text."), None).await.unwrap();
    assert_eq!(next.id.number(), numbers[0] + 200);
}

async fn what_comes_from_outside_waits_in_the_inbox(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let story = |n: usize| kit::story("en", &format!("Quake {n}"), "One hurt.");
    let mut batch: Vec<_> = (0..20).map(|n| filed(&format!("out-{n}"), story(n))).collect();
    batch.push(Filed { external_id: None, story: story(20) });
    let outcomes = desk.file(&chief, batch, false).await.unwrap();
    let mut stages = Vec::new();
    for outcome in &outcomes {
        let FiledAs::Draft(id) = outcome else { panic!("{outcome:?}") };
        let item = desk.item(id).await.unwrap();
        assert_eq!((item.version, item.edit, item.state), (0, 1, None));
        stages.push(item.stage);
    }
    assert_eq!(stages[..20], [Stage::Inbox; 20]);
    assert_eq!(stages[20], Stage::Draft);
    let query = DraftQuery { text: "QUAKE 1".to_owned(), ..DraftQuery::default() };
    assert_eq!(desk.find_drafts(&chief, &query).await.unwrap().len(), 11, "1, and 10 to 19");
}
