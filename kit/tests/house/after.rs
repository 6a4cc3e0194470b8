//! After release: what hangs on an item, one cause for many items, and what an item has been through.

use crate::{
    desk::{desk, sent},
    on_each_engine,
};
use ::account::{AuditQuery, Role, Staff};
use ::desk::{Because, Desk, DeskError, Fate, Order, Sought, Why};
use kit::World;
use serde_json::json;
use std::sync::Arc;
use story::{Act, Agency, Correction, GroupId, Guarded, ItemId, Manuscript, Note, Prose, State, Story};

on_each_engine! {
    a_kill_sees_everything_that_hangs_on_an_item => super::a_kill_sees_everything_that_hangs_on_an_item;
    what_the_desk_made_of_an_item_hangs_on_it => super::what_the_desk_made_of_an_item_hangs_on_it;
    what_repeats_an_item_comes_before_what_names_it => super::what_repeats_an_item_comes_before_what_names_it;
    what_is_no_longer_there_does_not_hang_on_it => super::what_is_no_longer_there_does_not_hang_on_it;
    many_items_end_for_one_cause => super::many_items_end_for_one_cause;
    an_order_is_carried_out_whole_or_not_at_all => super::an_order_is_carried_out_whole_or_not_at_all;
    what_waits_is_taken_off_the_schedule => super::what_waits_is_taken_off_the_schedule;
    items_are_found_by_what_they_have_in_common => super::items_are_found_by_what_they_have_in_common;
    takes_are_counted_as_the_newsroom_counts => super::takes_are_counted_as_the_newsroom_counts;
    a_kill_of_many_waits_for_a_second_person => super::a_kill_of_many_waits_for_a_second_person;
    the_note_of_an_update_is_numbered => super::the_note_of_an_update_is_numbered;
    items_from_before_are_tied_up => super::items_from_before_are_tied_up;
}

fn reason() -> Note {
    Note::new("What this item says is wrong.").unwrap()
}

fn order(items: &[&ItemId]) -> Order {
    let items = items.iter().map(|id| (*id).clone()).collect();
    Order { items, act: Act::Kill, because: Because::Wrong, reason: reason(), hold: None }
}

async fn draft(desk: &Desk, who: &Staff, story: Story, more: &[(&str, serde_json::Value)]) -> ItemId {
    let mut manuscript = Manuscript::from(story);
    for (field, value) in more {
        manuscript = manuscript.with(field, value.clone()).unwrap();
    }
    desk.create(who, manuscript, None).await.unwrap().id
}

async fn released(desk: &Desk, who: &Staff, story: Story, more: &[(&str, serde_json::Value)]) -> ItemId {
    let id = draft(desk, who, story, more).await;
    sent(desk.release(who, &id, 1, None).await.unwrap());
    id
}

fn rel(id: &ItemId, rel: &str) -> serde_json::Value {
    json!([{"item": id, "title": "Quake", "rel": rel}])
}

