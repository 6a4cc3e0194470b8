//! Several items in one archive (ZIP, APPNOTE 6.3.10), and what that would count.

mod left_out;
mod manifest;
mod names;
mod pack;
mod plan;
mod source;
mod spill;

use super::{refusals, search::list, wanted::named};
use crate::{
    Api,
    charge::{self, Form},
    refuse,
};
use account::{Scope, Subscriber};
use audience::{Denial, Entitlement};
use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderValue, Method,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use left_out::LeftOut;
use pack::Packer;
use plan::{Asked, Cost, Plan, plan};
use serde::{Deserialize, Serialize};
use story::{ItemId, Rendition};
use utoipa::{IntoParams, ToSchema};
use web::{Case, Json, Problem, Query, SignedInSubscriber};

/// Items that one archive may be asked for.
pub const ZIP_ITEMS_MAX: usize = 50;
/// How often an archive is planned anew, when others take what was left meanwhile.
const TRIES_MAX: usize = 3;

/// What to put into the archive. Lists are separated by commas.
#[derive(Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The ids of the items, 1 to 50. Their order is that of the archive.
    #[serde(deserialize_with = "list")]
    #[param(
        value_type = Vec<String>, style = Form, explode = false, required = true,
        example = json!(["tel:text:20260901:50000001"])
    )]
    items: Vec<ItemId>,
    /// The format of their texts, by its name in `/api/v1/formats`; `json` is this API's own.
    #[param(example = "json")]
    format: Option<String>,
    /// The sizes and forms of their files, and of the pictures that stand beside a text and in it: `web`, `print`, `sd`,
    /// `raster`, `pdf`, `eps`, `ai`, `file`, `preview` or `thumbnail`. Without it, the archive holds no files.
    #[serde(deserialize_with = "list")]
    #[param(value_type = Vec<String>, style = Form, explode = false, example = json!(["web"]))]
    sizes: Vec<Rendition>,
    /// Where not enough downloads are left: the archive holds what they suffice for, in the order of the items.
    #[param(default = false)]
    partial: bool,
}

impl Wanted {
    fn asked(self, subscriber: &Subscriber) -> Result<Asked, Problem> {
        let Self { items: named_items, format, sizes: named_sizes, .. } = self;
        let (mut items, mut sizes) = (Vec::new(), Vec::new());
        for item in named_items {
            if !items.contains(&item) {
                items.push(item);
            }
        }
        for size in named_sizes {
            if !sizes.contains(&size) {
                sizes.push(size);
            }
        }
        if !(1..=ZIP_ITEMS_MAX).contains(&items.len()) {
            let why = format_args!("names {} items; 1 to {ZIP_ITEMS_MAX} are allowed", items.len());
            return Err(Problem::bad_field("items", why));
        }
        // The way here is open to keys for items; files take their own scope here as well.
        if !sizes.is_empty() && !subscriber.opens(Some(Scope::Files)) {
            let scope = Scope::Files.name();
            let problem =
                Problem::forbidden(format_args!("This key is not for `{scope}`: make one whose scopes hold it."));
            return Err(problem.with("reason", "scope").with("scope", scope));
        }
        let text = named(format.as_deref())?.map_or(Form::Json, Form::Document);
        Ok(Asked { items, text, sizes })
    }
}

/// What an archive would hold, and what it would count.
#[derive(Serialize, ToSchema)]
pub(crate) struct WouldCost {
    /// Items and pictures that would be in it.
    #[schema(example = 1)]
    items: usize,
    /// Files that would be in it, without `manifest.json`.
    #[schema(example = 1)]
    files: usize,
    /// Revisions that would count.
    #[schema(example = 1)]
    new: u32,
    /// Revisions that were counted before, and do not count again.
    #[schema(example = 0)]
    known: u32,
    /// Revisions under contracts without a limit.
    #[schema(example = 0)]
    free: u32,
    /// Revisions for which nothing is left: the archive is refused, or with `partial=true` comes without them.
    #[schema(example = 0)]
    over: u32,
    /// What is left under each contract that has a limit.
    quotas: Vec<Under>,
    /// What would not be in it.
    #[schema(value_type = Vec<Missing>)]
    left_out: Vec<LeftOut>,
}

/// What an archive counts under one contract.
#[derive(Serialize, ToSchema)]
pub(crate) struct Under {
    /// The contract.
    contract: String,
    /// Downloads a month.
    limit: u32,
    /// Those that are left now.
    left: u32,
    /// Those that the archive would count.
    takes: u32,
    /// When the next month begins, and with it the count (UTC).
    #[schema(value_type = String, format = DateTime)]
    resets: Timestamp,
}

/// Something that is not in an archive.
#[derive(Serialize, ToSchema)]
pub(crate) struct Missing {
    /// The item.
    #[schema(example = "tel:text:20260901:50000001")]
    item: String,
    /// The format or size that is missing; without it, nothing of the item is there.
    #[schema(example = "print")]
    form: Option<String>,
    /// Why.
    reason: left_out::Cause,
    /// The same in a sentence.
    why: String,
}

