//! Snippets: blocks that are put into a text by a short name. They are somebody's own, a desk's, or of the whole house.

use crate::{
    Desk, DeskError,
    drafts::{one_fault, take_numbers},
    item::{json, small},
    rights::require,
    templates::is_a_desk,
};
use account::{AuditLine, Right, Staff, audit};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use store::{Row, StoreError, args};
use story::{Body, Fault, Lang, Line, canonical_json, from_millis, to_millis};
use wire::Log;

/// What a snippet is called by.
pub type SnippetName = Line<40>;
/// Snippets that one person, one desk or the house may have.
const SNIPPETS_MAX: u64 = 300;

/// Whose a snippet is. Written `house`, `desk:ID` or `person:LOGIN`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Holder {
    /// Everybody's.
    House,
    /// A desk's.
    Desk(String),
    /// Somebody's own.
    Person(String),
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::House => f.write_str("house"),
            Self::Desk(id) => write!(f, "desk:{id}"),
            Self::Person(login) => write!(f, "person:{login}"),
        }
    }
}

impl FromStr for Holder {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        match s.split_once(':') {
            None if s == "house" => Ok(Self::House),
            Some(("desk", id)) if !id.is_empty() => Ok(Self::Desk(id.to_owned())),
            Some(("person", login)) if !login.is_empty() => Ok(Self::Person(login.to_owned())),
            _ => Err(format!("`{s}` is neither `house`, `desk:` with a desk nor `person:` with a login")),
        }
    }
}

impl TryFrom<String> for Holder {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Holder> for String {
    fn from(holder: Holder) -> Self {
        holder.to_string()
    }
}

/// A snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Its number.
    pub id: u32,
    /// Whose it is.
    pub holder: Holder,
    /// What it is called by.
    pub name: SnippetName,
    /// The language that it is for; every one if none is named.
    pub language: Option<Lang>,
    /// What is put in.
    pub body: Body,
    /// When it was changed last.
    pub changed: Timestamp,
    /// By whom.
    pub changed_by: String,
}

/// What is said of a snippet that is made or changed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSnippet {
    /// Whose it is.
    pub holder: Holder,
    /// What it is called by.
    pub name: SnippetName,
    /// The language that it is for.
    #[serde(default)]
    pub language: Option<Lang>,
    /// What is put in.
    pub body: Body,
}

impl Snippet {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let corrupt = |column, why: String| StoreError::Corrupt { column, why };
        let language = row.text_or_null("language")?.map(|tag| Lang::new(&tag));
        Ok(Self {
            id: small(row, "id")?,
            holder: row.parsed("holder")?,
            name: SnippetName::new(&row.text("name")?).map_err(|e| corrupt("name", e.to_string()))?,
            language: language.transpose().map_err(|e| corrupt("language", e.to_string()))?,
            body: json(row, "body")?,
            changed: from_millis(row.int("changed")?),
            changed_by: row.text("changed_by")?,
        })
    }
}

impl Desk {
    /// The snippets that somebody may use: their own, every desk's and the house's, for a language if one is named. Their
    /// own come first.
    pub async fn snippets(&self, who: &Staff, language: Option<&Lang>) -> Result<Vec<Snippet>, DeskError> {
        require(who, Right::Write)?;
        let own = Holder::Person(who.login.clone());
        let sql = "SELECT id, holder, name, language, body, changed, changed_by FROM snippet \
                   WHERE holder = $1 OR holder NOT LIKE 'person:%' ORDER BY name, id";
        let rows = self.db.all(sql, args![own.to_string()]).await?;
        let mut all = rows.iter().map(Snippet::from_row).collect::<Result<Vec<_>, _>>()?;
        all.retain(|snippet| match (&snippet.language, language) {
            (Some(of), Some(lang)) => of.primary() == lang.primary(),
            _ => true,
        });
        all.sort_by_key(|snippet| match snippet.holder {
            Holder::Person(_) => 0,
            Holder::Desk(_) => 1,
            Holder::House => 2,
        });
        Ok(all)
    }

    /// One snippet that somebody may use.
    pub async fn snippet(&self, who: &Staff, id: u32) -> Result<Snippet, DeskError> {
        self.snippets(who, None).await?.into_iter().find(|snippet| snippet.id == id).ok_or_else(|| missing(id))
    }

