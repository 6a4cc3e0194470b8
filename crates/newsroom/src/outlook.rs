//! What would happen if something went out: to whom, in what form, and what the public would see.

use crate::{Newsroom, after::on_the_wall, errors::refused};
use account::{Right, Role, Staff};
use audience::{AudienceError, Candidate, Products, PublicRule, Publicly, Reach};
use desk::{Outgoing, Transmission};
use format::{Edition, Format};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use std::sync::Arc;
use story::{Act, Agency, Block, BodyStep, Diff, Lang, Manuscript, ProductId, State, Story};
use summary::{Source, summarise};
use web::Problem;
use wire::Dispatch;

/// Items of which more is said than that they go.
const TOLD_ITEMS_MAX: usize = 20;
/// Characters of a changed block that are shown.
const CHANGED_CHARS_MAX: usize = 400;

/// One dispatch, and what it does.
#[derive(Serialize)]
pub(crate) struct Outlook {
    #[serde(flatten)]
    pub(crate) outgoing: Outgoing,
    /// The text of the story, or the reason of the notice.
    pub(crate) text: String,
    /// Who gets it.
    pub(crate) reach: Reach,
    /// What the public site shows of it; empty when it shows nothing.
    pub(crate) public: Vec<String>,
    /// Whether a machine had to do with that, which the public site says.
    pub(crate) public_by_machine: bool,
    /// What is different from the last version that was news.
    pub(crate) changes: Vec<Change>,
    /// Its embargo.
    pub(crate) embargo: Option<Moment>,
    /// From when the public site shows it.
    #[serde(skip)]
    pub(crate) public_at: Option<Moment>,
    /// What a notice stops, as it was sent last.
    #[serde(skip)]
    pub(crate) stopped: Option<Stopped>,
    #[serde(skip)]
    pub(crate) story: Story,
}

/// What a notice stops, as it was sent last: whoever decides reads it here.
pub(crate) struct Stopped {
    pub(crate) headline: String,
    pub(crate) text: String,
    pub(crate) language: Lang,
}

/// What is different in one field, or one block.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    pub(crate) field: String,
    pub(crate) was: String,
    pub(crate) now: String,
}

impl Change {
    /// The field, as the editor calls it.
    pub(crate) fn label(&self) -> String {
        label(&self.field)
    }
}

/// A time that has come, by the clock on the wall of the newsroom.
pub(crate) struct When {
    pub(crate) at: Timestamp,
    pub(crate) here: String,
}

impl When {
    pub(crate) fn of(newsroom: &Newsroom, at: Timestamp) -> Self {
        Self { at, here: on_the_wall(newsroom, at) }
    }
}

/// A moment as people say it: in the zone of the agency, and in the one that it was entered in.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Moment {
    pub(crate) at: Timestamp,
    /// In the agency's zone, with the weekday.
    pub(crate) here: String,
    /// In the zone that it was entered in, where that is another one.
    pub(crate) entered: Option<String>,
    /// "in 5 h 12 min"
    pub(crate) wait: String,
}

impl Moment {
    pub(crate) fn of(at: Timestamp, zone: Option<&str>, agency: &Agency, now: Timestamp) -> Self {
        let said = |name: &str| {
            let zone = TimeZone::get(name).unwrap_or(TimeZone::UTC);
            at.to_zoned_datetime(zone).strftime("%A, %-d %B %Y, %H:%M").to_string() + ", " + name
        };
        let entered = zone.filter(|zone| !zone.is_empty() && *zone != agency.time_zone).map(said);
        Self { at, here: said(&agency.time_zone), entered, wait: wait(at, now) }
    }

    /// Nobody waits for it any more.
    pub(crate) fn has_come(&self) -> bool {
        self.wait == "now"
    }
}

/// How long until then.
fn wait(at: Timestamp, now: Timestamp) -> String {
    let secs = at.as_second() - now.as_second();
    let (days, hours, minutes) = (secs / 86_400, secs / 3_600 % 24, secs / 60 % 60);
    match secs {
        ..=0 => "now".to_owned(),
        1..60 => format!("in {secs} s"),
        60..3_600 => format!("in {minutes} min"),
        3_600..86_400 => format!("in {hours} h {minutes} min"),
        _ => format!("in {days} d {hours} h {minutes} min"),
    }
}

