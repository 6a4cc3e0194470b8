//! The envelope of every answer, and every refusal.

use super::{
    pace::{Endpoint, TooFast},
    tongue::{Text, Tongue},
};
use crate::{
    Api,
    charge::{Uncharged, told},
    refuse,
};
use account::Subscriber;
use audience::AudienceError;
use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use web::Problem;

/// How it went.
#[derive(Serialize)]
struct Outcome<'a> {
    success: bool,
    code: u16,
    message: &'a str,
}

/// An answer with data.
#[derive(Serialize)]
struct Answer<T> {
    data: T,
    response: Outcome<'static>,
}

/// An answer that carries `data`.
pub(super) fn answer<T: Serialize>(data: T) -> Response {
    let response = Outcome { success: true, code: 200, message: "OK" };
    ([(header::CACHE_CONTROL, "no-store")], Json(Answer { data, response })).into_response()
}

/// A page of results.
#[derive(Serialize)]
pub(super) struct Results<T> {
    pub(super) result: Vec<T>,
    pub(super) total: usize,
}

/// An answer without data.
#[derive(Serialize)]
struct Refused<'a> {
    response: Outcome<'a>,
}

/// Why a request was not done. The status and the code are always the same: clients save whatever comes with 200.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    message: String,
    retry_after_secs: Option<u32>,
    /// What else the head says.
    head: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// A refusal in the agency's language.
    pub(super) fn new(api: &Api, text: Text) -> Self {
        let status = match text {
            Text::Unreadable => StatusCode::BAD_REQUEST,
            Text::SignIn => StatusCode::UNAUTHORIZED,
            Text::NotCovered | Text::LimitReached => StatusCode::FORBIDDEN,
            Text::TooFast => StatusCode::TOO_MANY_REQUESTS,
            Text::NoSuchRange => StatusCode::RANGE_NOT_SATISFIABLE,
            Text::NotFound => StatusCode::NOT_FOUND,
            Text::Method => StatusCode::METHOD_NOT_ALLOWED,
            Text::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Text::Inside => StatusCode::INTERNAL_SERVER_ERROR,
            Text::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self {
            status,
            message: Tongue::of(api.agency()).says(text).into_owned(),
            retry_after_secs: None,
            head: Vec::new(),
        }
    }

    /// Whoever asks has to wait.
    pub(super) fn too_fast(api: &Api, secs: u32) -> Self {
        Self { retry_after_secs: Some(secs), ..Self::new(api, Text::TooFast) }
    }

    /// Waits until it is the request's turn; refuses it when too many wait already.
    pub(super) async fn paced(api: &Api, subscriber: &Subscriber, endpoint: Endpoint) -> Result<(), Self> {
        let held = api.pace().hold(subscriber, endpoint).await;
        held.map_err(|TooFast { retry_after_secs }| Self::too_fast(api, retry_after_secs))
    }

    /// The contract does not cover it, or not any more of it this month.
    pub(super) fn uncharged(api: &Api, why: Uncharged) -> Self {
        match why {
            Uncharged::Over(quota, now) => {
                Self { head: told(&quota, now).into(), ..Self::new(api, Text::LimitReached) }
            }
            Uncharged::Denied(_) => Self::new(api, Text::NotCovered),
            Uncharged::Failed(problem) => Self::of(api, &problem),
        }
    }

    /// The value of a field cannot be used.
    pub(super) fn bad_field(api: &Api, field: &str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message: Tongue::of(api.agency()).bad_field(field),
            retry_after_secs: None,
            head: Vec::new(),
        }
    }

    /// A failure that is told as a problem elsewhere; it is logged already.
    pub(super) fn of(api: &Api, problem: &Problem) -> Self {
        let text = match problem.status() {
            400 => Text::Unreadable,
            401 => Text::SignIn,
            403 => Text::NotCovered,
            404 => Text::NotFound,
            413 => Text::TooLarge,
            416 => Text::NoSuchRange,
            429 => Text::TooFast,
            503 | 507 => Text::Unavailable,
            _ => Text::Inside,
        };
        Self::new(api, text)
    }

    /// A failure of the wire or the store.
    pub(super) fn inside(api: &Api, error: &AudienceError) -> Self {
        Self::of(api, &refuse::inside(error))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let response = Outcome { success: false, code: self.status.as_u16(), message: &self.message };
        let mut answer = (self.status, Json(Refused { response })).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let basic = HeaderValue::from_static("Basic realm=\"Tellal\", charset=\"UTF-8\"");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
        }
        answer.headers_mut().extend(self.head);
        if let Some(secs) = self.retry_after_secs {
            answer.headers_mut().insert(header::RETRY_AFTER, secs.into());
        }
        answer
    }
}
