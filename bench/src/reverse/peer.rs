//! The same searches in PostgreSQL: `tsquery` beside `tsvector`, made of the same units, so that the same are met.

use super::postgres::Postgres;
use anyhow::{Context, Result, bail};
use query::{Condition, Field, Leaf, Node, Part, Query, Shape, analysis::Analysis, parts};
use sqlx::{PgConnection, Row};
use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};
use story::Story;

/// Bytes that are sent at once while the table is filled.
const SEND_BYTES: usize = 1 << 20;
/// A lexeme that no story has.
const NEVER: &str = "'-'";
/// Between two texts of a story, so that no phrase reaches from one into the next.
const GAP: usize = 2;

/// A table of searches.
pub struct Peer {
    connection: PgConnection,
    /// The time of filling it.
    pub filled: Duration,
    /// Its size.
    pub bytes: u64,
}

impl Peer {
    /// Fills a table with searches, numbered from 0.
    pub async fn fill(server: &Postgres, searches: &[String], english: &Analysis) -> Result<Self> {
        let mut connection = server.connect().await?;
        sqlx::raw_sql(
            "DROP TABLE IF EXISTS searches; CREATE TABLE searches (id BIGINT NOT NULL, query TSQUERY NOT NULL)",
        )
        .execute(&mut connection)
        .await?;
        let mut rows = vec![String::new()];
        for (id, text) in (0_u64..).zip(searches) {
            let asked = tsquery(Query::read(text)?.node(), None, english)?;
            let last = rows.last_mut().context("there is a batch")?;
            writeln!(last, "{id}\t{}", asked.replace('\\', "\\\\"))?;
            if last.len() > SEND_BYTES {
                rows.push(String::new());
            }
        }
        let begin = Instant::now();
        let mut copy = connection.copy_in_raw("COPY searches FROM STDIN").await?;
        for batch in &rows {
            copy.send(batch.as_bytes()).await?;
        }
        copy.finish().await?;
        let filled = begin.elapsed();
        sqlx::raw_sql("VACUUM (ANALYZE) searches").execute(&mut connection).await?;
        let size = sqlx::query("SELECT pg_table_size('searches')").fetch_one(&mut connection).await?;
        let bytes = u64::try_from(size.try_get::<i64, _>(0)?)?;
        Ok(Self { connection, filled, bytes })
    }

    /// The searches that a story meets, in order, and how long it took to ask for them.
    pub async fn matches(&mut self, vector: &str) -> Result<(Vec<u64>, Duration)> {
        let begin = Instant::now();
        let rows = sqlx::query("SELECT id FROM searches WHERE $1::text::tsvector @@ query")
            .bind(vector)
            .fetch_all(&mut self.connection)
            .await?;
        let took = begin.elapsed();
        let ids = rows.iter().map(|row| Ok(u64::try_from(row.try_get::<i64, _>(0)?)?));
        let mut ids = ids.collect::<Result<Vec<u64>>>()?;
        ids.sort_unstable();
        Ok((ids, took))
    }
}

/// A word of a query or story: by one of its forms, or as it stands.
fn lexeme(sort: char, word: &str) -> String {
    format!("'{sort}:{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

/// The weight that stands for a field; there are four, and the last is that of all other texts.
fn weight(field: Option<Field>) -> Result<char> {
    Ok(match field {
        Some(Field::Headline) => 'A',
        Some(Field::Standfirst) => 'B',
        Some(Field::Slug) => 'C',
        Some(other) => bail!("PostgreSQL has no weight for the field {}", other.name()),
        None => 'D',
    })
}

/// What of a story is asked, as `tsvector` writes it.
pub fn tsvector(story: &Story, analysis: &Analysis) -> Result<String> {
    let mut vector = String::new();
    let mut at = 0;
    for Part { field, text } in parts(story) {
        let weight = weight(field)?;
        for unit in analysis.units(&text) {
            at += 1;
            for (sort, word) in [('e', Some(&unit.exact)), ('w', Some(&unit.exact)), ('w', unit.stem.as_ref())] {
                word.map_or(Ok(()), |word| write!(vector, "{}:{at}{weight} ", lexeme(sort, word)))?;
            }
        }
        at += GAP;
    }
    let what = [
        format!("kind={}", story.kind().name()),
        format!("language={}", story.language),
        format!("category={}", story.category.0),
        format!("priority={}", story.priority as u8),
    ];
    for value in what {
        write!(vector, "{} ", lexeme('c', &value))?;
    }
    Ok(vector)
}

/// A query as `tsquery` writes it, with its words as one analysis reads them.
fn tsquery(node: &Node, field: Option<Field>, analysis: &Analysis) -> Result<String> {
    let of = match field {
        Some(_) => format!(":{}", weight(field)?),
        None => String::new(),
    };
    if let Some(leaf) = Leaf::of(node) {
        return Ok(match leaf.shape(analysis) {
            None => NEVER.to_owned(),
            Some(Shape::Word(unit)) => {
                let forms = [Some(&unit.exact), unit.stem.as_ref()];
                let forms = forms.into_iter().flatten().map(|form| format!("{}{of}", lexeme('w', form)));
                format!("({})", forms.collect::<Vec<_>>().join(" | "))
            }
            Some(Shape::Run(words)) => {
                let words = words.iter().map(|word| format!("{}{of}", lexeme('e', word)));
                format!("({})", words.collect::<Vec<_>>().join(" <-> "))
            }
        });
    }
    let joined = |parts: &[Node], sign: &str| -> Result<String> {
        let parts = parts.iter().map(|part| tsquery(part, field, analysis)).collect::<Result<Vec<_>>>()?;
        Ok(format!("({})", parts.join(sign)))
    };
    match node {
        Node::In(field, part) => tsquery(part, Some(*field), analysis),
        Node::Is(condition) => {
            let values = values(condition)?;
            let name = condition.name();
            let values = values.iter().map(|value| lexeme('c', &format!("{name}={value}")));
            Ok(format!("({})", values.collect::<Vec<_>>().join(" | ")))
        }
        Node::All(parts) => joined(parts, " & "),
        Node::Any(parts) => joined(parts, " | "),
        Node::Not(part) => Ok(format!("!{}", tsquery(part, field, analysis)?)),
        Node::Word(_) | Node::Phrase(_) => bail!("a word is a leaf"),
    }
}

fn values(condition: &Condition) -> Result<Vec<String>> {
    Ok(match condition {
        Condition::Kind(kinds) => kinds.iter().map(|kind| kind.name().to_owned()).collect(),
        Condition::Language(languages) => languages.iter().map(ToString::to_string).collect(),
        Condition::Category(ids) => ids.iter().map(|id| id.0.to_string()).collect(),
        Condition::Priority(priorities) => priorities.iter().map(|p| (*p as u8).to_string()).collect(),
        other => bail!("PostgreSQL is not asked for {}", other.name()),
    })
}

/// The first difference between two lists that should be the same.
pub fn same(ours: &[u64], theirs: &[u64], searches: &[String], whose: &str) -> Result<()> {
    if ours == theirs {
        return Ok(());
    }
    let id = ours.iter().find(|id| !theirs.contains(id)).or_else(|| theirs.iter().find(|id| !ours.contains(id)));
    let id = *id.context("the lists differ in order only")?;
    let search = searches.get(usize::try_from(id)?).map_or("", String::as_str);
    bail!("{} searches are met, and {} by {whose}; they differ in `{search}`", ours.len(), theirs.len())
}
