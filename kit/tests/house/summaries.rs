//! Public summaries by a machine: marked, and released only when somebody has read them against the text that goes out.

use crate::{
    desk::{desk, sent},
    on_each_engine,
    translation::machine,
};
use ::account::{Role, Staff};
use ::assistant::AssistantError;
use ::desk::{Desk, DeskError, Filed, FiledAs, Item};
use jiff::SignedDuration;
use kit::World;
use serde_json::{Value, json};
use story::{Correction, DigitalSource, Lang, Manuscript, Note, Prose, PublicSummary, Story};

const TOLD: &str = "The dam at Kestel holds, engineers say.";
const BY_MACHINE: &str = "trainedAlgorithmicMedia";
const BY_BOTH: &str = "compositeWithTrainedAlgorithmicMedia";

on_each_engine! {
    a_summary_waits_for_a_person => super::a_summary_waits_for_a_person;
    a_check_is_for_one_text => super::a_check_is_for_one_text;
    the_mark_stays_with_the_words => super::the_mark_stays_with_the_words;
    a_mark_from_elsewhere_is_kept => super::a_mark_from_elsewhere_is_kept;
    what_is_made_of_others_stays_with_them => super::what_is_made_of_others_stays_with_them;
    nothing_is_asked_that_may_not_be => super::nothing_is_asked_that_may_not_be;
    a_machine_that_fails_changes_nothing => super::a_machine_that_fails_changes_nothing;
    what_is_filed_to_go_out_was_read => super::what_is_filed_to_go_out_was_read;
}

/// A story that is long enough to be told in short.
fn long() -> Story {
    let text = "The dam at Kestel holds after a night of heavy rain, engineers of the water board said on Friday. \
                Nine people were hurt when the river rose, and two hundred left their houses for the night.";
    let mut story = kit::story("en", "Dam", text);
    story.editors_note = Some(Note::new("Do not tell anybody.").unwrap());
    story
}

/// A story whose summary a machine elsewhere wrote.
fn foreign() -> Story {
    let mut story = long();
    story.public_summary = Some(PublicSummary::new("Told elsewhere.").unwrap());
    story.summary_source = Some(DigitalSource::new(BY_MACHINE).unwrap());
    story
}

fn answered(text: &str) -> Value {
    let said = json!({"paragraphs": [text]}).to_string();
    json!({"choices": [{"message": {"content": said}, "finish_reason": "stop"}]})
}

async fn draft(desk: &Desk, who: &Staff, item: &Item) -> Result<::assistant::Told, DeskError> {
    let asked = async |machine| desk.summary_by_machine(who, &item.id, item.edit, &machine).await;
    machine(|_| answered(TOLD), false, asked).await
}

async fn saved(desk: &Desk, who: &Staff, item: &Item, field: &str, value: Value) -> Item {
    let text = desk.item(&item.id).await.unwrap();
    desk.edit(who, &item.id, text.edit, text.manuscript.with(field, value).unwrap()).await.unwrap()
}

async fn summed(desk: &Desk, who: &Staff, item: &Item, summary: &str) -> Item {
    saved(desk, who, item, "public_summary", json!(summary)).await
}

fn mark(item: &Item) -> Option<&str> {
    item.manuscript.field("summary_source").and_then(Value::as_str)
}

