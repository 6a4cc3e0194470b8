//! `/admin/site`: what goes public, and what it would have been in the last days.
//!
//! Whoever says of each product whether it is public says the rest of it too: that is the right to change products. What is
//! given away for nothing is a matter of what is sold.

mod outcome;

use crate::{
    Office,
    door::{Answer, refused},
};
use account::Right;
use askama::Template;
use audience::{AudienceError, Hand, PUBLIC_KINDS, PublicRule, PublicRuleVersion, Reuse};
use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};
use outcome::Outcome;
use serde::Deserialize;
use std::str::FromStr;
use story::{CategoryId, Kind, Lang, Line, Priority};
use summary::{PARAGRAPHS, SENTENCES, SHARE_PERCENT, SummaryRule, WORDS};
use web::{
    Form, Problem, Query, StaffAtScreen,
    members::{done, moment, said},
};

/// Where it is.
pub(crate) const SITE: &str = "/admin/site";
/// Earlier rules that the page lists.
const VERSIONS_LISTED_MAX: usize = 50;

pub(crate) fn routes() -> Router<Office> {
    Router::new().route("/admin/site", get(show).post(change))
}

/// What was just done.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// A rule as the page lists it.
struct Version {
    edit: u32,
    time: String,
    by: String,
    changes: String,
}

#[derive(Template)]
#[template(path = "site.html")]
struct Page<'a> {
    form: &'a Form,
    kinds: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    sections: Vec<(String, String)>,
    priorities: Vec<(String, String)>,
    share: String,
    words: String,
    paragraphs: String,
    sentences: String,
    outcome: Option<Outcome>,
    versions: Vec<Version>,
}

/// What the page shows beside the form.
#[derive(Default)]
struct Around {
    outcome: Option<Outcome>,
    said: Option<String>,
    wrong: Option<String>,
    status: StatusCode,
}

/// `GET /admin/site`
async fn show(State(office): State<Office>, staff: StaffAtScreen, Query(Done { done }): Query<Done>) -> Answer {
    staff.require(Right::ManageProducts)?;
    let (edit, rule) = PublicRule::stored(&office.db).await.map_err(refused)?;
    let outcome = Some(Outcome::of(&office, &rule, None).await.map_err(refused)?);
    page(&office, &staff, &filled(&rule, edit), Around { outcome, said: said(&done), ..Around::default() }).await
}

/// `POST /admin/site`
async fn change(State(office): State<Office>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::ManageProducts)?;
    let rule = read(&mut form);
    let over = form.parse::<u32>("edit");
    let checked = rule.as_ref().map(|rule| rule.check(&office.agency));
    if let Some(Err(error)) = checked {
        note(&mut form, error)?;
    }
    let Some(rule) = rule.filter(|_| form.is_right()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&office, &staff, &form, Around { status, ..Around::default() }).await;
    };
    if form.text("what") == "try" {
        let stored = PublicRule::load(&office.db).await.map_err(refused)?;
        let outcome = Some(Outcome::of(&office, &rule, Some(&stored)).await.map_err(refused)?);
        return page(&office, &staff, &form, Around { outcome, ..Around::default() }).await;
    }
    match rule.put(&office.db, &office.agency, Hand { by: &staff.0.login, over }, &office.clock).await {
        Ok(_) => Ok(done(SITE, "changed")),
        Err(stale @ AudienceError::Stale(_)) => {
            let wrong = Some(format!("Nothing was saved: {stale}."));
            page(&office, &staff, &form, Around { wrong, status: StatusCode::CONFLICT, ..Around::default() }).await
        }
        Err(error) => Err(refused(error)),
    }
}

/// Notes a refusal at the field that it is about.
fn note(form: &mut Form, error: AudienceError) -> Result<(), Problem> {
    let AudienceError::Bad { field, why } = error else { return Err(refused(error)) };
    form.refuse(field.strip_prefix("reuse.").unwrap_or(&field), why);
    Ok(())
}

/// The rule of a form; what is wrong is noted at its field.
fn read(form: &mut Form) -> Option<PublicRule> {
    let kinds = ticked::<Kind>(form, "kinds");
    let languages_never = ticked::<Lang>(form, "languages_never");
    let sections = ticked::<u32>(form, "sections_never").into_iter().map(CategoryId).collect();
    let priorities_never = ticked::<Priority>(form, "priorities_never");
    let sources = lines(form, "sources");
    let any = form.filled("a_day_max").is_none();
    let a_day_max = if any { None } else { form.parse("a_day_max") };
    let mut limit = |name| form.parse::<usize>(name);
    let limits = (limit("share_percent"), limit("words"), limit("paragraphs"), limit("sentences"));
    let summary = match limits {
        (Some(share), Some(words), Some(paragraphs), Some(sentences)) => {
            let made = SummaryRule::new(share, words, paragraphs, sentences);
            made.map_err(|f| form.refuse(f.limit, format!("is {}; {} to {} are allowed", f.value, f.least, f.most)))
                .ok()
        }
        _ => None,
    };
    let reuse = Reuse {
        ai_crawlers: form.ticked("ai_crawlers"),
        tdm_reserved: form.ticked("tdm_reserved"),
        tdm_policy: line_or_none(form, "tdm_policy"),
        security_contact: line_or_none(form, "security_contact"),
        trust: lines(form, "trust"),
    };
    let summary = summary.filter(|_| form.is_right())?;
    let sections_never = sections;
    Some(PublicRule { kinds, languages_never, sections_never, priorities_never, sources, a_day_max, summary, reuse })
}

