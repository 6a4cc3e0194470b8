//! Receipts: what the organisation is called for, and its word that it has acted on it.

use super::refusals;
use crate::Api;
use account::{Recall, Receiver, Through};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::ItemId;
use utoipa::{IntoParams, ToSchema};
use web::{Json, Problem, Query, SignedInSubscriber};

/// Calls that are answered, at most.
const CALLS_MAX: u32 = 500;

/// Which calls.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
#[derive(Default)]
pub(super) struct Which {
    /// Also those that were confirmed.
    #[param(default = false)]
    all: bool,
}

/// What your organisation is called for.
#[derive(Serialize, ToSchema)]
pub(super) struct Calls {
    /// The newest first, 500 at most.
    receipts: Vec<Call>,
}

/// A kill, withdrawal, hold or correction of an item that your organisation has, or may have.
#[derive(Serialize, ToSchema)]
pub(super) struct Call {
    /// The number of the dispatch.
    #[schema(example = 58)]
    seq: u64,
    /// The item.
    #[schema(value_type = String, example = "tel:text:20260901:50000001")]
    item: ItemId,
    /// The version that the dispatch brought.
    #[schema(example = 2)]
    version: u32,
    /// `kill`, `withdraw`, `hold` or `correct`.
    #[schema(value_type = String, example = "kill")]
    act: &'static str,
    /// When it was logged.
    #[schema(value_type = String, format = DateTime)]
    time: Timestamp,
    /// The reason that its notice gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// You are reminded until you confirm.
    required: bool,
    /// How your organisation came by an earlier version.
    held: Ways,
    /// The receipt; missing as long as there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<Given>,
}

/// When an earlier version was got first, in each way that was seen. When there is none, your contract covered the item.
#[derive(Serialize, ToSchema)]
struct Ways {
    /// By feed or stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    delivered: Option<Timestamp>,
    /// Opened by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    opened: Option<Timestamp>,
    /// A document or a file was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    downloaded: Option<Timestamp>,
}

/// A receipt.
#[derive(Serialize, ToSchema)]
struct Given {
    /// When it was given.
    #[schema(value_type = String, format = DateTime)]
    time: Timestamp,
    /// `portal`, `api`, `webhook` or `link`.
    #[schema(value_type = String, example = "api")]
    through: &'static str,
    /// Who gave it: a login, the id of a key, or a mail address.
    by: String,
    /// What was said with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// What is confirmed: a dispatch by its number, or by item and version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirmation {
    /// The number of the dispatch.
    #[schema(example = 58)]
    seq: Option<u64>,
    /// The item.
    #[schema(value_type = Option<String>, example = "tel:text:20260901:50000001")]
    item: Option<ItemId>,
    /// The version that the kill or correction brought.
    #[schema(example = 2)]
    version: Option<u32>,
    /// What the agency should know, in one line of at most 500 characters.
    #[schema(example = "Taken down at 12:04.")]
    note: Option<String>,
}

impl Call {
    fn of(recall: Recall, receiver: Receiver) -> Self {
        let held = receiver.held;
        let given = |receipt: account::Receipt| Given {
            time: receipt.time,
            through: receipt.through.name(),
            by: receipt.by,
            note: receipt.note,
        };
        Self {
            seq: recall.seq,
            item: recall.item,
            version: recall.version,
            act: recall.act.name(),
            time: recall.time,
            reason: recall.reason,
            required: recall.required,
            held: Ways { delivered: held.delivered, opened: held.opened, downloaded: held.downloaded },
            confirmed: receiver.receipt.map(given),
        }
    }
}

/// The kills, withdrawals, holds and corrections that wait for your receipt.
///
/// Each concerns an item that your organisation has, or may have: its contract covered it.
#[utoipa::path(
    get,
    path = "/api/v1/receipts",
    tag = "wire",
    params(Which),
    responses((status = 200, description = "What you are called for", body = Calls), refusals::Receipts),
)]
pub(super) async fn receipts(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Query(Which { all }): Query<Which>,
) -> Result<Json<Calls>, Problem> {
    let calls = api.accounts().recalls_to(&subscriber.organisation, !all, CALLS_MAX).await?;
    Ok(Json(Calls { receipts: calls.into_iter().map(|(recall, receiver)| Call::of(recall, receiver)).collect() }))
}

/// Confirm that you have seen a kill, withdrawal, hold or correction, and have acted on it.
///
/// The first receipt of your organisation stands: when you confirm again, that one is answered.
#[utoipa::path(
    post,
    path = "/api/v1/receipts",
    tag = "wire",
    security(("login" = []), ("key" = [])),
    request_body = Confirmation,
    responses((status = 200, description = "The call with its receipt", body = Call), refusals::Receipt),
)]
pub(super) async fn confirm(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Json(Confirmation { seq, item, version, note }): Json<Confirmation>,
) -> Result<Json<Call>, Problem> {
    let accounts = api.accounts();
    let seq = match (seq, item, version) {
        (Some(seq), None, None) => seq,
        (None, Some(item), Some(version)) => accounts
            .recall_of(&item, version)
            .await?
            .ok_or_else(|| Problem::not_found("Your organisation is not called for this version."))?,
        (None, Some(_), None) => return Err(Problem::unprocessable("version", "is needed beside `item`")),
        (None, None, _) => return Err(Problem::unprocessable("seq", "is needed, or `item` and `version`")),
        (Some(_), ..) => return Err(Problem::unprocessable("seq", "does not stand beside `item` and `version`")),
    };
    let by = subscriber.via.name();
    let receiver = accounts.confirm(seq, &subscriber.organisation, Through::Api, by, note.as_deref()).await?;
    Ok(Json(Call::of(accounts.recall(seq).await?, receiver)))
}
