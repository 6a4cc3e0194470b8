//! Templates: manuscripts with places to fill in. Some are built in, others are the agency's own.
//!
//! A place is `{{date}}`, `{{iso}}`, `{{day}}`, `{{time}}`, `{{place}}`, `{{slug}}`, `{{title}}`, `{{by}}` or `{{agency}}`. What nobody
//! knows when the draft is begun becomes `XX`, which the desk's own checks find before anything goes out.

mod builtin;
mod reasons;

pub use builtin::built_in;
pub use reasons::reason_templates;

use crate::{
    Desk, DeskError, Item, Purpose,
    calendar::{date_in, day_in},
    drafts::{file_new, take_numbers},
    item::json,
    rights::require,
};
use account::{AuditLine, Right, Staff, audit};
use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use store::{Row, StoreError, args};
use story::{Fault, ItemId, Kind, Lang, Line, Manuscript, canonical_json, from_millis, to_millis};
use wire::Log;

/// The name of a template.
pub type TemplateName = Line<100>;
/// What stands for what nobody knows yet.
pub const UNKNOWN: &str = "XX";
/// Templates that an agency may have.
const TEMPLATES_MAX: u64 = 500;

/// A manuscript to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Template {
    /// Its id: a number, or such as `flash-en` for those that are built in.
    pub id: String,
    /// What it is called.
    pub name: TemplateName,
    /// What an item made of it is meant to be.
    pub purpose: Purpose,
    /// The desk that it is for; all of them if none is named.
    pub desk: Option<String>,
    /// What is begun with.
    #[serde(rename = "story")]
    pub manuscript: Manuscript,
    /// It comes with the software, and is not changed.
    pub built_in: bool,
    /// When it was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Timestamp>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
}

/// What is said of a template that is made or changed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    /// What it is called.
    pub name: TemplateName,
    /// What an item made of it is meant to be.
    #[serde(default)]
    pub purpose: Purpose,
    /// The desk that it is for.
    #[serde(default)]
    pub desk: Option<String>,
    /// What is begun with.
    #[serde(rename = "story")]
    pub manuscript: Manuscript,
}

/// What is known when a draft is begun.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beginning {
    /// The template; an empty sheet if none is named.
    #[serde(default)]
    pub template: Option<String>,
    /// What it is made of, for an empty sheet; text if nothing is said.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// The language, for an empty sheet; the agency's if none is named.
    #[serde(default)]
    pub language: Option<Lang>,
    /// The desk that it belongs to.
    #[serde(default)]
    pub desk: Option<String>,
    /// What it is meant to be; the template's word if nothing is said.
    #[serde(default)]
    pub purpose: Option<Purpose>,
    /// Where it happens.
    #[serde(default)]
    pub place: Option<String>,
    /// Its handle, or that of the story that it is about.
    #[serde(default)]
    pub slug: Option<String>,
}

/// What places are filled with.
pub(crate) struct Filling<'a> {
    pub(crate) now: ZonedDateTime,
    pub(crate) place: Option<&'a str>,
    pub(crate) slug: Option<&'a str>,
    pub(crate) title: Option<&'a str>,
    pub(crate) by: &'a str,
    pub(crate) agency: &'a str,
}

impl Template {
    /// The manuscript with its places filled.
    pub(crate) fn filled(&self, with: &Filling<'_>) -> Result<Manuscript, DeskError> {
        let lang = self.manuscript.language();
        let mut fields = serde_json::Map::from(self.manuscript.clone());
        for value in fields.values_mut() {
            fill(value, lang.as_str(), with);
        }
        Manuscript::new(fields).map_err(|fault| DeskError::NotReady(vec![fault]))
    }

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let name = row.text("name")?;
        Ok(Self {
            id: row.text("id")?,
            name: TemplateName::new(&name).map_err(|e| StoreError::Corrupt { column: "name", why: e.to_string() })?,
            purpose: row.parsed("purpose")?,
            desk: row.text_or_null("desk")?,
            manuscript: json(row, "story")?,
            built_in: false,
            changed: Some(from_millis(row.int("changed")?)),
            changed_by: Some(row.text("changed_by")?),
        })
    }
}

fn fill(value: &mut Value, lang: &str, with: &Filling<'_>) {
    match value {
        Value::String(text) if text.contains("{{") => *text = filled(text, lang, with),
        Value::Array(values) => values.iter_mut().for_each(|value| fill(value, lang, with)),
        Value::Object(fields) => fields.values_mut().for_each(|value| fill(value, lang, with)),
        _ => {}
    }
}

