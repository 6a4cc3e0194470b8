//! The log: dense, chained, signed, and complete for whoever follows it.

use crate::on_each_engine;
use kit::World;
use std::sync::Arc;
use story::{Act, ProductId, State};
use wire::{Broken, Chain, Fault, NewDispatch, WireError};

on_each_engine! {
    a_thousand_waiting_writers_get_dense_numbers => super::a_thousand_waiting_writers_get_dense_numbers;
    a_refused_change_leaves_nothing_and_disturbs_nobody => super::a_refused_change_leaves_nothing_and_disturbs_nobody;
    a_statement_that_fails_in_a_shared_commit_undoes_its_own_change =>
        super::a_statement_that_fails_in_a_shared_commit_undoes_its_own_change;
    a_change_that_panics_stops_nobody_else => super::a_change_that_panics_stops_nobody_else;
    versions_are_a_second_apart => super::versions_are_a_second_apart;
    a_changed_story_is_named => super::a_changed_story_is_named;
    a_changed_entry_is_named => super::a_changed_entry_is_named;
    a_removed_entry_is_named => super::a_removed_entry_is_named;
    a_cut_end_is_named => super::a_cut_end_is_named;
    a_kill_that_was_undone_in_the_columns_is_named => super::a_kill_that_was_undone_in_the_columns_is_named;
    a_forged_signature_is_named => super::a_forged_signature_is_named;
    the_ring_and_the_store_say_the_same => super::the_ring_and_the_store_say_the_same;
    what_cannot_be_read_yet_is_neither_skipped_nor_taken_twice =>
        super::what_cannot_be_read_yet_is_neither_skipped_nor_taken_twice;
    another_process_is_followed => super::another_process_is_followed;
    stops_are_known_after_a_restart => super::stops_are_known_after_a_restart;
}

const ALL: [ProductId; 1] = [ProductId(1)];

fn new(n: u64, version: u32) -> NewDispatch {
    NewDispatch {
        act: if version == 1 { Act::Release } else { Act::Update },
        item: format!("tel:text:20260901:{n}").parse().unwrap(),
        version,
        state: State::Usable,
        products: ALL.to_vec(),
        story: kit::story("tr", &format!("Haber {n}"), "İlk paragraf.\n\nİkinci.").ready().unwrap(),
    }
}

pub async fn verify(world: &World) -> Result<u64, Broken> {
    let mut chain = Chain::new(&wire::public_keys(&world.db).await.unwrap());
    loop {
        let page = wire::records_after(&world.db, chain.seq(), 7).await.unwrap();
        if page.is_empty() {
            let row = world.db.one("SELECT seq FROM wire_head WHERE one = 1", store::args![]).await.unwrap().unwrap();
            chain.end(row.count("seq").unwrap())?;
            return Ok(chain.seq());
        }
        for stored in &page {
            chain.step_stored(stored)?;
        }
    }
}

async fn ten_stories(world: &World) {
    for n in 0..10 {
        world.release(kit::story("en", &format!("Story {n}"), "Text."), &ALL).await;
    }
    assert_eq!(verify(world).await, Ok(10));
}

async fn a_thousand_waiting_writers_get_dense_numbers(world: World) {
    let tasks: Vec<_> = (1..=1_000_u64)
        .map(|n| {
            let writer = world.writer.clone();
            world.tasks.spawn(async move {
                let sent: Result<_, WireError> = writer.commit(move |log| Box::pin(log.append(new(n, 1)))).await;
                sent.unwrap().seq()
            })
        })
        .collect();
    let mut seqs = Vec::new();
    for task in tasks {
        seqs.push(task.await.unwrap());
    }
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=1_000).collect::<Vec<_>>());
    assert_eq!(world.reader.head(), 1_000);
    assert_eq!(verify(&world).await, Ok(1_000));
}

