//! What your organisation has, took, and has left.

use super::refusals;
use crate::Api;
use account::{By, DOWNLOADS_MAX, GraphicForm, Mark, Month, PhotoSize, Report, UsageLine, VideoSize};
use axum::{
    extract::State,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use web::{Json, Problem, Query, SignedInSubscriber};

/// Lines of the history that a page holds when nothing else is asked for.
const DOWNLOADS_USUAL: u32 = 100;

/// Your organisation and its contracts.
#[derive(Serialize, ToSchema)]
pub(crate) struct Held {
    /// The organisation.
    #[schema(example = "Gazete")]
    organisation: String,
    /// Its contracts, the oldest first, whether they hold now or not.
    contracts: Vec<ContractLine>,
}

/// A contract.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContractLine {
    /// Its id.
    id: String,
    /// What it is called; may be empty.
    name: String,
    /// It holds now.
    holds: bool,
    /// The products that it covers.
    products: Vec<NamedProduct>,
    /// The kinds of items that it covers.
    #[schema(example = json!(["text"]))]
    kinds: Vec<&'static str>,
    /// The languages that it covers; empty for all.
    #[schema(example = json!(["tr"]))]
    languages: Vec<String>,
    /// The sizes of pictures that it covers.
    #[schema(value_type = Vec<String>, example = json!(["web", "print"]))]
    photo_sizes: Vec<PhotoSize>,
    /// The sizes of videos that it covers.
    #[schema(value_type = Vec<String>, example = json!(["web", "sd"]))]
    video_sizes: Vec<VideoSize>,
    /// The forms of graphics that it covers.
    #[schema(value_type = Vec<String>, example = json!(["raster", "pdf"]))]
    graphic_forms: Vec<GraphicForm>,
    /// The formats in which it gives documents; empty for all.
    #[schema(example = json!(["newsml-g2", "json"]))]
    formats: Vec<String>,
    /// What may be done with the material, in words.
    usage_terms: String,
    /// How far back it reaches, in days; 0 for the whole archive.
    archive_days: u32,
    /// Downloads a month; 0 for no limit.
    download_limit: u32,
    /// From when it holds.
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    /// Until when it holds, exclusive; open when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// A product.
#[derive(Serialize, ToSchema)]
pub(crate) struct NamedProduct {
    /// Its number.
    id: u32,
    /// Its name in the agency's language.
    name: String,
}

/// The contracts of your organisation, as they stand.
#[utoipa::path(
    get,
    path = "/api/v1/account/contract",
    tag = "account",
    responses((status = 200, description = "Your contracts", body = Held), refusals::Mine),
)]
pub(super) async fn contract(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
) -> Result<Response, Problem> {
    let (products, now) = (api.products().await?, api.now());
    let lang = api.agency().language.as_str();
    let named = |id: &story::ProductId| NamedProduct {
        id: id.0,
        name: products.get(*id).map_or_else(String::new, |product| product.name(lang).to_owned()),
    };
    let contracts = subscriber.contracts.iter().map(|contract| ContractLine {
        id: contract.id.clone(),
        name: contract.terms.name.clone(),
        holds: contract.terms.holds_at(now),
        products: contract.terms.products.iter().map(named).collect(),
        kinds: contract.terms.kinds.iter().map(|kind| kind.name()).collect(),
        languages: contract.terms.languages.iter().map(ToString::to_string).collect(),
        photo_sizes: contract.terms.photo_sizes.clone(),
        video_sizes: contract.terms.video_sizes.clone(),
        graphic_forms: contract.terms.graphic_forms.clone(),
        formats: contract.terms.formats.clone(),
        usage_terms: contract.terms.usage_terms.clone(),
        archive_days: contract.terms.archive_days,
        download_limit: contract.terms.download_limit,
        from: contract.terms.from,
        until: contract.terms.until,
    });
    let contracts = contracts.collect();
    Ok(answer(Held { organisation: subscriber.organisation_name, contracts }))
}

/// What is left of a contract's downloads of this month.
#[derive(Serialize, ToSchema)]
pub(crate) struct Quotas {
    /// A line for each contract that holds now.
    quotas: Vec<QuotaLine>,
}

/// What is left of one contract.
#[derive(Serialize, ToSchema)]
pub(crate) struct QuotaLine {
    /// The contract.
    contract: String,
    /// Downloads a month. A contract without it has no limit, and nothing below either.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Revisions that were taken this month.
    #[serde(skip_serializing_if = "Option::is_none")]
    used: Option<u32>,
    /// Revisions that may still be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<u32>,
    /// When the next month begins, and with it the count (UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    resets: Option<Timestamp>,
}

/// What is left of your downloads.
///
/// A revision counts once, however often and in whatever form it is taken. Answers that count say the same in `RateLimit`.
#[utoipa::path(
    get,
    path = "/api/v1/account/quotas",
    tag = "account",
    responses((status = 200, description = "What is left", body = Quotas), refusals::Mine),
)]
pub(super) async fn quotas(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
) -> Result<Response, Problem> {
    let mut quotas = Vec::new();
    for contract in subscriber.contracts.iter().filter(|contract| contract.terms.holds_at(api.now())) {
        let quota = api.accounts().quota(contract).await?;
        quotas.push(QuotaLine {
            contract: contract.id.clone(),
            limit: quota.as_ref().map(|quota| quota.limit),
            used: quota.as_ref().map(account::Quota::used),
            left: quota.as_ref().map(|quota| quota.left),
            resets: quota.as_ref().map(|quota| quota.until),
        });
    }
    Ok(answer(Quotas { quotas }))
}