impl WouldCost {
    fn of(plan: Plan) -> Self {
        let Plan { parts, left_out, cost: Cost { new, known, free, over, quotas }, .. } = plan;
        let under = |(contract, quota, takes): (std::sync::Arc<str>, account::Quota, u32)| Under {
            contract: contract.to_string(),
            limit: quota.limit,
            left: quota.left,
            takes,
            resets: quota.until,
        };
        let files = parts.iter().map(|part| part.forms.len()).sum();
        let quotas = quotas.into_iter().map(under).collect();
        Self { items: parts.len(), files, new, known, free, over, quotas, left_out }
    }
}

/// What an archive of several items would hold, and what it would count. Nothing is counted here.
#[utoipa::path(
    get,
    path = "/api/v1/zip/cost",
    tag = "archive",
    params(Wanted),
    responses((status = 200, description = "What it would count", body = WouldCost), refusals::ZipCost),
)]
pub(super) async fn cost(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let asked = wanted.asked(&subscriber)?;
    let may = entitlement(&api, &subscriber)?;
    let plan = plan(&api, &may, &asked).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(WouldCost::of(plan))).into_response())
}

fn entitlement(api: &Api, subscriber: &Subscriber) -> Result<Entitlement, Problem> {
    api.entitlement(subscriber).ok_or_else(|| refuse::denied(Denial::NoContract))
}

/// Several items in one archive: their texts in a format, their files in sizes, and `manifest.json`.
///
/// Each revision counts as it does alone; `/api/v1/zip/cost` says beforehand what the archive counts. Where not enough
/// downloads are left, it is refused and nothing is counted, or comes with what they suffice for (`partial=true`). What
/// stands in the way of single items (they are killed, under embargo, not covered) leaves those out. `manifest.json`, the
/// last file, says what there is, with revisions, SHA-256 and terms of use, and what there is not, and why. What is stopped
/// while the archive is being sent is not in it any more.
#[utoipa::path(
    get,
    path = "/api/v1/zip",
    tag = "archive",
    params(Wanted),
    responses(
        (status = 200, description = "The archive", body = Vec<u8>, content_type = "application/zip"),
        refusals::Zip,
    ),
)]
pub(super) async fn zip(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Query(wanted): Query<Wanted>,
    method: Method,
) -> Result<Response, Problem> {
    let partial = wanted.partial;
    let asked = wanted.asked(&subscriber)?;
    let may = entitlement(&api, &subscriber)?;
    let counted = api.lines().count_archive(&subscriber)?;
    for _ in 0..TRIES_MAX {
        let plan = plan(&api, &may, &asked).await?;
        if plan.cost.over > 0 && (!partial || plan.parts.is_empty()) {
            return Err(not_enough(&plan.cost, api.now()));
        }
        if plan.parts.is_empty() {
            return Err(nothing(plan.left_out));
        }
        // Whoever asks for the head alone gets nothing, and is charged nothing.
        if method == Method::HEAD {
            return Ok((head(&api, &plan.cost), Body::empty()).into_response());
        }
        if plan.take(&api, &subscriber).await? {
            let head = head(&api, &plan.cost);
            let body = Body::from_stream(Packer::new(api, subscriber, &asked, plan, counted).pieces());
            return Ok((head, body).into_response());
        }
    }
    Err(Problem::unavailable(
        "Others take downloads of your contract at the same time. Nothing was counted; try again.",
    ))
}

/// Not so many are left.
fn not_enough(cost: &Cost, now: Timestamp) -> Problem {
    let (asked, left) = (cost.new + cost.over, cost.quotas.iter().map(|(_, quota, _)| quota.left).sum::<u32>());
    let why = format_args!(
        "The archive counts {asked} downloads, and {left} are left of this month. Nothing was counted. Ask for fewer \
         items, or with `partial=true` for those that they suffice for."
    );
    let mut problem = Problem::new(Case::NotEnough, why).with("reason", "download_limit");
    problem = problem.with("new", asked).with("left", left);
    if let Some((_, quota, _)) = cost.quotas.first() {
        problem = problem.with("limit", quota.limit).with("until", quota.until.to_string());
        for (name, value) in charge::told(quota, now) {
            problem = problem.header(name, value);
        }
    }
    problem
}

/// Nothing of it can be given.
fn nothing(left_out: Vec<LeftOut>) -> Problem {
    let left_out = serde_json::to_value(left_out).unwrap_or_default();
    Problem::new(Case::NotCovered, "Nothing of this can be given to you now: `left_out` says why.")
        .with("reason", "nothing")
        .with("left_out", left_out)
}

fn head(api: &Api, cost: &Cost) -> HeaderMap {
    let now = api.now();
    let name = format!("attachment; filename=\"{}-{}.zip\"", api.agency().code.as_str(), now.strftime("%Y%m%d-%H%M%S"));
    let mut head = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_DISPOSITION, HeaderValue::from_str(&name).expect("a code and digits are ASCII")),
    ]);
    if let Some((_, quota, takes)) = cost.quotas.first() {
        let after = account::Quota { left: quota.left.saturating_sub(*takes), ..quota.clone() };
        head.extend(charge::told(&after, now));
    }
    head
}
