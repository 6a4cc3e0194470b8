//! The newsroom's lists, its desks, and its bell.

use super::desk::{desk, sent};
use crate::on_each_engine;
use ::account::{AuditQuery, Halt, Role, Staff};
use ::desk::{Counts, Desk, DeskError, DeskName, DraftQuery, Filed, Item, ListQuery, Mark, Move, Shelf, Stage};
use kit::World;
use store::args;
use story::{ItemId, Kind, Lang, Note};

on_each_engine! {
    a_story_goes_from_shelf_to_shelf => super::a_story_goes_from_shelf_to_shelf;
    what_comes_from_outside_is_taken => super::what_comes_from_outside_is_taken;
    a_list_is_read_page_by_page => super::a_list_is_read_page_by_page;
    desks_are_made_ordered_and_removed => super::desks_are_made_ordered_and_removed;
    one_desk_stands_still => super::one_desk_stands_still;
    reporters_edit_their_own => super::reporters_edit_their_own;
    drafts_are_found_by_their_words => super::drafts_are_found_by_their_words;
    every_change_rings => super::every_change_rings;
}

fn at(shelf: Shelf) -> ListQuery {
    ListQuery { shelf, desk: None, after: None, limit: 100 }
}

fn to(stage: Stage) -> Move {
    Move { desk: None, stage: Some(stage) }
}

fn onto(desk: &str) -> Move {
    Move { desk: Some(desk.to_owned()), stage: None }
}

fn name(text: &str) -> DeskName {
    DeskName::new(text).unwrap()
}

async fn ids(desk: &Desk, who: &Staff, shelf: Shelf) -> Vec<ItemId> {
    desk.list(who, &at(shelf)).await.unwrap().lines.into_iter().map(|line| line.id).collect()
}

async fn draft(desk: &Desk, who: &Staff, headline: &str) -> Item {
    desk.create(who, kit::story("tr", headline, "Metin."), None).await.unwrap()
}

async fn a_story_goes_from_shelf_to_shelf(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let item = draft(&desk, &chief, "Deprem").await;
    let lies = async |shelf: Shelf| {
        let mut on = Vec::new();
        for other in Shelf::ALL {
            let listed = ids(&desk, &chief, other).await == [item.id.clone()];
            let some = desk.list_some(&chief, other, None, std::slice::from_ref(&item.id)).await.unwrap().len() == 1;
            assert_eq!(listed, some, "{other:?}");
            on.extend(listed.then_some(other));
        }
        assert_eq!(on, [shelf, Shelf::Mine, Shelf::All]);
    };
    lies(Shelf::Drafts).await;
    desk.place(&chief, &item.id, to(Stage::Review)).await.unwrap();
    lies(Shelf::Review).await;
    assert_eq!(desk.counts(None).await.unwrap().review, 1);
    desk.place(&chief, &item.id, to(Stage::Spiked)).await.unwrap();
    assert_eq!(desk.counts(None).await.unwrap(), Counts::default(), "what was thrown away is counted nowhere");
    desk.place(&chief, &item.id, to(Stage::Draft)).await.unwrap();
    assert_eq!(desk.counts(None).await.unwrap(), Counts { drafts: 1, ..Counts::default() });
    desk.place(&chief, &item.id, to(Stage::Review)).await.unwrap();
    let soon = world.now() + jiff::SignedDuration::from_secs(60);
    desk.release(&chief, &item.id, 1, Some(soon)).await.unwrap();
    lies(Shelf::Scheduled).await;
    let counts = desk.counts(None).await.unwrap();
    assert_eq!((counts.scheduled, counts.review), (1, 0));
    assert!(desk.place(&chief, &item.id, to(Stage::Draft)).await.is_err(), "it waits for its time");
    world.advance(61);
    desk.release_due().await.unwrap();
    lies(Shelf::Released).await;
    assert!(desk.place(&chief, &item.id, to(Stage::Draft)).await.is_err(), "it is out");
    desk.hold(&chief, &item.id, Note::new("Denetleniyor.").unwrap()).await.unwrap();
    lies(Shelf::Held).await;
    assert_eq!(desk.counts(None).await.unwrap().held, 1);
    desk.kill(&chief, &item.id, Note::new("Yanlış.").unwrap()).await.unwrap();
    lies(Shelf::Killed).await;
    let seller = world.staff("seller", Role::Business).await;
    assert!(matches!(desk.list(&seller, &at(Shelf::All)).await, Err(DeskError::Forbidden { .. })));
}

