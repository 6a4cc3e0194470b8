//! Values that go into statements and rows that come out, the same for both engines.

use crate::StoreError;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type, postgres::PgRow, sqlite::SqliteRow};

/// One argument of a statement. The variants carry options because PostgreSQL wants NULL to have a type.
#[derive(Debug, Clone)]
pub enum Value {
    /// `BIGINT`
    Int(Option<i64>),
    /// `TEXT`
    Text(Option<String>),
    /// `BOOLEAN`
    Flag(bool),
    /// `BLOB` in SQLite, `BYTEA` in PostgreSQL.
    Bytes(Vec<u8>),
}

macro_rules! value_from {
    ($($from:ty => |$v:ident| $to:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($v: $from) -> Self {
                $to
            }
        }
    )*};
}
value_from! {
    i64 => |v| Self::Int(Some(v));
    Option<i64> => |v| Self::Int(v);
    u32 => |v| Self::Int(Some(v.into()));
    // Nothing that is counted comes near 2^63; what a client sends beyond it means the end.
    u64 => |v| Self::Int(Some(i64::try_from(v).unwrap_or(i64::MAX)));
    &str => |v| Self::Text(Some(v.to_owned()));
    String => |v| Self::Text(Some(v));
    Option<String> => |v| Self::Text(v);
    Option<&str> => |v| Self::Text(v.map(str::to_owned));
    bool => |v| Self::Flag(v);
    Vec<u8> => |v| Self::Bytes(v);
}

/// A row of an answer. Columns are read by name.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    fn get<'r, T>(&'r self, column: &'static str) -> Result<T, StoreError>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(|e| StoreError::Corrupt { column, why: e.to_string() })
    }

    /// A `BIGINT` that is not null.
    pub fn int(&self, column: &'static str) -> Result<i64, StoreError> {
        self.get(column)
    }

    /// A `BIGINT` that counts: not null and not negative.
    pub fn count(&self, column: &'static str) -> Result<u64, StoreError> {
        u64::try_from(self.int(column)?).map_err(|e| StoreError::Corrupt { column, why: e.to_string() })
    }

    /// A `BIGINT`, or null.
    pub fn int_or_null(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        self.get(column)
    }

    /// A `TEXT` that is not null.
    pub fn text(&self, column: &'static str) -> Result<String, StoreError> {
        self.get(column)
    }

    /// A `TEXT`, or null.
    pub fn text_or_null(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        self.get(column)
    }

    /// A `BOOLEAN` that is not null.
    pub fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        self.get(column)
    }

    /// A `BLOB` or `BYTEA` that is not null.
    pub fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        self.get(column)
    }

    /// A `TEXT` parsed into one of the domain's types.
    pub fn parsed<T>(&self, column: &'static str) -> Result<T, StoreError>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.text(column)?;
        text.parse().map_err(|e: T::Err| StoreError::Corrupt { column, why: e.to_string() })
    }
}