/// A month.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
#[derive(Default)]
pub(super) struct In {
    /// The month (UTC); without it this one.
    #[param(example = "2026-09")]
    month: Option<String>,
}

/// What was given to your organisation in a month.
#[derive(Serialize, ToSchema)]
pub(crate) struct Used {
    /// The month.
    #[schema(example = "2026-09")]
    month: String,
    /// How often something was given.
    given: u64,
    /// Bytes that were given.
    bytes: u64,
    /// By day, also those on which nothing was.
    days: Vec<Sum>,
    /// By login, key and person.
    takers: Vec<Sum>,
    /// By product, whose number is the key.
    products: Vec<Sum>,
    /// By kind.
    kinds: Vec<Sum>,
    /// By format or rendition.
    formats: Vec<Sum>,
    /// By the way it came.
    ways: Vec<Sum>,
    /// The twelve months up to this one.
    months: Vec<Sum>,
}

/// A sum.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sum {
    /// What it is the sum of.
    #[schema(example = "stream")]
    key: String,
    /// What that is called.
    #[schema(example = "stream")]
    name: String,
    /// How often something was given.
    given: u64,
    /// Bytes that were given.
    bytes: u64,
}

impl From<UsageLine> for Sum {
    fn from(UsageLine { key, name, given, bytes }: UsageLine) -> Self {
        Self { key, name, given, bytes }
    }
}

/// What was given to your organisation in a month, summed up.
///
/// Every document, file and event of the feed and the stream is one; it is counted within a second.
#[utoipa::path(
    get,
    path = "/api/v1/account/usage",
    tag = "account",
    params(In),
    responses((status = 200, description = "The sums", body = Used), refusals::Account),
)]
pub(super) async fn usage(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Query(In { month }): Query<In>,
) -> Result<Response, Problem> {
    let month = match month {
        Some(text) => text.parse().map_err(|e| Problem::bad_field("month", e))?,
        None => Month::of(api.now()),
    };
    let lang = api.agency().language.as_str();
    let Report { days, months, parts, .. } = api.accounts().report(month, Some(&subscriber.organisation), lang).await?;
    let sums = |lines: Vec<UsageLine>| lines.into_iter().map(Sum::from).collect::<Vec<_>>();
    let mut parts: HashMap<By, Vec<UsageLine>> = parts.into_iter().collect();
    let mut part = |by| sums(parts.remove(&by).unwrap_or_default());
    Ok(answer(Used {
        month: month.to_string(),
        given: days.iter().map(|day| day.given).sum(),
        bytes: days.iter().map(|day| day.bytes).sum(),
        takers: part(By::Taker),
        products: part(By::Product),
        kinds: part(By::Kind),
        formats: part(By::Format),
        ways: part(By::Way),
        days: sums(days),
        months: sums(months),
    }))
}

/// A page of the history.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct Page {
    /// `next` of the page before this one.
    before: Option<String>,
    /// Lines that the page may hold.
    #[param(default = 100, minimum = 1, maximum = 500)]
    limit: u32,
}

impl Default for Page {
    fn default() -> Self {
        Self { before: None, limit: DOWNLOADS_USUAL }
    }
}

/// What your organisation took.
#[derive(Serialize, ToSchema)]
pub(crate) struct Downloads {
    /// The newest first.
    downloads: Vec<DownloadLine>,
    /// Ask on with this as `before`; none at the end.
    next: Option<String>,
}

/// A revision that was taken.
#[derive(Serialize, ToSchema)]
pub(crate) struct DownloadLine {
    /// When it was first taken.
    #[schema(value_type = String, format = DateTime)]
    time: Timestamp,
    /// The item.
    #[schema(example = "tel:text:20260901:50000001")]
    item: String,
    /// Its version.
    version: u32,
    /// The contract under which it was taken.
    contract: String,
    /// Who took it.
    taker: String,
    /// How, when it is known: `item`, `file`, `has-document` …
    #[schema(example = "item")]
    way: Option<String>,
    /// The format or the rendition, when it is known.
    #[schema(example = "newsml-g2")]
    format: Option<String>,
}

/// What your organisation took, the newest first.
///
/// Each revision once for each contract, with how it was first taken. What came by the feed and the stream was not taken.
#[utoipa::path(
    get,
    path = "/api/v1/account/downloads",
    tag = "account",
    params(Page),
    responses((status = 200, description = "A page of the history", body = Downloads), refusals::Account),
)]
pub(super) async fn downloads(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Query(Page { before, limit }): Query<Page>,
) -> Result<Response, Problem> {
    if !(1..=DOWNLOADS_MAX).contains(&limit) {
        return Err(Problem::bad_field("limit", format_args!("is {limit}; 1 to {DOWNLOADS_MAX} are allowed")));
    }
    let before: Option<Mark> =
        before.map(|text| text.parse()).transpose().map_err(|e| Problem::bad_field("before", e))?;
    let accounts = api.accounts();
    let found = accounts.downloads(&subscriber.organisation, before.as_ref(), limit).await?;
    let full = found.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let next = found.last().filter(|_| full).map(|last| last.mark().to_string());
    let mut downloads = Vec::with_capacity(found.len());
    let mut names = HashMap::new();
    for line in found {
        let taker = match names.get(&line.taker) {
            Some(known) => String::clone(known),
            None => names.entry(line.taker.clone()).or_insert(accounts.taker_name(&line.taker).await?).clone(),
        };
        downloads.push(DownloadLine {
            time: line.time,
            item: line.item.to_string(),
            version: line.version,
            contract: line.contract,
            taker,
            way: line.way,
            format: line.format,
        });
    }
    Ok(answer(Downloads { downloads, next }))
}

fn answer(data: impl Serialize) -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(data)).into_response()
}