async fn what_comes_from_outside_is_taken(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let reporter = world.staff("reporter", Role::Reporter).await;
    let filed = Filed { external_id: Some("agency-1".to_owned()), story: kit::story("tr", "Dışarıdan", "Metin.") };
    desk.file(&editor, vec![filed], false).await.unwrap();
    let inbox = ids(&desk, &editor, Shelf::Inbox).await;
    let [item] = &inbox[..] else { panic!("one in the inbox: {inbox:?}") };
    assert_eq!(desk.counts(None).await.unwrap().inbox, 1);
    let taken = desk.place(&reporter, item, to(Stage::Draft)).await.unwrap();
    assert_eq!((taken.author.as_str(), taken.stage), ("reporter", Stage::Draft));
    assert_eq!(ids(&desk, &reporter, Shelf::Mine).await, inbox);
    desk.edit(&reporter, item, taken.edit, taken.manuscript).await.expect("it is theirs now");
}

async fn a_list_is_read_page_by_page(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let mut made = Vec::new();
    for n in 0..7 {
        made.push(draft(&desk, &editor, &format!("Haber {n}")).await.id);
        // Two of them in the same millisecond.
        world.advance(i64::from(n != 3));
    }
    made.reverse();
    let (mut read, mut after): (Vec<ItemId>, Option<Mark>) = (Vec::new(), None);
    loop {
        let page = desk.list(&editor, &ListQuery { after, limit: 3, ..at(Shelf::Drafts) }).await.unwrap();
        assert!(page.lines.len() <= 3);
        read.extend(page.lines.into_iter().map(|line| line.id));
        match page.next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    read.sort();
    made.sort();
    assert_eq!(read, made, "each once");
    // What goes out next comes first.
    for (n, id) in (0_i64..).zip(made.iter().take(3)) {
        let later = world.now() + jiff::SignedDuration::from_secs(600 - 60 * n);
        desk.release(&editor, id, 1, Some(later)).await.unwrap();
    }
    let first = desk.list(&editor, &ListQuery { limit: 2, ..at(Shelf::Scheduled) }).await.unwrap();
    let second = desk.list(&editor, &ListQuery { after: first.next.clone(), limit: 2, ..at(Shelf::Scheduled) }).await;
    let second = second.unwrap();
    let order: Vec<_> = first.lines.iter().chain(&second.lines).map(|line| line.id.clone()).collect();
    assert_eq!(order, [made[2].clone(), made[1].clone(), made[0].clone()]);
    assert_eq!(second.next, None);
}

async fn desks_are_made_ordered_and_removed(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let editor = world.staff("editor", Role::Editor).await;
    assert!(matches!(desk.add_desk(&editor, &name("World")).await, Err(DeskError::Forbidden { .. })));
    let world_desk = desk.add_desk(&chief, &name("World")).await.unwrap();
    let sport = desk.add_desk(&chief, &name("Spor")).await.unwrap();
    assert!(matches!(desk.add_desk(&chief, &name("Spor")).await, Err(DeskError::NotReady(_))), "the name is taken");
    assert!(matches!(desk.rename_desk(&chief, &sport.id, &name("World")).await, Err(DeskError::NotReady(_))));
    desk.rename_desk(&chief, &sport.id, &name("Sport")).await.unwrap();
    desk.order_desks(&chief, vec![sport.id.clone()]).await.unwrap();
    let names = async || desk.desks().await.unwrap().into_iter().map(|one| one.name).collect::<Vec<_>>();
    assert_eq!(names().await, ["Sport", "World"]);
    let item = draft(&desk, &editor, "Maç").await;
    desk.place(&editor, &item.id, onto(&sport.id)).await.unwrap();
    let of = |id: &str| ListQuery { desk: Some(id.to_owned()), ..at(Shelf::Drafts) };
    assert_eq!(desk.list(&editor, &of(&sport.id)).await.unwrap().lines.len(), 1);
    assert_eq!(desk.list(&editor, &of(&world_desk.id)).await.unwrap().lines.len(), 0);
    assert_eq!(desk.counts(Some(&world_desk.id)).await.unwrap().drafts, 0);
    assert!(matches!(desk.place(&editor, &item.id, onto("nowhere")).await, Err(DeskError::NotReady(_))));
    assert!(matches!(desk.remove_desk(&chief, &sport.id).await, Err(DeskError::NotReady(_))), "it has an item");
    desk.place(&editor, &item.id, onto("")).await.unwrap();
    desk.remove_desk(&chief, &sport.id).await.unwrap();
    assert!(matches!(desk.remove_desk(&chief, &sport.id).await, Err(DeskError::NoDesk(_))));
    assert_eq!(names().await, ["World"]);
    let lines = world.accounts.audit_lines(&AuditQuery::default(), None, 50).await.unwrap();
    for act in ["add desk", "rename desk", "order desks", "pass", "remove desk"] {
        assert!(lines.iter().any(|line| line.act == act), "{act}");
    }
}

async fn one_desk_stands_still(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let sport = desk.add_desk(&chief, &name("Sport")).await.unwrap();
    let (own, other) = (draft(&desk, &chief, "Maç").await, draft(&desk, &chief, "Deprem").await);
    desk.place(&chief, &own.id, onto(&sport.id)).await.unwrap();
    let halt = Halt::Desk(sport.id.clone());
    world.accounts.freeze(std::slice::from_ref(&halt), "Somebody got in.", "chief").await.unwrap();
    let refused = desk.release(&chief, &own.id, 1, None).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "nothing of the desk Sport is released since 2026-09-01T12:00:00Z, when chief froze it: Somebody got in."
    );
    sent(desk.release(&chief, &other.id, 1, None).await.unwrap());
    assert!(matches!(desk.remove_desk(&chief, &sport.id).await, Err(DeskError::NotReady(_))));
    // What is due waits, and keeps nothing else back.
    let (waits, goes) = (draft(&desk, &chief, "Lig").await, draft(&desk, &chief, "Seçim").await);
    desk.place(&chief, &waits.id, onto(&sport.id)).await.unwrap();
    let soon = Some(world.now() + jiff::SignedDuration::from_secs(60));
    desk.release(&chief, &waits.id, 1, soon).await.unwrap();
    desk.release(&chief, &goes.id, 1, soon).await.unwrap();
    world.advance(61);
    let round = desk.release_due().await.unwrap();
    assert_eq!((round.sent.len(), round.failed, round.waits), (1, 0, true));
    assert_eq!(round.sent[0].dispatch.entry.item, goes.id);
    assert_eq!(world.accounts.standstills().await.unwrap()[0].title(), "desk Sport");
    assert_eq!(desk.desks().await.unwrap()[0].frozen.as_deref(), Some("Somebody got in."));
    world.accounts.thaw(&[halt], "It was nothing.", "chief").await.unwrap();
    assert_eq!(desk.release_due().await.unwrap().sent.len(), 1);
}