async fn a_summary_waits_for_a_person(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let item = desk.create(&who, long(), None).await.unwrap();
    let asked = async |machine| desk.summary_by_machine(&who, &item.id, item.edit, &machine).await;
    let told = machine(
        |asked| {
            let message = asked["messages"][1]["content"].as_str().unwrap();
            let message: Value = serde_json::from_str(message).unwrap();
            assert_eq!(message["headline"], "Dam");
            assert!(message["paragraphs"][0].as_str().unwrap().starts_with("The dam at Kestel"));
            assert!(!asked.to_string().contains("Do not tell"), "a note stays in the house: {asked}");
            answered("The dam holds; 1,900 people left.")
        },
        false,
        asked,
    )
    .await
    .unwrap();
    assert_eq!((told.words, &told.strange_figures[..]), (6, &["1,900".to_owned()][..]));
    assert_eq!(desk.item(&item.id).await.unwrap(), item, "whoever asked decides what becomes of it");

    let told = draft(&desk, &who, &item).await.unwrap();
    let item = summed(&desk, &who, &item, told.text.as_str()).await;
    assert_eq!(mark(&item), Some(BY_MACHINE));
    for at in [None, Some(world.now() + SignedDuration::from_secs(60))] {
        let refused = desk.release(&who, &item.id, item.edit, at).await;
        assert!(matches!(refused, Err(DeskError::SummaryUnchecked)), "{refused:?}");
    }
    assert_eq!(world.reader.head(), 0);
    let stale = desk.check_summary(&who, &item.id, item.edit - 1).await;
    assert!(matches!(stale, Err(DeskError::Stale { .. })), "{stale:?}");
    let state = desk.check_summary(&who, &item.id, item.edit).await.unwrap();
    let draft = state.draft.unwrap();
    assert_eq!((draft.model.as_str(), draft.made_by.as_str()), ("babel-1", "chief"));
    assert_eq!(state.checked.map(|check| (check.time, check.by)), Some((world.now(), "chief".to_owned())));
    let again = desk.check_summary(&who, &item.id, item.edit).await;
    assert!(matches!(again, Err(DeskError::NothingToCheck)), "{again:?}");
    let dispatch = sent(desk.release(&who, &item.id, item.edit, None).await.unwrap());
    assert_eq!(dispatch.story.summary_source.as_ref().unwrap().as_str(), BY_MACHINE);
    let audit = "SELECT act FROM audit WHERE subject = $1 AND act LIKE '%summary%' ORDER BY id";
    let acts = world.db.all(audit, store::args![item.id.as_str()]).await.unwrap();
    let acts: Vec<_> = acts.iter().map(|row| row.text("act").unwrap()).collect();
    assert_eq!(acts, ["machine-summary", "machine-summary", "check-summary"]);
}

