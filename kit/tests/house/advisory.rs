//! Messages to editors and tests of the line.

use crate::{
    desk::{desk, sent},
    on_each_engine,
};
use ::account::{Role, Terms};
use ::audience::{AudienceError, Entitlement, Filter, Gate, Hand, Product, Products};
use ::desk::{DeskError, Outcome, Purpose};
use jiff::Timestamp;
use kit::World;
use std::sync::Arc;
use store::Clock;
use story::{Act, Correction, Note, ProductId, Prose, State, Verdict};

const TESTS: ProductId = ProductId(9);

on_each_engine! {
    a_message_to_editors_is_never_publishable => super::a_message_to_editors_is_never_publishable;
    a_test_reaches_only_who_asked_for_tests => super::a_test_reaches_only_who_asked_for_tests;
    what_is_sent_once_has_no_newer_version => super::what_is_sent_once_has_no_newer_version;
    what_went_out_stays_what_it_was => super::what_went_out_stays_what_it_was;
    a_message_waits_for_its_time_as_a_message => super::a_message_waits_for_its_time_as_a_message;
    a_message_is_sent_outright => super::a_message_is_sent_outright;
    a_product_of_tests_is_nothing_else => super::a_product_of_tests_is_nothing_else;
}

fn reason() -> Note {
    Note::new("It is over.").unwrap()
}

async fn with_a_product_of_tests(world: &World) {
    let clock: Arc<dyn Clock> = world.clock.clone();
    Products::put(&world.db, &world.agency, &of_tests("tests", false), Hand::of("business"), &clock).await.unwrap();
}

fn of_tests(filter: &str, public: bool) -> Product {
    let names = [("en".to_owned(), "Line tests".to_owned())].into();
    Product { id: TESTS, names, filter: Filter::read(filter).unwrap(), public, holdback_minutes: 0 }
}

async fn a_message_to_editors_is_never_publishable(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let draft = desk.create(&editor, kit::story("en", "To editors", "The briefing is late."), None).await.unwrap();
    assert_eq!(draft.purpose, Purpose::News);
    let meant = desk.mean(&editor, &draft.id, draft.edit, Purpose::Advisory).await.unwrap();
    assert_eq!((meant.purpose, meant.edit), (Purpose::Advisory, 2));
    let stale = desk.release(&editor, &draft.id, 1, None).await;
    assert!(matches!(stale, Err(DeskError::Stale { .. })), "who saw news releases no message: {stale:?}");
    let out = sent(desk.release(&editor, &draft.id, meant.edit, None).await.unwrap());
    assert_eq!(
        (out.entry.act, out.entry.state, &out.entry.products[..]),
        (Act::Advisory, State::Usable, &[ProductId(1)][..])
    );
    assert!(!Verdict::of(out.entry.state, out.entry.act, None, world.now()).is_yes());
    let reporter = world.staff("reporter", Role::Reporter).await;
    let draft = desk.create(&reporter, kit::story("en", "Mine", "Text."), None).await.unwrap();
    let refused = desk.mean(&reporter, &draft.id, 1, Purpose::Advisory).await;
    assert!(matches!(refused, Err(DeskError::Forbidden { .. })), "{refused:?}");
}

async fn a_test_reaches_only_who_asked_for_tests(world: World) {
    with_a_product_of_tests(&world).await;
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let everything = world.covered_subscriber("Paper").await;
    let tests = world.subscriber("Vendor", Some(Terms::all_of(vec![TESTS], Timestamp::UNIX_EPOCH))).await;
    let news = desk.create(&chief, kit::story("en", "News", "Text."), None).await.unwrap();
    sent(desk.release(&chief, &news.id, 1, None).await.unwrap());
    let test = desk.create(&chief, kit::story("en", "Test", "This is a test."), None).await.unwrap();
    let test = desk.mean(&chief, &test.id, 1, Purpose::Test).await.unwrap();
    let out = sent(desk.release(&chief, &test.id, test.edit, None).await.unwrap());
    assert_eq!((out.entry.act, &out.entry.products[..]), (Act::Test, &[TESTS][..]));
    desk.kill(&chief, &test.id, reason()).await.unwrap();

    let gate = Gate::new(world.reader.clone());
    let acts = async |persona: &kit::Persona| -> Vec<Act> {
        let may = Entitlement::of(&persona.subscriber, world.now());
        let page = gate.page(&may, 0, 100, world.now()).await.unwrap();
        page.events.iter().map(|event| event.dispatch.entry.act).collect()
    };
    assert_eq!(acts(&everything).await, [Act::Release]);
    assert_eq!(acts(&tests).await, [Act::Test, Act::Kill], "what takes a test back goes where the test went");
}