    /// Adds a snippet, or changes the one of this number. One's own are one's own; those of a desk and of the house are
    /// kept by editors.
    pub async fn put_snippet(&self, who: &Staff, id: Option<u32>, new: NewSnippet) -> Result<Snippet, DeskError> {
        may_keep(who, &new.holder)?;
        if let Some(id) = id {
            may_keep(who, &self.snippet(who, id).await?.holder)?;
        }
        let who_saves = who.clone();
        let id = self
            .writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    if let Holder::Desk(desk) = &new.holder {
                        is_a_desk(log, desk).await?;
                    }
                    let tx = log.tx();
                    let (holder, is_new) = (new.holder.to_string(), id.is_none());
                    let sql = "SELECT COUNT(*) AS n, MAX(CASE WHEN name = $2 THEN id ELSE 0 END) AS same FROM snippet \
                               WHERE holder = $1";
                    let row = tx.one(sql, args![holder.as_str(), new.name.as_str()]).await?;
                    let row = row.ok_or_else(|| StoreError::Unusable("a count has a row".to_owned()))?;
                    if row.int_or_null("same")?.is_some_and(|same| same != 0 && Some(same) != id.map(i64::from)) {
                        let why = format!("is `{}`, which is taken", new.name.as_str());
                        return Err(one_fault(Fault { field: "name", why }));
                    }
                    if is_new && row.count("n")? >= SNIPPETS_MAX {
                        let why = format!("is one too many: {SNIPPETS_MAX} are allowed");
                        return Err(one_fault(Fault { field: "snippet", why }));
                    }
                    let id = match id {
                        Some(id) => id,
                        None => u32::try_from(take_numbers(tx, 1).await?).unwrap_or(u32::MAX),
                    };
                    let language = new.language.as_ref().map(|lang| lang.as_str().to_owned());
                    let values = args![
                        id,
                        holder.as_str(),
                        new.name.as_str(),
                        language,
                        canonical_json(&new.body),
                        to_millis(time),
                        who_saves.login.as_str()
                    ];
                    tx.run(
                        "INSERT INTO snippet (id, holder, name, language, body, changed, changed_by) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, \
                         name = excluded.name, language = excluded.language, body = excluded.body, \
                         changed = excluded.changed, changed_by = excluded.changed_by",
                        values,
                    )
                    .await?;
                    let subject = format!("snippet {id}");
                    let detail = format!("of {holder}");
                    let act = if is_new { "add" } else { "change" };
                    let line = AuditLine { time, actor: &who_saves.login, act, subject: &subject, detail: &detail };
                    audit(tx, &line).await?;
                    Ok::<_, DeskError>(id)
                })
            })
            .await?;
        self.snippet(who, id).await
    }

    /// Removes a snippet. Texts that it was put into stay.
    pub async fn remove_snippet(&self, who: &Staff, id: u32) -> Result<(), DeskError> {
        let snippet = self.snippet(who, id).await?;
        may_keep(who, &snippet.holder)?;
        let who = who.clone();
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let tx = log.tx();
                    if tx.run("DELETE FROM snippet WHERE id = $1", args![id]).await? == 0 {
                        return Err(missing(id));
                    }
                    let subject = format!("snippet {id}");
                    let detail = format!("of {}", snippet.holder);
                    let line = AuditLine { time, actor: &who.login, act: "remove", subject: &subject, detail: &detail };
                    Ok(audit(tx, &line).await?)
                })
            })
            .await
    }
}

fn may_keep(who: &Staff, holder: &Holder) -> Result<(), DeskError> {
    match holder {
        Holder::Person(login) if *login == who.login => require(who, Right::Write),
        Holder::Person(_) => {
            require(who, Right::Write)?;
            let why = "is somebody else: snippets of a person are their own".to_owned();
            Err(one_fault(Fault { field: "holder", why }))
        }
        Holder::Desk(_) | Holder::House => require(who, Right::Release),
    }
}

fn missing(id: u32) -> DeskError {
    DeskError::Missing { what: "snippet", id: id.to_string() }
}