async fn reporters_edit_their_own(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let [ayse, ben] = [world.staff("ayse", Role::Reporter).await, world.staff("ben", Role::Reporter).await];
    let item = draft(&desk, &ayse, "Deprem").await;
    let text = || kit::story("tr", "Deprem oldu", "Metin.");
    assert!(matches!(desk.edit(&ben, &item.id, 1, text()).await, Err(DeskError::NotYours { .. })));
    assert!(matches!(desk.place(&ben, &item.id, to(Stage::Review)).await, Err(DeskError::NotYours { .. })));
    assert_eq!(desk.item(&item.id).await.unwrap(), item, "nothing was changed");
    assert_eq!(desk.edit(&ayse, &item.id, 1, text()).await.unwrap().edit, 2);
    desk.place(&ayse, &item.id, to(Stage::Review)).await.unwrap();
    assert_eq!(
        desk.edit(&editor, &item.id, 2, text()).await.unwrap().author,
        "ayse",
        "an editor does not take it away"
    );
    desk.release(&editor, &item.id, 3, None).await.unwrap();
    assert!(matches!(desk.edit(&ayse, &item.id, 4, text()).await, Err(DeskError::OutAlready)));
    assert_eq!(ids(&desk, &ben, Shelf::All).await.len(), 1, "the lists are for everybody in the newsroom");
}

