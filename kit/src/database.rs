//! Throw-away databases on both engines.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::Path;
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
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("the file");
            sqlx::query(sql).execute(&mut connection).await.expect("the statement").rows_affected()
        }
        Location::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.expect("the database");
            sqlx::query(sql).execute(&mut connection).await.expect("the statement").rows_affected()
        }
    }
}
