//! Translations: linked, stale when the source changes, and drafted by machine only under a person's eyes.

use crate::{
    desk::{desk, sent},
    on_each_engine,
};
use ::account::{Role, Staff};
use ::assistant::{Assistant, AssistantError, Settings};
use ::desk::{Desk, DeskError, Standing, Translation};
use kit::World;
use serde_json::{Value, json};
use std::time::Duration;
use story::{Correction, ItemId, Lang, Manuscript, Note, Prose, Relation, State, Story};

on_each_engine! {
    a_translation_begins_with_the_facts => super::a_translation_begins_with_the_facts;
    one_translation_for_each_language => super::one_translation_for_each_language;
    a_correction_of_the_source_makes_it_stale => super::a_correction_of_the_source_makes_it_stale;
    what_changes_no_word_makes_nothing_stale => super::what_changes_no_word_makes_nothing_stale;
    an_update_of_the_translation_brings_it_up_to_date => super::an_update_of_the_translation_brings_it_up_to_date;
    holds_and_kills_of_the_source_are_told => super::holds_and_kills_of_the_source_are_told;
    a_source_that_is_not_out_is_not_named => super::a_source_that_is_not_out_is_not_named;
    what_is_there_already_is_linked => super::what_is_there_already_is_linked;
    a_machine_draft_waits_for_a_person => super::a_machine_draft_waits_for_a_person;
    a_machine_that_fails_changes_nothing => super::a_machine_that_fails_changes_nothing;
    what_waits_for_its_time_stays_in_the_house => super::what_waits_for_its_time_stays_in_the_house;
}

fn lang(tag: &str) -> Lang {
    Lang::new(tag).unwrap()
}

async fn released(desk: &Desk, who: &Staff, text: &str) -> ItemId {
    let draft = desk.create(who, kit::story("en", "Quake", text), None).await.unwrap();
    sent(desk.release(who, &draft.id, draft.edit, None).await.unwrap());
    draft.id
}

/// Writes the translation, and answers the number of that save.
async fn write(desk: &Desk, who: &Staff, id: &ItemId, headline: &str, text: &str) -> u64 {
    let item = desk.item(id).await.unwrap();
    let body = json!({"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": text}]}]});
    let written = item.manuscript.with("headline", json!(headline)).unwrap().with("content", body).unwrap();
    desk.edit(who, id, item.edit, written).await.unwrap().edit
}

async fn translated(desk: &Desk, who: &Staff, source: &ItemId) -> ItemId {
    let id = desk.translate(who, source, &lang("tr")).await.unwrap().id;
    let edit = write(desk, who, &id, "Deprem", "Bir yaralı.").await;
    sent(desk.release(who, &id, edit, None).await.unwrap());
    id
}

async fn save(desk: &Desk, who: &Staff, id: &ItemId, text: &str) -> u64 {
    let item = desk.item(id).await.unwrap();
    desk.edit(who, id, item.edit, kit::story("en", "Quake", text)).await.unwrap().edit
}

async fn correct(desk: &Desk, who: &Staff, id: &ItemId, was: &str, now: &str) {
    let edit = save(desk, who, id, now).await;
    let prose = |text: &str| Prose::new(text).unwrap();
    desk.correct(who, id, edit, Correction { was: prose(was), now: prose(now) }).await.unwrap();
}

async fn standing(desk: &Desk, id: &ItemId) -> Translation {
    desk.translation(id).await.unwrap().unwrap()
}

async fn stale(desk: &Desk) -> Vec<ItemId> {
    desk.stale_translations().await.unwrap().into_iter().map(|line| line.item).collect()
}

