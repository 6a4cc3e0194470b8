//! Statements in which many rows stand: what a batch costs is statements, each handed to the engine and answered, and hardly
//! the rows in them.

use crate::{Row, StoreError, Tx, Value};
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};
use std::{fmt::Write, vec};

/// Rows that one statement holds at most.
const ROWS_MAX: usize = 128;
/// Parameters that a statement may have in SQLite; PostgreSQL takes 65,535.
const PARAMETERS_MAX: usize = 32_766;

/// A statement with a list of rows in it, of so many columns each: `INSERT INTO … VALUES (…), (…)`, `… IN (VALUES (…), (…))`, or
/// `UPDATE … FROM (VALUES (…), (…)) AS v`, where both engines call the columns `column1`, `column2` … It has no other parameters.
pub struct Rows<const COLUMNS: usize> {
    before: &'static str,
    after: &'static str,
}

impl<const COLUMNS: usize> Rows<COLUMNS> {
    /// A statement of what stands before its rows and what stands after them.
    pub const fn new(before: &'static str, after: &'static str) -> Self {
        const { assert!(COLUMNS > 0 && COLUMNS * ROWS_MAX <= PARAMETERS_MAX, "a statement has too many parameters") };
        Self { before, after }
    }

    /// The statement for so many rows.
    fn text(&self, rows: usize, numbered: bool) -> String {
        let mut sql = self.before.to_owned();
        for n in 0..rows * COLUMNS {
            sql.push_str(match n {
                0 => " (",
                n if n % COLUMNS == 0 => "), (",
                _ => ", ",
            });
            if numbered {
                write!(sql, "${}", n + 1).expect("a text takes what is written to it");
            } else {
                sql.push('?');
            }
        }
        sql + ")" + self.after
    }
}

/// How many of the rows that are left the next statement takes. They are powers of two, because engines keep what they have
/// prepared by its text, and so meet few different ones.
fn taken(left: usize) -> usize {
    left.checked_ilog2().map_or(0, |log| ROWS_MAX.min(1 << log))
}

/// The rows that are left to be written or asked for.
struct Left<'s, const COLUMNS: usize> {
    statement: &'s Rows<COLUMNS>,
    rows: vec::IntoIter<[Value; COLUMNS]>,
    numbered: bool,
}

impl<const COLUMNS: usize> Iterator for Left<'_, COLUMNS> {
    type Item = (SqlStr, Vec<Value>);

    fn next(&mut self) -> Option<Self::Item> {
        let rows = Some(taken(self.rows.len())).filter(|rows| *rows > 0)?;
        // Made of constants and numbers alone.
        let sql = AssertSqlSafe(self.statement.text(rows, self.numbered)).into_sql_str();
        Some((sql, self.rows.by_ref().take(rows).flatten().collect()))
    }
}

impl Tx {
    /// Runs a statement for many rows, some at a time; answers the number of rows changed. Without rows it does nothing.
    pub async fn run_rows<const COLUMNS: usize>(
        &mut self,
        statement: &Rows<COLUMNS>,
        rows: Vec<[Value; COLUMNS]>,
    ) -> Result<u64, StoreError> {
        let mut changed = 0;
        for (sql, args) in self.left(statement, rows) {
            changed += self.execute(sql, args).await?;
        }
        Ok(changed)
    }

    /// Reads every row of the answers to a statement that asks for many, some at a time: an order holds among those only.
    pub async fn all_rows<const COLUMNS: usize>(
        &mut self,
        statement: &Rows<COLUMNS>,
        rows: Vec<[Value; COLUMNS]>,
    ) -> Result<Vec<Row>, StoreError> {
        let mut found = Vec::new();
        for (sql, args) in self.left(statement, rows) {
            found.append(&mut self.fetch(sql, args).await?);
        }
        Ok(found)
    }

    fn left<'s, const COLUMNS: usize>(
        &self,
        statement: &'s Rows<COLUMNS>,
        rows: Vec<[Value; COLUMNS]>,
    ) -> Left<'s, COLUMNS> {
        // SQLite looks for the name of a numbered parameter through the list of all names, for each of them again.
        Left { statement, rows: rows.into_iter(), numbered: !self.is_sqlite() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_rows_stands_in_the_statement() {
        let rows = Rows::<2>::new("INSERT INTO cursor (follower, seq) VALUES", " ON CONFLICT (follower) DO NOTHING");
        assert_eq!(
            rows.text(2, true),
            "INSERT INTO cursor (follower, seq) VALUES ($1, $2), ($3, $4) ON CONFLICT (follower) DO NOTHING"
        );
        let one = Rows::<1>::new("DELETE FROM cursor WHERE follower IN (VALUES", ")");
        assert_eq!(one.text(3, false), "DELETE FROM cursor WHERE follower IN (VALUES (?), (?), (?))");
    }

    #[test]
    fn few_statements_hold_all_rows() {
        let chunks = |mut left: usize| {
            let mut chunks = Vec::new();
            while taken(left) > 0 {
                chunks.push(taken(left));
                left -= taken(left);
            }
            chunks
        };
        assert_eq!(chunks(0), []);
        assert_eq!(chunks(1), [1]);
        assert_eq!(chunks(300), [128, 128, 32, 8, 4]);
    }
}