async fn a_refused_change_leaves_nothing_and_disturbs_nobody(world: World) {
    let tasks: Vec<_> = (1..=60_u64)
        .map(|n| {
            let writer = world.writer.clone();
            world.tasks.spawn(async move {
                let done: Result<u64, WireError> = writer
                    .commit(move |log| {
                        Box::pin(async move {
                            let sent = log.append(new(n, 1)).await?;
                            if n % 3 == 0 { Err(WireError::Closed) } else { Ok(sent.seq()) }
                        })
                    })
                    .await;
                (n, done)
            })
        })
        .collect();
    let mut kept = 0;
    for task in tasks {
        let (n, done) = task.await.unwrap();
        assert_eq!(done.is_err(), n % 3 == 0, "{n}: {done:?}");
        kept += u64::from(done.is_ok());
    }
    assert_eq!((kept, world.reader.head()), (40, 40));
    assert_eq!(verify(&world).await, Ok(40));
    // An append that breaks a rule of the database is refused as well, and the next one goes through.
    let twice: Result<_, WireError> = world.writer.commit(|log| Box::pin(log.append(new(1, 1)))).await;
    assert!(twice.is_err());
    let next: Result<_, WireError> = world.writer.commit(|log| Box::pin(log.append(new(1, 2)))).await;
    assert_eq!(next.unwrap().seq(), 41);
}

async fn a_statement_that_fails_in_a_shared_commit_undoes_its_own_change(world: World) {
    // The first change keeps the committer busy until the others stand in line, so that they share a transaction.
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let writer = world.writer.clone();
    let first = world.tasks.spawn(async move {
        let done: Result<u64, WireError> = writer
            .commit(move |log| {
                Box::pin(async move {
                    wait.await.unwrap();
                    Ok(log.append(new(1, 1)).await?.seq())
                })
            })
            .await;
        done.unwrap()
    });
    let mut others = Vec::new();
    for n in 2..=9_u64 {
        let writer = world.writer.clone();
        others.push(world.tasks.spawn(async move {
            let done: Result<u64, WireError> = writer
                .commit(move |log| {
                    Box::pin(async move {
                        let seq = log.append(new(n, 1)).await?.seq();
                        if n % 2 == 0 {
                            // The same version again: the database refuses, and PostgreSQL the whole transaction with it.
                            log.append(new(n, 1)).await?;
                        }
                        Ok(seq)
                    })
                })
                .await;
            done.map_err(|e| e.to_string())
        }));
    }
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    go.send(()).unwrap();
    assert_eq!(first.await.unwrap(), 1);
    let mut kept = Vec::new();
    for (other, n) in others.into_iter().zip(2_u64..) {
        let done = other.await.unwrap();
        assert_eq!(done.is_err(), n % 2 == 0, "{n}: {done:?}");
        kept.extend(done);
    }
    kept.sort_unstable();
    assert_eq!(kept, [2, 3, 4, 5]);
    assert_eq!((world.reader.head(), verify(&world).await), (5, Ok(5)));
}

async fn a_change_that_panics_stops_nobody_else(world: World) {
    let panics: Result<(), WireError> = world
        .writer
        .commit(|log| Box::pin(async move { log.append(new(1, 1)).await.map(|_| panic!("a defect")) }))
        .await;
    assert!(matches!(panics, Err(WireError::Panicked)), "{panics:?}");
    let tasks: Vec<_> = (1..=20_u64)
        .map(|n| {
            let writer = world.writer.clone();
            world.tasks.spawn(async move {
                let done: Result<u64, WireError> = writer
                    .commit(move |log| {
                        Box::pin(async move {
                            let sent = log.append(new(n, 1)).await?;
                            assert!(n % 4 != 0, "a defect");
                            Ok(sent.seq())
                        })
                    })
                    .await;
                done.is_ok()
            })
        })
        .collect();
    let mut kept = 0;
    for task in tasks {
        kept += u64::from(task.await.unwrap());
    }
    assert_eq!((kept, world.reader.head()), (15, 15));
    assert_eq!(verify(&world).await, Ok(15));
}

