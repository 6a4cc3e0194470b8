//! Throw-away databases on both engines.

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use store::Location;

/// The variable that names the PostgreSQL server of the test run.
const POSTGRES: &str = "TELLAL_TEST_POSTGRES";

/// A SQLite file in `dir`.
pub(crate) fn sqlite(dir: &Path) -> Location {
    Location::Sqlite(dir.join("tellal.db"))
}

/// A new, empty database on the test run's PostgreSQL server.
pub(crate) async fn postgres() -> Location {
    Location::Postgres(postgres_address().await)
}

/// The address of a new, empty database on the test run's PostgreSQL server.
pub async fn postgres_address() -> String {
    let server = std::env::var(POSTGRES).unwrap_or_else(|_| {
        panic!("{POSTGRES} is not set: run the tests with `cargo nextest run`, which starts a server")
    });
    let mut random = [0; 8];
    getrandom::fill(&mut random).expect("random numbers");
    let name = format!("tellal_{}", hex::encode(random));
    let mut connection = PgConnection::connect(&server).await.expect("the test run's PostgreSQL server");
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name} STRATEGY file_copy")))
        .execute(&mut connection)
        .await
        .expect("a new database");
    connection.close().await.expect("closing");
    let (address, options) = server.split_once('?').unwrap_or((&server, ""));
    let address = address.rsplit_once('/').map_or(address, |(head, _)| head);
    format!("{address}/{name}?{options}")
}

/// Runs a statement past every rule of the store, as somebody with access to the disk could.
pub(crate) async fn tamper(location: &Location, sql: &str) -> u64 {
    let sql = AssertSqlSafe(sql.to_owned());
    match location {
        Location::Sqlite(path) => {
            let mut connection = file(path).await;
            sqlx::query(sql).execute(&mut connection).await.expect("the statement").rows_affected()
        }
        Location::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.expect("the database");
            sqlx::query(sql).execute(&mut connection).await.expect("the statement").rows_affected()
        }
    }
}

async fn file(path: &Path) -> SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    SqliteConnection::connect_with(&options).await.expect("the file")
}

/// Every row of every table, as text, for tests that compare what is kept before with what is kept after.
pub async fn rows(location: &Location) -> BTreeMap<String, BTreeSet<String>> {
    match location {
        Location::Sqlite(path) => rows_of_sqlite(&mut file(path).await).await,
        Location::Postgres(url) => rows_of_postgres(&mut PgConnection::connect(url).await.expect("the database")).await,
    }
}

/// One text out of each row, named `t`.
macro_rules! texts {
    ($connection:expr, $sql:expr) => {
        sqlx::query(AssertSqlSafe($sql))
            .fetch_all(&mut *$connection)
            .await
            .expect("rows")
            .iter()
            .map(|row| row.get::<String, _>("t"))
    };
}

async fn rows_of_sqlite(connection: &mut SqliteConnection) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    let tables: Vec<String> =
        texts!(connection, "SELECT name AS t FROM sqlite_master WHERE type = 'table'".to_owned()).collect();
    for table in tables {
        let columns: Vec<String> =
            texts!(connection, format!("SELECT name AS t FROM pragma_table_info('{table}') ORDER BY cid"))
                .map(|column| format!("'{column}=' || quote({column})"))
                .collect();
        let sql = format!("SELECT {} AS t FROM {table}", columns.join(" || ' ' || "));
        all.insert(table, texts!(connection, sql).collect());
    }
    all
}

async fn rows_of_postgres(connection: &mut PgConnection) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    let tables = "SELECT tablename::text AS t FROM pg_tables WHERE schemaname = 'public'".to_owned();
    let tables: Vec<String> = texts!(connection, tables).collect();
    for table in tables {
        let sql = format!("SELECT row_to_json({table})::text AS t FROM {table}");
        all.insert(table, texts!(connection, sql).collect());
    }
    all
}
