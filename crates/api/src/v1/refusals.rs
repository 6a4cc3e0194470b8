//! The problems of an operation, for its description.

use std::collections::BTreeMap;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};
use web::{Case, PROBLEM_JSON, Problem};

/// One response for each status; cases that share a status share it.
fn responses(cases: &[Case]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<String, String> = BTreeMap::new();
    for case in cases {
        let text = by_status.entry(case.status().as_u16().to_string()).or_default();
        let line = format!("`{}`: {}", case.address(), case.meaning());
        *text = if text.is_empty() { line } else { format!("{text}\n\n{line}") };
    }
    let problem = Ref::from_schema_name(Problem::name());
    by_status
        .into_iter()
        .map(|(status, text)| {
            let body = ContentBuilder::new().schema(Some(problem.clone())).build();
            (status, ResponseBuilder::new().description(text).content(PROBLEM_JSON, body).build().into())
        })
        .collect()
}

macro_rules! refusals {
    ($($(#[$doc:meta])+ $name:ident: $($case:ident)+;)+) => {$(
        $(#[$doc])+
        pub(super) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                responses(&[$(Case::$case),+])
            }
        }
    )+};
}

refusals! {
    /// Of the feed, the stream and the search.
    Feed: BadRequest Unauthorised TooMany Forbidden NotCovered Internal Unavailable;
    /// Of one item.
    Item: BadRequest Unauthorised TooMany Forbidden NotCovered Embargoed NotFound NotAcceptable OnHold Killed Internal
        Unavailable;
    /// Of what is like an item.
    Like: BadRequest Unauthorised TooMany Forbidden NotCovered Embargoed NotFound OnHold Killed Internal Unavailable;
    /// Of a file.
    File: BadRequest Unauthorised TooMany Forbidden NotCovered Embargoed NotFound OnHold Killed NoSuchRange Internal Unavailable;
    /// Of an archive of several items.
    Zip: BadRequest Unauthorised TooMany Forbidden NotCovered NotEnough Internal Unavailable;
    /// Of what an archive would count.
    ZipCost: BadRequest Unauthorised TooMany Forbidden NotCovered Internal Unavailable;
    /// Of the difference between two versions.
    Diff: BadRequest Unauthorised TooMany Forbidden NotCovered Embargoed NotFound OnHold Killed Internal Unavailable;
    /// Of the list of an item's versions, which holds no text.
    Versions: BadRequest Unauthorised TooMany Forbidden NotCovered NotFound Internal Unavailable;
    /// Of what is told of an account, which takes no contract.
    Account: BadRequest Unauthorised TooMany Forbidden Internal Unavailable;
    /// The same where nothing can be asked for.
    Mine: Unauthorised TooMany Forbidden Internal Unavailable;
    /// Of the list of what waits for a receipt.
    Receipts: BadRequest Unauthorised TooMany Forbidden Internal Unavailable;
    /// Of a receipt.
    Receipt: Malformed Unauthorised TooMany Forbidden NotFound TooLarge UnsupportedMedia Unprocessable Full Internal
        Unavailable;
    /// Of the question why.
    Why: BadRequest Unauthorised TooMany Forbidden NotFound Internal Unavailable;
    /// Of the names of topics, which need no sign-in.
    Topics: BadRequest Internal Unavailable;
    /// Of what needs no sign-in.
    Public: Internal Unavailable;
}