/// What each dispatch of a transmission does, as far as somebody can read that many, and as far as `who` may see it.
pub(crate) async fn outlooks(
    newsroom: &Newsroom,
    who: &Staff,
    transmission: &Transmission,
) -> Result<Vec<Outlook>, Problem> {
    let products = Products::load(&newsroom.db).await.map_err(unreadable)?;
    let rule = PublicRule::load(&newsroom.db).await.map_err(unreadable)?;
    let publicly = Publicly { rule: &rule, products: &products, agency: &newsroom.agency };
    let mut all = Vec::new();
    for outgoing in transmission.outgoing.iter().take(TOLD_ITEMS_MAX) {
        let mut outlook = outlook(newsroom, publicly, outgoing, transmission.at).await?;
        outlook.reach = seen_by(who.role, outlook.reach);
        all.push(outlook);
    }
    Ok(all)
}

/// What this role sees of a reach: who the subscribers are is for those who decide what they get.
fn seen_by(role: Role, mut reach: Reach) -> Reach {
    if !role.may(Right::Release) {
        reach.named.clear();
    }
    reach
}

async fn outlook(
    newsroom: &Newsroom,
    publicly: Publicly<'_>,
    outgoing: &Outgoing,
    at: Option<Timestamp>,
) -> Result<Outlook, Problem> {
    let now = newsroom.clock.now();
    let story: Story = serde_json::from_str(&outgoing.story).map_err(Problem::internal)?;
    let item = newsroom.desk.item(&outgoing.item).await.map_err(refused)?;
    let language = newsroom.agency.language.as_str();
    let candidate = Candidate {
        item: &item.id,
        act: outgoing.act,
        products: &outgoing.products,
        before: &item.products,
        story: &story,
        released: item.released,
        at: story.embargo.max(at).unwrap_or(now).max(now),
    };
    let reach = newsroom.readership().reach(publicly, &candidate, language).await.map_err(unreadable)?;
    let public = reach.public_from.and_then(|_| summarise(&story, &publicly.rule.summary));
    let zone = item.manuscript.field("embargo_at").and_then(|at| at.get("zone")).and_then(|zone| zone.as_str());
    let moment = |until| Moment::of(until, zone, &newsroom.agency, now);
    let last = last_news(newsroom, outgoing).await?;
    let (stopped, changes) = match &last {
        Some(last) if outgoing.act.stops() => (Some(stopped(&last.story)), Vec::new()),
        Some(last) => (None, between(&last.story, &story)),
        None => (None, Vec::new()),
    };
    Ok(Outlook {
        public_at: reach.public_from.map(moment),
        stopped,
        text: text(&story),
        public_by_machine: public.as_ref().is_some_and(|summary| summary.source == Source::Machine),
        public: public.map(|summary| summary.paragraphs).unwrap_or_default(),
        changes,
        embargo: story.embargo.filter(|&until| until > now).map(moment),
        reach,
        outgoing: outgoing.clone(),
        story,
    })
}

/// A failure of products, of the rule or of the accounts.
pub(crate) fn unreadable(error: AudienceError) -> Problem {
    match error {
        AudienceError::Store(error) => error.into(),
        other => Problem::internal(other),
    }
}

/// The words of a story; of a notice its reason.
fn text(story: &Story) -> String {
    let note = || story.editors_note.as_ref().map(|note| note.as_str().to_owned());
    let caption = || story.caption().map(|caption| caption.as_str().to_owned());
    story.body().map(story::Body::plain).or_else(caption).or_else(note).unwrap_or_default()
}

fn stopped(story: &Story) -> Stopped {
    Stopped { headline: story.headline.as_str().to_owned(), text: text(story), language: story.language.clone() }
}

/// The last version that said something.
async fn last_news(newsroom: &Newsroom, outgoing: &Outgoing) -> Result<Option<Arc<Dispatch>>, Problem> {
    for version in (1..outgoing.version).rev() {
        let Some(last) = newsroom.reader.version(&outgoing.item, version).await.map_err(Problem::internal)? else {
            break;
        };
        if !last.entry.act.stops() {
            return Ok(Some(last));
        }
    }
    Ok(None)
}

/// The words of the retraction that was prepared with a flash.
pub(crate) fn retraction_words(retraction: &Outgoing) -> Result<String, Problem> {
    let notice: Story = serde_json::from_str(&retraction.story).map_err(Problem::internal)?;
    Ok(notice.editors_note.map(|note| note.as_str().to_owned()).unwrap_or_default())
}

fn between(was: &Story, now: &Story) -> Vec<Change> {
    let Diff { fields, body } = Diff::between(was, now);
    let value = |value: &serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let short = |text: String| text.chars().take(CHANGED_CHARS_MAX).collect::<String>();
    let block = |block: &Block| block.plain();
    let mut changes: Vec<Change> = fields
        .iter()
        .map(|field| Change {
            field: field.field.clone(),
            was: short(value(&field.was)),
            now: short(value(&field.now)),
        })
        .collect();
    changes.extend(body.iter().filter_map(|step| {
        let (was, now) = match step {
            BodyStep::Keep { .. } => return None,
            BodyStep::Delete { was } => (block(was), String::new()),
            BodyStep::Insert { now } => (String::new(), block(now)),
            BodyStep::Change { was, now } => (block(was), block(now)),
        };
        Some(Change { field: "text".to_owned(), was: short(was), now: short(now) })
    }));
    changes
}

