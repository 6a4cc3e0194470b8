//! The database: SQLite embedded, or PostgreSQL, behind one narrow door.

use crate::{Row, StoreError, Value, migrations};
use sqlx::{
    AssertSqlSafe, PgPool, Postgres, SqlSafeStr, SqlStr, Sqlite, SqlitePool, Transaction,
    pool::PoolConnection,
    postgres::{PgListener, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    ops::{Deref, DerefMut},
    path::PathBuf,
    time::Duration,
};

/// The oldest SQLite that may hold the wire: earlier ones can corrupt a database in WAL mode when it is reset.
pub const SQLITE_VERSION_MIN: (u32, u32, u32) = (3, 51, 3);
/// How long a statement waits for another process that writes, in seconds.
const BUSY_SECS: u64 = 15;
/// Read-only connections to SQLite.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a request waits for a connection, in seconds.
const ACQUIRE_SECS: u64 = 30;
/// The channel on which PostgreSQL wakes the followers of the wire.
const WAKE_CHANNEL: &str = "tellal_wire";

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file; it is made if it is not there.
    Sqlite(PathBuf),
    /// A PostgreSQL address, `postgres://…`.
    Postgres(String),
}

/// An open database. Clones share the connections.
#[derive(Clone)]
pub enum Db {
    /// SQLite, with its one writer and its readers.
    Sqlite {
        /// The one connection that may write.
        writer: SqlitePool,
        /// Connections that cannot write.
        readers: SqlitePool,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

/// A transaction. Dropped without [`Tx::commit`], it changes nothing.
pub struct Tx {
    on: On,
    /// What failed since the last mark. PostgreSQL answers the `COMMIT` of a transaction in which a statement failed
    /// with a rollback that is no error; and SQLite rolls back by itself on a full disk.
    failed: Option<Failed>,
}

/// SQLite's transactions are begun and ended by our own statements: after a full disk SQLite has rolled back by itself,
/// and the driver's own count of open transactions would then never be right again.
enum On {
    Sqlite(Held),
    Postgres(Transaction<'static, Postgres>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Failed {
    Full,
    Otherwise,
}

/// SQLite's writer while a transaction holds it.
struct Held(Option<PoolConnection<Sqlite>>);

impl Held {
    /// Gives the connection back for others to use.
    fn keep(&mut self) {
        drop(self.0.take());
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Nobody knows where the transaction stands: closing the connection rolls it back.
        if let Some(connection) = &mut self.0 {
            connection.close_on_drop();
        }
    }
}

impl Deref for Held {
    type Target = PoolConnection<Sqlite>;
    fn deref(&self) -> &Self::Target {
        self.0.as_ref().expect("the connection is given back only when the transaction has ended")
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.0.as_mut().expect("the connection is given back only when the transaction has ended")
    }
}

/// A statement with its arguments bound, on either engine.
macro_rules! bound {
    ($sql:expr, $args:expr) => {
        $args.into_iter().fold(sqlx::query($sql), |query, value| match value {
            Value::Int(v) => query.bind(v),
            Value::Text(v) => query.bind(v),
            Value::Flag(v) => query.bind(v),
            Value::Bytes(v) => query.bind(v),
        })
    };
}

impl Db {
    /// Opens the database, makes or migrates its tables, and checks the engine's version.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        match location {
            Location::Sqlite(path) => Self::open_sqlite(path).await,
            Location::Postgres(url) => {
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(Duration::from_secs(ACQUIRE_SECS))
                    .connect(url)
                    .await
                    .map_err(|e| StoreError::Unusable(e.to_string()))?;
                migrations::postgres().await?.run(&pool).await.map_err(sqlx::Error::from)?;
                Ok(Self::Postgres(pool))
            }
        }
    }

    async fn open_sqlite(path: &PathBuf) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(BUSY_SECS))
            .foreign_keys(true);
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(ACQUIRE_SECS))
                .idle_timeout(None)
                .max_lifetime(None)
        };
        let unusable = |e: sqlx::Error| StoreError::Unusable(format!("{}: {e}", path.display()));
        let writer = pool(1).connect_with(options.clone()).await.map_err(unusable)?;
        let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&writer).await?;
        if parse_version(&version).is_none_or(|found| found < SQLITE_VERSION_MIN) {
            return Err(StoreError::Unusable(format!("SQLite {version} is too old to hold the wire safely")));
        }
        migrations::sqlite().await?.run(&writer).await.map_err(sqlx::Error::from)?;
        let readers = pool(SQLITE_READERS).connect_with(options.read_only(true)).await.map_err(unusable)?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// The engine's name, for logs and reports.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Reads every row of an answer.
    pub async fn all(&self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                bound!(sql, args).fetch_all(readers).await?.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(pool) => bound!(sql, args).fetch_all(pool).await?.into_iter().map(Row::Postgres).collect(),
        })
    }

    /// Reads the first row of an answer, if there is one.
    pub async fn one(&self, sql: &'static str, args: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => bound!(sql, args).fetch_optional(readers).await?.map(Row::Sqlite),
            Self::Postgres(pool) => bound!(sql, args).fetch_optional(pool).await?.map(Row::Postgres),
        })
    }

    /// Begins a transaction that writes. On SQLite there is one at a time; others wait their turn.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let on = match self {
            Self::Sqlite { writer, .. } => {
                let mut connection = Held(Some(writer.acquire().await?));
                sqlx::query("BEGIN IMMEDIATE").execute(&mut **connection).await?;
                On::Sqlite(connection)
            }
            Self::Postgres(pool) => On::Postgres(pool.begin().await?),
        };
        Ok(Tx { on, failed: None })
    }

    /// Runs one statement that writes, in a transaction of its own. Answers the number of rows changed.
    pub async fn run(&self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        match tx.run(sql, args).await {
            Ok(changed) => tx.commit().await.map(|()| changed),
            Err(refused) => {
                // The statement's own error is the one to tell; a failed rollback only costs the connection.
                let _ = tx.rollback().await;
                Err(refused)
            }
        }
    }

    /// Waits until another process may have written: on PostgreSQL for its notice, on SQLite for ever (there the
    /// writer tells through its own signal). A notice is only a hint; the reader looks for itself.
    pub async fn wakes(&self) -> Result<Wakes, StoreError> {
        Ok(Wakes(match self {
            Self::Sqlite { .. } => None,
            Self::Postgres(pool) => {
                let mut listener = PgListener::connect_with(pool).await?;
                listener.listen(WAKE_CHANNEL).await?;
                Some(listener)
            }
        }))
    }

    /// Closes every connection, after the work that holds them.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Notices that another process wrote.
