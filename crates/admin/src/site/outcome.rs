//! What a rule would have published in the last days, as a page shows it.

use crate::Office;
use askama::Template;
use audience::{
    AudienceError, NotPublic, PUBLIC_TRIAL_DAYS, PUBLIC_TRIAL_DISPATCHES_MAX, Products, PublicRule, PublicTrial,
    PubliclyTried, SectionDay,
};
use std::collections::BTreeSet;
use story::CategoryId;

/// Items of each list that a page shows.
const LISTED_MAX: usize = 100;

/// How a rule comes out.
#[derive(Template)]
#[template(path = "site_outcome.html")]
pub(super) struct Outcome {
    tried: usize,
    shown: usize,
    comes_in: usize,
    drops_out: usize,
    /// It is compared with the rule that is stored.
    compared: bool,
    cut: bool,
    days: Vec<Day>,
    /// The sections that had something, and what each had on each of the days.
    sections: Vec<(String, Vec<SectionDay>)>,
    lists: [List; 2],
}

struct Day {
    date: String,
    tried: usize,
    shown: usize,
    /// Of the longest bar, in per cent.
    percent: usize,
}

/// Items that come out alike.
struct List {
    id: &'static str,
    title: &'static str,
    last: &'static str,
    all: usize,
    lines: Vec<Line>,
}

struct Line {
    item: String,
    /// None while nobody outside the newsroom reads it, and of what was taken back.
    headline: Option<String>,
    dir: &'static str,
    section: String,
    published: String,
    /// From when it is shown, or why it is not.
    how: String,
    change: &'static str,
}

impl Outcome {
    /// Tries a rule, beside the one that is stored where there is another.
    pub(super) async fn of(
        office: &Office,
        rule: &PublicRule,
        stored: Option<&PublicRule>,
    ) -> Result<Self, AudienceError> {
        let products = Products::load(&office.db).await?;
        let (agency, compared) = (&office.agency, stored.is_some());
        let both = [rule, stored.unwrap_or(rule)];
        let trial = PublicTrial::run(&office.reader, both, &products, agency, office.clock.now()).await?;
        let (shown, withheld): (Vec<_>, Vec<_>) = trial.items.iter().partition(|item| item.now.is_ok());
        let lists = [
            list(office, ("withheld", "Would not be shown", "Because"), withheld, compared),
            list(office, ("shown", "Would be shown", "From"), shown, compared),
        ];
        Ok(Self {
            tried: trial.items.len(),
            shown: trial.shown(),
            comes_in: trial.items.iter().filter(|item| item.now.is_ok() && !item.before).count(),
            drops_out: trial.items.iter().filter(|item| item.now.is_err() && item.before).count(),
            compared,
            cut: trial.cut,
            days: days(&trial),
            sections: sections(&trial, office),
            lists,
        })
    }

    fn limit() -> usize {
        PUBLIC_TRIAL_DISPATCHES_MAX
    }

    fn days_tried() -> usize {
        PUBLIC_TRIAL_DAYS
    }
}

fn days(trial: &PublicTrial) -> Vec<Day> {
    let sums = trial.days.iter().rev().map(|(date, sections)| {
        let (tried, shown) = sections.values().fold((0, 0), |sum, day| (sum.0 + day.tried, sum.1 + day.shown));
        Day { date: date.to_string(), tried, shown, percent: 0 }
    });
    let mut days: Vec<Day> = sums.collect();
    let most = days.iter().map(|day| day.shown).max().unwrap_or(0).max(1);
    for day in &mut days {
        day.percent = day.shown * 100 / most;
    }
    days
}

fn sections(trial: &PublicTrial, office: &Office) -> Vec<(String, Vec<SectionDay>)> {
    let known: BTreeSet<CategoryId> = trial.days.values().flat_map(|sections| sections.keys().copied()).collect();
    let of = |id: CategoryId| trial.days.values().rev().map(move |day| day.get(&id).copied().unwrap_or_default());
    known.into_iter().map(|id| (name(id, office), of(id).collect())).collect()
}

fn name(id: CategoryId, office: &Office) -> String {
    office.agency.category(id).map_or_else(|| id.to_string(), |section| section.name("en").to_owned())
}

fn list(
    office: &Office,
    (id, title, last): (&'static str, &'static str, &'static str),
    mut items: Vec<&PubliclyTried>,
    compared: bool,
) -> List {
    let all = items.len();
    // What the change is about comes first; each part stays newest first.
    items.sort_by_key(|item| compared && item.now.is_ok() == item.before);
    items.truncate(LISTED_MAX);
    List { id, title, last, all, lines: items.into_iter().map(|item| line(item, office, compared)).collect() }
}

fn line(item: &PubliclyTried, office: &Office, compared: bool) -> Line {
    let in_words = |reasons: &[NotPublic]| {
        let words: Vec<_> = reasons.iter().map(|why| why.in_words(&office.agency)).collect();
        words.join("; ")
    };
    Line {
        item: item.item.to_string(),
        headline: item.headline.clone(),
        dir: item.language.dir(),
        section: name(item.section, office),
        published: web::members::moment(&item.published),
        how: match &item.now {
            Ok(from) => web::members::moment(from),
            Err(reasons) => in_words(reasons),
        },
        change: match (compared, item.now.is_ok(), item.before) {
            (true, true, false) => "comes in",
            (true, false, true) => "drops out",
            _ => "",
        },
    }
}