/// The document that a subscriber would get in this format; `None` for a notice, which has no story to write.
pub(crate) fn document(newsroom: &Newsroom, outlook: &Outlook, format: Format) -> Option<String> {
    let Outgoing { item, version, act, products, hash, .. } = &outlook.outgoing;
    if act.stops() {
        return None;
    }
    let now = newsroom.clock.now();
    let names: Vec<(ProductId, String)> =
        products.iter().zip(&outlook.reach.products).map(|(id, product)| (*id, product.name.clone())).collect();
    let edition = Edition {
        agency: &newsroom.agency,
        base: &newsroom.base,
        item,
        version: *version,
        act: *act,
        state: State::Usable,
        first_released: now,
        version_created: now,
        products: &names,
        content: hash,
        story: &outlook.story,
    };
    Some(String::from_utf8_lossy(&format.write(&edition)).into_owned())
}

/// Everything that there is to say about a working copy.
pub(crate) async fn remarks(newsroom: &Newsroom, manuscript: &Manuscript) -> Result<Vec<story::Remark>, Problem> {
    let rule = PublicRule::load(&newsroom.db).await.map_err(unreadable)?;
    let said =
        story::Said { rules: &newsroom.agency.rules, now: newsroom.clock.now(), summary_words_max: rule.summary.words };
    Ok(story::remarks(manuscript, said))
}

/// A field of a story as the editor calls it; the part of it that a path leads to, where the part has a name.
pub(crate) fn label(field: &str) -> String {
    let field = field.split('[').next().unwrap_or(field).trim_end_matches('.');
    let known = match field {
        "content" | "content.body" | "body" | "text" => "Text",
        "content.media" | "media" => "File",
        "category" => "Category",
        "created" => "Made",
        "digital_source" => "How it was made",
        "editors_note" => "Note to editors",
        "embargo" | "embargo_at" => "Embargo",
        "group" => "Series",
        "links" | "related" => "Related items",
        "subjects" => "Topics",
        "summary_source" => "How the public summary was made",
        "at" => "Time",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let words = field.rsplit('.').next().unwrap_or(field).replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// An act in the words of a button.
pub(crate) fn words(act: Act) -> &'static str {
    match act {
        Act::Release => "Release",
        Act::Update => "Send as an update",
        Act::Correct => "Send as a correction",
        Act::Refile => "Refile",
        Act::Hold => "Hold",
        Act::Resume => "Resume",
        Act::Kill => "Kill",
        Act::Withdraw => "Withdraw",
        Act::Advisory => "Send to editors",
        Act::Test => "Send as a test",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audience::Reached;
    use story::{AgencyCode, Lang};

    #[test]
    fn subscribers_are_named_to_those_who_may_send() {
        let product = ProductId(1);
        let paper = Reached { id: "o1".into(), name: "Paper".into(), product, people: 1, api_users: 1, keys: 0 };
        let language = Lang::new("tr").expect("a language");
        let reach = Reach {
            products: Vec::new(),
            language,
            organisations: 1,
            named: vec![paper],
            people: 1,
            api_users: 1,
            keys: 0,
            public_from: None,
            not_public: Vec::new(),
        };
        for role in Role::ALL {
            let seen = seen_by(role, reach.clone());
            assert_eq!((seen.organisations, seen.named.is_empty()), (1, !role.may(Right::Release)), "{role:?}");
        }
    }

    #[test]
    fn a_field_is_called_as_in_the_editor() {
        let called = ["headline", "content.body[3].spans", "rights.usage_terms", "editors_note"].map(label);
        assert_eq!(called, ["Headline", "Text", "Usage terms", "Note to editors"]);
    }

    #[test]
    fn a_moment_is_said_in_both_zones_with_its_weekday() {
        let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        let at = "2026-11-30T06:00:00Z".parse().expect("a time");
        let now = "2026-11-30T00:48:00Z".parse().expect("a time");
        let moment = Moment::of(at, Some("America/New_York"), &agency, now);
        assert_eq!(moment.here, "Monday, 30 November 2026, 09:00, Europe/Istanbul");
        assert_eq!(moment.entered.as_deref(), Some("Monday, 30 November 2026, 01:00, America/New_York"));
        assert_eq!(moment.wait, "in 5 h 12 min");
        assert_eq!(Moment::of(at, Some("Europe/Istanbul"), &agency, now).entered, None);
        assert_eq!(wait(now, now), "now");
    }
}