async fn a_kill_sees_everything_that_hangs_on_an_item(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let picture = released(&desk, &chief, kit::picture("en", "Quake", "A house."), &[]).await;
    let crop =
        released(&desk, &chief, kit::picture("en", "Crop", "A house."), &[("related", rel(&picture, "derived_from"))])
            .await;
    let group = desk.new_group(&chief).await.unwrap();
    let take = [("group", json!(group))];
    let story = released(&desk, &chief, kit::story("en", "Quake", "One hurt."), &take).await;
    let second = released(&desk, &chief, kit::story("en", "Second take", "Two hurt."), &take).await;
    let turkish = released(
        &desk,
        &chief,
        kit::story("tr", "Deprem", "Bir yaralı."),
        &[("related", rel(&story, "translation_of"))],
    )
    .await;
    let shows = json!({"kind": "text", "body": [
        {"block": "paragraph", "spans": [{"text": "See."}]}, {"block": "picture", "item": crop}
    ]});
    let package = released(&desk, &chief, kit::story("en", "Package", "See."), &[("content", shows)]).await;
    let unsent =
        draft(&desk, &chief, kit::story("ar", "زلزال", "جريح."), &[("related", rel(&turkish, "translation_of"))]).await;
    let beside =
        released(&desk, &chief, kit::story("en", "Beside", "More."), &[("related", rel(&story, "related"))]).await;

    let found = desk.along(&chief, &[story.clone(), picture.clone()]).await.unwrap();
    assert_eq!(found.items.iter().map(|c| &c.item).collect::<Vec<_>>(), [&story, &picture]);
    let mut along: Vec<_> = found.along.iter().map(|a| (&a.item.item, &a.of, a.why, a.item.fate, a.proposed)).collect();
    along.sort();
    let mut expected = [
        (&crop, &picture, Why::DerivedFrom, Fate::Notice, true),
        (&turkish, &story, Why::TranslationOf, Fate::Notice, true),
        // The translation of a translation, and the story that shows the crop.
        (&unsent, &turkish, Why::TranslationOf, Fate::NeverSent, false),
        (&package, &crop, Why::Shows, Fate::Notice, false),
        (&second, &story, Why::Group, Fate::Notice, false),
        (&beside, &story, Why::Names, Fate::Notice, false),
    ];
    expected.sort();
    assert_eq!(along, expected);

    let back = desk.along(&chief, std::slice::from_ref(&turkish)).await.unwrap();
    let source = back.along.iter().find(|a| a.item.item == story).unwrap();
    assert_eq!(
        (source.why, source.proposed),
        (Why::Source, false),
        "a wrong translation does not make its source wrong"
    );
    let business = world.staff("sales", Role::Business).await;
    assert!(matches!(desk.along(&business, &[story]).await, Err(DeskError::Forbidden { .. })));
}

/// As the desk records a translation and a crop; their texts name nothing.
async fn made_of(world: &World, source: &ItemId, translation: &ItemId, crop: &ItemId) {
    world
        .db
        .run(
            "INSERT INTO translation (item, source, version, basis, made, made_by) VALUES ($1, $2, 1, '{}', 0, 'chief')",
            store::args![translation.as_str(), source.as_str()],
        )
        .await
        .unwrap();
    world
        .db
        .run(
            "INSERT INTO crop (item, original, x, y, width, height) VALUES ($1, $2, 0, 0, 20, 20)",
            store::args![crop.as_str(), source.as_str()],
        )
        .await
        .unwrap();
}

async fn what_the_desk_made_of_an_item_hangs_on_it(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = released(&desk, &chief, kit::picture("en", "Quake", "A house."), &[]).await;
    let turkish = released(&desk, &chief, kit::picture("tr", "Deprem", "Bir ev."), &[]).await;
    let crop = released(&desk, &chief, kit::picture("en", "Crop", "A house."), &[]).await;
    assert!(desk.along(&chief, std::slice::from_ref(&source)).await.unwrap().along.is_empty());
    made_of(&world, &source, &turkish, &crop).await;
    let found = desk.along(&chief, std::slice::from_ref(&source)).await.unwrap();
    let along: Vec<_> = found.along.iter().map(|a| (&a.item.item, a.why, a.unsent, a.proposed)).collect();
    assert_eq!(along, [(&turkish, Why::TranslationOf, false, true), (&crop, Why::DerivedFrom, false, true)]);
    assert!(!found.more);
}

