//! Saving, changing and deleting searches. What changes is in force for the next dispatch that is matched.

use crate::{
    AlertError, Alerts, Delivery, NewSearch, Owner, SavedSearch, SearchChange, SearchId,
    record::{next, tell},
    settle,
};
use account::{OrganisationId, Person, PersonId};
use jiff::Timestamp;
use query::Query;
use store::{Row, StoreError, Tx, args};

/// Searches that one person may save.
pub const PERSON_SEARCHES_MAX: u64 = 200;
/// Searches that an organisation may share.
pub const ORGANISATION_SEARCHES_MAX: u64 = 500;
/// Characters that the name of a search may have.
const NAME_CHARS_MAX: usize = 200;
/// Characters that the name of a folder may have.
const FOLDER_CHARS_MAX: usize = 100;

/// A statement that answers searches, for [`read`]: `$1` is the organisation and `$2` the person who reads.
macro_rules! select_search {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.person IS NULL AS shared, s.name, s.folder, s.query, s.made_by, s.created, s.changed, ",
            "COALESCE(d.portal, FALSE) AS portal, COALESCE(d.sound, FALSE) AS sound, ",
            "COALESCE(d.email, 'off') AS email, COALESCE(d.push, FALSE) AS push, ",
            "EXISTS (SELECT 1 FROM search_address a WHERE a.search = s.id AND a.person = $2) AS rss ",
            "FROM saved_search s LEFT JOIN search_delivery d ON d.search = s.id AND d.person = $2 ",
            "WHERE s.organisation = $1 AND (s.person IS NULL OR s.person = $2) AND s.deleted = FALSE ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<SavedSearch, StoreError> {
    Ok(SavedSearch {
        id: SearchId(row.count("id")?),
        name: row.text("name")?,
        folder: row.text("folder")?,
        owner: if row.flag("shared")? { Owner::Organisation } else { Owner::Me },
        query: row.text("query")?,
        alert: delivery(row)?,
        rss: row.flag("rss")?,
        by: row.text("made_by")?,
        created: story::from_millis(row.int("created")?),
        changed: story::from_millis(row.int("changed")?),
    })
}

/// The columns `portal`, `sound`, `email` and `push`.
pub(crate) fn delivery(row: &Row) -> Result<Delivery, StoreError> {
    let (portal, sound) = (row.flag("portal")?, row.flag("sound")?);
    Ok(Delivery { portal, sound, email: row.parsed("email")?, push: row.flag("push")? })
}