async fn versions_are_a_second_apart(world: World) {
    let first = world.release(kit::story("en", "One", "Text."), &ALL).await;
    let second = world.update(&first, kit::story("en", "Two", "Text.")).await;
    let third = world.update(&second, kit::story("en", "Three", "Text.")).await;
    let times: Vec<String> = [&first, &second, &third].map(|d| d.entry.version_created.to_string()).into();
    assert_eq!(times, ["2026-09-01T12:00:00Z", "2026-09-01T12:00:01Z", "2026-09-01T12:00:02Z"]);
    assert_eq!(third.entry.time, world.now(), "the log's own time is the time of the commit");
    assert_eq!(third.entry.first_released, first.entry.time);
}

async fn a_changed_story_is_named(world: World) {
    ten_stories(&world).await;
    assert_eq!(world.tamper("UPDATE dispatch SET story = replace(story, 'Text.', 'Lies.') WHERE seq = 4").await, 1);
    assert_eq!(verify(&world).await, Err(Broken { seq: 4, fault: Fault::Content }));
}

async fn a_changed_entry_is_named(world: World) {
    ten_stories(&world).await;
    world
        .tamper("UPDATE dispatch SET entry = replace(entry, '\"act\":\"release\"', '\"act\":\"kill\"') WHERE seq = 5")
        .await;
    assert_eq!(verify(&world).await, Err(Broken { seq: 5, fault: Fault::Hash }));
}

async fn a_removed_entry_is_named(world: World) {
    ten_stories(&world).await;
    world.tamper("DELETE FROM dispatch WHERE seq = 6").await;
    assert_eq!(verify(&world).await, Err(Broken { seq: 6, fault: Fault::Number { found: 7 } }));
}

async fn a_cut_end_is_named(world: World) {
    ten_stories(&world).await;
    world.tamper("DELETE FROM dispatch WHERE seq > 8").await;
    assert_eq!(verify(&world).await, Err(Broken { seq: 9, fault: Fault::Cut { head: 10 } }));
}

async fn a_kill_that_was_undone_in_the_columns_is_named(world: World) {
    ten_stories(&world).await;
    let last = world.reader.after(9, 1).await.unwrap().remove(0);
    world.kill(&last).await;
    assert_eq!(world.tamper("UPDATE dispatch SET act = 'update' WHERE seq = 11").await, 1);
    assert_eq!(verify(&world).await, Err(Broken { seq: 11, fault: Fault::Columns }));
}

async fn a_forged_signature_is_named(world: World) {
    ten_stories(&world).await;
    world.tamper("UPDATE dispatch SET signature = (SELECT signature FROM dispatch WHERE seq = 1) WHERE seq = 7").await;
    assert_eq!(verify(&world).await, Err(Broken { seq: 7, fault: Fault::Signature }));
    world.tamper("UPDATE dispatch SET key_id = 'nobody' WHERE seq = 2").await;
    assert_eq!(verify(&world).await, Err(Broken { seq: 2, fault: Fault::UnknownKey("nobody".to_owned()) }));
}

async fn the_ring_and_the_store_say_the_same(world: World) {
    ten_stories(&world).await;
    let fresh = reopened(&world).await;
    for after in 0..=11 {
        let warm = world.reader.after(after, 4).await.unwrap();
        let cold = fresh.after(after, 4).await.unwrap();
        let lines = |page: &[Arc<wire::Dispatch>]| -> Vec<_> {
            page.iter().map(|d| (d.entry.clone(), d.story.clone(), d.signature.clone())).collect()
        };
        assert_eq!(lines(&warm), lines(&cold), "after {after}");
        assert_eq!(warm.len(), usize::try_from(10_u64.saturating_sub(after).min(4)).unwrap());
    }
}

