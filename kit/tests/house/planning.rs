//! Planned coverage, and the day's list.

use crate::{
    desk::{desk, sent},
    on_each_engine,
};
use ::account::Role;
use ::desk::{Assignment, Beginning, Coverage, DeskError, NewAssignment, Progress, Purpose, clashes};
use jiff::civil::{Date, date};
use kit::World;
use serde_json::json;
use story::{Act, Kind, Lang, Priority};

on_each_engine! {
    coverage_is_planned_and_changed => super::coverage_is_planned_and_changed;
    what_cannot_be_planned_is_named => super::what_cannot_be_planned_is_named;
    a_day_shows_its_coverage => super::a_day_shows_its_coverage;
    a_story_takes_its_assignment_along => super::a_story_takes_its_assignment_along;
    a_message_covers_nothing => super::a_message_covers_nothing;
    the_days_list_is_a_message_to_editors => super::the_days_list_is_a_message_to_editors;
    whoever_only_sells_sees_no_plans => super::whoever_only_sells_sees_no_plans;
}

fn new(more: &serde_json::Value) -> NewAssignment {
    let mut new = json!({"title": "Press conference", "starts": "2026-09-02T10:00"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(new).unwrap()
}

fn day(day: i8) -> Date {
    date(2026, 9, day)
}

fn titles(all: &[Assignment]) -> Vec<&str> {
    all.iter().map(|one| one.title.as_str()).collect()
}

async fn coverage_is_planned_and_changed(world: World) {
    let (desk, reporter) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let more = json!({"slug": "MINISTER", "place": "Ankara", "kinds": ["text", "picture"], "ends": "2026-09-02T11:30"});
    let planned = desk.plan(&reporter, None, new(&more)).await.unwrap();
    assert_eq!((planned.state, planned.edit, planned.priority), (Progress::Planned, 1, Priority::Routine));
    assert_eq!(planned.starts.to_string(), "2026-09-02T07:00:00Z", "in the newsroom's zone");
    assert_eq!((planned.language.as_str(), &planned.kinds[..]), ("tr", &[Kind::Text, Kind::Picture][..]));

    let given = new(&json!({"people": ["reporter", "reporter"], "zone": "Europe/London"}));
    let given = desk.plan(&reporter, Some((planned.id, 1)), given).await.unwrap();
    assert_eq!((given.state, given.edit, &given.people[..]), (Progress::Assigned, 2, &["reporter".to_owned()][..]));
    assert_eq!(given.starts.to_string(), "2026-09-02T09:00:00Z", "in the zone that is named");
    assert_eq!(given.starts_there().strftime("%H:%M").to_string(), "10:00");
    let stale = desk.plan(&reporter, Some((planned.id, 1)), new(&json!({}))).await;
    assert!(matches!(stale, Err(DeskError::Stale { based_on: 1, found: 2 })), "{stale:?}");
    let back = desk.plan(&reporter, Some((planned.id, 2)), new(&json!({"state": "assigned"}))).await.unwrap();
    assert_eq!((back.state, back.people.len()), (Progress::Planned, 0), "nobody has it");
    let moved = desk.move_on(&reporter, planned.id, Progress::Dropped).await.unwrap();
    assert_eq!((moved.state, moved.coverage_status, moved.edit), (Progress::Dropped, "ncostat:notint", 4));
    let missing = desk.move_on(&reporter, 99_999, Progress::Done).await;
    assert!(matches!(missing, Err(DeskError::Missing { .. })), "{missing:?}");
}

async fn what_cannot_be_planned_is_named(world: World) {
    let (desk, reporter) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    for (more, field, why) in [
        (json!({"starts": "tomorrow"}), "starts", "write a date and a time"),
        (json!({"starts": "2026-10-25T01:30", "zone": "Europe/London"}), "starts", "comes twice"),
        (json!({"ends": "2026-09-02T09:59"}), "ends", "before it starts"),
        (json!({"ends": "2028-09-02T09:59"}), "ends", "days after"),
        (json!({"zone": "Mars/Olympus"}), "zone", "no time zone"),
        (json!({"people": ["nobody"]}), "people", "not on the staff"),
        (json!({"desk": "moon"}), "desk", "no desk"),
        (json!({"starts": "2026-09-31", "all_day": true}), "starts", "write a day"),
        (json!({"starts": "süper-günü", "all_day": true}), "starts", "write a day"),
    ] {
        let refused = desk.plan(&reporter, None, new(&more)).await;
        let Err(DeskError::NotReady(faults)) = refused else { panic!("{field}: {refused:?}") };
        assert_eq!(faults[0].field, field);
        assert!(faults[0].why.contains(why), "{}", faults[0].why);
    }
    assert!(desk.coverage(&reporter, day(1), day(30), &Coverage::default()).await.unwrap().is_empty());
}

async fn a_day_shows_its_coverage(world: World) {
    let (desk, ayse) = (desk(&world), world.staff("ayse", Role::Reporter).await);
    world.staff("ali", Role::Reporter).await;
    world.tamper("INSERT INTO desk (id, name, place, created) VALUES ('world', 'World', 1, 0)").await;
    for more in [
        json!({"title": "Trial", "starts": "2026-09-02T14:00", "ends": "2026-09-02T16:00", "people": ["ayse", "ali"]}),
        json!({"title": "Summit", "starts": "2026-09-02", "ends": "2026-09-04", "all_day": true, "people": ["ayse"],
            "desk": "world"}),
        json!({"title": "Match", "starts": "2026-09-02T15:00", "ends": "2026-09-02T17:00", "people": ["ali"],
            "language": "en"}),
        json!({"title": "Night", "starts": "2026-09-02T23:30", "ends": "2026-09-03T02:00"}),
        json!({"title": "Over", "starts": "2026-09-02T14:30", "people": ["ali"], "state": "done"}),
    ] {
        desk.plan(&ayse, None, new(&more)).await.unwrap();
    }
    let on = async |first, last, of: Coverage| desk.coverage(&ayse, first, last, &of).await.unwrap();
    let all = on(day(2), day(2), Coverage::default()).await;
    assert_eq!(titles(&all), ["Summit", "Trial", "Over", "Match", "Night"]);
    assert_eq!(all[1].people, ["ali", "ayse"]);
    assert_eq!(titles(&on(day(3), day(3), Coverage::default()).await), ["Summit", "Night"]);
    assert_eq!(titles(&on(day(3), day(9), Coverage::default()).await), ["Summit", "Night"]);
    assert!(on(day(1), day(1), Coverage::default()).await.is_empty());
    let of = |desk: Option<&str>, person: Option<&str>, language: Option<&str>| Coverage {
        desk: desk.map(str::to_owned),
        person: person.map(str::to_owned),
        language: language.map(|tag| Lang::new(tag).unwrap()),
    };
    assert_eq!(titles(&on(day(2), day(2), of(Some("world"), None, None)).await), ["Summit"]);
    assert_eq!(titles(&on(day(2), day(2), of(None, Some("ali"), None)).await), ["Trial", "Over", "Match"]);
    assert_eq!(titles(&on(day(2), day(2), of(None, None, Some("en"))).await), ["Match"]);
    assert_eq!(clashes(&all)[&all[3].id][0].person, "ali");
    assert_eq!(titles(&desk.own_assignments(&ayse).await.unwrap()), ["Summit", "Trial"]);
}

async fn a_story_takes_its_assignment_along(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let more = json!({"slug": "MINISTER", "place": "Ankara", "people": ["editor"], "kinds": ["text"], "priority": 3});
    let planned = desk.plan(&editor, None, new(&more)).await.unwrap();
    let draft = desk.begin_story(&editor, planned.id, Beginning::default()).await.unwrap();
    assert_eq!((draft.assignment, draft.manuscript.slug()), (Some(planned.id), "MINISTER"));
    assert_eq!((draft.manuscript.headline(), draft.manuscript.priority()), ("Press conference", Priority::Important));
    let filing = desk.assignment(&editor, planned.id).await.unwrap();
    assert_eq!((filing.state, &filing.items[0].item), (Progress::Filing, &draft.id));

    let beginning = Beginning { template: Some("urgent-tr".to_owned()), ..Beginning::default() };
    let second = desk.begin_story(&editor, planned.id, beginning).await.unwrap();
    assert_eq!((second.manuscript.slug(), second.manuscript.priority()), ("MINISTER", Priority::Urgent));

    let saved = desk.edit(&editor, &draft.id, draft.edit, kit::story("tr", "Bakan konuştu", "Metin.")).await.unwrap();
    let Some(id) = saved.assignment else { panic!("an edit loses no link") };
    let out = sent(desk.release(&editor, &draft.id, saved.edit, None).await.unwrap());
    assert_eq!(out.entry.act, Act::Release);
    let done = desk.assignment(&editor, id).await.unwrap();
    assert_eq!((done.state, done.items.len()), (Progress::Done, 2));
    assert!(done.items.iter().any(|begun| begun.state.is_some() && begun.headline == "Bakan konuştu"));
    assert!(desk.own_assignments(&editor).await.unwrap().is_empty());
    desk.begin_story(&editor, id, Beginning::default()).await.unwrap();
    assert_eq!(desk.assignment(&editor, id).await.unwrap().state, Progress::Done, "one more story does not undo it");
    let missing = desk.begin_story(&editor, 99_999, Beginning::default()).await;
    assert!(matches!(missing, Err(DeskError::Missing { .. })), "{missing:?}");
}

async fn a_message_covers_nothing(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let planned = desk.plan(&editor, None, new(&json!({}))).await.unwrap();
    let beginning = Beginning { purpose: Some(Purpose::Advisory), ..Beginning::default() };
    let draft = desk.begin_story(&editor, planned.id, beginning).await.unwrap();
    let saved = desk.edit(&editor, &draft.id, draft.edit, kit::story("tr", "Gecikme", "Gecikecek.")).await.unwrap();
    sent(desk.release(&editor, &draft.id, saved.edit, None).await.unwrap());
    assert_eq!(desk.assignment(&editor, planned.id).await.unwrap().state, Progress::Filing);
}

async fn the_days_list_is_a_message_to_editors(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let tr = Lang::new("tr").unwrap();
    let empty = desk.begin_day_list(&editor, day(2), &tr, None, None).await;
    assert!(matches!(&empty, Err(DeskError::NotReady(faults)) if faults[0].field == "day"), "{empty:?}");
    for more in [
        json!({"title": "Duruşma", "starts": "2026-09-02T14:00", "ends": "2026-09-02T16:00", "place": "Ankara",
            "kinds": ["text", "picture"], "what": "Karar\nbekleniyor.", "slug": "DURUSMA", "notes": "Kaynak: gizli"}),
        json!({"title": "Zirve", "starts": "2026-09-02", "all_day": true}),
        json!({"title": "Düştü", "starts": "2026-09-02T09:00", "state": "dropped"}),
        json!({"title": "Match", "starts": "2026-09-02T09:00", "language": "en"}),
    ] {
        desk.plan(&editor, None, new(&more)).await.unwrap();
    }
    let list = desk.begin_day_list(&editor, day(2), &tr, None, None).await.unwrap();
    assert_eq!((list.purpose, list.manuscript.headline()), (Purpose::Advisory, "2 Eylül 2026 Çarşamba gündemi"));
    let story = list.story().unwrap();
    let body = story.body().unwrap().plain();
    assert_eq!(
        body, "Gün boyu Zirve.\n\n14:00–16:00 Ankara – Duruşma. Karar bekleniyor. (metin, fotoğraf) [DURUSMA]",
        "notes of the newsroom are nobody else's"
    );
    let out = sent(desk.release(&editor, &list.id, list.edit, None).await.unwrap());
    assert_eq!(out.entry.act, Act::Advisory);
    let reporter = world.staff("reporter", Role::Reporter).await;
    let refused = desk.begin_day_list(&reporter, day(2), &tr, None, None).await;
    assert!(matches!(refused, Err(DeskError::Forbidden { .. })), "{refused:?}");
}

async fn whoever_only_sells_sees_no_plans(world: World) {
    let (desk, business) = (desk(&world), world.staff("business", Role::Business).await);
    let forbidden = |r: Result<_, DeskError>| matches!(r, Err(DeskError::Forbidden { .. }));
    assert!(forbidden(desk.plan(&business, None, new(&json!({}))).await.map(drop)));
    assert!(forbidden(desk.coverage(&business, day(1), day(2), &Coverage::default()).await.map(drop)));
    assert!(forbidden(desk.own_assignments(&business).await.map(drop)));
    assert!(forbidden(desk.assignment(&business, 1).await.map(drop)));
}