async fn what_repeats_an_item_comes_before_what_names_it(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = released(&desk, &chief, kit::picture("en", "Quake", "A house."), &[]).await;
    let turkish = released(&desk, &chief, kit::picture("tr", "Deprem", "Bir ev."), &[]).await;
    let crop = released(&desk, &chief, kit::picture("en", "Crop", "A house."), &[]).await;
    made_of(&world, &source, &turkish, &crop).await;
    let mut tx = world.db.begin().await.unwrap();
    for n in 1..=1_000 {
        let other = format!("tel:text:20260801:{n}");
        tx.run(
            "INSERT INTO item_tie (item, sent, why, target) VALUES ($1, $2, 'names', $3)",
            store::args![other, true, source.as_str()],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let found = desk.along(&chief, std::slice::from_ref(&source)).await.unwrap();
    let along: Vec<_> = found.along.iter().map(|a| (&a.item.item, a.why)).collect();
    assert_eq!(along, [(&turkish, Why::TranslationOf), (&crop, Why::DerivedFrom)]);
    assert!(found.more, "somebody is told that the list was cut");
}

async fn what_is_no_longer_there_does_not_hang_on_it(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let first = released(&desk, &chief, kit::story("en", "One", "Text."), &[]).await;
    let other = released(&desk, &chief, kit::story("en", "Two", "Text."), &[("related", rel(&first, "related"))]).await;
    let hanging = async || desk.along(&chief, std::slice::from_ref(&first)).await.unwrap().along;
    assert!(!hanging().await[0].unsent);
    let saved = desk.edit(&chief, &other, 2, kit::story("en", "Two", "Without it.")).await.unwrap();
    assert_eq!(hanging().await.len(), 1, "what is on the wire still names it");
    desk.update(&chief, &other, saved.edit).await.unwrap();
    assert!(hanging().await.is_empty());
    let named =
        Manuscript::from(kit::story("en", "Two", "Without it.")).with("related", rel(&first, "related")).unwrap();
    desk.edit(&chief, &other, 4, named).await.unwrap();
    assert!(hanging().await[0].unsent, "only the working copy names it");
}

async fn many_items_end_for_one_cause(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let mut items = Vec::new();
    for headline in ["One", "Two", "Three"] {
        items.push(released(&desk, &chief, kit::story("en", headline, "Text."), &[]).await);
    }
    desk.hold(&chief, &items[1], reason()).await.unwrap();
    let stopped = desk.stop_all(&chief, order(&items.iter().collect::<Vec<_>>())).await.unwrap();
    let seqs: Vec<_> = stopped.sent.iter().map(|sent| sent.dispatch.seq()).collect();
    assert_eq!(seqs, [5, 6, 7]);
    let times: Vec<_> = stopped.sent.iter().map(|sent| sent.dispatch.entry.time).collect();
    assert_eq!(times, [times[0]; 3], "one transaction");
    let (cause, of) = desk.cause(&chief, &stopped.cause).await.unwrap().unwrap();
    assert_eq!((cause.count, cause.sent, cause.because, cause.login.as_str()), (3, 3, Because::Wrong, "chief"));
    let of: Vec<_> = of.iter().map(|item| (item.item.clone(), item.seq, item.state)).collect();
    let expected: Vec<_> =
        items.iter().zip(seqs).map(|(item, seq)| (item.clone(), Some(seq), Some(State::Canceled))).collect();
    assert_eq!(of, expected);
    assert_eq!(desk.causes(&chief, 10).await.unwrap(), [cause]);
    assert_eq!(desk.cause(&chief, "20260901-999").await.unwrap(), None);
    let query = AuditQuery { subject: stopped.cause.clone(), ..AuditQuery::default() };
    let lines = world.accounts.audit_lines(&query, None, 10).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].detail.starts_with("kill of 3 (wrong): ") && lines[0].detail.contains(items[2].as_str()),
        "{lines:?}"
    );
}

async fn an_order_is_carried_out_whole_or_not_at_all(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let one = released(&desk, &chief, kit::story("en", "One", "Text."), &[]).await;
    let never = draft(&desk, &chief, kit::story("en", "Two", "Text."), &[]).await;
    let refused = desk.stop_all(&chief, order(&[&one, &never])).await;
    assert!(matches!(refused, Err(DeskError::Illegal(_))), "{refused:?}");
    let faulty = |result: Result<_, DeskError>, field| match result {
        Err(DeskError::NotReady(faults)) => assert_eq!(faults[0].field, field),
        other => panic!("{other:?}"),
    };
    faulty(desk.stop_all(&chief, order(&[])).await, "items");
    faulty(desk.stop_all(&chief, order(&[&one, &one])).await, "items");
    faulty(desk.stop_all(&chief, Order { act: Act::Hold, ..order(&[&one]) }).await, "act");
    assert_eq!(world.reader.head(), 1);
    assert!(desk.causes(&chief, 10).await.unwrap().is_empty());
    assert_eq!(desk.item(&one).await.unwrap().state, Some(State::Usable));
}

