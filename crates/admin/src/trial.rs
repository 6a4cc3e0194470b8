//! A filter tried on the newest items of the wire, as a page shows it.

use crate::{Office, dates};
use askama::Template;
use audience::{AudienceError, Filter, TRIAL_ITEMS_MAX, Trial, Tried};

/// Items of a trial that a page lists.
const LISTED_MAX: usize = 100;

/// How a filter comes out, for the page of its product.
#[derive(Template)]
#[template(path = "trial.html")]
pub(crate) struct Tries {
    tried: usize,
    taken: usize,
    a_day: usize,
    comes_in: usize,
    drops_out: usize,
    /// It is compared with a filter that is stored.
    compared: bool,
    days: Vec<Day>,
    items: Vec<Line>,
}

struct Day {
    date: String,
    tried: usize,
    taken: usize,
    /// Of the longest bar, in per cent.
    percent: usize,
}

struct Line {
    item: String,
    /// None while nobody outside the newsroom reads it.
    headline: Option<String>,
    dir: &'static str,
    released: String,
    change: &'static str,
}

impl Tries {
    /// Tries a filter beside the one that is stored.
    pub(crate) async fn of(office: &Office, filter: &Filter, stored: Option<&Filter>) -> Result<Self, AudienceError> {
        let zone = dates::zone(office);
        let trial = Trial::run(&office.reader, filter, stored, &zone, office.clock.now()).await?;
        let most = trial.days.iter().map(|(_, _, taken)| *taken).max().unwrap_or(0).max(1);
        let day = |(day, tried, taken): &(jiff::civil::Date, usize, usize)| Day {
            date: day.to_string(),
            tried: *tried,
            taken: *taken,
            percent: taken * 100 / most,
        };
        let compared = stored.is_some();
        let count = |change: &dyn Fn(&Tried) -> bool| trial.items.iter().filter(|item| change(item)).count();
        let comes_in = count(&|item| item.now && !item.before);
        let drops_out = count(&|item| !item.now && item.before);
        let mut shown: Vec<&Tried> = trial.items.iter().collect();
        // What the change is about comes first; each part stays newest first.
        shown.sort_by_key(|item| compared && item.now == item.before);
        shown.truncate(LISTED_MAX);
        Ok(Self {
            tried: trial.tried,
            taken: trial.taken(),
            a_day: trial.taken().div_ceil(trial.days.len().max(1)),
            comes_in,
            drops_out,
            compared,
            days: trial.days.iter().map(day).collect(),
            items: shown.into_iter().map(|item| line(item, compared)).collect(),
        })
    }

    fn limit() -> usize {
        TRIAL_ITEMS_MAX
    }
}

fn line(item: &Tried, compared: bool) -> Line {
    let Tried { dispatch, now, before, open } = item;
    Line {
        item: dispatch.entry.item.to_string(),
        headline: open.then(|| dispatch.story.headline.as_str().to_owned()),
        dir: dispatch.entry.language.dir(),
        released: web::members::moment(&dispatch.entry.first_released),
        change: match (compared, now, before) {
            (true, true, false) => "comes in",
            (true, false, true) => "drops out",
            _ => "",
        },
    }
}
