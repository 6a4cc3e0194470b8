//! The same stories in PostgreSQL and in SQLite, with the full-text search that comes with each.
//!
//! Both are given the words as Tellal reads them: in lower case, in one spelling, Japanese cut into words, and a word of
//! its own between two texts, over which no phrase reaches. PostgreSQL cuts endings by itself, by the rules of the
//! language; FTS5 knows none and leaves the words as they are.

use super::{asked::Asked, ours::HITS};
use crate::reverse::postgres::Postgres;
use anyhow::{Context, Result};
use query::analysis::Analysis;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    collections::HashMap,
    fmt::Write as _,
    path::Path,
    time::{Duration, Instant},
};
use story::Story;

/// What stands between two texts of a story: no story has it.
const BETWEEN: &str = " qzxjqzxj ";
/// The languages for which PostgreSQL has rules, by ours.
const RULES: [(&str, &str); 3] = [("en", "english"), ("tr", "turkish"), ("ar", "arabic")];

/// One story as the peers take it.
pub struct Filed {
    seq: i64,
    language: String,
    section: i64,
    created: i64,
    hit: String,
    text: String,
}

/// What was found: how many, and the newest by their numbers.
pub type Found = (u64, Vec<u64>);

impl Filed {
    /// Story `seq`, released at `created`, in milliseconds.
    pub fn of(story: &Story, seq: u64, created: i64) -> Result<Self> {
        let analysis = Analysis::of(&story.language);
        let texts = query::parts(story).into_iter().map(|part| {
            let units = analysis.units(&part.text);
            units.into_iter().map(|unit| unit.exact).collect::<Vec<_>>().join(" ")
        });
        let text = texts.collect::<Vec<_>>().join(BETWEEN);
        let hit = serde_json::json!({
            "seq": seq, "item": format!("tel:text:20260101:{seq}"), "version": 1, "kind": "text",
            "language": story.language, "priority": story.priority, "category": story.category.0,
            "headline": story.headline.as_str(), "slug": story.slug.as_str(), "released": created,
            "version_created": created, "group": null,
        });
        Ok(Self {
            seq: i64::try_from(seq)?,
            language: story.language.primary().to_owned(),
            section: story.category.0.into(),
            created,
            hit: hit.to_string(),
            text,
        })
    }
}

fn rules(language: &str) -> &'static str {
    RULES.iter().find(|(code, _)| *code == language).map_or("simple", |(_, rules)| rules)
}

/// The table in PostgreSQL.
pub struct InPostgres {
    connection: PgConnection,
    /// Which words of which language it leaves out.
    stopped: HashMap<(String, String), bool>,
}

impl InPostgres {
    pub async fn open(server: &Postgres) -> Result<Self> {
        let mut connection = server.connect().await?;
        let sql = "CREATE UNLOGGED TABLE filed \
                   (seq BIGINT, language TEXT, section BIGINT, created BIGINT, hit TEXT, text TEXT)";
        sqlx::raw_sql(sql).execute(&mut connection).await?;
        Ok(Self { connection, stopped: HashMap::new() })
    }

    pub async fn file(&mut self, stories: &[Filed]) -> Result<()> {
        let mut rows = String::new();
        let escaped = |text: &str| text.replace('\\', "\\\\").replace(['\t', '\n', '\r'], " ");
        for Filed { seq, language, section, created, hit, text } in stories {
            let (hit, text) = (escaped(hit), escaped(text));
            writeln!(rows, "{seq}\t{language}\t{section}\t{created}\t{hit}\t{text}")?;
        }
        let mut copy = self.connection.copy_in_raw("COPY filed FROM STDIN").await?;
        copy.send(rows.as_bytes()).await?;
        copy.finish().await?;
        Ok(())
    }