pub struct Wakes(Option<PgListener>);

impl Wakes {
    /// Waits for the next notice. A connection that was lost and made again counts as one: notices may be lost with it.
    pub async fn next(&mut self) -> Result<(), StoreError> {
        match &mut self.0 {
            Some(listener) => {
                listener.try_recv().await?;
                Ok(())
            }
            None => std::future::pending().await,
        }
    }
}

impl Tx {
    /// Runs a statement; answers the number of rows changed.
    pub async fn run(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        self.execute(sql.into_sql_str(), args).await
    }

    /// Runs a statement whose text was made; whatever came from outside is among its arguments.
    pub(crate) async fn execute(&mut self, sql: SqlStr, args: Vec<Value>) -> Result<u64, StoreError> {
        let done = match &mut self.on {
            On::Sqlite(tx) => bound!(sql, args).execute(&mut ***tx).await.map(|done| done.rows_affected()),
            On::Postgres(tx) => bound!(sql, args).execute(&mut **tx).await.map(|done| done.rows_affected()),
        };
        self.noted(done)
    }

    /// Reads every row of an answer.
    pub async fn all(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        self.fetch(sql.into_sql_str(), args).await
    }

    /// As [`Tx::execute`], for a statement that answers rows.
    pub(crate) async fn fetch(&mut self, sql: SqlStr, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let rows = match &mut self.on {
            On::Sqlite(tx) => {
                let rows = bound!(sql, args).fetch_all(&mut ***tx).await;
                rows.map(|rows| rows.into_iter().map(Row::Sqlite).collect())
            }
            On::Postgres(tx) => {
                let rows = bound!(sql, args).fetch_all(&mut **tx).await;
                rows.map(|rows| rows.into_iter().map(Row::Postgres).collect())
            }
        };
        self.noted(rows)
    }