async fn a_translation_begins_with_the_facts(world: World) {
    let (desk, who) = (desk(&world), world.staff("editor", Role::Editor).await);
    let mut fields = serde_json::to_value(kit::story("en", "Quake", "One hurt.")).unwrap();
    fields["byline"] = json!("Ada Kaya");
    fields["embargo_at"] = json!({"time": "2030-01-01T06:00", "zone": "Europe/Istanbul"});
    fields["group"] = json!("tel:group:20260901:1");
    fields["content"]["body"] = json!([
        {"block": "paragraph", "spans": [{"text": "One hurt."}]}, {"block": "crosshead", "text": "Then"},
        {"block": "list", "items": [[{"text": "a"}], [{"text": "b"}]]},
        {"block": "table", "rows": [[[{"text": "c"}], []]]},
        {"block": "picture", "item": "tel:picture:20260901:1", "caption": "The dam"},
    ]);
    let manuscript: Manuscript = serde_json::from_value(fields).unwrap();
    let source = desk.create(&who, manuscript, None).await.unwrap();
    let draft = desk.translate(&who, &source.id, &lang("ar")).await.unwrap();
    let field = |name: &str| draft.manuscript.field(name).cloned();
    assert_eq!((draft.manuscript.language(), draft.manuscript.headline()), (lang("ar"), ""));
    assert_eq!((field("byline"), field("group")), (Some(json!("Ada Kaya")), None));
    assert_eq!(field("embargo_at"), Some(json!({"time": "2030-01-01T06:00", "zone": "Europe/Istanbul"})));
    assert_eq!(field("related"), Some(json!([{"item": source.id, "title": "Quake", "rel": "translation_of"}])));
    assert_eq!(
        field("content").unwrap()["body"],
        json!([
            {"block": "paragraph", "spans": []}, {"block": "crosshead", "text": ""},
            {"block": "list", "items": [[], []]}, {"block": "table", "rows": [[[], []]]},
            {"block": "picture", "item": "tel:picture:20260901:1", "caption": ""},
        ])
    );
    assert_eq!(draft.manuscript.words(), 0);
    let line = standing(&desk, &draft.id).await;
    assert_eq!((line.source, line.says, line.standing), (source.id.clone(), 0, Standing::Current));
    let side = desk.source_of(&draft.id).await.unwrap().unwrap();
    assert_eq!((side.item, side.version, side.changed), (source.id, 0, false));
}

async fn one_translation_for_each_language(world: World) {
    let desk = desk(&world);
    let (who, business) = (world.staff("editor", Role::Editor).await, world.staff("business", Role::Business).await);
    let source = released(&desk, &who, "One hurt.").await;
    let first = desk.translate(&who, &source, &lang("tr")).await.unwrap();
    let again = desk.translate(&who, &source, &lang("tr")).await;
    assert!(matches!(again, Err(DeskError::Translated { item, .. }) if item == first.id));
    assert!(matches!(desk.translate(&who, &source, &lang("en")).await, Err(DeskError::NotReady(_))));
    assert!(matches!(desk.translate(&business, &source, &lang("ar")).await, Err(DeskError::Forbidden { .. })));
    desk.translate(&who, &source, &lang("ar")).await.unwrap();
    let of: Vec<_> = desk.translations_of(&source).await.unwrap().into_iter().map(|line| line.language).collect();
    assert_eq!(of, [lang("tr"), lang("ar")]);
}

