//! Why an item is in your contract, or is not.

use super::{refusals, why_shapes as shapes};
use crate::{Api, refuse};
use account::Contract;
use audience::{Denial, Event, Looked, Outcome, Products};
use axum::{
    extract::State,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::{ItemId, ProductId, Reason, State as Status};
use utoipa::IntoParams;
use web::{Json, Problem, Query, SignedInSubscriber};

/// What is asked about.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct About {
    /// The item's id.
    #[param(
        value_type = String,
        pattern = "^[a-z][a-z0-9]{1,11}:(text|picture|video|graphic|file):[0-9]{8}:[1-9][0-9]{0,17}$",
        example = "tel:text:20260901:50000001"
    )]
    item: ItemId,
    /// The version; without it the newest.
    #[param(minimum = 1, example = 1)]
    version: Option<u32>,
}

#[derive(Serialize)]
struct Answer {
    item: ItemId,
    covered: bool,
    /// The rule that came nearest to letting it through, when none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Denial>,
    why: String,
    contracts: Vec<Line>,
    /// Told of what is covered only.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Seen>,
}

/// The version that was looked at, without its text.
#[derive(Serialize)]
struct Seen {
    version: u32,
    seq: u64,
    state: Status,
    products: Vec<ProductId>,
    /// Why its story is not given now, although a contract covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargo: Option<Timestamp>,
}

/// How one contract comes out.
#[derive(Serialize)]
struct Line {
    contract: String,
    name: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<Granted>,
    why: String,
    formats: Vec<String>,
    usage_terms: String,
}

#[derive(Serialize)]
struct Granted {
    id: ProductId,
    name: String,
}

/// Why your contracts let an item through, or stop it.
///
/// Each contract of your organisation is listed with the product that lets the item through, or the rule that stops it.
/// The state of the item, and why it cannot be had now, are told when a contract covers it.
#[utoipa::path(
    get,
    path = "/api/v1/why",
    tag = "archive",
    params(About),
    responses((status = 200, description = "Each contract, and how it comes out", body = shapes::Why), refusals::Why),
)]
pub(super) async fn why(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Query(About { item, version }): Query<About>,
) -> Result<Response, Problem> {
    let found = api.gate().why(&subscriber.contracts, &item, version, api.now()).await;
    let found = found.map_err(|e| refuse::inside(&e))?.ok_or_else(|| match version {
        None => Problem::not_found(format_args!("There is no item {item}.")),
        Some(version) => Problem::not_found(format_args!("There is no version {version} of {item}.")),
    })?;
    let products = api.products().await?;
    let lang = api.agency().language.as_str();
    let decided = found.decided();
    let why = match &decided {
        Ok((contract, product)) => format!("{} covers product {product}.", called(contract)),
        Err(denial) => denial.sentence().to_owned(),
    };
    let answer = Answer {
        item,
        covered: decided.is_ok(),
        reason: decided.err(),
        why,
        contracts: found.contracts.iter().map(|looked| line(looked, &products, lang)).collect(),
        version: found.event.as_ref().map(version_of),
    };
    Ok(([(CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

fn version_of(event: &Event) -> Seen {
    let entry = &event.dispatch.entry;
    let state = event.stop.map_or(entry.state, |stop| stop.state);
    Seen {
        version: entry.version,
        seq: entry.seq,
        state,
        products: entry.products.clone(),
        closed: match state {
            Status::Canceled => Some(Reason::Killed),
            Status::Withheld => Some(Reason::OnHold),
            Status::Usable => event.early.then_some(Reason::Embargo),
        },
        embargo: entry.embargo,
    }
}

/// A contract as people know it.
fn called(contract: &Contract) -> String {
    match contract.terms.name.as_str() {
        "" => format!("Contract {}", contract.id),
        name => format!("Contract `{name}`"),
    }
}

fn line(looked: &Looked, products: &Products, lang: &str) -> Line {
    let Looked { contract, outcome } = looked;
    let named = |id: ProductId| products.get(id).map_or_else(String::new, |product| product.name(lang).to_owned());
    let (word, product, why) = match outcome {
        Outcome::Covers(id) => {
            ("covers", Some(Granted { id: *id, name: named(*id) }), format!("It covers product {id}."))
        }
        Outcome::Stops(denial) => (rule(*denial), None, denial.sentence().to_owned()),
        Outcome::NotYet => ("not_yet", None, format!("It holds from {} on.", contract.terms.from)),
        Outcome::Ended => {
            let until = contract.terms.until.map(|until| format!(" at {until}"));
            ("ended", None, format!("It ended{}.", until.unwrap_or_default()))
        }
    };
    Line {
        contract: contract.id.clone(),
        name: contract.terms.name.clone(),
        outcome: word,
        product,
        why,
        formats: contract.terms.formats.clone(),
        usage_terms: contract.terms.usage_terms.clone(),
    }
}

/// The rule of a contract that stops the item, in a word.
fn rule(denial: Denial) -> &'static str {
    match denial {
        Denial::Product => "product",
        Denial::Kind => "kind",
        Denial::Language => "language",
        Denial::Archive => "archive",
        // What concerns the form in which it is asked for, and not the item.
        Denial::NoContract | Denial::Format | Denial::Size | Denial::DownloadLimit => "form",
    }
}
