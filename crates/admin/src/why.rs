//! `/admin/why`: why an organisation gets an item, or does not.

use crate::{
    Office,
    door::{Answer, refused},
};
use account::{OrganisationId, Right};
use askama::Template;
use audience::{Explained, Gate, Looked, Outcome, Settled, Why};
use axum::{Router, extract::State, http::StatusCode, routing::get};
use serde::Deserialize;
use std::{fmt::Write, sync::Arc};
use story::{ItemId, State as Status};
use web::{Form, Problem, Query, StaffAtScreen, members::moment};
use wire::Dispatch;

/// Where the question is asked.
const WHY: &str = "/admin/why";

pub(crate) fn routes() -> Router<Office> {
    Router::new().route("/admin/why", get(show))
}

/// What is asked.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    item: String,
    #[serde(default)]
    organisation: String,
}

/// How one contract comes out.
struct Line {
    id: String,
    name: String,
    covers: bool,
    why: String,
}

/// How one product came out at the release.
struct Product {
    id: u32,
    name: String,
    version: u32,
    member: bool,
    /// It belongs to it since an earlier version.
    before: bool,
    tree: String,
}

/// The answer.
struct Found {
    /// None while nobody outside the newsroom reads it.
    headline: Option<String>,
    version: u32,
    released: String,
    state: &'static str,
    embargo: Option<String>,
    organisation: Option<(String, Option<String>)>,
    contracts: Vec<Line>,
    products: Vec<Product>,
}

#[derive(Template)]
#[template(path = "why.html")]
struct Page<'a> {
    form: &'a Form,
    organisations: Vec<(String, String)>,
    found: Option<Found>,
}

/// `GET /admin/why?item=…&organisation=…`
async fn show(State(office): State<Office>, staff: StaffAtScreen, Query(asked): Query<Asked>) -> Answer {
    staff.require(Right::SeeSubscribers)?;
    let mut form = Form::default().with("item", &asked.item).with("organisation", &asked.organisation);
    let mut found = None;
    if let Some(text) = form.filled("item").map(str::to_owned) {
        match text.parse::<ItemId>() {
            Ok(item) => match office.reader.latest(&item).await.map_err(|e| refused(e.into()))? {
                Some(newest) => found = Some(explained(&office, &newest, &asked.organisation).await?),
                None => form.refuse("item", "is not on the wire"),
            },
            Err(_) => form.refuse("item", "is not the id of an item such as `tel:text:20260901:50000001`"),
        }
    }
    let nobody = [(String::new(), "— only the products —".to_owned())];
    let all = office.accounts.organisations().await?;
    let all = all.into_iter().map(|organisation| (organisation.id.as_str().to_owned(), organisation.name));
    let organisations = nobody.into_iter().chain(all).collect();
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let sheet = office.sheet(&staff.0, WHY, "Why does somebody get a story?");
    Ok(sheet.page_as(status, &Page { form: &form, organisations, found }))
}

async fn explained(office: &Office, newest: &Arc<Dispatch>, organisation: &str) -> Result<Found, Problem> {
    let now = office.clock.now();
    let item = &newest.entry.item;
    let (mut whose, mut contracts) = (None, Vec::new());
    if !organisation.is_empty() {
        let organisation = office.accounts.organisation_of(&OrganisationId::from(organisation.to_owned())).await?;
        let held = office.accounts.contracts(&organisation.id).await?;
        let why = Gate::new(office.reader.clone()).why(&held, item, None, now).await.map_err(refused)?;
        let decided = why.as_ref().map(Why::decided);
        let denial = decided.and_then(Result::err).map(|denial| denial.sentence().to_owned());
        contracts = why.map_or_else(Vec::new, |why| why.contracts).iter().map(line).collect();
        let frozen = organisation.frozen.then(|| "The organisation is frozen: nobody of it is let in.".to_owned());
        whose = Some((organisation.name, frozen.or(denial)));
    }
    // A notice has no fields to look at: the last story is the one that the filters met.
    let story = last_story(office, newest).await?;
    let products = match &story {
        Some(story) => Settled::of(&office.db, story).await.map_err(refused)?.iter().map(product).collect(),
        None => Vec::new(),
    };
    let entry = &newest.entry;
    let open = entry.state == Status::Usable && entry.embargo.is_none_or(|until| until <= now);
    Ok(Found {
        headline: open.then(|| newest.story.headline.as_str().to_owned()),
        version: entry.version,
        released: moment(&entry.first_released),
        state: match entry.state {
            Status::Usable => "usable",
            Status::Withheld => "on hold: nobody gets any version of it",
            Status::Canceled => "killed: nobody gets any version of it",
        },
        embargo: entry.embargo.filter(|&until| until > now).map(|until| moment(&until)),
        organisation: whose,
        contracts,
        products,
    })
}

/// The newest version of an item that holds a story.
async fn last_story(office: &Office, newest: &Arc<Dispatch>) -> Result<Option<Arc<Dispatch>>, Problem> {
    if newest.entry.state == Status::Usable {
        return Ok(Some(Arc::clone(newest)));
    }
    let item = &newest.entry.item;
    let versions = office.reader.versions(item).await.map_err(|e| refused(e.into()))?;
    match versions.iter().rev().find(|entry| entry.state == Status::Usable) {
        Some(entry) => office.reader.version(item, entry.version).await.map_err(|e| refused(e.into())),
        None => Ok(None),
    }
}

fn line(Looked { contract, outcome }: &Looked) -> Line {
    let why = match outcome {
        Outcome::Covers(product) => format!("covers it by product {product}"),
        Outcome::Stops(denial) => denial.sentence().to_owned(),
        Outcome::NotYet => format!("holds from {} on", moment(&contract.terms.from)),
        Outcome::Ended => "does not hold any more".to_owned(),
    };
    let covers = matches!(outcome, Outcome::Covers(_));
    Line { id: contract.id.clone(), name: contract.terms.title(), covers, why }
}

fn product(settled: &Settled) -> Product {
    let mut tree = String::new();
    draw(&settled.explained, 0, &mut tree);
    Product {
        id: settled.product.id.0,
        name: settled.product.name("en").to_owned(),
        version: settled.version,
        member: settled.member,
        before: settled.member && !settled.explained.met,
        tree,
    }
}

/// A condition on a line of its own, those inside it below it.
fn draw(one: &Explained, depth: usize, tree: &mut String) {
    let met = if one.met { "yes" } else { "no " };
    let names = if one.names.is_empty() { String::new() } else { format!("  ({})", one.names.join(", ")) };
    writeln!(tree, "{met}  {:indent$}{}{names}", "", one.text, indent = depth * 2).expect("a text can be written to");
    one.parts.iter().for_each(|part| draw(part, depth + 1, tree));
}