async fn a_correction_of_the_source_makes_it_stale(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = released(&desk, &who, "Nine hurt.").await;
    let id = translated(&desk, &who, &source).await;
    assert_eq!((standing(&desk, &id).await.says, stale(&desk).await), (1, vec![]));
    // What is being written of the source is nobody's matter until it is sent.
    save(&desk, &who, &source, "Eleven hurt.").await;
    assert_eq!(standing(&desk, &id).await.standing, Standing::Current);
    correct(&desk, &who, &source, "Nine hurt", "Ten hurt.").await;
    let line = standing(&desk, &id).await;
    assert_eq!((line.standing, line.says, line.source_version), (Standing::Stale, 1, 2));
    assert_eq!(line.source_correction.unwrap().now.as_str(), "Ten hurt.");
    assert_eq!(stale(&desk).await, std::slice::from_ref(&id));
    let side = desk.source_of(&id).await.unwrap().unwrap();
    assert!(side.changed && !side.diff.unwrap().body.is_empty());
    // Somebody who looked at an older version has not seen this one.
    let old = desk.up_to_date(&who, &id, 1).await;
    assert!(matches!(old, Err(DeskError::SourceMoved { seen: 1, found: 2 })), "{old:?}");
    let line = desk.up_to_date(&who, &id, 2).await.unwrap();
    assert_eq!((line.standing, line.says), (Standing::Current, 2));
    assert_eq!(stale(&desk).await, []);
    assert!(!desk.source_of(&id).await.unwrap().unwrap().changed);
}

async fn what_changes_no_word_makes_nothing_stale(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = released(&desk, &who, "Nine hurt.").await;
    let id = translated(&desk, &who, &source).await;
    let item = desk.item(&source).await.unwrap();
    let refiled = item.manuscript.with("keywords", json!(["quake"])).unwrap();
    let edit = desk.edit(&who, &source, item.edit, refiled).await.unwrap().edit;
    desk.refile(&who, &source, edit).await.unwrap();
    let line = standing(&desk, &id).await;
    assert_eq!((line.standing, line.says, line.source_version), (Standing::Current, 2, 2));
}

async fn an_update_of_the_translation_brings_it_up_to_date(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = released(&desk, &who, "Nine hurt.").await;
    let id = translated(&desk, &who, &source).await;
    let before = write(&desk, &who, &id, "Deprem", "Dokuz yaralı.").await;
    world.advance(60);
    correct(&desk, &who, &source, "Nine hurt", "Ten hurt.").await;
    // It was written before the source was corrected, and cannot say what nobody knew.
    let edit = desk.update(&who, &id, before).await.unwrap().edit;
    assert_eq!(standing(&desk, &id).await.standing, Standing::Stale);
    world.advance(60);
    assert!(edit > before);
    let edit = write(&desk, &who, &id, "Deprem", "On yaralı.").await;
    desk.update(&who, &id, edit).await.unwrap();
    let line = standing(&desk, &id).await;
    assert_eq!((line.standing, line.says), (Standing::Current, 2));
}

async fn holds_and_kills_of_the_source_are_told(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = released(&desk, &who, "Nine hurt.").await;
    let id = translated(&desk, &who, &source).await;
    let reason = Note::new("It is being checked.").unwrap();
    let edit = desk.hold(&who, &source, reason.clone()).await.unwrap().edit;
    assert_eq!(standing(&desk, &id).await.standing, Standing::Held);
    assert_eq!(stale(&desk).await, std::slice::from_ref(&id));
    assert!(desk.up_to_date(&who, &id, 2).await.is_err(), "nothing says what was taken away");
    desk.resume(&who, &source, edit).await.unwrap();
    let line = standing(&desk, &id).await;
    assert_eq!((line.standing, line.says), (Standing::Current, 3), "it came back with the same words");
    desk.kill(&who, &source, reason.clone()).await.unwrap();
    let line = standing(&desk, &id).await;
    assert_eq!((line.standing, desk.translations_of(&source).await.unwrap()), (Standing::Killed, vec![line]));
    // And nothing more goes out of it.
    let edit = write(&desk, &who, &id, "Deprem", "Yeni.").await;
    assert!(matches!(desk.update(&who, &id, edit).await, Err(DeskError::NotReady(_))));
    desk.kill(&who, &id, reason).await.unwrap();
    assert_eq!(stale(&desk).await, [], "what was killed itself is settled");
    assert!(matches!(desk.translate(&who, &source, &lang("ar")).await, Err(DeskError::Killed)));
}