    /// Whether the engine is SQLite.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.on, On::Sqlite(_))
    }

    /// Reads the first row of an answer, if there is one.
    pub async fn one(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Option<Row>, StoreError> {
        let row = match &mut self.on {
            On::Sqlite(tx) => bound!(sql, args).fetch_optional(&mut ***tx).await.map(|row| row.map(Row::Sqlite)),
            On::Postgres(tx) => bound!(sql, args).fetch_optional(&mut **tx).await.map(|row| row.map(Row::Postgres)),
        };
        self.noted(row)
    }

    /// Marks a place to which [`Tx::undo`] can go back.
    pub async fn mark(&mut self) -> Result<(), StoreError> {
        self.run("SAVEPOINT job", Vec::new()).await.map(drop)
    }

    /// Undoes everything since [`Tx::mark`]; the rest of the transaction stands. Where the engine has undone all of it
    /// already, the error is the one that made it do so.
    pub async fn undo(&mut self) -> Result<(), StoreError> {
        let full = self.failed == Some(Failed::Full);
        match self.run("ROLLBACK TO SAVEPOINT job", Vec::new()).await {
            Ok(_) => {
                self.failed = None;
                Ok(())
            }
            Err(_) if full => Err(StoreError::Full),
            Err(other) => Err(other),
        }
    }

    /// Forgets the last [`Tx::mark`].
    pub async fn keep(&mut self) -> Result<(), StoreError> {
        self.run("RELEASE SAVEPOINT job", Vec::new()).await.map(drop)
    }

    /// Tells other processes, when this transaction commits, that the wire grew to `seq` (PostgreSQL only).
    pub async fn wake_others(&mut self, seq: u64) -> Result<(), StoreError> {
        if let On::Postgres(tx) = &mut self.on {
            // NOTIFY takes no arguments to bind; both parts are a constant and a number.
            sqlx::query(AssertSqlSafe(format!("NOTIFY {WAKE_CHANNEL}, '{seq}'"))).execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// Makes the changes durable. Refuses when a statement failed and was not undone.
    pub async fn commit(self) -> Result<(), StoreError> {
        if self.failed.is_some() {
            return Err(StoreError::Unusable("a statement of the transaction failed; nothing was written".to_owned()));
        }
        self.end("COMMIT").await
    }

    /// Undoes everything, and keeps the connection for the next transaction.
    pub async fn rollback(self) -> Result<(), StoreError> {
        self.end("ROLLBACK").await
    }

    async fn end(self, statement: &'static str) -> Result<(), StoreError> {
        match self.on {
            On::Sqlite(mut connection) => {
                let ended = sqlx::query(statement).execute(&mut **connection).await;
                if ended.is_ok() {
                    connection.keep();
                }
                ended?;
            }
            On::Postgres(tx) if statement == "COMMIT" => tx.commit().await?,
            On::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    /// Remembers that a statement failed.
    fn noted<T>(&mut self, done: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        done.map_err(|error| {
            let error = StoreError::from(error);
            self.failed = Some(if matches!(error, StoreError::Full) { Failed::Full } else { Failed::Otherwise });
            error
        })
    }
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|p| p.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}