async fn what_waits_is_taken_off_the_schedule(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let one = released(&desk, &chief, kit::story("en", "One", "Text."), &[]).await;
    let later =
        draft(&desk, &chief, kit::story("tr", "Bir", "Metin."), &[("related", rel(&one, "translation_of"))]).await;
    desk.release(&chief, &later, 1, Some(world.now() + jiff::SignedDuration::from_mins(5))).await.unwrap();
    let along = desk.along(&chief, std::slice::from_ref(&one)).await.unwrap().along;
    assert_eq!((along[0].item.fate, along[0].proposed), (Fate::Unschedule, true));
    let stopped = desk.stop_all(&chief, order(&[&one, &later])).await.unwrap();
    assert_eq!((stopped.sent.len(), stopped.unscheduled), (1, vec![later.clone()]));
    world.advance(600);
    assert!(desk.release_due().await.unwrap().sent.is_empty());
    let (cause, items) = desk.cause(&chief, &stopped.cause).await.unwrap().unwrap();
    assert_eq!((cause.count, cause.sent), (2, 1));
    assert!(items[1].unscheduled && items[1].seq.is_none());
}

async fn items_are_found_by_what_they_have_in_common(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let by = |name: &str| {
        [("byline", json!(name)), ("rights", json!({"credit": format!("{name}/TEL"), "source": "Arşiv 50%"}))]
    };
    let one = released(&desk, &chief, kit::picture("tr", "İzmir'de deprem", "Ev."), &by("Işıl Kaya")).await;
    let two = released(&desk, &chief, kit::picture("tr", "Ankara", "Ev."), &by("IŞIL KAYA")).await;
    let group: GroupId = "tel:group:20260901:77".parse().unwrap();
    let three = released(&desk, &chief, kit::story("tr", "Ankara", "Metin."), &[("group", json!(group))]).await;
    draft(&desk, &chief, kit::picture("tr", "Taslak", "Ev."), &by("Işıl Kaya")).await;
    let find = async |sought: Sought| {
        let found = desk.sought(&chief, &sought).await.unwrap();
        let mut found: Vec<_> = found.into_iter().map(|candidate| candidate.item).collect();
        found.sort();
        found
    };
    let text = str::to_owned;
    assert_eq!(find(Sought { author: text("ışıl kaya"), ..Sought::default() }).await, [one.clone(), two.clone()]);
    assert_eq!(find(Sought { words: text("IZMIR"), ..Sought::default() }).await, std::slice::from_ref(&one));
    assert_eq!(find(Sought { credit: text("50%"), ..Sought::default() }).await, [one.clone(), two.clone()]);
    assert!(find(Sought { credit: text("5_%"), ..Sought::default() }).await.is_empty(), "no wildcards");
    assert_eq!(find(Sought { series: text(group.as_str()), ..Sought::default() }).await, [three]);
    let both = Sought { author: text("kaya"), words: text("ankara"), ..Sought::default() };
    assert_eq!(find(both).await, [two]);
    assert!(find(Sought::default()).await.is_empty());
    let short = desk.sought(&chief, &Sought { words: text("a"), ..Sought::default() }).await;
    assert!(matches!(&short, Err(DeskError::NotReady(faults)) if faults[0].field == "words"), "{short:?}");
}

async fn takes_are_counted_as_the_newsroom_counts(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let id = released(&desk, &chief, kit::story("en", "Quake", "One hurt."), &[]).await;
    let write = async |body: &str| {
        let edit = desk.item(&id).await.unwrap().edit;
        desk.edit(&chief, &id, edit, kit::story("en", "Quake", body)).await.unwrap().edit
    };
    desk.update(&chief, &id, write("Two hurt.").await).await.unwrap();
    let what = Correction { was: Prose::new("Two hurt").unwrap(), now: Prose::new("Three hurt").unwrap() };
    desk.correct(&chief, &id, write("Three hurt.").await, what.clone()).await.unwrap();
    desk.update(&chief, &id, write("Four hurt.").await).await.unwrap();
    desk.hold(&chief, &id, reason()).await.unwrap();
    let takes = desk.takes(&chief, &id).await.unwrap();
    let names: Vec<_> = takes.takes.iter().map(|take| (take.version, take.name())).collect();
    let expected = [(5, "hold"), (4, "update 2"), (3, "correct 1"), (2, "update 1"), (1, "release")];
    assert_eq!(names, expected.map(|(version, name)| (version, name.to_owned())));
    assert_eq!(takes.takes[2].correction, Some(what));
    assert_eq!(takes.takes[0].note.as_deref(), Some(reason().as_str()));
    assert_eq!(takes.sent.unwrap().body().unwrap().plain(), "Four hurt.");
    let item = desk.item(&id).await.unwrap();
    assert_eq!((item.updates, item.corrections), (2, 1));
    let line = desk.items(1).await.unwrap().remove(0);
    assert_eq!((line.updates, line.corrections, line.version), (2, 1, 5));
}