impl Alerts {
    /// The searches that somebody may use, their own and their organisation's, by folder and name.
    pub async fn searches(&self, who: &Person) -> Result<Vec<SavedSearch>, AlertError> {
        let sql = select_search!("ORDER BY s.folder, s.name, s.id");
        let rows = self.db.all(sql, args![who.organisation.as_str(), who.id.as_str()]).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// One of them.
    pub async fn search(&self, who: &Person, id: SearchId) -> Result<SavedSearch, AlertError> {
        let sql = select_search!("AND s.id = $3");
        let row = self.db.one(sql, args![who.organisation.as_str(), who.id.as_str(), id.0]).await?;
        Ok(read(&row.ok_or(AlertError::Unknown(id))?)?)
    }

    /// The query of a search that this person, or a program of the organisation, may use; `None` when there is none.
    pub async fn query_for(
        &self,
        organisation: &OrganisationId,
        person: Option<&PersonId>,
        id: SearchId,
    ) -> Result<Option<Query>, AlertError> {
        let sql = "SELECT query FROM saved_search WHERE id = $1 AND organisation = $2 AND deleted = FALSE \
                   AND (person IS NULL OR person = $3)";
        let person = person.map_or("", PersonId::as_str);
        let Some(row) = self.db.one(sql, args![id.0, organisation.as_str(), person]).await? else { return Ok(None) };
        Ok(Some(Query::read(&row.text("query")?)?))
    }

    /// Saves a search.
    ///
    /// # Errors
    /// [`AlertError::NotMaster`] for one of the organisation by somebody who is no master user; [`AlertError::Full`]
    /// when there are [`PERSON_SEARCHES_MAX`] or [`ORGANISATION_SEARCHES_MAX`].
    pub async fn save_search(&self, who: &Person, new: NewSearch) -> Result<SavedSearch, AlertError> {
        let NewSearch { name, folder, owner, query, alert } = new;
        let (name, folder, query) = (checked_name(&name)?, checked_folder(&folder)?, checked_query(&query)?);
        if owner == Owner::Organisation && !who.master {
            return Err(AlertError::NotMaster);
        }
        let mut tx = self.db.begin().await?;
        let saved = async {
            let id = SearchId(next(&mut tx, "search").await?);
            let person = (owner == Owner::Me).then_some(who.id.as_str());
            room_for(&mut tx, who, owner).await?;
            let revision = next(&mut tx, "revision").await?;
            let now = story::to_millis(self.now());
            tx.run(
                "INSERT INTO saved_search (id, organisation, person, name, folder, query, made_by, created, changed, \
                 since, revision, deleted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9, FALSE)",
                args![
                    id.0,
                    who.organisation.as_str(),
                    person,
                    name.as_str(),
                    folder.as_str(),
                    query.as_str(),
                    who.name.as_str(),
                    now,
                    revision
                ],
            )
            .await?;
            put_delivery(&mut tx, id, &who.id, alert, self.now()).await?;
            let detail = in_words(owner, &name, &folder, &query);
            tell(&mut tx, who, "save", id, &detail, self.now()).await?;
            Ok(id)
        }
        .await;
        let id = settle(tx, saved).await?;
        self.search(who, id).await
    }

    /// Changes a search. How somebody hears of it is their own affair, also where the search is the organisation's.
    ///
    /// # Errors
    /// [`AlertError::NotMaster`] when more than that is changed of a search of the organisation by somebody who is no
    /// master user.
    pub async fn change_search(
        &self,
        who: &Person,
        id: SearchId,
        change: SearchChange,
    ) -> Result<SavedSearch, AlertError> {
        let before = self.search(who, id).await?;
        let SearchChange { name, folder, query, alert } = change;
        let name = name.map_or_else(|| Ok(before.name.clone()), |name| checked_name(&name))?;
        let folder = folder.map_or_else(|| Ok(before.folder.clone()), |folder| checked_folder(&folder))?;
        let query = query.map_or_else(|| Ok(before.query.clone()), |query| checked_query(&query))?;
        let same = (&name, &folder, &query) == (&before.name, &before.folder, &before.query);
        if !same && before.owner == Owner::Organisation && !who.master {
            return Err(AlertError::NotMaster);
        }
        let alert = alert.unwrap_or(before.alert);
        if same && alert == before.alert {
            return Ok(before);
        }
        let mut tx = self.db.begin().await?;
        let changed = async {
            let (now, revision) = (self.now(), next(&mut tx, "revision").await?);
            let at = story::to_millis(if same { before.changed } else { now });
            // Another name asks for nothing else.
            let since = (query != before.query).then_some(at);
            let sql = "UPDATE saved_search SET name = $1, folder = $2, query = $3, changed = $4, revision = $5, \
                       since = COALESCE($6, since) WHERE id = $7 AND deleted = FALSE";
            let row = args![name.as_str(), folder.as_str(), query.as_str(), at, revision, since, id.0];
            if tx.run(sql, row).await? == 0 {
                return Err(AlertError::Unknown(id));
            }
            put_delivery(&mut tx, id, &who.id, alert, now).await?;
            let detail = if same {
                let Delivery { portal, sound, email, push } = alert;
                format!("alerts: portal {portal}, sound {sound}, mail {}, push {push}", email.name())
            } else {
                in_words(before.owner, &name, &folder, &query)
            };
            tell(&mut tx, who, "change", id, &detail, now).await
        }
        .await;
        settle(tx, changed).await?;
        self.search(who, id).await
    }

    /// Deletes a search, with the addresses of its feeds. Alerts that it raised stay.
    ///
    /// # Errors
    /// [`AlertError::NotMaster`] for one of the organisation by somebody who is no master user.
    pub async fn delete_search(&self, who: &Person, id: SearchId) -> Result<(), AlertError> {
        let before = self.search(who, id).await?;
        if before.owner == Owner::Organisation && !who.master {
            return Err(AlertError::NotMaster);
        }
        let mut tx = self.db.begin().await?;
        let deleted = async {
            let revision = next(&mut tx, "revision").await?;
            let sql = "UPDATE saved_search SET deleted = TRUE, name = '', folder = '', query = '', made_by = '', \
                       revision = $1 WHERE id = $2 AND deleted = FALSE";
            if tx.run(sql, args![revision, id.0]).await? == 0 {
                return Err(AlertError::Unknown(id));
            }
            tx.run("DELETE FROM search_delivery WHERE search = $1", args![id.0]).await?;
            tx.run("DELETE FROM search_address WHERE search = $1", args![id.0]).await?;
            let detail = in_words(before.owner, &before.name, &before.folder, &before.query);
            tell(&mut tx, who, "delete", id, &detail, self.now()).await
        }
        .await;
        settle(tx, deleted).await
    }
}

/// Refuses one more than there may be. Whoever saves a search has counted before, so that two do not pass together.
async fn room_for(tx: &mut Tx, who: &Person, owner: Owner) -> Result<(), AlertError> {
    let (sql, most) = match owner {
        Owner::Me => (
            "SELECT COUNT(*) AS n FROM saved_search WHERE organisation = $1 AND person = $2 AND deleted = FALSE",
            PERSON_SEARCHES_MAX,
        ),
        Owner::Organisation => (
            "SELECT COUNT(*) AS n FROM saved_search WHERE organisation = $1 AND person IS NULL AND $2 <> '' \
             AND deleted = FALSE",
            ORGANISATION_SEARCHES_MAX,
        ),
    };
    let row = tx.one(sql, args![who.organisation.as_str(), who.id.as_str()]).await?;
    let saved = row.map_or(Ok(0), |row| row.count("n"))?;
    if saved >= most { Err(AlertError::Full { most }) } else { Ok(()) }
}

/// Notes how somebody hears of a search. Since when they do stays as it is while they go on to hear of it.
async fn put_delivery(
    tx: &mut Tx,
    id: SearchId,
    who: &PersonId,
    how: Delivery,
    now: Timestamp,
) -> Result<(), StoreError> {
    if !how.is_on() && !how.sound {
        let sql = "DELETE FROM search_delivery WHERE search = $1 AND person = $2";
        return tx.run(sql, args![id.0, who.as_str()]).await.map(drop);
    }
    let Delivery { portal, sound, email, push } = how;
    tx.run(
        "INSERT INTO search_delivery (search, person, portal, sound, email, push, since) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (search, person) DO UPDATE SET portal = excluded.portal, \
         sound = excluded.sound, email = excluded.email, push = excluded.push, \
         since = CASE WHEN search_delivery.portal OR search_delivery.push OR search_delivery.email <> 'off' \
         THEN search_delivery.since ELSE excluded.since END",
        args![id.0, who.as_str(), portal, sound, email.name(), push, story::to_millis(now)],
    )
    .await
    .map(drop)
}

fn checked_name(name: &str) -> Result<String, AlertError> {
    let name = story::tidy_line(name);
    match name.chars().count() {
        1..=NAME_CHARS_MAX => Ok(name),
        0 => Err(AlertError::Bad { field: "name", why: "is empty".to_owned() }),
        n => Err(AlertError::Bad { field: "name", why: format!("has {n} characters; it may have {NAME_CHARS_MAX}") }),
    }
}

fn checked_folder(folder: &str) -> Result<String, AlertError> {
    let folder = story::tidy_line(folder);
    match folder.chars().count() {
        0..=FOLDER_CHARS_MAX => Ok(folder),
        n => {
            Err(AlertError::Bad { field: "folder", why: format!("has {n} characters; it may have {FOLDER_CHARS_MAX}") })
        }
    }
}

/// The query as it was written, if it can be read.
fn checked_query(query: &str) -> Result<String, AlertError> {
    if let Some(c) = query.chars().find(|&c| !story::is_clean(c) && !c.is_whitespace()) {
        let why = format!("holds the character U+{:04X}, which is not text", u32::from(c));
        return Err(AlertError::Bad { field: "query", why });
    }
    Query::read(query)?;
    Ok(query.trim().to_owned())
}

fn in_words(owner: Owner, name: &str, folder: &str, query: &str) -> String {
    let whose = if owner == Owner::Organisation { "the organisation's" } else { "own" };
    let lies = if folder.is_empty() { String::new() } else { format!(" in {folder}") };
    format!("{whose} search {name}{lies}: {query}")
}
