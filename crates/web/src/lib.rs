//! HTTP glue: what every surface that speaks to programs shares.
//!
//! Invariants:
//! - Every error is a [`Problem`] (RFC 9457) of a known [`Case`]. What went wrong inside is logged once, and the client
//!   is told nothing of it but the name of its request.
//! - Who may call a handler stands in its signature: [`SignedInStaff`], [`SignedInSubscriber`]; for screens
//!   [`StaffAtScreen`], [`PersonAtScreen`], [`AtScreen`].
//! - What a key may be used for and from where is asked in [`SignedInSubscriber`], by the route ([`scope_of`]).
//! - Every screen is a [`Sheet`], with a policy that allows nothing from elsewhere and nothing inline.
//! - Whoever signs in says from where ([`ComesFrom`]), so that guesses are slowed down, and owners are not.
//! - No body is read beyond a limit, and none is believed: [`Json`] names the field that is wrong.
//! - Nothing of a query, a header or a body is logged; the path is.

mod asked;
mod asset;
mod cases;
mod errors;
mod etag;
mod form;
mod json;
mod layers;
mod locate;
pub mod members;
mod parts;
mod plot;
mod problem;
mod range;
mod refusal;
mod scope;
mod screen;
mod sheet;
mod sign_in;
mod unasked;
mod usage;
mod visit;

pub use asked::plain;
pub use asset::{Asset, assets, path as asset_path};
pub use cases::Case;
pub use etag::ETag;
pub use form::{FORM_BYTES_MAX, Form};
pub use json::{JSON_BYTES_MAX, Json, read_body, read_json};
pub use layers::{RequestId, dress, layers, no_method, no_route, over_tls};
pub use parts::{Path, Query, from_form};
pub use plot::{Column, bytes, plot, thousands};
pub use problem::{FieldFault, PROBLEM_JSON, Problem};
pub use range::Part;
pub use refusal::{Sheets, refusals};
pub use scope::scope_of;
pub use screen::{
    AnySession, AtScreen, ComesFrom, PersonAtScreen, SIGN_IN, StaffAtScreen, Turned, from_own_pages, known_cookie,
    session_cookie, session_secret,
};
pub use sheet::{Place, Sheet};
pub use sign_in::{Credentials, SignedInStaff, SignedInSubscriber, credentials};
pub use unasked::unasked;
pub use usage::{month, usage, usage_csv};
pub use visit::{Visit, signed_in};

#[cfg(test)]
mod tests;