async fn a_check_is_for_one_text(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let item = desk.create(&who, long(), None).await.unwrap();
    draft(&desk, &who, &item).await.unwrap();
    let item = summed(&desk, &who, &item, TOLD).await;
    desk.check_summary(&who, &item.id, item.edit).await.unwrap();
    // A word of another field changes nothing of what was read.
    let item = saved(&desk, &who, &item, "byline", json!("Ada Kaya")).await;
    sent(desk.release(&who, &item.id, item.edit, None).await.unwrap());
    // What is corrected was read by nobody.
    let body =
        json!({"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "The dam at Kestel broke."}]}]});
    let item = saved(&desk, &who, &item, "content", body).await;
    let what = || Correction { was: Prose::new("holds").unwrap(), now: Prose::new("broke").unwrap() };
    let refused = desk.correct(&who, &item.id, item.edit, what()).await;
    assert!(matches!(refused, Err(DeskError::SummaryUnchecked)), "{refused:?}");
    assert_eq!(desk.machine_summary(&item.id).await.unwrap().checked, None);
    let item = summed(&desk, &who, &item, "The dam at Kestel broke, engineers say.").await;
    assert_eq!(mark(&item), Some(BY_BOTH));
    desk.check_summary(&who, &item.id, item.edit).await.unwrap();
    desk.correct(&who, &item.id, item.edit, what()).await.unwrap();
    assert_eq!(world.reader.head(), 2);
}

async fn the_mark_stays_with_the_words(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let item = desk.create(&who, long(), None).await.unwrap();
    let own = summed(&desk, &who, &item, "Written by hand.").await;
    assert_eq!(mark(&own), None);
    let refused = desk.summary_is_own(&who, &item.id, own.edit).await;
    assert!(matches!(refused, Err(DeskError::NothingToCheck)), "{refused:?}");
    draft(&desk, &who, &own).await.unwrap();
    assert_eq!(mark(&summed(&desk, &who, &item, &format!(" {TOLD}\n")).await), Some(BY_MACHINE));
    // Somebody takes the mark away, changes a word, empties the field and takes that back: it is there again.
    assert_eq!(mark(&saved(&desk, &who, &item, "summary_source", Value::Null).await), Some(BY_MACHINE));
    assert_eq!(mark(&summed(&desk, &who, &item, "The dam at Kestel stands.").await), Some(BY_BOTH));
    assert_eq!(mark(&saved(&desk, &who, &item, "summary_source", Value::Null).await), Some(BY_BOTH));
    assert_eq!(mark(&summed(&desk, &who, &item, " ").await), None);
    assert_eq!(mark(&summed(&desk, &who, &item, "The dam at Kestel stands.").await), Some(BY_BOTH));
    // Until somebody says that they have written it; but for what the machine wrote word for word.
    let machines = summed(&desk, &who, &item, TOLD).await;
    let refused = desk.summary_is_own(&who, &item.id, machines.edit).await;
    assert!(matches!(refused, Err(DeskError::NotReady(_))), "{refused:?}");
    let own = summed(&desk, &who, &item, "Written by hand.").await;
    let own = desk.summary_is_own(&who, &item.id, own.edit).await.unwrap();
    assert_eq!(mark(&own), None);
    assert_eq!(mark(&summed(&desk, &who, &item, "Written by hand again.").await), None);
    assert_eq!(mark(&summed(&desk, &who, &item, TOLD).await), Some(BY_MACHINE));
    // The machine's words are its words in another story, too.
    let other = desk.create(&who, long(), None).await.unwrap();
    let other = summed(&desk, &who, &other, TOLD).await;
    assert_eq!(mark(&other), Some(BY_MACHINE));
    let refused = desk.release(&who, &other.id, other.edit, None).await;
    assert!(matches!(refused, Err(DeskError::SummaryUnchecked)), "{refused:?}");
}

async fn a_mark_from_elsewhere_is_kept(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let item = desk.create(&who, foreign(), None).await.unwrap();
    let refused = desk.release(&who, &item.id, item.edit, None).await;
    assert!(matches!(refused, Err(DeskError::SummaryUnchecked)), "{refused:?}");
    let told = summed(&desk, &who, &item, "Told elsewhere, and here.").await;
    assert_eq!(mark(&told), Some(BY_BOTH));
    summed(&desk, &who, &item, "").await;
    let told = summed(&desk, &who, &item, "Told elsewhere, and here.").await;
    assert_eq!(mark(&told), Some(BY_BOTH));
    desk.check_summary(&who, &item.id, told.edit).await.unwrap();
    sent(desk.release(&who, &item.id, told.edit, None).await.unwrap());
    // How a summary came to be that is not there is told to nobody; nor is everything a machine's that says where it is from.
    let bare = Story { public_summary: None, ..foreign() };
    let item = desk.create(&who, bare, None).await.unwrap();
    let dispatch = sent(desk.release(&who, &item.id, item.edit, None).await.unwrap());
    assert_eq!(dispatch.story.summary_source, None);
    let by_hand = Story { summary_source: Some(DigitalSource::new("humanEdits").unwrap()), ..foreign() };
    let item = desk.create(&who, by_hand, None).await.unwrap();
    let dispatch = sent(desk.release(&who, &item.id, item.edit, None).await.unwrap());
    assert_eq!(dispatch.story.summary_source.as_ref().unwrap().as_str(), "humanEdits");
}

async fn nothing_is_asked_that_may_not_be(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let never = |_: &Value| -> Value { panic!("it was asked") };
    let asked = async |text: Manuscript| {
        let item = desk.create(&who, text, None).await.unwrap();
        machine(never, false, async |machine| desk.summary_by_machine(&who, &item.id, item.edit, &machine).await).await
    };
    let mut embargoed = long();
    embargoed.embargo = Some(world.now() + SignedDuration::from_secs(3_600));
    let found = asked((&embargoed).into()).await;
    assert!(matches!(found, Err(DeskError::Embargoed)), "{found:?}");
    let found = asked((&kit::picture("en", "The dam", "At dawn.")).into()).await;
    assert!(matches!(found, Err(DeskError::NotReady(_))), "{found:?}");
    let found = asked((&kit::story("en", "Dam", "It holds.")).into()).await;
    assert!(matches!(found, Err(DeskError::Assistant(AssistantError::TooShort { .. }))), "{found:?}");
    let item = desk.create(&who, long(), None).await.unwrap();
    let reader = world.staff("reader", Role::Business).await;
    let found =
        machine(never, false, async |machine| desk.summary_by_machine(&reader, &item.id, item.edit, &machine).await)
            .await;
    assert!(matches!(found, Err(DeskError::Forbidden { .. })), "{found:?}");
}

async fn a_machine_that_fails_changes_nothing(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let item = desk.create(&who, long(), None).await.unwrap();
    for said in [|_: &Value| json!("garbage"), |_: &Value| answered(&"word ".repeat(200))] {
        let found =
            machine(said, false, async |machine| desk.summary_by_machine(&who, &item.id, item.edit, &machine).await)
                .await;
        assert!(matches!(found, Err(DeskError::Assistant(AssistantError::Garbage { .. }))), "{found:?}");
    }
    assert_eq!(desk.item(&item.id).await.unwrap(), item);
    assert_eq!(desk.machine_summary(&item.id).await.unwrap().draft, None);
}

async fn what_is_made_of_others_stays_with_them(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let source = desk.create(&who, long(), None).await.unwrap();
    sent(desk.release(&who, &source.id, source.edit, None).await.unwrap());
    let sheet = desk.translate(&who, &source.id, &Lang::new("tr").unwrap()).await.unwrap();
    let content = serde_json::to_value(&long().content).unwrap();
    let item = saved(&desk, &who, &sheet, "content", content).await;
    assert_eq!(draft(&desk, &who, &item).await.unwrap().text.as_str(), TOLD);
    desk.hold(&who, &source.id, Note::new("Wrong?").unwrap()).await.unwrap();
    let found = draft(&desk, &who, &item).await;
    assert!(matches!(found, Err(DeskError::NotReady(_))), "{found:?}");
    // What was promised to stay in the house until a time does, though it is off the schedule and says nothing of it now.
    let mut promised = long();
    promised.embargo = Some(world.now() + SignedDuration::from_secs(3_600));
    let item = desk.create(&who, promised, None).await.unwrap();
    desk.release(&who, &item.id, item.edit, None).await.unwrap();
    desk.unschedule(&who, &item.id).await.unwrap();
    let item = saved(&desk, &who, &item, "embargo", Value::Null).await;
    let found = draft(&desk, &who, &item).await;
    assert!(matches!(found, Err(DeskError::Embargoed)), "{found:?}");
    let allowed = machine(
        |_| answered(TOLD),
        true,
        async |machine| desk.summary_by_machine(&who, &item.id, item.edit, &machine).await,
    );
    assert!(allowed.await.is_ok(), "the house may allow it");
}

async fn what_is_filed_to_go_out_was_read(world: World) {
    let (desk, who) = (desk(&world), world.staff("chief", Role::Chief).await);
    let later = Story { embargo: Some(world.now() + SignedDuration::from_secs(60)), ..foreign() };
    let filed = [foreign(), later].map(|story| Filed { external_id: None, story });
    let filed = desk.file(&who, filed.into(), true).await.unwrap();
    let [FiledAs::Sent(item, _), FiledAs::Scheduled(..)] = &filed[..] else { panic!("{filed:?}") };
    world.advance(61);
    desk.release_due().await.unwrap();
    assert_eq!(world.reader.head(), 2);
    // It goes on after a hold as it was.
    desk.hold(&who, item, Note::new("Wrong?").unwrap()).await.unwrap();
    let edit = desk.item(item).await.unwrap().edit;
    desk.resume(&who, item, edit).await.unwrap();
}