    /// Makes the index; answers how long it took. It counts ten times as many words as it would by itself: else it takes
    /// rare words for more frequent ones, and looks for them in all stories, from the newest on.
    pub async fn index(&mut self) -> Result<Duration> {
        let begin = Instant::now();
        let sql = "ANALYZE filed; \
            CREATE UNLOGGED TABLE story AS SELECT seq, language, section, created, hit, to_tsvector( \
                CASE language WHEN 'en' THEN 'english'::regconfig WHEN 'tr' THEN 'turkish'::regconfig \
                WHEN 'ar' THEN 'arabic'::regconfig ELSE 'simple'::regconfig END, text) AS words FROM filed; \
            DROP TABLE filed; \
            ALTER TABLE story ADD PRIMARY KEY (seq); \
            CREATE INDEX ON story USING gin (words); \
            CREATE INDEX ON story (language); CREATE INDEX ON story (section); CREATE INDEX ON story (created); \
            ALTER TABLE story ALTER words SET STATISTICS 1000; \
            VACUUM (ANALYZE) story";
        for statement in sql.split(';') {
            sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut self.connection).await?;
        }
        Ok(begin.elapsed())
    }

    /// Asks which of these words it leaves out.
    pub async fn ask_for_stops(&mut self, words: impl IntoIterator<Item = (String, String)>) -> Result<()> {
        for (language, word) in words {
            let row = sqlx::query("SELECT numnode(to_tsquery($1::text::regconfig, $2)) = 0")
                .bind(rules(&language))
                .bind(&word)
                .fetch_one(&mut self.connection)
                .await?;
            self.stopped.insert((language, word), row.try_get(0)?);
        }
        Ok(())
    }

    /// True for a word that it leaves out, of those that it was asked about.
    pub fn stops(&self, language: &str, word: &str) -> bool {
        self.stopped.get(&(language.to_owned(), word.to_owned())).copied().unwrap_or(false)
    }

    pub async fn newest(&mut self, asked: &Asked) -> Result<(Found, Duration)> {
        let (rules, more, words) = (rules(asked.language), asked.sql(), asked.tsquery());
        let meets = format!("words @@ to_tsquery('{rules}', $1){more}");
        let newest = format!("SELECT seq, hit FROM story WHERE {meets} ORDER BY seq DESC LIMIT {HITS}");
        let count = format!("SELECT count(*) FROM story WHERE {meets}");
        let begin = Instant::now();
        let hits = sqlx::query(AssertSqlSafe(newest)).bind(&words).fetch_all(&mut self.connection).await?;
        let count = sqlx::query(AssertSqlSafe(count)).bind(&words).fetch_one(&mut self.connection).await?;
        let took = begin.elapsed();
        let seqs = hits.iter().map(|row| Ok(u64::try_from(row.try_get::<i64, _>(0)?)?)).collect::<Result<_>>()?;
        Ok(((u64::try_from(count.try_get::<i64, _>(0)?)?, seqs), took))
    }

    /// What the table and its indexes take, in bytes.
    pub async fn bytes(&mut self) -> Result<u64> {
        let row = sqlx::query("SELECT pg_total_relation_size('story')").fetch_one(&mut self.connection).await?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?)?)
    }
}

/// The tables in SQLite.
pub struct InSqlite {
    connection: SqliteConnection,
}

impl InSqlite {
    pub async fn open(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let sql = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; \
            PRAGMA mmap_size = 8000000000; \
            CREATE TABLE story (seq INTEGER PRIMARY KEY, language TEXT, section INTEGER, created INTEGER, hit TEXT); \
            CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize = 'unicode61 remove_diacritics 0')";
        sqlx::raw_sql(sql).execute(&mut connection).await?;
        Ok(Self { connection })
    }

    pub async fn file(&mut self, stories: &[Filed]) -> Result<()> {
        let mut change = self.connection.begin().await?;
        for Filed { seq, language, section, created, hit, text } in stories {
            sqlx::query("INSERT INTO story VALUES (?, ?, ?, ?, ?)")
                .bind(seq)
                .bind(language)
                .bind(section)
                .bind(created)
                .bind(hit)
                .execute(&mut *change)
                .await?;
            sqlx::query("INSERT INTO words (rowid, text) VALUES (?, ?)")
                .bind(seq)
                .bind(text)
                .execute(&mut *change)
                .await?;
        }
        change.commit().await?;
        Ok(())
    }

    /// Merges the index into one piece; answers how long it took.
    pub async fn index(&mut self) -> Result<Duration> {
        let begin = Instant::now();
        let sql = "INSERT INTO words (words) VALUES ('optimize'); CREATE INDEX by_language ON story (language); \
            CREATE INDEX by_section ON story (section); CREATE INDEX by_time ON story (created); ANALYZE";
        sqlx::raw_sql(sql).execute(&mut self.connection).await?;
        Ok(begin.elapsed())
    }

    pub async fn newest(&mut self, asked: &Asked) -> Result<(Found, Duration)> {
        let (more, words) = (asked.sql(), asked.fts5());
        let joined = "words JOIN story ON story.seq = words.rowid";
        let newest = format!(
            "SELECT words.rowid, story.hit FROM {joined} WHERE words MATCH ?{more} ORDER BY words.rowid DESC LIMIT {HITS}"
        );
        let from = if more.is_empty() { "words" } else { joined };
        let count = format!("SELECT count(*) FROM {from} WHERE words MATCH ?{more}");
        let begin = Instant::now();
        let hits = sqlx::query(AssertSqlSafe(newest)).bind(&words).fetch_all(&mut self.connection).await?;
        let count = sqlx::query(AssertSqlSafe(count)).bind(&words).fetch_one(&mut self.connection).await?;
        let took = begin.elapsed();
        let seqs = hits.iter().map(|row| Ok(u64::try_from(row.try_get::<i64, _>(0)?)?)).collect::<Result<_>>()?;
        let count = count.try_get::<i64, _>(0).context("there is a count")?;
        Ok(((u64::try_from(count)?, seqs), took))
    }
}