/// A text with its places filled. What is put in is not read for places again.
fn filled(text: &str, lang: &str, with: &Filling<'_>) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        whole.push_str(before);
        let known = |text: Option<&str>| text.filter(|text| !text.trim().is_empty()).unwrap_or(UNKNOWN).to_owned();
        whole.push_str(&match name.trim() {
            "date" => date_in(lang, with.now.date()),
            "day" => day_in(lang, with.now.date()),
            "iso" => with.now.date().to_string(),
            "time" => with.now.strftime("%H:%M").to_string(),
            "place" => known(with.place),
            "slug" => known(with.slug),
            "title" => known(with.title),
            "by" => with.by.to_owned(),
            "agency" => with.agency.to_owned(),
            _ => UNKNOWN.to_owned(),
        });
        rest = after;
    }
    whole + rest
}

/// What an agency may call its own; the words of a place are not words of a story.
fn checked(new: &NewTemplate) -> Result<(), DeskError> {
    let blank = new.name.as_str().trim().is_empty();
    if blank {
        return Err(DeskError::NotReady(vec![Fault { field: "name", why: "is empty".to_owned() }]));
    }
    Ok(())
}

const COLUMNS: &str = "SELECT id, name, purpose, desk, story, changed, changed_by FROM template ORDER BY name, id";

impl Desk {
    /// The templates for a language and a desk, those of the agency first; all of them if nothing is said.
    pub async fn templates(
        &self,
        who: &Staff,
        language: Option<&Lang>,
        desk: Option<&str>,
    ) -> Result<Vec<Template>, DeskError> {
        require(who, Right::Write)?;
        let rows = self.db.all(COLUMNS, args![]).await?;
        let mut all = rows.iter().map(Template::from_row).collect::<Result<Vec<_>, _>>()?;
        all.extend(built_in(&self.agency));
        all.retain(|template| {
            let of = template.manuscript.language();
            language.is_none_or(|lang| of.primary() == lang.primary())
                && (desk.is_none() || template.desk.is_none() || template.desk.as_deref() == desk)
        });
        Ok(all)
    }

    /// One template.
    pub async fn template(&self, who: &Staff, id: &str) -> Result<Template, DeskError> {
        let found = self.templates(who, None, None).await?.into_iter().find(|template| template.id == id);
        found.ok_or_else(|| missing(id))
    }

    /// Adds a template of the agency's own.
    pub async fn add_template(&self, who: &Staff, new: NewTemplate) -> Result<Template, DeskError> {
        require(who, Right::Stop)?;
        self.put_template(who, None, new).await
    }

    /// Makes a template of an item, with what was written of it.
    pub async fn template_of(
        &self,
        who: &Staff,
        item: &ItemId,
        name: TemplateName,
        desk: Option<String>,
    ) -> Result<Template, DeskError> {
        require(who, Right::Stop)?;
        let item = self.item(item).await?;
        let new = NewTemplate { name, purpose: item.purpose, desk, manuscript: item.manuscript };
        self.put_template(who, None, new).await
    }

    /// Changes a template of the agency's own.
    pub async fn change_template(&self, who: &Staff, id: &str, new: NewTemplate) -> Result<Template, DeskError> {
        require(who, Right::Stop)?;
        self.put_template(who, Some(id.to_owned()), new).await
    }