async fn what_is_sent_once_has_no_newer_version(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    for purpose in [Purpose::Advisory, Purpose::Test] {
        let draft = desk.create(&chief, kit::story("en", "Once", "Text."), None).await.unwrap();
        let draft = desk.mean(&chief, &draft.id, 1, purpose).await.unwrap();
        sent(desk.release(&chief, &draft.id, draft.edit, None).await.unwrap());
        let saved = desk.edit(&chief, &draft.id, 3, kit::story("en", "Once more", "More.")).await.unwrap();
        let once = |r: Result<_, DeskError>| matches!(r, Err(DeskError::SentOnce(was)) if was == purpose);
        assert!(once(desk.update(&chief, &draft.id, saved.edit).await.map(drop)));
        assert!(once(desk.refile(&chief, &draft.id, saved.edit).await.map(drop)));
        let what = Correction { was: Prose::new("Text").unwrap(), now: Prose::new("More").unwrap() };
        assert!(once(desk.correct(&chief, &draft.id, saved.edit, what).await.map(drop)));
        let held = desk.hold(&chief, &draft.id, reason()).await.unwrap();
        assert!(once(desk.resume(&chief, &draft.id, held.edit).await.map(drop)), "a resumed one would look like news");
        desk.kill(&chief, &draft.id, reason()).await.unwrap();
    }
}

async fn what_went_out_stays_what_it_was(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let draft = desk.create(&editor, kit::story("en", "News", "Text."), None).await.unwrap();
    let sent = desk.release(&editor, &draft.id, 1, None).await.unwrap();
    let Outcome::Sent(sent) = sent else { panic!("it waits") };
    let changed = desk.mean(&editor, &draft.id, sent.edit, Purpose::Test).await;
    assert!(matches!(&changed, Err(DeskError::NotReady(faults)) if faults[0].field == "purpose"), "{changed:?}");
    assert_eq!(desk.item(&draft.id).await.unwrap().purpose, Purpose::News);
}

async fn a_message_waits_for_its_time_as_a_message(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let draft = desk.create(&editor, kit::story("en", "Tomorrow", "Text."), None).await.unwrap();
    let draft = desk.mean(&editor, &draft.id, 1, Purpose::Advisory).await.unwrap();
    let at = world.now() + jiff::SignedDuration::from_secs(60);
    let waits = desk.release(&editor, &draft.id, draft.edit, Some(at)).await.unwrap();
    assert!(matches!(waits, Outcome::Scheduled(_)));
    assert_eq!(desk.item(&draft.id).await.unwrap().due.map(|due| due.act), Some(Act::Advisory));
    let changed = desk.mean(&editor, &draft.id, draft.edit, Purpose::News).await;
    assert!(matches!(changed, Err(DeskError::Scheduled(_))), "{changed:?}");
    world.advance(60);
    let round = desk.release_due().await.unwrap();
    assert_eq!(round.sent[0].dispatch.entry.act, Act::Advisory);
}

async fn a_message_is_sent_outright(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let out = sent(desk.advise(&editor, kit::story("en", "To editors", "The line is slow.")).await.unwrap());
    assert_eq!((out.entry.act, out.entry.version), (Act::Advisory, 1));
    let out = sent(desk.send_test(&editor, kit::story("en", "Test", "This is a test.")).await.unwrap());
    assert_eq!((out.entry.act, &out.entry.products[..]), (Act::Test, &[][..]), "nobody asked for tests");
    let mut flash = kit::story("en", "Flash", "A sentence.");
    flash.priority = story::Priority::Flash;
    flash.embargo = Some(world.now());
    let refused = desk.advise(&editor, flash).await;
    let Err(DeskError::NotReady(faults)) = refused else { panic!("{refused:?}") };
    assert_eq!(faults.iter().map(|fault| fault.field).collect::<Vec<_>>(), ["embargo", "priority"]);
    let reporter = world.staff("reporter", Role::Reporter).await;
    let refused = desk.send_test(&reporter, kit::story("en", "Test", "Text.")).await;
    assert!(matches!(refused, Err(DeskError::Forbidden { .. })), "{refused:?}");
    assert_eq!(world.reader.head(), 2);
}

async fn a_product_of_tests_is_nothing_else(world: World) {
    let clock: Arc<dyn Clock> = world.clock.clone();
    for (filter, public, field) in [("tests and language:tr", false, "filter.all[0].tests"), ("tests", true, "public")]
    {
        let product = of_tests(filter, public);
        let refused = Products::put(&world.db, &world.agency, &product, Hand::of("business"), &clock).await;
        assert!(matches!(&refused, Err(AudienceError::Bad { field: at, .. }) if at == field), "{refused:?}");
    }
}