async fn a_source_that_is_not_out_is_not_named(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = desk.create(&who, kit::story("en", "Secret plan", "It is secret."), None).await.unwrap();
    let id = desk.translate(&who, &source.id, &lang("tr")).await.unwrap().id;
    let edit = write(&desk, &who, &id, "Plan", "Gizli.").await;
    let refused = desk.release(&who, &id, edit, None).await;
    assert!(matches!(&refused, Err(DeskError::NotReady(faults)) if faults[0].field == "related"), "{refused:?}");
    assert_eq!(world.reader.head(), 0);
    sent(desk.release(&who, &source.id, source.edit, None).await.unwrap());
    let dispatch = sent(desk.release(&who, &id, edit, None).await.unwrap());
    assert_eq!(dispatch.story.related[0].rel, Relation::TranslationOf);
    assert_eq!(dispatch.story.related[0].item, source.id);
}

async fn what_is_there_already_is_linked(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = released(&desk, &who, "Nine hurt.").await;
    let other = desk.create(&who, kit::story("ar", "Zilzal", "Tisa."), None).await.unwrap();
    let line = desk.link_translation(&who, &other.id, &source).await.unwrap();
    assert_eq!((line.source, line.says), (source.clone(), 1));
    assert!(desk.link_translation(&who, &source, &other.id).await.is_err(), "no item is the source of its own source");
    // A text that says by itself what it translates is taken at its word when it is sent.
    let mut third: Story = kit::story("tr", "Deprem", "Dokuz.");
    third.related =
        serde_json::from_value(json!([{"item": source, "title": "Quake", "rel": "translation_of"}])).unwrap();
    let third = desk.create(&who, third, None).await.unwrap();
    sent(desk.release(&who, &third.id, third.edit, None).await.unwrap());
    assert_eq!(standing(&desk, &third.id).await.source, source);
}

/// A machine that answers every request with this body.
pub(crate) async fn machine<T>(body: fn(&Value) -> Value, embargoed: bool, ask: impl AsyncFnOnce(Assistant) -> T) -> T {
    let answer =
        axum::routing::post(move |axum::Json(asked): axum::Json<Value>| async move { axum::Json(body(&asked)) });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let settings = Settings {
        url: url.parse().unwrap(),
        key: None,
        model: "babel-1".to_owned(),
        timeout: Duration::from_secs(5),
        embargoed,
    };
    tokio::select! {
        found = ask(Assistant::new(settings)) => found,
        ended = axum::serve(listener, axum::Router::new().route("/v1/chat/completions", answer)) => panic!("{ended:?}"),
    }
}

/// Every passage with `TR` before it.
fn turkish(asked: &Value) -> Value {
    let message: Value = serde_json::from_str(asked["messages"][1]["content"].as_str().unwrap()).unwrap();
    let said = message["passages"].as_array().unwrap().iter();
    let said: Vec<_> =
        said.map(|p| json!({"id": p["id"], "text": format!("TR {}", p["text"].as_str().unwrap())})).collect();
    json!({"choices": [{"message": {"content": json!({"passages": said}).to_string()}, "finish_reason": "stop"}]})
}

fn mark(item: &::desk::Item) -> String {
    item.manuscript.field("digital_source").and_then(Value::as_str).unwrap_or_default().to_owned()
}