async fn what_cannot_be_read_yet_is_neither_skipped_nor_taken_twice(world: World) {
    const OTHERS: u64 = 250;
    let (other, _) = reopened_pair(&world).await;
    let sent: Result<(), WireError> = other
        .commit(|log| {
            Box::pin(async move {
                for n in 1..=OTHERS {
                    log.append(new(n, 1)).await?;
                }
                // As if a page of the table could not be read: the second or third of those that the catch-up takes.
                log.tx().run("UPDATE dispatch SET entry = '?' || entry WHERE seq = 180", store::args![]).await?;
                Ok(())
            })
        })
        .await;
    sent.unwrap();
    let known = |world: &World| (world.reader.head(), world.reader.heads().borrow().to_owned());
    assert!(world.reader.refresh().await.is_err());
    let (head, seen) = known(&world);
    assert!(head == seen && head > 0 && head < 180, "{head} {seen}");
    let seqs = async |world: &World| -> Vec<u64> {
        world.reader.after(0, 1_000).await.unwrap().iter().map(|d| d.seq()).collect()
    };
    assert_eq!(seqs(&world).await, (1..=head).collect::<Vec<_>>());
    assert!(world.reader.refresh().await.is_err());
    assert_eq!(world.tamper("UPDATE dispatch SET entry = substr(entry, 2) WHERE seq = 180").await, 1);
    world.reader.refresh().await.unwrap();
    assert_eq!(known(&world), (OTHERS, OTHERS));
    assert_eq!(seqs(&world).await, (1..=OTHERS).collect::<Vec<_>>());
    assert_eq!(verify(&world).await, Ok(OTHERS));
}

/// The wire as another process opens it.
async fn reopened(world: &World) -> wire::Reader {
    reopened_pair(world).await.1
}

async fn reopened_pair(world: &World) -> (wire::Writer, wire::Reader) {
    let db = store::Db::open(&world.location).await.unwrap();
    let signer = wire::Signer::from_seed(&[7; 32]);
    let clock = world.clock.clone();
    wire::open(db, signer, clock, wire::Signal::None, &world.tasks, world.stop.clone()).await.unwrap()
}

async fn another_process_is_followed(world: World) {
    ten_stories(&world).await;
    let (other, _) = reopened_pair(&world).await;
    for n in 100..103 {
        let sent: Result<_, WireError> = other.commit(move |log| Box::pin(log.append(new(n, 1)))).await;
        assert_eq!(sent.unwrap().seq(), n - 89);
    }
    // Nobody reads beyond what this process knows, because a kill may stand there.
    // (A notice of PostgreSQL may have told it of the others meanwhile.)
    let before = world.reader.head();
    let known = world.reader.after(0, 100).await.unwrap().len() as u64;
    assert!((before..=world.reader.head()).contains(&known), "{known}");
    // Our own next append finds what the other wrote in between, in order.
    let ours = world.release(kit::story("en", "Ours", "Text."), &ALL).await;
    assert_eq!(ours.seq(), 14);
    let seen: Vec<u64> = world.reader.after(9, 100).await.unwrap().iter().map(|d| d.seq()).collect();
    assert_eq!(seen, [10, 11, 12, 13, 14]);
    // Without one, a look is enough.
    let sent: Result<_, WireError> = other.commit(|log| Box::pin(log.append(new(103, 1)))).await;
    assert_eq!(sent.unwrap().seq(), 15);
    world.reader.refresh().await.unwrap();
    assert_eq!(world.reader.head(), 15);
    assert_eq!(verify(&world).await, Ok(15));
}

async fn stops_are_known_after_a_restart(world: World) {
    let story = || kit::story("en", "Story", "Text.");
    let (killed, held, resumed) =
        (world.release(story(), &ALL).await, world.release(story(), &ALL).await, world.release(story(), &ALL).await);
    let kill = world.kill(&killed).await;
    let check = world.hold(&held).await;
    let pause = world.hold(&resumed).await;
    world.resume(&pause, story()).await;
    for reader in [world.reader.clone(), reopened(&world).await] {
        let stop = reader.stop(&killed.entry.item).unwrap();
        assert_eq!((stop.seq, stop.state), (kill.seq(), State::Canceled));
        let stop = reader.stop(&held.entry.item).unwrap();
        assert_eq!((stop.seq, stop.state), (check.seq(), State::Withheld));
        assert_eq!(reader.stop(&resumed.entry.item), None);
    }
}