/// The values of boxes that were ticked.
fn ticked<T: FromStr>(form: &mut Form, name: &str) -> Vec<T> {
    let mut values = Vec::new();
    for text in form.all(name).to_owned() {
        match text.parse() {
            Ok(value) => values.push(value),
            Err(_) => form.refuse(name, format!("holds `{text}`, which is not among them")),
        }
    }
    values
}

/// One value a line; a line that is there twice counts once.
fn lines<const MAX: usize>(form: &mut Form, name: &str) -> Vec<Line<MAX>> {
    let mut values: Vec<Line<MAX>> = Vec::new();
    for text in form.text(name).to_owned().lines().map(str::trim).filter(|line| !line.is_empty()) {
        match Line::new(text) {
            Ok(line) if values.contains(&line) => {}
            Ok(line) => values.push(line),
            Err(error) => form.refuse(name, format!("holds `{text}`, which {error}")),
        }
    }
    values
}

fn line_or_none<const MAX: usize>(form: &mut Form, name: &str) -> Option<Line<MAX>> {
    let text = form.filled(name)?.to_owned();
    Line::new(&text).map_err(|error| form.refuse(name, error.to_string())).ok()
}

/// The form of a rule as it is.
fn filled(rule: &PublicRule, edit: u32) -> Form {
    let joined = |lines: Vec<&str>| lines.join("\n");
    let SummaryRule { share_percent, words, paragraphs, sentences, .. } = rule.summary;
    let text = |line: &Option<Line<500>>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut form = Form::default()
        .with("edit", edit)
        .with_all("kinds", rule.kinds.iter().map(|kind| kind.name()))
        .with_all("languages_never", &rule.languages_never)
        .with_all("sections_never", &rule.sections_never)
        .with_all("priorities_never", rule.priorities_never.iter().map(|priority| priority.name()))
        .with("sources", joined(rule.sources.iter().map(Line::as_str).collect()))
        .with("a_day_max", rule.a_day_max.map(|n| n.to_string()).unwrap_or_default())
        .with("share_percent", share_percent)
        .with("words", words)
        .with("paragraphs", paragraphs)
        .with("sentences", sentences)
        .with("tdm_policy", text(&rule.reuse.tdm_policy))
        .with("security_contact", text(&rule.reuse.security_contact))
        .with("trust", joined(rule.reuse.trust.iter().map(Line::as_str).collect()));
    for (name, yes) in [("ai_crawlers", rule.reuse.ai_crawlers), ("tdm_reserved", rule.reuse.tdm_reserved)] {
        if yes {
            form = form.with(name, "yes");
        }
    }
    form
}

async fn page(office: &Office, staff: &StaffAtScreen, form: &Form, around: Around) -> Result<Response, Problem> {
    let versions = PublicRule::versions(&office.db).await.map_err(refused)?;
    let mut sheet = office.sheet(&staff.0, SITE, "Public site");
    (sheet.said, sheet.wrong) = (around.said, around.wrong);
    let agency = &office.agency;
    let bounds = |bounds: std::ops::RangeInclusive<usize>| format!("{} to {}.", bounds.start(), bounds.end());
    let content = Page {
        form,
        kinds: PUBLIC_KINDS.map(|kind| (kind.name().to_owned(), kinds(kind).to_owned())).into(),
        languages: agency.languages.iter().map(|l| (l.lang.to_string(), l.name("en").to_owned())).collect(),
        sections: agency.categories.iter().map(|c| (c.id.to_string(), c.name("en").to_owned())).collect(),
        priorities: Priority::ALL.map(|p| (p.name().to_owned(), format!("{} {}", p.urgency(), p.name()))).into(),
        share: bounds(SHARE_PERCENT),
        words: bounds(WORDS),
        paragraphs: bounds(PARAGRAPHS),
        sentences: bounds(SENTENCES),
        outcome: around.outcome,
        versions: told(&versions, office),
    };
    Ok(sheet.page_as(around.status, &content))
}

fn kinds(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "Stories",
        Kind::Picture => "Pictures beside them",
        Kind::Graphic => "Graphics beside them",
        Kind::Video | Kind::File => "",
    }
}

/// The rules that were set with what each changed, the newest first.
fn told(versions: &[PublicRuleVersion], office: &Office) -> Vec<Version> {
    let first = PublicRule::default();
    let before = std::iter::once(&first).chain(versions.iter().map(|version| &version.rule));
    let told = versions.iter().zip(before).map(|(version, before)| Version {
        edit: version.edit,
        time: moment(&version.time),
        by: version.by.clone(),
        changes: version.rule.changes(before, &office.agency).join("; "),
    });
    let mut told: Vec<_> = told.collect();
    told.reverse();
    told.truncate(VERSIONS_LISTED_MAX);
    told
}