async fn drafts_are_found_by_their_words(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let chief = world.staff("chief", Role::Chief).await;
    let story = kit::story("tr", "Iğdır’da Işık Söndü", "Elektrikler üç saat kesildi, %40 etkilendi.");
    let item = desk.create(&editor, story, None).await.unwrap();
    let text = |text: &str| DraftQuery { text: text.to_owned(), ..DraftQuery::default() };
    let found = async |query: DraftQuery| desk.find_drafts(&editor, &query).await.unwrap().len();
    for words in ["", "ISIK igdir", "ışık kesildi", "elektrik uc", "%40"] {
        assert_eq!(found(text(words)).await, 1, "{words}");
    }
    for words in ["kesilmedi", "ışık yandı", "%41", "_"] {
        assert_eq!(found(text(words)).await, 0, "{words}");
    }
    let sieve = |query: DraftQuery| DraftQuery { text: "isik".to_owned(), ..query };
    let lang = |tag: &str| DraftQuery { language: Some(Lang::new(tag).unwrap()), ..DraftQuery::default() };
    assert_eq!((found(sieve(lang("tr"))).await, found(sieve(lang("en"))).await), (1, 0));
    let kind = |kind| DraftQuery { kind: Some(kind), ..DraftQuery::default() };
    assert_eq!((found(sieve(kind(Kind::Text))).await, found(sieve(kind(Kind::Video))).await), (1, 0));
    let author = |login: &str| DraftQuery { author: Some(login.to_owned()), ..DraftQuery::default() };
    assert_eq!((found(sieve(author("editor"))).await, found(sieve(author("chief"))).await), (1, 0));
    let until = DraftQuery { until: Some(world.now()), ..DraftQuery::default() };
    assert_eq!(found(sieve(until)).await, 0);
    // The archive has what is on the wire, and nothing else.
    desk.release(&editor, &item.id, 1, None).await.unwrap();
    assert_eq!(found(text("isik")).await, 0);
    let sent = desk.item(&item.id).await.unwrap();
    let newer = kit::story("tr", "Iğdır’da ışık geldi", "Elektrikler geldi.");
    let saved = desk.edit(&editor, &item.id, sent.edit, newer).await.unwrap();
    assert_eq!(found(text("geldi")).await, 1, "changed since it was sent");
    desk.update(&editor, &item.id, saved.edit).await.unwrap();
    assert_eq!(found(text("geldi")).await, 0);
    desk.hold(&chief, &item.id, Note::new("Denetleniyor.").unwrap()).await.unwrap();
    assert_eq!(found(text("geldi")).await, 1, "the archive does not have what is on hold");
}

async fn every_change_rings(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    world.tasks.spawn(desk.clone().keep_ringing(world.stop.clone()));
    let (first, mut listening) = desk.listen(None).await.unwrap();
    assert_eq!(first.items, Some(Vec::new()));
    let item = draft(&desk, &editor, "Bir").await;
    let other = draft(&desk, &editor, "İki").await;
    let missed = desk.rung_since(first.n).await.unwrap();
    assert_eq!(missed.items, Some(vec![item.id.clone(), other.id.clone()]));
    let (again, _) = desk.listen(Some(first.n)).await.unwrap();
    assert_eq!(again, missed);
    // What another process does is heard too, whatever it is.
    let before = missed.n;
    let taken = "INSERT INTO item_lock (item, holder, since) VALUES ($1, 'editor', 0)";
    world.db.run(taken, args![item.id.as_str()]).await.unwrap();
    loop {
        let rung = listening.next().await.unwrap().expect("a ring");
        if rung.n > before {
            assert!(rung.items.is_none_or(|items| items.contains(&item.id)));
            break;
        }
    }
    let line = desk.lines(&editor, std::slice::from_ref(&item.id)).await.unwrap().remove(0);
    assert_eq!(line.lock.map(|lock| lock.by).as_deref(), Some("editor"));
    world.db.run("DELETE FROM item_lock", args![]).await.unwrap();
    assert_eq!(desk.rung_since(before + 1).await.unwrap().items, Some(vec![item.id]));
    // Whoever names a ring that never was looks at everything.
    assert_eq!(desk.rung_since(u64::from(u32::MAX)).await.unwrap().items, None);
}