    async fn put_template(&self, who: &Staff, id: Option<String>, new: NewTemplate) -> Result<Template, DeskError> {
        checked(&new)?;
        self.in_a_section(&new.manuscript)?;
        let who = who.clone();
        let id = self
            .writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let (time, is_new) = (log.time(), id.is_none());
                    let tx = log.tx();
                    let id = if let Some(id) = id {
                        id
                    } else {
                        let row = tx.one("SELECT COUNT(*) AS n FROM template", args![]).await?;
                        if row.map(|row| row.count("n")).transpose()?.unwrap_or(0) >= TEMPLATES_MAX {
                            let why = format!("is one too many: an agency has at most {TEMPLATES_MAX} templates");
                            return Err(DeskError::NotReady(vec![Fault { field: "template", why }]));
                        }
                        take_numbers(tx, 1).await?.to_string()
                    };
                    let story = canonical_json(&new.manuscript);
                    let language = new.manuscript.language();
                    let words =
                        args![new.name.as_str(), new.purpose.name(), language.as_str(), new.desk.clone(), story];
                    let more = args![to_millis(time), who.login.as_str(), id.as_str()];
                    let sql = if is_new {
                        "INSERT INTO template (name, purpose, language, desk, story, changed, changed_by, id) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                    } else {
                        "UPDATE template SET name = $1, purpose = $2, language = $3, desk = $4, story = $5, \
                         changed = $6, changed_by = $7 WHERE id = $8"
                    };
                    if tx.run(sql, [words, more].concat()).await? == 0 {
                        return Err(missing(&id));
                    }
                    let subject = format!("template {id}");
                    let act = if is_new { "add" } else { "change" };
                    // Whoever reads the audit does not read what is being written.
                    let line = AuditLine { time, actor: &who.login, act, subject: &subject, detail: "" };
                    audit(tx, &line).await?;
                    Ok::<_, DeskError>((id, who))
                })
            })
            .await?;
        self.template(&id.1, &id.0).await
    }

    /// Removes a template of the agency's own. Items that were made of it stay.
    pub async fn remove_template(&self, who: &Staff, id: &str) -> Result<(), DeskError> {
        require(who, Right::Stop)?;
        let (who, id) = (who.clone(), id.to_owned());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let tx = log.tx();
                    if tx.run("DELETE FROM template WHERE id = $1", args![id.as_str()]).await? == 0 {
                        return Err(missing(&id));
                    }
                    let subject = format!("template {id}");
                    let line = AuditLine { time, actor: &who.login, act: "remove", subject: &subject, detail: "" };
                    Ok(audit(tx, &line).await?)
                })
            })
            .await
    }

    /// Begins a draft: of a template with its places filled, or an empty sheet.
    pub async fn begin(&self, who: &Staff, beginning: Beginning) -> Result<Item, DeskError> {
        require(who, Right::Write)?;
        let (manuscript, purpose) = self.first_sheet(who, &beginning, None).await?;
        self.file_begun(who, manuscript, purpose, beginning.desk, None).await
    }

    /// What a draft begins with.
    pub(crate) async fn first_sheet(
        &self,
        who: &Staff,
        beginning: &Beginning,
        title: Option<&str>,
    ) -> Result<(Manuscript, Purpose), DeskError> {
        self.first_sheet_on(who, beginning, title, None).await
    }

    /// The same for another day than today.
    pub(crate) async fn first_sheet_on(
        &self,
        who: &Staff,
        beginning: &Beginning,
        title: Option<&str>,
        day: Option<Date>,
    ) -> Result<(Manuscript, Purpose), DeskError> {
        let Some(id) = &beginning.template else {
            let category = self.agency.categories.first().map_or(story::CategoryId(1), |category| category.id);
            let language = beginning.language.as_ref().unwrap_or(&self.agency.language);
            let kind = beginning.kind.unwrap_or(Kind::Text);
            let blank = Manuscript::blank(kind, language, category, story::Priority::Routine);
            return Ok((blank, beginning.purpose.unwrap_or_default()));
        };
        let template = self.template(who, id).await?;
        let now = self.clock.now().to_zoned_datetime(self.zone());
        let now = day.map_or(Ok(now.clone()), |day| now.with().date(day).build()).unwrap_or(now);
        let manuscript = template.filled(&Filling {
            now,
            place: beginning.place.as_deref(),
            slug: beginning.slug.as_deref(),
            title,
            by: &who.name,
            agency: self.agency.name(template.manuscript.language().as_str()),
        })?;
        Ok((manuscript, beginning.purpose.unwrap_or(template.purpose)))
    }

    /// Files what was begun, on its desk and for its coverage.
    pub(crate) async fn file_begun(
        &self,
        who: &Staff,
        manuscript: Manuscript,
        purpose: Purpose,
        desk: Option<String>,
        assignment: Option<u32>,
    ) -> Result<Item, DeskError> {
        self.in_a_section(&manuscript)?;
        if purpose != Purpose::News {
            require(who, Right::Release)?;
        }
        let (who, agency) = (who.clone(), Arc::clone(&self.agency));
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    if let Some(desk) = &desk {
                        is_a_desk(log, desk).await?;
                    }
                    let id = file_new(log, &agency, &who, &manuscript, purpose, None).await?;
                    let place = args![desk, assignment.map(i64::from), id.as_str()];
                    log.tx().run("UPDATE item SET desk = $1, assignment = $2 WHERE id = $3", place).await?;
                    if let Some(number) = assignment {
                        crate::planning::is_begun(log, &who, number, &id).await?;
                    }
                    Item::load(log.tx(), &id).await
                })
            })
            .await
    }

    /// The zone of the newsroom.
    pub(crate) fn zone(&self) -> TimeZone {
        TimeZone::get(&self.agency.time_zone).unwrap_or(TimeZone::UTC)
    }
}

/// Refuses a desk that the newsroom does not have.
pub(crate) async fn is_a_desk(log: &mut Log, desk: &str) -> Result<(), DeskError> {
    if log.tx().one("SELECT id FROM desk WHERE id = $1", args![desk]).await?.is_some() {
        return Ok(());
    }
    let why = format!("is `{desk}`, which is no desk of this newsroom");
    Err(DeskError::NotReady(vec![Fault { field: "desk", why }]))
}

fn missing(id: &str) -> DeskError {
    DeskError::Missing { what: "template of the agency's own", id: id.to_owned() }
}
