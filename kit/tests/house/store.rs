//! Both engines hold the same tables, and a full disk is survived.

use crate::on_each_engine;
use kit::World;
use store::{Rows, StoreError, Value, args, row};

on_each_engine! {
    failed_transactions_change_nothing => super::failed_transactions_change_nothing;
    conflicts_are_told => super::conflicts_are_told;
    many_rows_are_written_and_asked_for_at_once => super::many_rows_are_written_and_asked_for_at_once;
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let [sqlite, postgres] = World::each().await;
    let columns = |rows: Vec<store::Row>| -> Vec<String> {
        rows.iter().map(|r| format!("{}.{}", r.text("t").unwrap(), r.text("c").unwrap())).collect()
    };
    let of_sqlite = "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c \
                     WHERE m.type = 'table' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\' ORDER BY 1, 2";
    let of_postgres = "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns \
                       WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%' ORDER BY 1, 2";
    let of_sqlite = columns(sqlite.db.all(of_sqlite, args![]).await.unwrap());
    let of_postgres = columns(postgres.db.all(of_postgres, args![]).await.unwrap());
    assert!(of_sqlite.len() > 50, "{of_sqlite:?}");
    assert_eq!(of_sqlite, of_postgres);
}

async fn failed_transactions_change_nothing(world: World) {
    let mut tx = world.db.begin().await.unwrap();
    tx.run("INSERT INTO cursor (follower, seq) VALUES ($1, $2)", args!["a", 1_u64]).await.unwrap();
    drop(tx);
    // A transaction that still stood would be in the way of this one, or bring its row back.
    let mut tx = world.db.begin().await.unwrap();
    tx.run("INSERT INTO cursor (follower, seq) VALUES ($1, $2)", args!["a", 2_u64]).await.unwrap();
    assert!(tx.run("INSERT INTO cursor (follower, seq) VALUES ($1, $2)", args!["a", 3_u64]).await.is_err());
    assert!(tx.commit().await.is_err(), "a transaction in which a statement failed is not durable");
    assert!(world.db.one("SELECT seq FROM cursor WHERE follower = $1", args!["a"]).await.unwrap().is_none());
}

async fn conflicts_are_told(world: World) {
    let insert = "INSERT INTO cursor (follower, seq) VALUES ($1, $2)";
    world.db.run(insert, args!["a", 1_u64]).await.unwrap();
    let again = world.db.run(insert, args!["a", 2_u64]).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
}

async fn many_rows_are_written_and_asked_for_at_once(world: World) {
    const INSERT: Rows<2> = Rows::new("INSERT INTO cursor (follower, seq) VALUES", "");
    const RAISE: Rows<2> =
        Rows::new("UPDATE cursor SET seq = v.column2 FROM (VALUES", ") AS v WHERE cursor.follower = v.column1");
    const ASK: Rows<1> = Rows::new("SELECT follower, seq FROM cursor WHERE follower IN (VALUES", ") ORDER BY follower");
    // More than three statements take, and a rest.
    let name = |n: u64| format!("f{n:04}");
    let mut tx = world.db.begin().await.unwrap();
    let before = tx.one("SELECT COUNT(*) AS n FROM cursor", args![]).await.unwrap().unwrap().count("n").unwrap();
    let rows = (0..403).map(|n| row![name(n), n]).collect();
    assert_eq!(tx.run_rows(&INSERT, rows).await.unwrap(), 403);
    let raised = (0..403).step_by(2).map(|n| row![name(n), n + 1_000]).collect();
    assert_eq!(tx.run_rows(&RAISE, raised).await.unwrap(), 202);
    let asked = (0..500).map(|n| row![name(n)]).collect();
    let found = tx.all_rows(&ASK, asked).await.unwrap();
    let found: Vec<_> = found.iter().map(|row| (row.text("follower").unwrap(), row.count("seq").unwrap())).collect();
    let expected: Vec<_> = (0..403).map(|n| (name(n), if n % 2 == 0 { n + 1_000 } else { n })).collect();
    assert_eq!(found, expected);
    // None are none.
    assert_eq!(tx.run_rows(&INSERT, vec![]).await.unwrap(), 0);
    assert!(tx.all_rows(&ASK, vec![]).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    // One that is refused is none written.
    let mut tx = world.db.begin().await.unwrap();
    let rows: Vec<[Value; 2]> = (400..410).rev().map(|n| row![name(n), n]).collect();
    let refused = tx.run_rows(&INSERT, rows).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    assert!(tx.commit().await.is_err());
    let after = world.db.one("SELECT COUNT(*) AS n FROM cursor", args![]).await.unwrap().unwrap().count("n").unwrap();
    assert_eq!(after, before + 403);
}

#[tokio::test]
async fn a_full_disk_refuses_and_recovers_by_itself() {
    let world = World::sqlite().await;
    let pages = world.db.one("PRAGMA page_count", args![]).await.unwrap().unwrap().int("page_count").unwrap();
    assert!(pages < 600, "{pages}");
    let before = world.release(kit::story("en", "Before", "Text."), &[]).await;
    // The writer's connection keeps the limit, as a disk keeps its size.
    let mut tx = world.db.begin().await.unwrap();
    tx.all("PRAGMA max_page_count = 600", args![]).await.unwrap();
    tx.commit().await.unwrap();
    // Waiting writers share a commit: each of them must learn that the disk is full, and nothing else.
    let long = "word ".repeat(15_000);
    let mut refused = None;
    for round in 0..20 {
        let tasks: Vec<_> = (0..8_u64)
            .map(|n| {
                let (writer, long) = (world.writer.clone(), long.clone());
                world.tasks.spawn(async move {
                    let new = wire::NewDispatch {
                        act: story::Act::Release,
                        item: format!("tel:text:20260901:{}", 1_000 + round * 8 + n).parse().unwrap(),
                        version: 1,
                        state: story::State::Usable,
                        products: vec![],
                        story: kit::story("en", &format!("Story {n}"), &long).ready().unwrap(),
                    };
                    let sent: Result<_, wire::WireError> = writer.commit(move |log| Box::pin(log.append(new))).await;
                    sent.err()
                })
            })
            .collect();
        for task in tasks {
            if let Some(error) = task.await.unwrap() {
                assert!(error.is_full(), "{error}");
                refused = Some(error);
            }
        }
        if refused.is_some() {
            break;
        }
    }
    let refused = refused.expect("the disk is full at last");
    assert!(refused.is_full(), "{refused}");
    let head = world.reader.head();
    assert!(head > before.seq());
    // The refused transaction took its connection, and the limit, with it: there is room again.
    let after = world.release(kit::story("en", "After", "Text."), &[]).await;
    assert_eq!(after.seq(), head + 1, "nothing was lost, and nothing was numbered twice");
}