async fn a_machine_draft_waits_for_a_person(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = released(&desk, &who, "Nine hurt.").await;
    let blank = desk.translate(&who, &source, &lang("tr")).await.unwrap();
    let item = machine(turkish, false, async |machine| {
        let drafted = desk.draft_by_machine(&who, &blank.id, blank.edit, &machine).await.unwrap();
        let again = desk.draft_by_machine(&who, &blank.id, drafted.item.edit, &machine).await;
        assert!(matches!(again, Err(DeskError::NotReady(_))), "a text is not written over: {again:?}");
        drafted.item
    })
    .await;
    assert_eq!((item.manuscript.headline(), mark(&item).as_str()), ("TR Quake", "trainedAlgorithmicMedia"));
    for at in [None, Some(world.now() + jiff::SignedDuration::from_secs(60))] {
        let refused = desk.release(&who, &item.id, item.edit, at).await;
        assert!(matches!(refused, Err(DeskError::Unchecked)), "{refused:?}");
    }
    assert_eq!(world.reader.head(), 1);
    // Somebody works on it, and takes the mark away: it comes back.
    let written = item.manuscript.clone().with("headline", json!("Deprem")).unwrap();
    let bare = written.with("digital_source", Value::Null).unwrap();
    let saved = desk.edit(&who, &item.id, item.edit, bare).await.unwrap();
    assert_eq!(mark(&saved), "compositeWithTrainedAlgorithmicMedia");
    assert!(matches!(desk.release(&who, &item.id, saved.edit, None).await, Err(DeskError::Unchecked)));
    // Whoever checks has seen what stands there now.
    assert!(matches!(desk.check_machine_draft(&who, &item.id, item.edit).await, Err(DeskError::Stale { .. })));
    let checked = desk.check_machine_draft(&who, &item.id, saved.edit).await.unwrap();
    assert_eq!((checked.checked, checked.checked_by.as_deref()), (Some(world.now()), Some("chief")));
    assert!(matches!(desk.check_machine_draft(&who, &item.id, saved.edit).await, Err(DeskError::NothingToCheck)));
    let dispatch = sent(desk.release(&who, &item.id, saved.edit, None).await.unwrap());
    assert_eq!(dispatch.story.digital_source.as_ref().unwrap().as_str(), "compositeWithTrainedAlgorithmicMedia");
    assert_eq!(dispatch.entry.state, State::Usable);
    let audit = "SELECT act FROM audit WHERE subject = $1 AND act LIKE '%machine%' ORDER BY id";
    let acts = world.db.all(audit, store::args![item.id.as_str()]).await.unwrap();
    let acts: Vec<_> = acts.iter().map(|row| row.text("act").unwrap()).collect();
    assert_eq!(acts, ["machine-draft", "check-machine-draft"]);
}

async fn a_machine_that_fails_changes_nothing(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = released(&desk, &who, "Nine hurt.").await;
    let blank = desk.translate(&who, &source, &lang("tr")).await.unwrap();
    let found = machine(
        |_| json!("garbage"),
        false,
        async |machine| desk.draft_by_machine(&who, &blank.id, blank.edit, &machine).await,
    )
    .await;
    assert!(matches!(found, Err(DeskError::Assistant(AssistantError::Garbage { .. }))), "{found:?}");
    assert_eq!(desk.item(&blank.id).await.unwrap(), blank);
    assert_eq!(desk.machine_draft(&blank.id).await.unwrap(), None);
    // Nor is it asked for what is no translation.
    let found = machine(turkish, false, async |machine| desk.draft_by_machine(&who, &source, 2, &machine).await).await;
    assert!(matches!(found, Err(DeskError::NoTranslation(_))), "{found:?}");
}

async fn what_waits_for_its_time_stays_in_the_house(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let mut embargoed = kit::story("en", "Quake", "Nine hurt.");
    embargoed.embargo = Some(world.now() + jiff::SignedDuration::from_secs(3_600));
    let source = desk.create(&who, embargoed, None).await.unwrap();
    let blank = desk.translate(&who, &source.id, &lang("tr")).await.unwrap();
    let never = |_: &Value| -> Value { panic!("it was asked") };
    let found =
        machine(never, false, async |machine| desk.draft_by_machine(&who, &blank.id, blank.edit, &machine).await).await;
    assert!(matches!(found, Err(DeskError::Embargoed)), "{found:?}");
    let found =
        machine(turkish, true, async |machine| desk.draft_by_machine(&who, &blank.id, blank.edit, &machine).await)
            .await;
    assert!(found.is_ok(), "the house may allow it: {found:?}");
}