async fn items_from_before_are_tied_up(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let one = released(&desk, &chief, kit::story("en", "One", "Text."), &[]).await;
    let two = released(&desk, &chief, kit::story("en", "Two", "Text."), &[("related", rel(&one, "related"))]).await;
    world.db.run("DELETE FROM item_tie", store::args![]).await.unwrap();
    assert!(desk.along(&chief, std::slice::from_ref(&one)).await.unwrap().along.is_empty());
    assert_eq!(desk.tie_up().await.unwrap(), 2);
    let along = desk.along(&chief, &[one]).await.unwrap().along;
    assert_eq!((&along[0].item.item, along[0].unsent), (&two, false));
    assert_eq!(desk.tie_up().await.unwrap(), 0);
}

async fn a_kill_of_many_waits_for_a_second_person(world: World) {
    let (easy, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let (editor, second) = (world.staff("editor", Role::Editor).await, world.staff("second", Role::Chief).await);
    let mut agency = Agency::clone(&world.agency);
    agency.rules.second_person = Guarded::ALL.to_vec();
    let (db, blobs) = (world.db.clone(), world.blobs.clone());
    let desk = Desk::new(world.writer.clone(), db, blobs, world.clock.clone(), Arc::new(agency));
    let one = released(&easy, &chief, kit::story("en", "One", "Text."), &[]).await;
    let two = released(&easy, &chief, kit::story("en", "Two", "Text."), &[]).await;
    let later = draft(&easy, &chief, kit::story("tr", "Bir", "Metin."), &[]).await;
    easy.release(&chief, &later, 1, Some(world.now() + jiff::SignedDuration::from_mins(5))).await.unwrap();

    let stopped = desk.stop_all(&chief, order(&[&one, &later, &two])).await.unwrap();
    let request = stopped.waits.unwrap();
    assert_eq!((stopped.sent.len(), stopped.unscheduled), (0, vec![later]), "what was to go out waits for nobody");
    let state = async |id: &ItemId| desk.item(id).await.unwrap().state;
    assert_eq!((state(&one).await, state(&two).await), (Some(State::Withheld), Some(State::Withheld)));
    let (cause, _) = desk.cause(&editor, &stopped.cause).await.unwrap().unwrap();
    assert!(cause.waits() && cause.sent == 0 && cause.approval.as_deref() == Some(&request));

    let hash = desk.approval(&request).await.unwrap().hash;
    assert!(matches!(desk.approve(&chief, &request, &hash).await, Err(DeskError::OwnRequest)));
    desk.approve(&second, &request, &hash).await.unwrap();
    let (cause, items) = desk.cause(&editor, &stopped.cause).await.unwrap().unwrap();
    assert!(!cause.waits() && cause.sent == 2);
    assert_eq!(items.iter().map(|item| item.seq.is_some()).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(state(&two).await, Some(State::Canceled));
}

async fn the_note_of_an_update_is_numbered(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let id =
        released(&desk, &editor, kit::story("tr", "Deprem", "Bir."), &[("editors_note", json!("Yalnız Türkiye."))])
            .await;
    let unchanged = desk.note_update(&editor, &id, 2, &Note::new("yeni").unwrap()).await;
    assert!(matches!(unchanged, Err(DeskError::Unchanged(1))), "a note alone is no update: {unchanged:?}");
    for (edit, body, note) in [(2, "İki.", "Güncelleme 1: sayı arttı"), (5, "Üç.", "Güncelleme 2: sayı arttı")]
    {
        let written = desk.item(&id).await.unwrap().manuscript.with(
            "content",
            json!({"kind": "text", "body": [
            {"block": "paragraph", "spans": [{"text": body}]}]}),
        );
        let saved = desk.edit(&editor, &id, edit, written.unwrap()).await.unwrap();
        let noted = desk.note_update(&editor, &id, saved.edit, &Note::new("sayı arttı").unwrap()).await.unwrap();
        let sent = desk.update(&editor, &id, noted.edit).await.unwrap().dispatch;
        assert_eq!(sent.story.editors_note.as_ref().unwrap().as_str(), format!("{note}\nYalnız Türkiye."));
    }
}
